package writing_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"masthead/internal/body"
)

// A footnote's card opens where the note is made, takes the words, closes by Enter and
// gives the cursor back; it opens again by Enter on its number; without words it is gone.
func TestFootnoteCard(t *testing.T) {
	b := openBed(t)
	b.open(doc(p("a", "Alpha Beta"), p("b", "Gamma")), "")
	b.at("a", 5)
	b.press("Ctrl+Alt+f")
	inCard := `document.activeElement.closest(".card") !== null && document.activeElement.matches(".note-words")`
	if !ask[bool](b, inCard) {
		t.Fatal("the card does not take the focus")
	}
	if ask[string](b, `document.querySelector(".card").previousElementSibling.dataset.bid`) != full("a") {
		t.Error("the card does not stand below its block")
	}
	b.types("See the ")
	b.press("Ctrl+b")
	b.types("register")
	b.press("Enter")
	if ask[bool](b, `!!document.querySelector(".card") || document.activeElement !== bed.editor.view.dom`) {
		t.Fatal("Enter does not lead back into the text")
	}
	want := []body.Span{{Text: "Alpha"}, {Note: []body.Span{{Text: "See the "}, {Text: "register", Marks: []body.Mark{{Type: body.Strong}}}}}, {Text: " Beta"}}
	if got := b.doc().Blocks[0].Text; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}

	b.eval(`(() => { const { view } = bed.editor; view.dispatch(view.state.tr.setSelection(bed.nodeSelection(view.state.doc, 6))) })()`)
	b.press("Enter")
	if !ask[bool](b, inCard+` && document.querySelector(".note-words").textContent === "See the register"`) {
		t.Fatal("Enter on the number does not open the note")
	}
	b.types("Of 1912. ")
	b.press("Escape")
	if got := b.doc().Blocks[0].Text[1].Note; len(got) != 2 || got[0].Text != "Of 1912. See the " {
		t.Errorf("written on: %+v", got)
	}

	b.at("b", -1)
	b.press("Ctrl+Alt+f", "Escape")
	if got := b.doc().Blocks[1].Text; !reflect.DeepEqual(got, []body.Span{{Text: "Gamma"}}) {
		t.Errorf("an empty note is left: %+v", got)
	}
	b.at("a", -1)
	b.eval(`(() => { const { view } = bed.editor; view.dispatch(view.state.tr.setSelection(bed.nodeSelection(view.state.doc, 6))) })()`)
	b.press("Enter")
	b.eval(`document.querySelector(".card .btn.bare").click()`)
	if got := b.doc().Blocks[0].Text; !reflect.DeepEqual(got, []body.Span{{Text: "Alpha Beta"}}) {
		t.Errorf("taken out: %+v", got)
	}
	b.sound()
}

// drawn is a table for people: a line for each row; a cell that spans says how many
// columns and rows.
func drawn(block body.Block) string {
	var rows []string
	for _, row := range block.Rows {
		var cells []string
		for _, c := range row {
			text := body.Plain(body.Block{Type: body.Paragraph, Text: c.Text})
			if c.Head {
				text = "*" + text
			}
			if c.Cols > 1 || c.Rows > 1 {
				text += fmt.Sprintf("(%dx%d)", max(1, c.Cols), max(1, c.Rows))
			}
			cells = append(cells, text)
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, "|")
}

// Rows and columns come and go around the cell with the cursor, also where a cell spans
// several; each can be undone.
func TestTableCommands(t *testing.T) {
	b := openBed(t)
	cell := func(sign string, cols, rows int) body.Cell {
		return body.Cell{ID: full(sign), Text: []body.Span{{Text: sign}}, Cols: cols, Rows: rows}
	}
	plain := [][]body.Cell{{cell("a", 0, 0), cell("b", 0, 0)}, {cell("c", 0, 0), cell("d", 0, 0)}}
	spans := [][]body.Cell{{cell("a", 2, 0), cell("b", 0, 2)}, {cell("c", 0, 0), cell("d", 0, 0)}, {cell("e", 0, 0), cell("f", 0, 0), cell("g", 0, 0)}}
	for _, tt := range []struct {
		rows              [][]body.Cell
		at, command, want string
	}{
		{plain, "c", "row_below", "a b|c d| "},
		{plain, "c", "row_above", "a b| |c d"},
		{plain, "a", "column_behind", "a  b|c  d"},
		{plain, "a", "column_before", " a b| c d"},
		{plain, "a", "delete_row", "c d"},
		{plain, "b", "delete_column", "a|c"},
		{plain, "c", "head", "a b|*c d"},
		{spans, "a", "row_below", "a(2x1) b(1x3)| |c d|e f g"},
		{spans, "c", "column_behind", "a(3x1) b(1x2)|c  d|e  f g"},
		{spans, "a", "delete_row", "c d b|e f g"},
		{spans, "d", "delete_row", "a(2x1) b|e f g"},
		{spans, "c", "delete_column", "a b(1x2)|d|f g"},
		{spans, "g", "delete_column", "a(2x1)|c d|e f"},
	} {
		table := body.Block{ID: full("t"), Type: body.Table, Rows: tt.rows}
		before := drawn(table)
		b.open(doc(table), "")
		b.at(tt.at, 0)
		if !ask[bool](b, "bed.editor.run(%s)", tt.command) {
			t.Errorf("%s at %s of %s does nothing; the commands are %v", tt.command, tt.at, before, ask[[]string](b, "bed.editor.commands()"))
			continue
		}
		if got := drawn(b.doc().Blocks[0]); got != tt.want {
			t.Errorf("%s at %s of %s made %s, want %s", tt.command, tt.at, before, got, tt.want)
		}
		if wrong := ask[string](b, "bed.wrongIds()"); wrong != "" {
			t.Errorf("%s at %s of %s: %s", tt.command, tt.at, before, wrong)
		}
		b.press("Ctrl+z")
		if got := drawn(b.doc().Blocks[0]); got != before {
			t.Errorf("%s at %s of %s, undone: %s", tt.command, tt.at, before, got)
		}
	}
	b.sound()
}

// Tab goes through a table cell by cell, and on behind its last one into a new row.
func TestTabInTables(t *testing.T) {
	b := openBed(t)
	b.open(doc(p("a", "")), "")
	b.at("a", 0)
	b.eval(`bed.editor.run("table")`)
	for i := range 10 {
		b.types(string(rune('a' + i)))
		b.press("Tab")
	}
	table := b.doc().Blocks[0]
	if got := drawn(table); table.Type != body.Table || !table.Header || got != "a b c|d e f|g h i|j  " {
		t.Errorf("%s with headings %v: %s", table.Type, table.Header, got)
	}
	b.eval(`bed.editor.run("header")`)
	if b.doc().Blocks[0].Header {
		t.Error("the first row still names the columns")
	}
	b.sound()
}

// The buttons of a gallery's pictures put them earlier and later; at the ends nothing
// happens, and each picture keeps its words.
func TestOrderOfAGallery(t *testing.T) {
	b := openBed(t)
	gallery := body.Block{ID: full("g"), Type: body.Gallery, Text: []body.Span{{Text: "Of the lake"}}}
	for _, name := range []string{"one", "two", "three"} {
		gallery.Pictures = append(gallery.Pictures, body.Picture{Source: "https://pictures.example/" + name + ".jpg", Alt: name, Caption: []body.Span{{Text: "It is " + name}}})
	}
	b.open(doc(p("a", "Alpha"), gallery), "{words: {earlier: 'Earlier', later: 'Later'}}")
	order := func() string {
		var out []string
		for _, picture := range b.doc().Blocks[1].Pictures {
			if want := []body.Span{{Text: "It is " + picture.Alt}}; !reflect.DeepEqual(picture.Caption, want) {
				t.Errorf("%s: %+v", picture.Alt, picture.Caption)
			}
			out = append(out, picture.Alt)
		}
		return strings.Join(out, " ")
	}
	for _, step := range []struct {
		n          int
		name, want string
	}{
		{0, "Later", "two one three"}, {1, "Later", "two three one"}, {2, "Later", "two three one"},
		{1, "Earlier", "three two one"}, {0, "Earlier", "three two one"},
	} {
		b.eval(`[...document.querySelectorAll(".gallery figure, [data-bid] figure")][%s].querySelectorAll("button").forEach((x) => { if (x.textContent === %s) x.click() })`, step.n, step.name)
		if got := order(); got != step.want {
			t.Fatalf("%s on picture %d: %s, want %s", step.name, step.n, got, step.want)
		}
	}
	if b.doc().Blocks[1].ID != full("g") || body.Plain(body.Block{Type: body.Paragraph, Text: b.doc().Blocks[1].Text}) != "Of the lake" {
		t.Error("the gallery is another one")
	}
	b.sound()
}

// What keys move and select in a footnote's card stays there: no word typed into the note
// comes into the text around it.
func TestKeysStayInTheFootnote(t *testing.T) {
	b := openBed(t)
	for _, tt := range []struct {
		keys []string
		want string // of the note
	}{
		{[]string{"Ctrl+Home", "Ctrl+End"}, "old words!"},
		{[]string{"Ctrl+End", "Ctrl+End"}, "old words!"},
		{[]string{"End", "ArrowDown", "ArrowDown"}, "old words!"},
		{[]string{"Ctrl+End", "ArrowRight", "ArrowRight"}, "old words!"},
		{[]string{"PageDown", "PageDown"}, ""},
		{[]string{"Ctrl+End", "Ctrl+Home"}, "!old words"},
		{[]string{"Ctrl+Home", "ArrowUp", "ArrowLeft"}, "!old words"},
		{[]string{"PageUp"}, ""},
		{[]string{"Ctrl+End", "Shift+Ctrl+Home"}, "!"},
		{[]string{"Ctrl+Home", "Shift+Ctrl+End"}, "!"},
		{[]string{"Ctrl+Home", "Shift+ArrowDown", "Shift+ArrowDown"}, "!"},
		{[]string{"Ctrl+End", "Shift+ArrowUp", "Shift+ArrowUp"}, "!"},
		{[]string{"Ctrl+a"}, "!"},
		{[]string{"Ctrl+End", "Delete", "Delete"}, "old words!"},
		{[]string{"Ctrl+Home", "Backspace", "Backspace"}, "!old words"},
	} {
		note := body.Span{Note: []body.Span{{Text: "old words"}}}
		b.open(doc(p("x", "Before"), body.Block{ID: full("a"), Type: body.Paragraph, Text: []body.Span{{Text: "Alpha"}, note, {Text: " Beta"}}}, p("c", "Gamma"), p("d", "Delta")), "")
		b.eval(`(() => { const { view } = bed.editor; view.dispatch(view.state.tr.setSelection(bed.nodeSelection(view.state.doc, 14))) })()`)
		b.press("Enter")
		b.press(tt.keys...)
		b.types("!")
		if got := ask[bool](b, `document.activeElement.matches(".note-words")`); !got {
			t.Errorf("%v: the focus left the note", tt.keys)
		}
		got := b.doc().Blocks
		var words string
		for _, s := range got[1].Text[1].Note {
			words += s.Text
		}
		if tt.want == "" {
			tt.want = words // wherever in the note
		}
		if words != tt.want || b.shape() != "p x Before\np a Alpha* Beta\np c Gamma\np d Delta" {
			t.Errorf("%v: the note is %q, the text\n%s", tt.keys, words, b.shape())
		}
	}
	b.sound()
}
