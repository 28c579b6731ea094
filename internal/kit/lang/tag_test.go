package lang_test

import (
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

func TestParse(t *testing.T) {
	good := map[string]lang.Tag{
		"en": "en", "EN": "en", "az": "az", "az-latn": "az", "az-Cyrl": "az-Cyrl", "AZ-CYRL": "az-Cyrl",
		"ru_RU": "ru-RU", "ru-Cyrl": "ru", "iw": "he", "zh-hant": "zh-Hant", "sr-Latn": "sr-Latn",
		"en-us": "en-US", "pt-br": "pt-BR", "ka-Geor": "ka", "fa-Arab-af": "fa-AF",
	}
	for in, want := range good {
		got, err := lang.Parse(in)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
		if !want.Valid() {
			t.Errorf("%q.Valid() = false", want)
		}
	}
	bad := []string{
		"", "-", "e", "und", "mul", "zxx", "x-private", "en-x-private", "ka-u-ca-gregory", "english-language",
		"en us", "../en", "en\x00", "\u202een", "e\u0301n", "qq-!", "desk/feed",
		"sl-Latn-IT-rozaj-biske-solba-1994-lipaw", strings.Repeat("a", 36), "en-" + strings.Repeat("abcdefgh-", 10_000),
	}
	for _, in := range bad {
		got, err := lang.Parse(in)
		if err == nil {
			t.Errorf("Parse(%.40q) = %q, want a fault", in, got)
		} else if fault.KindOf(err) != fault.Invalid {
			t.Errorf("Parse(%.40q): kind %v, want Invalid", in, fault.KindOf(err))
		}
	}
	for _, tag := range []lang.Tag{"EN", "ru-Cyrl", "iw", "en_US", ""} {
		if tag.Valid() {
			t.Errorf("%q.Valid() = true: it is not canonical", tag)
		}
	}
}

func TestTagFacts(t *testing.T) {
	tests := []struct {
		tag                       lang.Tag
		dir, script, og, selfName string
	}{
		{"en", "ltr", "Latn", "en_US", "English"},
		{"ru", "ltr", "Cyrl", "ru_RU", "Русский"},
		{"az", "ltr", "Latn", "az_AZ", "Azərbaycanca"},
		{"hy", "ltr", "Armn", "hy_AM", "Հայերեն"},
		{"ka", "ltr", "Geor", "ka_GE", "ქართული"},
		{"uk", "ltr", "Cyrl", "uk_UA", "Українська"},
		{"tr", "ltr", "Latn", "tr_TR", "Türkçe"},
		{"fa", "rtl", "Arab", "fa_IR", "فارسی"},
		{"ar", "rtl", "Arab", "ar_AR", "العربية"},
		{"he", "rtl", "Hebr", "he_IL", "עברית"},
		{"ur", "rtl", "Arab", "ur_PK", "اردو"},
		{"de", "ltr", "Latn", "de_DE", "Deutsch"},
		{"az-Cyrl", "ltr", "Cyrl", "az_AZ", "азәрбајҹан"},
		{"az-Arab", "rtl", "Arab", "az_IR", "az-Arab"},
		{"zh-Hant", "ltr", "Hant", "zh_TW", "繁體中文"},
		{"nonsense!", "ltr", "Zzzz", "", "nonsense!"},
	}
	for _, tt := range tests {
		if got := tt.tag.Dir(); got != tt.dir {
			t.Errorf("%s: Dir %q, want %q", tt.tag, got, tt.dir)
		}
		if got := tt.tag.Script(); got != tt.script {
			t.Errorf("%s: Script %q, want %q", tt.tag, got, tt.script)
		}
		if got := tt.tag.OGLocale(); got != tt.og {
			t.Errorf("%s: OGLocale %q, want %q", tt.tag, got, tt.og)
		}
		if got := tt.tag.NativeName(); got != tt.selfName {
			t.Errorf("%s: NativeName %q, want %q", tt.tag, got, tt.selfName)
		}
	}
}

func TestNames(t *testing.T) {
	tests := []struct{ of, in, plain, from string }{
		{"az", "en", "Azerbaijani", "from Azerbaijani"},
		{"az", "ru", "азербайджанский", "с азербайджанского"},
		{"en", "az", "ingilis dili", "ingilis dilindən"},
		{"az", "hy", "ադրբեջաներեն", "ադրբեջաներենից"},
		{"az", "ka", "აზერბაიჯანული", "აზერბაიჯანულიდან"},
		{"ru", "uk", "російська", "з російської"},
		{"ka", "tr", "Gürcüce", "Gürcüceden"},
		{"hy", "fa", "ارمنی", "از ارمنی"},
		{"en", "ar", "الإنجليزية", "عن الإنجليزية"},
		{"en-GB", "ru", "английский", "с английского"},
		{"az", "en-GB", "Azerbaijani", "from Azerbaijani"},
		{"he", "en", "Hebrew", "from Hebrew"},
		{"he", "ru", "иврит", ""},
		{"ka", "de", "Georgisch", ""},
		{"!", "en", "!", ""},
	}
	for _, tt := range tests {
		if got := lang.Tag(tt.of).NameIn(lang.Tag(tt.in)); got != tt.plain {
			t.Errorf("%s in %s: %q, want %q", tt.of, tt.in, got, tt.plain)
		}
		got, ok := lang.Tag(tt.of).FromIn(lang.Tag(tt.in))
		if got != tt.from || ok != (tt.from != "") {
			t.Errorf("from %s in %s: %q %v, want %q", tt.of, tt.in, got, ok, tt.from)
		}
	}
	for _, in := range lang.Reviewed() {
		for _, of := range lang.Reviewed() {
			if from, ok := of.FromIn(in); !ok || from == "" {
				t.Errorf("no form for %s in %s", of, in)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"en", "az-Cyrl", "zh_hant_TW", "sl-rozaj-biske", "i-klingon", "en-u-ca-x", "aaa-bbb", "und-Latn"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, err := lang.Parse(s)
		if (tag == "") == (err == nil) {
			t.Fatalf("Parse(%q) = %q, %v", s, tag, err)
		}
		if err == nil && !tag.Valid() {
			t.Errorf("Parse(%q) = %q, which is not canonical", s, tag)
		}
		for _, in := range []lang.Tag{lang.Tag(s), "ru"} {
			in.Dir()
			in.OGLocale()
			in.NativeName()
			tag.NameIn(in)
			lang.Date(thursday, in)
			lang.Plural(5, in)
		}
	})
}
