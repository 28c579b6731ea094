package terms

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

const columns = `id, term_key, lang, patterns, unless, severity, in_quotes, category, suggestions, wording, required, disclaimer, why, examples,
	source, owner, topic, valid_from, valid_until, starting, state, changed_at, changed_by`

// examples is how the examples of a term are kept.
type examples struct {
	Wrong []string `json:"wrong"`
	Right []string `json:"right"`
}

func readTerms(ctx context.Context, tx *db.Tx, query string, args ...any) (list []Term, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var t Term
		var patterns, unless, suggestions, why, shown, state string
		var quotes, required, starting int
		var at int64
		err := scan(&t.ID, &t.Key, &t.Lang, &patterns, &unless, &t.Severity, &quotes, &t.Category, &suggestions, &t.Wording, &required, &t.Disclaimer, &why, &shown,
			&t.Source, &t.Owner, &t.Topic, &t.From, &t.Until, &starting, &state, &at, &t.ChangedBy)
		if err != nil {
			return err
		}
		var ex examples
		for _, p := range []struct {
			raw string
			to  any
		}{{patterns, &t.Patterns}, {unless, &t.Unless}, {suggestions, &t.Suggestions}, {why, &t.Why}, {shown, &ex}} {
			if err := json.Unmarshal([]byte(p.raw), p.to); err != nil {
				return err
			}
		}
		t.Wrong, t.Right = ex.Wrong, ex.Right
		t.InQuotes, t.Required, t.Starting, t.Retired, t.ChangedAt = quotes == 1, required == 1, starting == 1, state == retired, db.Time(at)
		list = append(list, t)
		return nil
	})
	return list, err
}

const (
	active  = "active"
	retired = "retired"
)

// Find gives a term by its id; one that is not there is NotFound.
func Find(ctx context.Context, tx *db.Tx, id string) (Term, error) {
	list, err := readTerms(ctx, tx, `SELECT `+columns+` FROM term WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "terms.absent")
	}
	if err != nil {
		return Term{}, err
	}
	return list[0], nil
}

// ByKey gives a term by its key and language; ok says whether it is there.
func ByKey(ctx context.Context, tx *db.Tx, key string, l lang.Tag) (t Term, ok bool, err error) {
	list, err := readTerms(ctx, tx, `SELECT `+columns+` FROM term WHERE term_key = $1 AND lang = $2`, key, string(l))
	if err != nil || len(list) == 0 {
		return Term{}, false, err
	}
	return list[0], true, nil
}

// Family gives the terms of a key in every language.
func Family(ctx context.Context, tx *db.Tx, key string) ([]Term, error) {
	return readTerms(ctx, tx, `SELECT `+columns+` FROM term WHERE term_key = $1 ORDER BY lang`, key)
}

func allActive(ctx context.Context, tx *db.Tx) ([]Term, error) {
	return readTerms(ctx, tx, `SELECT `+columns+` FROM term WHERE state = 'active' ORDER BY lang, term_key`)
}

// Filter picks terms; empty fields pick all.
type Filter struct {
	Lang     lang.Tag
	State    string // "active", "retired"
	Severity Severity
	Category Category
	Topic    string // id
	Words    string // what a pattern, key, wording, suggestion or explanation has
	After    Place  // the last one of the page before
	N        int    // at most, 0 for all
}

// Place is a term's place in lists.
type Place struct {
	Key  string
	Lang lang.Tag
}

// List gives terms by key and language.
func List(ctx context.Context, tx *db.Tx, f Filter) ([]Term, error) {
	n := f.N
	if n <= 0 {
		n = MaxTerms
	}
	return readTerms(ctx, tx, `SELECT `+columns+` FROM term
		WHERE ($1 = '' OR lang = $1) AND ($2 = '' OR state = $2) AND ($3 = '' OR severity = $3) AND ($4 = '' OR category = $4) AND ($5 = '' OR topic = $5)
			AND ($6 = '' OR words LIKE $6 ESCAPE '!') AND (term_key > $7 OR term_key = $7 AND lang > $8)
		ORDER BY term_key, lang LIMIT $9`,
		string(f.Lang), f.State, string(f.Severity), string(f.Category), f.Topic, likely(f.Words), f.After.Key, string(f.After.Lang), n)
}

// likely is a pattern of LIKE that finds words.
func likely(words string) string {
	words = lang.Fold(words, "")
	if words == "" {
		return ""
	}
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(words) + "%"
}

// Count says how many terms there are, retired ones included.
func Count(ctx context.Context, tx *db.Tx) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM term`, nil, &n)
	return n, err
}

// words is all by which a term is found, folded.
func (t Term) words() string {
	parts := append([]string{t.Key, t.Wording, t.Source, t.Owner}, t.Patterns...)
	parts = append(parts, t.Suggestions...)
	for _, s := range t.Why {
		parts = append(parts, s)
	}
	return lang.Fold(strings.Join(parts, " "), "")
}

func put(ctx context.Context, tx *db.Tx, t Term) error {
	var raw [5]string
	for i, v := range []any{nonNil(t.Patterns), nonNil(t.Unless), nonNil(t.Suggestions), t.Why, examples{nonNil(t.Wrong), nonNil(t.Right)}} {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		raw[i] = string(b)
	}
	state := active
	if t.Retired {
		state = retired
	}
	_, err := tx.Exec(ctx, `INSERT INTO term (`+columns+`, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (id) DO UPDATE SET term_key = excluded.term_key, lang = excluded.lang, patterns = excluded.patterns, unless = excluded.unless,
			severity = excluded.severity, in_quotes = excluded.in_quotes, category = excluded.category, suggestions = excluded.suggestions,
			wording = excluded.wording, required = excluded.required, disclaimer = excluded.disclaimer, why = excluded.why, examples = excluded.examples,
			source = excluded.source, owner = excluded.owner, topic = excluded.topic, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
			starting = excluded.starting, state = excluded.state, changed_at = excluded.changed_at, changed_by = excluded.changed_by, words = excluded.words`,
		t.ID, t.Key, string(t.Lang), raw[0], raw[1], string(t.Severity), number(t.InQuotes), string(t.Category), raw[2], t.Wording, number(t.Required), t.Disclaimer, raw[3], raw[4],
		t.Source, t.Owner, t.Topic, t.From, t.Until, number(t.Starting), state, db.Millis(t.ChangedAt), t.ChangedBy, t.words())
	return err
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func stampOf(ctx context.Context, tx *db.Tx) (stamp string, err error) {
	err = tx.Row(ctx, `SELECT stamp FROM term_stamp WHERE one = 1`, nil, &stamp)
	return stamp, err
}

func setStamp(ctx context.Context, tx *db.Tx, stamp string) error {
	_, err := tx.Exec(ctx, `UPDATE term_stamp SET stamp = $1 WHERE one = 1`, stamp)
	return err
}

const rulingColumns = `story_id, lang, term_key, decision, wording, reason, made_by, made_at`

// Rulings lists what a story decided, in every language.
func Rulings(ctx context.Context, tx *db.Tx, story string) (list []Ruling, err error) {
	err = tx.Rows(ctx, `SELECT `+rulingColumns+` FROM term_ruling WHERE story_id = $1 ORDER BY lang, term_key`, []any{story}, func(scan func(...any) error) error {
		var r Ruling
		var at int64
		err := scan(&r.Story, &r.Lang, &r.Key, &r.Decision, &r.Wording, &r.Reason, &r.By, &at)
		r.At = db.Time(at)
		list = append(list, r)
		return err
	})
	return list, err
}

func putRuling(ctx context.Context, tx *db.Tx, r Ruling) error {
	_, err := tx.Exec(ctx, `INSERT INTO term_ruling (`+rulingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (story_id, lang, term_key) DO UPDATE SET decision = excluded.decision, wording = excluded.wording, reason = excluded.reason,
			made_by = excluded.made_by, made_at = excluded.made_at`,
		r.Story, string(r.Lang), r.Key, string(r.Decision), r.Wording, r.Reason, r.By, db.Millis(r.At))
	return err
}

func dropRuling(ctx context.Context, tx *db.Tx, story string, l lang.Tag, key string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM term_ruling WHERE story_id = $1 AND lang = $2 AND term_key = $3`, story, string(l), key)
	return n > 0, err
}

// taken says whether another term has a key in a language.
func taken(ctx context.Context, tx *db.Tx, t Term) (bool, error) {
	var id string
	err := tx.Row(ctx, `SELECT id FROM term WHERE term_key = $1 AND lang = $2`, []any{t.Key, string(t.Lang)}, &id)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return id != t.ID, err
}
