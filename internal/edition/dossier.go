package edition

import (
	"context"
	"html"
	"slices"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Dossier is what makes a dossier of a topic, beside its name and its copies.
type Dossier struct {
	Intro  string // HTML
	Actors []Actor
	Events []Event // newest first
}

// Actor is a person or an organisation of a topic.
type Actor struct {
	Name string `json:"name"`
	Line string `json:"line,omitempty"`
}

// Event is something that happened, as an edition tells it.
type Event struct {
	ID       string
	At       time.Time // midnight in UTC where only the day is known
	Timed    bool      // the hour is known
	Place    string    // place key, or empty
	Sentence string
	Sources  []Source
	Story    string // id of the story that tells it, published in this edition or not
}

// Source is who says so.
type Source struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"` // absolute, or empty
}

// PublishTopic shows readers of every edition a topic's dossier as it is now.
func (p *Publisher) PublishTopic(ctx context.Context, topic string) error {
	return p.Write(ctx, func(b *Batch) error { return b.PublishTopic(ctx, topic) })
}

// PublishTopic is Publisher.PublishTopic within a batch.
func (b *Batch) PublishTopic(ctx context.Context, topic string) (err error) {
	defer fault.Wrap(&err, "publishing topic %s", topic)
	for _, e := range b.profile.Editions {
		d, err := b.p.Topics.Dossier(ctx, b.Tx, topic, e.Lang)
		if err != nil {
			return err
		}
		d.Intro = b.p.Render.HTML(d.Intro, e.Lang)
		if err := putDossier(ctx, b.Tx, e.Lang, topic, d); err != nil {
			return err
		}
		b.tags[TopicTag(topic, e.Lang)] = true
	}
	return nil
}

// RenameTopic shows readers a topic under its present names, where they see it.
func (b *Batch) RenameTopic(ctx context.Context, topic string) (err error) {
	defer fault.Wrap(&err, "renaming topic %s", topic)
	for _, e := range b.profile.Editions {
		names, err := b.p.Topics.NamesIn(ctx, b.Tx, []string{topic}, e.Lang)
		if err != nil {
			return err
		}
		if err := b.freeTopicSlugs(ctx, e.Lang, names); err != nil {
			return err
		}
		for _, n := range names {
			if err := renameTopic(ctx, b.Tx, e.Lang, n); err != nil {
				return err
			}
		}
		b.tags[TopicTag(topic, e.Lang)] = true
	}
	return nil
}

// HTML renders a short text that was written as HTML, or as plain lines, by the rules
// of bodies: whatever they do not know is taken out of it. It shows no pictures.
func (r Renderer) HTML(src string, l lang.Tag) string {
	if strings.TrimSpace(src) == "" {
		return ""
	}
	if !strings.Contains(src, "<") {
		src = paragraphs(src)
	}
	doc, _ := body.FromHTML(src, body.Options{Lang: string(l)})
	return body.Render(doc, body.RenderOptions{
		Lang: string(l), Words: r.Words(l), Media: func(string) (body.PictureInfo, bool) { return body.PictureInfo{}, false },
	})
}

// paragraphs makes HTML of plain text whose paragraphs are parted by empty lines.
func paragraphs(text string) string {
	var b strings.Builder
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + html.EscapeString(p) + "</p>")
		}
	}
	return b.String()
}

// SetOtherSide says which stories answer a story (story.SetOtherSide), for readers too.
func (b *Batch) SetOtherSide(ctx context.Context, storyID string, others []string) error {
	if err := story.SetOtherSide(ctx, b.Tx, storyID, others); err != nil {
		return err
	}
	s, err := story.Find(ctx, b.Tx, storyID)
	if err != nil {
		return err
	}
	return b.copyOtherSide(ctx, storyID, s.OtherSide)
}

// copyOtherSide brings readers' copy of a story's pairs up to date, and renews the
// pages on every side: a story that is published now appears on those that it answers.
func (b *Batch) copyOtherSide(ctx context.Context, storyID string, others []string) error {
	before, err := otherSide(ctx, b.Tx, storyID)
	if err != nil {
		return err
	}
	for _, one := range slices.Concat(before, others) {
		b.tags[StoryTag(one)] = true
	}
	if slices.Equal(before, others) {
		return nil
	}
	b.tags[StoryTag(storyID)] = true
	return putOtherSide(ctx, b.Tx, storyID, others)
}

// Correct keeps a correction and shows it on every live copy in whose language it is
// told. The copies stay as they are otherwise; their time of update moves.
func (b *Batch) Correct(ctx context.Context, c story.Correction) (err error) {
	defer fault.Wrap(&err, "correcting %s", c.Story)
	if c, err = story.Correct(ctx, b.Tx, c); err != nil {
		return err
	}
	langs := make([]lang.Tag, 0, len(c.Texts))
	for l := range c.Texts {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	for _, l := range langs {
		if err := b.showCorrections(ctx, c, l); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) showCorrections(ctx context.Context, c story.Correction, l lang.Tag) error {
	h, err := copyHead(ctx, b.Tx, c.Story, l)
	if err != nil || h.state != live {
		return err
	}
	list, err := b.corrections(ctx, c.Story, l)
	if err != nil {
		return err
	}
	if err := recorrect(ctx, b.Tx, c.Story, l, list, later(h.updated, kept(c.At))); err != nil {
		return err
	}
	b.tags[StoryTag(c.Story)], b.tags[CorrectionsTag(l)], b.tags[LatestTag(l)] = true, true, true
	return story.NameRevision(ctx, b.Tx, c.Story, l, h.rev, story.Corrected, c.By)
}
