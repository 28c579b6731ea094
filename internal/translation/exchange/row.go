package exchange

import (
	"slices"
	"strconv"
	"strings"

	"masthead/internal/body"
)

// Row is what of a text belongs together: blocks of the source, and the blocks of the
// translation that say the same. One side may have several where the other has one.
type Row struct {
	Source []body.Block // at least one
	Target []body.Block // none where nothing is translated
	State  State
	Hash   string // of the source's words; see Stamp
	Notes  []Note
	Locked bool // it goes out to be read only: left out on purpose, or no file can hold how it is built
}

// ID is the row's: that of its first source block.
func (r Row) ID() string { return r.Source[0].ID }

// Units are the row as a file has it.
func (r Row) Units() []Unit {
	if len(r.Source) == 1 && len(r.Target) <= 1 && r.fits() {
		return r.byField()
	}
	return r.together()
}

// fits says whether each run of words in the source has its place in the translation.
func (r Row) fits() bool {
	if len(r.Target) == 0 {
		return true
	}
	places := map[string]bool{}
	for _, f := range fieldsOf(&r.Target[0]) {
		places[f.place] = true
	}
	for _, f := range fieldsOf(&r.Source[0]) {
		if p, _ := f.pieces(); len(p) > 0 && !places[f.place] {
			return false
		}
	}
	return true
}

func (r Row) unit(key string) Unit {
	return Unit{
		ID: join(r.ID(), key), Name: string(r.Source[0].Type), State: r.State, Locked: r.Locked,
		Stamp: Stamp{Source: r.Hash, State: r.State},
	}
}

// byField makes a unit of each run of words, and of each footnote after the words it stands in.
func (r Row) byField() (units []Unit) {
	targets := map[string]field{}
	if len(r.Target) == 1 {
		for _, f := range fieldsOf(&r.Target[0]) {
			targets[f.place] = f
		}
	}
	for _, f := range fieldsOf(&r.Source[0]) {
		source, notes := f.pieces()
		if len(source) == 0 {
			continue
		}
		var target []Piece
		var translated [][]body.Span
		if t, ok := targets[f.place]; ok {
			target, translated = t.pieces()
		}
		units = append(units, r.filled(f.key, source, target))
		for i := range max(len(notes), len(translated)) {
			units = append(units, r.filled(join(f.key, noteKey(i+1)), noteAt(notes, i), noteAt(translated, i)))
		}
	}
	if len(units) > 0 {
		units[0].Notes = r.Notes
	}
	return units
}

func noteAt(notes [][]body.Span, i int) []Piece {
	if i >= len(notes) {
		return nil
	}
	return encode(notes[i], 1)
}

func (r Row) filled(key string, source, target []Piece) Unit {
	u := r.unit(key)
	number(source, 1)
	numberLike(target, source)
	u.Source, u.Target = source, target
	if len(target) == 0 {
		u.State, u.Stamp.State = Untranslated, Untranslated
	}
	u.Stamp.Target = Hash(target)
	return u
}

// together makes one unit of blocks that only make sense as a whole, their borders codes.
// It is locked unless each block has one run of words and no footnote.
func (r Row) together() []Unit {
	source, plain := joined(r.Source)
	target, plainToo := joined(r.Target)
	u := r.filled("", source, target)
	u.Locked = r.Locked || !plain || !plainToo
	u.Notes = r.Notes
	if len(u.Source) == 0 {
		return nil
	}
	return []Unit{u}
}

func joined(blocks []body.Block) (out []Piece, plain bool) {
	plain = true
	for i := range blocks {
		runs := 0
		if i > 0 {
			out = append(out, Piece{Role: Single, Kind: Para, Data: strconv.Itoa(i)})
		}
		for _, f := range fieldsOf(&blocks[i]) {
			pieces, notes := f.pieces()
			if len(pieces) == 0 {
				continue
			}
			if runs++; runs > 1 {
				out = append(out, Piece{Role: Single, Kind: Break})
			}
			plain = plain && f.key == "" && len(notes) == 0
			out = append(out, pieces...)
		}
		plain = plain && runs == 1
	}
	return out, plain
}

// Filled is a row with a translation in it.
type Filled struct {
	Blocks   []body.Block // of the translation; empty when nothing of it came
	New      bool         // the row had no translation; Blocks are built as the source's, with their ids
	Troubles map[string][]Trouble
	Broken   bool // the borders of its blocks are gone: it cannot come in, see Units
	Missing  int  // runs of words of the source for which the translation has none
}

// Fill puts translations into the row: pieces by the ids of units, as Resolve gave them.
// What they do not name stays as it is.
func (r Row) Fill(targets map[string][]Piece) Filled {
	out := Filled{Troubles: map[string][]Trouble{}}
	if len(r.Source) == 1 && len(r.Target) <= 1 && r.fits() {
		r.fillFields(&out, targets)
	} else {
		r.fillTogether(&out, targets)
	}
	return out
}

func (r Row) fillTogether(out *Filled, targets map[string][]Piece) {
	pieces, ok := targets[r.ID()]
	if !ok {
		return
	}
	blocks := r.Target
	if len(blocks) == 0 {
		out.New = true
		for _, b := range r.Source {
			blocks = append(blocks, emptied(b))
		}
	}
	parts := split(pieces)
	if len(parts) != len(blocks) {
		out.Broken = true
		return
	}
	for i, part := range parts {
		b := clone(blocks[i])
		for _, f := range fieldsOf(&b) {
			if f.key == "" {
				for _, t := range f.put(part, func(string) []body.Span { return nil }) {
					out.Troubles[r.ID()] = add(out.Troubles[r.ID()], t)
				}
			}
		}
		out.Blocks = append(out.Blocks, b)
	}
}

func (r Row) fillFields(out *Filled, targets map[string][]Piece) {
	source := clone(r.Source[0])
	var b body.Block
	if out.New = len(r.Target) == 0; out.New {
		b = emptied(source)
	} else {
		b = clone(r.Target[0])
	}
	places := map[string]field{}
	for _, f := range fieldsOf(&b) {
		places[f.place] = f
	}
	touched := false
	for _, f := range fieldsOf(&source) {
		t, ok := places[f.place]
		if pieces, _ := f.pieces(); !ok || len(pieces) == 0 {
			continue
		}
		if r.fillField(out, f, t, targets) {
			touched = true
		}
		if pieces, _ := t.pieces(); blank(pieces) {
			out.Missing++
		}
	}
	if touched {
		out.Blocks = []body.Block{b}
	}
}

// fillField fills the place t of the source's field f, its footnotes too.
func (r Row) fillField(out *Filled, f, t field, targets map[string][]Piece) bool {
	uid := join(r.ID(), f.key)
	pieces, ok := targets[uid]
	now, standing := t.pieces()
	source, sourceNotes := f.pieces()
	if !ok {
		if _, any := r.noteTargets(f.key, targets, max(len(standing), len(sourceNotes))); !any {
			return false
		}
		pieces = now // only words of footnotes came
	}
	given, _ := r.noteTargets(f.key, targets, noteNumbers(pieces))
	words := func(key string) []body.Span {
		if p, ok := given[key]; ok {
			spans, troubles := decode(p, func(string) []body.Span { return nil })
			for _, t := range troubles {
				out.Troubles[join(uid, key)] = add(out.Troubles[join(uid, key)], t)
			}
			if len(spans) > 0 {
				return withoutNotes(spans)
			}
		}
		n := numberOf(key)
		if n >= 1 && n <= len(standing) {
			return standing[n-1]
		}
		if n >= 1 && n <= len(sourceNotes) {
			return sourceNotes[n-1]
		}
		return nil
	}
	troubles := t.put(pieces, words)
	if ok && lost(source, pieces) {
		troubles = add(troubles, CodeLost)
	}
	for _, t := range troubles {
		out.Troubles[uid] = add(out.Troubles[uid], t)
	}
	return true
}

func withoutNotes(spans []body.Span) []body.Span {
	return slices.DeleteFunc(spans, func(s body.Span) bool { return s.Note != nil })
}

// noteTargets finds what came for the first n footnotes of a field.
func (r Row) noteTargets(key string, targets map[string][]Piece, n int) (map[string][]Piece, bool) {
	found := map[string][]Piece{}
	for i := 1; i <= n; i++ {
		if p, ok := targets[join(join(r.ID(), key), noteKey(i))]; ok {
			found[noteKey(i)] = p
		}
	}
	return found, len(found) > 0
}

func numberOf(key string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(key, "n"))
	if err != nil || n > body.MaxBlocks {
		return 0
	}
	return n
}

// noteNumbers is the highest number of a footnote in pieces.
func noteNumbers(pieces []Piece) (n int) {
	for _, p := range pieces {
		if p.Kind == Footnote {
			n = max(n, numberOf(p.Data))
		}
	}
	return n
}

// emptied is a block built as b that says nothing yet. It keeps all ids: a block of a
// translation has the id of what it was made from.
func emptied(b body.Block) body.Block {
	b = clone(b)
	for _, f := range fieldsOf(&b) {
		switch {
		case f.spans != nil:
			*f.spans = nil
		case f.words != nil:
			*f.words = ""
		}
	}
	return b
}

// Blanked is a block without its words: what remains of one whose words are not known.
func Blanked(b body.Block) body.Block { return emptied(b) }
