package lang

import (
	"time"
)

// The functions below write a time's day and clock in the time's own zone: give
// them t.In(the reader's or the bureau's zone). Years are four digits or more,
// hours 00 to 23. A language without a table gets ISO 8601: 2026-06-18 and 08:30.

// Date is the long date: "18 June 2026", "18 июня 2026", "۲۸ خرداد ۱۴۰۵".
func Date(t time.Time, tag Tag) string { return write(t, tag, layoutDate) }

// DateTime is the long date and the time: "17 June 2026, 08:30".
func DateTime(t time.Time, tag Tag) string { return write(t, tag, layoutDateTime) }

// FullDate is the long date with its weekday: "Thursday 18 June 2026".
func FullDate(t time.Time, tag Tag) string { return write(t, tag, layoutFull) }

// DayMonth is the date without its year: "14 June".
func DayMonth(t time.Time, tag Tag) string { return write(t, tag, layoutDayMonth) }

// ShortDate is day and abbreviated month, for narrow columns: "16 Jun".
func ShortDate(t time.Time, tag Tag) string { return write(t, tag, layoutShort) }

// MonthYear is a month as a heading names it: "June 2026", "июнь 2026".
func MonthYear(t time.Time, tag Tag) string { return write(t, tag, layoutMonthYear) }

// Weekday is the day's name, in the case of running text: "Thursday", "четверг".
// It is empty for a language without a table.
func Weekday(t time.Time, tag Tag) string {
	base, _ := known(tag)
	if f := dateForms[base]; f != nil {
		return f.weekdays[t.Weekday()]
	}
	return ""
}

// Clock is the time of day: "08:30", "۰۸:۳۰".
func Clock(t time.Time, tag Tag) string { return write(t, tag, layoutClock) }

// layout numbers a form of date; dateForm.layouts holds its pattern.
type layout int

const (
	layoutDate layout = iota
	layoutDateTime
	layoutFull
	layoutDayMonth
	layoutShort
	layoutMonthYear
	layoutClock
	layouts
)

// isoLayouts are used where there is no table.
var isoLayouts = [layouts]string{
	"Y-N-D", "Y-N-D H", "Y-N-D", "N-D", "N-D", "Y-N", "H",
}

// dateForm is how one language writes dates. In a layout the capital letters
// d (day) D (two-digit day) M (month in a date) S (month standing alone)
// B (abbreviated month) N (month's two-digit number) Y (year) W (weekday)
// H (clock) are replaced; all other bytes are copied.
type dateForm struct {
	layouts  [layouts]string
	months   [12]string // as they stand after a day
	alone    [12]string // as they stand alone
	short    [12]string
	weekdays [7]string // from Sunday
	zero     rune      // the digit 0
	jalali   bool
}

// write fills the layout l of the language; one allocation.
func write(t time.Time, tag Tag, l layout) string {
	base, _ := known(tag)
	f := dateForms[base]
	pattern, zero := isoLayouts[l], '0'
	if f != nil {
		pattern, zero = f.layouts[l], f.zero
	}
	year, month, day := t.Date()
	m := int(month)
	if f != nil && f.jalali {
		var ok bool
		if year, m, day, ok = Jalali(t); !ok {
			return write(t, "", l)
		}
	}
	var buf [96]byte
	out := buf[:0]
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case 'd':
			out = appendDigits(out, day, 1, zero)
		case 'D':
			out = appendDigits(out, day, 2, zero)
		case 'N':
			out = appendDigits(out, m, 2, zero)
		case 'Y':
			out = appendDigits(out, year, 4, zero)
		case 'M':
			out = append(out, f.months[m-1]...)
		case 'S':
			out = append(out, f.alone[m-1]...)
		case 'B':
			out = append(out, f.short[m-1]...)
		case 'W':
			out = append(out, f.weekdays[t.Weekday()]...)
		case 'H':
			out = appendDigits(out, t.Hour(), 2, zero)
			out = append(out, ':')
			out = appendDigits(out, t.Minute(), 2, zero)
		default:
			out = append(out, pattern[i])
		}
	}
	return string(out)
}
