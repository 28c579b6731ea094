package tests_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"masthead/internal/people"
)

// From a pitch to a published text without a pointer: by Tab, Enter and the desk's own
// keys. What has the focus is always seen, nothing keeps it, and each page tells a
// screen reader what it is.
func TestDeskByKeyboard(t *testing.T) {
	s := daySite(t)
	v := s.comesIn(t, s.hire(t, people.Person{Name: "Lali Keys", Email: "lali.keys@crossroads.example"}, people.Editor, "tbilisi", ""))
	v.told("the first page")
	v.round("the first page")

	v.strikes("gs")
	v.until(`location.pathname === "/desk/stories/" && document.readyState === "complete"`)
	v.told("the stories")
	v.follow(`a[href="/desk/stories/pitch"]`)
	v.told("the pitch")
	v.round("the pitch")
	v.tabTo(`[name=title]`)
	v.inserts("Ice on the upper lake")
	v.tabTo(`[name=bureau]`)
	v.strikes("Tb")
	v.until(`document.querySelector("[name=bureau]").value === "tbilisi"`)
	v.tabTo(`[name=why]`)
	v.inserts("The fishers cut it by hand again.")
	v.follow(`main form.pile button.go`)
	v.told("the story")
	v.round("the story")

	v.tabTo(`#d-reason`)
	v.inserts("Before it melts.")
	v.follow(`#decide [value=yes]`)
	v.until(`!document.querySelector("#decide")`)
	for range 2 { // what is required to be checked
		v.follow(`li:has(.tag) form[action$="/tick"] [name=done]`)
	}
	v.follow(`.bar a[href$="/en/"]`)
	v.until(`!!document.querySelector(".writing.ready .ProseMirror")`)
	v.writtenByKeys()

	v.follow(`.crumb a[href^="/desk/stories/"]:not([href="/desk/stories/"])`)
	v.follow(`.bar a[href$="/publish/"]`)
	v.told("the panel of publishing")
	v.round("the panel of publishing")
	if !evaluate[bool](v, `document.querySelector(".ck [value=en]").checked`) {
		v.tabTo(`.ck [value=en]`)
		v.strikes(" ")
	}
	v.follow(`.bar button[value=now]`)
	v.sees("1 text is published.")
}

// writtenByKeys writes a text with a picture and a comment.
func (v *tab) writtenByKeys() {
	v.Helper()
	v.told("the writing page")
	v.tabTo(`#live-headline`)
	v.strikes(kb.End)
	v.inserts(", cut by hand")
	v.tabTo(`.ProseMirror`)
	v.inserts("The saws came out on Monday.")
	v.chord("Enter", "Enter", 13, 0)
	v.until(`document.querySelectorAll(".ProseMirror > p").length >= 2`)
	v.strikes("/pict")
	v.until(`!!document.querySelector(".ProseMirror").getAttribute("aria-activedescendant")`)
	v.chord("Enter", "Enter", 13, 0)
	v.until(`!!document.querySelector("dialog[open] button.pickit")`)
	v.chord("ArrowDown", "ArrowDown", 40, 0)
	v.until(`document.activeElement.matches("button.pickit")`)
	v.seen("the library")
	v.chord("Enter", "Enter", 13, 0)
	v.strikes("\r")
	v.until(`!document.querySelector("dialog[open]") && !!document.querySelector(".ProseMirror figure textarea")`)
	v.tabTo(`.ProseMirror figure textarea`)
	evaluate[bool](v, `(document.activeElement.select(), true)`)
	v.inserts("A man saws a square of ice.")
	v.tabTo(`.ProseMirror figure input`)
	evaluate[bool](v, `(document.activeElement.select(), true)`)
	v.inserts("Drawn for the lake")
	v.saved()
	v.told("the writing page with a picture")
	v.round("the writing page with a picture")

	v.until(`!!document.querySelector("[data-talk-panel]")`)
	v.tabTo(`.ProseMirror`)
	v.chord("Home", "Home", 36, 2)
	v.chord("End", "End", 35, 8)
	v.chord("m", "KeyM", 'M', 3)
	v.until(`document.activeElement?.id === "n-selection"`)
	v.inserts("Whose saws?")
	v.chord("Enter", "Enter", 13, 2)
	v.until(`document.querySelector("[data-talk-panel]").textContent.includes("Whose saws?")`)
	v.saved()
}

// strikes presses keys one after the other.
func (v *tab) strikes(keys string) {
	v.Helper()
	v.do(chromedp.KeyEvent(keys))
}

// follow goes to what leads to another page by Tab, and through it by Enter.
func (v *tab) follow(selector string) {
	v.Helper()
	v.tabTo(selector)
	evaluate[bool](v, `window.before = true`)
	v.strikes("\r")
	v.until(`window.before === undefined && document.readyState === "complete"`)
}

// mostStops bounds how often Tab is pressed on a page.
const mostStops = 400

// tabTo presses Tab until something has the focus.
func (v *tab) tabTo(selector string) {
	v.Helper()
	is := fmt.Sprintf(`!!document.activeElement?.matches(%q)`, selector)
	for range mostStops {
		if evaluate[bool](v, is) {
			v.seen(selector)
			return
		}
		v.strikes(kb.Tab)
	}
	v.Fatalf("Tab never comes to %s on %s; it is at %s", selector, evaluate[string](v, `location.pathname`), evaluate[string](v, `document.activeElement.outerHTML.slice(0, 200)`))
}

// focused tells what has the focus: nothing, or what cannot be seen of it.
const focused = `(() => {
	const at = document.activeElement;
	if (!at || at === document.body || at === document.documentElement) return {Name: ""};
	window.stops ??= new Map();
	if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
	const name = window.stops.get(at) + " " + at.outerHTML.slice(0, 120);
	const box = (at.closest("label") ?? at).getBoundingClientRect();
	const marked = [at, at.closest("label"), at.closest(".field"), at.closest(".live-field"), at.closest(".sheet")].some((e) => {
		if (!e) return false;
		const s = getComputedStyle(e);
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
	}) || at.matches("iframe, .ProseMirror");
	const outside = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
	return {Name: name, Hidden: !box.width || !box.height || outside ? "it is out of sight" : marked ? "" : "nothing marks it"};
})()`

type stop struct{ Name, Hidden string }

// seen insists that what has the focus can be seen.
func (v *tab) seen(where string) (at stop) {
	v.Helper()
	if at = evaluate[stop](v, focused); at.Hidden != "" {
		v.Errorf("%s: the focus is at %s: %s", where, at.Name, at.Hidden)
	}
	return at
}

// round goes through a page by Tab until it comes to its end: nothing keeps the focus,
// and it is always seen.
func (v *tab) round(where string) {
	v.Helper()
	evaluate[bool](v, `(document.activeElement?.blur(), window.stops = new Map(), true)`)
	visited, last := map[string]int{}, ""
	for range mostStops {
		v.strikes(kb.Tab)
		at := v.seen(where)
		if strings.Contains(at.Name, "<iframe") {
			continue // a preview is a page of its own: the focus goes through its links and out again
		}
		if at.Name == "" || visited[at.Name] > 0 && at.Name != last {
			if len(visited) < 5 {
				v.Errorf("%s: Tab comes to %d places alone", where, len(visited))
			}
			return
		}
		if at.Name == last && visited[at.Name] > 3 {
			v.Fatalf("%s: the focus is kept by %s", where, at.Name)
		}
		visited[at.Name]++
		last = at.Name
	}
	v.Errorf("%s: Tab comes to no end", where)
}

// controls are the roles that a person acts on.
var controls = map[string]bool{"button": true, "link": true, "textbox": true, "searchbox": true, "checkbox": true, "radio": true, "combobox": true, "listbox": true, "menuitem": true, "tab": true, "switch": true, "slider": true}

// told looks at a page as a screen reader is given it: one main part, one first heading,
// and a name for all that can be acted on.
func (v *tab) told(where string) {
	v.Helper()
	tree := command(v, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	mains, heads, named := 0, 0, 0
	for _, n := range tree.Nodes {
		role, name := text(n.Role), text(n.Name)
		if n.Ignored {
			continue
		}
		switch {
		case role == "main":
			mains++
		case role == "heading":
			for _, p := range n.Properties {
				if p.Name == "level" && text(p.Value) == "1" {
					heads++
				}
			}
		case controls[role]:
			if named++; strings.TrimSpace(name) == "" {
				v.Errorf("%s: a %s has no name (node %d)", where, role, n.BackendDOMNodeID)
			}
		}
	}
	if mains != 1 || heads != 1 || named < 5 {
		v.Errorf("%s: %d main parts, %d first headings, %d controls", where, mains, heads, named)
	}
}

// text is a value of the tree as words.
func text(value *accessibility.Value) string {
	if value == nil {
		return ""
	}
	var s string
	if json.Unmarshal(value.Value, &s) != nil {
		return strings.Trim(string(value.Value), `"`)
	}
	return s
}
