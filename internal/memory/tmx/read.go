package tmx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"

	"golang.org/x/text/encoding/htmlindex"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// OwnTool is the creationtool of the files that Writer writes. Space in them is as it was.
const OwnTool = "Masthead"

// Reader reads a file.
type Reader struct {
	Header Header

	xml   *xml.Decoder
	meter *meter
	depth int
	done  bool
}

// NewReader reads a file's beginning, up to its first unit. The faults are Invalid, with the
// place: memory.tmx_broken, memory.tmx_other (it is no TMX), memory.tmx_entities,
// memory.tmx_deep, memory.tmx_large, memory.tmx_encoding.
func NewReader(r io.Reader) (*Reader, error) {
	source := bufio.NewReaderSize(transform.NewReader(r, xunicode.BOMOverride(transform.Nop)), 64<<10)
	t := &Reader{meter: &meter{r: source}}
	t.xml = xml.NewDecoder(t.meter)
	t.xml.CharsetReader = charset(source)
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil, t.fault("memory.tmx_other", nil)
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case t.depth == 1 && start.Name.Local != "tmx":
			return nil, t.fault("memory.tmx_other", nil)
		case start.Name.Local == "header" && t.depth == 2:
			t.Header = Header{Tool: attr(start, "creationtool"), Version: attr(start, "creationtoolversion"), Source: attr(start, "srclang")}
		case start.Name.Local == "body" && t.depth == 2:
			return t, nil
		}
	}
}

// charset decodes the encodings that XML files name. What began with a byte order mark is
// UTF-8 already, whatever it says.
func charset(source *bufio.Reader) func(string, io.Reader) (io.Reader, error) {
	return func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") || strings.EqualFold(label, "unicode") {
			return in, nil
		}
		encoding, err := htmlindex.Get(label)
		if err != nil {
			return nil, errEncoding
		}
		return &meter{r: bufio.NewReader(encoding.NewDecoder().Reader(in))}, nil
	}
}

var (
	errEncoding = errors.New("unknown encoding")
	errLarge    = errors.New("element too large")
)

// meter gives bytes one by one, so that the decoder reads no further than it must, and ends
// an element that does not end.
type meter struct {
	r    *bufio.Reader
	left int
}

func (m *meter) ReadByte() (byte, error) {
	if m.left--; m.left < -MaxElement {
		return 0, errLarge
	}
	return m.r.ReadByte()
}

func (m *meter) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := m.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// next gives the next token. Comments, instructions and a harmless DOCTYPE are passed over.
func (t *Reader) next() (xml.Token, error) {
	for {
		t.meter.left = 0
		token, err := t.xml.Token()
		switch {
		case errors.Is(err, io.EOF) && t.depth == 0:
			return nil, io.EOF
		case errors.Is(err, errLarge):
			return nil, t.fault("memory.tmx_large", err)
		case errors.Is(err, errEncoding):
			return nil, t.fault("memory.tmx_encoding", err)
		case err != nil:
			return nil, t.fault("memory.tmx_broken", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if t.depth++; t.depth > MaxDepth {
				return nil, t.fault("memory.tmx_deep", nil)
			}
			return token, nil
		case xml.EndElement:
			t.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(token), []byte("ENTITY")) {
				return nil, t.fault("memory.tmx_entities", nil)
			}
		}
	}
}

func (t *Reader) fault(key string, cause error) error {
	line, column := t.xml.InputPos()
	return fault.New(fault.Invalid, key).With("line", line).With("column", column).Because(cause)
}

// Next gives the next unit, or io.EOF after the last. After a fault there is nothing more.
func (t *Reader) Next() (*Unit, error) {
	for !t.done {
		token, err := t.next()
		if err != nil {
			t.done = true
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "tu" && t.depth == 3 {
				u, err := t.unit(token)
				t.done = err != nil
				return u, err
			}
		case xml.EndElement:
			if t.depth < 2 { // the end of the body; what follows must be sound all the same
				return nil, t.end()
			}
		}
	}
	return nil, io.EOF
}

func (t *Reader) end() error {
	t.done = true
	for {
		if _, err := t.next(); err != nil {
			return err
		}
	}
}

// unit reads a unit up to its end.
func (t *Reader) unit(start xml.StartElement) (*Unit, error) {
	line, _ := t.xml.InputPos()
	u := &Unit{Line: line, ID: attr(start, "tuid"), Source: attr(start, "srclang"), By: attr(start, "changeid"), At: moment(attr(start, "changedate"))}
	if u.Source == "" {
		u.Source = t.Header.Source
	}
	u.made(start)
	for {
		token, err := t.next()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			if t.depth == 2 {
				return u, nil
			}
		case xml.StartElement:
			switch {
			case token.Name.Local == "tuv" && t.depth == 4:
				err = t.variant(u, token)
			case token.Name.Local == "prop" && t.depth == 4:
				err = t.prop(u, token)
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

// made takes who made a unit, and when, where nobody has changed it since.
func (u *Unit) made(start xml.StartElement) {
	if u.By == "" {
		u.By = attr(start, "creationid")
	}
	if u.At.IsZero() {
		u.At = moment(attr(start, "creationdate"))
	}
}

func (t *Reader) prop(u *Unit, start xml.StartElement) error {
	text, _, err := t.text()
	if len(u.Props) < MaxProps {
		u.Props = append(u.Props, Prop{attr(start, "type"), strings.TrimSpace(text)})
	}
	return err
}

// variant reads a unit's words in one language.
func (t *Reader) variant(u *Unit, start xml.StartElement) error {
	v := Variant{Lang: attr(start, "lang")}
	inside := t.depth
	for {
		token, err := t.next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "seg" && t.depth == inside+1 {
				text, codes, err := t.text()
				if err != nil {
					return err
				}
				v.Text, u.Codes = t.clean(text), u.Codes+codes
			}
		case xml.EndElement:
			if t.depth < inside {
				u.made(start)
				if len(u.Variants) < MaxVariants {
					u.Variants = append(u.Variants, v)
				}
				return nil
			}
		}
	}
}

// clean gives the words of a segment. Other programs break and indent lines as they like.
func (t *Reader) clean(text string) string {
	if t.Header.Tool == OwnTool {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// text reads the words up to the end of the element that has just begun: those in hi count,
// those in codes do not. It counts the codes.
func (t *Reader) text() (string, int, error) {
	var words strings.Builder
	outside, hidden, codes, gap := t.depth-1, 0, 0, false
	for {
		token, err := t.next()
		if err != nil {
			return "", 0, err
		}
		switch token := token.(type) {
		case xml.CharData:
			if hidden > 0 {
				continue
			}
			if gap && inWord(lastRune(words.String())) && inWord(firstRune(token)) {
				words.WriteByte(' ') // a picture or a line break stood between two words
			}
			gap = false
			words.Write(token)
		case xml.StartElement:
			if hidden == 0 && token.Name.Local != "hi" {
				hidden = t.depth
				codes++
				gap = gap || token.Name.Local == "ph"
			}
		case xml.EndElement:
			if t.depth < hidden {
				hidden = 0
			}
			if t.depth == outside {
				return words.String(), codes, nil
			}
		}
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

func firstRune(b []byte) rune { r, _ := utf8.DecodeRune(b); return r }

func attr(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// moment reads a date of TMX; the zero moment for none that can be read.
func moment(s string) time.Time {
	at, err := time.Parse(stamp, s)
	if err != nil {
		return time.Time{}
	}
	return at
}
