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
with an empty bridge ever since, and the gulls have made their nests upon it.
Read more: A school of nine pupils gets a new roof before the winter
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
			"The ferry itself is sound. It was painted in May and has stood at the pier with an empty bridge ever since, and the gulls have made their nests upon it.",
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
	{
		name: "round-up by days",
		text: `Lake Herald
Home
News
Opinion
Week in review
Around the lake this week: 3–9 March
9 March 2025
Compiled by Marta Kobakhidze, Batumi
Share
3 March
The harbour office opened a course for captains, and two young men came on the first day.
4 March
Bread went up by ten tetri in the mountain districts, the union of bakers said.
Read more: Why the mills stand still
Share
6 March
Snow. The pass was closed for nine hours.
9 March
Four villages voted for their elders; turnout was 51 per cent.
Most popular
Why the mills stand still
© Lake Herald 2025`,
		headline: "Around the lake this week: 3–9 March", date: "2025-03-09", city: "Batumi", bylines: []string{"Marta Kobakhidze"},
		body: []string{
			"3 March", "The harbour office opened a course for captains, and two young men came on the first day.",
			"4 March", "Bread went up by ten tetri in the mountain districts, the union of bakers said.",
			"6 March", "Snow. The pass was closed for nine hours.",
			"9 March", "Four villages voted for their elders; turnout was 51 per cent.",
		},
	},
	{
		name: "round-up by countries",
		text: `Lake Herald
Home
News
Four stories of the week from three shores
By Marta Kobakhidze in Batumi
9 March 2025
Share
Georgia
The harbour office opened a course for captains, and two young men came on the first day.
Armenia
Bread went up by ten drams in the mountain districts, the union of bakers said.
Turkey
Snow closed the pass for nine hours, and forty lorries waited on the road.
Most read
Why the mills stand still
© Lake Herald 2025`,
		headline: "Four stories of the week from three shores", date: "2025-03-09", city: "Batumi", bylines: []string{"Marta Kobakhidze"},
		body: []string{
			"Georgia", "The harbour office opened a course for captains, and two young men came on the first day.",
			"Armenia", "Bread went up by ten drams in the mountain districts, the union of bakers said.",
			"Turkey", "Snow closed the pass for nine hours, and forty lorries waited on the road.",
		},
	},
	{
		name: "round-up by the clock",
		text: `Lake Herald
Home
News
The day on the lake
9 March 2025
09:10
The harbour opens its spring season with a quarrel about berths.
11:45
Two fishermen were found well on the eastern shore.
Share
13:20
The court sets the captain free on bail.
Read also
Why the mills stand still
16:05
Snow closes the mountain pass once more.
Most read
Why the mills stand still
© Lake Herald 2025`,
		headline: "The day on the lake", date: "2025-03-09",
		body: []string{
			"09:10", "The harbour opens its spring season with a quarrel about berths.",
			"11:45", "Two fishermen were found well on the eastern shore.",
			"13:20", "The court sets the captain free on bail.",
			"16:05", "Snow closes the mountain pass once more.",
		},
	},
	{
		name: "appeal, correction and kind",
		text: `Lake Herald
Home
News
Opinion | Why the mills of the valley stand still
By Marta Kobakhidze
9 March 2025
The mills of the valley stood still for the third week because the river is low and power is dear.
Millers say that the price of power leaves them no choice, and that bread will follow.
Support independent journalism
Lake Herald is funded by readers like you. Become a supporter from $4 a month.
Become a supporter
This article was updated on 10 March with the answer of the power company.
Tags: mills, bread
Most read
A school of nine pupils gets a new roof`,
		headline: "Why the mills of the valley stand still", date: "2025-03-09", bylines: []string{"Marta Kobakhidze"}, topics: []string{"mills", "bread"},
		body: []string{
			"The mills of the valley stood still for the third week because the river is low and power is dear.",
			"Millers say that the price of power leaves them no choice, and that bread will follow.",
			"This article was updated on 10 March with the answer of the power company.",
		},
	},
	{
		name: "Armenian appeal and labels",
		text: `Գլխավոր
Լուրեր
Հովտի ջրաղացները կանգնած են արդեն երրորդ շաբաթը
Մարտա Կոբախիձե
9 մարտի 2025
Կիսվել
Հովտի ջրաղացները կանգնած են երրորդ շաբաթը, որովհետև գետը ծանծաղել է, իսկ հոսանքը թանկացել։
Ջրաղացպաններն ասում են, որ հոսանքի գինն իրենց ընտրություն չի թողնում։
Աջակցեք անկախ լրագրությանը
Մենք աշխատում ենք ընթերցողների շնորհիվ։ Դարձեք անդամ ամսական 4 դոլարից։
Աջակցել
Պիտակներ՝ ջրաղաց, հաց
Ամենաընթերցվածը
Ինչու թանկացավ հացը`,
		headline: "Հովտի ջրաղացները կանգնած են արդեն երրորդ շաբաթը", date: "2025-03-09", bylines: []string{"Մարտա Կոբախիձե"}, topics: []string{"ջրաղաց", "հաց"},
		body: []string{
			"Հովտի ջրաղացները կանգնած են երրորդ շաբաթը, որովհետև գետը ծանծաղել է, իսկ հոսանքը թանկացել։",
			"Ջրաղացպաններն ասում են, որ հոսանքի գինն իրենց ընտրություն չի թողնում։",
		},
	},
	{
		name: "Georgian bare name and appeal",
		text: `მთავარი
სიახლეები
ხეობის წისქვილები უკვე მესამე კვირაა გაჩერებულია
მარტა კობახიძე
9 მარტი, 2025
გაზიარება
ხეობის წისქვილები მესამე კვირაა გაჩერებულია, რადგან მდინარე დაპატარავდა და დენი გაძვირდა.
მეწისქვილეები ამბობენ, რომ დენის ფასი მათ არჩევანს არ უტოვებს.
მხარი დაუჭირე დამოუკიდებელ მედიას
ჩვენ მკითხველების დახმარებით ვმუშაობთ. გახდი წევრი თვეში 4 დოლარიდან.
გახდი წევრი
ტეგები: წისქვილი, პური
ყველაზე კითხვადი
რატომ გაძვირდა პური`,
		headline: "ხეობის წისქვილები უკვე მესამე კვირაა გაჩერებულია", date: "2025-03-09", bylines: []string{"მარტა კობახიძე"}, topics: []string{"წისქვილი", "პური"},
		body: []string{
			"ხეობის წისქვილები მესამე კვირაა გაჩერებულია, რადგან მდინარე დაპატარავდა და დენი გაძვირდა.",
			"მეწისქვილეები ამბობენ, რომ დენის ფასი მათ არჩევანს არ უტოვებს.",
		},
	},
	{
		name: "Persian bare name, second list and appeal",
		text: `خانه
اخبار
آسیاب‌های دره سومین هفته است که ایستاده‌اند
مارتا کوباخیدزه
۱۸ اسفند ۱۴۰۳
اشتراک‌گذاری
آسیاب‌های دره سومین هفته است که ایستاده‌اند، چون آب رودخانه کم و برق گران شده است.
بیشتر بخوانید
مدرسه‌ای با نه دانش‌آموز پیش از زمستان سقف تازه گرفت
آسیابانان می‌گویند که بهای برق برای آن‌ها راهی نگذاشته و نان هم در دره گران می‌شود.
از روزنامه‌نگاری مستقل حمایت کنید
ما با کمک خوانندگان کار می‌کنیم. از ماهی ۴ دلار عضو شوید.
عضو شوید
برچسب‌ها: آسیاب، نان
پربازدیدترین‌ها
چرا نان گران شد`,
		headline: "آسیاب‌های دره سومین هفته است که ایستاده‌اند", date: "2025-03-08", bylines: []string{"مارتا کوباخیدزه"}, topics: []string{"آسیاب", "نان"},
		body: []string{
			"آسیاب‌های دره سومین هفته است که ایستاده‌اند، چون آب رودخانه کم و برق گران شده است.",
			"آسیابانان می‌گویند که بهای برق برای آن‌ها راهی نگذاشته و نان هم در دره گران می‌شود.",
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
