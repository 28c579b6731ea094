package reader

import (
	"context"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/outlet"
)

// How much lists show, at most.
const (
	streamCards = 24
	topicLines  = 300
	topicsAside = 14
	topicsFirst = 4 // shown with articles
	topicCards  = 3
)

// sheet is one page of a list that goes on under ?before=.
type sheet struct {
	cards  []edition.Card
	before string // the cursor it began after, as the address has it; "" for the first
	next   edition.Cursor
	path   string // of the first page, below the edition's
}

// listing is a list that paged serves: where it stands, what it holds, and its page.
type listing struct {
	key    string // for the store
	path   string // below the edition's
	find   func(context.Context) (edition.Filter, error)
	render func(context.Context, sheet) (Answer, error)
}

// placeIn reads a list's ?before=. A made-up one is NotFound: no page ever linked to it.
func placeIn(before string) (edition.Cursor, error) {
	c, err := edition.ParseCursor(before)
	if err != nil {
		err = fault.New(fault.NotFound, "reader.not_found_title").Because(err)
	}
	return c, err
}

// paged serves one sheet of a list. Only ?before= of the query counts.
func (s *Site) paged(v *visit, l listing) error {
	before := v.r.URL.Query().Get("before")
	after, err := placeIn(before)
	if err != nil {
		return err
	}
	f := v.face
	err = s.serve(v, s.daily(f, l.key+"?"+before), func(ctx context.Context) (Answer, error) {
		filter, err := l.find(ctx)
		if err != nil {
			return Answer{}, err
		}
		filter.Lang = f.lang
		sh := sheet{before: before, path: l.path}
		if sh.cards, sh.next, err = s.Shelf.List(ctx, filter, after, streamCards); err != nil {
			return Answer{}, err
		}
		if len(sh.cards) == 0 && before != "" {
			return Answer{}, fault.New(fault.NotFound, "reader.not_found_title")
		}
		return l.render(ctx, sh)
	})
	if fault.KindOf(err) == fault.NotFound {
		return s.elsewhere(v)
	}
	return err
}

// of is the find of a list whose filter is known.
func of(filter edition.Filter) func(context.Context) (edition.Filter, error) {
	return func(context.Context) (edition.Filter, error) { return filter, nil }
}

// stream parts a sheet into days. Lead cards stand above them and are left out.
func (s *Site) stream(f *face, sh sheet, cards []Card, leads int) Stream {
	var st Stream
	st.Days, st.Monthly = f.byDays(sh.cards[leads:], cards[leads:])
	if sh.next != (edition.Cursor{}) {
		st.Older = f.path(sh.path) + "?before=" + sh.next.String()
	}
	if sh.before != "" {
		st.Newest = f.path(sh.path)
	}
	return st
}

// leads parts the first cards of a first sheet into one lead and at most two second.
// The first of them with a picture leads.
func leads(sh sheet, cards []Card) (lead *Card, second []Card, n int) {
	if sh.before != "" || len(cards) < 3 {
		return nil, nil, 0
	}
	first := slices.Clone(cards[:3])
	slices.SortStableFunc(first, func(a, b Card) int { return rank(a.Picture == nil) - rank(b.Picture == nil) })
	return &first[0], first[1:], 3
}

// pageOf completes what a sheet's page is. A page of which no other edition is known
// is found in its own alone, and so is every later sheet.
func (sh sheet) pageOf(f *face, of pageOf) pageOf {
	of.path, of.dated = sh.path, true
	if of.found == nil {
		of.found = []page{{f.lang, f.front() + of.path}}
	} else {
		of.rail = of.found
	}
	if sh.before != "" {
		of.path += "?before=" + sh.before
		of.found = []page{{f.lang, f.front() + of.path}}
	}
	return of
}

func (s *Site) section(v *visit, sec outlet.Section) error {
	p, f := v.press, v.face
	n := sec.Names[f.lang]
	render := func(ctx context.Context, sh sheet) (Answer, error) {
		now := s.Now()
		cards := s.cards(f, sh.cards, now, sec.ID)
		out := SectionPage{Name: n.Name}
		var above int
		out.Lead, out.Second, above = leads(sh, cards)
		out.Stream = s.stream(f, sh, cards, above)
		var err error
		if out.Latest, err = s.latestBeside(ctx, f, sh.cards, now); err != nil {
			return Answer{}, err
		}
		meta, err := f.listMeta(list{name: n.Name, path: sh.path}, sh.cards)
		if err != nil {
			return Answer{}, err
		}
		var found []page
		for _, l := range f.profile.Langs() {
			if other := sec.Names[l]; other.Slug != "" {
				found = append(found, page{l, f.in(l) + other.Slug + "/"})
			}
		}
		of := pageOf{title: n.Name, section: sec.ID, meta: meta, found: found, feed: sh.path}
		out.Frame = s.frame(p, f, sh.pageOf(f, of))
		return f.answer("pages/section.html", out, edition.SectionTag(sec.ID, f.lang), edition.EditionTag(f.lang), edition.LatestTag(f.lang))
	}
	return s.paged(v, listing{"section:" + string(f.lang) + ":" + sec.ID, n.Slug + "/", of(edition.Filter{Section: sec.ID}), render})
}

// latestBeside lists the newest of the edition that the page's own list lacks.
func (s *Site) latestBeside(ctx context.Context, f *face, own []edition.Card, now time.Time) (*Band, error) {
	from, _, err := s.Shelf.List(ctx, edition.Filter{Lang: f.lang}, edition.Cursor{}, latestCards+streamCards)
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, c := range own {
		here[c.Story] = true
	}
	var beside []edition.Card
	for _, c := range from {
		if !here[c.Story] && len(beside) < latestCards {
			beside = append(beside, c)
		}
	}
	return s.latestBand(f, beside, now), nil
}

// latest serves the list of everything.
func (s *Site) latest(v *visit) error {
	p, f := v.press, v.face
	render := func(ctx context.Context, sh sheet) (Answer, error) {
		cards := s.cards(f, sh.cards, s.Now(), "")
		out := ListPage{Name: f.say("reader.latest"), Stream: s.stream(f, sh, cards, 0)}
		var err error
		if out.Topics, err = s.topicLines(ctx, f, topicsAside); err != nil {
			return Answer{}, err
		}
		meta, err := f.listMeta(list{name: out.Name, path: sh.path}, sh.cards)
		if err != nil {
			return Answer{}, err
		}
		out.Frame = s.frame(p, f, sh.pageOf(f, pageOf{title: out.Name, meta: meta, found: f.everywhere("latest/")}))
		return f.answer("pages/list.html", out, edition.LatestTag(f.lang), edition.EditionTag(f.lang))
	}
	return s.paged(v, listing{"latest:" + string(f.lang), "latest/", of(edition.Filter{}), render})
}

// topic serves a topic's articles.
func (s *Site) topic(v *visit) error {
	slug := v.slug
	if !outlet.ValidSlug(slug) {
		return s.elsewhere(v)
	}
	p, f := v.press, v.face
	path := "topic/" + slug + "/"
	var t edition.TopicPage
	find := func(ctx context.Context) (_ edition.Filter, err error) {
		t, err = s.Shelf.Topic(ctx, f.lang, slug)
		return edition.Filter{Topic: t.ID}, err
	}
	render := func(ctx context.Context, sh sheet) (Answer, error) {
		now := s.Now()
		out := TopicPage{Name: t.Name}
		if sh.before == "" {
			placed, err := s.dossierPage(ctx, f, t.ID, sh.cards, &out)
			if err != nil {
				return Answer{}, err
			}
			sh.cards = slices.DeleteFunc(slices.Clone(sh.cards), func(c edition.Card) bool { return placed[c.Story] })
		}
		cards := s.cards(f, sh.cards, now, "")
		for i := range cards { // the topic's name is the page's heading
			cards[i].Kicker = withoutLink(cards[i].Kicker, f.path(path))
		}
		var above int
		out.Lead, out.Second, above = leads(sh, cards)
		out.Stream = s.stream(f, sh, cards, above)
		var err error
		if out.Latest, err = s.latestBeside(ctx, f, sh.cards, now); err != nil {
			return Answer{}, err
		}
		meta, err := f.listMeta(list{name: t.Name, path: path}, sh.cards)
		if err != nil {
			return Answer{}, err
		}
		in, err := s.Shelf.TopicIn(ctx, t.ID)
		if err != nil {
			return Answer{}, err
		}
		tags := []string{edition.EditionTag(f.lang), edition.LatestTag(f.lang)}
		for _, l := range f.profile.Langs() {
			tags = append(tags, edition.TopicTag(t.ID, l)) // the other editions' addresses stand on it
		}
		out.Frame = s.frame(p, f, sh.pageOf(f, pageOf{title: t.Name, meta: meta, found: f.namesakes("topic/", in), feed: path}))
		return f.answer("pages/topic.html", out, tags...)
	}
	return s.paged(v, listing{"topic:" + string(f.lang) + ":" + slug, path, find, render})
}

// topics serves the list of the topics with the newest articles.
func (s *Site) topics(v *visit) error {
	p, f := v.press, v.face
	return s.serve(v, s.daily(f, "topics:"+string(f.lang)), func(ctx context.Context) (Answer, error) {
		lines, err := s.topicLines(ctx, f, topicLines)
		if err != nil {
			return Answer{}, err
		}
		out := TopicsPage{Topics: lines}
		if len(lines) > topicsFirst { // fewer are told well enough by their names
			if out.First, err = s.firstTopics(ctx, f); err != nil {
				return Answer{}, err
			}
			out.Topics = lines[len(out.First):]
		}
		name := f.say("reader.topics")
		meta, err := f.listMeta(list{name: name, path: "topic/"}, nil)
		if err != nil {
			return Answer{}, err
		}
		out.Frame = s.frame(p, f, pageOf{title: name, path: "topic/", meta: meta, found: f.everywhere("topic/"), rail: f.everywhere("topic/"), dated: true})
		return f.answer("pages/topics.html", out, edition.LatestTag(f.lang), edition.EditionTag(f.lang))
	})
}

// firstTopics are the topics with the newest articles, each with a few of them.
func (s *Site) firstTopics(ctx context.Context, f *face) (bands []Band, err error) {
	found, err := s.Shelf.Topics(ctx, f.lang, topicsFirst)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	for _, t := range found {
		from, _, err := s.Shelf.List(ctx, edition.Filter{Lang: f.lang, Topic: t.ID}, edition.Cursor{}, topicCards)
		if err != nil {
			return nil, err
		}
		band := Band{Title: t.Name, URL: f.path("topic/" + t.Slug + "/"), Cards: s.cards(f, from, now, "")}
		for i := range band.Cards {
			band.Cards[i].Kicker = withoutLink(band.Cards[i].Kicker, band.URL)
		}
		slices.SortStableFunc(band.Cards, func(a, b Card) int { return rank(a.Picture == nil) - rank(b.Picture == nil) })
		bands = append(bands, band)
	}
	return bands, nil
}

// topicLines lists the topics with the newest articles.
func (s *Site) topicLines(ctx context.Context, f *face, n int) (lines []TopicLine, err error) {
	found, err := s.Shelf.Topics(ctx, f.lang, n)
	for _, t := range found {
		lines = append(lines, TopicLine{Link{t.Name, f.path("topic/" + t.Slug + "/")}, f.when(t.Newest, s.Now())})
	}
	return lines, err
}

// person serves a person and what she wrote.
func (s *Site) person(v *visit) error {
	slug := v.slug
	if !outlet.ValidSlug(slug) {
		return s.elsewhere(v)
	}
	p, f := v.press, v.face
	path := "by/" + slug + "/"
	var who edition.PersonPage
	find := func(ctx context.Context) (_ edition.Filter, err error) {
		who, err = s.Shelf.Person(ctx, f.lang, slug)
		return edition.Filter{Person: who.Person}, err
	}
	render := func(ctx context.Context, sh sheet) (Answer, error) {
		now := s.Now()
		cards := s.cards(f, sh.cards, now, "")
		for i, c := range sh.cards {
			if len(c.Bylines) == 1 { // her name is the page's heading
				cards[i].By, cards[i].Meta = "", ""
			}
		}
		b := f.byline(who.Byline)
		out := PersonPage{Name: b.Name, Title: who.Title, Face: s.face(who.Face), City: b.City, About: who.About, Stream: s.stream(f, sh, cards, 0)}
		var err error
		if out.Latest, err = s.latestBeside(ctx, f, sh.cards, now); err != nil {
			return Answer{}, err
		}
		meta, err := f.personMeta(who)
		if err != nil {
			return Answer{}, err
		}
		in, err := s.Shelf.PersonIn(ctx, who.Person)
		if err != nil {
			return Answer{}, err
		}
		tags := []string{edition.EditionTag(f.lang), edition.LatestTag(f.lang)}
		for _, l := range f.profile.Langs() {
			tags = append(tags, edition.PersonTag(who.Person, l))
		}
		out.Frame = s.frame(p, f, sh.pageOf(f, pageOf{title: b.Name, meta: meta, found: f.namesakes("by/", in), feed: path}))
		return f.answer("pages/person.html", out, tags...)
	}
	return s.paged(v, listing{"person:" + string(f.lang) + ":" + slug, path, find, render})
}

// namesakes are the addresses of a topic or a person in the editions that have it.
func (f *face) namesakes(folder string, in []edition.Namesake) (pages []page) {
	for _, l := range f.profile.Langs() {
		for _, n := range in {
			if n.Lang == l {
				pages = append(pages, page{l, f.in(l) + folder + n.Slug + "/"})
			}
		}
	}
	return pages
}
