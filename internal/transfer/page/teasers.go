package page

import (
	"strings"
)

// markTeasers follows every heading that opens a list of other stories and
// marks the titles and standfirsts below it.
func (c *chooser) markTeasers() {
	for i := range c.units {
		if c.buttonOpens(i) {
			c.units[i].role = opener
		}
		if c.units[i].role != opener && c.units[i].role != ranking || c.teaser[i] {
			continue
		}
		c.teaser[i] = true
		c.followList(i)
	}
}

// buttonOpens says that what may be a teaser's button, "Read more", stands once
// on the page, between a paragraph and a title: there it opens a list.
func (c *chooser) buttonOpens(i int) bool {
	u := &c.units[i]
	if u.role != noise || u.again > 0 || c.inside || i == 0 || i+1 >= len(c.units) || !c.book.is(u.folded, "list") {
		return false
	}
	last, next := &c.units[i-1], &c.units[i+1]
	return last.role == prose && !c.teaser[i-1] && next.role == short && next.words > 3 && !ended(next.text)
}

func (c *chooser) followList(at int) {
	title, items, bullets := -1, 0, false
	for j := at + 1; j < len(c.units); j++ {
		u := &c.units[j]
		if items == 0 && (u.twin && u.role != noise || c.inTitle(u)) {
			return // what seemed to open a list was a menu's word above the headline
		}
		if u.item {
			return
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
	least := 0.2
	if items > 1 && !c.toldInList(at, j) {
		least = 0.35 // a list of bare titles is likely to end here
	}
	return alike >= least && alike > kin || alike == 0 && kin < 0.05 && c.titleLike(j+1) && !c.isTitle(j+1)
}

// toldInList says that a story in the list opened at at has a standfirst above j.
func (c *chooser) toldInList(at, j int) bool {
	for k := at + 1; k < j; k++ {
		if c.units[k].role == prose {
			return true
		}
	}
	return false
}

// titleLike says that a unit does not go on with the text before it.
func (c *chooser) titleLike(j int) bool {
	return j >= len(c.units) || c.units[j].role != prose || c.units[j].bullet
}
