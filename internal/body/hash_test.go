package body_test

import (
	"reflect"
	"testing"
	"unicode"

	"masthead/internal/body"
)

func TestHashes(t *testing.T) {
	base := para("a", `He said "no" - twice, it's over.`)
	with := func(spans ...body.Span) body.Block {
		return body.Block{ID: bid("b"), Type: body.Paragraph, Text: spans}
	}
	tests := []struct {
		name       string
		b          body.Block
		text, full bool // equal to base's
	}{
		{"another id", with(body.Span{Text: `He said "no" - twice, it's over.`}), true, true},
		{"typographer's signs", with(body.Span{Text: "He said «no» — twice, it’s over."}), true, false},
		{"spaces", with(body.Span{Text: "He  said\u00A0\"no\" - twice, it's over. "}), true, false},
		{"marks", with(body.Span{Text: `He said "no" - twice, it's `}, body.Span{Text: "over", Marks: []body.Mark{{Type: body.Em}}}, body.Span{Text: "."}), true, false},
		{"a break for a space", with(body.Span{Text: `He said "no" - twice,`}, body.Span{Break: true}, body.Span{Text: "it's over."}), true, false},
		{"soft hyphen", with(body.Span{Text: "He said \"no\" - twi\u00ADce, it's over."}), true, false},
		{"another type", body.Block{Type: body.Heading, Level: 2, Text: words(`He said "no" - twice, it's over.`)}, true, false},
		{"another word", with(body.Span{Text: `He said "yes" - twice, it's over.`}), false, false},
		{"another case", with(body.Span{Text: `he said "no" - twice, it's over.`}), false, false},
		{"a footnote", with(body.Span{Text: `He said "no" - twice, it's over.`}, body.Span{Note: words("Once.")}), false, false},
	}
	for _, tt := range tests {
		if got := body.TextHash(tt.b) == body.TextHash(base); got != tt.text {
			t.Errorf("%s: text hash equal is %v", tt.name, got)
		}
		if got := body.FullHash(tt.b) == body.FullHash(base); got != tt.full {
			t.Errorf("%s: full hash equal is %v", tt.name, got)
		}
	}
	// Hashes are stored: this one may never change.
	if got := body.TextHash(para("a", "Hello")); got != "185f8db32271fe25f561a6fc938b2e26" {
		t.Errorf("the text hash of Hello is %s", got)
	}
	if got := body.FullHash(para("a", "Hello")); len(got) != 32 {
		t.Errorf("full hash %s", got)
	}
}

func TestTextHashCoversEveryPart(t *testing.T) {
	blocks := func(s string) []body.Block {
		return []body.Block{
			{Type: body.Quote, Text: words("q"), Cite: words(s)},
			{Type: body.List, Items: []body.Item{{Text: words("i"), Items: []body.Item{{Text: words(s)}}}}},
			{Type: body.Image, Pictures: []body.Picture{{Media: "m", Caption: words(s)}}},
			{Type: body.Table, Rows: [][]body.Cell{{{Text: words("c")}, {Text: words(s)}}}},
			{Type: body.Embed, Embed: &body.EmbedLink{}, Text: words(s)},
			{Type: body.Box, Text: words("t"), Blocks: []body.Block{para("b", s)}},
			{Type: body.HTML, HTML: "<p>" + s + "</p>"},
		}
	}
	for i, b := range blocks("one") {
		if body.TextHash(b) == body.TextHash(blocks("two")[i]) {
			t.Errorf("%s: the hash misses a part", b.Type)
		}
	}
	image := blocks("x")[2]
	plain := body.TextHash(image)
	image.Pictures = []body.Picture{{Media: "n", Alt: "alt", Credit: "c", Caption: words("x")}}
	if body.TextHash(image) != plain {
		t.Error("attributes of a picture change its text hash")
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                            nil,
		"It's a well-known rule, no?": {"It's", "a", "well", "known", "rule", "no"},
		"It’s ‘quoted’ text.":         {"It’s", "quoted", "text"},
		"3.5 and 1,000 km. End.Next":  {"3.5", "and", "1,000", "km", "End", "Next"},
		"Ի՞նչ եղավ։ Չգիտեմ։":          {"Ի՞նչ", "եղավ", "Չգիտեմ"},
		"ქართული ენა":                 {"ქართული", "ენა"},
		"می\u200Cخواهم بروم":          {"می\u200Cخواهم", "بروم"},
		"cafe\u0301 b":                {"cafe\u0301", "b"},
		"漢字 x":                        {"漢", "字", "x"},
		"rock 'n' roll, 'twas":        {"rock", "n", "roll", "twas"},
		"2026-06-18 18:40 a.b":        {"2026", "06", "18", "18", "40", "a", "b"},
	} {
		if got := body.Words(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := body.WordCount(text); got != len(want) {
			t.Errorf("%q: %d words, want %d", text, got, len(want))
		}
	}
}

func TestPlain(t *testing.T) {
	doc := docOf(
		body.Block{Type: body.Paragraph, Text: []body.Span{{Text: "a"}, {Break: true}, {Text: "b"}, {Note: words("n")}}},
		body.Block{Type: body.Divider},
		body.Block{Type: body.Quote, Text: words("q"), Cite: words("c")},
		body.Block{Type: body.Box, Text: words("t"), Blocks: []body.Block{para("x", "p")}},
		body.Block{Type: body.HTML, HTML: "<p>h</p><p>i <b>j</b></p>"},
	)
	if got, want := body.PlainDoc(doc), "a\nb\nn\n\nq\nc\n\nt\np\n\nh\n\ni j"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A letter, mark or digit of any script is a word; the short way for the scripts of most
// texts says the same as the tables.
func TestWordsOfEveryScript(t *testing.T) {
	for r := rune(0x80); r < 0x2E80; r++ {
		want := 0
		if unicode.In(r, unicode.L, unicode.M, unicode.Nd) || r >= 0x55A && r <= 0x55F || r == 0x200C || r == 0x200D || r == 0xAD {
			want = 1
		}
		if got := body.WordCount("- " + string(r) + " -"); got != want {
			t.Errorf("%U %c: %d words", r, r, got)
		}
	}
}
