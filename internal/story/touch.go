package story

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
)

// Touched is the job by which those who keep lists of stories learn that something about
// one changed: what it is, one of its texts, or what readers have of them. It is put in
// the transaction of the change; many changes wait as one.
type Touched struct {
	Story string `json:"story"`
}

// Kind is the job's stable name.
func (Touched) Kind() string { return "story.changed" }

// Touch says that something about a story changed.
func Touch(ctx context.Context, tx *db.Tx, story string) error {
	return job.Put(ctx, tx, Touched{story}, job.Once(story))
}

// Revised is announced within the transaction of every saving that made a revision, by
// whatever door: what was, and what is. Before is without a revision for a text's first.
type Revised struct{ Before, After Text }

// MadeCorrection is announced within the transaction in which a correction is made.
type MadeCorrection struct{ Correction }
