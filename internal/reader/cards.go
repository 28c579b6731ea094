package reader

import (
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// tones are the colours of kinds that are not news.
var tones = map[string]string{
	string(story.Analysis): "analysis", string(story.Explainer): "analysis", string(story.Interview): "analysis",
	string(story.Opinion): "opinion", string(story.Live): "live", string(story.RoundUp): "round-up", string(story.FactCheck): "fact-check",
}

func toneOf(kind string) string {
	if t := tones[kind]; t != "" {
		return t
	}
	return "news"
}

// kindName is what readers call a kind; nothing for plain news, which needs no name.
func (f *face) kindName(kind string) string { return f.say("kind." + kind) }

// cards makes a list's cards. In the list of a section its name is not repeated.
func (s *Site) cards(f *face, from []edition.Card, now time.Time, section string) []Card {
	cards := make([]Card, len(from))
	for i := range from {
		cards[i] = s.card(f, &from[i], now, section)
	}
	return cards
}

func (s *Site) card(f *face, c *edition.Card, now time.Time, section string) Card {
	card := Card{
		URL: f.path(c.Slug + "/"), Headline: c.Headline, Stand: c.Teaser(), Tone: toneOf(c.Kind),
		Kicker: f.kicker(c, section), Picture: s.picture(c.Picture), When: f.when(c.Published, now),
	}
	names := namesOf(c.Bylines)
	if c.Kind == string(story.Opinion) {
		card.By, card.View = names, f.view(c.Viewpoint)
		if len(c.Bylines) > 0 {
			card.Face = s.face(c.Bylines[0].Face)
		}
	} else {
		card.Meta = f.withCity(names, c.Bylines)
	}
	card.Label = card.View
	if card.Label == "" && len(card.Kicker) > 0 {
		card.Label = card.Kicker[0].Name
	}
	return card
}

// kicker names the kind, unless it is plain news, then the section, then the main
// topic: two of them at most.
func (f *face) kicker(c *edition.Card, section string) []Link {
	links := make([]Link, 0, 3)
	if c.Kind != string(story.News) {
		links = append(links, Link{Name: f.kindName(c.Kind)})
	}
	if sec, ok := f.profile.Section(c.Section); ok && c.Section != section {
		if n := sec.Names[f.lang]; n.Slug != "" && (len(links) == 0 || links[0].Name != n.Name) {
			links = append(links, Link{n.Name, f.path(n.Slug + "/")})
		} else if n.Slug != "" {
			links[0].URL = f.path(n.Slug + "/")
		}
	}
	if len(links) < 2 && len(c.Topics) > 0 {
		links = append(links, Link{c.Topics[0].Name, f.path("topic/" + c.Topics[0].Slug + "/")})
	}
	return links
}

// view is the sign of an opinion: the place that it speaks from.
func (f *face) view(place string) string {
	p, ok := f.profile.Place(place)
	if !ok {
		return ""
	}
	return f.words.viewpoint(p.Name(f.lang))
}

// namesOf joins the names of people.
func namesOf(people []edition.Byline) string {
	switch len(people) {
	case 0:
		return ""
	case 1:
		return people[0].Name
	}
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// withCity adds the city of a single author to her name.
func (f *face) withCity(names string, people []edition.Byline) string {
	if len(people) == 1 {
		if p, ok := f.profile.Place(people[0].City); ok {
			return names + ", " + p.Name(f.lang)
		}
	}
	return names
}

// when writes a moment as readers of the edition do, seen from now.
func (f *face) when(t, now time.Time) When {
	t, now = t.In(f.profile.Location()), now.In(f.profile.Location())
	w := When{Machine: t.Format(time.RFC3339), Full: lang.DateTime(t, f.lang), Date: lang.Date(t, f.lang), Clock: lang.Clock(t, f.lang)}
	switch age := now.Sub(t); {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		w.Short = w.Clock
	case age < 300*24*time.Hour:
		w.Short = lang.ShortDate(t, f.lang)
	default:
		w.Short, w.Old = w.Date, true
	}
	return w
}

// byDays parts a list into its days, or into its months if there is little more than
// a card a day; cards belong to from, which is newest first.
func (f *face) byDays(from []edition.Card, cards []Card) (days []Day, monthly bool) {
	part := func(layout string, title func(time.Time, lang.Tag) string) (days []Day) {
		for i, c := range cards {
			at := from[i].Published.In(f.profile.Location())
			if key := at.Format(layout); len(days) == 0 || days[len(days)-1].Machine != key {
				days = append(days, Day{Title: title(at, f.lang), Machine: key})
			}
			last := &days[len(days)-1]
			last.Cards = append(last.Cards, c)
		}
		return days
	}
	if days = part(time.DateOnly, lang.Date); 3*len(days) > 2*len(cards) {
		return part("2006-01", lang.MonthYear), true
	}
	return days, false
}

// latestBand is the newest of the edition, as a row beside another page's part.
func (s *Site) latestBand(f *face, from []edition.Card, now time.Time) *Band {
	if len(from) == 0 {
		return nil
	}
	return &Band{Title: f.say("reader.latest"), URL: f.path("latest/"), Cards: s.cards(f, from, now, "")}
}
