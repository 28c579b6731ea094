package reader

import (
	"context"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// How much a front shows and looks at, at most. Each list is one look-up in an index,
// whatever the archive holds.
const (
	frontNewest   = 40 // looked at for lead, second and river
	frontLeadFrom = 10 // of which the lead is chosen
	frontSecond   = 2
	frontRiver    = 7
	frontMoreOn   = 2
	frontOpinions = 4
	frontRow      = 4
	frontStrip    = 4
	frontStripMin = 2
	frontSections = 12
	frontSlack    = 14 // more than can stand above already
)

// front serves an edition's first page.
func (s *Site) front(v *visit) error {
	p, f := v.press, v.face
	return s.serve(v, s.daily(f, "front:"+string(f.lang)), func(ctx context.Context) (Answer, error) {
		return s.makeFront(ctx, p, f)
	})
}

func (s *Site) makeFront(ctx context.Context, p *press, f *face) (Answer, error) {
	by, err := s.Shelf.Front(ctx, f.lang)
	if err != nil {
		return Answer{}, err
	}
	now := s.Now()
	b := frontBuilder{site: s, f: f, ctx: ctx, shown: map[string]bool{}}
	var ends time.Time
	b.hand, ends = by.At(now)
	page := FrontPage{Tagline: f.edition.Tagline, All: f.path("latest/")}
	b.pinned()
	page.Breaking = b.breaking()
	newest := b.list(edition.Filter{}, frontNewest)
	b.top(&page, newest)
	b.opinions(&page) // before the river, which would part those that answer each other
	page.River = b.take(newest, frontRiver, func(c *edition.Card) bool { return c.Kind != string(story.Appeal) })
	page.Pictures = b.strip()
	page.Explained = b.band(f.say("reader.explained"), frontRow, story.Analysis, story.Explainer, story.FactCheck)
	page.Sections = b.sections()
	if b.err != nil {
		return Answer{}, b.err
	}
	if page.Week, err = s.weekOf(ctx, f); err != nil {
		return Answer{}, err
	}
	meta, err := f.frontMeta()
	if err != nil {
		return Answer{}, err
	}
	var tags []string
	if page.MostRead, tags, err = s.mostReadBand(ctx, f, ""); err != nil {
		return Answer{}, err
	}
	page.Frame = s.frame(p, f, pageOf{found: f.everywhere(""), meta: meta, front: true, dated: true})
	if f.edition.Tagline != "" {
		page.Title = f.edition.Title + ": " + f.edition.Tagline
	}
	a, err := f.answer("pages/front.html", page, append(tags, edition.EditionTag(f.lang), edition.LatestTag(f.lang), edition.FrontTag(f.lang))...)
	if !ends.IsZero() {
		a.Keep = ends.Sub(now)
	}
	return a, err
}

// frontBuilder puts stories in their places, none twice. It stops at the first error.
type frontBuilder struct {
	site  *Site
	f     *face
	ctx   context.Context
	shown map[string]bool
	hand  edition.Front           // what is arranged by hand and stands now
	held  map[string]edition.Card // the published stories that it names
	kept  map[string]bool         // of those, the ones that no rule may take
	last  *edition.Card           // the one that was taken last
	err   error
}

// pinned reads the stories that were put into slots by hand. Rules leave them alone.
func (b *frontBuilder) pinned() {
	var ids []string
	b.kept = map[string]bool{}
	for _, p := range b.hand.Pins {
		ids = append(ids, p.Story)
		b.kept[p.Story] = true
	}
	if b.hand.Breaking != nil && b.hand.Breaking.Story != "" {
		ids = append(ids, b.hand.Breaking.Story)
	}
	b.held, b.err = b.site.Shelf.Cards(b.ctx, b.f.lang, ids)
}

// breaking is the line above everything. One about a story that is not published here
// is not shown: it would tell what readers may not know yet.
func (b *frontBuilder) breaking() *Link {
	k := b.hand.Breaking
	if k == nil {
		return nil
	}
	if k.Story == "" {
		return &Link{k.Text, k.URL}
	}
	c, ok := b.held[k.Story]
	if !ok {
		return nil
	}
	return &Link{k.Text, b.f.path(c.Slug + "/")}
}

// fill takes at most n of what is pinned to a slot.
func (b *frontBuilder) fill(slot edition.Slot, n int) (cards []edition.Card) {
	for _, id := range b.hand.In(slot) {
		if c, ok := b.held[id]; ok && !b.shown[id] && len(cards) < n {
			b.shown[id] = true
			cards = append(cards, c)
		}
	}
	return cards
}

func (b *frontBuilder) made(from []edition.Card) []Card {
	return b.site.cards(b.f, from, b.site.Now(), "")
}

func (b *frontBuilder) list(filter edition.Filter, n int) []edition.Card {
	if b.err != nil {
		return nil
	}
	filter.Lang = b.f.lang
	var list []edition.Card
	list, _, b.err = b.site.Shelf.List(b.ctx, filter, edition.Cursor{}, n)
	return list
}

// take makes cards of the first n that stand nowhere yet and that fit.
func (b *frontBuilder) take(from []edition.Card, n int, fits func(*edition.Card) bool) (cards []Card) {
	now := b.site.Now()
	for i := range from {
		c := &from[i]
		if len(cards) >= n {
			break
		}
		if b.shown[c.Story] || b.kept[c.Story] || fits != nil && !fits(c) {
			continue
		}
		b.shown[c.Story], b.last = true, c
		cards = append(cards, b.site.card(b.f, c, now, ""))
	}
	return cards
}

// top fills lead and second, by hand and then from the newest. The lead is the newest report
// with a picture, else the newest report, else the newest; opinions and pictures
// have bands of their own and lead only when there is nothing else.
func (b *frontBuilder) top(page *FrontPage, newest []edition.Card) {
	report := func(c *edition.Card) bool {
		return !slices.Contains([]string{string(story.Opinion), string(story.Photo), string(story.Video), string(story.Appeal)}, c.Kind)
	}
	pictured := func(c *edition.Card) bool { return report(c) && b.site.picture(c.Picture) != nil }
	leads := newest[:min(len(newest), frontLeadFrom)]
	var first *edition.Card
	if lead := b.fill(edition.LeadSlot, 1); len(lead) > 0 {
		first, page.Lead = &lead[0], &b.made(lead)[0]
	}
	for _, fits := range []func(*edition.Card) bool{pictured, report, nil} {
		if page.Lead != nil {
			break
		}
		if lead := b.take(leads, 1, fits); len(lead) > 0 {
			page.Lead = &lead[0]
			first = b.last
		}
	}
	second := frontSecond
	if page.Lead != nil && page.Lead.Picture == nil {
		second *= 2 // without a picture there is room for more
	}
	page.Second = b.made(b.fill(edition.SecondSlot, 2*frontSecond))
	page.Second = append(page.Second, b.take(leads, second-len(page.Second), pictured)...)
	page.Second = append(page.Second, b.take(newest, second-len(page.Second), report)...)
	if first != nil && len(first.Topics) > 0 && page.Lead.Picture != nil {
		page.MoreOn = b.take(b.list(edition.Filter{Topic: first.Topics[0].ID}, frontMoreOn+frontSlack), frontMoreOn, report)
	}
}

// band makes a row of the newest of some kinds; nil if nothing is left for it.
func (b *frontBuilder) band(title string, n int, kinds ...story.Kind) *Band {
	var from []edition.Card
	for _, k := range kinds {
		from = append(from, b.list(edition.Filter{Kind: string(k)}, n+frontSlack)...)
	}
	slices.SortStableFunc(from, func(x, y edition.Card) int { return y.Published.Compare(x.Published) })
	cards := evenly(b.take(from, n, nil))
	if len(cards) == 0 {
		return nil
	}
	band := &Band{Title: title, Cards: cards}
	for _, k := range kinds {
		if sec, ok := b.sectionOf(k); ok {
			band.URL = b.f.path(sec.Names[b.f.lang].Slug + "/")
			break
		}
	}
	return band
}

// opinions fills the band of opinions: two that answer each other hang from one post,
// then come the newest of the rest.
func (b *frontBuilder) opinions(page *FrontPage) {
	hand := b.fill(edition.OpinionSlot, frontOpinions)
	from := b.list(edition.Filter{Kind: string(story.Opinion)}, frontOpinions+frontSlack)
	from = append(slices.Clone(hand), slices.DeleteFunc(from, func(c edition.Card) bool { return b.shown[c.Story] || b.kept[c.Story] })...)
	if b.err != nil || len(from) == 0 {
		return
	}
	pairs, paired, err := b.site.pairs(b.ctx, b.f, from, 1)
	if err != nil {
		b.err = err
		return
	}
	room := frontOpinions
	if len(pairs) > 0 {
		pairs[0].Cards = pairs[0].Cards[:2]
		page.Pair, room = &pairs[0], room-2
	}
	band := &Band{Title: b.f.kindName(string(story.Opinion))}
	for _, c := range from {
		if len(band.Cards) < room && !paired[c.Story] {
			band.Cards = append(band.Cards, b.site.card(b.f, &c, b.site.Now(), ""))
			b.shown[c.Story] = true
		}
	}
	for id := range paired {
		b.shown[id] = true
	}
	if sec, ok := b.sectionOf(story.Opinion); ok {
		band.URL = b.f.path(sec.Names[b.f.lang].Slug + "/")
	}
	page.Opinion = band
}

// strip makes the row of picture stories; nil if there are too few to make a row.
func (b *frontBuilder) strip() *Band {
	pictured := func(c *edition.Card) bool { return b.site.picture(c.Picture) != nil && !b.shown[c.Story] }
	var from []edition.Card
	for _, k := range []story.Kind{story.Photo, story.Video} {
		list := b.list(edition.Filter{Kind: string(k)}, frontStrip+frontSlack)
		from = append(from, slices.DeleteFunc(list, func(c edition.Card) bool { return !pictured(&c) })...)
	}
	if len(from) < frontStripMin {
		return nil
	}
	slices.SortStableFunc(from, func(x, y edition.Card) int { return y.Published.Compare(x.Published) })
	band := &Band{Title: b.f.say("reader.in_pictures"), Cards: b.take(from, frontStrip, nil)}
	for _, k := range []story.Kind{story.Photo, story.Video} {
		if sec, ok := b.sectionOf(k); ok && band.URL == "" {
			band.URL = b.f.path(sec.Names[b.f.lang].Slug + "/")
		}
	}
	return band
}

// evenly orders a row, and takes the pictures off one in which most cards have none: it stands
// better on its type than on a single picture.
func evenly(cards []Card) []Card {
	pictured := 0
	for _, c := range cards {
		if c.Picture != nil {
			pictured++
		}
	}
	if 2*pictured < len(cards) {
		for i := range cards {
			cards[i].Picture = nil
		}
	}
	// Those with a picture come first: one without would leave a hole at the head.
	slices.SortStableFunc(cards, func(a, b Card) int { return rank(a.Picture == nil) - rank(b.Picture == nil) })
	return cards
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// sectionOf finds the edition's section for a kind: the one with that name.
func (b *frontBuilder) sectionOf(k story.Kind) (outlet.Section, bool) {
	for _, sec := range b.f.profile.Sections {
		if n := sec.Names[b.f.lang]; n.Slug != "" && (sec.Key == string(k) || n.Name == b.f.kindName(string(k))) {
			return sec, true
		}
	}
	return outlet.Section{}, false
}

// sections makes a row for each section that has something left, in the outlet's
// order. Sections that a kind's band already leads to have none.
func (b *frontBuilder) sections() (bands []Band) {
	taken := map[string]bool{}
	for _, k := range []story.Kind{story.Opinion, story.Photo, story.Video} {
		if sec, ok := b.sectionOf(k); ok {
			taken[sec.ID] = true
		}
	}
	for _, sec := range b.f.profile.Sections {
		n := sec.Names[b.f.lang]
		if n.Slug == "" || taken[sec.ID] {
			continue
		}
		if len(bands) == frontSections {
			break
		}
		from := b.list(edition.Filter{Section: sec.ID}, frontRow+frontSlack)
		if cards := evenly(b.take(from, frontRow, nil)); len(cards) > 0 {
			for i := range cards {
				cards[i].Kicker = withoutLink(cards[i].Kicker, b.f.path(n.Slug+"/"))
			}
			bands = append(bands, Band{Title: n.Name, URL: b.f.path(n.Slug + "/"), Cards: cards})
		}
	}
	return bands
}

// withoutLink leaves out what stands in the band's own heading.
func withoutLink(links []Link, address string) []Link {
	return slices.DeleteFunc(links, func(l Link) bool { return l.URL == address })
}
