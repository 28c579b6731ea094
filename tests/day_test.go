package tests_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// daySite is the demo's newsroom, apart from those that other tests look at: whole days
// of work happen here.
func daySite(t *testing.T) *site {
	return common.day.get(t, func() (*site, error) {
		return openSite(func(ctx context.Context, p *app.Program) error {
			_, err := demo.Plant(ctx, p.Edition, p.Library, time.Now())
			return err
		})
	})
}

// A whole day at the desk, in a browser: proposed, decided, written by two at once,
// talked about, checked, held by the second key, published in two languages, updated,
// corrected, withdrawn; and whoever may not is refused at each door.
func TestDayAtTheDesk(t *testing.T) {
	s := daySite(t)
	s.linksOfTheDemo(t)
	d := &day{T: t, site: s, mark: "d" + fmt.Sprint(time.Now().UnixNano()%1e9), tabs: map[string]*tab{}, who: map[string]people.Person{}}
	for _, one := range []struct {
		key, name string
		role      people.Role
		bureau    string
		lang      lang.Tag
	}{
		{"editor", "Ia Daylong", people.Editor, "tbilisi", ""},
		{"away", "Kamran Elsewhere", people.Editor, "baku", ""},
		{"chief", "Dodo Overhead", people.ChiefEditor, "", ""},
		{"writer", "Nutsa Inkwell", people.Reporter, "tbilisi", ""},
		{"rival", "Zaza Sideways", people.Reporter, "tbilisi", ""},
		{"checker", "Manana Proofs", people.FactChecker, "tbilisi", ""},
		{"translator", "Keto Twotongue", people.Translator, "", "ka"},
		{"social", "Lado Loud", people.SocialEditor, "tbilisi", ""},
		{"expert", "Otar Knowing", people.Expert, "tbilisi", ""},
		{"contributor", "Pikria Giver", people.Contributor, "tbilisi", ""},
	} {
		who := s.hire(t, people.Person{Name: one.name, Email: one.key + "." + d.mark + "@crossroads.example"}, one.role, one.bureau, one.lang)
		if one.key == "away" { // she reads what Tbilisi does, and publishes in Baku alone
			s.give(t, who, people.SocialEditor, "tbilisi", "")
		}
		d.who[one.key], d.tabs[one.key] = who, s.comesIn(t, who)
	}
	d.pitched()
	d.decided()
	d.writtenByTwo()
	d.talkedAbout()
	d.suggested()
	d.filed()
	d.translated()
	d.vouchedFor()
	d.published()
	d.updated()
	d.refused()
	d.corrected()
	d.withdrawn()
	for key, v := range d.tabs {
		for _, c := range v.complaints() {
			if strings.HasPrefix(c, "exception") {
				t.Errorf("the script of the %s failed: %s", key, c)
			}
		}
	}
}

// day is a story's way through a newsroom.
type day struct {
	*testing.T
	site *site
	mark string // makes its words its own
	tabs map[string]*tab
	who  map[string]people.Person
	id   string // of the story
	path string // its page
}

// linksOfTheDemo follows the links that the demo prints, one for each role.
func (s *site) linksOfTheDemo(t *testing.T) {
	t.Helper()
	cast, err := demo.Cast()
	if err != nil {
		t.Fatal(err)
	}
	if len(cast) < len(people.Roles) {
		t.Errorf("the demo has %d roles of %d", len(cast), len(people.Roles))
	}
	for _, c := range cast {
		var who people.Person
		if err := s.program.DB.Read(t.Context(), func(tx *db.Tx) (err error) { who, err = people.ByEmail(t.Context(), tx, c.Email()); return err }); err != nil {
			t.Fatal(err)
		}
		v := s.comesIn(t, who)
		if name := evaluate[string](v, `document.querySelector(".me-link strong").textContent`); name == "" {
			t.Errorf("the %s is nobody", c.Role)
		}
	}
}

// hire gives the newsroom somebody with a role, who reads the desk in English.
func (s *site) hire(t *testing.T, p people.Person, role people.Role, bureau string, l lang.Tag) people.Person {
	t.Helper()
	err := s.program.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		if p, err = people.Add(t.Context(), tx, p); err != nil {
			return err
		}
		if err := people.Give(t.Context(), tx, p.ID, role, bureau, l); err != nil {
			return err
		}
		at, err := people.DeskOf(t.Context(), tx, p.ID)
		if err != nil {
			return err
		}
		at.Lang = "en"
		return people.SetDesk(t.Context(), tx, p.ID, at)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// give gives somebody one more role.
func (s *site) give(t *testing.T, who people.Person, role people.Role, bureau string, l lang.Tag) {
	t.Helper()
	err := s.program.DB.Write(t.Context(), func(tx *db.Tx) error { return people.Give(t.Context(), tx, who.ID, role, bureau, l) })
	if err != nil {
		t.Fatal(err)
	}
}

// comesIn opens a browser of her own and comes in to the desk by a link, as it is
// printed.
func (s *site) comesIn(t *testing.T, who people.Person) *tab {
	t.Helper()
	var link string
	if err := s.program.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		link, err = s.program.Link(t.Context(), tx, who.ID, people.EnterLink)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(link, s.base+"/desk/enter/") {
		t.Fatalf("the link leads to %s, the desk is at %s", link, s.base)
	}
	v := openTab(t, chromedp.WithNewBrowserContext())
	v.window(1440, 900)
	v.do(chromedp.Navigate(link))
	v.press(`main form button.go, form button.big`)
	v.at("/desk/")
	return v
}

// at insists on where the page is.
func (v *tab) at(path string) {
	v.Helper()
	if got := evaluate[string](v, `location.pathname`); got != path {
		v.Fatalf("the page is %s, want %s:\n%.600s", got, path, evaluate[string](v, `document.body.innerText`))
	}
}

// goes opens an address of the desk.
func (v *tab) goes(s *site, path string) {
	v.Helper()
	v.do(chromedp.Navigate(s.base + path))
	v.until(`document.readyState === "complete"`)
}

// press clicks what leads to another page, and waits for it.
func (v *tab) press(selector string) {
	v.Helper()
	evaluate[bool](v, `window.before = true`)
	v.click(selector)
	v.until(`window.before === undefined && document.readyState === "complete"`)
}

// click clicks the first of what a selector finds, once it is there.
func (v *tab) click(selector string) {
	v.Helper()
	v.until(fmt.Sprintf(`!!document.querySelector(%q)?.getClientRects().length`, selector))
	v.do(chromedp.Click(selector))
}

// fill writes into a field what is to stand in it.
func (v *tab) fill(selector, text string) {
	v.Helper()
	v.click(selector)
	evaluate[bool](v, fmt.Sprintf(`(document.querySelector(%q).select(), true)`, selector))
	v.inserts(text)
}

// inserts writes where the focus is, as a keyboard of whatever script does.
func (v *tab) inserts(text string) {
	v.Helper()
	command(v, input.InsertText, input.InsertTextParams{Text: text})
}

// choose takes an entry of a select.
func (v *tab) choose(selector, value string) {
	v.Helper()
	if !evaluate[bool](v, fmt.Sprintf(`((s) => { s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true})); return s.value === %[1]q })(document.querySelector(%q))`, value, selector)) {
		v.Fatalf("%s has no %q", selector, value)
	}
}

// sees insists that the page shows words.
func (v *tab) sees(words string) {
	v.Helper()
	shows, _ := json.Marshal(words)
	v.until(`document.body?.innerText.includes(` + string(shows) + `)`)
}

// lacks insists that a page has nothing of a kind.
func (v *tab) lacks(selector, why string) {
	v.Helper()
	if evaluate[bool](v, fmt.Sprintf(`!!document.querySelector(%q)`, selector)) {
		v.Errorf("%s: %s is there", why, selector)
	}
}

// sends sends a form from the page as its script would, and gives the status.
func (v *tab) sends(path string, pairs ...string) int {
	v.Helper()
	var form [][2]string
	for i := 0; i+1 < len(pairs); i += 2 {
		form = append(form, [2]string{pairs[i], pairs[i+1]})
	}
	raw, _ := json.Marshal(form)
	return evaluate[int](v, fmt.Sprintf(`fetch(%q, {method: "POST", body: new URLSearchParams(%s)}).then(r => r.status)`, path, raw))
}

// writes opens the writing page of a text.
func (v *tab) writes(s *site, path string) {
	v.Helper()
	v.goes(s, path)
	v.until(`!!document.querySelector(".writing.ready .ProseMirror")`)
}

func (v *tab) saved() {
	v.Helper()
	v.until(`document.querySelector("[data-status]").dataset.state === "saved"`)
}

// caret puts the cursor at the beginning or the end of the n-th paragraph, from 0.
func (v *tab) caret(n int, end bool) {
	v.Helper()
	v.do(chromedp.Focus(".ProseMirror"))
	evaluate[bool](v, fmt.Sprintf(`(() => {
		const b = [...document.querySelector(".ProseMirror").children].filter((e) => !e.matches(".below, .margin"))[%d];
		const r = document.createRange();
		r.selectNodeContents(b);
		r.collapse(%v);
		getSelection().removeAllRanges();
		getSelection().addRange(r);
		document.dispatchEvent(new Event("selectionchange"));
		return true;
	})()`, n, !end))
}

// selects selects words of the text.
func (v *tab) selects(words string) {
	v.Helper()
	v.do(chromedp.Focus(".ProseMirror"))
	v.until(fmt.Sprintf(`(() => {
		const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const i = n.textContent.indexOf(%q);
			if (i >= 0) { getSelection().setBaseAndExtent(n, i, n, i + %[1]q.length); return true }
		}
		return false;
	})()`, words))
	v.until(fmt.Sprintf(`getSelection().toString() === %q`, words))
}

// chord presses a key together with others (1 Alt, 2 Ctrl, 8 Shift).
func (v *tab) chord(key, code string, number, with int64) {
	v.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		command(v, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, Modifiers: with, WindowsVirtualKeyCode: number})
	}
}

// line takes the line away or gives it back.
func (v *tab) line(up bool) {
	v.Helper()
	command(v, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1}}})
	command(v, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1})
}

func (d *day) work(act string) string { return "/desk/work/" + d.id + "/" + act }

// pitched: a reporter proposes a story in Tbilisi. Others may not decide on it.
func (d *day) pitched() {
	d.Helper()
	v := d.tabs["writer"]
	v.goes(d.site, "/desk/stories/pitch")
	v.fill(`[name=title]`, "Ferry "+d.mark)
	v.choose(`[name=original]`, "en")
	v.choose(`[name=kind]`, "news")
	v.choose(`[name=bureau]`, "tbilisi")
	v.fill(`[name=why]`, "The ferry of "+d.mark+" has not moved for a year.")
	v.press(`main form.pile button.go`)
	d.path = evaluate[string](v, `location.pathname`)
	d.id = strings.Trim(strings.TrimPrefix(d.path, "/desk/stories/"), "/")
	if d.id == "" || strings.Contains(d.id, "/") {
		d.Fatalf("the pitch led to %s", d.path)
	}
	v.sees("has not moved for a year")
	v.lacks("#decide", "the one who proposed it may not decide")
	rival := d.tabs["rival"]
	rival.goes(d.site, d.path)
	rival.sees("has not moved for a year")
	rival.lacks("#decide", "another reporter may not decide")
	for key, want := range map[string]int{"rival": 403, "writer": 403, "expert": 404, "contributor": 404, "away": 403, "social": 403, "translator": 403, "checker": 403} {
		if got := d.tabs[key].sends(d.work("decide"), "decision", "yes"); got != want {
			d.Errorf("the %s decides: %d, want %d", key, got, want)
		}
	}
}

// decided: the editor says yes and why, and gives it to the writer, who takes it on.
func (d *day) decided() {
	d.Helper()
	v, w := d.tabs["editor"], d.tabs["writer"]
	v.goes(d.site, "/desk/")
	v.sees("Ferry " + d.mark)
	v.goes(d.site, d.path)
	v.fill(`#d-reason`, "Go and look at the cable.")
	v.press(`#decide [value=yes]`)
	v.sees("Go and look at the cable.")
	v.click(`[data-key=a]`)
	v.choose(`form[action$="/assign"] [name=person]`, d.who["writer"].ID)
	v.choose(`form[action$="/assign"] [name=task]`, "write")
	v.fill(`form[action$="/assign"] [name=due]`, "tomorrow 15:00")
	v.fill(`form[action$="/assign"] [name=brief]`, "Four hundred words.")
	v.press(`form[action$="/assign"] button.go`)
	v.sees("not answered yet")

	w.goes(d.site, "/desk/")
	w.sees("Ferry " + d.mark)
	w.sees("Ia Daylong said yes to your pitch")
	w.press(`main .list a.t[href*="` + d.id + `"]`)
	w.goes(d.site, d.path)
	w.press(`form[action$="/task"] [value=accept]`)
	v.goes(d.site, d.path)
	v.sees("accepted")
}

// texted is what a writing page shows, a line for each paragraph.
const texted = `[...document.querySelector(".ProseMirror").children].filter((e) => !e.matches(".below, .margin")).map((e) => e.textContent).join("|")`

// writtenByTwo: two write at once, one of them without a line for a while.
func (d *day) writtenByTwo() {
	d.Helper()
	w, e := d.tabs["writer"], d.tabs["editor"]
	w.writes(d.site, d.path+"en/")
	w.fill(`#live-headline`, d.headline("en"))
	w.fill(`#live-standfirst`, "A year without a crossing.")
	w.caret(0, true)
	w.inserts("The cable broke in spring.")
	w.chord("Enter", "Enter", 13, 0)
	w.inserts("Nobody has come to mend it.")
	w.saved()
	w.until(texted + ` === "The cable broke in spring.|Nobody has come to mend it."`)
	e.writes(d.site, d.path+"en/")
	e.until(texted + ` === "The cable broke in spring.|Nobody has come to mend it."`)

	e.line(false)
	e.caret(0, true)
	e.inserts(" It is forty years old.")
	e.until(`document.querySelector("[data-status]").dataset.state === "offline"`)
	e.caret(1, true)
	e.inserts(" The parts are in a shed.")
	w.caret(1, true)
	w.chord("Enter", "Enter", 13, 0)
	w.inserts("Forty-one people live on the other bank.")
	w.saved()
	w.caret(0, false)
	w.inserts("On the lake, ")
	w.saved()
	e.line(true)
	e.saved()
	const both = `On the lake, The cable broke in spring. It is forty years old.|Nobody has come to mend it. The parts are in a shed.|Forty-one people live on the other bank.`
	for _, v := range []*tab{w, e} {
		v.until(texted + fmt.Sprintf(` === %q`, both))
	}
	// A page that is opened afresh has the same.
	w.writes(d.site, d.path+"en/")
	w.until(texted + fmt.Sprintf(` === %q`, both))
}

// talkedAbout: the fact-checker asks about words and calls the writer, who is told,
// answers and settles it.
func (d *day) talkedAbout() {
	d.Helper()
	c, w := d.tabs["checker"], d.tabs["writer"]
	c.writes(d.site, d.path+"en/")
	c.until(`!!document.querySelector("[data-talk-panel]")`)
	c.selects("Forty-one people")
	c.chord("m", "KeyM", 'M', 3)
	c.until(`document.activeElement?.id === "n-selection"`)
	c.inserts("The village says forty. @Nutsa Ink")
	c.until(`document.querySelector(".names-list [aria-selected=true]")?.textContent === "Nutsa Inkwell"`)
	c.chord("Enter", "Enter", 13, 0)
	c.until(`document.activeElement.value === "The village says forty. @Nutsa Inkwell "`)
	c.chord("Enter", "Enter", 13, 2)
	c.until(`document.querySelector(".ProseMirror .cm")?.textContent === "Forty-one people"`)

	w.goes(d.site, "/desk/")
	w.until(`!!document.querySelector("#notices .new a")`)
	w.sees("Manana Proofs")
	w.press(`#notices .new a`)
	w.at(d.path + "en/comments/")
	w.sees("The village says forty.")
	w.fill(`.thread form.rep [name=said]`, "Forty. The postman moved.")
	w.press(`.thread form.rep button.btn:not(.bare)`)
	c.until(`document.querySelector("[data-talk-panel]").textContent.includes("The postman moved.")`)
	w.press(`.thread form.rep [formaction$="/settle"]`)
	c.until(`!document.querySelector(".ProseMirror .cm") && !document.querySelector("[data-talk-panel] .thread")`)
}

// suggested: whoever may not save writes all the same; the editor takes it.
func (d *day) suggested() {
	d.Helper()
	v, e := d.tabs["translator"], d.tabs["editor"]
	if got := v.sends(d.path+"en/", "op", "0123456789abcdef", "rev", "1", "headline", "Stolen", "headline_was", ""); got != 403 {
		d.Errorf("a translator saves the original: %d", got)
	}
	v.writes(d.site, d.path+"en/")
	v.until(`!!document.querySelector(".suggesting-line")`)
	v.selects("Forty-one")
	v.inserts("Forty")
	e.until(`document.querySelector("[data-suggestion] ins")?.textContent === "Forty"`)
	if got := evaluate[string](e, texted); !strings.Contains(got, "Forty-one") {
		d.Errorf("it stands in the text before anybody took it: %s", got)
	}
	e.click(`[data-suggestion] [data-act=take]`)
	e.until(texted + `.includes("|Forty people live on the other bank.") && !document.querySelector("[data-suggestion]")`)
	e.saved()
}

// filed: the writer hands it in; the editor marks it sensitive.
func (d *day) filed() {
	d.Helper()
	w, e := d.tabs["writer"], d.tabs["editor"]
	w.goes(d.site, d.path)
	w.choose(`#f-stage`, "editing")
	w.press(`#stage button`)
	w.until(`document.querySelector(".bar .st").textContent === "Editing"`)
	w.lacks(`a.go[href$="publish/"]`, "the writer has no way to publish")
	away := d.tabs["away"]
	away.goes(d.site, d.path+"publish/")
	away.sees("You may look at this. Editors of the edition publish.")
	away.lacks(`button[value=now], button[value=later]`, "an editor of another bureau publishes")
	away.lacks(`.ck input`, "an editor of another bureau chooses")
	if got := away.sends(d.path+"publish/", "lang", "en", "when", "now"); got != 403 {
		d.Errorf("an editor of another bureau publishes: %d", got)
	}
	e.goes(d.site, d.path)
	e.until(`!!document.querySelector('form[action$="/notes"]')`)
	if !evaluate[bool](e, `document.querySelector('form[action$="/notes"]').closest("details").open`) {
		e.click(`details:has(form[action$="/notes"]) > summary`)
	}
	e.click(`form[action$="/notes"] [name=sensitive]`)
	e.press(`form[action$="/notes"] button`)
	e.sees("Sensitive: two people read each text")
}

// translated: the translator writes it in Georgian.
func (d *day) translated() {
	d.Helper()
	v := d.tabs["translator"]
	v.writes(d.site, d.path+"ka/")
	v.until(`document.querySelector(".source").innerText.includes("Forty people live")`)
	v.fill(`#live-headline`, d.headline("ka"))
	v.caret(0, true)
	v.inserts("ტროსი გაზაფხულზე გაწყდა.")
	v.saved()
}

// vouchedFor: what two people have not vouched for is held. The one who saved it last
// is one of them at most.
func (d *day) vouchedFor() {
	d.Helper()
	e, c := d.tabs["editor"], d.tabs["checker"]
	e.goes(d.site, d.path+"publish/")
	e.until(`document.querySelectorAll('[data-gate=keys].stop').length === 2`)
	e.until(`document.querySelectorAll('[data-gate=checklist][data-lang=en]').length === 2`)
	e.click(`.ck [value=en]`)
	e.press(`.bar button[value=now]`)
	if status, _ := d.reads("en"); status != 404 {
		d.Errorf("readers get %d of what is held", status)
	}
	c.goes(d.site, d.path)
	for range 2 {
		before := evaluate[int](c, `document.querySelectorAll('form[action$="/tick"] [name=done]').length`)
		c.press(`li:has(.tag) form[action$="/tick"] [name=done]`)
		c.until(fmt.Sprintf(`document.querySelectorAll('form[action$="/tick"] [name=done]').length === %d`, before-1))
	}
	e.goes(d.site, d.path+"publish/")
	e.lacks(`[data-gate=checklist].stop`, "all is checked")

	rev := d.turn("editor", "en") // she saved it last: hers is one key
	if got := e.sends(d.work("en/key"), "rev", rev); got != 403 {
		d.Errorf("she turns both keys: %d", got)
	}
	e.goes(d.site, d.path)
	e.lacks(`form[action$="/en/key"]`, "she has turned hers")
	e.goes(d.site, d.path+"publish/")
	e.until(`!!document.querySelector("[data-gate=keys][data-lang=en].stop")`)
	for _, key := range []string{"writer", "rival", "translator", "social", "away"} {
		if got := d.tabs[key].sends(d.work("en/key"), "rev", rev); got != 403 {
			d.Errorf("the %s turns a key: %d", key, got)
		}
	}
	d.turn("checker", "en")
	e.goes(d.site, d.path+"publish/")
	e.lacks(`[data-gate=keys][data-lang=en].stop`, "two keys are turned")
	d.turn("editor", "ka")
	d.turn("checker", "ka")
}

// turn turns somebody's key for a text and gives the revision that she vouched for.
func (d *day) turn(key string, l lang.Tag) (rev string) {
	d.Helper()
	v := d.tabs[key]
	v.goes(d.site, d.path)
	form := `form[action$="/` + string(l) + `/key"]`
	rev = evaluate[string](v, fmt.Sprintf(`document.querySelector(%q)?.rev.value ?? ""`, form))
	if rev == "" {
		d.Fatalf("the %s has no key to turn for %s", key, l)
	}
	v.press(form + " button")
	v.sees("Your key is turned.")
	return rev
}

// reads is what readers get of a text: at the address that its panel names, or would.
func (d *day) reads(l lang.Tag) (status int, html string) {
	d.Helper()
	p, err := d.site.get(d.slug(l))
	if err != nil {
		d.Fatal(err)
	}
	return p.status, p.html
}

func (d *day) headline(l lang.Tag) string {
	if l == "ka" {
		return "ბორანი " + d.mark + " დგას"
	}
	return "The ferry " + d.mark + " stands still"
}

func (d *day) slug(l lang.Tag) string {
	return "/" + string(l) + "/" + lang.Slug(d.headline(l), l) + "/"
}

// comes waits until readers get a page that has all of the words.
func (d *day) comes(l lang.Tag, within time.Duration, status int, words ...string) string {
	d.Helper()
	var got int
	var html string
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		got, html = d.reads(l)
		there := got == status
		for _, w := range words {
			there = there && strings.Contains(html, w)
		}
		if there {
			return html
		}
	}
	e := d.tabs["editor"]
	e.goes(d.site, d.path+"publish/")
	d.Log(evaluate[string](e, `document.querySelector("table.pub").innerText + document.querySelector(".gl")?.innerText`))
	d.Fatalf("%s answers %d, and never %d with %q:\n%.300s", d.slug(l), got, status, words, html)
	return ""
}

// published: one language goes out at an hour, another now; each leads to the other.
func (d *day) published() {
	d.Helper()
	e := d.tabs["editor"]
	if status, _ := d.reads("en"); status != http.StatusNotFound {
		d.Errorf("before its hour readers get %d", status)
	}
	at := time.Now().Add(12 * time.Second).Truncate(time.Minute).Add(time.Minute)
	e.goes(d.site, d.path+"publish/")
	d.pick("en")
	zone := evaluate[string](e, `document.querySelector("#zone").value`)
	if zone != "Asia/Tbilisi" {
		d.Errorf("the hour is by %s", zone)
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		d.Fatal(err)
	}
	e.fill(`#at`, at.In(place).Format("15:04"))
	e.press(`button[value=later]`)
	e.sees("1 text is set for its time.")

	d.pick("ka")
	e.press(`.bar button[value=now]`)
	e.sees("1 text is published.")
	d.comes("ka", 20*time.Second, 200, "ტროსი გაზაფხულზე გაწყდა.")
	if time.Until(at) > 3*time.Second {
		if status, _ := d.reads("en"); status != http.StatusNotFound {
			d.Errorf("%s before its hour readers get %d", time.Until(at), status)
		}
	}
	d.comes("en", time.Until(at)+30*time.Second, 200, "Forty people live on the other bank.", `hreflang="ka"`, d.slug("ka"))
	if time.Now().Before(at) {
		d.Error("it went out before its hour")
	}
	d.comes("ka", 30*time.Second, 200, `hreflang="en"`, d.slug("en"))
}

// pick chooses one language alone in the panel.
func (d *day) pick(l lang.Tag) {
	d.Helper()
	e := d.tabs["editor"]
	e.until(fmt.Sprintf(`!!document.querySelector('.ck [value=%s]')`, l))
	for range 9 {
		wrong := evaluate[string](e, fmt.Sprintf(`[...document.querySelectorAll(".ck input")].find((c) => c.checked !== (c.value === %q))?.value ?? ""`, string(l)))
		if wrong == "" {
			return
		}
		e.click(`.ck [value=` + wrong + `]`)
	}
	d.Fatal("the languages cannot be chosen")
}

// updated: words change, what was vouched for is no more; published again, readers are
// told when.
func (d *day) updated() {
	d.Helper()
	e := d.tabs["editor"]
	e.writes(d.site, d.path+"en/")
	e.caret(2, true)
	e.inserts(" Most of them fish.")
	e.saved()
	e.goes(d.site, d.path+"publish/")
	e.until(`!!document.querySelector("[data-gate=keys][data-lang=en].stop")`)
	d.pick("en")
	e.press(`.bar button[value=now]`)
	if status, html := d.reads("en"); status != 200 || strings.Contains(html, "Most of them fish.") {
		d.Errorf("readers get %d and words that nobody vouched for", status)
	}
	d.turn("checker", "en")
	d.turn("chief", "en")
	e.goes(d.site, d.path+"publish/")
	d.pick("en")
	e.press(`.bar button[value=now]`)
	e.sees("1 text is published.")
	html := d.comes("en", 20*time.Second, 200, "Most of them fish.")
	dates := regexp.MustCompile(`"date(Published|Modified)":"([^"]+)"`).FindAllStringSubmatch(html, -1)
	if len(dates) < 2 || dates[0][2] == dates[1][2] {
		d.Errorf("readers are not told when it was updated: %v", dates)
	}
}

// refused: whoever may not is refused, whatever she tries, and readers keep what they
// have.
func (d *day) refused() {
	d.Helper()
	acts := [][]string{
		{d.work("decide"), "decision", "no", "reason", "I say so"},
		{d.work("assign"), "person", d.who["rival"].ID, "task", "write", "due", "tomorrow 15:00"},
		{d.work("hold"), "reason", "I say so", "until", "tomorrow 15:00"},
		{d.work("embargo"), "at", "tomorrow 15:00"},
		{d.work("plan"), "lang", "en", "at", "tomorrow 15:00"},
		{d.work("stage"), "stage", "ready"},
		{d.work("facts"), "kind", "opinion"},
		{d.work("notes"), "title", "Mine"},
		{d.work("en/key"), "rev", "1"},
		{d.path + "publish/", "lang", "en", "when", "now"},
		{d.path + "publish/", "lang", "ka", "when", "later", "at", "+2h", "zone", "UTC"},
		{"/desk/publish/" + d.id + "/en/lift", "gate", "keys", "reason", "I say so"},
		{"/desk/publish/" + d.id + "/en/withdraw", "reason", "Gone, I say."},
		{"/desk/publish/" + d.id + "/en/correct", "wrong-en", "This", "right-en", "That"},
		{"/desk/publish/" + d.id + "/en/link"},
	}
	for key, want := range map[string]int{"rival": 403, "translator": 403, "social": 403, "away": 403, "expert": 404, "contributor": 404} {
		for _, act := range acts {
			if got := d.tabs[key].sends(act[0], act[1:]...); got != want {
				d.Errorf("the %s at %s: %d, want %d", key, strings.ReplaceAll(act[0], d.id, "…"), got, want)
			}
		}
	}
	for _, act := range acts[9:] { // it is her own story, and still not hers to send out
		if got := d.tabs["writer"].sends(act[0], act[1:]...); got != 403 {
			d.Errorf("the writer at %s: %d", strings.ReplaceAll(act[0], d.id, "…"), got)
		}
	}
	for _, l := range []lang.Tag{"en", "ka"} {
		if status, _ := d.reads(l); status != 200 {
			d.Errorf("readers get %d of %s", status, l)
		}
	}
}

// corrected: what was wrong and what is right stands on the page, where it stood.
func (d *day) corrected() {
	d.Helper()
	e := d.tabs["editor"]
	e.goes(d.site, d.path+"publish/")
	e.press(`a[href$="/en/correct"]`)
	block := evaluate[string](e, `[...document.querySelector("#block-en").options].find((o) => o.textContent.includes("cable broke"))?.value ?? ""`)
	e.choose(`#block-en`, block)
	e.fill(`#wrong-en`, "It is forty years old.")
	e.fill(`#right-en`, "It is thirty years old.")
	e.press(`main form button.go`)
	e.sees("The correction stands in 1 language.")
	d.comes("en", 20*time.Second, 200, "We wrote: “It is forty years old.” It should say: “It is thirty years old.”")
}

// withdrawn: what is taken back leaves a page that says why, in its language.
func (d *day) withdrawn() {
	d.Helper()
	e := d.tabs["editor"]
	for l, why := range map[lang.Tag]string{"en": "The ferry of " + d.mark + " was moving all along.", "ka": "ბორანი " + d.mark + " თურმე მოძრაობდა."} {
		e.goes(d.site, d.path+"publish/")
		e.press(`a[href$="/` + string(l) + `/withdraw"]`)
		e.fill(`[name=reason]`, why)
		e.press(`main form button.halt`)
		e.sees(why)
		d.comes(l, 20*time.Second, 410, why)
	}
}
