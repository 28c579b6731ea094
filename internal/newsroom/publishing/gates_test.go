package publishing_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// held says which gates hold a text when it is published by whoever, by whatever door.
func (r room) held(s story.Story, at time.Time) string {
	r.Helper()
	var gates []string
	undo := errors.New("only asked")
	err := r.Edition.Write(context.Background(), func(b *edition.Batch) error {
		_, err := b.Publish(context.Background(), edition.Order{Story: s.ID, Lang: "en", At: at})
		if err == nil {
			err = undo
		}
		return err
	})
	var back *edition.HeldBack
	if errors.As(err, &back) {
		for _, h := range back.Held {
			gates = append(gates, h.Gate)
		}
	} else if !errors.Is(err, undo) {
		r.Fatal(err)
	}
	return strings.Join(gates, " ")
}

// What the newsroom promised and what it has not done holds a text, until it is so.
func TestGatesOfTheDesk(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		author, editor, chief := r.Person(people.Reporter), r.Person(people.Editor), r.Person(people.ChiefEditor)
		made := func(kind story.Kind) story.Story {
			s := r.Story(story.Story{Bureau: "tbilisi", Kind: kind}, author)
			r.text(s, "en", "About "+s.ID)
			return s
		}
		do := func(f func(ctx context.Context, tx *db.Tx) error) { t.Helper(); r.Write(f) }
		expect := func(s story.Story, at time.Time, want string) {
			t.Helper()
			if got := r.held(s, at); got != want {
				t.Errorf("held by %q, want %q", got, want)
			}
		}
		checked := func(s story.Story) {
			t.Helper()
			do(func(ctx context.Context, tx *db.Tx) error {
				list, err := desk.ChecklistOf(ctx, tx, s)
				for _, item := range list.Missing() {
					if err == nil {
						err = desk.Tick(ctx, tx, s.ID, item.ID, "en", editor.ID, true)
					}
				}
				return err
			})
		}
		now := time.Now()
		hour := now.Add(time.Hour).Truncate(time.Second)

		// What no desk has taken up has no checklist; what it has taken up has one.
		s := made(story.News)
		expect(s, time.Time{}, "")
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.Tick(ctx, tx, s.ID, "headline", "en", editor.ID, true)
		})
		expect(s, time.Time{}, "checklist checklist")
		want(t, r.As(people.Editor).Ask(panel(s)), 200, "Not checked yet: Two independent sources", "May be lifted by: chief editor, editor of the edition.", `href="/desk/stories/`+s.ID+`/"`)
		checked(s)
		expect(s, time.Time{}, "")

		s = made(story.News)
		checked(s)
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetHold(ctx, tx, s.ID, desk.Hold{Reason: "The lawyer reads it", By: chief.ID, Until: hour})
		})
		checked(s)
		expect(s, time.Time{}, "hold")
		expect(s, hour.Add(-time.Minute), "hold")
		expect(s, hour.Add(time.Minute), "") // by then it has ended
		want(t, r.As(people.Editor).Ask(panel(s)), 200, "The lawyer reads it", "May be lifted by: chief editor.")
		lift := "/desk/publish/" + s.ID + "/en/lift"
		want(t, r.As(people.Editor).Send(lift, form("gate", "hold", "reason", "I think so")), 403)
		want(t, r.As(people.ChiefEditor).Send(lift, form("gate", "hold", "reason", "He has read it")), 303)
		expect(s, time.Time{}, "")
		// Another hold is not what was lifted.
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetHold(ctx, tx, s.ID, desk.Hold{Reason: "A new letter came", By: chief.ID, Until: hour})
		})
		expect(s, time.Time{}, "hold")
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetHold(ctx, tx, s.ID, desk.Hold{By: chief.ID})
		})
		expect(s, time.Time{}, "")

		s = made(story.News)
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetEmbargo(ctx, tx, s.ID, desk.Embargo{At: hour, Zone: tbilisi(t), By: editor.ID})
		})
		checked(s)
		expect(s, time.Time{}, "embargo")
		expect(s, hour, "")
		want(t, r.As(people.Editor).Ask(panel(s)), 200, "Embargo until "+hour.In(tbilisi(t)).Format("2006-01-02 15:04")+" (Asia/Tbilisi)")

		s = made(story.Analysis)
		do(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetRules(ctx, tx, desk.Rules{Kinds: []story.Kind{story.Analysis}}, chief.ID)
		})
		expect(s, time.Time{}, "keys")
		do(func(ctx context.Context, tx *db.Tx) error { return desk.TurnKey(ctx, tx, s.ID, "en", 1, editor.ID) })
		checked(s)
		expect(s, time.Time{}, "keys")
		want(t, r.As(people.Editor).Ask(panel(s)), 200, "1 more person must vouch for revision 1")
		do(func(ctx context.Context, tx *db.Tx) error { return desk.TurnKey(ctx, tx, s.ID, "en", 1, chief.ID) })
		expect(s, time.Time{}, "")
		r.text(s, "en", "About something else") // nobody vouched for that
		expect(s, time.Time{}, "keys")
	})
}

// An hour that was planned before a hold comes to nothing while it stands.
func TestHoldAfterThePlan(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"})
	r.text(s, "en", "Soon to come")
	want(t, r.As(people.Editor).Send(panel(s), form("lang", "en", "when", "later", "zone", "UTC", "at", "+2h")), 303)
	r.Write(func(ctx context.Context, tx *db.Tx) error {
		if err := desk.SetHold(ctx, tx, s.ID, desk.Hold{Reason: "Wait", By: r.Person(people.ChiefEditor).ID, Until: time.Now().Add(9 * time.Hour)}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE edition_schedule SET at = 1`)
		return err
	})
	r.due(s, "en")
	if state := r.states(s)["en"]; state.State != "" || state.HeldAt.IsZero() {
		t.Errorf("it is %+v", state)
	}
}

// A text that is still being written has no headline: nobody sends it out so.
func TestNoHeadline(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"})
	r.text(s, "en", "", func(save *story.Save) { save.Draft, save.Standfirst = true, "" })
	want(t, r.As(people.ChiefEditor).Ask(panel(s)), 200, "The text needs a headline.", "Nobody may lift this")
	want(t, r.As(people.ChiefEditor).Send("/desk/publish/"+s.ID+"/en/lift", form("gate", "text", "reason", "please")), 403)
	want(t, r.As(people.ChiefEditor).Send(panel(s), form("lang", "en", "when", "now")), 409)
	want(t, r.As(people.Editor).Send("/desk/publish/"+s.ID+"/en/words", form("rev", "1", "search_title", "Later")), 303)
}
