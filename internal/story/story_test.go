package story_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is a database with one story in it.
type bed struct {
	*testing.T
	db    *db.DB
	story string
}

// each runs f on both engines.
func each(t *testing.T, f func(b bed)) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		b := bed{T: t, db: d}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
			b.story = s.ID
			return err
		})
		f(b)
	})
}

func (b bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

// try saves in a transaction of its own.
func (b bed) try(s story.Save) (out story.Saved, err error) {
	if s.Story == "" {
		s.Story = b.story
	}
	if s.Lang == "" {
		s.Lang = "en"
	}
	err = b.db.Write(b.Context(), func(tx *db.Tx) (err error) { out, err = story.SaveText(b.Context(), tx, s); return err })
	return out, err
}

func (b bed) save(s story.Save) story.Saved {
	b.Helper()
	out, err := b.try(s)
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func (b bed) newest() (text story.Text) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		text, err = story.Newest(ctx, tx, b.story, "en")
		return err
	})
	return text
}

func (b bed) conflicts() (open []story.Conflict) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		open, err = story.Conflicts(ctx, tx, b.story, "en")
		return err
	})
	return open
}

// count reads one number.
func (b bed) count(query string) (n int) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query, nil, &n) })
	return n
}

// doc makes paragraphs: "a:one two" is block a…a with two words.
func doc(lines ...string) *body.Doc {
	d := body.Doc{}
	for _, line := range lines {
		name, text, _ := strings.Cut(line, ":")
		d.Blocks = append(d.Blocks, body.Block{ID: blockID(name), Type: body.Paragraph, Text: []body.Span{{Text: text}}})
	}
	return &d
}

func blockID(name string) string { return strings.Repeat("0", 16-len(name)) + name }

// lines is the inverse of doc.
func lines(d body.Doc) string {
	var out []string
	for _, bl := range d.Blocks {
		out = append(out, strings.TrimLeft(bl.ID, "0")+":"+body.Plain(bl))
	}
	return strings.Join(out, " | ")
}

func TestFirstSave(t *testing.T) {
	each(t, func(b bed) {
		lead := &body.Picture{Media: "01abc", Alt: "A bridge"}
		got := b.save(story.Save{OpID: "op1", By: "anna", Headline: "Bridge", Standfirst: "It fell.", Slug: "bridge", Lead: lead, Body: doc("a:one")})
		if got.Rev != 1 || !got.Changed || len(got.Conflicts) != 0 || lines(got.Body) != "a:one" {
			t.Errorf("answer %+v", got)
		}
		want := story.Text{
			Story: b.story, Lang: "en", Rev: 1, Headline: "Bridge", Standfirst: "It fell.", Slug: "bridge", Lead: lead, Body: *doc("a:one"),
			SavedBy: "anna", SavedAt: noon,
		}
		if text := b.newest(); !reflect.DeepEqual(text, want) {
			t.Errorf("kept\n%+v, want\n%+v", text, want)
		}
		for _, base := range []int{1, 7, -1} {
			_, err := b.try(story.Save{Lang: "ru", BaseRev: base, Headline: "Мост", Body: doc("a:раз")})
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Key != "story.unknown_revision" {
				t.Errorf("first save on revision %d: %v", base, err)
			}
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			texts, err := story.Texts(ctx, tx, b.story)
			if want := []story.TextState{{Lang: "en", Rev: 1}}; !reflect.DeepEqual(texts, want) {
				t.Errorf("texts %+v", texts)
			}
			return err
		})
	})
}

func TestSaveIsRefusedWhole(t *testing.T) {
	long := strings.Repeat("ж", story.MaxHeadline)
	huge := &body.Doc{}
	for i := range 25 {
		huge.Blocks = append(huge.Blocks, body.Block{ID: blockID(fmt.Sprint(i)), Type: body.Paragraph, Text: []body.Span{{Text: strings.Repeat("a", body.MaxBlockText)}}})
	}
	many := &body.Doc{}
	for i := range body.MaxBlocks + 1 {
		many.Blocks = append(many.Blocks, body.Block{ID: blockID(fmt.Sprint(i)), Type: body.Divider})
	}
	each(t, func(b bed) {
		b.save(story.Save{Headline: "Bridge", Body: doc("a:one")})
		for _, c := range []struct {
			name string
			save story.Save
			kind fault.Kind
		}{
			{"no headline", story.Save{Headline: " \n", BaseRev: 1}, fault.Invalid},
			{"headline long", story.Save{Headline: long + "ж", BaseRev: 1}, fault.Invalid},
			{"standfirst long", story.Save{Headline: "x", Standfirst: strings.Repeat("ж", story.MaxStandfirst+1), BaseRev: 1}, fault.Invalid},
			{"slug long", story.Save{Headline: "x", Slug: strings.Repeat("a", 10_000), BaseRev: 1}, fault.Invalid},
			{"lead long", story.Save{Headline: "x", Lead: &body.Picture{Media: "m", Alt: strings.Repeat("a", 1<<20)}, BaseRev: 1}, fault.Invalid},
			{"lead of nothing", story.Save{Headline: "x", Lead: &body.Picture{Alt: "a"}, BaseRev: 1}, fault.Invalid},
			{"unknown block", story.Save{Headline: "x", Body: &body.Doc{Blocks: []body.Block{{ID: blockID("a"), Type: "script"}}}, BaseRev: 1}, fault.Invalid},
			{"stray field", story.Save{Headline: "x", Body: &body.Doc{Blocks: []body.Block{{ID: blockID("a"), Type: body.Divider, HTML: "x"}}}, BaseRev: 1}, fault.Invalid},
			{"body too large", story.Save{Headline: "x", Body: huge, BaseRev: 1}, fault.Invalid},
			{"too many blocks", story.Save{Headline: "x", Body: many, BaseRev: 1}, fault.Invalid},
			{"unknown base", story.Save{Headline: "x", Body: doc("a:x"), BaseRev: 2}, fault.Invalid},
			{"stale operation", story.Save{Headline: "x", BaseRev: 1, Ops: &body.SaveOps{Deleted: []body.DeleteOp{{ID: blockID("a"), BaseHash: "no"}}}}, fault.Conflict},
			{"no language", story.Save{Lang: "x/../y", Headline: "x"}, fault.Invalid},
			{"translated from no language", story.Save{Headline: "x", MadeFrom: "??", MadeRev: 1, BaseRev: 1}, fault.Invalid},
			{"operation's name", story.Save{Headline: "x", OpID: "a\x00", BaseRev: 1}, fault.Invalid},
			{"operation's long name", story.Save{Headline: "x", OpID: strings.Repeat("a", 1000), BaseRev: 1}, fault.Invalid},
			{"no story", story.Save{Story: "01nothing", Headline: "x", Body: doc("a:x")}, fault.NotFound},
		} {
			out, err := b.try(c.save)
			if err == nil || fault.KindOf(err) != c.kind || !reflect.DeepEqual(out, story.Saved{}) {
				t.Errorf("%s: %v %v", c.name, fault.KindOf(err), err)
			}
			// Also in another language, as a first save, unless it was the base that was wrong.
			if c.save.BaseRev != 1 || c.save.Ops != nil {
				continue
			}
			c.save.BaseRev, c.save.Lang = 0, "ru"
			if _, err := b.try(c.save); fault.KindOf(err) != c.kind {
				t.Errorf("%s, as a first save: %v", c.name, err)
			}
		}
		if n := b.count(`SELECT count(*) FROM story_revision`) + b.count(`SELECT count(*) FROM story_text`); n != 2 {
			t.Errorf("%d rows instead of two: something was half written", n)
		}
		if text := b.newest(); text.Rev != 1 || lines(text.Body) != "a:one" {
			t.Errorf("the text became %+v", text)
		}
		b.save(story.Save{Headline: long, BaseRev: 1})
	})
}

// What no database keeps must not reach it: PostgreSQL refuses a NUL and bytes that are
// no UTF-8, SQLite takes both and gives back something else.
func TestHostileHead(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "a\x00b\x07c\xffd", Standfirst: "one\ntwo\x1b[31m", Slug: "x\x00y", Lead: &body.Picture{Media: "m", Alt: "p\x00q"}, Body: doc("a:w\x00v")})
		text := b.newest()
		if text.Headline != "abc\uFFFDd" || text.Standfirst != "one\ntwo[31m" || text.Slug != "xy" || text.Lead.Alt != "pq" || lines(text.Body) != "a:wv" {
			t.Errorf("kept %+v", text)
		}
	})
}

func TestMerge(t *testing.T) {
	base := story.Save{Headline: "H", Standfirst: "S", Slug: "s", Body: doc("a:one two three four", "b:five six")}
	on := func(change func(*story.Save)) story.Save {
		s := base
		s.BaseRev = 1
		change(&s)
		return s
	}
	for _, c := range []struct {
		name         string
		theirs, mine story.Save
		head         string // headline, standfirst, slug
		body         string
		conflict     string // block kind base mine theirs
	}{
		{
			"different blocks",
			on(func(s *story.Save) { s.Body = doc("a:one two three four", "b:five 6") }),
			on(func(s *story.Save) { s.Body = doc("a:1 two three four", "b:five six") }),
			"H S s", "a:1 two three four | b:five 6", "",
		},
		{
			"different words of a block",
			on(func(s *story.Save) { s.Body = doc("a:one two three 4", "b:five six") }),
			on(func(s *story.Save) { s.Body = doc("a:1 two three four", "b:five six") }),
			"H S s", "a:1 two three 4 | b:five six", "",
		},
		{
			"a block more on both sides",
			on(func(s *story.Save) { s.Body = doc("a:one two three four", "b:five six", "d:theirs") }),
			on(func(s *story.Save) { s.Body = doc("c:mine", "a:one two three four", "b:five six") }),
			"H S s", "c:mine | a:one two three four | b:five six | d:theirs", "",
		},
		{
			"the same words",
			on(func(s *story.Save) { s.Body = doc("a:one SECOND three four", "b:five six") }),
			on(func(s *story.Save) { s.Body = doc("a:one ZWEITES three four", "b:five six") }),
			"H S s", "a:one SECOND three four | b:five six", "a text",
		},
		{
			"deleted and changed",
			on(func(s *story.Save) { s.Body = doc("a:one two three four", "b:five 6") }),
			on(func(s *story.Save) { s.Body = doc("a:one two three four") }),
			"H S s", "a:one two three four | b:five 6", "b deleted-by-me",
		},
		{
			"the head, part by part",
			on(func(s *story.Save) { s.Headline, s.Slug = "H2", "s2" }),
			on(func(s *story.Save) { s.Standfirst = "S2" }),
			"H2 S2 s2", "a:one two three four | b:five six", "",
		},
		{
			"the same part of the head",
			on(func(s *story.Save) { s.Headline = "theirs" }),
			on(func(s *story.Save) { s.Headline = "mine" }),
			"theirs S s", "a:one two three four | b:five six", "headline text",
		},
		{
			"both to the same",
			on(func(s *story.Save) { s.Headline, s.Body = "new", doc("a:new", "b:five six") }),
			on(func(s *story.Save) { s.Headline, s.Body = "new", doc("a:new", "b:five six") }),
			"new S s", "a:new | b:five six", "",
		},
		{
			"only the head is sent",
			on(func(s *story.Save) { s.Body = doc("a:theirs", "b:five six") }),
			on(func(s *story.Save) { s.Headline, s.Body = "mine", nil }),
			"mine S s", "a:theirs | b:five six", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(b bed) {
				b.save(base)
				b.save(c.theirs)
				got := b.save(c.mine)
				text := b.newest()
				if head := text.Headline + " " + text.Standfirst + " " + text.Slug; head != c.head || lines(text.Body) != c.body || lines(got.Body) != c.body {
					b.Errorf("kept %q %q, answered %q", head, lines(text.Body), lines(got.Body))
				}
				open := b.conflicts()
				if c.conflict == "" {
					if len(open)+len(got.Conflicts) != 0 {
						b.Errorf("conflicts %+v", open)
					}
					return
				}
				if len(open) != 1 || !reflect.DeepEqual(open, got.Conflicts) {
					b.Fatalf("kept %+v, answered %+v", open, got.Conflicts)
				}
				o := open[0]
				if is := strings.TrimLeft(o.Block, "0") + " " + o.Kind; is != c.conflict || o.Rev != 3 || got.Rev != 3 {
					b.Errorf("conflict %q of revision %d (answered %d)", is, o.Rev, got.Rev)
				}
			})
		})
	}
}

// Both versions stand in the conflict's row, with what they began from.
func TestConflictKeepsBothTexts(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:the old words"), Lead: &body.Picture{Media: "m0"}})
		b.save(story.Save{Headline: "H of theirs", BaseRev: 1, Body: doc("a:the words of theirs"), Lead: &body.Picture{Media: "m1"}})
		b.save(story.Save{Headline: "H of mine", BaseRev: 1, Body: doc("a:the words of mine"), Lead: &body.Picture{Media: "m2"}, By: "anna"})
		want := map[string][3]string{
			"headline":   {`"H"`, `"H of mine"`, `"H of theirs"`},
			"lead":       {`m0`, `m2`, `m1`},
			blockID("a"): {"the old words", "the words of mine", "the words of theirs"},
		}
		open := b.conflicts()
		var order []string
		for _, c := range open {
			order = append(order, c.Block)
			for i, got := range []string{c.Base, c.Mine, c.Theirs} {
				if !strings.Contains(got, want[c.Block][i]) {
					t.Errorf("%s: part %d is %q, want %q", c.Block, i, got, want[c.Block][i])
				}
			}
		}
		if got := strings.Join(order, " "); got != "headline lead "+blockID("a") {
			t.Errorf("conflicts %q", got)
		}
		if n := b.count(`SELECT count(*) FROM story_conflict WHERE made_by = 'anna' AND solved_at = 0`); n != 3 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestSavingNothingNewMakesNoRevision(t *testing.T) {
	each(t, func(b bed) {
		first := story.Save{Headline: "H", Standfirst: "S", Lead: &body.Picture{Media: "m"}, Body: doc("a:one", "b:two")}
		b.save(first)
		first.BaseRev = 1
		if got := b.save(first); got.Changed || got.Rev != 1 || lines(got.Body) != "a:one | b:two" {
			t.Errorf("again: %+v", got)
		}
		first.BaseRev = 0 // somebody who did not know that it was there
		if got := b.save(first); got.Changed || got.Rev != 1 || len(got.Conflicts) != 0 {
			t.Errorf("again from nothing: %+v", got)
		}
	})
}

func TestOperationRepeated(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:old")})
		b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc("a:theirs")})
		op := story.Save{Headline: "H", BaseRev: 1, Body: doc("a:mine", "b:more"), OpID: "op"}
		first := b.save(op)
		b.save(story.Save{Headline: "later", BaseRev: 3, Body: doc("a:later")})
		for range 3 {
			if again := b.save(op); !reflect.DeepEqual(again, first) {
				t.Errorf("again\n%+v, first\n%+v", again, first)
			}
		}
		if text := b.newest(); text.Rev != 4 || text.Headline != "later" || len(b.conflicts()) != 1 {
			t.Errorf("the repeated operation changed the text: %+v", text)
		}
		// In another text the same name is another operation.
		if got := b.save(story.Save{Lang: "ru", Headline: "Х", OpID: "op", Body: doc("a:раз")}); got.Rev != 1 || !got.Changed {
			t.Errorf("another text: %+v", got)
		}
	})
}

func TestTranslationRemembersItsSource(t *testing.T) {
	each(t, func(b bed) {
		made := func() string {
			text := b.newest()
			return fmt.Sprintf("%s %d", text.MadeFrom, text.MadeRev)
		}
		b.save(story.Save{Headline: "H", Body: doc("a:one"), MadeFrom: "ru", MadeRev: 2})
		b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc("a:two"), MadeFrom: "ru", MadeRev: 5})
		if made() != "ru 5" {
			t.Errorf("made from %s", made())
		}
		b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc("a:one", "b:x"), MadeFrom: "ru", MadeRev: 2}) // who saves late does not know
		b.save(story.Save{Headline: "H3", BaseRev: 3})
		if made() != "ru 5" {
			t.Errorf("made from %s", made())
		}
		b.save(story.Save{Headline: "H3", BaseRev: 4, MadeFrom: "hy", MadeRev: 1})
		if made() != "hy 1" {
			t.Errorf("made from %s", made())
		}
	})
}

// An archive's text is saved on what the archive had before, which no revision holds once
// it was merged with what people changed: their change outlives every renewal.
func TestSavingOnABaseThatIsNoRevision(t *testing.T) {
	each(t, func(b bed) {
		archive := func(n int) *body.Doc { return doc(fmt.Sprintf("a:archive %d", n), "b:one two three") }
		if got := b.save(story.Save{Headline: "H0", Body: archive(0)}); got.Merged {
			t.Errorf("first: %+v", got)
		}
		b.save(story.Save{Headline: "H0", BaseRev: 1, Body: doc("a:archive 0", "b:one two 3")}) // a person
		if got := b.save(story.Save{Headline: "H1", BaseRev: 1, Body: archive(1)}); !got.Merged || len(got.Conflicts) != 0 {
			t.Errorf("renewed: %+v", got)
		}
		for n := 2; n < 5; n++ {
			got := b.save(story.Save{
				Headline: fmt.Sprintf("H%d", n), Body: archive(n),
				Base: &story.Text{Headline: fmt.Sprintf("H%d\x00", n-1), Body: *archive(n - 1)},
			})
			text := b.newest()
			if want := fmt.Sprintf("a:archive %d | b:one two 3", n); lines(text.Body) != want || text.Headline != fmt.Sprintf("H%d", n) || !got.Merged || len(got.Conflicts) != 0 {
				t.Errorf("renewed to %d: %q %q, %+v", n, text.Headline, lines(text.Body), got)
			}
		}
	})
}

// Every block type comes back as it was, byte for byte.
func TestRoundTrip(t *testing.T) {
	const src = `<h2>Мост</h2><p>One <strong>two <em>three</em></strong> <a href="https://a.example/?q=1&amp;r=2">four</a><br>five “q” &lt;tag&gt; ‮ 𝒳 ա՞բ</p>
		<ul><li>a<ol><li>b</li></ol></li></ul><blockquote><p>q</p><cite>who</cite></blockquote><hr>
		<table><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>2</td></tr></table><figure><img src="https://a.example/p.jpg" alt="p"><figcaption>c</figcaption></figure>
		<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>`
	each(t, func(b bed) {
		d, _ := body.FromHTML(src, body.Options{})
		want, err := body.Marshal(d)
		if err != nil || len(d.Blocks) < 7 {
			t.Fatalf("%d blocks, %v", len(d.Blocks), err)
		}
		b.save(story.Save{Headline: "H", Body: &d})
		text := b.newest()
		got, err := body.Marshal(text.Body)
		if err != nil || string(got) != string(want) {
			t.Errorf("%v\n%s, want\n%s", err, got, want)
		}
		var stored string
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT body FROM story_revision`, nil, &stored)
		})
		if stored != string(want) {
			t.Errorf("stored\n%s, want\n%s", stored, want)
		}
		if again := b.save(story.Save{Headline: "H", BaseRev: 1, Body: &text.Body}); again.Changed {
			t.Error("reading and saving is a change")
		}
	})
}

func TestStory(t *testing.T) {
	each(t, func(b bed) {
		s := story.Story{
			Kind: story.Opinion, Original: "hy", Bureau: "yerevan", Viewpoint: "goris", Section: "s1", Partner: "iwpr", Topics: []string{"t2", "t1", "t2"},
			People: []story.Credit{{Person: "p2", Part: story.Author}, {Person: "p1", Part: story.Translated, Lang: "en"}, {Person: "p2", Part: story.Author}},
		}
		var made story.Story
		b.write(func(ctx context.Context, tx *db.Tx) (err error) { made, err = story.Create(ctx, tx, s); return err })
		find := func() (found story.Story) {
			b.write(func(ctx context.Context, tx *db.Tx) (err error) {
				found, err = story.Find(ctx, tx, made.ID)
				return err
			})
			return found
		}
		want := s
		want.ID, want.Stage, want.CreatedAt, want.UpdatedAt = made.ID, story.Drafting, noon, noon
		want.Topics, want.People = []string{"t2", "t1"}, s.People[:2]
		if got := find(); !reflect.DeepEqual(got, want) {
			t.Errorf("found\n%+v, want\n%+v", got, want)
		}
		want.Kind, want.Viewpoint, want.Stage, want.Topics = story.Analysis, "", story.Ready, []string{"t3"}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			if err := story.Change(ctx, tx, want); err != nil {
				return err
			}
			if err := story.AddTopic(ctx, tx, made.ID, "t0"); err != nil {
				return err
			}
			if err := story.AddTopic(ctx, tx, made.ID, "t3"); err != nil {
				return err
			}
			return story.AddPerson(ctx, tx, made.ID, story.Credit{Person: "p0", Part: story.Author})
		})
		want.Topics, want.People = []string{"t3", "t0"}, append(want.People, story.Credit{Person: "p0", Part: story.Author})
		if got := find(); !reflect.DeepEqual(got, want) {
			t.Errorf("changed\n%+v, want\n%+v", got, want)
		}
		for what, f := range map[string]func(ctx context.Context, tx *db.Tx) error{
			"invalid: unknown kind": func(ctx context.Context, tx *db.Tx) error {
				_, err := story.Create(ctx, tx, story.Story{Kind: "poem", Original: "en"})
				return err
			},
			"invalid: unknown language": func(ctx context.Context, tx *db.Tx) error {
				_, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: lang.Tag("no language")})
				return err
			},
			"invalid: unknown stage": func(ctx context.Context, tx *db.Tx) error {
				s := want
				s.Stage = "lost"
				return story.Change(ctx, tx, s)
			},
			"not found: another story": func(ctx context.Context, tx *db.Tx) error {
				s := want
				s.ID = "01nothing"
				return story.Change(ctx, tx, s)
			},
			"not found: find": func(ctx context.Context, tx *db.Tx) error { _, err := story.Find(ctx, tx, "01nothing"); return err },
			"not found: text": func(ctx context.Context, tx *db.Tx) error {
				_, err := story.Newest(ctx, tx, made.ID, "en")
				return err
			},
			"not found: revision": func(ctx context.Context, tx *db.Tx) error {
				_, err := story.At(ctx, tx, made.ID, "en", 1)
				return err
			},
			"not found: hold": func(ctx context.Context, tx *db.Tx) error { return story.Hold(ctx, tx, made.ID, "en") },
		} {
			err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) })
			if kind, _, _ := strings.Cut(what, ":"); err == nil || fault.KindOf(err).String() != kind {
				t.Errorf("%s: %v", what, err)
			}
		}
		if got := find(); !reflect.DeepEqual(got, want) {
			t.Errorf("after refusals\n%+v, want\n%+v", got, want)
		}
	})
}
