package analyse_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

func testdata(t testing.TB, parts ...string) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// news are the sentences of 62 real stories in each language.
func news(t testing.TB) map[lang.Tag][]string {
	f, err := os.Open(testdata(t, "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := map[lang.Tag][]string{}
	lines := bufio.NewScanner(zip)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var story struct{ Text map[lang.Tag][]string }
		if err := json.Unmarshal(lines.Bytes(), &story); err != nil {
			t.Fatal(err)
		}
		for l, sentences := range story.Text {
			all[l] = append(all[l], sentences...)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// vocabulary has every folded word of texts with its stem.
func vocabulary(l lang.Tag, texts []string) map[string]string {
	words := map[string]string{}
	for _, text := range texts {
		for _, w := range analyse.Words(l, text) {
			words[w.Folded] = w.Stem
		}
	}
	return words
}

// TestRealVocabulary says how many words come to one stem, and guards against a
// stemmer that merges too much or nothing.
func TestRealVocabulary(t *testing.T) {
	texts := news(t)
	for l, want := range map[lang.Tag][2]float64{ // stems a word, least and most
		"en": {0.6, 0.9}, "ru": {0.4, 0.75}, "az": {0.3, 0.75}, "hy": {0.3, 0.75}, "ka": {0.3, 0.75}, "tr": {0.3, 0.75}, "fa": {0.6, 0.95},
	} {
		words := vocabulary(l, texts[l])
		groups := map[string][]string{}
		for word, stem := range words {
			if stem == "" {
				t.Errorf("%s: %q has no stem", l, word)
			}
			groups[stem] = append(groups[stem], word)
		}
		ratio := float64(len(groups)) / float64(len(words))
		most := ""
		for stem, of := range groups {
			if len(of) > len(groups[most]) {
				most = stem
			}
		}
		slices.Sort(groups[most])
		t.Logf("%s: %d words, %d stems (%.2f); most: %s of %v", l, len(words), len(groups), ratio, most, groups[most])
		if ratio < want[0] || ratio > want[1] {
			t.Errorf("%s: %.2f stems a word, want %v", l, ratio, want)
		}
	}
}
