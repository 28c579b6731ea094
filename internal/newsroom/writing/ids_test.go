package writing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
)

func list(id string, items ...body.Item) body.Block {
	return body.Block{ID: full(id), Type: body.List, Items: items}
}

func item(id, text string, below ...body.Item) body.Item {
	it := body.Item{ID: full(id), Items: below}
	if text != "" {
		it.Text = []body.Span{{Text: text}}
	}
	return it
}

func quote(id, text, cite string) body.Block {
	b := p(id, text)
	b.Type = body.Quote
	if cite != "" {
		b.Cite = []body.Span{{Text: cite}}
	}
	return b
}

// The rule of ids: what a writer does, and which block has which id after it.
func TestIdsStayWithTheirWords(t *testing.T) {
	ab := doc(p("a", "Alpha one"), p("b", "Beta two"), p("c", "Gamma three"))
	tests := []struct {
		name string
		doc  body.Doc
		do   func(b *bed)
		want string
	}{
		{"typing changes nothing", ab, func(b *bed) { b.at("a", -1); b.types(" more") }, "p a Alpha one more\np b Beta two\np c Gamma three"},
		{"split in the middle", ab, func(b *bed) { b.at("a", 5); b.press("Enter") }, "p a Alpha\np +1  one\np b Beta two\np c Gamma three"},
		{"split at the end", ab, func(b *bed) { b.at("a", -1); b.press("Enter") }, "p a Alpha one\np +1\np b Beta two\np c Gamma three"},
		{"split at the start puts the new one above", ab, func(b *bed) { b.at("b", 0); b.press("Enter") }, "p a Alpha one\np +1\np b Beta two\np c Gamma three"},
		{"split of an empty one", doc(p("a", ""), p("b", "x")), func(b *bed) { b.at("a", 0); b.press("Enter") }, "p a\np +1\np b x"},
		{"merge by Backspace: the first survives", ab, func(b *bed) { b.at("b", 0); b.press("Backspace") }, "p a Alpha oneBeta two\np c Gamma three"},
		{"merge by Delete", ab, func(b *bed) { b.at("a", -1); b.press("Delete") }, "p a Alpha oneBeta two\np c Gamma three"},
		{"merge into an empty one: the words' own id", doc(p("a", ""), p("b", "x")), func(b *bed) { b.at("b", 0); b.press("Backspace") }, "p b x"},
		{"merge into an empty one by Delete", doc(p("a", ""), p("b", "x")), func(b *bed) { b.at("a", 0); b.press("Delete") }, "p b x"},
		{"split and merge", ab, func(b *bed) { b.at("a", 5); b.press("Enter", "Backspace") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"type change", ab, func(b *bed) { b.at("a", 2); b.press("Ctrl+Alt+2") }, "h2 a Alpha one\np b Beta two\np c Gamma three"},
		{"type change and back", ab, func(b *bed) { b.at("a", 2); b.press("Ctrl+Alt+3", "Ctrl+Alt+0") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"input rule: heading", ab, func(b *bed) { b.at("b", 0); b.types("## ") }, "p a Alpha one\nh2 b Beta two\np c Gamma three"},
		{"input rule: third heading", ab, func(b *bed) { b.at("b", 0); b.types("### ") }, "p a Alpha one\nh3 b Beta two\np c Gamma three"},
		{"input rule: list", ab, func(b *bed) { b.at("b", 0); b.types("- ") }, "p a Alpha one\nlist b\n  - +1 Beta two\np c Gamma three"},
		{"input rule: numbers", ab, func(b *bed) { b.at("b", 0); b.types("1. ") }, "p a Alpha one\nlist b\n  - +1 Beta two\np c Gamma three"},
		{"input rule: quotation", ab, func(b *bed) { b.at("b", 0); b.types("> ") }, "p a Alpha one\nq b Beta two\np c Gamma three"},
		{"input rule undone", ab, func(b *bed) { b.at("b", 0); b.types("## "); b.press("Backspace") }, "p a Alpha one\np b ## Beta two\np c Gamma three"},
		{"wrap as quotation and unwrap", ab, func(b *bed) { b.at("b", 2); b.press("Ctrl+Shift+9", "Ctrl+Shift+9") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"wrap three as a list", ab, func(b *bed) {
			b.eval(`bed.at(%s, 1, %s, 2)`, full("a"), full("c"))
			b.press("Ctrl+Shift+8")
		}, "list a\n  - +1 Alpha one\n  - b Beta two\n  - c Gamma three"},
		{"a list becomes paragraphs", doc(list("n", item("d", "one"), item("e", "two"), item("f", "three"))), func(b *bed) {
			b.eval(`bed.at(%s, 1, %s, 2)`, full("d"), full("f"))
			b.press("Ctrl+Shift+8")
		}, "p n one\np e two\np f three"},
		{"split of an item", doc(list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("d", 2); b.press("Enter") }, "list n\n  - d on\n  - +1 e\n  - e two"},
		{"split of an item at the start", doc(list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("e", 0); b.press("Enter") }, "list n\n  - d one\n  - +1\n  - e two"},
		{"merge of items", doc(list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("e", 0); b.press("Backspace") }, "list n\n  - d onetwo"},
		{"an item comes out of a list", doc(list("n", item("d", "one"), item("e", "two"), item("f", "three"))), func(b *bed) { b.at("e", -1); b.press("Shift+Tab") }, "list n\n  - d one\np e two\nlist +1\n  - f three"},
		{"an item goes in and out", doc(list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("e", 0); b.press("Tab") }, "list n\n  - d one\n    - e two"},
		{"copy and paste: the copy is new", ab, func(b *bed) { b.copyPaste("b", "copy", "c") }, "p a Alpha one\np b Beta two\np +1 Beta two\np c Gamma three"},
		{"copy and paste above: the copy is new", ab, func(b *bed) { b.copyPaste("b", "copy", "a") }, "p +1 Beta two\np a Alpha one\np b Beta two\np c Gamma three"},
		{"cut and paste: ids move", ab, func(b *bed) { b.copyPaste("a", "cut", "c") }, "p b Beta two\np a Alpha one\np c Gamma three"},
		{"foreign HTML with a forged id", ab, func(b *bed) {
			b.at("c", -1)
			b.press("Enter")
			b.eval(`bed.clip({"text/html": '<p data-bid="` + full("x") + `">Forged</p><p data-bid="` + full("a") + `">Doubled</p>'})`)
		}, "p a Alpha one\np b Beta two\np c Gamma three\np +1 Forged\np +2 Doubled"},
		{"paste into an empty paragraph keeps the place's id", doc(p("a", "x"), p("e", ""), p("b", "y")), func(b *bed) {
			b.at("e", 0)
			b.eval(`bed.clip({"text/html": '<h2>Title</h2><p>Words</p>'})`)
		}, "p a x\nh2 e Title\np +1 Words\np b y"},
		{"undo and redo of a split", ab, func(b *bed) { b.at("a", 5); b.press("Enter", "Ctrl+z") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"undo of a merge", ab, func(b *bed) { b.at("b", 0); b.press("Backspace", "Ctrl+z") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"undo of a list", ab, func(b *bed) { b.at("b", 0); b.press("Ctrl+Shift+8", "Ctrl+z") }, "p a Alpha one\np b Beta two\np c Gamma three"},
		{"select all and type", ab, func(b *bed) { b.at("a", 0); b.press("Ctrl+a"); b.types("Z") }, "p +1 Z"},
		{"part dragged out", ab, func(b *bed) {
			b.eval(`(() => { const v = bed.editor.view; bed.at(%s, 0, %s, 5); const slice = v.state.selection.content(); const tr = v.state.tr.deleteSelection(); const at = tr.doc.content.size; tr.insert(at, v.state.schema.nodes.paragraph.create({bid: %s}, slice.content.firstChild.content)); v.dispatch(tr) })()`, full("a"), full("a"), full("a"))
		}, "p a  one\np b Beta two\np c Gamma three\np +1 Alpha"},
		{"move up and down", ab, func(b *bed) { b.at("c", 2); b.press("Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowDown") }, "p a Alpha one\np c Gamma three\np b Beta two"},
		{"move an item", doc(list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("e", 1); b.press("Alt+ArrowUp") }, "list n\n  - e two\n  - d one"},
		{"the first item takes the list along", doc(p("a", "x"), list("n", item("d", "one"))), func(b *bed) { b.at("d", 1); b.press("Alt+ArrowUp") }, "list n\n  - d one\np a x"},
		{"a question takes the paragraph's id", ab, func(b *bed) { b.at("a", 2); b.eval(`bed.editor.run("question")`) }, "question a Alpha one\n  p +1\np b Beta two\np c Gamma three"},
		{"a box keeps what is in it", ab, func(b *bed) { b.at("b", 2); b.eval(`bed.editor.run("box")`) }, "p a Alpha one\nbox +1\n  p b Beta two\np c Gamma three"},
		{"Enter goes from who said it to the next paragraph", doc(quote("q", "Words", "Name")), func(b *bed) { b.at("q", -1); b.press("Enter"); b.types("x") }, "q q Words -- Name\np +1 x"},
		{"paragraphs of a quotation", doc(quote("q", "Words", "Name")), func(b *bed) { b.at("q", 5); b.press("Enter"); b.types("x") }, "q q Words//x -- Name"},
		{"Enter twice leaves a quotation", doc(quote("q", "Words", "")), func(b *bed) { b.at("q", 5); b.press("Enter", "Enter"); b.types("x") }, "q q Words\np +1 x"},
		{"Enter on an empty item leaves the list", doc(list("n", item("d", "one"))), func(b *bed) { b.at("d", -1); b.press("Enter", "Enter"); b.types("x") }, "list n\n  - d one\np +1 x"},
		{"Backspace behind a list joins the last item", doc(list("n", item("d", "one")), p("a", "two")), func(b *bed) { b.at("a", 0); b.press("Backspace") }, "list n\n  - d onetwo"},
		{"Delete before a list takes in its first item", doc(p("a", "x"), list("n", item("d", "one"), item("e", "two"))), func(b *bed) { b.at("a", -1); b.press("Delete") }, "p a xone\nlist n\n  - e two"},
		{"Backspace behind a quotation does not run words together", doc(quote("q", "Words", "Name"), p("a", "x")), func(b *bed) { b.at("a", 0); b.press("Backspace"); b.types("!") }, "q q Words -- Name!\np a x"},
	}
	b := openBed(t)
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			b.T = t
			b.open(tc.doc, "")
			tc.do(b)
			if got := b.shape(); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
			b.doc()
			b.sound()
		})
	}
	b.T = t
}

// copyPaste puts a whole block, copied or cut, in front of another.
func (b *bed) copyPaste(id, how, before string) {
	b.Helper()
	b.eval(`(() => {
		const v = bed.editor.view, State = v.state.selection.constructor
		let pos = -1, node
		v.state.doc.forEach((n, p) => { if (n.attrs.bid === %s) { pos = p; node = n } })
		// The selection from the beginning of a block to the beginning of the next is the whole block.
		const next = v.state.doc.nodeAt(pos + node.nodeSize)
		v.dispatch(v.state.tr.setSelection(State.create(v.state.doc, pos + 1, next ? pos + node.nodeSize + 1 : pos + node.nodeSize - 1)))
	})()`, full(id))
	b.eval(`(() => {
		const v = bed.editor.view
		const { from } = v.state.selection
		const node = v.state.doc.resolve(from).parent
		window.clipped = (() => { v.dispatch(v.state.tr.setSelection(bed.nodeSelection(v.state.doc, from - 1))); return bed.lift(%s) })()
	})()`, how)
	b.eval(`(() => {
		const v = bed.editor.view
		let pos = -1
		v.state.doc.forEach((n, p) => { if (n.attrs.bid === %s) pos = p })
		v.dispatch(v.state.tr.setSelection(bed.gap(v.state.doc, pos)))
		bed.clip(window.clipped)
	})()`, full(before))
}

// Redo gives the block of a split the id it had at first.
func TestRedoGivesTheSameId(t *testing.T) {
	b := openBed(t)
	b.open(doc(p("a", "Alpha one")), "")
	b.at("a", 5)
	b.press("Enter")
	first := ask[string](b, "bed.shape()")
	b.press("Ctrl+z", "Ctrl+Shift+z")
	if again := ask[string](b, "bed.shape()"); again != first {
		t.Errorf("first\n%s\nthen\n%s", first, again)
	}
}

// A text with ids that are missing, doubled or of another form is mended when it is
// opened, and undo cannot take that back.
func TestIdsAreSettledOnOpening(t *testing.T) {
	b := openBed(t)
	b.eval(`bed.open({blocks: [{id: "", type: "paragraph", text: [{t: "x"}]}, {id: %s, type: "paragraph"}, {id: %s, type: "list", items: [{id: %s}]}]})`, full("a"), full("a"), full("a"))
	if got, want := b.shape(), "p +1 x\np a\nlist +2\n  - +3"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b.press("Ctrl+z")
	b.shape()
}

// Composition in Armenian and Georgian, as input methods do it.
func TestComposition(t *testing.T) {
	b := openBed(t)
	for _, tc := range []struct {
		lang  string
		steps []string
		last  string
	}{
		{"hy", []string{"ջ", "ջո", "ջու", "ջուր"}, "ջուր"},
		{"ka", []string{"წ", "წყ", "წყა", "წყალი"}, "წყალი"},
	} {
		b.open(doc(p("a", "Alpha one"), p("b", "Beta")), fmt.Sprintf("{lang: %q}", tc.lang))
		b.at("a", 5)
		for _, s := range tc.steps {
			n := int64(len([]rune(s)))
			_, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: s, SelectionStart: n, SelectionEnd: n})
			b.must(err)
		}
		// What others do to the block under composition waits.
		left := ask[[]string](b, `[...bed.editor.applyRemote({blocks: [{id: %s, type: "paragraph", text: [{t: "Changed"}]}, {id: %s, type: "paragraph", text: [{t: "New"}]}]})]`, full("a"), full("b"))
		if len(left) != 1 || left[0] != full("a") {
			t.Errorf("%s: left alone %v", tc.lang, left)
		}
		_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: tc.last})
		b.must(err)
		if got, want := b.shape(), "p a Alpha"+tc.last+" one\np b New"; got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", tc.lang, got, want)
		}
		b.sound()
	}
}

// Whatever is done, ids are there, different, and the text is one that the server takes.
func TestRandomOperations(t *testing.T) {
	b := openBed(t)
	const operations = 1500
	r := rand.New(rand.NewPCG(4, 7))
	seed := r.Uint32()
	b.open(everything(), "")
	did := ask[[]string](b, `bed.storm(%s, %s)`, seed, operations)
	if len(did) > 0 {
		t.Errorf("seed %d: %v", seed, did)
	}
	b.doc()
	b.sound()
}
