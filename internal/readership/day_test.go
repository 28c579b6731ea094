package readership_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/readership"
)

// town is a day of an edition: who reads what, and who would like it to look otherwise.
// The same number gives the same day.
type town struct {
	*bed
	desk     *readership.Desk
	dice     *rand.Rand
	browsers []string
	weights  []float64   // how much is read of each story, in all
	born     []int       // the hour in which each story came out
	read     [][]float64 // true readers, by story and hour
	sent     int
}

const (
	townStories = 60
	townReaders = 40_000 // readings by people in a day
	hours       = 24
)

func newTown(b *bed, seed uint64) *town {
	c := &town{bed: b, desk: b.desk(), dice: rand.New(rand.NewPCG(seed, 7)), browsers: browsers(b)}
	b.floor = 20
	order := c.dice.Perm(townStories)
	for n := range townStories {
		c.weights = append(c.weights, 1/math.Pow(float64(order[n]+1), 0.9)) // Zipf
		c.born = append(c.born, c.dice.IntN(20)-10)
		c.read = append(c.read, make([]float64, hours))
	}
	return c
}

// home is the network and address of the nth person. Half sit at home, each in one of
// some thousand networks; four of ten hold a telephone, whose operator lets hundreds
// share an address, in 24 networks each of three; the others are abroad, by IPv6.
func home(n int) netip.Addr {
	switch {
	case n%10 < 5:
		return netip.AddrFrom4([4]byte{byte(80 + n%7), byte(n / 7 % 211), byte(n / 1477 % 3), byte(n % 251)})
	case n%10 < 9:
		return netip.AddrFrom4([4]byte{178, byte(30 + n%3), byte(n / 3 % 24), byte(n / 72 % 8)})
	}
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, byte(n >> 8), byte(n), 0, byte(n), 15: 1})
}

// people read for an hour: what came out lately is read most, one in five looks twice,
// one in twelve has no script, and most are led by other sites.
func (c *town) people(hour int) {
	share := 0.4 + 0.6*math.Sin(math.Pi*float64(hour)/hours) // nights are quiet
	pull := make([]float64, townStories)
	var all float64
	for n := range townStories {
		if age := hour - c.born[n]; age >= 0 {
			pull[n] = c.weights[n] * math.Exp2(-float64(age)/10)
		}
		all += pull[n]
	}
	for range int(townReaders / hours * share * 1.3) {
		at := c.dice.Float64() * all
		n := 0
		for at -= pull[0]; at > 0 && n < townStories-1; at -= pull[n] {
			n++
		}
		c.person(c.dice.IntN(25_000), n, hour)
	}
}

func (c *town) person(who, n, hour int) {
	from := []string{"", "", "", "google.com", "l.facebook.com", "t.me", "neighbour.example"}[who%7]
	weight, times := 1.0, 1
	if who%12 == 0 {
		weight = 0.5
	}
	if who%5 == 0 {
		times = 2
	}
	for range times {
		r := message(0, story(n), both(body("en."+story(n)+" "+from), header("User-Agent", c.browsers[who%len(c.browsers)])))
		if who%12 == 0 {
			image(r)
			r.URL.RawQuery = "en." + story(n)
		}
		r.RemoteAddr = netip.AddrPortFrom(home(who), 1).String()
		c.send(r)
	}
	c.read[n][hour] += weight
}

func (c *town) send(r *http.Request) {
	c.sent++
	send(c.desk, r)
}

// machines are crawlers that run scripts, previews and fetches ahead: they take old and
// new alike.
func (c *town) machines(hour int) {
	agents := []string{
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "TelegramBot (like TwitterBot)",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36", "python-requests/2.32.3",
		"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
	}
	for i := range 800 {
		n := townStories - 1 - c.dice.IntN(townStories)*c.dice.IntN(townStories)/townStories
		change := header("User-Agent", agents[i%len(agents)])
		switch i % 8 {
		case 6:
			change = header("Sec-Purpose", "prefetch")
		case 7:
			change = header("Accept-Language")
		}
		r := message(0, story(n), change)
		r.RemoteAddr = netip.AddrPortFrom(home(c.dice.IntN(25_000)), 1).String()
		c.send(r)
	}
}

// campaigns push four stories that hardly anybody reads, and drown the most read one.
func (c *town) campaigns(hour int, pushed [4]int, drowned int) {
	same := func(*http.Request) {}
	forged := func(n int, from netip.Addr, change func(*http.Request)) {
		r := message(0, story(n), both(header("User-Agent", c.browsers[c.dice.IntN(len(c.browsers))]+" x"+string(rune('a'+c.dice.IntN(26)))+string(rune('a'+c.dice.IntN(26)))), change))
		r.RemoteAddr = netip.AddrPortFrom(from, 1).String()
		c.send(r)
	}
	for i := range 400 {
		one := netip.AddrFrom4([4]byte{45, 9, 9, byte(i)})
		forged(pushed[0], one, same)                                                    // one network
		forged(pushed[1], netip.AddrFrom4([4]byte{45, 10, byte(i % 6), byte(i)}), same) // six networks
		forged(pushed[2], home(i*7), header("Sec-Fetch-Site", "cross-site"))            // readers of another site, unasked
		forged(drowned, netip.AddrFrom4([4]byte{45, 11, 1, byte(i)}), body("en."+story(drowned)+" smear.example"))
	}
	for range 60 { // a club whose members click on a link
		n := c.dice.IntN(25_000)
		forged(pushed[3], home(n), body("en."+story(pushed[3])+" club.example"))
	}
}

// truth is the order of what people read, by the rule of the list.
func (c *town) truth() []int {
	order := make([]int, townStories)
	score := make([]float64, townStories)
	for n := range townStories {
		order[n] = n
		for h, readers := range c.read[n] {
			score[n] += readers * math.Exp2(-float64(hours-1-h)/6)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return order
}

// A day of people, programs and campaigns gives the order of the people.
func TestTrueOrderOfADay(t *testing.T) {
	for seed := range uint64(2) {
		b := newBed(t, db.SQLite)
		c := newTown(b, seed)
		b.clock.Add(12 * time.Hour) // midnight
		best := slices.Index(c.weights, slices.Max(c.weights))
		rare := make([]int, townStories)
		for n := range rare {
			rare[n] = n
		}
		slices.SortFunc(rare, func(a, b int) int { return cmp.Compare(c.weights[a], c.weights[b]) })
		pushed := [4]int(rare[:4])
		for hour := range hours {
			c.people(hour)
			c.machines(hour)
			c.campaigns(hour, pushed, best)
			b.flush()
			b.clock.Add(time.Hour)
		}
		b.clock.Add(-time.Hour)
		b.rank()
		truth, list := c.truth(), b.list(readership.Day)
		var together int
		var listed []int // the places that they should have among themselves
		for _, s := range list {
			at := slices.IndexFunc(truth, func(n int) bool { return story(n) == s })
			if at < readership.Places {
				together++
			}
			listed = append(listed, at)
		}
		inOrder := slices.Sorted(slices.Values(listed))
		var squares float64
		for place, at := range listed {
			off := float64(slices.Index(inOrder, at) - place)
			squares += off * off
		}
		n := float64(len(list))
		spearman := 1 - 6*squares/(n*(n*n-1))
		t.Logf("day %d: %d messages; %d of the true ten are listed, Spearman %.3f", seed, c.sent, together, spearman)
		if len(list) != readership.Places || together < 9 || spearman < 0.9 {
			t.Errorf("day %d: listed %v, true %v", seed, list, truth[:readership.Places])
		}
		if list[0] != story(truth[0]) {
			t.Errorf("day %d: the first is %s, not %d", seed, list[0], truth[0])
		}
		for _, p := range pushed {
			if slices.Contains(list, story(p)) {
				t.Errorf("day %d: %d was pushed into the list", seed, p)
			}
		}
	}
}
