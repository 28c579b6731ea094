package body_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"masthead/internal/body"
)

// inert reads a payload in every way there is, and fails if what is shown could
// run or load anything.
func inert(t *testing.T, name, payload string) {
	t.Helper()
	doc, _ := body.FromHTML(payload, body.Options{})
	if err := body.Check(doc); err != nil {
		t.Errorf("%q: %v", name, err)
	}
	harmless(t, name, body.Render(doc, body.RenderOptions{}))
	harmless(t, name, body.RenderFeed(doc, body.RenderOptions{}))
	harmless(t, name, body.InlineHTML(body.ParseInline(payload)))
	clean := body.CleanHTML(payload)
	if again := body.CleanHTML(clean); again != clean {
		t.Errorf("%q: cleaning again changes %q to %q", name, clean, again)
	}
	harmless(t, name, clean)
	// A body that never went through FromHTML, as a hostile client sends it.
	raw := body.Doc{Blocks: []body.Block{
		{ID: bid("a"), Type: body.HTML, HTML: payload},
		{ID: payload, Type: body.Paragraph, Text: []body.Span{{Text: payload, Marks: []body.Mark{{Type: body.Link, Href: payload}, {Type: body.Lang, Lang: payload}}}}},
		{ID: bid("c"), Type: body.Image, Pictures: []body.Picture{{Source: payload, Alt: payload, Credit: payload, Link: payload}}},
		{ID: bid("d"), Type: body.Embed, Embed: &body.EmbedLink{Provider: payload, URL: payload, Title: payload}},
		{ID: payload, Type: body.Type(payload)},
		{ID: bid("e"), Type: body.Image, Pictures: []body.Picture{{Media: "m", Link: payload}}},
	}}
	o := body.RenderOptions{Lang: payload, IDPrefix: payload, Sizes: payload, Base: payload,
		Media: func(string) (body.PictureInfo, bool) {
			return body.PictureInfo{Src: payload, Srcset: payload, Alt: payload, Sources: []body.PictureSource{{Type: payload, Srcset: payload}}}, true
		}}
	harmlessBut(t, name, body.Render(raw, o), true)
	harmlessBut(t, name, body.RenderFeed(raw, o), true)
	tidy := body.Normalise(raw)
	harmless(t, name, body.Render(tidy, body.RenderOptions{}))
}

func harmless(t *testing.T, name, out string) {
	t.Helper()
	harmlessBut(t, name, out, false)
}

// harmlessBut parses shown mark-up as a page would and looks at every element and attribute.
func harmlessBut(t *testing.T, name, out string, pictures bool) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Errorf("%q: %v", name, err)
		return
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			allowed := " html head body p br hr div span h2 h3 h4 h5 h6 blockquote footer q cite ul ol li dl dt dd a b strong i em u s del ins mark small sub sup code pre kbd samp var abbr time table caption thead tbody tfoot tr th td figure figcaption aside ruby rb rt rp bdi "
			if pictures {
				allowed += "img picture source "
			}
			if !strings.Contains(allowed, " "+n.Data+" ") || n.Namespace != "" {
				t.Errorf("%q: <%s> in %q", name, n.Data, out)
			}
			for _, a := range n.Attr {
				switch {
				case !strings.Contains(" href id class lang dir colspan rowspan scope aria-label aria-labelledby data-frame data-note ", " "+a.Key+" ") &&
					!(pictures && strings.Contains(" src srcset sizes type width height alt loading decoding ", " "+a.Key+" ")):
					t.Errorf("%q: attribute %s in %q", name, a.Key, out)
				case a.Key == "href" || a.Key == "data-frame":
					if _, ok := body.CleanHref(a.Val); !ok && a.Val != "" && !strings.HasPrefix(a.Val, "#") {
						t.Errorf("%q: link to %q in %q", name, a.Val, out)
					}
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
}

var hostilePayloads = []string{
	`<img src=x onerror=alert(1)>`, `<a href="javascript:alert(1)">x</a>`, `<a href="java&#9;script:alert(1)">x</a>`, `<a href="&#1;javascript:alert(1)">x</a>`,
	"<a href=\"java\nscript:alert(1)\">x</a>", `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="vbscript:x">x</a>`,
	`<a href="//evil.example">x</a><a href="/\evil.example">x</a><a href="https:evil.example">y</a><a href="http://good@evil.example">z</a>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<template><script>alert(1)</script></template>`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<table><td><table><td><script>alert(1)</script><ul><li>x</ul></table></table>`, `<p id=location name=body>clobber</p>`, `<div style="background:url(//x)">y</div>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<iframe src="javascript:alert(1)"></iframe>`, `<object data="data:text/html,x"></object>`,
	`<blockquote class="twitter-tweet"><a href="javascript:alert(1)//https://twitter.com/a/status/1">x</a></blockquote>`,
	`<p>https://www.youtube.com.evil.example/watch?v=abcdefghijk</p>`, `<iframe src="https://www.youtube.com@evil.example/embed/abcdefghijk"></iframe>`,
	`"><script>alert(1)</script>`, `' onmouseover='alert(1)`, `</figure></p><script>`, `<![CDATA[<script>alert(1)</script>]]>`, `<xmp><script>alert(1)</script></xmp>`,
	`<select><template><option></select><img src=x onerror=alert(1)></template>`, `<details><summary><svg onload=alert(1)></summary>x</details>`,
	strings.Repeat("<div>", 600) + "deep" + strings.Repeat("</div>", 600), strings.Repeat("<ul><li>x", 100), strings.Repeat("<b>", 2000) + "x",
}

func TestHostileMarkup(t *testing.T) {
	for _, p := range hostilePayloads {
		inert(t, p[:min(len(p), 80)], p)
	}
}

func TestNothingLostWhereTooDeep(t *testing.T) {
	src := "<p>before</p>" + strings.Repeat("<div>", 600) + "<p>deep words</p>" + strings.Repeat("</div>", 600) + "after<script>no</script>"
	doc, notes := body.FromHTML(src, body.Options{})
	if got := body.PlainDoc(doc); got != "before\n\ndeep words\n\nafter" {
		t.Errorf("got %q", got)
	}
	if len(notes) != 1 || notes[0].Kind != body.NoteUnread {
		t.Errorf("notes %v", notes)
	}
}
