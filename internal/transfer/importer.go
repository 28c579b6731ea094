package transfer

import (
	"context"
	"errors"
	"runtime"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
)

// Importer brings an archive into the outlet.
type Importer struct {
	Publisher *edition.Publisher
	Langs     []lang.Tag                          // the outlet's editions
	Lang      lang.Tag                            // what a record without a language is in; empty lets the text tell
	Pictures  func(address string) (Found, error) // finds a picture; nil keeps none
	Archive   Archive
	Reload    func(context.Context) error // reads the outlet anew after its sections changed
	Report    func(Problem)
	Explain   func(error) string // the sentence that the report has for a fault; nil: the log's text
	Progress  func(Progress)
}

// Found is a picture that was found and taken into the library.
type Found struct {
	Media string // its id
	Alt   string
}

// ErrNoPicture says that a picture is not to be had; the text keeps its address.
var ErrNoPicture = errors.New("no such picture")

// Progress is how far an import has come.
type Progress struct {
	Bytes   int64 // of the source, read so far
	Records int   // met so far
	Summary
}

// Summary counts what became of the records.
type Summary struct {
	Stories   int `json:"stories"`   // new
	Texts     int `json:"texts"`     // new
	Renewed   int `json:"renewed"`   // texts that the archive had changed since
	Unchanged int `json:"unchanged"` // taken before
	Lost      int `json:"lost"`      // not taken; each has its line in the report
	Partly    int `json:"partly"`    // problems of texts that were taken
}

// batchSize is how many texts are written in one transaction: enough that its cost
// does not count, few enough that readers and the desk do not wait for it.
const batchSize = 64

// Import takes every record of a source. It can be stopped, or killed, and begun
// again: what was taken is not taken twice. It fails only when the source cannot be
// read at all or the database cannot be written.
func (im *Importer) Import(ctx context.Context, src Reader) (Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &writer{im: im, source: src.Source}
	queue := make(chan chan ready, 4*batchSize) // in the source's order
	work := make(chan func(), runtime.GOMAXPROCS(0))
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for f := range work {
				f()
			}
		}()
	}
	read := make(chan error, 1)
	go func() {
		defer close(queue)
		defer close(work)
		read <- src.Read(ctx, func(r Record) error {
			slot := make(chan ready, 1)
			select {
			case queue <- slot:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case work <- func() { slot <- im.prepare(r) }:
			case <-ctx.Done():
				return ctx.Err()
			}
			return nil
		}, w.problem, w.bytes)
	}()
	err := w.drain(ctx, queue)
	cancel()
	return w.progress().Summary, errors.Join(err, ended(<-read, err))
}

// say is what the report says of a failure.
func (im *Importer) say(err error) string {
	if im.Explain == nil {
		return err.Error()
	}
	return im.Explain(err)
}

// ended is the reader's own failure; that it was stopped because writing failed is
// none of its own.
func ended(read, write error) error {
	if write != nil && errors.Is(read, context.Canceled) {
		return nil
	}
	return read
}
