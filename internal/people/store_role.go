package people

import (
	"context"
	"errors"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Grants lists the roles that a person has.
func Grants(ctx context.Context, tx *db.Tx, person string) (list []Grant, err error) {
	err = tx.Rows(ctx, `SELECT role, bureau, lang FROM person_role WHERE person_id = $1 ORDER BY role, bureau, lang`, []any{person}, func(scan func(...any) error) error {
		var g Grant
		err := scan(&g.Role, &g.Bureau, &g.Lang)
		list = append(list, g)
		return err
	})
	return list, err
}

// Take takes a role from a person. The last administrator keeps hers: nobody could
// give it back.
func Take(ctx context.Context, tx *db.Tx, person string, g Grant) error {
	// Her row is held, so that two administrators cannot leave at the same moment.
	if _, err := tx.Exec(ctx, `UPDATE person SET name = name WHERE id = $1`, person); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM person_role WHERE person_id = $1 AND role = $2 AND bureau = $3 AND lang = $4`,
		person, string(g.Role), g.Bureau, string(g.Lang))
	switch {
	case err != nil:
		return err
	case n == 0:
		return fault.New(fault.NotFound, "people.no_such_role").With("role", string(g.Role))
	}
	return stillAdministered(ctx, tx)
}

// Disable shuts a person out: her links, tokens and sessions end; her name stays on
// what she wrote. The last administrator cannot be disabled.
func Disable(ctx context.Context, tx *db.Tx, person string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at = 0`, person, db.Millis(now))
	switch {
	case err != nil:
		return err
	case n == 0:
		return fault.New(fault.Conflict, "people.is_disabled")
	}
	if err := EndOthers(ctx, tx, person, ""); err != nil {
		return err
	}
	return stillAdministered(ctx, tx)
}

// Enable lets a person who was shut out come in again. What ended with that stays ended:
// she needs a new link.
func Enable(ctx context.Context, tx *db.Tx, person string) error {
	n, err := tx.Exec(ctx, `UPDATE person SET disabled_at = 0 WHERE id = $1 AND disabled_at > 0`, person)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "people.is_enabled")
	}
	return err
}

// stillAdministered refuses to leave the outlet without an administrator. It holds the
// rows of all who still are one.
func stillAdministered(ctx context.Context, tx *db.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE person SET disabled_at = 0 WHERE disabled_at = 0 AND id IN (
		SELECT person_id FROM person_role WHERE role = 'administrator' AND bureau = '' AND lang = '')`)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "people.last_administrator")
	}
	return err
}

func disabled(ctx context.Context, tx *db.Tx, person string) (bool, error) {
	var at int64
	err := tx.Row(ctx, `SELECT disabled_at FROM person WHERE id = $1`, []any{person}, &at)
	if errors.Is(err, db.ErrNone) {
		return false, fault.New(fault.NotFound, "people.nobody")
	}
	return at != 0, err
}

// Staff lists everybody who can sign in or could, in the order of their names.
func Staff(ctx context.Context, tx *db.Tx) (list []Person, err error) {
	var ids []string
	err = tx.Rows(ctx, `SELECT id FROM person WHERE email <> '' ORDER BY name, id`, nil, func(scan func(...any) error) error {
		var one string
		err := scan(&one)
		ids = append(ids, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	found, err := ByIDs(ctx, tx, ids)
	for _, one := range ids {
		list = append(list, found[one])
	}
	return list, err
}

// BySlug finds a person by the slug of her page.
func BySlug(ctx context.Context, tx *db.Tx, slug string) (Person, error) {
	return find(ctx, tx, `SELECT id FROM person WHERE slug = $1`, slug)
}

// Holders lists who has one of some roles, with all the roles of each. Those who were
// disabled are left out.
func Holders(ctx context.Context, tx *db.Tx, roles ...Role) (map[string][]Grant, error) {
	all, wanted := map[string][]Grant{}, map[string]bool{}
	err := tx.Rows(ctx, `SELECT r.person_id, r.role, r.bureau, r.lang FROM person_role r JOIN person p ON p.id = r.person_id
		WHERE p.disabled_at = 0 ORDER BY r.person_id, r.role, r.bureau, r.lang`, nil, func(scan func(...any) error) error {
		var person string
		var g Grant
		if err := scan(&person, &g.Role, &g.Bureau, &g.Lang); err != nil {
			return err
		}
		all[person] = append(all[person], g)
		wanted[person] = wanted[person] || slices.Contains(roles, g.Role)
		return nil
	})
	for person := range all {
		if !wanted[person] {
			delete(all, person)
		}
	}
	return all, err
}
