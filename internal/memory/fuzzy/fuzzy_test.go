package fuzzy_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"masthead/internal/memory/fuzzy"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"  Two \t words\n":                     "two words",
		"In 2024 “We” — won’t":                 `in 0000 "we" - won't`,
		"Ещё 5 км":                             "еще 0 км",
		"Ilham İlham ılıq":                     "ilham ilham iliq",
		"Երևան և Գյումրի":                      "երեւան եւ գյումրի",
		"თბილისი":                              "თბილისი",
		"۱۲ نفر":                               "00 نفر",
		"e\u0301te\u0301 so\u00adft":           "été soft",
		"\u1C97\u1C91\u1C98\u1C9A\u1C98\u1CA1": "თბილის",
	} {
		if got := fuzzy.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGrams(t *testing.T) {
	if got := fuzzy.Grams(""); got != nil {
		t.Errorf("Grams of nothing: %v", got)
	}
	if got := len(fuzzy.Grams("a")); got != 1 { // " a "
		t.Errorf("one letter has %d", got)
	}
	if got := len(fuzzy.Grams("aaaa")); got != 3 { // " aa", "aaa", "aa "
		t.Errorf("aaaa has %d", got)
	}
	whole := fuzzy.Grams("the state of things")
	for _, g := range fuzzy.Within("sta") {
		if !slices.Contains(whole, g) {
			t.Error("the beginning of a word is not found in its text")
		}
	}
	if slices.Contains(whole, fuzzy.Within("ta")[0]) {
		t.Error("the inside of a word is taken for its beginning")
	}
	if len(fuzzy.Within("s")) != 0 {
		t.Error("a single letter is looked for")
	}
}

// plain is the textbook's table.
func plain(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"мир", "мира", 1}, {"თბილისი", "თბილისში", 1}} {
		if got := fuzzy.NewPattern(c.a).Distance([]rune(c.b), 100); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if got := fuzzy.NewPattern("abcdef").Distance([]rune("uvwxyz"), 3); got != 4 {
		t.Errorf("what is too far is told as %d, want 4", got)
	}
}

func TestDistanceIsThatOfTheTextbook(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abc დთ яш")
	word := func(n int) []rune {
		w := make([]rune, n)
		for i := range w {
			w[i] = letters[r.IntN(len(letters))]
		}
		return w
	}
	for i := range 3000 {
		a := word(r.IntN(300))
		b := slices.Clone(a)
		for range r.IntN(20) {
			if at := r.IntN(len(b) + 1); r.IntN(2) == 0 {
				b = slices.Insert(b, at, letters[r.IntN(len(letters))])
			} else if at < len(b) {
				b = slices.Delete(b, at, at+1)
			}
		}
		if i%3 == 0 {
			b = word(r.IntN(300))
		}
		want := plain(a, b)
		p := fuzzy.NewPattern(string(a))
		for _, most := range []int{1000, want, want - 1} {
			if got := p.Distance(b, most); got != min(want, most+1) {
				t.Fatalf("%q to %q within %d: %d, want %d", string(a), string(b), most, got, min(want, most+1))
			}
		}
	}
}

func TestSimilarity(t *testing.T) {
	p := fuzzy.NewPattern("0123456789")
	for s, want := range map[string]float64{"0123456789": 1, "012345678x": .9, "0123456xyz": .7, "012345wxyz": 0, "": 0} {
		if got := p.Similarity(s, .7); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestPostings(t *testing.T) {
	all := func(list []byte) (places []uint16) {
		fuzzy.Each(list, func(p uint16) { places = append(places, p) })
		return places
	}
	list := fuzzy.Extend(nil, []uint16{0, 1, 200, 40_000})
	list = fuzzy.Extend(list, []uint16{40_001, 65_535})
	if got := all(list); !slices.Equal(got, []uint16{0, 1, 200, 40_000, 40_001, 65_535}) {
		t.Errorf("got %v", got)
	}
	for _, broken := range [][]byte{{0x80}, {0}, {1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, {1, 0xff, 0xff, 4}} {
		if got := all(broken); len(got) > 1 {
			t.Errorf("%x gives %v", broken, got)
		}
	}
	var tally fuzzy.Tally
	tally.Add(list)
	tally.Add(fuzzy.Extend(nil, []uint16{200}))
	for range 2 {
		got := map[uint16]int{}
		tally.Take(func(p uint16, hits int) { got[p] = hits })
		if len(got) != 6 && len(got) != 0 || len(got) == 6 && (got[200] != 2 || got[1] != 1) {
			t.Errorf("counted %v", got)
		}
	}
}
