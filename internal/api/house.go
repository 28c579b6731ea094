package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/people"
	"masthead/internal/story"
)

// House is the outlet: the keys by which a program names its parts.
type House struct {
	Name     string         `json:"name"`
	URL      string         `json:"url"`
	Editions []HouseEdition `json:"editions"`
	Bureaus  []HouseBureau  `json:"bureaus"`
	Sections []HouseSection `json:"sections"`
	Kinds    []string       `json:"kinds"`
}

// HouseEdition is an edition of the outlet.
type HouseEdition struct {
	Lang  string `json:"lang"`
	Title string `json:"title"`
}

// HouseBureau is a bureau of the outlet.
type HouseBureau struct {
	Key   string `json:"key"`
	Place string `json:"place"`
	Zone  string `json:"zone"`
}

// HouseSection is a section of the outlet; Names are by language.
type HouseSection struct {
	Key   string                 `json:"key"`
	Names map[string]SectionName `json:"names"`
}

// SectionName is a section in one edition.
type SectionName struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Me is who asks, and what the token may do.
type Me struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Roles    []people.Grant `json:"roles"`
	Token    string         `json:"token" doc:"The token's open beginning."`
	Scopes   []string       `json:"scopes" doc:"None: all that the roles allow."`
	Editions []string       `json:"editions" doc:"None: every edition."`
}

type (
	houseAnswer struct{ Body House }
	meAnswer    struct{ Body Me }
)

// house are the operations that tell a program where it is and as whom.
func (a *API) house() {
	register(a, huma.Operation{
		OperationID: "get-outlet", Method: http.MethodGet, Path: "/api/v1/outlet", Tags: []string{"outlet"},
		Summary: "Show the outlet's editions, bureaus and sections",
	}, a.getOutlet)
	register(a, huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: "/api/v1/me", Tags: []string{"outlet"},
		Summary: "Show for whom the token acts and what it may do",
	}, a.getMe)
}

func (a *API) getOutlet(context.Context, *struct{}) (*houseAnswer, error) {
	p := a.Outlet()
	h := House{Name: p.Outlet.Name, URL: a.Address(), Editions: []HouseEdition{}, Bureaus: []HouseBureau{}, Sections: []HouseSection{}}
	for _, e := range p.Editions {
		h.Editions = append(h.Editions, HouseEdition{string(e.Lang), e.Title})
	}
	for _, b := range p.Bureaus {
		h.Bureaus = append(h.Bureaus, HouseBureau{b.Key, b.Place, b.Zone})
	}
	for _, s := range p.Sections {
		one := HouseSection{Key: s.Key, Names: map[string]SectionName{}}
		for l, n := range s.Names {
			one.Names[string(l)] = SectionName{n.Slug, n.Name}
		}
		h.Sections = append(h.Sections, one)
	}
	for _, k := range story.Kinds {
		h.Kinds = append(h.Kinds, string(k))
	}
	return &houseAnswer{h}, nil
}

func (a *API) getMe(ctx context.Context, _ *struct{}) (*meAnswer, error) {
	access := who(ctx)
	me := Me{
		ID: access.Person.ID, Name: access.Person.Name, Roles: append([]people.Grant{}, access.Grants...), Token: access.Token.Mark,
		Scopes: []string{}, Editions: []string{},
	}
	for _, s := range access.Token.Scopes {
		me.Scopes = append(me.Scopes, string(s))
	}
	for _, l := range access.Token.Editions {
		me.Editions = append(me.Editions, string(l))
	}
	return &meAnswer{me}, nil
}
