package page

import "strings"

// pick takes the blocks that the readability rules found, or, where these are
// few against what the page's lines show, the lines themselves.
func pick(blocks []htmlBlock, units []unit, own choice) []htmlBlock {
	words := 0
	for _, b := range blocks {
		words += b.unit.words
	}
	mine := 0
	for _, i := range own.body {
		mine += units[i].words
	}
	if words >= 60 || words*3 >= mine {
		return blocks
	}
	var out []htmlBlock
	for _, i := range own.body {
		for _, b := range textBlocks(units, []int{i}) {
			out = append(out, htmlBlock{Block: b, unit: units[i]})
		}
	}
	return out
}

// trim takes furniture out of an article's blocks.
func (r Reader) trim(blocks []htmlBlock, a *Article) []Block {
	units := make([]unit, len(blocks))
	for i, b := range blocks {
		units[i] = b.unit
	}
	c := &chooser{units: units, book: phrases(), teaser: make([]bool, len(units)), inside: true}
	c.prepare()
	c.markTeasers()
	head := fold(a.Headline)
	var out []Block
	begun := false
	for i, b := range blocks {
		if b.Type == Image && len(out) < 2 {
			lead(a, b.picture)
		}
		if b.unit.folded != "" && b.unit.folded == head && len(out) < 3 || c.furniture(i, b.Type) {
			continue
		}
		if !begun && (units[i].role == dateline || units[i].role == byline) {
			continue // what the article's fields say already
		}
		begun = begun || units[i].role == prose
		out = append(out, b.Block)
	}
	return trimEnds(out)
}

// lead makes the first picture of the text the lead, or takes the caption that
// the text gives to the lead.
func lead(a *Article, p Picture) {
	switch {
	case a.Lead == nil && p.URL != "":
		a.Lead = &p
	case a.Lead != nil && a.Lead.URL == p.URL && a.Lead.Caption == "":
		a.Lead.Caption = p.Caption
	}
}

// furniture judges a block within what is mostly article: only what is certain
// to be furniture goes.
func (c *chooser) furniture(i int, kind string) bool {
	u := &c.units[i]
	switch kind {
	case Image, Embed, Divider, Code, Table:
		return false
	}
	if u.common && u.everywhere {
		return true
	}
	switch u.role {
	case noise, opener, ranking, also, appeal, notice, tagline, ender:
		return u.words < 80
	}
	return c.teaser[i] && u.links > 0.5
}

func trimEnds(blocks []Block) []Block {
	for len(blocks) > 0 && (blocks[0].Type == Divider) {
		blocks = blocks[1:]
	}
	for len(blocks) > 0 {
		last := blocks[len(blocks)-1]
		if last.Type != Divider && (last.Type != Heading || strings.TrimSpace(last.Text) == "") {
			break
		}
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}
