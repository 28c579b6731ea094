package comment

import (
	"context"
	"slices"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Standing is a thread with the place at which its words stand now.
type Standing struct {
	Thread
	Place Place
}

// Threads lists what is said about a text, in the order of the text: the head, the
// blocks, then what is about all of it. Those that are settled are listed too if so asked.
func Threads(ctx context.Context, tx *db.Tx, t story.Text, settled bool) ([]Standing, error) {
	list, err := threads(ctx, tx, t.Story, t.Lang, settled)
	if err != nil {
		return nil, err
	}
	past := newPast(ctx, tx, t)
	out := make([]Standing, len(list))
	for i, one := range list {
		out[i] = Standing{one, Find(one.Anchor, t, past.since(one.Anchor.Rev))}
	}
	order := placesIn(t.Body)
	slices.SortStableFunc(out, func(a, b Standing) int {
		if d := rankOf(order, a) - rankOf(order, b); d != 0 {
			return d
		}
		return a.Place.Start - b.Place.Start
	})
	return out, past.err
}

// Notes lists the notes to the desk on a story, the oldest first.
func Notes(ctx context.Context, tx *db.Tx, storyID string, settled bool) ([]Thread, error) {
	return threads(ctx, tx, storyID, "", settled)
}

// Follow lets anchors go along with a text that was saved: those whose words went into
// another block are tied to that one. A saving's transaction calls it; where nothing is
// said about the text it costs one look.
func Follow(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) error {
	list, err := threads(ctx, tx, storyID, l, false)
	if err != nil || len(list) == 0 {
		return err
	}
	t, err := story.Newest(ctx, tx, storyID, l)
	if err != nil {
		return err
	}
	past := newPast(ctx, tx, t)
	for _, one := range list {
		now := one.Anchor.with(t, Find(one.Anchor, t, past.since(one.Anchor.Rev)))
		if now.Block == one.Anchor.Block && now.Start == one.Anchor.Start && now.ahead == one.Anchor.ahead && now.behind == one.Anchor.behind {
			continue
		}
		if err := moveThread(ctx, tx, one.ID, now); err != nil {
			return err
		}
	}
	return past.err
}

// Keeps names the revisions in which the words of open threads stood, to find them again,
// and those that suggestions which wait were made on (story.Keeper).
func Keeps(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (revs []int, err error) {
	return anchorRevs(ctx, tx, storyID, l)
}

// past knows how a text came from earlier revisions; each is compared once, when asked.
type past struct {
	ctx  context.Context
	tx   *db.Tx
	now  story.Text
	made map[int][]body.Lineage
	err  error
}

// maxPast bounds how many earlier revisions one look at a text is compared with.
const maxPast = 12

func newPast(ctx context.Context, tx *db.Tx, now story.Text) *past {
	return &past{ctx: ctx, tx: tx, now: now, made: map[int][]body.Lineage{}}
}

func noLineage() []body.Lineage { return nil }

func (p *past) since(rev int) func() []body.Lineage {
	return func() []body.Lineage {
		if rev == 0 || rev >= p.now.Rev || p.err != nil {
			return nil
		}
		if list, ok := p.made[rev]; ok || len(p.made) >= maxPast {
			return list
		}
		old, err := story.At(p.ctx, p.tx, p.now.Story, p.now.Lang, rev)
		switch {
		case fault.KindOf(err) == fault.NotFound: // thinned out
			p.made[rev] = nil
		case err != nil:
			p.err = err
		default:
			p.made[rev] = body.FindLineage(old.Body, p.now.Body)
		}
		return p.made[rev]
	}
}

func placesIn(doc body.Doc) map[string]int {
	order := map[string]int{Headline: 1, Standfirst: 2}
	for i := range doc.Blocks {
		order[doc.Blocks[i].ID] = i + 3
	}
	return order
}

// rankOf orders threads: those whose block is gone, and those about all, stand last.
func rankOf(order map[string]int, s Standing) int {
	if n := order[s.Place.Block]; n > 0 {
		return n
	}
	if s.Place.State == Gone {
		return len(order) + 3
	}
	return len(order) + 4
}
