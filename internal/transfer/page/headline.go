package page

import (
	"strings"
	"unicode"
)

// headline picks the line that heads the region: it stands near its start, is
// repeated in the page's title, speaks of what the region speaks of.
func (c *chooser) headline(from, to int) int {
	best, at := 0.0, -1
	mass := 0
	for i := max(0, from-150); i <= to && i < len(c.units); i++ {
		u := &c.units[i]
		if i >= from && u.role == prose && !c.teaser[i] {
			mass += u.runes
		}
		if mass*3 > c.total+600 || i > from+30 {
			break
		}
		s := c.headlineScore(i, from, mass)
		margin := 0.9
		if at >= 0 && i == at+1 && (at == 0 || c.units[at-1].role != short) {
			margin = 2.2
		}
		if at >= 0 && s > best && s < best+margin && c.below(at, i) {
			continue // the line under a headline
		}
		if s > best {
			best, at = s, i
		}
	}
	return at
}

// below says that line i stands right under headline h, with at most a date, a
// name or a button between them.
func (c *chooser) below(h, i int) bool {
	if i-h > 4 || c.units[h].bullet || c.kinship(&c.units[h]) < 0.3 || c.units[i].heading == 1 {
		return false
	}
	for j := h + 1; j < i; j++ {
		if u := &c.units[j]; u.role == prose || u.role == short && u.words > 3 {
			return false
		}
	}
	return true
}

func (c *chooser) headlineScore(i, from, mass int) float64 {
	u := &c.units[i]
	if u.runes > 300 || u.folded == "" || !c.mayHead(i) || u.everywhere && u.words < 5 {
		return -1
	}
	if u.words < 2 && !c.inTitle(u) && u.heading != 1 {
		return -1
	}
	s := 1.0
	switch {
	case u.words >= 5 && u.words <= 22:
		s += 1.5
	case u.words >= 3:
		s += 0.7
	}
	if c.inTitle(u) {
		s += 5
	}
	switch u.heading {
	case 1:
		s += 4
	case 2:
		s += 0.5
	}
	s += 4 * c.kinship(u)
	if len(c.slug) > 2 {
		s += 5 * shared(c.slug, u.stems())
	}
	if u.again > 0 && u.words > 3 {
		s++
	}
	if u.role == prose && !strings.HasSuffix(u.text, "?") || u.role == credit {
		s -= 1.5
	}
	if u.twin {
		s++
	}
	if c.teaser[i] && !c.inTitle(u) {
		s -= 2
	}
	if u.bullet {
		s -= 1.5
	}
	if u.label && u.heading != 1 {
		s -= 5
	}
	if u.links > 0.8 && u.heading != 1 {
		s--
	}
	if strings.HasSuffix(u.text, ":") || strings.HasSuffix(u.text, ",") {
		s -= 2
	}
	s += c.dateNear(i)
	if i > 0 && (c.units[i-1].label || isTrail(&c.units[i-1])) {
		s++
	}
	s -= float64(mass) / 250
	s -= float64(c.between(i, from)) * 0.12
	return s
}

// mayHead says whether a line may be a headline at all.
func (c *chooser) mayHead(i int) bool {
	u := &c.units[i]
	if countLetters(u.folded) < 4 || u.item {
		return false
	}
	if c.inTitle(u) {
		return true
	}
	switch u.role {
	case short, also:
		return true
	case credit: // "Video: …" begins headlines as well as captions
		return u.words > 5 && !strings.ContainsAny(u.text, "/©")
	case prose:
		return u.words <= 32 && (!strings.HasSuffix(u.text, ".") || u.words < 28 && stops(u.text) == 0 && c.dateNear(i) > 1.2)
	}
	return false
}

func countLetters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// between counts the title-like units between a headline and its text: a
// headline has few, a teaser in a bar above has many.
func (c *chooser) between(i, from int) int {
	n := 0
	for j := i + 1; j < from; j++ {
		if r := c.units[j].role; r == short || r == noise || r == prose {
			n++
		}
	}
	return n
}

// dateNear rewards a date or byline within the next few lines.
func (c *chooser) dateNear(i int) float64 {
	for j := i + 1; j < min(i+6, len(c.units)); j++ {
		switch c.units[j].role {
		case dateline, byline:
			return 1.5 - 0.2*float64(j-i-1)
		case prose:
			if c.units[j].runes > 200 {
				return 0
			}
		}
	}
	if i > 0 && c.units[i-1].role == dateline {
		return 0.7
	}
	return 0
}

// inTitle says that the page's title begins with the unit or is it.
func (c *chooser) inTitle(u *unit) bool {
	if len(c.title) < 8 || len(u.folded) < 8 {
		return c.title != "" && c.title == u.folded
	}
	return c.title == u.folded || u.words >= 3 && (strings.HasPrefix(c.title, u.folded) || strings.HasSuffix(c.title, u.folded)) ||
		strings.HasPrefix(u.folded, c.title)
}
