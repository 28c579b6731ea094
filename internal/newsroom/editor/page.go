package editor

import (
	"encoding/json"
	"html/template"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	writingkit "masthead/internal/newsroom/writing"
	"masthead/internal/people"
	"masthead/internal/story"
)

// writing is what the page shows.
type writing struct {
	Address   string
	Story     story.Story
	Lang      lang.Tag
	LangName  string
	Bureau    string
	Dir       string
	Original  bool
	May       bool
	Publishes bool // she may publish it: the way to the publish panel is shown
	Text      textNow
	Op        string
	Blocks    []formBlock
	Open      []conflict // those of the head, and of blocks that the text does not have
	Here      []newsroom.Who
	Sources   []newsroom.Mark // the texts that this one can be made from, or was
	Source    *source
	Authors   []newsroom.Who
	Words     string // for the script, as JSON
	Writing   string // what the writing editor is given, as JSON
	LeadWords string
}

// formBlock is one block of the form that works without a script.
type formBlock struct {
	N        int
	ID       string
	Type     body.Type
	Hash     string
	Editable bool
	Value    string
	Check    string // by which it is seen whether the field was touched
	Rows     int
	Plain    string
	Open     []conflict
}

// source is the text that this one is made from, to read beside it.
type source struct {
	Lang       lang.Tag
	Name, Dir  string
	Rev        int
	Headline   string
	Standfirst string
	Blocks     []sourceBlock
}

type sourceBlock struct {
	ID      string
	Heading bool
	HTML    template.HTML // of body.InlineHTML, which escapes
}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	w := writing{
		Address: addressOf(r), Story: r.Story, Lang: r.Text, LangName: r.Text.NameIn(r.Visitor.Lang), Bureau: r.BureauName(r.Story.Bureau), Dir: r.Text.Dir(),
		Original: r.Text == r.Story.Original, May: maySave(r), Publishes: r.May(r.Case(people.Publish, r.Story, r.Text)), Op: "form-" + id.NewBlock(),
	}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if w.Text, err = readText(r, tx, -1); err != nil {
			return err
		}
		if err := w.fillSource(r, tx); err != nil {
			return err
		}
		return w.fillPeople(r, tx)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if err := w.fillBlocks(); err != nil {
		return newsroom.Answer{}, err
	}
	words, err := json.Marshal(r.Words("editor"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	given, err := json.Marshal(writingkit.For(p.Catalogue, r.Visitor.Lang))
	if err != nil {
		return newsroom.Answer{}, err
	}
	w.Words, w.Writing = string(words), string(given)
	return newsroom.Show("editor", w), nil
}

// fillSource chooses what a translation is made from: what it was made from, what is
// asked for, or the original.
func (w *writing) fillSource(r *newsroom.Request, tx *db.Tx) error {
	if w.Original {
		return nil
	}
	texts, err := story.Texts(r.Context(), tx, r.Story.ID)
	if err != nil {
		return err
	}
	from := w.Text.MadeFrom
	if from == "" {
		from = lang.Tag(r.FormValue("from"))
	}
	var has, hasOriginal bool
	for _, t := range texts {
		has, hasOriginal = has || t.Lang == from, hasOriginal || t.Lang == r.Story.Original
	}
	if !has && hasOriginal {
		from = r.Story.Original
	}
	for _, t := range texts {
		if t.Lang != r.Text {
			w.Sources = append(w.Sources, newsroom.Mark{Lang: t.Lang, Name: t.Lang.NameIn(r.Visitor.Lang), Original: t.Lang == from, Path: w.Address + "?from=" + string(t.Lang)})
		}
	}
	if from == "" || from == r.Text || !has && !hasOriginal {
		return nil
	}
	t, err := story.Newest(r.Context(), tx, r.Story.ID, from)
	if err != nil {
		return err
	}
	w.Source = &source{Lang: from, Name: from.NameIn(r.Visitor.Lang), Dir: from.Dir(), Rev: t.Rev, Headline: t.Headline, Standfirst: t.Standfirst}
	for _, b := range t.Body.Blocks {
		html := template.HTML(body.InlineHTML(b.Text))
		if !editable(b.Type) {
			html = template.HTML(template.HTMLEscapeString(body.Plain(b)))
		}
		w.Source.Blocks = append(w.Source.Blocks, sourceBlock{b.ID, b.Type == body.Heading, html})
	}
	return nil
}

func (w *writing) fillPeople(r *newsroom.Request, tx *db.Tx) error {
	now, err := stateOf(r.Context(), tx, r.Story.ID, r.Text, r.Visitor.Lang)
	if err != nil {
		return err
	}
	seen := map[string]bool{r.Person.ID: true}
	for _, h := range now.Here {
		if !seen[h.Who.ID] {
			seen[h.Who.ID] = true
			h.Who.On = true
			w.Here = append(w.Here, h.Who)
		}
	}
	var ids []string
	for _, c := range r.Story.People {
		ids = append(ids, c.Person)
	}
	by, err := people.ByIDs(r.Context(), tx, ids)
	for _, one := range ids {
		if person, ok := by[one]; ok {
			w.Authors = append(w.Authors, newsroom.PersonMark(one, person.In(r.Visitor.Lang)))
		}
	}
	return err
}

func (w *writing) fillBlocks() error {
	open := map[string][]conflict{}
	for _, c := range w.Text.Conflicts {
		open[c.Block] = append(open[c.Block], c)
	}
	for i, raw := range w.Text.Blocks {
		b, err := body.DecodeBlock(raw)
		if err != nil {
			return err
		}
		f := formBlock{N: i + 1, ID: b.ID, Type: b.Type, Hash: body.FullHash(b), Editable: editable(b.Type), Plain: body.Plain(b), Open: open[b.ID]}
		if f.Editable {
			f.Value = body.InlineHTML(b.Text)
			f.Check, f.Rows = fieldHash(f.Value), 1+len([]rune(f.Value))/80+strings.Count(f.Value, "<br>")
		}
		delete(open, b.ID)
		w.Blocks = append(w.Blocks, f)
	}
	for _, c := range w.Text.Conflicts {
		if _, left := open[c.Block]; left {
			w.Open = append(w.Open, c)
		}
	}
	if w.Text.Lead != nil {
		w.LeadWords = strings.TrimSpace(w.Text.Lead.Alt + " " + w.Text.Lead.Credit)
	}
	return nil
}
