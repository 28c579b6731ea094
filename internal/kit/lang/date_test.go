package lang_test

import (
	"testing"
	"time"

	"masthead/internal/kit/lang"
)

// thursday is a Thursday morning in Baku.
var thursday = time.Date(2026, time.June, 18, 8, 5, 0, 0, time.FixedZone("+04", 4*3600))

func TestDates(t *testing.T) {
	tests := []struct {
		tag                                                   lang.Tag
		date, dateTime, full, dayMonth, short, month, weekday string
	}{
		{"en", "18 June 2026", "18 June 2026, 08:05", "Thursday 18 June 2026", "18 June", "18 Jun", "June 2026", "Thursday"},
		{"ru", "18 июня 2026", "18 июня 2026, 08:05", "четверг, 18 июня 2026", "18 июня", "18 июн", "июнь 2026", "четверг"},
		{"uk", "18 червня 2026", "18 червня 2026, 08:05", "четвер, 18 червня 2026", "18 червня", "18 чер", "червень 2026", "четвер"},
		{"az", "18 iyun 2026", "18 iyun 2026, 08:05", "18 iyun 2026, cümə axşamı", "18 iyun", "18 iyn", "iyun 2026", "cümə axşamı"},
		{"hy", "18 հունիսի 2026", "18 հունիսի 2026, 08:05", "հինգշաբթի, 18 հունիսի 2026", "18 հունիսի", "18 հնս", "հունիս 2026", "հինգշաբթի"},
		{"ka", "18 ივნისი 2026", "18 ივნისი 2026, 08:05", "ხუთშაბათი, 18 ივნისი 2026", "18 ივნისი", "18 ივნ", "ივნისი 2026", "ხუთშაბათი"},
		{"tr", "18 Haziran 2026", "18 Haziran 2026, 08:05", "18 Haziran 2026 Perşembe", "18 Haziran", "18 Haz", "Haziran 2026", "Perşembe"},
		{"fa", "۲۸ خرداد ۱۴۰۵", "۲۸ خرداد ۱۴۰۵، ۰۸:۰۵", "پنجشنبه ۲۸ خرداد ۱۴۰۵", "۲۸ خرداد", "۲۸ خرداد", "خرداد ۱۴۰۵", "پنجشنبه"},
		{"ar", "18 يونيو 2026", "18 يونيو 2026، 08:05", "الخميس 18 يونيو 2026", "18 يونيو", "18 يونيو", "يونيو 2026", "الخميس"},
		{"en-GB", "18 June 2026", "18 June 2026, 08:05", "Thursday 18 June 2026", "18 June", "18 Jun", "June 2026", "Thursday"},
		{"de", "2026-06-18", "2026-06-18 08:05", "2026-06-18", "06-18", "06-18", "2026-06", ""},
		{"az-Cyrl", "2026-06-18", "2026-06-18 08:05", "2026-06-18", "06-18", "06-18", "2026-06", ""},
		{"", "2026-06-18", "2026-06-18 08:05", "2026-06-18", "06-18", "06-18", "2026-06", ""},
	}
	for _, tt := range tests {
		for _, f := range []struct {
			name string
			f    func(time.Time, lang.Tag) string
			want string
		}{
			{"Date", lang.Date, tt.date}, {"DateTime", lang.DateTime, tt.dateTime}, {"FullDate", lang.FullDate, tt.full},
			{"DayMonth", lang.DayMonth, tt.dayMonth}, {"ShortDate", lang.ShortDate, tt.short},
			{"MonthYear", lang.MonthYear, tt.month}, {"Weekday", lang.Weekday, tt.weekday},
		} {
			if got := f.f(thursday, tt.tag); got != f.want {
				t.Errorf("%s(%s) = %q, want %q", f.name, tt.tag, got, f.want)
			}
		}
	}
}

func TestDateIsInTheTimesOwnZone(t *testing.T) {
	midnight := time.Date(2026, time.March, 3, 0, 5, 0, 0, time.FixedZone("+04", 4*3600))
	if got := lang.DateTime(midnight, "en"); got != "3 March 2026, 00:05" {
		t.Errorf("in Baku: %q", got)
	}
	if got := lang.DateTime(midnight.UTC(), "en"); got != "2 March 2026, 20:05" {
		t.Errorf("in UTC: %q", got)
	}
	if got := lang.Clock(midnight, "fa"); got != "۰۰:۰۵" {
		t.Errorf("clock: %q", got)
	}
}

// The pairs are from Iran's official calendar and well-known dates.
func TestJalali(t *testing.T) {
	tests := []struct {
		g       string
		y, m, d int
	}{
		{"1979-02-11", 1357, 11, 22}, // the revolution's day
		{"1979-04-01", 1358, 1, 12},  // Islamic Republic Day
		{"2000-03-19", 1378, 12, 29}, // a common year's last day
		{"2000-03-20", 1379, 1, 1},
		{"2001-03-20", 1379, 12, 30}, // a leap year's last day
		{"2001-03-21", 1380, 1, 1},
		{"2017-03-20", 1395, 12, 30}, // leap
		{"2017-03-21", 1396, 1, 1},
		{"2020-03-19", 1398, 12, 29},
		{"2020-03-20", 1399, 1, 1},
		{"2021-03-20", 1399, 12, 30}, // leap
		{"2021-03-21", 1400, 1, 1},
		{"2022-03-20", 1400, 12, 29},
		{"2024-03-20", 1403, 1, 1},
		{"2024-12-31", 1403, 10, 11},
		{"2025-01-01", 1403, 10, 12},
		{"2025-03-20", 1403, 12, 30}, // leap
		{"2025-03-21", 1404, 1, 1},
		{"2025-09-22", 1404, 6, 31}, // the last 31-day month ends
		{"2025-09-23", 1404, 7, 1},
		{"2026-03-20", 1404, 12, 29},
		{"2026-03-21", 1405, 1, 1},
		{"2026-06-18", 1405, 3, 28},
		{"2029-03-20", 1408, 1, 1}, // after five years, not four: 1408 is leap
		{"2030-03-20", 1408, 12, 30},
		{"1925-03-31", 1304, 1, 11}, // the law that made it the civil calendar
	}
	for _, tt := range tests {
		g, err := time.Parse(time.DateOnly, tt.g)
		if err != nil {
			t.Fatal(err)
		}
		y, m, d, ok := lang.Jalali(g)
		if !ok || y != tt.y || m != tt.m || d != tt.d {
			t.Errorf("Jalali(%s) = %d-%d-%d %v, want %d-%d-%d", tt.g, y, m, d, ok, tt.y, tt.m, tt.d)
		}
	}
}

// Each day follows the one before: months of 31, 30 and, at the end, 29 or 30 days.
func TestJalaliDaysFollowEachOther(t *testing.T) {
	day := time.Date(1800, time.March, 25, 0, 0, 0, 0, time.UTC)
	y, m, d, _ := lang.Jalali(day)
	leaps := 0
	for day.Year() < 2250 {
		day = day.AddDate(0, 0, 1)
		ny, nm, nd, ok := lang.Jalali(day)
		last := 31
		if m > 6 {
			last = 30
		}
		next := ny == y && nm == m && nd == d+1 && nd <= last
		turn := nd == 1 && (ny == y && nm == m+1 && d == last || ny == y+1 && m == 12 && nm == 1 && (d == 29 || d == 30))
		if !ok || !next && !turn {
			t.Fatalf("%s: %d-%d-%d after %d-%d-%d", day.Format(time.DateOnly), ny, nm, nd, y, m, d)
		}
		if turn && nm == 1 && d == 30 {
			leaps++
		}
		y, m, d = ny, nm, nd
	}
	if leaps < 108 || leaps > 110 { // 450 years, 8 leap years in 33
		t.Errorf("%d leap years, want about 109", leaps)
	}
}

func TestPersianDatesOutsideTheCalendar(t *testing.T) {
	if got := lang.Date(time.Date(500, 5, 1, 0, 0, 0, 0, time.UTC), "fa"); got != "0500-05-01" {
		t.Errorf("got %q", got)
	}
}
