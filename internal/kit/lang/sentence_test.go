package lang_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"masthead/internal/kit/lang"
)

// The texts are cut by hand: each | is where a sentence ends.
func TestSentences(t *testing.T) {
	for _, c := range []struct {
		tag  lang.Tag
		text string
	}{
		{"en", "One sentence."},
		{"en", "One.| Two!| Three?| Four…| Five"},
		{"en", "Mr. Smith met Dr. Jones at 5 p.m. in St. Petersburg.| They spoke."},
		{"en", "J. R. R. Tolkien wrote it.| He was glad."},
		{"en", "The U.S. Senate voted.| The vote was close."},
		{"en", "“We won,” she said.| “It was hard.”| He nodded."},
		{"en", "“Did we win?” he asked.| “Yes!” she said."},
		{"en", "Growth was 3.5 percent in 2024.| In 2025 it fell."},
		{"en", "He said it ... and left.| Well... Nobody came?!| Nobody."[:0]},
		{"en", "They sell bread, milk, etc. and more.| They sell bread, etc.| Then they close."},
		{"en", "See www.example.org for more.| It is free."},
		{"en", "(It rained.)| It stopped."},
		{"en", "First line\n|Second line. |Third"},
		{"en", "3. The list goes on.| It ends."},
		{"en", "It was 2019.| Then came 2020."},
		{"en", "It happened on Jan. 5 and on Feb. 6.| No. 10 said nothing."},

		{"ru", "В 2020 г. Россия закрыла границу.| Её открыли в 2022 г. летом."},
		{"ru", "А. С. Пушкин жил на ул. Арбат, д. 53.| Потом уехал."},
		{"ru", "Купили хлеб, сыр и т. д. и ушли.| Купили хлеб и т. д.| Потом ушли."},
		{"ru", "Это стоит 5 тыс. руб. за штуку.| Дорого!"},
		{"ru", "«Почему?» — спросил он.| «Не знаю», — ответила она."},
		{"ru", "Он сказал: «Мы уходим».| И ушёл."},
		{"ru", "Президент И.И. Иванов приехал.| Его встретил г-н Петров."},
		{"ru", "Это был я.| Потом пришёл он."},
		{"ru", "— Да! — крикнул он.| — Нет…| Тишина."},
		{"ru", "См. стр. 15 и рис. 3.| Там всё сказано."},

		{"az", "Ş. Əliyev Bakıda doğulub.| O, prof. Məmmədovun tələbəsi idi."},
		{"az", "Küç. Nizami, ev 5.| Orada kitab, dəftər və s. satılır.| Kitab, dəftər və s.| Sonra bağlanır."},
		{"az", "“Sülh olacaq”.| 2020-ci ildə belə dedilər."},
		{"az", "İ. Qasımov gəldi.| Kim onu gördü?| Heç kim!"},

		{"hy", "Նա եկավ։| Մենք գնացինք։| Ո՞վ էր նա։"},
		{"hy", "Նա եկավ:| Մենք գնացինք:"},
		{"hy", "Նա ասաց. «Ես գալիս եմ»։| Եկավ։"},
		{"hy", "Ժամը 12:30 էր։| Հ․ Թումանյանը գրում էր։"},
		{"hy", "Ա. Ս. Իսահակյանը ծնվել է 1875 թ. Գյումրիում։| Նա բանաստեղծ էր։"},
		{"hy", "Նա թվարկեց՝ հաց, պանիր: այդպես էլ մնաց։"},
		{"hy", "Նա եկավ։|Մենք գնացինք։"},

		{"ka", "ის მოვიდა.| ჩვენ წავედით.| ვინ იყო?| არავინ!"},
		{"ka", "2008 წ. აგვისტოში ომი დაიწყო.| ქ. თბილისი დაცარიელდა."},
		{"ka", "ი. ჭავჭავაძე დაიბადა სოფ. ყვარელში.| ის პოეტი იყო."},
		{"ka", "„ჩვენ გავიმარჯვეთ“.| მან ეს თქვა."},
		{"ka", "პურს, ყველს და ა.შ. ყიდიან.| ე.წ. ბაზარი იკეტება."},
		{"ka", "ფასი 3.5 ლარია.| იაფია."},

		{"uk", "У 2020 р. кордон закрили.| Т. Г. Шевченко жив на вул. Садовій."},
		{"tr", "Prof. Dr. Yılmaz geldi.| Sayın Av. Kaya da oradaydı.| Kim geldi?"},
		{"tr", "20. yüzyılda böyle değildi.| Şimdi böyle."},
		{"fa", "او آمد.| ما رفتیم.| چه کسی بود؟| هیچ‌کس!"},
		{"ar", "جاء الرجل.| ذهبنا؟| لا."},
	} {
		var want []string
		for s := range strings.SplitSeq(c.text, "|") {
			if s = strings.TrimSpace(s); s != "" {
				want = append(want, s)
			}
		}
		if got := lang.Sentences(strings.ReplaceAll(c.text, "|", ""), c.tag); !slices.Equal(got, want) {
			t.Errorf("%s:\n got  %s\n want %s", c.tag, strings.Join(got, " | "), strings.Join(want, " | "))
		}
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "One. Two.", "Нет… Да! «Что?» — он", "Նա եկավ։Մենք", ".“.» .", "a.\n\r b\u2028. C", "\xff.\xfe A"} {
		f.Add(s, "hy")
		f.Add(s, "ka")
	}
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	f.Fuzz(func(t *testing.T, text, tag string) {
		list := lang.Sentences(text, lang.Tag(tag))
		if got := strings.Join(list, ""); bare(got) != bare(text) {
			t.Errorf("%q became %q: more than space is lost", text, list)
		}
		for _, s := range list {
			if s == "" || s != strings.TrimSpace(s) || strings.Contains(s, "\n") {
				t.Errorf("%q is a sentence", s)
			}
		}
	})
}
