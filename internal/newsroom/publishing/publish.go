package publishing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// publish sends the chosen texts out, now or at a time.
func (p *Pages) publish(r *newsroom.Request) (newsroom.Answer, error) {
	var langs []lang.Tag
	may := func(l lang.Tag) bool { return r.May(r.Case(people.Publish, r.Story, l)) }
	if !slices.ContainsFunc(r.Outlet.Langs(), may) {
		return newsroom.Answer{}, forbidden()
	}
	for _, l := range r.Outlet.Langs() {
		for _, chosen := range r.PostForm["lang"] {
			if chosen == string(l) {
				langs = append(langs, l)
				break
			}
		}
	}
	if len(langs) == 0 {
		return newsroom.Answer{}, fault.New(fault.Invalid, "publishing.no_language").In("lang")
	}
	if slices.ContainsFunc(langs, func(l lang.Tag) bool { return !may(l) }) {
		return newsroom.Answer{}, forbidden()
	}
	when, err := p.when(r)
	if fault.KindOf(err) == fault.Invalid {
		return p.showPanel(r, langs[0], outcome{wrong: r.Explain(err)}, 422)
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	orders := make([]edition.Order, len(langs))
	for i, l := range langs {
		orders[i] = edition.Order{Story: r.Story.ID, Lang: l, By: r.Person.ID, At: when, Quiet: r.PostFormValue("quiet") != "", MayLift: mayLift(r, r.Story, l)}
	}
	return p.send(r, orders)
}

// when reads the time that was asked for; zero for now.
func (p *Pages) when(r *newsroom.Request) (time.Time, error) {
	if r.PostFormValue("when") != "later" {
		if strings.TrimSpace(r.PostFormValue("at")) != "" { // the key Enter in the field of the time
			return time.Time{}, fault.New(fault.Invalid, "publishing.now_or_then").In("at")
		}
		return time.Time{}, nil
	}
	zone, err := time.LoadLocation(r.PostFormValue("zone"))
	if err != nil || r.PostFormValue("zone") == "Local" {
		return time.Time{}, fault.New(fault.Invalid, "publishing.zone").In("zone")
	}
	var now time.Time
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { now, err = tx.Now(r.Context()); return err }); err != nil {
		return now, err
	}
	at, err := desk.ReadMoment(r.PostFormValue("at"), now.In(zone), r.Visitor.Lang)
	if err != nil {
		return at, err
	}
	if !at.After(now) {
		return at, fault.New(fault.Invalid, "publishing.past").In("at")
	}
	return at, nil
}

// send carries out orders: one by one, or all or none where she asked for that.
func (p *Pages) send(r *newsroom.Request, orders []edition.Order) (newsroom.Answer, error) {
	ctx := r.Context()
	one := func(b *edition.Batch, o edition.Order) error {
		out, err := b.Publish(ctx, o)
		if err != nil {
			return err
		}
		deed, detail := "text.published", map[string]string{"slug": out.Slug}
		if !out.Scheduled.IsZero() {
			deed, detail = "text.planned", map[string]string{"at": out.Scheduled.UTC().Format(time.RFC3339)}
		}
		return note(ctx, b.Tx, r, deed, o.Lang, detail)
	}
	var held []heldText
	done := len(orders)
	if r.PostFormValue("together") != "" {
		var at lang.Tag
		err := p.Edition.Write(ctx, func(b *edition.Batch) error {
			for _, o := range orders {
				at = o.Lang
				if err := one(b, o); err != nil {
					return err
				}
			}
			return nil
		})
		if back := (*edition.HeldBack)(nil); errors.As(err, &back) {
			held, done, err = append(held, heldText{at, len(back.Held)}), 0, nil
		}
		if err != nil {
			return newsroom.Answer{}, err
		}
	} else {
		for _, o := range orders {
			err := p.Edition.Write(ctx, func(b *edition.Batch) error { return one(b, o) })
			if back := (*edition.HeldBack)(nil); errors.As(err, &back) {
				held, done = append(held, heldText{o.Lang, len(back.Held)}), done-1
				continue
			}
			if err != nil {
				return newsroom.Answer{}, err
			}
		}
	}
	show := orders[0].Lang
	if len(held) > 0 {
		return p.showPanel(r, held[0].Lang, outcome{held: held, done: done}, 409)
	}
	key := "publishing.done"
	if !orders[0].At.IsZero() {
		key = "publishing.done_planned"
	}
	return newsroom.SeeOther(path(r.Story.ID, show), key, "n", done), nil
}

// outcome is what became of an order that did not wholly succeed.
type outcome struct {
	held  []heldText
	done  int    // how many texts went out nevertheless
	wrong string // what is wrong with the time
}

// heldText is a text that gates held when it was to go out.
type heldText struct {
	Lang lang.Tag
	N    int
}

func (p *Pages) lift(r *newsroom.Request) (newsroom.Answer, error) {
	ctx, gate, reason := r.Context(), r.PostFormValue("gate"), r.PostFormValue("reason")
	err := p.Edition.Write(ctx, func(b *edition.Batch) error {
		lift := edition.Lifted{Gate: gate, Reason: reason, By: r.Person.ID}
		if err := b.Lift(ctx, r.Story.ID, r.Text, lift, mayLift(r, r.Story, r.Text)); err != nil {
			return err
		}
		return note(ctx, b.Tx, r, "gate.lifted", r.Text, map[string]string{"gate": gate, "reason": strings.TrimSpace(reason)})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text)+"#gates", "publishing.lifted_done", "lang", r.Text.NameIn(r.Visitor.Lang)), nil
}

func (p *Pages) unlift(r *newsroom.Request) (newsroom.Answer, error) {
	ctx, gate := r.Context(), r.PostFormValue("gate")
	if gate == "" {
		return newsroom.Answer{}, fault.New(fault.NotFound, "edition.no_gate")
	}
	err := p.Edition.Write(ctx, func(b *edition.Batch) error {
		if err := b.Unlift(ctx, r.Story.ID, r.Text, gate); err != nil {
			return err
		}
		return note(ctx, b.Tx, r, "gate.closed", r.Text, map[string]string{"gate": gate})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text)+"#gates", "publishing.unlifted_done"), nil
}

func (p *Pages) cancel(r *newsroom.Request) (newsroom.Answer, error) {
	ctx := r.Context()
	err := p.Edition.Write(ctx, func(b *edition.Batch) error {
		was, err := b.CallOff(ctx, r.Story.ID, r.Text)
		if err != nil || !was {
			return err
		}
		return note(ctx, b.Tx, r, "text.unplanned", r.Text, nil)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text), "publishing.cancelled"), nil
}

// words saves the address and what stands for the text elsewhere, as a revision of it.
func (p *Pages) words(r *newsroom.Request) (newsroom.Answer, error) {
	ctx := r.Context()
	deed := people.SaveTranslation
	if r.Text == r.Story.Original {
		deed = people.SaveOriginal
	}
	if !r.May(r.Case(people.Publish, r.Story, r.Text)) && !r.May(r.Case(deed, r.Story, r.Text)) {
		return newsroom.Answer{}, forbidden()
	}
	rev := 0
	if _, err := fmt.Sscanf(r.PostFormValue("rev"), "%d", &rev); err != nil || rev < 1 {
		return newsroom.Answer{}, fault.New(fault.Invalid, "newsroom.form")
	}
	var saved story.Saved
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := story.At(ctx, tx, r.Story.ID, r.Text, rev)
		if fault.KindOf(err) == fault.NotFound { // thinned out since
			t, err = story.Newest(ctx, tx, r.Story.ID, r.Text)
		}
		if err != nil {
			return err
		}
		reach := r.Visitor.Reach()
		saved, err = story.SaveText(ctx, tx, story.Save{
			Reach: &reach,
			Story: r.Story.ID, Lang: r.Text, BaseRev: t.Rev, By: r.Person.ID, Draft: true, Headline: t.Headline, Standfirst: t.Standfirst, Lead: t.Lead, Body: &t.Body,
			MadeFrom: t.MadeFrom, MadeRev: t.MadeRev, Slug: r.PostFormValue("slug"),
			Elsewhere: &story.Elsewhere{
				SearchTitle: r.PostFormValue("search_title"), SearchText: r.PostFormValue("search_text"),
				ShareTitle: r.PostFormValue("share_title"), ShareText: r.PostFormValue("share_text"), SharePicture: r.PostFormValue("share_picture"),
			},
		})
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	key := "publishing.words_saved"
	if len(saved.Conflicts) > 0 {
		key = "publishing.words_conflict"
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text)+"#words", key), nil
}

// ask asks the edition's editors to publish a text.
func (p *Pages) ask(r *newsroom.Request) (newsroom.Answer, error) {
	ctx := r.Context()
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := story.Newest(ctx, tx, r.Story.ID, r.Text)
		if err != nil {
			return err
		}
		holders, err := people.Holders(ctx, tx, people.Editor, people.ChiefEditor)
		if err != nil {
			return err
		}
		var to []string
		for person, grants := range holders {
			if people.May(grants, people.Case{Deed: people.Publish, Bureau: r.Story.Bureau, Lang: r.Text}) {
				to = append(to, person)
			}
		}
		return notice.Tell(ctx, tx, notice.Notice{
			To: to, By: r.Person.ID, Kind: notice.Publishing, Key: "publishing.asked", Args: map[string]string{"headline": t.Headline, "lang": string(r.Text)},
			Story: r.Story.ID, Lang: r.Text, Path: path(r.Story.ID, r.Text), Once: fmt.Sprintf("publish:%s:%s:%d:%s", r.Story.ID, r.Text, t.Rev, r.Person.ID),
		})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text), "publishing.asked_done"), nil
}
