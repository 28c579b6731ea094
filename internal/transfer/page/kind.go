package page

import (
	"regexp"
	"strings"
)

// kindMarks are what a section, a label or a headline says of the kind, folded.
var kindMarks = []struct {
	kind  string
	words []string
}{
	{"round-up", []string{"top stories in", "week in review", "weekly round-up", "weekly roundup", "main topics of the day", "main events of", "news summary", "главные новости недели", "итоги недели", "главные темы дня", "события недели", "коротко о главном", "həftənin xəbərləri", "həftənin icmalı", "günün əsas mövzuları", "շաբաթվա ամփոփում", "շաբաթվա գլխավոր", "օրվա գլխավոր թեմաները", "კვირის მიმოხილვა", "კვირის მთავარი", "დღის მთავარი თემები", "haftanın özeti"}},
	{"live", []string{"live updates", "live blog", "live:", "as it happened", "онлайн-трансляция", "текстовая трансляция", "хроника событий", "canlı yayım:", "ուղիղ միացում", "პირდაპირი ჩართვა", "ლაივბლოგი"}},
	{"interview", []string{"interview", "интервью", "müsahibə", "հարցազրույց", "ინტერვიუ", "röportaj", "söyleşi", "مصاحبه", "گفتگو", "гفت‌وگو", "інтервʼю", "інтерв'ю", "مقابلة", "حوار"}},
	{"fact-check", []string{"fact-check", "fact check", "factcheck", "фактчек", "проверка фактов", "fakt yoxlama", "փաստերի ստուգում", "ფაქტების გადამოწმება", "ფაქტჩეკ", "doğruluk kontrolü", "راستی‌آزمایی", "перевірка фактів", "تدقيق الحقائق"}},
	{"explainer", []string{"explainer", "explained:", "what you need to know", "что нужно знать", "разбор:", "объясняем", "izah:", "nəyi bilmək lazımdır", "բացատրում ենք", "ինչ պետք է իմանալ", "რა უნდა ვიცოდეთ", "განმარტება:"}},
	{"opinion", []string{"opinion", "opinions", "op-ed", "a view from", "view from", "commentary", "editorial", "мнение", "мнения", "взгляд из", "колонка", "комментарий:", "rəy", "rəylər", "fikir", "baxış", "bakıdan baxış", "yerevandan baxış", "tbilisidən baxış", "կարծիք", "կարծիքներ", "հայացք", "აზრი", "მოსაზრება", "ხედვა", "შეხედულება", "görüş", "yorum", "دیدگاه", "یادداشت", "думка", "думки", "погляд із", "погляд з", "رأي", "راي", "آراء"}},
	{"analysis", []string{"analysis", "analytics", "аналитика", "анализ", "analitika", "təhlil", "վերլուծություն", "ანალიზი", "ანალიტიკა", "analiz", "تحلیل", "تحليل", "аналітика", "аналіз"}},
	{"photo", []string{"photo story", "photo gallery", "in pictures", "photo report", "фоторепортаж", "фотогалерея", "fotoreportaj", "foto qalereya", "ֆոտոշարք", "ֆոտոռեպորտաժ", "ფოტორეპორტაჟი", "ფოტოისტორია", "foto galeri"}},
	{"video", []string{"video |", "video:", "видео:", "видео |", "video reportaj", "տեսանյութ:", "ვიდეო:", "ვიდეო |"}},
}

var labelParting = regexp.MustCompile(`[|:.–—-]`)

// kindOf guesses the kind of story from what the page says of it. News is what
// nothing else is.
func kindOf(a Article, m meta) string {
	switch m.kind {
	case "OpinionNewsArticle":
		return "opinion"
	case "AnalysisNewsArticle":
		return "analysis"
	case "LiveBlogPosting":
		return "live"
	case "ClaimReview":
		return "fact-check"
	case "BackgroundNewsArticle":
		return "explainer"
	}
	labels := append([]string{a.Section}, a.Topics...)
	head := strings.ToLower(strings.Join(strings.Fields(a.Headline), " "))
	for _, k := range kindMarks {
		for _, w := range k.words {
			if kindInHead(head, w) {
				return k.kind
			}
			for _, l := range labels {
				if fold(l) == fold(w) {
					return k.kind
				}
			}
		}
	}
	if datedItems(a.Blocks) >= 3 {
		return "round-up"
	}
	return "news"
}

// kindInHead wants a phrase of several words anywhere in a headline, a single
// word only as a label before or after a sign.
func kindInHead(head, w string) bool {
	if strings.ContainsAny(w, " :|") {
		return strings.Contains(head, w)
	}
	parts := labelParting.Split(head, -1)
	if len(parts) < 2 {
		return false
	}
	for _, p := range []string{parts[0], parts[len(parts)-1]} {
		if fold(p) == fold(w) {
			return true
		}
	}
	return false
}

// datedItem is an entry of a weekly round-up: "Friday, May 26, Azerbaijan. …".
var datedItem = regexp.MustCompile(`^\pL+, (?:\pL+ \d{1,2}|\d{1,2} \pL+), \pL[\pL ]+\. `)

func datedItems(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		if datedItem.MatchString(b.Text) {
			n++
		}
	}
	return n
}

// withoutKind drops a section's or a kind's name that a sign parts from the
// headline: "Opinion | Why roads matter".
func withoutKind(headline string) (rest, label string) {
	label, rest, ok := strings.Cut(headline, "|")
	label, rest = strings.TrimSpace(label), strings.TrimSpace(rest)
	if !ok || len(strings.Fields(rest)) < 2 {
		return headline, ""
	}
	f := fold(label)
	if phrases().is(f, "section") {
		return rest, label
	}
	for _, k := range kindMarks {
		for _, w := range k.words {
			if f != "" && fold(w) == f {
				return rest, label
			}
		}
	}
	return headline, ""
}
