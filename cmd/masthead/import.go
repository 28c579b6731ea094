package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"masthead/internal/app"
	"masthead/internal/transfer"
	"masthead/internal/transfer/ghost"
	"masthead/internal/transfer/ninjs"
	"masthead/internal/transfer/wordpress"
)

type importCommand struct {
	Wordpress importWordPress `cmd:"" help:"A WordPress export (WXR 1.0 to 1.2, also packed with gzip)."`
	Ghost     importGhost     `cmd:"" help:"A Ghost export."`
	Ninjs     importNinjs     `cmd:"" help:"IPTC ninjs files."`
	Page      importPage      `cmd:"" help:"Saved article pages, as HTML or plain text, or their addresses."`
}

// importFlags are what all imports have.
type importFlags struct {
	common     `embed:""`
	DryRun     bool   `help:"Say what would come in, and change nothing."`
	JSON       bool   `name:"json" help:"With --dry-run: print each text as one line of JSON. Else: print the counts as JSON."`
	MediaDir   string `help:"Folder of the old site's pictures (wp-content/uploads)." placeholder:"DIR"`
	FetchMedia bool   `help:"Fetch pictures from their old addresses."`
	Edition    string `help:"Language of texts that name none." placeholder:"LANG"`
	Report     string `help:"File for the report: one line of JSON for every problem. Usually import-report-TIME.jsonl in the data folder." placeholder:"FILE"`
}

// source is one archive to read.
type source struct {
	name    string // as it was given
	size    int64  // bytes, 0 when not known
	reader  transfer.Reader
	archive transfer.Archive
}

type importWordPress struct {
	importFlags `embed:""`
	Files       []string `arg:"" name:"FILE" help:"The export's files."`
}

func (c *importWordPress) Run(con *console) error {
	var sources []source
	for _, f := range c.Files {
		r, err := wordpress.Open(f, wordpress.Options{Siblings: others(c.Files, f)})
		if err != nil {
			return err
		}
		sources = append(sources, source{name: f, size: size(f), reader: r, archive: transfer.WordPressPaths})
	}
	return c.run(con, sources)
}

func others(all []string, but string) (list []string) {
	for _, f := range all {
		if f != but {
			list = append(list, f)
		}
	}
	return list
}

type importGhost struct {
	importFlags `embed:""`
	Site        string `help:"Address of the old site, which an export does not name: its addresses lead on only if it is given." placeholder:"URL"`
	File        string `arg:"" name:"FILE" help:"The export."`
}

func (c *importGhost) Run(con *console) error {
	r, err := ghost.Open(c.File, ghost.Options{Site: c.Site})
	if err != nil {
		return err
	}
	return c.run(con, []source{{name: c.File, size: size(c.File), reader: r, archive: transfer.Archive{Topic: "/tag/", Person: "/author/"}}})
}

type importNinjs struct {
	importFlags `embed:""`
	Files       []string `arg:"" name:"FILE" help:"The files."`
}

func (c *importNinjs) Run(con *console) error {
	var sources []source
	for _, f := range c.Files {
		r, err := ninjs.Open(f)
		if err != nil {
			return err
		}
		sources = append(sources, source{name: f, size: size(f), reader: r})
	}
	return c.run(con, sources)
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// run imports the sources one after the other, or shows what they hold.
func (f *importFlags) run(con *console, sources []source) error {
	if f.DryRun {
		return f.try(con, sources)
	}
	return f.at(con, func(p *app.Program) error {
		report, path, err := f.report(p.Config)
		if err != nil {
			return err
		}
		defer report.Close()
		for _, s := range sources {
			if err := f.one(con, p, s, report, path); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *importFlags) report(c app.Config) (io.WriteCloser, string, error) {
	path := f.Report
	if path == "" {
		path = filepath.Join(c.Data, fmt.Sprintf("import-report-%s-%d.jsonl", time.Now().UTC().Format("20060102-150405"), os.Getpid()))
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	return file, path, err
}

func (f *importFlags) one(con *console, p *app.Program, s source, report io.Writer, path string) error {
	meter := newMeter(con.err, s)
	sum, err := p.Import(con.ctx, s.reader, s.name, app.Import{
		MediaDir: f.MediaDir, FetchMedia: f.FetchMedia, Edition: f.Edition, Archive: s.archive, Report: report, Progress: meter.show,
	})
	meter.end()
	left := leftOut(s.reader)
	if f.JSON {
		json.NewEncoder(con.out).Encode(struct {
			Source string `json:"source"`
			transfer.Summary
			Left   map[string]int `json:"left_out"`
			Report string         `json:"report"`
		}{s.name, sum, left, path})
	} else {
		fmt.Fprintf(con.out, "%s: %d stories and %d texts are new, %d texts were renewed, %d were here already.\n", s.name, sum.Stories, sum.Texts, sum.Renewed, sum.Unchanged)
		fmt.Fprintf(con.out, "%d records were lost, %d remarks on texts that were taken; all are in %s\n", sum.Lost, sum.Partly, path)
		for what, n := range left {
			fmt.Fprintf(con.out, "Left out on purpose: %d × %s\n", n, what)
		}
	}
	if con.ctx.Err() != nil {
		return fmt.Errorf("stopped; run the same command again to go on where it was")
	}
	return err
}

// leftOut counts what a format's reader leaves out by name: menus, comments, secrets.
func leftOut(r transfer.Reader) map[string]int {
	if l, ok := r.(interface{ Left() map[string]int }); ok {
		return l.Left()
	}
	return nil
}

// try shows what would come in.
func (f *importFlags) try(con *console, sources []source) error {
	lines := json.NewEncoder(con.out)
	lines.SetEscapeHTML(false)
	for _, s := range sources {
		var texts, problems int
		err := app.TryImport(con.ctx, s.reader, s.name, app.Import{Edition: f.Edition, Report: problemPrinter(con.err, &problems, !f.JSON)}, func(p transfer.Preview) error {
			texts++
			if f.JSON {
				return lines.Encode(p)
			}
			_, err := fmt.Fprintf(con.out, "%s\t%s\t%d blocks\t%s\n", p.Lang, p.Date, len(p.Blocks), p.Headline)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(con.err, "%s: %d texts, %d remarks; nothing was changed\n", s.name, texts, problems)
	}
	return nil
}

// problemWriter prints the report's lines for a person, and counts them.
type problemWriter struct {
	w     io.Writer
	n     *int
	print bool
}

func problemPrinter(w io.Writer, n *int, print bool) io.Writer { return &problemWriter{w, n, print} }

func (p *problemWriter) Write(line []byte) (int, error) {
	*p.n++
	var problem transfer.Problem
	if p.print && json.Unmarshal(line, &problem) == nil {
		at := problem.File
		if problem.Line > 0 {
			at = fmt.Sprintf("%s:%d", at, problem.Line)
		}
		fmt.Fprintf(p.w, "%s: %s %s: %s\n", at, problem.Level, problem.Code, problem.Detail)
	}
	return len(line), nil
}

// meter tells how far an import has come: on a terminal in one line that is written
// over, else in a line every ten seconds.
type meter struct {
	w        io.Writer
	s        source
	begun    time.Time
	last     time.Time
	terminal bool
}

func newMeter(w io.Writer, s source) *meter {
	m := &meter{w: w, s: s, begun: time.Now(), last: time.Now()}
	if f, ok := w.(*os.File); ok {
		info, err := f.Stat()
		m.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return m
}

func (m *meter) show(p transfer.Progress) {
	pause := 10 * time.Second
	if m.terminal {
		pause = 200 * time.Millisecond
	}
	if time.Since(m.last) < pause {
		return
	}
	m.last = time.Now()
	line := m.line(p, m.last.Sub(m.begun))
	if m.terminal {
		fmt.Fprint(m.w, "\r\x1b[K"+line)
		return
	}
	fmt.Fprintln(m.w, line)
}

func (m *meter) line(p transfer.Progress, past time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d texts, %.0f a second", m.s.name, p.Texts+p.Renewed+p.Unchanged, float64(p.Records)/past.Seconds())
	if m.s.size > 0 && p.Bytes > 0 && p.Bytes <= m.s.size {
		share := float64(p.Bytes) / float64(m.s.size)
		left := time.Duration(float64(past) * (1 - share) / share)
		fmt.Fprintf(&b, ", %.0f %%, %s left", 100*share, left.Round(time.Second))
	}
	if p.Lost > 0 {
		fmt.Fprintf(&b, ", %d lost", p.Lost)
	}
	return b.String()
}

func (m *meter) end() {
	if m.terminal {
		fmt.Fprint(m.w, "\r\x1b[K")
	}
}
