package lang

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/fault"
)

// dayWords are the words for days near today, folded to lower case: how many days from
// today each one is.
var dayWords = map[string]int{
	"today": 0, "tomorrow": 1,
	"сегодня": 0, "завтра": 1,
	"bu gün": 0, "bugün": 0, "sabah": 1,
	"այսօր": 0, "վաղը": 1,
	"დღეს": 0, "ხვალ": 1,
}

var (
	clockShape = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)
	isoShape   = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]+|$)(.*)$`)
	dotShape   = regexp.MustCompile(`^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?[, ]+(.*)$`)
	inShape    = regexp.MustCompile(`^\+\s*(\d{1,4})\s*(m|h|d)$`)
)

// maxMoment bounds what a person writes for a time, in runes.
const maxMoment = 60

// ParseMoment reads a time as people write it at a desk, by a zone: "15:00" (the next
// time the clock shows it), "today 15:00", "tomorrow 9:00", "2026-11-12 15:00",
// "12.11. 15:00", "12.11.2026 15:00", "+30m", "+2h", "+1d"; today and tomorrow in each
// language of the desk, and RFC 3339. A time that the zone skips or has twice, because
// clocks are set there, is Invalid, as is what cannot be read.
func ParseMoment(text string, now time.Time, zone *time.Location) (time.Time, error) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	bad := fault.New(fault.Invalid, "lang.bad_moment").With("text", text)
	if text == "" || utf8.RuneCountInString(text) > maxMoment {
		return time.Time{}, fault.New(fault.Invalid, "lang.bad_moment").With("text", "")
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		return t, nil
	}
	now = now.In(zone)
	if m := inShape.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		if m[2] == "d" {
			return now.AddDate(0, 0, n), nil
		}
		return now.Add(time.Duration(n) * map[string]time.Duration{"m": time.Minute, "h": time.Hour}[m[2]]), nil
	}
	year, month, day := now.Date()
	if hour, minute, ok := clockOf(text); ok {
		t, err := at(year, month, day, hour, minute, zone)
		if err == nil && !t.After(now) {
			return at(year, month, day+1, hour, minute, zone)
		}
		return t, err
	}
	for word, days := range dayWords {
		if rest, ok := strings.CutPrefix(text, word+" "); ok {
			hour, minute, ok := clockOf(strings.TrimPrefix(rest, ", "))
			if !ok {
				return time.Time{}, bad
			}
			return at(year, month, day+days, hour, minute, zone)
		}
	}
	return dated(text, now, zone, bad)
}

// dated reads a date and a time of day.
func dated(text string, now time.Time, zone *time.Location, bad error) (time.Time, error) {
	var parts []string // year, month, day, clock
	if m := isoShape.FindStringSubmatch(text); m != nil {
		parts = m[1:]
	} else if m := dotShape.FindStringSubmatch(strings.Replace(text, ". ", " ", 1)); m != nil {
		parts = []string{m[3], m[2], m[1], m[4]}
		if m[3] == "" {
			parts[0] = strconv.Itoa(now.Year())
		}
	} else {
		return time.Time{}, bad
	}
	hour, minute, ok := clockOf(parts[3])
	year, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	day, _ := strconv.Atoi(parts[2])
	if last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day(); !ok || month < 1 || month > 12 || day < 1 || day > last {
		return time.Time{}, bad
	}
	return at(year, time.Month(month), day, hour, minute, zone)
}

func clockOf(s string) (hour, minute int, ok bool) {
	m := clockShape.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(m[1])
	minute, _ = strconv.Atoi(m[2])
	return hour, minute, hour < 24 && minute < 60
}

// at is a moment by the clocks of a zone. Where they are set forward an hour is missing,
// and where they are set back one comes twice.
func at(year int, month time.Month, day, hour, minute int, zone *time.Location) (time.Time, error) {
	t := time.Date(year, month, day, hour, minute, 0, 0, zone)
	wall := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	shows := func(t time.Time) bool {
		_, offset := t.Zone()
		return t.UTC().Add(time.Duration(offset) * time.Second).Equal(wall)
	}
	args := func(key string) error {
		return fault.New(fault.Invalid, key).With("clock", wall.Format("15:04")).With("zone", zone.String())
	}
	if !shows(t) {
		return time.Time{}, args("lang.clock_skipped")
	}
	for _, shift := range []time.Duration{-time.Hour, time.Hour, -30 * time.Minute, 30 * time.Minute} {
		if shows(t.Add(shift)) {
			return time.Time{}, args("lang.clock_twice")
		}
	}
	return t, nil
}
