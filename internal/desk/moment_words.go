package desk

import (
	"strconv"
	"strings"
	"time"

	"masthead/internal/kit/lang"
)

// timeWords is how a language says times without figures.
type timeWords struct {
	noon, midnight []string
	next           []string // before a weekday: that of the next week
	plain          []string // before a weekday or an hour: adds nothing
	before, after  []string // around a span: "in" 2 hours, 2 saat "sonra"; one of them is there, or the unit says it itself
	one, half      []string
	units          []unitWords
	endings        []string // of an hour, behind a hyphen: "9-ზე"
}

// unitWords are the forms of a unit of time in a span. Said ones mean the span without
// any word around it: "ժամից" is "from an hour on".
type unitWords struct {
	unit  byte // m, h, d or w
	forms []string
	said  []string
}

var momentWords = map[lang.Tag]timeWords{
	"en": {
		noon: []string{"noon", "midday"}, midnight: []string{"midnight"}, next: []string{"next"}, plain: []string{"on", "at", "by", "this"},
		before: []string{"in"}, one: []string{"a", "an", "one"}, half: []string{"half an", "half a"},
		units: []unitWords{
			{'m', []string{"minute", "minutes", "min", "mins"}, nil}, {'h', []string{"hour", "hours", "h"}, nil},
			{'d', []string{"day", "days"}, nil}, {'w', []string{"week", "weeks"}, nil},
		},
	},
	"ru": {
		noon: []string{"полдень", "полудню"}, midnight: []string{"полночь", "полуночи"},
		next:   []string{"следующая", "следующую", "следующий", "следующее", "следующей", "следующему"},
		plain:  []string{"в", "во", "к", "на", "эта", "эту", "этот", "это"},
		before: []string{"через"}, one: []string{"один", "одну"}, half: []string{"пол"},
		units: []unitWords{
			{'m', []string{"минуту", "минуты", "минут", "мин"}, nil}, {'h', []string{"час", "часа", "часов", "ч"}, nil},
			{'d', []string{"день", "дня", "дней", "сутки"}, nil}, {'w', []string{"неделю", "недели", "недель"}, nil},
		},
	},
	"az": {
		noon: []string{"günorta"}, midnight: []string{"gecəyarısı", "gecə yarısı"}, next: []string{"gələn", "növbəti"}, plain: []string{"saat", "günü"},
		after: []string{"sonra"}, one: []string{"bir"}, half: []string{"yarım"},
		units: []unitWords{
			{'m', []string{"dəqiqə", "dəqiqədən", "dəq"}, nil}, {'h', []string{"saat", "saatdan"}, nil},
			{'d', []string{"gün", "gündən"}, nil}, {'w', []string{"həftə", "həftədən"}, nil},
		},
		endings: []string{"da", "də", "a", "ə", "ya", "yə"},
	},
	"hy": {
		noon: []string{"կեսօր", "կեսօրին"}, midnight: []string{"կեսգիշեր", "կեսգիշերին"}, next: []string{"հաջորդ", "մյուս"}, plain: []string{"ժամը", "այս"},
		after: []string{"հետո", "անց"}, one: []string{"մեկ", "մի"}, half: []string{"կես"},
		units: []unitWords{
			{'m', []string{"րոպե"}, []string{"րոպեից"}}, {'h', []string{"ժամ"}, []string{"ժամից"}},
			{'d', []string{"օր"}, []string{"օրից"}}, {'w', []string{"շաբաթ"}, []string{"շաբաթից"}},
		},
		endings: []string{"ին", "ից", "ը"},
	},
	"ka": {
		noon: []string{"შუადღე", "შუადღეს", "შუადღისას"}, midnight: []string{"შუაღამე", "შუაღამეს", "შუაღამისას"},
		next: []string{"შემდეგი", "შემდეგ", "მომავალი", "მომავალ"}, plain: []string{"ამ", "საათზე"},
		one: []string{"ერთ"}, half: []string{"ნახევარ"}, after: []string{"შემდეგ"},
		units: []unitWords{
			{'m', []string{"წუთის"}, []string{"წუთში"}}, {'h', []string{"საათის"}, []string{"საათში"}},
			{'d', []string{"დღის"}, []string{"დღეში"}}, {'w', []string{"კვირის"}, []string{"კვირაში"}},
		},
		endings: []string{"ზე", "ისთვის", "მდე"},
	},
}

// spoken are the words that a visitor may use: her language's, and English.
func spoken(l lang.Tag) []timeWords {
	list := []timeWords{momentWords[l.Base()]}
	if l.Base() != lang.English {
		list = append(list, momentWords[lang.English])
	}
	return list
}

// cutWord takes one of the words off the beginning of a text.
func cutWord(s string, words []string) (rest string, ok bool) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok && (rest == "" || rest[0] == ' ') {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// cutPlain takes off words that add nothing, as many as there are.
func cutPlain(s string, l lang.Tag) string {
	for _, w := range spoken(l) {
		for again := true; again; {
			s, again = cutWord(s, w.plain)
		}
	}
	return s
}

// readSpoken reads a span in words: "in 2 hours", "через полчаса", "2 saatdan sonra".
func readSpoken(s string, now time.Time, l lang.Tag) (time.Time, bool) {
	for _, w := range spoken(l) {
		rest, led := cutWord(s, w.before)
		n, half := 1, false
		if fig, after, ok := strings.Cut(rest, " "); ok && len(fig) <= 4 && strings.Trim(fig, "0123456789") == "" {
			n, _ = strconv.Atoi(fig)
			rest = after
		} else if after, ok := cutWord(rest, w.one); ok {
			rest = after
		} else if after, ok := cutHalf(rest, w.half); ok {
			rest, half = after, true
		}
		for _, u := range w.units {
			tail, ok := cutWord(rest, u.said)
			told := ok || led
			if !ok {
				if tail, ok = cutWord(rest, u.forms); !ok {
					continue
				}
			}
			if more, ok := cutWord(tail, w.after); ok && tail != "" {
				tail, told = more, true
			}
			if tail != "" || !told || n < 1 || half && u.unit != 'h' {
				continue
			}
			if half {
				return now.Add(30 * time.Minute).Truncate(time.Minute), true
			}
			return ahead(now, n, u.unit), true
		}
	}
	return time.Time{}, false
}

// cutHalf takes "half" off, which Russian writes together with what follows.
func cutHalf(s string, words []string) (string, bool) {
	if rest, ok := cutWord(s, words); ok {
		return rest, true
	}
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok && w == "пол" && rest == "часа" {
			return rest, true
		}
	}
	return s, false
}

// ahead is so many units from now. Days and weeks keep the hour that clocks show.
func ahead(now time.Time, n int, unit byte) time.Time {
	switch unit {
	case 'w':
		n *= 7
		fallthrough
	case 'd':
		now = now.AddDate(0, 0, n)
	case 'h':
		now = now.Add(time.Duration(n) * time.Hour)
	default:
		now = now.Add(time.Duration(n) * time.Minute)
	}
	return now.Truncate(time.Minute)
}

// readSpokenHour reads noon and midnight. Midnight is the end of the day that is meant.
func readSpokenHour(s string, l lang.Tag) (h int, ok bool) {
	for _, w := range spoken(l) {
		if rest, ok := cutWord(s, w.noon); ok && rest == "" {
			return 12, true
		}
		if rest, ok := cutWord(s, w.midnight); ok && rest == "" {
			return 24, true
		}
	}
	return 0, false
}

// withoutEnding takes the ending of a case off an hour: "9-ზე", "15:00-ին".
func withoutEnding(s string, l lang.Tag) string {
	head, tail, cut := strings.Cut(s, "-")
	if !cut || head == "" {
		return s
	}
	for _, e := range momentWords[l.Base()].endings {
		if tail == e {
			return head
		}
	}
	return s
}
