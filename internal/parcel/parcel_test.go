package parcel_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/parcel"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

var say = parcel.Sentences{
	From: "The outlet", Was: func(s string) string { return "Before: " + s }, Left: func(s string) string { return "Left out: " + s },
}

// bed is a database with one English story whose Georgian translation is begun.
type bed struct {
	*testing.T
	db        *db.DB
	story, by string
}

func each(t *testing.T, f func(b bed)) {
	fake := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		db.Hear(d, translation.Follow)
		b := bed{T: t, db: d}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			p, err := people.Add(ctx, tx, people.Person{Name: "Nino", Email: "nino@example.org"})
			if err != nil {
				return err
			}
			b.by = p.ID
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
			b.story = s.ID
			return err
		})
		b.save("en", func(t *story.Text) {
			t.Headline, t.Standfirst = "Bridge opens", "Two lines\nof it"
			t.Lead = &body.Picture{Media: "AAAA", Alt: "A bridge", Credit: "Ana"}
			t.Body = body.Doc{Blocks: []body.Block{
				{ID: pid("a"), Type: body.Paragraph, Text: []body.Span{{Text: "The "}, link("bridge"), {Text: " opened on 5 May."}, {Note: []body.Span{{Text: "A footnote."}}}}},
				{ID: pid("b"), Type: body.List, Items: []body.Item{{ID: pid("b1"), Text: text("one")}, {ID: pid("b2"), Text: text("two")}}},
				{ID: pid("c"), Type: body.Divider},
				{ID: pid("d"), Type: body.Quote, Text: text("It is open."), Cite: text("The mayor")},
				{ID: pid("e"), Type: body.HTML, HTML: "<p>Old <b>words</b></p>"},
			}}
		})
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Begin(ctx, tx, translation.Beginning{Story: b.story, Lang: "ka", From: "en", By: b.by})
		})
		f(b)
	})
}

func pid(name string) string { return (name + strings.Repeat("0", 16))[:16] }

func text(s string) []body.Span { return []body.Span{{Text: s}} }

func link(s string) body.Span {
	return body.Span{Text: s, Marks: []body.Mark{{Type: body.Link, Href: "https://example.org/"}}}
}

func (b bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

func (b bed) newest(l lang.Tag) (t story.Text) {
	b.write(func(ctx context.Context, tx *db.Tx) error {
		t, _ = story.Newest(ctx, tx, b.story, l)
		return nil
	})
	return t
}

func (b bed) save(l lang.Tag, edit func(t *story.Text)) {
	b.Helper()
	t := b.newest(l)
	t.Body.Blocks = slices.Clone(t.Body.Blocks)
	edit(&t)
	b.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{
			Story: b.story, Lang: l, BaseRev: t.Rev, By: b.by, Headline: t.Headline, Standfirst: t.Standfirst, Lead: t.Lead, Body: &t.Body, Draft: true,
			MadeFrom: t.MadeFrom, MadeRev: t.MadeRev,
		})
		return err
	})
}

func (b bed) pack() (p exchange.Parcel) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = parcel.Pack(ctx, tx, b.story, "ka", say)
		return err
	})
	return p
}

// through writes a parcel and reads it again, as if somebody had worked on it.
func (b bed) through(p exchange.Parcel, f exchange.Format) exchange.Parcel {
	b.Helper()
	file, err := exchange.Write(p, f, exchange.Labels{ID: "Id", Source: "S", Translation: "T", Notes: "N"})
	if err != nil {
		b.Fatal(err)
	}
	back, err := exchange.Read(file)
	if err != nil {
		b.Fatal(err)
	}
	return back
}

func (b bed) take(p exchange.Parcel) (r parcel.Report) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = parcel.Take(ctx, tx, parcel.Taking{Story: b.story, Lang: "ka", By: b.by, Parcel: p, Say: say})
		return err
	})
	return r
}

func (b bed) refuse(p exchange.Parcel, key string) {
	b.Helper()
	err := b.db.Write(b.Context(), func(tx *db.Tx) error {
		_, err := parcel.Take(b.Context(), tx, parcel.Taking{Story: b.story, Lang: "ka", By: b.by, Parcel: p, Say: say})
		return err
	})
	if f, ok := fault.As(err); !ok || f.Key != key {
		b.Errorf("%v, want %s", err, key)
	}
}

func (b bed) sheet() (s translation.Sheet) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = translation.Read(ctx, tx, b.story, "ka")
		return err
	})
	return s
}

func (b bed) state(source string) translation.State {
	b.Helper()
	for _, r := range b.sheet().Rows {
		for _, s := range r.Sources {
			if s.ID == source {
				return r.State
			}
		}
	}
	return "none"
}

func (b bed) block(l lang.Tag, id string) body.Block {
	for _, one := range b.newest(l).Body.Blocks {
		if one.ID == id {
			return one
		}
	}
	return body.Block{}
}

// translated gives each unit the source's pieces with other words.
func translated(p exchange.Parcel) exchange.Parcel {
	p.Units = slices.Clone(p.Units)
	for i, u := range p.Units {
		p.Units[i].Target = nil
		for _, piece := range u.Source {
			if piece.Role == exchange.Text {
				piece.Text = "«" + piece.Text + "»"
			}
			p.Units[i].Target = append(p.Units[i].Target, piece)
		}
		p.Units[i].State = exchange.Translated
	}
	return p
}

func edit(p exchange.Parcel, unit, words string) exchange.Parcel {
	p.Units = slices.Clone(p.Units)
	for i, u := range p.Units {
		if u.ID == unit {
			p.Units[i].Target, p.Units[i].State = []exchange.Piece{{Text: words}}, exchange.Translated
		}
	}
	return p
}

func entry(r parcel.Report, unit string) parcel.Entry {
	for _, e := range r.Entries {
		if e.Unit == unit {
			return e
		}
	}
	return parcel.Entry{}
}

// TestAWholeTranslationComesIn: from an empty frame by each format, and sent out again
// and back it changes nothing.
func TestAWholeTranslationComesIn(t *testing.T) {
	for _, f := range exchange.Formats {
		t.Run(string(f), func(t *testing.T) {
			each(t, func(b bed) {
				r := b.take(b.through(translated(b.pack()), f))
				if r.Count[parcel.Came] == 0 || r.Rev == 0 || r.Absent > 0 || len(r.Stray) > 0 {
					t.Errorf("%+v", r)
				}
				for _, e := range r.Entries {
					if e.Outcome != parcel.Came || len(e.Troubles) > 0 {
						t.Errorf("%+v", e)
					}
				}
				got := b.newest("ka")
				if got.Headline != "«Bridge opens»" || got.Standfirst != "«Two lines»\n«of it»" || got.Lead == nil || got.Lead.Alt != "«A bridge»" || got.Lead.Media != "AAAA" {
					t.Errorf("%q %q %+v", got.Headline, got.Standfirst, got.Lead)
				}
				a := b.block("ka", pid("a"))
				if body.Plain(a) != "«The »«bridge»« opened on 5 May.»\n«A footnote.»" || a.Text[1].Marks[0].Href != "https://example.org/" {
					t.Errorf("%q %+v", body.Plain(a), a.Text)
				}
				if l := b.block("ka", pid("b")); len(l.Items) != 2 || l.Items[1].Text[0].Text != "«two»" {
					t.Errorf("%+v", l)
				}
				if h := b.block("ka", pid("e")); h.HTML != "<p>«Old »<b>«words»</b></p>" {
					t.Errorf("%+v", h)
				}
				var order []string
				for _, one := range got.Body.Blocks {
					order = append(order, one.ID[:1])
				}
				if strings.Join(order, "") != "abcde" {
					t.Errorf("order %v", order)
				}
				for _, id := range []string{translation.Headline, translation.Standfirst, pid("a"), pid("b"), pid("d"), pid("e")} {
					if s := b.state(id); s != translation.Translated {
						t.Errorf("%s is %s", id, s)
					}
				}
				again := b.take(b.through(b.pack(), f))
				if again.Rev != 0 || len(again.Entries) > 0 || b.newest("ka").Rev != got.Rev {
					t.Errorf("again: %+v", again)
				}
			})
		})
	}
}

// TestTheSourceChanged: what was made from older words comes in, is stale, and shows both.
func TestTheSourceChanged(t *testing.T) {
	each(t, func(b bed) {
		out := b.through(translated(b.pack()), exchange.XLIFF21)
		b.save("en", func(t *story.Text) {
			t.Body.Blocks[3].Text = text("It is open on 6 May.")
			t.Body.Blocks = slices.Delete(t.Body.Blocks, 1, 2)
		})
		r := b.take(out)
		if e := entry(r, pid("d")); e.Outcome != parcel.Stale || e.Was != "It is open.\nThe mayor" || e.Is != "It is open on 6 May.\nThe mayor" {
			t.Errorf("%+v", e)
		}
		if b.state(pid("d")) != translation.Stale || b.state(pid("a")) != translation.Translated {
			t.Errorf("d is %s, a is %s", b.state(pid("d")), b.state(pid("a")))
		}
		if e := entry(r, pid("b")+"."+pid("b1")); e.Outcome != parcel.Gone || e.Words != "«one»" {
			t.Errorf("%+v", e)
		}
		b.take(b.through(b.pack(), exchange.XLIFF12))
		if b.state(pid("d")) != translation.Stale {
			t.Error("a file that says nothing new of a stale part made it right")
		}
		back := b.through(b.pack(), exchange.XLIFF12)
		for i, u := range back.Units {
			if strings.HasPrefix(u.ID, pid("d")) {
				back.Units[i].State = exchange.Translated
			}
		}
		if r := b.take(back); r.Count[parcel.Marked] == 0 || b.state(pid("d")) != translation.Translated {
			t.Errorf("still right: %+v, %s", r, b.state(pid("d")))
		}
	})
}

// TestOthersWordsAreNeverOverwritten: both stay where both were changed, on an empty
// block too.
func TestOthersWordsAreNeverOverwritten(t *testing.T) {
	each(t, func(b bed) {
		out := b.through(translated(b.pack()), exchange.XLIFF12)
		b.save("ka", func(t *story.Text) {
			t.Headline = "ხიდი"
			t.Body.Blocks[0].Text = text("ხიდი გაიხსნა")
		})
		r := b.take(out)
		if entry(r, pid("a")).Outcome != parcel.Clash || entry(r, translation.Headline).Outcome != parcel.Clash || entry(r, pid("d")).Outcome != parcel.Came {
			t.Errorf("%+v", r.Entries)
		}
		if b.newest("ka").Headline != "ხიდი" || body.Plain(b.block("ka", pid("a"))) != "ხიდი გაიხსნა" {
			t.Error("what was there was overwritten")
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			open, err := story.Conflicts(ctx, tx, b.story, "ka")
			if len(open) != 2 || !slices.ContainsFunc(open, func(c story.Conflict) bool { return strings.Contains(c.Mine, "«bridge»") }) {
				t.Errorf("%+v", open)
			}
			return err
		})
	})
}

// TestStrangeFiles: each oddity has its place in the report, the rest comes in.
func TestStrangeFiles(t *testing.T) {
	each(t, func(b bed) {
		p := b.pack()
		got := b.through(translated(p), exchange.XLIFF12)
		slices.Reverse(got.Units)
		strange := exchange.Unit{ID: "zzzzzzzzzzzzzzzz", Target: []exchange.Piece{{Text: "whose?"}}, Line: 900, Whole: true}
		twice := exchange.Unit{ID: translation.Headline, Target: []exchange.Piece{{Text: "another"}}, Line: 901, Whole: true}
		got.Units = append(got.Units, strange, twice)
		got = edit(got, pid("a"), "no link, no note")
		got.Units = slices.DeleteFunc(got.Units, func(u exchange.Unit) bool { return strings.HasPrefix(u.ID, pid("d")) })
		r := b.take(got)
		if e := entry(r, strange.ID); e.Outcome != parcel.Unknown || e.Words != "whose?" || e.Line != 900 {
			t.Errorf("%+v", e)
		}
		if e := r.Entries[len(r.Entries)-1]; e.Outcome != parcel.Repeated || e.Words != "another" {
			t.Errorf("%+v", e)
		}
		if e := entry(r, pid("a")); e.Outcome != parcel.Came || !slices.Contains(e.Troubles, exchange.CodeLost) {
			t.Errorf("%+v", e)
		}
		if r.Absent != 2 || b.newest("ka").Headline != "«Bridge opens»" || b.state(pid("d")) != translation.Untranslated {
			t.Errorf("absent %d, %q, %s", r.Absent, b.newest("ka").Headline, b.state(pid("d")))
		}
	})
}

func TestFilesOfOthersAreRefused(t *testing.T) {
	each(t, func(b bed) {
		p := b.pack()
		other := p
		other.Story = "01hzy0000000000000000000000"
		b.refuse(other, "exchange.other_story")
		other = p
		other.To = "hy"
		b.refuse(other, "exchange.other_target")
		other = p
		other.From = "ru"
		b.refuse(other, "exchange.other_source")
		other = p
		other.To = "ka-GE"
		b.take(other)
	})
}

// TestSeveralBlocksOfOne: a block that went into two goes out as one unit with a border,
// and without the border it does not come in.
func TestSeveralBlocksOfOne(t *testing.T) {
	each(t, func(b bed) {
		b.take(b.through(translated(b.pack()), exchange.XLIFF21))
		b.save("en", func(t *story.Text) {
			t.Body.Blocks = append(t.Body.Blocks, body.Block{ID: pid("f"), Type: body.Paragraph, Text: text("Last words. And more.")})
		})
		b.save("ka", func(t *story.Text) {
			t.Body.Blocks = append(t.Body.Blocks, body.Block{ID: pid("f"), Type: body.Paragraph, Text: text("ბოლო სიტყვები.")}, body.Block{ID: pid("g"), Type: body.Paragraph, Text: text("და მეტი.")})
		})
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Join(ctx, tx, b.story, "ka", pid("g"), []string{pid("f")}, b.by)
		})
		p := b.pack()
		i := slices.IndexFunc(p.Units, func(u exchange.Unit) bool { return u.ID == pid("f") })
		if i < 0 || exchange.Words(p.Units[i].Target) != "ბოლო სიტყვები.\nდა მეტი." {
			t.Fatalf("%+v", p.Units)
		}
		if r := b.take(b.through(p, exchange.DOCX)); r.Rev != 0 {
			t.Errorf("%+v", r)
		}
		if r := b.take(b.through(edit(p, pid("f"), "one"), exchange.HTML)); entry(r, pid("f")).Outcome != parcel.Broken {
			t.Errorf("%+v", r.Entries)
		}
		p.Units[i].Target = slices.Clone(p.Units[i].Target)
		p.Units[i].Target[len(p.Units[i].Target)-1].Text = "სხვა."
		if r := b.take(b.through(p, exchange.DOCX)); entry(r, pid("f")).Outcome != parcel.Came || body.Plain(b.block("ka", pid("g"))) != "სხვა." {
			t.Errorf("%+v", r.Entries)
		}
	})
}

// TestNotesBecomeComments: those that somebody wrote; ours come back as ours.
func TestNotesBecomeComments(t *testing.T) {
	each(t, func(b bed) {
		p := b.pack()
		p.Units = slices.Clone(p.Units)
		p.Units[0].Notes = append(p.Units[0].Notes, exchange.Note{From: "Translator", Text: "Which bridge?"})
		if r := b.take(b.through(p, exchange.XLIFF12)); r.Notes != 1 {
			t.Errorf("%+v", r)
		}
	})
}
