package people

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// Add keeps a new person and gives her an id and a slug of her own. The e-mail is
// folded; one that somebody has already is a Conflict, and so is a name that looks like
// that of somebody else who can sign in.
func Add(ctx context.Context, tx *db.Tx, p Person) (Person, error) {
	p.Name = strings.TrimSpace(p.Name)
	if p.Name == "" {
		return p, fault.New(fault.Invalid, "people.name_missing").In("name")
	}
	if p.Email != "" {
		var err error
		if p.Email, err = FoldEmail(p.Email); err != nil {
			return p, err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return p, err
	}
	p.ID = id.New(now)
	if p.Email != "" {
		if err := noLookalike(ctx, tx, p); err != nil {
			return p, err
		}
	}
	if p.Slug, err = insert(ctx, tx, p, db.Millis(now)); err != nil {
		return p, err
	}
	for l, n := range p.Names {
		if err := SetName(ctx, tx, p.ID, l, n); err != nil {
			return p, err
		}
	}
	return p, nil
}

// insert writes a new person's row under a slug made of the name; people of one name
// get numbers, and after a few of them a part of the id, so that the thousandth costs
// no more than the tenth. A slug is tried by taking it: one that is looked up first
// could be taken by somebody else before it is written.
func insert(ctx context.Context, tx *db.Tx, p Person, now int64) (slug string, err error) {
	base := lang.Slug(p.Name, "en")
	if base == "" {
		base = "person"
	}
	for i := 1; i <= 13; i++ {
		switch i {
		case 1:
			slug = base
		case 13:
			slug = base + "-" + p.ID[len(p.ID)-8:]
		default:
			slug = fmt.Sprintf("%s-%d", base, i)
		}
		n, err := tx.Exec(ctx, `INSERT INTO person (id, name, email, slug, place, portrait, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (slug) DO NOTHING`, p.ID, p.Name, p.Email, slug, p.Place, p.Portrait, now)
		if errors.Is(err, db.ErrUnique) {
			return "", fault.New(fault.Conflict, "people.email_taken").In("email").Because(err)
		}
		if err != nil || n == 1 {
			return slug, err
		}
	}
	return "", fmt.Errorf("no slug is free for %q", p.Name)
}

// SetName writes a person's name in a language.
func SetName(ctx context.Context, tx *db.Tx, person string, l lang.Tag, n Name) error {
	_, err := tx.Exec(ctx, `INSERT INTO person_name (person_id, lang, name, about, title) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, lang) DO UPDATE SET name = excluded.name, about = excluded.about, title = excluded.title`,
		person, string(l), n.Name, n.About, n.Title)
	return err
}

// SetPortrait gives a person a picture of the library; empty takes it away.
func SetPortrait(ctx context.Context, tx *db.Tx, person, media string) error {
	_, err := tx.Exec(ctx, `UPDATE person SET portrait = $2 WHERE id = $1`, person, media)
	return err
}

// HasPortrait says whether a picture of the library is somebody's portrait.
func HasPortrait(ctx context.Context, tx *db.Tx, media string) (is bool, err error) {
	var one string
	err = tx.Row(ctx, `SELECT id FROM person WHERE portrait = $1 AND portrait <> '' LIMIT 1`, []any{media}, &one)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// ByEmail finds a person by e-mail.
func ByEmail(ctx context.Context, tx *db.Tx, email string) (Person, error) {
	return find(ctx, tx, `SELECT id FROM person WHERE email = $1 AND email <> ''`, strings.ToLower(email))
}

// ByName finds the person who first had a name and who never signs in: a byline.
func ByName(ctx context.Context, tx *db.Tx, name string) (Person, error) {
	return find(ctx, tx, `SELECT id FROM person WHERE name = $1 AND email = '' ORDER BY id LIMIT 1`, name)
}

func find(ctx context.Context, tx *db.Tx, query, value string) (Person, error) {
	var person string
	err := tx.Row(ctx, query, []any{value}, &person)
	if errors.Is(err, db.ErrNone) {
		return Person{}, fault.New(fault.NotFound, "people.nobody")
	}
	if err != nil {
		return Person{}, err
	}
	list, err := ByIDs(ctx, tx, []string{person})
	if err != nil || len(list) == 0 {
		return Person{}, err
	}
	return list[person], nil
}

// ByIDs reads several people; one that is not there is left out.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) (map[string]Person, error) {
	all := make(map[string]Person, len(ids))
	for _, one := range ids {
		p := Person{ID: one}
		var off int64
		err := tx.Row(ctx, `SELECT name, email, slug, place, portrait, disabled_at FROM person WHERE id = $1`, []any{one},
			&p.Name, &p.Email, &p.Slug, &p.Place, &p.Portrait, &off)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p.DisabledAt = db.Time(off)
		err = tx.Rows(ctx, `SELECT lang, name, about, title FROM person_name WHERE person_id = $1`, []any{one}, func(scan func(...any) error) error {
			var l lang.Tag
			var n Name
			if err := scan(&l, &n.Name, &n.About, &n.Title); err != nil {
				return err
			}
			if p.Names == nil {
				p.Names = map[lang.Tag]Name{}
			}
			p.Names[l] = n
			return nil
		})
		if err != nil {
			return nil, err
		}
		all[one] = p
	}
	return all, nil
}

// Give gives a person a role; an empty bureau or language means every one. Her sessions
// go on under new secrets: one that was stolen before does not gain by it.
func Give(ctx context.Context, tx *db.Tx, person string, r Role, bureau string, l lang.Tag) error {
	n, err := tx.Exec(ctx, `INSERT INTO person_role (person_id, role, bureau, lang) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, role, bureau, lang) DO NOTHING`, person, string(r), bureau, string(l))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_session SET renew = TRUE WHERE person_id = $1`, person)
	return err
}
