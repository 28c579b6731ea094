package translation_test

import (
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/translation"
)

func TestChangesAreWeighed(t *testing.T) {
	const (
		nothing = translation.Nothing
		form    = translation.Form
		words   = translation.Words
		urgent  = translation.Urgent
	)
	for _, c := range []struct {
		l             lang.Tag
		before, after string
		weight        translation.Weight
		why           string
	}{
		{"en", "The bridge, closed since May, is open.", "The bridge – closed since May – is open", nothing, ""},
		{"en", `He said "no comment" and left.`, `He said “no comment”, and left.`, nothing, ""},
		{"en", "It is open.", "It is open?", words, ""},
		{"en", "the ministry said", "the Ministry said", form, ""},
		{"en", "The bridge is open.", "The crossing is open.", words, ""},
		{"en", "It cost 1,200 lari.", "It cost 12,00 lari.", urgent, "number"},
		{"en", "It cost $5.", "It cost €5.", urgent, "number"},
		{"en", "It rose by 5 per cent.", "It rose by 5%.", urgent, "number"},
		{"en", "Critics of Anna Petrova left.", "Critics of Anna Pavlova left.", urgent, "name"},
		{"en", "Anna Petrova left the room.", "Vera Petrova left the room.", urgent, "name"},
		{"en", "The man left the room.", "A man left the room.", words, ""},
		{"en", "They did see it.", "They didn't see it.", urgent, "negation"},
		{"en", "They will come.", "They will not come.", urgent, "negation"},
		{"en", `She called it "a success" yesterday.`, `She called it "a failure" yesterday.`, urgent, "quote"},
		{"ru", "Мост открыт, движение началось.", "Мост открыт — движение началось.", nothing, ""},
		{"ru", "Он придёт завтра.", "Он не придёт завтра.", urgent, "negation"},
		{"ru", "Об этом сообщил Иванов.", "Об этом сообщил Петров.", urgent, "name"},
		{"ru", "Собралось 12 человек.", "Собралось 120 человек.", urgent, "number"},
		{"ru", "Дорога длинная.", "Дорога узкая.", words, ""},
		{"ru", "за́мок на горе", "замок на горе", nothing, ""},
		{"az", "Nazir dünən Bakıya getdi.", "Nazir dünən Bakıya getmədi.", urgent, "negation"},
		{"az", "O, sabah gedir.", "O, sabah getmir.", urgent, "negation"},
		{"az", "Bu, yaxşı xəbərdir.", "Bu, yaxşı xəbər deyil.", urgent, "negation"},
		{"az", "Körpü açıqdır.", "Körpü bağlıdır.", words, ""},
		{"hy", "Նա երեկ եկավ Երևան։", "Նա երեկ չեկավ Երևան։", urgent, "negation"},
		{"hy", "Նա գնաց Երևան։", "Նա գնաց Գյումրի։", urgent, "name"},
		{"hy", "Նա եկավ։", "Նա եկա՞վ։", words, ""},
		{"hy", "Կամուրջը բաց է։", "Կամուրջը, բաց է", nothing, ""},
		{"hy", "Կամո՛ւրջը բաց է։", "Կամուրջը բաց է։", nothing, ""},
		{"ka", "ხიდი გაიხსნა.", "ხიდი არ გაიხსნა.", urgent, "negation"},
		{"ka", "თქვა ნინო გელაშვილმა.", "თქვა ნინო ბერიშვილმა.", urgent, "name"},
		{"ka", "შვილი სახლში იყო.", "ძაღლი სახლში იყო.", words, ""},
		{"ka", "ხიდი „ღია“ არის.", "ხიდი «ღია», არის", nothing, ""},
		{"ka", "იქ 12 კაცი იდგა.", "იქ 14 კაცი იდგა.", urgent, "number"},
	} {
		weight, why := translation.Weigh(c.before, c.after, body.Paragraph, c.l)
		if weight != c.weight || !strings.Contains(strings.Join(why, " "), c.why) || c.why == "" && len(why) > 0 {
			t.Errorf("%s: %q → %q is %d %v, want %d %s", c.l, c.before, c.after, weight, why, c.weight, c.why)
		}
	}
	if weight, why := translation.Weigh("We came home.", "We went home.", body.Quote, "en"); weight != urgent || why[0] != translation.WhyQuote {
		t.Errorf("a quotation's words: %d %v", weight, why)
	}
}

func FuzzWeigh(f *testing.F) {
	f.Add("It cost 1,200 lari.", "„ղ՞ «12,", "hy")
	f.Add("", "’-’", "az")
	f.Fuzz(func(t *testing.T, before, after, l string) {
		if w, why := translation.Weigh(before, before, body.Paragraph, lang.Tag(l)); w != translation.Nothing || why != nil {
			t.Errorf("%q weighs %d %v against itself", before, w, why)
		}
		a, _ := translation.Weigh(before, after, body.Paragraph, lang.Tag(l))
		b, _ := translation.Weigh(after, before, body.Paragraph, lang.Tag(l))
		if a != b {
			t.Errorf("%q → %q weighs %d, back %d", before, after, a, b)
		}
	})
}
