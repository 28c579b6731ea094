package exchange

import (
	"embed"
	"errors"
	"io"
	"net/http"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/words"
	"masthead/internal/newsroom"
	"masthead/internal/parcel"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
	format "masthead/internal/translation/exchange"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the page of exchange and its files.
type Pages struct {
	DB    *db.DB
	Words *words.Catalogue
}

const at = "/desk/bench/{story}/{lang}/exchange/"

// Path leads to the page of a translation.
func Path(storyID string, l lang.Tag) string {
	return "/desk/bench/" + storyID + "/" + string(l) + "/exchange/"
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	reads, saves := newsroom.OnStory(people.ReadStory), newsroom.OnStory(people.SaveTranslation)
	return newsroom.Place{Name: "exchange", Pages: files, Routes: []newsroom.Route{
		newsroom.Get(at, reads, p.page),
		newsroom.Get(at+"{format}", reads, p.file),
		newsroom.Post(at, saves, p.take).Reads(format.MaxBytes + 64<<10),
	}}
}

// page is what the page shows.
type page struct {
	Title   string
	Address string // of this page
	Text    string // of the text at the writing page
	Bench   string
	From    string // language names, in her language
	To      string
	Lang    lang.Tag
	Source  lang.Tag
	Begun   bool
	MaySave bool
	Files   []fileView
	Op      string
	Max     int // megabytes
	Result  *result
}

type fileView struct {
	Address string
	Key     string // of its name and of what it is good for
}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	v, err := p.view(r)
	return newsroom.Show("exchange", v), err
}

func (p *Pages) view(r *newsroom.Request) (*page, error) {
	v := &page{
		Address: Path(r.Story.ID, r.Text), Text: "/desk/stories/" + r.Story.ID + "/" + string(r.Text) + "/",
		Bench: "/desk/bench/" + r.Story.ID + "/" + string(r.Text) + "/", Lang: r.Text, Op: id.New(r.Now()), Max: format.MaxBytes >> 20,
		To: r.Text.NameIn(r.Visitor.Lang), MaySave: r.May(r.Case(people.SaveTranslation, r.Story, r.Text)),
	}
	for _, f := range format.Formats {
		v.Files = append(v.Files, fileView{v.Address + string(f), keyOf(f)})
	}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		sheet, err := translation.Read(r.Context(), tx, r.Story.ID, r.Text)
		v.Source, v.Begun = sheet.Source, err == nil
		if fault.KindOf(err) == fault.NotFound {
			v.Source, err = r.Story.Original, nil
		}
		if err != nil {
			return err
		}
		head, err := story.NewestHead(r.Context(), tx, r.Story.ID, v.Source)
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		v.Title, v.From = head.Headline, v.Source.NameIn(r.Visitor.Lang)
		return err
	})
	if v.Title == "" {
		v.Title = r.Say("exchange.untitled")
	}
	return v, err
}

// keyOf names a format in the catalogue.
func keyOf(f format.Format) string {
	switch f {
	case format.XLIFF12:
		return "xliff12"
	case format.XLIFF21:
		return "xliff21"
	}
	return string(f)
}

// file gives the translation as it stands in a format.
func (p *Pages) file(r *newsroom.Request) (newsroom.Answer, error) {
	f := format.Format(r.PathValue("format"))
	var out parcel.File
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		out, err = p.house(r).Send(r.Context(), tx, parcel.Sending{Story: r.Story, Lang: r.Text, Format: f, By: r.Person.ID, Door: "desk"})
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Bytes(f.Type(), out.Name, out.Data), nil
}

func (p *Pages) house(r *newsroom.Request) parcel.House {
	return parcel.House{Name: r.Outlet.Outlet.Name, Words: p.Words}
}

// take brings a file in, or shows what it would bring.
func (p *Pages) take(r *newsroom.Request) (newsroom.Answer, error) {
	r.Unhurried()
	f, err := readForm(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	in, err := format.Read(f.data)
	if err != nil {
		return newsroom.Answer{}, inFile(err)
	}
	reach := r.Visitor.Reach()
	var report parcel.Report
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		report, err = p.house(r).Bring(r.Context(), tx, parcel.Bringing{Bureau: r.Story.Bureau, Door: "desk", Try: f.try, Taking: parcel.Taking{
			Story: r.Story.ID, Lang: r.Text, By: r.Person.ID, Reach: &reach, Parcel: in, OpID: f.op,
		}})
		return err
	})
	if err != nil && !errors.Is(err, parcel.ErrTried) {
		return newsroom.Answer{}, err
	}
	v, err := p.view(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	v.Result = resultOf(r, report, f)
	return newsroom.Show("exchange", v), nil
}

// inFile says of a fault that it lies in the file that was sent.
func inFile(err error) error {
	if f, ok := fault.As(err); ok && f.Field == "" {
		return f.In("file")
	}
	return err
}

type sent struct {
	data []byte
	name string
	try  bool
	op   string
}

// maxParts bounds the parts of the form.
const maxParts = 10

func readForm(r *newsroom.Request) (s sent, err error) {
	parts, err := r.Parts()
	if err != nil {
		return s, err
	}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, cutOff(err)
		}
		data, err := io.ReadAll(io.LimitReader(part, format.MaxBytes+1))
		if err != nil {
			return s, cutOff(err)
		}
		switch part.FormName() {
		case "file":
			s.data, s.name = data, part.FileName()
		case "try":
			s.try = true
		case "op":
			s.op = string(data[:min(len(data), 40)])
		}
	}
	if len(s.data) == 0 {
		return s, fault.New(fault.Invalid, "exchange.no_file").In("file")
	}
	if s.try || !id.Valid(s.op) {
		s.op = ""
	}
	return s, nil
}

func cutOff(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.Invalid, "exchange.too_large").In("file").With("max", format.MaxBytes>>20).Because(err)
	}
	return fault.New(fault.Invalid, "newsroom.form").Because(err)
}
