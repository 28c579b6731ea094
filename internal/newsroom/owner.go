package newsroom

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"strings"

	"masthead/internal/kit/fault"
)

// On a device that several use, somebody else can be signed in by the time an open page
// sends something. Whatever it sends therefore names the person for whom it was made:
// forms in a field that the shell puts into each of them, scripts in a header.
const (
	ownerField  = "as"
	ownerHeader = "Masthead-As"
)

// byOwner refuses what was said in one person's page and would become another's deed.
func (r *Request) byOwner() error {
	for _, who := range []string{r.Header.Get(ownerHeader), r.PostForm.Get(ownerField)} {
		if err := r.ofOwner(who); err != nil {
			return err
		}
	}
	return nil
}

func (r *Request) ofOwner(who string) error {
	switch {
	case who == "" || who == r.Person.ID:
		return nil
	case strings.Contains(r.Header.Get("Accept"), "application/json"):
		return fault.New(fault.Conflict, "editor.another_person")
	}
	return fault.New(fault.Conflict, "newsroom.another_person")
}

// owned gives a page with the field in each form that changes something.
func owned(page []byte, person string) []byte {
	if person == "" {
		return page
	}
	field := []byte(`<input type="hidden" name="` + ownerField + `" value="` + html.EscapeString(person) + `">`)
	var b bytes.Buffer
	for {
		i := bytes.Index(page, []byte("<form "))
		if i < 0 {
			break
		}
		end := bytes.IndexByte(page[i:], '>') // html/template leaves none in an attribute
		if end < 0 {
			break
		}
		end += i + 1
		b.Write(page[:end])
		if bytes.Contains(page[i:end], []byte(` method="post"`)) {
			b.Write(field)
		}
		page = page[end:]
	}
	b.Write(page)
	return b.Bytes()
}

// Parts reads a form sent in parts, for a handler that reads what is sent itself.
type Parts struct {
	rest   *multipart.Reader
	first  *multipart.Part
	failed error
}

// maxOwner is more than a person's id has, in bytes.
const maxOwner = 100

// Parts gives the parts of a form; sent in another way, it is no form. The field that says
// whose page it was comes first: somebody else's is refused before anything is taken.
func (r *Request) Parts() (*Parts, error) {
	rest, err := r.MultipartReader()
	if err != nil {
		return nil, fault.New(fault.Invalid, "newsroom.form").Because(err)
	}
	p := &Parts{rest: rest}
	if p.first, p.failed = rest.NextPart(); p.failed != nil || p.first.FormName() != ownerField {
		return p, nil
	}
	who, err := io.ReadAll(io.LimitReader(p.first, maxOwner))
	p.first, p.failed = nil, err
	return p, r.ofOwner(string(who))
}

// NextPart gives the next part; io.EOF after the last.
func (p *Parts) NextPart() (*multipart.Part, error) {
	if p.first != nil || p.failed != nil {
		first := p.first
		p.first = nil
		return first, p.failed
	}
	return p.rest.NextPart()
}
