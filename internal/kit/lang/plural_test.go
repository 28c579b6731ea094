package lang_test

import (
	"testing"

	"masthead/internal/kit/lang"
)

func TestPlural(t *testing.T) {
	tests := map[lang.Tag]map[string][]int64{
		"en": {lang.One: {1, -1}, lang.Other: {0, 2, 11, 21, 10_000_001}},
		"ru": {lang.One: {1, 21, 101, 10_000_001}, lang.Few: {2, 3, 4, 22, -23}, lang.Many: {0, 5, 11, 12, 14, 111, 1_000_000, 20_000_000}},
		"uk": {lang.One: {1, 31}, lang.Few: {2, 34}, lang.Many: {0, 5, 11, 25}},
		"az": {lang.One: {1}, lang.Other: {0, 2, 21}},
		"hy": {lang.One: {0, 1}, lang.Other: {2, 21}},
		"ka": {lang.One: {1}, lang.Other: {0, 2}},
		"tr": {lang.One: {1}, lang.Other: {0, 2}},
		"fa": {lang.One: {0, 1}, lang.Other: {2}},
		"ar": {lang.Zero: {0}, lang.One: {1}, lang.Two: {2}, lang.Few: {3, 10, 103}, lang.Many: {11, 99, 111}, lang.Other: {100, 102, 1000}},
		"ja": {lang.Other: {0, 1, 2}},
		"":   {lang.Other: {0, 2, -1 << 63, 1<<63 - 1}},
		// Rules that no Russian table would give.
		"pl": {lang.One: {1}, lang.Few: {2, 22}, lang.Many: {0, 5, 21}},
	}
	for tag, want := range tests {
		for category, numbers := range want {
			for _, n := range numbers {
				if got := lang.Plural(n, tag); got != category {
					t.Errorf("Plural(%d, %s) = %q, want %q", n, tag, got, category)
				}
			}
		}
	}
}
