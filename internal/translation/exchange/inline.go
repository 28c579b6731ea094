package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/body"
)

// encode writes inline content as pieces, marks as codes that nest. Footnotes become
// codes whose Data is their number, from first on; their words are the caller's.
func encode(spans []body.Span, first int) []Piece {
	e := encoder{note: first}
	e.run(spans, 0)
	return e.out
}

type encoder struct {
	out  []Piece
	note int
}

// run writes spans whose first depth marks are written already.
func (e *encoder) run(spans []body.Span, depth int) {
	for i := 0; i < len(spans); {
		s := spans[i]
		switch {
		case s.Break:
			e.out = append(e.out, Piece{Role: Single, Kind: Break})
		case s.Note != nil:
			e.out = append(e.out, Piece{Role: Single, Kind: Footnote, Data: noteKey(e.note)})
			e.note++
		case len(s.Marks) <= depth:
			e.out = append(e.out, Piece{Text: s.Text})
		default:
			end := sameMark(spans, i, depth)
			open, closing := codeOf(s.Marks[depth]), codeOf(s.Marks[depth])
			open.Role, closing.Role = Open, Close
			e.out = append(e.out, open)
			e.run(spans[i:end], depth+1)
			e.out = append(e.out, closing)
			i = end
			continue
		}
		i++
	}
}

// sameMark gives the end of the spans from i on that share the mark at a depth. Breaks and
// footnotes carry no marks: between two that share it they belong to it.
func sameMark(spans []body.Span, i, depth int) int {
	end := i + 1
	for j := end; j < len(spans); j++ {
		s := spans[j]
		if s.Text == "" {
			continue
		}
		if len(s.Marks) <= depth || s.Marks[depth] != spans[i].Marks[depth] {
			break
		}
		end = j + 1
	}
	return end
}

func noteKey(n int) string { return "n" + strconv.Itoa(n) }

// number gives each code of a source an id, pairs the same.
func number(pieces []Piece, first int) {
	var open []string
	for i := range pieces {
		switch pieces[i].Role {
		case Single:
			pieces[i].ID = strconv.Itoa(first)
			first++
		case Open:
			pieces[i].ID = strconv.Itoa(first)
			open = append(open, pieces[i].ID)
			first++
		case Close:
			pieces[i].ID = open[len(open)-1]
			open = open[:len(open)-1]
		}
	}
}

// numberLike gives the codes of a translation the ids of the same codes in the source, in
// their order; those that the source has not get ids of their own.
func numberLike(target, source []Piece) {
	type sort struct {
		kind   Kind
		data   string
		single bool
	}
	free, next := map[sort][]string{}, 1
	for _, p := range source {
		if p.Role == Single || p.Role == Open {
			k := sort{p.Kind, p.Data, p.Role == Single}
			free[k] = append(free[k], p.ID)
			next++
		}
	}
	var open []string
	for i := range target {
		p := &target[i]
		switch p.Role {
		case Single, Open:
			k := sort{p.Kind, p.Data, p.Role == Single}
			if ids := free[k]; len(ids) > 0 {
				p.ID, free[k] = ids[0], ids[1:]
			} else {
				p.ID = strconv.Itoa(next)
				next++
			}
			if p.Role == Open {
				open = append(open, p.ID)
			}
		case Close:
			p.ID, open = open[len(open)-1], open[:len(open)-1]
		}
	}
}

// Trouble is something in a unit that came back otherwise than it should.
type Trouble string

// The troubles of inline codes. None of them keeps the words from coming in.
const (
	CodeLost     Trouble = "lost"     // a link, footnote or other code of the source is not there
	CodeDoubled  Trouble = "doubled"  // one code stands there twice
	CodeForeign  Trouble = "foreign"  // a code that was never sent; its words came in without it
	CodeUnpaired Trouble = "unpaired" // a code begins and does not end, or the reverse
)

// Resolve gives pieces of a file the codes that their ids stand for. Known are the pieces
// that went out. What is not known is dropped, its words stay.
func Resolve(pieces []Piece, known ...[]Piece) (out []Piece, troubles []Trouble) {
	type end struct {
		id     string
		single bool
	}
	codes := map[end]Piece{}
	for _, list := range known {
		for _, p := range list {
			if k := (end{p.ID, p.Role == Single}); p.Role != Text && p.ID != "" && codes[k].Role == Text {
				codes[k] = p
			}
		}
	}
	seen := map[Piece]bool{}
	for _, p := range pieces {
		if p.Role != Text && p.Kind == Unknown {
			k, ok := codes[end{p.ID, p.Role == Single}]
			if !ok {
				troubles = add(troubles, CodeForeign)
				continue
			}
			p.Kind, p.Data = k.Kind, k.Data
		}
		if p.Role != Text && p.Kind == Foreign {
			troubles = add(troubles, CodeForeign)
			continue
		}
		if p.Role != Text && p.ID != "" {
			if key := (Piece{Role: p.Role, ID: p.ID}); !seen[key] {
				seen[key] = true
			} else if troubles = add(troubles, CodeDoubled); p.Kind == Footnote || p.Kind == Para {
				continue // its words cannot stand in two places
			}
		}
		out = append(out, p)
	}
	return out, troubles
}

func add(troubles []Trouble, t Trouble) []Trouble {
	if slices.Contains(troubles, t) {
		return troubles
	}
	return append(troubles, t)
}

// lost says whether a translation lacks a code of the source that carries more than a
// look: a link, a footnote, words marked as of another language, mark-up.
func lost(source, target []Piece) bool {
	count := map[Kind]int{}
	for _, p := range target {
		if p.Role == Single || p.Role == Open {
			count[p.Kind]++
		}
	}
	for _, p := range source {
		if p.Role != Single && p.Role != Open {
			continue
		}
		switch p.Kind {
		case Kind(body.Link), Kind(body.Lang), Footnote, Tag:
			if count[p.Kind]--; count[p.Kind] < 0 {
				return true
			}
		}
	}
	return false
}

// decode makes inline content of resolved pieces. Note gives the words of a footnote by
// its key; nil drops it.
func decode(pieces []Piece, note func(key string) []body.Span) (spans []body.Span, troubles []Trouble) {
	var open []Piece
	for _, p := range pieces {
		switch p.Role {
		case Text:
			spans = append(spans, body.Span{Text: p.Text, Marks: marksOf(open)})
		case Open:
			open = append(open, p)
		case Close:
			i := lastOpen(open, p)
			if i < 0 {
				troubles = add(troubles, CodeUnpaired)
				continue
			}
			open = slices.Delete(open, i, i+1)
		case Single:
			switch p.Kind {
			case Break:
				spans = append(spans, body.Span{Break: true})
			case Footnote:
				if words := note(p.Data); len(words) > 0 {
					spans = append(spans, body.Span{Note: words})
				}
			}
		}
	}
	if len(open) > 0 {
		troubles = add(troubles, CodeUnpaired)
	}
	return body.NormaliseSpans(spans), troubles
}

// lastOpen finds what a closing code closes: the code of its id, or the innermost of its
// kind where files know no ids.
func lastOpen(open []Piece, closing Piece) int {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].ID == closing.ID && (closing.ID != "" || open[i].Kind == closing.Kind) {
			return i
		}
	}
	return -1
}

func marksOf(open []Piece) []body.Mark {
	var marks []body.Mark
	for i := len(open) - 1; i >= 0; i-- { // the inner of two counts, as in HTML
		m, ok := open[i].mark()
		if ok && !slices.ContainsFunc(marks, func(have body.Mark) bool { return have.Type == m.Type }) {
			marks = append(marks, m)
		}
	}
	return marks
}

// Hash names what pieces say: words, marks, links and places of footnotes. Ids of codes,
// the order in which marks nest and line ends at the end make no difference. It is empty for nothing.
func Hash(pieces []Piece) string {
	var b strings.Builder
	for i, part := range split(pieces) {
		if i > 0 {
			b.WriteString("\x00para")
		}
		b.WriteString(canonical(part))
	}
	if b.Len() == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// canonical is one text for all pieces that say the same.
func canonical(pieces []Piece) string {
	var b strings.Builder
	if slices.ContainsFunc(pieces, func(p Piece) bool { return p.Kind == Tag }) {
		for _, p := range pieces {
			b.WriteString(p.Data + p.Text + "\x00")
		}
		return b.String()
	}
	spans, _ := decode(pieces, func(key string) []body.Span { return []body.Span{{Text: key}} })
	if spans = trimBreaks(spans); len(spans) == 0 {
		return ""
	}
	raw, err := json.Marshal(spans)
	if err != nil {
		panic("exchange: spans cannot be written: " + err.Error()) // no type in them can fail
	}
	return string(raw)
}

// split cuts pieces where a new block begins.
func split(pieces []Piece) (parts [][]Piece) {
	start := 0
	for i, p := range pieces {
		if p.Kind == Para && p.Role == Single {
			parts = append(parts, pieces[start:i])
			start = i + 1
		}
	}
	return append(parts, pieces[start:])
}

// Words is the text of pieces alone; a break is a line end.
func Words(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Role == Text:
			b.WriteString(p.Text)
		case p.Kind == Break || p.Kind == Para:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// blank says that pieces hold no words, whatever codes they hold.
func blank(pieces []Piece) bool {
	return !slices.ContainsFunc(pieces, func(p Piece) bool { return p.Role == Text && strings.TrimSpace(p.Text) != "" })
}
