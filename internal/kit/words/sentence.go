package words

import (
	"fmt"
	"slices"
	"strings"

	"masthead/internal/kit/lang"
)

// sentence is one entry of one language, ready to be said.
type sentence struct {
	tag   lang.Tag // whose plurals and numbers it has
	form  phrase   // without plural forms, or "other"
	forms map[string]phrase
}

// phrase is text with places, cut up beforehand: text, place, text, place, … text.
type phrase struct {
	whole  string // when it has no places
	texts  []string
	places []string
}

// maxPlaces bounds a sentence; more is a mistake.
const maxPlaces = 12

// parsePhrase reads text with {places}. A brace that is no place is an error.
func parsePhrase(s string) (phrase, error) {
	p := phrase{whole: s}
	if strings.TrimSpace(s) == "" {
		return p, fmt.Errorf("is empty")
	}
	rest := s
	for {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			p.texts = append(p.texts, rest)
			break
		}
		end := strings.IndexByte(rest[i:], '}')
		if rest[i] == '}' || end < 0 || !isName(rest[i+1:i+end]) {
			return p, fmt.Errorf("has a brace that is no {place}: %q", s)
		}
		p.texts = append(p.texts, rest[:i])
		p.places = append(p.places, rest[i+1:i+end])
		rest = rest[i+end+1:]
	}
	if len(p.places) > maxPlaces {
		return p, fmt.Errorf("has more than %d places", maxPlaces)
	}
	return p, nil
}

// isName is the shape of places and keys: lower-case letters first, then also
// digits and "_".
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '_') {
			continue
		}
		return false
	}
	return s != ""
}

// categories are the plural categories whole numbers can have in a language.
func categories(tag lang.Tag) []string {
	var all []string
	add := func(n int64) {
		if c := lang.Plural(n, tag); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	// No rule of CLDR for whole numbers looks beyond the last three digits, except
	// for round millions.
	for n := range int64(1200) {
		add(n)
	}
	add(1_000_000)
	return all
}

// parseForms reads a table of plural forms.
func parseForms(tag lang.Tag, table map[string]any) (sentence, error) {
	s := sentence{tag: tag, forms: map[string]phrase{}}
	want := categories(tag)
	for category, v := range table {
		if !slices.Contains(want, category) && category != lang.Other {
			return s, fmt.Errorf("has the form %q, which the language does not use", category)
		}
		text, ok := v.(string)
		if !ok {
			return s, fmt.Errorf("has a form that is not text: %q", category)
		}
		p, err := parsePhrase(text)
		if err != nil {
			return s, err
		}
		s.forms[category] = p
	}
	for _, category := range append(want, lang.Other) {
		if _, ok := s.forms[category]; !ok {
			return s, fmt.Errorf("lacks the form %q", category)
		}
	}
	s.form = s.forms[lang.Other]
	if !slices.Contains(s.form.places, "n") {
		return s, fmt.Errorf("has forms but no {n} in %q", lang.Other)
	}
	for category, p := range s.forms {
		// "One reading" may leave out the number; nothing else may differ.
		if !slices.Equal(others(p.places), others(s.form.places)) {
			return s, fmt.Errorf("has other places in the form %q", category)
		}
	}
	return s, nil
}

// others are the places but {n}, in order of name.
func others(places []string) []string {
	rest := slices.DeleteFunc(slices.Clone(places), func(p string) bool { return p == "n" })
	slices.Sort(rest)
	return slices.Compact(rest)
}

// allPlaces are the places of a phrase, each once, in order of name.
func allPlaces(p phrase) []string {
	all := slices.Clone(p.places)
	slices.Sort(all)
	return slices.Compact(all)
}
