package lang_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
)

func TestMatch(t *testing.T) {
	five := []lang.Tag{"en", "ru", "az", "hy", "ka"}
	tests := []struct {
		name, accept string
		editions     []lang.Tag
		want         lang.Tag
	}{
		{"plain", "ru", five, "ru"},
		{"browser", "ka-GE,ka;q=0.9,en-US;q=0.8,en;q=0.7", five, "ka"},
		{"weights decide", "en;q=0.3, hy;q=0.8, ru;q=0.5", five, "hy"},
		{"order among equals", "az, en", five, "az"},
		{"Ukrainian is not Russian", "uk", five, ""},
		{"Ukrainian then English", "uk-UA,uk;q=0.9,en;q=0.1", five, "en"},
		{"Belarusian is not Russian", "be", five, ""},
		{"Kazakh is not Russian", "kk-KZ", five, ""},
		{"Azerbaijani is not Russian", "az", []lang.Tag{"ru", "en"}, ""},
		{"Azerbaijani is not Turkish", "az", []lang.Tag{"tr", "en"}, ""},
		{"region", "en-GB", five, "en"},
		{"edition with region", "pt", []lang.Tag{"en", "pt-BR"}, "pt-BR"},
		{"exact region first", "pt-PT", []lang.Tag{"pt-BR", "pt-PT"}, "pt-PT"},
		{"other region", "pt-PT", []lang.Tag{"en", "pt-BR"}, "pt-BR"},
		{"other script", "az-Cyrl", five, ""},
		{"said script", "az-Latn-AZ", five, "az"},
		{"Taiwan reads Hant", "zh-TW", []lang.Tag{"zh", "zh-Hant"}, "zh-Hant"},
		{"Taiwan does not get Hans", "zh-TW", []lang.Tag{"zh"}, ""},
		{"Western Armenian", "hyw", five, "hy"},
		{"Dari", "prs", []lang.Tag{"fa"}, "fa"},
		{"variety", "azj", five, "az"},
		{"old code", "iw", []lang.Tag{"he"}, "he"},
		{"anything", "*", five, "en"},
		{"anything but", "en;q=0, *", five, "ru"},
		{"refused", "ru;q=0, ru-RU", five, ""},
		{"unknown then anything", "de, *;q=0.1", five, "en"},
		{"nothing wanted", "*;q=0", five, ""},
		{"case", "RU-ru", five, "ru"},
		{"spaces", " \t ru ; q=0.5 , en;q=0.2", five, "ru"},
		{"empty", "", five, ""},
		{"no editions", "ru", nil, ""},
		{"bad weights are passed over", "ru;q=2, hy;q=0.1234, ka;q=x, az;q=-1, en;q=0.1", five, "en"},
		{"weight above one", "ru;q=1.5, en;q=0.1", five, "en"},
		{"garbage", ";;;,,,q=1,\x00,ka\xff,en;q=0.1", five, "en"},
		{"too many", strings.Repeat("de,", 32) + "ru", five, ""},
		{"too long", strings.Repeat(" ", 1000) + "ru", five, ""},
		{"huge", strings.Repeat("a-b-c-d_", 1_000_000), five, ""},
	}
	for _, tt := range tests {
		got, ok := lang.Match(tt.accept, tt.editions)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: Match(%.60q) = %q %v, want %q", tt.name, tt.accept, got, ok, tt.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{"en", "ru;q=0.5,*", "*;q=0", "az-Cyrl, zh-TW;q=0.001", "hyw,prs;q=1.000", "x-a,-,i-klingon,en-u-ca-x"} {
		f.Add(s)
	}
	editions := []lang.Tag{"en", "ru", "az", "pt-BR", "zh-Hant"}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := lang.Match(s, editions)
		if ok != slices.Contains(editions, got) {
			t.Errorf("Match(%q) = %q %v", s, got, ok)
		}
	})
}
