package terms

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/story"
	"masthead/internal/terms"
)

// maxTried bounds a text that the rules are tried on, in runes.
const maxTried = 50_000

// tryPage runs the rules on a text.
type tryPage struct {
	Fields []newsroom.Field
	Tried  bool
	Lang   lang.Tag
	Pieces []piece
	Found  []finding
}

// piece is a part of a text: with a number, the words of that finding.
type piece struct {
	Text  string
	N     int
	Class string
}

// finding is a finding as pages show it.
type finding struct {
	terms.Finding
	N                int
	Icon, Tint, Said string
	TermPath         string
	Place, PlacePath string // of a text
	May              bool   // she may rule on it
}

func findingOf(r *newsroom.Request, f terms.Finding, n int) finding {
	out := finding{Finding: f, N: n, Said: severityWord(r, f.Severity), TermPath: at + "term/" + f.Rule + "/"}
	out.Icon, out.Tint = severityMark(f.Severity)
	return out
}

func (p *Pages) tryForm(r *newsroom.Request) (newsroom.Answer, error) {
	l := lang.Tag(r.FormValue("lang"))
	if !l.Valid() {
		l = r.Visitor.Lang
	}
	return newsroom.Show("try", tryPage{Fields: tryFields(r, l, "")}), nil
}

func tryFields(r *newsroom.Request, l lang.Tag, text string) []newsroom.Field {
	return []newsroom.Field{langField(r, l, true), {Name: "text", Label: r.Say("terms.try_text"), Help: r.Say("terms.try_help"), Value: text, Type: "area", Rows: 8, Lang: l, Max: maxTried}}
}

// try runs the rules on what was pasted, as in a story of no topic. Nothing of it is kept.
// Without a language it is told by the text.
func (p *Pages) try(r *newsroom.Request) (newsroom.Answer, error) {
	l, text := lang.Tag(r.PostFormValue("lang")), strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n")
	if utf8.RuneCountInString(text) > maxTried {
		return newsroom.Answer{}, fault.New(fault.Invalid, "terms.long").In("text").With("max", maxTried)
	}
	if !l.Valid() {
		l, _ = lang.Detect(text)
	}
	page := tryPage{Tried: true, Lang: l, Fields: tryFields(r, l, text)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		sheet, err := p.House.On(r.Context(), tx, story.Story{}, l)
		if err != nil {
			return err
		}
		found := sheet.Check([]terms.Block{{Text: text}}, r.Visitor.Lang)
		page.Pieces, page.Found = pieces(text, found), nil
		for i, f := range found {
			page.Found = append(page.Found, findingOf(r, f, i+1))
		}
		return nil
	})
	return newsroom.Show("try", page), err
}

// pieces cuts a text at its findings; of those that overlap the first is marked.
func pieces(text string, found []terms.Finding) (out []piece) {
	units := utf16.Encode([]rune(text))
	cut := func(from, to int) string { return string(utf16.Decode(units[from:to])) }
	at := 0
	for i, f := range found {
		if f.From < at || f.To > len(units) {
			continue
		}
		if f.From > at {
			out = append(out, piece{Text: cut(at, f.From)})
		}
		out = append(out, piece{cut(f.From, f.To), i + 1, "find-" + string(f.Severity)})
		at = f.To
	}
	if at < len(units) {
		out = append(out, piece{Text: cut(at, len(units))})
	}
	return out
}
