package story

import (
	"context"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// SetOtherSide says which stories answer a story; they in turn are answered by it.
// Those that it names no more are parted from it. More than MaxOtherSides, on either
// side, are Invalid. Readers see it by edition's Batch.SetOtherSide.
func SetOtherSide(ctx context.Context, tx *db.Tx, story string, others []string) error {
	if len(others) > MaxOtherSides || slices.Contains(others, story) {
		return fault.New(fault.Invalid, "story.other_side").In("other_side").With("max", MaxOtherSides)
	}
	if err := holdStory(ctx, tx, append([]string{story}, others...)); err != nil {
		return err
	}
	for _, part := range []string{`DELETE FROM story_pair WHERE story_id = $1`, `DELETE FROM story_pair WHERE other_id = $1`} {
		if _, err := tx.Exec(ctx, part, story); err != nil {
			return err
		}
	}
	for i, other := range others {
		if err := putPair(ctx, tx, story, other, i); err != nil {
			return err
		}
		var n int
		if err := tx.Row(ctx, `SELECT count(*) FROM story_pair WHERE story_id = $1`, []any{other}, &n); err != nil {
			return err
		}
		if n >= MaxOtherSides {
			return fault.New(fault.Invalid, "story.other_side").In("other_side").With("max", MaxOtherSides)
		}
		if err := putPair(ctx, tx, other, story, n); err != nil {
			return err
		}
	}
	return nil
}

// holdStory keeps stories for the rest of the transaction, in one order whoever asks.
// NotFound if one is not there.
func holdStory(ctx context.Context, tx *db.Tx, stories []string) error {
	slices.Sort(stories)
	for _, one := range slices.Compact(stories) {
		n, err := tx.Exec(ctx, `UPDATE story SET updated_at = updated_at WHERE id = $1`, one)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "story.absent")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func putPair(ctx context.Context, tx *db.Tx, story, other string, position int) error {
	_, err := tx.Exec(ctx, `INSERT INTO story_pair (story_id, other_id, position) VALUES ($1, $2, $3)
		ON CONFLICT (story_id, other_id) DO NOTHING`, story, other, position)
	return err
}

func otherSide(ctx context.Context, tx *db.Tx, story string) (others []string, err error) {
	err = tx.Rows(ctx, `SELECT other_id FROM story_pair WHERE story_id = $1 ORDER BY position, other_id`, []any{story}, func(scan func(...any) error) error {
		var other string
		err := scan(&other)
		others = append(others, other)
		return err
	})
	return others, err
}

// Correct keeps a correction and gives it its id; without a moment it is made now.
// Readers see it by edition's Batch.Correct.
func Correct(ctx context.Context, tx *db.Tx, c Correction) (Correction, error) {
	c, err := c.clean()
	if err != nil {
		return c, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return c, err
	}
	if c.At.IsZero() {
		c.At = now
	}
	if err := holdStory(ctx, tx, []string{c.Story}); err != nil {
		return c, err
	}
	c.ID = id.New(now)
	if _, err := tx.Exec(ctx, `INSERT INTO story_correction (id, story_id, at, made_by) VALUES ($1, $2, $3, $4)`, c.ID, c.Story, db.Millis(c.At), c.By); err != nil {
		return c, err
	}
	for l, text := range c.Texts {
		if _, err := tx.Exec(ctx, `INSERT INTO story_correction_text (correction_id, lang, text, wrong, block_id) VALUES ($1, $2, $3, $4, $5)`,
			c.ID, string(l), text, c.Wrong[l], c.Block[l]); err != nil {
			return c, err
		}
	}
	return c, db.Announce(ctx, tx, MadeCorrection{c})
}

// Corrections lists a story's corrections that are told in a language, oldest first;
// Texts, Wrong and Block hold that language alone.
func Corrections(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (list []Correction, err error) {
	err = tx.Rows(ctx, `SELECT c.id, c.at, c.made_by, t.text, t.wrong, t.block_id FROM story_correction c
		JOIN story_correction_text t ON t.correction_id = c.id AND t.lang = $2 WHERE c.story_id = $1 ORDER BY c.at, c.id`,
		[]any{story, string(l)}, func(scan func(...any) error) error {
			c := Correction{Story: story}
			var at int64
			var text, wrong, block string
			err := scan(&c.ID, &at, &c.By, &text, &wrong, &block)
			c.At, c.Texts, c.Wrong, c.Block = db.Time(at), map[lang.Tag]string{l: text}, map[lang.Tag]string{l: wrong}, map[lang.Tag]string{l: block}
			list = append(list, c)
			return err
		})
	return list, err
}
