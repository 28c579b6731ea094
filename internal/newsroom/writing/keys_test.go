package writing_test

import (
	"strings"
	"testing"

	"masthead/internal/body"
)

// Keys work by their place on layouts that are not Latin.
func TestKeysOnOtherLayouts(t *testing.T) {
	b := openBed(t)
	for layout, key := range map[string]string{"ru": "и/KeyB", "hy": "պ/KeyB", "ka": "ბ/KeyB", "az": "b/KeyB"} {
		b.open(doc(p("a", "Alpha")), "")
		b.eval("bed.at(%s, 0, %s, 5)", full("a"), full("a"))
		b.press("Ctrl+" + key)
		if m := b.doc().Blocks[0].Text[0].Marks; len(m) != 1 || m[0].Type != body.Strong {
			t.Errorf("%s: Ctrl+B set %v", layout, m)
		}
	}
	b.sound()
}

// The menu of "/" opens at the beginning of a paragraph only, answers to labels, English
// keys and other languages, is told to screen readers, and Escape closes it.
func TestSlashMenu(t *testing.T) {
	b := openBed(t)
	b.speak("hy")
	for _, tc := range []struct{ typed, want string }{
		{"/quote", "q e"}, {"/մեջ", "q e"}, {"/цит", "q e"}, {"/ციტ", "q e"}, {"/h3", "h3 e"}, {"/ənki", "/ənki"},
	} {
		b.open(doc(p("e", "")), "{words: window.words}")
		b.at("e", 0)
		b.types(tc.typed)
		b.press("Enter")
		if got := b.shape(); !strings.HasPrefix(got, tc.want) && !strings.Contains(got, tc.want) {
			t.Errorf("%s made\n%s", tc.typed, got)
		}
	}
	b.open(doc(p("e", "")), "{words: window.words}")
	b.at("e", 0)
	b.types("/")
	state := `[document.querySelectorAll(".slashm [role=option]").length > 10, !!document.getElementById(bed.editor.view.dom.getAttribute("aria-activedescendant"))]`
	if got := ask[[]bool](b, state); !got[0] || !got[1] {
		t.Errorf("the menu is not there or not told: %v", got)
	}
	b.press("Escape")
	if ask[bool](b, `!document.querySelector(".slashm").hidden`) {
		t.Error("Escape does not close the menu")
	}
	b.open(doc(p("e", "a ")), "{words: window.words}")
	b.at("e", -1)
	b.types("/q")
	if ask[bool](b, `!document.querySelector(".slashm").hidden`) {
		t.Error("the menu opens within a paragraph")
	}
	b.sound()
}

// F7 goes from finding to finding, which move with the words; a comment is asked for what
// is selected; Ctrl+S saves.
func TestKeysForThePage(t *testing.T) {
	b := openBed(t)
	b.open(doc(p("a", "Alpha one"), p("b", "Beta two")), "")
	b.eval(`bed.editor.decorate("finding", [{block: %s, start: 0, end: 4, class: "find-ask"}, {block: %s, start: 6, end: 9, class: "find-ask"}])`, full("b"), full("a"))
	b.at("a", 0)
	b.types("X ")
	b.press("F7")
	if s := ask[struct{ Quote string }](b, "bed.editor.selection()"); s.Quote != "one" {
		t.Errorf("F7 leads to %q", s.Quote)
	}
	b.press("F7", "Ctrl+Alt+m")
	if got := ask[[]struct{ Block, Quote string }](b, "bed.log.comments"); len(got) != 1 || got[0].Quote != "Beta" || got[0].Block != full("b") {
		t.Errorf("comment on %v", got)
	}
	b.press("Shift+F7", "Ctrl+s")
	if n := ask[int](b, "bed.log.saved"); n != 1 {
		t.Errorf("saved %d times", n)
	}
	b.sound()
}

// A link is set in a card below the paragraph; an address that is none is refused there.
func TestLinkCard(t *testing.T) {
	b := openBed(t)
	b.speak("en")
	b.open(doc(p("a", "Alpha one")), "{words: window.words}")
	b.at("a", 2)
	b.press("Ctrl+k")
	b.types("javascript:x")
	b.press("Enter")
	if got := ask[string](b, `document.querySelector(".card .err").textContent`); !strings.HasPrefix(got, "This is no address") {
		t.Errorf("said %q", got)
	}
	b.eval(`void (document.querySelector(".card input").value = "")`)
	b.types("example.org/x")
	b.press("Enter")
	if s := b.doc().Blocks[0].Text; len(s) != 2 || s[0].Text != "Alpha" || s[0].Marks[0].Href != "https://example.org/x" {
		t.Errorf("text %v", s)
	}
	b.sound()
}
