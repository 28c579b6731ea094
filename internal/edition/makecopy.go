package edition

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Renderer knows how bodies are shown: the interface's words in each language, and
// the formats in which pictures are offered beside JPEG, best first.
type Renderer struct {
	Words   func(lang.Tag) body.RenderWords
	Formats []string // extensions: "avif", "webp"
}

// Sizes is how wide a picture in the text is shown: the whole of a phone, then the
// theme's measure.
const Sizes = "(min-width: 45rem) 40rem, 100vw"

// makeCopy freezes a text: it reads everything that readers will see of it and
// renders its body. Slug and times are left to the caller.
func (b *Batch) makeCopy(ctx context.Context, s story.Story, t story.Text) (Copy, []PersonPage, error) {
	pictures, err := b.pictures(ctx, t)
	if err != nil {
		return Copy{}, nil, err
	}
	authors, translators, pages, faces, err := b.credits(ctx, s, t.Lang)
	if err != nil {
		return Copy{}, nil, err
	}
	c := Copy{
		Card: Card{
			Story: s.ID, Lang: t.Lang, Kind: string(s.Kind), Section: s.Section, Viewpoint: s.Viewpoint,
			Headline: t.Headline, Stand: t.Standfirst, Bylines: authors,
		},
		Page: Page{Original: t.MadeFrom, Translators: translators, Partner: s.Partner, Words: body.WordCount(body.PlainDoc(t.Body))},
		Rev:  t.Rev,
	}
	if c.Topics, err = b.p.Topics.NamesIn(ctx, b.Tx, s.Topics, t.Lang); err != nil {
		return Copy{}, nil, err
	}
	if t.MadeFrom != "" && b.p.Pairs != nil {
		if c.Pairs, err = b.p.Pairs(ctx, b.Tx, s.ID, t.Lang, t.MadeFrom); err != nil {
			return Copy{}, nil, err
		}
	}
	if c.Corrections, err = b.corrections(ctx, s.ID, t.Lang); err != nil {
		return Copy{}, nil, err
	}
	if b.p.Disclaimers != nil {
		if c.Disclaimers, err = b.p.Disclaimers(ctx, b.Tx, s, t); err != nil {
			return Copy{}, nil, err
		}
	}
	if t.Standfirst == "" {
		c.Opening = opening(t.Body)
	}
	if t.Lead != nil {
		c.Picture = leadPicture(*t.Lead, pictures)
	}
	c.Elsewhere = elsewhere(t.Elsewhere, pictures)
	options := body.RenderOptions{
		Lang: string(t.Lang), Sizes: Sizes, Words: b.p.Render.Words(t.Lang),
		Media: func(id string) (body.PictureInfo, bool) {
			m, ok := pictures[id]
			return b.p.Render.info(m), ok
		},
	}
	c.HTML = body.Render(t.Body, options)
	c.Feed = body.RenderFeed(t.Body, options)
	c.shows = append(t.MediaIDs(), faces...)
	return c, pages, nil
}

// elsewhere freezes what stands for a text elsewhere; nil where nothing was said.
func elsewhere(e story.Elsewhere, pictures map[string]media.Media) *Elsewhere {
	out := Elsewhere{SearchTitle: e.SearchTitle, SearchText: e.SearchText, ShareTitle: e.ShareTitle, ShareText: e.ShareText}
	if e.SharePicture != "" {
		out.Picture = leadPicture(body.Picture{Media: e.SharePicture}, pictures)
	}
	if out == (Elsewhere{}) {
		return nil
	}
	return &out
}

// maxOpening is how long an opening may be, in runes.
const maxOpening = 220

// opening is the beginning of a body's first paragraph: whole sentences if one ends
// in time, else words.
func opening(doc body.Doc) string {
	for _, b := range doc.Blocks {
		if b.Type != body.Paragraph {
			continue
		}
		text := strings.Join(strings.Fields(body.PlainSpans(b.Text)), " ")
		if text == "" {
			continue
		}
		runes := []rune(text)
		if len(runes) <= maxOpening {
			return text
		}
		short := string(runes[:maxOpening])
		if i := strings.LastIndexAny(short, ".!?։؟…"); i > len(short)/2 {
			_, size := utf8.DecodeRuneInString(short[i:])
			return short[:i+size]
		}
		if i := strings.LastIndexByte(short, ' '); i > 0 {
			short = short[:i]
		}
		return strings.TrimRight(short, " ,;:–—-") + "…"
	}
	return ""
}

// pictures reads the files that a text shows.
func (b *Batch) pictures(ctx context.Context, t story.Text) (map[string]media.Media, error) {
	ids := t.MediaIDs()
	if len(ids) == 0 {
		return nil, nil
	}
	return media.ByIDs(ctx, b.Tx, ids)
}

// placed is a picture of a text and the block in which it stands; "lead" for the head.
type placed struct {
	body.Picture
	Block string
}

// picturesOf lists the pictures of a text in the order in which they are read.
func picturesOf(t story.Text) (list []placed) {
	if t.Lead != nil {
		list = append(list, placed{*t.Lead, leadBlock})
	}
	var gather func([]body.Block)
	gather = func(blocks []body.Block) {
		for _, bl := range blocks {
			for _, p := range bl.Pictures {
				list = append(list, placed{p, bl.ID})
			}
			gather(bl.Blocks)
		}
	}
	gather(t.Body.Blocks)
	return list
}

// leadBlock names the picture at the head where blocks are named.
const leadBlock = "lead"

// info says how the page offers a picture. JPEG is what every browser shows.
func (r Renderer) info(m media.Media) body.PictureInfo {
	if m.Hash == "" {
		return body.PictureInfo{}
	}
	info := body.PictureInfo{
		Src: media.Address(m.Hash, media.Nearest(m.Width, 960), "jpg"), Srcset: media.Srcset(m.Hash, m.Width, "jpg"),
		Width: m.Width, Height: m.Height, Alt: m.Alt,
	}
	for _, ext := range r.Formats {
		info.Sources = append(info.Sources, body.PictureSource{Type: "image/" + ext, Srcset: media.Srcset(m.Hash, m.Width, ext)})
	}
	return info
}

func leadPicture(p body.Picture, pictures map[string]media.Media) *Picture {
	m, ok := pictures[p.Media]
	if !ok {
		return nil
	}
	pic := &Picture{
		Hash: m.Hash, Width: m.Width, Height: m.Height, FocalX: m.FocalX, FocalY: m.FocalY,
		Alt: p.Alt, Caption: body.PlainSpans(p.Caption), Credit: p.Credit,
	}
	for _, fill := range []struct {
		to   *string
		from string
	}{{&pic.Alt, m.Alt}, {&pic.Caption, m.Caption}, {&pic.Credit, m.Credit}} {
		if *fill.to == "" {
			*fill.to = fill.from
		}
	}
	return pic
}

// credits reads the people of a text as readers see them: authors, translators of
// this language, the authors' pages, and the ids of the portraits.
func (b *Batch) credits(ctx context.Context, s story.Story, l lang.Tag) (authors, translators []Byline, pages []PersonPage, portraits []string, err error) {
	if len(s.People) == 0 {
		return nil, nil, nil, nil, nil
	}
	ids := make([]string, len(s.People))
	for i, c := range s.People {
		ids[i] = c.Person
	}
	found, err := people.ByIDs(ctx, b.Tx, ids)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	faces, err := b.faces(ctx, found)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	for _, c := range s.People {
		p, ok := found[c.Person]
		if !ok || c.Lang != "" && c.Lang != l {
			continue
		}
		by := Byline{Person: p.ID, Slug: p.Slug, Name: p.In(l), City: p.Place, Face: faces[p.Portrait]}
		portraits = append(portraits, p.Portrait)
		if c.Part == story.Translated {
			by.Slug = "" // a translator has no page before she has written
			translators = appendNew(translators, by)
			continue
		}
		if authors = appendNew(authors, by); len(authors) == len(pages) {
			continue
		}
		pages = append(pages, PersonPage{Byline: by, Title: p.Names[l].Title, About: p.Names[l].About, portrait: p.Portrait})
	}
	return authors, translators, pages, portraits, nil
}

// appendNew adds a byline once: a person can be named for all texts and for one of them.
func appendNew(list []Byline, by Byline) []Byline {
	if slices.Contains(list, by) {
		return list
	}
	return append(list, by)
}

// faces reads people's portraits, by the ids of their pictures.
func (b *Batch) faces(ctx context.Context, of map[string]people.Person) (map[string]Face, error) {
	var ids []string
	for _, p := range of {
		if p.Portrait != "" {
			ids = append(ids, p.Portrait)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := media.ByIDs(ctx, b.Tx, ids)
	faces := make(map[string]Face, len(found))
	for id, m := range found {
		faces[id] = Face{m.Hash, m.Width, m.Height, m.FocalX, m.FocalY}
	}
	return faces, err
}

// corrections reads what readers of a language are told was wrong.
func (b *Batch) corrections(ctx context.Context, storyID string, l lang.Tag) (list []Correction, err error) {
	found, err := story.Corrections(ctx, b.Tx, storyID, l)
	for _, c := range found {
		list = append(list, Correction{c.ID, c.At, c.Texts[l], c.Wrong[l], c.Block[l]})
	}
	return list, err
}
