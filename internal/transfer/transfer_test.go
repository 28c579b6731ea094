package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
	"masthead/internal/transfer"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// archive is a source that yields what it holds.
type archive struct {
	records []transfer.Record
	each    func(i int) // called before the record is yielded
}

func (a archive) Source() string { return "test https://old.example" }

func (a archive) Read(ctx context.Context, each func(transfer.Record) error, report func(transfer.Problem), at func(int64)) error {
	for i, r := range a.records {
		if a.each != nil {
			a.each(i)
		}
		if err := each(r); err != nil {
			return err
		}
		at(int64(i + 1))
	}
	return ctx.Err()
}

// bed is an outlet with the editions en and ru that archives are brought into.
type bed struct {
	*testing.T
	db    *db.DB
	clock *clock.Fake
	out   *outlet.Outlets
	pub   *edition.Publisher
	shelf *edition.Shelf
	im    transfer.Importer

	mu       sync.Mutex
	problems []string
}

func each(t *testing.T, f func(b *bed)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			fake := clock.NewFake(noon)
			d := dbtest.Open(t, dbtest.Address(t, engine), fake.Now)
			b := &bed{T: t, db: d, clock: fake, out: outlet.New(d), shelf: edition.NewShelf(d)}
			b.write(func(ctx context.Context, tx *db.Tx) error { return outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford"}) })
			b.edition("en", "ru")
			b.pub = &edition.Publisher{
				DB: d, Outlet: b.out, Topics: topicNames{}, Gates: edition.Gates(),
				Render: edition.Renderer{Words: func(lang.Tag) body.RenderWords { return body.RenderWords{} }},
			}
			b.im = transfer.Importer{
				Publisher: b.pub, Langs: []lang.Tag{"en", "ru"}, Archive: transfer.WordPressPaths, Reload: b.out.Load,
				Report: func(p transfer.Problem) {
					b.mu.Lock()
					defer b.mu.Unlock()
					b.problems = append(b.problems, strings.TrimSpace(fmt.Sprint(p.Level, " ", p.Code, " ", p.Record)))
				},
			}
			f(b)
		})
	}
}

type topicNames struct{}

func (topicNames) NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) (list []edition.TopicAt, err error) {
	names, found, err := topic.NamesIn(ctx, tx, ids, l)
	for i := range found {
		list = append(list, edition.TopicAt{ID: found[i], Slug: names[i].Slug, Name: names[i].Name})
	}
	return list, err
}

func (b *bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

func (b *bed) edition(langs ...lang.Tag) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		for _, l := range langs {
			if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := b.out.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// bring imports records and wants a summary and problems ("lost empty k3"), in order.
func (b *bed) bring(want transfer.Summary, problems []string, records ...transfer.Record) {
	b.Helper()
	b.problems = nil
	got, err := b.im.Import(b.Context(), archive{records: records})
	if err != nil {
		b.Fatal(err)
	}
	if got != want {
		b.Errorf("brought in %+v, want %+v", got, want)
	}
	if !slices.Equal(b.problems, problems) {
		b.Errorf("problems %q, want %q", b.problems, problems)
	}
}

func (b *bed) count(query string) (n int) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query, nil, &n) })
	return n
}

func (b *bed) article(l lang.Tag, slug string) *edition.Copy {
	b.Helper()
	f, err := b.shelf.Article(b.Context(), l, slug)
	if err != nil || f.Copy == nil {
		b.Errorf("%s/%s: %+v, %v", l, slug, f, err)
		return &edition.Copy{}
	}
	return f.Copy
}

// words is the text of an article's newest revision.
func (b *bed) words(c *edition.Copy) (words string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		t, err := story.Newest(ctx, tx, c.Story, c.Lang)
		words = strings.ReplaceAll(body.PlainDoc(t.Body), "\n\n", " | ")
		return err
	})
	return words
}

// edit changes the words of a text, as a person at the desk does.
func (b *bed) edit(c *edition.Copy, from, to string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		t, err := story.Newest(ctx, tx, c.Story, c.Lang)
		if err != nil {
			return err
		}
		for i := range t.Body.Blocks {
			for j := range t.Body.Blocks[i].Text {
				s := &t.Body.Blocks[i].Text[j]
				s.Text = strings.ReplaceAll(s.Text, from, to)
			}
		}
		_, err = story.SaveText(ctx, tx, story.Save{Story: c.Story, Lang: c.Lang, BaseRev: t.Rev, By: "anna", Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug, Lead: t.Lead, Body: &t.Body})
		return err
	})
}

func (b *bed) old(address string) string {
	path, err := b.shelf.Old(b.Context(), edition.OldAddress(address))
	if err != nil {
		return fault.KindOf(err).String()
	}
	return path
}

// record is a published text in English.
func record(key, headline, html string) transfer.Record {
	return transfer.Record{
		Key: key, Lang: "en", State: transfer.Published, Headline: headline, HTML: html,
		Date: noon.AddDate(-5, 0, 0), Addresses: []string{"https://old.example/2021/" + key + "/"},
	}
}

func TestTwiceChangesNothing(t *testing.T) {
	full := record("k1", "The bridge", "<p>One.</p><ul><li>a</li></ul>")
	full.Standfirst, full.Kind, full.Slug, full.Updated = "It fell.", "opinion", "old-slug", noon.AddDate(-4, 0, 0)
	full.Bylines = []transfer.Byline{{Key: "anna", Name: "Anna", Email: "anna@old.example"}}
	full.Section = &transfer.Term{Key: "category war", Slug: "war", Name: "War"}
	full.Topics = []transfer.Term{{Key: "tag river", Slug: "river", Name: "River"}, {Name: ""}}
	draft, future := record("k2", "Draft", "<p>x</p>"), record("k3", "Future", "<p>x</p>")
	draft.State, future.State, future.Date = transfer.Draft, transfer.Future, noon.AddDate(0, 0, 1)
	overdue := record("k4", "Overdue", "<p>x</p>")
	overdue.State, overdue.Date = transfer.Future, noon.AddDate(0, 0, -1)
	each(t, func(b *bed) {
		b.bring(transfer.Summary{Stories: 4, Texts: 4}, nil, full, draft, future, overdue)
		c := b.article("en", "old-slug")
		if c.Headline != "The bridge" || c.Stand != "It fell." || c.Kind != "opinion" || !c.Published.Equal(full.Date) || !c.Updated.Equal(full.Updated) ||
			len(c.Bylines) != 1 || c.Bylines[0].Name != "Anna" || len(c.Topics) != 1 || c.Topics[0].Name != "River" || c.Section == "" {
			b.Errorf("the copy %+v", c)
		}
		if s, ok := b.out.Profile().SectionBySlug("en", "war"); !ok || s.ID != c.Section {
			b.Errorf("section %+v", s)
		}
		if c := b.article("en", "overdue"); !c.Published.Equal(overdue.Date) {
			b.Errorf("what was due in the archive is published at %v", c.Published)
		}
		for _, slug := range []string{"draft", "future"} {
			if _, err := b.shelf.Article(b.Context(), "en", slug); fault.KindOf(err) != fault.NotFound {
				b.Errorf("%s is published: %v", slug, err)
			}
		}
		if n := b.count(`SELECT count(*) FROM edition_schedule`); n != 1 {
			b.Errorf("%d are scheduled", n)
		}
		if n := b.count(`SELECT count(*) FROM person WHERE email <> ''`); n != 0 {
			b.Errorf("%d bylines became accounts", n)
		}
		seq, _ := b.shelf.Seq(b.Context())
		rows := `SELECT (SELECT count(*) FROM story_revision) * 1000 + (SELECT count(*) FROM story) * 100 + (SELECT count(*) FROM person) * 10 + (SELECT count(*) FROM topic)`
		before := b.count(rows)
		b.clock.Add(time.Hour)
		for range 2 {
			b.bring(transfer.Summary{Unchanged: 4}, nil, full, draft, future, overdue)
		}
		if now, _ := b.shelf.Seq(b.Context()); now != seq || b.count(rows) != before {
			b.Errorf("%d changes more; rows %d, then %d", now-seq, before, b.count(rows))
		}
	})
}

// The archive changes again and again, and a person has changed the text here: both
// stay, whichever way the archive goes.
func TestRenewedKeepsWhatPeopleChanged(t *testing.T) {
	text := func(n int) transfer.Record {
		r := record("k1", "Bridge", fmt.Sprintf("<p>Archive %d.</p><p>One two three.</p>", n))
		r.Updated = noon.AddDate(-4, n, 0)
		return r
	}
	each(t, func(b *bed) {
		b.bring(transfer.Summary{Stories: 1, Texts: 1}, nil, text(0))
		c := b.article("en", "bridge")
		b.edit(c, "three", "THREE")
		if _, err := b.pub.Publish(b.Context(), edition.Order{Story: c.Story, Lang: "en"}); err != nil {
			b.Fatal(err)
		}
		for _, n := range []int{1, 2, 0, 3, 0} {
			b.bring(transfer.Summary{Renewed: 1}, nil, text(n))
			want := fmt.Sprintf("Archive %d. | One two THREE.", n)
			if got := b.words(c); got != want {
				b.Errorf("renewed to %d it says %q", n, got)
			}
			if now := b.article("en", "bridge"); !strings.Contains(now.HTML, fmt.Sprintf("Archive %d.", n)) || !strings.Contains(now.HTML, "THREE") {
				b.Errorf("readers see %s", now.HTML)
			}
		}
		if n := b.count(`SELECT count(*) FROM story_conflict`); n != 0 {
			b.Errorf("%d conflicts", n)
		}
	})
}

// Renewed in what is no text (its address, its date), and then in its words.
func TestRenewedWithoutNewWords(t *testing.T) {
	each(t, func(b *bed) {
		r := record("k1", "Bridge", "<p>One two.</p><p>Last.</p>")
		b.bring(transfer.Summary{Stories: 1, Texts: 1}, nil, r)
		r.Addresses = append(r.Addresses, "https://old.example/?p=9")
		b.bring(transfer.Summary{Renewed: 1}, nil, r)
		if b.old("/?p=9") != "/en/bridge/" || b.count(`SELECT count(*) FROM story_revision`) != 1 {
			b.Errorf("leads to %s, %d revisions", b.old("/?p=9"), b.count(`SELECT count(*) FROM story_revision`))
		}
		r.HTML = "<p>One 2.</p><p>Last.</p>"
		b.bring(transfer.Summary{Renewed: 1}, nil, r)
		if got := b.words(b.article("en", "bridge")); got != "One 2. | Last." || b.count(`SELECT count(*) FROM story_conflict`) != 0 {
			b.Errorf("it says %q, %d conflicts", got, b.count(`SELECT count(*) FROM story_conflict`))
		}
	})
}

func TestRenewalLeavesTheDesksBusinessAlone(t *testing.T) {
	each(t, func(b *bed) {
		gone, open := record("k1", "Gone", "<p>One.</p><p>Two.</p>"), record("k2", "Open", "<p>One.</p><p>Two.</p>")
		b.bring(transfer.Summary{Stories: 2, Texts: 2}, nil, gone, open)
		if err := b.pub.Withdraw(b.Context(), b.article("en", "gone").Story, "en", "It was wrong."); err != nil {
			b.Fatal(err)
		}
		c := b.article("en", "open")
		b.edit(c, "Two", "A secret draft")
		gone.HTML, open.HTML = "<p>1.</p><p>Two.</p>", "<p>1.</p><p>Two.</p>"
		b.bring(transfer.Summary{Renewed: 2}, []string{"note withdrawn_here k1", "note changed_here k2"}, gone, open)
		if f, err := b.shelf.Article(b.Context(), "en", "gone"); err != nil || f.Withdrawn == nil {
			b.Errorf("what was withdrawn is back: %+v, %v", f, err)
		}
		if now := b.article("en", "open"); strings.Contains(now.HTML, "secret") || now.Rev != 1 {
			b.Errorf("the draft went out: %s", now.HTML)
		}
		if got := b.words(c); got != "1. | A secret draft." {
			b.Errorf("the text says %q", got)
		}
	})
}

func TestTranslationsAreOneStory(t *testing.T) {
	each(t, func(b *bed) {
		en, ru, again := record("k1", "Bridge", "<p>x</p>"), record("k2", "Мост", "<p>ы</p>"), record("k3", "Another bridge", "<p>y</p>")
		ru.Lang = "ru_RU"
		en.Group, ru.Group, again.Group = "g", "g", "g"
		en.Topics, ru.Topics = []transfer.Term{{Key: "t-en", Group: "tg", Name: "River"}}, []transfer.Term{{Key: "t-ru", Group: "tg", Name: "Река"}}
		b.bring(transfer.Summary{Stories: 2, Texts: 3, Partly: 1}, []string{"partly group_has_language k3"}, en, ru, again)
		c := b.article("en", "bridge")
		sib, err := b.shelf.Siblings(b.Context(), c.Story)
		if err != nil || len(sib) != 2 || b.article("en", "another-bridge").Story == c.Story {
			b.Errorf("siblings %+v, %v", sib, err)
		}
		if n := b.count(`SELECT count(*) FROM topic`); n != 1 || c.Topics[0].Name != "River" {
			b.Errorf("%d topics, %+v", n, c.Topics)
		}
		b.bring(transfer.Summary{Unchanged: 3}, nil, en, ru, again)
	})
}

func TestMissingEditionIsAddedLater(t *testing.T) {
	each(t, func(b *bed) {
		ka := record("k1", "ხიდი", "<p>ერთი ორი.</p>")
		ka.Lang = "ka"
		b.bring(transfer.Summary{Stories: 1, Texts: 1, Partly: 1}, []string{"partly no_edition k1"}, ka)
		b.bring(transfer.Summary{Unchanged: 1}, nil, ka)
		b.edition("ka")
		b.im.Langs = append(b.im.Langs, "ka")
		b.bring(transfer.Summary{Renewed: 1}, nil, ka)
		cards, _, err := b.shelf.List(b.Context(), edition.Filter{Lang: "ka"}, edition.Cursor{}, 10)
		if err != nil || len(cards) != 1 || !cards[0].Published.Equal(ka.Date) || b.old(ka.Addresses[0]) != "/ka/"+cards[0].Slug+"/" {
			b.Errorf("published %+v, %v; the old address leads to %s", cards, err, b.old(ka.Addresses[0]))
		}
		ka.HTML = "<p>ერთი სამი.</p>"
		b.bring(transfer.Summary{Renewed: 1}, nil, ka)
		if n := b.count(`SELECT count(*) FROM story_conflict`); n != 0 {
			b.Errorf("%d conflicts", n)
		}
	})
}

// held holds one headline, and nobody can lift it.
type held string

func (held) Name() string { return "held" }
func (h held) Hold(_ context.Context, _ *db.Tx, _ story.Story, t story.Text) ([]edition.Held, error) {
	if t.Headline == string(h) {
		return []edition.Held{{Gate: "held", Key: "k"}}, nil
	}
	return nil, nil
}

func TestBadRecordSpoilsNoOther(t *testing.T) {
	const n = 150
	each(t, func(b *bed) {
		b.pub.Gates = append(b.pub.Gates, held("Text 40"))
		var records []transfer.Record
		for i := range n {
			r := record(fmt.Sprint("k", i), fmt.Sprintf("Text %d", i), "<p>x</p>")
			r.Section = &transfer.Term{Key: fmt.Sprintf("c%d", i%7), Name: fmt.Sprintf("Section %d", i%7)}
			r.Topics = []transfer.Term{{Key: fmt.Sprintf("t%d", i), Name: fmt.Sprintf("Topic %d", i)}}
			records = append(records, r)
		}
		records[60].Headline, records[60].HTML = "", " <p> </p>"
		records[61].Date = time.Date(20_000, 1, 1, 0, 0, 0, 0, time.UTC)
		records[62].HTML = "<p>" + strings.Repeat("a", body.MaxBlockText+1) + "</p>"
		// What making a text finds is told when it is met; what writing it finds, with its batch.
		b.bring(transfer.Summary{Stories: n - 4, Texts: n - 4, Lost: 4},
			[]string{"lost empty k60", "lost unreadable k61", "lost body_refused k62", "lost refused k40"}, records...)
		cards, _, err := b.shelf.List(b.Context(), edition.Filter{Lang: "en"}, edition.Cursor{}, 1000)
		if err != nil || len(cards) != n-4 {
			b.Errorf("%d copies, %v", len(cards), err)
		}
		if got := b.count(`SELECT count(*) FROM story`); got != n-4 {
			b.Errorf("%d stories: a lost record left something", got)
		}
		// Mended, it comes in with the next run.
		b.pub.Gates = b.pub.Gates[:len(b.pub.Gates)-1]
		b.problems = nil
		if got, err := b.im.Import(b.Context(), archive{records: records}); err != nil || got.Stories != 1 || got.Unchanged != n-4 || got.Lost != 3 {
			b.Errorf("the next run: %+v, %v", got, err)
		}
		b.article("en", "text-40")
	})
}

// What no database keeps, and names longer than an index holds.
func TestHostileRecord(t *testing.T) {
	each(t, func(b *bed) {
		long := strings.Repeat("ժ", 5000)
		r := record("k\x001\xff"+long, "Head\x00line", "<p>a\x00b</p>")
		r.Standfirst, r.Group = "s\x00t", "g\x00"+long
		r.Bylines = []transfer.Byline{{Key: "a\x00", Name: "Anna\x00\n Petrosyan", Email: "x\x00"}, {Key: long, Name: long}, {Name: "\x00"}}
		r.Section = &transfer.Term{Key: "c\x00" + long, Slug: "w\x00", Name: "War\x00 " + long}
		r.Topics = []transfer.Term{{Key: "t\x00" + long, Name: "Topic\x00\xff"}, {Key: "t2", Name: "🙂"}}
		r.Addresses = []string{"https://old.example/a%00b", "https://old.example/" + long, "::", "https://old.example/ok/"}
		section := record("k2", "Second", "<p>x</p>")
		section.Section = &transfer.Term{Key: "c2", Name: "🙂"}
		third := record("k3", "Third", "<p>x</p>")
		third.Section = &transfer.Term{Key: "c3", Name: "🙂🙂"}
		b.bring(transfer.Summary{Stories: 3, Texts: 3}, nil, r, section, third)
		c := b.article("en", "headline")
		if c.Headline != "Headline" || c.Stand != "st" || c.Bylines[0].Name != "Anna Petrosyan" || len(c.Bylines) != 2 || b.old("/ok") != "/en/headline/" {
			b.Errorf("the copy %+v; %s", c, b.old("/ok"))
		}
		b.bring(transfer.Summary{Unchanged: 3}, nil, r, section, third)
	})
}

func TestStoppedAndBegunAgain(t *testing.T) {
	const n = 400
	var records []transfer.Record
	for i := range n {
		r := record(fmt.Sprint("k", i), fmt.Sprintf("Text %d", i%50), "<p>x</p>")
		r.Group, r.Bylines = fmt.Sprint("g", i/2), []transfer.Byline{{Name: fmt.Sprint("Anna ", i%9)}}
		if i%2 == 1 {
			r.Lang = "ru"
		}
		records = append(records, r)
	}
	each(t, func(b *bed) {
		total := transfer.Summary{}
		for _, stop := range []int{70, 300, n + 1} {
			ctx, cancel := context.WithCancel(b.Context())
			got, err := b.im.Import(ctx, archive{records: records, each: func(i int) {
				if i == stop {
					cancel()
				}
			}})
			cancel()
			if stop < n && !errors.Is(err, context.Canceled) || stop > n && err != nil {
				b.Errorf("stopped at %d: %v", stop, err)
			}
			total.Stories += got.Stories
			total.Texts += got.Texts
		}
		if want := (transfer.Summary{Stories: n / 2, Texts: n}); total != want {
			b.Errorf("in all %+v, want %+v", total, want)
		}
		if got := b.count(`SELECT count(*) FROM story`); got != n/2 {
			b.Errorf("%d stories", got)
		}
		if got := b.count(`SELECT count(*) FROM person`); got != 9 {
			b.Errorf("%d people", got)
		}
		b.bring(transfer.Summary{Unchanged: n}, nil, records...)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := edition.Check(ctx, tx, func(id, detail string) { b.Errorf("%s: %s", id, detail) })
			return err
		})
	})
}

func TestPictures(t *testing.T) {
	each(t, func(b *bed) {
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO media (id, hash, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at)
				VALUES ('m1', 'beef', 'image/jpeg', 1000, 500, 9, 500, 500, 'a.jpg', '', '', '', 0)`)
			return err
		})
		b.im.Pictures = func(address string) (transfer.Found, error) {
			switch {
			case strings.HasSuffix(address, "/here.jpg"):
				return transfer.Found{Media: "m1", Alt: "A bridge"}, nil
			case strings.HasSuffix(address, "/broken.jpg"):
				return transfer.Found{}, errors.New("no picture at all")
			}
			return transfer.Found{}, transfer.ErrNoPicture
		}
		r := record("k1", "Bridge", `<p>One.</p><img src="/here.jpg"><img src="https://old.example/gone.jpg" alt="gone"><img src="https://old.example/broken.jpg">`)
		r.Lead = &transfer.Picture{URL: "https://old.example/here.jpg", Caption: "The <em>bridge</em>", Credit: "Anna"}
		lost := record("k2", "Second", "<p>x</p>")
		lost.Lead = &transfer.Picture{URL: "https://old.example/gone.jpg"}
		b.bring(transfer.Summary{Stories: 2, Texts: 2, Partly: 3}, []string{"partly missing_media k1", "partly bad_media k1", "partly missing_media k2"}, r, lost)
		c := b.article("en", "bridge")
		want := &edition.Picture{Hash: "beef", Width: 1000, Height: 500, FocalX: 500, FocalY: 500, Alt: "A bridge", Caption: "The bridge", Credit: "Anna"}
		if !reflect.DeepEqual(c.Picture, want) || strings.Count(c.HTML, "/media/beef/") == 0 {
			b.Errorf("lead %+v, %s", c.Picture, c.HTML)
		}
		if strings.Contains(c.HTML, `src="http`) {
			b.Errorf("the page loads from elsewhere: %s", c.HTML)
		}
		if c := b.article("en", "second"); c.Picture != nil {
			b.Errorf("lead %+v", c.Picture)
		}
		b.im.Pictures = nil // pictures are not wanted
		b.bring(transfer.Summary{Stories: 1, Texts: 1, Partly: 1}, []string{"partly missing_media k3"},
			record("k3", "Third", `<p>x</p><img src="https://old.example/here.jpg">`))
		// Wanted later, they come in though nothing of the record changed.
		b.im.Pictures = func(string) (transfer.Found, error) { return transfer.Found{Media: "m1"}, nil }
		for _, want := range []transfer.Summary{{Renewed: 1}, {Unchanged: 1}} {
			b.bring(want, nil, record("k3", "Third", `<p>x</p><img src="https://old.example/here.jpg">`))
			if c := b.article("en", "third"); !strings.Contains(c.HTML, `src="/media/beef/`) {
				b.Errorf("the picture is not there: %s", c.HTML)
			}
		}
	})
}

func TestOldListsLeadOn(t *testing.T) {
	each(t, func(b *bed) {
		var staff people.Person
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			staff, err = people.Add(ctx, tx, people.Person{Name: "Vova V.", Email: "vova@old.example"})
			return err
		})
		article := record("k0", "War", "<p>x</p>") // has the slug that the section would like
		r := record("k1", "Bridge", "<p>x</p>")
		r.Section = &transfer.Term{Key: "category war", Slug: "war-news", Name: "War"}
		r.Topics = []transfer.Term{{Key: "tag river", Slug: "the-river", Name: "River"}}
		r.Bylines = []transfer.Byline{{Key: "anna-p", Name: "Anna P."}, {Key: "vova", Name: "Vladimir", Email: "Vova@old.example"}}
		ru := record("k2", "Мост", "<p>ы</p>")
		ru.Lang, ru.Section = "ru", &transfer.Term{Key: "category war", Slug: "voina", Name: "Поиск"}
		b.bring(transfer.Summary{Stories: 3, Texts: 3}, nil, article, r, ru)
		for address, want := range map[string]string{
			"https://old.example/category/war-news/":    "/en/war-2/",
			"https://old.example/en/category/war-news/": "/en/war-2/",
			"https://old.example/category/voina":        "/ru/poisk/",
			"https://old.example/tag/the-river/":        "/en/topic/river/",
			"https://old.example/author/anna-p/":        "/en/by/anna-p/",
			"https://old.example/author/vova/":          "/en/by/" + staff.Slug + "/",
			"https://old.example/2021/k1/":              "/en/bridge/",
			"https://old.example/author/nobody/":        "not found",
		} {
			if got := b.old(address); got != want {
				b.Errorf("%s leads to %s, want %s", address, got, want)
			}
		}
		if s, ok := b.out.Profile().SectionBySlug("en", "war-2"); !ok || s.ID != b.article("en", "bridge").Section {
			b.Errorf("section %+v", s)
		}
		if _, ok := b.out.Profile().SectionBySlug("en", "war"); ok {
			b.Error("the section hides an article")
		}
		if n := b.count(`SELECT count(*) FROM person`); n != 2 {
			b.Errorf("%d people", n)
		}
	})
}

func TestHeads(t *testing.T) {
	each(t, func(b *bed) {
		r := record("k1", "", "<p>The first words of the text stand for a headline.</p>")
		long := record("k2", strings.Repeat("word ", 200), "<p>x</p>")
		b.bring(transfer.Summary{Stories: 2, Texts: 2, Partly: 2}, []string{"partly no_headline k1", "partly headline_long k2"}, r, long)
		cards, _, err := b.shelf.List(b.Context(), edition.Filter{Lang: "en"}, edition.Cursor{}, 10)
		if err != nil || len(cards) != 2 {
			b.Fatal(cards, err)
		}
		for _, c := range cards {
			if strings.HasPrefix(c.Headline, "word") {
				if got := b.words(&edition.Copy{Card: c}); strings.Count(got, "word") != 200 || !strings.HasSuffix(got, "| x") {
					b.Errorf("the whole headline is not in the text: %q", got)
				}
			} else if c.Headline != "The first words of the text stand for a headline." {
				b.Errorf("headline %q", c.Headline)
			}
		}
	})
}

func TestProgressIsTold(t *testing.T) {
	each(t, func(b *bed) {
		var last transfer.Progress
		b.im.Progress = func(p transfer.Progress) {
			b.mu.Lock()
			defer b.mu.Unlock()
			last = p
		}
		if _, err := b.im.Import(b.Context(), archive{records: []transfer.Record{record("k1", "A", "<p>x</p>"), record("k2", "B", "<p>x</p>")}}); err != nil {
			b.Fatal(err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if want := (transfer.Progress{Bytes: 2, Records: 2, Summary: transfer.Summary{Stories: 2, Texts: 2}}); last != want {
			b.Errorf("told %+v, want %+v", last, want)
		}
	})
}

func (topicNames) Dossier(context.Context, *db.Tx, string, lang.Tag) (edition.Dossier, error) {
	return edition.Dossier{}, nil
}
