package memory

import (
	"net/url"
	"slices"
	"strconv"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
)

const (
	pageSize   = 50
	countedTo  = 10_000
	maxChanged = 200 // segments that one form changes
)

// ListPage lists the segments of a pair.
type ListPage struct {
	Pair     string
	Filters  []newsroom.Field
	Words    newsroom.Field
	Rows     []Row
	Next     string
	Count    int
	More     bool // there are more than Count
	Filtered bool
	Nothing  bool   // the memory is empty
	Origin   string // the file whose segments are listed
	All      string // the address without filters
	Here     string // what this page's address asks for
}

// Row is a segment of the list.
type Row struct {
	ID, Path       string
	Source, Target string
	From, To       lang.Tag
	State, Tint    string
	Domain, Origin string
	Penalty        int
	Hidden         bool // it has no words for her
	At             newsroom.Moment
}

func (p *Pages) list(r *newsroom.Request) (newsroom.Answer, error) {
	q := r.URL.Query()
	f, err := filterOf(r, q)
	if err != nil {
		return newsroom.Answer{}, err
	}
	page := ListPage{}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		page = ListPage{All: at, Origin: f.Origin}
		pairs, err := p.pairs(r, tx)
		if err != nil || len(pairs) == 0 {
			page.Nothing = err == nil
			return err
		}
		chosen := pairs[0]
		for _, one := range pairs {
			if one.A == f.A && one.B == f.B {
				chosen = one
			}
		}
		f.A, f.B = chosen.A, chosen.B
		if page.Count, err = memory.Count(r.Context(), tx, chosen, countedTo); err != nil {
			return err
		}
		list, err := memory.List(r.Context(), tx, f)
		if err != nil {
			return err
		}
		origins, err := memory.Origins(r.Context(), tx, f.A, f.B)
		if err != nil {
			return err
		}
		page.fill(r, f, list)
		page.fields(r, f, pairs, origins)
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if len(q) > 0 {
		page.Here = q.Encode()
	}
	return newsroom.Show("list", page), nil
}

// filterOf reads what an address asks for.
func filterOf(r *newsroom.Request, q url.Values) (f memory.Filter, err error) {
	f = memory.Filter{Words: q.Get("q"), Side: lang.Tag(q.Get("side")), Origin: q.Get("origin"), Before: q.Get("before"), Limit: pageSize + 1, Sees: r.MayKnow}
	if f.A, f.B, err = pairOf(q.Get("pair")); err != nil {
		return f, err
	}
	switch state := q.Get("state"); state {
	case "":
	case "penalised":
		f.Penalised = true
	default:
		var ok bool
		if f.State, ok = memory.ParseState(state); !ok {
			err = fault.New(fault.Invalid, "memory.state").In("state")
		}
	}
	return f, err
}

// pairs are those that she may clean.
func (p *Pages) pairs(r *newsroom.Request, tx *db.Tx) ([]memory.Pair, error) {
	pairs, err := memory.Pairs(r.Context(), tx)
	return slices.DeleteFunc(pairs, func(x memory.Pair) bool { return !may(r.Visitor, x.A, x.B) }), err
}

func (page *ListPage) fill(r *newsroom.Request, f memory.Filter, list []memory.Segment) {
	page.Pair = string(f.A) + "," + string(f.B)
	page.All = at + "?pair=" + url.QueryEscape(page.Pair)
	page.More = page.Count == countedTo
	page.Filtered = f.Words != "" || f.State > 0 || f.Penalised || f.Origin != ""
	for _, s := range list[:min(len(list), pageSize)] {
		page.Rows = append(page.Rows, rowOf(r, s))
	}
	if len(list) > pageSize {
		q := r.URL.Query()
		q.Set("before", list[pageSize-1].ID)
		q.Set("pair", page.Pair)
		page.Next = at + "?" + q.Encode()
	}
}

func rowOf(r *newsroom.Request, s memory.Segment) Row {
	tint := map[memory.State]string{memory.Reviewed: "ok", memory.Machine: "wait"}[s.State]
	return Row{
		ID: s.ID, Path: at + s.ID + "/", Source: s.Source, Target: s.Target, From: s.From, To: s.To, State: r.Say("memory.state_" + s.State.String()), Tint: tint,
		Domain: domainName(r, s.Domain), Origin: s.Origin, Penalty: s.Penalty, Hidden: s.Hidden, At: r.When(s.At),
	}
}

// domainName is what a domain is called: a section's name, where it is one's id.
func domainName(r *newsroom.Request, domain string) string {
	for _, s := range r.Outlet.Sections {
		if s.ID == domain {
			if n, ok := s.Names[r.Visitor.Lang]; ok {
				return n.Name
			}
			return s.Key
		}
	}
	return domain
}

func (page *ListPage) fields(r *newsroom.Request, f memory.Filter, pairs []memory.Pair, origins []string) {
	name := func(l lang.Tag) string { return l.NameIn(r.Visitor.Lang) }
	page.Words = newsroom.Field{Name: "q", Label: r.Say("memory.find"), Value: f.Words, Max: 200}
	pair := newsroom.Field{Name: "pair", Label: r.Say("memory.pair"), Type: "select"}
	for _, x := range pairs {
		value := string(x.A) + "," + string(x.B)
		pair.Options = append(pair.Options, newsroom.Option{Value: value, Label: name(x.A) + " ↔ " + name(x.B), Chosen: value == page.Pair})
	}
	side := newsroom.Field{Name: "side", Label: r.Say("memory.side"), Type: "select"}
	for _, l := range []lang.Tag{f.A, f.B} {
		side.Options = append(side.Options, newsroom.Option{Value: string(l), Label: name(l), Chosen: l == f.Side})
	}
	state := newsroom.Field{Name: "state", Label: r.Say("memory.which"), Type: "select", Options: []newsroom.Option{{Label: r.Say("memory.every")}}}
	for _, s := range []memory.State{memory.Reviewed, memory.Translated, memory.Machine} {
		state.Options = append(state.Options, newsroom.Option{Value: s.String(), Label: r.Say("memory.state_" + s.String()), Chosen: f.State == s})
	}
	state.Options = append(state.Options, newsroom.Option{Value: "penalised", Label: r.Say("memory.penalised"), Chosen: f.Penalised})
	page.Filters = []newsroom.Field{pair, side, state}
	if len(origins) > 0 {
		origin := newsroom.Field{Name: "origin", Label: r.Say("memory.origin"), Type: "select", Options: []newsroom.Option{{Label: r.Say("memory.every")}}}
		for _, o := range origins {
			origin.Options = append(origin.Options, newsroom.Option{Value: o, Label: o, Chosen: o == f.Origin})
		}
		page.Filters = append(page.Filters, origin)
	}
}

// back is the list that a form came from; nothing else is gone to.
func back(r *newsroom.Request) string {
	if q, err := url.ParseQuery(r.PostFormValue("back")); err == nil && len(q) > 0 {
		return at + "?" + q.Encode()
	}
	return at
}

// change takes out or penalises the segments that were chosen.
func (p *Pages) change(r *newsroom.Request) (newsroom.Answer, error) {
	ids := r.PostForm["segment"]
	if len(ids) == 0 || len(ids) > maxChanged {
		return newsroom.Answer{}, fault.New(fault.Invalid, "memory.none_chosen").With("limit", maxChanged)
	}
	percent, err := strconv.Atoi(r.PostFormValue("penalty"))
	removes := r.PostFormValue("do") == "delete"
	if err != nil && !removes {
		return newsroom.Answer{}, fault.New(fault.Invalid, "memory.penalty").In("penalty").With("limit", memory.MaxPenalty)
	}
	n := 0
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		for _, one := range ids {
			_, err := mine(r, tx, one)
			if fault.KindOf(err) == fault.NotFound {
				continue // somebody else was faster
			}
			if err != nil {
				return err
			}
		}
		deed := "segment.penalised"
		if removes {
			deed = "segment.removed"
			n, err = memory.Delete(r.Context(), tx, ids)
		} else {
			n, err = memory.Penalise(r.Context(), tx, ids, percent)
		}
		if err != nil {
			return err
		}
		return note(r.Context(), tx, r, deed, "", map[string]string{"n": strconv.Itoa(n), "penalty": r.PostFormValue("penalty")})
	})
	done := "memory.done_penalised"
	if removes {
		done = "memory.done_removed"
	}
	return newsroom.SeeOther(back(r), done, "n", n), err
}

// dropOrigin takes out what a file has brought.
func (p *Pages) dropOrigin(r *newsroom.Request) (newsroom.Answer, error) {
	a, b, err := pairOf(r.PostFormValue("pair"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !may(r.Visitor, a, b) {
		return newsroom.Answer{}, refused
	}
	origin, n := r.PostFormValue("origin"), 0
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if n, err = memory.DeleteOrigin(r.Context(), tx, a, b, origin); err != nil {
			return err
		}
		return audit.Note(r.Context(), tx, audit.Entry{By: r.Person.ID, Deed: "segment.removed", On: audit.Thing("segment", string(a)+","+string(b)), From: "desk",
			Detail: map[string]string{"name": origin, "n": strconv.Itoa(n)}})
	})
	return newsroom.SeeOther(at+"?pair="+url.QueryEscape(string(a)+","+string(b)), "memory.done_removed", "n", n), err
}
