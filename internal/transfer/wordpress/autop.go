package wordpress

import (
	"regexp"
	"strings"
)

// paragraphs gives text the paragraphs that WordPress shows for it: an empty line
// parts two, a single line break stays one, and blocks stand for themselves. What
// stands between <pre>, <script>, <style>, <textarea>, <svg> and <math> is untouched.
func paragraphs(src string) string {
	w := parWriter{src: src, ends: map[string]int{}}
	for at := 0; at < len(src); {
		i := strings.IndexByte(src[at:], '<')
		if i < 0 {
			w.text(src[at:])
			break
		}
		w.text(src[at : at+i])
		at += i
		n := w.tokenLen(at)
		if n == 1 {
			w.text("<")
		} else {
			n = w.token(at, n)
		}
		at += n
	}
	w.flush()
	w.endPar()
	return w.out.String()
}

// tokenLen is the length of the tag or comment that begins at a place, 1 if none does.
func (w *parWriter) tokenLen(at int) int {
	s := w.src[at:]
	if strings.HasPrefix(s, "<!--") {
		if end := w.find(at, "-->"); end >= 0 {
			return end + 3 - at
		}
		return 1
	}
	if len(s) < 3 || !nameStart(s[1]) && s[1] != '/' {
		return 1
	}
	s = s[:min(len(s), maxTagLen)]
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		case c == '<':
			return 1
		}
	}
	if i := strings.IndexByte(s, '>'); i > 0 { // a quotation mark that nothing closes
		return i + 1
	}
	return 1
}

// find gives the next place of what from at on, -1 if there is none. Where each
// stands last is looked up once, so a text full of beginnings costs no more.
func (w *parWriter) find(at int, what string) int {
	last, known := w.ends[what]
	if !known {
		last = strings.LastIndex(w.src, what)
		w.ends[what] = last
	}
	if last < at {
		return -1
	}
	return at + strings.Index(w.src[at:], what)
}

// parWriter collects words between blocks and writes them as paragraphs.
type parWriter struct {
	src   string
	ends  map[string]int // where marks stand last in src
	out   strings.Builder
	run   strings.Builder
	stack []string // open blocks
	first bool     // nothing was written yet in the innermost block
	par   string   // the tag of a <p> that the text itself opened
}

const maxParDepth = 256

// blockKind says how a block holds words.
type blockKind uint8

const (
	inline  blockKind = iota
	holder            // words in it are paragraphs
	phrase            // words in it stand bare while they are one paragraph
	frame             // words in it stand bare, always
	verbose           // what is in it is not touched
	void              // it holds nothing
)

var blockKinds = map[string]blockKind{
	"div": holder, "blockquote": holder, "section": holder, "article": holder, "aside": holder, "details": holder,
	"header": holder, "footer": holder, "nav": holder, "form": holder, "fieldset": holder, "hgroup": holder, "main": holder, "center": holder,
	"li": phrase, "td": phrase, "th": phrase, "dd": phrase, "dt": phrase, "address": phrase,
	"h1": frame, "h2": frame, "h3": frame, "h4": frame, "h5": frame, "h6": frame, "figure": frame, "figcaption": frame,
	"caption": frame, "legend": frame, "summary": frame, "table": frame, "thead": frame, "tbody": frame, "tfoot": frame, "tr": frame,
	"colgroup": frame, "ul": frame, "ol": frame, "dl": frame, "menu": frame, "map": frame, "object": frame, "video": frame, "audio": frame, "select": frame,
	"pre": verbose, "script": verbose, "style": verbose, "textarea": verbose, "svg": verbose, "math": verbose,
	"hr": void, "col": void, "area": void,
}

// token takes the tag or comment of n bytes at a place, and gives how much it used.
func (w *parWriter) token(at, n int) int {
	tok := w.src[at : at+n]
	name, closing := tagName(tok)
	kind := blockKinds[name]
	switch {
	case name == "p":
		w.flush()
		w.endPar()
		if !closing {
			w.par = tok
		}
	case name == "br":
		w.run.WriteString("<br />")
	case kind == inline:
		w.run.WriteString(shield(tok))
	case kind == verbose:
		if !closing {
			n = w.verbatim(at, n, name)
		}
		if tok = w.src[at : at+n]; name == "svg" || name == "math" {
			w.run.WriteString(shield(tok))
		} else {
			w.block(tok)
		}
	case kind == void:
		w.block(tok)
	case closing:
		w.close(name, tok)
	default:
		w.block(tok)
		if len(w.stack) < maxParDepth && !strings.HasSuffix(tok, "/>") {
			w.stack = append(w.stack, name)
			w.first = true
		}
	}
	return n
}

// verbatim is the length of the element at a place, whose first tag has n bytes.
func (w *parWriter) verbatim(at, n int, name string) int {
	end := w.find(at+n, "</"+name)
	if upper := w.find(at+n, "</"+strings.ToUpper(name)); end < 0 || upper >= 0 && upper < end {
		end = upper
	}
	if end < 0 {
		return n
	}
	if e := strings.IndexByte(w.src[end:], '>'); e >= 0 {
		return end + e + 1 - at
	}
	return n
}

// shield hides the line breaks of what stands within a paragraph untouched.
func shield(s string) string { return strings.ReplaceAll(s, "\n", "\x00") }

func tagName(tok string) (name string, closing bool) {
	tok = tok[1:]
	if closing = strings.HasPrefix(tok, "/"); closing {
		tok = tok[1:]
	}
	n := 0
	for n < len(tok) && (nameStart(tok[n]) || n > 0 && tok[n] >= '0' && tok[n] <= '9') {
		n++
	}
	return strings.ToLower(tok[:n]), closing
}

// block writes what stands for itself.
func (w *parWriter) block(tok string) {
	w.flush()
	w.endPar()
	w.out.WriteString(tok)
	w.out.WriteByte('\n')
}

func (w *parWriter) close(name, tok string) {
	w.flush()
	w.endPar()
	for i := len(w.stack) - 1; i >= 0; i-- {
		if w.stack[i] == name {
			w.stack = w.stack[:i]
			break
		}
	}
	w.first = false
	w.out.WriteString(tok)
	w.out.WriteByte('\n')
}

// text takes words; an empty line in them ends the paragraph.
func (w *parWriter) text(s string) {
	for s != "" {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			w.run.WriteString(s)
			return
		}
		rest := strings.TrimLeft(s[i+1:], " \t")
		if !strings.HasPrefix(rest, "\n") {
			w.run.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		w.run.WriteString(s[:i])
		w.flush()
		w.first = false
		s = strings.TrimLeft(rest, "\n \t")
	}
}

var (
	lineBreaks = regexp.MustCompile(`\s*(?:<br />)?[ \t]*\n\s*`)
	doubleBrk  = regexp.MustCompile(`<br />\s*<br />`)
)

// flush writes the words collected as a paragraph, or as several where two breaks follow each other.
func (w *parWriter) flush() {
	run := w.run.String()
	w.run.Reset()
	if strings.TrimSpace(run) == "" {
		return
	}
	for _, part := range doubleBrk.Split(run, -1) {
		part = strings.TrimSpace(part)
		for strings.HasPrefix(part, "<br />") {
			part = strings.TrimSpace(part[6:])
		}
		for strings.HasSuffix(part, "<br />") {
			part = strings.TrimSpace(part[:len(part)-6])
		}
		if part != "" {
			w.paragraph(strings.ReplaceAll(lineBreaks.ReplaceAllString(part, "<br />"), "\x00", "\n"))
		}
	}
}

func (w *parWriter) paragraph(words string) {
	kind := holder
	if n := len(w.stack); n > 0 {
		kind = blockKinds[w.stack[n-1]]
	}
	if w.par == "" && (kind == frame || kind == phrase && w.first) {
		w.out.WriteString(words)
		w.first = false
		return
	}
	w.first = false
	open := "<p>"
	if w.par != "" {
		open = w.par
		w.par = "<p>" // a second paragraph within it has no attributes
	}
	w.out.WriteString(open + words + "</p>\n")
}

// endPar ends a <p> of the text's own.
func (w *parWriter) endPar() { w.par = "" }
