package talk

import (
	"reflect"
	"slices"
	"strconv"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

// maxPlain bounds how many unchanged blocks are shown, where she asks for them.
const maxPlain = 2_000

type comparePage struct {
	head
	From, To comparedView
	Side     bool // side by side
	All      bool // unchanged blocks too
	Newest   int
	In, Out  int // words
	Changed  int // blocks
	Rows     []differenceView
}

type comparedView struct {
	Rev   int
	By    newsroom.Who
	At    newsroom.Moment
	Names []nameView
}

// differenceView is one block of a comparison as the page shows it, or how many stand
// unchanged between two.
type differenceView struct {
	ID      string
	Label   string // "Paragraph 4", "Headline"
	From    int
	To      int
	Added   bool
	Removed bool
	Moved   bool
	Parts   []partView
	Facts   []string
	Same    int // unchanged blocks that this stands for
	Plain   []string
}

type partView struct {
	Name string     `json:"name"`
	Runs []body.Run `json:"runs"`
}

func (p *Pages) compare(r *newsroom.Request) (newsroom.Answer, error) {
	from, _ := strconv.Atoi(r.FormValue("from"))
	to, _ := strconv.Atoi(r.FormValue("to"))
	if from > to {
		from, to = to, from
	}
	c := &comparePage{}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		*c = comparePage{Side: r.FormValue("view") == "side", All: r.FormValue("all") == "1"}
		if c.head, err = p.head(r, tx, "history"); err != nil {
			return err
		}
		c.Newest = c.Text.Rev
		if to <= 0 {
			to = c.Newest
		}
		before, err := p.compared(r, tx, from, &c.From)
		if err != nil {
			return err
		}
		after, err := p.compared(r, tx, to, &c.To)
		if err != nil {
			return err
		}
		c.fill(r, before, after)
		return nil
	})
	return newsroom.Show("compare", c), err
}

// compared reads one side. What stood before the first revision is an empty text.
func (p *Pages) compared(r *newsroom.Request, tx *db.Tx, rev int, v *comparedView) (story.Text, error) {
	if rev == 0 {
		return story.Text{}, nil
	}
	list, err := story.Revisions(r.Context(), tx, r.Story.ID, r.Text, rev+1, false, 1)
	if err == nil && (len(list) == 0 || list[0].Rev != rev) {
		err = fault.New(fault.NotFound, "story.revision_absent")
	}
	if err != nil {
		return story.Text{}, err
	}
	n := namesFor(r, tx)
	*v = comparedView{Rev: rev, At: r.When(list[0].At)}
	if v.By, err = n.who(list[0].By); err != nil {
		return story.Text{}, err
	}
	for _, name := range list[0].Names {
		v.Names = append(v.Names, nameView{Name: nameOf(r, name)})
	}
	return story.At(r.Context(), tx, r.Story.ID, r.Text, rev)
}

func (c *comparePage) fill(r *newsroom.Request, before, after story.Text) {
	list := body.Compare(before.Body, after.Body)
	c.In, c.Out = body.WordChange(list)
	for _, part := range []struct{ name, was, is string }{{"headline", before.Headline, after.Headline}, {"standfirst", before.Standfirst, after.Standfirst}} {
		if part.was == part.is {
			continue
		}
		runs := body.CompareWords(part.was, part.is)
		in, out := body.WordChange([]body.Difference{{Parts: []body.PartDiff{{Runs: runs}}}})
		c.In, c.Out, c.Changed = c.In+in, c.Out+out, c.Changed+1
		c.Rows = append(c.Rows, differenceView{ID: part.name, Label: r.Say("talk.part_" + part.name), Parts: []partView{{"text", runs}}})
	}
	if lead, changed := leadOf(r, before.Lead, after.Lead); changed {
		c.Changed++
		c.Rows = append(c.Rows, lead)
	}
	for _, d := range list {
		if !d.Same() {
			c.Changed++
			c.Rows = append(c.Rows, differenceOf(r, d))
			continue
		}
		if k := len(c.Rows) - 1; k < 0 || c.Rows[k].Same == 0 {
			c.Rows = append(c.Rows, differenceView{})
		}
		row := &c.Rows[len(c.Rows)-1]
		row.Same++
		if c.All && d.To <= maxPlain {
			row.Plain = append(row.Plain, body.Plain(*d.After))
		}
	}
}

// leadOf compares the pictures at the head, as blocks of a body that show them.
func leadOf(r *newsroom.Request, was, is *body.Picture) (differenceView, bool) {
	if reflect.DeepEqual(was, is) {
		return differenceView{}, false
	}
	doc := func(p *body.Picture) body.Doc {
		if p == nil {
			return body.Doc{}
		}
		return body.Doc{Blocks: []body.Block{{ID: "lead", Type: body.Image, Pictures: []body.Picture{*p}}}}
	}
	v := differenceOf(r, body.Compare(doc(was), doc(is))[0])
	v.Label, v.From, v.To = r.Say("talk.part_lead"), 0, 0
	return v, true
}

// differenceOf shows a difference in her language.
func differenceOf(r *newsroom.Request, d body.Difference) differenceView {
	v := differenceView{
		ID: d.ID, From: d.From, To: d.To, Moved: d.Moved, Added: d.Before == nil && d.After != nil, Removed: d.Before != nil && d.After == nil,
		Parts: []partView{}, Facts: []string{},
	}
	b := d.After
	if b == nil {
		b = d.Before
	}
	if b != nil {
		v.Label = r.Say("talk.type_"+string(b.Type), "n", max(d.To, d.From))
	}
	for _, p := range d.Parts {
		v.Parts = append(v.Parts, partView{p.Name, p.Runs})
	}
	for _, f := range d.Facts {
		v.Facts = append(v.Facts, factOf(r, f))
	}
	return v
}

// factOf tells in a sentence what changed beside words.
func factOf(r *newsroom.Request, f body.Fact) string {
	told := []string{"type", "level", "ordered", "header", "picture", "pictures", "alt", "credit", "leads", "embed", "embed_title", "links", "marks", "parts"}
	if !slices.Contains(told, f.Key) {
		return r.Say("talk.fact_parts")
	}
	was, is := f.Was, f.Is
	switch f.Key {
	case "type":
		was, is = r.Say("talk.kind_"+f.Was), r.Say("talk.kind_"+f.Is)
	case "ordered", "header":
		return r.Say("talk.fact_" + f.Key + "_" + f.Is)
	}
	switch {
	case f.Was == "" && f.Is == "":
		return r.Say("talk.fact_" + f.Key)
	case f.Was == "":
		was = r.Say("talk.nothing")
	case f.Is == "":
		is = r.Say("talk.nothing")
	}
	return r.Say("talk.fact_"+f.Key, "was", was, "is", is)
}
