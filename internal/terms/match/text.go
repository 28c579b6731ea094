package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/lang"
)

// gap is what stands between a word and the one before it.
type gap uint8

const (
	joined gap = iota // spaces and hyphens
	dotted            // a full stop too
	parted            // anything else, or the end of a line
)

// token is one word of a text.
type token struct {
	folded     string
	start, end int // bytes
	from, to   int // UTF-16 units
	gap        gap
	capital    bool
	begins     bool // a sentence begins with it
	quoted     bool // it stands within quotation marks
}

// scan cuts a text into its words.
func scan(text string, l lang.Tag) []token {
	out := make([]token, 0, len(text)/6+1)
	quotes := quotations(text)
	units, begin, beginUnits := 0, -1, 0
	between := []rune(nil)
	end := func(at int) {
		if begin < 0 {
			return
		}
		t := token{start: begin, end: at, from: beginUnits, to: units, folded: fold(text[begin:at], l)}
		first, _ := utf8.DecodeRuneInString(text[begin:])
		t.capital = isCapital(first)
		var before *token
		if len(out) > 0 {
			before = &out[len(out)-1]
		}
		t.gap, t.begins = gapOf(between, before, l)
		for _, q := range quotes {
			t.quoted = t.quoted || q.start <= begin && begin < q.end
		}
		if t.folded != "" {
			out = append(out, t)
			between = between[:0]
		}
		begin = -1
	}
	for i, r := range text {
		if inWord(r) {
			if begin < 0 {
				begin, beginUnits = i, units
			}
		} else {
			end(i)
			between = append(between, r)
		}
		units++
		if r >= 0x10000 {
			units++
		}
	}
	end(len(text))
	return out
}

// fold is lang.Fold for one word, quick where nothing is to fold, without the marks of
// stress that grammars put on vowels.
func fold(s string, l lang.Tag) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9'
	}
	if plain {
		return s
	}
	if strings.Contains(s, "\u0301") || strings.Contains(s, "\u0300") {
		s = unstressed(s)
	}
	return lang.Fold(s, l)
}

// unstressed drops the accents of Cyrillic vowels, which have no letters of their own.
func unstressed(s string) string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		if (r == 0x301 || r == 0x300) && unicode.Is(unicode.Cyrillic, before) {
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// gapOf says how a word hangs with the one before it, and whether it begins a sentence.
func gapOf(between []rune, before *token, l lang.Tag) (g gap, begins bool) {
	if before == nil {
		return parted, true
	}
	for _, r := range between {
		switch {
		case r == '.' || r == '․':
			g = max(g, dotted)
			// "г. Шуша": what is as short is an abbreviation.
			begins = begins || utf8.RuneCountInString(before.folded) > 2
		case joins(r):
		default:
			g = parted
			begins = begins || strings.ContainsRune("!?…։。\n؟۔", r) || r == ':' && l.Base() == lang.Armenian
		}
	}
	return g, begins
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// open is a quotation mark that waits for the one that closes it.
type open struct {
	mark rune
	at   int
}

// quotations finds what stands within quotation marks, line by line. A quotation that
// goes on in the next paragraph has no closing mark: one with a mark that can only open
// reaches to the end of its line.
func quotations(text string) (spans []span) {
	if !strings.ContainsAny(text, "«»‹›„“”\"‘") {
		return nil
	}
	var waiting []open
	before := '\n'
	for i, r := range text {
		switch {
		case r == '\n':
			spans, waiting = append(spans, unclosed(waiting, i)...), waiting[:0]
		case strings.ContainsRune("«»‹›„“”\"‘’", r):
			next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			at := closes(waiting, r, next)
			if at >= 0 {
				spans = append(spans, span{waiting[at].at, i})
				waiting = waiting[:at]
			} else if opens(r, before, next) {
				waiting = append(waiting, open{r, i})
			}
		}
		before = r
	}
	return append(spans, unclosed(waiting, len(text))...)
}

func unclosed(waiting []open, end int) (spans []span) {
	for _, w := range waiting {
		if w.mark != '"' && w.mark != '‘' {
			spans = append(spans, span{w.at, end})
		}
	}
	return spans
}

// closers are the marks that close each mark that opens.
var closers = map[rune]string{'«': "»", '‹': "›", '„': "“”\"", '“': "”", '"': "\"", '‘': "’"}

// closes finds the open mark that r closes, -1 for none.
func closes(waiting []open, r, next rune) int {
	if r == '’' && unicode.IsLetter(next) {
		return -1 // an apostrophe
	}
	for i := len(waiting) - 1; i >= 0; i-- {
		if strings.ContainsRune(closers[waiting[i].mark], r) || r == '“' && waiting[i].mark == '“' && !inWord(next) {
			return i
		}
	}
	return -1
}

func opens(r, before, next rune) bool {
	switch r {
	case '«', '‹', '„':
		return true
	case '“':
		return inWord(next) || !inWord(before)
	case '"', '‘':
		return !inWord(before) && !unicode.IsSpace(next)
	}
	return false
}
