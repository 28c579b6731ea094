package lang_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"masthead/internal/kit/lang"
)

func testdata(t *testing.T, parts ...string) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// plainLatin takes marks, apostrophes and points from an expected romanisation.
func plainLatin(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == ' ':
			return r
		case r == 'ı':
			return 'i'
		case r == 'ə':
			return 'e'
		}
		return -1
	}, norm.NFD.String(strings.ToLower(s)))
}

// TestTransliterationAgainstCLDR counts agreement with CLDR's test pairs. The
// deviations are wanted: Armenian ռ is r, the Russian endings -ый and -ий are y.
// What is left of Armenian are slips of the list (եի for և, "pvokhelu" for փոխելու).
func TestTransliterationAgainstCLDR(t *testing.T) {
	tests := []struct {
		file  string
		tag   lang.Tag
		least float64 // share of agreement
		ours  func(string) string
	}{
		{"ka-Latn-t-ka-m0-bgn-2009.txt", "ka", 1, nil},
		{"hy-Latn-t-hy-m0-bgn.txt", "hy", 0.97, func(s string) string { return strings.ReplaceAll(s, "rr", "r") }},
		{"ru-Latn-t-ru-m0-bgn.txt", "ru", 1, func(s string) string {
			words := strings.Fields(s)
			for i, w := range words {
				for _, end := range []string{"yy", "iy"} {
					if strings.HasSuffix(w, end) {
						words[i] = w[:len(w)-2] + "y"
					}
				}
			}
			return strings.Join(words, " ")
		}},
		{"az-t-az-cyrl-m0-bgn.txt", "az", 1, nil},
	}
	for _, tt := range tests {
		f, err := os.Open(testdata(t, "langs", "transliteration", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		agree, exact, all := 0, 0, 0
		for lines := bufio.NewScanner(f); lines.Scan(); {
			native, latin, ok := strings.Cut(lines.Text(), "\t")
			if !ok || strings.HasPrefix(native, "#") {
				continue
			}
			want := plainLatin(latin)
			got := plainLatin(lang.Transliterate(native, tt.tag))
			all++
			if got == want {
				exact++
			}
			if tt.ours != nil {
				want = tt.ours(want)
			}
			if got == want || tt.ours != nil && tt.ours(got) == want {
				agree++
			} else {
				t.Logf("%s: %s is %q, CLDR %q", tt.tag, native, got, want)
			}
		}
		t.Logf("%s: %d of %d agree, %d more by our own rules", tt.tag, exact, all, agree-exact)
		if all == 0 || float64(agree) < tt.least*float64(all) {
			t.Errorf("%s: %d of %d agree", tt.tag, agree, all)
		}
	}
}

// TestMonthsAgainstCLDR compares the names of months and weekdays where the
// calendar is the same.
func TestMonthsAgainstCLDR(t *testing.T) {
	for _, tag := range []lang.Tag{"en", "ru", "az", "hy", "ka", "tr"} {
		text, err := os.ReadFile(testdata(t, "geo", "cldr", string(tag), "ca-gregorian.json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Main map[lang.Tag]struct {
				Dates struct {
					Calendars struct {
						Gregorian struct {
							Months, Days map[string]map[string]map[string]string
						}
					}
				}
			}
		}
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		g := file.Main[tag].Dates.Calendars.Gregorian
		for m := time.January; m <= time.December; m++ {
			day := time.Date(2026, m, 18, 0, 0, 0, 0, time.UTC)
			number := day.Format("1")
			if got, want := lang.DayMonth(day, tag), "18 "+g.Months["format"]["wide"][number]; got != want {
				t.Errorf("%s: %q, CLDR %q", tag, got, want)
			}
			if got, want := lang.MonthYear(day, tag), g.Months["stand-alone"]["wide"][number]+" 2026"; got != want {
				t.Errorf("%s: %q, CLDR %q", tag, got, want)
			}
			short := lang.ShortDate(day, tag)
			if want := "18 " + g.Months["format"]["abbreviated"][number]; tag != "ru" && short != want {
				t.Errorf("%s: %q, CLDR %q", tag, short, want)
			}
		}
		for i, name := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
			day := time.Date(2026, 6, 14+i, 0, 0, 0, 0, time.UTC)
			if got, want := lang.Weekday(day, tag), g.Days["format"]["wide"][name]; got != want {
				t.Errorf("%s: %q, CLDR %q", tag, got, want)
			}
		}
	}
}

// TestSlugsOfRealHeadlines: every headline of every language gets an address
// worth reading.
func TestSlugsOfRealHeadlines(t *testing.T) {
	for _, story := range parallelNews(t) {
		for tag, sentences := range story.Text {
			got := lang.Slug(sentences[0], tag)
			if len(got) < 10 && len([]rune(sentences[0])) > 12 || !slugShape.MatchString(got) {
				t.Errorf("%s: %q becomes %q", tag, sentences[0], got)
			}
			for _, r := range lang.Transliterate(sentences[0], tag) {
				if unicode.IsLetter(r) && r > 0x7f {
					t.Errorf("%s: %q keeps %q", tag, sentences[0], r)
				}
			}
		}
	}
}
