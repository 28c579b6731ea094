package topic

import (
	"masthead/internal/kit/lang"
)

// Topic is a running subject.
type Topic struct {
	ID    string
	Key   string // its identity, the same in all languages
	Names map[lang.Tag]Name
}

// Name is a topic in one language.
type Name struct{ Slug, Name string }
