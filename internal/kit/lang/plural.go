package lang

import "golang.org/x/text/feature/plural"

// The plural categories of CLDR (Unicode TR 35, part 3, section 5).
const (
	Zero  = "zero"
	One   = "one"
	Two   = "two"
	Few   = "few"
	Many  = "many"
	Other = "other"
)

// Plural is the plural category of the whole number n: in Russian "one" for 21,
// "few" for 22, "many" for 25. A language without rules has "other" for all.
func Plural(n int64, tag Tag) string {
	u := uint64(n)
	if n < 0 {
		u = -u // right for the smallest int64 too
	}
	// No rule looks further than the last seven digits and whether there are more.
	if u >= 10_000_000 {
		u = 10_000_000 + u%10_000_000
	}
	switch plural.Cardinal.MatchPlural(tag.xtext(), int(u), 0, 0, 0, 0) {
	case plural.Zero:
		return Zero
	case plural.One:
		return One
	case plural.Two:
		return Two
	case plural.Few:
		return Few
	case plural.Many:
		return Many
	}
	return Other
}
