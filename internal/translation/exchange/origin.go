package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// origin says in one line which texts a file is made of: it stands in every format, where
// tools leave it alone.
func (p Parcel) origin() string {
	return fmt.Sprintf("masthead:%s/%s@%d/%s@%d", p.Story, p.From, p.FromRev, p.To, p.ToRev)
}

var originLine = regexp.MustCompile(`masthead:([0-9a-z]{1,40})/([A-Za-z0-9-]{2,35})@(\d{1,9})/([A-Za-z0-9-]{2,35})@(\d{1,9})`)

// readOrigin fills what a line says of where a file is from.
func (p *Parcel) readOrigin(line string) bool {
	m := originLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	p.Story, p.From, p.To = m[1], lang.Tag(m[2]), lang.Tag(m[4])
	p.FromRev, _ = strconv.Atoi(m[3])
	p.ToRev, _ = strconv.Atoi(m[5])
	return true
}

func (s Stamp) String() string {
	return fmt.Sprintf("source=%s target=%s state=%s", s.Source, s.Target, s.State)
}

var stampLine = regexp.MustCompile(`source=([0-9a-f]*) target=([0-9a-f]*) state=([a-z]*)`)

func readStamp(line string) (Stamp, bool) {
	m := stampLine.FindStringSubmatch(line)
	if m == nil {
		return Stamp{}, false
	}
	return Stamp{m[1], m[2], State(m[3])}, true
}

// tidy makes pieces of a file what its words are: line ends and tabs come from the file's
// lay-out, for in words a line end is a code.
func tidy(pieces []Piece) []Piece {
	var out []Piece
	for _, p := range pieces {
		if n := len(out); p.Role == Text && n > 0 && out[n-1].Role == Text {
			out[n-1].Text += p.Text
			continue
		}
		out = append(out, p)
	}
	for i := range out {
		if out[i].Role == Text {
			out[i].Text = unwrap(out[i].Text, i == 0, i == len(out)-1)
		}
	}
	kept := out[:0]
	for _, p := range out {
		if p.Role != Text || p.Text != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

var layout = regexp.MustCompile(`[ \t\r\n]*[\t\r\n][ \t\r\n]*`)

func unwrap(s string, first, last bool) string {
	if !strings.ContainsAny(s, "\t\r\n") {
		return s
	}
	spans := layout.FindAllStringIndex(s, -1)
	if at := spans[len(spans)-1]; last && at[1] == len(s) {
		s = s[:at[0]]
	}
	if at := spans[0]; first && at[0] == 0 {
		s = s[min(at[1], len(s)):]
	}
	return layout.ReplaceAllString(s, " ")
}

func cut(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}

// noteOf reads a remark; what is too long is cut, for it is no words of a text.
func noteOf(from, text string) (Note, bool) {
	text = strings.TrimSpace(layout.ReplaceAllString(text, " "))
	return Note{cut(strings.TrimSpace(from), 200), cut(text, maxNote)}, text != ""
}

func (p *Parcel) addUnit(u Unit) error {
	if len(p.Units) >= MaxUnits {
		return fault.New(fault.Invalid, "exchange.too_many").With("line", u.Line).With("max", MaxUnits)
	}
	p.Units = append(p.Units, u)
	return nil
}
