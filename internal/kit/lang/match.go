package lang

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Bounds for what a stranger's header may make us do: browsers send under 200
// bytes and a dozen languages.
const (
	maxAccept = 1000
	maxRanges = 32
)

// Match finds the edition that fits an Accept-Language header (RFC 9110, section
// 12.5.4). Languages are tried from the highest weight down, among equals in
// their order; editions stand in the outlet's order, which decides between two
// editions of one language and for "*".
//
// A language is only ever answered with itself: in another region, but in the
// same script. Neighbours that a table of mutual understanding offers (Russian
// for Azerbaijani or Ukrainian) are not the reader's choice. Weight 0 refuses an
// edition. Match reports false when nothing fits; the outlet's default is the
// caller's to take. What is malformed or beyond 1000 bytes or 32 languages is
// passed over.
func Match(acceptLanguage string, editions []Tag) (Tag, bool) {
	ranges := parseAccept(acceptLanguage)
	refused := func(e Tag) bool {
		return slices.ContainsFunc(ranges, func(r accepted) bool {
			return r.weight == 0 && r.fit(e) > 0 && !r.any
		})
	}
	for _, r := range ranges {
		if r.weight == 0 {
			break // sorted: only refusals follow
		}
		best, bestFit := Tag(""), 0
		for _, e := range editions {
			if fit := r.fit(e); fit > bestFit && !refused(e) {
				best, bestFit = e, fit
			}
		}
		if bestFit > 0 {
			return best, true
		}
	}
	return "", false
}

// accepted is one language range of the header; weight is in thousandths.
type accepted struct {
	tag    Tag
	script string
	any    bool // "*"
	weight int
}

// fit is 0 for no match, more for a better one.
func (r accepted) fit(edition Tag) int {
	switch {
	case r.any:
		return 1
	case r.tag == edition:
		return 3
	case r.tag.Base() != edition.Base() || r.script != edition.Script():
		return 0
	case r.tag.Base() == edition: // no region of its own: made for all of them
		return 2
	}
	return 1
}

func parseAccept(header string) []accepted {
	header = header[:min(len(header), maxAccept)]
	var ranges []accepted
	for part := range strings.SplitSeq(header, ",") {
		if len(ranges) == maxRanges {
			break
		}
		name, params, _ := strings.Cut(part, ";")
		weight, ok := parseWeight(params)
		if !ok {
			continue
		}
		name = strings.Trim(name, " \t")
		if name == "*" {
			ranges = append(ranges, accepted{any: true, weight: weight})
			continue
		}
		if tag, ok := parseRange(name); ok {
			ranges = append(ranges, accepted{tag: tag, script: tag.Script(), weight: weight})
		}
	}
	slices.SortStableFunc(ranges, func(a, b accepted) int { return b.weight - a.weight })
	return ranges
}

// sameWriting are codes whose readers read the edition of another code.
var sameWriting = map[Tag]Tag{"hyw": Armenian, "prs": Persian, "nb": "no", "nn": "no"}

// parseRange reads a language range; codes of one variety (azj, pes, arb, cmn)
// become those of the language.
func parseRange(s string) (Tag, bool) {
	if len(s) > maxTag {
		return "", false
	}
	if t := Tag(s); reviewed[t] != nil {
		return t, true
	}
	t, err := language.All.Parse(s)
	if err != nil {
		return "", false
	}
	base, script, region := t.Raw()
	if to, ok := sameWriting[Tag(base.String())]; ok {
		base = language.MustParseBase(string(to))
	}
	t, err = language.Compose(base, script, region)
	if err != nil {
		return "", false
	}
	tag, err := Parse(t.String())
	return tag, err == nil
}

// parseWeight reads ";q=0.8" in thousandths (RFC 9110, section 12.4.2); no
// weight is 1.
func parseWeight(params string) (int, bool) {
	params = strings.Trim(params, " \t")
	if params == "" {
		return 1000, true
	}
	if len(params) < 3 || params[0]|0x20 != 'q' || params[1] != '=' {
		return 0, false
	}
	digits := params[2:]
	if digits[0] != '0' && digits[0] != '1' || len(digits) > 5 || len(digits) > 1 && digits[1] != '.' {
		return 0, false
	}
	weight := int(digits[0]-'0') * 1000
	for i, place := 2, 100; i < len(digits); i, place = i+1, place/10 {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		weight += int(digits[i]-'0') * place
	}
	return weight, weight <= 1000
}
