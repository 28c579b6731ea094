package lang_test

import (
	"slices"
	"strings"
	"testing"
	"time"

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

func TestPlural(t *testing.T) {
	tests := map[lang.Tag]map[string][]int64{
		"en": {lang.One: {1, -1}, lang.Other: {0, 2, 11, 21, 10_000_001}},
		"ru": {lang.One: {1, 21, 101, 10_000_001}, lang.Few: {2, 3, 4, 22, -23}, lang.Many: {0, 5, 11, 12, 14, 111, 1_000_000, 20_000_000}},
		"uk": {lang.One: {1, 31}, lang.Few: {2, 34}, lang.Many: {0, 5, 11, 25}},
		"az": {lang.One: {1}, lang.Other: {0, 2, 21}},
		"hy": {lang.One: {0, 1}, lang.Other: {2, 21}},
		"ka": {lang.One: {1}, lang.Other: {0, 2}},
		"tr": {lang.One: {1}, lang.Other: {0, 2}},
		"fa": {lang.One: {0, 1}, lang.Other: {2}},
		"ar": {lang.Zero: {0}, lang.One: {1}, lang.Two: {2}, lang.Few: {3, 10, 103}, lang.Many: {11, 99, 111}, lang.Other: {100, 102, 1000}},
		"ja": {lang.Other: {0, 1, 2}},
		"":   {lang.Other: {0, 2, -1 << 63, 1<<63 - 1}},
		// Rules that no Russian table would give.
		"pl": {lang.One: {1}, lang.Few: {2, 22}, lang.Many: {0, 5, 21}},
	}
	for tag, want := range tests {
		for category, numbers := range want {
			for _, n := range numbers {
				if got := lang.Plural(n, tag); got != category {
					t.Errorf("Plural(%d, %s) = %q, want %q", n, tag, got, category)
				}
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	const sp = "\u00a0"
	tests := []struct {
		tag                               lang.Tag
		million, four, dec, percent, less string
	}{
		{"en", "1,234,567", "1,234", "12,345.7", "61.5%", "−7"},
		{"ru", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5" + sp + "%", "−7"},
		{"uk", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5" + sp + "%", "−7"},
		{"az", "1.234.567", "1.234", "12.345,7", "61,5%", "−7"},
		{"hy", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5%", "−7"},
		{"ka", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5%", "−7"},
		{"tr", "1.234.567", "1.234", "12.345,7", "%61,5", "−7"},
		{"fa", "۱٬۲۳۴٬۵۶۷", "۱٬۲۳۴", "۱۲٬۳۴۵٫۷", "۶۱٫۵٪", "\u200e−۷"},
		{"ar", "1,234,567", "1,234", "12,345.7", "61.5%", "\u200e−7"},
		{"de", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345.7", "61.5%", "−7"},
	}
	for _, tt := range tests {
		got := []string{lang.Int(1234567, tt.tag), lang.Int(1234, tt.tag), lang.Decimal(12345.68, 1, tt.tag), lang.Percent(61.5, 1, tt.tag), lang.Int(-7, tt.tag)}
		want := []string{tt.million, tt.four, tt.dec, tt.percent, tt.less}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.tag, got, want)
		}
	}
	for in, want := range map[float64]string{0: "0.00", -0.001: "0.00", 999.999: "1,000.00", -1234.5: "−1,234.50", 1e30: "–"} {
		if got := lang.Decimal(in, 2, "en"); got != want {
			t.Errorf("Decimal(%v) = %q, want %q", in, got, want)
		}
	}
	if got := lang.Int(-1<<63, "en"); got != "−9,223,372,036,854,775,808" {
		t.Errorf("smallest: %q", got)
	}
	if got := lang.Decimal(1e20, 99, "fa"); len(got) == 0 || strings.Contains(got, "1") {
		t.Errorf("many places: %q", got)
	}
}

func TestRelative(t *testing.T) {
	now := time.Date(2026, 6, 18, 15, 0, 0, 0, time.FixedZone("+04", 4*3600))
	ago := func(d time.Duration) time.Time { return now.Add(-d).UTC() }
	const day = 24 * time.Hour
	tests := []struct {
		tag  lang.Tag
		t    time.Time
		want string
	}{
		{"en", ago(0), "just now"}, {"en", ago(59 * time.Second), "just now"}, {"en", ago(-30 * time.Second), "just now"},
		{"en", ago(time.Minute), "1 minute ago"}, {"en", ago(5 * time.Minute), "5 minutes ago"},
		{"en", ago(time.Hour), "1 hour ago"}, {"en", ago(23*time.Hour + 59*time.Minute), "23 hours ago"},
		{"en", ago(day), "yesterday"}, {"en", ago(2 * day), "2 days ago"}, {"en", ago(6 * day), "6 days ago"},
		{"en", ago(38 * time.Hour), "yesterday"}, {"en", ago(40 * time.Hour), "2 days ago"},
		{"en", ago(7 * day), "11 June 2026"}, {"en", ago(-time.Hour), "18 June 2026, 16:00"},
		{"ru", ago(10 * time.Second), "только что"}, {"ru", ago(21 * time.Minute), "21 минуту назад"},
		{"ru", ago(2 * time.Minute), "2 минуты назад"}, {"ru", ago(5 * time.Minute), "5 минут назад"},
		{"ru", ago(21 * time.Hour), "21 час назад"}, {"ru", ago(11 * time.Hour), "11 часов назад"},
		{"ru", ago(day), "вчера"}, {"ru", ago(3 * day), "3 дня назад"}, {"ru", ago(5 * day), "5 дней назад"},
		{"uk", ago(time.Minute), "1 хвилину тому"}, {"uk", ago(3 * time.Hour), "3 години тому"}, {"uk", ago(5 * day), "5 днів тому"},
		{"uk", ago(2 * day), "2 дні тому"}, {"uk", ago(day), "вчора"}, {"uk", ago(0), "щойно"},
		{"az", ago(5 * time.Minute), "5 dəqiqə əvvəl"}, {"az", ago(day), "dünən"}, {"az", ago(2 * day), "2 gün əvvəl"},
		{"hy", ago(5 * time.Minute), "5 րոպե առաջ"}, {"hy", ago(day), "երեկ"}, {"hy", ago(time.Hour), "1 ժամ առաջ"},
		{"ka", ago(5 * time.Minute), "5 წუთის წინ"}, {"ka", ago(day), "გუშინ"}, {"ka", ago(3 * time.Hour), "3 საათის წინ"},
		{"tr", ago(5 * time.Minute), "5 dakika önce"}, {"tr", ago(day), "dün"}, {"tr", ago(0), "az önce"},
		{"fa", ago(5 * time.Minute), "۵ دقیقه پیش"}, {"fa", ago(day), "دیروز"}, {"fa", ago(12 * time.Hour), "۱۲ ساعت پیش"},
		{"ar", ago(time.Minute), "منذ دقيقة"}, {"ar", ago(2 * time.Minute), "منذ دقيقتين"}, {"ar", ago(5 * time.Minute), "منذ 5 دقائق"},
		{"ar", ago(11 * time.Minute), "منذ 11 دقيقة"}, {"ar", ago(2 * time.Hour), "منذ ساعتين"}, {"ar", ago(3 * day), "منذ 3 أيام"}, {"ar", ago(day), "أمس"},
		{"de", ago(time.Minute), "2026-06-18 14:59"},
	}
	for _, tt := range tests {
		if got := lang.Relative(tt.t, now, tt.tag); got != tt.want {
			t.Errorf("%s, %v ago: %q, want %q", tt.tag, now.Sub(tt.t), got, tt.want)
		}
	}
}

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

func TestQuotes(t *testing.T) {
	for tag, want := range map[lang.Tag]string{
		"en": "“”‘’", "ru": "«»„“", "uk": "«»„“", "az": "“”‘’", "hy": "«»«»",
		"ka": "„“«»", "tr": "“”‘’", "fa": "«»‹›", "ar": "«»“”", "en-GB": "“”‘’", "xx": "“”‘’",
	} {
		q := lang.Quotes(tag)
		if got := q.Open + q.Close + q.InnerOpen + q.InnerClose; got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
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
