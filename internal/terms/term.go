package terms

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/terms/match"
)

// Severity is what a rule does where its words stand.
type Severity string

// The severities, the mildest first.
const (
	Name Severity = "name" // nothing in the text; translators are told the wording
	Note Severity = "note" // tells
	Ask  Severity = "ask"  // wants a decision
	Stop Severity = "stop" // holds publishing
)

// Severities lists them, the mildest first.
var Severities = []Severity{Name, Note, Ask, Stop}

func (s Severity) weight() int { return slices.Index(Severities, s) }

// Category is what a term is about.
type Category string

// The categories, after the glossaries of those who write across the lines of a conflict.
const (
	Toponym Category = "toponym"     // names of places
	Side    Category = "side"        // naming of sides
	Event   Category = "event"       // what happened
	Memory  Category = "memory"      // how it is remembered
	Format  Category = "negotiation" // formats of talks
	Barrier Category = "dialogue"    // words that block dialogue
	Other   Category = "other"
)

// Categories lists them.
var Categories = []Category{Toponym, Side, Event, Memory, Format, Barrier, Other}

// Bounds of a term.
const (
	MaxTerms       = 20_000 // of an outlet
	MaxPatterns    = 20
	MaxSuggestions = 6
	MaxExamples    = 10 // of either sort
	MaxExample     = 500
	MaxWhy         = 2_000
	MaxDisclaimer  = 1_000
	MaxLine        = 300 // runes of source, owner, wording
	MaxKey         = 60
)

// Day is how valid dates are written.
const Day = time.DateOnly

// Term is a rule for words in one language.
type Term struct {
	ID          string
	Key         string // the same in every language
	Lang        lang.Tag
	Patterns    []string
	Unless      []string // silent where one of them is near
	Severity    Severity
	InQuotes    bool // as severe within quotation marks; else a note there
	Category    Category
	Suggestions []string
	Wording     string // what the house writes, for translators
	Required    bool   // where a source has it, its translation needs the wording or a ruling
	Disclaimer  string // what a page with it tells readers
	Why         map[lang.Tag]string
	Wrong       []string // examples in which it finds its words
	Right       []string // examples in which it does not
	Source      string
	Owner       string // who answers for it
	Topic       string // id; asked of this topic's stories alone
	From, Until string // days, the last included; empty for no end
	Starting    bool   // from the starting set, as it was taken over
	Retired     bool
	ChangedAt   time.Time
	ChangedBy   string
}

// WhyIn gives the explanation for a reader of a language: in hers, in the rule's, in
// English, in any. The second result is the language it is in.
func (t Term) WhyIn(l lang.Tag) (string, lang.Tag) {
	for _, try := range []lang.Tag{l, t.Lang, lang.English} {
		if t.Why[try] != "" {
			return t.Why[try], try
		}
	}
	var tags []lang.Tag
	for tag := range t.Why {
		tags = append(tags, tag)
	}
	if len(tags) == 0 {
		return "", ""
	}
	first := slices.Min(tags)
	return t.Why[first], first
}

// holds says whether the rule is asked on a day.
func (t Term) holds(day string) bool {
	return (t.From == "" || t.From <= day) && (t.Until == "" || day <= t.Until)
}

var keyShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Tidy trims what was typed and leaves out empty lines.
func (t Term) Tidy() Term {
	t.Key = strings.TrimSpace(t.Key)
	for _, list := range []*[]string{&t.Patterns, &t.Unless, &t.Suggestions, &t.Wrong, &t.Right} {
		var kept []string
		for _, s := range *list {
			if s = line(s); s != "" && !slices.Contains(kept, s) {
				kept = append(kept, s)
			}
		}
		*list = kept
	}
	for _, s := range []*string{&t.Wording, &t.Source, &t.Owner, &t.Disclaimer, &t.From, &t.Until} {
		*s = line(*s)
	}
	why := map[lang.Tag]string{}
	for l, s := range t.Why {
		if s = line(s); s != "" {
			why[l] = s
		}
	}
	t.Why = why
	return t
}

// line is text on one line, with single spaces.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// Check reads a term as it is to be kept, tidied, and says what is wrong with it: its
// fields, its patterns, or an example that comes out otherwise than it says.
func (t Term) Check() error {
	if err := t.checkFields(); err != nil {
		return err
	}
	r, err := compile(t)
	if err != nil {
		return err
	}
	return r.runExamples()
}

func (t Term) checkFields() error {
	bad := func(key, field string) error { return fault.New(fault.Invalid, key).In(field) }
	switch {
	case len(t.Key) > MaxKey || !keyShape.MatchString(t.Key):
		return bad("terms.key_shape", "key")
	case !t.Lang.Valid():
		return bad("terms.lang_unknown", "lang")
	case !slices.Contains(Severities, t.Severity):
		return bad("terms.severity_unknown", "severity")
	case !slices.Contains(Categories, t.Category):
		return bad("terms.category_unknown", "category")
	case len(t.Patterns) == 0:
		return bad("terms.pattern_empty", "patterns").(*fault.Fault).With("pattern", "")
	case len(t.Patterns) > MaxPatterns || len(t.Unless) > MaxPatterns:
		return bad("terms.many_patterns", "patterns").(*fault.Fault).With("max", MaxPatterns)
	case len(t.Suggestions) > MaxSuggestions:
		return bad("terms.many_suggestions", "suggestions").(*fault.Fault).With("max", MaxSuggestions)
	case len(t.Wrong) > MaxExamples || len(t.Right) > MaxExamples:
		return bad("terms.many_examples", "wrong").(*fault.Fault).With("max", MaxExamples)
	case len(t.Why) == 0 && t.Severity != Name:
		return bad("terms.no_why", "why")
	case len(t.Wrong) == 0:
		return bad("terms.no_example", "wrong")
	case t.Required && t.Severity == Name && t.Wording == "":
		return bad("terms.no_wording", "wording")
	case !isDay(t.From) || t.From != "" && t.Until != "" && t.Until < t.From:
		return bad("terms.bad_day", "from")
	case !isDay(t.Until):
		return bad("terms.bad_day", "until")
	}
	return t.checkLengths()
}

func (t Term) checkLengths() error {
	long := func(s, field string, most int) error {
		if utf8.RuneCountInString(s) > most || !utf8.ValidString(s) {
			return fault.New(fault.Invalid, "terms.long").In(field).With("max", most)
		}
		return nil
	}
	for _, c := range []struct {
		s, field string
		most     int
	}{{t.Wording, "wording", MaxLine}, {t.Source, "source", MaxLine}, {t.Owner, "owner", MaxLine}, {t.Disclaimer, "disclaimer", MaxDisclaimer}} {
		if err := long(c.s, c.field, c.most); err != nil {
			return err
		}
	}
	for _, s := range slices.Concat(t.Wrong, t.Right) {
		if err := long(s, "wrong", MaxExample); err != nil {
			return err
		}
	}
	for l, s := range t.Why {
		if !l.Valid() {
			return fault.New(fault.Invalid, "terms.lang_unknown").In("why")
		}
		if err := long(s, "why", MaxWhy); err != nil {
			return err
		}
	}
	return nil
}

func isDay(s string) bool {
	if s == "" {
		return true
	}
	_, err := time.Parse(Day, s)
	return err == nil
}

// rule is a term that is ready to be looked for.
type rule struct {
	term        Term
	patterns    []match.Pattern
	unless      []match.Pattern
	suggestions []match.Suggestion
}

func compile(t Term) (r rule, err error) {
	r.term = t
	if r.patterns, err = parse(t.Patterns, t.Lang); err != nil {
		return r, err
	}
	if r.unless, err = parse(t.Unless, t.Lang); err != nil {
		if f, ok := fault.As(err); ok {
			f.In("unless")
		}
		return r, err
	}
	for _, s := range t.Suggestions {
		one, err := match.ParseSuggestion(s, r.patterns)
		if err != nil {
			return r, err
		}
		r.suggestions = append(r.suggestions, one)
	}
	return r, nil
}

func parse(list []string, l lang.Tag) (out []match.Pattern, err error) {
	for _, s := range list {
		p, err := match.Parse(s, l)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// runExamples says which example comes out otherwise than it says.
func (r rule) runExamples() error {
	set := match.Compile(r.term.Lang, []match.Rule{{Patterns: r.patterns, Unless: r.unless}})
	for _, s := range r.term.Wrong {
		if len(set.Find(s)) == 0 {
			return fault.New(fault.Invalid, "terms.example_missed").In("wrong").With("example", s)
		}
	}
	for _, s := range r.term.Right {
		if hits := set.Find(s); len(hits) > 0 {
			return fault.New(fault.Invalid, "terms.example_found").In("right").With("example", s).With("words", hits[0].Words)
		}
	}
	return nil
}

// offers gives the suggestions in the form that fits a hit; one that is what stands
// there already is left out.
func (r rule) offers(h match.Hit) []string {
	out := []string{}
	for _, s := range r.suggestions {
		if one := s.For(h, r.patterns[h.Pattern], r.term.Lang); one != h.Words && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// same says whether two terms say the same, whoever changed them last.
func (t Term) same(u Term) bool {
	return t.Key == u.Key && t.Lang == u.Lang && slices.Equal(t.Patterns, u.Patterns) && slices.Equal(t.Unless, u.Unless) && t.Severity == u.Severity &&
		t.InQuotes == u.InQuotes && t.Category == u.Category && slices.Equal(t.Suggestions, u.Suggestions) && t.Wording == u.Wording && t.Required == u.Required &&
		t.Disclaimer == u.Disclaimer && maps.Equal(t.Why, u.Why) && slices.Equal(t.Wrong, u.Wrong) && slices.Equal(t.Right, u.Right) && t.Source == u.Source &&
		t.Owner == u.Owner && t.Topic == u.Topic && t.From == u.From && t.Until == u.Until && t.Retired == u.Retired && t.Starting == u.Starting
}
