package people

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Pseudonym is a byline behind which somebody stands. Whoever holds one knows a secret.
type Pseudonym struct{ Pen, Person string }

// SetPseudonym says that a person writes under a byline; an empty person takes it back.
// The byline is somebody who never signs in. Only those may who may know.
func SetPseudonym(ctx context.Context, tx *db.Tx, by []Grant, pen, person string) error {
	if err := mayKnow(by); err != nil {
		return err
	}
	if person == "" {
		n, err := tx.Exec(ctx, `DELETE FROM person_pseudonym WHERE pen_id = $1`, pen)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "people.nobody")
		}
		return err
	}
	found, err := ByIDs(ctx, tx, []string{pen, person})
	if err != nil {
		return err
	}
	name, there := found[pen]
	who, known := found[person]
	switch {
	case !there || !known:
		return fault.New(fault.NotFound, "people.nobody")
	case name.Email != "" || who.Email == "" || pen == person:
		return fault.New(fault.Invalid, "people.no_pen").In("pen")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO person_pseudonym (pen_id, person_id, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (pen_id) DO UPDATE SET person_id = excluded.person_id, made_at = excluded.made_at`, pen, person, db.Millis(now))
	return err
}

// Pseudonyms lists who writes under which name. Only those may ask who may know.
func Pseudonyms(ctx context.Context, tx *db.Tx, by []Grant) (list []Pseudonym, err error) {
	if err := mayKnow(by); err != nil {
		return nil, err
	}
	err = tx.Rows(ctx, `SELECT pen_id, person_id FROM person_pseudonym ORDER BY pen_id`, nil, func(scan func(...any) error) error {
		var p Pseudonym
		err := scan(&p.Pen, &p.Person)
		list = append(list, p)
		return err
	})
	return list, err
}

// Pens are the bylines that a person writes under. It is asked about whoever asks, never
// about others: Masked is for those.
func Pens(ctx context.Context, tx *db.Tx, person string) (pens []string, err error) {
	err = tx.Rows(ctx, `SELECT pen_id FROM person_pseudonym WHERE person_id = $1 ORDER BY pen_id`, []any{person}, func(scan func(...any) error) error {
		var pen string
		err := scan(&pen)
		pens = append(pens, pen)
		return err
	})
	return pens, err
}

// MaskedAll is Masked for several people at once.
func MaskedAll(ctx context.Context, tx *db.Tx, v Visit, authors, ids []string) (map[string]string, error) {
	shown := make(map[string]string, len(ids))
	for _, id := range ids {
		if _, known := shown[id]; known {
			continue
		}
		var err error
		if shown[id], err = Masked(ctx, tx, v, authors, id); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// Masked says as whom a person is to be shown to a visitor beside a story of these
// authors: as the pseudonym that the story names, if she writes under it and the visitor
// may not know; else as herself. Histories, presence and comments ask it.
func Masked(ctx context.Context, tx *db.Tx, v Visit, authors []string, person string) (string, error) {
	if person == v.Person.ID || len(authors) == 0 || May(v.Grants, Case{Deed: KnowPseudonyms}) {
		return person, nil
	}
	for _, author := range authors {
		var pen string
		err := tx.Row(ctx, `SELECT pen_id FROM person_pseudonym WHERE pen_id = $1 AND person_id = $2`, []any{author, person}, &pen)
		if err == nil {
			return pen, nil
		}
		if !errors.Is(err, db.ErrNone) {
			return "", err
		}
	}
	return person, nil
}
