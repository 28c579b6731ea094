package terms

import (
	"context"
	"sync"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// House keeps the book of the house's style in memory, as long as no term changes. It is
// safe for use by several goroutines; its zero value is ready.
type House struct {
	mu    sync.Mutex
	stamp string
	book  *Book
}

// Book gives the book as the transaction sees it.
func (h *House) Book(ctx context.Context, tx *db.Tx) (*Book, error) {
	stamp, err := stampOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	book, known := h.book, h.book != nil && h.stamp == stamp
	h.mu.Unlock()
	if known {
		return book, nil
	}
	list, err := allActive(ctx, tx)
	if err != nil {
		return nil, err
	}
	// A stamp is never given twice: the book of a transaction that is undone later is
	// never asked for again.
	book = NewBook(list)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stamp, h.book = stamp, book
	return book, nil
}

// On gives the sheet of a story's text: what its blocks are looked through with today.
func (h *House) On(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag) (_ *Sheet, err error) {
	defer fault.Wrap(&err, "reading the house style for %s in %s", s.ID, l)
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return h.at(ctx, tx, s, l, now)
}

// at is On for a day.
func (h *House) at(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, day time.Time) (*Sheet, error) {
	book, err := h.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	rulings, err := Rulings(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	return NewSheet(book, s, l, rulings, day), nil
}

// Save keeps a term, new without an id, once its fields, patterns and examples are in
// order. It gives the term as it is kept, and says whether anything changed. A key that
// another term has in the language is a Conflict.
func Save(ctx context.Context, tx *db.Tx, t Term, by string) (_ Term, changed bool, err error) {
	t = t.Tidy()
	if err := t.Check(); err != nil {
		return t, false, err
	}
	if has, err := taken(ctx, tx, t); err != nil || has {
		if has {
			err = fault.New(fault.Conflict, "terms.key_taken").In("key").With("key", t.Key)
		}
		return t, false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return t, false, err
	}
	if t.ID == "" {
		n, err := Count(ctx, tx)
		if err != nil {
			return t, false, err
		}
		if n >= MaxTerms {
			return t, false, fault.New(fault.Conflict, "terms.many").With("max", MaxTerms)
		}
		t.ID = id.New(now)
	} else {
		was, err := Find(ctx, tx, t.ID)
		if err != nil {
			return t, false, err
		}
		if was.same(t) {
			return was, false, nil
		}
	}
	t, err = keep(ctx, tx, t, by, now)
	return t, err == nil, err
}

// keep writes a term that is in order, and makes every node read the book anew.
func keep(ctx context.Context, tx *db.Tx, t Term, by string, now time.Time) (Term, error) {
	t.ChangedAt, t.ChangedBy = now, by
	if err := put(ctx, tx, t); err != nil {
		return t, err
	}
	return t, setStamp(ctx, tx, id.New(now)+id.NewBlock())
}

// Retire takes a term out of use, or brings it back. Its rulings stay.
func Retire(ctx context.Context, tx *db.Tx, term, by string, retired bool) (Term, bool, error) {
	t, err := Find(ctx, tx, term)
	if err != nil || t.Retired == retired {
		return t, false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return t, false, err
	}
	t.Retired = retired
	t, err = keep(ctx, tx, t, by, now)
	return t, err == nil, err
}
