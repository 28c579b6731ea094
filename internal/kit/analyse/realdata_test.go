package analyse_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

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

// TestRealNamesInLatin looks up the Latin side of CLDR's transliteration pairs as a
// query would be, and counts those that lead to the native word: first as CLDR writes
// them, then as a reader with a plain keyboard would, without any mark.
func TestRealNamesInLatin(t *testing.T) {
	for file, want := range map[string]struct {
		l     lang.Tag
		least float64
	}{
		"ka-Latn-t-ka-m0-bgn-2009.txt": {"ka", 0.99},
		"ka-Latn-t-ka-m0-bgn-1981.txt": {"ka", 0.95},
		"hy-Latn-t-hy-m0-bgn.txt":      {"hy", 0.95},
		"ru-Latn-t-ru-m0-bgn.txt":      {"ru", 0.95},
	} {
		text, err := os.ReadFile(testdata(t, "langs", "transliteration", file))
		if err != nil {
			t.Fatal(err)
		}
		marked, plain, all := 0, 0, 0
		for line := range strings.Lines(string(text)) {
			native, latin, ok := strings.Cut(strings.TrimSpace(line), "\t")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			words := analyse.Words(want.l, native)
			typed := analyse.Words(want.l, latin)
			if len(words) != 1 || len(typed) != 1 || analyse.Words(want.l, native)[0].Folded == typed[0].Folded {
				continue
			}
			all++
			key := analyse.Latin(want.l, words[0].Stem)
			if slices.Contains(analyse.Keys(want.l, typed[0].Folded), key) {
				marked++
			}
			bare := strings.Map(func(r rune) rune {
				if r > 'z' {
					return -1
				}
				return r
			}, norm.NFD.String(strings.ToLower(latin)))
			if keys := analyse.Keys(want.l, analyse.Folded(want.l, bare)); slices.Contains(keys, key) {
				plain++
			} else if all-plain < 15 {
				t.Logf("%s is kept as %s, %s is looked up as %v", native, key, bare, keys)
			}
		}
		t.Logf("%s: of %d words %d as CLDR writes them, %d without marks", file, all, marked, plain)
		if float64(plain) < want.least*float64(all) {
			t.Errorf("%s: %d of %d", file, plain, all)
		}
	}
}
