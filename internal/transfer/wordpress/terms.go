package wordpress

import (
	"cmp"
	"hash/maphash"
	"math"
	"net/url"
	"slices"
	"strings"

	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
)

func (x *index) addCategory(id uint64, slug, parent string) {
	if slug == "" || len(slug) > maxWords {
		return
	}
	x.addTerm(id, "category", slug)
	if len(x.categories) >= maxCategories {
		x.full = true
		return
	}
	x.categories[slug] = category{id: id, parent: shorten(parent, maxWords)}
}

var termSeed = maphash.MakeSeed()

func termHash(domain, slug string) uint64 {
	return maphash.String(termSeed, domain+" "+slug)
}

func (x *index) addTerm(id uint64, domain, slug string) {
	if len(x.terms) >= maxLinks {
		x.full = true
		return
	}
	x.terms = append(x.terms, termRef{id: id, hash: termHash(domain, slug), group: -1})
}

// term takes a <wp:term>: a category or tag in its newer form, or one of Polylang's,
// which keeps languages and links between translations as terms of its own.
func (x *index) term(f map[string]string) {
	slug := f["wp:term_slug"]
	switch taxonomy := f["wp:term_taxonomy"]; taxonomy {
	case "category":
		x.addCategory(parseID(f["wp:term_id"]), slug, f["wp:term_parent"])
	case "language":
		if len(x.langs) < 500 && len(slug) < 100 {
			x.langs[slug] = languageOf(slug, f["wp:term_description"])
		}
	case "post_translations":
		x.links(slug, f["wp:term_description"], func(id uint64, group, lang int32) {
			x.linked = append(x.linked, link{uint32(id), group, lang})
		})
	case "term_translations":
		x.hasTerms = true
		x.links(slug, f["wp:term_description"], func(id uint64, group, _ int32) {
			x.terms = append(x.terms, termRef{id: id, group: group})
		})
	default:
		x.addTerm(parseID(f["wp:term_id"]), taxonomy, slug)
	}
}

// links reads Polylang's map of a group: language to number, and beside it "sync",
// which is a map of its own and no language.
func (x *index) links(name, description string, add func(id uint64, group, lang int32)) {
	v, _ := readPHP(description)
	list, _ := v.([]phpEntry)
	group := int32(-1)
	for _, e := range list {
		id, ok := phpID(e.Value)
		if !ok || e.Key == "sync" || id > math.MaxUint32 {
			continue
		}
		if len(x.linked)+len(x.terms) >= maxLinks {
			x.full = true
			return
		}
		if group < 0 {
			group = x.groupNumber(shorten(name, 200))
		}
		add(id, group, x.groupNumber("lang "+shorten(e.Key, 40)))
	}
}

// groupNumber numbers a name. Names of languages repeat, those of groups do not, and
// the languages come early: looking among the first is enough.
func (x *index) groupNumber(name string) int32 {
	if strings.HasPrefix(name, "lang ") {
		if i := slices.Index(x.groups[:min(len(x.groups), 600)], name); i >= 0 {
			return int32(i)
		}
	}
	x.groups = append(x.groups, name)
	return int32(len(x.groups) - 1)
}

// languageOf gives Polylang's language as BCP 47. Its slug is part of addresses and
// sometimes a country's code ("am" for Armenian, "ge", "ua"); the locale, kept
// serialised in the description, decides where the two differ.
func languageOf(slug, description string) string {
	own, err := lang.Parse(slug)
	v, _ := readPHP(description)
	list, _ := v.([]phpEntry)
	for _, e := range list {
		locale, ok := e.Value.(string)
		if e.Key != "locale" || !ok {
			continue
		}
		if tag, bad := lang.Parse(locale); bad == nil && (err != nil || tag.Base() != own.Base()) {
			return string(tag.Base())
		}
	}
	if err != nil {
		return ""
	}
	return string(own)
}

// sealTerms joins what term_translations says by number with the terms' slugs.
func (x *index) sealTerms() {
	group := map[uint64]int32{}
	for _, t := range x.terms {
		if t.hash == 0 {
			group[t.id] = t.group
		}
	}
	kept := x.terms[:0]
	for _, t := range x.terms {
		if g, ok := group[t.id]; ok && t.hash != 0 && t.id != 0 {
			t.group = g
			kept = append(kept, t)
		}
	}
	x.terms = slices.Clip(kept)
	slices.SortFunc(x.terms, func(a, b termRef) int { return cmp.Compare(a.hash, b.hash) })
}

// findSpread finds categories that go through the languages by a suffix alone
// ("georgia", "georgia-ru"), where the file has languages but no term_translations.
func (x *index) findSpread() {
	for slug := range x.categories {
		for l := range x.langs {
			base, ok := strings.CutSuffix(slug, "-"+l)
			if _, exists := x.categories[base]; ok && exists {
				x.spread[base] = true
			}
		}
	}
}

// termGroup names the translations of a term: by Polylang's own link, else, for
// categories, by the slug without the suffix of one of the file's languages.
func (x *index) termGroup(domain, slug string) string {
	h := termHash(domain, slug)
	if i, ok := slices.BinarySearchFunc(x.terms, h, func(t termRef, h uint64) int { return cmp.Compare(t.hash, h) }); ok {
		return x.groups[x.terms[i].group]
	}
	if domain != "category" || x.hasTerms {
		return ""
	}
	if x.spread[slug] {
		return slug
	}
	if i := strings.LastIndexByte(slug, '-'); i > 0 {
		if _, isLang := x.langs[slug[i+1:]]; isLang && x.spread[slug[:i]] {
			return slug[:i]
		}
	}
	return ""
}

// postLinks gives a post's group and language by the group's map.
func (x *index) postLinks(id uint64) (group, lang string) {
	i, ok := slices.BinarySearchFunc(x.linked, id, func(l link, id uint64) int { return cmp.Compare(uint64(l.id), id) })
	if !ok {
		return "", ""
	}
	l := x.linked[i]
	return x.groups[l.group], strings.TrimPrefix(x.groups[l.lang], "lang ")
}

// notTopics are taxonomies that say nothing a reader would look for.
var notTopics = map[string]bool{
	"post_format": true, "nav_menu": true, "language": true, "term_language": true, "post_translations": true, "term_translations": true,
	"author": true, "link_category": true, "wp_theme": true, "wp_template_part_area": true, "wp_pattern_category": true,
	"elementor_library_type": true, "elementor_library_category": true, "yst_prominent_words": true, "amp_validation_error": true,
	"action-group": true, "product_type": true, "product_visibility": true, "translation_priority": true, "post_status": true,
}

// noSection are the slugs of WordPress's own first category, in some of its languages.
var noSection = map[string]bool{
	"uncategorized": true, "uncategorised": true, "non-classe": true, "sin-categoria": true, "sem-categoria": true,
	"senza-categoria": true, "nicht-kategorisiert": true, "geen-categorie": true, "bez-kategorii": true, "kategorisiz": true,
	"kateqoriyasiz": true, "без-рубрики": true, "без-категорії": true, "bez-rubriki": true, "դասակարգված-չէ": true, "დაუხარისხებელი": true,
	"دسته‌بندی-نشده": true,
}

func (x *index) uncategorized(slug string) bool {
	slug = decodeSlug(slug)
	if noSection[slug] {
		return true
	}
	base, suffix, ok := cutLast(slug, '-')
	return ok && noSection[base] && (x.langs[suffix] != "" || len(suffix) <= 3)
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// decodeSlug resolves the percent signs with which WordPress keeps letters beyond ASCII.
func decodeSlug(slug string) string {
	if d, err := url.PathUnescape(slug); err == nil {
		slug = d
	}
	return oneLine(slug)
}

// section chooses the section among a post's categories: the one marked as primary,
// else the first that is not above another one; the rest become topics.
func (x *index) section(it *item, cats []itemTerm) (section *transfer.Term, rest []itemTerm) {
	primary := parseID(either(it.metaValue("_yoast_wpseo_primary_category"), it.metaValue("rank_math_primary_category"), it.metaValue("_primary_term_category")))
	chosen := -1
	above := map[string]bool{}
	for _, c := range cats {
		for _, p := range x.ancestors(c.slug) {
			above[p] = true
		}
	}
	for i, c := range cats {
		if x.uncategorized(c.slug) {
			continue
		}
		if primary != 0 && x.categories[c.slug].id == primary {
			chosen = i
			break
		}
		if chosen < 0 || above[cats[chosen].slug] && !above[c.slug] {
			chosen = i
		}
	}
	for i, c := range cats {
		switch {
		case i == chosen:
			t := x.toTerm(c)
			section = &t
		case !x.uncategorized(c.slug):
			rest = append(rest, c)
		}
	}
	return section, rest
}

// ancestors lists the slugs above a category, at most 20, in a circle or not.
func (x *index) ancestors(slug string) []string {
	var up []string
	for range 20 {
		parent := x.categories[slug].parent
		if parent == "" || parent == slug || slices.Contains(up, parent) {
			break
		}
		up = append(up, parent)
		slug = parent
	}
	return up
}

func (x *index) toTerm(c itemTerm) transfer.Term {
	t := transfer.Term{
		Key:   c.domain + " " + c.slug,
		Group: x.termGroup(c.domain, c.slug),
		Slug:  decodeSlug(c.slug),
		Name:  plain(c.name),
	}
	if c.domain == "category" {
		if up := x.ancestors(c.slug); len(up) > 0 {
			t.Parent = "category " + up[0]
		}
	}
	if t.Name == "" {
		t.Name = t.Slug
	}
	return t
}
