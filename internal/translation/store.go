package translation

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// kept is what stands of a paired text beside its pairs.
type kept struct {
	Source   lang.Tag
	Begun    Begun
	BegunBy  string
	Tally    Tally
	WorkedBy string
	Worked   time.Time
}

// textOf reads what stands of a text; not there says that it is not paired.
func textOf(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (k kept, there bool, err error) {
	var worked int64
	t := &k.Tally
	err = tx.Row(ctx, `SELECT source, begun, begun_by, loose, missing, waiting, reviewed, stale, urgent, mild, worked_by, worked_at
		FROM translation_text WHERE story_id = $1 AND lang = $2`, []any{story, string(l)},
		&k.Source, &k.Begun, &k.BegunBy, &t.Loose, &t.Missing, &t.Waiting, &t.Reviewed, &t.Stale, &t.Urgent, &t.Mild, &k.WorkedBy, &worked)
	if errors.Is(err, db.ErrNone) {
		return k, false, nil
	}
	k.Worked = db.Time(worked)
	return k, err == nil, err
}

// lockPairs takes a text's row for this transaction: whoever changes its pairs too waits.
// It says which text it is made from; not there says that it is not paired.
func lockPairs(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (source lang.Tag, there bool, err error) {
	err = tx.Row(ctx, `UPDATE translation_text SET source = source WHERE story_id = $1 AND lang = $2 RETURNING source`, []any{story, string(l)}, &source)
	if errors.Is(err, db.ErrNone) {
		return "", false, nil
	}
	return source, err == nil, err
}

// madeFrom lists the languages whose texts are paired with a text, in one order for
// everybody who takes their rows.
func madeFrom(ctx context.Context, tx *db.Tx, story string, source lang.Tag) (langs []lang.Tag, err error) {
	err = tx.Rows(ctx, `SELECT lang FROM translation_text WHERE story_id = $1 AND source = $2 ORDER BY lang`, []any{story, string(source)}, func(scan func(...any) error) error {
		var l lang.Tag
		err := scan(&l)
		langs = append(langs, l)
		return err
	})
	return langs, err
}

// putText keeps a text as paired from now on, or from another text than before.
func putText(ctx context.Context, tx *db.Tx, story string, l, source lang.Tag, begun Begun, by string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO translation_text (story_id, lang, source, begun, begun_by, begun_at, loose, missing, waiting, reviewed, stale, urgent, mild,
			missing_at, waiting_at, stale_at, stale_turn, worked_by, worked_at, told_at, told_urgent)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, 0, 0)
		ON CONFLICT (story_id, lang) DO UPDATE SET source = excluded.source, begun = excluded.begun`,
		story, string(l), string(source), string(begun), by, db.Millis(now))
	return err
}

const pairColumns = `p.pair, p.target, p.lost, p.state, p.shown, p.weight, p.why, p.since, p.translator, p.reviewer, p.at, p.machine, p.reason, p.loose, p.corrected`

const linkColumns = `pair, source, type, hash, form, words, gone, weight, why`

func scanPair(scan func(...any) error) (*pair, error) {
	p := &pair{}
	var since, at int64
	var loose int
	err := scan(&p.id, &p.target, &p.lost, &p.state, &p.shown, &p.weight, &p.why, &since, &p.translator, &p.reviewer, &at, &p.machine, &p.reason, &loose, &p.corrected)
	p.since, p.at, p.loose = db.Time(since), db.Time(at), loose == 1
	p.had, p.reviewed = p.target, p.shown == Reviewed
	return p, err
}

// openAll reads all pairs of a text.
func openAll(ctx context.Context, tx *db.Tx, g *ledger) error {
	return g.read(ctx, tx, `SELECT `+pairColumns+` FROM translation_pair p WHERE p.story_id = $1 AND p.lang = $2`,
		`SELECT `+linkColumns+` FROM translation_source WHERE story_id = $1 AND lang = $2 ORDER BY pair, position`)
}

// lockMadeFrom takes the rows of the texts that are paired with a text for this
// transaction, and gives a ledger for each.
func lockMadeFrom(ctx context.Context, tx *db.Tx, story string, source lang.Tag, now time.Time) (ledgers []*ledger, err error) {
	err = tx.Rows(ctx, `UPDATE translation_text SET source = source WHERE story_id = $1 AND source = $2 RETURNING lang`, []any{story, string(source)}, func(scan func(...any) error) error {
		g := &ledger{story: story, source: source, now: now}
		err := scan(&g.lang)
		ledgers = append(ledgers, g)
		return err
	})
	return ledgers, err
}

// openSource reads those pairs that one block of a source went into, of all texts made
// from it at once.
func openSource(ctx context.Context, tx *db.Tx, story, source string, ledgers []*ledger) error {
	type key struct {
		l    lang.Tag
		pair string
	}
	of, open, had := map[lang.Tag]*ledger{}, map[key]*pair{}, map[key]bool{}
	for _, g := range ledgers {
		of[g.lang] = g
		for _, p := range g.pairs {
			had[key{g.lang, p.id}] = true
		}
	}
	return tx.Rows(ctx, `SELECT `+pairColumns+`, p.lang, k.source, k.type, k.hash, k.form, k.words, k.gone, k.weight, k.why
		FROM translation_source s JOIN translation_pair p ON p.story_id = s.story_id AND p.lang = s.lang AND p.pair = s.pair
		JOIN translation_source k ON k.story_id = s.story_id AND k.lang = s.lang AND k.pair = s.pair
		WHERE s.story_id = $1 AND s.source = $2 ORDER BY p.lang, p.pair, k.position`, []any{story, source}, func(scan func(...any) error) error {
		var l lang.Tag
		var k link
		var gone int
		p, err := scanPair(func(dest ...any) error {
			return scan(append(dest, &l, &k.source, &k.typ, &k.hash, &k.form, &k.words, &gone, &k.weight, &k.why)...)
		})
		if err != nil || of[l] == nil || had[key{l, p.id}] {
			return err // another text's, whose blocks have the same ids, or read before
		}
		k.gone = gone == 1
		if open[key{l, p.id}] == nil {
			open[key{l, p.id}] = p
			of[l].pairs = append(of[l].pairs, p)
		}
		known := open[key{l, p.id}]
		known.links = append(known.links, k)
		return nil
	})
}

// openTarget reads the pair of one block of a text.
func openTarget(ctx context.Context, tx *db.Tx, g *ledger, target string) error {
	return g.read(ctx, tx, `SELECT `+pairColumns+` FROM translation_pair p WHERE p.story_id = $1 AND p.lang = $2 AND p.target = $3`,
		`SELECT `+linkColumns+` FROM translation_source WHERE story_id = $1 AND lang = $2 AND pair IN
		(SELECT pair FROM translation_pair WHERE story_id = $1 AND lang = $2 AND target = $3) ORDER BY pair, position`, target)
}

// read adds pairs to a ledger that it does not have yet.
func (g *ledger) read(ctx context.Context, tx *db.Tx, pairs, links string, more ...any) error {
	args := append([]any{g.story, string(g.lang)}, more...)
	have := map[string]bool{}
	for _, p := range g.pairs {
		have[p.id] = true
	}
	found := map[string]*pair{}
	err := tx.Rows(ctx, pairs, args, func(scan func(...any) error) error {
		p, err := scanPair(scan)
		if err == nil && !have[p.id] {
			have[p.id], found[p.id] = true, p
			g.pairs = append(g.pairs, p)
		}
		return err
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return tx.Rows(ctx, links, args, func(scan func(...any) error) error {
		var of string
		var k link
		var gone int
		err := scan(&of, &k.source, &k.typ, &k.hash, &k.form, &k.words, &gone, &k.weight, &k.why)
		k.gone = gone == 1
		if p := found[of]; p != nil {
			p.links = append(p.links, k)
		}
		return err
	})
}

// keep writes what changed in a ledger, counts the text anew where a pair stands
// elsewhere, and tells which reviews came and went.
func (g *ledger) keep(ctx context.Context, tx *db.Tx) error {
	if err := g.write(ctx, tx); err != nil {
		return err
	}
	if err := g.tellReviews(ctx, tx); err != nil || !g.moved {
		return err
	}
	t, err := recount(ctx, tx, g.story, g.lang)
	if err != nil {
		return err
	}
	return weighCopy(ctx, tx, g.story, g.lang, t, g.now)
}

func (g *ledger) write(ctx context.Context, tx *db.Tx) error {
	for _, p := range g.pairs {
		if !p.dirty {
			continue
		}
		if !p.fresh {
			if _, err := tx.Exec(ctx, `DELETE FROM translation_source WHERE story_id = $1 AND lang = $2 AND pair = $3`, g.story, string(g.lang), p.id); err != nil {
				return err
			}
		}
		if p.dropped {
			if _, err := tx.Exec(ctx, `DELETE FROM translation_pair WHERE story_id = $1 AND lang = $2 AND pair = $3`, g.story, string(g.lang), p.id); err != nil {
				return err
			}
			continue
		}
		if err := g.put(ctx, tx, p); err != nil {
			return err
		}
		p.fresh, p.dirty = false, false
	}
	return nil
}

func (g *ledger) put(ctx context.Context, tx *db.Tx, p *pair) error {
	_, err := tx.Exec(ctx, `INSERT INTO translation_pair (story_id, lang, pair, target, lost, state, shown, weight, why, since, translator, reviewer, at, machine, reason, loose, corrected)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (story_id, lang, pair) DO UPDATE SET target = excluded.target, lost = excluded.lost, state = excluded.state, shown = excluded.shown,
			weight = excluded.weight, why = excluded.why, since = excluded.since, translator = excluded.translator, reviewer = excluded.reviewer, at = excluded.at,
			machine = excluded.machine, reason = excluded.reason, loose = excluded.loose, corrected = excluded.corrected`,
		g.story, string(g.lang), p.id, p.target, p.lost, string(p.state), string(p.shown), int(p.weight), p.why, db.Millis(p.since), p.translator, p.reviewer,
		db.Millis(p.at), p.machine, p.reason, number(p.loose), p.corrected)
	if err != nil {
		return err
	}
	for i, k := range p.links {
		if _, err := tx.Exec(ctx, `INSERT INTO translation_source (story_id, source, lang, pair, position, type, hash, form, words, gone, weight, why)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			g.story, k.source, string(g.lang), p.id, i, string(k.typ), k.hash, k.form, k.words, number(k.gone), int(k.weight), k.why); err != nil {
			return err
		}
	}
	return nil
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// urgentFirst is what puts those that are not urgent behind those that are.
const urgentFirst = int64(1) << 50

// recount counts a text's pairs and finds its places on the boards.
func recount(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (t Tally, err error) {
	var missing, waiting, stale, urgent int64
	since := func(at *int64, when int64) {
		if *at == 0 || when < *at {
			*at = when
		}
	}
	err = tx.Rows(ctx, `SELECT shown, weight, loose, count(*), min(since) FROM translation_pair WHERE story_id = $1 AND lang = $2 GROUP BY shown, weight, loose`,
		[]any{story, string(l)}, func(scan func(...any) error) error {
			var shown State
			var weight Weight
			var loose, n int
			var at int64
			if err := scan(&shown, &weight, &loose, &n, &at); err != nil {
				return err
			}
			if loose == 1 {
				t.Loose += n
			}
			switch shown {
			case Untranslated, Draft:
				if loose == 0 {
					t.Missing += n
					since(&missing, at)
				}
			case Translated:
				t.Waiting += n
				since(&waiting, at)
			case Reviewed:
				t.Reviewed += n
			case Stale:
				t.Stale += n
				since(&stale, at)
				if weight == Urgent {
					t.Urgent += n
					since(&urgent, at)
				}
			}
			if weight == Form && shown != Stale {
				t.Mild += n
			}
			return nil
		})
	if err != nil {
		return t, err
	}
	turn := turnOf(urgent, stale)
	_, err = tx.Exec(ctx, `UPDATE translation_text SET loose = $3, missing = $4, waiting = $5, reviewed = $6, stale = $7, urgent = $8, mild = $9,
			missing_at = $10, waiting_at = $11, stale_at = $12, stale_turn = $13,
			told_at = CASE WHEN $7 = 0 THEN 0 ELSE told_at END, told_urgent = CASE WHEN $8 = 0 THEN 0 ELSE told_urgent END
		WHERE story_id = $1 AND lang = $2`,
		story, string(l), t.Loose, t.Missing, t.Waiting, t.Reviewed, t.Stale, t.Urgent, t.Mild, missing, waiting, stale, turn)
	return t, err
}

// turnOf is a place among the stale: the urgent first, then those that wait longest.
func turnOf(urgent, stale int64) int64 {
	if urgent == 0 && stale > 0 {
		return stale + urgentFirst
	}
	return urgent
}

// worked keeps who last worked on a text.
func worked(ctx context.Context, tx *db.Tx, story string, l lang.Tag, by string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE translation_text SET worked_by = $3, worked_at = $4 WHERE story_id = $1 AND lang = $2`, story, string(l), by, db.Millis(now))
	return err
}
