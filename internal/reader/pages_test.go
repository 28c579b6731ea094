package reader_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// shownPages are one page of each kind, below an edition's address.
var shownPages = map[string]int{
	"": 200, "night-train/": 200, "story-0/": 200, "story-3/": 200, "georgia/": 200, "latest/": 200, "topic/": 200,
	"topic/valley-line/": 200, "by/nigar/": 200, "by/": 200, "corrections/": 200,
	"about/": 200, "no-such-page/": 404,
}

// bareShelf has a single text with nothing but a headline.
func bareShelf() *table {
	t := &table{}
	for _, l := range sampleLangs {
		t.copies = append(t.copies, edition.Copy{Card: edition.Card{Story: "01jybare", Lang: l, Slug: "night-train", Kind: "news", Headline: samples[l].full.headline, Published: noon, Updated: noon}, HTML: "<p>One line.</p>"})
	}
	return t
}

func TestEveryPageIsSound(t *testing.T) {
	full, bare := sampleOutlet(t, true), sampleOutlet(t, false)
	for name, site := range map[string]struct {
		h     http.Handler
		p     *outlet.Profile
		pages map[string]int
	}{
		"full":    {openSite(t, full, sampleShelf(full, true), nil), full, shownPages},
		"plain":   {openSite(t, full, sampleShelf(full, false), nil), full, shownPages},
		"bare":    {openSite(t, bare, bareShelf(), nil), bare, map[string]int{"": 200, "night-train/": 200, "latest/": 200, "topic/": 200, "by/": 200, "corrections/": 200, "about/": 200, "support/": 404, "no-such-page/": 404}},
		"nothing": {openSite(t, bare, &table{}, nil), bare, map[string]int{"": 200, "latest/": 200, "topic/": 200, "by/": 200, "corrections/": 200, "about/": 200, "no-such-page/": 404}},
	} {
		answers := map[string]int{}
		for _, l := range []lang.Tag{"en", "ka", "fa"} {
			for page, status := range site.pages {
				address := "/" + string(l) + "/" + page
				if l != "en" && page == "georgia/" && site.p == bare {
					continue
				}
				t.Run(name+address, func(t *testing.T) {
					w := get(site.h, address)
					if w.Code != status {
						t.Fatalf("status %d, want %d", w.Code, status)
					}
					checkPage(t, site.h, answers, w.Body.Bytes(), l, address, status)
				})
			}
		}
	}
}

var keyLeft = regexp.MustCompile(`\b(?:reader|kind|body|fault)\.[a-z_]+\b|\{[a-z]+\}|<no value>|ZgotmplZ|%!`)

// checkPage holds what must be true of every page; answers remembers where links lead.
func checkPage(t *testing.T, h http.Handler, answers map[string]int, body []byte, l lang.Tag, address string, status int) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p := pageFacts{ids: map[string]int{}, alternates: map[string]string{}}
	p.read(t, doc)
	if p.h1 != 1 {
		t.Errorf("%d h1 elements", p.h1)
	}
	if p.lang != string(l) || p.dir != l.Dir() {
		t.Errorf("lang=%q dir=%q", p.lang, p.dir)
	}
	if p.title == "" {
		t.Error("no title")
	}
	for id, n := range p.ids {
		if n > 1 {
			t.Errorf("the id %q stands %d times", id, n)
		}
	}
	if m := keyLeft.FindString(p.text); m != "" {
		t.Errorf("%q is shown to readers", m)
	}
	if want := "https://crossroads.example" + address; status == 200 {
		if p.canonical != want {
			t.Errorf("canonical %q, want %q", p.canonical, want)
		}
		if p.alternates[string(l)] != want {
			t.Errorf("hreflang %s is %q", l, p.alternates[string(l)])
		}
		if p.alternates["x-default"] == "" {
			t.Error("no x-default")
		}
	} else if p.canonical != "" || len(p.alternates) > 0 || !p.noindex {
		t.Error("a page for an error has an address or may be indexed")
	}
	for _, link := range p.links {
		p.follow(t, h, answers, link)
	}
}

type pageFacts struct {
	h1                          int
	lang, dir, title, canonical string
	noindex                     bool
	ids                         map[string]int
	alternates                  map[string]string
	links                       []string
	text                        string
}

func (p *pageFacts) read(t *testing.T, n *html.Node) {
	if n.Type == html.TextNode && (n.Parent == nil || n.Parent.Data != "script") {
		p.text += n.Data + "\n"
	}
	if n.Type == html.ElementNode {
		p.element(t, n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.read(t, c)
	}
}

func (p *pageFacts) element(t *testing.T, n *html.Node) {
	at := map[string]string{}
	for _, a := range n.Attr {
		at[a.Key] = a.Val
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
		}
		if a.Key == "id" {
			p.ids[a.Val]++
		}
		if a.Key == "src" || a.Key == "srcset" {
			if !strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") {
				t.Errorf("<%s> loads %s", n.Data, a.Val)
			}
		}
		if a.Val == "" && (a.Key == "href" || a.Key == "datetime" || a.Key == "aria-label" || a.Key == "sizes") {
			t.Errorf("<%s> has an empty %s", n.Data, a.Key)
		}
	}
	switch n.Data {
	case "html":
		p.lang, p.dir = at["lang"], at["dir"]
	case "title":
		p.title = n.FirstChild.Data
	case "h1":
		p.h1++
	case "form": // the search, which asks and changes nothing
		if at["role"] != "search" || at["method"] != "" || !strings.HasPrefix(at["action"], "/") {
			t.Errorf("the page has a form %v", at)
		}
	case "style", "iframe", "object", "embed", "base":
		t.Errorf("the page has <%s>", n.Data)
	case "script":
		if at["src"] == "" && at["type"] != "application/ld+json" {
			t.Error("the page has an inline script")
		}
	case "meta":
		p.noindex = p.noindex || at["name"] == "robots" && at["content"] == "noindex"
	case "img":
		if _, ok := at["alt"]; !ok || at["width"] == "" || at["height"] == "" {
			t.Errorf("a picture without alt or size: %v", at)
		}
	case "a", "use":
		p.links = append(p.links, at["href"])
	case "link":
		switch at["rel"] {
		case "canonical":
			p.canonical = at["href"]
		case "alternate":
			if at["hreflang"] != "" {
				p.alternates[at["hreflang"]] = at["href"]
			}
		case "stylesheet", "icon":
			p.links = append(p.links, at["href"])
			if !strings.HasPrefix(at["href"], "/assets/") {
				t.Errorf("%s from %s", at["rel"], at["href"])
			}
		}
	}
}

// follow holds that a link of this site leads somewhere.
func (p *pageFacts) follow(t *testing.T, h http.Handler, answers map[string]int, link string) {
	u, err := url.Parse(link)
	if err != nil {
		t.Errorf("the link %q is no address", link)
		return
	}
	switch {
	case u.Scheme != "" || u.Host != "":
		if u.Scheme == "javascript" || u.Scheme == "data" {
			t.Errorf("the link %q", link)
		}
	case u.Path == "":
		if p.ids[u.Fragment] == 0 {
			t.Errorf("nothing has the id of %q", link)
		}
	case strings.HasSuffix(u.Path, "/feed.xml"):
	default:
		if answers[u.RequestURI()] == 0 {
			answers[u.RequestURI()] = get(h, u.RequestURI()).Code
		}
		if code := answers[u.RequestURI()]; code >= 400 {
			t.Errorf("the link %q answers %d", link, code)
		}
	}
}

// TestCanaries puts hostile text where people write, and looks for it alive.
func TestCanaries(t *testing.T) {
	p := sampleOutlet(t, true)
	canary := `"'><script>canary()</script><img src=x onerror=canary()>{{.}}`
	shelf := sampleShelf(p, true)
	for i := range shelf.copies {
		c := &shelf.copies[i]
		c.Headline, c.Stand = canary, canary
		c.Bylines = []edition.Byline{{Person: "p1", Slug: "nigar", Name: canary, City: "baku"}}
		c.Topics = []edition.TopicAt{{ID: "t1", Slug: "valley-line", Name: canary}}
		c.HTML, c.Translators = "<p>x</p>", c.Bylines
		if c.Picture != nil {
			c.Picture.Alt, c.Picture.Caption, c.Picture.Credit = canary, canary, canary
		}
		for k := range c.Corrections {
			c.Corrections[k].Text = canary
		}
	}
	for i := range shelf.staff {
		shelf.staff[i].Name, shelf.staff[i].Title, shelf.staff[i].About = canary, canary, canary
	}
	for i := range shelf.dossier.Events {
		e := &shelf.dossier.Events[i]
		e.Sentence, e.Sources = canary, []edition.Source{{Name: canary, URL: "javascript:canary()"}, {Name: canary, URL: "https://x.example/" + canary}}
	}
	shelf.dossier.Actors = []edition.Actor{{Name: canary, Line: canary}}
	shelf.front.Breaking.Text = canary
	for i := range shelf.corrected {
		shelf.corrected[i].Text, shelf.corrected[i].Card.Headline = canary, canary
	}
	shelf.topics[0].Name = canary
	shelf.people["nigar"] = edition.PersonPage{Byline: shelf.copies[0].Bylines[0], About: canary}
	shelf.withdrawn["en/taken-back"] = edition.Withdrawn{At: noon, Reason: canary}
	h := openSite(t, p, shelf, nil)
	for page := range shownPages {
		body := get(h, "/en/"+page).Body.Bytes()
		alive(t, "/en/"+page, body)
	}
	alive(t, "withdrawn", get(h, "/en/taken-back/").Body.Bytes())
	alive(t, "an address", get(h, "/en/"+url.PathEscape(canary)+"/?q="+url.QueryEscape(canary)).Body.Bytes())
}

func alive(t *testing.T, page string, body []byte) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "<script") {
			t.Errorf("%s: mark-up stands in a script element", page)
		}
		for _, a := range n.Attr {
			if a.Key == "onerror" || n.Data == "img" && a.Val == "x" {
				t.Errorf("%s: <%s %s=%q>", page, n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "script" && n.FirstChild != nil && strings.TrimSpace(n.FirstChild.Data) == "canary()" {
			t.Errorf("%s: the canary sings", page)
		}
	}
}

func TestParts(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	// This story is only in English and Georgian: other editions lack it.
	var kept []edition.Copy
	for _, c := range shelf.copies {
		if c.Slug != "night-train" || c.Lang == "en" || c.Lang == "az" {
			kept = append(kept, c)
		}
	}
	shelf.copies = kept
	body := get(openSite(t, p, shelf, nil), "/en/night-train/").Body.String()
	for what, want := range map[string]string{
		"viewpoint":            `<span class="sign sign--big">A view from Baku</span>`,
		"its sentence":         "It argues one view, from one place.",
		"author before":        `<h1><span class="by">Nigar Vahidli</span> <span class="hl">The night train is back. Let it be slow</span></h1>`,
		"author's page":        `<a href="/en/by/nigar/" rel="author">Nigar Vahidli</a><span>Baku</span>`,
		"published with zone":  `<time datetime="2026-06-17T09:00:00&#43;04:00">17 June 2026, 09:00</time>`,
		"updated":              `<time datetime="2026-06-18T10:00:00&#43;04:00">18 June 2026, 10:00</time>`,
		"translation":          `<a href="/az/night-train/" hreflang="az">Translated from Azerbaijani by Tom Ashgrove</a>`,
		"this story elsewhere": `<a href="/az/night-train/" lang="az" hreflang="az">Azərbaycanca</a>`,
		"lacking edition":      `<span class="none"><span lang="ru">Русский</span> <span class="vh">(not in this language yet)</span></span>`,
		"lead picture":         `fetchpriority="high"`,
		"share by letter":      `href="mailto:?subject=A%20view%20from%20Baku%3A%20The%20night%20train`,
		"share on Telegram":    `href="https://t.me/share/url?url=https%3A%2F%2Fcrossroads.example%2Fen%2Fnight-train%2F&amp;text=A%20view`,
		"correction":           "It had eleven; the twelfth was a goods siding.",
		"partner":              `<a href="https://review.example/"><b>Published together with The Valley Review</b></a>`,
		"current section":      `<a href="/en/opinion/" aria-current="true">Opinion</a>`,
		"appeal":               `<a class="btn" href="https://give.example/?from=crossroads&amp;to=us">`,
		"caption's credit":     "<b>Illustration: Studio Kilim for The Crossroads</b>",
		"topic":                `<a href="/en/topic/valley-line/">The valley line</a>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: %q is missing", what, want)
		}
	}
	if strings.Contains(body, `href="/ru/night-train/"`) {
		t.Error("a link leads to an edition that lacks the story")
	}
	plain := get(openSite(t, sampleOutlet(t, false), bareShelf(), nil), "/en/night-train/").Body.String()
	for _, absent := range []string{`class="appeal"`, `class="letter"`, `class="note"`, `class="credit"`, `class="topics"`, `class="sign`, `class="river"`, "lead-pic", "standfirst", "byline", "mailto:desk"} {
		if strings.Contains(plain, absent) {
			t.Errorf("an article without data for it has %s", absent)
		}
	}
}

func TestFrontShowsNoStoryTwice(t *testing.T) {
	p := sampleOutlet(t, true)
	for _, pictures := range []bool{true, false} {
		shelf := sampleShelf(p, pictures)
		h := openSite(t, p, shelf, nil)
		shelf.looks = 0
		shelf.front.Breaking = nil // a line about a story is no place of it, nor is an event that it tells
		for i := range shelf.dossier.Events {
			shelf.dossier.Events[i].Story = ""
		}
		body := get(h, "/en/").Body.String()
		if shelf.looks > 30 {
			t.Errorf("a front takes %d look-ups", shelf.looks)
		}
		_, main, _ := strings.Cut(body, "<main")
		main, _, _ = strings.Cut(main, "</main>")
		seen := map[string]int{}
		for _, m := range regexp.MustCompile(`href="(/en/(?:story-\d+|night-train)/)"`).FindAllStringSubmatch(main, -1) {
			seen[m[1]]++
		}
		if len(seen) < 25 {
			t.Errorf("the front shows %d stories only", len(seen))
		}
		for address, n := range seen {
			if n > 1 {
				t.Errorf("%s stands %d times on the front", address, n)
			}
		}
	}
}

func TestFrontLead(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	for i := range shelf.copies {
		if c := &shelf.copies[i]; c.Lang == "en" && (c.Slug == "story-0" || c.Slug == "story-1") {
			c.Picture = nil
		}
	}
	lead := regexp.MustCompile(`(?s)<div class="lead.*?<h2><a href="([^"]+)"`)
	if m := lead.FindStringSubmatch(get(openSite(t, p, shelf, nil), "/en/").Body.String()); m == nil || m[1] != "/en/story-2/" {
		t.Errorf("the lead is %v, want the newest with a picture", m)
	}
	if m := lead.FindStringSubmatch(get(openSite(t, p, sampleShelf(p, false), nil), "/en/").Body.String()); m == nil || m[1] != "/en/story-0/" {
		t.Errorf("the lead is %v, want the newest", m)
	}
}

func TestPaging(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, false), nil)
	older := regexp.MustCompile(`href="([^"]+)" rel="next"`)
	story := regexp.MustCompile(`<h3><a href="(/en/[^"]+)"`)
	seen := map[string]bool{}
	address, pages := "/en/latest/", 0
	for ; address != "" && pages < 10; pages++ {
		w := get(h, address)
		if w.Code != 200 {
			t.Fatalf("%s answers %d", address, w.Code)
		}
		for _, m := range story.FindAllStringSubmatch(w.Body.String(), -1) {
			if seen[m[1]] {
				t.Errorf("%s is listed twice", m[1])
			}
			seen[m[1]] = true
		}
		if pages > 0 && !strings.Contains(w.Body.String(), `<link rel="canonical" href="https://crossroads.example`+address+`"`) {
			t.Errorf("%s is not canonical of itself", address)
		}
		m := older.FindStringSubmatch(w.Body.String())
		address = ""
		if m != nil {
			address = m[1]
		}
	}
	if want := len(samples["en"].headlines)*2 + 1; len(seen) != want || pages != (want+23)/24 {
		t.Errorf("%d texts on %d pages, want %d", len(seen), pages, want)
	}
}

func TestLeadingAway(t *testing.T) {
	for name, c := range map[string]struct{ set, want string }{
		"elsewhere":     {"https://give.example/?from=us", "https://give.example/?from=us"},
		"none":          {"", ""},
		"no address":    {"javascript:alert(1)", ""},
		"in a circle":   {"https://crossroads.example/en/support/", ""},
		"another of us": {"https://crossroads.example/en/about/", "https://crossroads.example/en/about/"},
	} {
		p := *sampleOutlet(t, true)
		p.Editions = slices.Clone(p.Editions)
		for i := range p.Editions {
			p.Editions[i].Settings.SupportURL = c.set
		}
		w := get(openSite(t, &p, sampleShelf(&p, false), nil), "/en/support/")
		status := http.StatusFound
		if c.want == "" {
			status = http.StatusNotFound
		}
		if w.Code != status || w.Header().Get("Location") != c.want {
			t.Errorf("%s: %d to %q", name, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestStaffByPlace(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	who := func(name, city string) edition.PersonPage {
		return edition.PersonPage{Byline: edition.Byline{Person: name, Slug: strings.ToLower(name), Name: name, City: city}, Title: "Reporter"}
	}
	shelf.staff = []edition.PersonPage{who("Zoe", "baku"), who("Nobody", ""), who("Anna", "baku"), who("Vera", "tbilisi"), who("Lost", "atlantis")}
	body := get(openSite(t, p, shelf, nil), "/en/by/").Body.String()
	at := -1
	for _, want := range []string{">Baku<", ">Anna<", ">Zoe<", ">Tbilisi<", ">Vera<", ">Lost<", ">Nobody<"} {
		i := strings.Index(body, want)
		if i <= at {
			t.Errorf("%s stands at %d, after %d", want, i, at)
		}
		at = i
	}
}

func TestLiveIsSaidOnce(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	for i := range shelf.copies {
		if c := &shelf.copies[i]; c.Lang == "en" && c.Slug == "story-0" {
			c.Kind = "live"
		}
	}
	_, head, _ := strings.Cut(get(openSite(t, p, shelf, nil), "/en/story-0/").Body.String(), `<header class="art-head">`)
	head, _, _ = strings.Cut(head, "</header>")
	if strings.Count(head, ">Live<") != 1 || !strings.Contains(head, "live-dot") {
		t.Errorf("the head is %s", head)
	}
}
