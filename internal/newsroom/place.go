package newsroom

import (
	"context"
	"io/fs"
	"net/http"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/people"
)

// Place is one part of the desk: its routes, its pages and where the rail leads to it.
type Place struct {
	Name   string // "stories"
	Routes []Route
	// Pages holds pages/*.html. A file is a page: it defines the blocks "title", "bar",
	// "main" and, if it has them, "panel" and "keys"; "bare" takes the place of the whole frame.
	// Files that begin with "_" are parts for the others.
	Pages fs.FS
	Rail  []Rail
	// Labels are keys of the words by which its forms call their fields, by the fields'
	// names: what was typed into a form that is refused is shown under them.
	Labels map[string]string
}

// Rail is one entry of the desk's left rail. Its word is "newsroom.rail_KEY", its icon KEY's.
type Rail struct {
	Key   string
	Icon  string // of the sprite, without "i-"
	Path  string
	Order int                                                          // hundreds part groups
	Show  func(Visitor) bool                                           // nil for everybody
	Count func(ctx context.Context, tx *db.Tx, v Visitor) (int, error) // what waits there for her; nil where nothing is counted
}

// Handler answers a request of somebody who was admitted.
type Handler func(r *Request) (Answer, error)

// Route is one address of the desk.
type Route struct {
	Method string
	Path   string // as in http.ServeMux: "/desk/stories/{story}/"
	Needs  Needs
	Handle Handler
	Bound  int64 // of what is sent, in bytes; 0 for MaxForm
	Raw    bool  // the handler reads what is sent itself, within Bound
}

// MaxForm bounds a form, in bytes, unless its route says otherwise.
const MaxForm = 256 << 10

// Get is a route that changes nothing.
func Get(path string, needs Needs, h Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Needs: needs, Handle: h}
}

// Post is a route that changes something.
func Post(path string, needs Needs, h Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Needs: needs, Handle: h}
}

// Within gives a route another bound for what is sent, in bytes.
func (r Route) Within(bytes int64) Route { r.Bound = bytes; return r }

// Reads lets the handler read what is sent itself (an upload), within a bound in bytes.
func (r Route) Reads(bytes int64) Route { r.Bound, r.Raw = bytes, true; return r }

// Pattern is how the route's table calls it: "POST /desk/stories/{story}/stage".
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// exact is the pattern by which the mux knows the route: that address alone. A page is
// not found under whatever somebody writes behind its own.
func (r Route) exact() string {
	if strings.HasSuffix(r.Path, "/") {
		return r.Pattern() + "{$}"
	}
	return r.Pattern()
}

// scope is what a deed is asked about.
type scope uint8

const (
	scopeAnyone scope = iota
	scopeSigned
	scopeSomewhere
	scopeStory
	scopeEdition
	scopeOutlet
)

// Needs is the right that a route needs.
type Needs struct {
	scope scope
	Deeds []people.Deed // any of them is enough; none for Anyone and Signed
}

// Anyone may: pages before the sign-in.
var Anyone = Needs{scope: scopeAnyone}

// Signed may: whoever is signed in.
var Signed = Needs{scope: scopeSigned}

// Somewhere is the right in some bureau or edition; the handler asks for the real one.
func Somewhere(deeds ...people.Deed) Needs { return Needs{scopeSomewhere, deeds} }

// OnStory is the right on {story}, in {lang} where the path has one, else in the edition
// of its original.
func OnStory(deeds ...people.Deed) Needs { return Needs{scopeStory, deeds} }

// OnEdition is the right in the edition {lang}.
func OnEdition(deeds ...people.Deed) Needs { return Needs{scopeEdition, deeds} }

// OnOutlet is the right on the whole outlet.
func OnOutlet(deeds ...people.Deed) Needs { return Needs{scopeOutlet, deeds} }

// String is how the table of rights writes it: "story: publish, withdraw".
func (n Needs) String() string {
	name := [...]string{"anyone", "signed in", "somewhere", "story", "edition", "outlet"}[n.scope]
	if len(n.Deeds) == 0 {
		return name
	}
	deeds := make([]string, len(n.Deeds))
	for i, d := range n.Deeds {
		deeds[i] = string(d)
	}
	return name + ": " + strings.Join(deeds, ", ")
}
