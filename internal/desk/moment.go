package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// usualHour is meant where somebody names a day without an hour.
const usualHour = 18

// nearDays are the days that have names of their own, by how far they lie ahead.
var nearDays = map[lang.Tag]map[string]int{
	"en": {"today": 0, "tomorrow": 1},
	"ru": {"сегодня": 0, "завтра": 1, "послезавтра": 2},
	"az": {"bu gün": 0, "bugün": 0, "sabah": 1, "birisi gün": 2, "birigün": 2},
	"hy": {"այսօր": 0, "վաղը": 1, "վաղն": 1},
	"ka": {"დღეს": 0, "ხვალ": 1, "ზეგ": 2},
}

// shortDays are the usual short names of days that are no beginnings of the long ones,
// from Sunday on.
var shortDays = map[lang.Tag][7]string{
	"ru": {"вс", "пн", "вт", "ср", "чт", "пт", "сб"},
	"az": {"b", "b.e", "ç.a", "ç", "c.a", "c", "ş"},
	"hy": {"կիր", "երկ", "երք", "չրք", "հնգ", "ուրբ", "շբթ"},
}

// ReadMoment reads a moment as people write it: "today 15:00", "fri 9", "27.11 14:30",
// "27 nov", "2026-11-27 14:30", "15:00", "+2h", "noon", "in 2 hours", "next friday 9:00",
// in English and in the language given; RFC 3339 too. Now lies in the zone that is meant.
// An hour alone is the next one, a weekday the next of its name, "next" that of the week
// that begins on the coming Monday; a day alone means 18:00, midnight the end of a day; a
// date without a year the nearest. Where clocks go back an hour is meant twice, the first
// is taken; an hour that clocks leave out is refused, as is what is no moment.
func ReadMoment(text string, now time.Time, l lang.Tag) (time.Time, error) {
	wrong := fault.New(fault.Invalid, "desk.no_moment")
	if len(text) > 100 || !utf8.ValidString(text) {
		return time.Time{}, wrong
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(strings.TrimSpace(text))); err == nil && t.Year() >= 2000 && t.Year() < 2200 {
		return t.In(now.Location()).Truncate(time.Minute), nil
	}
	rest := strings.Join(strings.Fields(lang.Lower(strings.ReplaceAll(text, ",", " "), l)), " ")
	if t, ok := readSpan(rest, now); ok {
		return t, nil
	}
	if t, ok := readSpoken(rest, now, l); ok {
		return t, nil
	}
	day, rest, named := readDay(rest, now, l)
	h, m, ok := readHour(cutPlain(rest, l), l)
	switch {
	case rest == "" && named:
		h, m = usualHour, 0
	case !ok:
		return time.Time{}, wrong
	}
	t, exact := wall(day, h, m, now.Location())
	if !exact {
		return time.Time{}, fault.New(fault.Invalid, "desk.no_such_hour")
	}
	if !t.After(now) && day.again > 0 {
		if t, exact = wall(day.add(day.again), h, m, now.Location()); !exact {
			return time.Time{}, fault.New(fault.Invalid, "desk.no_such_hour")
		}
	}
	return t, nil
}

// date is a day of the calendar. Again is after how many days it comes again, if its
// hour has passed; 0: it is that day and no other.
type date struct {
	year  int
	month time.Month
	day   int
	again int
}

func (d date) add(days int) date { d.day += days; return d }

func dateOf(t time.Time) date { return date{t.Year(), t.Month(), t.Day(), 0} }

// wall is the moment at which clocks in a zone show an hour of a day, the first if there
// are two; exact is false where they never do.
func wall(d date, h, m int, zone *time.Location) (t time.Time, exact bool) {
	if h == 24 {
		d, h = d.add(1), 0
	}
	t = time.Date(d.year, d.month, d.day, h, m, 0, 0, zone)
	want := time.Date(d.year, d.month, d.day, h, m, 0, 0, time.UTC)
	shows := func(t time.Time) bool {
		return t.Format("2006-01-02 15:04") == want.Format("2006-01-02 15:04")
	}
	for _, earlier := range []time.Duration{2 * time.Hour, time.Hour, 30 * time.Minute} {
		if first := t.Add(-earlier); shows(first) {
			return first, true
		}
	}
	return t, shows(t)
}

// readSpan reads "+2h", "+30m", "+3d".
func readSpan(s string, now time.Time) (time.Time, bool) {
	s, ok := strings.CutPrefix(s, "+")
	if !ok || len(s) < 2 || !strings.ContainsRune("mhd", rune(s[len(s)-1])) {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(s[:len(s)-1]))
	if err != nil || n < 1 || n > 10_000 {
		return time.Time{}, false
	}
	return ahead(now, n, s[len(s)-1]), true
}

// readDay reads a day from the beginning of a text and gives what follows it; named is
// false where the text names none, and today is meant, or tomorrow.
func readDay(s string, now time.Time, l lang.Tag) (d date, rest string, named bool) {
	if d, rest, ok := readNextWeek(s, now, l); ok {
		return d, rest, true
	}
	s = cutPlain(s, l)
	for _, try := range []lang.Tag{l.Base(), lang.English} {
		if d, rest, ok := readNamed(s, now, try); ok {
			return d, rest, true
		}
	}
	if d, rest, ok := readNumbers(s, now, l); ok {
		return d, rest, true
	}
	d = dateOf(now)
	d.again = 1
	return d, s, false
}

// readNextWeek reads a weekday of the next week: "next friday".
func readNextWeek(s string, now time.Time, l lang.Tag) (d date, rest string, ok bool) {
	s = cutPlain(s, l)
	for _, w := range spoken(l) {
		after, led := cutWord(s, w.next)
		if !led {
			continue
		}
		for _, try := range []lang.Tag{l.Base(), lang.English} {
			found, rest, ok := readNamed(after, now, try)
			if !ok || found.again == 0 {
				continue
			}
			at := time.Date(found.year, found.month, found.day, 12, 0, 0, 0, time.UTC)
			inWeek := func(t time.Time) int { return (int(t.Weekday()) + 6) % 7 } // from Monday on
			if inWeek(at) >= inWeek(now) {
				found = found.add(7)
			}
			found.again = 0
			return found, rest, true
		}
	}
	return d, s, false
}

// dayName is a name by which a day may be called.
type dayName struct {
	name  string
	ahead int // days from today
	week  bool
}

func namesOfDays(now time.Time, l lang.Tag) (list []dayName) {
	for name, ahead := range nearDays[l] {
		list = append(list, dayName{name, ahead, false})
	}
	for ahead := range 7 {
		t := now.AddDate(0, 0, ahead)
		list = append(list, dayName{lang.Lower(lang.Weekday(t, l), l), ahead, true})
		if short := shortDays[l][t.Weekday()]; short != "" {
			list = append(list, dayName{short, ahead, true})
		}
	}
	slices.SortFunc(list, func(a, b dayName) int { return len(b.name) - len(a.name) })
	return list
}

func readNamed(s string, now time.Time, l lang.Tag) (d date, rest string, ok bool) {
	names := namesOfDays(now, l)
	given := func(n dayName, rest string) (date, string, bool) {
		d := dateOf(now).add(n.ahead)
		if n.week {
			d.again = 7
		}
		return d, strings.TrimSpace(rest), true
	}
	for _, n := range names {
		if rest, ok := strings.CutPrefix(s, n.name); ok && (rest == "" || rest[0] == ' ' || rest[0] == '.' && n.week) {
			return given(n, strings.TrimPrefix(rest, "."))
		}
	}
	word, rest, _ := strings.Cut(s, " ")
	word = strings.TrimSuffix(word, ".")
	if utf8.RuneCountInString(word) < 3 {
		return d, s, false
	}
	for _, n := range names {
		if n.week && (strings.HasPrefix(n.name, word) || alike(n.name, word)) {
			return given(n, rest)
		}
	}
	return d, s, false
}

// alike says whether a word is a name with another ending: "пятницу", "პარასკევს".
func alike(name, word string) bool {
	a, b := []rune(name), []rune(word)
	same := max(3, len(a)-2)
	return len(a) >= same && len(b) >= same && len(b) <= len(a)+3 && string(a[:same]) == string(b[:same])
}

// readNumbers reads 27.11, 27.11.2026, 27/11, 2026-11-27, 27 nov, 27 november 2026.
func readNumbers(s string, now time.Time, l lang.Tag) (d date, rest string, ok bool) {
	word, rest, _ := strings.Cut(s, " ")
	if iso, hour, cut := strings.Cut(word, "t"); cut && len(iso) == 10 {
		word, rest = iso, strings.TrimSpace(hour+" "+rest)
	}
	var parts []int
	for _, p := range strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == '/' || r == '-' }) {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return d, s, false
		}
		parts = append(parts, n)
	}
	switch {
	case len(parts) == 3 && parts[0] > 31:
		d = date{parts[0], time.Month(parts[1]), parts[2], 0}
	case len(parts) == 3:
		d = date{parts[2], time.Month(parts[1]), parts[0], 0}
		if d.year < 100 {
			d.year += 2000
		}
	case len(parts) == 2 && !strings.Contains(word, ":"):
		d = nearest(now, time.Month(parts[1]), parts[0])
	case len(parts) == 1:
		month, after, found := readMonth(rest, now, l)
		if !found {
			return d, s, false
		}
		d, rest = nearest(now, month, parts[0]), after
		if y, after, _ := strings.Cut(rest, " "); len(y) == 4 {
			if n, err := strconv.Atoi(y); err == nil {
				d.year, rest = n, after
			}
		}
	default:
		return d, s, false
	}
	real := time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC)
	return d, strings.TrimSpace(rest), d.year >= 2000 && d.year < 2200 && real.Month() == d.month && real.Day() == d.day
}

func readMonth(s string, now time.Time, l lang.Tag) (m time.Month, rest string, ok bool) {
	word, rest, _ := strings.Cut(s, " ")
	word = strings.Trim(word, ".")
	if utf8.RuneCountInString(word) < 3 {
		return 0, s, false
	}
	for _, try := range []lang.Tag{l.Base(), lang.English} {
		for m := time.January; m <= time.December; m++ {
			for _, name := range monthNames(m, try) {
				if strings.HasPrefix(name, word) || alike(name, word) {
					return m, rest, true
				}
			}
		}
	}
	return 0, s, false
}

// monthNames are a month's names as dates of a language write it.
func monthNames(m time.Month, l lang.Tag) (names []string) {
	at := time.Date(2001, m, 1, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{lang.DayMonth(at, l), lang.MonthYear(at, l)} {
		for _, word := range strings.FieldsFunc(lang.Lower(text, l), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.RuneCountInString(word) >= 3 {
				names = append(names, word)
			}
		}
	}
	return names
}

// nearest is the next day of a month, or one that lies at most half a year back.
func nearest(now time.Time, m time.Month, day int) date {
	d := date{now.Year(), m, day, 0}
	at := time.Date(d.year, m, day, 12, 0, 0, 0, now.Location())
	if now.Sub(at) > 183*24*time.Hour {
		d.year++
	}
	return d
}

// readHour reads 9, 9:30, 14.30, 3pm, noon, midnight, which is 24.
func readHour(s string, l lang.Tag) (h, m int, ok bool) {
	if h, ok := readSpokenHour(s, l); ok {
		return h, 0, true
	}
	s = withoutEnding(s, l)
	pm, am := strings.HasSuffix(s, "pm"), strings.HasSuffix(s, "am")
	if pm || am {
		s = strings.TrimSpace(s[:len(s)-2])
	}
	head, tail, cut := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	h, err := strconv.Atoi(head)
	if err != nil || len(head) > 2 || head[0] == '+' || head[0] == '-' {
		return 0, 0, false
	}
	if cut {
		if m, err = strconv.Atoi(tail); err != nil || len(tail) != 2 {
			return 0, 0, false
		}
	}
	if pm || am {
		if h < 1 || h > 12 {
			return 0, 0, false
		}
		if h %= 12; pm {
			h += 12
		}
	}
	return h, m, h >= 0 && h < 24 && m >= 0 && m < 60
}
