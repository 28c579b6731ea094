package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token by which a program acts for a person. It is shown once."`
	List   tokenListCommand   `cmd:"" help:"List tokens, never their secrets."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token for good."`
}

type tokenCreateCommand struct {
	common   `embed:""`
	Person   string   `required:"" help:"E-mail of the person for whom it acts." placeholder:"EMAIL"`
	Name     string   `required:"" help:"What it is for." placeholder:"NAME"`
	Scopes   []string `help:"Hold it to these: read, write, publish, fronts, webhooks. Left out, all that the person may do." placeholder:"SCOPE,…"`
	Editions []string `help:"Hold it to these editions. Left out, all." placeholder:"LANG,…"`
	Expires  string   `help:"When it ends: a day like 2027-01-31, or after 30d or 12h. Left out, never." placeholder:"WHEN"`
}

// Run prints the token on a line of its own, for scripts; what else there is to say
// goes to standard error.
func (c *tokenCreateCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		t := people.Token{Name: c.Name}
		for _, s := range c.Scopes {
			t.Scopes = append(t.Scopes, people.Scope(s))
		}
		for _, l := range c.Editions {
			if _, ok := p.Outlet.Profile().Edition(lang.Tag(l)); !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", l)
			}
			t.Editions = append(t.Editions, lang.Tag(l))
		}
		var err error
		if t.Expires, err = expiry(c.Expires, time.Now(), p.Outlet.Profile().Location()); err != nil {
			return err
		}
		var text string
		err = p.DB.Write(con.ctx, func(tx *db.Tx) error {
			who, err := people.ByEmail(con.ctx, tx, c.Person)
			if err != nil {
				return err
			}
			t.Person = who.ID
			t, text, err = people.NewToken(con.ctx, tx, t)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(con.out, text)
		fmt.Fprintln(con.err, "Keep it now: it is not shown again.")
		return nil
	})
}

// expiry reads a day, at whose end by the outlet's clock a token ends, or a time from
// now in days or hours.
func expiry(s string, now time.Time, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	var n int
	var unit string
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err == nil && n > 0 && n < 100_000 {
		switch unit {
		case "d":
			return now.AddDate(0, 0, n), nil
		case "h":
			return now.Add(time.Duration(n) * time.Hour), nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "people.token_expiry").In("expires")
}

type tokenListCommand struct {
	common `embed:""`
	Person string `help:"Only those of the person with this e-mail." placeholder:"EMAIL"`
	JSON   bool   `name:"json" help:"Print one line of JSON for each token."`
}

// tokenLine is a token as the list shows it.
type tokenLine struct {
	ID       string         `json:"id"`
	Mark     string         `json:"mark"`
	Name     string         `json:"name"`
	Person   string         `json:"person"`
	Scopes   []people.Scope `json:"scopes"`
	Editions []lang.Tag     `json:"editions"`
	Made     time.Time      `json:"made"`
	Expires  *time.Time     `json:"expires"`
	Used     *time.Time     `json:"used"`
	Revoked  *time.Time     `json:"revoked"`
}

func (c *tokenListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []tokenLine
		err := p.DB.Read(con.ctx, func(tx *db.Tx) (err error) {
			lines, err = c.lines(con, tx)
			return err
		})
		if err != nil {
			return err
		}
		return con.tokens(lines, c.JSON)
	})
}

func (c *tokenListCommand) lines(con *console, tx *db.Tx) (lines []tokenLine, err error) {
	person := ""
	if c.Person != "" {
		who, err := people.ByEmail(con.ctx, tx, c.Person)
		if err != nil {
			return nil, err
		}
		person = who.ID
	}
	list, err := people.Tokens(con.ctx, tx, person)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		who, err := people.ByIDs(con.ctx, tx, []string{t.Person})
		if err != nil {
			return nil, err
		}
		lines = append(lines, tokenLine{
			t.ID, t.Mark, t.Name, who[t.Person].Email, append([]people.Scope{}, t.Scopes...), append([]lang.Tag{}, t.Editions...),
			t.Made, known(t.Expires), known(t.Used), known(t.Revoked),
		})
	}
	return lines, nil
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (con *console) tokens(lines []tokenLine, asJSON bool) error {
	table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		if asJSON {
			if err := json.NewEncoder(con.out).Encode(l); err != nil {
				return err
			}
			continue
		}
		state := "works"
		switch {
		case l.Revoked != nil:
			state = "revoked"
		case l.Expires != nil:
			state = "until " + l.Expires.Format(time.DateOnly)
		}
		fmt.Fprintf(table, "%s…\t%s\t%s\t%s\t%s\n", l.Mark, l.Name, l.Person, limits(l), state)
	}
	return table.Flush()
}

func limits(l tokenLine) string {
	var parts []string
	for _, s := range l.Scopes {
		parts = append(parts, string(s))
	}
	for _, e := range l.Editions {
		parts = append(parts, string(e))
	}
	if len(parts) == 0 {
		return "all her roles allow"
	}
	return strings.Join(parts, " ")
}

type tokenRevokeCommand struct {
	common `embed:""`
	Token  string `arg:"" help:"The token's mark, as token list shows it, or its id." placeholder:"MARK"`
}

func (c *tokenRevokeCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.DB.Write(con.ctx, func(tx *db.Tx) error {
			return people.RevokeToken(con.ctx, tx, strings.TrimSuffix(c.Token, "…"))
		})
	})
}
