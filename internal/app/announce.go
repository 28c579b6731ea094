package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
)

// listener is somebody outside who is told when readers see something else.
type listener interface {
	// Listens says whether there is anybody to tell.
	Listens(ctx context.Context, tx *db.Tx) (bool, error)
	// Announce puts the jobs that tell of a change.
	Announce(ctx context.Context, tx *db.Tx, a edition.Announced) error
}

// listeners are all of them, joined here by hand.
func (p *Program) listeners() []listener { return []listener{p.Ping, p.Hooks} }

// heard says whether a change is worth announcing.
func (p *Program) heard(ctx context.Context, tx *db.Tx) (bool, error) {
	for _, l := range p.listeners() {
		if yes, err := l.Listens(ctx, tx); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// announced passes a change on: each listener's jobs are put once, whatever dies when.
func (p *Program) announced(ctx context.Context, a edition.Announced) error {
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		for _, l := range p.listeners() {
			if err := l.Announce(ctx, tx, a); err != nil {
				return err
			}
		}
		return job.Settle(ctx, tx)
	})
}
