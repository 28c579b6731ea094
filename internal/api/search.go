package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Bounds of searching.
const (
	maxAsked       = 400 // bytes of a question; what goes beyond is not looked for
	searchHits     = 15
	searchesAtOnce = 3               // that run beside each other, and beside those of readers' pages
	searchPatience = 2 * time.Second // how long one waits for its turn
)

type publicSearch struct {
	Lang    string   `path:"lang" maxLength:"35" doc:"Language of the edition."`
	Q       string   `query:"q" required:"true" minLength:"1" maxLength:"400" doc:"Words and phrases in quotes, in any script of the language."`
	Section string   `query:"section" maxLength:"100" doc:"Slug of a section in that edition."`
	Topic   string   `query:"topic" maxLength:"200" doc:"Slug of a topic in that edition."`
	Kind    []string `query:"kind" maxItems:"12" enum:"news,analysis,opinion,interview,explainer,fact-check,round-up,live,photo,video,partner,appeal" doc:"One of these kinds, parted by commas."`
	From    string   `query:"from" maxLength:"10" format:"date" doc:"First published on this day or later, in the outlet's time zone."`
	To      string   `query:"to" maxLength:"10" format:"date" doc:"First published on this day or before."`
	Before  string   `query:"before" maxLength:"100" doc:"The cursor of the page that came before: its next."`
}

// Found is a page of what was found, the best first.
type Found struct {
	Articles []Hit      `json:"articles"`
	Total    *int       `json:"total,omitempty" doc:"How many there are; absent when they were not counted."`
	More     bool       `json:"more" doc:"There are more than total."`
	Meant    string     `json:"meant,omitempty" doc:"What was looked for in place of q, if anything was."`
	Loose    bool       `json:"loose" doc:"No article has all of the words: these have some."`
	Oldest   *time.Time `json:"oldest,omitempty" doc:"Nothing older was looked through, for the words are too common; absent: everything was."`
	Next     string     `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

// Hit is an article that was found.
type Hit struct {
	Card
	Title   []Piece `json:"title" doc:"The headline in pieces."`
	Extract []Piece `json:"extract" doc:"The standfirst, or a part of the text, in pieces."`
}

// Piece is a part of a text; Found says that it is a word that was asked for.
type Piece struct {
	Text  string `json:"text"`
	Found bool   `json:"found,omitempty"`
}

type foundAnswer struct{ Body Found }

// search is the operation that looks for articles. Its answers are not kept: there are
// as many as there are questions.
func (a *API) search() {
	a.searching = make(chan struct{}, searchesAtOnce)
	register(a, huma.Operation{
		OperationID: "search-articles", Method: http.MethodGet, Path: "/api/v1/public/{lang}/search", Tags: []string{"public"}, Security: open,
		Summary: "Search what an edition has published",
	}, a.searchArticles)
}

func (a *API) searchArticles(ctx context.Context, in *publicSearch) (*foundAnswer, error) {
	q, err := a.question(ctx, in)
	if err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	select {
	case a.searching <- struct{}{}:
		defer func() { <-a.searching }()
	case <-wait.Done():
		return nil, fault.New(fault.Busy, "edition.search_slow").Because(wait.Err())
	}
	hits, err := a.Shelf.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return &foundAnswer{a.found(hits)}, nil
}

// question reads what was asked; what the edition does not have is not found.
func (a *API) question(ctx context.Context, in *publicSearch) (q edition.Question, err error) {
	l := lang.Tag(in.Lang)
	q = edition.Question{Lang: l, Text: asked(in.Q), Kinds: in.Kind, N: searchHits}
	if err := a.inEdition(l); err != nil {
		return q, err
	}
	if q.After, err = edition.ParseSearchCursor(in.Before); err != nil {
		return q, badCursor()
	}
	if in.Section != "" {
		s, ok := a.Outlet().SectionBySlug(l, in.Section)
		if !ok {
			return q, fault.New(fault.NotFound, "api.no_section").With("key", in.Section)
		}
		q.Section = s.ID
	}
	if in.Topic != "" {
		t, err := a.Shelf.Topic(ctx, l, in.Topic)
		if err != nil {
			return q, err
		}
		q.Topic = t.ID
	}
	if q.From, err = a.day(in.From, 0); err != nil {
		return q, err
	}
	q.To, err = a.day(in.To, 1)
	return q, err
}

// day is the beginning of a day in the outlet's time zone, some days later; no time for
// no day.
func (a *API) day(s string, later int) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, a.Outlet().Location())
	if err != nil || t.Year() < 1800 || t.Year() > 2200 {
		return t, fault.New(fault.Invalid, "api.bad_day").With("day", s).Because(err)
	}
	return t.AddDate(0, 0, later), nil
}

// asked is a question's text within bounds, its words a space apart.
func asked(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), maxAsked)], "")
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func (a *API) found(hits edition.Hits) Found {
	out := Found{Articles: []Hit{}, More: hits.More, Meant: hits.Text, Loose: hits.Loose, Oldest: known(hits.Oldest)}
	for _, h := range hits.List {
		out.Articles = append(out.Articles, Hit{a.card(h.Card), pieces(h.Title), pieces(h.Extract)})
	}
	if hits.Total >= 0 {
		out.Total = &hits.Total
	}
	if hits.Next != (edition.SearchCursor{}) {
		out.Next = hits.Next.String()
	}
	return out
}

func pieces(from []edition.Piece) []Piece {
	list := make([]Piece, len(from))
	for i, p := range from {
		list[i] = Piece(p)
	}
	return list
}
