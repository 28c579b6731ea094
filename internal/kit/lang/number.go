package lang

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// numberForm is how one language writes numbers.
type numberForm struct {
	group, decimal string
	groupFrom      int // whole numbers with fewer digits stay together
	before, after  string
	minus          string
	zero           rune
}

// nbsp keeps the groups of a number on one line.
const nbsp = "\u00a0"

// numberForms: separators are CLDR's. Four-digit numbers stay together where
// typography asks for it (Milchin's handbook for Russian; CLDR's
// minimumGroupingDigits for Georgian) and the separator is a space.
var numberForms = map[Tag]*numberForm{
	English:     {",", ".", 4, "", "%", "−", '0'},
	Russian:     {nbsp, ",", 5, "", nbsp + "%", "−", '0'},
	Ukrainian:   {nbsp, ",", 5, "", nbsp + "%", "−", '0'},
	Azerbaijani: {".", ",", 4, "", "%", "−", '0'},
	Armenian:    {nbsp, ",", 5, "", "%", "−", '0'},
	Georgian:    {nbsp, ",", 5, "", "%", "−", '0'},
	Turkish:     {".", ",", 4, "%", "", "−", '0'},
	// The left-to-right mark keeps the minus before its number in a right-to-left line.
	Persian: {"٬", "٫", 4, "", "٪", "\u200e−", '۰'},
	Arabic:  {",", ".", 4, "", "%", "\u200e−", '0'},
}

// plainNumbers is for languages without a table: ISO 80000-1 (spaces between groups).
var plainNumbers = &numberForm{nbsp, ".", 5, "", "%", "−", '0'}

func numbersOf(tag Tag) *numberForm {
	base, _ := known(tag)
	if f := numberForms[base]; f != nil {
		return f
	}
	return plainNumbers
}

// Int is a whole number with the language's digits and grouping: "1,234,567",
// "1 234 567" (no-break spaces), "۱٬۲۳۴٬۵۶۷".
func Int(n int64, tag Tag) string {
	f := numbersOf(tag)
	var digits [24]byte
	plain := strconv.AppendInt(digits[:0], n, 10)
	var buf [80]byte
	return string(f.append(buf[:0], plain))
}

// Decimal is x rounded to places digits after the mark (0 to 15): "61.5",
// "61,5". A number that is not finite is an en dash: there is nothing to show.
func Decimal(x float64, places int, tag Tag) string {
	var buf [96]byte
	return string(numbersOf(tag).appendFloat(buf[:0], x, places))
}

// Percent is a share given in percent (61.5 is "61.5%"), rounded to places digits
// after the mark: "61,5 %" in Russian, "%61,5" in Turkish, "۶۱٫۵٪" in Persian.
func Percent(p float64, places int, tag Tag) string {
	f := numbersOf(tag)
	var buf [96]byte
	out := append(buf[:0], f.before...)
	out = f.appendFloat(out, p, places)
	out = append(out, f.after...)
	return string(out)
}

// maxPlain bounds the digits shown: larger numbers are no longer news.
const maxPlain = 1e21

func (f *numberForm) appendFloat(out []byte, x float64, places int) []byte {
	if math.IsNaN(x) || math.Abs(x) >= maxPlain {
		return append(out, "–"...)
	}
	var digits [64]byte
	return f.append(out, strconv.AppendFloat(digits[:0], x, 'f', max(0, min(places, 15)), 64))
}

// append writes plain ("-1234.5") in the language's manner.
func (f *numberForm) append(out, plain []byte) []byte {
	if plain[0] == '-' {
		plain = plain[1:]
		if !allZero(plain) {
			out = append(out, f.minus...)
		}
	}
	whole := len(plain)
	for i, c := range plain {
		if c == '.' {
			whole = i
			break
		}
	}
	for i, c := range plain {
		switch {
		case i == whole:
			out = append(out, f.decimal...)
			continue
		case i > 0 && i < whole && whole >= f.groupFrom && (whole-i)%3 == 0:
			out = append(out, f.group...)
		}
		out = utf8.AppendRune(out, f.zero+rune(c-'0'))
	}
	return out
}

// allZero tells "-0.0", which is written without its sign.
func allZero(plain []byte) bool {
	for _, c := range plain {
		if c != '0' && c != '.' {
			return false
		}
	}
	return true
}

// appendDigits writes n with at least width digits, without grouping.
func appendDigits(out []byte, n, width int, zero rune) []byte {
	var digits [24]byte
	plain := strconv.AppendInt(digits[:0], int64(n), 10)
	if n < 0 {
		out = append(out, '-')
		plain = plain[1:]
	}
	for pad := len(plain); pad < width; pad++ {
		out = utf8.AppendRune(out, zero)
	}
	for _, c := range plain {
		out = utf8.AppendRune(out, zero+rune(c-'0'))
	}
	return out
}
