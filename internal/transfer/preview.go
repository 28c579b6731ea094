package transfer

import (
	"context"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// Preview is the text that a record would become, as `import --dry-run --json` prints
// it, one object a line (architecture §7).
type Preview struct {
	Source     string         `json:"source"` // the file or address it was read from
	OldAddress string         `json:"old_address"`
	Lang       lang.Tag       `json:"lang"`
	Kind       string         `json:"kind"`
	Headline   string         `json:"headline"`
	Standfirst string         `json:"standfirst"`
	Date       string         `json:"date"` // RFC 3339, or a plain date where the source gives no hour
	Bylines    []string       `json:"bylines"`
	Section    string         `json:"section"`
	Topics     []string       `json:"topics"`
	Blocks     []PreviewBlock `json:"blocks"`
}

// PreviewBlock is one block of it.
type PreviewBlock struct {
	Type body.Type `json:"type"`
	Text string    `json:"text"`
}

// Try reads a source as Import does, without a database: it gives the texts that would
// be made and reports what would be lost.
func (im *Importer) Try(ctx context.Context, src Reader, file string, each func(Preview) error) error {
	told := func(p Problem) {
		if im.Report != nil {
			im.Report(p)
		}
	}
	return src.Read(ctx, func(r Record) error {
		made := im.prepare(r)
		for _, p := range append(made.Problems, made.problems...) {
			p.File, p.Record, p.Line = file, r.Key, r.Line
			told(p)
		}
		if made.print == "" {
			return nil
		}
		return each(made.preview(file))
	}, told, func(int64) {})
}

func (r ready) preview(file string) Preview {
	p := Preview{
		Source: file, OldAddress: first(r.Addresses), Lang: r.lang, Kind: string(r.kind), Headline: r.Headline, Standfirst: r.Standfirst,
		Bylines: []string{}, Topics: []string{}, Blocks: []PreviewBlock{},
	}
	switch {
	case r.Date.IsZero():
	case r.DateOnly:
		p.Date = r.Date.Format(time.DateOnly)
	default:
		p.Date = r.Date.Format(time.RFC3339)
	}
	for _, by := range r.Bylines {
		p.Bylines = append(p.Bylines, by.Name)
	}
	if r.Section != nil {
		p.Section = r.Section.Name
	}
	for _, t := range r.Topics {
		p.Topics = append(p.Topics, t.Name)
	}
	for _, b := range r.doc.Blocks {
		p.Blocks = append(p.Blocks, PreviewBlock{b.Type, body.Plain(b)})
	}
	return p
}
