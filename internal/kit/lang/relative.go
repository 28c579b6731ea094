package lang

import (
	"strings"
	"time"
)

// relativeForm is how one language says how long ago something was. A phrase has
// {n} for the number; phrases stand in the order one, two, few, many, other, and
// an empty one is the same as other.
type relativeForm struct {
	now, yesterday       string
	minutes, hours, days [5]string
}

// Relative says how long before now t was: "just now" (under a minute, and up to
// a minute ahead, since clocks differ), minutes, hours (up to a day), "yesterday",
// days (up to a week), then the date. A time further ahead is a date and time.
// Days are counted in now's zone: give now in the reader's. A language without a
// table gets the date and time.
func Relative(t, now time.Time, tag Tag) string {
	t = t.In(now.Location())
	age := now.Sub(t)
	base, _ := known(tag)
	f := relativeForms[base]
	if f == nil || age < -time.Minute {
		return DateTime(t, tag)
	}
	days := calendarDays(t, now)
	switch {
	case age < time.Minute:
		return f.now
	case age < time.Hour:
		return counted(f.minutes, int64(age/time.Minute), tag)
	case age < 24*time.Hour:
		return counted(f.hours, int64(age/time.Hour), tag)
	case days <= 1:
		return f.yesterday
	case days < 7:
		return counted(f.days, int64(days), tag)
	}
	return Date(t, tag)
}

// calendarDays counts the midnights between two times of one zone.
func calendarDays(from, to time.Time) int {
	noon := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}

func counted(phrases [5]string, n int64, tag Tag) string {
	phrase := phrases[4]
	for i, category := range [...]string{One, Two, Few, Many} {
		if phrases[i] != "" && Plural(n, tag) == category {
			phrase = phrases[i]
		}
	}
	return strings.Replace(phrase, "{n}", Int(n, tag), 1)
}

var relativeForms = map[Tag]*relativeForm{
	English: {"just now", "yesterday",
		[5]string{"{n} minute ago", "", "", "", "{n} minutes ago"},
		[5]string{"{n} hour ago", "", "", "", "{n} hours ago"},
		[5]string{"{n} day ago", "", "", "", "{n} days ago"}},
	Russian: {"только что", "вчера",
		[5]string{"{n} минуту назад", "", "{n} минуты назад", "{n} минут назад", "{n} минуты назад"},
		[5]string{"{n} час назад", "", "{n} часа назад", "{n} часов назад", "{n} часа назад"},
		[5]string{"{n} день назад", "", "{n} дня назад", "{n} дней назад", "{n} дня назад"}},
	Ukrainian: {"щойно", "вчора",
		[5]string{"{n} хвилину тому", "", "{n} хвилини тому", "{n} хвилин тому", "{n} хвилини тому"},
		[5]string{"{n} годину тому", "", "{n} години тому", "{n} годин тому", "{n} години тому"},
		[5]string{"{n} день тому", "", "{n} дні тому", "{n} днів тому", "{n} дня тому"}},
	Azerbaijani: {"indicə", "dünən",
		[5]string{4: "{n} dəqiqə əvvəl"}, [5]string{4: "{n} saat əvvəl"}, [5]string{4: "{n} gün əvvəl"}},
	Armenian: {"հենց նոր", "երեկ",
		[5]string{4: "{n} րոպե առաջ"}, [5]string{4: "{n} ժամ առաջ"}, [5]string{4: "{n} օր առաջ"}},
	Georgian: {"ახლახან", "გუშინ",
		[5]string{4: "{n} წუთის წინ"}, [5]string{4: "{n} საათის წინ"}, [5]string{4: "{n} დღის წინ"}},
	Turkish: {"az önce", "dün",
		[5]string{4: "{n} dakika önce"}, [5]string{4: "{n} saat önce"}, [5]string{4: "{n} gün önce"}},
	Persian: {"همین حالا", "دیروز",
		[5]string{4: "{n} دقیقه پیش"}, [5]string{4: "{n} ساعت پیش"}, [5]string{4: "{n} روز پیش"}},
	// One and two are said without the number.
	Arabic: {"الآن", "أمس",
		[5]string{"منذ دقيقة", "منذ دقيقتين", "منذ {n} دقائق", "منذ {n} دقيقة", "منذ {n} دقيقة"},
		[5]string{"منذ ساعة", "منذ ساعتين", "منذ {n} ساعات", "منذ {n} ساعة", "منذ {n} ساعة"},
		[5]string{"منذ يوم", "منذ يومين", "منذ {n} أيام", "منذ {n} يومًا", "منذ {n} يوم"}},
}
