package desk

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Asked is what somebody wrote into the field above a list: words, and filters of the
// form key:value ("stage:editing lang:ka who:leyla late"). The address holds it as text.
type Asked struct {
	Filters []Filter
	Words   []string // each in quotation marks is one, though it has spaces
}

// Filter is one key:value of what was asked.
type Filter struct{ Key, Value string }

// filterKeys are the keys of filters.
var filterKeys = []string{"stage", "lang", "who", "bureau", "kind", "topic", "section", "is", "due", "original"}

// maxAsked bounds what is read of a question, in bytes; maxFilters its parts.
const (
	maxAsked   = 500
	maxFilters = 12
)

// Ask reads what somebody asked for. It takes everything: what is no filter is a word.
func Ask(text string) (a Asked) {
	if len(text) > maxAsked {
		text = strings.ToValidUTF8(text[:maxAsked], "")
	}
	for _, part := range cutAsked(text) {
		if len(a.Filters)+len(a.Words) >= maxFilters {
			break
		}
		if part.quoted {
			a.Words = append(a.Words, part.text)
			continue
		}
		low := strings.ToLower(part.text)
		if key, value, ok := strings.Cut(low, ":"); ok && slices.Contains(filterKeys, key) {
			if value = strings.Trim(value, `"`); value != "" {
				a.Filters = append(a.Filters, Filter{key, value})
			}
			continue
		}
		if low == "late:yes" {
			low = "late"
		}
		if low == "late" || low == "unassigned" {
			a.Filters = append(a.Filters, Filter{"is", low})
			continue
		}
		a.Words = append(a.Words, part.text)
	}
	return a
}

type askedPart struct {
	text   string
	quoted bool
}

// cutAsked cuts a question at spaces, but not within quotation marks, which may begin a
// value: who:"Leyla M".
func cutAsked(text string) (parts []askedPart) {
	var b strings.Builder
	inside, quoted := false, false
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			parts = append(parts, askedPart{s, quoted})
		}
		b.Reset()
		quoted = false
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			if b.Len() == 0 && !inside {
				quoted = true
			}
			if inside = !inside; !inside {
				end()
			}
		case (unicode.IsSpace(r) || unicode.IsControl(r)) && !inside:
			end()
		case unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	end()
	return parts
}

// String writes the question as it is asked.
func (a Asked) String() string {
	var parts []string
	for _, f := range a.Filters {
		v := f.Value
		if strings.ContainsFunc(v, unicode.IsSpace) {
			v = `"` + v + `"`
		}
		parts = append(parts, f.Key+":"+v)
	}
	for _, w := range a.Words {
		if strings.ContainsFunc(w, unicode.IsSpace) || strings.Contains(w, ":") {
			w = `"` + w + `"`
		}
		parts = append(parts, w)
	}
	return strings.Join(parts, " ")
}

// Value is the value asked for a key, empty where it was not.
func (a Asked) Value(key string) string {
	for _, f := range a.Filters {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// With is the question with another value for a key; an empty one takes it out.
func (a Asked) With(key, value string) Asked {
	filters := slices.DeleteFunc(slices.Clone(a.Filters), func(f Filter) bool { return f.Key == key })
	if value != "" {
		filters = append(filters, Filter{key, value})
	}
	return Asked{filters, a.Words}
}

// Query is which stories a list shows.
type Query struct {
	Reader   Reader
	Stage    story.Stage
	Bureau   string
	Kind     story.Kind
	Section  string
	Original lang.Tag
	Terms    []string   // of the overview: "who:ID", "topic:ID", "ka:draft"
	Without  []string   // terms that it must not have
	Words    [][]string // each word by the beginnings under which it may stand
	From     time.Time  // due from then on
	Until    time.Time  // due before then
	Moving   *bool      // nil: both those that move and those that rest

	Unassigned bool
	Nothing    bool // what was asked for cannot be: somebody who is not here
}

// Reader is whose list it is: what she may read is all that it shows.
type Reader struct {
	All     bool
	Bureaus []string
	Selves  []string // ids under which stories name her as an author
}

// SetLang asks for stories whose text in a language is in a state: one of the marks',
// "any" for one that has a text, "none" for one that lacks it.
func (q *Query) SetLang(l lang.Tag, state string) {
	if state == None {
		q.Without = append(q.Without, string(l)+":any")
		return
	}
	q.Terms = append(q.Terms, string(l)+":"+state)
}

// SetWords asks for words of headlines, by their beginnings, in the languages of the
// editions: what is typed in Latin letters is found in every script.
func (q *Query) SetWords(words []string, langs []lang.Tag) {
	for _, w := range words {
		for _, part := range strings.Fields(w) {
			var keys []string
			for _, l := range langs {
				for _, one := range analyse.Words(l, part) {
					if key := searchKey(l, one.Folded); key != "" && !slices.Contains(keys, key) {
						keys = append(keys, key)
					}
				}
			}
			if len(keys) == 0 && utf8.RuneCountInString(part) > 0 && strings.ContainsFunc(part, unicode.IsLetter) {
				q.Nothing = true
			}
			if len(keys) > 0 && len(q.Words) < 6 {
				q.Words = append(q.Words, keys)
			}
		}
	}
}
