package check

import (
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// The keys of findings, which are also the last part of their keys in the words
// catalogue (checks.number_missing). Args name what a sentence about them holds.
const (
	NumberMissing = "number_missing" // number: stands in the source only
	NumberAdded   = "number_added"   // number: stands in the translation only
	NumberChanged = "number_changed" // was, is
	Percent       = "percent"        // a share without its sign or word
	Currency      = "currency"       // currency: its code
	Name          = "name"           // name: as the source has it
	NameHouse     = "name_house"     // name, ways: how the house writes it
	QuoteLost     = "quote_lost"     // quote: its first words
	QuoteOpen     = "quote_open"     // a quotation that does not begin or does not end
	QuoteMarks    = "quote_marks"    // marks: those of the language
	LinkLost      = "link_lost"      // address
	NoteLost      = "note_lost"      // was, is: how many footnotes
	EmbedLost     = "embed_lost"     // address
	PictureLost   = "picture_lost"
	Untranslated  = "untranslated"  // words
	Length        = "length"        // percent: of the source's length
	EndMark       = "end_mark"      // mark: the one that the source's end asks for
	Question      = "question"      // mark
	MixedScripts  = "mixed_scripts" // word
	NegationLost  = "negation_lost" // word: the source's
	NegationAdded = "negation_added"
	Forbidden     = "forbidden" // word, reason
	Empty         = "empty"     // nothing stands where the source has words
)

// Keys lists every key a finding may have.
var Keys = []string{NumberMissing, NumberAdded, NumberChanged, Percent, Currency, Name, NameHouse, QuoteLost, QuoteOpen,
	QuoteMarks, LinkLost, NoteLost, EmbedLost, PictureLost, Untranslated, Length, EndMark, Question, MixedScripts,
	NegationLost, NegationAdded, Forbidden, Empty}

// Place is where something stands in a text. Block is the id of the innermost block,
// item or cell; Part is text, cite, caption or note. From and To count UTF-16 code
// units in that part, where a break and a footnote count as one each; both are 0
// where the whole is meant. The zero Place is nowhere.
type Place struct {
	Block string `json:"block,omitempty"`
	Part  string `json:"part,omitempty"`
	From  int    `json:"from,omitempty"`
	To    int    `json:"to,omitempty"`
}

// Finding is one thing to look at.
type Finding struct {
	Key    string   `json:"key"`
	Target Place    `json:"target"`          // always in a block of the translation
	Source Place    `json:"source,omitzero"` // where the counterpart stands, if there is one
	Args   []string `json:"args,omitempty"`  // name, value, name, value …
	Mild   bool     `json:"mild,omitempty"`  // a matter of form: one key mends it, or it may well be meant
	Mend   string   `json:"mend,omitempty"`  // what to put in the place of Target, where that is certain
}

// Mark tells a finding from the others of its block, whatever its place: what a
// person has set aside stays so while the words stay.
func (f Finding) Mark() string { return f.Key + "\x1f" + strings.Join(f.Args, "\x1f") }

// Side is one language's side of a pair: the blocks that belong together.
type Side struct {
	Lang   lang.Tag
	Blocks []body.Block
}

// Line is a side of a line outside of a body: a headline, a standfirst.
func Line(l lang.Tag, id, text string) Side {
	return Side{l, []body.Block{{ID: id, Type: body.Paragraph, Text: []body.Span{{Text: text}}}}}
}

// Match is a place in a text, counted in runes.
type Match struct {
	From, To int
	Reason   string // a sentence, or empty
}

// HouseName is a name as the house writes it: where one of From stands in the source,
// one of To must stand in the translation. A form that ends in "*" allows any ending.
type HouseName struct{ From, To []string }

// Options are what the outlet knows. The zero Options are complete.
type Options struct {
	Names     []HouseName
	Forbidden func(l lang.Tag, text string) []Match // asked once for each part of the translation
	Own       string                                // the outlet's own host: links to it may lead to another language's page
	Heading   bool                                  // a headline: it has no stop at its end
}

// Pair looks a translation over beside its source. A translation of nothing (added for
// its readers) is looked over alone; nothing is said of a source that has no words.
func Pair(source, target Side, o Options) []Finding {
	if len(target.Blocks) == 0 {
		return nil
	}
	p := pair{source: read(source), target: read(target), o: o}
	p.alone()
	if len(source.Blocks) > 0 {
		p.beside()
	}
	return p.found
}

// Words looks over a text that was made from nothing, or whose source is not at hand.
func Words(target Side, o Options) []Finding { return Pair(Side{Lang: target.Lang}, target, o) }

type pair struct {
	source, target text
	o              Options
	found          []Finding
}

// alone asks what a text can be asked by itself.
func (p *pair) alone() {
	p.mixed()
	p.marks()
	p.forbidden()
}

func (p *pair) beside() {
	p.kept()
	if !p.source.speaks() {
		return
	}
	if !p.target.speaks() {
		p.add(Finding{Key: Empty, Target: p.target.whole()})
		return
	}
	if p.source.same(&p.target) && p.source.lang.Base() != p.target.lang.Base() {
		if p.target.wordy() {
			p.add(Finding{Key: Untranslated, Target: p.target.whole(), Args: []string{"words", shorten(string(p.target.runes))}})
		}
		return
	}
	p.numbers()
	p.quantities()
	p.names()
	p.quotes()
	p.rest()
	p.length()
	p.ends()
	p.negation()
}

func (p *pair) add(f Finding) { p.found = append(p.found, f) }

func (p *pair) forbidden() {
	if p.o.Forbidden == nil {
		return
	}
	for _, l := range p.target.lines {
		for _, m := range p.o.Forbidden(p.target.lang, string(p.target.runes[l.from:l.to])) {
			if m.From < 0 || m.To > l.to-l.from || m.From >= m.To {
				continue
			}
			p.add(Finding{Key: Forbidden, Target: p.target.place(l.from+m.From, l.from+m.To),
				Args: []string{"word", string(p.target.runes[l.from+m.From : l.from+m.To]), "reason", m.Reason}})
		}
	}
}
