package edition_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
	"masthead/internal/topic"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is an outlet with the editions en, ru and hy, a section "politics", and a clock
// that stands at noon.
type bed struct {
	*testing.T
	db      *db.DB
	clock   *clock.Fake
	pub     *edition.Publisher
	shelf   *edition.Shelf
	section string
}

// each runs f on both engines.
func each(t *testing.T, f func(b *bed)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(newBed(t, engine)) })
	}
}

func newBed(t *testing.T, engine db.Engine) *bed {
	fake := clock.NewFake(noon)
	d := dbtest.Open(t, dbtest.Address(t, engine), fake.Now)
	b := &bed{T: t, db: d, clock: fake, shelf: edition.NewShelf(d)}
	o := outlet.New(d)
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford"}); err != nil {
			return err
		}
		for i, l := range []lang.Tag{"en", "ru", "hy"} {
			if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l, Position: i}); err != nil {
				return err
			}
		}
		if b.section, err = outlet.EnsureSection(ctx, tx, "politics"); err != nil {
			return err
		}
		for l, slug := range map[lang.Tag]string{"en": "politics", "ru": "politika"} {
			if _, err := outlet.NameSection(ctx, tx, b.section, l, outlet.SectionName{Slug: slug, Name: slug}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := o.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.pub = &edition.Publisher{
		DB: d, Outlet: o, Topics: topicNames{}, Gates: edition.Gates(),
		Render: edition.Renderer{Words: func(lang.Tag) body.RenderWords { return body.RenderWords{} }, Formats: []string{"webp"}},
	}
	return b
}

// topicNames joins editions to topics, as the program does.
type topicNames struct{}

func (topicNames) NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) (list []edition.TopicAt, err error) {
	names, found, err := topic.NamesIn(ctx, tx, ids, l)
	for i := range found {
		list = append(list, edition.TopicAt{ID: found[i], Slug: names[i].Slug, Name: names[i].Name})
	}
	return list, err
}

func (topicNames) Dossier(ctx context.Context, tx *db.Tx, id string, l lang.Tag) (d edition.Dossier, err error) {
	if d.Intro, err = topic.Intro(ctx, tx, id, l); err != nil {
		return d, err
	}
	events, err := topic.EventsIn(ctx, tx, id, l)
	for _, e := range events {
		told := edition.Event{ID: e.ID, At: e.At, Timed: e.Timed, Place: e.Place, Sentence: e.Sentences[l], Story: e.Story}
		for _, s := range e.Sources {
			told.Sources = append(told.Sources, edition.Source(s))
		}
		d.Events = append(d.Events, told)
	}
	return d, err
}

func (b *bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

// story makes a story with nothing said of it but its kind.
func (b *bed) story(more ...func(*story.Story)) (id string) {
	b.Helper()
	s := story.Story{Kind: story.News, Original: "en"}
	for _, f := range more {
		f(&s)
	}
	b.write(func(ctx context.Context, tx *db.Tx) error {
		made, err := story.Create(ctx, tx, s)
		id = made.ID
		return err
	})
	return id
}

func inSection(b *bed) func(*story.Story)       { return func(s *story.Story) { s.Section = b.section } }
func about(topics ...string) func(*story.Story) { return func(s *story.Story) { s.Topics = topics } }
func by(people ...string) func(*story.Story) {
	return func(s *story.Story) {
		for _, p := range people {
			s.People = append(s.People, story.Credit{Person: p, Part: story.Author})
		}
	}
}

// topic makes a topic with a name in each language given: "en:War".
func (b *bed) topic(names ...string) (id string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if id, err = topic.Ensure(ctx, tx, strings.Join(names, " ")); err != nil {
			return err
		}
		for _, n := range names {
			l, name, _ := strings.Cut(n, ":")
			if err := b.nameTopic(ctx, tx, id, lang.Tag(l), name); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

func (b *bed) nameTopic(ctx context.Context, tx *db.Tx, id string, l lang.Tag, name string) error {
	_, err := topic.SetName(ctx, tx, id, l, topic.Name{Slug: lang.Slug(name, l), Name: name})
	return err
}

// save saves a text over its newest revision.
func (b *bed) save(id string, l lang.Tag, headline string, more ...func(*story.Save)) (rev int) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		s := story.Save{Story: id, Lang: l, Headline: headline, Body: para("The words of " + headline)}
		if now, err := story.Newest(ctx, tx, id, l); err == nil {
			s.BaseRev, s.Slug = now.Rev, now.Slug
		}
		for _, f := range more {
			f(&s)
		}
		saved, err := story.SaveText(ctx, tx, s)
		rev = saved.Rev
		return err
	})
	return rev
}

func slug(s string) func(*story.Save) { return func(save *story.Save) { save.Slug = s } }

func para(text string) *body.Doc {
	return &body.Doc{Blocks: []body.Block{{ID: "00000000000000aa", Type: body.Paragraph, Text: []body.Span{{Text: text}}}}}
}

// publish publishes, now or by a schedule, and must succeed.
func (b *bed) publish(id string, l lang.Tag, more ...func(*edition.Order)) edition.Published {
	b.Helper()
	out, err := b.pub.Publish(b.Context(), order(id, l, more...))
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func order(id string, l lang.Tag, more ...func(*edition.Order)) edition.Order {
	o := edition.Order{Story: id, Lang: l}
	for _, f := range more {
		f(&o)
	}
	return o
}

func at(t time.Time) func(*edition.Order) { return func(o *edition.Order) { o.At = t } }

// live saves a text with a headline and publishes it.
func (b *bed) live(headline string, more ...func(*story.Story)) (id string) {
	b.Helper()
	id = b.story(more...)
	b.save(id, "en", headline)
	b.publish(id, "en")
	return id
}

func (b *bed) withdraw(id string, l lang.Tag, reason string) {
	b.Helper()
	if err := b.pub.Withdraw(b.Context(), id, l, reason); err != nil {
		b.Fatal(err)
	}
}

// at says in a line what stands at an address.
func (b *bed) at(l lang.Tag, slug string) string {
	b.Helper()
	f, err := b.shelf.Article(b.Context(), l, slug)
	switch {
	case err != nil:
		return "nothing"
	case f.Copy != nil && f.MovedTo == "" && f.Withdrawn == nil:
		return f.Copy.Story
	case f.MovedTo != "" && f.Copy == nil && f.Withdrawn == nil:
		return "moved to " + f.MovedTo
	case f.Withdrawn != nil && f.Copy == nil && f.MovedTo == "":
		return "withdrawn: " + f.Withdrawn.Reason
	}
	return fmt.Sprintf("not one thing: %+v", f)
}

// list gives the stories of a whole list, newest first, read in pages of n.
func (b *bed) list(f edition.Filter, n int) (stories []string) {
	b.Helper()
	for after, pages := (edition.Cursor{}), 0; ; pages++ {
		cards, next, err := b.shelf.List(b.Context(), f, after, n)
		if err != nil || pages > 2000 {
			b.Fatal(pages, err)
		}
		for _, c := range cards {
			stories = append(stories, c.Story)
		}
		if after = next; after == (edition.Cursor{}) {
			return stories
		}
	}
}

// sound looks for damage in what the edition keeps.
func (b *bed) sound() {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := edition.Check(ctx, tx, func(id, detail string) { b.Errorf("%s: %s", id, detail) })
		return err
	})
}

func (b *bed) changes(after int64) []edition.Change {
	b.Helper()
	all, err := b.shelf.Changes(b.Context(), after, 10_000)
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func (b *bed) count(query string) (n int) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error { return tx.Row(ctx, query, nil, &n) })
	return n
}

func asJSON(v any) string {
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

func setTopics(id string, topics []string) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error { return story.SetTopics(ctx, tx, id, topics) }
}

// addEdition gives the outlet an edition more.
func (b *bed) addEdition(l lang.Tag) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l, Position: 9})
	})
	if err := b.pub.Outlet.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
}
