package page

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// meta is what a page says about itself outside its visible text.
type meta struct {
	canonical, lang, title, headline, description string
	kind, section, site                           string
	dates                                         []string // best first
	authors, topics                               []string
	picture                                       Picture
}

// slugWords are the stems of the words in an address's last part.
func slugWords(address string) map[string]bool {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return nil
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	best := ""
	for _, p := range parts {
		if strings.Count(p, "-")+strings.Count(p, "_") > strings.Count(best, "-")+strings.Count(best, "_") {
			best = p
		}
	}
	best = strings.TrimSuffix(strings.TrimSuffix(best, ".html"), ".htm")
	return stems(fold(strings.NewReplacer("-", " ", "_", " ").Replace(best)))
}

var titleParting = regexp.MustCompile(`\s+[|•·–—»\-]\s+|\s*\|\s*|\s::\s`)

// cleanTitle drops the outlet's name from a page's title: the shorter of the
// outer parts, unless little would be left.
func cleanTitle(title, site string) string {
	title = strings.Join(strings.Fields(title), " ")
	at := titleParting.FindAllStringIndex(title, -1)
	if len(at) == 0 {
		return title
	}
	last := at[len(at)-1]
	head, tail := title[:last[0]], title[last[1]:]
	if f := fold(site); f != "" {
		if fold(tail) == f {
			return head
		}
		if first := at[0]; fold(title[:first[0]]) == f {
			return title[first[1]:]
		}
	}
	if strings.Contains(title[last[0]:last[1]], "|") || len(strings.Fields(tail)) <= 3 {
		if len(strings.Fields(head)) > len(strings.Fields(tail)) {
			return head
		}
	}
	return title
}

// parseMetaDate reads a date from mark-up or a header line.
func parseMetaDate(s string, zone *time.Location) (time.Time, bool, bool) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00", time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1989 && t.Year() < 2101 {
			return t, false, true
		}
	}
	if f := findDates(s, zone); len(f) > 0 {
		return f[0].at, f[0].dateOnly, true
	}
	return time.Time{}, false, false
}

// looksLikeName accepts two to five words that begin like names. Scripts
// without case say nothing by their letters, so there loose decides.
func looksLikeName(s string, loose bool) bool {
	words := strings.Fields(s)
	if len(words) < 2 && !loose || len(words) == 0 || len(words) > 5 || len(s) > 90 {
		return false
	}
	for _, w := range words {
		first := []rune(w)[0]
		switch {
		case unicode.IsUpper(first), unicode.IsTitle(first):
		case unicode.IsLower(first) && !caseless(first):
			if !nameParticle(w) {
				return false
			}
		case unicode.IsLetter(first):
			if !loose {
				return false
			}
		default:
			return false
		}
	}
	return !strings.ContainsAny(s, "?!:;0123456789")
}

func caseless(r rune) bool {
	return unicode.In(r, unicode.Georgian, unicode.Arabic, unicode.Han, unicode.Hebrew)
}

func nameParticle(w string) bool {
	switch strings.ToLower(w) {
	case "de", "da", "di", "von", "van", "der", "den", "la", "le", "el", "al", "bin", "ibn", "oğlu", "qızı", "and", "и", "və", "ve", "և", "und", "et", "y", "e":
		return true
	}
	return false
}
