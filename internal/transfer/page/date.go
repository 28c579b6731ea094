package page

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// found is a date in a line of text; from and to are byte offsets.
type found struct {
	at       time.Time
	dateOnly bool
	from, to int
}

var (
	isoDate = regexp.MustCompile(`\b((?:19|20)\d{2}|1[34]\d{2})[-./](\d{1,2})[-./](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?)?`)
	dmyDate = regexp.MustCompile(`\b(\d{1,2})([-./])\s?(\d{1,2})[-./]\s?((?:19|20)\d{2}|1[34]\d{2}|\d{2})\b`)
	clockAt = regexp.MustCompile(`(?:^|[^\d:.])([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.][0-5]\d)?(?:\s?([aApP])\.?[mM]\.?)?(?:[^\d:]|$)`)
	wordAt  = regexp.MustCompile(`\p{N}+|\pL[\pL\pM]*`)
)

// monthStems holds, for January to December, what a month's name begins with in
// each language. A stem decides only beside a day and a year.
var monthStems = [12]string{
	"january jan janeiro janvier januar enero gennaio янв січ yanv ocak oca հունվ იანვ იან janvāris ژانویه يناير يناير كانون_الثاني leden styczeń stycznia",
	"february feb fevereiro février fevrier febrero febbraio фев лют fevr fev şubat şub փետր თებ فوریه فبراير شباط února únor lut",
	"march mar märz março mars marzo мар берез mart մարտ მარ مارس آذار března březen",
	"april apr avril abril abr aprile апр квіт aprel nisan nis ապրիլ ապր აპრ آوریل أبريل ابريل نيسان dubna duben kwie",
	"may mai mayo mag мая май трав may mayıs mayis մայիս მაის მაი مه می مايو أيار ايار května květen maj",
	"june jun junho juin juni junio giu июн черв iyun haziran haz հունիս ივნ ژوئن يونيو حزيران června červen czerw",
	"july jul julho juillet juli julio lug июл лип iyul temmuz tem հուլիս ივლ ژوئیه جولای يوليو تموز července červenec lip",
	"august aug agosto août aout авг серп avqust avq ağustos agustos ağu օգոստ აგვ اوت آگوست أغسطس اغسطس آب srpna srpen sierp",
	"september sep sept setembro septembre septiembre set сен верес sentyabr sen eylül eylul eyl սեպտ სექ სეპ سپتامبر سبتمبر أيلول ايلول září wrze",
	"october oct outubro octobre oktober okt octubre ott окт жовт oktyabr ekim eki հոկտ ოქტ اکتبر أكتوبر اكتوبر تشرين_الأول října říjen paźdz",
	"november nov novembro novembre noviembre ноя листоп noyabr noy kasım kasim kas նոյ ნოე نوامبر نوفمبر تشرين_الثاني listopad",
	"december dec dezembro décembre decembre dezember dez diciembre dic дек груд dekabr dek aralık aralik ara դեկտ დეკ دسامبر ديسمبر كانون_الأول prosinec prosince grud",
}

// jalali holds the months of the Iranian calendar, spelled in full.
var jalali = []string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"}

// monthOf gives the number of a month's name; iranian says in which calendar.
func monthOf(word string) (month int, iranian bool) {
	for i, m := range jalali {
		if word == m {
			return i + 1, true
		}
	}
	if word == "امرداد" {
		return 5, true
	}
	word = strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(word, "İ", "i")), "\u0307", "")
	best := 0
	for i, line := range monthStems {
		for stem := range strings.FieldsSeq(line) {
			if n := len([]rune(stem)); n > best && stemFits(word, stem, n) {
				month, best = i+1, n
			}
		}
	}
	return month, false
}

// stemFits lets a stem stand for its inflected forms, but a short one in Latin
// or Arabic letters only for itself: "mar" is March, "marine" is not.
func stemFits(word, stem string, n int) bool {
	if !strings.HasPrefix(word, stem) {
		return false
	}
	rest := len([]rune(word)) - n
	first, _ := utf8.DecodeRuneInString(stem)
	crowded := unicode.In(first, unicode.Latin, unicode.Arabic)
	switch {
	case rest == 0:
		return true
	case crowded && n < 4:
		return false
	}
	return rest <= 8
}

// findDates finds every full date (day, month and year) in a line, in order.
func findDates(line string, zone *time.Location) []found {
	if len(line) > 4000 || !strings.ContainsFunc(line, unicode.IsDigit) {
		return nil
	}
	if zone == nil {
		zone = time.UTC
	}
	ascii, offsets := plainDigits(line)
	var out []found
	add := func(y, m, d, from, to int, iranian bool) {
		at, ok := civil(y, m, d, iranian, zone)
		if !ok || overlaps(out, from, to) {
			return
		}
		out = append(out, found{at: at, dateOnly: true, from: from, to: to})
	}
	for _, m := range isoDate.FindAllStringSubmatchIndex(ascii, 8) {
		y, mo, d := num(ascii, m, 1), num(ascii, m, 2), num(ascii, m, 3)
		n := len(out)
		add(y, mo, d, m[0], m[1], y < 1500)
		if len(out) > n && m[8] >= 0 {
			out[n] = withClock(out[n], ascii, m, zone)
		}
	}
	for _, m := range dmyDate.FindAllStringSubmatchIndex(ascii, 8) {
		d, mo, y := num(ascii, m, 1), num(ascii, m, 3), num(ascii, m, 4)
		if y < 100 {
			y += 2000
		}
		if mo > 12 && d <= 12 {
			d, mo = mo, d
		}
		add(y, mo, d, m[0], m[1], y < 1500)
	}
	for _, f := range namedDates(ascii) {
		add(f.y, f.m, f.d, f.from, f.to, f.iranian)
	}
	for i := range out {
		if out[i].dateOnly {
			out[i] = nearClock(out[i], ascii)
		}
		out[i].from, out[i].to = offsets[out[i].from], offsets[out[i].to]
	}
	sortFound(out)
	return out
}

func sortFound(out []found) {
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].from < out[j-1].from; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
}

func overlaps(all []found, from, to int) bool {
	for _, f := range all {
		if from < f.to && f.from < to {
			return true
		}
	}
	return false
}

// civil checks a date and turns it into midnight in zone.
func civil(y, m, d int, iranian bool, zone *time.Location) (time.Time, bool) {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return time.Time{}, false
	}
	if iranian {
		if y < 1300 || y > 1499 {
			return time.Time{}, false
		}
		y, m, d = fromJalali(y, m, d)
	}
	if y < 1990 || y > 2100 {
		return time.Time{}, false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone)
	return t, t.Day() == d
}

// fromJalali converts a date of the Iranian calendar by the 33-year rule, which
// is exact from 1206 to 1498 (Borkowski, The Persian calendar for 3000 years).
func fromJalali(jy, jm, jd int) (y, m, d int) {
	jy += 1595
	days := -355668 + 365*jy + jy/33*8 + (jy%33+3)/4 + jd
	if jm < 7 {
		days += (jm - 1) * 31
	} else {
		days += (jm-7)*30 + 186
	}
	// days counts from 1 January of the year 0 of the Gregorian calendar.
	t := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	return t.Year(), int(t.Month()), t.Day()
}

func withClock(f found, s string, m []int, zone *time.Location) found {
	sec := 0
	if m[12] >= 0 {
		sec = num(s, m, 6)
	}
	h, mi := num(s, m, 4), num(s, m, 5)
	if h > 23 || mi > 59 || sec > 59 {
		return f
	}
	if m[14] >= 0 {
		z := s[m[14]:m[15]]
		if z == "Z" {
			zone = time.UTC
		} else if t, err := time.Parse("-0700", strings.ReplaceAll(z, ":", "")); err == nil {
			zone = t.Location()
		}
	}
	y, mo, d := f.at.Date()
	f.at, f.dateOnly = time.Date(y, mo, d, h, mi, sec, 0, zone), false
	return f
}

// nearClock takes the time of day that stands within a few signs of a date.
func nearClock(f found, s string) found {
	after := cut(s, f.to, f.to+24)
	before := cut(s, f.from-14, f.from)
	for _, side := range []string{after, before} {
		m := clockAt.FindStringSubmatchIndex(side)
		if m == nil {
			continue
		}
		h, mi := num(side, m, 1), num(side, m, 2)
		if m[6] >= 0 {
			h = h % 12
			if strings.EqualFold(side[m[6]:m[7]], "p") {
				h += 12
			}
		}
		y, mo, d := f.at.Date()
		f.at, f.dateOnly = time.Date(y, mo, d, h, mi, 0, 0, f.at.Location()), false
		return f
	}
	return f
}

// cut is s[from:to] within s, on rune boundaries.
func cut(s string, from, to int) string {
	from, to = max(from, 0), min(to, len(s))
	if from >= to {
		return ""
	}
	return strings.ToValidUTF8(s[from:to], "")
}

type named struct {
	y, m, d, from, to int
	iranian           bool
}

// namedDates finds dates with a month's name in any order: the day beside the
// name, the year no more than three words away, as "June 18, 2026", "18 июня
// 2026 года", "2026-cı il iyunun 18-i", "2026 წლის 18 ივნისი".
func namedDates(s string) []named {
	at := wordAt.FindAllStringIndex(s, 400)
	word := func(i int) string {
		if i < 0 || i >= len(at) {
			return ""
		}
		return s[at[i][0]:at[i][1]]
	}
	var out []named
	for i := range at {
		w := word(i)
		if len(w) < 3 && w != "دی" && w != "می" || w[0] >= '0' && w[0] <= '9' {
			continue
		}
		m, iranian := monthOf(w)
		if m == 0 {
			if m = twoWordMonth(w, word(i+1)); m == 0 {
				continue
			}
		}
		if n, ok := completeDate(word, i, m, iranian); ok {
			n.from, n.to = at[n.from][0], at[n.to][1]
			out = append(out, n)
		}
	}
	return out
}

func twoWordMonth(a, b string) int {
	pair := a + "_" + b
	for i, line := range monthStems {
		for stem := range strings.FieldsSeq(line) {
			if stem == pair {
				return i + 1
			}
		}
	}
	return 0
}

// completeDate looks for the day and the year around the month at word i;
// from and to of the result are word numbers.
func completeDate(word func(int) string, i, m int, iranian bool) (named, bool) {
	dayAt := -1
	for _, j := range []int{i - 1, i + 1, i - 2, i + 2, i - 3} {
		if j == i-2 && !filler(word(i-1)) || j == i+2 && !filler(word(i+1)) || j == i-3 && !(filler(word(i-1)) && filler(word(i-2))) {
			continue
		}
		if v, ok := number(word(j)); ok && v >= 1 && v <= 31 && len(word(j)) <= 2 {
			dayAt = j
			break
		}
	}
	if dayAt < 0 {
		return named{}, false
	}
	for _, j := range []int{i + 1, i + 2, i + 3, i + 4, i - 1, i - 2, i - 3, i - 4} {
		v, ok := number(word(j))
		if j == dayAt || !ok || len(word(j)) != 4 {
			continue
		}
		if !iranian && v >= 1990 && v <= 2100 || iranian && v >= 1300 && v <= 1499 {
			d, _ := number(word(dayAt))
			return named{v, m, d, min(dayAt, i, j), max(dayAt, i, j), iranian}, true
		}
	}
	return named{}, false
}

// filler is a word that may stand between a day and a month.
func filler(w string) bool {
	switch strings.ToLower(w) {
	case "de", "of", "st", "nd", "rd", "th", "ին", "ე", "ое", "го", "e", "الثاني", "الأول":
		return true
	}
	return false
}

func number(w string) (int, bool) {
	if w == "" || len(w) > 4 {
		return 0, false
	}
	n := 0
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return 0, false
		}
		n = n*10 + int(w[i]-'0')
	}
	return n, true
}

func num(s string, m []int, group int) int {
	n, _ := number(s[m[2*group]:m[2*group+1]])
	return n
}

// plainDigits writes every decimal digit as 0–9 and spaces as spaces; offsets
// leads from its bytes back to the line's.
func plainDigits(line string) (string, []int) {
	var b strings.Builder
	offsets := make([]int, 0, len(line)+1)
	for i, r := range line {
		switch {
		case r >= '۰' && r <= '۹':
			r = r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			r = r - '٠' + '0'
		case unicode.IsSpace(r):
			r = ' '
		}
		n := b.Len()
		b.WriteRune(r)
		for range b.Len() - n {
			offsets = append(offsets, i)
		}
	}
	return b.String(), append(offsets, len(line))
}
