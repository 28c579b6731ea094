package check

import (
	"slices"
	"strings"
	"unicode"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// leaf stands for what is no text: a break is a line end, a footnote and every rune
// of code and of words marked as another language's are this.
const leaf = '\ufffc'

// text is a side read for checking: all its parts, a line end between them.
type text struct {
	lang     lang.Tag
	first    string // the id of the first block
	runes    []rune
	lines    []line
	words    []word
	links    []link
	notes    int
	embeds   []string
	pictures []string
}

// line is one part of a block in the text.
type line struct {
	block, part string
	from, to    int
}

// word is a run of letters, marks and digits, in small letters.
type word struct {
	from, to int
	low      string
	cap      bool // its first letter is a capital
	begins   bool // it begins a sentence or a part
}

type link struct {
	href     string
	from, to int
}

func read(s Side) text {
	t := text{lang: s.Lang}
	if len(s.Blocks) > 0 {
		t.first = s.Blocks[0].ID
	}
	for i := range s.Blocks {
		t.block(&s.Blocks[i])
	}
	t.cut()
	return t
}

func (t *text) block(b *body.Block) {
	t.part(b.ID, "text", b.Text)
	t.items(b.Items)
	for i := range b.Pictures {
		p := &b.Pictures[i]
		t.pictures = append(t.pictures, p.Media+p.Source)
		t.part(b.ID, "caption", p.Caption)
	}
	if b.Embed != nil {
		t.embeds = append(t.embeds, b.Embed.URL)
	}
	for _, row := range b.Rows {
		for _, c := range row {
			t.part(c.ID, "text", c.Text)
		}
	}
	for i := range b.Blocks {
		t.block(&b.Blocks[i])
	}
	t.part(b.ID, "cite", b.Cite)
}

func (t *text) items(items []body.Item) {
	for i := range items {
		t.part(items[i].ID, "text", items[i].Text)
		t.items(items[i].Items)
	}
}

func (t *text) part(block, name string, spans []body.Span) {
	if len(spans) == 0 {
		return
	}
	if len(t.runes) > 0 {
		t.runes = append(t.runes, '\n')
	}
	l := line{block: block, part: name, from: len(t.runes)}
	var notes [][]body.Span
	for _, s := range spans {
		switch {
		case s.Break:
			t.runes = append(t.runes, '\n')
		case s.Note != nil:
			t.runes = append(t.runes, leaf)
			t.notes++
			notes = append(notes, s.Note)
		default:
			t.span(s)
		}
	}
	l.to = len(t.runes)
	t.lines = append(t.lines, l)
	for _, n := range notes {
		t.part(block, "note", n)
	}
}

func (t *text) span(s body.Span) {
	from, held := len(t.runes), false
	for _, m := range s.Marks {
		held = held || m.Type == body.Code || m.Type == body.Lang
	}
	for _, r := range s.Text {
		if held {
			if r > 0xFFFF {
				t.runes = append(t.runes, leaf) // so that units stay what they were
			}
			r = leaf
		}
		t.runes = append(t.runes, r)
	}
	for _, m := range s.Marks {
		if m.Type != body.Link {
			continue
		}
		// The spans of one link stand beside each other and differ in other marks only.
		if n := len(t.links); n > 0 && t.links[n-1].href == m.Href && t.links[n-1].to == from {
			t.links[n-1].to = len(t.runes)
		} else {
			t.links = append(t.links, link{m.Href, from, len(t.runes)})
		}
	}
}

// inWord says that a rune belongs to a word.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || armenianMark(r) || r == '\u200c'
}

// armenianMark says that r is one of the marks that stand inside an Armenian word.
func armenianMark(r rune) bool { return r >= 0x55B && r <= 0x55E && r != 0x55D }

// cut finds the words.
func (t *text) cut() {
	begins := true
	for i := 0; i < len(t.runes); {
		r := t.runes[i]
		if !inWord(r) || armenianMark(r) || r == '\u200c' {
			if strings.ContainsRune(".!?։:…\n؟۔", r) {
				begins = true
			}
			i++
			continue
		}
		from := i
		var low strings.Builder
		for i < len(t.runes) && (inWord(t.runes[i]) || apostrophe(t.runes, i)) {
			switch r := t.runes[i]; {
			case armenianMark(r), r == '\u200c', r == 0x301:
			case r == '’' || r == 'ʼ':
				low.WriteByte('\'')
			default:
				low.WriteRune(r)
			}
			i++
		}
		t.words = append(t.words, word{from, i, lang.Lower(low.String(), t.lang), unicode.IsUpper(t.runes[from]), begins})
		begins = false
	}
}

// apostrophe says that an apostrophe stands inside a word.
func apostrophe(runes []rune, i int) bool {
	switch runes[i] {
	case '\'', '’', 'ʼ':
		return i > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1])
	}
	return false
}

// place says where a stretch of the text stands.
func (t *text) place(from, to int) Place {
	i := max(0, slices.IndexFunc(t.lines, func(l line) bool { return from >= l.from && from <= l.to && to <= l.to }))
	if len(t.lines) == 0 {
		return Place{Block: t.first}
	}
	l := t.lines[i]
	return Place{l.block, l.part, units(t.runes[l.from:from]), units(t.runes[l.from:min(to, l.to)])}
}

func (t *text) whole() Place { return Place{Block: t.first} }

// units counts UTF-16 code units.
func units(runes []rune) (n int) {
	for _, r := range runes {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func (t *text) speaks() bool { return len(t.words) > 0 }

// same says that two texts have the same words.
func (t *text) same(u *text) bool {
	return len(t.words) > 0 && slices.EqualFunc(t.words, u.words, func(a, b word) bool { return a.low == b.low })
}

// wordy says that a text is more than names and numbers: three words in a row that are
// neither, or one in a script without capitals.
func (t *text) wordy() bool {
	n := 0
	for _, w := range t.words {
		if !w.cap && !strings.ContainsFunc(w.low, unicode.IsDigit) {
			n++
		}
	}
	return n >= 3
}

// shorten keeps a quotation of a text to a line's length.
func shorten(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}

// Cut gives the words of a side at a place; "" where nothing stands there.
func Cut(s Side, p Place) string {
	t := read(s)
	for _, l := range t.lines {
		if l.block != p.Block || l.part != p.Part {
			continue
		}
		from, to, n := -1, -1, 0
		for i := l.from; i <= l.to; i++ {
			if n == p.From && from < 0 {
				from = i
			}
			if n == p.To {
				to = i
				break
			}
			if i < l.to {
				n += units(t.runes[i : i+1])
			}
		}
		if from >= 0 && to > from {
			return string(t.runes[from:to])
		}
	}
	return ""
}
