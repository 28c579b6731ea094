package page_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/transfer/page"
)

// furniture is what an outlet puts around its stories in one language, written
// for this test. %d is a number.
type furniture struct {
	lang                          string
	menu, sections                []string
	date, dateAlt, byline, author string
	city, section, photo          string
	share, also, mostRead, latest string
	appeal, inlineAppeal, letter  string
	tags, comments, reply, footer string
	cookie, more, support, views  string
}

var outlets = []furniture{
	{
		lang: "en", menu: []string{"Skip to content", "Home", "News", "Opinion", "Video", "Podcasts", "About us", "Donate", "Search"},
		sections: []string{"Azerbaijan", "Armenia", "Georgia", "Abkhazia", "South Ossetia"},
		date:     "June 18, 2026", dateAlt: "18.06.2026", byline: "By Nika Musavi", author: "Nika Musavi", city: "Baku", section: "Society",
		photo: "Photo: Arif Hasanov / Mountain News", share: "Facebook Twitter Telegram WhatsApp Copy link", also: "Read also:",
		mostRead: "Most read", latest: "Latest news",
		appeal:       "Support Mountain News. We work in every country of the region and every contribution, however small, helps us continue our work.",
		inlineAppeal: "Subscribe to our newsletter and get the main stories of the week in your inbox.",
		letter:       "Sign up for our weekly newsletter", tags: "Tags: region, society, law", comments: "Comments (3)", reply: "Leave a Reply",
		footer: "© 2026 Mountain News. All rights reserved. Use of materials requires a hyperlink to the site.",
		cookie: "This site uses cookies to give you the best experience. Accept", more: "Read more", support: "Support us", views: "1,204 views",
	},
	{
		lang: "ru", menu: []string{"Перейти к содержимому", "Главная", "Новости", "Мнения", "Видео", "Подкасты", "О нас", "Поддержать", "Поиск"},
		sections: []string{"Азербайджан", "Армения", "Грузия", "Абхазия", "Южная Осетия"},
		date:     "18 июня 2026", dateAlt: "18.06.2026", byline: "Автор: Ника Мусави", author: "Ника Мусави", city: "Баку", section: "Общество",
		photo: "Фото: Ариф Гасанов / Горные новости", share: "Facebook Twitter Telegram WhatsApp Скопировать ссылку", also: "Читайте также:",
		mostRead: "Самое читаемое", latest: "Последние новости",
		appeal:       "Поддержите нас. Мы работаем во всех странах региона, и любой ваш вклад, даже самый скромный, помогает нам продолжать работу.",
		inlineAppeal: "Подпишитесь на наш Telegram-канал, чтобы не пропустить главное.",
		letter:       "Подписаться на рассылку", tags: "Теги: регион, общество, право", comments: "Комментарии (3)", reply: "Добавить комментарий",
		footer: "© 2026 Горные новости. Все права защищены. При использовании материалов ссылка на сайт обязательна.",
		cookie: "Этот сайт использует файлы cookie. Принять", more: "Подробнее", support: "Поддержите нас", views: "Просмотров: 1204",
	},
	{
		lang: "az", menu: []string{"Ana səhifə", "Xəbərlər", "Rəylər", "Video", "Podkastlar", "Haqqımızda", "Dəstək ol", "Axtarış"},
		sections: []string{"Azərbaycan", "Ermənistan", "Gürcüstan", "Abxaziya", "Cənubi Osetiya"},
		date:     "18 iyun 2026", dateAlt: "18.06.2026", byline: "Müəllif: Nika Musavi", author: "Nika Musavi", city: "Bakı", section: "Cəmiyyət",
		photo: "Foto: Arif Həsənov / Dağ Xəbərləri", share: "Facebook Twitter Telegram WhatsApp Paylaş", also: "Həmçinin oxuyun:",
		mostRead: "Ən çox oxunan", latest: "Son xəbərlər",
		appeal:       "Bizi dəstəkləyin. Biz bölgənin bütün ölkələrində işləyirik və hər bir töhfə, nə qədər kiçik olsa da, işimizi davam etdirməyə kömək edir.",
		inlineAppeal: "Əsas xəbərləri qaçırmamaq üçün Telegram kanalımıza abunə olun.",
		letter:       "Xəbər bülleteninə abunə olun", tags: "Teqlər: bölgə, cəmiyyət, hüquq", comments: "Şərhlər (3)", reply: "Şərh yazın",
		footer: "© 2026 Dağ Xəbərləri. Bütün hüquqlar qorunur. Materiallardan istifadə zamanı istinad mütləqdir.",
		cookie: "Bu sayt kukilərdən istifadə edir. Qəbul et", more: "Ətraflı", support: "Bizə dəstək olun", views: "Baxış sayı: 1204",
	},
	{
		lang: "hy", menu: []string{"Գլխավոր", "Լուրեր", "Կարծիքներ", "Տեսանյութեր", "Փոդքասթներ", "Մեր մասին", "Աջակցել", "Որոնում"},
		sections: []string{"Ադրբեջան", "Հայաստան", "Վրաստան", "Աբխազիա", "Հարավային Օսիա"},
		date:     "18 հունիսի, 2026", dateAlt: "18.06.2026", byline: "Հեղինակ՝ Նիկա Մուսավի", author: "Նիկա Մուսավի", city: "Բաքու", section: "Հասարակություն",
		photo: "Լուսանկարը՝ Արիֆ Հասանով / Լեռնային լուրեր", share: "Facebook Twitter Telegram WhatsApp Կիսվել", also: "Կարդացեք նաև՝",
		mostRead: "Ամենաընթերցված", latest: "Վերջին լուրեր",
		appeal:       "Աջակցեք մեզ։ Մենք աշխատում ենք տարածաշրջանի բոլոր երկրներում, և ձեր ներդրումը, որքան էլ փոքր լինի, օգնում է մեզ շարունակել աշխատանքը։",
		inlineAppeal: "Բաժանորդագրվեք մեր Telegram-ի ալիքին՝ գլխավոր լուրերը բաց չթողնելու համար։",
		letter:       "Բաժանորդագրվեք մեր նամակին", tags: "Պիտակներ: տարածաշրջան, հասարակություն, իրավունք", comments: "Մեկնաբանություններ (3)", reply: "Ավելացնել մեկնաբանություն",
		footer: "© 2026 Լեռնային լուրեր։ Բոլոր իրավունքները պաշտպանված են։ Նյութերն օգտագործելիս հղումը պարտադիր է։",
		cookie: "Այս կայքն օգտագործում է cookie ֆայլեր։ Ընդունել", more: "Ավելին", support: "Աջակցեք մեզ", views: "Դիտումներ 1204",
	},
	{
		lang: "ka", menu: []string{"მთავარი", "სიახლეები", "მოსაზრებები", "ვიდეო", "პოდკასტები", "ჩვენ შესახებ", "მხარდაჭერა", "ძებნა"},
		sections: []string{"აზერბაიჯანი", "სომხეთი", "საქართველო", "აფხაზეთი", "სამხრეთ ოსეთი"},
		date:     "18 ივნისი, 2026", dateAlt: "18.06.2026", byline: "ავტორი: ნიკა მუსავი", author: "ნიკა მუსავი", city: "ბაქო", section: "საზოგადოება",
		photo: "ფოტო: არიფ ჰასანოვი / მთის ამბები", share: "Facebook Twitter Telegram WhatsApp გაზიარება", also: "ასევე წაიკითხეთ:",
		mostRead: "ყველაზე კითხვადი", latest: "ბოლო ამბები",
		appeal:       "მხარი დაგვიჭირეთ. ჩვენ რეგიონის ყველა ქვეყანაში ვმუშაობთ და თქვენი წვლილი, რაც უნდა მცირე იყოს, საქმის გაგრძელებაში გვეხმარება.",
		inlineAppeal: "გამოიწერეთ ჩვენი Telegram-არხი, რომ მთავარი ამბები არ გამოგრჩეთ.",
		letter:       "გამოიწერეთ ჩვენი სიახლეები", tags: "თეგები: რეგიონი, საზოგადოება, სამართალი", comments: "კომენტარები (3)", reply: "დატოვეთ კომენტარი",
		footer: "© 2026 მთის ამბები. ყველა უფლება დაცულია.",
		cookie: "საიტი იყენებს ქუქი-ფაილებს. ვეთანხმები", more: "ვრცლად", support: "მხარი დაგვიჭირეთ", views: "1204 ნახვა",
	},
	{
		lang: "tr", menu: []string{"Ana Sayfa", "Haberler", "Görüş", "Video", "Podcast", "Hakkımızda", "Destek ol", "Ara"},
		sections: []string{"Azerbaycan", "Ermenistan", "Gürcistan", "Abhazya", "Güney Osetya"},
		date:     "18 Haziran 2026", dateAlt: "18.06.2026", byline: "Yazar: Nika Musavi", author: "Nika Musavi", city: "Bakü", section: "Toplum",
		photo: "Fotoğraf: Arif Hasanov / Dağ Haberleri", share: "Facebook Twitter Telegram WhatsApp Paylaş", also: "Bunu da okuyun:",
		mostRead: "En çok okunan", latest: "Son haberler",
		appeal:       "Bize destek olun. Bölgenin bütün ülkelerinde çalışıyoruz; ne kadar küçük olursa olsun her katkınız işimizi sürdürmemize yardım ediyor.",
		inlineAppeal: "Önemli haberleri kaçırmamak için Telegram kanalımıza abone olun.",
		letter:       "Bültenimize abone olun", tags: "Etiketler: bölge, toplum, hukuk", comments: "Yorumlar (3)", reply: "Yorum yaz",
		footer: "© 2026 Dağ Haberleri. Tüm hakları saklıdır.",
		cookie: "Bu site çerezleri kullanır. Kabul et", more: "Devamını oku", support: "Destek ol", views: "1204 görüntülenme",
	},
	{
		lang: "fa", menu: []string{"خانه", "اخبار", "دیدگاه", "ویدیو", "پادکست", "درباره ما", "حمایت", "جستجو"},
		sections: []string{"آذربایجان", "ارمنستان", "گرجستان", "آبخازیا", "اوستیای جنوبی"},
		date:     "۲۸ خرداد ۱۴۰۵", dateAlt: "۱۴۰۵/۰۳/۲۸", byline: "نویسنده: نیکا موسوی", author: "نیکا موسوی", city: "باکو", section: "جامعه",
		photo: "عکس: عارف حسنوف / اخبار کوهستان", share: "فیسبوک توییتر تلگرام واتساپ کپی لینک", also: "بیشتر بخوانید:",
		mostRead: "پربازدیدترین", latest: "آخرین خبرها",
		appeal:       "از ما حمایت کنید. ما در همه کشورهای منطقه کار می‌کنیم و کمک شما، هر قدر هم کوچک، به ادامه کار ما کمک می‌کند.",
		inlineAppeal: "برای دریافت مهم‌ترین خبرها در خبرنامه ما مشترک شوید.",
		letter:       "عضویت در خبرنامه", tags: "برچسب‌ها: منطقه، جامعه، حقوق", comments: "نظرات (۳)", reply: "ارسال نظر",
		footer: "© ۲۰۲۶ اخبار کوهستان. تمامی حقوق محفوظ است.",
		cookie: "این سایت از کوکی‌ها استفاده می‌کند. پذیرفتن", more: "ادامه مطلب", support: "حمایت", views: "۱۲۰۴ بازدید",
	},
}

// story is a real news text: its headline and its paragraphs.
type story struct {
	headline   string
	paragraphs []string
}

// parallelNews reads the same real stories in several languages.
func parallelNews(t testing.TB) map[string][]story {
	f, err := os.Open(filepath.Join(testdata(t), "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]story{}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 1<<22)
	for sc.Scan() {
		var row struct{ Text map[string][]string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		for lang, lines := range row.Text {
			out[lang] = append(out[lang], newStory(lines))
		}
	}
	return out
}

// newStory groups sentences to paragraphs of one to three.
func newStory(lines []string) story {
	s := story{headline: lines[0]}
	for i := 1; i < len(lines); {
		n := min(1+(len(s.paragraphs)*7+len(lines))%3, len(lines)-i)
		s.paragraphs = append(s.paragraphs, strings.Join(lines[i:i+n], " "))
		i += n
	}
	return s
}

// dumpStory writes a story with an outlet's furniture as a saved text; variant
// decides the manner.
func dumpStory(f furniture, all []story, i, variant int) string {
	s := all[i]
	other := func(k int) story { return all[(i+k)%len(all)] }
	var b strings.Builder
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p + "\n")
		}
	}
	bullet := []string{"", "• ", "* ", "- "}[variant%4]
	if variant%3 == 0 {
		line("https://mountain.example/"+f.lang+"/story-"+fmt.Sprint(i)+"/", s.headline+" - Mountain News", "")
	}
	line(f.menu...)
	line("English Русский Azərbaycanca Հայերեն ქართული")
	for _, x := range f.sections {
		line(bullet + x)
	}
	if variant%2 == 1 {
		line("", f.latest, bullet+other(3).headline, bullet+other(4).headline, "")
	}
	line("", f.menu[0]+" / "+f.section, "", s.headline, "")
	switch variant % 3 {
	case 0:
		line(f.date, f.author+", "+f.city)
	case 1:
		line(f.byline, f.dateAlt, f.views)
	case 2:
		line(f.author + " | " + f.date)
	}
	line("", f.share, "", f.photo, "")
	mid := len(s.paragraphs) / 2
	for k, p := range s.paragraphs {
		line(p)
		if variant%2 == 0 {
			line("")
		}
		if k == mid && mid > 1 {
			line(f.also, bullet+other(5).headline)
			if variant%4 >= 2 {
				line(other(6).headline, other(6).paragraphs[0])
			}
			line("")
		}
		if k == mid+1 && variant%5 != 0 {
			line(f.inlineAppeal, "")
		}
	}
	line("", f.tags, f.share, "", f.appeal, f.support, "")
	line(f.mostRead)
	for k := 5; k < 10; k++ {
		line(fmt.Sprintf("%d. %s", k-4, other(k).headline))
		if k < 8 {
			line(other(k).paragraphs[0], f.more)
		}
	}
	line("", f.latest)
	for k := 3; k < 6; k++ {
		line(bullet+other(k).headline, f.dateAlt)
	}
	line("", f.comments, f.reply, "", f.letter, f.cookie, "")
	line(f.menu[1:]...)
	line(f.footer)
	if variant%4 == 3 {
		return wrapped(b.String(), false)
	}
	return b.String()
}

type synthTally struct {
	n, headlines, dates, bylines int
	precision, recall            float64
}

func (y *synthTally) add(t *testing.T, f furniture, s story, a page.Article) {
	y.n++
	right := same(a.Headline, s.headline)
	if right {
		y.headlines++
	}
	date := a.Date.Format("2006-01-02") == "2026-06-18"
	if date {
		y.dates++
	}
	by := len(a.Bylines) == 1 && same(a.Bylines[0], f.author)
	if by {
		y.bylines++
	}
	// A block that joins two paragraphs, as hard wrapping may, is no loss.
	var got, extra, missing []string
	whole := " " + strings.Join(strings.Fields(strings.Join(s.paragraphs, " ")), " ") + " "
	for _, bl := range a.Blocks {
		got = append(got, bl.Text)
		if !strings.Contains(whole, " "+bl.Text+" ") {
			extra = append(extra, bl.Text)
		}
	}
	read := strings.Join(append(got, a.Standfirst), " ")
	for _, p := range s.paragraphs {
		if !strings.Contains(read, strings.Join(strings.Fields(p), " ")) {
			missing = append(missing, p)
		}
	}
	good, bad := len(s.paragraphs)-len(missing), len(extra)
	y.precision += float64(good) / float64(max(1, good+bad))
	y.recall += float64(good) / float64(len(s.paragraphs))
	if os.Getenv("MASTHEAD_SHOW") != "" && (!right || !date || !by || bad > 0 || len(missing) > 0) {
		t.Logf("%s %.40q headline %.60q date %v by %q city %q\n   EXTRA %.80q\n   MISSING %.80q", f.lang, s.headline, a.Headline, date, a.Bylines, a.City, extra, missing)
	}
}

// TestFurnitureAroundRealStories wraps real stories in written furniture, alone
// and in batches, and counts paragraphs. A hard-wrapped
// teaser may read like a paragraph, so the floors are below one.
func TestFurnitureAroundRealStories(t *testing.T) {
	news := parallelNews(t)
	for _, size := range []int{1, 4} {
		for _, f := range outlets {
			t.Run(fmt.Sprintf("%s by %d", f.lang, size), func(t *testing.T) {
				all := news[f.lang]
				if len(all) == 0 {
					t.Fatal("no stories")
				}
				var y synthTally
				for at := 0; at+size <= len(all); at += size {
					var in []page.Input
					for i := at; i < at+size; i++ {
						in = append(in, page.Input{Name: fmt.Sprint(i), Data: []byte(dumpStory(f, all, i, i))})
					}
					got, problems := page.Reader{}.Read(t.Context(), in)
					if len(problems) > 0 || len(got) != size {
						t.Fatal(problems)
					}
					for k, a := range got {
						y.add(t, f, all[at+k], a)
					}
				}
				n := float64(y.n)
				for _, f := range []struct {
					what       string
					got, floor float64
				}{{"precision", y.precision, 0.95}, {"recall", y.recall, 0.95}, {"headlines", float64(y.headlines), 0.95}, {"dates", float64(y.dates), 0.98}, {"bylines", float64(y.bylines), 0.95}} {
					if f.got/n < f.floor {
						t.Errorf("%s %.3f is below %.2f", f.what, f.got/n, f.floor)
					}
				}
				t.Logf("%d pages: precision %.3f, recall %.3f, headlines %.3f, dates %.3f, bylines %.3f", y.n, y.precision/n, y.recall/n, float64(y.headlines)/n, float64(y.dates)/n, float64(y.bylines)/n)
			})
		}
	}
}
