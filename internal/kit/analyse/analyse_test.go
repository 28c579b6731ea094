package analyse_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

func TestLongWordsAreCut(t *testing.T) {
	for _, text := range []string{strings.Repeat("a", 1<<20), strings.Repeat("ш", 1<<16), strings.Repeat("\u00ada", 1<<16)[2:], "x" + strings.Repeat("\u0301", 1<<16)} {
		words := analyse.Words("ru", text)
		if len(words) != 1 || len(words[0].Folded) > 64 || words[0].End != len(text) {
			t.Errorf("%.10q…: %d words, the first of %d bytes, up to %d of %d", text, len(words), len(words[0].Folded), words[0].End, len(text))
		}
	}
}

func TestStop(t *testing.T) {
	common := map[lang.Tag]string{
		"en": "the and was their", "ru": "и который было это", "az": "və üçün bu olan", "hy": "և եւ որ էր",
		"ka": "და რომელიც არის", "uk": "та який було", "tr": "ve için bir", "fa": "و است برای", "ar": "في الذي على",
	}
	telling := map[lang.Tag]string{
		"en": "may us who train market", "ru": "дорога время люди суд год", "az": "qatar il gün su bazar dövlət",
		"hy": "գնացք օր տարի մարդ շուկա", "ka": "დრო ხალხი ბაზარი წელი კაცი", "uk": "рік час люди міст",
		"tr": "gün yıl su tren", "fa": "روز سال آب شهر", "ar": "يوم سنة ماء مدينة",
	}
	for l, words := range common {
		for _, w := range strings.Fields(words) {
			if !analyse.Stop(l, stemOf(t, l, w)) {
				t.Errorf("%s: %s is no stop word", l, w)
			}
		}
		for _, w := range strings.Fields(telling[l]) {
			if analyse.Stop(l, stemOf(t, l, w)) {
				t.Errorf("%s: %s (%s) is a stop word", l, w, stemOf(t, l, w))
			}
		}
	}
	if analyse.Stop("de", "der") {
		t.Error("a language without a list has stop words")
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Ёлка", "ԵՒ և եւ Ո՞վ", "İIı'da", "e\u200b\u0301", "ك ي ة ه\u200cای", "ᲐᲑ-ში", "\xff", "ⓐǅ\u0345", "ﷺ", "x²½CO₂", "ა--ს", "你好"} {
		for _, l := range lang.Reviewed() {
			f.Add(string(l), s)
		}
	}
	f.Fuzz(func(t *testing.T, tag, text string) {
		l, end := lang.Tag(tag), 0
		for _, w := range analyse.Words(l, text) {
			if w.Start < end || w.End <= w.Start || w.End > len(text) {
				t.Fatalf("%s %q: %+v does not follow %d", tag, text, w, end)
			}
			end = w.End
			if w.Stem == "" || w.Folded == "" || len(w.Folded) > 64 || len(w.Stem) > 72 {
				t.Fatalf("%s %q: %+v", tag, text, w)
			}
			for _, s := range []string{w.Stem, w.Folded} {
				if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
					return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
				}) {
					t.Fatalf("%s %q: %q is more than letters and digits", tag, text, s)
				}
			}
			if again := analyse.Folded(l, w.Folded); again != w.Folded {
				t.Fatalf("%s: %q folds to %q, then to %q", tag, text[w.Start:w.End], w.Folded, again)
			}
			if analyse.Latin(l, w.Stem) == "" {
				t.Fatalf("%s: %q has no key", tag, w.Stem)
			}
			keys := analyse.Keys(l, w.Folded)
			if len(keys) == 0 || len(keys) > 5 {
				t.Fatalf("%s: %q has the keys %q", tag, w.Folded, keys)
			}
			for _, k := range keys {
				if k == "" {
					t.Fatalf("%s: %q has the keys %q", tag, w.Folded, keys)
				}
			}
		}
	})
}

var sink int

// BenchmarkWords tells what a word of real news costs to cut, fold and stem.
func BenchmarkWords(b *testing.B) {
	for l, sentences := range news(b) {
		text := strings.Join(sentences, "\n")
		text = text[:min(len(text), 1<<16)]
		n := len(analyse.Words(l, text))
		b.Run(string(l), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += len(analyse.Words(l, text))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/word")
		})
	}
}

func BenchmarkKeys(b *testing.B) {
	for b.Loop() {
		sink += len(analyse.Keys("ka", "sakartveloshi"))
	}
}
