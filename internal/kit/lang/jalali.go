package lang

import "time"

// jalaliBreaks are the years of the Solar Hijri calendar where the 33-year leap
// cycle is broken; after K. M. Borkowski, "The Persian calendar for 3000 years",
// Earth, Moon, and Planets 74 (1996). Between them the calendar agrees with the
// astronomical one kept in Iran from 1178 to 1633 (1799 to 2254 of the common era).
var jalaliBreaks = [...]int{
	-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210,
	1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
}

// jalaliYear gives for a Solar Hijri year the March day (of the Gregorian year
// jy+621) on which it begins, and the years since its last leap year: 0 in a
// leap year itself.
func jalaliYear(jy int) (march, sinceLeap int) {
	leaps, before := -14, jalaliBreaks[0]
	var jump int
	for _, b := range jalaliBreaks[1:] {
		jump = b - before
		if jy < b {
			break
		}
		leaps += jump/33*8 + jump%33/4
		before = b
	}
	n := jy - before
	leaps += n/33*8 + (n%33+3)/4
	if jump%33 == 4 && jump-n == 4 {
		leaps++
	}
	gy := jy + 621
	gregorianLeaps := gy/4 - (gy/100+1)*3/4 - 150
	march = 20 + leaps - gregorianLeaps
	if jump-n < 6 {
		n = n - jump + (jump+4)/33*33
	}
	sinceLeap = ((n+1)%33 - 1) % 4
	if sinceLeap < 0 {
		sinceLeap = 4
	}
	return march, sinceLeap
}

// Jalali is the Solar Hijri date (Iran's calendar) of t's day in t's own zone,
// for the years 1 to 3177 (622 to 3798). It reports false outside them.
func Jalali(t time.Time) (year int, month int, day int, ok bool) {
	gy := t.Year()
	if gy < 622 || gy > 3798 {
		return 0, 0, 0, false
	}
	jy := gy - 621
	march, sinceLeap := jalaliYear(jy)
	newYear := time.Date(gy, time.March, march, 0, 0, 0, 0, time.UTC).YearDay()
	k := t.YearDay() - newYear
	switch {
	case k >= 0 && k <= 185: // six months of 31 days
		return jy, 1 + k/31, 1 + k%31, jy <= 3177
	case k >= 0:
		k -= 186
	default: // before Nowruz: the last quarter of the year before
		jy--
		k += 179
		if sinceLeap == 1 { // it was a leap year, its last month has 30 days
			k++
		}
	}
	return jy, 7 + k/30, 1 + k%30, jy >= 1 && jy <= 3177
}
