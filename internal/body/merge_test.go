package body_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"masthead/internal/body"
)

// bid makes a readable block id: "a" is "aaaaaaaaaaaaaaaa".
func bid(c string) string { return strings.Repeat(c, 16)[:16] }

func para(id, text string) body.Block {
	b := body.Block{ID: bid(id), Type: body.Paragraph}
	if text != "" {
		b.Text = []body.Span{{Text: text}}
	}
	return b
}

func docOf(blocks ...body.Block) body.Doc { return body.Doc{Blocks: blocks} }

// lines writes a body as "id text" lines, with the type where it is no paragraph.
func lines(doc body.Doc) string {
	var out []string
	for _, b := range doc.Blocks {
		line := b.ID[:1] + " " + body.Plain(b)
		if b.Type != body.Paragraph {
			line += " (" + string(b.Type) + ")"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func kinds(conflicts []body.Conflict) string {
	var out []string
	for _, c := range conflicts {
		out = append(out, string(c.Kind)+" "+c.Block[:1])
	}
	return strings.Join(out, ", ")
}

// The seven pairs of edits, made offline and then synced, on which other ways of
// co-editing lose or mangle words.
func TestMergeSevenPairs(t *testing.T) {
	a, b, c := para("a", "Alpha one here"), para("b", "Beta two and three"), para("c", "Gamma four")
	base := docOf(a, b, c)
	heading := b
	heading.Type, heading.Level = body.Heading, 2
	tests := []struct {
		name         string
		mine, theirs body.Doc
		want         string
		conflicts    string
		kept         []string // words that must be in the result or in a conflict
	}{
		{"split against typing in the second half",
			docOf(a, para("b", "Beta two"), para("n", "and three"), c), docOf(a, para("b", "Beta two and NEW three"), c),
			"a Alpha one here\nb Beta two and NEW three\nn and three\nc Gamma four", "text b", []string{"NEW"}},
		{"join against typing in the joined block",
			docOf(a, para("b", "Beta two and threeGamma four")), docOf(a, b, para("c", "Gamma NEW four")),
			"a Alpha one here\nb Beta two and threeGamma four\nc Gamma NEW four", "deleted-by-me c", []string{"NEW"}},
		{"heading against typing", docOf(a, heading, c), docOf(a, para("b", "Beta two and NEW three"), c),
			"a Alpha one here\nb Beta two and NEW three (heading)\nc Gamma four", "", nil},
		{"move against typing", docOf(b, a, c), docOf(a, para("b", "Beta NEW two and three"), c),
			"b Beta NEW two and three\na Alpha one here\nc Gamma four", "", nil},
		{"both move", docOf(b, a, c), docOf(a, c, b),
			"b Beta two and three\na Alpha one here\nc Gamma four", "", nil},
		{"delete against typing", docOf(a, c), docOf(a, para("b", "Beta NEW two and three"), c),
			"a Alpha one here\nb Beta NEW two and three\nc Gamma four", "deleted-by-me b", []string{"NEW"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, conflicts := body.Merge(base, tt.mine, tt.theirs)
			if lines(got) != tt.want {
				t.Errorf("merged\n%s\nwant\n%s", lines(got), tt.want)
			}
			if kinds(conflicts) != tt.conflicts {
				t.Errorf("conflicts %q, want %q", kinds(conflicts), tt.conflicts)
			}
			mustHold(t, got, conflicts, tt.kept)
		})
	}
	t.Run("six killed against two injured", func(t *testing.T) {
		base := docOf(para("a", "Blast in the market."))
		got, conflicts := body.Merge(base, docOf(para("a", "Blast in the market. Six killed")), docOf(para("a", "Blast in the market. Two injured")))
		if lines(got) != "a Blast in the market. Two injured" || kinds(conflicts) != "text a" {
			t.Errorf("got %q, conflicts %q", lines(got), kinds(conflicts))
		}
		mustHold(t, got, conflicts, []string{"Six", "killed", "Two", "injured"})
	})
}

func mustHold(t *testing.T, doc body.Doc, conflicts []body.Conflict, words []string) {
	t.Helper()
	all := body.PlainDoc(doc)
	for _, c := range conflicts {
		for _, b := range []*body.Block{c.Mine, c.Theirs} {
			if b != nil {
				all += "\n" + body.Plain(*b)
			}
		}
	}
	for _, w := range words {
		if !strings.Contains(all, w) {
			t.Errorf("%q is lost", w)
		}
	}
}

func TestMergeParts(t *testing.T) {
	strong := []body.Mark{{Type: body.Strong}}
	em := []body.Mark{{Type: body.Em}}
	text := func(spans ...body.Span) body.Block {
		return body.Block{ID: bid("a"), Type: body.Paragraph, Text: spans}
	}
	image := func(alt, caption, credit string) body.Block {
		return body.Block{ID: bid("a"), Type: body.Image, Pictures: []body.Picture{{Media: "m1", Alt: alt, Credit: credit, Caption: []body.Span{{Text: caption}}}}}
	}
	list := func(items ...string) body.Block {
		b := body.Block{ID: bid("a"), Type: body.List}
		for _, s := range items {
			id, words, _ := strings.Cut(s, " ")
			b.Items = append(b.Items, body.Item{ID: bid(id), Text: []body.Span{{Text: words}}})
		}
		return b
	}
	cells := func(words ...string) body.Block {
		var row []body.Cell
		for i, w := range words {
			row = append(row, body.Cell{ID: bid(string(rune('b' + i))), Text: []body.Span{{Text: w}}})
		}
		return body.Block{ID: bid("a"), Type: body.Table, Rows: [][]body.Cell{row}}
	}
	heading := func(level int) body.Block {
		return body.Block{ID: bid("a"), Type: body.Heading, Level: level, Text: []body.Span{{Text: "x"}}}
	}
	tests := []struct {
		name                     string
		base, mine, theirs, want body.Block
		conflicts                string
	}{
		{"a mark here, a word there",
			text(body.Span{Text: "one two three"}), text(body.Span{Text: "one", Marks: strong}, body.Span{Text: " two three"}), text(body.Span{Text: "one two four"}),
			text(body.Span{Text: "one", Marks: strong}, body.Span{Text: " two four"}), ""},
		{"a mark and a change on one word",
			text(body.Span{Text: "one two three"}), text(body.Span{Text: "one", Marks: strong}, body.Span{Text: " two three"}), text(body.Span{Text: "ones two three"}),
			text(body.Span{Text: "ones two three"}), "text a"},
		{"two marks on one word",
			text(body.Span{Text: "one two three"}), text(body.Span{Text: "one", Marks: strong}, body.Span{Text: " two three"}), text(body.Span{Text: "one", Marks: em}, body.Span{Text: " two three"}),
			text(body.Span{Text: "one", Marks: em}, body.Span{Text: " two three"}), "text a"},
		{"a footnote here, a word there",
			text(body.Span{Text: "one two three"}), text(body.Span{Text: "one"}, body.Span{Note: []body.Span{{Text: "n"}}}, body.Span{Text: " two three"}), text(body.Span{Text: "one two four"}),
			text(body.Span{Text: "one"}, body.Span{Note: []body.Span{{Text: "n"}}}, body.Span{Text: " two four"}), ""},
		{"one change made by both", text(body.Span{Text: "teh cat sat down"}), text(body.Span{Text: "the cat sat down"}), text(body.Span{Text: "the cat sat up"}),
			text(body.Span{Text: "the cat sat up"}), ""},
		{"neighbouring words touch", text(body.Span{Text: "a,b"}), text(body.Span{Text: "A,b"}), text(body.Span{Text: "a;b"}),
			text(body.Span{Text: "a;b"}), "text a"},
		{"alt here, caption there", image("", "one two", ""), image("alt", "one two", ""), image("", "one three", "me"),
			image("alt", "one three", "me"), ""},
		{"two alts", image("", "c", ""), image("x", "c", ""), image("y", "c", ""), image("y", "c", ""), "type a"},
		{"items", list("b one", "c two"), list("b one", "d new", "c two"), list("c two more", "b one"), list("c two more", "b one", "d new"), ""},
		{"an item deleted and changed", list("b one", "c two"), list("b one"), list("b one", "c three"), list("b one", "c three"), "deleted-by-me a"},
		{"cells", cells("one", "two"), cells("uno", "two"), cells("one", "dos"), cells("uno", "dos"), ""},
		{"one cell twice", cells("one", "two"), cells("uno", "two"), cells("eins", "two"), cells("eins", "two"), "text a"},
		{"heading levels", heading(2), heading(3), heading(4), heading(4), "type a"},
		{"another type with no place for the words", para("a", "x y"), list("b x y"), para("a", "x z"), para("a", "x z"), "type a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, conflicts := body.Merge(docOf(tt.base), docOf(tt.mine), docOf(tt.theirs))
			if !reflect.DeepEqual(got, docOf(tt.want)) {
				t.Errorf("got  %+v\nwant %+v", got.Blocks, tt.want)
			}
			if kinds(conflicts) != tt.conflicts {
				t.Errorf("conflicts %q, want %q", kinds(conflicts), tt.conflicts)
			}
			for _, c := range conflicts {
				if c.Kind != body.ConflictDeletedByMe && c.Kind != body.ConflictDeletedByThem && (c.Mine == nil || c.Theirs == nil) {
					t.Error("a conflict lacks one side")
				}
			}
		})
	}
}

func TestMergeGivesNewIDsToRepeatedParts(t *testing.T) {
	base := docOf(para("a", "Alpha"), para("b", "Beta"))
	box := body.Block{ID: bid("x"), Type: body.Box, Blocks: []body.Block{para("b", "Beta")}}
	got, conflicts := body.Merge(base, docOf(para("a", "Alpha"), box), docOf(para("a", "Alpha"), para("b", "Beta more")))
	if err := body.Check(got); err != nil {
		t.Fatal(err)
	}
	again, _ := body.Merge(base, docOf(para("a", "Alpha"), box), docOf(para("a", "Alpha"), para("b", "Beta more")))
	if !reflect.DeepEqual(got, again) {
		t.Error("merging twice gives two results")
	}
	mustHold(t, got, conflicts, []string{"Beta more"})
}

// editor makes random changes, as several people would in a day.
type editor struct {
	r    *rand.Rand
	next int
	own  []string // the words it brought in
	tag  string
}

func (e *editor) id() string {
	const signs = "0123456789abcdefghjkmnpqrstvwxyz"
	out := make([]byte, 16)
	for i := range out {
		out[i] = signs[e.r.IntN(32)]
	}
	return string(out)
}

func (e *editor) word() string {
	e.next++
	w := fmt.Sprintf("%s%dw", e.tag, e.next)
	e.own = append(e.own, w)
	return w
}

func clone(doc body.Doc) body.Doc {
	data, err := body.Marshal(doc)
	if err != nil {
		panic(err)
	}
	out, err := body.Decode(data)
	if err != nil {
		panic(err)
	}
	return out
}

func (e *editor) edit(doc body.Doc) body.Doc {
	doc = clone(doc)
	for range 1 + e.r.IntN(4) {
		e.step(&doc)
	}
	return body.Normalise(doc)
}

func (e *editor) step(doc *body.Doc) {
	n := len(doc.Blocks)
	if n == 0 {
		doc.Blocks = []body.Block{{ID: e.id(), Type: body.Paragraph, Text: []body.Span{{Text: e.word()}}}}
		return
	}
	i := e.r.IntN(n)
	b := &doc.Blocks[i]
	switch e.r.IntN(10) {
	case 0, 1, 2:
		e.insertWord(&b.Text)
	case 3:
		doc.Blocks = slices.Insert(doc.Blocks, i, body.Block{ID: e.id(), Type: body.Paragraph, Text: []body.Span{{Text: e.word() + " " + e.word()}}})
	case 4:
		doc.Blocks = slices.Delete(doc.Blocks, i, i+1)
	case 5: // split
		if b.Type == body.Paragraph && len(b.Text) > 1 {
			at := 1 + e.r.IntN(len(b.Text)-1)
			rest := body.Block{ID: e.id(), Type: body.Paragraph, Text: slices.Clone(b.Text[at:])}
			b.Text = b.Text[:at]
			doc.Blocks = slices.Insert(doc.Blocks, i+1, rest)
		}
	case 6: // join
		if i > 0 && textOnly(b) && textOnly(&doc.Blocks[i-1]) {
			doc.Blocks[i-1].Text = append(doc.Blocks[i-1].Text, b.Text...)
			doc.Blocks = slices.Delete(doc.Blocks, i, i+1)
		}
	case 7: // move
		moved := *b
		doc.Blocks = slices.Delete(doc.Blocks, i, i+1)
		doc.Blocks = slices.Insert(doc.Blocks, e.r.IntN(n), moved)
	case 8: // type
		switch {
		case b.Type == body.Paragraph:
			b.Type, b.Level = body.Heading, 2+e.r.IntN(3)
		case b.Type == body.Heading:
			b.Type, b.Level = body.Paragraph, 0
		}
	case 9:
		e.markOrItem(b)
	}
}

func textOnly(b *body.Block) bool { return b.Type == body.Paragraph || b.Type == body.Heading }

func (e *editor) insertWord(spans *[]body.Span) {
	if *spans == nil {
		return
	}
	i := e.r.IntN(len(*spans))
	s := &(*spans)[i]
	if s.Note != nil {
		e.insertWord(&s.Note)
		return
	}
	if s.Text == "" {
		return
	}
	words := strings.SplitAfter(s.Text, " ")
	words = slices.Insert(words, e.r.IntN(len(words)), e.word()+" ")
	s.Text = strings.Join(words, "")
}

func (e *editor) markOrItem(b *body.Block) {
	switch b.Type {
	case body.Table:
		e.table(b)
		return
	case body.Gallery:
		e.gallery(b)
		return
	case body.Box:
		inner := docOf(b.Blocks...)
		if e.step(&inner); len(inner.Blocks) > 0 {
			b.Blocks = inner.Blocks
		}
		return
	case body.Quote:
		e.insertWord(&b.Cite)
		return
	}
	if b.Type == body.List {
		switch i := e.r.IntN(len(b.Items)); e.r.IntN(3) {
		case 0:
			e.insertWord(&b.Items[i].Text)
		case 1:
			b.Items = slices.Insert(b.Items, i, body.Item{ID: e.id(), Text: []body.Span{{Text: e.word()}}})
		case 2:
			if len(b.Items) > 1 {
				b.Items = slices.Delete(b.Items, i, i+1)
			}
		}
		return
	}
	if len(b.Text) == 0 {
		return
	}
	s := &b.Text[e.r.IntN(len(b.Text))]
	if s.Text != "" {
		s.Marks = [][]body.Mark{nil, {{Type: body.Strong}}, {{Type: body.Em}}, {{Type: body.Link, Href: "https://a.example/"}}}[e.r.IntN(4)]
	}
}

func (e *editor) table(b *body.Block) {
	row := &b.Rows[e.r.IntN(len(b.Rows))]
	switch e.r.IntN(4) {
	case 0, 1:
		e.insertWord(&(*row)[e.r.IntN(len(*row))].Text)
	case 2:
		b.Rows = append(b.Rows, []body.Cell{{ID: e.id(), Text: []body.Span{{Text: e.word()}}}, {ID: e.id()}})
	case 3:
		*row = append(*row, body.Cell{ID: e.id(), Text: []body.Span{{Text: e.word()}}})
	}
}

func (e *editor) gallery(b *body.Block) {
	switch i := e.r.IntN(len(b.Pictures)); e.r.IntN(4) {
	case 0, 1:
		e.insertWord(&b.Pictures[i].Caption)
	case 2:
		b.Pictures = slices.Insert(b.Pictures, i, body.Picture{Media: e.id(), Caption: []body.Span{{Text: e.word()}}})
	case 3:
		if len(b.Pictures) > 1 {
			b.Pictures = slices.Delete(b.Pictures, i, i+1)
		}
	}
}

// others are the blocks that hold words in other places than text.
func (e *editor) others() []body.Block {
	text := func() []body.Span { return []body.Span{{Text: "some old words"}} }
	cell := func() body.Cell { return body.Cell{ID: e.id(), Text: text()} }
	return []body.Block{
		{ID: e.id(), Type: body.List, Items: []body.Item{{ID: e.id(), Text: text()}, {ID: e.id(), Text: text(), Items: []body.Item{{ID: e.id(), Text: text()}}}, {ID: e.id(), Text: text()}}},
		{ID: e.id(), Type: body.Table, Rows: [][]body.Cell{{cell(), cell()}, {cell(), cell()}}},
		{ID: e.id(), Type: body.Gallery, Pictures: []body.Picture{{Media: "m1", Caption: text()}, {Media: "m2", Caption: text()}, {Media: "m3"}}},
		{ID: e.id(), Type: body.Box, Text: text(), Blocks: []body.Block{{ID: e.id(), Type: body.Paragraph, Text: text()}, {ID: e.id(), Type: body.Paragraph, Text: text()}}},
		{ID: e.id(), Type: body.Quote, Text: text(), Cite: text()},
		{ID: e.id(), Type: body.Paragraph, Text: append(text(), body.Span{Note: text()}, body.Span{Text: "and more of them"})},
	}
}

func (e *editor) start() body.Doc {
	var doc body.Doc
	for range 2 + e.r.IntN(6) {
		b := body.Block{ID: e.id(), Type: body.Paragraph}
		for range 1 + e.r.IntN(4) {
			b.Text = append(b.Text, body.Span{Text: "some old words here "}, body.Span{Text: "strong old ", Marks: []body.Mark{{Type: body.Strong}}})
		}
		doc.Blocks = append(doc.Blocks, b)
	}
	for _, b := range e.others() {
		if e.r.IntN(2) == 0 {
			doc.Blocks = append(doc.Blocks, b)
		}
	}
	return body.Normalise(doc)
}

// merges is how many random merges TestMergeRandom makes: -merges 200000 for a long run.
var merges = flag.Int("merges", 8_000, "random merges to make")

func TestMergeRandom(t *testing.T) {
	rounds, conflicted := *merges, 0
	if testing.Short() {
		rounds = 2_000
	}
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 7))
		base := (&editor{r: r, tag: "b"}).start()
		me, they := &editor{r: r, tag: "m"}, &editor{r: r, tag: "t"}
		mine, theirs := me.edit(base), they.edit(base)
		if seed%5 == 0 {
			applies(t, base, mine)
		}
		got, conflicts := body.Merge(base, mine, theirs)
		if len(conflicts) > 0 {
			conflicted++
		}
		if !mergeHolds(t, base, mine, theirs, got, conflicts) {
			t.Fatalf("seed %d\nbase\n%s\nmine\n%s\ntheirs\n%s\nmerged\n%s\nconflicts %s", seed, lines(base), lines(mine), lines(theirs), lines(got), kinds(conflicts))
		}
	}
	t.Logf("%d merges, %d with conflicts", rounds, conflicted)
}

func mergeHolds(t *testing.T, base, mine, theirs, got body.Doc, conflicts []body.Conflict) bool {
	ok := true
	fail := func(format string, args ...any) { t.Errorf(format, args...); ok = false }
	if err := body.Check(got); err != nil {
		fail("the result is not canonical: %v", err)
	}
	held := map[string]bool{}
	hold := func(text string) {
		for _, w := range body.Words(text) {
			held[w] = true
		}
	}
	hold(body.PlainDoc(got))
	for _, c := range conflicts {
		for _, b := range []*body.Block{c.Mine, c.Theirs} {
			if b != nil {
				hold(body.Plain(*b))
			}
		}
	}
	for _, side := range []body.Doc{mine, theirs} {
		for _, w := range body.Words(body.PlainDoc(side)) {
			if !held[w] && strings.ContainsAny(w, "mt") && strings.HasSuffix(w, "w") {
				fail("the word %q is lost", w)
			}
		}
	}
	for _, side := range []body.Doc{mine, theirs} {
		for name, pair := range map[string][2]body.Doc{"merge(b,b,x)": {base, side}, "merge(b,x,b)": {side, base}, "merge(b,x,x)": {side, side}} {
			if same, c := body.Merge(base, pair[0], pair[1]); !reflect.DeepEqual(same, side) || len(c) > 0 {
				fail("%s is not x but\n%s\n(%s)", name, lines(same), kinds(c))
			}
		}
	}
	again, _ := body.Merge(base, mine, theirs)
	if !reflect.DeepEqual(again, got) {
		fail("merging twice gives two results")
	}
	other, back := body.Merge(base, theirs, mine)
	if (len(back) == 0) != (len(conflicts) == 0) {
		fail("conflicts depend on the side: %s against %s", kinds(conflicts), kinds(back))
	}
	if len(conflicts) == 0 && !reflect.DeepEqual(sorted(got), sorted(other)) {
		fail("without conflict the sides give\n%s\nand\n%s", lines(got), lines(other))
	}
	return ok
}

// sorted is the content of a body whatever its order, also of rows, items and
// pictures: the signs of each block in order.
func sorted(doc body.Doc) []string {
	var out []string
	for _, b := range doc.Blocks {
		data, _ := body.MarshalBlock(b)
		slices.Sort(data)
		out = append(out, string(data))
	}
	slices.Sort(out)
	return out
}
