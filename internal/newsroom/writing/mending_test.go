package writing_test

import (
	"strings"
	"testing"
	"unicode"
)

const nb = "\u00a0"

// Written by hand, in the five languages of the desk. What is right stays as it is: each
// wanted text is mended again and must not change.
func TestMending(t *testing.T) {
	tests := []struct{ lang, in, want string }{
		// English
		{"en", `"We share the water," she said.`, "“We share the water,” she said."},
		{"en", `She said: "He told me 'never' twice."`, "She said: “He told me ‘never’ twice.”"},
		{"en", `It's the farmers' river, and it isn't new.`, "It’s the farmers’ river, and it isn’t new."},
		{"en", "Nobody came - and nobody called...", "Nobody came – and nobody called…"},
		{"en", "In 1911-1936 the pages 12-15 were lost.", "In 1911–1936 the pages 12–15 were lost."},
		{"en", "Call 555-12-34 on 2026-11-23, by e-mail or not.", "Call 555-12-34 on 2026-11-23, by e-mail or not."},
		{"en", "Two  spaces , and a comma", "Two spaces, and a comma"},
		{"en", "The team won 2-0 in the '90s.", "The team won 2-0 in the ’90s."},
		{"en", `A 5" pipe runs 40 km to the sluice.`, "A 5\" pipe runs 40" + nb + "km to the sluice."},
		{"en", `See https://example.org/a--b?c="d" and mail x--y@example.org`, `See https://example.org/a--b?c="d" and mail x--y@example.org`},
		{"en", "He left---for good.", "He left---for good."},
		{"en", "«Guillemets» are foreign here", "“Guillemets” are foreign here"},
		{"en", "Already “right” – and ‘so’ is this…", "Already “right” – and ‘so’ is this…"},
		// Russian
		{"ru", `"Вода общая", - сказала она.`, "«Вода общая»," + nb + "— сказала она."},
		{"ru", `Он ответил: "Газета "Эхо" молчит".`, "Он ответил: «Газета „Эхо“ молчит»."},
		{"ru", "Мы были в городе и у реки.", "Мы были в" + nb + "городе и" + nb + "у" + nb + "реки."},
		{"ru", "- Где они?\n- Здесь.", "—" + nb + "Где они?\n—" + nb + "Здесь."},
		{"ru", "Это было в 1988-1990 гг., страницы 5-7.", "Это было в" + nb + "1988–1990 гг., страницы 5–7."},
		{"ru", "Дом № 5, 12 км от границы...", "Дом №" + nb + "5, 12" + nb + "км от" + nb + "границы…"},
		{"ru", "Что-то кое-как, из-за дождя", "Что-то кое-как, из-за дождя"},
		{"ru", "Писал А. С. Пушкин", "Писал А." + nb + "С." + nb + "Пушкин"},
		{"ru", "“Чужие” кавычки", "«Чужие» кавычки"},
		// Azerbaijani
		{"az", `"Su hamınındır" - dedi o.`, "“Su hamınındır” – dedi o."},
		{"az", "Əli və ƏLİ, ə hərfi olduğu kimi qalır...", "Əli və ƏLİ, ə hərfi olduğu kimi qalır…"},
		{"az", "1988-1990-cı illərdə 15 km yol", "1988–1990-cı illərdə 15" + nb + "km yol"},
		{"az", "Bakı'nın küçələri", "Bakı’nın küçələri"},
		{"az", "«Azadlıq» qəzeti", "“Azadlıq” qəzeti"},
		{"az", "Mən-sən davası", "Mən-sən davası"},
		// Armenian
		{"hy", `"Ջուրը բոլորինն է",- ասաց նա:`, "«Ջուրը բոլորինն է»,- ասաց նա։"},
		{"hy", "Նա եկավ: Մենք սպասում էինք:", "Նա եկավ։ Մենք սպասում էինք։"},
		{"hy", "Ժամը 15:30 է, իսկ 3:2 հաշիվը մնաց:", "Ժամը 15:30 է, իսկ 3:2 հաշիվը մնաց։"},
		{"hy", "Ինչու՞ եկար", "Ինչո՞ւ եկար"},
		{"hy", "Որտեղ՞ է նա", "Որտե՞ղ է նա"},
		{"hy", "Տունը՞ թե դաշտը՞", "Տո՞ւնը թե դա՞շտը"},
		{"hy", "Ո՞վ է սա, ի՞նչ ես ասում", "Ո՞վ է սա, ի՞նչ ես ասում"},
		{"hy", "Կեցցես ՜ ընկեր", "Կեցցե՜ս ընկեր"},
		{"hy", "Նա ասաց` գնանք", "Նա ասաց՝ գնանք"},
		{"hy", "Գետը - սահմանն է...", "Գետը – սահմանն է…"},
		{"hy", "և եւ ու", "և եւ ու"},
		// Georgian
		{"ka", `"წყალი ყველასია", - თქვა მან.`, "„წყალი ყველასია“, – თქვა მან."},
		{"ka", `მან თქვა: "გაზეთი "ეხო" დუმს".`, "მან თქვა: „გაზეთი «ეხო» დუმს“."},
		{"ka", "“უცხო” ბრჭყალები", "„უცხო“ ბრჭყალები"},
		{"ka", "1988-1990 წლებში, 12 კმ გზა...", "1988–1990 წლებში, 12" + nb + "კმ გზა…"},
		{"ka", "„სწორი“ ბრჭყალები და «შიდა»", "„სწორი“ ბრჭყალები და „შიდა“"},
		{"ka", "სახელმწიფო-პოლიტიკური", "სახელმწიფო-პოლიტიკური"},
	}
	b := openBed(t)
	for _, tc := range tests {
		got := ask[string](b, "bed.mend(%s, %s)", tc.in, tc.lang)
		if got != tc.want {
			t.Errorf("%s %q became\n%q, not\n%q", tc.lang, tc.in, got, tc.want)
			continue
		}
		if again := ask[string](b, "bed.mend(%s, %s)", got, tc.lang); again != got {
			t.Errorf("%s %q, mended again, became %q", tc.lang, got, again)
		}
		if bare(got) != bare(tc.in) {
			t.Errorf("%s %q: words were changed: %q", tc.lang, tc.in, got)
		}
	}
}

// bare is the letters and digits of a text, Armenian marks in words aside.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// Mending is one step: what it changed is shown, and one undo takes it back. Marks stay,
// code and words in another language are left alone.
func TestMendingInTheText(t *testing.T) {
	b := openBed(t)
	b.speak("en")
	b.eval(`bed.open({blocks: [
		{id: %s, type: "paragraph", text: [{t: "He said \"", m: [{type: "strong"}]}, {t: "yes"}, {t: "\" - twice...", m: [{type: "em"}]}]},
		{id: %s, type: "paragraph", text: [{t: "code \"x\" ", m: [{type: "code"}]}, {t: "\"a\""}]}]}, {words: window.words})`, full("a"), full("b"))
	b.press("Ctrl+Alt+t")
	if got, want := b.shape(), "p a He said “yes” – twice…\np b code \"x\" “a”"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := ask[[]string](b, "bed.log.notices"); len(n) != 1 || n[0] != "6 places mended. Ctrl+Z takes it back." {
		t.Errorf("said %q", n)
	}
	if n := ask[int](b, `document.querySelectorAll(".mended").length`); n == 0 {
		t.Error("what was mended is not shown")
	}
	if m := ask[string](b, `JSON.stringify(bed.editor.doc().blocks[0].text)`); m != `[{"t":"He said “","m":[{"type":"strong"}]},{"t":"yes"},{"t":"” – twice…","m":[{"type":"em"}]}]` {
		t.Errorf("marks: %s", m)
	}
	b.press("Ctrl+z")
	if got, want := b.shape(), "p a He said \"yes\" - twice...\np b code \"x\" \"a\""; got != want {
		t.Errorf("undone\n%s\nwant\n%s", got, want)
	}
}
