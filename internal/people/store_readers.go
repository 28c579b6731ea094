package people

import (
	"context"
	"errors"
	"slices"

	"masthead/internal/kit/db"
)

// Reader is somebody who may read a story, as others beside it may know her.
type Reader struct {
	ID     string // the person, or the pseudonym under which the story names her
	Name   string
	Person string // whom to tell; never shown, for behind a pseudonym it is a secret
}

// Readers lists who may read a story of a bureau, in the order of their names. Whoever
// may only because she wrote it under a pseudonym is listed under that.
func Readers(ctx context.Context, tx *db.Tx, bureau string, authors []string) (list []Reader, err error) {
	grants := map[string][]Grant{}
	var staff []Reader
	err = tx.Rows(ctx, `SELECT p.id, p.name, r.role, r.bureau, r.lang FROM person p JOIN person_role r ON r.person_id = p.id
		WHERE p.email <> '' AND p.disabled_at = 0 ORDER BY p.name, p.id`, nil, func(scan func(...any) error) error {
		var r Reader
		var g Grant
		if err := scan(&r.ID, &r.Name, &g.Role, &g.Bureau, &g.Lang); err != nil {
			return err
		}
		if grants[r.ID] == nil {
			r.Person = r.ID
			staff = append(staff, r)
		}
		grants[r.ID] = append(grants[r.ID], g)
		return nil
	})
	if err != nil {
		return nil, err
	}
	may := func(person string, own bool) bool {
		return May(grants[person], Case{Deed: ReadStory, Bureau: bureau, Own: own})
	}
	for _, r := range staff {
		if may(r.ID, slices.Contains(authors, r.ID)) {
			list = append(list, r)
		}
	}
	for _, author := range authors {
		pen := Reader{ID: author}
		err := tx.Row(ctx, `SELECT q.person_id, p.name FROM person_pseudonym q JOIN person p ON p.id = q.pen_id WHERE q.pen_id = $1`,
			[]any{author}, &pen.Person, &pen.Name)
		if err == nil && may(pen.Person, true) {
			list = append(list, pen)
		}
		if err != nil && !errors.Is(err, db.ErrNone) {
			return nil, err
		}
	}
	return list, nil
}
