package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Shown is announced within the transaction in which what readers have of a text
// changes: it was published, published anew, or withdrawn.
type Shown struct {
	Story     string
	Lang      lang.Tag
	Rev       int       // of the copy; 0: it was withdrawn
	First     bool      // readers had no copy of it before
	MadeFrom  lang.Tag  // empty for an original
	Published time.Time // when it was published first, as readers see it
}

// SetBehind says, or takes back, that readers of the text that a copy was made from are
// told something else by now. A copy that is not live is left as it is.
func (b *Batch) SetBehind(ctx context.Context, story string, l lang.Tag, behind bool) error {
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return err
	}
	at := int64(0)
	if behind {
		at = db.Millis(now)
	}
	changed, err := setBehind(ctx, b.Tx, story, l, at)
	if changed {
		b.tags[StoryTag(story)] = true
	}
	return err
}
