package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// Front is what is arranged by hand on an edition's first page.
type Front struct {
	Rev      int       `json:"rev" minimum:"0" doc:"As it was read; 0 for a front that nobody arranged yet."`
	Pins     []Pin     `json:"pins" maxItems:"50"`
	Breaking *Breaking `json:"breaking,omitempty" doc:"One line above everything."`
}

// Pin puts a story into a slot.
type Pin struct {
	Slot  string     `json:"slot" enum:"lead,second,opinion"`
	Story string     `json:"story" maxLength:"40" doc:"The story's id. One that is not published in the edition takes no place."`
	Until *time.Time `json:"until,omitempty" doc:"When it falls away."`
}

// Breaking is one line above everything.
type Breaking struct {
	Text  string     `json:"text" maxLength:"300"`
	Story string     `json:"story,omitempty" maxLength:"40" doc:"Where it leads: a story,"`
	URL   string     `json:"url,omitempty" maxLength:"2000" doc:"or an address: https, or a path of this site."`
	Until *time.Time `json:"until,omitempty"`
}

type (
	// FrontPath names a front.
	FrontPath struct {
		Lang string `path:"lang" maxLength:"35" doc:"Language of the edition."`
	}
	frontAnswer struct{ Body Front }
	newFront    struct {
		FrontPath
		Keyed
		Body Front
	}
)

// fronts are the operations on editions' first pages.
func (a *API) fronts() {
	register(a, huma.Operation{
		OperationID: "get-front", Method: http.MethodGet, Path: "/api/v1/fronts/{lang}", Tags: []string{"stories"},
		Summary: "Show what is arranged by hand on an edition's front",
	}, a.getFront)
	register(a, huma.Operation{
		OperationID: "arrange-front", Method: http.MethodPut, Path: "/api/v1/fronts/{lang}", Tags: []string{"stories"},
		Summary: "Arrange an edition's front; rules fill the rest",
	}, a.arrangeFront)
}

// mayArrange refuses whoever may not arrange an edition's front.
func (a *API) mayArrange(ctx context.Context, l lang.Tag) error {
	if err := a.inEdition(l); err != nil {
		return err
	}
	if !who(ctx).May(people.Case{Deed: people.ArrangeFront, Lang: l}) {
		return forbidden()
	}
	return nil
}

func (a *API) getFront(ctx context.Context, in *FrontPath) (*frontAnswer, error) {
	l := lang.Tag(in.Lang)
	if err := a.mayArrange(ctx, l); err != nil {
		return nil, err
	}
	f, err := a.Shelf.Front(ctx, l)
	return &frontAnswer{showFront(f)}, err
}

func (a *API) arrangeFront(ctx context.Context, in *newFront) (*frontAnswer, error) {
	l := lang.Tag(in.Lang)
	if err := a.mayArrange(ctx, l); err != nil {
		return nil, err
	}
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Front, error) {
		f := in.Body.plan()
		rev, err := b.ArrangeFront(ctx, l, f, who(ctx).Person.ID)
		f.Rev = rev
		return showFront(f), err
	})
	return &frontAnswer{out}, err
}

func (f Front) plan() edition.Front {
	out := edition.Front{Rev: f.Rev}
	for _, p := range f.Pins {
		out.Pins = append(out.Pins, edition.Pin{Slot: edition.Slot(p.Slot), Story: p.Story, Until: moment(p.Until)})
	}
	if k := f.Breaking; k != nil {
		out.Breaking = &edition.Breaking{Text: k.Text, Story: k.Story, URL: k.URL, Until: moment(k.Until)}
	}
	return out
}

func showFront(f edition.Front) Front {
	out := Front{Rev: f.Rev, Pins: []Pin{}}
	for _, p := range f.Pins {
		out.Pins = append(out.Pins, Pin{string(p.Slot), p.Story, known(p.Until)})
	}
	if k := f.Breaking; k != nil {
		out.Breaking = &Breaking{k.Text, k.Story, k.URL, known(k.Until)}
	}
	return out
}

// moment and known turn a time that may be left out into one that may be zero, and back.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
