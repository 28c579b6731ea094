package lang_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
)

func TestSort(t *testing.T) {
	tests := []struct {
		tag  lang.Tag
		want string // in order
	}{
		{"en", "Apple banana Éclair eclipse zoo"},
		{"ru", "ёж ёлка ель енот жук щука"},
		{"uk", "гора ґава дім ім'я їжак йод"},
		{"az", "can çay dağ el əl gün ğ hava xalq ırq il qız ras sarı şah üzüm zal"},
		{"tr", "can çay ırk il oda öğle sarı şah uzak üzüm"},
		{"hy", "ապա երգ ծառ քար և օր ֆիլմ"},
		{"ka", "ანა ბანი თამარი ქართლი ყვარელი შოთა ჰაერი"},
		{"fa", "آب بابا پدر تهران چای ژاله کتاب گل یک"},
		{"ar", "باب تمر جمل كتاب يوم"},
		{"en", "Part 2 Part 10"},
	}
	for _, tt := range tests {
		if strings.HasPrefix(tt.want, "Part") {
			if lang.Compare("Part 2", "Part 10", tt.tag) >= 0 {
				t.Error("2 after 10")
			}
			continue
		}
		want := strings.Fields(tt.want)
		got := slices.Clone(want)
		slices.Reverse(got)
		lang.Sort(got, tt.tag)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", tt.tag, got, want)
		}
		for i := 1; i < len(want); i++ {
			if lang.Compare(want[i-1], want[i], tt.tag) >= 0 {
				t.Errorf("%s: %q is not before %q", tt.tag, want[i-1], want[i])
			}
		}
	}
	if lang.Compare("եւ", "և", "hy") != 0 {
		t.Error("two spellings of ev differ")
	}
	if lang.Compare("ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი", "ka") != 0 {
		t.Error("Georgian capitals sort apart")
	}
	people := []struct{ name string }{{"Şahin"}, {"Sara"}, {"Əli"}}
	lang.SortBy(people, "az", func(p struct{ name string }) string { return p.name })
	if people[0].name != "Əli" || people[2].name != "Şahin" {
		t.Errorf("people: %v", people)
	}
}
