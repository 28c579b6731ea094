package settings

import (
	"strconv"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// TokensPage lists the keys by which programs act for people.
type TokensPage struct {
	Tokens   []TokenRow
	Staff    []newsroom.Option
	Scopes   []people.Scope
	Editions []Named
	New      string // a token that was just made; it is shown once
	Days     []int
}

// TokenRow is a token as lists show it, without its secret.
type TokenRow struct {
	ID, Mark, Name, Person string
	Scopes                 []people.Scope
	Editions               []lang.Tag
	Expires, Used          newsroom.Moment
}

func (p *Pages) tokens(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.tokensPage(r)
	return newsroom.Show("tokens", page), err
}

// lives are how long a token can be made to live, in days; 0 is for ever.
var lives = []int{30, 90, 365, 0}

func (p *Pages) tokensPage(r *newsroom.Request) (page TokensPage, err error) {
	page = TokensPage{Scopes: people.Scopes, Editions: editions(r), Days: lives}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		staff, err := people.Staff(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, s := range staff {
			if !s.Disabled() {
				page.Staff = append(page.Staff, newsroom.Option{Value: s.ID, Label: s.In(r.Visitor.Lang), Chosen: s.ID == r.FormValue("person")})
			}
		}
		page.Tokens, err = tokenRows(r, tx, "")
		return err
	})
	return page, err
}

// tokenRows lists the tokens that work, of one person or of all.
func tokenRows(r *newsroom.Request, tx *db.Tx, person string) (rows []TokenRow, err error) {
	list, err := people.Tokens(r.Context(), tx, person)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(r.Context())
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, t := range list {
		ids = append(ids, t.Person)
	}
	who, err := people.ByIDs(r.Context(), tx, ids)
	for _, t := range list {
		if t.Revoked.IsZero() && (t.Expires.IsZero() || t.Expires.After(now)) {
			rows = append(rows, TokenRow{t.ID, t.Mark, t.Name, who[t.Person].In(r.Visitor.Lang), t.Scopes, t.Editions, r.When(t.Expires), r.When(t.Used)})
		}
	}
	return rows, err
}

func (p *Pages) makeToken(r *newsroom.Request) (newsroom.Answer, error) {
	t := people.Token{Name: r.PostFormValue("name"), Person: r.PostFormValue("person")}
	for _, s := range r.PostForm["scope"] {
		t.Scopes = append(t.Scopes, people.Scope(s))
	}
	for _, l := range r.PostForm["edition"] {
		if _, ok := r.Outlet.Edition(lang.Tag(l)); !ok {
			return newsroom.Answer{}, fault.New(fault.Invalid, "edition.no_edition").In("edition").With("lang", l)
		}
		t.Editions = append(t.Editions, lang.Tag(l))
	}
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil || days < 0 || days > 3660 {
		return newsroom.Answer{}, fault.New(fault.Invalid, "people.token_expiry").In("days")
	}
	var text string
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if days > 0 {
			t.Expires = now.AddDate(0, 0, days)
		}
		if t, text, err = people.NewToken(r.Context(), tx, t); err != nil {
			return err
		}
		return note(r, tx, "token.made", audit.Thing("person", t.Person), map[string]string{"token": t.Mark, "name": t.Name})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.tokensPage(r)
	page.New = text
	return newsroom.Show("tokens", page), err
}

func (p *Pages) endToken(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := people.RevokeToken(r.Context(), tx, r.PathValue("token")); err != nil {
			return err
		}
		return note(r, tx, "token.ended", audit.Thing("token", r.PathValue("token")), nil)
	})
	return newsroom.SeeOther("/desk/settings/tokens/", "settings.token_ended"), err
}
