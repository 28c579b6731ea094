package wordpress_test

import (
	"regexp"
	"strings"
	"testing"
)

// library is what stands beside the texts in the tests of bodies: two pictures, one
// of them attached to post 1, a sound, and a reusable block.
const library = `<item><title>One</title><wp:post_id>11</wp:post_id><wp:post_type>attachment</wp:post_type><wp:post_parent>1</wp:post_parent><excerpt:encoded><![CDATA[Cap <b>one</b>]]></excerpt:encoded><wp:attachment_url>https://s.example/1.jpg</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>Alt "1"</wp:meta_value></wp:postmeta></item>
<item><title>Two</title><wp:post_id>12</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://s.example/2.png</wp:attachment_url></item>
<item><title>Song</title><wp:post_id>13</wp:post_id><wp:post_type>attachment</wp:post_type><wp:post_parent>1</wp:post_parent><wp:attachment_url>https://s.example/3.mp3</wp:attachment_url></item>
<item><title>Again</title><wp:post_id>14</wp:post_id><wp:post_type>wp_block</wp:post_type><content:encoded><![CDATA[<!-- wp:paragraph --><p>Shared.</p><!-- /wp:paragraph --><!-- wp:block {"ref":14} /-->]]></content:encoded></item>
`

var gaps = regexp.MustCompile(`\s*\n\s*`)

// body gives the HTML of a post with this content, and the codes of its problems.
func bodyOf(t testing.TB, content, more string) (string, string) {
	t.Helper()
	res, err := read(t, write(t, top+post(1, text(content)+more)+library+bottom))
	if err != nil || len(res.records) != 1 {
		t.Fatal(err, res.problems)
	}
	var codes []string
	for _, p := range res.records[0].Problems {
		if p.Code != "empty_body" {
			codes = append(codes, p.Code)
		}
	}
	return gaps.ReplaceAllString(res.records[0].HTML, "\n"), strings.Join(codes, " ")
}

const (
	one     = `<figure><img src="https://s.example/1.jpg" alt="Alt &#34;1&#34;"><figcaption>Cap one</figcaption></figure>`
	two     = `<figure><img src="https://s.example/2.png" alt=""></figure>`
	youtube = `<figure class="wp-block-embed"><iframe src="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></iframe>`
)

// TestClassic: text without blocks, as WordPress shows it.
func TestClassic(t *testing.T) {
	for _, c := range []struct{ name, src, want, codes string }{
		{"paragraphs", "One\ntwo\n\nthree\n \n\n\nfour", "<p>One<br />two</p>\n<p>three</p>\n<p>four</p>", ""},
		{"line feeds of Windows", "One\r\ntwo\r\n\r\nthree", "<p>One<br />two</p>\n<p>three</p>", ""},
		{"inline tags", "One <em>two\nthree</em>\n<a href=\"x\ny\">four</a>", "<p>One <em>two<br />three</em><br /><a href=\"x\ny\">four</a></p>", ""},
		{"blocks among words", "One\n<h2>Head</h2>\ntwo\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nthree", "<p>One</p>\n<h2>\nHead</h2>\n<p>two</p>\n<ul>\n<li>\na</li>\n<li>\nb</li>\n</ul>\n<p>three</p>", ""},
		{"own paragraphs", "<p class=\"x\">One</p>\n<p>two\n\nthree</p>\nfour", "<p class=\"x\">One</p>\n<p>two</p>\n<p>three</p>\n<p>four</p>", ""},
		{"two breaks", "One<br>\n<br/>two<br />three", "<p>One</p>\n<p>two<br />three</p>", ""},
		{"quotation", "<blockquote>One\n\ntwo</blockquote>", "<blockquote>\n<p>One</p>\n<p>two</p>\n</blockquote>", ""},
		{"verbatim", "One\n<pre>a\n\n  b &lt;c></pre>\ntwo", "<p>One</p>\n<pre>a\nb &lt;c></pre>\n<p>two</p>", ""},
		{"script", "One<script>\nif (a < b) {\n\n}</script>two", "<p>One</p>\n<script>\nif (a < b) {\n}</script>\n<p>two</p>", ""},
		{"less-than", "1 < 2\n\n3 > 2 <3", "<p>1 < 2</p>\n<p>3 > 2 <3</p>", ""},
		{"page marks", "One\n<!--more-->\ntwo<!--nextpage-->three", "<p>One</p>\n<p>two</p>\n<p>three</p>", ""},
		{"comments", "One <!-- a\n\nb --> two", "<p>One <!-- a\nb --> two</p>", ""},
		{"address alone", "One\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\ntwo", "<p>One</p>\n" + youtube + "</figure>\n<p>two</p>", ""},
		{"address of nobody", "https://nobody.example/a?b=1&c=2", `<p><a href="https://nobody.example/a?b=1&amp;c=2">https://nobody.example/a?b=1&amp;c=2</a></p>`, ""},
		{"address in words", "See https://www.youtube.com/watch?v=dQw4w9WgXcQ now", "<p>See https://www.youtube.com/watch?v=dQw4w9WgXcQ now</p>", ""},
		{"table", "<table>\n<tr>\n<td>a\nb</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>\na<br />b</td>\n</tr>\n</table>", ""},
		{"backslashes", `C:\xampp\htdocs`, `<p>C:\xampp\htdocs</p>`, ""},
		{"words for a picture", `<img class="wp-image-11 x" src="https://s.example/1-300.jpg" alt="">`, `<p><img alt="Alt &#34;1&#34;" class="wp-image-11 x" src="https://s.example/1-300.jpg"></p>`, ""},
		{"a picture with words", `<img class="wp-image-11" alt="own" src="a.jpg">`, `<p><img class="wp-image-11" alt="own" src="a.jpg"></p>`, ""},
	} {
		got, codes := bodyOf(t, c.src, "")
		if got != c.want || codes != c.codes {
			t.Errorf("%s: %q\n got %q\nwant %q", c.name, codes, got, c.want)
		}
	}
}

func TestShortcodes(t *testing.T) {
	for _, c := range []struct{ name, src, want, codes string }{
		{"caption", `[caption id="a" width="300"]<a href="x"><img src="a.jpg" /></a> Words <em>here</em>[/caption]`, `<figure><a href="x"><img src="a.jpg" /></a><figcaption>Words <em>here</em></figcaption></figure>`, ""},
		{"caption, older", `[caption caption="Words"]<img src="a.jpg" />[/caption]`, `<figure><img src="a.jpg" /><figcaption>Words</figcaption></figure>`, ""},
		{"caption without a picture", "[caption]x[/caption]", "x", ""},
		{"gallery by numbers", `Before
[gallery ids="12,11" columns=2]
after`, "<p>Before<br /><figure class=\"wp-block-gallery\">\n" + two + "\n" + one + "\n</figure>\n<br />after</p>", ""},
		{"gallery of the post", "Before\n\n[gallery]\n\nafter", "<p>Before</p>\n<figure class=\"wp-block-gallery\">\n" + one + "\n</figure>\n<p>after</p>", ""},
		{"gallery without pictures", `[gallery ids="98,99"]`, "", "missing_media missing_media empty_gallery"},
		{"sound", "[audio]", `<figure><audio controls src="https://s.example/3.mp3"></audio></figure>`, ""},
		{"sound by address", `[audio mp3="https://x.example/a.mp3"][/audio]`, `<figure><audio controls src="https://x.example/a.mp3"></audio></figure>`, ""},
		{"film of another site", `[video src="https://www.youtube.com/watch?v=dQw4w9WgXcQ"]`, youtube + "</figure>", ""},
		{"playlist", `[playlist ids="13"]`, `<p><a href="https://s.example/3.mp3">Song</a></p>`, ""},
		{"embed", `[embed width="1"]https://www.youtube.com/watch?v=dQw4w9WgXcQ[/embed]`, youtube + "</figure>", ""},
		{"youtube by number", "[youtube dQw4w9WgXcQ]", youtube + "</figure>", ""},
		{"youtube by address", "[youtube=https://www.youtube.com/watch?v=dQw4w9WgXcQ]", youtube + "</figure>", ""},
		{"unknown with content", `A [box color="red"]kept <b>words</b>[/box] z`, "<p>A kept <b>words</b> z</p>", "unknown_shortcode"},
		{"unknown alone", "A [contact-form-7 id=\"1\"] z", "<p>A  z</p>", "unknown_shortcode"},
		{"unknown around known", `[vc_row][vc_column][caption]<img src="a.jpg"> x[/caption][/vc_column][/vc_row]`, `<figure><img src="a.jpg"><figcaption>x</figcaption></figure>`, "unknown_shortcode"},
		{"words in brackets", "He said [sic] and [Reuters] [1] […] [a b]", "<p>He said [sic] and [Reuters] [1] […] [a b]</p>", ""},
		{"escaped", "Write [[gallery]] here", "<p>Write [gallery] here</p>", ""},
		{"in an attribute", `<a title="[gallery]" href="x">y</a>`, `<p><a title="[gallery]" href="x">y</a></p>`, ""},
		{"address that runs", `[embed]javascript:alert(1)[/embed]`, "", ""},
		{"curly quotes", "[gallery ids=”12”]", "<figure class=\"wp-block-gallery\">\n" + two + "\n</figure>", ""},
	} {
		got, codes := bodyOf(t, c.src, "")
		if got != c.want || codes != c.codes {
			t.Errorf("%s: %q\n got %q\nwant %q", c.name, codes, got, c.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	p := func(s string) string { return "<!-- wp:paragraph -->\n<p>" + s + "</p>\n<!-- /wp:paragraph -->\n" }
	for _, c := range []struct{ name, src, want, codes string }{
		{"paragraphs", p("a") + p("b"), "<p>a</p>\n<p>b</p>", ""},
		{"words outside blocks", "x\n\ny\n" + p("a"), "<p>x</p>\n<p>y</p>\n<p>a</p>", ""},
		{"embed", `<!-- wp:embed {"url":"https://www.youtube.com/watch?v=dQw4w9WgXcQ"} --><figure><div>https://www.youtube.com/watch?v=dQw4w9WgXcQ</div><figcaption>Cap</figcaption></figure><!-- /wp:embed -->`, youtube + "<figcaption>Cap</figcaption></figure>", ""},
		{"embed, older", `<!-- wp:core-embed/youtube --><figure><div>https://www.youtube.com/watch?v=dQw4w9WgXcQ</div></figure><!-- /wp:core-embed/youtube -->`, youtube + "</figure>", ""},
		{"gallery without pictures of its own", `<!-- wp:gallery {"ids":[12,"11"]} /-->`, "<figure class=\"wp-block-gallery\">\n" + two + "\n" + one + "\n</figure>", ""},
		{"picture by number", `<!-- wp:image {"id":12} /-->`, two, ""},
		{"shortcode", "<!-- wp:shortcode -->\n[gallery ids=\"12\"]\n<!-- /wp:shortcode -->", "<figure class=\"wp-block-gallery\">\n" + two + "\n</figure>", ""},
		{"older text", "<!-- wp:freeform -->\nx\n\ny\n<!-- /wp:freeform -->", "<p>x</p>\n<p>y</p>", ""},
		{"page marks", p("a") + "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->" + p("b"), "<p>a</p>\n<p>b</p>", ""},
		{"made anew", p("a") + `<!-- wp:latest-posts {"x":1} /--><!-- wp:query --><div>` + p("title") + `</div><!-- /wp:query -->` + p("b"), "<p>a</p>\n<p>b</p>", "dynamic_block"},
		{"columns", `<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div>` + p("a") + `</div><!-- /wp:column --></div><!-- /wp:columns -->`, "<div class=\"wp-block-columns\"><div>\n<p>a</p>\n</div></div>", ""},
		{"footnotes", p(`x<sup data-fn="f1" class="fn"><a href="#f1">1</a></sup>`) + "<!-- wp:footnotes /-->", `<p>x<sup data-fn="f1" class="fn"><a href="#f1">1</a></sup></p>` + "\n<ol class=\"wp-block-footnotes\">\n<li id=\"f1\">A <em>note</em></li>\n</ol>", ""},
		{"reusable, in itself", `<!-- wp:block {"ref":14} /-->`, "<p>Shared.</p><p>Shared.</p><p>Shared.</p>", "missing_block"},
		{"reusable, missing", p("a") + `<!-- wp:block {"ref":99} /-->`, "<p>a</p>", "missing_block"},
		{"file", `<!-- wp:file --><div><a href="a.pdf">A</a><a href="a.pdf" class="wp-block-file__button wp-element-button" download>Download</a></div><!-- /wp:file -->`, `<div><a href="a.pdf">A</a></div>`, ""},
		{"of a plug-in", `<!-- wp:acme/box {"a":{"b":[1]}} --><div>kept</div><!-- /wp:acme/box --><!-- wp:acme/map {"lat":1} /-->`, "<div>kept</div>", "dynamic_block"},
		{"not closed", "<!-- wp:group --><div>" + p("a"), "<div>\n<p>a</p>", ""},
		{"wrongly closed", p("a") + "<!-- /wp:group -->" + p("b"), "<p>a</p>\n<p>b</p>", ""},
		{"attributes that are no JSON", `<!-- wp:embed {"url": --><figure>https://www.youtube.com/watch?v=dQw4w9WgXcQ</figure><!-- /wp:embed -->`, youtube + "</figure>", ""},
	} {
		notes := `<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA[[{"id":"f1","content":"A <em>note</em>"}]]]></wp:meta_value></wp:postmeta>`
		got, codes := bodyOf(t, c.src, notes)
		if got != c.want || codes != c.codes {
			t.Errorf("%s: %q\n got %q\nwant %q", c.name, codes, got, c.want)
		}
	}
}

func FuzzShortcodes(f *testing.F) {
	f.Add(`[caption]<img src="a.jpg"> x[/caption][gallery ids="11,12"][a [b="c]"]`)
	f.Add("a\n\n<!--more-->b<pre>\n\n</pre><p>c\n\nd</p>\n[[x]]\nhttps://youtu.be/dQw4w9WgXcQ\n")
	f.Add(`<!-- wp:group {"a":1} --><div><!-- wp:block {"ref":14} /--><!-- wp:query --><!-- /wp:group --><!-- wp:embed {"url":"x"} /-->`)
	f.Fuzz(func(t *testing.T, src string) {
		got, _ := bodyOf(t, src, "")
		if len(got) > 5<<20+20*len(src) {
			t.Errorf("%d bytes became %d", len(src), len(got))
		}
	})
}
