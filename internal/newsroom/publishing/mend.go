package publishing

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// withdrawPage asks what readers are told where a text was.
type withdrawPage struct {
	Story    string
	Lang     lang.Tag
	Name     string
	Headline string
	Address  string
	Planned  bool // nothing is public yet: what is called off is a plan
	Field    newsroom.Field
	Back     string
}

func (p *Pages) withdrawForm(r *newsroom.Request) (newsroom.Answer, error) {
	return p.showWithdraw(r, "")
}

func (p *Pages) showWithdraw(r *newsroom.Request, wrong string) (newsroom.Answer, error) {
	page := withdrawPage{Story: r.Story.ID, Lang: r.Text, Name: r.Text.NameIn(r.Visitor.Lang), Back: path(r.Story.ID, r.Text)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		t, err := story.Newest(r.Context(), tx, r.Story.ID, r.Text)
		if err != nil {
			return err
		}
		states, err := edition.States(r.Context(), tx, r.Story.ID)
		if err != nil {
			return err
		}
		s := states[r.Text]
		if s.State != "live" && s.Scheduled.IsZero() {
			return fault.New(fault.NotFound, "edition.not_published")
		}
		page.Headline, page.Planned = t.Headline, s.State != "live"
		page.Address = "/" + string(r.Text) + "/" + s.Slug + "/"
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page.Field = newsroom.Field{
		Name: "reason", Label: r.Say("publishing.withdraw_reason", "lang", page.Name), Type: "area", Value: r.PostFormValue("reason"), Lang: r.Text, Required: true,
		Max: edition.MaxReason, Rows: 3, Help: r.Say("publishing.withdraw_help"), Error: wrong,
	}
	status := 200
	if wrong != "" {
		status = 422
	}
	return newsroom.Show("withdraw", page).Status(status), nil
}

func (p *Pages) withdraw(r *newsroom.Request) (newsroom.Answer, error) {
	reason := strings.TrimSpace(r.PostFormValue("reason"))
	if n := utf8.RuneCountInString(reason); n == 0 || n > edition.MaxReason {
		return p.showWithdraw(r, r.Say("publishing.withdraw_missing", "max", edition.MaxReason))
	}
	err := p.Edition.Write(r.Context(), func(b *edition.Batch) error {
		if err := b.Withdraw(r.Context(), r.Story.ID, r.Text, reason); err != nil {
			return err
		}
		return note(r.Context(), b.Tx, r, "text.withdrawn", r.Text, map[string]string{"reason": reason})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text), "publishing.withdrawn_done", "lang", r.Text.NameIn(r.Visitor.Lang)), nil
}

// correctPage asks what was wrong and what is right, in each language that carried it.
type correctPage struct {
	Story string
	Lang  lang.Tag
	Texts []correctText
	Error string
	Back  string
}

type correctText struct {
	Lang         lang.Tag
	Name         string
	Headline     string
	Blocks       []newsroom.Option
	Wrong, Right string
}

// maxCorrectBlocks is how many blocks of a text are offered as the place of a mistake.
const maxCorrectBlocks = 500

func (p *Pages) correctForm(r *newsroom.Request) (newsroom.Answer, error) {
	return p.showCorrect(r, "")
}

func (p *Pages) showCorrect(r *newsroom.Request, wrong string) (newsroom.Answer, error) {
	page := correctPage{Story: r.Story.ID, Lang: r.Text, Error: wrong, Back: path(r.Story.ID, r.Text)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		states, err := edition.States(r.Context(), tx, r.Story.ID)
		if err != nil {
			return err
		}
		for _, l := range r.Outlet.Langs() {
			s := states[l]
			if s.State != "live" || !r.May(r.Case(people.Publish, r.Story, l)) {
				continue
			}
			t, err := story.At(r.Context(), tx, r.Story.ID, l, s.Rev) // what readers have
			if err != nil {
				return err
			}
			page.Texts = append(page.Texts, p.correctText(r, t))
		}
		if len(page.Texts) == 0 {
			return fault.New(fault.NotFound, "edition.not_published")
		}
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	status := 200
	if wrong != "" {
		status = 422
	}
	return newsroom.Show("correct", page).Status(status), nil
}

func (p *Pages) correctText(r *newsroom.Request, t story.Text) correctText {
	name := string(t.Lang)
	out := correctText{
		Lang: t.Lang, Name: t.Lang.NameIn(r.Visitor.Lang), Headline: t.Headline,
		Wrong: r.PostFormValue("wrong-" + name), Right: r.PostFormValue("right-" + name),
		Blocks: []newsroom.Option{{Label: r.Say("publishing.correct_nowhere")}},
	}
	for _, b := range t.Body.Blocks[:min(len(t.Body.Blocks), maxCorrectBlocks)] {
		if b.Type == body.Divider {
			continue
		}
		out.Blocks = append(out.Blocks, newsroom.Option{Value: b.ID, Label: placeWords(r, t, b.ID), Chosen: r.PostFormValue("block-"+name) == b.ID})
	}
	return out
}

func (p *Pages) correct(r *newsroom.Request) (newsroom.Answer, error) {
	c := story.Correction{Story: r.Story.ID, By: r.Person.ID, Texts: map[lang.Tag]string{}, Wrong: map[lang.Tag]string{}, Block: map[lang.Tag]string{}}
	for _, l := range r.Outlet.Langs() {
		name := string(l)
		right := strings.TrimSpace(r.PostFormValue("right-" + name))
		if right == "" {
			if strings.TrimSpace(r.PostFormValue("wrong-"+name)) != "" {
				return p.showCorrect(r, r.Say("publishing.correct_half", "lang", l.NameIn(r.Visitor.Lang)))
			}
			continue
		}
		if !r.May(r.Case(people.Publish, r.Story, l)) {
			return newsroom.Answer{}, forbidden()
		}
		c.Texts[l], c.Wrong[l], c.Block[l] = right, r.PostFormValue("wrong-"+name), r.PostFormValue("block-"+name)
	}
	if len(c.Texts) == 0 {
		return p.showCorrect(r, r.Say("story.correction_missing"))
	}
	err := p.Edition.Write(r.Context(), func(b *edition.Batch) error {
		if err := b.Correct(r.Context(), c); err != nil {
			return err
		}
		for _, l := range slices.Sorted(maps.Keys(c.Texts)) {
			if err := note(r.Context(), b.Tx, r, "text.corrected", l, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if fault.KindOf(err) == fault.Invalid {
		return p.showCorrect(r, r.Explain(err))
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text), "publishing.corrected", "n", len(c.Texts)), nil
}
