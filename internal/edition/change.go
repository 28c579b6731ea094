package edition

import (
	"context"
	"sort"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Channel is the name under which PostgreSQL tells nodes that something changed.
const Channel = "masthead_change"

// The tags of pages. A page carries the tag of everything it shows; a change names
// the tags of everything it touches.

// StoryTag is on every page that shows a story, in whatever edition.
func StoryTag(story string) string { return "story:" + story }

// EditionTag is on every page of an edition.
func EditionTag(l lang.Tag) string { return "edition:" + string(l) }

// LatestTag is on pages that list an edition's newest articles, the front among them.
func LatestTag(l lang.Tag) string { return "latest:" + string(l) }

// SectionTag is on pages that list a section.
func SectionTag(section string, l lang.Tag) string { return "section:" + section + ":" + string(l) }

// TopicTag is on pages that list a topic.
func TopicTag(topic string, l lang.Tag) string { return "topic:" + topic + ":" + string(l) }

// PersonTag is on pages that list a person's work.
func PersonTag(person string, l lang.Tag) string { return "person:" + person + ":" + string(l) }

// FrontTag is on an edition's front.
func FrontTag(l lang.Tag) string { return "front:" + string(l) }

// CorrectionsTag is on pages that list an edition's corrections.
func CorrectionsTag(l lang.Tag) string { return "corrections:" + string(l) }

// MostReadTag is on pages that show what an edition's readers read most.
func MostReadTag(l lang.Tag) string { return "mostread:" + string(l) }

// OutletTag is on every page: the outlet's own settings changed.
const OutletTag = "outlet"

// WithdrawnTag is in a change that took something back: what the other tags name must
// not be shown again, not even for want of something newer.
const WithdrawnTag = "withdrawn"

// maxTags bounds a change's line; a larger one says that whole editions changed.
const maxTags = 400

func (b *Batch) tagCopy(l lang.Tag, story, section string, topics, people []string) {
	b.tags[StoryTag(story)] = true
	b.tags[LatestTag(l)] = true
	if section != "" {
		b.tags[SectionTag(section, l)] = true
	}
	for _, t := range topics {
		b.tags[TopicTag(t, l)] = true
	}
	for _, p := range people {
		b.tags[PersonTag(p, l)] = true
	}
}

// close writes the batch's line, last of all, so that the lock on the sequence is
// held for as short as can be.
func (b *Batch) close(ctx context.Context) error {
	if len(b.tags) == 0 {
		return nil
	}
	if err := addMonths(ctx, b.Tx, b.months); err != nil {
		return err
	}
	if err := b.search.write(ctx, b.Tx); err != nil {
		return err
	}
	tags := make([]string, 0, len(b.tags))
	for t := range b.tags {
		tags = append(tags, t)
	}
	if len(tags) > maxTags {
		tags = []string{OutletTag}
	}
	sort.Strings(tags)
	if _, err := addChange(ctx, b.Tx, tags); err != nil {
		return err
	}
	return b.Tx.Notify(ctx, Channel)
}

// MostReadChanged says, in the transaction in which it changed, that the order of what
// some editions' readers read most is another. Nodes drop the pages that show it. The
// transaction should end soon after: it holds the lock on the sequence.
func MostReadChanged(ctx context.Context, tx *db.Tx, editions []lang.Tag) error {
	if len(editions) == 0 {
		return nil
	}
	tags := make([]string, len(editions))
	for i, l := range editions {
		tags[i] = MostReadTag(l)
	}
	sort.Strings(tags)
	if _, err := addChange(ctx, tx, tags); err != nil {
		return err
	}
	return tx.Notify(ctx, Channel)
}

// Pause is how long a follower waits when nobody wakes it: the bound on how late a
// node learns of a change whose notice was lost.
const Pause = 100 * time.Millisecond

// Follow calls drop with the tags of every change after a number, in order, until
// the context ends. When changes are missing from the sequence it drops everything,
// by OutletTag. Wake makes it look at once. Failures to read are told to failed and
// tried again.
func (s *Shelf) Follow(ctx context.Context, from int64, wake <-chan struct{}, drop func(tags []string), failed func(error)) error {
	seen := from
	for {
		changes, err := s.Changes(ctx, seen, 500)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		for _, c := range changes {
			if c.Seq != seen+1 {
				drop([]string{OutletTag})
			}
			drop(c.Tags)
			seen = c.Seq
		}
		if len(changes) == 500 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-wake:
		case <-time.After(Pause):
		}
	}
}
