package outlet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Bounds of what an outlet is made of by hand: all of it is read for every page.
const (
	MaxParts = 200   // places, bureaus, sections and partners, of each
	MaxName  = 120   // runes of a name
	MaxNote  = 1_000 // runes of a partner's disclaimer
)

// Places lists every place, by key.
func (p *Profile) Places() []Place {
	return slices.SortedFunc(maps.Values(p.places), func(a, b Place) int { return cmp.Compare(a.Key, b.Key) })
}

// Partners lists every partner, by key.
func (p *Profile) Partners() []Partner {
	return slices.SortedFunc(maps.Values(p.partners), func(a, b Partner) int { return cmp.Compare(a.Key, b.Key) })
}

// SectionByKey finds a section by its key.
func (p *Profile) SectionByKey(key string) (Section, bool) {
	i := slices.IndexFunc(p.Sections, func(s Section) bool { return s.Key == key })
	if i < 0 {
		return Section{}, false
	}
	return p.Sections[i], true
}

// Names gives names by language as they are kept, each in one line. There must be one,
// and an edition for each.
func (p *Profile) Names(names map[lang.Tag]string) (map[lang.Tag]string, error) {
	if len(names) == 0 {
		return nil, fault.New(fault.Invalid, "outlet.names_missing").In("name")
	}
	return p.lines(names, MaxName)
}

func (p *Profile) lines(texts map[lang.Tag]string, longest int) (map[lang.Tag]string, error) {
	kept := make(map[lang.Tag]string, len(texts))
	for l, text := range texts {
		if _, ok := p.Edition(l); !ok {
			return nil, fault.New(fault.Invalid, "edition.no_edition").With("lang", string(l))
		}
		var err error
		if kept[l], err = line(text, longest); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// line gives a text that stands in one line.
func line(text string, longest int) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > longest || strings.ContainsFunc(text, unicode.IsControl) {
		return "", fault.New(fault.Invalid, "outlet.bad_name").In("name").With("max", longest)
	}
	return text, nil
}

// newKey refuses a key that cannot be one or is taken, and one part more than there may be.
func newKey(key string, taken bool, parts int) error {
	switch {
	case !ValidSlug(key):
		return fault.New(fault.Invalid, "outlet.bad_key").In("key").With("key", short(key))
	case taken:
		return fault.New(fault.Conflict, "outlet.key_taken").In("key").With("key", key)
	case parts >= MaxParts:
		return fault.New(fault.Invalid, "outlet.too_many").With("max", MaxParts)
	}
	return nil
}

// short cuts what was typed to what a sentence can show.
func short(s string) string {
	if runes := []rune(s); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return s
}

// sectionNames completes the names of a section: each without a slug gets one made of
// the name, or the key where its script has none. What is reserved, or another
// section's, is refused.
func (p *Profile) sectionNames(section, key string, names map[lang.Tag]SectionName) (map[lang.Tag]SectionName, error) {
	said := make(map[lang.Tag]string, len(names))
	for l, n := range names {
		said[l] = n.Name
	}
	said, err := p.Names(said)
	if err != nil {
		return nil, err
	}
	kept := make(map[lang.Tag]SectionName, len(names))
	for l, n := range names {
		n.Name = said[l]
		n.Slug = cmp.Or(n.Slug, lang.Slug(n.Name, l), key)
		if !ValidSlug(n.Slug) {
			return nil, fault.New(fault.Invalid, "outlet.bad_slug").In("slug").With("slug", short(n.Slug))
		}
		if holder, taken := p.SectionBySlug(l, n.Slug); ReservedSlug(n.Slug) || taken && holder.ID != section {
			return nil, SlugTaken(n.Slug, l)
		}
		kept[l] = n
	}
	return kept, nil
}

// SlugTaken says that an address below an edition is not free.
func SlugTaken(slug string, l lang.Tag) error {
	return fault.New(fault.Conflict, "outlet.slug_taken").In("slug").With("slug", slug).With("lang", string(l))
}

// SetPolicy puts a policy after those that are there, or in the place of the one with
// its key.
func (s *EditionSettings) SetPolicy(p Policy) error {
	p.Title, p.Text = strings.TrimSpace(p.Title), strings.TrimSpace(p.Text)
	if len(p.Text) <= MaxPolicyText && (p.Text == "" || !utf8.ValidString(p.Text) || strings.ContainsRune(p.Text, 0)) {
		return fault.New(fault.Invalid, "outlet.policy_empty").In("policies").With("key", short(p.Key))
	}
	list := slices.Clone(s.Policies)
	if i := slices.IndexFunc(list, func(o Policy) bool { return o.Key == p.Key }); i >= 0 {
		list[i] = p
	} else {
		list = append(list, p)
	}
	s.Policies = list
	return s.check()
}

// DropPolicy takes a policy away.
func (s *EditionSettings) DropPolicy(key string) error {
	if _, ok := s.Policy(key); !ok {
		return fault.New(fault.NotFound, "outlet.no_policy").With("key", short(key))
	}
	s.Policies = slices.DeleteFunc(slices.Clone(s.Policies), func(p Policy) bool { return p.Key == key })
	return nil
}
