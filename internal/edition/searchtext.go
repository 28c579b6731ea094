package edition

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

// searchVersion counts the rules by which copies become words: a change of this file's,
// or of the analyser's, adds one, and every copy is brought into the search anew.
const searchVersion = 2

// The levels at which a copy has a word. Each holds the ones after it: a word of the
// headline is one of the head, and the copy is about it.
const (
	inText  = iota // somewhere
	about          // often, or at the head
	inHead         // in headline, standfirst, bylines, topics
	inTitle        // in the headline
	levels
)

// Bounds of what of a copy is searched.
const (
	maxSearchText  = 200_000 // bytes of a body
	maxSearchWords = 20_000
	oftenEnough    = 3 // times in a body that make a copy be about a word
)

// stopSign stands before a very common word in a copy's stems: phrases need it, but
// it leads to the copy from the headline only. No stem has it, nor any sign but
// letters and digits.
const stopSign = "="

// searchText writes a copy's words: three lines, for the headline, the rest of the
// head, and the body, each word between spaces. The names of the section that a
// copy stands in and of the place that it speaks from are at its head. The cutter is
// one of the copy's language.
func searchText(c *Copy, where string, cut *analyse.Cutter) string {
	head := []string{c.Stand, where}
	for _, b := range c.Bylines {
		head = append(head, b.Name)
	}
	for _, t := range c.Topics {
		head = append(head, t.Name)
	}
	left := maxSearchWords
	var out strings.Builder
	for i, part := range []string{c.Headline, strings.Join(head, "\n"), plainFeed(c.Feed)} {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteByte(' ')
		for _, w := range cut.Words(part) {
			if left--; left < 0 {
				break
			}
			out.WriteString(phraseWord(c.Lang, w.Stem))
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// phraseWord is a word as stems have it.
func phraseWord(l lang.Tag, stem string) string {
	if analyse.Stop(l, stem) {
		return stopSign + stem
	}
	return stem
}

// levelsOf reads what searchText wrote: the words that lead to the copy, and at which
// level it has each.
func levelsOf(stems string) map[string]int {
	title, rest, _ := strings.Cut(stems, "\n")
	head, text, _ := strings.Cut(rest, "\n")
	words := map[string]int{}
	for w := range strings.FieldsSeq(title) {
		words[strings.TrimPrefix(w, stopSign)] = inTitle
	}
	for w := range strings.FieldsSeq(head) {
		if _, ok := words[w]; !ok && !strings.HasPrefix(w, stopSign) {
			words[w] = inHead
		}
	}
	times := map[string]int{}
	for w := range strings.FieldsSeq(text) {
		if strings.HasPrefix(w, stopSign) {
			continue
		}
		if times[w]++; words[w] == inText {
			words[w] = inText // a word of the text alone so far
			if times[w] >= oftenEnough {
				words[w] = about
			}
		}
	}
	return words
}

// Tokens are what the engine's index holds of a copy. The first letter says what a
// token is; the language follows, for the copies of all editions are in one index.
const (
	tokenSection, tokenKind, tokenTopic, tokenPlace = 'c', 'k', 't', 'v'
	tokenMonth, tokenYear                           = 'm', 'y'
)

var levelLetters = [levels]byte{inText: 'b', about: 'a', inHead: 's', inTitle: 'h'}

// token writes a token: letters and digits, and a middle dot, which the index takes for
// a letter, in the place of any other sign.
func token(letter byte, l lang.Tag, word string) string {
	return string(letter) + plainToken(string(l)) + "·" + plainToken(word)
}

// maxToken bounds the parts of a token: no key or stem is as long.
const maxToken = 100

func plainToken(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), maxToken)], "")
	for i := range len(s) {
		if c := s[i]; c < utf8.RuneSelf && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return strings.Map(func(r rune) rune {
				switch {
				case r >= utf8.RuneSelf || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
					return r
				case r >= 'A' && r <= 'Z':
					return r + 'a' - 'A'
				}
				return '·'
			}, s)
		}
	}
	return s
}

// searchTokens lists a copy's tokens.
func searchTokens(c *Card, words map[string]int) []string {
	tokens := make([]string, 0, 2*len(words)+8)
	for w, level := range words {
		for i := range level + 1 {
			tokens = append(tokens, token(levelLetters[i], c.Lang, w))
		}
	}
	month := monthOf(c.Lang, c.Published).month
	tokens = append(tokens, monthToken(tokenMonth, c.Lang, month), monthToken(tokenYear, c.Lang, month/12), token(tokenKind, c.Lang, c.Kind))
	if c.Section != "" {
		tokens = append(tokens, token(tokenSection, c.Lang, c.Section))
	}
	if c.Viewpoint != "" {
		tokens = append(tokens, token(tokenPlace, c.Lang, c.Viewpoint))
	}
	for _, t := range c.Topics {
		tokens = append(tokens, token(tokenTopic, c.Lang, t.ID))
	}
	return tokens
}

// plainFeed is the text of a body as feeds carry it, a line for each of its parts.
func plainFeed(feed string) string {
	feed = feed[:min(len(feed), maxSearchText)]
	var out strings.Builder
	out.Grow(len(feed))
	for feed != "" {
		text, rest, found := strings.Cut(feed, "<")
		out.WriteString(html.UnescapeString(text))
		if !found {
			break
		}
		tag, after, closed := cutTag(rest)
		if !closed {
			break
		}
		if !inlineTags[tag] {
			out.WriteByte('\n')
		}
		feed = after
	}
	return strings.ToValidUTF8(out.String(), "")
}

var inlineTags = map[string]bool{"a": true, "b": true, "i": true, "em": true, "strong": true, "s": true, "u": true, "span": true, "code": true, "q": true, "cite": true, "small": true, "bdi": true, "mark": true, "abbr": true, "wbr": true}

// cutTag reads a tag after its "<" up to and with its ">", which in quotes is none.
func cutTag(s string) (name, after string, closed bool) {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			name = strings.TrimPrefix(s[:i], "/")
			if end := strings.IndexAny(name, " \t\n/"); end >= 0 {
				name = name[:end]
			}
			return strings.ToLower(name), s[i+1:], true
		}
	}
	return "", "", false
}

// monthToken is the token of a month or a year, which engines that know no order need
// for asking for the newest.
func monthToken(letter byte, l lang.Tag, n int) string { return token(letter, l, strconv.Itoa(n)) }
