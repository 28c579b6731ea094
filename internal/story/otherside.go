package story

import (
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// MaxOtherSides is how many stories can answer one.
const MaxOtherSides = 4

// Correction is a permanent public record of what was wrong in a story and what is
// right, in each language in which it is told.
type Correction struct {
	ID    string
	Story string
	At    time.Time
	By    string // person, or empty for the program
	Texts map[lang.Tag]string
}

// MaxCorrection bounds a correction's text, in runes.
const MaxCorrection = 4_000

func (c Correction) clean() (Correction, error) {
	texts := make(map[lang.Tag]string, len(c.Texts))
	for l, t := range c.Texts {
		t = strings.TrimSpace(cleanHead(t))
		switch {
		case !l.Valid():
			return c, fault.New(fault.Invalid, "story.unknown_language").In("lang").With("lang", string(l))
		case t == "":
			continue
		case utf8.RuneCountInString(t) > MaxCorrection:
			return c, fault.New(fault.Invalid, "story.correction_long").In("text").With("max", MaxCorrection)
		}
		texts[l] = t
	}
	if len(texts) == 0 {
		return c, fault.New(fault.Invalid, "story.correction_missing").In("text")
	}
	c.Texts = texts
	return c, nil
}
