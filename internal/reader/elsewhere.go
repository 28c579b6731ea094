package reader

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"time"

	"masthead/internal/edition"
)

// outward is the card of a copy as it stands where its link is shared: with the title,
// the words and the picture that were written for that, where any were.
func outward(c edition.Copy) edition.Card {
	card, e := c.Card, c.Elsewhere
	if e == nil {
		return card
	}
	card.Headline, card.Stand = cmp.Or(e.ShareTitle, card.Headline), cmp.Or(e.ShareText, card.Stand)
	if e.Picture != nil {
		card.Picture = e.Picture
	}
	return card
}

// searchTitle is an article's title among a search's results.
func (v voice) searchTitle(c edition.Copy) string {
	if c.Elsewhere != nil && c.Elsewhere.SearchTitle != "" {
		return c.Elsewhere.SearchTitle
	}
	return v.titleOf(c.Card)
}

// searchText is what stands below it there.
func searchText(c edition.Copy) string {
	if c.Elsewhere != nil && c.Elsewhere.SearchText != "" {
		return c.Elsewhere.SearchText
	}
	return c.Teaser()
}

// told is a correction in one text, for those who show no parts.
func (v voice) told(k edition.Correction) string {
	if k.Wrong == "" {
		return k.Text
	}
	return v.words.wrong(k.Wrong, k.Text)
}

// toldAll gives corrections each in one text.
func (v voice) toldAll(list []edition.Correction) []edition.Correction {
	list = slices.Clone(list)
	for i, k := range list {
		list[i].Text = v.told(k)
	}
	return list
}

func (f *face) correction(k edition.Correction, now time.Time) Correction {
	out := Correction{When: f.when(k.At, now), Text: f.told(k)}
	if k.ID != "" {
		out.ID = "k-" + k.ID
	}
	return out
}

// mended is the body of a copy with a mark before each block that was corrected. It
// leads to the correction. A block that is there no more has none.
func (f *face) mended(c *edition.Copy) string {
	body := c.HTML
	for _, k := range c.Corrections {
		if k.Block == "" || k.ID == "" {
			continue
		}
		at := strings.Index(body, ` id="b-`+k.Block+`"`)
		if at < 0 {
			continue
		}
		begin := strings.LastIndexByte(body[:at], '<')
		if begin < 0 || !opensBlock(body[begin:]) {
			continue
		}
		mark := `<p class="mend"><a href="#k-` + k.ID + `">` + html.EscapeString(f.words.correction(k.At.In(f.profile.Location()))) + `</a></p>` + "\n"
		body = body[:begin] + mark + body[begin:]
	}
	return body
}

// blockTags begin the blocks before which a paragraph may stand. List entries and cells
// are no blocks of that kind.
var blockTags = []string{"<p", "<h2", "<h3", "<h4", "<blockquote", "<ul", "<ol", "<figure", "<div", "<aside", "<table", "<hr"}

func opensBlock(s string) bool {
	for _, t := range blockTags {
		if rest, ok := strings.CutPrefix(s, t); ok && strings.HasPrefix(rest, " ") {
			return true
		}
	}
	return false
}
