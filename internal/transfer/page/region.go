package page

import (
	"strings"
)

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

// weight is what a unit says for (above 0) or against being within the article.
func (c *chooser) weight(i, before int) int {
	u := &c.units[i]
	switch {
	case u.common && u.role == prose && !u.everywhere:
		return 0 // perhaps this story's teaser on another page
	case u.common:
		return -60
	case u.item:
		return 20
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
		if before > 600 && before*10 > c.total && isComments(u.folded) {
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
		if mass > 600 && mass*10 > c.total && c.units[i].role == ender && isComments(c.units[i].folded) {
			break
		}
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

// main drops the parts of a region that a run of titles and buttons parts from
// its largest part and that speak of something else: the stories above and below.
func (c *chooser) main(from, to int) (int, int) {
	type part struct{ from, to, mass int }
	var parts []part
	gap, best := 0, 0
	for i := from; i <= to; i++ {
		u := &c.units[i]
		if u.role != prose || c.teaser[i] {
			gap++
			continue
		}
		if len(parts) == 0 || gap > 5 {
			parts = append(parts, part{from: i})
		}
		p := &parts[len(parts)-1]
		p.to, gap = i, 0
		if u.again == 0 || c.echo {
			p.mass += u.runes
		}
		if p.mass > parts[best].mass {
			best = len(parts) - 1
		}
	}
	if len(parts) < 2 {
		return from, to
	}
	said := map[string]bool{}
	c.stemsOf(parts[best].from, parts[best].to, said)
	first, last := best, best
	for k := best + 1; k < len(parts) && c.kin(parts[k].from, parts[k].to, said) >= 0.15; k++ {
		last = k
	}
	for k := best - 1; k >= 0 && c.kin(parts[k].from, parts[k].to, said) >= 0.15; k-- {
		first = k
	}
	if first > 0 {
		from = parts[first].from
	}
	if last < len(parts)-1 {
		to = parts[last].to
	}
	return from, to
}

func (c *chooser) stemsOf(from, to int, into map[string]bool) {
	for i := from; i <= to; i++ {
		if c.units[i].role == prose && !c.teaser[i] {
			for s := range c.units[i].stems() {
				into[s] = true
			}
		}
	}
}

// kin is the mean part of the stems of the paragraphs from–to that said holds.
func (c *chooser) kin(from, to int, said map[string]bool) float64 {
	sum, n := 0.0, 0
	for i := from; i <= to; i++ {
		if u := &c.units[i]; u.role == prose && !c.teaser[i] && len(u.stems()) > 2 {
			sum += shared(u.stems(), said)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
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

// afterword adds the sentence in which a newsroom says what it changed, which
// may stand below an appeal.
func (c *chooser) afterword(out *choice) {
	if len(out.body) == 0 {
		return
	}
	for i := out.last + 1; i < min(out.last+9, len(c.units)); i++ {
		u := &c.units[i]
		if u.role == ranking || u.role == tagline {
			return
		}
		if _, ok := c.book.opens(u.folded, "afterword"); ok && u.role == prose && u.words > 5 && !c.teaser[i] && !u.common {
			out.body, out.last = append(out.body, i), i
			return
		}
	}
}
