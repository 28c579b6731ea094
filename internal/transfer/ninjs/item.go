package ninjs

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
)

// item is a news item: its properties by their names in lower case, for the versions
// differ in that too.
type item map[string]json.RawMessage

func readItem(raw json.RawMessage) (item, bool) {
	var props map[string]json.RawMessage
	if json.Unmarshal(raw, &props) != nil || props == nil {
		return nil, false
	}
	it := make(item, len(props))
	for name, v := range props {
		it[strings.ToLower(name)] = v
	}
	return it, true
}

// word is a property that is text; others are none.
func (it item) word(names ...string) string {
	for _, name := range names {
		var s string
		if json.Unmarshal(it[name], &s) == nil && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// maxParts is how many parts of a list are looked at.
const maxParts = 500

// list gives the objects of a property: of a list, or of an object by name, as 1.x
// writes associations and renditions.
func (it item) list(name string) []item {
	raw := it[name]
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) == nil {
		var out []item
		for _, p := range parts[:min(len(parts), maxParts)] {
			if part, ok := readItem(p); ok {
				out = append(out, part)
			}
		}
		return out
	}
	var byName map[string]json.RawMessage
	if json.Unmarshal(raw, &byName) != nil {
		return nil
	}
	names := make([]string, 0, len(byName))
	for n := range byName {
		names = append(names, n)
	}
	slices.Sort(names)
	var out []item
	for _, n := range names[:min(len(names), maxParts)] {
		if part, ok := readItem(byName[n]); ok {
			part["name"], _ = json.Marshal(n)
			out = append(out, part)
		}
	}
	return out
}

// byRole finds the value of the first part with one of the roles, else of the first
// part whose role is not among those passed over.
func (it item) byRole(name string, roles, not []string) string {
	parts := it.list(name)
	for _, role := range roles {
		for _, p := range parts {
			if strings.EqualFold(p.word("role"), role) && p.word("value") != "" {
				return p.word("value")
			}
		}
	}
	for _, p := range parts {
		if !slices.Contains(not, strings.ToLower(p.word("role"))) && p.word("value") != "" {
			return p.word("value")
		}
	}
	return ""
}

func (it item) headline() string {
	return plain(either(it.word("headline"), it.byRole("headlines", []string{"main"}, nil), it.word("title", "name")))
}

// notSummary are roles of descriptions that say something of a picture or its source.
var notSummary = []string{"caption", "creditline", "writer", "keywords", "copyright", "instruction"}

func (it item) description() string {
	return plain(either(it.byRole("descriptions", []string{"lead", "standfirst", "summary", "abstract", "text"}, notSummary),
		it.word("description_text", "description_html", "description_xhtml")))
}

// body gives the text as HTML: the richest form that is there.
func (it item) body() string {
	headline := it.headline()
	var markup, nitf, words string
	for _, b := range it.list("bodies") {
		value := b.word("value")
		switch kind := strings.ToLower(b.word("contenttype") + " " + b.word("role")); {
		case strings.Contains(kind, "html"):
			markup = either(markup, value)
		case strings.Contains(kind, "nitf"):
			nitf = either(nitf, value)
		default:
			words = either(words, value)
		}
	}
	for _, name := range it.bodyNames() {
		if value := it.word(name); strings.Contains(name, "html") {
			markup = either(markup, value)
		} else if strings.Contains(name, "nitf") {
			nitf = either(nitf, value)
		} else {
			words = either(words, value)
		}
	}
	switch {
	case plain(markup) != "" || strings.Contains(markup, "<img"):
		return withoutHeadline(inner(markup, "body"), headline)
	case plain(nitf) != "":
		return fromNITF(nitf)
	}
	return fromWords(words, headline)
}

// bodyNames lists 1.x's properties body_html, body_text and others of that form.
func (it item) bodyNames() []string {
	var names []string
	for name := range it {
		if strings.HasPrefix(name, "body_") || name == "body" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// inner gives what stands in the element of a whole document, or all of a part of one.
func inner(s, element string) string {
	lower := asciiLower(s)
	open := strings.Index(lower, "<"+element)
	if open < 0 {
		return s
	}
	end := strings.IndexByte(lower[open:], '>')
	if end < 0 {
		return s
	}
	from := open + end + 1
	if to := strings.LastIndex(lower, "</"+element); to >= from {
		return s[from:to]
	}
	return s[from:]
}

// asciiLower keeps the length, so that places in it are places in s.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

var topHeading = regexp.MustCompile(`(?is)^((?:\s*<(?:article|section|div|header|main)\b[^>]*>)*\s*)<h1\b[^>]*>(.*?)</h1>`)

// withoutHeadline takes the headline off the top of a body that repeats it.
func withoutHeadline(s, headline string) string {
	m := topHeading.FindStringSubmatchIndex(s)
	if m == nil || plain(s[m[4]:m[5]]) != headline {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(s[:m[3]] + s[m[1]:])
}

var nitfTags = regexp.MustCompile(`(</?)(?:nitf:)?(hl1|hl2|bq|block|media-caption|lang|person|org|location|event|chron|num|money|object\.title|virtloc|function)\b[^>]*>`)

// fromNITF makes the body.content of NITF 3 HTML: its paragraphs, tables and lists
// are HTML's own, its headings and quotations are not, its marks of meaning are bare words.
func fromNITF(s string) string {
	s = inner(s, "body.content")
	return strings.TrimSpace(nitfTags.ReplaceAllStringFunc(s, func(tag string) string {
		m := nitfTags.FindStringSubmatch(tag)
		switch m[2] {
		case "hl1", "hl2":
			return m[1] + "h2>"
		case "bq":
			return m[1] + "blockquote>"
		case "block", "media-caption":
			return m[1] + "div>"
		}
		return ""
	}))
}

// fromWords makes paragraphs of plain text: of what empty lines part, else of lines.
func fromWords(s, headline string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	sep := "\n"
	if strings.Contains(s, "\n\n") {
		sep = "\n\n"
	}
	var b strings.Builder
	for i, par := range strings.Split(s, sep) {
		if par = strings.TrimSpace(par); par == "" || i == 0 && plain(par) == headline {
			continue
		}
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(par), "\n", "<br>") + "</p>\n")
	}
	return strings.TrimSpace(b.String())
}

func either(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
