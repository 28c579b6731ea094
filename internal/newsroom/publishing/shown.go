package publishing

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// shown is the language in front: its words for outside, and how it will look there.
type shown struct {
	Lang     lang.Tag
	Name     string
	Rev      int
	May      bool // she may publish it
	Edit     bool // she may change its words
	Fields   []newsroom.Field
	Preview  string // address of the article as readers would see it
	Picture  string // address of the picture that stands for it where its link is shared
	Card     *cardLook
	Networks []look
	Search   searchLook
	Links    []link
	Correct  bool // there is a public text to correct

	copy edition.Copy
}

type cardLook struct {
	Kind, Headline, Stand, By, Picture, Alt string
}

type searchLook struct {
	Site, Crumbs, Title, Text, Date string
	N, Room                         int // letters of the title, and about how many are shown
}

// look is how a network shows the link.
type look struct {
	Key         string // "telegram"
	Name        string
	Title, Text string
	Host        string
	Above       string // what stands above the card: the post's own words
	Picture     bool
	N, Room     int // letters of what is written, and for how many there is room; 0 for no bound
}

// The letters that networks give a post, and what they show of a card's title and text
// (their documents; docs/publishing.md has the table).
var networks = []struct {
	key, name      string
	post           int  // letters of a post, its address included; 0 for none of ours
	title, text    int  // letters of the card that are shown
	picture, above bool // the picture is shown; the post's own words stand above the card
}{
	{"facebook", "Facebook", 0, 100, 110, true, false},
	{"x", "X", 280, 70, 0, true, true},
	{"telegram", "Telegram", 4096, 200, 170, true, true},
	{"whatsapp", "WhatsApp", 0, 80, 80, true, true},
	{"vk", "VK", 0, 80, 0, true, false},
	{"messenger", "Messenger", 0, 100, 110, true, false},
	{"linkedin", "LinkedIn", 3000, 120, 0, true, false},
	{"bluesky", "Bluesky", 300, 120, 160, true, true},
	{"threads", "Threads", 500, 90, 0, true, true},
}

// searchRoom is about how many letters of a title a search shows: fewer of scripts that
// run wide.
func searchRoom(l lang.Tag) int {
	switch l.Base() {
	case "ka", "hy":
		return 40
	}
	return 60
}

func (p *Pages) shown(ctx context.Context, tx *db.Tx, r *newsroom.Request, t story.Text) (*shown, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	c, err := p.Edition.Draft(ctx, tx, r.Story.ID, t.Lang, now)
	if err != nil {
		return nil, err
	}
	deed := people.SaveTranslation
	if t.Lang == r.Story.Original {
		deed = people.SaveOriginal
	}
	s := &shown{
		Lang: t.Lang, Name: t.Lang.NameIn(r.Visitor.Lang), Rev: t.Rev, May: r.May(r.Case(people.Publish, r.Story, t.Lang)),
		Preview: "/desk/preview/" + r.Story.ID + "/" + string(t.Lang), copy: c,
	}
	s.Edit = s.May || r.May(r.Case(deed, r.Story, t.Lang))
	s.Picture = s.Preview + "/share.jpg"
	states, err := edition.States(ctx, tx, r.Story.ID)
	if err != nil {
		return nil, err
	}
	s.Correct = s.May && states[t.Lang].State == "live"
	pictures, err := media.ByIDs(ctx, tx, t.MediaIDs())
	if err != nil {
		return nil, err
	}
	s.fields(r, t, c, pictures)
	s.Card = &cardLook{Kind: r.Say("kind." + c.Kind), Headline: c.Headline, Stand: c.Teaser(), By: namesOf(c.Bylines)}
	if c.Picture != nil {
		s.Card.Picture, s.Card.Alt = s.Preview+media.Address(c.Picture.Hash, media.Nearest(c.Picture.Width, 640), "jpg"), c.Picture.Alt
	}
	return s, nil
}

func namesOf(by []edition.Byline) string {
	var names []string
	for _, b := range by {
		names = append(names, b.Name)
	}
	return strings.Join(names, ", ")
}

func (s *shown) fields(r *newsroom.Request, t story.Text, c edition.Copy, pictures map[string]media.Media) {
	e := t.Elsewhere
	one := func(name, kind, value, help string, max int) newsroom.Field {
		return newsroom.Field{Name: name, Label: r.Say("publishing.field_" + name), Type: kind, Value: value, Help: help, Lang: t.Lang, Max: max, Rows: 2}
	}
	s.Fields = []newsroom.Field{
		one("slug", "", t.Slug, r.Say("publishing.help_slug", "slug", c.Slug), story.MaxHeadline),
		one("search_title", "", e.SearchTitle, r.Say("publishing.help_search_title", "n", searchRoom(t.Lang)), story.MaxOutTitle),
		one("search_text", "area", e.SearchText, r.Say("publishing.help_search_text"), story.MaxOutText),
		one("share_title", "", e.ShareTitle, r.Say("publishing.help_share_title"), story.MaxOutTitle),
		one("share_text", "area", e.ShareText, r.Say("publishing.help_share_text"), story.MaxOutText),
	}
	choice := newsroom.Field{Name: "share_picture", Label: r.Say("publishing.field_share_picture"), Type: "select",
		Options: []newsroom.Option{{Label: r.Say("publishing.picture_lead"), Chosen: e.SharePicture == ""}}}
	seen := map[string]bool{}
	for _, id := range t.MediaIDs() {
		m, ok := pictures[id]
		if !ok || seen[id] {
			continue
		}
		seen[id] = true
		label := m.Alt
		for _, other := range []string{m.Caption, m.Name} {
			if label == "" {
				label = other
			}
		}
		choice.Options = append(choice.Options, newsroom.Option{Value: id, Label: cut(label, 60), Chosen: id == e.SharePicture})
	}
	s.Fields = append(s.Fields, choice)
}

// outside fills how the language in front looks outside.
func (p *Pages) outside(page *panelPage) error {
	s := page.Show
	out, err := p.Theme.Outside(s.copy)
	if err != nil {
		return err
	}
	at, err := url.Parse(out.Address)
	if err != nil {
		return err
	}
	s.Search = searchLook{
		Site: out.Site, Crumbs: strings.ReplaceAll(at.Host+strings.TrimSuffix(at.Path, "/"), "/", " › "), Title: out.SearchTitle, Text: cut(out.SearchText, 160),
		Date: lang.Date(s.copy.Published, s.Lang), N: utf8.RuneCountInString(out.SearchTitle), Room: searchRoom(s.Lang),
	}
	const link = 23 + 1 // what an address counts, with the space before it
	for _, n := range networks {
		l := look{Key: n.key, Name: n.name, Host: at.Host, Title: cut(out.ShareTitle, n.title), Picture: n.picture}
		if n.text > 0 {
			l.Text = cut(out.ShareText, n.text)
		}
		if n.above {
			l.Above, l.Room = out.ShareTitle, n.post
			l.N = utf8.RuneCountInString(out.ShareTitle) + link
		}
		s.Networks = append(s.Networks, l)
	}
	return nil
}

// cut shortens a text to so many letters, the last of them an ellipsis.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n-1])) + "…"
	}
	return s
}
