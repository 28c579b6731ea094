package edition_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// gate holds every text with the things it was given.
type gate struct {
	name string
	held []edition.Held
	err  error
}

func (g gate) Name() string { return g.name }
func (g gate) Hold(context.Context, *db.Tx, story.Story, story.Text) ([]edition.Held, error) {
	return g.held, g.err
}

func (b *bed) states(id string) (states map[lang.Tag]edition.State) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		states, err = edition.States(ctx, tx, id)
		return err
	})
	return states
}

func heldBack(err error) (gates string) {
	var held *edition.HeldBack
	if !errors.As(err, &held) {
		return fmt.Sprint(err)
	}
	for _, h := range held.Held {
		gates += h.Gate + ":" + h.Key + " "
	}
	return strings.TrimSpace(gates)
}

func (b *bed) overrides() (rows []string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		rows = nil
		return tx.Rows(ctx, `SELECT gate, reason, by_id, at FROM edition_override ORDER BY at, gate`, nil, func(scan func(...any) error) error {
			var gate, reason, by string
			var at int64
			err := scan(&gate, &reason, &by, &at)
			rows = append(rows, fmt.Sprintf("%s|%s|%s|%s", gate, reason, by, db.Time(at).Format("15:04")))
			return err
		})
	})
	return rows
}

func TestViewpointGate(t *testing.T) {
	each(t, func(b *bed) {
		opinion := func(s *story.Story) { s.Kind = story.Opinion }
		id := b.story(opinion)
		b.save(id, "en", "I think")
		_, err := b.pub.Publish(t.Context(), order(id, "en"))
		if heldBack(err) != "viewpoint:edition.viewpoint_missing" || len(b.changes(0)) != 0 || len(b.overrides()) != 0 {
			t.Errorf("held: %v, changes %v, overrides %v", err, b.changes(0), b.overrides())
		}
		b.save(id, "en", "I think more") // gates never hold saving
		for _, reason := range []string{"", " \t"} {
			_, err := b.pub.Publish(t.Context(), order(id, "en", func(o *edition.Order) { o.Overrides = []edition.Override{{Gate: "viewpoint", Reason: reason}} }))
			if heldBack(err) != "viewpoint:edition.viewpoint_missing" {
				t.Errorf("lifted without a reason: %v", err)
			}
		}
		_, err = b.pub.Publish(t.Context(), order(id, "en", func(o *edition.Order) { o.Overrides = []edition.Override{{Gate: "other", Reason: "r"}} }))
		if heldBack(err) != "viewpoint:edition.viewpoint_missing" {
			t.Errorf("another gate's override: %v", err)
		}
		b.publish(id, "en", func(o *edition.Order) {
			o.By, o.Overrides = "anna", []edition.Override{{Gate: "viewpoint", Reason: "a letter"}}
		})
		if got := b.overrides(); !reflect.DeepEqual(got, []string{"viewpoint|a letter|anna|12:00"}) {
			t.Errorf("recorded %v", got)
		}
		// What was lifted once is not lifted for ever.
		b.clock.Add(time.Hour)
		if _, err := b.pub.Publish(t.Context(), order(id, "en")); heldBack(err) != "viewpoint:edition.viewpoint_missing" {
			t.Errorf("the next publishing: %v", err)
		}
		for _, free := range []string{
			b.story(opinion, func(s *story.Story) { s.Viewpoint = "goris" }), b.story(),
		} {
			b.save(free, "en", "Free")
			b.publish(free, "en")
		}
		if n := len(b.overrides()); n != 1 {
			t.Errorf("%d overrides", n)
		}
	})
}

// What the gates hold of a story and a text, and that it goes with a reason.
func TestGatesHoldWhatIsUnfinished(t *testing.T) {
	blocks := func(list ...body.Block) *body.Doc { return &body.Doc{Blocks: list} }
	words := para("Words.")
	for name, c := range map[string]struct {
		story story.Story
		body  *body.Doc
		held  string
	}{
		"a text":                     {story.Story{Kind: story.News}, words, ""},
		"a headline":                 {story.Story{Kind: story.News}, blocks(), "text:edition.text_missing"},
		"a line":                     {story.Story{Kind: story.News}, blocks(body.Block{ID: "00000000000000aa", Type: body.Divider}), "text:edition.text_missing"},
		"a picture":                  {story.Story{Kind: story.Photo}, blocks(body.Block{ID: "00000000000000aa", Type: body.Image, Pictures: []body.Picture{{Source: "https://p.example/a.jpg", Alt: "A ford", Credit: "Ann"}}}), ""},
		"a bare picture":             {story.Story{Kind: story.Photo}, blocks(body.Block{ID: "00000000000000aa", Type: body.Image, Pictures: []body.Picture{{Source: "https://p.example/a.jpg"}}}), "alt:edition.alt_missing credit:edition.credit_missing"},
		"partner material":           {story.Story{Kind: story.PartnerWork}, words, "partner:edition.partner_missing"},
		"a partner's":                {story.Story{Kind: story.PartnerWork, Partner: "iwpr"}, words, ""},
		"news with a partner":        {story.Story{Kind: story.News, Partner: "iwpr"}, words, ""},
		"partner material, headline": {story.Story{Kind: story.PartnerWork}, blocks(), "text:edition.text_missing partner:edition.partner_missing"},
		"an opinion, headline":       {story.Story{Kind: story.Opinion}, blocks(), "text:edition.text_missing viewpoint:edition.viewpoint_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(b *bed) {
				id := b.story(func(s *story.Story) { s.Kind, s.Partner = c.story.Kind, c.story.Partner })
				b.save(id, "en", "Head", func(s *story.Save) { s.Body = c.body })
				_, err := b.pub.Publish(t.Context(), order(id, "en"))
				if c.held == "" && err != nil || c.held != "" && heldBack(err) != c.held {
					t.Fatalf("held %v, want %q", err, c.held)
				}
				if c.held == "" {
					return
				}
				nobody := func(o *edition.Order) { o.Lift, o.MayLift = "r", func(edition.Held) bool { return false } }
				if _, err := b.pub.Publish(t.Context(), order(id, "en", nobody)); heldBack(err) != c.held {
					t.Errorf("lifted by who may not: %v", err)
				}
				b.publish(id, "en", func(o *edition.Order) { o.Lift = "an archive" })
				if got := b.overrides(); len(got) != len(strings.Fields(c.held)) || !strings.Contains(got[0], "|an archive|") {
					t.Errorf("recorded %v", got)
				}
			})
		})
	}
}

func TestHeldBackNamesEverything(t *testing.T) {
	each(t, func(b *bed) {
		b.pub.Gates = []edition.Gate{
			gate{name: "claims", held: []edition.Held{
				{Gate: "claims", Key: "one", Blocks: []string{"b1"}, Lifters: []string{"editor"}}, {Gate: "claims", Key: "two", Lifters: []string{"editor"}},
			}},
			gate{name: "open"},
			gate{name: "rights", held: []edition.Held{{Gate: "rights", Key: "three"}}},
		}
		id := b.story()
		b.save(id, "en", "Held")
		_, err := b.pub.Publish(t.Context(), order(id, "en"))
		if heldBack(err) != "claims:one claims:two rights:three" {
			t.Errorf("held %v", err)
		}
		// Nobody can lift what has no lifters; what is lifted is named no longer.
		lift := func(o *edition.Order) { o.Lift = "brought in" }
		if _, err := b.pub.Publish(t.Context(), order(id, "en", lift)); heldBack(err) != "rights:three" {
			t.Errorf("with a lift: %v", err)
		}
		both := func(o *edition.Order) {
			o.Overrides = []edition.Override{{Gate: "rights", Reason: "please"}, {Gate: "claims", Reason: "checked"}}
		}
		if _, err := b.pub.Publish(t.Context(), order(id, "en", both)); heldBack(err) != "rights:three" {
			t.Errorf("with overrides: %v", err)
		}
		if _, err := b.pub.Publish(t.Context(), order(id, "en", both, at(noon.Add(time.Hour)))); heldBack(err) != "rights:three" {
			t.Errorf("scheduled: %v", err)
		}
		if len(b.overrides()) != 0 || len(b.changes(0)) != 0 || b.waiting(id, "en") != "" {
			t.Errorf("something was kept: %v %v", b.overrides(), b.changes(0))
		}
		b.pub.Gates = b.pub.Gates[:2]
		b.publish(id, "en", lift)
		if got := b.overrides(); !reflect.DeepEqual(got, []string{"claims|brought in||12:00"}) {
			t.Errorf("recorded %v", got)
		}
		boom := errors.New("boom")
		b.pub.Gates = []edition.Gate{gate{name: "broken", err: boom}}
		if _, err := b.pub.Publish(t.Context(), order(id, "en", lift)); !errors.Is(err, boom) {
			t.Errorf("a gate that cannot tell: %v", err)
		}
	})
}

// What was lifted when a publishing was planned stays lifted when it goes out, for that
// plan only; a gate that comes down in between holds it.
func TestGatesOfAScheduledText(t *testing.T) {
	each(t, func(b *bed) {
		id := b.story(func(s *story.Story) { s.Kind = story.Opinion })
		b.save(id, "en", "I think")
		lift := func(o *edition.Order) {
			o.By, o.Overrides = "anna", []edition.Override{{Gate: "viewpoint", Reason: "a letter"}}
		}
		b.publish(id, "en", at(noon.Add(time.Hour)), lift)
		b.clock.Add(time.Hour)
		late := gate{name: "late", held: []edition.Held{{Gate: "late", Key: "late", Lifters: []string{"editor"}}}}
		b.pub.Gates = append(b.pub.Gates, late)
		var told []edition.Stopped
		b.pub.Held = func(_ context.Context, _ *db.Tx, s edition.Stopped) error { told = append(told, s); return nil }
		b.due(id, "en")
		want := edition.Stopped{Story: id, Lang: "en", By: "anna", At: noon.Add(time.Hour), Held: late.held}
		if b.at("en", "i-think") != "nothing" || len(told) != 1 || !reflect.DeepEqual(told[0], want) {
			t.Errorf("%s; told %+v", b.at("en", "i-think"), told)
		}
		// It stays where people see it, and goes out by a person's word alone.
		b.pub.Gates = b.pub.Gates[:len(b.pub.Gates)-1]
		b.due(id, "en")
		state := b.states(id)["en"]
		if b.at("en", "i-think") != "nothing" || len(told) != 1 || !state.HeldAt.Equal(noon.Add(time.Hour)) || !state.Scheduled.Equal(noon.Add(time.Hour)) || state.PlannedBy != "anna" {
			t.Errorf("stands %s; %+v", b.at("en", "i-think"), state)
		}
		b.publish(id, "en")
		if b.at("en", "i-think") != id || !b.states(id)["en"].Scheduled.IsZero() {
			t.Errorf("stands %s", b.at("en", "i-think"))
		}
		// A reason given for an earlier publishing does not count for this plan.
		again := b.story()
		b.save(again, "en", "Again")
		b.pub.Gates = []edition.Gate{late}
		b.publish(again, "en", func(o *edition.Order) { o.Lift = "this once" })
		b.pub.Gates = nil
		b.clock.Add(time.Minute)
		b.save(again, "en", "Again", slug("again-2"))
		b.publish(again, "en", at(b.clock.Now().Add(time.Hour)))
		b.clock.Add(time.Hour)
		b.pub.Gates = []edition.Gate{late}
		b.due(again, "en")
		if b.states(again)["en"].HeldAt.IsZero() {
			t.Error("an old reason lifted the gate")
		}
		b.pub.Gates = []edition.Gate{edition.ViewpointGate{}}
		if _, err := b.pub.Publish(t.Context(), order(id, "en", at(b.clock.Now().Add(time.Hour)))); heldBack(err) != "viewpoint:edition.viewpoint_missing" {
			t.Errorf("planned anew without a reason: %v", err)
		}
	})
}
