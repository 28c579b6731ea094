package fronts

import (
	"strings"
	"unicode/utf8"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/readership"
)

// mostReadPage is what stands among an edition's most read, what was taken out, and what
// was held back.
type mostReadPage struct {
	Lang      string
	Day       []readRow
	Hidden    []hiddenRow
	Anomalies []anomalyRow
	Max       int
}

type readRow struct{ Story, Headline string }

type hiddenRow struct {
	readRow
	By, Why string
	At      newsroom.Moment
}

type anomalyRow struct {
	readRow
	Hour             newsroom.Moment
	Source, Name     string
	Percent, Readers int
}

// Bounds of the lists, and of a reason in runes.
const (
	listShown = 50
	maxWhy    = 500
)

func (p *Pages) mostRead(r *newsroom.Request) (newsroom.Answer, error) {
	page := mostReadPage{Lang: string(r.Text), Max: maxWhy}
	day, err := p.Readings.MostRead(r.Context(), r.Text, readership.Day, readership.Places)
	if err != nil {
		return newsroom.Answer{}, err
	}
	hidden, err := p.Readings.Hidden(r.Context(), r.Text, listShown)
	if err != nil {
		return newsroom.Answer{}, err
	}
	odd, err := p.Readings.Anomalies(r.Context(), r.Text, listShown)
	if err != nil {
		return newsroom.Answer{}, err
	}
	var of draft
	for _, s := range day {
		of.Pins = append(of.Pins, edition.Pin{Story: s})
	}
	for _, h := range hidden {
		of.Pins = append(of.Pins, edition.Pin{Story: h.Story})
	}
	for _, a := range odd {
		of.Pins = append(of.Pins, edition.Pin{Story: a.Story})
	}
	heads, err := p.heads(r.Context(), r.Text, of, nil)
	if err != nil {
		return newsroom.Answer{}, err
	}
	row := func(s string) readRow { return readRow{s, heads[s].words(r)} }
	for _, s := range day {
		page.Day = append(page.Day, row(s))
	}
	known := names{lang: r.Visitor.Lang}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		for _, h := range hidden {
			by, err := known.of(r.Context(), tx, h.By)
			if err != nil {
				return err
			}
			page.Hidden = append(page.Hidden, hiddenRow{row(h.Story), by, h.Why, r.When(h.At)})
		}
		return nil
	})
	for _, a := range odd {
		page.Anomalies = append(page.Anomalies, anomalyRow{row(a.Story), r.When(a.Hour), r.Say("fronts.source_" + a.Source), a.Name, a.Percent, a.Readers})
	}
	return newsroom.Show("most-read", page), err
}

func (p *Pages) hide(r *newsroom.Request) (newsroom.Answer, error) {
	why := strings.TrimSpace(r.PostFormValue("why"))
	if n := utf8.RuneCountInString(why); n == 0 || n > maxWhy {
		return newsroom.Answer{}, fault.New(fault.Invalid, "fronts.why_missing").In("why").With("max", maxWhy)
	}
	story, err := p.find(r, r.PostFormValue("story"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	if err := p.Readings.Hide(r.Context(), r.Text, story, r.Person.ID, why); err != nil {
		return newsroom.Answer{}, err
	}
	return p.ranked(r, "mostread.hidden", story, why, "fronts.hidden_done")
}

func (p *Pages) show(r *newsroom.Request) (newsroom.Answer, error) {
	story, err := p.find(r, r.PostFormValue("story"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	if err := p.Readings.Show(r.Context(), r.Text, story); err != nil {
		return newsroom.Answer{}, err
	}
	return p.ranked(r, "mostread.shown", story, "", "fronts.shown_done")
}

// ranked keeps the deed and makes the lists anew, so that readers see it at once.
func (p *Pages) ranked(r *newsroom.Request, deed, story, why, done string) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return note(r.Context(), tx, r, deed, map[string]string{"story": story, "why": why})
	})
	if err == nil {
		err = p.Readings.RankNow(r.Context())
	}
	return newsroom.SeeOther("/desk/front/"+string(r.Text)+"/most-read", done), err
}
