package readership

import "masthead/internal/kit/lang"

// Weights of a reading, in halves of a reader: without script nothing says how long
// the page was in sight.
const (
	byScript = 2
	byImage  = 1
)

// Bounds of what one network may count for (docs/most-read.md).
const (
	freeHalves  = 3 * byScript // always counted
	shareOfAll  = 20           // beyond that a network counts for one in twenty of all counted readings
	floodTimes  = 10           // so many times as much from a network is a program's doing
	strikePart  = 60           // per cent of an hour's readings from one source that are taken for a campaign
	strikeFloor = 20 * byScript
)

// piece is a story in one edition.
type piece struct {
	lang  lang.Tag
	story string
}

// tally is what was read of a piece in one hour, on this node.
type tally struct {
	networks  map[uint64]int32 // halves by network
	total     int64            // halves
	referrers map[string]int32 // halves by the site that led here, of few readers of each network
	sampled   int64            // halves that referrers were taken of
	written   int64            // halves that the database has of it
	dirty     bool
}

// maxReferrers bounds the sites that a tally tells apart.
const maxReferrers = 64

func (t *tally) add(network uint64, referrer string, halves int32) {
	if t.networks[network] < freeHalves {
		t.sampled += int64(halves)
		if _, known := t.referrers[referrer]; known || referrer != "" && len(t.referrers) < maxReferrers {
			t.referrers[referrer] += halves
		}
	}
	t.networks[network] += halves
	t.total += int64(halves)
	t.dirty = true
}

// strike is a source from which most of an hour's readings came.
type strike struct {
	source string // network, referrer
	name   string // of the referrer
	share  int    // per cent
	halves int64
}

// count says how many of the readings count, in halves, and what was held back. A
// network or a foreign site from which most of them came is left out altogether, so
// that a campaign neither lifts a text nor, by drawing attention, sinks it below what
// it earned elsewhere.
func (t *tally) count() (halves int64, held []strike) {
	sizes := map[int64]int64{} // how many networks have so many halves
	rest := t.total
	for _, n := range t.networks {
		if n := int64(n); t.total >= strikeFloor && n*100 > t.total*strikePart {
			rest -= n
		} else {
			sizes[n]++
		}
	}
	halves, flood := level(sizes, rest)
	if away := t.total - rest + flood; t.total >= strikeFloor && away*100 > t.total*strikePart {
		held = append(held, strike{"network", "", int(away * 100 / t.total), away})
	}
	if t.sampled < strikeFloor {
		return halves, held
	}
	for name, n := range t.referrers {
		if int64(n)*100 > t.sampled*strikePart && !meetingPlaces[name] {
			away := halves * int64(n) / t.sampled
			halves -= away
			held = append(held, strike{"referrer", name, int(int64(n) * 100 / t.sampled), away})
		}
	}
	return halves, held
}

// level adds up the networks, each for three readers or a twentieth of the sum,
// whichever is more; one with ten times as many is no household and no operator, and
// counts for nothing (flood). The sum is the largest that fits its own rule: it is
// found by going down from all.
func level(sizes map[int64]int64, all int64) (sum, flood int64) {
	for {
		top := max(freeHalves, all/shareOfAll)
		sum, flood = 0, 0
		for n, networks := range sizes {
			if n > floodTimes*top {
				flood += n * networks
			} else {
				sum += min(n, top) * networks
			}
		}
		if sum >= all {
			return sum, flood
		}
		all = sum
	}
}

// meetingPlaces are the sites where everybody comes from: that most readers of a text
// were led by one of them is nothing strange.
var meetingPlaces = map[string]bool{
	"google.com": true, "bing.com": true, "duckduckgo.com": true, "yandex.ru": true, "yandex.com": true, "ya.ru": true, "search.yahoo.com": true,
	"facebook.com": true, "instagram.com": true, "t.co": true, "x.com": true, "t.me": true, "web.telegram.org": true, "vk.com": true, "ok.ru": true,
	"linkedin.com": true, "reddit.com": true, "youtube.com": true, "news.google.com": true, "whatsapp.com": true, "dzen.ru": true,
}
