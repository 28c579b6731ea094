package page

import "regexp"

// The headings of a round-up's entries, but for countries, which are sections:
// "2 November", "Friday, May 26, Azerbaijan", "10:15".
var (
	dayHeading   = regexp.MustCompile(`^(?:\pL+, ?)?(?:(\d{1,2})[ -](\pL+)|(\pL+) (\d{1,2}))(?:[,.:] ?(?:\pL+ ?){0,4})?$`)
	clockHeading = regexp.MustCompile(`^(?:[01]?\d|2[0-3])[:.][0-5]\d$`)
)

// markItems finds the headings of a round-up: two or more of one sort, each
// with a paragraph right below it.
func (c *chooser) markItems() {
	bySort := map[string][]int{}
	for i := 0; i+1 < len(c.units); i++ {
		u, next := &c.units[i], &c.units[i+1]
		if sort := itemSort(u); sort != "" && (next.role == prose || !u.label && next.label || u.label && !next.label && itemSort(next) != "") {
			bySort[sort] = append(bySort[sort], i)
		}
	}
	for _, at := range bySort {
		if len(at) < 2 {
			continue
		}
		for _, i := range at {
			c.units[i].item, c.units[i].label, c.units[i].role = true, false, short
		}
	}
}

func itemSort(u *unit) string {
	if u.runes > 60 || u.bullet {
		return ""
	}
	line, _ := plainDigits(u.text)
	switch {
	case u.label:
		return "section"
	case clockHeading.MatchString(line):
		return "clock"
	case u.role == dateline:
		return ""
	}
	if m := dayHeading.FindStringSubmatch(line); m != nil {
		if month, _ := monthOf(m[2] + m[3]); month > 0 {
			return "day"
		}
	}
	return ""
}

// spread widens a region to the entries of the round-up around it.
func (c *chooser) spread(from, to int) (int, int) {
	for i, gap := from-1, 0; i >= 0 && gap < 4; i-- {
		if gap++; c.units[i].item {
			from, gap = i, 0
		}
	}
	for i, gap := to+1, 0; i < len(c.units) && gap < 8; i++ {
		if r := c.units[i].role; r == ranking || r == tagline || r == notice {
			break
		}
		if gap++; c.units[i].item && i+1 < len(c.units) {
			to, gap = i+1, 0
		}
	}
	return from, to
}
