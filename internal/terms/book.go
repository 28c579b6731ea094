package terms

import (
	"slices"

	"masthead/internal/kit/lang"
	"masthead/internal/terms/match"
)

// Book is the house's style at a moment: every active term, ready to be looked for.
// It does not change and is safe for use by several goroutines.
type Book struct {
	langs map[lang.Tag]*section
	byKey map[string]map[lang.Tag]*rule
}

// section is the rules of one language.
type section struct {
	rules []rule
	set   *match.Set
}

// NewBook makes a book of terms. Retired ones are left out, and so are those that cannot
// be read: they were kept by an earlier program.
func NewBook(list []Term) *Book {
	b := &Book{map[lang.Tag]*section{}, map[string]map[lang.Tag]*rule{}}
	for _, t := range list {
		r, err := compile(t)
		if err != nil || t.Retired {
			continue
		}
		s := b.langs[t.Lang]
		if s == nil {
			s = &section{}
			b.langs[t.Lang] = s
		}
		s.rules = append(s.rules, r)
	}
	for l, s := range b.langs {
		rules := make([]match.Rule, len(s.rules))
		for i := range s.rules {
			r := &s.rules[i]
			rules[i] = match.Rule{Patterns: r.patterns, Unless: r.unless}
			if b.byKey[r.term.Key] == nil {
				b.byKey[r.term.Key] = map[lang.Tag]*rule{}
			}
			b.byKey[r.term.Key][l] = r
		}
		s.set = match.Compile(l, rules)
	}
	return b
}

// Empty says whether the house has no rules.
func (b *Book) Empty() bool { return len(b.langs) == 0 }

// Term gives the active term of a key in a language.
func (b *Book) Term(key string, l lang.Tag) (Term, bool) {
	if r := b.byKey[key][l]; r != nil {
		return r.term, true
	}
	return Term{}, false
}

// section gives the rules of a language: of the tag itself, else of its base.
func (b *Book) section(l lang.Tag) *section {
	if s := b.langs[l]; s != nil {
		return s
	}
	if s := b.langs[l.Base()]; s != nil {
		return s
	}
	return &section{}
}

// Block is the text of a block as it is looked through. Offsets count in it.
type Block struct {
	ID    string `json:"bid"`
	Text  string `json:"text"`
	Quote bool   `json:"quote,omitempty"` // all of it is a quotation
}

// Finding is a place where a term's words stand. From and To count UTF-16 units of the
// block's text, as scripts do.
type Finding struct {
	Block       string   `json:"bid"`
	From        int      `json:"from"`
	To          int      `json:"to"`
	Rule        string   `json:"rule"` // the term's id
	Key         string   `json:"key"`  // the term's key
	Severity    Severity `json:"severity"`
	Words       string   `json:"words"`
	Suggestions []string `json:"suggestions"` // in the form that fits the place
	Why         string   `json:"why"`         // in the writer's language, if there is one
	WhyLang     lang.Tag `json:"why_lang"`    // the language it is in
	Source      string   `json:"source,omitempty"`
	Category    Category `json:"category"`
	Quoted      bool     `json:"quoted,omitempty"` // within quotation marks, and a note for that
}

// found is a hit with its rule, and how severe it is at its place.
type found struct {
	match.Hit
	*rule
	severity Severity
	quoted   bool
}

// find looks a block through. Of two that overlap the milder one is left out where the
// other covers it.
func (b *Book) find(l lang.Tag, bl Block, asked func(*rule) bool) []found {
	s := b.section(l)
	if s.set == nil {
		return nil
	}
	var all []found
	for _, h := range s.set.Find(bl.Text) {
		f := found{Hit: h, rule: &s.rules[h.Rule], severity: s.rules[h.Rule].term.Severity}
		if !asked(f.rule) {
			continue
		}
		if (h.Quoted || bl.Quote) && !f.term.InQuotes && f.severity.weight() > Note.weight() {
			f.severity, f.quoted = Note, true
		}
		all = append(all, f)
	}
	return slices.DeleteFunc(slices.Clone(all), func(f found) bool {
		return slices.ContainsFunc(all, func(o found) bool {
			return o.rule != f.rule && o.From <= f.From && o.To >= f.To && o.To-o.From > f.To-f.From && o.severity.weight() >= f.severity.weight()
		})
	})
}
