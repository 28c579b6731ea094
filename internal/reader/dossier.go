package reader

import (
	"context"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// How many events parts show at most.
const (
	eventsInShort = 5
	eventsInTopic = 200
	eventsInWeek  = 14
	weekMin       = 3 // fewer are no round-up
)

// week is how far back the round-up of the week looks.
const week = 8 * 24 * time.Hour

// events makes events for a theme, in the order given. Those whose story is published
// lead to it; self is the story that the page itself shows.
func (s *Site) events(ctx context.Context, f *face, from []edition.Event, self string) (events []Event, err error) {
	var told []string
	for _, e := range from {
		if e.Story != "" {
			told = append(told, e.Story)
		}
	}
	cards, err := s.Shelf.Cards(ctx, f.lang, told)
	if err != nil {
		return nil, err
	}
	for _, e := range from {
		out := f.event(e)
		if c, ok := cards[e.Story]; ok {
			out.URL, out.Current = f.path(c.Slug+"/"), e.Story == self
		}
		events = append(events, out)
	}
	return events, nil
}

func (f *face) event(e edition.Event) Event {
	out := Event{Text: e.Sentence}
	at := e.At // a day without an hour is the same day everywhere
	if out.Machine = at.Format(time.DateOnly); e.Timed {
		at = at.In(f.profile.Location())
		out.Machine, out.Clock = at.Format(time.RFC3339), lang.Clock(at, f.lang)
	}
	out.Date = lang.Date(at, f.lang)
	if p, ok := f.profile.Place(e.Place); ok {
		out.Place = p.Name(f.lang)
	}
	for _, k := range e.Sources {
		out.Sources = append(out.Sources, Link{k.Name, webAddress(k.URL)})
	}
	return out
}

// dossierOf puts the newest events of an article's main topic on its page, and says
// which tags the page has for them.
func (s *Site) dossierOf(ctx context.Context, f *face, c *edition.Copy, page *ArticlePage) (tags []string, err error) {
	if len(c.Topics) == 0 {
		return nil, nil
	}
	main := c.Topics[0]
	tags = []string{edition.TopicTag(main.ID, f.lang)}
	d, err := s.Shelf.Dossier(ctx, f.lang, main.ID, eventsInShort)
	if err != nil || len(d.Events) == 0 {
		return tags, err
	}
	oldest := slices.Clone(d.Events)
	slices.Reverse(oldest)
	events, err := s.events(ctx, f, oldest, c.Story)
	page.Dossier = &Timeline{main.Name, f.path("topic/" + main.Slug + "/"), events}
	return tags, err
}

// otherSide puts the texts that answer an article on its page.
func (s *Site) otherSide(ctx context.Context, f *face, c *edition.Copy, page *ArticlePage) error {
	found, err := s.Shelf.Cards(ctx, f.lang, c.OtherSide)
	if err != nil || len(found) == 0 {
		return err
	}
	now := s.Now()
	self := s.card(f, &c.Card, now, "")
	self.Self = true
	pair := Pair{Question: common(c.Card, found), Cards: []Card{self}}
	for _, o := range edition.InOrder(c.OtherSide, found) {
		pair.Cards = append(pair.Cards, s.card(f, &o, now, ""))
	}
	page.Pair, page.Others = &pair, pair.Cards[1:]
	return nil
}

// common names the topic that texts share, which is what they answer each other on.
func common(c edition.Card, others map[string]edition.Card) string {
	for _, t := range c.Topics {
		shared := true
		for _, o := range others {
			shared = shared && slices.ContainsFunc(o.Topics, func(u edition.TopicAt) bool { return u.ID == t.ID })
		}
		if shared {
			return t.Name
		}
	}
	return ""
}

// pairs finds, among opinions, those that answer each other, at most n pairs. Only
// opinions of the list are put together; it gives back their stories.
func (s *Site) pairs(ctx context.Context, f *face, from []edition.Card, n int) (pairs []Pair, paired map[string]bool, err error) {
	at, ids := map[string]int{}, []string{}
	for i, c := range from {
		if c.Kind == string(story.Opinion) {
			at[c.Story], ids = i, append(ids, c.Story)
		}
	}
	others, err := s.Shelf.OtherSides(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	now := s.Now()
	paired = map[string]bool{}
	for _, id := range ids {
		if len(pairs) == n || paired[id] {
			continue
		}
		with := map[string]edition.Card{}
		cards := []Card{s.card(f, &from[at[id]], now, "")}
		for _, o := range others[id] {
			if i, ok := at[o]; ok && !paired[o] {
				with[o] = from[i]
				cards = append(cards, s.card(f, &from[i], now, ""))
			}
		}
		if len(with) == 0 {
			continue
		}
		paired[id] = true
		for o := range with {
			paired[o] = true
		}
		pairs = append(pairs, Pair{Question: common(from[at[id]], with), Cards: cards})
	}
	return pairs, paired, nil
}

// weekOf makes the round-up of the last days; nil where too little happened.
func (s *Site) weekOf(ctx context.Context, f *face) (*Week, error) {
	from, err := s.Shelf.Events(ctx, f.lang, eventsInWeek)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	from = slices.DeleteFunc(from, func(e edition.Event) bool { return now.Sub(e.At) > week || e.At.Sub(now) > 0 })
	if len(from) < weekMin {
		return nil, nil
	}
	events, err := s.events(ctx, f, from, "")
	if err != nil {
		return nil, err
	}
	w := &Week{}
	for i, e := range events {
		at := from[i].At
		if from[i].Timed {
			at = at.In(f.profile.Location())
		}
		key := at.Format(time.DateOnly)
		if len(w.Days) == 0 || w.Days[len(w.Days)-1].Machine != key {
			w.Days = append(w.Days, WeekDay{Machine: key, Day: lang.DayMonth(at, f.lang), Weekday: lang.Weekday(at, f.lang)})
		}
		day := &w.Days[len(w.Days)-1]
		day.Events = append(day.Events, e)
	}
	newest, _, err := s.Shelf.List(ctx, edition.Filter{Lang: f.lang, Kind: string(story.RoundUp)}, edition.Cursor{}, 1)
	if len(newest) > 0 {
		w.URL = f.path(newest[0].Slug + "/")
	}
	return w, err
}

// dossierPage fills what makes a dossier of a topic's first page, and says which cards
// of its list stand in it already.
func (s *Site) dossierPage(ctx context.Context, f *face, topic string, cards []edition.Card, page *TopicPage) (placed map[string]bool, err error) {
	d, err := s.Shelf.Dossier(ctx, f.lang, topic, eventsInTopic)
	if err != nil {
		return nil, err
	}
	page.Intro = trusted(d.Intro)
	for _, a := range d.Actors {
		page.Actors = append(page.Actors, Actor(a))
	}
	if page.Events, err = s.events(ctx, f, d.Events, ""); err != nil {
		return nil, err
	}
	if page.Pairs, placed, err = s.pairs(ctx, f, cards, 4); err != nil {
		return nil, err
	}
	views := Band{Title: f.say("reader.viewpoints")}
	now := s.Now()
	for i := range cards {
		c := &cards[i]
		if c.Kind == string(story.Opinion) && !placed[c.Story] && len(views.Cards) < frontOpinions {
			placed[c.Story] = true
			views.Cards = append(views.Cards, s.card(f, c, now, ""))
		}
	}
	if len(views.Cards) > 0 {
		page.Views = &views
	}
	return placed, nil
}
