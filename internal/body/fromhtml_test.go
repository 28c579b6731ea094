package body_test

import (
	"fmt"
	"strings"
	"testing"

	"masthead/internal/body"
)

// sketch writes a body so that a person can compare it: a block a line, nested
// blocks indented.
func sketch(blocks []body.Block) string {
	var b strings.Builder
	for _, bl := range blocks {
		sketchBlock(&b, bl, "")
	}
	return strings.TrimRight(b.String(), "\n")
}

func inlineSketch(spans []body.Span) string {
	var b strings.Builder
	start := 0
	for i, s := range spans {
		if s.Note != nil {
			b.WriteString(body.InlineHTML(spans[start:i]) + "{" + body.InlineHTML(s.Note) + "}")
			start = i + 1
		}
	}
	return b.String() + body.InlineHTML(spans[start:])
}

func sketchBlock(b *strings.Builder, bl body.Block, indent string) {
	name := string(bl.Type)
	if bl.Level > 0 {
		name += fmt.Sprint(bl.Level)
	}
	if bl.Ordered {
		name += " ordered"
	}
	if bl.Header {
		name += " header"
	}
	fmt.Fprintf(b, "%s%s: %s%s", indent, name, inlineSketch(bl.Text), bl.HTML)
	if bl.Cite != nil {
		b.WriteString(" -- " + inlineSketch(bl.Cite))
	}
	if bl.Embed != nil {
		fmt.Fprintf(b, " [%s %s %s]", bl.Embed.Provider, bl.Embed.URL, bl.Embed.Title)
	}
	for _, p := range bl.Pictures {
		fmt.Fprintf(b, " [%s|%s|%s|%s|%s]", p.Source, p.Alt, inlineSketch(p.Caption), p.Credit, p.Link)
	}
	b.WriteByte('\n')
	sketchItems(b, bl.Items, indent+"  ")
	for _, row := range bl.Rows {
		b.WriteString(indent + "  |")
		for _, c := range row {
			if c.Head {
				b.WriteByte('*')
			}
			if c.Cols+c.Rows > 0 {
				fmt.Fprintf(b, "%dx%d ", c.Cols, c.Rows)
			}
			b.WriteString(inlineSketch(c.Text) + "|")
		}
		b.WriteByte('\n')
	}
	for _, n := range bl.Blocks {
		sketchBlock(b, n, indent+"  ")
	}
}

func sketchItems(b *strings.Builder, items []body.Item, indent string) {
	for _, it := range items {
		mark := "-"
		if it.Ordered {
			mark = "-#"
		}
		fmt.Fprintf(b, "%s%s %s\n", indent, mark, inlineSketch(it.Text))
		sketchItems(b, it.Items, indent+"  ")
	}
}

var fromHTMLTests = []struct{ name, src, want, notes string }{
	{"paragraphs", `<p>One</p><p> Two  <b>b</b> <i>i</i> </p><p>&nbsp;</p><p></p>`, "paragraph: One\nparagraph: Two <strong>b</strong> <em>i</em>", ""},
	{"text in boxes of boxes", `<div>One<div>Two<span> three</span></div>four</div>`, "paragraph: One\nparagraph: Two three\nparagraph: four", ""},
	{"breaks", `<p>One<br>two<br><br>three<br></p>`, "paragraph: One<br>two\nparagraph: three", ""},
	{"headings", `<h1>A</h1><h2><b>B</b></h2><h3>C <b>c</b></h3><h6>D</h6><h2> </h2>`, "heading2: A\nheading2: B\nheading3: C <strong>c</strong>\nheading4: D", ""},
	{"nested marks", `<p><b><i>x</i></b><em><strong>y</strong></em><code>c</code>H<sub>2</sub>O</p>`,
		"paragraph: <strong><em>xy</em></strong><code>c</code>H<sub>2</sub>O", ""},
	{"unknown inline", `<p>a <u>b</u> <mark>c</mark> <abbr title="x">d</abbr> <font color=red>e</font></p>`, "paragraph: a b c d e", ""},
	{"struck out", `<p>a <del>b</del></p>`, "paragraph: a b", "strike b"},
	{"quotation marks and language", `<p>He said <q>yes</q>, <span lang="az-latn">bəli</span></p>`,
		`paragraph: He said “yes”, <span lang="az-Latn">bəli</span>`, ""},
	{"ruby", `<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>`, "paragraph: 漢(kan)", ""},
	{"links", `<p><a href="https://A.example/x?utm_source=a&id=1&fbclid=z#top">a</a> <a href="/path">b</a> <a href="page.html">c</a> <a href="mailto:a@b.c">d</a> <a href="#x">e</a> <a href="javascript:x">f</a></p>`,
		`paragraph: <a href="https://A.example/x?id=1#top">a</a> <a href="https://site.example/path">b</a> <a href="https://site.example/dir/page.html">c</a> <a href="mailto:a@b.c">d</a> e f`, "link javascript:x"},
	{"redirects", `<p><a href="https://www.google.com/url?q=https://a.example/b%3Fx%3D1&sa=D">a</a> <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F%3Ffbclid%3Dx&h=1">b</a></p>`,
		`paragraph: <a href="https://a.example/b?x=1">a</a> <a href="https://a.example/">b</a>`, ""},
	{"lists", `<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li><p>d</p><p>e</p></li></ul><ol><li>x</li></ol>`,
		"list: \n  - a\n    -# b\n      - c\n  - d<br>e\nlist ordered: \n  - x", ""},
	{"words after a list in an item", `<ul><li>a<ul><li>b</li></ul>c</li></ul>`, "list: \n  - a\n    - b\n  - c", ""},
	{"list right in a list", `<ul><li>a</li><ul><li>b</li></ul></ul>`, "list: \n  - a\n    - b", ""},
	{"list too deep", `<ul><li>1<ul><li>2<ul><li>3<ul><li>4<ul><li>5</li></ul></li></ul></li></ul></li></ul></li></ul>`,
		"list: \n  - 1\n    - 2\n      - 3\n        - 4\n        - 5", ""},
	{"list from 3", `<ol start=3><li>x</li></ol>`, "list ordered: \n  - x", "liststart 3"},
	{"picture in an item", `<ul><li>a <img src="/x.jpg"> b</li></ul>`, "list: \n  - a b\nimage:  [https://site.example/x.jpg||||]", "moved image"},
	{"definitions", `<dl><dt>T</dt><dd>D</dd><dd>E</dd><dt>U</dt><dd>F</dd></dl>`, "list: \n  - <strong>T</strong><br>D<br>E\n  - <strong>U</strong><br>F", ""},
	{"quotes", `<blockquote><p>a</p><p>b</p><footer>c</footer></blockquote><blockquote>d<br><cite>e</cite></blockquote>`,
		"quote: a<br><br>b -- c\nquote: d -- e", ""},
	{"a list in a quote", `<blockquote><p>a</p><ul><li>b</li></ul><p>c</p></blockquote>`, "quote: a\nlist: \n  - b\nquote: c", ""},
	{"pull quotes", `<figure class="wp-block-pullquote"><blockquote><p>a</p><cite>b</cite></blockquote></figure><blockquote class="pull"><p>c</p></blockquote>`,
		"pullquote: a -- b\npullquote: c", ""},
	{"quote with a caption", `<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>`, "quote: a -- b", ""},
	{"picture", `<figure class="wp-block-image"><a href="https://a.example/full.jpg"><img src="t.jpg" alt="A  b"></a><figcaption>Cap <b>x</b> <small>Photo: Me</small></figcaption></figure>`,
		"image:  [https://a.example/full.jpg|A b|Cap <strong>x</strong>|Photo: Me|]", ""},
	{"picture with a link", `<a href="https://a.example/story"><img src="//b.example/x.png"></a>`, "image:  [https://b.example/x.png||||https://a.example/story]", ""},
	{"the largest of a set", `<img src="s.jpg" srcset="/m.jpg 600w, /l,1.jpg 1200w,/x.jpg 300w">`, "image:  [https://site.example/l,1.jpg||||]", ""},
	{"loaded by a script", `<img src="data:image/gif;base64,R0" data-src="/real.jpg"><noscript><img src="/real.jpg" alt="a"></noscript>`, "image:  [https://site.example/real.jpg|a|||]", ""},
	{"only without a script", `<noscript><img src="/real.jpg"></noscript><noscript>Turn it on</noscript>`, "image:  [https://site.example/real.jpg||||]", ""},
	{"pixels and smileys", `<p>x<img src="https://t.example/p.gif" width=1 height=1> <img class="emoji" alt="😀" src="https://s.w.org/x.svg"></p>`, "paragraph: x 😀", ""},
	{"pictures of the sender", `<img src="file:///C:/a.png"><img src="data:image/png;base64,AA">`, "", "picture file:///C:/a.png, picture data:image/png;base64,AA"},
	{"picture between words", `<p>a <img src="/x.jpg"> b</p>`, "paragraph: a\nimage:  [https://site.example/x.jpg||||]\nparagraph: b", ""},
	{"galleries", `<figure class="wp-block-gallery"><figure><img src="/1.jpg"><figcaption>one</figcaption></figure><figure><img src="/2.jpg"></figure><figcaption>all</figcaption></figure>`,
		"gallery: all [https://site.example/1.jpg||one||] [https://site.example/2.jpg||||]", ""},
	{"an old gallery", `<ul class="blocks-gallery-grid"><li><figure><img src="/1.jpg"></figure></li><li><figure><img src="/2.jpg"></figure></li></ul>`,
		"gallery:  [https://site.example/1.jpg||||] [https://site.example/2.jpg||||]", ""},
	{"frames", `<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0" title="A film"></iframe><iframe src="https://odd.example/x"></iframe>`,
		"embed:  [youtube https://www.youtube.com/watch?v=abcdefghijk A film]\nhtml: <p><a href=\"https://odd.example/x\">https://odd.example/x</a></p>", "frame https://odd.example/x"},
	{"an address alone", `<p>https://vimeo.com/12345</p><p>see https://vimeo.com/12345</p><p><a href="https://t.me/abcd/5">https://t.me/abcd/5</a></p>`,
		"embed:  [vimeo https://vimeo.com/12345 ]\nparagraph: see https://vimeo.com/12345\nembed:  [telegram https://t.me/abcd/5 ]", ""},
	{"block editor's embed", `<figure class="wp-block-embed is-provider-youtube"><div class="wp-block-embed__wrapper">
https://youtu.be/abcdefghijk
</div><figcaption>Cap</figcaption></figure>`, "embed: Cap [youtube https://www.youtube.com/watch?v=abcdefghijk ]", ""},
	{"a post quoted", `<blockquote class="twitter-tweet"><p lang="en">Words</p>— A (@a) <a href="https://twitter.com/a/status/123?ref_src=x">June 1</a></blockquote><script src="https://platform.twitter.com/widgets.js"></script>`,
		`embed: <span lang="en">Words</span><br>— A (@a) <a href="https://twitter.com/a/status/123?ref_src=x">June 1</a> [x https://x.com/a/status/123 ]`, ""},
	{"a Telegram script", `<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="durov/68"></script>`, "embed:  [telegram https://t.me/durov/68 ]", ""},
	{"film file", `<video src="/a.mp4" poster="x.jpg">no</video>`, "html: <p><a href=\"https://site.example/a.mp4\">https://site.example/a.mp4</a></p>", "media /a.mp4"},
	{"tables", `<table><caption>Cap</caption><thead><tr><th>A</th><th colspan=2>B</th></tr></thead><tr><th>r</th><td>1</td><td rowspan="2">2</td></tr></table>`,
		"table header: Cap\n  |A|2x0 B|\n  |*r|1|0x2 2|", ""},
	{"table in a figure", `<figure class="wp-block-table"><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><figcaption>Cap</figcaption></figure>`, "table: Cap\n  |1|2|", ""},
	{"table that lays out", `<table><tr><td><p>a</p><h2>b</h2></td></tr></table>`, "paragraph: a\nheading2: b", ""},
	{"table of more than words", `<table><tr><td><ul><li>a</li></ul></td><td onclick=x style="y">b</td></tr></table>`,
		"html: <table><tbody><tr><td><ul><li>a</li></ul></td><td>b</td></tr></tbody></table>", "table 2"},
	{"rules", `<p>a</p><hr class="wp-block-separator"><p>b</p>`, "paragraph: a\ndivider: \nparagraph: b", ""},
	{"details", `<details><summary>More</summary><p>a</p></details>`, "box: More\n  paragraph: a", ""},
	{"boxes", `<aside class="box"><h3>T</h3><ul><li>a</li></ul></aside><div class="kg-callout-card"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">x</div></div>`,
		"box: T\n  list: \n    - a\nbox: \n  paragraph: 💡\n  paragraph: x", ""},
	{"what may not stand in a box", `<aside><p>a</p><iframe src="https://vimeo.com/5"></iframe><p>b</p></aside>`,
		"box: \n  paragraph: a\nembed:  [vimeo https://vimeo.com/5 ]\nbox: \n  paragraph: b", ""},
	{"a box in a box", `<aside><details><summary>T</summary><p>a</p></details><p>b</p></aside>`, "box: T\n  paragraph: a\n  paragraph: b", ""},
	{"code", "<pre><code>a  b\n  c</code></pre>", "paragraph: <code>a  b<br>  c</code>", ""},
	{"WordPress footnotes", `<p>a<sup data-fn="u-1" class="fn"><a href="#u-1" id="u-1-link">1</a></sup> b</p><ol class="wp-block-footnotes"><li id="u-1">Note <em>x</em> <a href="#u-1-link">↩︎</a></li></ol>`,
		"paragraph: a{Note <em>x</em>} b", ""},
	{"Word footnotes", `<p>a<a href="#_ftn1" name="_ftnref1"><span><sup>[1]</sup></span></a></p><div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> Note</p></div></div>`,
		"paragraph: a{Note}", ""},
	{"footnotes kept elsewhere", `<p>a<sup data-fn="k9"><a href="#k9" id="k9-link">1</a></sup></p>`, "paragraph: a{Kept <em>there</em>}", ""},
	{"a reference to nothing", `<p>a<sup><a href="#fn7">7</a></sup></p>`, "paragraph: a<sup>7</sup>", ""},
	{"our own footnotes", `<p>a<a class="fn-ref" id="r1" href="#n1">1</a></p><ol class="fn"><li id="n1"><span>1</span><span>1 note <a href="#r1">Back</a></span></li></ol>`, "paragraph: a{1 note}", ""},
	{"Google Docs", `<b style="font-weight:normal;" id="docs-internal-guid-1"><p><span style="font-weight:400">a </span><span style="font-weight:700;font-style:italic">b</span></p><ul><li><p>c</p></li></ul></b>`,
		"paragraph: a <strong><em>b</em></strong>\nlist: \n  - c", ""},
	{"Google Docs downloaded", `<style>ol{margin:0}.c1{font-weight:700;color:#000}.c2{font-weight:400}.c3{font-style:italic}</style><p class="c0"><span class="c2">a </span><span class="c1 c3">b</span></p>`,
		"paragraph: a <strong><em>b</em></strong>", ""},
	{"Word lists", `<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>One<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>Two</p><p class=MsoNormal>After</p>`,
		"list ordered: \n  - One\n    - Two\nparagraph: After", ""},
	{"unseen", `<p hidden>a</p><div style="display: none">b</div><style>c</style><script>d</script><nav>e</nav><template>f</template><p>g</p><!-- h -->`, "paragraph: g", ""},
	{"forms", `<form action="/x"><label>Name <input name=n></label><button>Go</button></form>`, "html: Name", "form /x"},
	{"formulas and drawings", `<p>a <math><mi>x</mi><mo>=</mo><mn>1</mn></math> b <svg><path/></svg></p>`, "paragraph: a x = 1 b", "formula x = 1, drawing "},
	{"custom elements", `<x-card><p>a</p></x-card><p>b <y-z>c</y-z></p>`, "paragraph: a\nparagraph: b c", "element x-card, element y-z"},
	{"bold around paragraphs", `<b><p>a</p><p>b</p></b>`, "paragraph: <strong>a</strong>\nparagraph: <strong>b</strong>", ""},
	{"link around blocks", `<a href="/x"><h3>a</h3><p>b</p></a>`, `heading3: <a href="https://site.example/x">a</a>` + "\n" + `paragraph: <a href="https://site.example/x">b</a>`, ""},
}

func TestFromHTML(t *testing.T) {
	for _, tt := range fromHTMLTests {
		t.Run(tt.name, func(t *testing.T) {
			doc, notes := body.FromHTML(tt.src, body.Options{Base: "https://site.example/dir/x", Footnotes: map[string]string{"k9": "Kept <em>there</em>"}})
			if err := body.Check(doc); err != nil {
				t.Error(err)
			}
			if got := sketch(doc.Blocks); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			var told []string
			for _, n := range notes {
				told = append(told, n.Kind+" "+n.Detail)
			}
			if got := strings.Join(told, ", "); got != tt.notes {
				t.Errorf("notes %q, want %q", got, tt.notes)
			}
		})
	}
}

func TestFromHTMLNewlines(t *testing.T) {
	src := "First line\nsecond line\n\nNew <em>paragraph</em>\n\n<h2>Head</h2>\nAfter\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>q1\n\nq2</blockquote>\nx<br />\ny"
	want := "paragraph: First line<br>second line\nparagraph: New <em>paragraph</em>\nheading2: Head\nparagraph: After\nlist: \n  - a\n  - b\nquote: q1<br><br>q2\nparagraph: x<br>y"
	doc, _ := body.FromHTML(src, body.Options{Newlines: true})
	if got := sketch(doc.Blocks); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	doc, _ = body.FromHTML("a\n\nb", body.Options{})
	if got := sketch(doc.Blocks); got != "paragraph: a b" {
		t.Errorf("without Newlines: %s", got)
	}
}

func TestFromHTMLShortcodes(t *testing.T) {
	tests := []struct{ src, want, notes string }{
		{`[caption id="attachment_1" align="alignleft" width="300"]<a href="https://a.example/x.jpg"><img src="https://a.example/x-300x200.jpg" alt="A"></a> The <em>old</em> bridge[/caption]` + "\nText",
			"image:  [https://a.example/x.jpg|A|The <em>old</em> bridge||]\nparagraph: Text", ""},
		{"[embed width=500]https://youtu.be/abcdefghijk[/embed]", "embed:  [youtube https://www.youtube.com/watch?v=abcdefghijk ]", ""},
		{"a [1] [sic] [gallery ids=\"1,2\"] b", `paragraph: a [1] [sic] [gallery ids=&#34;1,2&#34;] b`, "shortcode [gallery ids=\"1,2\"]"},
		{"[caption]no end", "paragraph: [caption]no end", "shortcode [caption]"},
		{"[caption]no picture[/caption]", "paragraph: [caption]no picture[/caption]", "shortcode [caption]"},
	}
	for _, tt := range tests {
		doc, notes := body.FromHTML(tt.src, body.Options{Newlines: true})
		if got := sketch(doc.Blocks); got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
		var told []string
		for _, n := range notes {
			told = append(told, n.Kind+" "+n.Detail)
		}
		if got := strings.Join(told, ", "); got != tt.notes {
			t.Errorf("notes %q, want %q", got, tt.notes)
		}
	}
}

func TestFromHTMLLang(t *testing.T) {
	doc, _ := body.FromHTML(`<p lang="ka">a <span lang="ru">b</span></p>`, body.Options{Lang: "KA"})
	if got := sketch(doc.Blocks); got != `paragraph: a <span lang="ru">b</span>` {
		t.Errorf("got %s", got)
	}
}

func TestParseInline(t *testing.T) {
	for src, want := range map[string]string{
		"a <b>b</b>":                             "a <strong>b</strong>",
		"<p>a</p><p>b</p>":                       "a<br>b",
		"  ":                                     "",
		"<script>x</script>y":                    "y",
		`<a href="javascript:x">z</a>`:           "z",
		"a<br>b":                                 "a<br>b",
		"a<span data-note>n <em>x</em></span> b": "a<span data-note>n <em>x</em></span> b",
		"a<span data-note></span>b":              "ab",
	} {
		if got := body.InlineHTML(body.ParseInline(src)); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}

// What the renderer writes, the reader understands.
func TestReadingWhatWasShown(t *testing.T) {
	for _, tt := range fromHTMLTests {
		if strings.Contains(tt.want, "embed:") || strings.Contains(tt.want, "image:") || strings.Contains(tt.want, "gallery:") || strings.Contains(tt.want, "html:") ||
			strings.Contains(tt.want, "code>") {
			continue
		}
		doc, _ := body.FromHTML(tt.src, body.Options{Base: "https://site.example/dir/x", Footnotes: map[string]string{"k9": "Kept <em>there</em>"}})
		again, _ := body.FromHTML(body.Render(doc, body.RenderOptions{Words: body.RenderWords{BackToText: "Back"}}), body.Options{})
		if got, want := sketch(again.Blocks), sketch(doc.Blocks); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, want)
		}
	}
}

func FuzzFromHTML(f *testing.F) {
	for _, tt := range fromHTMLTests {
		f.Add(tt.src, false)
	}
	for _, p := range hostilePayloads {
		f.Add(p, true)
	}
	f.Fuzz(func(t *testing.T, src string, newlines bool) {
		if len(src) > 20_000 {
			return
		}
		doc, _ := body.FromHTML(src, body.Options{Newlines: newlines})
		if err := body.Check(doc); err != nil {
			key := keyOf(err)
			if key != "body.too_many_blocks" && key != "body.block_too_long" {
				t.Fatalf("%v in %s", err, sketch(doc.Blocks))
			}
		}
		harmless(t, "fuzz", body.Render(doc, body.RenderOptions{}))
		if clean := body.CleanHTML(src); body.CleanHTML(clean) != clean {
			t.Errorf("%q is not settled", clean)
		}
	})
}
