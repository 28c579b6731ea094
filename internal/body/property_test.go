package body_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"masthead/internal/body"
)

// page writes random mark-up in which every word is another one.
type page struct {
	r *rand.Rand
	n int
	b strings.Builder
}

func (p *page) word() string {
	p.n++
	return fmt.Sprintf("w%dx", p.n)
}

func (p *page) pick(options ...string) string { return options[p.r.IntN(len(options))] }

func (p *page) line(depth int) {
	for range 1 + p.r.IntN(4) {
		if depth > 3 || p.r.IntN(3) > 0 {
			p.b.WriteString(p.pick(" ", "", "\n", "&nbsp;") + p.word() + p.pick(" ", ", ", "<br>", "<br><br>", "\t"))
			continue
		}
		tag := p.pick("b", "i", "em", "strong", "a href='/x'", "span", "sub", "code", "u", "q", "span lang=ru", "font color=red", "a href='javascript:x'", "cite", "x-unknown", "small")
		p.b.WriteString("<" + tag + ">")
		p.line(depth + 1)
		p.b.WriteString("</" + strings.Fields(tag)[0] + ">")
	}
}

func (p *page) wrap(tag string, inner func()) {
	p.b.WriteString("<" + tag + ">")
	inner()
	p.b.WriteString("</" + strings.Fields(tag)[0] + ">" + p.pick("", "\n"))
}

func (p *page) blocks(depth int) {
	for range 1 + p.r.IntN(4) {
		p.block(depth)
	}
}

func (p *page) block(depth int) {
	line := func() { p.line(0) }
	deeper := func() { p.blocks(depth + 1) }
	kind := p.r.IntN(13)
	if depth > 3 && kind > 4 {
		kind = 0
	}
	switch kind {
	case 0, 1:
		p.wrap("p", line)
	case 2:
		p.wrap(p.pick("h1", "h2", "h3", "h5"), line)
	case 3:
		p.line(0)
	case 4:
		p.wrap("pre", func() { p.b.WriteString(p.word() + "\n  " + p.word()) })
	case 5:
		p.wrap(p.pick("div", "section", "div class=x", "article", "center", "x-card", "main", "header"), deeper)
	case 6:
		p.list(depth)
	case 7:
		p.wrap(p.pick("blockquote", "blockquote class=pull"), func() {
			deeper()
			if p.r.IntN(2) == 0 {
				p.wrap(p.pick("footer", "cite"), line)
			}
		})
	case 8:
		p.table()
	case 9:
		p.wrap("figure", func() {
			p.b.WriteString(p.pick(`<img src="/a.jpg">`, `<iframe src="https://vimeo.com/5"></iframe>`, `<a href="/x"><img src="/b.jpg"></a>`, ``))
			p.wrap("figcaption", line)
		})
	case 10:
		p.wrap("dl", func() { p.wrap("dt", line); p.wrap("dd", line) })
	case 11:
		p.wrap(p.pick("aside", "details"), deeper)
	case 12:
		p.b.WriteString(p.pick("<hr>", "<script>no()</script>", "<style>p{}</style>", "<!-- c -->", "<img src=x.png>", "<o:p></o:p>"))
	}
}

func (p *page) list(depth int) {
	p.wrap(p.pick("ul", "ol"), func() {
		for range 1 + p.r.IntN(3) {
			p.wrap("li", func() {
				p.line(0)
				if depth < 6 && p.r.IntN(3) == 0 {
					p.list(depth + 2)
				}
				if p.r.IntN(4) == 0 {
					p.line(0)
				}
			})
		}
	})
}

func (p *page) table() {
	p.wrap("table", func() {
		for range 1 + p.r.IntN(3) {
			p.wrap("tr", func() {
				for range 2 {
					p.wrap(p.pick("td", "th", "td colspan=2"), func() { p.line(1) })
				}
			})
		}
	})
}

// Nothing that a reader sees may be lost, nor change its place, whatever the
// mark-up around it.
func TestNoWordIsLost(t *testing.T) {
	for seed := range uint64(4000) {
		p := &page{r: rand.New(rand.NewPCG(seed, 3))}
		p.blocks(0)
		src := p.b.String()
		doc, _ := body.FromHTML(src, body.Options{Newlines: seed%2 == 0})
		if err := body.Check(doc); err != nil {
			t.Fatalf("seed %d: %v in\n%s", seed, err, src)
		}
		order, lost := missing(visibleWords(src), shownWords(doc))
		if len(lost)+len(order) > 0 {
			t.Fatalf("seed %d: lost %v, out of order %v in\n%s\nwhich became\n%s", seed, lost, order, src, sketch(doc.Blocks))
		}
		shown := body.Render(doc, body.RenderOptions{})
		if _, lost := missing(shownWords(doc), visibleWords(shown)); len(lost) > 0 {
			t.Fatalf("seed %d: %v is not shown in\n%s", seed, lost, shown)
		}
	}
}
