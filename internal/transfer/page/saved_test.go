package page_test

import (
	"strings"
	"testing"
	"time"

	"masthead/internal/transfer/page"
)

// saved are texts of pages as people and tools save them, with what a person
// would take from each.
var saved = []struct {
	name, text                     string
	headline, date, city, kind     string
	bylines, body                  []string
	standfirst, section, canonical string
}{
	{
		name: "opinion from Baku",
		text: `A river that two countries share: a view from Baku | Mountain News
https://mountain.example/a-river-that-two-countries-share/

Skip to content
ENG
РУС
AZE
ՀԱՅ
ქარ
Home
Azerbaijan
Armenia
Georgia
Opinions
A river that two countries share: a view from Baku
18 June 2026 12:40
Nika Musavi, Baku
Facebook
Twitter
Telegram
Who owns the water of the Aras
The Aras has been a border for two hundred years. People on both banks drink from it and neither trusts what the other pours in.
This spring the water fell to a level that the oldest gardeners of the valley do not remember, and the two governments blamed each other.
Read also
A bridge without a road
Opinion from Yerevan: whose border is it?
"We did not see an engineer from the other side in thirty years," says the head of the waterworks in Horadiz.
What could be done
A joint measuring station would cost less than a kilometre of fence. Both capitals know this, and both are waiting for the other to ask.
Toponyms, terminology, views and opinions expressed by the author are theirs alone and do not necessarily reflect the views and opinions of Mountain News.
Support Mountain News
Our journalism is free for all. Every contribution, however small, helps us keep it so. Support us
Most read
1
Bridge collapses near Zugdidi
2
Why the price of bread went up
Follow us
Facebook
© Mountain News 2026`,
		headline: "A river that two countries share: a view from Baku", date: "2026-06-18T12:40", city: "Baku", kind: "opinion",
		bylines: []string{"Nika Musavi"}, canonical: "https://mountain.example/a-river-that-two-countries-share/",
		body: []string{
			"Who owns the water of the Aras",
			"The Aras has been a border for two hundred years. People on both banks drink from it and neither trusts what the other pours in.",
			"This spring the water fell to a level that the oldest gardeners of the valley do not remember, and the two governments blamed each other.",
			`"We did not see an engineer from the other side in thirty years," says the head of the waterworks in Horadiz.`,
			"What could be done",
			"A joint measuring station would cost less than a kilometre of fence. Both capitals know this, and both are waiting for the other to ask.",
			"Toponyms, terminology, views and opinions expressed by the author are theirs alone and do not necessarily reflect the views and opinions of Mountain News.",
		},
	},
	{
		name: "weekly round-up",
		text: ` date 2026-05-29 Top stories in Azerbaijan, Armenia and Georgia from 25-29 May, 2026
-
Friday, May 29, Georgia. The opposition calls for a rally in front of parliament
● The speaker of parliament said that the rally would be "one more in a long row" and that the police were ready.
● Two buses with participants from Batumi were stopped on the way to the capital. The police spoke of a technical check.
-
Friday, May 29, Armenia. The prime minister answers questions in parliament for four hours
● He said that talks on the border would go on in June. More details here.
● A bill on pensions was put off until autumn.
-
Thursday, May 28, Azerbaijan. The Independence Day is marked with a parade of boats
● Hundreds of people watched the boats from the boulevard in Baku.
Most read
Bridge collapses near Zugdidi
Why the price of bread went up`,
		headline: "Top stories in Azerbaijan, Armenia and Georgia from 25-29 May, 2026", date: "2026-05-29", kind: "round-up",
		body: []string{
			"Friday, May 29, Georgia. The opposition calls for a rally in front of parliament",
			`The speaker of parliament said that the rally would be "one more in a long row" and that the police were ready.` + "\n" +
				"Two buses with participants from Batumi were stopped on the way to the capital. The police spoke of a technical check.",
			"Friday, May 29, Armenia. The prime minister answers questions in parliament for four hours",
			"He said that talks on the border would go on in June. More details here.\nA bill on pensions was put off until autumn.",
			"Thursday, May 28, Azerbaijan. The Independence Day is marked with a parade of boats",
			"Hundreds of people watched the boats from the boulevard in Baku.",
		},
	},
	{
		name: "Georgian news",
		text: `მთავარი
პოლიტიკა
საზოგადოება
ვიდეო
ძებნა

ხიდი ზუგდიდთან ახლოს ჩამოინგრა

18 ივნისი, 2026
ავტორი: ნინო ბერიძე

გააზიარე
Facebook Twitter

ზუგდიდთან ახლოს მდინარეზე გადებული ხიდი დილით ჩამოინგრა, დაშავებული არავინაა.

ადგილობრივები ამბობენ, რომ ხიდის შეკეთებას წლებია ითხოვდნენ და პასუხი არ მიუღიათ.

ასევე წაიკითხეთ: რატომ გაძვირდა პური

სამინისტროს ცნობით, ახალი ხიდის მშენებლობა ორ თვეში დაიწყება და წლის ბოლომდე დასრულდება.

მხარი დაგვიჭირეთ
ყველაზე კითხვადი
რატომ გაძვირდა პური
მდინარე, რომელსაც ორი ქვეყანა იყოფს
© 2026 მთის ამბები. ყველა უფლება დაცულია`,
		headline: "ხიდი ზუგდიდთან ახლოს ჩამოინგრა", date: "2026-06-18", bylines: []string{"ნინო ბერიძე"}, kind: "news",
		body: []string{
			"ზუგდიდთან ახლოს მდინარეზე გადებული ხიდი დილით ჩამოინგრა, დაშავებული არავინაა.",
			"ადგილობრივები ამბობენ, რომ ხიდის შეკეთებას წლებია ითხოვდნენ და პასუხი არ მიუღიათ.",
			"სამინისტროს ცნობით, ახალი ხიდის მშენებლობა ორ თვეში დაიწყება და წლის ბოლომდე დასრულდება.",
		},
	},
	{
		name: "Russian, date and time above the headline",
		text: `Горные новости
Главная » Общество
18.06.2026 | 09:15
Мост под Зугдиди рухнул утром
Никто не пострадал, но три села остались без дороги
Автор: Нино Беридзе
Поделиться
Мост через реку под Зугдиди рухнул рано утром, когда на нем не было ни людей, ни машин.
Жители говорят, что просили о ремонте много лет. «Нам отвечали, что денег нет», — рассказывает учительница из соседнего села.
Подписывайтесь на наш Telegram-канал
Министерство обещает начать строительство нового моста через два месяца.
Читайте также:
Почему подорожал хлеб
Река, которую делят две страны
Теги: Грузия, мосты, дороги
Комментарии
Имя
Очень жаль жителей, дорога и так была плохой, а теперь ее нет совсем.
Отправить`,
		headline: "Мост под Зугдиди рухнул утром", date: "2026-06-18T09:15", bylines: []string{"Нино Беридзе"}, kind: "news", section: "Общество",
		standfirst: "Никто не пострадал, но три села остались без дороги",
		body: []string{
			"Мост через реку под Зугдиди рухнул рано утром, когда на нем не было ни людей, ни машин.",
			"Жители говорят, что просили о ремонте много лет. «Нам отвечали, что денег нет», — рассказывает учительница из соседнего села.",
			"Министерство обещает начать строительство нового моста через два месяца.",
		},
	},
	{
		name: "Azerbaijani in Markdown",
		text: `# Zuqdidi yaxınlığında körpü çökdü

![](https://mountain.example/bridge.jpg)

**18 iyun 2026** | Nino Beridze

Zuqdidi yaxınlığında çayın üzərindəki körpü səhər tezdən çökdü, xəsarət alan yoxdur.

## Sakinlər nə deyir

Sakinlər [illərdir](https://mountain.example/repair) təmir istədiklərini, amma cavab almadıqlarını bildirirlər.

* [Çörək niyə bahalaşdı](https://mountain.example/bread)
* [İki ölkənin çayı](https://mountain.example/river)

### Ən çox oxunan
* [Çörək niyə bahalaşdı](https://mountain.example/bread)`,
		headline: "Zuqdidi yaxınlığında körpü çökdü", date: "2026-06-18", bylines: []string{"Nino Beridze"}, kind: "news",
		body: []string{
			"Zuqdidi yaxınlığında çayın üzərindəki körpü səhər tezdən çökdü, xəsarət alan yoxdur.",
			"Sakinlər nə deyir",
			"Sakinlər illərdir təmir istədiklərini, amma cavab almadıqlarını bildirirlər.",
		},
	},
	{
		name: "parts for wide and narrow screens, a teaser without a heading",
		text: `Mountain News
EN
RU
Top stories
Donate

Bridge collapse sparks anger in Zugdidi
18.06.2026
18.06.2026

Bridge collapse sparks anger in Zugdidi
Mountain News, Tbilisi

Facebook
Twitter

The bridge over the Enguri collapsed early on Thursday, and three villages have been cut off since.

The ministry promises to begin a new bridge in two months and to finish it by the end of the year.

A river that two countries share
Experts from Baku and Yerevan on the water of the Aras

‘We were told there was no money’

Nino Beridze | photo: fb.com/ninoberidze

Nino Beridze, a teacher, says the villages asked the ministry for repairs of the bridge every single year.

Most read

1

A river that two countries share

2

Why the price of bread went up

Support us

A river that two countries share
Experts from Baku and Yerevan on the water of the Aras
Why the price of bread went up
The harvest was good, and yet the mills pay more`,
		headline: "Bridge collapse sparks anger in Zugdidi", date: "2026-06-18", city: "Tbilisi", kind: "news", bylines: []string{"Mountain News"},
		body: []string{
			"The bridge over the Enguri collapsed early on Thursday, and three villages have been cut off since.",
			"The ministry promises to begin a new bridge in two months and to finish it by the end of the year.",
			"‘We were told there was no money’",
			"Nino Beridze, a teacher, says the villages asked the ministry for repairs of the bridge every single year.",
		},
	},
	{
		name: "the story is a teaser below itself",
		text: `Bridge collapses near Zugdidi
18 June 2026
The bridge over the river collapsed early in the morning, when nobody was on it.
People of the village say that they have asked for repairs of the bridge for many years.
Latest news
Bridge collapses near Zugdidi
The bridge over the river collapsed early in the morning, when nobody was on it.
Bread gets dearer
The price of bread went up by a third in June, although the harvest was good.`,
		headline: "Bridge collapses near Zugdidi", date: "2026-06-18", kind: "news",
		body: []string{
			"The bridge over the river collapsed early in the morning, when nobody was on it.",
			"People of the village say that they have asked for repairs of the bridge for many years.",
		},
	},
	{
		name: "Armenian interview",
		text: `Լուրեր
Հարցազրույց
Հարցազրույց․ «Կամուրջը պետք էր վերանորոգել դեռ տասը տարի առաջ»
2026 թ. հունիսի 18, 10:05
Անի Մարտիրոսյան, Երևան
Մեր զրուցակիցն ինժեներ է, որը երեսուն տարի կամուրջներ է նախագծել։
– Ինչո՞ւ փլուզվեց կամուրջը։
– Որովհետև ոչ ոք չէր նայում դրա հենարաններին, թեև զեկույցները գրվել էին։
– Ո՞վ է պատասխանատու։
– Բոլոր նրանք, ովքեր ստորագրել են այդ զեկույցների տակ և մոռացել դրանք։
Կարդացեք նաև՝ Ինչու թանկացավ հացը
Մեկնաբանություններ`,
		headline: "Հարցազրույց․ «Կամուրջը պետք էր վերանորոգել դեռ տասը տարի առաջ»", date: "2026-06-18T10:05", city: "Երևան", kind: "interview",
		bylines: []string{"Անի Մարտիրոսյան"}, section: "Հարցազրույց",
		body: []string{
			"Մեր զրուցակիցն ինժեներ է, որը երեսուն տարի կամուրջներ է նախագծել։",
			"– Ինչո՞ւ փլուզվեց կամուրջը։",
			"– Որովհետև ոչ ոք չէր նայում դրա հենարաններին, թեև զեկույցները գրվել էին։",
			"– Ո՞վ է պատասխանատու։",
			"– Բոլոր նրանք, ովքեր ստորագրել են այդ զեկույցների տակ և մոռացել դրանք։",
		},
	},
}

func dateText(a page.Article) string {
	switch {
	case a.Date.IsZero():
		return ""
	case a.DateOnly:
		return a.Date.Format(time.DateOnly)
	}
	return a.Date.Format("2006-01-02T15:04")
}

func TestSavedTexts(t *testing.T) {
	for _, want := range saved {
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
				{"kind", a.Kind, want.kind},
				{"bylines", strings.Join(a.Bylines, "; "), strings.Join(want.bylines, "; ")},
				{"standfirst", a.Standfirst, want.standfirst},
				{"section", a.Section, want.section},
				{"address", a.Canonical, want.canonical},
			} {
				if f.got != f.want {
					t.Errorf("%s: got %q, want %q", f.what, f.got, f.want)
				}
			}
			var body []string
			for _, b := range a.Blocks {
				body = append(body, b.Text)
			}
			if g, w := strings.Join(body, "\n\n"), strings.Join(want.body, "\n\n"); g != w {
				t.Errorf("body:\n%s\n\nwant:\n%s", g, w)
			}
		})
	}
}

// TestPagesTeachEachOther reads two pages of one site whose furniture no phrase
// gives away: what stands on both goes, but for each page's own headline, date
// and first paragraph, which the other page shows as a teaser.
func TestPagesTeachEachOther(t *testing.T) {
	frame := func(body string) []byte {
		return []byte("The Valley Gazette\nSince the year of the great flood we have told the valley what it would rather not hear.\n" + body +
			"\nThe gazette is printed by the old mill, where the ink is mixed by hand on the first day of every month.\n" +
			"Bridge collapses near Zugdidi\nThe bridge over the river collapsed early in the morning, when nobody was on it.\n" +
			"Bread gets dearer\nThe price of bread went up by a third in June, although the harvest was good.\n")
	}
	pages := []page.Input{
		{Name: "bridge", Data: frame("Bridge collapses near Zugdidi\n18 June 2026\nThe bridge over the river collapsed early in the morning, when nobody was on it.\n" +
			"People of the village say that they have asked for repairs of the bridge for many years.\nThe ministry promises that a new bridge over the river will stand by winter.")},
		{Name: "bread", Data: frame("Bread gets dearer\n18 June 2026\nThe price of bread went up by a third in June, although the harvest was good.\n" +
			"Millers say that the price of power leaves them no choice in the matter of bread.\nBakers in the valley expect the price to rise once more before winter.")},
	}
	got, problems := page.Reader{}.Read(t.Context(), pages)
	if len(problems) > 0 || len(got) != 2 {
		t.Fatal(problems)
	}
	for i, want := range []struct{ headline, body string }{
		{"Bridge collapses near Zugdidi", "The bridge over the river collapsed early in the morning, when nobody was on it.|" +
			"People of the village say that they have asked for repairs of the bridge for many years.|The ministry promises that a new bridge over the river will stand by winter."},
		{"Bread gets dearer", "The price of bread went up by a third in June, although the harvest was good.|" +
			"Millers say that the price of power leaves them no choice in the matter of bread.|Bakers in the valley expect the price to rise once more before winter."},
	} {
		var body []string
		for _, b := range got[i].Blocks {
			body = append(body, b.Text)
		}
		if got[i].Headline != want.headline || dateText(got[i]) != "2026-06-18" || strings.Join(body, "|") != want.body {
			t.Errorf("got %q, %s, %q", got[i].Headline, dateText(got[i]), body)
		}
	}
}
