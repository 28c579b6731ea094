package match_test

import (
	"strings"
	"testing"

	"masthead/internal/kit/lang"
	"masthead/internal/terms/match"
)

// set compiles one rule: patterns, parted by ";".
func set(t testing.TB, l lang.Tag, patterns, unless string) (*match.Set, []match.Pattern) {
	t.Helper()
	read := func(list string) (out []match.Pattern) {
		for _, s := range strings.Split(list, ";") {
			if s == "" {
				continue
			}
			p, err := match.Parse(s, l)
			if err != nil {
				t.Fatalf("%q: %v", s, err)
			}
			out = append(out, p)
		}
		return out
	}
	r := match.Rule{Patterns: read(patterns), Unless: read(unless)}
	return match.Compile(l, []match.Rule{r}), r.Patterns
}

func words(hits []match.Hit) string {
	var out []string
	for _, h := range hits {
		w := h.Words
		if h.Quoted {
			w = "q:" + w
		}
		out = append(out, w)
	}
	return strings.Join(out, "|")
}

func TestFind(t *testing.T) {
	for _, x := range []struct {
		name, lang, patterns, unless, text, want string
	}{
		{"exact", "en", "Erivan", "", "From Erivan to Erivane.", "Erivan"},
		{"endings", "ru", "Шуш|а|и|е|у|ей", "", "В Шуше и под Шушей шушукались; Шуш нет.", "Шуше|Шушей"},
		{"bare stem by a trailing sign", "ru", "Ханкенд|и|", "", "Ханкенд и Ханкенди, но не Ханкендинский", "Ханкенд|Ханкенди"},
		{"any ending", "hy", "Շուշի*", "", "Շուշիից մինչև Շուշի, ոչ թե շուշան։", "Շուշիից|Շուշի"},
		{"an Armenian mark within the word", "hy", "Շուշի*", "", "Շուշիո՞ւմ են։", "Շուշիո՞ւմ"},
		{"ev three ways", "hy", "Երևան*", "", "Երեւանում, ԵՐԵՎԱՆԻ, Երևանից", "Երեւանում|ԵՐԵՎԱՆԻ|Երևանից"},
		{"dotted and dotless i", "az", "İrəvan*", "", "İRƏVANDA, İrəvan; IRƏVAN yox", "İRƏVANDA|İrəvan"},
		{"ASCII I is not a dotted one", "az", "Iğdır*", "", "IĞDIRDA və Iğdır, iğdır, İğdır", "IĞDIRDA|Iğdır"},
		{"stress", "ru", "Ере́ван|а|е", "", "в Ерева́не и Еревана́", "Ерева́не|Еревана́"},
		{"yo", "ru", "Артём|а|", "", "Артем, Артёма", "Артем|Артёма"},
		{"decomposed", "en", "café", "", "the cafe\u0301 there", "cafe\u0301"},
		{"soft hyphen", "en", "Karabakh", "", "Kara\u00adbakh", "Kara\u00adbakh"},
		{"a capital is wanted", "en", "Polish", "", "polish the Polish plate", "Polish"},
		{"a small letter wants nothing", "en", "regime", "", "Regime and REGIME and regime", "Regime|REGIME|regime"},
		{"phrase", "en", "Nagorno-Karabakh", "", "Nagorno Karabakh, Nagorno–Karabakh, Nagorno- Karabakh", "Nagorno Karabakh|Nagorno–Karabakh|Nagorno- Karabakh"},
		{"not across a full stop", "en", "South Ossetia", "", "He went south. Ossetia waited. South. Ossetia", ""},
		{"nor a comma", "en", "South Ossetia", "", "To the South, Ossetia", ""},
		{"nor a line", "en", "South Ossetia", "", "South\nOssetia", ""},
		{"an abbreviation's stop", "ru", "т. н. НКР", "", "т. н. НКР, т.н. НКР, т н НКР", "т. н. НКР|т.н. НКР|т н НКР"},
		{"two letters", "en", "UN|", "", "the UN, not UNESCO", "UN"},
		{"one letter", "ka", "ქ*", "", "ქ. თბილისი", "ქ"},
		{"possessive", "en", "Artsakh", "", "Artsakh’s and Artsakh's", "Artsakh|Artsakh"},
		{"unless near", "en", "Shusha", "Shushi", "Shusha (Shushi in Armenian). One two three four five six seven Shusha.", "Shusha"},
		{"unless behind", "en", "Shusha", "known as Shushi", "It is known as Shushi, Shusha", ""},
		{"unless is not itself", "en", "Shusha", "Shusha", "Shusha alone", "Shusha"},
		{"the longest of one rule", "en", "Karabakh;Nagorno-Karabakh", "", "In Nagorno-Karabakh and Karabakh", "Nagorno-Karabakh|Karabakh"},
		{"guillemets", "ru", "оккупант|ы|", "", "«Это оккупанты», — сказал он. Это оккупанты.", "q:оккупанты|оккупанты"},
		{"low and high", "ka", "ოკუპანტ*", "", "„ოკუპანტები მოვიდნენ“, თქვა მან; ოკუპანტები", "q:ოკუპანტები|ოკუპანტები"},
		{"straight", "en", "occupiers", "", `"occupiers" said he, occupiers`, "q:occupiers|occupiers"},
		{"a straight one that nothing closes", "en", "occupiers", "", `5" and occupiers`, "occupiers"},
		{"curly, nested", "en", "occupiers", "", "“They said ‘occupiers’ twice, occupiers” and occupiers", "q:occupiers|q:occupiers|occupiers"},
		{"single, with an apostrophe", "en", "occupiers", "", "‘They’re occupiers’ and the town’s occupiers", "q:occupiers|occupiers"},
		{"a quotation that goes on", "en", "occupiers", "", "“They were occupiers and we\noccupiers", "q:occupiers|occupiers"},
		{"digits", "en", "Article 5|", "", "Article 5 but Article 50", "Article 5"},
		{"broken bytes", "en", "Baku", "", "\xffBaku\xe2\x80", "Baku"},
		{"Georgian capitals", "ka", "ცხინვალ*", "", "ᲪᲮᲘᲜᲕᲐᲚᲨᲘ და ცხინვალი", "ᲪᲮᲘᲜᲕᲐᲚᲨᲘ|ცხინვალი"},
	} {
		s, _ := set(t, lang.Tag(x.lang), x.patterns, x.unless)
		if got := words(s.Find(x.text)); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestOffsetsAreThoseOfScripts(t *testing.T) {
	s, _ := set(t, "ru", "Шуш|а|и", "")
	hits := s.Find("😀 é Шуша") // the face has two units
	if len(hits) != 1 || hits[0].From != 5 || hits[0].To != 9 || hits[0].Start != 8 {
		t.Errorf("%+v", hits)
	}
}

func TestSuggestions(t *testing.T) {
	for _, x := range []struct {
		name, lang, pattern, suggestion, text, want string
	}{
		{"the ending in its turn", "ru", "Степанакерт||а|у|ом|е", "Ханкенди/Степанакерт||а|у|ом|е", "в Степанакерте", "Ханкенди/Степанакерте"},
		{"two words with endings", "ru", "нагорн|ый|ого|ом Карабах||а|е", "карабахск|ий|ого|ом регион||а|е", "в нагорном Карабахе", "карабахском регионе"},
		{"any ending as it is", "ka", "ხანკენდ*", "სტეპანაკერტ*", "ხანკენდში", "სტეპანაკერტში"},
		{"with an Armenian mark", "hy", "Ստեփանակերտ*", "Խանքենդի/Ստեփանակերտ*", "Ստեփանակերտո՞ւմ", "Խանքենդի/Ստեփանակերտո՞ւմ"},
		{"fixed", "en", "Erivan", "Yerevan", "to Erivan", "Yerevan"},
		{"capital at a sentence's beginning", "en", "regime", "government", "He left. Regime change came", "Government"},
		{"a name's capital stays a name's", "en", "Artsakh", "the de facto authorities", "in Artsakh", "the de facto authorities"},
		{"a name at the beginning", "en", "Artsakh", "the de facto authorities", "Artsakh said", "The de facto authorities"},
		{"after a quotation mark", "en", "Artsakh", "the authorities", "Out. “Artsakh said”", "The authorities"},
		{"not after an abbreviation", "ru", "Шуш|а|и", "город Шуша", "в г. Шуши", "город Шуша"},
		{"capitals throughout", "az", "işğalçı*", "hərbçi*", "İŞĞALÇILAR gəldi", "HƏRBÇİLAR"},
		{"i has its dot", "az", "rejim*", "iqtidar*", "Rejim dəyişdi", "İqtidar"},
		{"Georgian has none", "ka", "რეჟიმ*", "ხელისუფლებ*", "რეჟიმი შეიცვალა", "ხელისუფლები"},
		{"a list that fits none", "ru", "Шуш|а|и", "город", "в Шуши", "город"},
	} {
		s, patterns := set(t, lang.Tag(x.lang), x.pattern, "")
		sg, err := match.ParseSuggestion(x.suggestion, patterns)
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
			continue
		}
		hits := s.Find(x.text)
		if len(hits) != 1 {
			t.Errorf("%s: %d hits", x.name, len(hits))
			continue
		}
		if got := sg.For(hits[0], patterns[hits[0].Pattern], lang.Tag(x.lang)); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestRefusedPatterns(t *testing.T) {
	for _, s := range []string{"", "  ", "|а", "*", "Шуш|а*", "Шу*ш|а", "«Шуша»", "НКР|-а", "a b c d e f g h i", strings.Repeat("я", 501), "a\xff", "a" + strings.Repeat("|b", 61), ".", "a,b"} {
		if _, err := match.Parse(s, "ru"); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	_, patterns := set(t, "ru", "Шуш|а|и", "")
	for _, s := range []string{"", "Шуш|а", "Шуш|а|и|е", strings.Repeat("я", 501)} {
		if _, err := match.ParseSuggestion(s, patterns); err == nil {
			t.Errorf("the suggestion %q was taken", s)
		}
	}
}

// FuzzParse: whatever is taken as a pattern can be looked for in anything.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"Шуш|и|а|", "Շուշի*", "т. н. НКР", "a-b c|d|", "İ*", "e\u0301|\u0301", "և|ւ"} {
		f.Add(s, s+" "+s, "hy")
	}
	f.Fuzz(func(t *testing.T, pattern, text, l string) {
		p, err := match.Parse(pattern, lang.Tag(l))
		if err != nil {
			return
		}
		s := match.Compile(lang.Tag(l), []match.Rule{{Patterns: []match.Pattern{p}}})
		units := 0
		for _, r := range text {
			units++
			if r >= 0x10000 {
				units++
			}
		}
		for _, h := range s.Find(text) {
			if h.Words != text[h.Start:h.End] || h.From < 0 || h.To <= h.From || h.To > units {
				t.Fatalf("%q in %q: %+v", pattern, text, h)
			}
			if sg, err := match.ParseSuggestion("x* y", []match.Pattern{p}); err == nil {
				sg.For(h, p, lang.Tag(l))
			}
		}
	})
}
