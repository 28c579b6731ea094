package analyse_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

func TestWords(t *testing.T) {
	tests := []struct {
		l          lang.Tag
		text, want string // the words folded
	}{
		{"en", "The minister's “co-operation” (2026): café, don’t!", "the minister co operation 2026 cafe dont"},
		{"en", "soft\u00adhyphen zero\u200bwidth ﬁre word² CO₂", "softhyphen zerowidth fire word co2"},
		{"ru", "Ёлка в 2026-го НАТО-й сине-белый", "елка в 2026 нато сине белый"},
		{"ka", "ᲗᲑᲘᲚᲘᲡᲘ, NATO-ში და „თბილისში“", "თბილისი nato და თბილისში"},
		{"hy", "Երեւան և ԵՐԵՎԱՆ. Ո՞վ, 2026-ին", "երեվան եվ երեվան ով 2026"},
		{"az", "BAKI İLHAM Facebook'un Məs'ul", "bakı ilham facebook məsul"},
		{"tr", "İSTANBUL'da ışık", "istanbul ışık"},
		{"fa", "كتاب\u200cها ۱۴۰۵ کتابی", "کتابها 1405 کتابی"},
		{"ar", "الأُمَّـة ٢٠٢٦", "الامه 2026"},
		{"uk", "П’ять ПʼЯТЬ", "пять пять"},
		{"zh", "你好 hi", "你 好 hi"},
		{"en", "' - ’’’’’’ 'quoted'", "quoted"},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range analyse.Words(tt.l, tt.text) {
			got = append(got, w.Folded)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s %q:\n got %q\nwant %q", tt.l, tt.text, s, tt.want)
		}
	}
}

func TestWordsSayWhereTheyStand(t *testing.T) {
	text := "„ᲗᲑᲘᲚᲘᲡᲘ“ NATO-ში Ⅳ"
	want := []string{"ᲗᲑᲘᲚᲘᲡᲘ", "NATO-ში", "Ⅳ"}
	for i, w := range analyse.Words("ka", text) {
		if text[w.Start:w.End] != want[i] {
			t.Errorf("word %d is %q, want %q", i, text[w.Start:w.End], want[i])
		}
	}
}

// A cutter gives what Words gives, whatever it has met.
func TestCutter(t *testing.T) {
	for l, text := range map[lang.Tag]string{
		"en": "The trains' drivers drove the train, the trains and the Trains again; CO₂ and co2.", "ru": "Поезда, поезд, поезду и Поезда. НАТО-вский ё-моё.",
		"az": "Qatarlar qatarda; İrəvanda, IŞIQ, işıq. 2026-cı il, 2026-da.", "ka": "მატარებელი, მატარებლის, 2026-ში, ᲛᲐᲢᲐᲠᲔᲑᲔᲚᲘ", "hy": "Գնացքը, գնացքներ, 2026-ին, և ու եւ", "fa": "کتاب‌ها و كتاب", "zh": "新闻 abc新闻",
	} {
		cut := analyse.NewCutter(l)
		want := analyse.Words(l, text)
		for range 3 {
			if got := cut.Words(text); !slices.Equal(got, want) {
				t.Errorf("%s: %v\nwant %v", l, got, want)
			}
		}
	}
}
