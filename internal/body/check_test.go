package body_test

import (
	"reflect"
	"strings"
	"testing"

	"masthead/internal/body"
)

func link(href string) []body.Mark { return []body.Mark{{Type: body.Link, Href: href}} }

func one(b body.Block) body.Doc {
	if b.ID == "" {
		b.ID = bid("a")
	}
	return docOf(b)
}

func words(s string) []body.Span { return []body.Span{{Text: s}} }

func deepItems(n int) []body.Item {
	it := []body.Item{{ID: bid(string("0123456789"[n])), Text: words("x")}}
	if n > 1 {
		it[0].Items = deepItems(n - 1)
	}
	return it
}

func TestCheck(t *testing.T) {
	p := body.Paragraph
	many := make([]body.Block, body.MaxBlocks+1)
	for i := range many {
		many[i] = body.Block{ID: strings.Repeat("0", 10) + strings.ToLower(base32(i)), Type: body.Divider}
	}
	tests := []struct {
		name string
		doc  body.Doc
		want string
	}{
		{"empty", body.Doc{}, ""},
		{"empty paragraph", one(body.Block{Type: p}), ""},
		{"no id", docOf(body.Block{Type: p}), "body.bad_id"},
		{"id of another alphabet", docOf(body.Block{ID: "aaaaaaaaaaaaaaaU", Type: p}), "body.bad_id"},
		{"id twice", docOf(para("a", "x"), para("a", "y")), "body.repeated_id"},
		{"id of an item twice", docOf(para("a", "x"), body.Block{ID: bid("b"), Type: body.List, Items: []body.Item{{ID: bid("a")}}}), "body.repeated_id"},
		{"id of a cell twice", one(body.Block{Type: body.Table, Rows: [][]body.Cell{{{ID: bid("b")}, {ID: bid("b")}}}}), "body.repeated_id"},
		{"id of a nested block twice", one(body.Block{Type: body.Box, Blocks: []body.Block{para("a", "x")}}), "body.repeated_id"},
		{"unknown type", one(body.Block{Type: "video"}), "body.unknown_type"},
		{"no type", one(body.Block{}), "body.unknown_type"},
		{"stray field", one(body.Block{Type: p, Level: 2}), "body.stray_field"},
		{"stray empty field", one(body.Block{Type: p, Items: []body.Item{}}), "body.stray_field"},
		{"stray html", one(body.Block{Type: p, HTML: "x"}), "body.stray_field"},
		{"level 1", one(body.Block{Type: body.Heading, Level: 1}), "body.bad_level"},
		{"level 5", one(body.Block{Type: body.Heading, Level: 5}), "body.bad_level"},
		{"empty list", one(body.Block{Type: body.List}), "body.missing"},
		{"list at the bound", one(body.Block{Type: body.List, Items: deepItems(body.MaxListDepth)}), ""},
		{"list too deep", one(body.Block{Type: body.List, Items: deepItems(body.MaxListDepth + 1)}), "body.list_too_deep"},
		{"two pictures in an image", one(body.Block{Type: body.Image, Pictures: make([]body.Picture, 2)}), "body.missing"},
		{"a picture of nothing", one(body.Block{Type: body.Image, Pictures: make([]body.Picture, 1)}), "body.missing"},
		{"media with a path", one(body.Block{Type: body.Image, Pictures: []body.Picture{{Media: "../x"}}}), "body.bad_media"},
		{"source of script", one(body.Block{Type: body.Image, Pictures: []body.Picture{{Source: "javascript:x"}}}), "body.bad_link"},
		{"empty table", one(body.Block{Type: body.Table}), "body.missing"},
		{"empty row", one(body.Block{Type: body.Table, Rows: [][]body.Cell{{}}}), "body.missing"},
		{"a cell over one column says so", one(body.Block{Type: body.Table, Rows: [][]body.Cell{{{ID: bid("b"), Cols: 1}}}}), "body.bad_cell"},
		{"a cell over everything", one(body.Block{Type: body.Table, Rows: [][]body.Cell{{{ID: bid("b"), Rows: 101}}}}), "body.bad_cell"},
		{"embed without one", one(body.Block{Type: body.Embed}), "body.missing"},
		{"embed of a stranger", one(body.Block{Type: body.Embed, Embed: &body.EmbedLink{Provider: "youtube", URL: "https://evil.example/watch?v=abcdefghijk"}}), "body.bad_embed"},
		{"embed of another provider", one(body.Block{Type: body.Embed, Embed: &body.EmbedLink{Provider: "vimeo", URL: "https://www.youtube.com/watch?v=abcdefghijk"}}), "body.bad_embed"},
		{"embed by a frame's address", one(body.Block{Type: body.Embed, Embed: &body.EmbedLink{Provider: "youtube", URL: "https://www.youtube.com/embed/abcdefghijk"}}), "body.bad_embed"},
		{"embed", one(body.Block{Type: body.Embed, Embed: &body.EmbedLink{Provider: "youtube", URL: "https://www.youtube.com/watch?v=abcdefghijk"}}), ""},
		{"box in a box", one(body.Block{Type: body.Box, Blocks: []body.Block{{ID: bid("b"), Type: body.Box}}}), "body.nested_type"},
		{"embed in an answer", one(body.Block{Type: body.Question, Blocks: []body.Block{{ID: bid("b"), Type: body.Embed}}}), "body.nested_type"},
		{"empty html", one(body.Block{Type: body.HTML}), "body.missing"},
		{"unclean html", one(body.Block{Type: body.HTML, HTML: "<p onclick=x>y</p>"}), "body.unclean_html"},
		{"html", one(body.Block{Type: body.HTML, HTML: "<p>y</p>"}), ""},
		{"marks out of order", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: body.Em}, {Type: body.Strong}}}}}), "body.marks_out_of_order"},
		{"a mark twice", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: body.Em}, {Type: body.Em}}}}}), "body.marks_out_of_order"},
		{"unknown mark", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: "u"}}}}}), "body.bad_mark"},
		{"a mark with a stray address", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: body.Em, Href: "/"}}}}}), "body.bad_mark"},
		{"no marks as a list", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{}}}}), "body.bad_mark"},
		{"bad language", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: body.Lang, Lang: "x y"}}}}}), "body.bad_lang"},
		{"language in another case", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Marks: []body.Mark{{Type: body.Lang, Lang: "AZ"}}}}}), "body.bad_lang"},
		{"unjoined", one(body.Block{Type: p, Text: []body.Span{{Text: "x"}, {Text: "y"}}}), "body.unjoined_spans"},
		{"empty span", one(body.Block{Type: p, Text: []body.Span{{}}}), "body.bad_span"},
		{"empty text as a list", one(body.Block{Type: p, Text: []body.Span{}}), "body.bad_span"},
		{"text and break", one(body.Block{Type: p, Text: []body.Span{{Text: "x", Break: true}}}), "body.bad_span"},
		{"marked break", one(body.Block{Type: p, Text: []body.Span{{Break: true, Marks: link("/x")}}}), "body.bad_span"},
		{"footnote in a footnote", one(body.Block{Type: p, Text: []body.Span{{Note: []body.Span{{Note: words("x")}}}}}), "body.bad_span"},
		{"footnote", one(body.Block{Type: p, Text: []body.Span{{Note: words("x")}}}), ""},
		{"decomposed", one(body.Block{Type: p, Text: words("e\u0301")}), "body.unclean_text"},
		{"control character", one(body.Block{Type: p, Text: words("a\x00")}), "body.unclean_text"},
		{"newline", one(body.Block{Type: p, Text: words("a\nb")}), "body.unclean_text"},
		{"override", one(body.Block{Type: p, Text: words("a\u202Eb\u202C")}), "body.unclean_text"},
		{"too long", one(body.Block{Type: p, Text: words(strings.Repeat("x", body.MaxBlockText+1))}), "body.block_too_long"},
		{"too long over a footnote", one(body.Block{Type: p, Text: []body.Span{{Text: strings.Repeat("x", body.MaxBlockText)}, {Note: words("x")}}}), "body.block_too_long"},
		{"long", one(body.Block{Type: p, Text: words(strings.Repeat("ა", body.MaxBlockText))}), ""},
		{"too many", docOf(many...), "body.too_many_blocks"},
		{"as many as may be", docOf(many[1:]...), ""},
	}
	for _, tt := range tests {
		if got := keyOf(body.Check(tt.doc)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	var large body.Doc
	for i := range 25 {
		large.Blocks = append(large.Blocks, body.Block{ID: many[i].ID, Type: p, Text: words(strings.Repeat("x", body.MaxBlockText))})
	}
	if got := keyOf(body.Check(large)); got != "body.too_large" {
		t.Errorf("2.5 MB: %q", got)
	}
}

func base32(n int) string {
	out := []byte("000000")
	for i := 5; i >= 0; i-- {
		out[i] = "0123456789abcdefghjkmnpqrstvwxyz"[n&31]
		n >>= 5
	}
	return string(out)
}

func TestCleanHref(t *testing.T) {
	good := map[string]string{
		"https://a.example/x?y=1#z": "https://a.example/x?y=1#z", " HTTP://a.example ": "http://a.example", "//a.example/x": "https://a.example/x",
		"/x": "/x", "#x": "#x", "mailto:a@b.example": "mailto:a@b.example", "tel:+374": "tel:+374", "https://a.example/a b": "https://a.example/a%20b",
		"https://a.example/100%": "https://a.example/100%25", "https://пример.рф/путь": "https://пример.рф/путь", `/\evil.example`: "/%5Cevil.example",
		"ht\ntps://a.example": "https://a.example", "https://a.example/\u202Egpj.exe": "https://a.example/gpj.exe", "/a'b": "/a%27b",
		"https://a.example/x[1]?y[]=2": "https://a.example/x%5B1%5D?y%5B%5D=2", "http://[::1]/x": "http://[::1]/x", "/]": "/%5D",
	}
	for in, want := range good {
		if got, ok := body.CleanHref(in); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, ok, want)
		}
		if again, ok := body.CleanHref(want); !ok || again != want {
			t.Errorf("%q is not settled: %q", want, again)
		}
	}
	for _, bad := range []string{"", " ", "#", "javascript:alert(1)", "java\tscript:x", "\x01javascript:x", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file:///x",
		"https:evil.example", "https:/evil.example", "https://", "http://user@evil.example", "https://good.example\\@evil.example", "http:\\\\evil", "x.html", "blob:x",
		"mailto:", "tel:", "https://[::1", "feed:x", "https://a.example/" + strings.Repeat("x", 5000)} {
		if got, ok := body.CleanHref(bad); ok {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestNormalise(t *testing.T) {
	b := func(spans ...body.Span) []body.Span { return spans }
	strong := []body.Mark{{Type: body.Strong}}
	tests := []struct {
		name     string
		in, want []body.Span
	}{
		{"joins", b(body.Span{Text: "a"}, body.Span{}, body.Span{Text: "b", Marks: []body.Mark{}}), b(body.Span{Text: "ab"})},
		{"orders marks and drops doubles", b(body.Span{Text: "a", Marks: []body.Mark{{Type: body.Em}, {Type: body.Link, Href: "/x"}, {Type: body.Em}}}),
			b(body.Span{Text: "a", Marks: []body.Mark{{Type: body.Link, Href: "/x"}, {Type: body.Em}}})},
		{"takes bad links off", b(body.Span{Text: "a", Marks: link("javascript:x")}, body.Span{Text: "b"}), b(body.Span{Text: "ab"})},
		{"composes over a seam", b(body.Span{Text: "e"}, body.Span{Text: "\u0301"}), b(body.Span{Text: "é"})},
		{"empty after cleaning", b(body.Span{Text: "a"}, body.Span{Text: "\x00", Marks: strong}, body.Span{Text: "b"}), b(body.Span{Text: "ab"})},
		{"controls", b(body.Span{Text: "a\x00\x1b\u0085b\u009f\nc\td"}), b(body.Span{Text: "a b c d"})},
		{"tags and placeholders", b(body.Span{Text: "a\U000E0061\U000E007F\uFFFC\uFEFFb"}), b(body.Span{Text: "ab"})},
		{"too many marks on a letter", b(body.Span{Text: "x" + strings.Repeat("\u0300", 40)}), b(body.Span{Text: "x" + strings.Repeat("\u0300", 8)})},
		{"open embedding", b(body.Span{Text: "a\u202Ab"}), b(body.Span{Text: "ab"})},
		{"balanced isolate", b(body.Span{Text: "a\u2067b\u2069c"}), b(body.Span{Text: "a\u2067b\u2069c"})},
		{"override even balanced", b(body.Span{Text: "a\u202Eb\u202Cc"}), b(body.Span{Text: "abc"})},
		{"joiners stay", b(body.Span{Text: "می\u200Cخواهم"}), b(body.Span{Text: "می\u200Cخواهم"})},
		{"not UTF-8", b(body.Span{Text: "a\xffb"}), b(body.Span{Text: "a\uFFFDb"})},
		{"notes in notes", b(body.Span{Note: b(body.Span{Text: "n"}, body.Span{Note: b(body.Span{Text: "x"})})}), b(body.Span{Note: b(body.Span{Text: "n"})})},
		{"nothing", b(body.Span{Text: "\x00"}), nil},
	}
	for _, tt := range tests {
		got := body.NormaliseSpans(tt.in)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if again := body.NormaliseSpans(got); !reflect.DeepEqual(again, got) {
			t.Errorf("%s: again %+v", tt.name, again)
		}
	}
	doc := body.Normalise(docOf(para("a", "x"), para("a", "y"), body.Block{Type: body.Divider}))
	if doc.Blocks[0].ID != bid("a") || body.Check(doc) != nil {
		t.Errorf("ids: %+v, %v", doc, body.Check(doc))
	}
}
