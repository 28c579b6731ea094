package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
	catalogue "masthead/internal/kit/words"
	"masthead/internal/transfer"
	"masthead/words"
)

// Import is what an import is told beside its sources.
type Import struct {
	MediaDir   string // folder of the old site's files; none when empty
	FetchMedia bool   // fetch pictures from their old addresses
	Edition    string // language of records that name none
	Archive    transfer.Archive
	Report     io.Writer // one JSON object a line for every problem; nil for none
	Progress   func(transfer.Progress)
}

// Import brings one source in.
func (p *Program) Import(ctx context.Context, src transfer.Reader, file string, o Import) (transfer.Summary, error) {
	im, err := newImporter(file, o)
	if err != nil {
		return transfer.Summary{}, err
	}
	finder := pictureFinder{ctx: ctx, library: p.Library}
	if o.MediaDir != "" {
		if finder.dir, err = os.OpenRoot(o.MediaDir); err != nil {
			return transfer.Summary{}, fmt.Errorf("opening the folder of pictures: %w", err)
		}
		defer finder.dir.Close()
	}
	if o.FetchMedia {
		finder.fetch = fetch.New(fetch.Options{Total: time.Minute, Bytes: 32 << 20})
	}
	im.Pictures = finder.find
	im.Publisher, im.Reload, im.Langs, im.Progress = p.Edition, p.Outlet.Load, p.Outlet.Profile().Langs(), o.Progress
	sum, err := im.Import(ctx, src)
	if err != nil {
		return sum, err
	}
	return sum, p.Edition.FillSearch(ctx)
}

// newImporter makes what importing and trying have in common.
func newImporter(file string, o Import) (*transfer.Importer, error) {
	said, err := catalogue.Load(words.Files, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	im := &transfer.Importer{Archive: o.Archive, Report: reporter(o.Report, file), Explain: func(err error) string {
		if _, ok := fault.As(err); !ok {
			return err.Error()
		}
		return said.Explain(lang.English, err)
	}}
	if o.Edition == "" {
		return im, nil
	}
	im.Lang, err = lang.Parse(o.Edition)
	return im, err
}

// TryImport gives what an import would make; it needs no outlet.
func TryImport(ctx context.Context, src transfer.Reader, file string, o Import, each func(transfer.Preview) error) error {
	im, err := newImporter(file, o)
	if err != nil {
		return err
	}
	return im.Try(ctx, src, file, each)
}

func reporter(w io.Writer, file string) func(transfer.Problem) {
	if w == nil {
		return nil
	}
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	var one sync.Mutex // the source is read while texts are written: both report
	return func(p transfer.Problem) {
		one.Lock()
		defer one.Unlock()
		p.File = file
		lines.Encode(p)
	}
}
