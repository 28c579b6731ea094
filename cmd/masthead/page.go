package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
	"masthead/internal/transfer/page"
)

type importPage struct {
	importFlags `embed:""`
	Publish     bool     `help:"Publish the texts; without it they come in as drafts."`
	Pages       []string `arg:"" name:"FILE|URL" help:"Saved pages, or addresses to fetch. Several pages of one site teach each other what is furniture."`
}

func (c *importPage) Run(con *console) error {
	var inputs []page.Input
	var failed error
	for _, name := range c.Pages {
		in, err := readPage(con.ctx, name)
		if err != nil {
			fmt.Fprintf(con.err, "masthead: %s: %s\n", name, con.explain(err))
			failed = errors.New("some pages could not be read; the others were taken")
			continue
		}
		inputs = append(inputs, in)
	}
	read := page.Reader{Detect: func(text string) string {
		if l, sure := lang.Detect(text); sure >= 0.5 {
			return string(l)
		}
		return ""
	}}
	articles, problems := read.Read(con.ctx, inputs)
	for _, p := range problems {
		fmt.Fprintf(con.err, "masthead: %s: %s\n", p.Name, con.explain(p.Err))
		failed = errors.New("some pages could not be read; the others were taken")
	}
	state := transfer.Draft
	if c.Publish {
		state = transfer.Published
	}
	var sources []source
	for _, a := range articles {
		sources = append(sources, source{name: a.Source, reader: pageReader{a, state}})
	}
	return errors.Join(c.run(con, sources), failed)
}

func readPage(ctx context.Context, name string) (page.Input, error) {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		answer, err := fetch.New(fetch.Options{}).Get(ctx, name, append(fetch.Pages, fetch.Texts...))
		if err != nil {
			return page.Input{}, err
		}
		return page.Input{Name: name, URL: answer.URL, Data: answer.Body}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return page.Input{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, page.MaxBytes+1))
	return page.Input{Name: name, Data: data}, err
}

// pageReader yields the one record that a page holds.
type pageReader struct {
	article page.Article
	state   transfer.State
}

// Source is the page itself: its address where it says one.
func (p pageReader) Source() string {
	if p.article.Canonical != "" {
		return "page " + p.article.Canonical
	}
	return "page " + p.article.Source
}

func (p pageReader) Read(_ context.Context, each func(transfer.Record) error, _ func(transfer.Problem), _ func(int64)) error {
	a := p.article
	r := transfer.Record{
		Key: p.Source(), Lang: a.Lang, Kind: a.Kind, State: p.state, Headline: a.Headline, Standfirst: a.Standfirst,
		Date: a.Date, DateOnly: a.DateOnly, City: a.City, HTML: a.BodyHTML,
	}
	if r.Date.IsZero() && p.state == transfer.Published {
		r.Date = time.Now().UTC()
	}
	if a.Canonical != "" {
		r.Addresses = []string{a.Canonical}
	}
	for _, name := range a.Bylines {
		r.Bylines = append(r.Bylines, transfer.Byline{Name: name})
	}
	if a.Section != "" {
		r.Section = &transfer.Term{Name: a.Section}
	}
	for _, t := range a.Topics {
		r.Topics = append(r.Topics, transfer.Term{Name: t})
	}
	if a.Lead != nil {
		r.Lead = &transfer.Picture{URL: a.Lead.URL, Alt: a.Lead.Alt, Caption: a.Lead.Caption, Credit: a.Lead.Credit}
	}
	return each(r)
}
