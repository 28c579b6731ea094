package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/pagestore"
	"masthead/internal/readership"
)

// publicCache lets caches keep a public answer for a minute, and longer while this site
// is away.
const publicCache = "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"

// maxPublic is how many articles stand on a page.
const maxPublic = 30

type publicList struct {
	Lang    string `path:"lang" maxLength:"35" doc:"Language of the edition."`
	Section string `query:"section" maxLength:"100" doc:"Slug of a section in that edition."`
	Topic   string `query:"topic" maxLength:"200" doc:"Slug of a topic in that edition. Not together with section."`
	Before  string `query:"before" maxLength:"100" doc:"The cursor of the page that came before: its next."`
}

type publicArticle struct {
	Lang string `path:"lang" maxLength:"35" doc:"Language of the edition."`
	Slug string `path:"slug" maxLength:"200" doc:"The article's slug."`
}

// kept is an answer that the page store writes itself.
type kept struct{ Body func(huma.Context) }

// public are the operations that need no token. They read copies alone.
func (a *API) public() {
	register(a, huma.Operation{
		OperationID: "list-articles", Method: http.MethodGet, Path: "/api/v1/public/{lang}/articles", Tags: []string{"public"}, Security: open,
		Summary: "List what an edition has published, the newest first", Responses: a.answers(reflect.TypeFor[Articles]()),
	}, a.listArticles)
	register(a, huma.Operation{
		OperationID: "get-article", Method: http.MethodGet, Path: "/api/v1/public/{lang}/articles/{slug}", Tags: []string{"public"}, Security: open,
		Summary: "Read an article", Responses: moved(a.answers(reflect.TypeFor[Article]())),
		Description: "An old slug leads on with 301. An article that was withdrawn is a 410 with the reason.",
	}, a.getArticle)
	register(a, huma.Operation{
		OperationID: "list-most-read", Method: http.MethodGet, Path: "/api/v1/public/{lang}/most-read", Tags: []string{"public"}, Security: open,
		Summary: "List what an edition's readers read most", Responses: a.answers(reflect.TypeFor[Articles]()),
	}, a.mostRead)
}

type publicMostRead struct {
	Lang string `path:"lang" maxLength:"35" doc:"Language of the edition."`
	Span string `query:"span" enum:"day,week" default:"day" doc:"How far the list looks back."`
}

// mostRead lists what readers of an edition read most. How that is counted stands at
// its own page.
func (a *API) mostRead(_ context.Context, in *publicMostRead) (*kept, error) {
	l := lang.Tag(in.Lang)
	if err := a.inEdition(l); err != nil {
		return nil, err
	}
	return a.serve("api:mostread:"+in.Lang+":"+in.Span, func(ctx context.Context) (pagestore.Page, error) {
		stories, err := a.Readings.MostRead(ctx, l, readership.Span(in.Span), readership.Places)
		if err != nil {
			return pagestore.Page{}, err
		}
		cards, err := a.Shelf.Cards(ctx, l, stories)
		if err != nil {
			return pagestore.Page{}, err
		}
		return a.listed(Articles{}, edition.InOrder(stories, cards), edition.MostReadTag(l))
	})
}

// answers describes what the page store writes.
func (a *API) answers(t reflect.Type) map[string]*huma.Response {
	return map[string]*huma.Response{
		"200": {Description: "OK", Content: map[string]*huma.MediaType{
			"application/json": {Schema: a.huma.OpenAPI().Components.Schemas.Schema(t, true, t.Name())},
		}},
		"304": {Description: "It is as the asker has it."},
	}
}

func moved(r map[string]*huma.Response) map[string]*huma.Response {
	r["301"] = &huma.Response{Description: "It has another slug now.", Headers: map[string]*huma.Param{
		"Location": {Schema: &huma.Schema{Type: "string"}},
	}}
	return r
}

// kept serves a page by the store; what fails becomes a problem.
func (a *API) kept(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (pagestore.Page, error)) {
	if err := a.Store.Serve(w, r, key, render); err != nil {
		a.fail(w, r, err)
	}
}

// page is a public answer for the store.
func page(v any, tags ...string) (pagestore.Page, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return pagestore.Page{}, err
	}
	return pagestore.Page{
		Type: "application/json", Body: out.Bytes(), Tags: append(tags, edition.OutletTag), Header: map[string]string{"Cache-Control": publicCache},
	}, nil
}

// listed is a page of a list, with the tags of all that stands on it.
func (a *API) listed(out Articles, cards []edition.Card, tag string) (pagestore.Page, error) {
	tags := []string{tag}
	out.Articles = []Card{}
	for _, c := range cards {
		out.Articles = append(out.Articles, a.card(c))
		tags = append(tags, edition.StoryTag(c.Story))
	}
	return page(out, tags...)
}

func (a *API) inEdition(l lang.Tag) error {
	if _, ok := a.Outlet().Edition(l); !ok {
		return fault.New(fault.NotFound, "edition.no_edition").With("lang", string(l))
	}
	return nil
}

func (a *API) listArticles(_ context.Context, in *publicList) (*kept, error) {
	l := lang.Tag(in.Lang)
	after, err := edition.ParseCursor(in.Before)
	switch {
	case err != nil:
		return nil, badCursor()
	case in.Section != "" && in.Topic != "":
		return nil, fault.New(fault.Invalid, "api.one_filter")
	}
	if err := a.inEdition(l); err != nil {
		return nil, err
	}
	key := "api:list:" + in.Lang + ":" + in.Section + ":" + in.Topic + ":" + in.Before
	return a.serve(key, func(ctx context.Context) (pagestore.Page, error) {
		filter, tag, err := a.filter(ctx, l, in)
		if err != nil {
			return pagestore.Page{}, err
		}
		cards, next, err := a.Shelf.List(ctx, filter, after, maxPublic)
		if err != nil {
			return pagestore.Page{}, err
		}
		return a.listed(Articles{Next: next.String()}, cards, tag)
	})
}

// badCursor refuses a cursor that no list gave out. What may be seen of a list is asked
// anew for each page, so one that is made up leads nowhere that a true one would not.
func badCursor() error { return fault.New(fault.Invalid, "api.bad_cursor").In("before") }

// filter finds what a list was asked of, and the tag of its changes.
func (a *API) filter(ctx context.Context, l lang.Tag, in *publicList) (edition.Filter, string, error) {
	switch {
	case in.Section != "":
		s, ok := a.Outlet().SectionBySlug(l, in.Section)
		if !ok {
			return edition.Filter{}, "", fault.New(fault.NotFound, "api.no_section").With("key", in.Section)
		}
		return edition.Filter{Lang: l, Section: s.ID}, edition.SectionTag(s.ID, l), nil
	case in.Topic != "":
		t, err := a.Shelf.Topic(ctx, l, in.Topic)
		return edition.Filter{Lang: l, Topic: t.ID}, edition.TopicTag(t.ID, l), err
	}
	return edition.Filter{Lang: l}, edition.LatestTag(l), nil
}

// serve answers by the store, in huma's manner.
func (a *API) serve(key string, render func(context.Context) (pagestore.Page, error)) (*kept, error) {
	return &kept{func(c huma.Context) {
		r, w := humago.Unwrap(c)
		a.kept(w, r, key, render)
	}}, nil
}

// maxAge is how long an answer that is no article may be kept by caches.
const maxAge = time.Minute

func (a *API) getArticle(_ context.Context, in *publicArticle) (*kept, error) {
	l := lang.Tag(in.Lang)
	if err := a.inEdition(l); err != nil {
		return nil, err
	}
	return a.serve("api:article:"+in.Lang+":"+in.Slug, func(ctx context.Context) (pagestore.Page, error) {
		found, err := a.Shelf.Article(ctx, l, in.Slug)
		switch {
		case err != nil:
			return pagestore.Page{}, err
		case found.Withdrawn != nil:
			return pagestore.Page{}, fault.New(fault.Gone, "api.withdrawn").With("reason", found.Withdrawn.Reason)
		case found.MovedTo != "":
			return pagestore.Page{
				Status: http.StatusMovedPermanently, Keep: maxAge, Tags: []string{edition.EditionTag(l), edition.LatestTag(l), edition.OutletTag},
				Header: map[string]string{"Location": "/api/v1/public/" + in.Lang + "/articles/" + found.MovedTo, "Cache-Control": "public, max-age=60"},
			}, nil
		}
		article, err := a.article(ctx, found.Copy.Story, l)
		if err != nil {
			return pagestore.Page{}, err
		}
		return page(article, edition.StoryTag(found.Copy.Story))
	})
}
