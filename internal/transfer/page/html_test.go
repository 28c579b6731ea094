package page_test

import (
	"strings"
	"testing"

	"masthead/internal/transfer/page"
)

const fullPage = `<!doctype html><html lang="en-US"><head>
<title>Bridge collapses near Zugdidi | Mountain News</title>
<link rel="canonical" href="https://mountain.example/bridge/">
<meta property="og:site_name" content="Mountain News"><meta property="og:title" content="Bridge collapses near Zugdidi | Mountain News">
<meta property="og:image" content="/img/bridge.jpg"><meta property="article:tag" content="roads">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Mountain News"},
{"@type":"NewsArticle","headline":"Bridge collapses near Zugdidi","datePublished":"2026-06-18T09:15:00+04:00","articleSection":"Society",
"author":[{"@type":"Person","name":"Nino Beridze"},{"@type":"Person","name":"Ani Martirosyan"}]}]}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/opinion">Opinion</a></li></ul></nav>
<main><article><h1>Bridge collapses near Zugdidi</h1><div class="meta">18 June 2026 | Nino Beridze</div>
<div class="share"><a href="#">Facebook</a> <a href="#">Twitter</a></div>
<figure><img src="/img/bridge.jpg" alt="A broken bridge"><figcaption>The bridge on Thursday morning</figcaption></figure>
<p>The bridge over the <em>Enguri</em> collapsed early on Thursday, and <a href="/villages">three villages</a> have been cut off since then, the ministry of roads says.</p>
<p>Read also: <a href="/bread">Why the price of bread went up</a></p>
<h2>What the villages say</h2>
<p>Nino, a teacher, says that the villages asked the ministry for repairs every single year, and that every single year the answer was the same.</p>
<ul><li>In 2022 they wrote a letter about the bridge.</li><li>In 2024 they blocked the road to the bridge.</li></ul>
<blockquote><p>We were told that there was no money for our bridge, and that we should be patient.</p></blockquote>
<p>The ministry promises to begin a new bridge in two months, and to finish it by the end of the year, if the weather allows for it.</p>
<p>Support us: every contribution, however small, helps us continue our work.</p></article></main>
<aside><h3>Most read</h3><ul><li><a href="/bread">Why the price of bread went up</a></li><li><a href="/river">A river that two countries share</a></li></ul></aside>
<footer>© 2026 Mountain News. All rights reserved.</footer></body></html>`

func TestWholeHTMLPage(t *testing.T) {
	got, problems := page.Reader{}.Read(t.Context(), []page.Input{{Name: "bridge.html", URL: "https://mountain.example/bridge/?utm=1", Data: []byte(fullPage)}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	a := got[0]
	for _, f := range []struct{ what, got, want string }{
		{"headline", a.Headline, "Bridge collapses near Zugdidi"},
		{"address", a.Canonical, "https://mountain.example/bridge/"},
		{"date", a.Date.Format("2006-01-02T15:04Z07:00"), "2026-06-18T09:15+04:00"},
		{"bylines", strings.Join(a.Bylines, "; "), "Nino Beridze; Ani Martirosyan"},
		{"section", a.Section, "Society"},
		{"topics", strings.Join(a.Topics, "; "), "roads"},
		{"kind", a.Kind, "news"},
		{"language", a.Lang, "en"},
	} {
		if f.got != f.want {
			t.Errorf("%s: got %q, want %q", f.what, f.got, f.want)
		}
	}
	if a.Lead == nil || *a.Lead != (page.Picture{URL: "https://mountain.example/img/bridge.jpg", Caption: "The bridge on Thursday morning"}) {
		t.Errorf("lead: %+v", a.Lead)
	}
	var kinds []string
	for _, b := range a.Blocks {
		kinds = append(kinds, b.Type)
	}
	if g, w := strings.Join(kinds, " "), "image paragraph heading paragraph list quote paragraph"; g != w {
		t.Errorf("blocks: %s, want %s", g, w)
	}
	want := `<p>The bridge over the <em>Enguri</em> collapsed early on Thursday, and <a href="https://mountain.example/villages">three villages</a> have been cut off since then, the ministry of roads says.</p>`
	if !strings.Contains(a.BodyHTML, want) {
		t.Errorf("body: %s", a.BodyHTML)
	}
	for _, gone := range []string{"bread", "Most read", "Facebook", "contribution", "rights reserved"} {
		if strings.Contains(a.BodyHTML, gone) {
			t.Errorf("%q is still there", gone)
		}
	}
}

func TestDetectorDecidesTheLanguage(t *testing.T) {
	r := page.Reader{Detect: func(string) string { return "az" }}
	got, _ := r.Read(t.Context(), []page.Input{{Name: "a", Data: []byte(fullPage)}})
	if len(got) != 1 || got[0].Lang != "az" {
		t.Errorf("got %+v", got)
	}
}
