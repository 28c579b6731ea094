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
