package body

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

func (r *renderer) spans(spans []Span) {
	for i := range spans {
		s := &spans[i]
		switch {
		case s.Note != nil:
			r.closeTo(0)
			r.noteRef(s.Note)
		case s.Break:
			r.closeTo(common(r.open, marksAfter(spans[i+1:])))
			r.raw("<br>")
		default:
			r.mark(s.Marks)
			r.esc(s.Text)
		}
	}
	r.closeTo(0)
}

func marksAfter(spans []Span) []Mark {
	for i := range spans {
		if !spans[i].Break {
			return spans[i].Marks
		}
	}
	return nil
}

// common counts the marks that both have, from the outermost.
func common(a, b []Mark) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// mark closes and opens what is needed to stand in marks.
func (r *renderer) mark(marks []Mark) {
	r.closeTo(common(r.open, marks))
	for _, m := range marks[len(r.open):] {
		r.openMark(m)
		r.open = append(r.open, m)
	}
}

func (r *renderer) openMark(m Mark) {
	switch m.Type {
	case Link:
		r.raw("<a")
		if href := r.address(m.Href); href != "" {
			r.attr("href", href)
		}
		r.raw(">")
	case Lang:
		r.raw("<span")
		if tag, ok := cleanLang(m.Lang); ok {
			r.attr("lang", tag)
			if rtl := rtlLang(tag); rtl != r.rtl || r.inline && rtl {
				r.attr("dir", map[bool]string{true: "rtl", false: "ltr"}[rtl])
			}
		}
		r.raw(">")
	default:
		r.raw("<", markTag(m.Type), ">")
	}
}

func markTag(t MarkType) string {
	switch t {
	case Link:
		return "a"
	case Strong, Em, Sub, Sup, Code:
		return string(t)
	}
	return "span"
}

func (r *renderer) closeTo(n int) {
	for len(r.open) > n {
		last := len(r.open) - 1
		r.raw("</", markTag(r.open[last].Type), ">")
		r.open = r.open[:last]
	}
}

// address is what a link or picture may point to; in a feed it is absolute.
func (r *renderer) address(href string) string {
	href, ok := CleanHref(href)
	if !ok || r.feed && href[0] == '#' {
		return ""
	}
	if r.feed && href[0] == '/' {
		return r.o.Base + href
	}
	return href
}

func (r *renderer) noteRef(note []Span) {
	switch {
	case r.inNote:
		return
	case r.inline:
		r.raw("<span data-note>")
		r.noteText(note)
		r.raw("</span>")
		return
	}
	r.notes = append(r.notes, note)
	n := strconv.Itoa(len(r.notes))
	if r.feed {
		r.raw("<sup>[", n, "]</sup>")
		return
	}
	r.raw("<a")
	r.attr("class", "fn-ref")
	r.attr("id", r.o.IDPrefix+"r"+n)
	r.attr("href", "#"+r.o.IDPrefix+"n"+n)
	r.attr("aria-label", fill(r.o.Words.Note, "n", n))
	r.raw(">", n, "</a>")
}

// footnotes lists the notes of the whole body at its end.
func (r *renderer) footnotes() {
	if len(r.notes) == 0 {
		return
	}
	if r.feed {
		r.raw("<ol>")
	} else {
		r.raw(`<ol class="fn">`)
	}
	for i := 0; i < len(r.notes); i++ {
		n := strconv.Itoa(i + 1)
		if r.feed {
			r.raw("<li>")
			r.noteText(r.notes[i])
			r.raw("</li>")
			continue
		}
		r.raw("<li")
		r.attr("id", r.o.IDPrefix+"n"+n)
		r.direction(r.notes[i])
		r.raw("><span>", n, "</span><span>")
		r.noteText(r.notes[i])
		r.raw(" <a")
		r.attr("href", "#"+r.o.IDPrefix+"r"+n)
		r.raw(">")
		r.esc(r.o.Words.BackToText)
		r.raw("</a></span></li>")
	}
	r.raw("</ol>\n")
}

// noteText writes a footnote; one inside it, which Check refuses, is left out
// rather than numbered without end.
func (r *renderer) noteText(spans []Span) {
	r.inNote = true
	r.spans(spans)
	r.inNote = false
}

// rtlLang says whether a language is written from right to left, by its script
// where the tag names one.
func rtlLang(tag string) bool {
	parts := strings.Split(strings.ToLower(tag), "-")
	for _, p := range parts[1:] {
		if len(p) == 4 {
			switch p {
			case "arab", "hebr", "thaa", "syrc", "nkoo", "aran":
				return true
			}
			return false
		}
	}
	switch parts[0] {
	case "ar", "fa", "he", "iw", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "syr", "arc", "nqo", "prs", "azb", "lrc", "mzn":
		return true
	}
	return false
}

// firstStrong gives 'L' or 'R' for the first letter with a direction (UAX #9, P2),
// or 0 if there is none, or if it stands in words marked as another language.
func firstStrong(spans []Span) byte {
	for i := range spans {
		s := &spans[i]
		for at := 0; at < len(s.Text); {
			c := s.Text[at]
			switch {
			case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
				return strongUnless(s, 'L')
			case c < 0x80:
				at++
				continue
			}
			p, size := bidi.LookupString(s.Text[at:])
			if size == 0 {
				break
			}
			at += size
			switch p.Class() {
			case bidi.L:
				return strongUnless(s, 'L')
			case bidi.R, bidi.AL:
				return strongUnless(s, 'R')
			}
		}
	}
	return 0
}

func strongUnless(s *Span, d byte) byte {
	for _, m := range s.Marks {
		if m.Type == Lang {
			return 0
		}
	}
	return d
}
