package api

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/pagestore"
	"masthead/internal/kit/peer"
	"masthead/internal/outlet"
	"masthead/internal/parcel"
	"masthead/internal/readership"
)

// Store keeps public answers as bytes: pagestore.Store.
type Store interface {
	Serve(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (pagestore.Page, error)) error
}

// Words says what a failure is in a person's words: the words catalogue.
type Words interface {
	Explain(l lang.Tag, err error) string
	Say(l lang.Tag, key string, args map[string]any) string
}

// Files gives translations as files and takes them back, by a house that has a name and
// sentences: parcel.House.
type Files interface {
	Send(ctx context.Context, tx *db.Tx, s parcel.Sending) (parcel.File, error)
	Bring(ctx context.Context, tx *db.Tx, b parcel.Bringing) (parcel.Report, error)
}

// Readings knows what an edition's readers read most: readership.Board.
type Readings interface {
	MostRead(ctx context.Context, l lang.Tag, span readership.Span, n int) (stories []string, err error)
}

// Hooks says whether an address outside may be told of changes: webhook.Sender.
type Hooks interface{ Check(address string) error }

// Config is what an API is built of.
type Config struct {
	DB       *db.DB
	Edition  *edition.Publisher
	Shelf    *edition.Shelf
	Outlet   func() *outlet.Profile
	Readings Readings
	Hooks    Hooks
	Words    Words
	Files    func() Files
	Store    Store
	Answers  func(host string) bool // whether the outlet answers under a host name
	Address  func() string          // begins absolute addresses: "https://news.example"
	Proxies  peer.Proxies           // whose X-Forwarded-For is believed
	Rates    Rates                  // zero: the usual ones
	Now      clock.Clock            // nil is the machine's
	Log      *slog.Logger
}

// API answers below /api/. It is safe for use by many requests at once.
type API struct {
	Config
	huma      huma.API
	mux       *http.ServeMux
	spec      []byte // the OpenAPI document
	tokens    *rates
	strangers *rates
	searching chan struct{} // a place for each search that runs
	reading   chan struct{} // a place for each file of a translation that is read
}

// New builds the API. It fails only by a defect in the description of its routes.
func New(c Config) (*API, error) {
	if c.Now == nil {
		c.Now = clock.System
	}
	c.Rates = c.Rates.usual()
	a := &API{Config: c, mux: http.NewServeMux()}
	a.tokens, a.strangers = newRates(c.Rates.Token, c.Now), newRates(c.Rates.Address, c.Now)
	a.huma = humago.New(a.mux, a.settings())
	a.stories()
	a.changes()
	a.texts()
	a.files()
	a.publishing()
	a.fronts()
	a.webhooks()
	a.house()
	a.public()
	a.search()
	a.tidySchemas()
	var err error
	if a.spec, err = a.huma.OpenAPI().MarshalJSON(); err != nil {
		return nil, err
	}
	a.mux.HandleFunc("GET /api/openapi.json", a.contract)
	return a, nil
}

// tidySchemas takes out the library's own errors, in whose place Problem stands, and
// says of lists that they are never null: an empty one is [].
func (a *API) tidySchemas() {
	schemas := a.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, s := range schemas {
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
}

// settings are huma's: JSON alone, no page that loads from elsewhere, no links into the
// answers.
func (a *API) settings() huma.Config {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Masthead", Version: "1.0.0",
				Description: "Stories, their texts in every language, and what readers see of them. Every failure is a problem (RFC 9457) with a stable code.",
				License:     &huma.License{Name: "Apache 2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"},
			},
			Servers: []*huma.Server{{URL: "/", Description: "This outlet"}},
			Tags: []*huma.Tag{
				{Name: "stories", Description: "The newsroom's side; needs a token."}, {Name: "public", Description: "What readers see; needs none."},
				{Name: "webhooks", Description: "Who outside is told of what is published; needs an administrator's token."},
				{Name: "outlet", Description: "The outlet, and who asks."},
			},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"token": {Type: "http", Scheme: "bearer", Description: "A token of masthead token create."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{a.ownProblems},
	}
}

// contract serves the OpenAPI document.
func (a *API) contract(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	a.kept(w, r, "api:openapi", func(context.Context) (pagestore.Page, error) {
		return pagestore.Page{
			Type: "application/json", Body: append([]byte(nil), a.spec...), Tags: []string{edition.OutletTag},
			Header: map[string]string{"Cache-Control": publicCache},
		}, nil
	})
}

// Routes lists the operations of the contract as "METHOD /path".
func (a *API) Routes() (list []string) {
	for path, item := range a.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch} {
			if op != nil {
				list = append(list, op.Method+" "+path)
			}
		}
	}
	return list
}

// Keep takes away what has had its time, until the context ends.
func (a *API) Keep(ctx context.Context) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		if err := a.sweep(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("sweeping the API's answers", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// open are the operations that need no token.
var open = []map[string][]string{}

// held are those that do.
var held = []map[string][]string{{"token": {}}}

// register adds an operation whose handler returns any error; it becomes a Problem.
func register[I, O any](a *API, op huma.Operation, f func(context.Context, *I) (*O, error)) {
	if op.Security == nil {
		op.Security = held
	}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	for _, status := range []string{"4XX", "default"} {
		op.Responses[status] = &huma.Response{
			Description: "A problem: what is wrong, in words and as a stable code.",
			Content:     map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}},
		}
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = maxBody
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}
