package fronts

import (
	"bytes"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/media"
	"masthead/internal/newsroom"
)

// previewPolicy shuts a preview in, as publishing's does: no script, no form, in frames
// of the desk alone. It keeps its origin for its fonts' sake.
const previewPolicy = "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// preview shows the front with an arrangement, now or at a later moment, with what is
// planned to be published by then.
func (p *Pages) preview(r *newsroom.Request) (newsroom.Answer, error) {
	d, err := p.draftIn(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	var coming []edition.Card
	var at time.Time
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if at, err = later(r, r.FormValue("at"), now); err != nil || at.IsZero() {
			at = now
			return err
		}
		plans, err := edition.Plans(r.Context(), tx, r.Text, at, comingMost)
		if err != nil {
			return err
		}
		for _, plan := range plans {
			if plan.Held {
				continue
			}
			c, err := p.Edition.Draft(r.Context(), tx, plan.Story, plan.Lang, plan.At)
			if err != nil {
				return err
			}
			coming = append(coming, c.Card)
		}
		slices.Reverse(coming)
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.Theme.PreviewFront(r.Context(), r.Text, d.front(), coming, at)
	if err != nil {
		return newsroom.Answer{}, err
	}
	for _, c := range coming { // readers' own addresses of their files are not open yet
		if c.Picture != nil {
			files := "/media/" + c.Picture.Hash + "/"
			page = bytes.ReplaceAll(page, []byte(files), []byte("/desk/preview/"+c.Story+"/"+string(c.Lang)+files))
		}
	}
	page = media.Readdress(page, "/desk/media/of/") // what is not published yet has files that readers cannot fetch
	return newsroom.Bytes("text/html; charset=utf-8", "", page).Header("Content-Security-Policy", previewPolicy).Header("Referrer-Policy", "no-referrer"), nil
}

// historyPage lists how a front was arranged.
type historyPage struct {
	Lang    string
	Entries []historyEntry
	Older   int // the revision before which the next page begins; 0 at the end
}

type historyEntry struct {
	Rev      int
	By       string
	At       newsroom.Moment
	Lead     string
	Pins     int
	Breaking string
	Live     bool
}

const historyShown = 50

func (p *Pages) history(r *newsroom.Request) (newsroom.Answer, error) {
	page := historyPage{Lang: string(r.Text)}
	before := 0
	if n := r.FormValue("before"); n != "" {
		for _, c := range n {
			if c < '0' || c > '9' || before > 1<<24 {
				before = 0
				break
			}
			before = before*10 + int(c-'0')
		}
	}
	var list []edition.Arranged
	known := names{lang: r.Visitor.Lang}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if list, err = edition.FrontHistory(r.Context(), tx, r.Text, before, historyShown+1); err != nil {
			return err
		}
		for i, a := range list[:min(len(list), historyShown)] {
			e := historyEntry{Rev: a.Rev, At: r.When(a.At), Pins: len(a.Pins), Live: i == 0 && before == 0}
			if a.Breaking != nil {
				e.Breaking = a.Breaking.Text
			}
			if e.By, err = known.of(r.Context(), tx, a.By); err != nil {
				return err
			}
			page.Entries = append(page.Entries, e)
		}
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if len(list) > historyShown {
		page.Older = list[historyShown-1].Rev
	}
	for i := range page.Entries {
		heads, err := p.heads(r.Context(), r.Text, draft{Pins: lead(list[i].Front)}, nil)
		if err != nil {
			return newsroom.Answer{}, err
		}
		for _, h := range heads {
			page.Entries[i].Lead = h.words(r)
		}
	}
	return newsroom.Show("history", page), nil
}

func lead(f edition.Front) (pins []edition.Pin) {
	for _, p := range f.Pins {
		if p.Slot == edition.LeadSlot {
			return []edition.Pin{p}
		}
	}
	return nil
}
