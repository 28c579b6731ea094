package settings

import (
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/machine"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// DraftsPage says what drafts translations, what that has cost, and what became of the
// orders. What the operator set is shown without its key.
type DraftsPage struct {
	On           bool
	Engine, Host string
	Budget, Used int64
	Cost, Unit   string // of the month; "" where no price was named
	Terms        bool   // whether the house's words are passed on
	Months       []machine.Use
	Orders       []DraftRow
}

// DraftRow is an order.
type DraftRow struct {
	Story  string
	Lang   lang.Tag
	By     string
	At     newsroom.Moment
	Waits  bool
	Blocks int
	Fault  string // a sentence, or ""
}

// maxDraftRows is how many orders the page shows.
const maxDraftRows = 50

func (p *Pages) drafts(r *newsroom.Request) (newsroom.Answer, error) {
	s := p.Machine
	page := DraftsPage{On: s.On(), Engine: s.Kind, Host: s.Host, Budget: s.Budget, Terms: s.Kind != machine.Libre}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if page.Months, err = machine.Uses(r.Context(), tx); err != nil {
			return err
		}
		for _, u := range page.Months {
			if u.Engine == s.Kind && u.Month == now.UTC().Format("2006-01") {
				page.Used = u.Characters
			}
		}
		orders, err := machine.Orders(r.Context(), tx, maxDraftRows)
		if err != nil {
			return err
		}
		var who []string
		for _, o := range orders {
			who = append(who, o.By)
		}
		names, err := people.ByIDs(r.Context(), tx, who)
		if err != nil {
			return err
		}
		page.Orders = nil
		for _, o := range orders {
			row := DraftRow{Story: o.Story, Lang: o.Lang, By: names[o.By].Name, At: r.When(o.At), Waits: o.Ended.IsZero(), Blocks: o.Blocks}
			if o.Fault != "" {
				row.Fault = r.Say(o.Fault, "host", s.Host, "status", "", "budget", s.Budget, "used", page.Used)
			}
			page.Orders = append(page.Orders, row)
		}
		return nil
	})
	if s.Unit != "" {
		page.Cost, page.Unit = lang.Decimal(float64(page.Used)*s.Price/1e6, 2, r.Lang), s.Unit
	}
	return newsroom.Show("drafts", page), err
}
