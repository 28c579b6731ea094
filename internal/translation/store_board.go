package translation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

func putCopy(ctx context.Context, tx *db.Tx, story string, l lang.Tag, urgent bool, now time.Time) error {
	at := db.Millis(now)
	turn := turnOf(0, at)
	if urgent {
		turn = at
	}
	_, err := tx.Exec(ctx, `INSERT INTO translation_copy (story_id, lang, since, urgent, turn) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (story_id, lang) DO UPDATE SET urgent = excluded.urgent,
			turn = CASE WHEN excluded.urgent = 1 THEN translation_copy.since ELSE translation_copy.since + $6 END`,
		story, string(l), at, number(urgent), turn, urgentFirst)
	return err
}

func dropCopy(ctx context.Context, tx *db.Tx, story string, l lang.Tag) error {
	_, err := tx.Exec(ctx, `DELETE FROM translation_copy WHERE story_id = $1 AND lang = $2`, story, string(l))
	return err
}

func copyListed(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT count(*) FROM translation_copy WHERE story_id = $1 AND lang = $2`, []any{story, string(l)}, &n)
	return n > 0, err
}

func putAbsent(ctx context.Context, tx *db.Tx, story string, l lang.Tag, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO translation_absent (lang, story_id, at) VALUES ($1, $2, $3) ON CONFLICT (lang, story_id) DO NOTHING`, string(l), story, db.Millis(at))
	return err
}

func dropAbsent(ctx context.Context, tx *db.Tx, story string, l lang.Tag) error {
	_, err := tx.Exec(ctx, `DELETE FROM translation_absent WHERE lang = $1 AND story_id = $2`, string(l), story)
	return err
}

// List is one of the lists of a board.
type List string

// The lists.
const (
	IsMissing List = "missing" // begun, and blocks are untranslated or drafts
	IsStale   List = "stale"   // the source says something else; the urgent first
	IsWaiting List = "waiting" // translated, not reviewed
	IsBehind  List = "behind"  // published, and gone stale since
	IsAbsent  List = "absent"  // published lately, and the edition has no text of it
)

// Lists lists them all.
var Lists = []List{IsMissing, IsStale, IsWaiting, IsBehind, IsAbsent}

// Each walks one index from the cursor on: a page costs the same whatever the archive
// holds.
var lists = map[List]string{
	IsMissing: `SELECT story_id, missing_at FROM translation_text WHERE lang = $1 AND missing_at > 0 AND (missing_at, story_id) > ($2, $3) ORDER BY missing_at, story_id LIMIT $4`,
	IsStale:   `SELECT story_id, stale_turn FROM translation_text WHERE lang = $1 AND stale_turn > 0 AND (stale_turn, story_id) > ($2, $3) ORDER BY stale_turn, story_id LIMIT $4`,
	IsWaiting: `SELECT story_id, waiting_at FROM translation_text WHERE lang = $1 AND waiting_at > 0 AND (waiting_at, story_id) > ($2, $3) ORDER BY waiting_at, story_id LIMIT $4`,
	IsBehind:  `SELECT story_id, turn FROM translation_copy WHERE lang = $1 AND (turn, story_id) > ($2, $3) ORDER BY turn, story_id LIMIT $4`,
	IsAbsent:  `SELECT story_id, -at FROM translation_absent WHERE lang = $1 AND (at, story_id) < ($2, $3) ORDER BY at DESC, story_id DESC LIMIT $4`,
}

// Line is a text on a board. The bureau, headline and people of the story are asked of
// the package story.
type Line struct {
	Story    string
	Lang     lang.Tag
	Source   lang.Tag // empty where nothing was begun
	Since    time.Time
	Urgent   bool
	Tally    Tally
	WorkedBy string
	Worked   time.Time

	turn int64
}

// Cursor is where a page of a board ends.
type Cursor struct {
	Turn  int64
	Story string
	Lang  lang.Tag
}

// Board gives a page of a list for some editions: the urgent first, then what waits
// longest; what is absent by the newest first. The zero cursor is the beginning; the next
// one is zero at the end. A language that is no edition any more is left out by not being
// asked for; its pairs stay.
func Board(ctx context.Context, tx *db.Tx, list List, langs []lang.Tag, after Cursor, n int) (lines []Line, next Cursor, err error) {
	for _, l := range langs {
		found, err := boardOf(ctx, tx, list, l, after, n+1)
		if err != nil {
			return nil, next, err
		}
		lines = append(lines, found...)
	}
	slices.SortFunc(lines, func(a, b Line) int { return order(list, a.cursor(), b.cursor()) })
	lines = slices.DeleteFunc(lines, func(one Line) bool { return after != (Cursor{}) && order(list, one.cursor(), after) <= 0 })
	if len(lines) > n {
		lines = lines[:n]
		next = lines[n-1].cursor()
	}
	for i := range lines {
		if err := lines[i].fill(ctx, tx, list); err != nil {
			return nil, next, err
		}
	}
	return lines, next, nil
}

func (l Line) cursor() Cursor { return Cursor{l.turn, l.Story, l.Lang} }

func order(list List, a, b Cursor) int {
	way := 1
	if list == IsAbsent { // its turns are the moments, negated; its stories go down too
		way = -1
	}
	return cmp.Or(cmp.Compare(a.Turn, b.Turn), way*cmp.Compare(a.Story, b.Story), cmp.Compare(a.Lang, b.Lang))
}

// boardOf reads from just before the cursor on: of lines with the same turn and story,
// another language's may be left.
func boardOf(ctx context.Context, tx *db.Tx, list List, l lang.Tag, after Cursor, n int) (lines []Line, err error) {
	turn, story := after.Turn, after.Story
	switch {
	case list == IsAbsent && after == (Cursor{}):
		turn, story = 1<<60, ""
	case list == IsAbsent:
		turn, story = -after.Turn, after.Story+"~"
	case story != "":
		story = story[:len(story)-1] // just before it
	}
	err = tx.Rows(ctx, lists[list], []any{string(l), turn, story, n + 1}, func(scan func(...any) error) error {
		one := Line{Lang: l}
		err := scan(&one.Story, &one.turn)
		lines = append(lines, one)
		return err
	})
	return lines, err
}

// fill tells of a line what its text's row says.
func (l *Line) fill(ctx context.Context, tx *db.Tx, list List) error {
	since := l.turn
	switch {
	case list == IsAbsent:
		since = -since
	case list == IsStale || list == IsBehind:
		l.Urgent = since < urgentFirst
		if !l.Urgent {
			since -= urgentFirst
		}
	}
	l.Since = db.Time(since)
	k, _, err := textOf(ctx, tx, l.Story, l.Lang)
	l.Source, l.Tally, l.WorkedBy, l.Worked = k.Source, k.Tally, k.WorkedBy, k.Worked
	return err
}

// most bounds what Counts counts.
const most = 200

// Counts says how much is on each list for some editions, at most 200 of each.
func Counts(ctx context.Context, tx *db.Tx, langs []lang.Tag) (map[List]int, error) {
	out := map[List]int{}
	for _, list := range Lists {
		for _, l := range langs {
			found, err := boardOf(ctx, tx, list, l, Cursor{}, most)
			if err != nil {
				return nil, err
			}
			out[list] = min(most, out[list]+len(found))
		}
	}
	return out, nil
}

// Standing is where one text of a story stands.
type Standing struct {
	Lang     lang.Tag
	Source   lang.Tag
	Begun    Begun
	Tally    Tally
	WorkedBy string
	Worked   time.Time
	Behind   time.Time // since when its published copy is stale; zero: it is not
}

// OfStory says of each paired text of a story where it stands.
func OfStory(ctx context.Context, tx *db.Tx, story string) (list []Standing, err error) {
	err = tx.Rows(ctx, `SELECT t.lang, t.source, t.begun, t.loose, t.missing, t.waiting, t.reviewed, t.stale, t.urgent, t.mild, t.worked_by, t.worked_at, coalesce(c.since, 0)
		FROM translation_text t LEFT JOIN translation_copy c ON c.story_id = t.story_id AND c.lang = t.lang WHERE t.story_id = $1 ORDER BY t.lang`,
		[]any{story}, func(scan func(...any) error) error {
			var s Standing
			var worked, behind int64
			t := &s.Tally
			err := scan(&s.Lang, &s.Source, &s.Begun, &t.Loose, &t.Missing, &t.Waiting, &t.Reviewed, &t.Stale, &t.Urgent, &t.Mild, &s.WorkedBy, &worked, &behind)
			s.Worked, s.Behind = db.Time(worked), db.Time(behind)
			list = append(list, s)
			return err
		})
	return list, err
}

// Translators lists those whose words a text's blocks are, with how many: who may be
// named by "Translated by".
func Translators(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (blocks map[string]int, err error) {
	blocks = map[string]int{}
	err = tx.Rows(ctx, `SELECT translator, count(*) FROM translation_pair WHERE story_id = $1 AND lang = $2 AND translator <> '' AND target <> '' AND state <> 'added' GROUP BY translator`,
		[]any{story, string(l)}, func(scan func(...any) error) error {
			var who string
			var n int
			err := scan(&who, &n)
			blocks[who] = n
			return err
		})
	return blocks, err
}

// told reads what a text's translators were told, and says that they are told now.
func told(ctx context.Context, tx *db.Tx, story string, l lang.Tag, urgent bool, now time.Time) (news bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE translation_text SET told_at = $3, told_urgent = CASE WHEN $4 = 1 THEN 1 ELSE told_urgent END
		WHERE story_id = $1 AND lang = $2 AND (told_at = 0 OR $4 = 1 AND told_urgent = 0)`, story, string(l), db.Millis(now), number(urgent))
	return n > 0, err
}

// tellable says whether a text is stale in a way that its translators do not know of.
func tellable(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (yes, urgent bool, err error) {
	var stale, hot, at, hotTold int64
	err = tx.Row(ctx, `SELECT stale, urgent, told_at, told_urgent FROM translation_text WHERE story_id = $1 AND lang = $2`, []any{story, string(l)}, &stale, &hot, &at, &hotTold)
	if errors.Is(err, db.ErrNone) {
		return false, false, nil
	}
	return stale > 0 && at == 0 || hot > 0 && hotTold == 0, hot > 0, err
}
