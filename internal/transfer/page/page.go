package page

import (
	"context"
	"net/url"
	"strings"
	"time"

	"masthead/internal/kit/fault"
)

// Bounds of one page. What is larger is refused, never cut.
const (
	MaxBytes = 10 << 20 // of one file
	MaxNodes = 300_000  // elements and texts of one HTML page
	MaxDepth = 512      // of elements within elements; deeper ones are flattened
	MaxLines = 20_000   // of one plain text, and of what an HTML page shows
)

// Input is one saved page. Whether it is HTML or plain text, and in which
// character set, is decided by Data alone.
type Input struct {
	Name string // the file's name, or any other way to tell the page from others
	URL  string // where it stood, if that is known
	Data []byte
}

// Article is what a person wants from a page.
type Article struct {
	Source     string // Input.Name, or its address if it has no name
	Canonical  string // the address the page gives as its own, else Input.URL
	Lang       string // BCP 47, empty if it could not be told
	Kind       string // one of the kinds in docs/words.md
	Headline   string
	Standfirst string
	Date       time.Time // zero if the page has none
	DateOnly   bool      // Date has no time of day
	Bylines    []string
	City       string // where the author writes from, if the byline says so
	Section    string
	Topics     []string
	Lead       *Picture
	Blocks     []Block
	BodyHTML   string  // the blocks as one fragment
	Score      float64 // how sure the reading is: 0 is a guess, 1 is certain
}

// Picture is the picture at the head of an article.
type Picture struct {
	URL, Alt, Caption, Credit string
}

// The types of Block, as in package body.
const (
	Paragraph = "paragraph"
	Heading   = "heading"
	Quote     = "quote"
	List      = "list"
	Image     = "image"
	Table     = "table"
	Embed     = "embed"
	Divider   = "divider"
	Code      = "html" // preformatted text, which a body keeps as cleaned mark-up
)

// Block is one part of the article's body.
type Block struct {
	Type string
	Text string // plain, single spaces; the entries of a list are parted by line ends
	HTML string // the whole block, cleaned
}

// Problem says why an input gave no article.
type Problem struct {
	Name string
	Err  error
}

// Reader reads pages. The zero value works.
type Reader struct {
	// Detect names the language of a text (BCP 47), empty if unsure. Without it
	// the script and the page's own word decide.
	Detect func(text string) string
	// Zone is where a time of day without a zone is meant; UTC if nil.
	Zone *time.Location
}

// Read reads all inputs, in order. Inputs of one site teach each other what is
// furniture, so several pages at once give better articles than one by one. An
// input that holds no article becomes a Problem and does not touch the others.
func (r Reader) Read(ctx context.Context, inputs []Input) ([]Article, []Problem) {
	var problems []Problem
	var pages []*draft
	for _, in := range inputs {
		if ctx.Err() != nil {
			problems = append(problems, Problem{in.label(), ctx.Err()})
			continue
		}
		d, err := r.open(in)
		if err != nil {
			problems = append(problems, Problem{in.label(), err})
			continue
		}
		pages = append(pages, d)
	}
	learn(pages)
	var articles []Article
	for _, d := range pages {
		if ctx.Err() != nil {
			problems = append(problems, Problem{d.in.label(), ctx.Err()})
			continue
		}
		a, err := r.article(d)
		if err != nil {
			problems = append(problems, Problem{d.in.label(), err})
			continue
		}
		articles = append(articles, a)
	}
	return articles, problems
}

func (in Input) label() string {
	if in.Name != "" {
		return in.Name
	}
	return in.URL
}

// site is what pages have in common that share their furniture; pages whose
// site is unknown are taken to be of one site.
func (in Input) site() string {
	u, err := url.Parse(in.URL)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// draft is a page between opening and reading.
type draft struct {
	in    Input
	meta  meta
	html  *htmlPage // nil for plain text
	units []unit    // the page's visible lines
}

func (r Reader) open(in Input) (*draft, error) {
	if len(in.Data) > MaxBytes {
		return nil, fault.New(fault.Invalid, "transfer.page_too_large").With("limit", MaxBytes>>20)
	}
	text, isHTML, err := decode(in.Data)
	if err != nil {
		return nil, err
	}
	if !isHTML {
		return openText(in, text)
	}
	return openHTML(in, text)
}

func (r Reader) article(d *draft) (Article, error) {
	var a Article
	if d.html != nil {
		a = r.readHTML(d)
	} else {
		a = r.readText(d)
	}
	a.Source = d.in.label()
	if a.Canonical == "" {
		a.Canonical = d.in.URL
	}
	if len(a.Blocks) == 0 {
		return a, fault.New(fault.Invalid, "transfer.page_without_article")
	}
	a.Lang = r.language(a, d.meta.lang)
	a.Kind = kindOf(a, d.meta)
	if rest, label := withoutKind(a.Headline); label != "" {
		a.Headline, a.Section = rest, firstOf(a.Section, label)
	}
	a.BodyHTML = bodyHTML(a.Blocks)
	return a, nil
}

func bodyHTML(blocks []Block) string {
	var b strings.Builder
	for _, bl := range blocks {
		b.WriteString(bl.HTML)
		b.WriteByte('\n')
	}
	return b.String()
}
