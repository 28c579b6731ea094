package tests_test

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// one gives the only, or first, article of the demo with a mark.
func one(t *testing.T, lang, mark string) sheet {
	t.Helper()
	found := has(demoSite(t).crawl(t), lang, "article", mark)
	if len(found) == 0 {
		t.Fatalf("the demo has no article in %s with %s", lang, mark)
	}
	return found[0]
}

// A page asks nobody but its own site for anything, and its browser has nothing to
// complain of: no error, no violation of the page's policy.
func TestPagesKeepToThemselves(t *testing.T) {
	pages := slices.Concat(demoSite(t).gallery(t, "en"), demoSite(t).brief(t, "ka"), hostileSite(t).gone)
	for _, l := range []string{"hy", "ru", "az"} {
		pages = append(pages, has(demoSite(t).crawl(t), l, "front", "")...)
		pages = append(pages, has(demoSite(t).crawl(t), l, "article", "data-frame")...)
	}
	inTabs(t, pages, func(v *tab, p sheet) {
		v.forget()
		v.open(p)
		evaluate[bool](v, `document.querySelectorAll("img").forEach(i => i.loading = "eager"), true`)
		if list := v.foreign(); len(list) > 0 {
			v.Errorf("%s asks for %q", p, list)
		}
		if list := v.complaints(); len(list) > 0 {
			v.Errorf("%s: %q", p, list)
		}
	})
}

// Nothing of an embed is loaded until the reader asks for it; then it is.
func TestEmbedWaitsForClick(t *testing.T) {
	p := one(t, "en", "data-frame")
	v := openTab(t)
	v.open(p)
	if list := v.foreign(); len(list) > 0 || evaluate[int](v, `document.querySelectorAll("iframe").length`) != 0 {
		t.Fatalf("before the click: %q", list)
	}
	frame := evaluate[string](v, `document.querySelector("[data-frame]").dataset.frame`)
	v.do(chromedp.Click(chromedp.CSS("[data-frame]")))
	v.until(`document.querySelectorAll("iframe").length == 1`)
	if got := evaluate[string](v, `document.querySelector("iframe").src`); got != frame {
		t.Errorf("the frame is %s, want %s", got, frame)
	}
	if evaluate[bool](v, `document.querySelector("iframe").sandbox.contains("allow-top-navigation")`) {
		t.Error("the frame may lead the reader away")
	}
	v.until(`document.activeElement.tagName == "IFRAME"`)
	list := v.foreign()
	if len(list) != 1 || list[0] != frame {
		t.Errorf("after the click the page asked for %q, want %s", list, frame)
	}
	for _, c := range v.complaints() {
		if strings.Contains(c, "Content Security Policy") {
			t.Error(c)
		}
	}
}

// Without script an article is whole, and what script would do is done by links.
func TestWithoutScript(t *testing.T) {
	p := one(t, "en", "data-frame")
	v := openTab(t)
	command(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	v.do(chromedp.Navigate(p.url()))
	links := evaluate[map[string]string](v, `({
		copy: document.querySelector("[data-act=copy]").href, dead: [...document.querySelectorAll("[data-act=print], [data-act=share]")].filter(e => e.checkVisibility()).map(e => e.outerHTML).join(),
		frame: document.querySelector("[data-frame]").href, paragraphs: "" + document.querySelectorAll(".body > p").length,
		hidden: [...document.querySelectorAll(".body > *, .share > a, .rail a")].filter(e => !e.classList.contains("print-address") && !e.checkVisibility()).map(e => e.outerHTML.slice(0, 80)).join(),
	})`)
	if links["copy"] != p.url() || links["dead"] != "" || !strings.HasPrefix(links["frame"], "https://") || links["paragraphs"] == "0" || links["hidden"] != "" {
		t.Errorf("without script: %v", links)
	}
	v.do(chromedp.Click(chromedp.CSS("[data-act=copy]")))
	v.until(`location.href == "` + p.url() + `" && document.readyState == "complete"`)
	v.forget()
	v.do(chromedp.Click(chromedp.CSS("[data-frame]")))
	v.until(`!location.href.startsWith("` + p.site.base + `")`)
	if list := v.foreign(); len(list) == 0 || list[0] != links["frame"] {
		t.Errorf("the embed's link asked for %q, want %s", list, links["frame"])
	}
}

// With script the link is copied, printing prints, and the reader stays where they are.
func TestCopyAndPrint(t *testing.T) {
	p := one(t, "ka", `class="fn"`)
	v := openTab(t)
	v.open(p)
	command(v, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "clipboard-write"}, Setting: browser.PermissionSettingGranted, Origin: p.site.base})
	command(v, browser.SetPermission, browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted, Origin: p.site.base})
	command(v, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	v.do(chromedp.Click(chromedp.CSS("[data-act=copy]")))
	v.until(`document.querySelector("[data-act=copy]").classList.contains("done")`)
	if got := evaluate[string](v, `navigator.clipboard.readText()`); got != p.url() {
		t.Errorf("copied %q, want %s", got, p.url())
	}
	if said := evaluate[string](v, `document.querySelector("[data-act=copy]").textContent.trim()`); said == "" || strings.Contains(said, "reader.") {
		t.Errorf("after copying the link is called %q", said)
	}
	evaluate[bool](v, `(window.print = () => { window.printed = true }, true)`)
	v.do(chromedp.Click(chromedp.CSS(".share summary")))
	v.do(chromedp.Click(chromedp.CSS("[data-act=print]")))
	v.until(`window.printed === true`)
	if at := evaluate[string](v, `location.href`); at != p.url() {
		t.Errorf("the reader is at %s", at)
	}
}

// The switcher leads to this story in the other language, and back; where the story is
// not in a language, there is no link.
func TestLanguageSwitcher(t *testing.T) {
	v := openTab(t)
	missing := one(t, "en", `class="none"`)
	v.open(missing)
	rail := evaluate[map[string]string](v, `Object.fromEntries([...document.querySelectorAll(".rail li")].map(li => [li.querySelector("[lang]").lang, li.querySelector("a") ? "link" : "none"]))`)
	none := 0
	for l, kind := range rail {
		alternate := strings.Contains(missing.html, `hreflang="`+l+`" href="`+missing.site.base)
		if alternate != (kind == "link") {
			t.Errorf("%s: %s is %q, but named as an alternate: %v", missing, l, kind, alternate)
		}
		if kind == "none" {
			none++
		}
	}
	if none == 0 || len(rail) != 5 {
		t.Errorf("%s: the switcher is %v", missing, rail)
	}

	p := one(t, "en", `data-kind="opinion"><`)
	v.open(p)
	for _, l := range []string{"ka", "hy", "ru", "az", "en"} {
		v.do(chromedp.Click(chromedp.CSS(`.rail a[lang="` + l + `"]`)))
		v.until(`document.readyState == "complete" && document.documentElement.lang == "` + l + `"`)
		got := evaluate[map[string]string](v, `({current: document.querySelector(".rail [aria-current]").lang, back: (document.querySelector("link[hreflang=en]") || {}).href, article: "" + !!document.querySelector("article.article")})`)
		if got["current"] != l || got["back"] != p.url() || got["article"] != "true" {
			t.Errorf("in %s the switcher led to %v", l, got)
		}
	}
	if at := evaluate[string](v, `location.href`); at != p.url() {
		t.Errorf("the way back led to %s, want %s", at, p.url())
	}
}

// The first key leads past the navigation, and whoever goes by key always sees where
// they are.
func TestKeyboard(t *testing.T) {
	v := openTab(t)
	v.media("screen", "prefers-reduced-motion", "reduce") // else the page would still be moving when it is looked at
	search, err := demoSite(t).get("/hy/search?q=1&kind=news")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []sheet{one(t, "en", `class="fn"`), has(demoSite(t).crawl(t), "ka", "front", "")[0], has(demoSite(t).crawl(t), "ru", "latest", `rel="next"`)[0], search} {
		v.window(1440, 900)
		v.open(p)
		v.do(chromedp.KeyEvent(kb.Tab))
		first := evaluate[map[string]any](v, `(() => { const e = document.activeElement, r = e.getBoundingClientRect(); return {skip: e.matches("a.skip"), seen: r.top >= 0 && r.left >= 0 && r.height > 10 && r.bottom <= innerHeight && document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2) === e} })()`)
		if first["skip"] != true || first["seen"] != true {
			t.Errorf("%s: the first stop is %v", p, first)
		}
		v.do(chromedp.KeyEvent(kb.Enter))
		v.until(`location.hash == "#text"`)
		v.do(chromedp.KeyEvent(kb.Tab))
		if !evaluate[bool](v, `document.querySelector("main").contains(document.activeElement)`) {
			t.Errorf("%s: the skip link does not lead into the text", p)
		}
		stops := 0
		for range 150 {
			stop := evaluate[string](v, `(() => {
				const e = document.activeElement
				if (e === document.body) return "end"
				const s = getComputedStyle(e), r = e.getBoundingClientRect()
				const shown = s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 1 || s.boxShadow != "none"
				const seen = r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight
				return shown && seen ? "" : e.outerHTML.slice(0, 120) + " outline " + s.outlineStyle + " " + s.outlineWidth + " at " + r.top
			})()`)
			if stop == "end" {
				break
			}
			if stop != "" {
				t.Errorf("%s: one cannot see that this has the focus: %s", p, stop)
			}
			stops++
			v.do(chromedp.KeyEvent(kb.Tab))
		}
		if stops < 10 || stops == 150 {
			t.Errorf("%s: %d stops by key", p, stops)
		}
	}
}

// By key one opens the box of ways to share, goes through it, and turns the pages of a
// list; from the first key on the other editions come before the page.
func TestKeysReachEverything(t *testing.T) {
	v := openTab(t)
	v.media("screen", "prefers-reduced-motion", "reduce")
	p := one(t, "en", `class="fn"`)
	v.open(p)
	v.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab))
	if !evaluate[bool](v, `document.activeElement.matches(".rail a[lang]")`) {
		t.Error("the second stop is no edition")
	}
	evaluate[bool](v, `document.querySelector(".share summary").focus(), true`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector(".share details").open`)
	ways := evaluate[int](v, `[...document.querySelectorAll(".share details a")].filter(a => a.checkVisibility()).length`)
	for i := range ways {
		v.do(chromedp.KeyEvent(kb.Tab))
		if !evaluate[bool](v, fmt.Sprintf(`document.activeElement === [...document.querySelectorAll(".share details a")].filter(a => a.checkVisibility())[%d]`, i)) {
			t.Errorf("way %d of %d to share is not reached in its turn", i+1, ways)
		}
	}
	if ways < 3 {
		t.Errorf("only %d ways in the box", ways)
	}

	v.open(has(demoSite(t).crawl(t), "en", "latest", `rel="next"`)[0])
	evaluate[bool](v, `document.querySelector(".pages [rel=next]").focus(), true`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.until(`location.search.startsWith("?before=") && document.readyState == "complete"`)
}

// On paper there is the article and its address, and nothing that wants to be clicked.
func TestPrint(t *testing.T) {
	v := openTab(t)
	for _, p := range []sheet{one(t, "en", "data-frame"), one(t, "ka", `class="fn"`), one(t, "ru", `class="gallery"`)} {
		v.open(p)
		v.media("print")
		got := evaluate[map[string][]string](v, `({
			stays: [...document.querySelectorAll("nav, .share, footer.foot, .art-side, .appeal, .letter, .skip, .btn, iframe, article.article ~ *")].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80)),
			lacks: ["h1", ".byline", ".dates", ".body", ".body > p", ".print-address"].filter(s => { const e = document.querySelector(s); return !e || !e.checkVisibility() }),
			dark: [...document.querySelectorAll("body, .body, h1, .standfirst")].filter(e => !/^rgba?\((0, 0, 0|255, 255, 255)/.test(getComputedStyle(e).backgroundColor)).map(e => e.className + getComputedStyle(e).backgroundColor),
		})`)
		for what, list := range got {
			if len(list) > 0 {
				t.Errorf("%s, printed: %s: %q", p, what, list)
			}
		}
		if at := evaluate[string](v, `document.querySelector(".print-address").textContent`); !strings.Contains(at, strings.TrimPrefix(p.url(), "http://")) {
			t.Errorf("%s: the printed address is %q", p, at)
		}
		v.media("screen")
	}
}

// Who asks for less motion gets none.
func TestReducedMotion(t *testing.T) {
	v := openTab(t)
	v.media("screen", "prefers-reduced-motion", "reduce")
	for _, p := range []sheet{has(demoSite(t).crawl(t), "en", "front", "")[0], one(t, "en", "data-frame")} {
		v.open(p)
		if moving := evaluate[[]string](v, `[...document.querySelectorAll("*")].filter(e => { const s = getComputedStyle(e); return /[1-9]/.test(s.transitionDuration) || s.animationName != "none" || s.scrollBehavior == "smooth" }).map(e => e.outerHTML.slice(0, 80))`); len(moving) > 0 {
			t.Errorf("%s: %q", p, moving)
		}
	}
}

// A page loads faces for the scripts it is written in, never another's.
func TestFacesOfOwnScript(t *testing.T) {
	v := openTab(t)
	own := map[string]string{"en": "Head Latin", "az": "Head Latin", "ru": "Head Cyrillic", "hy": "Head Armenian", "ka": "Head Georgian", "fa": "Head Arabic"}
	for l, script := range own {
		pages := demoSite(t).crawl(t)
		if l == "fa" {
			pages = hostileSite(t).gone
		}
		for _, kind := range []string{"front", "article", "gone"} {
			found := has(pages, l, kind, "")
			if len(found) == 0 {
				continue
			}
			v.open(found[0])
			faces := 0
			// Not the requests: this browser guesses faces from other pages of the site.
			for _, family := range evaluate[[]string](v, `[...document.fonts].filter(f => f.status != "unloaded" && !/Stand-in/.test(f.family)).map(f => f.family.replace(/"/g, ""))`) {
				switch family {
				case script:
					faces++
				case "Head Latin":
				default:
					t.Errorf("%s loads %s", found[0], family)
				}
			}
			if faces == 0 {
				t.Errorf("%s loads no face of its own script, %s", found[0], script)
			}
		}
	}
}

// No page is wider than its window, from a small phone to a wall, the longest headlines
// among them.
func TestNoSidewaysScrolling(t *testing.T) {
	pages := slices.Concat(demoSite(t).gallery(t, "en"), demoSite(t).brief(t, "hy"), demoSite(t).brief(t, "ka"), hostileSite(t).gone, hostileSite(t).longest(t, 3))
	if os.Getenv("MASTHEAD_TESTDATA") != "" {
		pages = append(pages, archiveSite(t).brief(t, "fa")...)
		pages = append(pages, archiveSite(t).longest(t, 3)...)
	}
	inTabs(t, pages, func(v *tab, p sheet) {
		v.open(p)
		for _, width := range []int64{320, 390, 820, 1440, 2560} {
			v.window(width, 900)
			if wide := evaluate[[]string](v, `(() => {
				if (document.documentElement.scrollWidth <= innerWidth && innerWidth == `+fmt.Sprint(width)+`) return []
				return [innerWidth + " " + document.documentElement.scrollWidth, ...[...document.querySelectorAll("body *")].filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.right > innerWidth + 1 || r.left < -1) && !e.closest(".rail ul, .sections ul, .strip ul") }).slice(0, 4).map(e => e.outerHTML.slice(0, 100))]
			})()`); len(wide) > 0 {
				v.Errorf("%s in a window of %d: %q", p, width, wide)
			}
		}
	})
	t.Logf("%d pages", len(pages))
}

// longest gives the articles with the longest headlines of a site.
func (s *site) longest(t *testing.T, n int) (list []sheet) {
	t.Helper()
	length := func(p sheet) int {
		if m := headlineOf.FindStringSubmatch(p.html); m != nil {
			return utf8.RuneCountInString(m[1])
		}
		return 0
	}
	for _, p := range s.crawl(t) {
		if p.kind == "article" {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b sheet) int { return length(b) - length(a) })
	return list[:min(n, len(list))]
}

// Where a reader's own colours are forced upon a page, what showed by colour alone is
// still seen: focus, the mark of the page one is on, the edges of buttons and fields.
func TestForcedColours(t *testing.T) {
	v := openTab(t)
	v.media("screen", "forced-colors", "active")
	found, _ := demoSite(t).question(t, "en")
	search, err := demoSite(t).get("/en/search?q=" + url.QueryEscape(found))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []sheet{has(demoSite(t).crawl(t), "en", "front", "")[0], one(t, "en", `id="other"`), search} {
		v.open(p)
		if !evaluate[bool](v, `matchMedia("(forced-colors: active)").matches`) {
			t.Fatal("the browser does not force colours")
		}
		if bare := evaluate[[]string](v, `[...document.querySelectorAll(".btn:not(.btn--icon), .field, .share > a:not([hidden]), .sign")].filter(e => e.checkVisibility() && getComputedStyle(e).borderTopStyle == "none").map(e => e.outerHTML.slice(0, 80))`); len(bare) > 0 {
			t.Errorf("%s: without an edge: %q", p, bare)
		}
		v.do(chromedp.KeyEvent(kb.Tab))
		if s := evaluate[string](v, `getComputedStyle(document.activeElement).outlineStyle`); s == "none" {
			t.Errorf("%s: the focus cannot be seen", p)
		}
		if line := evaluate[string](v, `getComputedStyle(document.querySelector(".rail [aria-current]")).textDecorationLine`); line != "underline" {
			t.Errorf("%s: the edition one is in is marked by colour alone", p)
		}
	}
}

// Without script one searches, filters, opens the box of ways to share, and goes from
// page to page of a list.
func TestFormsWithoutScript(t *testing.T) {
	v := openTab(t)
	command(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	word, _ := demoSite(t).question(t, "ka")
	front := has(demoSite(t).crawl(t), "ka", "front", "")[0]
	v.window(390, 844)
	v.open(front)
	v.do(chromedp.Click(chromedp.CSS(".tools a.btn--icon")))
	v.until(`location.pathname == "/ka/search" && document.readyState == "complete"`)
	v.do(chromedp.SendKeys(chromedp.CSS("#q"), word+kb.Enter))
	v.until(`new URLSearchParams(location.search).get("q") == "` + word + `" && document.querySelector("#found li mark") != null`)
	v.do(chromedp.Click(chromedp.CSS(".filters summary")))
	v.until(`document.querySelector(".filters").open && document.querySelector("#from").checkVisibility()`)
	v.do(chromedp.Click(chromedp.CSS(".filters [value=opinion]")), chromedp.Click(chromedp.CSS(".filters button")))
	v.until(`new URLSearchParams(location.search).getAll("kind").join() == "opinion" && document.querySelector(".tally .on a") != null`)
	v.do(chromedp.Click(chromedp.CSS(".tally .on a")))
	v.until(`!location.search.includes("opinion") && new URLSearchParams(location.search).get("q") == "` + word + `"`)

	v.open(one(t, "ka", `class="fn"`))
	v.do(chromedp.Click(chromedp.CSS(".share summary")))
	v.until(`document.querySelector(".share details").open && [...document.querySelectorAll(".share details a:not([hidden])")].every(a => a.checkVisibility() && a.getBoundingClientRect().right <= innerWidth && a.getBoundingClientRect().left >= 0)`)

	latest := has(demoSite(t).crawl(t), "ka", "latest", `rel="next"`)
	if len(latest) == 0 {
		t.Fatal("the list of the latest has one page alone")
	}
	v.open(latest[0])
	v.do(chromedp.Click(chromedp.CSS(".pages [rel=next]")))
	v.until(`location.search.startsWith("?before=") && document.querySelectorAll(".list li").length > 0`)
	v.do(chromedp.Click(chromedp.CSS(".pages a:not([rel])")))
	v.until(`location.search == "" && document.querySelectorAll(".list li").length > 0`)
}
