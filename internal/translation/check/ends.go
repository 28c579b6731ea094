package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"masthead/internal/kit/lang"
)

// length asks for a translation that is less than half as long as its source, or more
// than twice. Short lines differ by their nature.
func (p *pair) length() {
	const short = 40
	s, t := p.source.letters(), p.target.letters()
	if s < short && t < short || s == 0 {
		return
	}
	if ratio := float64(t) / float64(s); ratio < 0.5 || ratio > 2 {
		p.add(Finding{Key: Length, Target: p.target.whole(), Args: []string{"percent", strconv.Itoa(int(ratio*100 + 0.5))}})
	}
}

func (t *text) letters() (n int) {
	for _, r := range t.runes {
		if !unicode.IsSpace(r) && !unicode.IsMark(r) {
			n++
		}
	}
	return n
}

// The ways in which a text ends.
const (
	endNone     = ""
	endStop     = "."
	endQuestion = "?"
	endCall     = "!"
	endColon    = ":"
)

// questionMarks and calls in all scripts; the Armenian ones stand inside a word.
const (
	questionMarks = "?՞؟"
	calls         = "!՜"
)

// ends asks for the end that the source's end asks for: a stop, a question mark, none.
func (p *pair) ends() {
	if p.asks() {
		return
	}
	s, _ := p.source.end()
	t, at := p.target.end()
	if s == t || p.o.Heading && t == endNone || s == endCall || t == endCall || s == endQuestion || t == endQuestion {
		return // a call may well be a statement in another language, and questions were asked for
	}
	mark := ending(p.target.lang, s)
	f := Finding{Key: EndMark, Target: p.target.place(max(0, at-1), at), Args: []string{"mark", mark}, Mild: true}
	p.add(f)
}

// asks looks for questions: one that is none any more, or the other way round.
func (p *pair) asks() bool {
	s, t := p.source.questions(), p.target.questions()
	if (s > 0) == (t > 0) {
		return false
	}
	f := Finding{Key: Question, Target: p.target.whole(), Args: []string{"mark", ending(p.target.lang, endQuestion)}}
	if s > 0 {
		if end, _ := p.source.end(); end != endQuestion && s == 1 {
			return false // somebody's question within a sentence may be told indirectly
		}
		p.add(f)
		return true
	}
	return false // a statement may be told as a question
}

func (t *text) questions() (n int) {
	for _, r := range t.runes {
		if strings.ContainsRune(questionMarks, r) || r == ';' && t.lang.Base() == "el" {
			n++
		}
	}
	return n
}

// end says how the text's last part of words ends, and behind which rune.
func (t *text) end() (string, int) {
	last := slices.IndexFunc(t.lines, func(l line) bool { return l.part != "text" && l.to > l.from })
	to := len(t.runes)
	if last > 0 {
		to = t.lines[last].from - 1
	}
	for to > 0 && (unicode.IsSpace(t.runes[to-1]) || strings.ContainsRune("\"“”„«»‘’‹›'()[]\u200e\u200f", t.runes[to-1]) || t.runes[to-1] == leaf) {
		to--
	}
	if to == 0 {
		return endNone, 0
	}
	armenian := t.lang.Base() == lang.Armenian
	switch r := t.runes[to-1]; {
	case strings.ContainsRune(questionMarks, r):
		return endQuestion, to
	case strings.ContainsRune(calls, r):
		return endCall, to
	case r == ':' && !armenian, r == '՝' && armenian:
		return endColon, to
	case strings.ContainsRune(".։…۔", r), r == ':' && armenian, r == '․' && armenian:
		return t.armenianEnd(to), to
	}
	return endNone, to
}

// armenianEnd looks for a question or a call inside the last sentence's words.
func (t *text) armenianEnd(to int) string {
	if t.lang.Base() != lang.Armenian {
		return endStop
	}
	for i := to - 2; i >= 0 && !strings.ContainsRune("։:\n", t.runes[i]); i-- {
		switch t.runes[i] {
		case '՞':
			return endQuestion
		case '՜':
			return endCall
		}
	}
	return endStop
}

// ending is the sign that a language has for an end.
func ending(l lang.Tag, end string) string {
	switch l.Base() {
	case lang.Armenian:
		return map[string]string{endStop: "։", endQuestion: "՞", endCall: "՜", endColon: "՝"}[end]
	case lang.Persian, lang.Arabic:
		if end == endQuestion {
			return "؟"
		}
	}
	return end
}
