package story

import (
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
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
	By    string              // person, or empty for the program
	Texts map[lang.Tag]string // what is right
	Wrong map[lang.Tag]string // what readers were told before, in the languages in which it is said; may be nil
	Block map[lang.Tag]string // the block of the text at which it stood; may be nil
}

// MaxCorrection bounds a correction's text, in runes.
const MaxCorrection = 4_000

func (c Correction) clean() (Correction, error) {
	texts, wrong, blocks := make(map[lang.Tag]string, len(c.Texts)), map[lang.Tag]string{}, map[lang.Tag]string{}
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
		was := strings.TrimSpace(cleanHead(c.Wrong[l]))
		if utf8.RuneCountInString(was) > MaxCorrection {
			return c, fault.New(fault.Invalid, "story.correction_long").In("wrong").With("max", MaxCorrection)
		}
		wrong[l] = was
		if id.ValidBlock(c.Block[l]) {
			blocks[l] = c.Block[l]
		}
	}
	if len(texts) == 0 {
		return c, fault.New(fault.Invalid, "story.correction_missing").In("text")
	}
	c.Texts, c.Wrong, c.Block = texts, wrong, blocks
	return c, nil
}
