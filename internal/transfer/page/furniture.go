package page

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed furniture.txt
var furnitureText string

// phrasebook is furniture.txt, ready for look-up by folded phrase.
type phrasebook struct {
	exact   map[string]map[string]bool // class → phrases
	longest int                        // words of the longest exact phrase
	appeal  []string
	notice  []string
}

// phrases reads the embedded book once.
var phrases = sync.OnceValue(func() *phrasebook {
	b := &phrasebook{exact: map[string]map[string]bool{}}
	class := ""
	for line := range strings.Lines(furnitureText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			class = strings.Trim(line, "[]")
			b.exact[class] = map[string]bool{}
			continue
		}
		_, list, _ := strings.Cut(line, ":")
		for p := range strings.SplitSeq(list, "|") {
			b.add(class, fold(p))
		}
	}
	return b
})

func (b *phrasebook) add(class, p string) {
	switch {
	case p == "":
	case class == "appeal":
		b.appeal = append(b.appeal, p)
	case class == "notice":
		b.notice = append(b.notice, p)
	default:
		b.exact[class][p] = true
		b.longest = max(b.longest, strings.Count(p, " ")+1)
	}
}

// is says whether a folded phrase belongs to one of the classes.
func (b *phrasebook) is(p string, classes ...string) bool {
	for _, c := range classes {
		if b.exact[c][p] {
			return true
		}
	}
	return false
}

// covered says whether a folded line consists of phrases of the classes alone.
func (b *phrasebook) covered(line string, classes ...string) bool {
	words := strings.Fields(line)
	if len(words) == 0 || len(words) > 60 {
		return false
	}
	for i := 0; i < len(words); {
		n := min(b.longest, len(words)-i)
		for ; n > 0; n-- {
			if b.is(strings.Join(words[i:i+n], " "), classes...) {
				break
			}
		}
		if n == 0 && countable(words[i]) {
			n = 1
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// opens finds the phrase of a class that a folded line begins with, and gives
// what follows it.
func (b *phrasebook) opens(line, class string) (rest string, ok bool) {
	words := strings.Fields(line)
	for n := min(b.longest, len(words)); n > 0; n-- {
		if b.exact[class][strings.Join(words[:n], " ")] {
			return strings.Join(words[n:], " "), true
		}
	}
	return "", false
}

func anyIn(s string, list []string) int {
	n := 0
	for _, p := range list {
		if strings.Contains(s, p) {
			n++
		}
	}
	return n
}

// countable is a counter beside a button: "12", "1.2k", "(3)".
func countable(w string) bool {
	digits := 0
	for _, r := range w {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r) && r != 'k' && r != 'm' && r != 'к':
			return false
		}
	}
	return digits > 0
}

// fold makes phrases comparable: lower case, one kind of space and apostrophe,
// no vowel signs or joiners, no signs but inside words.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r == '\u200c' || r == '\u200e' || r == '\u200f' || r == '\u200d' || r == '\u00ad' || r == '\u0307' || r >= 0x64b && r <= 0x652 || r == '՛' || r == '՜' || r == '՞':
			continue
		case r == 'İ':
			r = 'i'
		case r == '’' || r == 'ʼ' || r == '`':
			r = '\''
		}
		r = unicode.ToLower(r)
		switch r {
		case 'ё':
			r = 'е'
		case 'أ', 'إ', 'آ':
			r = 'ا'
		case 'ي':
			r = 'ی'
		case 'ك':
			r = 'ک'
		}
		inner := (r == '\'' || r == '-' || r == '.' || r == '+') && i > 0 && i+1 < len(runes) && word(runes[i-1]) && word(runes[i+1])
		if !word(r) && !inner {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		if r == 'ւ' && strings.HasSuffix(b.String(), "ե") && (i+1 == len(runes) || !unicode.IsLetter(runes[i+1]) || i == 1 || !unicode.IsLetter(runes[i-2])) {
			// the old spelling of the Armenian "and"
			out := strings.TrimSuffix(b.String(), "ե") + "և"
			b.Reset()
			b.WriteString(out)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
