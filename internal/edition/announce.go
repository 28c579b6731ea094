package edition

import (
	"context"
	"slices"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
)

// The changes that are announced.
const (
	ChangePublished = "published"
	ChangeUpdated   = "updated"
	ChangeWithdrawn = "withdrawn"
)

// Announced is the job by which those outside learn that readers see something else.
// It is put in the transaction of the change, where somebody listens.
type Announced struct {
	Change string   `json:"change"` // published, updated, withdrawn
	Story  string   `json:"story"`
	Lang   lang.Tag `json:"lang"`
	Path   string   `json:"path"`            // of the article: "/en/the-bridge/"
	Lists  []string `json:"lists"`           // the pages with feeds that show it, or did: "/en/", "/en/topic/borders/"
	Quiet  bool     `json:"quiet,omitempty"` // a mend that readers are not told of
}

// Kind is the job's stable name.
func (Announced) Kind() string { return "edition.announced" }

// staleNews is how old a change may be that is still announced. What an archive brings
// in is older.
const staleNews = 48 * time.Hour

// announce puts the job for a change of a copy, if somebody listens and it is no part of
// an archive that is brought in.
func (b *Batch) announce(ctx context.Context, change string, o Order, before, after Card, now time.Time) error {
	if b.p.Heard == nil {
		return nil
	}
	if archived := later(o.Date, o.Changed); !archived.IsZero() && now.Sub(archived) > staleNews {
		return nil
	}
	if heard, err := b.p.Heard(ctx, b.Tx); err != nil || !heard {
		return err
	}
	a := Announced{Change: change, Story: o.Story, Lang: o.Lang, Quiet: o.Quiet, Path: b.path(o.Lang, after.Slug+"/")}
	for _, c := range []Card{before, after} {
		a.Lists = append(a.Lists, b.lists(o.Lang, c)...)
	}
	slices.Sort(a.Lists)
	a.Lists = slices.Compact(a.Lists)
	return job.Put(ctx, b.Tx, a)
}

func (b *Batch) path(l lang.Tag, below string) string { return "/" + string(l) + "/" + below }

// lists are the pages with feeds that show a card.
func (b *Batch) lists(l lang.Tag, c Card) []string {
	if c.Story == "" {
		return nil
	}
	paths := []string{b.path(l, ""), b.path(l, "feed/"+c.Kind+"/")}
	if s, ok := b.profile.Section(c.Section); ok && s.Names[l].Slug != "" {
		paths = append(paths, b.path(l, s.Names[l].Slug+"/"))
	}
	for _, t := range c.Topics {
		paths = append(paths, b.path(l, "topic/"+t.Slug+"/"))
	}
	for _, by := range c.Bylines {
		if by.Slug != "" {
			paths = append(paths, b.path(l, "by/"+by.Slug+"/"))
		}
	}
	return paths
}

// Listener says, within a transaction, whether anybody listens to announcements.
type Listener func(ctx context.Context, tx *db.Tx) (bool, error)
