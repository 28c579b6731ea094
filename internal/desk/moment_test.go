package desk_test

import (
	"testing"
	"time"

	"masthead/internal/desk"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestReadMoment(t *testing.T) {
	tbilisi := zone(t, "Asia/Tbilisi")
	now := time.Date(2026, 11, 12, 14, 32, 0, 0, tbilisi) // a Thursday
	for _, c := range []struct {
		l    lang.Tag
		text string
		want string // empty: no moment
	}{
		{"en", "today 15:00", "2026-11-12 15:00"},
		{"en", "Today, 9", "2026-11-12 09:00"},
		{"en", "tomorrow", "2026-11-13 18:00"},
		{"en", "fri 9", "2026-11-13 09:00"},
		{"en", "Friday 9:30", "2026-11-13 09:30"},
		{"en", "thu 15", "2026-11-12 15:00"},
		{"en", "thu 9", "2026-11-19 09:00"},
		{"en", "15:00", "2026-11-12 15:00"},
		{"en", "14:00", "2026-11-13 14:00"},
		{"en", "3pm", "2026-11-12 15:00"},
		{"en", "12am", "2026-11-13 00:00"},
		{"en", "27.11 14:30", "2026-11-27 14:30"},
		{"en", "27/11 9", "2026-11-27 09:00"},
		{"en", "27.11.26 14.30", "2026-11-27 14:30"},
		{"en", "27.11.2027", "2027-11-27 18:00"},
		{"en", "2026-11-27 14:30", "2026-11-27 14:30"},
		{"en", "2026-11-27T14:30", "2026-11-27 14:30"},
		{"en", "27 nov 14:30", "2026-11-27 14:30"},
		{"en", "27 November 2027 8", "2027-11-27 08:00"},
		{"en", "1.2 10:00", "2027-02-01 10:00"},
		{"en", "10.11 10:00", "2026-11-10 10:00"},
		{"en", "+2h", "2026-11-12 16:32"},
		{"en", "+3d", "2026-11-15 14:32"},
		{"ru", "сегодня 15:00", "2026-11-12 15:00"},
		{"ru", "Завтра 9", "2026-11-13 09:00"},
		{"ru", "пт 9", "2026-11-13 09:00"},
		{"ru", "пятницу 9", "2026-11-13 09:00"},
		{"ru", "27 ноября 14:30", "2026-11-27 14:30"},
		{"ru", "3 мая 10", "2027-05-03 10:00"},
		{"ru", "friday 9", "2026-11-13 09:00"},
		{"az", "bu gün 15:00", "2026-11-12 15:00"},
		{"az", "sabah 9", "2026-11-13 09:00"},
		{"az", "bazar ertəsi 9", "2026-11-16 09:00"},
		{"az", "bazar 9", "2026-11-15 09:00"},
		{"az", "cümə axşamı 9", "2026-11-19 09:00"},
		{"az", "cümə 9", "2026-11-13 09:00"},
		{"hy", "այսօր 15:00", "2026-11-12 15:00"},
		{"hy", "վաղը 9", "2026-11-13 09:00"},
		{"hy", "ուրբաթ 9", "2026-11-13 09:00"},
		{"hy", "27 նոյեմբերի 14:30", "2026-11-27 14:30"},
		{"ka", "დღეს 15:00", "2026-11-12 15:00"},
		{"ka", "ხვალ 9", "2026-11-13 09:00"},
		{"ka", "პარასკევს 9", "2026-11-13 09:00"},
		{"ka", "27 ნოემბერი 14:30", "2026-11-27 14:30"},
		{"en", "", ""}, {"en", "soon", ""}, {"en", "today 25:00", ""}, {"en", "31.2 9:00", ""}, {"en", "fri 9 and more", ""}, {"en", "9:5", ""}, {"en", "-9", ""},
		{"en", "0.0 9:00", ""}, {"en", "99999999999999999999", ""}, {"en", "27.11.1026", ""},
	} {
		got, err := desk.ReadMoment(c.text, now, c.l)
		if c.want == "" {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s %q: %v %v, want no moment", c.l, c.text, got, err)
			}
			continue
		}
		if err != nil || got.Format("2006-01-02 15:04") != c.want || got.Location() != tbilisi {
			t.Errorf("%s %q: %v %v, want %s", c.l, c.text, got, err, c.want)
		}
	}
}

// Clocks go forward on 29 March 2026 at 2:00 in Berlin, and back on 25 October at 3:00.
func TestReadMomentWhereClocksChange(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	spring := time.Date(2026, 3, 28, 12, 0, 0, 0, berlin)
	if got, err := desk.ReadMoment("tomorrow 2:30", spring, "en"); err == nil {
		t.Errorf("an hour that is left out: %v", got)
	}
	for text, want := range map[string]string{"tomorrow 1:59": "2026-03-29T01:59:00+01:00", "tomorrow 3:00": "2026-03-29T03:00:00+02:00"} {
		if got, err := desk.ReadMoment(text, spring, "en"); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
	autumn := time.Date(2026, 10, 24, 12, 0, 0, 0, berlin)
	for text, want := range map[string]string{"tomorrow 2:30": "2026-10-25T02:30:00+02:00", "tomorrow 3:00": "2026-10-25T03:00:00+01:00", "tomorrow 1:30": "2026-10-25T01:30:00+02:00"} {
		if got, err := desk.ReadMoment(text, autumn, "en"); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v %v", text, got, err)
		}
	}
}

func FuzzReadMoment(f *testing.F) {
	for _, s := range []string{"today 15:00", "fri 9", "27.11 14:30", "2026-11-27T14:30", "27 nov", "+2h", "bazar ertəsi 9", "3pm", "29.2 9", "0.0.0 0", "пт 9"} {
		f.Add(s, int64(1_790_000_000))
	}
	z := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, at int64) {
		now := time.Unix(at%4_000_000_000, 0).In(z)
		for _, l := range []lang.Tag{"en", "ru", "az", "hy", "ka"} {
			got, err := desk.ReadMoment(text, now, l)
			if err == nil && (got.Location() != z || got.Second() != 0 || got.Nanosecond() != 0) {
				t.Errorf("%q: %v", text, got)
			}
		}
	})
}
