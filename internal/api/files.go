package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/parcel"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

const filePath = "/api/v1/stories/{id}/texts/{lang}/file"

// takeFile is the one operation that is sent something else than JSON.
const takeFile = http.MethodPost + " " + filePath

// filesAtOnce bounds the files that are read at one time: a large one takes a second and
// tens of megabytes.
const filesAtOnce = 2

// FileReport says what became of a file.
type FileReport struct {
	parcel.Report
	Tried bool `json:"tried" doc:"It was only looked at: nothing was saved."`
}

type (
	askedFile struct {
		TextPath
		Format string `query:"format" enum:"xliff-1.2,xliff-2.1,docx,html" default:"xliff-2.1"`
	}
	fileAnswer struct {
		Type string `header:"Content-Type"`
		Name string `header:"Content-Disposition"`
		Body []byte
	}
	sentFile struct {
		TextPath
		Keyed
		Try     bool   `query:"try" doc:"Only look: say what would come in, and save nothing."`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	reportAnswer struct{ Body FileReport }
)

// files are the operations on a translation as a file.
func (a *API) files() {
	a.reading = make(chan struct{}, filesAtOnce)
	types := map[string]*huma.MediaType{}
	for _, f := range exchange.Formats {
		types[f.Type()] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	register(a, huma.Operation{
		OperationID: "get-file", Method: http.MethodGet, Path: filePath, Tags: []string{"stories"},
		Summary:   "Give a translation, as far as it is, as a file for a translator",
		Responses: map[string]*huma.Response{"200": {Description: "The file.", Content: types}},
	}, a.getFile)
	register(a, huma.Operation{
		OperationID: "take-file", Method: http.MethodPost, Path: filePath, Tags: []string{"stories"}, MaxBodyBytes: exchange.MaxBytes,
		Summary: "Take a file of a translation back, merging what others saved since it went out",
	}, a.takeFile)
}

func (a *API) getFile(ctx context.Context, in *askedFile) (*fileAnswer, error) {
	f := exchange.Format(in.Format)
	out := &fileAnswer{Type: f.Type()}
	err := a.DB.Write(ctx, func(tx *db.Tx) error { // the audit notes who took it out
		s, err := readable(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		l := lang.Tag(in.Lang)
		if err := allow(ctx, s, people.ReadStory, l); err != nil {
			return err
		}
		file, err := a.Files().Send(ctx, tx, parcel.Sending{Story: s, Lang: l, Format: f, By: who(ctx).Person.ID, Door: who(ctx).Token.Mark})
		if err != nil {
			return err
		}
		out.Name, out.Body = `attachment; filename="`+file.Name+`"`, file.Data
		return allow(ctx, s, people.ReadStory, file.From)
	})
	return out, err
}

// takeFile asks who may before it reads the file, for reading costs.
func (a *API) takeFile(ctx context.Context, in *sentFile) (*reportAnswer, error) {
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := in.story(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	p, err := a.readParcel(ctx, in.RawBody)
	if err != nil {
		return nil, err
	}
	out := &reportAnswer{}
	take := func(b *edition.Batch) (FileReport, error) {
		s, err := in.story(ctx, b.Tx)
		if err != nil {
			return FileReport{}, err
		}
		all, bureaus := people.Readable(who(ctx).Grants)
		out.Body.Report, err = a.Files().Bring(ctx, b.Tx, parcel.Bringing{
			Bureau: s.Bureau, Door: who(ctx).Token.Mark, Try: in.Try,
			Taking: parcel.Taking{
				Story: s.ID, Lang: lang.Tag(in.Lang), By: who(ctx).Person.ID, Parcel: p,
				Reach: &media.Reach{Person: who(ctx).Person.ID, All: all, Bureaus: bureaus},
			},
		})
		return out.Body, err
	}
	out.Body, err = once(ctx, a, in.Keyed, take)
	if errors.Is(err, parcel.ErrTried) {
		out.Body.Tried, err = true, nil
	}
	return out, err
}

// story is the one the file is for, where whoever asks may save the translation and read
// what it was made from: the report shows it.
func (in *sentFile) story(ctx context.Context, tx *db.Tx) (story.Story, error) {
	s, err := readable(ctx, tx, in.ID)
	if err != nil {
		return s, err
	}
	l := lang.Tag(in.Lang)
	if err := allow(ctx, s, people.SaveTranslation, l); err != nil {
		return s, err
	}
	sheet, err := translation.Read(ctx, tx, s.ID, l)
	if err != nil {
		return s, err
	}
	return s, allow(ctx, s, people.ReadStory, sheet.Source)
}

// readParcel reads a file when there is a place to.
func (a *API) readParcel(ctx context.Context, data []byte) (p exchange.Parcel, err error) {
	wait, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	select {
	case a.reading <- struct{}{}:
		defer func() { <-a.reading }()
	case <-wait.Done():
		return p, fault.New(fault.Busy, "exchange.busy").Because(wait.Err())
	}
	if p, err = exchange.Read(data); err == nil {
		return p, nil
	}
	if f, ok := fault.As(err); ok && f.Field == "" {
		err = f.In("file")
	}
	return p, err
}

// readFile reads a file whole, and keeps its fingerprint.
func readFile(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	data, err := readWhole(w, r, exchange.MaxBytes, refuse(http.StatusRequestEntityTooLarge, "exchange.too_large").with("max", exchange.MaxBytes>>20))
	if err != nil {
		return r, err
	}
	if len(data) == 0 {
		return r, fault.New(fault.Invalid, "exchange.no_file").In("file")
	}
	return printed(r, data), nil
}
