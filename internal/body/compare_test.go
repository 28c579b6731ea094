package body_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"masthead/internal/body"
)

// told writes a comparison on one line: kept words as they are, [-out-], {+in+}.
func told(runs []body.Run) string {
	var b strings.Builder
	for _, r := range runs {
		switch r.Kind {
		case body.Deleted:
			b.WriteString("[-" + r.Text + "-]")
		case body.Inserted:
			b.WriteString("{+" + r.Text + "+}")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestCompareWords(t *testing.T) {
	for _, x := range [][3]string{
		{"", "", ""},
		{"one", "one", "one"},
		{"We had quarrels about water.", "We quarrelled over water.", "We [-had quarrels about-]{+quarrelled over+} water."},
		{"it was finished.", "there was nobody left.", "[-it-]{+there+} was [-finished-]{+nobody left+}."},
		{"They don't go", "They doesn't go", "They [-don't-]{+doesn't+} go"},
		{"12.5 per cent", "12,5 per cent", "[-12.5-]{+12,5+} per cent"},
		{"a well-known man", "a little-known man", "a [-well-known-]{+little-known+} man"},
		{"Ինչո՞ւ գնաց", "Ինչու գնաց", "[-Ինչո՞ւ-]{+Ինչու+} գնաց"},
		{"Նա գնաց։", "Նա գնաց՞։", "Նա [-գնաց-]{+գնաց՞+}։"},
		{"მან თქვა, რომ წავა", "მან თქვა: „წავა“", "მან თქვა[-, რომ -]{+: „+}წავა{+“+}"},
		{"Şuşa şəhəri", "Şuşada şəhər", "[-Şuşa şəhəri-]{+Şuşada şəhər+}"},
		{"東京都", "東京市", "東京[-都-]{+市+}"},
		{"one", "", "[-one-]"},
		{"", "one\ntwo", "{+one\ntwo+}"},
		{"«да», сказал он", "«нет», сказал он", "«[-да-]{+нет+}», сказал он"},
	} {
		if got := told(body.CompareWords(x[0], x[1])); got != x[2] {
			t.Errorf("%q → %q:\n  %s, want\n  %s", x[0], x[1], got, x[2])
		}
	}
}

func TestCompare(t *testing.T) {
	para := func(id, text string) body.Block {
		return body.Block{ID: pad(id), Type: body.Paragraph, Text: []body.Span{{Text: text}}}
	}
	picture := func(id, alt, media string) body.Block {
		return body.Block{ID: pad(id), Type: body.Image, Pictures: []body.Picture{{Media: media, Alt: alt}}}
	}
	bold := para("a", "one two")
	bold.Text = []body.Span{{Text: "one "}, {Text: "two", Marks: []body.Mark{{Type: body.Strong}}}}
	linked := para("a", "one two")
	linked.Text = []body.Span{{Text: "one "}, {Text: "two", Marks: []body.Mark{{Type: body.Link, Href: "https://x.example/"}}}}
	list := func(items ...string) body.Block {
		b := body.Block{ID: pad("a"), Type: body.List}
		for _, it := range items {
			b.Items = append(b.Items, body.Item{ID: pad(it[:2]), Text: []body.Span{{Text: it}}})
		}
		return b
	}
	heading := func(level int) body.Block {
		return body.Block{ID: pad("a"), Type: body.Heading, Level: level, Text: []body.Span{{Text: "one"}}}
	}
	for _, x := range []struct {
		name          string
		before, after []body.Block
		want          string
	}{
		{"nothing", []body.Block{para("a", "one")}, []body.Block{para("a", "one")}, ""},
		{"words", []body.Block{para("a", "one two")}, []body.Block{para("a", "one three")}, "a 1→1 text:one [-two-]{+three+}"},
		{"new and gone", []body.Block{para("a", "one"), para("b", "two"), para("c", "three")}, []body.Block{para("a", "one"), para("d", "new"), para("c", "three")},
			"b 2→0 text:[-two-]; d 0→2 text:{+new+}"},
		{"gone at the beginning", []body.Block{para("a", "one"), para("b", "two")}, []body.Block{para("b", "two")}, "a 1→0 text:[-one-]"},
		{"moved", []body.Block{para("a", "one"), para("b", "two"), para("c", "three")}, []body.Block{para("c", "three"), para("a", "one"), para("b", "two")}, "c 3→1 moved"},
		{"moved and changed", []body.Block{para("a", "one"), para("b", "two"), para("c", "three")}, []body.Block{para("c", "four"), para("a", "one"), para("b", "two")},
			"c 3→1 moved text:[-three-]{+four+}"},
		{"level", []body.Block{heading(2)}, []body.Block{heading(3)}, "a 1→1 level:2→3"},
		{"type", []body.Block{para("a", "one")}, []body.Block{heading(2)}, "a 1→1 type:paragraph→heading"},
		{"alt", []body.Block{picture("a", "A river", "m1")}, []body.Block{picture("a", "A dry river", "m1")}, "a 1→1 alt:A river→A dry river"},
		{"picture", []body.Block{picture("a", "A river", "m1")}, []body.Block{picture("a", "A river", "m2")}, "a 1→1 picture:→"},
		{"bold", []body.Block{para("a", "one two")}, []body.Block{bold}, "a 1→1 marks:→"},
		{"link", []body.Block{para("a", "one two")}, []body.Block{linked}, "a 1→1 links:→"},
		{"items", []body.Block{list("i1 one", "i2 two")}, []body.Block{list("i1 one", "i3 three", "i2 too")}, "a 1→1 item:i1 one item:{+i3 three+} item:i2 [-two-]{+too+}"},
		{"items in another order", []body.Block{list("i1 one", "i2 two")}, []body.Block{list("i2 two", "i1 one")}, "a 1→1 parts:→"},
	} {
		var out []string
		for _, d := range body.Compare(body.Doc{Blocks: x.before}, body.Doc{Blocks: x.after}) {
			if d.Same() {
				continue
			}
			one := fmt.Sprintf("%s %d→%d", strings.TrimLeft(d.ID, "0"), d.From, d.To)
			if d.Moved {
				one += " moved"
			}
			for _, p := range d.Parts {
				one += " " + p.Name + ":" + told(p.Runs)
			}
			for _, f := range d.Facts {
				one += " " + f.Key + ":" + f.Was + "→" + f.Is
			}
			out = append(out, one)
		}
		if got := strings.Join(out, "; "); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

func pad(id string) string { return strings.Repeat("0", 16-len(id)) + id }

// What is kept and taken out is the text before, what is kept and brought the text after.
func TestCompareGivesBothTexts(t *testing.T) {
	words := strings.Fields("a b c , . — ջուր « » წყალი don't 1,5 su-dan 東 京 \n e\u0301")
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		text := func() (s string) {
			for range rng.IntN(30) {
				s += words[rng.IntN(len(words))] + strings.Repeat(" ", rng.IntN(2))
			}
			return s
		}
		before, after := text(), text()
		var was, is string
		for _, r := range body.CompareWords(before, after) {
			if r.Kind != body.Inserted {
				was += r.Text
			}
			if r.Kind != body.Deleted {
				is += r.Text
			}
		}
		if was != before || is != after {
			t.Fatalf("%q → %q gives %q → %q", before, after, was, is)
		}
	}
}

func BenchmarkCompareFiveThousandBlocks(b *testing.B) {
	var before, after body.Doc
	for i := range 5000 {
		text := strings.Repeat(fmt.Sprintf("block %d says something ", i), 5)
		before.Blocks = append(before.Blocks, body.Block{ID: pad(fmt.Sprint(i)), Type: body.Paragraph, Text: []body.Span{{Text: text}}})
		if i%50 == 0 {
			text += "more"
		}
		after.Blocks = append(after.Blocks, body.Block{ID: pad(fmt.Sprint(i)), Type: body.Paragraph, Text: []body.Span{{Text: text}}})
	}
	for b.Loop() {
		body.Compare(before, after)
	}
}
