package tests_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// playSite is a demo newsroom whose outlet has translations read by somebody else, and
// tells readers when an original has changed.
func playSite(t *testing.T) *site {
	return common.play.get(t, func() (*site, error) {
		return openSite(func(ctx context.Context, p *app.Program) error {
			_, err := demo.Plant(ctx, p.Edition, p.Library, time.Now())
			return err
		})
	})
}

// One story, every language, always in step: written in Georgian, translated into English
// and Russian and from the Russian into Armenian, published; then a number and a name are
// mended in the original, and the change goes through every language until all readers
// have it.
func TestEveryLanguageInStep(t *testing.T) {
	s := playSite(t)
	p := &play{T: t, site: s, tabs: map[string]*tab{}, who: map[string]people.Person{}, urls: map[lang.Tag]string{}}
	p.hires()
	p.demandsAReader()
	p.written()
	p.begun("en", "en", "ka")
	p.begun("ru", "ru", "ka")
	p.begun("hy", "hy", "ru")
	p.published()
	p.mended()
	p.corrected()
	p.held()
	p.inStep("en", "editor", []change{{4, "36", "46"}, {5, "Beridze", "Beradze"}}, "At the opening")
	p.inStep("ru", "editor", []change{{4, "36", "46"}, {5, "Беридзе", "Берадзе"}}, "На открытии")
	p.downTheChain()
	p.inStep("hy", "reader", []change{{4, "36", "46"}, {5, "Բերիձեն", "Բերաձեն"}}, "")
	p.toldEverywhere()
	p.besideEachOther()
	for key, v := range p.tabs {
		for _, c := range v.complaints() {
			if strings.HasPrefix(c, "exception") {
				t.Errorf("the script of %s failed: %s", key, c)
			}
		}
	}
}

// play is a story's way through four languages.
type play struct {
	*testing.T
	site *site
	tabs map[string]*tab
	who  map[string]people.Person
	urls map[lang.Tag]string // of the articles, as readers have them
	id   string              // of the story
	step int                 // of the pictures
}

// change is what is mended in a translation: in which block, which words.
type change struct {
	block    int
	was, now string
}

// inKa is the original, and what the others are made to say: headline, standfirst,
// paragraphs.
var (
	inKa = []string{"სოფელმა ხიდი თვითონ შეაკეთა", "ზამთარში ჩატეხილ ხიდზე ისევ დადიან. ფული მეზობლებმა შეაგროვეს.",
		"მდინარის ორივე ნაპირიდან ამ კვირაში ისევ დადიან ერთმანეთთან სტუმრად.", "ხიდზე 36 კაცი მუშაობდა, თორმეტი დღე ზედიზედ.",
		"„არავის დავლოდებივართ, – ამბობს ხურო ვაჟა ბერიძე. – ფიცრები ჩვენი ტყიდანაა“.", "ძველი ფიცრები სკოლამ წაიღო და მერხებს აკეთებს.", "გახსნაზე დიდი ქვაბით ფაფა მოხარშეს."}
	inOthers = map[lang.Tag][]string{
		"en": {"A village mends its own bridge", "People walk again over the bridge that broke in winter. The neighbours raised the money.",
			"This week people from both banks are visiting one another again.", "36 people worked on the bridge, twelve days in a row.",
			"“We waited for nobody,” says the carpenter Vazha Beridze. “The boards are from our own forest.”", "The school took the old boards and is making desks of them.", "At the opening they cooked porridge in a big pot."},
		"ru": {"Деревня сама починила мост", "По мосту, который провалился зимой, снова ходят. Деньги собрали соседи.",
			"На этой неделе жители обоих берегов снова ходят друг к другу в гости.", "На мосту работали 36 человек, двенадцать дней подряд.",
			"«Мы никого не ждали, – говорит плотник Важа Беридзе. – Доски из нашего леса».", "Старые доски забрала школа и делает из них парты.", "На открытии сварили кашу в большом котле."},
		"hy": {"Գյուղն ինքը նորոգեց կամուրջը", "Ձմռանը փլված կամրջով նորից մարդիկ են անցնում։ Գումարը հավաքել են հարևանները։",
			"Այս շաբաթ երկու ափերի բնակիչները նորից հյուր են գնում իրար։", "Կամրջի վրա 36 հոգի աշխատեց՝ տասներկու օր անընդմեջ։",
			"«Մենք ոչ մեկի չսպասեցինք,— ասում է հյուսն Վաժա Բերիձեն։— Տախտակները մեր անտառից են»։", "Հին տախտակները դպրոցը վերցրեց և դրանցից նստարաններ է պատրաստում։", "Բացման օրը մեծ կաթսայով շիլա եփեցին։"},
	}
)

// hires gives the newsroom its people. Each reads the desk in the language she works in.
func (p *play) hires() {
	p.Helper()
	mark := fmt.Sprint(time.Now().UnixNano() % 1e9)
	for _, one := range []struct {
		key, name string
		role      people.Role
		bureau    string
		lang, at  lang.Tag
	}{
		{"writer", "Nutsa Inkwell", people.Reporter, "tbilisi", "", "ka"},
		{"editor", "Ia Daylong", people.Editor, "tbilisi", "", "en"},
		{"reader", "Ashot Twice", people.Editor, "", "hy", "hy"},
		{"en", "Tom Sidebyside", people.Translator, "", "en", "en"},
		{"ru", "Vera Dictionary", people.Translator, "", "ru", "ru"},
		{"hy", "Nare Margin", people.Translator, "", "hy", "hy"},
	} {
		who := p.site.hire(p.T, people.Person{Name: one.name, Email: one.key + "." + mark + "@crossroads.example"}, one.role, one.bureau, one.lang)
		p.who[one.key], p.tabs[one.key] = who, p.site.comesIn(p.T, who)
		p.site.session(p.T, who, one.at)
	}
	p.who["admin"] = p.site.person(p.T, people.Administrator)
	p.tabs["admin"] = p.site.comesIn(p.T, p.who["admin"])
}

// demandsAReader: the outlet has each translation read by a second person, and tells
// readers when an original has changed.
func (p *play) demandsAReader() {
	p.Helper()
	v := p.tabs["admin"]
	v.goes(p.site, "/desk/settings/outlet/")
	v.choose(`[name=review]`, "another")
	v.choose(`[name=original_changed]`, "true")
	v.press(`form:has([name=review]) button.go`)
	v.until(`document.querySelector("[name=review]").value === "another"`)
}

func (p *play) bench(l lang.Tag) string { return "/desk/bench/" + p.id + "/" + string(l) + "/" }
func (p *play) panel() string           { return "/desk/stories/" + p.id + "/publish/" }

// written: a reporter begins the story and writes it in Georgian; her editor gives it to
// translators and publishes it.
func (p *play) written() {
	p.Helper()
	w, e := p.tabs["writer"], p.tabs["editor"]
	w.goes(p.site, "/desk/stories/new")
	w.fill(`[name=title]`, "ხიდი")
	w.choose(`[name=original]`, "ka")
	w.choose(`[name=kind]`, "news")
	w.choose(`[name=bureau]`, "tbilisi")
	w.press(`main form.pile button.go`)
	p.id = strings.Trim(strings.TrimPrefix(evaluate[string](w, `location.pathname`), "/desk/stories/"), "/")
	w.writes(p.site, "/desk/stories/"+p.id+"/ka/")
	w.fill(`#live-headline`, inKa[0])
	w.fill(`#live-standfirst`, inKa[1])
	w.caret(0, true)
	for i, one := range inKa[2:] {
		if i > 0 {
			w.chord("Enter", "Enter", 13, 0)
		}
		w.inserts(one)
	}
	w.until(texted + fmt.Sprintf(` === %q`, strings.Join(inKa[2:], "|")))
	w.saved()
	p.shoot(w, "written-ka", false)

	for i, l := range []lang.Tag{"en", "ru", "hy"} {
		e.goes(p.site, "/desk/stories/"+p.id+"/")
		e.click(`[data-key=a]`)
		e.choose(`form[action$="/assign"] [name=person]`, p.who[string(l)].ID)
		e.choose(`form[action$="/assign"] [name=task]`, "translate")
		e.choose(`form[action$="/assign"] [name=lang]`, string(l))
		e.fill(`form[action$="/assign"] [name=due]`, "tomorrow 15:00")
		e.press(`form[action$="/assign"] button.go`)
		e.until(fmt.Sprintf(`document.querySelectorAll("#tasks li").length === %d`, i+1))
	}
	for range 2 { // what is required to be checked
		e.press(`li:has(.tag) form[action$="/tick"] [name=done]`)
	}
	p.shoot(e, "story-assigned", false)
	p.publishes("ka")
}

// publishes sends a text out by the panel, and waits until readers have it.
func (p *play) publishes(langs ...lang.Tag) {
	p.Helper()
	e := p.tabs["editor"]
	e.goes(p.site, p.panel())
	p.picks(langs...)
	e.press(`.bar button[value=now]`)
	for _, l := range langs {
		p.urls[l] = evaluate[string](e, fmt.Sprintf(`document.querySelector('tr[data-lang=%s] td a[href^="/%[1]s/"]')?.getAttribute("href") ?? ""`, l))
		if p.urls[l] == "" {
			p.Fatalf("%s is not published:\n%s", l, evaluate[string](e, `document.querySelector("main").innerText`))
		}
	}
}

// picks chooses languages in the panel, and no others.
func (p *play) picks(langs ...lang.Tag) {
	p.Helper()
	for _, l := range []lang.Tag{"en", "ru", "az", "hy", "ka"} {
		box := fmt.Sprintf(`.ck [value=%s]`, l)
		if evaluate[bool](p.tabs["editor"], fmt.Sprintf(`(document.querySelector(%q)?.checked ?? false) !== %v`, box, slices.Contains(langs, l))) {
			p.tabs["editor"].click(box)
		}
	}
}

// begun: a translator finds the text on her board, begins it from a source and writes it
// by keys alone; a second reader reads it.
func (p *play) begun(key string, l, from lang.Tag) {
	p.Helper()
	v := p.tabs[key]
	v.goes(p.site, "/desk/bench/?list=absent&lang="+string(l))
	link := fmt.Sprintf(`main a[href=%q]`, p.bench(l))
	v.until(fmt.Sprintf(`!!document.querySelector(%q)`, link))
	p.shoot(v, "board-absent-"+string(l), l == "hy")
	v.press(link)
	p.shoot(v, "begin-"+string(l), false)
	v.press(fmt.Sprintf(`form[action$="/begin"] button[value=%s]`, from))
	v.ready()
	v.letter('j')
	v.letter('e')
	for i, one := range inOthers[l] {
		v.inCell(i + 1)
		v.inserts(one)
		if i == 3 {
			p.shoot(v, "writing-"+string(l), true)
		}
		v.chord("Enter", "Enter", 13, 2)
	}
	v.until(`document.querySelectorAll("[data-pair][data-state=translated]").length === 7`)
	v.until(`document.querySelector("[data-status]").dataset.state === "saved"`)
	p.shoot(v, "translated-"+string(l), false)

	r := p.tabs[map[lang.Tag]string{"en": "editor", "ru": "editor", "hy": "reader"}[l]]
	r.goes(p.site, "/desk/bench/?list=waiting&lang="+string(l))
	p.shoot(r, "board-waiting-"+string(l), false)
	r.press(link)
	r.reads()
	p.shoot(r, "read-"+string(l), false)
}

// ready waits until the bench can be worked on.
func (v *tab) ready() {
	v.Helper()
	v.until(`!!document.querySelector("[data-bench].ready")`)
}

// letter presses a letter as a keyboard does: what the page takes is not written too.
func (v *tab) letter(c rune) {
	v.Helper()
	up := string(unicode.ToUpper(c))
	press := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: string(c), Code: "Key" + up, Text: string(c), WindowsVirtualKeyCode: int64(up[0])}
	command(v, input.DispatchKeyEvent, press)
	press.Type, press.Text = input.DispatchKeyEventTypeKeyUp, ""
	command(v, input.DispatchKeyEvent, press)
}

// inCell waits until the cell of a row, by its number, is written in.
func (v *tab) inCell(n int) {
	v.Helper()
	v.until(fmt.Sprintf(`document.activeElement?.closest("[data-pair]")?.querySelector(".no a").textContent === "%d" && !!document.activeElement.closest(".cell-edit")`, n))
}

// reads goes through a text as its second reader: what waits for her is right.
func (v *tab) reads() {
	v.Helper()
	v.ready()
	for range 20 {
		if !evaluate[bool](v, `!!document.querySelector("[data-pair][data-state=translated]")`) {
			return
		}
		v.letter('j')
		if evaluate[bool](v, `document.activeElement.dataset.state === "translated"`) {
			here := evaluate[string](v, `document.activeElement.id`)
			v.letter('a')
			v.until(fmt.Sprintf(`document.getElementById(%q).dataset.state === "reviewed"`, here))
		}
	}
	v.Fatal("some rows cannot be read")
}

// published: all four go out, each leads to the others, and says what it was made from
// and by whom.
func (p *play) published() {
	p.Helper()
	e := p.tabs["editor"]
	e.goes(p.site, p.panel())
	p.shoot(e, "panel-first", true)
	p.publishes("en", "ru", "hy")
	p.told("en", inOthers["en"][0]+"</span></h1>", "36 people", "Translated from Georgian by Tom Sidebyside")
	p.told("ru", "36 человек", "Vera Dictionary")
	p.told("hy", "36 հոգի", "Nare Margin")
	p.told("ka", "36 კაცი")
	for l := range p.urls {
		for other, url := range p.urls {
			if l != other {
				p.told(l, `hreflang="`+string(other)+`"`, url)
			}
		}
	}
	p.reader("published", "hy")
}

// told waits until readers of an edition have all of the words.
func (p *play) told(l lang.Tag, words ...string) string {
	p.Helper()
	return p.readersHave(l, func(html string) string {
		for _, one := range words {
			if !strings.Contains(html, one) {
				return fmt.Sprintf("%q is missing", one)
			}
		}
		return ""
	})
}

func (p *play) readersHave(l lang.Tag, wrong func(html string) string) (html string) {
	p.Helper()
	why := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		got, err := p.site.get(p.urls[l])
		if err != nil {
			p.Fatal(err)
		}
		if why = wrong(got.html); got.status == 200 && why == "" {
			return got.html
		}
		html = got.html
	}
	p.Fatalf("%s: %s:\n%.3000s", p.urls[l], why, html[max(0, strings.Index(html, "<article")):])
	return ""
}

// shoot keeps a picture of a page where MASTHEAD_SCREENSHOTS names a folder; of the main
// ones also as a telephone shows it at night.
func (p *play) shoot(v *tab, name string, small bool) {
	p.Helper()
	dir := os.Getenv("MASTHEAD_SCREENSHOTS")
	if dir == "" {
		return
	}
	p.step++
	put := func(as string) {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("play-%02d-%s-%s.jpg", p.step, name, as)), v.shot(), 0o644); err != nil {
			p.Fatal(err)
		}
	}
	put("1440")
	if !small {
		return
	}
	v.window(390, 800)
	v.media("screen", "prefers-color-scheme", "dark")
	put("390")
	v.media("screen", "prefers-color-scheme", "light")
	v.window(1440, 900)
}

// reader looks at an article as readers do.
func (p *play) reader(name string, langs ...lang.Tag) {
	p.Helper()
	if os.Getenv("MASTHEAD_SCREENSHOTS") == "" {
		return
	}
	if p.tabs["public"] == nil {
		p.tabs["public"] = openTab(p.T, chromedp.WithNewBrowserContext())
		p.tabs["public"].window(1440, 900)
	}
	v := p.tabs["public"]
	for _, l := range langs {
		v.open(spot(p.site.base + p.urls[l]))
		p.shoot(v, name+"-"+string(l), true)
	}
}

// numbers lists the rows of an open bench, by their numbers, that a selector finds.
func numbers(selector string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("[data-pairs] > [data-pair]%s")].map((r) => r.querySelector(".no a").textContent).join(" ")`, selector)
}

// changes is what a row shows of its source's change: the words that went and came.
func changes(n int) string {
	return fmt.Sprintf(`[...document.querySelectorAll("[data-pairs] > [data-pair]")][%d].querySelector("[data-part=src]")`, n-1)
}

// mended: her editor mends a number and a name in the published original, puts a comma in
// and says one thing in another way. Within seconds the benches of those who translated it
// show exactly what matters, and the one further down the chain what it waits for.
func (p *play) mended() {
	p.Helper()
	e := p.tabs["editor"]
	for _, l := range []lang.Tag{"en", "ru", "hy"} {
		p.tabs[string(l)].goes(p.site, p.bench(l))
		p.tabs[string(l)].ready()
	}
	e.writes(p.site, "/desk/stories/"+p.id+"/ka/")
	for _, one := range [][2]string{{"36", "46"}, {"ბერიძე", "ბერაძე"}, {"წაიღო და", "წაიღო, და"}, {"გახსნაზე", "გახსნის დღეს"}} {
		e.selects(one[0])
		e.inserts(one[1])
	}
	e.saved()
	saved := time.Now()
	for _, l := range []lang.Tag{"en", "ru"} {
		v := p.tabs[string(l)]
		v.until(numbers("[data-state=stale]") + ` === "4 5 7"`)
		v.until(numbers(".urgent") + ` === "4 5"`)
		v.until(changes(4) + `.querySelector("del").textContent === "36" && ` + changes(4) + `.querySelector("ins").textContent === "46"`)
		v.until(changes(5) + `.querySelector("ins").textContent.includes("ბერაძე")`)
		v.until(`!` + changes(6) + `.querySelector("ins")`)
	}
	if took := time.Since(saved); took > 10*time.Second {
		p.Errorf("the benches showed the change after %s", took)
	}
	hy := p.tabs["hy"]
	hy.goes(p.site, p.bench("hy"))
	hy.ready()
	hy.until(numbers("[data-state=stale]") + ` === ""`)
	hy.until(`document.querySelector("[data-live=chain] [data-lang=ru] .st.stop") !== null && document.querySelector("[data-live=chain] [data-lang=hy] .st.stop") === null`)
	p.shoot(p.tabs["en"], "stale-en", true)
	p.shoot(p.tabs["ru"], "stale-ru", false)
	p.shoot(hy, "chain-hy", true)
	ru := p.tabs["ru"]
	ru.goes(p.site, "/desk/bench/?list=stale&lang=ru")
	ru.until(fmt.Sprintf(`!!document.querySelector('tr:has(a[href=%q]) .st.stop')`, p.bench("ru")))
	p.shoot(ru, "board-stale-ru", true)
}

// corrected: the mended original goes out, and its editor says what was wrong. That is an
// urgent task in every language, the one made from a translation among them, and readers
// of the translations are told.
func (p *play) corrected() {
	p.Helper()
	e := p.tabs["editor"]
	e.goes(p.site, p.panel())
	p.shoot(e, "panel-stale", true)
	p.publishes("ka")
	p.told("ka", "46 კაცი", "ბერაძე")
	e.press(`a[href$="/ka/correct"]`)
	e.choose(`#block-ka`, evaluate[string](e, `[...document.querySelector("#block-ka").options].find((o) => o.textContent.includes("46 კაცი"))?.value ?? ""`))
	e.fill(`#wrong-ka`, "ხიდზე 36 კაცი მუშაობდა.")
	e.fill(`#right-ka`, "ხიდზე 46 კაცი მუშაობდა.")
	p.shoot(e, "correct", true)
	e.press(`main form button.go`)
	e.sees("The correction stands in 1 language.")
	p.told("ka", "ხიდზე 46 კაცი მუშაობდა.", "ხიდზე 36 კაცი მუშაობდა.")
	p.told("en", "The original has changed since this translation was made.", "36 people")
	p.told("ru", "После выхода этого перевода оригинал изменился.", "36 человек")
	p.reader("behind", "ka", "en")

	for _, l := range []lang.Tag{"en", "ru", "hy"} {
		v := p.tabs[string(l)]
		notice := fmt.Sprintf(`#notices .new a[href=%q], #notices .new a[href^="/desk/notices/"]`, p.bench(l))
		for range 100 { // told by a job, a moment later
			v.goes(p.site, "/desk/")
			if evaluate[bool](v, fmt.Sprintf(`!!document.querySelector(%q)`, notice)) {
				break
			}
		}
		p.shoot(v, "notices-"+string(l), l == "hy")
		v.press(notice)
		v.at(p.bench(l))
		v.ready()
		v.until(`document.querySelector("[data-pair].urgent [data-correction]")?.textContent.includes("46 კაცი")`)
	}
	p.tabs["hy"].until(numbers(".urgent") + ` === "4"`)
	p.shoot(p.tabs["hy"], "correction-hy", true)
}

// held: what says something else than its source goes out for nobody by mistake.
func (p *play) held() {
	p.Helper()
	e := p.tabs["editor"]
	e.goes(p.site, "/desk/bench/?list=behind&lang=en")
	e.until(fmt.Sprintf(`!!document.querySelector('main a[href=%q]')`, p.bench("en")))
	p.shoot(e, "board-behind", false)
	e.goes(p.site, p.panel())
	for _, l := range []lang.Tag{"en", "ru", "hy"} {
		e.until(fmt.Sprintf(`!!document.querySelector('[data-gate=stale][data-lang=%s].stop')`, l))
	}
	p.picks("en", "ru", "hy")
	e.press(`.bar button[value=now]`)
	e.until(`document.querySelectorAll("[role=alert]").length === 3`)
	p.shoot(e, "panel-held", true)
	p.told("en", "36 people")
}

// inStep: a translator mends what is stale in her text and says of the rest that it is
// still right; a second reader reads what she mended, and it goes out.
func (p *play) inStep(l lang.Tag, second string, list []change, right string) {
	p.Helper()
	v, r := p.tabs[string(l)], p.tabs[second]
	v.goes(p.site, p.bench(l))
	v.ready()
	v.letter('j')
	v.chord("Tab", "Tab", 9, 0)
	for _, one := range list {
		v.inCell(one.block)
		v.picksOut(one.was)
		v.inserts(one.now)
		v.chord("Enter", "Enter", 13, 2)
	}
	if right != "" {
		v.inCell(7)
		v.chord("Escape", "Escape", 27, 0)
		v.letter('r')
	}
	v.until(numbers("[data-state=stale]") + ` === ""`)
	v.until(numbers("[data-state=translated]") + ` === "4 5"`)
	v.until(`document.querySelector("[data-status]").dataset.state === "saved"`)
	p.shoot(v, "mended-"+string(l), false)
	r.goes(p.site, p.bench(l))
	r.reads()
	p.publishes(l)
	p.told(l, list[0].now, list[1].now, right)
	p.readersHave(l, func(html string) string {
		if strings.Contains(html, `class="changed"`) || strings.Contains(html, list[1].was) {
			return "readers are told that it is behind, or have the old words"
		}
		return ""
	})
}

// picksOut selects words in the field that has the focus.
func (v *tab) picksOut(words string) {
	v.Helper()
	v.until(fmt.Sprintf(`(() => {
		const at = document.activeElement;
		const walk = document.createTreeWalker(at, NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const i = n.textContent.indexOf(%q);
			if (i >= 0) { getSelection().setBaseAndExtent(n, i, n, i + %[1]q.length); document.dispatchEvent(new Event("selectionchange")); return getSelection().toString() === %[1]q }
		}
		return false;
	})()`, words))
}

// downTheChain: once the Russian is mended, the Armenian that was made from it is stale in
// the same blocks, with the Russian's change.
func (p *play) downTheChain() {
	p.Helper()
	v := p.tabs["hy"]
	v.goes(p.site, p.bench("hy"))
	v.ready()
	v.until(numbers("[data-state=stale]") + ` === "4 5"`)
	v.until(changes(4) + `.querySelector("ins").textContent === "46"`)
	v.until(changes(5) + `.querySelector("ins").textContent.includes("Берадзе")`)
	p.told("hy", "36 հոգի", "Այս թարգմանությունից հետո բնօրինակը փոխվել է։")
	p.shoot(v, "stale-hy", true)
}

// toldEverywhere: the correction stands in every language, and nothing of the story is on
// a board any more.
func (p *play) toldEverywhere() {
	p.Helper()
	e := p.tabs["editor"]
	told := map[lang.Tag][2]string{
		"en": {"36 people worked on the bridge.", "46 people worked on the bridge."},
		"ru": {"На мосту работали 36 человек.", "На мосту работали 46 человек."},
	}
	e.goes(p.site, p.panel())
	e.press(`a[href$="/en/correct"]`)
	for l, one := range told {
		e.choose(`#block-`+string(l), evaluate[string](e, fmt.Sprintf(`[...document.querySelector("#block-%s").options].find((o) => o.textContent.includes("46"))?.value ?? ""`, l)))
		e.fill(`#wrong-`+string(l), one[0])
		e.fill(`#right-`+string(l), one[1])
	}
	e.choose(`#block-hy`, evaluate[string](e, `[...document.querySelector("#block-hy").options].find((o) => o.textContent.includes("46"))?.value ?? ""`))
	e.fill(`#wrong-hy`, "Կամրջի վրա 36 հոգի աշխատեց։")
	e.fill(`#right-hy`, "Կամրջի վրա 46 հոգի աշխատեց։")
	e.press(`main form button.go`)
	e.sees("The correction stands in 3 languages.")
	p.told("en", told["en"][0], told["en"][1], "46 people")
	p.told("ru", told["ru"][0], told["ru"][1], "46 человек")
	p.told("hy", "Կամրջի վրա 36 հոգի աշխատեց։", "Կամրջի վրա 46 հոգի աշխատեց։", "46 հոգի")
	p.told("ka", "46 კაცი")
	for _, list := range []string{"stale", "behind", "waiting", "missing"} {
		e.goes(p.site, "/desk/bench/?list="+list)
		e.lacks(fmt.Sprintf(`main a[href^="/desk/bench/%s/"]`, p.id), list)
	}
	e.goes(p.site, p.panel())
	p.shoot(e, "panel-last", true)
	p.reader("corrected", "ka", "en", "ru", "hy")
}

// besideEachOther: readers may put a translation beside what it was made from, paragraph
// by paragraph, and both say the same number.
func (p *play) besideEachOther() {
	p.Helper()
	for l, of := range map[lang.Tag][2]string{"en": {"46 people", "46 კაცი"}, "ru": {"46 человек", "46 კაცი"}, "hy": {"46 հոգի", "46 человек"}} {
		path := "/" + string(l) + "/beside/" + strings.TrimPrefix(p.urls[l], "/"+string(l)+"/")
		got, err := p.site.get(path)
		if err != nil || got.status != 200 {
			p.Fatalf("%s: %d %v", path, got.status, err)
		}
		rows := strings.Split(got.html, `<div class="abreast">`)[2:]
		at := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, of[0]) })
		if len(rows) != 5 || at != 1 || !strings.Contains(rows[at], of[1]) {
			p.Errorf("%s has %d pairs, the number in the one at %d:\n%s", path, len(rows), at, rows)
		}
		if p.tabs["public"] != nil {
			p.tabs["public"].open(spot(p.site.base + path))
			p.shoot(p.tabs["public"], "beside-"+string(l), l != "ru")
		}
	}
}
