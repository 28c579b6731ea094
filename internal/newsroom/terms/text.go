package terms

import (
	"encoding/json"
	"io"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/terms"
)

// textPage lists what the rules find in a text as it is saved, and what its story decided.
type textPage struct {
	Story       string
	Address     string // of the text
	Headline    string
	Lang        lang.Tag
	LangName    string
	Found       []finding
	Rulings     []ruling
	Disclaimers []string
	May         bool // she may rule
}

// ruling is a ruling as pages show it.
type ruling struct {
	terms.Ruling
	Said string
	By   string
	At   newsroom.Moment
}

func (p *Pages) text(r *newsroom.Request) (newsroom.Answer, error) {
	page := textPage{Story: r.Story.ID, Address: textPath(r.Story, r.Text), Lang: r.Text, LangName: r.Text.NameIn(r.Visitor.Lang), May: maySave(r) || publishes(r)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		t, err := story.Newest(r.Context(), tx, r.Story.ID, r.Text)
		if err != nil {
			return err
		}
		if page.Headline = t.Headline; page.Headline == "" {
			page.Headline = r.Say("terms.untitled")
		}
		sheet, err := p.House.On(r.Context(), tx, r.Story, r.Text)
		if err != nil {
			return err
		}
		blocks := terms.BlocksOf(t)
		page.Found, page.Disclaimers = nil, sheet.Disclaimers(blocks)
		for i, f := range sheet.Check(blocks, r.Visitor.Lang) {
			one := findingOf(r, f, i+1)
			one.Place, one.PlacePath = placeOf(r, blocks, f.Block), page.Address+"#f-"+f.Block
			one.May = page.May && (f.Severity != terms.Stop || publishes(r))
			page.Found = append(page.Found, one)
		}
		page.Rulings, err = p.rulings(r, tx, sheet)
		return err
	})
	return newsroom.Show("text", page), err
}

// placeOf names a place of a text: a part of the head, or a block by its first words.
func placeOf(r *newsroom.Request, blocks []terms.Block, id string) string {
	switch id {
	case terms.Headline:
		return r.Say("terms.place_headline")
	case terms.Standfirst:
		return r.Say("terms.place_standfirst")
	case "lead":
		return r.Say("terms.place_lead")
	}
	for _, b := range blocks {
		if words := []rune(strings.Join(strings.Fields(b.Text), " ")); b.ID == id {
			if len(words) > 60 {
				return string(words[:59]) + "…"
			}
			return string(words)
		}
	}
	return ""
}

func (p *Pages) rulings(r *newsroom.Request, tx *db.Tx, sheet *terms.Sheet) (list []ruling, err error) {
	for _, one := range sheet.Rulings {
		shown, err := people.Masked(r.Context(), tx, r.Visit, r.Story.Authors(), one.By)
		if err != nil {
			return nil, err
		}
		found, err := people.ByIDs(r.Context(), tx, []string{shown})
		if err != nil {
			return nil, err
		}
		out := ruling{Ruling: one, At: r.When(one.At), Said: r.Say("terms.ruled_" + string(one.Decision))}
		if who, ok := found[shown]; ok {
			out.By = who.In(r.Visitor.Lang)
		}
		list = append(list, out)
	}
	return list, nil
}

// asking is what the writing page sends: blocks whose words are new to it.
type asking struct {
	Blocks []terms.Block `json:"blocks"`
	First  bool          `json:"first"` // it wants the sentences too
}

// answered is what it is told.
type answered struct {
	Findings []terms.Finding `json:"findings"`
	Rulings  []toldRuling    `json:"rulings"`
	Stops    bool            `json:"stops"` // she may rule on words that stop publishing
	May      bool            `json:"may"`   // she may rule
	Words    map[string]any  `json:"words,omitempty"`
}

type toldRuling struct {
	Key      string `json:"key"`
	Decision string `json:"decision"`
	Wording  string `json:"wording"`
	Reason   string `json:"reason"`
	Said     string `json:"said"`
	By       string `json:"by"`
	At       string `json:"at"`
}

// maxBlocks bounds how many blocks are sent at once: those of a whole text.
const maxBlocks = 5_000

// check looks blocks through as they stand on the page, saved or not. It changes nothing.
func (p *Pages) check(r *newsroom.Request) (newsroom.Answer, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxCheck+1))
	if err != nil || len(raw) > maxCheck {
		return newsroom.Answer{}, fault.New(fault.Invalid, "fault.invalid").Because(err)
	}
	var q asking
	if err := json.Unmarshal(raw, &q); err != nil || len(q.Blocks) > maxBlocks {
		return newsroom.Answer{}, fault.New(fault.Invalid, "fault.invalid").Because(err)
	}
	out := answered{May: maySave(r) || publishes(r), Stops: publishes(r)}
	if q.First {
		out.Words = r.Words("terms")
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		sheet, err := p.House.On(r.Context(), tx, r.Story, r.Text)
		if err != nil {
			return err
		}
		out.Findings, out.Rulings = sheet.Check(q.Blocks, r.Visitor.Lang), []toldRuling{}
		list, err := p.rulings(r, tx, sheet)
		for _, one := range list {
			out.Rulings = append(out.Rulings, toldRuling{one.Key, string(one.Decision), one.Wording, one.Reason, one.Said, one.By, one.At.Human})
		}
		return err
	})
	return newsroom.JSON(out), err
}

// rule keeps what the story decided on a term.
func (p *Pages) rule(r *newsroom.Request) (newsroom.Answer, error) {
	if !maySave(r) && !publishes(r) {
		return newsroom.Answer{}, fault.New(fault.Forbidden, "newsroom.forbidden")
	}
	one := terms.Ruling{
		Story: r.Story.ID, Lang: r.Text, Key: r.PostFormValue("key"), Decision: terms.Decision(r.PostFormValue("decision")),
		Wording: r.PostFormValue("wording"), Reason: r.PostFormValue("reason"), By: r.Person.ID,
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		kept, err := terms.Rule(r.Context(), tx, one, publishes(r))
		if err != nil {
			return err
		}
		return p.noteRuling(r, tx, "house.term_ruled", kept.Key, kept.Reason)
	})
	return done(r, "terms.ruling_kept", one.Key), err
}

func (p *Pages) unrule(r *newsroom.Request) (newsroom.Answer, error) {
	if !maySave(r) && !publishes(r) {
		return newsroom.Answer{}, fault.New(fault.Forbidden, "newsroom.forbidden")
	}
	key := r.PostFormValue("key")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		was, err := terms.Unrule(r.Context(), tx, r.Story.ID, r.Text, key)
		if err != nil || !was {
			return err
		}
		return p.noteRuling(r, tx, "house.term_unruled", key, "")
	})
	return done(r, "terms.ruling_dropped", key), err
}

func (p *Pages) noteRuling(r *newsroom.Request, tx *db.Tx, deed, key, reason string) error {
	return audit.Note(r.Context(), tx, audit.Entry{
		By: r.Person.ID, Deed: deed, On: audit.Thing("story", r.Story.ID), Bureau: r.Story.Bureau, Lang: r.Text, From: "desk",
		Detail: map[string]string{"term": key, "reason": reason},
	})
}

// done answers a script by JSON, a page by leading back to the text's findings.
func done(r *newsroom.Request, key, term string) newsroom.Answer {
	if script(r) {
		return newsroom.JSON(map[string]bool{"done": true})
	}
	return newsroom.SeeOther(textPath(r.Story, r.Text)+"terms/", key, "key", term)
}

// script says whether a script asks, which is told faults as every script is.
func script(r *newsroom.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}
