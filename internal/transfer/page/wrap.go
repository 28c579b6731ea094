package page

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrapping is how the lines of a text were broken.
type wrapping struct {
	column int  // 0 if they were not
	mixed  bool // only paragraphs were broken, furniture stands in lines of its own
}

// findWrap finds the column at which a text, or the paragraphs within it, were
// wrapped.
func findWrap(lines []string) wrapping {
	if w := wrapWidth(lines); w > 0 {
		return wrapping{column: w}
	}
	return wrapping{column: mixedWidth(lines), mixed: true}
}

// joins says that next goes on with the paragraph that last belongs to.
func (w wrapping) joins(last, next string) bool {
	if w.column == 0 {
		return false
	}
	width := cells(strings.TrimRight(last, " \t"))
	lower := startsLower(next) && !ended(last)
	if w.mixed && (width > w.column+2 || width*10 < w.column*6) {
		return false
	}
	if !lower && (ownLine(last) || ownLine(next)) {
		return false
	}
	if ended(last) && !ended(next) && !lower && cells(next)*10 < w.column*6 {
		return false // a heading below a paragraph whose last line is full
	}
	return softBreak(last, next, w.column) || lower && width*10 >= w.column*6
}

// startsLower says that a line begins within a sentence, in the scripts that show it.
func startsLower(line string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(line))
	return unicode.IsLower(r) && !caseless(r)
}

// ownLine says that a line is a whole of its own: a date, a name, a button.
func ownLine(line string) bool {
	u := newUnit(line)
	if u.runes > 90 || ended(line) && !strings.HasSuffix(u.text, ":") {
		return false
	}
	u.classify(phrases())
	switch u.role {
	case noise, opener, ranking, also, ender, dateline, byline, credit, tagline:
		return true
	}
	return u.label
}

// mixedWidth finds the column at which the paragraphs of a text were wrapped
// whose furniture stands in lines of its own: the one at which most unfinished
// lines had no room for the next word, in paragraphs that end like sentences.
func mixedWidth(lines []string) int {
	var counts, beyond [101]int
	rough, long := 0, 0 // lines broken for no want of room, lines not broken
	for i := range len(lines) - 1 {
		last, next := lines[i], lines[i+1]
		width := cells(strings.TrimRight(last, " \t"))
		for w := 60; w < min(width, 101); w++ {
			beyond[w]++
		}
		if width > 100 {
			long++
		}
		if width < 40 || width > 100 || strings.TrimSpace(next) == "" || ended(last) || !endsSentence(lines[i+1:]) || bulletSign.MatchString(next) {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimSpace(next), " ")
		room := width + cells(word)
		for w := max(width, 60); w <= min(room, 100); w++ {
			counts[w]++
		}
		if room < 60 && startsLower(next) {
			rough++
		}
	}
	best := 0
	for w := 60; w <= 100; w++ {
		if best == 0 || counts[w]-beyond[w] > counts[best]-beyond[best] {
			best = w
		}
	}
	if counts[best] < 3 || rough > counts[best] || long*3 > counts[best] {
		return 0
	}
	return best
}

// endsSentence says that the run of lines up to the next blank one, or its
// first dozen, has a line that closes a sentence.
func endsSentence(lines []string) bool {
	for _, l := range lines[:min(12, len(lines))] {
		if strings.TrimSpace(l) == "" {
			return false
		}
		if ended(l) {
			return true
		}
	}
	return false
}

// wrapWidth finds the column at which a text was wrapped, 0 if it was not: many
// lines end just before it, hardly any goes beyond, and where a line ends the
// next word would not have fitted.
func wrapWidth(lines []string) int {
	var widths []int
	for _, l := range lines {
		if w := cells(strings.TrimRight(l, " \t")); w > 0 {
			widths = append(widths, w)
		}
	}
	if len(widths) < 6 {
		return 0
	}
	sort.Ints(widths)
	top := widths[len(widths)-1-len(widths)/50]
	if top > 140 || top < 40 {
		return 0
	}
	full, soft := 0, 0
	for i, l := range lines[:len(lines)-1] {
		w := cells(strings.TrimRight(l, " \t"))
		if w < top*6/10 || strings.TrimSpace(lines[i+1]) == "" {
			continue
		}
		full++
		if softBreak(l, lines[i+1], top) {
			soft++
		}
	}
	if soft < 3 || soft*10 < full*6 {
		return 0
	}
	return top
}

// softBreak says that next continues last: its first word had no room there.
func softBreak(last, next string, wrap int) bool {
	last = strings.TrimRight(last, " \t")
	if bulletSign.MatchString(next) && !strings.ContainsAny(strings.TrimSpace(next)[:1], "–—-") || mdHeading.MatchString(next) {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimSpace(next), " ")
	return cells(last)+1+cells(word) > wrap
}
