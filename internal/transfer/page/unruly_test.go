package page_test

import (
	"strings"
	"testing"

	"masthead/internal/transfer/page"
)

// unruly are texts that break the habits of the others: lines wrapped here and
// not there, lists within the text, labels of other languages.
var unruly = []struct {
	name, text            string
	headline, date, city  string
	bylines, topics, body []string
}{
	{
		name: "paragraphs wrapped, furniture in single lines",
		text: `Skip to content
Home
News
Opinion
About us
Home › News › Society
The last ferry on the lake waits for a captain since the spring
By Marta Kobakhidze
3 March 2025
Share
Facebook
Telegram

Fishermen of the three villages on the northern shore say that they have had
no way to the market since April, when the old captain went ashore and nobody
was found to take the wheel.

The harbour office offers a wage of nine hundred lari. Nobody who has a
licence will stand on that deck in November for such a sum, says the captain,
who is seventy and grows apples now.

Read also
Bread prices climb in the mountain districts for the third month
A school of nine pupils gets a new roof before the winter

Two young men began the course in the summer, paid for by the fishermen, and
will sit their examination in “the second half” of the winter.

What the office says

The ferry itself is sound. It was painted in May and has stood at the pier
with an empty bridge ever since.
Support us
Most read
1. Bread prices climb in the mountain districts for the third month
2. A school of nine pupils gets a new roof before the winter
© 2025 Lake Herald. All rights reserved.`,
		headline: "The last ferry on the lake waits for a captain since the spring", date: "2025-03-03", bylines: []string{"Marta Kobakhidze"},
		body: []string{
			"Fishermen of the three villages on the northern shore say that they have had no way to the market since April, when the old captain went ashore and nobody was found to take the wheel.",
			"The harbour office offers a wage of nine hundred lari. Nobody who has a licence will stand on that deck in November for such a sum, says the captain, who is seventy and grows apples now.",
			"Two young men began the course in the summer, paid for by the fishermen, and will sit their examination in “the second half” of the winter.",
			"What the office says",
			"The ferry itself is sound. It was painted in May and has stood at the pier with an empty bridge ever since.",
		},
	},
	{
		name: "wrapped without blank lines",
		text: `Ana səhifə
Xəbərlər
Cəmiyyət
Ana səhifə > Xəbərlər > Cəmiyyət
Göldəki son bərə yazdan bəri kapitan gözləyir
Marta Kobaxidze
3 mart 2025
Paylaş
Facebook
Şimal sahilindəki üç kəndin balıqçıları deyirlər ki, aprel ayından bəri bazara
gedə bilmirlər, çünki qoca kapitan sahilə çıxıb və onun yerinə heç kim
tapılmayıb.
Həmçinin oxuyun
Dağ rayonlarında çörəyin qiyməti üçüncü aydır artır
Doqquz şagirdi olan məktəbin damı qışdan əvvəl dəyişdirilir
Liman idarəsi aylıq doqquz yüz lari maaş təklif edir, amma vəsiqəsi olan heç
kim noyabrda bu pula göyərtəyə çıxmaq istəmir. Kapitan indi alma becərir.
İdarə nə deyir
Bərə sazdır. Onu mayda rəngləyiblər və o vaxtdan bəri körpünün yanında boş
dayanıb.
Ən çox oxunanlar
Dağ rayonlarında çörəyin qiyməti üçüncü aydır artır
© 2025 Göl. Bütün hüquqlar qorunur.`,
		headline: "Göldəki son bərə yazdan bəri kapitan gözləyir", date: "2025-03-03", bylines: []string{"Marta Kobaxidze"},
		body: []string{
			"Şimal sahilindəki üç kəndin balıqçıları deyirlər ki, aprel ayından bəri bazara gedə bilmirlər, çünki qoca kapitan sahilə çıxıb və onun yerinə heç kim tapılmayıb.",
			"Liman idarəsi aylıq doqquz yüz lari maaş təklif edir, amma vəsiqəsi olan heç kim noyabrda bu pula göyərtəyə çıxmaq istəmir. Kapitan indi alma becərir.",
			"İdarə nə deyir",
			"Bərə sazdır. Onu mayda rəngləyiblər və o vaxtdan bəri körpünün yanında boş dayanıb.",
		},
	},
}

func TestUnrulyTexts(t *testing.T) {
	for _, want := range unruly {
		t.Run(want.name, func(t *testing.T) {
			got, problems := page.Reader{}.Read(t.Context(), []page.Input{{Name: want.name, Data: []byte(want.text)}})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			a := got[0]
			for _, f := range []struct{ what, got, want string }{
				{"headline", a.Headline, want.headline},
				{"date", dateText(a), want.date},
				{"city", a.City, want.city},
				{"bylines", strings.Join(a.Bylines, "; "), strings.Join(want.bylines, "; ")},
				{"topics", strings.Join(a.Topics, "; "), strings.Join(want.topics, "; ")},
				{"body", strings.TrimSpace(bodyText(a)), strings.Join(want.body, "\n")},
			} {
				if f.got != f.want {
					t.Errorf("%s:\n%s\nwant:\n%s", f.what, f.got, f.want)
				}
			}
		})
	}
}
