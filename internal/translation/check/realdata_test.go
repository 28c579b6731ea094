package check_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
	"masthead/internal/translation/check"
)

var sevenLanguages = []lang.Tag{"en", "ru", "az", "hy", "ka", "tr", "fa"}

// parallel reads the lines of a real archive in seven languages, a line a sentence.
func parallel(t testing.TB) (lines []map[lang.Tag]string) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: no parallel archive")
	}
	f, err := os.Open(filepath.Join(dir, "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		var doc struct {
			Text map[lang.Tag][]string `json:"text"`
		}
		if err := json.Unmarshal(in.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		for i := range doc.Text["en"] {
			line := map[lang.Tag]string{}
			for l, all := range doc.Text {
				line[l] = all[i]
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func look(line map[lang.Tag]string, from, to lang.Tag, text string) []check.Finding {
	return check.Pair(check.Line(from, "s", line[from]), check.Line(to, "t", text), check.Options{})
}

// TestFalseAlarms runs every check over translations that professionals made. Some of
// what is found is truly wrong in them; the bound takes all of it for false.
func TestFalseAlarms(t *testing.T) {
	lines := parallel(t)
	sample := os.Getenv("CHECK_SAMPLE") // a key, to see what was found
	counts, pairs := map[string]int{}, 0
	byPair := map[string]map[string]int{}
	for _, from := range sevenLanguages {
		for _, to := range sevenLanguages {
			if from == to {
				continue
			}
			way := string(from + "-" + to)
			byPair[way] = map[string]int{}
			for n, line := range lines {
				pairs++
				seen := map[string]bool{}
				for _, f := range look(line, from, to, line[to]) {
					if !seen[f.Key] {
						counts[f.Key]++
						byPair[way][f.Key]++
					}
					seen[f.Key] = true
					if sample == f.Key && n%11 == 0 {
						fmt.Printf("%s %v\n  %s\n  %s\n", way, f.Args, line[from], line[to])
					}
				}
			}
		}
	}
	most := map[string]float64{ // per cent of sentence pairs
		check.NumberMissing: 2.5, check.NumberAdded: 2.5, check.NumberChanged: 2, check.Percent: 0.5, check.Currency: 1,
		check.Name: 2, check.QuoteLost: 1, check.QuoteOpen: 2, check.Untranslated: 1, check.Length: 1.5, check.EndMark: 5,
		check.Question: 0.5, check.MixedScripts: 0.5, check.NegationLost: 2, check.NegationAdded: 2, check.Empty: 0.01,
	}
	for _, key := range check.Keys {
		share := 100 * float64(counts[key]) / float64(pairs)
		worst := ""
		for way, c := range byPair {
			if worst == "" || c[key] > byPair[worst][key] {
				worst = way
			}
		}
		t.Logf("%-15s %5d of %d pairs, %.2f %%; most in %s: %.1f %%", key, counts[key], pairs, share, worst, 100*float64(byPair[worst][key])/float64(len(lines)))
		if bound, ok := most[key]; ok && share > bound {
			t.Errorf("%s: %.2f %% of sound translations, more than %.2f", key, share, bound)
		}
	}
}

// fault makes a mistake in a translation, or gives it back as it was where it cannot.
type fault struct {
	name  string
	keys  []string // any of these finds it
	make  func(l lang.Tag, text string) string
	least float64
}

var negations = map[lang.Tag][]string{
	"en": {" not ", " never ", "n't "}, "ru": {" не ", " никогда не "}, "az": {" deyil", " yox"}, "hy": {" չի ", " չէ ", " չեն "},
	"ka": {" არ ", " ვერ "}, "tr": {" değil", " yok"}, "fa": {" نیست", " نبود"},
}

var faults = []fault{
	{"digit changed", []string{check.NumberChanged, check.NumberMissing, check.NumberAdded}, func(_ lang.Tag, s string) string {
		i := strings.IndexAny(s, "123456789")
		if i < 0 {
			return s
		}
		return s[:i] + string('1'+(s[i]-'1'+4)%9) + s[i+1:]
	}, 0.85},
	{"number dropped", []string{check.NumberMissing, check.NumberChanged}, func(_ lang.Tag, s string) string {
		i := strings.IndexAny(s, "0123456789")
		if i < 0 {
			return s
		}
		return s[:i] + strings.TrimLeft(s[i:], "0123456789.,")
	}, 0.85},
	{"negation dropped", []string{check.NegationLost}, func(l lang.Tag, s string) string {
		for _, no := range negations[l] {
			if i := strings.Index(s, no); i >= 0 {
				return s[:i] + " " + s[i+len(no):]
			}
		}
		return s
	}, 0.25},
	{"quotation mark dropped", []string{check.QuoteOpen}, func(_ lang.Tag, s string) string {
		if strings.Count(s, "\"")+strings.Count(s, "«")+strings.Count(s, "»")+strings.Count(s, "“")+strings.Count(s, "”")+strings.Count(s, "„") != 2 {
			return s
		}
		i := strings.LastIndexAny(s, "\"»”“")
		if i < 0 {
			return s
		}
		_, size := firstRune(s[i:])
		return s[:i] + s[i+size:]
	}, 0.8},
	{"quotation's marks dropped", []string{check.QuoteLost}, func(_ lang.Tag, s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("\"«»“”„", r) {
				return -1
			}
			return r
		}, s)
	}, 0.45},
	{"half of the words gone", []string{check.Length}, func(_ lang.Tag, s string) string {
		f := strings.Fields(s)
		return strings.Join(f[:len(f)*3/10], " ")
	}, 0.6},
	{"stop dropped", []string{check.EndMark}, func(_ lang.Tag, s string) string { return strings.TrimRight(s, ".։:") }, 0.8},
	{"question made a statement", []string{check.Question}, func(l lang.Tag, s string) string {
		return strings.NewReplacer("?", ".", "՞", "", "؟", ".").Replace(s)
	}, 0.6},
	{"percent dropped", []string{check.Percent}, func(_ lang.Tag, s string) string { return strings.NewReplacer("%", "", "٪", "").Replace(s) }, 0.8},
	{"letter of another script", []string{check.MixedScripts}, func(l lang.Tag, s string) string {
		switch l.Script() {
		case "Cyrl":
			return strings.Replace(s, "о", "o", 1)
		case "Latn":
			return strings.Replace(s, "a", "а", 1)
		}
		return s
	}, 0.98},
	{"another person", []string{check.Name}, func(l lang.Tag, s string) string { return twoCapitals.ReplaceAllString(s, "${1}Ooo Aaa") }, 0.2},
}

// twoCapitals finds what may be a person's name within a sentence.
var twoCapitals = regexp.MustCompile(`([\p{Ll},] )\p{Lu}\p{Ll}{3,} \p{Lu}\p{Ll}{3,}`)

func firstRune(s string) (rune, int) {
	for i, r := range s {
		if i == 0 {
			return r, len(string(r))
		}
	}
	return 0, 0
}

// TestLeftInTheSource puts the second half of the source behind the first of its
// translation.
func TestLeftInTheSource(t *testing.T) {
	planted, found := 0, 0
	for _, line := range parallel(t) {
		for i, from := range sevenLanguages {
			to := sevenLanguages[(i+1)%len(sevenLanguages)]
			a, b := strings.Fields(line[to]), strings.Fields(line[from])
			if len(b) < 16 || has(look(line, from, to, line[to]), []string{check.Untranslated}) {
				continue
			}
			planted++
			if has(look(line, from, to, strings.Join(append(a[:len(a)/2:len(a)/2], b[len(b)/2:]...), " ")), []string{check.Untranslated}) {
				found++
			}
		}
	}
	t.Logf("left in the source's words %d of %d found", found, planted)
	if found*100 < planted*98 {
		t.Errorf("only %d of %d found", found, planted)
	}
}

// TestPlantedFaults makes mistakes in sound translations and counts how many are found.
func TestPlantedFaults(t *testing.T) {
	lines := parallel(t)
	for _, f := range faults {
		planted, found := 0, 0
		var missed []string
		for i, from := range sevenLanguages {
			for j, to := range sevenLanguages {
				if from == to || (i+j)%2 == 0 { // half of the ways
					continue
				}
				for _, line := range lines {
					bad := f.make(to, line[to])
					if bad == line[to] || has(look(line, from, to, line[to]), f.keys) || !carries(f.name, line[from]) {
						continue
					}
					planted++
					if has(look(line, from, to, bad), f.keys) {
						found++
					} else if len(missed) < 6 && planted%17 == 0 {
						missed = append(missed, string(from)+" "+line[from]+"\n   "+string(to)+" "+bad)
					}
				}
			}
		}
		recall := float64(found) / float64(max(planted, 1))
		t.Logf("%-26s %5d of %5d found, %.0f %%", f.name, found, planted, 100*recall)
		if os.Getenv("CHECK_MISSED") == f.name {
			t.Log(strings.Join(missed, "\n"))
		}
		if recall < f.least {
			t.Errorf("%s: %.2f found, less than %.2f", f.name, recall, f.least)
		}
	}
}

// carries says that a source has what the mistake takes away.
func carries(name, source string) bool {
	switch name {
	case "quotation's marks dropped":
		return strings.ContainsAny(source, "\"«“„")
	case "another person":
		return twoCapitals.MatchString(source)
	case "percent dropped":
		return strings.ContainsAny(source, "%٪")
	case "question made a statement":
		return strings.ContainsAny(source, "?՞؟")
	}
	return true
}

func has(list []check.Finding, keys []string) bool {
	return slices.ContainsFunc(list, func(f check.Finding) bool { return slices.Contains(keys, f.Key) })
}
