package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/desk"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

var start = time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)

// bed is a newsroom with an editor, two reporters of Tbilisi and a translator.
type bed struct {
	*testing.T
	d     *db.DB
	clock *clock.Fake

	editor, second, nino, leyla, translator string
}

func each(t *testing.T, f func(b *bed)) {
	t.Helper()
	c := clock.NewFake(start)
	dbtest.EachAt(t, c.Now, func(t *testing.T, d *db.DB) {
		b := &bed{T: t, d: d, clock: c}
		b.editor, b.second = b.person("Editor", people.Editor), b.person("Second", people.Editor)
		b.nino, b.leyla = b.person("Nino", people.Reporter), b.person("Leyla", people.Reporter)
		b.translator = b.person("Tamar", people.Translator)
		f(b)
	})
}

func (b *bed) person(name string, role people.Role) (id string) {
	b.Helper()
	b.must(func(ctx context.Context, tx *db.Tx) error {
		p, err := people.Add(ctx, tx, people.Person{Name: name, Email: strings.ToLower(name) + "@desk.example"})
		id = p.ID
		if err != nil {
			return err
		}
		return people.Give(ctx, tx, id, role, "tbilisi", "")
	})
	return id
}

func (b *bed) try(f func(ctx context.Context, tx *db.Tx) error) error {
	return b.d.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) })
}

func (b *bed) must(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.try(f); err != nil {
		b.Fatal(err)
	}
}

// refused expects a failure by its key.
func (b *bed) refused(key string, f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	err := b.try(f)
	if got, ok := fault.As(err); !ok || got.Key != key {
		b.Errorf("%v, want %s", err, key)
	}
}

func (b *bed) pitch(title, by string) (s story.Story) {
	b.Helper()
	b.must(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = desk.Offer(ctx, tx, story.Story{Kind: story.News, Original: "ka", Bureau: "tbilisi", People: []story.Credit{{Person: by, Part: story.Author}}},
			desk.Work{Title: title, Why: "Because nobody has told it.", PitchedBy: by})
		return err
	})
	return s
}

func (b *bed) story(title string, k story.Kind, authors ...string) (s story.Story) {
	b.Helper()
	var credits []story.Credit
	for _, a := range authors {
		credits = append(credits, story.Credit{Person: a, Part: story.Author})
	}
	b.must(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = desk.Begin(ctx, tx, story.Story{Kind: k, Original: "en", Bureau: "tbilisi", People: credits}, desk.Work{Title: title}, b.editor)
		return err
	})
	return s
}

func (b *bed) told(person string) (keys []string) {
	b.Helper()
	b.must(func(ctx context.Context, tx *db.Tx) error {
		list, err := notice.List(ctx, tx, person, "", 100)
		for _, n := range slices.Backward(list) {
			keys = append(keys, strings.TrimPrefix(n.Key, "desk.told_"))
		}
		return err
	})
	return keys
}

func (b *bed) equal(what string, got, want any) {
	b.Helper()
	if g, ok := got.([]string); ok {
		got, want = strings.Join(g, " "), strings.Join(want.([]string), " ")
	}
	if got != want {
		b.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (b *bed) overview(id string) (o desk.Overview) {
	b.Helper()
	b.must(func(ctx context.Context, tx *db.Tx) error {
		found, err := desk.Overviews(ctx, tx, []string{id})
		o = found[id]
		return err
	})
	return o
}

func TestPitchBecomesAStory(t *testing.T) {
	each(t, func(b *bed) {
		s := b.pitch("ბორანი ბრუნდება", b.nino)
		o := b.overview(s.ID)
		if !o.Pitched || o.Headline != "ბორანი ბრუნდება" || o.Stage != story.Pitch || len(o.Marks) != 0 {
			t.Errorf("a pitch in the lists: %+v", o)
		}
		b.refused("desk.empty", func(ctx context.Context, tx *db.Tx) error {
			return desk.Decide(ctx, tx, s.ID, desk.Judgement{Decision: desk.No, By: b.editor})
		})
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.Decide(ctx, tx, s.ID, desk.Judgement{Decision: desk.Later, Reason: "After the vote", Until: start.Add(48 * time.Hour), By: b.editor})
		})
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.Decide(ctx, tx, s.ID, desk.Judgement{Decision: desk.Yes, By: b.second})
		})
		b.refused("desk.decided_already", func(ctx context.Context, tx *db.Tx) error {
			return desk.Decide(ctx, tx, s.ID, desk.Judgement{Decision: desk.No, Reason: "Too late", By: b.editor})
		})
		b.must(func(ctx context.Context, tx *db.Tx) error {
			text, err := story.Newest(ctx, tx, s.ID, "ka")
			b.equal("the headline that nobody typed again", text.Headline, "ბორანი ბრუნდება")
			return err
		})
		b.equal("the pitcher is told", b.told(b.nino), []string{"pitch_later", "stage_assigned", "pitch_yes"})
		if o := b.overview(s.ID); o.Stage != story.Assigned || o.Pitched || o.Mark("ka").State != desk.Draft {
			t.Errorf("after yes: %+v", o)
		}
	})
}

// Two editors decide one pitch at once: one decides, the other is told that it is decided.
func TestTwoDecideOnePitch(t *testing.T) {
	each(t, func(b *bed) {
		for range 5 {
			s := b.pitch("The ferry", b.nino)
			var wait sync.WaitGroup
			errs := make([]error, 2)
			for i, j := range []desk.Judgement{{Decision: desk.Yes, By: b.editor}, {Decision: desk.No, Reason: "We had it", By: b.second}} {
				wait.Go(func() {
					errs[i] = b.d.Write(context.Background(), func(tx *db.Tx) error { return desk.Decide(context.Background(), tx, s.ID, j) })
				})
			}
			wait.Wait()
			lost := 0
			for _, err := range errs {
				if err != nil {
					lost++
					if fault.KindOf(err) != fault.Conflict {
						t.Error(err)
					}
				}
			}
			b.equal("who came second", lost, 1)
		}
	})
}

func TestAssignAndRemindExactlyOnce(t *testing.T) {
	each(t, func(b *bed) {
		s := b.story("The ferry", story.News, b.leyla)
		due := start.Add(48 * time.Hour)
		order := func(o desk.Order) func(context.Context, *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { _, err := desk.Assign(ctx, tx, o); return err }
		}
		task := desk.Assignment{Story: s.ID, Person: b.nino, Task: desk.Write, Due: due, Zone: zone(t, "Asia/Tbilisi"), By: b.editor}
		b.refused("desk.needs_byline", order(desk.Order{Assignment: task}))
		translate := task
		translate.Person, translate.Task, translate.Lang = b.translator, desk.Write, ""
		b.refused("desk.may_not", order(desk.Order{Assignment: translate}))
		translate.Task = desk.Translate
		b.refused("desk.translate_into", order(desk.Order{Assignment: translate}))
		past := task
		past.Due = start.Add(-time.Hour)
		b.refused("desk.due_past", order(desk.Order{Assignment: past, Byline: true}))

		var a desk.Assignment
		b.must(func(ctx context.Context, tx *db.Tx) (err error) {
			a, err = desk.Assign(ctx, tx, desk.Order{Assignment: task, Byline: true})
			return err
		})
		remind := func(when string, due time.Time) {
			b.Helper()
			for range 2 { // a job may run twice
				if err := desk.Reminding(b.d)(b.Context(), desk.Remind{Assignment: a.ID, When: when, Due: db.Millis(due)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.equal("reminders", b.jobs(), []string{"day 2026-11-13T09:00", "hour 2026-11-14T08:00", "late 2026-11-14T09:00"})
		remind("day", due)
		later := due.Add(24 * time.Hour)
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.Reassign(ctx, tx, a.ID, b.editor, func(a *desk.Assignment) { a.Due = later })
		})
		remind("hour", due) // of the deadline that was moved
		b.equal("moved reminders", b.jobs(), []string{"day 2026-11-14T09:00", "hour 2026-11-15T08:00", "late 2026-11-15T09:00"})
		b.clock.Add(72*time.Hour + time.Minute)
		if o := b.overview(s.ID); !o.Due.Equal(later) || !slices.Contains(o.People, b.nino) || o.Unassigned {
			t.Errorf("the overview of a late story: %+v", o)
		}
		remind("late", later)
		b.must(func(ctx context.Context, tx *db.Tx) error { return desk.Answer(ctx, tx, a.ID, b.nino, true, "") })
		b.must(func(ctx context.Context, tx *db.Tx) error { return desk.Finish(ctx, tx, a.ID, b.nino) })
		b.refused("desk.assignment_ended", func(ctx context.Context, tx *db.Tx) error { return desk.Finish(ctx, tx, a.ID, b.nino) })
		b.equal("reminders of what is done", b.jobs(), []string{})
		b.equal("who writes is told", b.told(b.nino), []string{"write", "day", "changed", "late"})
		b.equal("who assigned is told", b.told(b.editor), []string{"late", "accepted", "done"})
		b.clock.Add(-(72*time.Hour + time.Minute))
	})
}

// jobs lists the reminders that wait.
func (b *bed) jobs() (list []string) {
	b.Helper()
	list = []string{}
	b.must(func(ctx context.Context, tx *db.Tx) error {
		return tx.Rows(ctx, `SELECT once, run_at FROM job WHERE kind = 'desk.remind' AND state = 'waiting' ORDER BY run_at`, nil, func(scan func(...any) error) error {
			var once string
			var at int64
			err := scan(&once, &at)
			_, when, _ := strings.Cut(once, ":")
			list = append(list, when+" "+db.Time(at).UTC().Format("2006-01-02T15:04"))
			return err
		})
	})
	return list
}

func TestHoldAndEmbargoEnd(t *testing.T) {
	each(t, func(b *bed) {
		s := b.story("The ferry", story.News, b.leyla)
		now := b.clock.Now()
		hold := func(h desk.Hold) func(context.Context, *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { return desk.SetHold(ctx, tx, s.ID, h) }
		}
		b.refused("desk.hold_until", hold(desk.Hold{Reason: "For ever", By: b.editor, Until: now.Add(400 * 24 * time.Hour)}))
		b.refused("desk.empty", hold(desk.Hold{By: b.editor, Until: now.Add(time.Hour)}))
		b.must(hold(desk.Hold{Reason: "The lawyer reads it", By: b.editor, Until: now.Add(time.Hour)}))
		yerevan := zone(t, "Asia/Yerevan")
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetEmbargo(ctx, tx, s.ID, desk.Embargo{At: now.Add(2 * time.Hour).In(yerevan), Zone: yerevan, By: b.editor})
		})
		check := func(held, embargoed bool) {
			b.Helper()
			b.must(func(ctx context.Context, tx *db.Tx) error {
				h, err := desk.HoldOf(ctx, tx, s.ID)
				e, err2 := desk.EmbargoOf(ctx, tx, s.ID)
				if !h.Until.IsZero() != held || !e.At.IsZero() != embargoed || embargoed && e.Zone.String() != "Asia/Yerevan" {
					t.Errorf("%+v %+v, want held %v, embargo %v", h, e, held, embargoed)
				}
				return errors.Join(err, err2)
			})
		}
		check(true, true)
		b.clock.Add(time.Hour - time.Millisecond)
		check(true, true)
		b.clock.Add(time.Millisecond)
		check(false, true)
		b.clock.Add(time.Hour)
		check(false, false)
		b.clock.Add(-2 * time.Hour)
	})
}

func TestTwoKeys(t *testing.T) {
	each(t, func(b *bed) {
		s := b.story("The border", story.Opinion, b.leyla)
		key := func(rev int, person string) func(context.Context, *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { return desk.TurnKey(ctx, tx, s.ID, "en", rev, person) }
		}
		save := func(by, headline string, base int) {
			b.must(func(ctx context.Context, tx *db.Tx) error {
				_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", BaseRev: base, Headline: headline, By: by, Body: &body.Doc{}})
				return err
			})
		}
		b.refused("desk.key_not_needed", key(1, b.editor))
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetRules(ctx, tx, desk.Rules{Kinds: []story.Kind{story.Opinion}}, b.editor)
		})
		save(b.leyla, "The border opens", 1)
		b.refused("desk.key_changed", key(1, b.editor))
		open := func(want bool, person string) {
			b.Helper()
			b.must(func(ctx context.Context, tx *db.Tx) error {
				k, err := desk.KeysOf(ctx, tx, s, "en", 2)
				b.equal("a key that she can turn", k.Open(person, b.leyla), want)
				return err
			})
		}
		open(true, b.leyla) // she saved it last: hers may be the first
		b.must(key(2, b.editor))
		open(false, b.editor)
		open(false, b.leyla)
		open(true, b.second)
		b.refused("desk.key_same", key(2, b.editor))
		b.refused("desk.key_own", key(2, b.leyla))
		b.must(key(2, b.second))
		open(false, b.nino)
		b.refused("desk.key_turned", key(2, b.nino))
		missing := func(rev, want int) {
			b.Helper()
			b.must(func(ctx context.Context, tx *db.Tx) error {
				k, err := desk.KeysOf(ctx, tx, s, "en", rev)
				b.equal("keys that are missing", k.Missing(), want)
				return err
			})
		}
		missing(2, 0)
		save(b.editor, "The border is open", 2) // the keys fall with the words they were for
		missing(3, 2)
	})
}

func TestChecklist(t *testing.T) {
	each(t, func(b *bed) {
		for _, k := range story.Kinds {
			if n := len(desk.UsualItems(k)); n < 2 {
				t.Errorf("%s has %d things to check", k, n)
			}
		}
		s := b.story("The claim", story.FactCheck, b.leyla)
		list := func() (c desk.Checklist) {
			b.must(func(ctx context.Context, tx *db.Tx) (err error) { c, err = desk.ChecklistOf(ctx, tx, s); return err })
			return c
		}
		b.equal("open", len(list().Missing()), 4)
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.Tick(ctx, tx, s.ID, "claim", "en", b.nino, true)
		})
		b.refused("desk.no_item", func(ctx context.Context, tx *db.Tx) error {
			return desk.Tick(ctx, tx, s.ID, "viewpoint", "en", b.nino, true)
		})
		c := list()
		if len(c.Missing()) != 3 || c[0].By != b.nino || c[0].Rev != 1 {
			t.Errorf("%+v", c)
		}
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetItems(ctx, tx, story.FactCheck, []desk.Item{{Required: true, Texts: map[lang.Tag]string{"en": "Ask the lawyer", "ka": "ჰკითხეთ იურისტს"}}}, b.editor)
		})
		own := list()
		if len(own) != 1 || own[0].In("ka") != "ჰკითხეთ იურისტს" || own[0].In("hy") != "Ask the lawyer" || !own[0].Open() {
			t.Errorf("%+v", own)
		}
	})
}

func TestMayMove(t *testing.T) {
	s := func(stage story.Stage) story.Story {
		return story.Story{Stage: stage, Bureau: "tbilisi", Original: "ka"}
	}
	for _, c := range []struct {
		role people.Role
		own  bool
		from story.Stage
		want string
	}{
		{people.Editor, false, story.Pitch, "assigned drafting editing checking ready"},
		{people.Editor, false, story.Ready, "assigned drafting editing checking"},
		{people.Reporter, true, story.Pitch, ""},
		{people.Reporter, true, story.Assigned, "drafting editing"},
		{people.Reporter, true, story.Drafting, "assigned editing"},
		{people.Reporter, true, story.Editing, ""},
		{people.Reporter, false, story.Drafting, ""},
		{people.FactChecker, false, story.Editing, "checking ready"},
		{people.FactChecker, false, story.Checking, "editing ready"},
		{people.FactChecker, false, story.Drafting, ""},
		{people.Translator, true, story.Drafting, ""},
		{people.Contributor, true, story.Drafting, "assigned editing"},
	} {
		var got []string
		for _, to := range desk.Moves([]people.Grant{{Role: c.role, Bureau: "tbilisi"}}, s(c.from), c.own) {
			got = append(got, string(to))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, own %v, from %s: %v, want %s", c.role, c.own, c.from, got, c.want)
		}
	}
	if desk.MayMove([]people.Grant{{Role: people.Editor, Bureau: "baku"}}, s(story.Drafting), false, story.Editing) {
		t.Error("an editor of another bureau moves it")
	}
}

func TestListsFindStories(t *testing.T) {
	each(t, func(b *bed) {
		ferry := b.story("The river ferry comes back", story.News, b.leyla)
		tea := b.story("Tea from Guria", story.Analysis, b.nino)
		kura := b.pitch("მდინარე მტკვარი", b.nino)
		b.must(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: tea.ID, Lang: "ru", Headline: "Чай и река", MadeFrom: "en", MadeRev: 1})
			if err != nil {
				return err
			}
			return desk.Refresh(ctx, tx, tea.ID)
		})
		b.must(func(ctx context.Context, tx *db.Tx) error {
			return desk.Move(ctx, tx, ferry.ID, story.Assigned, story.Editing, b.editor)
		})
		all := desk.Reader{All: true}
		yes, no := true, false
		names := map[string]string{ferry.ID: "ferry", tea.ID: "tea", kura.ID: "kura"}
		words := func(ws ...string) desk.Query {
			q := desk.Query{Reader: all}
			q.SetWords(ws, []lang.Tag{"en", "ka", "ru", "az", "hy"})
			return q
		}
		in := func(l lang.Tag, state string) desk.Query {
			q := desk.Query{Reader: all}
			q.SetLang(l, state)
			return q
		}
		for _, c := range []struct {
			name string
			q    desk.Query
			want string
		}{
			{"all", desk.Query{Reader: all}, "ferry kura tea"},
			{"nobody's", desk.Query{}, ""},
			{"stage", desk.Query{Reader: all, Stage: story.Editing}, "ferry"},
			{"kind", desk.Query{Reader: all, Kind: story.Analysis}, "tea"},
			{"bureau", desk.Query{Reader: all, Bureau: "baku"}, ""},
			{"who", desk.Query{Reader: all, Terms: []string{"who:" + b.nino}}, "kura tea"},
			{"who and stage", desk.Query{Reader: all, Terms: []string{"who:" + b.nino}, Stage: story.Pitch}, "kura"},
			{"own alone", desk.Query{Reader: desk.Reader{Selves: []string{b.leyla}}}, "ferry"},
			{"bureau's reader", desk.Query{Reader: desk.Reader{Bureaus: []string{"tbilisi"}}}, "ferry kura tea"},
			{"another bureau's reader with her own", desk.Query{Reader: desk.Reader{Bureaus: []string{"baku"}, Selves: []string{b.nino}}}, "kura tea"},
			{"translated", in("ru", desk.Translated), "tea"},
			{"to translate", in("ru", desk.None), "ferry kura"},
			{"unassigned", desk.Query{Reader: all, Unassigned: true}, "ferry tea"},
			{"moving", desk.Query{Reader: all, Moving: &yes}, "ferry kura tea"},
			{"at rest", desk.Query{Reader: all, Moving: &no}, ""},
			{"due", desk.Query{Reader: all, Until: start.Add(1000 * time.Hour)}, ""},
			{"word", words("ferry"), "ferry"},
			{"beginning", words("fer"), "ferry"},
			{"two words", words("river", "back"), "ferry"},
			{"two words of two stories", words("river", "tea"), ""},
			{"Russian", words("чай"), "tea"},
			{"typed in Latin letters", words("chai"), "tea"},
			{"Georgian typed in Latin letters", words("mdinare"), "kura"},
			{"Georgian", words("მტკვ"), "kura"},
			{"signs alone", words("%"), "ferry kura tea"},
			{"quote", words("'; DROP"), ""},
		} {
			var got []string
			b.must(func(ctx context.Context, tx *db.Tx) error {
				for after := ""; ; {
					list, next, err := desk.List(ctx, tx, c.q, after, 1) // page by page
					for _, o := range list {
						got = append(got, names[o.Story])
					}
					if after = next; err != nil || next == "" {
						return err
					}
				}
			})
			slices.Sort(got)
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: %v, want %s", c.name, got, c.want)
			}
		}
		b.refused("desk.bad_cursor", func(ctx context.Context, tx *db.Tx) error {
			_, _, err := desk.List(ctx, tx, desk.Query{Reader: all}, "nonsense", 5)
			return err
		})
	})
}

func TestAsk(t *testing.T) {
	for text, want := range map[string]string{
		`stage:editing lang:ka who:leyla late`: `stage:editing lang:ka who:leyla is:late`,
		`who:"Leyla M" "two words"`:            `who:"leyla m" "two words"`,
		`Stage:Editing colour:red`:             `stage:editing "colour:red"`,
		`«река и чай» чай`:                     `"река и чай" чай`,
		`stage: river`:                         `river`,
		``:                                     ``,
	} {
		if got := desk.Ask(text).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func FuzzAsk(f *testing.F) {
	for _, s := range []string{`stage:editing "a b`, `who:"x y" late`, `"" : :: "`, `„a“ »b«`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := desk.Ask(text).String()
		if again := desk.Ask(once).String(); len(once) <= 400 && again != once {
			t.Errorf("%q is written %q and then %q", text, once, again)
		}
	})
}
