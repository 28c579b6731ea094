package wordpress

import (
	"fmt"
	"hash/maphash"
	"strings"

	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
)

// maker is the second reading: it makes records.
type maker struct {
	*index
	file   string
	size   int64
	each   func(transfer.Record) error
	report func(transfer.Problem)
	left   map[string]int
	prints map[uint64]uint64 // of posts whose number stands more than once
	closed bool              // the channel's end was read
	items  int               // read so far
	told   map[string]bool
}

func (m *maker) begin(s *source, _ *parser) {
	m.size = s.size
	m.told = map[string]bool{}
	if s.note != "" {
		m.say(transfer.Problem{Line: 1, Level: transfer.Note, Code: "encoding", Detail: s.note})
	}
	if s.charset != "" {
		m.say(transfer.Problem{Line: 1, Level: transfer.Note, Code: "encoding", Detail: "converted from " + s.charset})
	}
}

func (m *maker) say(p transfer.Problem) {
	p.File = m.file
	m.report(p)
}

// notes reports what the first reading found out about the whole file.
func (m *maker) notes() {
	switch m.version {
	case "1.0", "1.1", "1.2":
	case "":
		m.say(transfer.Problem{Level: transfer.Note, Code: "unknown_version", Detail: "the file names no wxr_version; it was read as 1.2"})
	default:
		m.say(transfer.Problem{Line: m.versionAt, Level: transfer.Note, Code: "unknown_version",
			Detail: fmt.Sprintf("wxr_version %s is not known; it was read as 1.2", shorten(m.version, 40))})
	}
	for _, p := range m.damage {
		m.say(p)
	}
	if m.full {
		m.say(transfer.Problem{Level: transfer.Partly, Code: "too_many", Detail: "the file has more pictures, terms or links than are held; some pictures or links will be missing"})
	}
}

func (m *maker) head(p *parser, t tag) {
	if t.close {
		m.closed = m.closed || string(p.name(t)) == "channel"
		return
	}
	switch string(p.name(t)) {
	case "rss":
		p.namespaces(t)
	case "channel":
	default:
		p.skipElement(t, &item{}, "")
	}
}

func (m *maker) end(p *parser) {
	switch {
	case p.err != nil:
		m.say(transfer.Problem{Line: p.line, Level: transfer.Lost, Code: "unreadable", Detail: "the rest of the file cannot be read: " + p.err.Error()})
	case p.open || !m.closed:
		m.say(transfer.Problem{Line: p.line, Level: transfer.Partly, Code: "truncated", Detail: "the file ends before its end: what may have followed is missing"})
	}
	if p.types {
		m.say(transfer.Problem{Level: transfer.Note, Code: "doctype", Detail: "the file defines a document type, which was not obeyed"})
	}
}

func (m *maker) item(_ *parser, it *item) error {
	m.items++
	if it.unsound != "" {
		key := ""
		if it.id != 0 {
			key = it.key()
		}
		code := "malformed_xml"
		if !it.ended && strings.HasPrefix(it.unsound, "the file ends") {
			code = "truncated"
		} else if strings.Contains(it.unsound, " holds more than ") {
			code = "too_large"
		}
		m.say(transfer.Problem{Line: it.line, Record: key, Level: transfer.Lost, Code: code, Detail: strings.TrimSpace(named(it) + it.unsound)})
		return nil
	}
	if !m.wanted(it) {
		return nil
	}
	rec := m.record(it)
	if !m.unique(it, &rec) {
		return nil
	}
	for i := range rec.Problems {
		rec.Problems[i].File, rec.Problems[i].Record = m.file, rec.Key
		if rec.Problems[i].Line == 0 {
			rec.Problems[i].Line = it.line
		}
	}
	return m.each(rec)
}

func named(it *item) string {
	if t := plain(it.title); t != "" {
		return "“" + shorten(t, 80) + "”: "
	}
	return ""
}

// leftOut are types of WordPress itself and of common plug-ins that are no texts.
var leftOut = map[string]bool{
	"attachment": true, "nav_menu_item": true, "revision": true, "customize_changeset": true, "custom_css": true,
	"oembed_cache": true, "wp_block": true, "wp_template": true, "wp_template_part": true, "wp_global_styles": true,
	"wp_navigation": true, "wp_font_family": true, "wp_font_face": true, "user_request": true, "guest-author": true,
	"acf-field": true, "acf-field-group": true, "acf-post-type": true, "acf-taxonomy": true, "elementor_library": true,
	"wpcf7_contact_form": true, "scheduled-action": true, "polylang_mo": true, "shop_order": true, "shop_order_refund": true,
	"shop_coupon": true, "product_variation": true, "mc4wp-form": true, "feedback": true, "jp_pay_order": true,
	"jp_mem_plan": true, "ngg_gallery": true, "et_pb_layout": true, "amp_validated_url": true, "reply": true,
}

// wanted says whether an item becomes a record; what does not is counted by name.
func (m *maker) wanted(it *item) bool {
	if it.comments > 0 {
		m.left["comments"] += it.comments
	}
	m.left["secrets"] += len(it.secrets)
	if m.left["secrets"] == 0 {
		delete(m.left, "secrets")
	}
	switch {
	case it.kind == "post" || it.kind == "page" || it.kind == "":
	case leftOut[it.kind]:
		m.left[it.kind]++
		return false
	case it.status != "publish" || strings.TrimSpace(it.content) == "":
		m.left[shorten(it.kind, 40)]++
		return false
	}
	switch {
	case it.status == "trash":
		m.left["trash"]++
		m.say(transfer.Problem{Line: it.line, Record: it.key(), Level: transfer.Note, Code: "trash", Detail: named(it) + "is in the bin and was left out"})
		return false
	case it.status == "auto-draft" && strings.TrimSpace(it.content) == "":
		m.left["auto-draft"]++
		return false
	case it.id == 0 && it.kind == "" && it.title == "" && it.content == "":
		m.left["empty item"]++
		m.say(transfer.Problem{Line: it.line, Level: transfer.Note, Code: "empty_item", Detail: "an item without a title and a text was left out"})
		return false
	}
	return true
}

var printSeed = maphash.MakeSeed()

// unique gives the second post of one number a key of its own, unless it says the same.
func (m *maker) unique(it *item, rec *transfer.Record) bool {
	n, twice := m.twice[it.id]
	if !twice || it.id == 0 {
		if it.id == 0 {
			rec.Key = fmt.Sprintf("item %d", m.items)
			rec.Problems = append(rec.Problems, transfer.Problem{Level: transfer.Note, Code: "no_id", Detail: "the item has no number; it is known by its place in the file"})
		}
		return true
	}
	m.twice[it.id] = n + 1
	print := maphash.String(printSeed, it.title+"\x00"+it.content+"\x00"+it.slug+"\x00"+it.date)
	if n == 0 {
		m.prints[it.id] = print
		return true
	}
	if m.prints[it.id] == print {
		m.say(transfer.Problem{Line: it.line, Record: rec.Key, Level: transfer.Note, Code: "duplicate_id", Detail: "it stands in the file twice, and was taken once"})
		return false
	}
	rec.Problems = append(rec.Problems, transfer.Problem{Level: transfer.Partly, Code: "duplicate_id",
		Detail: fmt.Sprintf("another post has the number %d too: this one is not linked to translations", it.id)})
	rec.Key, rec.Group = fmt.Sprintf("%s #%d", rec.Key, n+1), ""
	return true
}

// maxProblems is how many problems are told of one record.
const maxProblems = 100

// record makes an item a record.
func (m *maker) record(it *item) transfer.Record {
	rec := transfer.Record{Line: it.line, Key: it.key(), Problems: it.problems}
	note := func(level transfer.Level, code, format string, args ...any) {
		switch n := len(rec.Problems); {
		case n == maxProblems:
			level, code, format, args = transfer.Partly, "too_many", "it has more problems than these %d", []any{n}
		case n > maxProblems:
			return
		}
		rec.Problems = append(rec.Problems, transfer.Problem{Level: level, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	rec.Headline = headline(it.title, note)
	rec.Standfirst = standfirst(it.excerpt)
	rec.Slug = decodeSlug(it.slug)
	rec.Updated = parseTime(it.modified)
	rec.Date = m.date(it, note)
	rec.State = state(it, rec.Date, note)
	m.languages(it, &rec)
	m.subjects(it, &rec, note)
	rec.Bylines = m.bylines(it)
	rec.Addresses = m.addresses(it)
	m.lead(it, &rec, note)
	rec.HTML = m.html(it, note)
	m.aside(it, &rec, note)
	return rec
}

// noteFunc adds a problem to the record that is being made.
type noteFunc func(level transfer.Level, code, format string, args ...any)

func (m *maker) languages(it *item, rec *transfer.Record) {
	for _, t := range it.terms {
		switch t.domain {
		case "language":
			rec.Lang = m.langs[t.slug]
			if rec.Lang == "" {
				rec.Lang = languageOf(t.slug, "")
			}
		case "post_translations":
			rec.Group = t.slug
		}
	}
	group, slug := m.postLinks(it.id)
	rec.Group = either(rec.Group, group)
	if rec.Lang == "" && slug != "" {
		rec.Lang = either(m.langs[slug], languageOf(slug, ""))
	}
	m.wpml(it, rec)
	if rec.Lang == "" && len(m.langs) == 0 {
		if tag, err := lang.Parse(m.lang); err == nil {
			rec.Lang = string(tag)
		}
	}
}

// wpml takes what WPML's own export adds as postmeta; its links stand in a table
// that WordPress does not export otherwise.
func (m *maker) wpml(it *item, rec *transfer.Record) {
	if code := either(it.metaValue("_wpml_import_language_code"), it.metaValue("_wpml_language")); rec.Lang == "" && code != "" {
		rec.Lang = languageOf(code, "")
	}
	if rec.Group != "" {
		return
	}
	if g := either(it.metaValue("_wpml_import_translation_group"), it.metaValue("_wpml_trid")); g != "" {
		rec.Group = "wpml " + shorten(g, 80)
	}
}

// subjects sorts a post's terms into its section and its topics.
func (m *maker) subjects(it *item, rec *transfer.Record, note noteFunc) {
	var cats, others []itemTerm
	seen := map[string]bool{}
	for _, t := range it.terms {
		if t.domain == "tag" {
			t.domain = "post_tag" // WXR 1.0
		}
		if t.slug == "" || t.domain == "" || notTopics[t.domain] || seen[t.domain+" "+t.slug] {
			continue // 1.0 names each term a second time without domain and slug
		}
		seen[t.domain+" "+t.slug] = true
		switch t.domain {
		case "category":
			cats = append(cats, t)
		case "post_tag":
			others = append(others, t)
		default:
			others = append(others, t)
			if d := shorten(t.domain, 60); !m.told["taxonomy "+d] && len(m.told) < 1000 {
				m.told["taxonomy "+d] = true
				note(transfer.Note, "custom_taxonomy", "terms of %q became topics", d)
			}
		}
	}
	section, rest := m.section(it, cats)
	rec.Section = section
	for _, t := range append(rest, others...) {
		rec.Topics = append(rec.Topics, m.toTerm(t))
	}
	if it.tooMany {
		note(transfer.Partly, "too_many", "it has more than %d terms or fields; the rest was left out", maxItemTerms)
	}
}

// bylines names the authors: those of Co-Authors Plus, which keeps them as terms
// "cap-LOGIN", else the one who owns the post.
func (m *maker) bylines(it *item) []transfer.Byline {
	var logins []string
	for _, t := range it.terms {
		if t.domain == "author" && len(logins) < 50 {
			login := strings.TrimPrefix(t.slug, "cap-")
			if _, ok := m.authors[login]; !ok && t.name != "" {
				if _, ok := m.authors[t.name]; ok {
					login = t.name
				}
			}
			logins = append(logins, login)
		}
	}
	if len(logins) == 0 && it.creator != "" {
		logins = []string{it.creator}
	}
	var list []transfer.Byline
	for _, login := range logins {
		a := m.authors[login]
		b := transfer.Byline{Key: oneLine(login), Name: a.name, Email: a.email, About: a.about}
		if b.Name == "" {
			b.Name = b.Key
		}
		list = append(list, b)
	}
	return list
}

func (m *maker) lead(it *item, rec *transfer.Record, note noteFunc) {
	id := parseID(it.metaValue("_thumbnail_id"))
	if id == 0 {
		return
	}
	p, ok := m.picture(id)
	if !ok {
		note(transfer.Partly, "missing_media", "its main picture (attachment %d) is not in the file", id)
		return
	}
	rec.Lead = &p
}

// aside says what was left out of this post, and what was noticed of its bytes.
func (m *maker) aside(it *item, rec *transfer.Record, note noteFunc) {
	if it.comments > 0 {
		rec.Sensitive = append(rec.Sensitive, fmt.Sprintf("comments (%d)", it.comments))
	}
	if it.password {
		rec.Sensitive = append(rec.Sensitive, "password")
	}
	for _, key := range it.secrets {
		rec.Sensitive = append(rec.Sensitive, "postmeta "+shorten(key, 80))
	}
	if it.badBytes {
		note(transfer.Partly, "bad_encoding", "it holds bytes that are not UTF-8; they were replaced by U+FFFD")
	}
	if it.ctlBytes {
		note(transfer.Note, "control_characters", "control characters were removed")
	}
	if it.unescaped {
		note(transfer.Note, "unescaped_markup", "its HTML stands in the file unescaped; it was taken as it is")
	}
	if it.kind == "page" {
		note(transfer.Note, "page", "a page was taken as a story")
	} else if it.kind != "post" && it.kind != "" {
		note(transfer.Note, "custom_type", "its type is %q; it was taken as a story", shorten(it.kind, 60))
	}
	if it.sticky {
		note(transfer.Note, "sticky", "it was fixed to the front page")
	}
	if strings.TrimSpace(rec.HTML) == "" {
		note(transfer.Note, "empty_body", "it has no text")
	}
}
