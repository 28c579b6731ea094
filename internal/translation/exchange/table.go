package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
)

// A table has four columns: id, source, translation, notes. Marks stand in it as the look
// of words; what has no look (footnotes, mark-up, where a block begins) as a number in
// brackets that nobody types.

// Labels are the words of a table in the language of who takes it.
type Labels struct {
	ID, Source, Translation, Notes string
	Help                           string // how to fill it in
	Locked                         string // said of a row that is to be read only
}

const (
	tokenOpen, tokenClose = "⟦", "⟧"
	literal               = "(" // the token that stands for the opening bracket itself
)

var token = regexp.MustCompile(`⟦([0-9]{1,6}|\()⟧`)

// shown are pieces as a table shows them: inline content whose tokens are text.
func shown(pieces []Piece) []body.Span {
	var spans []body.Span
	var open []Piece
	for _, p := range pieces {
		switch {
		case p.Role == Text:
			spans = append(spans, body.Span{Text: strings.ReplaceAll(p.Text, tokenOpen, tokenOpen+literal+tokenClose), Marks: sorted(marksOf(open))})
		case p.Role == Open:
			open = append(open, p)
		case p.Role == Close:
			if i := lastOpen(open, p); i >= 0 {
				open = slices.Delete(open, i, i+1)
			}
		case p.Kind == Break:
			spans = append(spans, body.Span{Break: true})
		default:
			spans = append(spans, body.Span{Text: tokenOpen + p.ID + tokenClose})
		}
	}
	return spans
}

// sorted brings marks into the order that all have, so that neighbours can be compared.
func sorted(marks []body.Mark) []body.Mark {
	slices.SortFunc(marks, func(a, b body.Mark) int {
		return slices.Index(body.MarkTypes, a.Type) - slices.Index(body.MarkTypes, b.Type)
	})
	return marks
}

// read makes pieces of what stands in a cell.
func read(spans []body.Span) []Piece {
	var out []Piece
	for _, p := range encode(body.NormaliseSpans(spans), 1) {
		if p.Role != Text {
			out = append(out, p)
			continue
		}
		rest := p.Text
		for rest != "" {
			m := token.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			if m[0] > 0 {
				out = append(out, Piece{Text: rest[:m[0]]})
			}
			if id := rest[m[2]:m[3]]; id == literal {
				out = append(out, Piece{Text: tokenOpen})
			} else {
				out = append(out, Piece{Role: Single, ID: id})
			}
			rest = rest[m[1]:]
		}
		if rest != "" {
			out = append(out, Piece{Text: rest})
		}
	}
	return joinTexts(out)
}

func joinTexts(pieces []Piece) (out []Piece) {
	for _, p := range pieces {
		if n := len(out); p.Role == Text && n > 0 && out[n-1].Role == Text {
			out[n-1].Text += p.Text
			continue
		}
		out = append(out, p)
	}
	return out
}

// trimBreaks takes line ends off the end of a cell, which editors leave there.
func trimBreaks(spans []body.Span) []body.Span {
	for len(spans) > 0 && spans[len(spans)-1].Break {
		spans = spans[:len(spans)-1]
	}
	return spans
}

// siteScheme begins a link within the site as a table has it: word processors and browsers
// would lead such a link to the disk that the file lies on.
const siteScheme = "masthead:"

func awayFrom(href string) string {
	if strings.HasPrefix(href, "/") || strings.HasPrefix(href, "#") {
		return siteScheme + href
	}
	return href
}

func backHome(href string) string { return strings.TrimPrefix(href, siteScheme) }

// idLines are the lines of a row's first cell.
func (u Unit) idLines() []string {
	return []string{u.ID, u.Name, u.Stamp.String()}
}

// noteLines are those of its last.
func (u Unit) noteLines(l Labels) (lines []string) {
	if u.Locked {
		lines = append(lines, l.Locked)
	}
	for _, n := range u.Notes {
		if n.From != "" {
			n.Text = n.From + ": " + n.Text
		}
		lines = append(lines, n.Text)
	}
	return lines
}

var unitID = regexp.MustCompile(`^(?:[0-9a-hjkmnp-tv-z]{16}|headline|standfirst|lead)(?:\.[0-9a-z]+)*$`)

// row is a row of a table as it was found.
type row struct {
	line  int
	id    string // the words of the first cell
	cells [][]body.Span
}

// take makes a unit of a row; what is none is named in Stray, unless it is the first.
func (p *Parcel) take(r row, first bool) error {
	id, _, _ := strings.Cut(strings.TrimSpace(r.id), "\n")
	if id = strings.TrimSpace(id); !unitID.MatchString(id) || len(r.cells) < 3 {
		if !first && strings.TrimSpace(r.id) != "" {
			p.Stray = append(p.Stray, fmt.Sprintf("%d: %s", r.line, short(id)))
		}
		return nil
	}
	u := Unit{ID: id, Line: r.line, Whole: true, Source: read(r.cells[1]), Target: read(trimBreaks(r.cells[2]))}
	u.Stamp, _ = readStamp(layout.ReplaceAllString(r.id, " "))
	if blank(u.Target) {
		u.Target, u.State = nil, Untranslated
	}
	if len(r.cells) > 3 {
		for line := range strings.SplitSeq(body.PlainSpans(r.cells[3]), "\n") {
			if n, ok := noteOf("", line); ok {
				u.Notes = append(u.Notes, n)
			}
		}
	}
	return p.addUnit(u)
}

// noTable refuses a document in which no row could be found.
func (p *Parcel) noTable() error {
	if len(p.Units) == 0 {
		return fault.New(fault.Invalid, "exchange.no_table")
	}
	return nil
}
