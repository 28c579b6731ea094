package page

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// role is what a line of a page is for.
type role uint8

const (
	short    role = iota // a title, a heading, a name: unknown yet
	prose                // sentences
	noise                // menus, buttons, share rows, counters
	opener               // a heading that opens a list of related stories
	ranking              // a heading that opens a list of any stories: most read, latest
	also                 // an opener and the other story's title in one line
	ender                // begins what follows an article
	appeal               // asks the reader for something
	notice               // speaks of the site: cookies, rights
	dateline             // mostly a date
	byline               // names the author
	credit               // names the maker of a picture
	tagline              // lists topics
)

// unit is one visible line or paragraph of a page.
type unit struct {
	text       string
	folded     string
	runes      int
	words      int
	heading    int  // 1–6 if the page says so
	bullet     bool // stands in a list
	quote      bool
	gap        bool // a blank line stands before it
	role       role
	label      bool // a section's name
	item       bool // heads an entry of a round-up
	dates      []found
	again      int             // how often it stands on the page beyond once
	twin       bool            // stands twice in a row
	common     bool            // stands on other pages of the batch
	everywhere bool            // stands on every page of a batch of three or more
	links      float64         // part of its text that is links; HTML only
	stemmed    map[string]bool // its stems, once asked for
}

// stems are the unit's, kept once made.
func (u *unit) stems() map[string]bool {
	if u.stemmed == nil {
		u.stemmed = stems(u.folded)
	}
	return u.stemmed
}

const sentenceEnds = ".!?…։؟。！？"

func newUnit(text string) unit {
	text = norm.NFC.String(strings.Join(strings.Fields(text), " "))
	u := unit{text: text, folded: fold(text), runes: utf8.RuneCountInString(text)}
	u.words = strings.Count(u.folded, " ") + 1
	if cjk(text) {
		u.words = u.runes / 2
	}
	return u
}

// cjk says that words are not parted by spaces.
func cjk(s string) bool {
	n, all := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			all++
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				n++
			}
		}
	}
	return n*2 > all && n > 0
}

// ended says that the text closes like a sentence.
func ended(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"'”’»)]“*–—-`, r)
	})
	if initials.MatchString(s) {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(sentenceEnds, r) || r == ':' || strings.HasSuffix(s, ":")
}

var innerStop = regexp.MustCompile(`\pL[\pL\pM\d)"”»’]*[.!?…։؟][)"”»’]?\s+["“«„(‘]?[\p{Lu}\p{Lo}\d]|[。！？]`)

// initials end a title without ending a sentence: "N.Y.C."
var initials = regexp.MustCompile(`(?:\p{Lu}\.){2,}$`)

// stops counts sentence ends within a text.
func stops(s string) int { return len(innerStop.FindAllStringIndex(s, 50)) }

// copyright marks a line of a page's foot.
var copyright = regexp.MustCompile(`(?i)^\W{0,3}(©|\(c\)\s|copyright\b)|©\s?\d{4}|\bcopyright ©`)

// classify decides the role from the line alone.
func (u *unit) classify(b *phrasebook) {
	u.role = short
	bare := strings.Join(strings.FieldsFunc(u.folded, func(r rune) bool { return unicode.IsDigit(r) || r == ' ' }), " ")
	lasts := strings.HasSuffix(u.text, ":") || strings.HasSuffix(u.text, "՝") || strings.HasSuffix(u.text, "…")
	rest, isOpener := b.opens(u.folded, "list")
	switch {
	case u.folded == "":
		u.role = noise
	case u.isDateline():
		u.role = dateline
	case bare == "":
		u.role = noise
	case u.isTagline(b):
		u.role = tagline
	case copyright.MatchString(u.text) && u.runes < 400:
		u.role = notice
	case b.is(u.folded, "section"):
		u.label = true
	case b.is(u.folded, "ranking") || b.is(bare, "ranking"):
		u.role = ranking
	case u.words < 3 && !lasts && b.is(u.folded, "list") && b.is(u.folded, "menu"):
		u.role = noise // "Read more" below a teaser is a button
	case b.is(u.folded, "list") || b.is(bare, "list"):
		u.role = opener
	case b.is(u.folded, "end") || b.is(bare, "end"):
		u.role = ender
	case b.is(u.folded, "menu", "social", "lang") || b.is(bare, "menu", "social", "lang"):
		u.role = noise
	case u.words <= 40 && b.covered(u.folded, "menu", "social", "lang", "list", "end", "section", "ranking"):
		u.role = noise
	case isOpener && rest != "" && u.runes < 260 && separated(u.text):
		u.role = also
	case isOpener && lasts && u.words <= 6:
		u.role = opener
	case u.isCredit(b):
		u.role = credit
	case u.isByline(b):
		u.role = byline
	case u.runes < 700 && anyIn(u.folded, b.notice) > 0 && (u.runes < 350 || anyIn(u.folded, b.notice) > 1):
		u.role = notice
	case u.runes < 700 && anyIn(u.folded, b.appeal) > 0 && u.appeals(b):
		u.role = appeal
	case u.isProse():
		u.role = prose
	}
}

// appeals keeps reporting about donations and followers: a quoted or long
// paragraph with one such phrase is not an appeal.
func (u *unit) appeals(b *phrasebook) bool {
	n := anyIn(u.folded, b.appeal)
	quoted := strings.ContainsAny(u.text, `“”«»"„`)
	return n > 1 || u.runes < 140 || u.runes < 350 && !quoted
}

func (u *unit) isProse() bool {
	switch {
	case u.heading > 0:
		return false
	case u.runes >= 220:
		return u.links < 0.7
	case u.words >= 6 && ended(u.text) || u.words >= 8 && stops(u.text) > 0:
		return true
	}
	return u.words >= 22
}

// separated says that something parts a line's first words from the rest, as
// in "Read also: …".
func separated(s string) bool {
	i := strings.IndexFunc(s, func(r rune) bool { return strings.ContainsRune(":՝–—|►▶→»", r) })
	return i >= 0 && strings.Count(s[:i], " ") < 6
}

func (u *unit) isDateline() bool {
	u.dates = findDates(u.text, nil)
	if len(u.dates) == 0 {
		return false
	}
	dated := 0
	for _, f := range u.dates {
		dated += utf8.RuneCountInString(u.text[f.from:f.to])
	}
	rest := u.runes - dated
	return rest <= 25 && !ended(strings.TrimRight(u.text, "0123456789:., ")) || rest <= 45 && strings.ContainsAny(u.text, "|•·—/") && u.words < 14
}

func (u *unit) isCredit(b *phrasebook) bool {
	for _, p := range []string{"photo by ", "media caption ", "image caption ", "image copyright ", "image source "} {
		if strings.HasPrefix(u.folded, p) {
			return true
		}
	}
	if u.words > 40 || !strings.ContainsAny(u.text, ":/©՝") {
		return false
	}
	for k, part := range creditParting.Split(u.text, 6) {
		p := fold(part)
		rest, ok := b.opens(p, "credit")
		first := strings.IndexAny(part, ":/©՝")
		if ok && rest != "" && first >= 0 && first < 40 && (k == 0 && u.words <= 25 || strings.Count(rest, " ") < 6) {
			return true
		}
	}
	return false
}

// creditParting parts a picture's caption from the maker's name.
var creditParting = regexp.MustCompile(`[|(]|[.!?։]\s+|\s[—–-]\s`)

func (u *unit) isTagline(b *phrasebook) bool {
	rest, ok := b.opens(u.folded, "tags")
	return ok && rest != "" && u.runes < 400 && u.words < 50 && !ended(u.text) && strings.ContainsAny(strings.ToValidUTF8(u.text[:min(len(u.text), 60)], ""), ":՝") ||
		strings.HasPrefix(u.text, "#") && strings.Count(u.text, "#") >= max(1, u.words/3)
}

func (u *unit) isByline(b *phrasebook) bool {
	rest, ok := b.opens(u.folded, "byline")
	if !ok || rest == "" || u.words > 12 || ended(u.text) && !strings.HasSuffix(u.text, ".") {
		return false
	}
	if i := strings.IndexAny(u.text, ":՝"); i >= 0 && i < 40 {
		return true
	}
	if strings.TrimSpace(strings.TrimSuffix(u.folded, rest)) == "words" {
		return false // without a sign it begins a sentence
	}
	name, _ := splitPlace(strings.TrimSpace(afterWords(u.text, u.words-strings.Count(rest, " ")-1)))
	return len(b.exact["byline"]) > 0 && looksLikeName(name, true)
}

// afterWords drops the first n words.
func afterWords(s string, n int) string {
	f := strings.Fields(s)
	if n < 0 || n >= len(f) {
		return ""
	}
	return strings.Join(f[n:], " ")
}
