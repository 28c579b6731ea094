package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Draft makes the copy that would be published of a text, as if at a moment, and keeps
// nothing of it: readers never see it, and no list knows of it.
func (p *Publisher) Draft(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, at time.Time) (c Copy, err error) {
	defer fault.Wrap(&err, "drafting %s in %s", storyID, l)
	s, err := story.Find(ctx, tx, storyID)
	if err != nil {
		return c, err
	}
	t, err := story.Newest(ctx, tx, storyID, l)
	if err != nil {
		return c, err
	}
	before, err := copyHead(ctx, tx, storyID, l)
	if err != nil {
		return c, err
	}
	b := &Batch{p: p, Tx: tx, profile: p.Outlet.Profile()}
	if c, _, err = b.makeCopy(ctx, s, t); err != nil {
		return c, err
	}
	c.Slug = wishedSlug(s, t)
	c.Published, c.Updated = times(Order{Date: at}, before, at)
	return c, nil
}

// Preview is a link by which somebody without sign-in sees one text before it is
// published.
type Preview struct {
	ID      string // names it to those who take it back
	Story   string
	Lang    lang.Tag
	By      string // who made it
	Made    time.Time
	Expires time.Time
}

// How long a preview's link leads anywhere, and how many of them a text can have.
const (
	PreviewLife = 72 * time.Hour
	maxPreviews = 20
)

// MakePreview makes a link's secret for one text. Only its hash is kept; it ends by
// itself, when the text is published, and when it is taken back.
func MakePreview(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, by string) (secret string, p Preview, err error) {
	if err := story.Hold(ctx, tx, storyID, l); err != nil {
		return "", p, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", p, err
	}
	if err := dropExpired(ctx, tx, storyID, l, now); err != nil {
		return "", p, err
	}
	there, err := Previews(ctx, tx, storyID, l)
	if err != nil {
		return "", p, err
	}
	if len(there) >= maxPreviews {
		return "", p, fault.New(fault.Conflict, "edition.previews_full").With("max", maxPreviews)
	}
	s := people.NewSecret()
	p = Preview{ID: id.New(now), Story: storyID, Lang: l, By: by, Made: now, Expires: now.Add(PreviewLife)}
	return s.Text, p, putPreview(ctx, tx, s.Hash, p)
}

// maxSecret bounds what is hashed to look a secret up.
const maxSecret = 100

// FindPreview gives the text that a secret leads to. NotFound for one that is wrong,
// has ended or was taken back: they cannot be told apart.
func FindPreview(ctx context.Context, tx *db.Tx, secret string) (Preview, error) {
	if len(secret) > maxSecret {
		return Preview{}, fault.New(fault.NotFound, "edition.no_preview")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Preview{}, err
	}
	return findPreview(ctx, tx, people.HashSecret(secret), now)
}

// DropPreview takes back one preview of a text, or all with the id "".
func DropPreview(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, id string) error {
	return dropPreviews(ctx, tx, storyID, l, id)
}
