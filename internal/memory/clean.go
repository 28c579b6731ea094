package memory

import (
	"context"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Filter says which segments of a pair a list shows. Words and the rest exclude each other.
type Filter struct {
	A, B      lang.Tag
	Words     string   // in any form, in Side
	Side      lang.Tag // A or B
	State     State    // 0 for any
	Penalised bool
	Origin    string // an imported file's name
	Before    string // the id that the page before ended with
	Limit     int
	Sees      Sight
}

// List gives segments, the newest first. With Words it gives what Concordance does, at most
// 50 and no further page. Without them, those that may not be seen are there without their
// words.
func List(ctx context.Context, tx *db.Tx, f Filter) ([]Segment, error) {
	pair, err := pairOf(ctx, tx, f.A, f.B)
	if err != nil || pair.ID == 0 {
		return nil, err
	}
	if strings.TrimSpace(f.Words) == "" {
		list, err := listed(ctx, tx, pair, f)
		if err != nil {
			return nil, err
		}
		return list, veil(ctx, tx, list, f.Sees)
	}
	from, to := pair.A, pair.B
	if f.Side == pair.B {
		from, to = to, from
	}
	hits, err := Concordance(ctx, tx, Search{Words: f.Words, From: from, To: to, Limit: mostHits, Sees: f.Sees})
	list := make([]Segment, len(hits))
	for i, h := range hits {
		list[i] = h.Segment
		if h.Back {
			list[i].From, list[i].To, list[i].Source, list[i].Target = h.To, h.From, h.Target, h.Source
		}
	}
	return list, err
}

// veil leaves out what may not be seen of segments.
func veil(ctx context.Context, tx *db.Tx, list []Segment, sight Sight) error {
	who := eye{sight: sight}
	for i, s := range list {
		sees, err := who.sees(ctx, tx, s.Story)
		if err != nil {
			return err
		}
		if !sees {
			list[i] = Segment{ID: s.ID, From: s.From, To: s.To, State: s.State, At: s.At, Penalty: s.Penalty, Hidden: true}
		}
	}
	return nil
}

// One reads a segment; memory.absent where there is none.
func One(ctx context.Context, tx *db.Tx, id string) (Segment, error) { return byID(ctx, tx, id) }

// Mend changes a segment: its words, what they are about, how far they stand back. The
// fault memory.changed says that somebody else has changed it since it said was.
func Mend(ctx context.Context, tx *db.Tx, s Segment, was [2]string) error {
	have, err := byID(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if was != [2]string{have.Source, have.Target} {
		return fault.New(fault.Conflict, "memory.changed")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	have.Source, have.Target, have.Domain = clean(s.Source), clean(s.Target), clean(s.Domain)
	have.State, have.Penalty, have.At = s.State, s.Penalty, now
	if err := have.check(); err != nil {
		return err
	}
	if err := change(ctx, tx, &have); err != nil {
		return err
	}
	if was == [2]string{have.Source, have.Target} {
		return nil
	}
	pair, err := pairOf(ctx, tx, have.From, have.To)
	if err != nil {
		return err
	}
	if err := rewrite(ctx, tx, pair, &have); err != nil {
		return err
	}
	return grown(ctx, tx, pair)
}

// clean is what a form's field says, without the line ends of forms.
func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Delete takes segments out, and tells how many there were.
func Delete(ctx context.Context, tx *db.Tx, ids []string) (n int, err error) {
	for _, one := range ids {
		was, err := remove(ctx, tx, one)
		if err != nil {
			return n, err
		}
		if was {
			n++
		}
	}
	return n, nil
}

// Penalise lets segments stand back by so many percent; 0 lets them stand where they did.
func Penalise(ctx context.Context, tx *db.Tx, ids []string, percent int) (n int, err error) {
	if percent < 0 || percent > MaxPenalty {
		return 0, fault.New(fault.Invalid, "memory.penalty").In("penalty").With("limit", MaxPenalty)
	}
	for _, one := range ids {
		was, err := penalise(ctx, tx, one, percent)
		if err != nil {
			return n, err
		}
		if was {
			n++
		}
	}
	return n, nil
}

// Origins lists the files from which a pair has segments, at most 200, by name.
func Origins(ctx context.Context, tx *db.Tx, a, b lang.Tag) ([]string, error) {
	pair, err := pairOf(ctx, tx, a, b)
	if err != nil || pair.ID == 0 {
		return nil, err
	}
	var list []string
	for len(list) < maxOrigins {
		last := ""
		if len(list) > 0 {
			last = list[len(list)-1]
		}
		next, err := nextOrigin(ctx, tx, pair, last)
		if err != nil || next == "" {
			return list, err
		}
		list = append(list, next)
	}
	return list, nil
}

const maxOrigins = 200

// DeleteOrigin takes out what a file has brought into a pair, and tells how much it was.
func DeleteOrigin(ctx context.Context, tx *db.Tx, a, b lang.Tag, origin string) (int, error) {
	pair, err := pairOf(ctx, tx, a, b)
	if err != nil || pair.ID == 0 || origin == "" || utf8.RuneCountInString(origin) > maxName {
		return 0, err
	}
	return removeOrigin(ctx, tx, pair, origin)
}
