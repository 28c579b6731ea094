package body

import (
	"slices"
	"strings"
)

// run collects inline content, with white space as a browser shows it.
type run struct {
	spans []Span
	buf   []byte
	marks []Mark
	ends  bool // what stands last is a space, a break, or nothing
	owed  int  // breaks that come before the next content, if there is any
	pre   bool // white space and line ends count
	lines bool // line ends count
	br    bool // a break element stands last: a line end after it is no second break
}

func newRun() run { return run{ends: true} }

func (w *run) empty() bool { return len(w.spans) == 0 && len(w.buf) == 0 }

// boundary makes what follows stand on a line of its own: n breaks below.
func (w *run) boundary(n int) {
	if !w.empty() {
		w.trimSpace()
		w.owed = max(w.owed, n)
		w.ends = true
	}
}

func (w *run) text(s string, marks []Mark) {
	if w.pre || w.lines {
		w.keepLines(s, marks)
		return
	}
	w.collapsed(s, marks)
}

func (w *run) collapsed(s string, marks []Mark) {
	for s != "" {
		word := strings.IndexAny(s, " \t\n\r\f")
		if word != 0 {
			if word < 0 {
				word = len(s)
			}
			w.put(s[:word], marks)
			w.ends = false
			s = s[word:]
			continue
		}
		s = strings.TrimLeft(s, " \t\n\r\f")
		if !w.ends {
			w.put(" ", marks)
			w.ends = true
		}
	}
}

// keepLines writes each line end as a break.
func (w *run) keepLines(s string, marks []Mark) {
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 && !w.br {
			w.lineBreak()
		} else if i > 0 {
			w.br = false
		}
		if !w.pre {
			w.collapsed(line, marks)
		} else if line != "" {
			w.put(strings.ReplaceAll(line, "\t", "    "), marks)
			w.ends = false
		}
	}
}

func (w *run) put(s string, marks []Mark) {
	w.pay()
	if len(w.buf) > 0 && !slices.Equal(w.marks, marks) {
		w.close()
	}
	w.marks, w.br = marks, false
	w.buf = append(w.buf, s...)
}

func (w *run) pay() {
	for ; w.owed > 0; w.owed-- {
		w.close()
		w.spans = append(w.spans, Span{Break: true})
	}
}

// close ends the span at work.
func (w *run) close() {
	if len(w.buf) > 0 {
		w.spans = append(w.spans, Span{Text: string(w.buf), Marks: w.marks})
		w.buf = w.buf[:0]
	}
}

// trimSpace takes the space off the end, where a line ends.
func (w *run) trimSpace() {
	if w.pre {
		return
	}
	for n := len(w.buf); n > 0 && w.buf[n-1] == ' '; n-- {
		w.buf = w.buf[:n-1]
	}
	for n := len(w.spans); len(w.buf) == 0 && n > 0 && w.spans[n-1].isText(); n-- {
		last := &w.spans[n-1]
		if last.Text = strings.TrimRight(last.Text, " "); last.Text != "" {
			return
		}
		w.spans = w.spans[:n-1]
	}
}

func (w *run) lineBreak() {
	w.pay()
	w.trimSpace()
	w.close()
	w.spans = append(w.spans, Span{Break: true})
	w.ends = true
}

func (w *run) note(spans []Span) {
	if len(spans) > 0 {
		w.pay()
		w.close()
		w.spans = append(w.spans, Span{Note: spans})
		w.ends = false
	}
}

// take gives what was collected, without breaks and spaces at its ends, and begins anew.
func (w *run) take() []Span {
	w.trimSpace()
	w.close()
	spans := trimSpans(w.spans)
	*w = run{ends: true, lines: w.lines}
	return spans
}

// trimSpans takes empty lines off both ends; what holds nothing visible is nil.
func trimSpans(spans []Span) []Span {
	for len(spans) > 0 && blankSpan(spans[0]) {
		spans = spans[1:]
	}
	for len(spans) > 0 && blankSpan(spans[len(spans)-1]) {
		spans = spans[:len(spans)-1]
	}
	if len(spans) == 0 {
		return nil
	}
	return normSpans(spans, true)
}

func blankSpan(s Span) bool {
	return s.Break || s.Note == nil && strings.Trim(s.Text, " \u00A0\u200B\uFEFF") == ""
}

// paragraphs cuts spans where two or more breaks part them, as writers of HTML do
// who know no other paragraph.
func paragraphs(spans []Span) [][]Span {
	var out [][]Span
	start := 0
	for i := 0; i < len(spans); i++ {
		end := i
		for end < len(spans) && blankSpan(spans[end]) {
			end++
		}
		if breaksIn(spans[i:end]) > 1 {
			if p := trimSpans(spans[start:i]); p != nil {
				out = append(out, p)
			}
			start = end
		}
		i = max(i, end-1)
	}
	if start == 0 && len(spans) > 0 {
		return [][]Span{spans}
	}
	if p := trimSpans(spans[start:]); p != nil {
		out = append(out, p)
	}
	return out
}

func breaksIn(spans []Span) int {
	n := 0
	for _, s := range spans {
		if s.Break {
			n++
		}
	}
	return n
}

// withMark adds m to marks, in canonical order. The inner of two links or
// languages counts.
func withMark(marks []Mark, m Mark) []Mark {
	out := make([]Mark, 0, len(marks)+1)
	rank := slices.Index(MarkTypes, m.Type)
	placed := false
	for _, old := range marks {
		r := slices.Index(MarkTypes, old.Type)
		if r >= rank && !placed {
			out = append(out, m)
			placed = true
		}
		if r != rank {
			out = append(out, old)
		}
	}
	if !placed {
		out = append(out, m)
	}
	return out
}

func withoutMark(marks []Mark, t MarkType) []Mark {
	if !slices.ContainsFunc(marks, func(m Mark) bool { return m.Type == t }) {
		return marks
	}
	out := slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return m.Type == t })
	if len(out) == 0 {
		return nil
	}
	return out
}

func linkOf(marks []Mark) string {
	for _, m := range marks {
		if m.Type == Link {
			return m.Href
		}
	}
	return ""
}
