package reader

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"slices"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// besidePrefix goes before the ids of the original on a page that has two bodies.
const besidePrefix = "o-"

// beside serves a translation beside its original, both as readers have them. Where the
// pairs are not known, or the original is not published, there is no such page.
func (s *Site) beside(v *visit) error {
	slug := v.slug
	if !outlet.ValidSlug(slug) {
		return s.elsewhere(v)
	}
	err := s.serve(v, "beside:"+string(v.lang)+":"+slug, func(ctx context.Context) (Answer, error) {
		return s.besidePage(ctx, v.press, v.face, slug)
	})
	if moved := (*redirect)(nil); errors.As(err, &moved) {
		return &redirect{moved.to, v.r.URL.RawQuery, moved.status}
	}
	return err
}

func (s *Site) besidePage(ctx context.Context, p *press, f *face, slug string) (Answer, error) {
	found, err := s.Shelf.Article(ctx, f.lang, slug)
	switch {
	case err != nil:
		return Answer{}, err
	case found.Withdrawn != nil:
		return Answer{}, withdrawn{*found.Withdrawn}
	case found.MovedTo != "":
		return Answer{}, &redirect{to: f.path("beside/" + found.MovedTo + "/"), status: http.StatusMovedPermanently}
	}
	c := found.Copy
	siblings, err := s.Shelf.Siblings(ctx, c.Story)
	if err != nil {
		return Answer{}, err
	}
	t := f.translation(c, siblings)
	if t == nil || t.Beside == "" {
		return Answer{}, fault.New(fault.NotFound, "fault.not_found")
	}
	at := slices.IndexFunc(siblings, func(o edition.Sibling) bool { return o.Lang == c.Original })
	other, err := s.Shelf.Article(ctx, c.Original, siblings[at].Slug)
	if err != nil {
		return Answer{}, err
	}
	if other.Copy == nil { // it was taken back or moved a moment ago
		return Answer{}, fault.New(fault.NotFound, "fault.not_found")
	}
	o := other.Copy
	both := BesidePage{
		Article: f.path(c.Slug + "/"), Translation: *t, Rows: besideRows(c, o),
		Text:     BesideSide{f.lang, f.lang.Dir(), f.lang.NativeName(), c.Headline, c.Stand},
		Original: BesideSide{o.Lang, o.Lang.Dir(), o.Lang.NativeName(), o.Headline, o.Stand},
	}
	title := f.searchTitle(*c)
	both.Frame = s.frame(p, f, pageOf{title: title, path: c.Slug + "/", found: []page{{f.lang, f.voice.article(f.lang, c.Slug)}}})
	both.NoIndex, both.Alternates, both.Beside = true, nil, true
	a, err := f.answer("pages/beside.html", both, edition.StoryTag(c.Story), edition.EditionTag(f.lang))
	if err != nil {
		return Answer{}, err
	}
	a.Header["X-Robots-Tag"] = "noindex"
	if frames := framesIn(c.HTML + o.HTML); len(frames) > 0 {
		a.Header["Content-Security-Policy"] = policy(frames)
	}
	return a, nil
}

// besideRows puts the pieces of a translation beside those of its original, in the
// translation's order. What only the original has stands where the original has it.
func besideRows(c, original *edition.Copy) (rows []BesideRow) {
	of := map[string][]string{} // by the translation's block
	for _, p := range c.Pairs {
		for _, id := range p.Text {
			of[id] = append(of[id], p.Original...)
		}
	}
	theirs := body.Elements(body.Another(original.HTML, besidePrefix))
	place := besidePlaces(theirs, original.HTML, of)
	taken := make([]int, len(theirs)) // the row that shows it, from 1
	for _, piece := range body.Elements(c.HTML) {
		ids, known := of[piece.Block]
		if piece.Block == "" {
			ids = []string{""} // footnotes beside footnotes
		}
		fresh := false
		for _, id := range ids {
			for _, i := range place[id] {
				fresh = fresh || taken[i] == 0
			}
		}
		// What belongs to the block before (an answer, a second half) goes on beside the same.
		if len(rows) > 0 && piece.Block != "" && (!known || len(ids) > 0 && !fresh) {
			rows[len(rows)-1].Text += template.HTML(piece.HTML)
			continue
		}
		row := BesideRow{Text: template.HTML(piece.HTML), Notes: piece.Block == ""}
		for _, id := range ids {
			for _, i := range place[id] {
				if taken[i] == 0 {
					row.Original += template.HTML(theirs[i].HTML)
					taken[i] = len(rows) + 1
				}
			}
		}
		rows = append(rows, row)
	}
	return withLeftOut(rows, theirs, taken)
}

// besidePlaces says by block where the original's pieces stand. A piece of a block that no
// pair names belongs to the one before.
func besidePlaces(theirs []body.Element, rendered string, of map[string][]string) map[string][]int {
	named := map[string]bool{}
	for _, ids := range of {
		for _, id := range ids {
			named[id] = true
		}
	}
	answers := map[string]bool{} // blocks that stand within another
	last := ""
	place := map[string][]int{}
	for i, plain := range body.Elements(rendered) {
		theirs[i].Block = plain.Block
		if plain.Block != "" && !named[plain.Block] && last != "" && answers[last] {
			place[last] = append(place[last], i)
			continue
		}
		last = plain.Block
		answers[last] = isQuestion(plain.HTML)
		place[last] = append(place[last], i)
	}
	return place
}

// isQuestion says that a piece is a question, whose answer follows it.
func isQuestion(piece string) bool { return len(piece) > 16 && piece[:15] == `<h2 class="ask"` }

// withLeftOut adds rows for what only the original has.
func withLeftOut(rows []BesideRow, theirs []body.Element, taken []int) (all []BesideRow) {
	after := make([][]BesideRow, len(rows)+1)
	last := 0
	for i, t := range theirs {
		if taken[i] > 0 {
			last = taken[i]
			continue
		}
		if t.Block == "" { // footnotes stand at the end
			last = len(rows)
		}
		after[last] = append(after[last], BesideRow{Original: template.HTML(t.HTML), Notes: t.Block == ""})
	}
	all = append(all, after[0]...)
	for i, r := range rows {
		all = append(append(all, r), after[i+1]...)
	}
	return all
}

// BesidePage is a translation beside its original.
type BesidePage struct {
	Frame
	Article     string // address of the translation alone
	Translation Translation
	Text        BesideSide
	Original    BesideSide
	Rows        []BesideRow
}

// BesideSide is one of the two texts.
type BesideSide struct {
	Lang            lang.Tag
	Dir             string
	Name            string // of the language, in itself
	Headline, Stand string
}

// BesideRow is what belongs together; one of the two may be empty.
type BesideRow struct {
	Text, Original template.HTML
	Notes          bool // footnotes
}
