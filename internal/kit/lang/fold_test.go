package lang_test

import (
	"testing"

	"masthead/internal/kit/lang"
)

func TestCase(t *testing.T) {
	tests := []struct {
		tag                   lang.Tag
		in, upper, low, title string
	}{
		{"en", "istanbul Title", "ISTANBUL TITLE", "istanbul title", "Istanbul Title"},
		{"tr", "istanbul Iğdır", "İSTANBUL IĞDIR", "istanbul ığdır", "İstanbul Iğdır"},
		{"az", "ilham İSMAYIL", "İLHAM İSMAYIL", "ilham ismayıl", "İlham İSMAYIL"},
		{"hy", "և Երևան", "ԵՎ ԵՐԵՎԱՆ", "և երևան", "Եվ Երևան"},
		{"ka", "თბილისი BBC", "თბილისი BBC", "თბილისი bbc", "თბილისი BBC"},
		{"en", "თბილისი city", "თბილისი CITY", "თბილისი city", "თბილისი city"},
		{"ka", "ᲗᲑᲘᲚᲘᲡᲘ", "ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"},
		{"ru", "«ёлка» и щука", "«ЁЛКА» И ЩУКА", "«ёлка» и щука", "«Ёлка» и щука"},
		{"en", "5 minutes ago", "5 MINUTES AGO", "5 minutes ago", "5 minutes ago"},
		{"de", "straße", "STRASSE", "straße", "Straße"},
		{"fa", "ایران", "ایران", "ایران", "ایران"},
		{"en", "", "", "", ""},
		{"en", "...", "...", "...", "..."},
	}
	for _, tt := range tests {
		if got := lang.Upper(tt.in, tt.tag); got != tt.upper {
			t.Errorf("Upper(%q, %s) = %q, want %q", tt.in, tt.tag, got, tt.upper)
		}
		if got := lang.Lower(tt.in, tt.tag); got != tt.low {
			t.Errorf("Lower(%q, %s) = %q, want %q", tt.in, tt.tag, got, tt.low)
		}
		if got := lang.TitleFirst(tt.in, tt.tag); got != tt.title {
			t.Errorf("TitleFirst(%q, %s) = %q, want %q", tt.in, tt.tag, got, tt.title)
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct {
		tag  lang.Tag
		a, b string
		same bool
	}{
		{"ru", "Ёлка", "елка", true},
		{"ru", "ЩИТ", "щит", true},
		{"ru", "й", "и", false},
		{"ru", "\u0438\u0306", "й", true},
		{"hy", "Երևան", "ԵՐԵՒԱՆ", true},
		{"hy", "երեվան", "Երևան", true},
		{"hy", "Ո՞վ", "ով", true},
		{"ka", "ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი", true},
		{"az", "İLHAM", "ilham", true},
		{"az", "IRQ", "ırq", true},
		{"az", "IRQ", "irq", false},
		{"en", "IRQ", "irq", true},
		{"az", "ə", "e", false},
		{"fa", "كتابي", "کتابی", true},
		{"fa", "خانه\u200cها", "خانهها", true},
		{"fa", "۱۴۰۵", "1405", true},
		{"ar", "الأُمَّـة", "الامه", true},
		{"ar", "٢٠٢٦", "2026", true},
		{"uk", "п’ять", "п'ять", true},
		{"uk", "ї", "і", false},
		{"en", "  two \t words\u00a0here ", "two words here", true},
		{"en", "a\u202eb\u200b", "ab", true},
	}
	for _, tt := range tests {
		a, b := lang.Fold(tt.a, tt.tag), lang.Fold(tt.b, tt.tag)
		if (a == b) != tt.same {
			t.Errorf("Fold %s: %q is %q, %q is %q; want same %v", tt.tag, tt.a, a, tt.b, b, tt.same)
		}
		if again := lang.Fold(a, tt.tag); again != a {
			t.Errorf("folding twice changes %q to %q", a, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ёлка", "ԵՒ և եւ", "İIı", "e\u200b\u0301", "е\u200b\u0308", "ك ي ة", "ᲐᲑ", "a  b\u00a0", "\xff", "ⓐǅ\u0345"} {
		f.Add(s, "az")
		f.Add(s, "hy")
	}
	f.Fuzz(func(t *testing.T, s, tag string) {
		once := lang.Fold(s, lang.Tag(tag))
		if twice := lang.Fold(once, lang.Tag(tag)); twice != once {
			t.Errorf("Fold(%q, %q) = %q, again %q", s, tag, once, twice)
		}
		lang.Upper(s, lang.Tag(tag))
		lang.Lower(s, lang.Tag(tag))
		lang.TitleFirst(s, lang.Tag(tag))
		lang.Transliterate(s, lang.Tag(tag))
	})
}
