package body_test

import (
	"fmt"
	"strings"
	"testing"

	"masthead/internal/body"
)

// article is a text of about 4 KB, as WordPress gives it out.
func article() string {
	var b strings.Builder
	for i := range 9 {
		fmt.Fprintf(&b, "<p>Paragraph %d tells of the <strong>old railway</strong> and of <a href=\"https://example.org/%d?utm_source=x\">what came after it</a>. "+
			"For thirty-four years the rails carried nothing but goats; on some evenings at ten past seven she would look at the clock and say: <em>late again</em>. "+
			"The ministry promises that by next spring the journey will be cut from five hours to three and a half.</p>\n", i, i)
		if i%4 == 1 {
			fmt.Fprintf(&b, "<h2>Section %d</h2>\n<figure class=\"wp-block-image\"><img src=\"https://example.org/%d.jpg\" alt=\"A train\" srcset=\"/a.jpg 300w, /b.jpg 1200w\"><figcaption>The first service</figcaption></figure>\n", i, i)
		}
	}
	b.WriteString("<ul><li>One</li><li>Two</li></ul><blockquote><p>A promise</p><cite>Somebody</cite></blockquote>")
	return b.String()
}

func BenchmarkFromHTML(b *testing.B) {
	src := article()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		body.FromHTML(src, body.Options{})
	}
}

func BenchmarkRender(b *testing.B) {
	doc, _ := body.FromHTML(article(), body.Options{})
	for b.Loop() {
		body.Render(doc, body.RenderOptions{Lang: "en"})
	}
}

func BenchmarkCheck(b *testing.B) {
	doc, _ := body.FromHTML(article(), body.Options{})
	for b.Loop() {
		if err := body.Check(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshal(b *testing.B) {
	doc, _ := body.FromHTML(article(), body.Options{})
	for b.Loop() {
		if _, err := body.Marshal(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnmarshal(b *testing.B) {
	doc, _ := body.FromHTML(article(), body.Options{})
	data, _ := body.Marshal(doc)
	for b.Loop() {
		if _, err := body.Unmarshal(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHashes(b *testing.B) {
	doc, _ := body.FromHTML(article(), body.Options{})
	for b.Loop() {
		for _, bl := range doc.Blocks {
			body.TextHash(bl)
			body.FullHash(bl)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	base, _ := body.FromHTML(article(), body.Options{})
	mine, theirs := clone(base), clone(base)
	mine.Blocks[0].Text[0].Text = "A new paragraph tells of the "
	theirs.Blocks[0].Text[len(theirs.Blocks[0].Text)-1].Text = " and ends otherwise."
	for b.Loop() {
		body.Merge(base, mine, theirs)
	}
}
