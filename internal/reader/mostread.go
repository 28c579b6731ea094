package reader

import (
	"context"
	"slices"

	"masthead/internal/edition"
	"masthead/internal/readership"
)

// How much of the most read a band shows: fewer than the least make no list.
const (
	bandPlaces = 6
	bandLeast  = 3
)

// readMost gives what an edition's readers read most, and the tags of what shows it. A
// story that was withdrawn since the list was made is left out; its tag drops the page.
func (s *Site) readMost(ctx context.Context, f *face, span readership.Span) (cards []edition.Card, tags []string, err error) {
	if s.Readings == nil {
		return nil, nil, nil
	}
	tags = []string{edition.MostReadTag(f.lang)}
	list, err := s.Readings.MostRead(ctx, f.lang, span, readership.Places)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.Shelf.Cards(ctx, f.lang, list)
	cards = edition.InOrder(list, found)
	for _, c := range cards {
		tags = append(tags, edition.StoryTag(c.Story))
	}
	return cards, tags, err
}

// mostReadBand is the beginning of the list of the last day, without the story of the
// page that it stands on; nil if too little was read.
func (s *Site) mostReadBand(ctx context.Context, f *face, without string) (*Band, []string, error) {
	cards, tags, err := s.readMost(ctx, f, readership.Day)
	cards = slices.DeleteFunc(cards, func(c edition.Card) bool { return c.Story == without })
	if err != nil || len(cards) < bandLeast {
		return nil, tags, err
	}
	cards = cards[:min(len(cards), bandPlaces)]
	return &Band{Title: f.say("reader.most_read"), URL: f.path("most-read/"), Cards: s.cards(f, cards, s.Now(), "")}, tags, nil
}

// mostRead serves the lists of the most read, and how they are made.
func (s *Site) mostRead(v *visit) error {
	p, f := v.press, v.face
	return s.serve(v, s.daily(f, "most-read:"+string(f.lang)), func(ctx context.Context) (Answer, error) {
		out := MostReadPage{Name: f.say("reader.most_read"), Floor: f.profile.Outlet.Settings.MostReadFloor}
		if out.Floor <= 0 {
			out.Floor = readership.DefaultFloor
		}
		tags := []string{edition.EditionTag(f.lang)}
		for span, into := range map[readership.Span]*[]Card{readership.Day: &out.Day, readership.Week: &out.Week} {
			cards, shown, err := s.readMost(ctx, f, span)
			if err != nil {
				return Answer{}, err
			}
			*into, tags = s.cards(f, cards, s.Now(), ""), append(tags, shown...)
		}
		meta, err := f.listMeta(list{name: out.Name, path: "most-read/"}, nil)
		if err != nil {
			return Answer{}, err
		}
		out.Frame = s.frame(p, f, pageOf{title: out.Name, path: "most-read/", meta: meta, found: f.everywhere("most-read/"), rail: f.everywhere("most-read/"), dated: true})
		return f.answer("pages/most-read.html", out, tags...)
	})
}
