package terms

import (
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Sheet is the house's style for one text: the book, the story's topics and rulings, the
// day. It reads nothing more from the database.
type Sheet struct {
	Lang    lang.Tag
	Rulings []Ruling // of the story in this language

	book   *Book
	topics []string
	day    string
}

// NewSheet is the sheet of a story's text on a day; a story's rulings in other languages
// are left out.
func NewSheet(b *Book, s story.Story, l lang.Tag, rulings []Ruling, now time.Time) *Sheet {
	rulings = slices.DeleteFunc(slices.Clone(rulings), func(r Ruling) bool { return r.Lang != l })
	return &Sheet{Lang: l, Rulings: rulings, book: b, topics: s.Topics, day: now.Format(Day)}
}

// asked says whether a rule is asked here: in its time, of its topic.
func (s *Sheet) asked(r *rule) bool {
	return r.term.holds(s.day) && (r.term.Topic == "" || slices.Contains(s.topics, r.term.Topic))
}

// Ruling gives what the story decided on a term.
func (s *Sheet) Ruling(key string) (Ruling, bool) {
	i := slices.IndexFunc(s.Rulings, func(r Ruling) bool { return r.Key == key })
	if i < 0 {
		return Ruling{}, false
	}
	return s.Rulings[i], true
}

// Check looks blocks through and tells what stands against the house's style, in the
// order of the text, explained for a writer whose desk speaks a language. What the story
// has ruled on is left out.
func (s *Sheet) Check(blocks []Block, writer lang.Tag) []Finding {
	out := []Finding{}
	for _, bl := range blocks {
		for _, f := range s.book.find(s.Lang, bl, s.asked) {
			if f.severity == Name {
				continue
			}
			if _, ruled := s.Ruling(f.term.Key); ruled {
				continue
			}
			why, in := f.term.WhyIn(writer)
			out = append(out, Finding{
				Block: bl.ID, From: f.From, To: f.To, Rule: f.term.ID, Key: f.term.Key, Severity: f.severity, Words: f.Words,
				Suggestions: f.offers(f.Hit), Why: why, WhyLang: in, Source: f.term.Source, Category: f.term.Category, Quoted: f.quoted,
			})
		}
	}
	return out
}

// Named is a term in a source's text, with what the sheet's language calls it.
type Named struct {
	From     int      `json:"from"` // UTF-16 units of the source block's text
	To       int      `json:"to"`
	Rule     string   `json:"rule"` // id of the source's term
	Key      string   `json:"key"`
	Words    string   `json:"words"`
	Wordings []string `json:"wordings"`         // what to write, the best first; none where the house has no word for it
	Why      string   `json:"why,omitempty"`    // of the target's term, for the writer
	Required bool     `json:"required"`         // the translation needs a wording or a ruling
	Ruling   *Ruling  `json:"ruling,omitempty"` // what this story decided for the sheet's language
}

// Of finds the terms in a source block's text of another language, and the house's
// wordings for them in the sheet's. A term that the sheet's language does not have is
// told where it has a wording of its own to follow or a ruling is required.
func (s *Sheet) Of(text string, from, writer lang.Tag) []Named {
	out := []Named{}
	for _, f := range s.book.find(from, Block{Text: text}, s.asked) {
		n := Named{From: f.From, To: f.To, Rule: f.term.ID, Key: f.term.Key, Words: f.Words, Wordings: []string{}, Required: f.term.Required}
		if r, ok := s.Ruling(f.term.Key); ok {
			n.Ruling = &r
			n.Wordings = add(n.Wordings, r.Wording)
		}
		if target := s.target(f.term.Key); target != nil {
			n.Why, _ = target.term.WhyIn(writer)
			n.Wordings = add(n.Wordings, target.term.Wording)
			for _, one := range target.suggestions {
				n.Wordings = add(n.Wordings, one.Base())
			}
		} else if !n.Required && n.Ruling == nil {
			continue
		}
		out = append(out, n)
	}
	return out
}

// Missing gives the required terms of a source's text that its translation answers with
// neither a wording of the house nor a ruling. A term that the target's language does not
// have needs a ruling.
func (s *Sheet) Missing(source string, from lang.Tag, target string, writer lang.Tag) []Named {
	var out []Named
	var there []found
	looked := false
	for _, n := range s.Of(source, from, writer) {
		if !n.Required || n.Ruling != nil || slices.ContainsFunc(out, func(o Named) bool { return o.Key == n.Key }) {
			continue
		}
		if !looked {
			there, looked = s.book.find(s.Lang, Block{Text: target}, s.asked), true
		}
		if slices.ContainsFunc(there, func(f found) bool { return f.term.Key == n.Key }) || s.says(target, n.Wordings) {
			continue
		}
		out = append(out, n)
	}
	return out
}

// says whether a text has one of the wordings, as it is.
func (s *Sheet) says(text string, wordings []string) bool {
	folded := lang.Fold(text, s.Lang)
	return slices.ContainsFunc(wordings, func(w string) bool { return w != "" && strings.Contains(folded, lang.Fold(w, s.Lang)) })
}

func (s *Sheet) target(key string) *rule {
	for _, l := range []lang.Tag{s.Lang, s.Lang.Base()} {
		if r := s.book.byKey[key][l]; r != nil && s.asked(r) {
			return r
		}
	}
	return nil
}

func add(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Disclaimers gives what a page with these blocks tells readers, each sentence once, in
// the order in which their words stand. What the story said is not meant brings none.
func (s *Sheet) Disclaimers(blocks []Block) (out []string) {
	for _, bl := range blocks {
		for _, f := range s.book.find(s.Lang, bl, s.asked) {
			if r, ruled := s.Ruling(f.term.Key); ruled && r.Decision == Ignored {
				continue
			}
			out = add(out, f.term.Disclaimer)
		}
	}
	return out
}
