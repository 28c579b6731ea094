package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
)

// writer takes ready records in batches and counts what becomes of them. The source
// is read by another goroutine, which tells it of bytes and problems.
type writer struct {
	im     *Importer
	source func() string
	taker  *taker

	mu    sync.Mutex
	count Progress
}

// drain writes what comes, in order, until the queue ends.
func (w *writer) drain(ctx context.Context, queue <-chan chan ready) error {
	var batch []ready
	for slot := range queue {
		var r ready
		select {
		case r = <-slot:
		case <-ctx.Done():
			return ctx.Err()
		}
		w.met(r)
		if r.print == "" {
			continue // lost: its problem says why
		}
		if batch = append(batch, r); len(batch) < batchSize {
			continue
		}
		if err := w.write(ctx, batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	return w.write(ctx, batch)
}

// write takes a batch in one transaction. When that fails for a record's sake, each
// record gets a transaction of its own, so that one cannot spoil the rest.
func (w *writer) write(ctx context.Context, batch []ready) error {
	err := w.try(ctx, batch)
	if err == nil || !recordsFault(err) {
		return err
	}
	for i := range batch {
		r := batch[i]
		if err := w.try(ctx, batch[i:i+1]); err != nil {
			if !recordsFault(err) {
				return err
			}
			w.problem(Problem{Record: r.Key, Line: r.Line, Level: Lost, Code: "refused", Detail: w.im.say(err)})
		}
	}
	return nil
}

// recordsFault tells a record that cannot be taken from a database that cannot write.
func recordsFault(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Conflict:
		return true
	}
	var held *edition.HeldBack
	return errors.As(err, &held)
}

func (w *writer) try(ctx context.Context, batch []ready) error {
	if len(batch) == 0 {
		return nil
	}
	if w.taker == nil {
		w.taker = &taker{source: w.source(), archive: w.im.Archive}
		w.taker.forget()
	}
	var outcomes []outcome
	var problems []Problem
	changed := false
	err := w.im.Publisher.Write(ctx, func(b *edition.Batch) error {
		outcomes, problems = outcomes[:0], problems[:0]
		b.SearchLater()
		before := b.Profile()
		for _, r := range batch {
			what, found, err := w.taker.take(ctx, b, r)
			if err != nil {
				return fmt.Errorf("%s: %w", r.Key, err)
			}
			outcomes, problems = append(outcomes, what), append(problems, found...)
		}
		changed = b.Profile() != before
		return nil
	})
	if err != nil {
		w.taker.forget()
		return err
	}
	w.done(outcomes)
	for _, p := range problems {
		w.problem(p)
	}
	if changed {
		return w.im.Reload(ctx)
	}
	return nil
}

// met counts a record and passes on what its reading and making met.
func (w *writer) met(r ready) {
	for _, p := range append(r.Problems, r.problems...) {
		p.Record, p.Line = cmp.Or(p.Record, r.Key), cmp.Or(p.Line, r.Line)
		w.problem(p)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count.Records++
}

func (w *writer) done(outcomes []outcome) {
	w.mu.Lock()
	for _, o := range outcomes {
		switch o {
		case newStory:
			w.count.Stories++
			w.count.Texts++
		case newText:
			w.count.Texts++
		case renewed:
			w.count.Renewed++
		case unchanged:
			w.count.Unchanged++
		}
	}
	w.mu.Unlock()
	w.tell()
}

func (w *writer) problem(p Problem) {
	w.mu.Lock()
	switch p.Level {
	case Lost:
		w.count.Lost++
	case Partly:
		w.count.Partly++
	}
	w.mu.Unlock()
	if w.im.Report != nil {
		w.im.Report(p)
	}
}

func (w *writer) bytes(n int64) {
	w.mu.Lock()
	w.count.Bytes = n
	w.mu.Unlock()
	w.tell()
}

func (w *writer) progress() Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count
}

func (w *writer) tell() {
	if w.im.Progress != nil {
		w.im.Progress(w.progress())
	}
}
