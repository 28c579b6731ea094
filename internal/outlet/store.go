package outlet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// Outlets keeps the outlet's profile and changes it.
type Outlets struct {
	db      *db.DB
	profile atomic.Pointer[Profile]
}

// New makes the keeper; Load must be called before Profile.
func New(d *db.DB) *Outlets { return &Outlets{db: d} }

// Profile is the outlet as it was last read. It never waits.
func (o *Outlets) Profile() *Profile { return o.profile.Load() }

// Load reads the outlet anew. NotFound means that no outlet was made here yet.
func (o *Outlets) Load(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "outlet.Load")
	return o.db.Read(ctx, func(tx *db.Tx) error {
		p, err := Read(ctx, tx)
		if err == nil {
			o.profile.Store(p)
		}
		return err
	})
}

// Read reads the outlet within a transaction.
func Read(ctx context.Context, tx *db.Tx) (*Profile, error) {
	p := &Profile{}
	for _, read := range []func(context.Context, *db.Tx, *Profile) error{
		readOutlet, readEditions, readPlaces, readBureaus, readSections, readPartners,
	} {
		if err := read(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	return p, p.index()
}

func readOutlet(ctx context.Context, tx *db.Tx, p *Profile) error {
	var settings string
	err := tx.Row(ctx, `SELECT name, url, zone, settings FROM outlet WHERE id = 1`, nil,
		&p.Outlet.Name, &p.Outlet.URL, &p.Outlet.Zone, &settings)
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.NotFound, "outlet.not_made")
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(settings), &p.Outlet.Settings)
}

func readEditions(ctx context.Context, tx *db.Tx, p *Profile) error {
	return tx.Rows(ctx, `SELECT lang, title, tagline, position, settings FROM outlet_edition ORDER BY position, lang`, nil, func(scan func(...any) error) error {
		var e Edition
		var settings string
		if err := scan(&e.Lang, &e.Title, &e.Tagline, &e.Position, &settings); err != nil {
			return err
		}
		p.Editions = append(p.Editions, e)
		return json.Unmarshal([]byte(settings), &p.Editions[len(p.Editions)-1].Settings)
	})
}

func readPlaces(ctx context.Context, tx *db.Tx, p *Profile) error {
	p.places = map[string]Place{}
	return tx.Rows(ctx, `SELECT key, country, names FROM outlet_place`, nil, func(scan func(...any) error) error {
		var pl Place
		var names string
		if err := scan(&pl.Key, &pl.Country, &names); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(names), &pl.Names); err != nil {
			return err
		}
		p.places[pl.Key] = pl
		return nil
	})
}

func readBureaus(ctx context.Context, tx *db.Tx, p *Profile) error {
	return tx.Rows(ctx, `SELECT key, place, zone FROM outlet_bureau ORDER BY position, key`, nil, func(scan func(...any) error) error {
		var b Bureau
		if err := scan(&b.Key, &b.Place, &b.Zone); err != nil {
			return err
		}
		p.Bureaus = append(p.Bureaus, b)
		return nil
	})
}

func readSections(ctx context.Context, tx *db.Tx, p *Profile) error {
	at := map[string]int{}
	err := tx.Rows(ctx, `SELECT id, key FROM outlet_section ORDER BY position, key`, nil, func(scan func(...any) error) error {
		s := Section{Names: map[lang.Tag]SectionName{}}
		if err := scan(&s.ID, &s.Key); err != nil {
			return err
		}
		at[s.ID] = len(p.Sections)
		p.Sections = append(p.Sections, s)
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Rows(ctx, `SELECT section_id, lang, slug, name FROM outlet_section_name`, nil, func(scan func(...any) error) error {
		var section string
		var l lang.Tag
		var n SectionName
		if err := scan(&section, &l, &n.Slug, &n.Name); err != nil {
			return err
		}
		p.Sections[at[section]].Names[l] = n
		return nil
	})
}

func readPartners(ctx context.Context, tx *db.Tx, p *Profile) error {
	p.partners = map[string]Partner{}
	return tx.Rows(ctx, `SELECT key, name, url, notes FROM outlet_partner`, nil, func(scan func(...any) error) error {
		var pa Partner
		var notes string
		if err := scan(&pa.Key, &pa.Name, &pa.URL, &notes); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(notes), &pa.Notes); err != nil {
			return err
		}
		p.partners[pa.Key] = pa
		return nil
	})
}

// Save writes the outlet's own line, making it if there is none.
func Save(ctx context.Context, tx *db.Tx, out Outlet) error {
	if strings.TrimSpace(out.Name) == "" {
		return fault.New(fault.Invalid, "outlet.name_missing").In("name")
	}
	if out.Zone == "" {
		out.Zone = "UTC"
	}
	// A zone that is not known would keep the outlet from ever being read again.
	if _, err := location(out.Zone); err != nil {
		return err
	}
	settings, err := json.Marshal(out.Settings)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO outlet (id, name, url, zone, settings, updated_at) VALUES (1, $1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, zone = excluded.zone,
			settings = excluded.settings, updated_at = excluded.updated_at`,
		out.Name, strings.TrimRight(out.URL, "/"), out.Zone, string(settings), db.Millis(now))
	return err
}

// SaveEdition writes an edition, making it if there is none in its language.
func SaveEdition(ctx context.Context, tx *db.Tx, e Edition) error {
	if !e.Lang.Valid() {
		return fault.New(fault.Invalid, "outlet.unknown_language").With("lang", string(e.Lang))
	}
	if err := e.Settings.check(); err != nil {
		return err
	}
	settings, err := json.Marshal(e.Settings)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO outlet_edition (lang, title, tagline, position, settings) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (lang) DO UPDATE SET title = excluded.title, tagline = excluded.tagline,
			position = excluded.position, settings = excluded.settings`,
		string(e.Lang), e.Title, e.Tagline, e.Position, string(settings))
	return err
}

// SavePlace writes a place.
func SavePlace(ctx context.Context, tx *db.Tx, p Place) error {
	names, err := json.Marshal(p.Names)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO outlet_place (key, country, names) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET country = excluded.country, names = excluded.names`, p.Key, p.Country, string(names))
	return err
}

// SaveBureau writes a bureau; its place must be there.
func SaveBureau(ctx context.Context, tx *db.Tx, b Bureau, position int) error {
	_, err := tx.Exec(ctx, `INSERT INTO outlet_bureau (key, place, zone, position) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET place = excluded.place, zone = excluded.zone, position = excluded.position`,
		b.Key, b.Place, b.Zone, position)
	return err
}

// SavePartner writes a partner.
func SavePartner(ctx context.Context, tx *db.Tx, p Partner) error {
	notes, err := json.Marshal(p.Notes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO outlet_partner (key, name, url, notes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, url = excluded.url, notes = excluded.notes`,
		p.Key, p.Name, p.URL, string(notes))
	return err
}

// EnsureSection finds the section with a key, making it at the end if there is
// none, and gives its id.
func EnsureSection(ctx context.Context, tx *db.Tx, key string) (string, error) {
	var section string
	err := tx.Row(ctx, `SELECT id FROM outlet_section WHERE key = $1`, []any{key}, &section)
	if !errors.Is(err, db.ErrNone) {
		return section, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO outlet_section (id, key, position)
		SELECT $1, $2, coalesce(max(position), 0) + 1 FROM outlet_section WHERE true
		ON CONFLICT (key) DO NOTHING`, id.New(now), key); err != nil {
		return "", err
	}
	// Whoever made it at the same moment was first.
	err = tx.Row(ctx, `SELECT id FROM outlet_section WHERE key = $1`, []any{key}, &section)
	return section, err
}

// NameSection gives a section its name and address in an edition. A slug that is
// reserved or taken by another section gets a number.
func NameSection(ctx context.Context, tx *db.Tx, section string, l lang.Tag, n SectionName) (SectionName, error) {
	wanted := n.Slug
	for i := 2; ; i++ {
		var holder string
		err := tx.Row(ctx, `SELECT section_id FROM outlet_section_name WHERE lang = $1 AND slug = $2`, []any{string(l), n.Slug}, &holder)
		free := errors.Is(err, db.ErrNone) || holder == section
		if err != nil && !errors.Is(err, db.ErrNone) {
			return n, err
		}
		if free && !ReservedSlug(n.Slug) {
			break
		}
		n.Slug = fmt.Sprintf("%s-%d", wanted, i)
	}
	if !ValidSlug(n.Slug) {
		return n, fault.New(fault.Invalid, "outlet.bad_slug").With("slug", n.Slug)
	}
	_, err := tx.Exec(ctx, `INSERT INTO outlet_section_name (section_id, lang, slug, name) VALUES ($1, $2, $3, $4)
		ON CONFLICT (section_id, lang) DO UPDATE SET slug = excluded.slug, name = excluded.name`,
		section, string(l), n.Slug, n.Name)
	return n, err
}
