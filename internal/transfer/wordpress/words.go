package wordpress

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"masthead/internal/transfer"
)

// maxHeadline is how many runes of a title are kept.
const maxHeadline = 500

// headline makes a title plain and says what is odd about it.
func headline(title string, note noteFunc) string {
	s := plain(title)
	if strings.IndexFunc(html.UnescapeString(title), directional) >= 0 {
		note(transfer.Partly, "bidi_controls", "its title held characters that turn the direction of words; they were removed")
	}
	if n := utf8.RuneCountInString(s); n > maxHeadline {
		note(transfer.Partly, "long_title", "its title has %d characters; the first %d were kept: %s", n, maxHeadline, shorten(s, 60))
		s = shorten(s, maxHeadline)
	}
	switch {
	case s == "":
		note(transfer.Note, "no_title", "it has no title")
	case strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		note(transfer.Note, "odd_title", "its title has neither letters nor digits: %s", shorten(s, 60))
	}
	return s
}

// directional says whether r embeds, overrides or isolates (UAX #9); a title that
// needs these to be read does not exist, one that lies by them does.
func directional(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

func standfirst(excerpt string) string {
	if strings.TrimSpace(excerpt) == "" {
		return ""
	}
	text, _ := shortcodes{}.expand(excerpt)
	return plain(text)
}

// plain makes HTML one line of words.
func plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = stripTags(s)
	} else if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return oneLine(s)
}

// stripTags gives the words of HTML; block tags part them.
func stripTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(maxText)
	skip := 0
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style":
				if skip = 0; kind == html.StartTagToken {
					skip = 1
				}
			case "a", "b", "strong", "i", "em", "u", "s", "span", "sup", "sub", "code", "abbr", "q", "cite", "small", "mark", "font", "bdi", "bdo", "wbr":
			default:
				b.WriteByte(' ')
			}
		}
	}
}

// oneLine trims s, makes each run of white space one blank, and removes controls.
func oneLine(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) && r != 0xA0, r == 0x2028, r == 0x2029:
			gap = b.Len() > 0
			continue
		case r < 0x20, r >= 0x7f && r < 0xa0, directional(r), r == 0xFEFF:
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shorten cuts s to n runes.
func shorten(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// parseTime reads WordPress's form of a time, as UTC; zero if it is none.
func parseTime(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", strings.TrimSpace(s))
	if err != nil || !sane(t) {
		return time.Time{}
	}
	return t
}

// sane says whether a text can have been written then.
func sane(t time.Time) bool { return t.Year() >= 1600 && t.Year() <= 2200 }

// date finds when a post was published: in UTC, else in the site's zone, which the
// file does not name and which is taken for UTC, else by the feed's date.
func (m *maker) date(it *item, note noteFunc) time.Time {
	if t := parseTime(it.dateGMT); !t.IsZero() {
		return t.UTC()
	}
	if t := parseTime(it.date); !t.IsZero() {
		if it.status == "publish" || it.status == "future" {
			note(transfer.Note, "no_zone", "its time is known in the site's own zone only; it was taken for UTC")
		}
		return t.UTC()
	}
	for _, form := range [...]string{time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(form, it.pubDate); err == nil && sane(t) && t.Unix() != noDate {
			return t.UTC()
		}
	}
	if given := either(strings.Trim(it.dateGMT, "0-: "), strings.Trim(it.date, "0-: ")); given != "" {
		note(transfer.Partly, "bad_date", "its date cannot be: %s", shorten(either(it.dateGMT, it.date), 40))
	} else if it.status == "publish" || it.status == "future" {
		note(transfer.Note, "no_date", "it has no date")
	}
	return time.Time{}
}

// noDate is 30 November 1999, what WordPress writes into a feed for "0000-00-00".
var noDate = time.Date(1999, 11, 30, 0, 0, 0, 0, time.UTC).Unix()

// state says what becomes of a post. Nothing that readers could not see gets published.
func state(it *item, date time.Time, note noteFunc) transfer.State {
	switch {
	case it.password:
		note(transfer.Partly, "password_protected", "only readers with a password could read it; it was taken as a draft")
		return transfer.Draft
	case it.status == "publish" || it.status == "":
		if it.status == "" {
			note(transfer.Partly, "no_status", "the file does not say whether it was published; it was taken as a draft")
			return transfer.Draft
		}
		return transfer.Published
	case it.status == "future":
		if date.IsZero() {
			note(transfer.Partly, "bad_date", "it was scheduled for no possible date; it was taken as a draft")
			return transfer.Draft
		}
		return transfer.Future
	case it.status == "draft" || it.status == "pending" || it.status == "private" || it.status == "auto-draft" || it.status == "inherit":
		return transfer.Draft
	}
	note(transfer.Note, "unknown_status", "its status is %q; it was taken as a draft", shorten(it.status, 40))
	return transfer.Draft
}

// addresses lists where readers may have met the post, the present one first.
func (m *maker) addresses(it *item) []string {
	var list []string
	add := func(a string) {
		u, err := url.Parse(strings.TrimSpace(a))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" || len(a) > 2000 || len(list) >= 50 {
			return
		}
		for _, known := range list {
			if known == a {
				return
			}
		}
		list = append(list, strings.TrimSpace(a))
	}
	add(it.link)
	add(it.guid)
	if m.base != "" && it.id != 0 {
		add(fmt.Sprintf("%s/?p=%d", m.base, it.id))
		if it.kind == "page" {
			add(fmt.Sprintf("%s/?page_id=%d", m.base, it.id))
		}
	}
	path := strings.TrimRight(it.link, "/")
	for _, old := range it.meta {
		if old.key != "_wp_old_slug" || old.value == "" || strings.ContainsAny(old.value, "/?#") {
			continue
		}
		before, last, ok := cutLast(path, '/')
		if ok && decodeSlug(last) == decodeSlug(it.slug) {
			add(before + "/" + old.value + it.link[len(path):])
		}
	}
	return list
}
