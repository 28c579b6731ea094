package newsroom

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/lang"
)

// Who is a person as lists show her: two initials, her name for those who do not see them.
type Who struct {
	ID, Name, Initials string
	Me, On             bool // the visitor herself; there just now
}

// PersonMark makes a person's mark of her name.
func PersonMark(id, name string) Who {
	var initials []rune
	for _, word := range strings.Fields(name) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) && len(initials) < 2 {
			initials = append(initials, r)
		}
	}
	return Who{ID: id, Name: name, Initials: string(initials)}
}

// Mark says how far a text has come in one language. States, in the order of ink: none,
// draft, done, read, live; and stale, halt.
type Mark struct {
	Lang     lang.Tag
	Name     string // of the language, in the visitor's
	State    string
	Word     string // the state in words
	Original bool
	Path     string // where it leads; empty for nowhere
}

// Field is one labelled field of a form. The template "field" shows it.
type Field struct {
	Name, Label, Value string
	Type               string // text when empty; "area" for many lines, "select" for a choice
	Help, Error        string
	Lang               lang.Tag // of what is written in it
	Required           bool
	Max                int    // runes; 0 for no bound here
	Rows               int    // of an area
	Complete           string // autocomplete
	Options            []Option
}

// Option is one choice of a select.
type Option struct {
	Value, Label string
	Chosen       bool
}
