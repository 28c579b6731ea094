package transfer

import (
	"errors"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// prepare makes a text of a record as far as that needs no database. It runs beside
// the writing, several records at once. A record without a print is lost.
func (im *Importer) prepare(r Record) ready {
	r = r.clean()
	out := ready{Record: r, kind: story.Kind(r.Kind)}
	if !slices.Contains(story.Kinds, out.kind) {
		out.kind = story.News
	}
	doc, notes := body.FromHTML(r.HTML, body.Options{Base: first(r.Addresses), NewID: steadyIDs(r.Key)})
	for _, n := range notes {
		out.problem(Partly, "body_"+n.Kind, n.Detail)
	}
	out.doc, out.lang = doc, im.language(r, doc)
	out.pictures(im)
	out.leadOnce()
	out.head()
	if out.Headline == "" {
		out.problem(Lost, "empty", "neither a headline nor a text")
		return out
	}
	if err := body.Check(out.doc); err != nil {
		out.problem(Lost, "body_refused", im.say(err))
		return out
	}
	if out.print = fingerprint(r, out.found, slices.Contains(im.Langs, out.lang)); out.print == "" {
		out.problem(Lost, "unreadable", "a part of it cannot be kept, a date after the year 9999 perhaps")
	}
	return out
}

func (r *ready) problem(l Level, code, detail string) {
	r.problems = append(r.problems, Problem{Level: l, Code: code, Detail: cut(detail, 300)})
}

// language is what the source says, else what the importer was told, else what the
// letters say, else the outlet's first edition.
func (im *Importer) language(r Record, doc body.Doc) lang.Tag {
	if t, err := lang.Parse(strings.ReplaceAll(r.Lang, "_", "-")); err == nil && r.Lang != "" {
		if slices.Contains(im.Langs, t) {
			return t
		}
		if slices.Contains(im.Langs, t.Base()) {
			return t.Base()
		}
		return t
	}
	if im.Lang != "" {
		return im.Lang
	}
	if t, sure := lang.Detect(r.Headline + "\n" + cut(body.PlainDoc(doc), 2000)); sure > 0.5 {
		return t
	}
	if len(im.Langs) > 0 {
		return im.Langs[0]
	}
	return "en"
}

// head brings headline and standfirst within their bounds. What a head cannot hold is
// kept in the text.
func (r *ready) head() {
	r.Headline, r.Standfirst = strings.TrimSpace(r.Headline), strings.TrimSpace(r.Standfirst)
	if r.Headline == "" {
		if r.Headline = cut(strings.Join(strings.Fields(body.PlainDoc(r.doc)), " "), 90); r.Headline != "" {
			r.Record.Headline = r.Headline
			r.problem(Partly, "no_headline", "the first words of the text became its headline")
		}
	}
	for _, part := range []struct {
		text *string
		max  int
		name string
	}{{&r.Standfirst, story.MaxStandfirst, "standfirst"}, {&r.Headline, story.MaxHeadline, "headline"}} {
		short := cut(*part.text, part.max)
		if short == *part.text {
			continue
		}
		whole := body.Block{ID: steadyIDs(r.Key + part.name)(), Type: body.Paragraph, Text: []body.Span{{Text: *part.text}}}
		r.doc = body.Normalise(body.Doc{Blocks: append([]body.Block{whole}, r.doc.Blocks...)})
		*part.text = short
		r.problem(Partly, part.name+"_long", "it was shortened; the whole of it begins the text")
	}
}

// leadOnce takes a picture that begins the text away when it is the lead as well:
// readers would see it twice. What it says goes to the lead.
func (r *ready) leadOnce() {
	if r.lead == nil || len(r.doc.Blocks) == 0 {
		return
	}
	top := r.doc.Blocks[0]
	if top.Type != body.Image || top.Pictures[0].Media != r.lead.Media {
		return
	}
	p := top.Pictures[0]
	if r.lead.Alt == "" {
		r.lead.Alt = p.Alt
	}
	if len(r.lead.Caption) == 0 {
		r.lead.Caption = p.Caption
	}
	if r.lead.Credit == "" {
		r.lead.Credit = p.Credit
	}
	r.doc.Blocks = r.doc.Blocks[1:]
}

// pictures finds the files of the text's pictures and of its lead.
func (r *ready) pictures(im *Importer) {
	if r.Lead != nil && r.Lead.URL != "" {
		p := body.Picture{Source: r.Lead.URL, Alt: r.Lead.Alt, Credit: r.Lead.Credit}
		if r.Lead.Caption != "" {
			p.Caption = body.ParseInline(r.Lead.Caption)
		}
		if r.find(&p, im) {
			r.lead = &p
		}
	}
	var walk func([]body.Block)
	walk = func(blocks []body.Block) {
		for i := range blocks {
			for j := range blocks[i].Pictures {
				r.find(&blocks[i].Pictures[j], im)
			}
			walk(blocks[i].Blocks)
		}
	}
	walk(r.doc.Blocks)
}

func (r *ready) find(p *body.Picture, im *Importer) bool {
	if p.Media != "" || p.Source == "" {
		return p.Media != ""
	}
	if im.Pictures == nil {
		r.problem(Partly, "missing_media", "not taken: "+p.Source)
		return false
	}
	found, err := im.Pictures(p.Source)
	switch {
	case errors.Is(err, ErrNoPicture):
		r.problem(Partly, "missing_media", "not found: "+p.Source)
		return false
	case err != nil:
		r.problem(Partly, "bad_media", p.Source+": "+im.say(err))
		return false
	}
	p.Media, p.Source = found.Media, ""
	r.found = append(r.found, found.Media)
	if p.Alt == "" {
		p.Alt = found.Alt
	}
	return true
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
