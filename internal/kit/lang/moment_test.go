package lang_test

import (
	"testing"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

func TestParseMoment(t *testing.T) {
	tbilisi, err := time.LoadLocation("Asia/Tbilisi") // +04 all year
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 12, 10, 32, 0, 0, time.UTC) // 14:32 there
	for text, want := range map[string]string{
		"15:00": "2026-11-12T11:00:00Z", "9:00": "2026-11-13T05:00:00Z", "14:32": "2026-11-13T10:32:00Z", "14.33": "2026-11-12T10:33:00Z",
		"today 15:00": "2026-11-12T11:00:00Z", "Today, 9:00": "", "tomorrow 9:00": "2026-11-13T05:00:00Z", "today 9:00": "2026-11-12T05:00:00Z",
		"сегодня 15:00": "2026-11-12T11:00:00Z", "Завтра 09:00": "2026-11-13T05:00:00Z", "bu gün 15:00": "2026-11-12T11:00:00Z", "sabah 9:00": "2026-11-13T05:00:00Z",
		"այսօր 15:00": "2026-11-12T11:00:00Z", "վաղը 9:00": "2026-11-13T05:00:00Z", "დღეს 15:00": "2026-11-12T11:00:00Z", "ხვალ 9:00": "2026-11-13T05:00:00Z",
		"2026-11-20 08:05": "2026-11-20T04:05:00Z", "2026-11-20T08:05": "2026-11-20T04:05:00Z", "20.11.2026 8:05": "2026-11-20T04:05:00Z", "20.11. 8:05": "2026-11-20T04:05:00Z",
		"20/11/2026, 8:05": "2026-11-20T04:05:00Z", "2026-11-20T08:05:00Z": "2026-11-20T08:05:00Z", "2026-11-20T08:05:00+02:00": "2026-11-20T06:05:00Z",
		"+30m": "2026-11-12T11:02:00Z", "+2h": "2026-11-12T12:32:00Z", "+1d": "2026-11-13T10:32:00Z",
		"": "", "soon": "", "25:00": "", "12:60": "", "2026-02-30 10:00": "", "31.4.2026 10:00": "", "2026-11-20": "", "tomorrow": "", "99.99.2026 10:00": "",
	} {
		got, err := lang.ParseMoment(text, now, tbilisi)
		said := ""
		if err == nil {
			said = got.UTC().Format(time.RFC3339)
		} else if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
		if said != want {
			t.Errorf("%q: %q, want %q (%v)", text, said, want, err)
		}
	}
}

// Clocks that are set skip an hour in spring and show one twice in autumn.
func TestParseMomentWhereClocksAreSet(t *testing.T) {
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"2026-03-29 01:59": "2026-03-29T00:59:00Z", "2026-03-29 02:30": "lang.clock_skipped", "2026-03-29 03:00": "2026-03-29T01:00:00Z",
		"2026-10-25 01:59": "2026-10-24T23:59:00Z", "2026-10-25 02:30": "lang.clock_twice", "2026-10-25 03:00": "2026-10-25T02:00:00Z",
		"2026-10-25T02:30:00+01:00": "2026-10-25T01:30:00Z",
	} {
		got, err := lang.ParseMoment(text, now, brussels)
		said := got.UTC().Format(time.RFC3339)
		if f, ok := fault.As(err); ok {
			said = f.Key
		}
		if said != want {
			t.Errorf("%q: %s, want %s", text, said, want)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{"15:00", "today 15:00", "2026-11-20 08:05", "+30m", "20.11. 8:05", "9999-99-99 99:99"} {
		f.Add(s)
	}
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := lang.ParseMoment(s, now, zone); err == nil && got.IsZero() {
			t.Errorf("%q is no time and no failure", s)
		}
	})
}
