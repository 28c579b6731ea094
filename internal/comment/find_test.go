package comment_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/id"
	"masthead/internal/story"
)

func blockID(name string) string { return strings.Repeat("0", 16-len(name)) + name }

// doc makes a body of paragraphs: "a:one two".
func doc(blocks ...string) *body.Doc {
	d := &body.Doc{}
	for _, b := range blocks {
		name, text, _ := strings.Cut(b, ":")
		d.Blocks = append(d.Blocks, body.Block{ID: blockID(name), Type: body.Paragraph, Text: []body.Span{{Text: text}}})
	}
	return d
}

func TestFind(t *testing.T) {
	at := func(block, quote string, start int) comment.Anchor {
		return comment.Anchor{Block: blockID(block), Quote: quote, Start: start, Rev: 1}
	}
	for _, x := range []struct {
		name   string
		anchor comment.Anchor
		before *body.Doc
		after  *body.Doc
		want   string // state, block, start
	}{
		{"nothing changed", at("a", "forty-one", 4), doc("a:the forty-one members"), doc("a:the forty-one members"), "found a 4"},
		{"words before it", at("a", "forty-one", 4), doc("a:the forty-one members"), doc("a:all of the forty-one members"), "found a 11"},
		{"the nearest of three", at("a", "water", 12), doc("a:one water a water two water"), doc("a:one water a b water two water"), "found a 14"},
		{"gone", at("a", "forty-one", 4), doc("a:the forty-one members"), doc("a:the forty members"), "changed a 0"},
		{"a part of another word is not it", at("a", "art", 4), doc("a:the art of it"), doc("a:the party of it"), "changed a 0"},
		{"Armenian, within its marks", at("a", "ինչո՞ւ", 0), doc("a:ինչո՞ւ գնաց"), doc("a:ասա՝ ինչո՞ւ գնաց"), "found a 5"},
		{"the block is split", at("a", "second half", 11), doc("a:first half second half here"), doc("a:first half", "b:second half here"), "found b 0"},
		{"the block is merged", at("b", "here", 12), doc("a:first half", "b:second half here"), doc("a:first half second half here"), "found a 23"},
		{"the block is deleted", at("b", "here", 12), doc("a:first half", "b:second half here"), doc("a:first half"), "gone  0"},
		{"the block is moved", at("b", "here", 12), doc("a:first half", "b:second half here"), doc("b:second half here", "a:first half"), "found b 12"},
		{"all of a block", at("a", "", 0), doc("a:first"), doc("a:other words"), "found a 0"},
		{"a block under another with the same words", at("a", "same words", 0), doc("a:same words", "b:same words"), doc("a:other", "b:same words"), "changed a 0"},
	} {
		lineage := func() []body.Lineage { return body.FindLineage(*x.before, *x.after) }
		p := comment.Find(x.anchor, story.Text{Body: *x.after}, lineage)
		if got := fmt.Sprintf("%s %s %d", p.State, strings.TrimLeft(p.Block, "0"), p.Start); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// Whatever is done to a text, words that are found are the very words, in a block that
// got them; and they are found as long as nobody touched them.
func TestFoundWordsAreTheVeryWords(t *testing.T) {
	words := strings.Fields("water sluice hour field river ջուր ժամ դաշտ წყალი მინდორი вода поле su tarla çay water hour")
	rng := rand.New(rand.NewPCG(11, 24))
	text := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[rng.IntN(len(words))]
		}
		return strings.Join(out, " ")
	}
	found, lost := 0, 0
	for range 4000 {
		before := body.Doc{}
		for range 1 + rng.IntN(5) {
			before.Blocks = append(before.Blocks, body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: text(4 + rng.IntN(20))}}})
		}
		b := before.Blocks[rng.IntN(len(before.Blocks))]
		list := strings.Fields(b.Text[0].Text)
		from := rng.IntN(len(list))
		quote := strings.Join(list[from:min(len(list), from+1+rng.IntN(4))], " ")
		a := comment.Anchor{Block: b.ID, Quote: quote, Start: len([]rune(strings.Join(list[:from], " "))), Rev: 1}
		after := before
		for range rng.IntN(6) {
			after = edited(rng, after, text)
		}
		p := comment.Find(a, story.Text{Body: after}, func() []body.Lineage { return body.FindLineage(before, after) })
		at := slices.IndexFunc(after.Blocks, func(x body.Block) bool { return x.ID == p.Block })
		switch p.State {
		case comment.Found:
			if got := []rune(body.Plain(after.Blocks[at])); string(got[p.Start:p.End]) != a.Quote {
				t.Fatalf("found %q for %q", string(got[p.Start:p.End]), a.Quote)
			}
			found++
		case comment.Reworded:
			if at < 0 || p.Block != a.Block {
				t.Fatalf("changed, in a block that is not there: %+v", p)
			}
			lost++
		case comment.Gone:
			if slices.ContainsFunc(after.Blocks, func(x body.Block) bool { return x.ID == a.Block }) {
				t.Fatalf("gone, but its block is there")
			}
			lost++
		}
	}
	if found < 1000 || lost < 300 {
		t.Errorf("%d found and %d not: this proves little", found, lost)
	}
}

func edited(rng *rand.Rand, d body.Doc, text func(int) string) body.Doc {
	d.Blocks = slices.Clone(d.Blocks)
	i := rng.IntN(len(d.Blocks))
	words := strings.Fields(body.Plain(d.Blocks[i]))
	put := func(i int, words []string) { d.Blocks[i].Text = []body.Span{{Text: strings.Join(words, " ")}} }
	switch at := rng.IntN(len(words) + 1); rng.IntN(6) {
	case 0:
		put(i, slices.Concat(words[:at], strings.Fields(text(2)), words[at:]))
	case 1:
		if at < len(words) && len(words) > 1 {
			put(i, slices.Concat(words[:at], words[at+1:]))
		}
	case 2:
		if at > 0 && at < len(words) {
			put(i, words[:at])
			d.Blocks = slices.Insert(d.Blocks, i+1, body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: strings.Join(words[at:], " ")}}})
		}
	case 3:
		if i > 0 {
			put(i-1, append(strings.Fields(body.Plain(d.Blocks[i-1])), words...))
			d.Blocks = slices.Delete(d.Blocks, i, i+1)
		}
	case 4:
		if len(d.Blocks) > 1 {
			d.Blocks = slices.Delete(d.Blocks, i, i+1)
		}
	case 5:
		j := rng.IntN(len(d.Blocks))
		d.Blocks[i], d.Blocks[j] = d.Blocks[j], d.Blocks[i]
	}
	return d
}
