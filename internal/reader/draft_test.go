package reader_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/reader"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// joinedTopics joins editions to topics, as the program does.
type joinedTopics struct{}

func (joinedTopics) NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) (list []edition.TopicAt, err error) {
	names, found, err := topic.NamesIn(ctx, tx, ids, l)
	for i := range found {
		list = append(list, edition.TopicAt{ID: found[i], Slug: names[i].Slug, Name: names[i].Name})
	}
	return list, err
}

func (joinedTopics) Dossier(ctx context.Context, tx *db.Tx, id string, l lang.Tag) (d edition.Dossier, err error) {
	events, err := topic.EventsIn(ctx, tx, id, l)
	for _, e := range events {
		d.Events = append(d.Events, edition.Event{ID: e.ID, At: e.At, Sentence: e.Sentences[l], Story: e.Story})
	}
	return d, err
}

// newsdesk is an outlet with one edition, whose site is asked as readers ask it.
type newsdesk struct {
	*testing.T
	db    *db.DB
	pub   *edition.Publisher
	topic string
}

func openDesk(t *testing.T, d *db.DB) (n *newsdesk, all func() string) {
	n = &newsdesk{T: t, db: d}
	out := outlet.New(d)
	n.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford", URL: "https://crossroads.example"}); err != nil {
			return err
		}
		if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: "en", Title: "Ford"}); err != nil {
			return err
		}
		if n.topic, err = topic.Ensure(ctx, tx, "rail"); err != nil {
			return err
		}
		_, err = topic.SetName(ctx, tx, n.topic, "en", topic.Name{Slug: "rail", Name: "Rail"})
		return err
	})
	if err := out.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.pub = &edition.Publisher{DB: d, Outlet: out, Topics: joinedTopics{}, Render: edition.Renderer{Words: func(lang.Tag) (none body.RenderWords) { return none }}}
	site := openSite(t, out.Profile(), edition.NewShelf(d), nil)
	pages := []string{"", "shown/", "other-shown/", "latest/", "topic/", "topic/rail/", "by/", "corrections/", "about/", "no-such-page/", "canary/", "feed.xml"}
	return n, func() string {
		var all strings.Builder
		for _, page := range pages {
			all.WriteString("\n" + get(site, "/en/"+page).Body.String())
		}
		return all.String()
	}
}

func (n *newsdesk) write(f func(context.Context, *db.Tx) error) {
	n.Helper()
	if err := n.db.Write(n.Context(), func(tx *db.Tx) error { return f(n.Context(), tx) }); err != nil {
		n.Fatal(err)
	}
}

func (n *newsdesk) story(kind story.Kind, headline string) (id string) {
	n.write(func(ctx context.Context, tx *db.Tx) error {
		s, err := story.Create(ctx, tx, story.Story{Kind: kind, Original: "en", Viewpoint: "baku", Topics: []string{n.topic}})
		if err != nil {
			return err
		}
		id = s.ID
		doc := body.Doc{Blocks: []body.Block{{ID: "0000000000000001", Type: body.Paragraph, Text: []body.Span{{Text: "Body of " + headline}}}}}
		_, err = story.SaveText(ctx, tx, story.Save{Story: id, Lang: "en", OpID: headline, Headline: headline, Body: &doc})
		return err
	})
	return id
}

func (n *newsdesk) publish(id string) {
	n.Helper()
	if _, err := n.pub.Publish(n.Context(), edition.Order{Story: id, Lang: "en", Date: noon.Add(-time.Hour)}); err != nil {
		n.Fatal(err)
	}
}

// Whatever is arranged around a draft, an answer, a pin, a breaking line, an event or a
// correction, tells nothing of it until it is published, and nothing once it is
// withdrawn.
func TestNothingAroundADraftTellsOfIt(t *testing.T) {
	dbtest.EachAt(t, func() time.Time { return noon }, func(t *testing.T, d *db.DB) {
		n, all := openDesk(t, d)
		shown, answer := n.story(story.Opinion, "Shown"), n.story(story.Opinion, "Other shown")
		n.publish(shown)
		n.publish(answer)
		draft := n.story(story.Opinion, "Canary")
		err := n.pub.Write(t.Context(), func(b *edition.Batch) error {
			ctx := t.Context()
			if err := b.SetOtherSide(ctx, shown, []string{draft, answer}); err != nil {
				return err
			}
			if err := b.Correct(ctx, story.Correction{Story: draft, Texts: map[lang.Tag]string{"en": "Canary correction"}}); err != nil {
				return err
			}
			for i, s := range []string{draft, shown, answer} {
				e := topic.Event{Topic: n.topic, At: noon.AddDate(0, 0, -i), Story: s, Sentences: map[lang.Tag]string{"en": "It happened."}}
				if _, err := topic.SaveEvent(ctx, b.Tx, e); err != nil {
					return err
				}
			}
			if err := b.PublishTopic(ctx, n.topic); err != nil {
				return err
			}
			_, err := b.ArrangeFront(ctx, "en", edition.Front{
				Pins:     []edition.Pin{{Slot: edition.LeadSlot, Story: draft}, {Slot: edition.OpinionSlot, Story: shown}},
				Breaking: &edition.Breaking{Text: "Canary breaks", Story: draft},
			}, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		clean := func(when string) {
			t.Helper()
			seen := all()
			if i := strings.Index(strings.ToLower(seen), "canary"); i >= 0 {
				t.Errorf("%s it is told of: …%s…", when, seen[max(0, i-400):min(len(seen), i+100)])
			}
			if strings.Count(seen, "It happened.") < 3 || !strings.Contains(seen, `class="pair"`) {
				t.Errorf("%s the pages lack what they should show: this test proves nothing", when)
			}
		}
		clean("before")
		n.publish(draft)
		seen := all()
		for _, want := range []string{"Canary breaks", "Canary correction", `class="across"`, "Body of Canary"} {
			if !strings.Contains(seen, want) {
				t.Errorf("published, the pages lack %q", want)
			}
		}
		if n := strings.Count(seen, "/en/canary/"); n < 12 {
			t.Errorf("published, it is seen %d times", n)
		}
		if err := n.pub.Withdraw(t.Context(), draft, "en", ""); err != nil {
			t.Fatal(err)
		}
		clean("withdrawn")
	})
}

// A pin and a breaking line fall away at their time, without anybody doing anything.
func TestFrontChangesByItself(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	var pinned *edition.Copy
	for i := range shelf.copies {
		if c := &shelf.copies[i]; c.Lang == "en" && c.Slug == "story-20" {
			pinned = c
		}
	}
	shelf.front = edition.Front{
		Pins:     []edition.Pin{{Slot: edition.LeadSlot, Story: pinned.Story, Until: noon.Add(time.Hour)}},
		Breaking: &edition.Breaking{Text: "The viaduct is open", URL: "/en/latest/", Until: noon.Add(2 * time.Hour)},
	}
	for _, c := range []struct {
		after          time.Duration
		lead, breaking bool
	}{{0, true, true}, {59 * time.Minute, true, true}, {time.Hour, false, true}, {2 * time.Hour, false, false}} {
		h := openSite(t, p, shelf, func(conf *reader.Config) { conf.Now = func() time.Time { return noon.Add(c.after) } })
		seen := get(h, "/en/").Body.String()
		_, lead, _ := strings.Cut(seen, `<div class="lead`)
		lead, _, _ = strings.Cut(lead, "</h2>")
		if got := strings.Contains(lead, "/en/story-20/"); got != c.lead {
			t.Errorf("after %s: leads %t", c.after, got)
		}
		if got := strings.Contains(seen, "The viaduct is open"); got != c.breaking {
			t.Errorf("after %s: breaking %t", c.after, got)
		}
	}
}
