package edition_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
)

// hostile are questions that mean something to an engine, or too much of anything.
var hostile = []string{
	`"`, `""`, `"""`, `'`, `''`, `\`, `*`, `a*`, `-a`, `a OR b`, `a AND b`, `NOT a`, `NEAR(a b, 2)`, `tokens:a`, `{tokens}:a`, `^a`, `a + b`,
	`a & b`, `a | b`, `!a`, `a <-> b`, `a:*`, `'a':A`, `(((((`, `)))))`, `a) OR (b`, `' OR 1=1 --`, `'; DROP TABLE edition_copy; --`, `%`, `%%%%`, `_`, `a%b_c`,
	"\x00", "a\x00b", "\"a\x00b\"", "\xff\xfe", "a\xffb", "\u202e", "\u200b", "=the", `"=the bridge"`, "ben·bridge", "«»", "“”„”",
	"1e309", "-1", "$1", "${x}", "{{.}}", "\n\r\t", "🙂", "Ⅷ", "İ", "ß", "ﬁ", "\u0301", "a\u0301\u0301\u0301",
}

// A question has no syntax that it could break: whatever is asked, the answer is hits or
// none, within bounds, and the same on every engine.
func TestHostileSearches(t *testing.T) {
	questions := append([]string{
		strings.Repeat("a", 100_000), strings.Repeat("a ", 50_000), strings.Repeat(`"`, 100_000), strings.Repeat("(", 100_000), strings.Repeat("%", 100_000),
		strings.Repeat(`"a b" `, 20_000), strings.Repeat("\xff", 100_000), strings.Repeat("bridge ", 1000), strings.Repeat("é", 50_000), strings.Repeat("\u0301", 50_000),
	}, hostile...)
	answers := map[string]string{}
	each(t, func(b *bed) {
		b.text("en", "A bridge of two words", "", "The bridge is open, 100% of it. It's a_b.", days(1))
		b.text("en", "Second", "", "Bridges and words.", days(2))
		for _, text := range questions {
			for _, q := range []edition.Question{{Text: text}, {Text: text + " bridge"}, {Text: "bridge", Section: text}, {Text: "bridge", Topic: text, Place: text, Kinds: []string{text, text}}} {
				for _, l := range []lang.Tag{"en", "hy", "xx", "'", ""} {
					q.Lang, q.N = l, 5
					hits := b.search(q)
					key, said := string(l)+asJSON(q), asJSON(hits.List)
					if before, ok := answers[key]; ok && strings.Count(before, "headline") != strings.Count(said, "headline") {
						t.Errorf("the engines do not answer alike: %.200s", key)
					}
					answers[key] = said
					if len(hits.List) > 5 || len(hits.Text) > 1000 {
						t.Errorf("%.40q: %d hits", text, len(hits.List))
					}
				}
			}
		}
		if n := len(b.headlines(edition.Question{Lang: "en", Text: "bridge"}, 5)); n != 2 {
			t.Errorf("%d are left", n)
		}
		b.sound()
	})
}

func TestSearchCursor(t *testing.T) {
	each(t, func(b *bed) {
		b.shelves(9)
		q := edition.Question{Lang: "en", Text: "number", N: 4}
		hits := b.search(q)
		text := hits.Next.String()
		if c, err := edition.ParseSearchCursor(text); err != nil || c != hits.Next || text == "" {
			t.Errorf("%q is read as %v, %v", text, c, err)
		}
		// One of another question is a place in this one's hits, or none.
		other := edition.Question{Lang: "en", Text: "nothing like it", N: 4, After: hits.Next}
		b.search(other)
		other.Text, other.After = "number", b.search(edition.Question{Lang: "en", Text: "words number nowhere", N: 2}).Next
		b.search(other)
	})
	for _, forged := range []string{"A", "AAAA", "AAAAAAAAAAAAAAA", "//////////////", "_____________w", "AP8AAAAAAAAAAA", "zAAAAAAAAAAAAA", strings.Repeat("A", 1000), "%00", "AAAAAAAAAAAAA="} {
		if c, err := edition.ParseSearchCursor(forged); err == nil {
			t.Errorf("%.20q is taken for %+v", forged, c)
		}
	}
}

// Whatever is typed is read within bounds, twice alike, and its words are nothing that
// an engine reads as more than a word.
func FuzzParseQuery(f *testing.F) {
	for _, s := range hostile {
		f.Add("en", s)
		f.Add("ka", s+` თბილისი "ახალი ხიდი`)
	}
	f.Fuzz(func(t *testing.T, l, text string) {
		words, phrases := edition.ParseQuery(lang.Tag(l), text)
		if len(words) > 8 || len(phrases) > 2 {
			t.Errorf("%d words, %d phrases", len(words), len(phrases))
		}
		for _, w := range append(words, phrases...) {
			if !utf8.ValidString(w) || strings.ContainsAny(w, "\x00\"'\\%_*()&|!:") || len(w) > 2000 {
				t.Errorf("%q is a word", w)
			}
		}
	})
}
