package bench

import (
	"encoding/json"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/translation"
)

// aid is what helps with one row.
type aid struct {
	N        int
	Pair     string
	From, To lang.Tag
	Memory   bool // somebody was asked
	Matches  []match
	House    bool
	Terms    []Term
	Page     *sheet
}

type match struct {
	Match
	Key int
	Who newsroom.Who
	On  newsroom.Moment
}

// help gives what helps with a row, for the script.
func (p *Pages) help(r *newsroom.Request) (newsroom.Answer, error) {
	s, err := p.sheet(r)
	return newsroom.Fragment("bench", "bench-help-part", s), err
}

// fillHelp asks for the row that the address names, or the first that waits.
func (p *Pages) fillHelp(r *newsroom.Request, tx *db.Tx, s *sheet, sh translation.Sheet) error {
	if p.Concordance != nil && s.Q != "" {
		var err error
		if s.Hits, err = p.Concordance(r.Context(), tx, r.Visitor, s.From.Lang, r.Text, s.Q); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(s.Rows, func(v row) bool { return v.Pair == r.FormValue("pair") })
	if i < 0 {
		i = max(0, slices.IndexFunc(s.Rows, func(v row) bool { return v.Todo }))
	}
	if len(s.Rows) == 0 {
		return nil
	}
	b, err := p.blockIn(r, tx, s, s.Rows[i].Pair)
	if err != nil {
		return err
	}
	a := &aid{N: s.Rows[i].N, Pair: s.Rows[i].Pair, From: sh.Source, To: sh.Lang, Page: s}
	if p.Matches != nil && len(b.Sources) > 0 {
		list, err := p.Matches(r.Context(), tx, r.Visitor, b)
		if err != nil {
			return err
		}
		a.Memory = true
		if err := a.matches(r, tx, list); err != nil {
			return err
		}
	}
	if p.Terms != nil && len(b.Sources) > 0 {
		a.House = true
		if a.Terms, err = p.Terms(r.Context(), tx, b, r.Visitor.Lang); err != nil {
			return err
		}
	}
	s.Help = a
	return nil
}

func (p *Pages) blockIn(r *newsroom.Request, tx *db.Tx, s *sheet, pair string) (Block, error) {
	b, _, err := find(r.Context(), tx, s.Story, r.Text, pair)
	return b, err
}

func (a *aid) matches(r *newsroom.Request, tx *db.Tx, list []Match) error {
	var ids []string
	for _, m := range list {
		ids = append(ids, m.By)
	}
	n, err := namesOf(r, tx, ids)
	for i, m := range list[:min(3, len(list))] {
		a.Matches = append(a.Matches, match{m, i + 1, n.who(m.By), r.When(m.At)})
	}
	return err
}

// concordance searches the memory, for the script.
func (p *Pages) concordance(r *newsroom.Request) (newsroom.Answer, error) {
	s, err := p.sheet(r)
	return newsroom.Fragment("bench", "bench-hits-part", s), err
}

func quoted(s string) []byte {
	raw, _ := json.Marshal(s) // a string always can be
	return raw
}
