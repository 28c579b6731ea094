package memory

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
)

// FilesPage is where files come in and go out.
type FilesPage struct {
	Only     newsroom.Field
	Pairs    []newsroom.Option // that can be had as a file
	All      bool              // she may have everything
	Report   *memory.Report
	Name     string
	Problems []problem
	Wrong    string // why the file was not taken, or where it broke off
}

type problem struct {
	Line int
	Why  string
}

func (p *Pages) files(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.filesPage(r)
	return newsroom.Show("files", page), err
}

func (p *Pages) filesPage(r *newsroom.Request) (page FilesPage, err error) {
	name := func(a, b lang.Tag) string { return a.NameIn(r.Visitor.Lang) + " ↔ " + b.NameIn(r.Visitor.Lang) }
	page.All = mayAll(r.Visitor)
	page.Only = newsroom.Field{Name: "pair", Label: r.Say("memory.only_pair"), Type: "select", Help: r.Say("memory.only_pair_help")}
	if page.All {
		page.Only.Options = []newsroom.Option{{Label: r.Say("memory.every")}}
	}
	langs := r.Outlet.Langs()
	for i, a := range langs {
		for _, b := range langs[i+1:] {
			if may(r.Visitor, a, b) {
				page.Only.Options = append(page.Only.Options, newsroom.Option{Value: string(a) + "," + string(b), Label: name(a, b)})
			}
		}
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		pairs, err := p.pairs(r, tx)
		page.Pairs = nil
		for _, x := range pairs {
			page.Pairs = append(page.Pairs, newsroom.Option{Value: string(x.A) + "," + string(x.B), Label: name(x.A, x.B)})
		}
		return err
	})
	return page, err
}

// bring takes a file in. Its form says first what is to be taken, then gives the file.
func (p *Pages) bring(r *newsroom.Request) (newsroom.Answer, error) {
	r.Unhurried()
	parts, err := r.Parts()
	if err != nil {
		return newsroom.Answer{}, err
	}
	pair, file, err := fileOf(parts)
	if err != nil {
		return newsroom.Answer{}, err
	}
	a, b, err := pairOf(pair)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if a == "" && !mayAll(r.Visitor) || a != "" && !may(r.Visitor, a, b) {
		return newsroom.Answer{}, refused
	}
	name := strings.ToValidUTF8(file.FileName(), "?")
	report, failed := memory.Import(r.Context(), p.DB, file, memory.Importing{Name: name, Langs: r.Outlet.Langs(), From: a, To: b})
	if kind := fault.KindOf(failed); failed != nil && kind != fault.Invalid {
		return newsroom.Answer{}, failed
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return note(r.Context(), tx, r, "segment.imported", "", map[string]string{"name": name, "n": strconv.Itoa(report.New + report.Renewed)})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.filesPage(r)
	page.Report, page.Name = &report, name
	for _, x := range report.Problems {
		page.Problems = append(page.Problems, problem{x.Line, r.Say(x.Key, "what", x.What, "limit", memory.MaxText)})
	}
	answer := newsroom.Show("files", page)
	if failed != nil {
		page.Wrong = r.Explain(failed)
		answer = newsroom.Show("files", page).Status(http.StatusUnprocessableEntity)
	}
	return answer, err
}

// fileOf finds the pair and the file of a form.
func fileOf(parts *newsroom.Parts) (pair string, file *multipart.Part, err error) {
	for range 10 {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", nil, fault.New(fault.Invalid, "newsroom.form").Because(err)
		}
		switch part.FormName() {
		case "pair":
			text, err := io.ReadAll(io.LimitReader(part, 100))
			if err != nil {
				return "", nil, fault.New(fault.Invalid, "newsroom.form").Because(err)
			}
			pair = string(text)
		case "file":
			if part.FileName() != "" {
				return pair, part, nil
			}
		}
	}
	return "", nil, fault.New(fault.Invalid, "memory.no_file").In("file")
}
