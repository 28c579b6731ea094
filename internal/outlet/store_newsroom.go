package outlet

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// The functions of this file make by hand what an archive brings with it. Each is given
// the outlet as its own transaction reads it.

// AddPlace adds a place.
func AddPlace(ctx context.Context, tx *db.Tx, now *Profile, p Place) (err error) {
	_, taken := now.Place(p.Key)
	if err := newKey(p.Key, taken, len(now.places)); err != nil {
		return err
	}
	if p.Names, err = now.Names(p.Names); err != nil {
		return err
	}
	if c := p.Country; c != "" && (len(c) != 2 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return fault.New(fault.Invalid, "outlet.bad_country").In("country").With("country", short(c))
	}
	return SavePlace(ctx, tx, p)
}

// AddBureau adds a bureau at a place that is there. Without a time zone it has the outlet's.
func AddBureau(ctx context.Context, tx *db.Tx, now *Profile, b Bureau) error {
	if err := newKey(b.Key, now.HasBureau(b.Key), len(now.Bureaus)); err != nil {
		return err
	}
	if _, ok := now.Place(b.Place); !ok {
		return fault.New(fault.Invalid, "outlet.no_place").In("place").With("key", short(b.Place))
	}
	if b.Zone == "" {
		b.Zone = now.Outlet.Zone
	}
	if _, err := location(b.Zone); err != nil {
		return err
	}
	return SaveBureau(ctx, tx, b, len(now.Bureaus))
}

// AddPartner adds a partner.
func AddPartner(ctx context.Context, tx *db.Tx, now *Profile, p Partner) (err error) {
	_, taken := now.Partner(p.Key)
	if err := newKey(p.Key, taken, len(now.partners)); err != nil {
		return err
	}
	if p.Name, err = line(p.Name, MaxName); err != nil {
		return err
	}
	if p.URL != "" && (len(p.URL) > 2000 || !webAddress(p.URL, true)) {
		return fault.New(fault.Invalid, "outlet.bad_address").In("url").With("url", short(p.URL))
	}
	if p.Notes, err = now.lines(p.Notes, MaxNote); err != nil {
		return err
	}
	return SavePartner(ctx, tx, p)
}

// AddSection adds a section after those that are there, and gives it as it is kept.
func AddSection(ctx context.Context, tx *db.Tx, now *Profile, key string, names map[lang.Tag]SectionName) (Section, error) {
	_, taken := now.SectionByKey(key)
	if err := newKey(key, taken, len(now.Sections)); err != nil {
		return Section{}, err
	}
	names, err := now.sectionNames("", key, names)
	if err != nil {
		return Section{}, err
	}
	id, err := EnsureSection(ctx, tx, key)
	if err != nil {
		return Section{}, err
	}
	s := Section{ID: id, Key: key, Names: names}
	return s, saveNames(ctx, tx, s)
}

// RenameSection names a section anew in the languages given. Its addresses stay; in an
// edition that had no name for it, it gets one.
func RenameSection(ctx context.Context, tx *db.Tx, now *Profile, key string, names map[lang.Tag]string) (Section, error) {
	s, ok := now.SectionByKey(key)
	if !ok {
		return s, noSection(key)
	}
	whole := make(map[lang.Tag]SectionName, len(names))
	for l, name := range names {
		whole[l] = SectionName{Slug: s.Names[l].Slug, Name: name}
	}
	var err error
	if s.Names, err = now.sectionNames(s.ID, key, whole); err != nil {
		return s, err
	}
	return s, saveNames(ctx, tx, s)
}

func noSection(key string) error {
	return fault.New(fault.NotFound, "outlet.no_section").With("key", short(key))
}

func saveNames(ctx context.Context, tx *db.Tx, s Section) error {
	for l, n := range s.Names {
		if _, err := NameSection(ctx, tx, s.ID, l, n); err != nil {
			return err
		}
	}
	return nil
}

// RemoveSection takes a section away that used finds in no use: it counts what lies in
// a section.
func RemoveSection(ctx context.Context, tx *db.Tx, now *Profile, key string, used func(section string) (int, error)) error {
	s, ok := now.SectionByKey(key)
	if !ok {
		return noSection(key)
	}
	n, err := used(s.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "outlet.section_used").With("key", key).With("n", n)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM outlet_section_name WHERE section_id = $1`, s.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM outlet_section WHERE id = $1`, s.ID)
	return err
}

// Change changes one setting of the outlet or, where a language is given, of its edition,
// in the profile too. It says what the setting was.
func Change(ctx context.Context, tx *db.Tx, now *Profile, l lang.Tag, key, value string) (was string, err error) {
	if l != "" {
		e, ok := now.Edition(l)
		if !ok {
			return "", fault.New(fault.Invalid, "edition.no_edition").With("lang", string(l))
		}
		was = valueOf(e.List(), key)
		if err := e.Set(key, value); err != nil {
			return was, err
		}
		now.Editions[now.editions[l]] = e
		return was, SaveEdition(ctx, tx, e)
	}
	was = valueOf(now.Outlet.List(), key)
	if err := now.Outlet.Set(key, value); err != nil {
		return was, err
	}
	if x := now.Outlet.Settings.XDefault; key == "x_default" && x != "" {
		if _, ok := now.Edition(lang.Tag(x)); !ok {
			return was, fault.New(fault.Invalid, "edition.no_edition").With("lang", x)
		}
	}
	return was, Save(ctx, tx, now.Outlet)
}

func valueOf(list []Setting, key string) string {
	for _, s := range list {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// AddEdition begins an edition after those that are there.
func AddEdition(ctx context.Context, tx *db.Tx, now *Profile, l lang.Tag, title string) error {
	if _, there := now.Edition(l); there {
		return fault.New(fault.Conflict, "outlet.key_taken").In("lang").With("key", string(l))
	}
	title, err := line(title, MaxName)
	if err != nil {
		return err
	}
	position := 0
	for _, e := range now.Editions {
		position = max(position, e.Position+1)
	}
	return SaveEdition(ctx, tx, Edition{Lang: l, Title: title, Position: position})
}

// OrderEditions puts the editions into the order in which readers see them. Those that
// are not named follow in the order they had.
func OrderEditions(ctx context.Context, tx *db.Tx, now *Profile, order []lang.Tag) error {
	place := map[lang.Tag]int{}
	for i, l := range order {
		place[l] = i + 1
	}
	list := slices.Clone(now.Editions)
	slices.SortStableFunc(list, func(a, b Edition) int {
		rank := func(e Edition) int { return cmp.Or(place[e.Lang], len(order)+1) }
		return cmp.Compare(rank(a), rank(b))
	})
	for i, e := range list {
		e.Position = i
		if err := SaveEdition(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// ChangePlace names a place anew, or moves it to another country.
func ChangePlace(ctx context.Context, tx *db.Tx, now *Profile, p Place) error {
	if _, there := now.Place(p.Key); !there {
		return fault.New(fault.NotFound, "outlet.no_place").In("place").With("key", short(p.Key))
	}
	without := *now
	without.places = map[string]Place{}
	return AddPlace(ctx, tx, &without, p)
}

// ChangeBureau gives a bureau another place or time zone.
func ChangeBureau(ctx context.Context, tx *db.Tx, now *Profile, b Bureau) error {
	i := slices.IndexFunc(now.Bureaus, func(o Bureau) bool { return o.Key == b.Key })
	if i < 0 {
		return fault.New(fault.NotFound, "outlet.no_bureau").With("bureau", short(b.Key))
	}
	if _, ok := now.Place(b.Place); !ok {
		return fault.New(fault.Invalid, "outlet.no_place").In("place").With("key", short(b.Place))
	}
	if _, err := location(b.Zone); err != nil {
		return err
	}
	return SaveBureau(ctx, tx, b, i)
}

// ChangePartner changes a partner's name, address or disclaimers.
func ChangePartner(ctx context.Context, tx *db.Tx, now *Profile, p Partner) error {
	if _, there := now.Partner(p.Key); !there {
		return fault.New(fault.NotFound, "outlet.no_partner").With("key", short(p.Key))
	}
	without := *now
	without.partners = map[string]Partner{}
	return AddPartner(ctx, tx, &without, p)
}
