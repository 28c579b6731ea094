package body

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Difference is one block in a comparison of two bodies, as a person reads it.
type Difference struct {
	ID            string
	Before, After *Block // nil where the block is not there
	From, To      int    // its places, counted from 1; 0 where it is not there
	Moved         bool   // it stands elsewhere among the blocks that are in both
	Parts         []PartDiff
	Facts         []Fact // what changed beside words
}

// Same says that the block stands as it stood, where it stood.
func (d Difference) Same() bool {
	return d.Before != nil && d.After != nil && !d.Moved && len(d.Parts) == 0 && len(d.Facts) == 0
}

// PartDiff is how the words of one part of a block changed. Name is text, cite, item,
// caption, cell, note or html.
type PartDiff struct {
	Name string
	Runs []Run
}

// RunKind says what became of some words.
type RunKind string

// The kinds of run.
const (
	Kept     RunKind = "kept"
	Deleted  RunKind = "deleted"
	Inserted RunKind = "inserted"
)

// Run is a stretch of words with one fate.
type Run struct {
	Kind RunKind
	Text string
}

// Fact is something about a block that is no words and changed. Key is type, level,
// ordered, header, picture, pictures, alt, credit, leads, embed, embed_title, links,
// marks or parts. Was and Is are empty where only the fact can be told.
type Fact struct {
	Key, Was, Is string
}

// Compare tells what became of a body, block by block, in the order of after. A block
// that is gone stands behind the one it stood behind.
func Compare(before, after Doc) []Difference {
	was := byID(before)
	is := byID(after)
	gone := goneBehind(before, is)
	moved := movedBlocks(before, after, is)
	place := make(map[string]int, len(before.Blocks))
	for i := range before.Blocks {
		place[before.Blocks[i].ID] = i + 1
	}
	out := make([]Difference, 0, len(after.Blocks))
	leave := func(behind string) {
		for _, b := range gone[behind] {
			out = append(out, Difference{ID: b.ID, Before: b, From: place[b.ID], Parts: wordsOf(b, Deleted)})
		}
	}
	leave("")
	for i := range after.Blocks {
		b := &after.Blocks[i]
		d := Difference{ID: b.ID, Before: was[b.ID], After: b, From: place[b.ID], To: i + 1, Moved: moved[b.ID]}
		switch {
		case d.Before == nil:
			d.Parts = wordsOf(b, Inserted)
		case !equalBlocks(d.Before, b):
			d.Parts, d.Facts = compareBlocks(d.Before, b)
		}
		out = append(out, d)
		leave(b.ID)
	}
	return out
}

// goneBehind lists the blocks that are gone by the last one before them that stays.
func goneBehind(before Doc, is map[string]*Block) map[string][]*Block {
	gone := map[string][]*Block{}
	last := ""
	for i := range before.Blocks {
		b := &before.Blocks[i]
		if is[b.ID] != nil {
			last = b.ID
		} else {
			gone[last] = append(gone[last], b)
		}
	}
	return gone
}

// movedBlocks are those that are in both and keep to no longest common order.
func movedBlocks(before, after Doc, is map[string]*Block) map[string]bool {
	at := make(map[string]int, len(after.Blocks))
	for i := range after.Blocks {
		at[after.Blocks[i].ID] = i
	}
	var order []int
	var ids []string
	for i := range before.Blocks {
		if id := before.Blocks[i].ID; is[id] != nil {
			order, ids = append(order, at[id]), append(ids, id)
		}
	}
	moved := map[string]bool{}
	for i, stays := range longestIncreasing(order) {
		if !stays {
			moved[ids[i]] = true
		}
	}
	return moved
}

// CompareWords tells how one line of words became another.
func CompareWords(before, after string) []Run {
	runs, _, _ := compareParts(part{text: before}, part{text: after})
	return runs
}

// WordChange counts the words that a comparison brought and took out.
func WordChange(list []Difference) (in, out int) {
	for _, d := range list {
		for _, p := range d.Parts {
			for _, r := range p.Runs {
				switch r.Kind {
				case Inserted:
					in += WordCount(r.Text)
				case Deleted:
					out += WordCount(r.Text)
				}
			}
		}
	}
	return in, out
}

// part is a stretch of words of a block that is compared by itself.
type part struct {
	key, name, text string
	marks           []marked
}

// marked says which marks the bytes of a part have up to an end.
type marked struct {
	end   int
	marks []Mark
}

// partsOf lists the parts of a block in the order in which they are read.
func partsOf(b *Block) []part {
	var w partWriter
	w.block("", b)
	return w.parts
}

type partWriter struct{ parts []part }

func (w *partWriter) spans(key, name string, spans []Span) {
	if len(spans) == 0 {
		return
	}
	p := part{key: key, name: name}
	var text strings.Builder
	notes := 0
	for _, s := range spans {
		switch {
		case s.Break:
			text.WriteByte('\n')
		case s.Note != nil:
			defer w.spans(key+"/note"+strconv.Itoa(notes), "note", s.Note)
			notes++
			continue
		default:
			text.WriteString(s.Text)
		}
		p.marks = append(p.marks, marked{text.Len(), s.Marks})
	}
	p.text = text.String()
	w.parts = append(w.parts, p)
}

func (w *partWriter) block(at string, b *Block) {
	w.spans(at+"text", "text", b.Text)
	w.items(at, b.Items)
	for i := range b.Pictures {
		w.spans(at+"caption "+pictureKey(&b.Pictures[i]), "caption", b.Pictures[i].Caption)
	}
	for _, row := range b.Rows {
		for _, c := range row {
			w.spans(at+"cell "+c.ID, "cell", c.Text)
		}
	}
	for i := range b.Blocks {
		w.block(at+b.Blocks[i].ID+" ", &b.Blocks[i])
	}
	if b.HTML != "" {
		w.parts = append(w.parts, part{key: at + "html", name: "html", text: htmlText(b.HTML)})
	}
	w.spans(at+"cite", "cite", b.Cite)
}

func (w *partWriter) items(at string, items []Item) {
	for _, it := range items {
		w.spans(at+"item "+it.ID, "item", it.Text)
		w.items(at, it.Items)
	}
}

// wordsOf gives all words of a block one fate.
func wordsOf(b *Block, kind RunKind) []PartDiff {
	var out []PartDiff
	for _, p := range partsOf(b) {
		out = append(out, PartDiff{p.name, []Run{{kind, p.text}}})
	}
	return out
}

// compareBlocks compares two states of one block, part by part.
func compareBlocks(before, after *Block) (parts []PartDiff, facts []Fact) {
	old, now := partsOf(before), partsOf(after)
	is := map[string]bool{}
	for _, p := range now {
		is[p.key] = true
	}
	was := map[string]part{}
	gone := map[string][]part{} // by the key of the part that they stood behind
	last := ""
	for _, p := range old {
		was[p.key] = p
		if is[p.key] {
			last = p.key
		} else {
			gone[last] = append(gone[last], p)
		}
	}
	changed, marks, links := false, false, false
	leave := func(behind string) {
		for _, p := range gone[behind] {
			parts, changed = append(parts, PartDiff{p.name, []Run{{Deleted, p.text}}}), true
		}
	}
	leave("")
	for _, p := range now {
		from, there := was[p.key]
		if !there {
			parts, changed = append(parts, PartDiff{p.name, []Run{{Inserted, p.text}}}), true
		} else {
			runs, m, l := compareParts(from, p)
			marks, links = marks || m, links || l
			changed = changed || from.text != p.text
			parts = append(parts, PartDiff{p.name, runs})
		}
		leave(p.key)
	}
	if !changed {
		parts = nil
	}
	facts = factsOf(before, after)
	if links {
		facts = append(facts, Fact{Key: "links"})
	}
	if marks {
		facts = append(facts, Fact{Key: "marks"})
	}
	if !changed && len(facts) == 0 {
		facts = append(facts, Fact{Key: "parts"})
	}
	return parts, facts
}

// factsOf tells what changed of a block beside its words and their marks.
func factsOf(a, b *Block) (facts []Fact) {
	tell := func(key, was, is string) {
		if was != is {
			facts = append(facts, Fact{key, was, is})
		}
	}
	tell("type", string(a.Type), string(b.Type))
	if a.Level > 0 && b.Level > 0 {
		tell("level", strconv.Itoa(a.Level), strconv.Itoa(b.Level))
	}
	tell("ordered", strconv.FormatBool(a.Ordered), strconv.FormatBool(b.Ordered))
	tell("header", strconv.FormatBool(a.Header), strconv.FormatBool(b.Header))
	one, other := EmbedLink{}, EmbedLink{}
	if a.Embed != nil {
		one = *a.Embed
	}
	if b.Embed != nil {
		other = *b.Embed
	}
	tell("embed", one.URL, other.URL)
	tell("embed_title", one.Title, other.Title)
	if len(a.Pictures) != len(b.Pictures) {
		tell("pictures", strconv.Itoa(len(a.Pictures)), strconv.Itoa(len(b.Pictures)))
		return facts
	}
	for i := range a.Pictures {
		p, q := &a.Pictures[i], &b.Pictures[i]
		if pictureKey(p) != pictureKey(q) {
			facts = append(facts, Fact{Key: "picture"})
		}
		tell("alt", p.Alt, q.Alt)
		tell("credit", p.Credit, q.Credit)
		tell("leads", p.Link, q.Link)
	}
	return facts
}

// compareParts finds which words changed; of those that stayed, whether their marks did.
func compareParts(a, b part) (runs []Run, marks, links bool) {
	at, bt := readable(a.text), readable(b.text)
	in := map[string]int32{}
	hunks := joined(diff(numbered(in, at), numbered(in, bt)), at)
	i, j := 0, 0
	keep := func(to int) {
		for ; i < to; i, j = i+1, j+1 {
			m, l := sameMarks(a, at[i], b, bt[j])
			marks, links = marks || !m, links || !l
		}
	}
	add := func(kind RunKind, text string, tokens []stretch) {
		if len(tokens) > 0 {
			runs = append(runs, Run{kind, text[tokens[0].from:tokens[len(tokens)-1].to]})
		}
	}
	for _, h := range hunks {
		add(Kept, a.text, at[i:h.aLo])
		keep(h.aLo)
		add(Deleted, a.text, at[h.aLo:h.aHi])
		add(Inserted, b.text, bt[h.bLo:h.bHi])
		i, j = h.aHi, h.bHi
	}
	add(Kept, a.text, at[i:])
	keep(len(at))
	return runs, marks, links
}

// joined makes one change of two that no word parts: a phrase is read as a whole.
func joined(hunks []hunk, tokens []stretch) []hunk {
	var out []hunk
	for _, h := range hunks {
		if n := len(out); n > 0 && !slices.ContainsFunc(tokens[out[n-1].aHi:h.aLo], func(t stretch) bool { return t.word }) {
			out[n-1].aHi, out[n-1].bHi = h.aHi, h.bHi
			continue
		}
		out = append(out, h)
	}
	return out
}

// stretch is a word, a run of space or another sign within a text.
type stretch struct {
	from, to int
	text     string
	word     bool
}

// readable cuts a text where a person would: a word keeps its apostrophe, a number its
// point; ideographs stand alone.
func readable(text string) (out []stretch) {
	for i := 0; i < len(text); {
		n := tokenLen(text[i:])
		first, size := utf8.DecodeRuneInString(text[i:])
		word := tokenClass(first) == 1
		switch {
		case word && ideograph(first):
			n = size
		case word:
			n = glued(text[i:], n)
		}
		out = append(out, stretch{i, i + n, text[i : i+n], word})
		i += n
	}
	return out
}

// glued is how long the word is that begins with one of n bytes.
func glued(text string, n int) int {
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !glueRune(r) && r != '-' {
			break
		}
		before, _ := utf8.DecodeLastRuneInString(text[:n])
		after, _ := utf8.DecodeRuneInString(text[n+size:])
		if !wordRune(after) || ideograph(after) || (r == '.' || r == ',') && !(unicode.IsDigit(before) && unicode.IsDigit(after)) {
			break
		}
		n += size + tokenLen(text[n+size:])
	}
	return n
}

func numbered(in map[string]int32, tokens []stretch) []int32 {
	out := make([]int32, len(tokens))
	for i, t := range tokens {
		n, ok := in[t.text]
		if !ok {
			n = int32(len(in))
			in[t.text] = n
		}
		out[i] = n
	}
	return out
}

// sameMarks compares the marks of two equal words: those of form, and links.
func sameMarks(a part, s stretch, b part, t stretch) (form, links bool) {
	af, al := a.marksOf(s)
	bf, bl := b.marksOf(t)
	return af == bf, al == bl
}

func (p part) marksOf(s stretch) (form, links string) {
	i, _ := slices.BinarySearchFunc(p.marks, s.from+1, func(m marked, at int) int { return m.end - at })
	for ; i < len(p.marks); i++ {
		for _, m := range p.marks[i].marks {
			if m.Type == Link {
				links += m.Href + " "
			} else {
				form += string(m.Type) + m.Lang + " "
			}
		}
		if p.marks[i].end >= s.to {
			break
		}
	}
	return form, links
}
