package page

import (
	"strings"
	"unicode"
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

// markTeasers follows every heading that opens a list of other stories and
// marks the titles and standfirsts below it.
func (c *chooser) markTeasers() {
	for i := range c.units {
		if c.units[i].role != opener && c.units[i].role != ranking || c.teaser[i] {
			continue
		}
		c.teaser[i] = true
		c.followList(i)
	}
}

func (c *chooser) followList(at int) {
	title, items, bullets := -1, 0, false
	for j := at + 1; j < len(c.units); j++ {
		u := &c.units[j]
		if items == 0 && (u.twin && u.role != noise || c.inTitle(u)) {
			return // what seemed to open a list was a menu's word above the headline
		}
		switch u.role {
		case opener, ranking, ender:
			return
		case noise:
			if isTrail(u) {
				return
			}
		case short, also:
			over := items > 1 && !u.bullet && c.units[j-1].bullet
			over = over || items > 0 && bullets && !u.bullet && c.units[j-1].role == noise
			if over || items > 15 {
				return // the list is over
			}
			if items > 0 && c.units[at].role == opener && !u.bullet && strings.HasSuffix(u.text, ".") {
				return // a short answer in the article
			}
			bullets = bullets || items == 0 && u.bullet
			title, items = j, items+1
		case prose:
			if u.bullet && u.runes < 400 && (bullets || items == 0 && c.units[at].role == ranking) {
				bullets, title, items = true, j, items+1
				break
			}
			if items > 0 && c.askingTitle(u) {
				title, items = j, items+1
				break
			}
			if !c.isStandfirstOf(at, title, items, j) {
				return
			}
			if u.runes < 200 && !strings.HasSuffix(u.text, ".") {
				title, items = j, items+1
			}
		}
		c.teaser[j] = true
	}
}

// askingTitle takes a short question for a title, unless the page asks many, as
// an interview does.
func (c *chooser) askingTitle(u *unit) bool {
	return u.runes < 130 && strings.HasSuffix(u.text, "?") && c.asked < 3 && !strings.HasPrefix(u.text, "–") && !strings.HasPrefix(u.text, "—")
}

// isTrail recognises the path above a headline: "Home / Society".
func isTrail(u *unit) bool {
	n := strings.Count(u.text, " / ") + strings.Count(u.text, " > ") + strings.Count(u.text, " » ") + strings.Count(u.text, " › ")
	return n > 0 && n < 6
}

// weigh counts the prose that may be the article's.
func (c *chooser) weigh() {
	c.total = 0
	for i := range c.units {
		u := &c.units[i]
		if u.role == prose && !c.teaser[i] && !u.common && (u.again == 0 || c.echo) {
			c.total += u.runes
		}
	}
}

// isStandfirstOf tells the standfirst of another story, whose title stands at
// title in the list opened at at, from the paragraph with which the article goes on.
func (c *chooser) isStandfirstOf(at, title, items, j int) bool {
	u := &c.units[j]
	if u.again > 0 && !c.echo || u.common || u.bullet && items > 0 && c.units[j-1].bullet {
		return true
	}
	if items == 0 {
		return u.runes <= 160 && !strings.HasSuffix(u.text, ".")
	}
	if title != j-1 || u.runes > 600 {
		return false
	}
	if c.units[at].role == ranking {
		return c.titleLike(j+1) && !c.units[title].twin
	}
	kin := c.kinship(u)
	alike := shared(c.units[title].stems(), u.stems())
	return alike >= 0.2 && alike > kin || alike == 0 && kin < 0.05 && c.titleLike(j+1) && !c.isTitle(j+1)
}

// titleLike says that a unit does not go on with the text before it.
func (c *chooser) titleLike(j int) bool {
	return j >= len(c.units) || c.units[j].role != prose || c.units[j].bullet
}

// weight is what a unit says for (above 0) or against being within the article.
func (c *chooser) weight(i, before int) int {
	u := &c.units[i]
	switch {
	case u.common && u.role == prose && !u.everywhere:
		return 0 // perhaps this story's teaser on another page
	case u.common:
		return -60
	case c.teaser[i]:
		return -10 - min(u.runes, 300)/10
	}
	switch u.role {
	case prose:
		if u.again > 0 && !c.echo {
			return 0
		}
		return int(float64(min(u.runes, 500)) * (1 - u.links))
	case short:
		if ended(u.text) {
			return 5
		}
		if u.bullet {
			return -12
		}
		return -20
	case ranking:
		return -120
	case opener, notice, tagline:
		return -60
	case ender:
		if before > 500 && before*10 > c.total*3 && isComments(u.folded) {
			return -4000
		}
		return -120
	case noise:
		return -30
	}
	return -15
}

func isComments(folded string) bool {
	for _, w := range []string{"comment", "reply", "discussion", "conversation", "коммент", "обсужд", "şərh", "rəy yaz", "fikrinizi", "մեկնաբան", "კომენტარ", "yorum", "نظر", "دیدگاه", "دیدگاهتان", "комент", "обговор", "تعلیق", "ردا", "kommentar", "réagir", "comentario", "comentário"} {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

// region is the run of units with the greatest weight.
func (c *chooser) region() (from, to int) {
	best, sum, start, mass := 0, 0, 0, 0
	from, to = 0, -1
	said := map[string]bool{} // stems of the run under way
	for i := range c.units {
		if (mass > 400 && mass*4 > c.total || mass > 150 && mass*2 > c.total) && c.closes(i) && !c.resumes(said, i) {
			break
		}
		w := c.weight(i, mass)
		if sum <= 0 {
			sum, start, mass = 0, i, 0
			clear(said)
		}
		sum += w
		if w > 0 {
			mass += w
			for s := range c.units[i].stems() {
				said[s] = true
			}
		}
		if sum > best {
			best, from, to = sum, start, i
		}
	}
	return from, to
}

// closes says that a unit often stands right below an article.
func (c *chooser) closes(i int) bool {
	switch c.units[i].role {
	case ranking, ender, tagline:
		return true
	case opener:
		for i++; i < len(c.units) && c.teaser[i]; i++ {
		}
		return c.titleLike(i)
	}
	return false
}

// resumes says that a text which used the stems said goes on below i: two
// paragraphs in a row, or a long one, speak of the same.
func (c *chooser) resumes(said map[string]bool, i int) bool {
	last := 0.0
	for j := i + 1; j < min(len(c.units), i+60); j++ {
		u := &c.units[j]
		switch {
		case u.role == prose && !c.teaser[j] && !u.common && (u.again == 0 || c.echo):
			kin := shared(u.stems(), said)
			if u.runes > 400 && kin > 0.2 || last > 0 && (kin+last)/2 > 0.15 {
				return true
			}
			last = kin + 0.001
		case u.role == short || u.role == ranking || u.role == ender && isComments(u.folded):
			last = 0
		}
	}
	return false
}

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
	if countLetters(u.folded) < 4 {
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
	case u.common:
		// a paragraph may stand on another page as this story's teaser
		return u.role == prose && !u.everywhere && i == first
	case u.role == prose:
		return u.again == 0 || c.echo || c.flanked(i, to)
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
func (c *chooser) flanked(i, to int) bool {
	real := func(j int) bool {
		return j >= 0 && j <= to && j < len(c.units) && c.units[j].role == prose && !c.teaser[j] && c.units[j].again == 0 && !c.units[j].common
	}
	return real(i-1) && real(i+1)
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
