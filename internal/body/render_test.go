package body_test

import (
	"strings"
	"testing"

	"masthead/internal/body"
)

var english = body.RenderWords{
	Embeds:        map[body.EmbedKind]body.EmbedWords{body.PostEmbed: {What: "A post on {provider}", Show: "Show the post"}, body.VideoEmbed: {What: "A film on {provider}", Show: "Show the film"}},
	NothingLoaded: "Nothing is loaded from {provider} until you ask.",
	Note:          "Note {n}",
	BackToText:    "Back to the text",
	OpenPicture:   "Open the picture",
}

func picture(id string) (body.PictureInfo, bool) {
	return body.PictureInfo{Src: "/m/1.jpg", Srcset: "/m/1.jpg 800w", Width: 800, Height: 600, Alt: "fallback",
		Sources: []body.PictureSource{{Type: "image/avif", Srcset: "/m/1.avif 800w"}}}, id == "m1"
}

func TestRender(t *testing.T) {
	b := func(b body.Block) body.Block { b.ID = bid("a"); return b }
	const id = ` id="b-aaaaaaaaaaaaaaaa"`
	strong := []body.Mark{{Type: body.Strong}}
	tests := []struct {
		name, want, feed string
		block            body.Block
	}{
		{"paragraph", `<p` + id + `>a &lt;b&gt; &amp; &#34;c&#34;</p>`, `<p>a &lt;b&gt; &amp; &#34;c&#34;</p>`, b(body.Block{Type: body.Paragraph, Text: words(`a <b> & "c"`)})},
		{"empty paragraph", ``, ``, b(body.Block{Type: body.Paragraph})},
		{"marks share what they can", `<p` + id + `><a href="/x"><strong>a<br>b</strong>c</a></p>`, `<p><a href="https://site.example/x"><strong>a<br>b</strong>c</a></p>`,
			b(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: "a", Marks: append(link("/x"), strong...)}, {Break: true}, {Text: "b", Marks: append(link("/x"), strong...)}, {Text: "c", Marks: link("/x")}}})},
		{"heading", `<h2` + id + `>a</h2>`, `<h2>a</h2>`, b(body.Block{Type: body.Heading, Level: 2, Text: words("a")})},
		{"quote", `<blockquote` + id + `><p>a</p><p>b</p><footer>c</footer></blockquote>`, `<blockquote><p>a</p><p>b</p><footer>c</footer></blockquote>`,
			b(body.Block{Type: body.Quote, Text: []body.Span{{Text: "a"}, {Break: true}, {Break: true}, {Text: "b"}}, Cite: words("c")})},
		{"pull quote", `<blockquote class="pull"` + id + `><p>a</p></blockquote>`, `<blockquote><p>a</p></blockquote>`, b(body.Block{Type: body.PullQuote, Text: words("a")})},
		{"list", `<ol` + id + `><li>a<ul><li>b</li></ul></li></ol>`, `<ol><li>a<ul><li>b</li></ul></li></ol>`,
			b(body.Block{Type: body.List, Ordered: true, Items: []body.Item{{Text: words("a"), Items: []body.Item{{Text: words("b")}}}}})},
		{"image", `<figure` + id + `><a href="/s"><picture><source type="image/avif" srcset="/m/1.avif 800w" sizes="100vw"><img src="/m/1.jpg" srcset="/m/1.jpg 800w" sizes="100vw" width="800" height="600" alt="A&#39;s" loading="lazy" decoding="async"></picture></a><figcaption>c <b>d</b></figcaption></figure>`,
			`<figure><a href="https://site.example/s"><img src="https://site.example/m/1.jpg" width="800" height="600" alt="A&#39;s"></a><figcaption>c <b>d</b></figcaption></figure>`,
			b(body.Block{Type: body.Image, Pictures: []body.Picture{{Media: "m1", Alt: "A's", Caption: words("c"), Credit: "d", Link: "/s"}}})},
		{"picture elsewhere", `<figure` + id + `><p><a href="https://far.example/x.jpg">Open the picture</a></p><figcaption>c</figcaption></figure>`,
			`<figure><p><a href="https://far.example/x.jpg">Open the picture</a></p><figcaption>c</figcaption></figure>`,
			b(body.Block{Type: body.Image, Pictures: []body.Picture{{Source: "https://far.example/x.jpg", Caption: words("c")}}})},
		{"picture that may not be shown", `<figure` + id + `><p>alt</p></figure>`, `<figure><p>alt</p></figure>`, b(body.Block{Type: body.Image, Pictures: []body.Picture{{Media: "m2", Alt: "alt"}}})},
		{"embed", `<div class="embed"` + id + `><p><b>A post on Telegram</b> Nothing is loaded from Telegram until you ask.</p><p>c</p><a class="btn btn--line" href="https://t.me/abcd/5" data-frame="https://t.me/abcd/5?embed=1">Show the post</a></div>`,
			"<p><a href=\"https://t.me/abcd/5\">A post on Telegram</a></p>\n<p>c</p>",
			b(body.Block{Type: body.Embed, Embed: &body.EmbedLink{Provider: "telegram", URL: "https://t.me/abcd/5"}, Text: words("c")})},
		{"table", `<table` + id + `><caption>c</caption><thead><tr><th scope="col">A</th><th scope="col" colspan="2">B</th></tr></thead><tbody><tr><th scope="row">r</th><td rowspan="2">1</td></tr></tbody></table>`,
			`<table><caption>c</caption><thead><tr><th scope="col">A</th><th scope="col" colspan="2">B</th></tr></thead><tbody><tr><th scope="row">r</th><td rowspan="2">1</td></tr></tbody></table>`,
			b(body.Block{Type: body.Table, Header: true, Text: words("c"), Rows: [][]body.Cell{{{Text: words("A")}, {Text: words("B"), Cols: 2}}, {{Text: words("r"), Head: true}, {Text: words("1"), Rows: 2}}}})},
		{"question", `<h2 class="ask"` + id + ">q</h2>\n" + `<p id="b-bbbbbbbbbbbbbbbb">a</p>`, "<h2>q</h2>\n<p>a</p>", b(body.Block{Type: body.Question, Text: words("q"), Blocks: []body.Block{para("b", "a")}})},
		{"box", `<aside class="box"` + id + ` aria-labelledby="t-aaaaaaaaaaaaaaaa"><h2 id="t-aaaaaaaaaaaaaaaa">t</h2>` + "\n" + `<p id="b-bbbbbbbbbbbbbbbb">a</p>` + "\n</aside>",
			"<blockquote><h3>t</h3><p>a</p>\n</blockquote>", b(body.Block{Type: body.Box, Text: words("t"), Blocks: []body.Block{para("b", "a")}})},
		{"divider", `<hr` + id + `>`, `<hr>`, b(body.Block{Type: body.Divider})},
		{"html", `<div` + id + `><p>x</p></div>`, `<div><p>x</p></div>`, b(body.Block{Type: body.HTML, HTML: `<p onclick=x>x</p>`})},
		{"other direction", `<p` + id + ` dir="rtl">سلام a</p>`, `<p dir="rtl">سلام a</p>`, b(body.Block{Type: body.Paragraph, Text: words("سلام a")})},
		{"marked language", `<p` + id + `><span lang="fa" dir="rtl">سلام</span> a</p>`, `<p><span lang="fa" dir="rtl">سلام</span> a</p>`,
			b(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: "سلام", Marks: []body.Mark{{Type: body.Lang, Lang: "fa"}}}, {Text: " a"}}})},
		{"fragment links", `<p` + id + `><a href="#b-x">a</a></p>`, `<p><a>a</a></p>`, b(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: "a", Marks: link("#b-x")}}})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := body.RenderOptions{Lang: "en", Sizes: "100vw", Base: "https://site.example", Media: picture, Words: english}
			if got := strings.TrimSpace(body.Render(docOf(tt.block), o)); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if got := strings.TrimSpace(body.RenderFeed(docOf(tt.block), o)); got != tt.feed {
				t.Errorf("feed\n%s\nwant\n%s", got, tt.feed)
			}
		})
	}
}

func TestRenderFootnotes(t *testing.T) {
	doc := docOf(
		body.Block{ID: bid("a"), Type: body.Paragraph, Text: []body.Span{{Text: "a"}, {Note: words("one")}, {Text: "b", Marks: link("/x")}, {Note: []body.Span{{Text: "two", Marks: link("/y")}}}}},
		body.Block{ID: bid("b"), Type: body.Image, Pictures: []body.Picture{{Source: "/p.jpg", Caption: []body.Span{{Text: "c"}, {Note: words("three")}}}}},
	)
	got := body.Render(doc, body.RenderOptions{Lang: "en", IDPrefix: "x-", Words: english})
	for _, want := range []string{
		`a<a class="fn-ref" id="x-r1" href="#x-n1" aria-label="Note 1">1</a><a href="/x">b</a><a class="fn-ref" id="x-r2" href="#x-n2" aria-label="Note 2">2</a></p>`,
		`<figcaption>c<a class="fn-ref" id="x-r3"`,
		`<ol class="fn"><li id="x-n1"><span>1</span><span>one <a href="#x-r1">Back to the text</a></span></li><li id="x-n2"><span>2</span><span><a href="/y">two</a> <a href="#x-r2">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks\n%s", got, want)
		}
	}
	feed := body.RenderFeed(doc, body.RenderOptions{Base: "https://site.example"})
	if !strings.Contains(feed, `a<sup>[1]</sup><a href="https://site.example/x">b</a><sup>[2]</sup>`) || !strings.HasSuffix(feed, `<ol><li>one</li><li><a href="https://site.example/y">two</a></li><li>three</li></ol>`+"\n") {
		t.Errorf("feed %s", feed)
	}
}

func TestRenderDirectionInAPersianText(t *testing.T) {
	doc := docOf(para("a", "سلام"), para("b", "Hello"), para("c", "123"))
	want := `<p id="b-aaaaaaaaaaaaaaaa">سلام</p>` + "\n" + `<p id="b-bbbbbbbbbbbbbbbb" dir="ltr">Hello</p>` + "\n" + `<p id="b-cccccccccccccccc">123</p>` + "\n"
	if got := body.Render(doc, body.RenderOptions{Lang: "fa"}); got != want {
		t.Errorf("got %s", got)
	}
	if got := body.Render(docOf(body.Block{ID: bid("a"), Type: body.Heading, Level: 4, Text: words("x")}), body.RenderOptions{HeadingOffset: 3}); !strings.HasPrefix(got, "<h6 ") {
		t.Errorf("offset: %s", got)
	}
}

func TestRenderLoadsNothingForeign(t *testing.T) {
	for _, tt := range fromHTMLTests {
		doc, _ := body.FromHTML(tt.src, body.Options{Base: "https://site.example/"})
		for _, out := range []string{body.Render(doc, body.RenderOptions{}), body.RenderFeed(doc, body.RenderOptions{})} {
			for _, bad := range []string{"<img", "<iframe", "<script", "<video", " src=", " style=", "srcset"} {
				if strings.Contains(out, bad) {
					t.Errorf("%s: %s in %s", tt.name, bad, out)
				}
			}
		}
	}
}
