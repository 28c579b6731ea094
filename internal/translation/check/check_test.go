package check_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/translation/check"
)

func TestPairs(t *testing.T) {
	for _, c := range []struct {
		from   lang.Tag
		source string
		to     lang.Tag
		target string
		want   string // the findings' keys in order, without the mild ones
	}{
		// Numbers, as each language writes them.
		{"en", "The budget is 1,234,567.50 manats.", "ru", "Бюджет составляет 1 234 567,50 маната.", ""},
		{"en", "About 3.5 million people live there.", "ka", "იქ დაახლოებით 3,5 მილიონი ადამიანი ცხოვრობს.", ""},
		{"en", "About 3.5 million people live there.", "ru", "Там живут около 3 500 000 человек.", ""},
		{"en", "About 3.5 million people live there.", "ru", "Там живут около 5,3 млн человек.", "number_changed"},
		{"ru", "Погибли 12 человек.", "en", "Twelve people died.", ""},
		{"ru", "Погибли 12 человек.", "en", "Thirteen people died.", "number_missing"},
		{"en", "Twenty-five houses burnt down.", "ka", "დაიწვა ოცდახუთი სახლი.", ""},
		{"en", "Twenty-five houses burnt down.", "ka", "დაიწვა ოცდაათი სახლი.", "number_changed"},
		{"en", "Five people were hurt.", "hy", "Վեց մարդ է տուժել։", "number_changed"},
		{"en", "It happened on 3 May 2024.", "ru", "Это произошло 03.05.2024.", ""},
		{"en", "It happened on 3 May 2024.", "az", "Bu, 3 may 2024-cü ildə baş verib.", ""},
		{"en", "It happened on 3 May 2024.", "az", "Bu, 4 may 2024-cü ildə baş verib.", "number_changed"},
		{"en", "The session began at 3 pm and lasted.", "hy", "Նիստը սկսվեց ժամը 15:00-ին և տևեց։", ""},
		{"en", "In the 1980s they left.", "ru", "В 80-х они уехали.", ""},
		{"en", "In the 20th century they left.", "ru", "В XX веке они уехали.", ""},
		{"fa", "در سال ۱۳۹۷ رفتند.", "en", "They left in 2018.", ""},
		{"en", "The rate is 12%.", "ru", "Ставка составляет 12 процентов.", ""},
		{"en", "The rate is 12%.", "ru", "Ставка составляет 12.", "percent"},
		{"en", "It costs $40 here.", "ka", "აქ 40 დოლარი ღირს.", ""},
		{"en", "It costs $40 here.", "ka", "აქ 40 ლარი ღირს.", "currency"},
		// Names.
		{"en", "Yesterday Tamar Beridze came home.", "ru", "Вчера Тамар Беридзе вернулась домой.", ""},
		{"en", "Yesterday Tamar Beridze came home.", "ru", "Вчера Нино Маглакелидзе вернулась домой.", "name"},
		{"en", "Yesterday Tamar Beridze came home.", "hy", "Երեկ Թամար Բերիձեն տուն վերադարձավ։", ""},
		{"ru", "Так говорит плотник Важа Беридзе.", "hy", "Այդպես է ասում հյուսն Վաժա Բերիձեն։", ""},
		{"ru", "«Мы ждали, – говорит плотник Важа Беридзе. – Доски наши».", "hy", "«Մենք սպասեցինք,— ասում է հյուսն Վաժա Բերիձեն։— Տախտակները մերն են»։", ""},
		{"hy", "Այդպես է ասում հյուսն Վաժա Բերիձեն։", "ru", "Так говорит плотник Важа Беридзе.", ""},
		{"ru", "Так говорит плотник Важа Беридзе.", "en", "So says the carpenter Vazha Beridze.", ""},
		{"ru", "Так говорит плотник Важа Беридзе.", "ka", "ასე ამბობს ხურო ვაჟა ბერიძე.", ""},
		{"en", "Here lives Givi Tsitsishvili.", "ka", "აქ გივი ციციშვილი ცხოვრობს.", ""},
		{"en", "Here lives Givi Tsitsishvili.", "hy", "Այստեղ Գիվի Ցիցիշվիլին է ապրում։", ""},
		{"ru", "Так говорит плотник Важа Беридзе.", "az", "Dülgər Vaja Beridze belə deyir.", ""},
		// Negation.
		{"en", "The minister did not resign.", "ru", "Министр не ушёл в отставку.", ""},
		{"en", "The minister did not resign.", "ru", "Министр ушёл в отставку.", "negation_lost"},
		{"en", "The minister did not resign.", "hy", "Նախարարը հրաժարական չտվեց։", ""},
		{"ka", "მინისტრი არ გადამდგარა.", "en", "The minister resigned.", "negation_lost"},
		{"en", "The minister resigned.", "az", "Nazir istefa verməyib.", "negation_added"},
		{"en", "Not only the minister resigned.", "ru", "В отставку ушёл даже министр.", ""},
		// Ends and questions.
		{"en", "Who pays for the bridge?", "hy", "Ո՞վ է վճարում կամրջի համար։", ""},
		{"en", "Who pays for the bridge?", "hy", "Նա է վճարում կամրջի համար։", "question"},
		{"en", "Who pays for the bridge?", "fa", "چه کسی هزینه پل را می‌پردازد؟", ""},
		// Quotations.
		{"en", "“We will build the bridge,” she said.", "hy", "«Մենք կկառուցենք կամուրջը»,– ասաց նա։", ""},
		{"en", "“We will build the bridge,” she said.", "hy", "Մենք կկառուցենք կամուրջը,– ասաց նա։", "quote_lost"},
		{"en", "“We will build the bridge,” she said.", "ka", "„ჩვენ ავაშენებთ ხიდს“, — თქვა მან.", ""},
		{"en", "“We will build the bridge,” she said.", "ka", "„ჩვენ ავაშენებთ ხიდს, — თქვა მან.", "quote_open"},
		{"en", "They live near “Mir” station.", "az", "Onlar Mir stansiyasının yanında yaşayırlar.", ""},
		// What was left.
		{"en", "The bridge was closed on Sunday because of the flood.", "ru", "Мост был закрыт because of the flood.", "untranslated"},
		{"en", "The bridge was closed by the flood.", "ru", "The bridge was closed by the flood.", "untranslated"},
		{"en", "Tbilisi", "az", "Tbilisi", ""},
		{"en", "The bridge over the river was closed on Sunday because of the flood that came from the hills.", "ru", "Мост закрыт.", "length"},
		{"en", "The union met in Baku on Friday.", "ru", "Сoюз собрался в Баку в пятницу.", "mixed_scripts"},
		{"en", "The NATO summit opened there.", "ka", "იქ NATO-ს სამიტი გაიხსნა.", ""},
		{"en", "The union met.", "ru", "", "empty"},
	} {
		var keys []string
		for _, f := range check.Pair(check.Line(c.from, "s", c.source), check.Line(c.to, "t", c.target), check.Options{}) {
			if !f.Mild {
				keys = append(keys, f.Key)
			}
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s %q\n%s %q\n got %q, want %q", c.from, c.source, c.to, c.target, got, c.want)
		}
	}
}

func TestMildOnes(t *testing.T) {
	for _, c := range []struct {
		from   lang.Tag
		source string
		to     lang.Tag
		target string
		want   string
	}{
		{"en", "They came home.", "hy", "Նրանք տուն եկան։", ""},
		{"en", "They came home.", "hy", "Նրանք տուն եկան", "end_mark ։"},
		{"hy", "Նրանք տուն եկան։", "en", "They came home", "end_mark ."},
		{"en", "They said:", "hy", "Նրանք ասացին՝", ""},
		{"en", "They call it “home” there.", "ru", "Там это зовут \"домом\".", "quote_marks «…»"},
		{"en", "They call it “home” there.", "ka", "იქ ამას „სახლს“ ეძახიან.", ""},
	} {
		var got []string
		for _, f := range check.Pair(check.Line(c.from, "s", c.source), check.Line(c.to, "t", c.target), check.Options{}) {
			if f.Mild {
				got = append(got, f.Key+" "+f.Args[1])
			}
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%q → %q: got %q, want %q", c.source, c.target, got, c.want)
		}
	}
}

func linked(id, href, text string) body.Block {
	return body.Block{ID: id, Type: body.Paragraph, Text: []body.Span{{Text: text, Marks: []body.Mark{{Type: body.Link, Href: href}}}}}
}

func TestWhatIsNoWords(t *testing.T) {
	note := func(b body.Block) body.Block {
		b.Text = append(b.Text, body.Span{Note: []body.Span{{Text: "A note."}}})
		return b
	}
	embed := body.Block{ID: "e", Type: body.Embed, Embed: &body.EmbedLink{Provider: "youtube", URL: "https://www.youtube.com/watch?v=x"}}
	picture := body.Block{ID: "p", Type: body.Image, Pictures: []body.Picture{{Media: "m1"}}}
	for name, c := range map[string]struct {
		source, target body.Block
		want           string
	}{
		"the same link":         {linked("a", "https://example.org/x", "here"), linked("b", "https://example.org/x", "здесь"), ""},
		"its page in Russian":   {linked("a", "https://en.example.org/x", "here"), linked("b", "https://ru.example.org/y", "здесь"), ""},
		"our page in Russian":   {linked("a", "/en/x/", "here"), linked("b", "/ru/y/", "здесь"), ""},
		"a full address of us":  {linked("a", "https://news.example/en/x/", "here"), linked("b", "/ru/y/", "здесь"), ""},
		"another site":          {linked("a", "https://example.org/x", "here"), linked("b", "https://example.com/x", "здесь"), check.LinkLost},
		"no link":               {linked("a", "https://example.org/x", "here"), check.Line("ru", "b", "здесь").Blocks[0], check.LinkLost},
		"a footnote less":       {note(linked("a", "/x", "here")), linked("b", "/x", "здесь"), check.NoteLost},
		"the footnote kept":     {note(linked("a", "/x", "here")), note(linked("b", "/x", "здесь")), ""},
		"the embed gone":        {embed, check.Line("ru", "b", "").Blocks[0], check.EmbedLost},
		"the embed kept":        {embed, embed, ""},
		"the picture gone":      {picture, check.Line("ru", "b", "").Blocks[0], check.PictureLost},
		"another picture there": {picture, body.Block{ID: "q", Type: body.Image, Pictures: []body.Picture{{Media: "m2"}}}, ""},
	} {
		var keys []string
		for _, f := range check.Pair(check.Side{Lang: "en", Blocks: []body.Block{c.source}}, check.Side{Lang: "ru", Blocks: []body.Block{c.target}}, check.Options{Own: "news.example"}) {
			keys = append(keys, f.Key)
		}
		if name == "the footnote kept" { // the note's words are the source's
			keys = slices.DeleteFunc(keys, func(k string) bool { return k == check.Untranslated })
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPlacesCountAsTheEditorDoes(t *testing.T) {
	target := body.Block{ID: "list", Type: body.List, Items: []body.Item{
		{ID: "i1", Text: []body.Span{{Text: "Раз."}}},
		{ID: "i2", Text: []body.Span{{Text: "🙂"}, {Note: []body.Span{{Text: "note"}}}, {Break: true}, {Text: "Было 7 дней."}}},
	}}
	source := check.Line("en", "s", "One. There were 8 days.")
	for _, f := range check.Pair(source, check.Side{Lang: "ru", Blocks: []body.Block{target}}, check.Options{}) {
		if f.Key == check.NumberChanged {
			want := check.Place{Block: "i2", Part: "text", From: 9, To: 10} // the sign is two units, the note and the break one each
			if f.Target != want || f.Source.Block != "s" {
				t.Errorf("got %+v from %+v, want %+v", f.Target, f.Source, want)
			}
			return
		}
	}
	t.Error("the number was not found")
}

func TestHouseNamesAndForbiddenWords(t *testing.T) {
	o := check.Options{
		Names: []check.HouseName{{From: []string{"Tskhinval*", "Tskhinvali"}, To: []string{"Цхинвал*"}}},
		Forbidden: func(_ lang.Tag, text string) []check.Match {
			if i := strings.Index(text, "слово"); i >= 0 {
				at := len([]rune(text[:i]))
				return []check.Match{{From: at, To: at + 5, Reason: "why"}}
			}
			return nil
		},
	}
	got := check.Pair(check.Line("en", "s", "He left Tskhinvali."), check.Line("ru", "t", "Это слово: он уехал."), o)
	keys := map[string]string{}
	for _, f := range got {
		keys[f.Key] = strings.Join(f.Args, "|")
	}
	if keys[check.NameHouse] != "name|Tskhinvali|ways|Цхинвал" || keys[check.Forbidden] != "word|слово|reason|why" {
		t.Errorf("got %v", keys)
	}
	if got := check.Pair(check.Line("en", "s", "He left Tskhinvali."), check.Line("ru", "t", "Он уехал из Цхинвала."), o); len(got) != 0 {
		t.Errorf("written as the house does: %v", got)
	}
}

// FuzzPair looks for texts that break the checks, and for places outside of a text.
func FuzzPair(f *testing.F) {
	f.Add("It was 1,234.5% of “all”?", "Было 1 234,5 % «всего»", "en", "ru")
	f.Add("՞՞ 12:30:99 1.1.1.1/2", "۱۲٬۳۴۵٫۶ xix «„“»", "hy", "fa")
	f.Fuzz(func(t *testing.T, source, target, from, to string) {
		s, u := body.CleanText(source), body.CleanText(target)
		for _, f := range check.Pair(check.Line(lang.Tag(from), "s", s), check.Line(lang.Tag(to), "t", u), check.Options{}) {
			if f.Target.Block != "t" || f.Target.From > f.Target.To || f.Target.To > 2*len([]rune(u)) || !slices.Contains(check.Keys, f.Key) {
				t.Fatalf("%+v", f)
			}
		}
	})
}
