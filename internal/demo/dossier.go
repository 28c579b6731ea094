package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/people"
	"masthead/internal/readership"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// Dossier is what is told of a topic beside its stories.
type Dossier struct {
	Topic  string // its key
	Intro  Names
	Actors []Actor
	Events []Event
}

// Actor is a person or an organisation of a topic.
type Actor struct{ Names, Lines Names }

// Event is something that happened, and how long before the planting.
type Event struct {
	Age     age
	Clock   clock // instead of an age: the hour before its story's last word
	Timed   bool  // the hour is told too
	Place   string
	Story   string // key of the story that tells it, or empty
	Says    Names
	Sources []string // names
}

func (g *gardener) dossiers(ctx context.Context, b *edition.Batch) error {
	for _, d := range g.newsroom.Dossiers {
		if err := g.dossier(ctx, b, d); err != nil {
			return fmt.Errorf("dossier %s: %w", d.Topic, err)
		}
	}
	return nil
}

func (g *gardener) dossier(ctx context.Context, b *edition.Batch, d Dossier) error {
	id, err := g.id("topic", d.Topic)
	if err != nil {
		return err
	}
	for l, intro := range d.Intro {
		if err := topic.SetIntro(ctx, b.Tx, id, l, intro); err != nil {
			return err
		}
	}
	var actors []topic.Actor
	for _, a := range d.Actors {
		actor := topic.Actor{}
		for l, name := range a.Names {
			actor[l] = topic.ActorLine{Name: name, Line: a.Lines[l]}
		}
		actors = append(actors, actor)
	}
	if err := topic.SetActors(ctx, b.Tx, id, actors); err != nil {
		return err
	}
	for _, e := range d.Events {
		if err := g.event(ctx, b, id, e); err != nil {
			return err
		}
	}
	return b.PublishTopic(ctx, id)
}

func (g *gardener) event(ctx context.Context, b *edition.Batch, topicID string, e Event) error {
	storyID, err := g.id("story", e.Story)
	if err != nil {
		return err
	}
	var sources []topic.Source
	for _, name := range e.Sources {
		sources = append(sources, topic.Source{Name: name})
	}
	_, err = topic.SaveEvent(ctx, b.Tx, topic.Event{
		Topic: topicID, At: g.newsroom.At(e, g.now), Timed: e.Timed, Place: e.Place, Story: storyID, Sentences: e.Says, Sources: sources,
	})
	return err
}

// answers pairs the stories that answer each other, and keeps corrections. It comes
// after all stories are there.
func (g *gardener) answers(ctx context.Context, b *edition.Batch) error {
	for _, s := range g.newsroom.Stories {
		id, err := g.id("story", s.Key)
		if err != nil {
			return err
		}
		var others []string
		for _, key := range s.OtherSide {
			other, err := g.id("story", key)
			if err != nil {
				return err
			}
			others = append(others, other)
		}
		if len(others) > 0 {
			if err := b.SetOtherSide(ctx, id, others); err != nil {
				return err
			}
		}
		for _, c := range s.Corrections {
			if err := b.Correct(ctx, story.Correction{Story: id, At: g.ago(c.Age), Texts: c.Says}); err != nil {
				return err
			}
		}
	}
	return nil
}

// fashion is how much of a story's readers each edition has, in hundredths: no two
// editions read alike.
var fashion = []int{100, 85, 110, 90, 120}

// readings makes the lists of the most read: each story's readers come in over the
// hours since it was published, most of them early.
func (g *gardener) readings(ctx context.Context, b *edition.Batch) error {
	var rows []readership.Seeded
	for _, s := range g.newsroom.Stories {
		id, err := g.id("story", s.Key)
		if err != nil {
			return err
		}
		published, _ := s.Times(g.now)
		hours := min(int(g.now.Sub(published).Hours()), 23)
		for _, t := range s.Texts {
			i := slices.IndexFunc(g.newsroom.Editions, func(e Edition) bool { return e.Lang == t.Lang })
			left := s.Readers * fashion[(i+len(s.Key))%len(fashion)] / 100
			for ago := hours; ago >= 0 && left > 0; ago-- {
				now := max(left/4, 1)
				rows = append(rows, readership.Seeded{Lang: t.Lang, Story: id, Ago: ago, Readers: now})
				left -= now
			}
		}
	}
	return readership.Seed(ctx, b.Tx, g.now, rows)
}

// ago is the moment that was a length of time before the planting.
func (g *gardener) ago(a age) time.Time { return g.now.Add(-time.Duration(a)) }

// titles are what each role is called, by language.
func (n *Newsroom) titles() map[people.Role]Names {
	out := map[people.Role]Names{}
	for _, t := range n.Titles {
		out[t.Role] = t.Names
	}
	return out
}
