package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
)

// Note writes a deed into the chain, in the transaction of the deed. It takes the end of
// the chain for itself until that transaction ends: call it last.
func Note(ctx context.Context, tx *db.Tx, e Entry) error {
	e, err := e.clean()
	if err != nil {
		return err
	}
	if e.At, err = tx.Now(ctx); err != nil {
		return err
	}
	e.At = db.Time(db.Millis(e.At))
	var before string
	if err := tx.Row(ctx, `UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash`, nil, &e.Seq, &before); err != nil {
		return fmt.Errorf("taking the end of the audit chain: %w", err)
	}
	if e.Hash, err = e.chained(before); err != nil {
		return err
	}
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_entry (seq, at, person, deed, thing, bureau, lang, origin, detail, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Seq, db.Millis(e.At), e.By, e.Deed, e.On, e.Bureau, string(e.Lang), e.From, string(detail), e.Hash)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE audit_head SET hash = $1 WHERE id = 1`, e.Hash)
	return err
}

const columns = `seq, at, person, deed, thing, bureau, lang, origin, detail, hash`

func scanEntry(scan func(...any) error) (e Entry, err error) {
	var at int64
	var detail string
	if err := scan(&e.Seq, &at, &e.By, &e.Deed, &e.On, &e.Bureau, &e.Lang, &e.From, &detail, &e.Hash); err != nil {
		if e.Seq > 0 { // its number was read and something behind it was not: SQLite keeps any type in any column
			return e, errUnreadable{e.Seq, err}
		}
		return e, err
	}
	e.At = db.Time(at)
	if err := json.Unmarshal([]byte(detail), &e.Detail); err != nil {
		return e, errUnreadable{e.Seq, err}
	}
	return e, nil
}

// errUnreadable is an entry of which a part is not what was written there.
type errUnreadable struct {
	seq int64
	err error
}

func (u errUnreadable) Error() string { return fmt.Sprintf("audit entry %d: %v", u.seq, u.err) }

// List gives entries, the newest first. Each filter has an index, so that a page costs
// the same however long the chain is.
func List(ctx context.Context, tx *db.Tx, f Filter) (list []Entry, err error) {
	var before int64
	if f.Before > 0 {
		err := tx.Row(ctx, `SELECT at FROM audit_entry WHERE seq = $1`, []any{f.Before}, &before)
		if errors.Is(err, db.ErrNone) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	where, args := f.where(before)
	args = append(args, f.limit())
	query := `SELECT ` + columns + ` FROM audit_entry` + where + ` ORDER BY at DESC, seq DESC LIMIT $` + strconv.Itoa(len(args))
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		list = append(list, e)
		return err
	})
	return list, err
}

// where joins the conditions that a filter sets; there are few, so that the texts can be
// kept prepared. Before is the moment of the entry after which the list goes on.
func (f Filter) where(before int64) (text string, args []any) {
	var all []string
	add := func(condition string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = "$" + strconv.Itoa(len(args))
		}
		all = append(all, fmt.Sprintf(condition, places...))
	}
	for _, c := range []struct{ condition, value string }{
		{`person = %s`, f.By}, {`deed = %s`, f.Deed}, {`thing = %s`, f.On},
	} {
		if c.value != "" {
			add(c.condition, c.value)
		}
	}
	if !f.Since.IsZero() {
		add(`at >= %s`, db.Millis(f.Since))
	}
	if !f.Until.IsZero() {
		add(`at < %s`, db.Millis(f.Until))
	}
	if f.Before > 0 {
		add(`(at, seq) < (%s, %s)`, before, f.Before)
	}
	if len(all) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(all, ` AND `), args
}

// inBatches reads the whole chain in order, a bounded number of entries at a time.
func inBatches(ctx context.Context, tx *db.Tx, each func(Entry) error) error {
	const batch = 1000
	for last := int64(0); ; {
		n := 0
		err := tx.Rows(ctx, `SELECT `+columns+` FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2`, []any{last, batch}, func(scan func(...any) error) error {
			e, err := scanEntry(scan)
			if err != nil {
				return err
			}
			last = e.Seq
			n++
			return each(e)
		})
		if err != nil || n < batch {
			return err
		}
	}
}

// Verify follows the chain from its beginning and gives the number of entries, and the
// first place where it does not hold, if there is one.
func Verify(ctx context.Context, tx *db.Tx) (n int64, broken *Break, err error) {
	before := ""
	stop := errors.New("broken")
	err = inBatches(ctx, tx, func(e Entry) error {
		want, err := e.chained(before)
		switch {
		case err != nil:
			return err
		case e.Seq != n+1:
			broken = &Break{n + 1, fmt.Sprintf("entry %d is missing", n+1)}
		case e.Hash != want:
			broken = &Break{e.Seq, "the entry, or the one before it, was changed"}
		}
		if broken != nil {
			return stop
		}
		n, before = e.Seq, e.Hash
		return nil
	})
	var bad errUnreadable
	switch {
	case errors.As(err, &bad):
		return n, &Break{bad.seq, "a part of it cannot be read"}, nil
	case broken != nil:
		return n, broken, nil
	case err != nil:
		return n, nil, err
	}
	return n, headFault(ctx, tx, n, before, &err), err
}

// headFault compares the chain's end with what is kept of it: entries that were cut off
// at the end leave no other trace.
func headFault(ctx context.Context, tx *db.Tx, n int64, hash string, errp *error) *Break {
	var seq int64
	var kept string
	*errp = tx.Row(ctx, `SELECT seq, hash FROM audit_head WHERE id = 1`, nil, &seq, &kept)
	switch {
	case errors.Is(*errp, db.ErrNone):
		*errp = nil
		return &Break{n, "the end of the chain is gone"}
	case *errp != nil:
		return nil
	case seq != n:
		return &Break{min(n, seq) + 1, fmt.Sprintf("the chain ends at %d, but %d entries were written", n, seq)}
	case kept != hash:
		return &Break{n, "the last entry is not the one that was written last"}
	}
	return nil
}

// Export writes the whole chain as lines of JSON, the oldest first: each line is what was
// hashed, with its hash at the end, so that anybody can follow the chain without this
// program.
func Export(ctx context.Context, tx *db.Tx, w io.Writer) error {
	return inBatches(ctx, tx, func(e Entry) error {
		text, err := e.canonical(true)
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	})
}
