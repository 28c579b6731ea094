package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences parts a text into its sentences, each without the space around it; a line break
// always ends one. Only white space is lost. A full stop after an abbreviation of the
// language, after an initial, or before a small letter ends none; in Armenian ։ ends one,
// and so does a colon typed in its place before a capital, but never the one-dot leader of
// abbreviations (․, U+2024). Georgian has no capitals: there a stop ends a sentence unless
// an abbreviation says otherwise.
//
// The rules are those of UAX #29 with the exceptions that newspapers need. Where the same
// sign can end a sentence or not ("в 2020 г. Россия"), the text stays in one piece.
func Sentences(text string, tag Tag) []string {
	var list []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 || r == 0x85 }) {
		list = sentencesOf(list, line, tag)
	}
	return list
}

func sentencesOf(list []string, line string, tag Tag) []string {
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	abbreviations := abbreviationsOf(tag)
	begin := 0
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if !endsSentence(r, tag) {
			i += size
			continue
		}
		stop := i
		i = skip(line, i, func(r rune) bool { return endsSentence(r, tag) })
		end := skip(line, i, closes)
		next := skip(line, end, unicode.IsSpace)
		if next == len(line) {
			break
		}
		if (next > end || endsUnspaced(r)) && sentenceEnds(line[begin:stop], line[stop:end], line[next:], tag, abbreviations) {
			add(line[begin:end])
			begin = next
		}
		i = max(i, end)
	}
	add(line[begin:])
	return list
}

func skip(s string, i int, f func(rune) bool) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !f(r) {
			break
		}
		i += size
	}
	return i
}

// endsSentence says whether a sign can end a sentence.
func endsSentence(r rune, tag Tag) bool {
	switch r {
	case '.', '!', '?', '…', '։', '؟', '۔', '‼', '⁇', '⁈', '⁉', '。', '！', '？':
		return true
	case ':':
		return tag.Base() == Armenian
	}
	return false
}

// endsUnspaced are the signs that need no space behind them: nothing else is written with them.
func endsUnspaced(r rune) bool {
	return r == '։' || r == '؟' || r == '۔' || r == '。' || r == '！' || r == '？'
}

// closes says whether a sign behind a stop still belongs to the sentence.
func closes(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || r == '"' || r == '\'' || r == '“'
}

// opens says whether a sign may stand before the first word of a sentence.
func opens(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pi, unicode.Pd) || r == '"' || r == '\'' || r == '“' || r == '„' || unicode.IsSpace(r)
}

// sentenceEnds decides at a stop: before it, the stop with what closes behind it, and what follows.
func sentenceEnds(before, stop, after string, tag Tag, abbreviations map[string]bool) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, opens))
	switch {
	case strings.HasPrefix(stop, "։"), strings.HasPrefix(stop, "؟"), strings.HasPrefix(stop, "۔"):
		return true
	case small(first):
		return false
	case strings.HasPrefix(stop, ":"):
		return unicode.IsUpper(first)
	case tag.Base() == Armenian && stop == "." && strings.HasPrefix(after, "«"): // the stop before speech, a colon elsewhere
		return false
	case stop[0] != '.' || len(stop) > 1 && stop[1] == '.': // "?", "…", "..."
		return true
	case stop != ".": // a stop within quotation marks or brackets, or "?." and the like
		return !abbreviated(lastWord(before), abbreviations)
	}
	word := lastWord(before)
	switch {
	case initial(word, tag), abbreviated(word, abbreviations):
		return false
	case abbreviated(word, mayEnd):
		return unicode.IsUpper(first)
	case digits(word): // "3. The list goes on"
		return strings.TrimSpace(before) != word
	}
	return true
}

// small says whether a letter is one that no sentence begins with. Georgian letters are
// small ones for Unicode, and the only ones there are.
func small(r rune) bool { return unicode.IsLower(r) && !unicode.Is(unicode.Georgian, r) }

// lastWord is what stands before a stop, folded: with the stops inside it ("т.д", "u.s"),
// without signs around it.
func lastWord(before string) string {
	at := strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) && r != '-' })
	word := before
	if at >= 0 {
		_, size := utf8.DecodeRuneInString(before[at:])
		word = before[at+size:]
	}
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.ReplaceAll(word, "․", ".")
}

// abbreviated says whether a word is an abbreviation after which the sentence goes on.
func abbreviated(word string, always map[string]bool) bool { return always[strings.ToLower(word)] }

// initial says whether a word is the first letter of a name ("A", "Ю"), or letters with stops
// between them ("U.S", "ს.ს", "З.З").
func initial(word string, tag Tag) bool {
	if word == "" {
		return false
	}
	letter, georgian := true, tag.Base() == Georgian
	for _, r := range word {
		if r == '.' {
			letter = true
			continue
		}
		if !letter || !unicode.IsUpper(r) && !(georgian && unicode.Is(unicode.Georgian, r)) && !(unicode.IsLetter(r) && !unicode.IsLower(r)) {
			return false
		}
		letter = false
	}
	return true
}

func digits(word string) bool {
	return word != "" && len(word) <= 3 && strings.Trim(word, "0123456789") == ""
}
