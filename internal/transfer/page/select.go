package page

import (
	"strings"
	"unicode/utf8"
)

// choice is what was found among a page's units; -1 means none.
type choice struct {
	headline   int
	standfirst int
	body       []int
	first      int // the first unit after the headline
	last       int // the last unit of the body
	sure       float64
}

// chooser picks the article out of the units of one page.
type chooser struct {
	units  []unit
	book   *phrasebook
	teaser []bool
	total  int // runes of prose that may be the article's
	bulk   int // runes of all prose on the page
	title  string
	slug   map[string]bool
	core   map[string]int // stems of the long paragraphs: what the page speaks of
	inside bool           // the units were taken out of the page's furniture before
	asked  int            // short lines that end in a question mark
	echo   bool           // the article itself repeats its paragraphs
}

func choose(units []unit, title, address string) choice {
	c := &chooser{units: units, book: phrases(), teaser: make([]bool, len(units)), title: fold(title), slug: slugWords(address)}
	c.prepare()
	c.markTeasers()
	c.weigh()
	from, to := c.region()
	from, to = c.main(from, to)
	from, to = c.spread(from, to)
	if from > to {
		return c.scraps()
	}
	out := choice{headline: c.headline(from, to), standfirst: -1, first: from}
	if out.headline >= 0 {
		out.first = out.headline + 1
		if out.headline > to {
			out.first = from
		}
	}
	c.body(&out, to)
	c.afterword(&out)
	return out
}

// scraps makes what it can of a page without a paragraph.
func (c *chooser) scraps() choice {
	out := choice{headline: -1, standfirst: -1, sure: 0.1}
	for i := range c.units {
		switch u := &c.units[i]; {
		case c.teaser[i] || u.label || u.role != short && u.role != prose:
		case out.headline < 0 && (u.heading == 1 || c.inTitle(u)):
			out.headline = i
		default:
			out.body = append(out.body, i)
			out.last = i
		}
	}
	return out
}

func (c *chooser) prepare() {
	seen := map[string]int{}
	for i := range c.units {
		u := &c.units[i]
		u.classify(c.book)
		seen[u.folded]++
		if u.runes < 200 && strings.HasSuffix(u.text, "?") {
			c.asked++
		}
	}
	once := 0
	for i := range c.units {
		if u := &c.units[i]; u.role == prose {
			c.bulk += u.runes
			if seen[u.folded] == 1 {
				once += u.runes
			}
		}
	}
	c.echo = once*3 < c.bulk
	for i := range c.units {
		if u := &c.units[i]; !c.echo && !c.inside && c.repeatsAbove(i) {
			u.role = noise
			seen[u.folded]--
		}
	}
	c.core = map[string]int{}
	for i := range c.units {
		u := &c.units[i]
		u.again = max(0, seen[u.folded]-1)
		if c.isCore(u) {
			for s := range u.stems() {
				c.core[s]++
			}
		}
	}
	c.acquit()
	c.markItems()
}

// repeatsAbove says that a line stands right above already, as where a page has
// one part for wide screens and one for narrow ones.
func (c *chooser) repeatsAbove(i int) bool {
	u := &c.units[i]
	if u.words < 2 && u.role != dateline {
		return false
	}
	for j := i - 1; j >= max(0, i-2); j-- {
		if c.units[j].folded == u.folded {
			c.units[j].twin = true
			return true
		}
	}
	return false
}

// isCore says that a unit is a long paragraph, as long as the page has them.
func (c *chooser) isCore(u *unit) bool {
	least := 160
	if c.bulk < 3000 {
		least = 60
	}
	return u.role == prose && u.runes >= least && u.again == 0 && !u.common
}

// acquit gives back a paragraph that one phrase made an appeal or a notice, if
// it speaks of what the page speaks of.
func (c *chooser) acquit() {
	for i := range c.units {
		u := &c.units[i]
		if (u.role == appeal || u.role == notice) && u.runes > 120 && u.again == 0 && !u.common && c.kinship(u) >= 0.35 &&
			anyIn(u.folded, c.book.appeal)+anyIn(u.folded, c.book.notice) == 1 && !copyright.MatchString(u.text) {
			u.role = prose
		}
	}
}

// stems are the beginnings of a text's longer words: enough to see that two
// texts speak of the same, in languages that bend their words at the end.
func stems(folded string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(folded) {
		r := []rune(w)
		switch {
		case len(r) >= 5:
			out[string(r[:5])] = true
		case len(r) == 4, len(r) > 1 && r[0] > 0x2e80:
			out[w] = true
		}
	}
	return out
}

// shared is the part of a's stems that stand in b.
func shared(a, b map[string]bool) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// kinship is the part of a unit's stems that the page's long paragraphs, the
// unit itself apart, use too.
func (c *chooser) kinship(u *unit) float64 {
	own := u.stems()
	if len(own) == 0 {
		return 0
	}
	few := min(1, float64(len(own))/4) // one word in common proves nothing
	self := 0
	if c.isCore(u) {
		self = 1
	}
	n := 0
	for s := range own {
		if c.core[s] > self {
			n++
		}
	}
	return few * float64(n) / float64(len(own))
}

// body takes the units of the article out of what follows the headline.
func (c *chooser) body(out *choice, to int) {
	c.findStandfirst(out, to)
	first := c.opening(c.firstProse(out, to), out)
	seen := map[string]bool{}
	if out.headline >= 0 {
		seen[c.units[out.headline].folded] = true
	}
	if out.standfirst >= 0 {
		seen[c.units[out.standfirst].folded] = true
	}
	var runes, clutter int
	for i := first; i >= 0 && i <= to; i++ {
		u := &c.units[i]
		if seen[u.folded] && !c.echo || !c.belongs(i, first, to) {
			clutter++
			continue
		}
		if u.words > 3 {
			seen[u.folded] = true
		}
		out.body = append(out.body, i)
		out.last = i
		runes += u.runes
	}
	out.sure = sureness(runes, clutter, len(out.body), out.headline >= 0)
}

func sureness(runes, clutter, kept int, headed bool) float64 {
	s := 0.2
	if headed {
		s += 0.3
	}
	s += 0.3 * min(1, float64(runes)/1500)
	return s + 0.2*float64(kept)/float64(kept+clutter+1)
}

// findStandfirst takes a sentence that a date, a byline or a picture's credit
// parts from the text below it.
func (c *chooser) findStandfirst(out *choice, to int) {
	if out.headline < 0 {
		return
	}
	cand := -1
	for i := out.first; i <= to && i < out.first+10; i++ {
		u := &c.units[i]
		switch {
		case c.teaser[i], u.folded == c.units[out.headline].folded:
		case u.role == dateline || u.role == byline:
			if cand >= 0 {
				out.standfirst = cand
			}
			return
		case u.role == prose || u.role == short && u.words >= 8:
			if cand >= 0 || u.runes > 500 || u.common && u.everywhere {
				return
			}
			cand = i
		}
	}
}

func (c *chooser) firstProse(out *choice, to int) int {
	for i := max(out.first, out.standfirst+1); i <= to; i++ {
		u := &c.units[i]
		afterDate := i > 0 && u.role == short && !u.bullet && u.words >= 7 && c.kinship(u) > 0.2 && i > out.headline+1
		if (afterDate || u.role == prose || u.role == short && ended(u.text) && u.words > 2) && !c.teaser[i] {
			return i
		}
	}
	return -1
}

// opening goes up from the first paragraph to a heading right above it.
func (c *chooser) opening(first int, out *choice) int {
	i := first - 1
	if i > out.headline && i != out.standfirst && c.units[i].item {
		if i-1 > out.headline && c.units[i-1].item {
			i--
		}
		return i
	}
	if i <= out.headline || i == out.standfirst || i < 1 || out.headline < 0 {
		return first
	}
	u := &c.units[i]
	if !c.isTitle(i) || u.label || u.again > 0 || u.common || u.words < 3 || u.words > 15 || looksLikeName(u.text, false) || c.isTitle(i-1) && i-1 != out.headline {
		return first
	}
	if _, city := parseNames(u.text); city != "" || u.heading == 0 && c.kinship(u) < 0.3 {
		return first
	}
	return i
}

// belongs says whether a unit within the region is part of the article.
func (c *chooser) belongs(i, first, to int) bool {
	u := &c.units[i]
	switch {
	case c.teaser[i]:
		return false
	case u.item:
		return i < to
	case u.common:
		// a paragraph may stand on another page as this story's teaser
		return u.role == prose && !u.everywhere && i == first
	case u.role == prose:
		// a page may list its own story as a teaser further down
		return u.again == 0 || c.echo || c.flanked(i, to) || i == first && c.plain(i+1, to)
	case u.role != short:
		return false
	case u.again > 0:
		return false
	case u.bullet:
		return c.goodList(i, first, to)
	case ended(u.text) || u.quote:
		return true
	}
	return c.isHeading(i, to)
}

// flanked says that prose of the article stands right before and after.
func (c *chooser) flanked(i, to int) bool { return c.plain(i-1, to) && c.plain(i+1, to) }

// plain says that a unit is prose and nothing speaks against it.
func (c *chooser) plain(j, to int) bool {
	if j < 0 || j > to {
		return false
	}
	u := &c.units[j]
	return u.role == prose && !c.teaser[j] && u.again == 0 && !u.common
}

// isHeading keeps a single title-like line, or two, with text below.
func (c *chooser) isHeading(i, to int) bool {
	u := &c.units[i]
	if u.words > 25 || utf8.RuneCountInString(u.folded) < 3 {
		return false
	}
	run := 1
	for j := i - 1; j >= 0 && run < 6 && c.isTitle(j); j-- {
		run++
	}
	for j := i + 1; j <= to; j++ {
		switch {
		case c.isTitle(j) && run < 6:
			run++
		case c.units[j].role == prose && !c.teaser[j], c.units[j].bullet && !c.teaser[j]:
			return run <= 2 || u.heading > 0 && run <= 4
		case c.units[j].role == credit || c.units[j].role == noise || c.units[j].again > 0 || c.units[j].role == appeal || c.teaser[j] || c.units[j].common:
			if j > i+4 {
				return false
			}
		default:
			return false
		}
	}
	return false
}

func (c *chooser) isTitle(j int) bool {
	u := &c.units[j]
	return u.role == short && !u.bullet && !c.teaser[j] && u.again == 0 && !u.common && !ended(u.text)
}

// goodList keeps a list that a sentence announces or whose entries are more
// than names of pages.
func (c *chooser) goodList(i, first, to int) bool {
	a, b := i, i
	for a-1 >= first && a > i-100 && c.units[a-1].bullet && !c.teaser[a-1] {
		a--
	}
	for b+1 <= to && b < i+100 && c.units[b+1].bullet && !c.teaser[b+1] {
		b++
	}
	if a > first && strings.HasSuffix(c.units[a-1].text, ":") {
		return true
	}
	words, links := 0, 0.0
	for j := a; j <= b; j++ {
		words += c.units[j].words
		links += c.units[j].links
	}
	n := b - a + 1
	if links/float64(n) > 0.8 {
		return false
	}
	return words >= 4*n || c.kinship(&c.units[i]) > 0.5
}
