package lang_test

import (
	"regexp"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
)

func TestSlug(t *testing.T) {
	tests := []struct {
		tag      lang.Tag
		in, want string
	}{
		{"en", "What's next? 61.5% – “turnout” in Tbilisi", "whats-next-61-5-turnout-in-tbilisi"},
		{"en", "Opinion: café, naïve & Łódź", "opinion-cafe-naive-lodz"},
		{"ru", "Съезд в Грозном: подъёмный кран и ёлка", "syezd-v-groznom-podyemny-kran-i-yelka"},
		{"ru", "Ещё — еще", "yeshche-yeshche"},
		{"ru", "Дзержинский, Хаджиев, Щука, объявление", "dzerzhinsky-khadzhiyev-shchuka-obyavleniye"},
		{"uk", "Ґанок у Києві: Згурський, Їжакевич, Юрій", "ganok-u-kyievi-zghurskyi-yizhakevych-yurii"},
		{"uk", "П'ять об’єктів, пʼятниця", "piat-obiektiv-piatnytsia"},
		{"az", "Azərbaycanın Şəki şəhəri, Xaçmaz, Gəncə", "azerbaycanin-seki-seheri-xacmaz-gence"},
		{"az", "Һәр шәхс мүдафиә һүгугуна маликдир", "her-sexs-mudafie-huququna-malikdir"},
		{"tr", "İstanbul'da IĞDIR'a çığlık", "istanbulda-igdira-ciglik"},
		{"hy", "Հայաստանի Հանրապետություն", "hayastani-hanrapetutyun"},
		{"hy", "Երևան և Գյումրի։ Ո՞վ է որոշում", "yerevan-yev-gyumri-ov-e-voroshum"},
		{"hy", "Նորություններ Արցախից՝ ռեպորտաժ", "norutyunner-artsakhits-reportazh"},
		{"ka", "საქართველოს პარლამენტი: „ქართული ოცნება“", "sakartvelos-parlamenti-kartuli-otsneba"},
		{"ka", "ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ ჭიათურა, წყალტუბო, ყვარელი", "sakartvelo-chiatura-tsqaltubo-qvareli"},
		{"fa", "ایران و جمهوری اسلامی؛ خانه‌ها ۱۴۰۵", "iran-v-jmhuri-aslami-khaneh-ha-1405"},
		{"fa", "خواهد رفت، دولت", "khahd-rft-dult"},
		{"ar", "السلام عليكم، الرئيس الأذربيجاني ٢٠٢٦", "alslam-alikm-alryis-aladhrbijani-2026"},
		{"de", "Über die Straße nach Köln", "ueber-die-strasse-nach-koeln"},
		{"el", "Ελλάδα και Κύπρος", "ellada-kai-kypros"},
		{"en", "ＦＵＬＬ ｗｉｄｔｈ 𝐛𝐨𝐥𝐝 ﬁne", "full-width-bold-fine"},
		{"ru", "Чемпионат й из двух знаков: \u0438\u0306од", "chempionat-y-iz-dvukh-znakov-yod"},
		{"en", "--- a --- b ---", "a-b"},
		{"en", "zero\u200bwidth soft\u00adhyphen \u202eoverride\u202c", "zerowidth-softhyphen-override"},
		// What gives nothing.
		{"en", "", ""},
		{"en", "😀🎉👩‍👩‍👧", ""},
		{"ar", "\u202e\u2066\u2069\u200f", ""},
		{"en", "???!!!…—", ""},
		{"zh", "新闻", ""},
		{"en", "\xff\xfe\xfd", ""},
		{"ru", "ь ъ", ""},
	}
	for _, tt := range tests {
		if got := lang.Slug(tt.in, tt.tag); got != tt.want {
			t.Errorf("Slug(%q, %s) = %q, want %q", tt.in, tt.tag, got, tt.want)
		}
	}
}

func TestSlugLength(t *testing.T) {
	word := "nakhichevan "
	got := lang.Slug(strings.Repeat(word, 20), "en")
	if want := strings.TrimSuffix(strings.Repeat("nakhichevan-", 6), "-"); got != want {
		t.Errorf("got %q (%d), want %q", got, len(got), want)
	}
	for n := 60; n < 100; n++ { // a boundary exactly at, before and after the limit
		got := lang.Slug(strings.Repeat("a", n)+" "+strings.Repeat("b", 30), "en")
		if want := strings.Repeat("a", min(n, lang.MaxSlug)); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	full := strings.Repeat("a", 60) + "-" + strings.Repeat("b", 19)
	for _, more := range []string{"", " c", " " + strings.Repeat("c", 100)} { // words that end at the limit
		if got := lang.Slug(full+more, "en"); got != full {
			t.Errorf("got %q, want %q", got, full)
		}
	}
	if got := lang.Slug("a "+strings.Repeat("щ", 100), "ru"); len(got) != lang.MaxSlug || !strings.HasPrefix(got, "a-shchshch") {
		t.Errorf("one long word: %q", got)
	}
	if got := lang.Slug(strings.Repeat("щ", 5_000_000), "ru"); len(got) != lang.MaxSlug {
		t.Errorf("a huge text: %d", len(got))
	}
	if got := lang.Slug("a"+strings.Repeat("\u0301", 10_000)+"b", "en"); got != "a" {
		t.Errorf("many marks: %q", got)
	}
}

func TestTransliterate(t *testing.T) {
	tests := []struct {
		tag      lang.Tag
		in, want string
	}{
		{"ru", "Щука, ЩУКА, Щ и ЮНЕСКО", "Shchuka, SHCHUKA, Shch i YUNESKO"},
		{"ru", "«Грозный» — 15 мая", "«Grozny» — 15 maya"},
		{"uk", "Київ і Юрій", "Kyiv i Yurii"},
		{"hy", "Երևան, ՈՒԼՆԻՍ, Ուլնիս", "Yerevan, ULNIS, Ulnis"},
		{"ka", "შიდა ქართლი", "shida kartli"},
		{"az", "Şəki, İsmayıllı", "Seki, Ismayilli"},
		{"fa", "خانه‌ها", "khaneh-ha"},
		{"en", "don’t 新闻 😀", "don’t 新闻 😀"},
	}
	for _, tt := range tests {
		if got := lang.Transliterate(tt.in, tt.tag); got != tt.want {
			t.Errorf("Transliterate(%q, %s) = %q, want %q", tt.in, tt.tag, got, tt.want)
		}
	}
}

var slugShape = regexp.MustCompile(`^[a-z0-9]*(-[a-z0-9]+)*$`)

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"Щ́ука и ё", "ﷺ", "خانه‌ها", "a-\u0300-b", "İI", "ᲐᲑ", "éé ---", "\xff", "ուե", strings.Repeat("shch щ", 30)} {
		for _, tag := range []string{"en", "ru", "fa", "uk", "az", ""} {
			f.Add(s, tag)
		}
	}
	f.Fuzz(func(t *testing.T, s, tag string) {
		got := lang.Slug(s, lang.Tag(tag))
		if !slugShape.MatchString(got) || strings.HasPrefix(got, "-") || len(got) > lang.MaxSlug {
			t.Errorf("Slug(%q, %q) = %q", s, tag, got)
		}
		if again := lang.Slug(got, "en"); again != got {
			t.Errorf("a slug's slug differs: %q, %q", got, again)
		}
	})
}
