package lang_test

import (
	"testing"
	"time"

	"masthead/internal/kit/lang"
)

func TestRelative(t *testing.T) {
	now := time.Date(2026, 6, 18, 15, 0, 0, 0, time.FixedZone("+04", 4*3600))
	ago := func(d time.Duration) time.Time { return now.Add(-d).UTC() }
	const day = 24 * time.Hour
	tests := []struct {
		tag  lang.Tag
		t    time.Time
		want string
	}{
		{"en", ago(0), "just now"}, {"en", ago(59 * time.Second), "just now"}, {"en", ago(-30 * time.Second), "just now"},
		{"en", ago(time.Minute), "1 minute ago"}, {"en", ago(5 * time.Minute), "5 minutes ago"},
		{"en", ago(time.Hour), "1 hour ago"}, {"en", ago(23*time.Hour + 59*time.Minute), "23 hours ago"},
		{"en", ago(day), "yesterday"}, {"en", ago(2 * day), "2 days ago"}, {"en", ago(6 * day), "6 days ago"},
		{"en", ago(38 * time.Hour), "yesterday"}, {"en", ago(40 * time.Hour), "2 days ago"},
		{"en", ago(7 * day), "11 June 2026"}, {"en", ago(-time.Hour), "18 June 2026, 16:00"},
		{"ru", ago(10 * time.Second), "только что"}, {"ru", ago(21 * time.Minute), "21 минуту назад"},
		{"ru", ago(2 * time.Minute), "2 минуты назад"}, {"ru", ago(5 * time.Minute), "5 минут назад"},
		{"ru", ago(21 * time.Hour), "21 час назад"}, {"ru", ago(11 * time.Hour), "11 часов назад"},
		{"ru", ago(day), "вчера"}, {"ru", ago(3 * day), "3 дня назад"}, {"ru", ago(5 * day), "5 дней назад"},
		{"uk", ago(time.Minute), "1 хвилину тому"}, {"uk", ago(3 * time.Hour), "3 години тому"}, {"uk", ago(5 * day), "5 днів тому"},
		{"uk", ago(2 * day), "2 дні тому"}, {"uk", ago(day), "вчора"}, {"uk", ago(0), "щойно"},
		{"az", ago(5 * time.Minute), "5 dəqiqə əvvəl"}, {"az", ago(day), "dünən"}, {"az", ago(2 * day), "2 gün əvvəl"},
		{"hy", ago(5 * time.Minute), "5 րոպե առաջ"}, {"hy", ago(day), "երեկ"}, {"hy", ago(time.Hour), "1 ժամ առաջ"},
		{"ka", ago(5 * time.Minute), "5 წუთის წინ"}, {"ka", ago(day), "გუშინ"}, {"ka", ago(3 * time.Hour), "3 საათის წინ"},
		{"tr", ago(5 * time.Minute), "5 dakika önce"}, {"tr", ago(day), "dün"}, {"tr", ago(0), "az önce"},
		{"fa", ago(5 * time.Minute), "۵ دقیقه پیش"}, {"fa", ago(day), "دیروز"}, {"fa", ago(12 * time.Hour), "۱۲ ساعت پیش"},
		{"ar", ago(time.Minute), "منذ دقيقة"}, {"ar", ago(2 * time.Minute), "منذ دقيقتين"}, {"ar", ago(5 * time.Minute), "منذ 5 دقائق"},
		{"ar", ago(11 * time.Minute), "منذ 11 دقيقة"}, {"ar", ago(2 * time.Hour), "منذ ساعتين"}, {"ar", ago(3 * day), "منذ 3 أيام"}, {"ar", ago(day), "أمس"},
		{"de", ago(time.Minute), "2026-06-18 14:59"},
	}
	for _, tt := range tests {
		if got := lang.Relative(tt.t, now, tt.tag); got != tt.want {
			t.Errorf("%s, %v ago: %q, want %q", tt.tag, now.Sub(tt.t), got, tt.want)
		}
	}
}
