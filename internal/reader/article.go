package reader

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/outlet"
	"masthead/internal/readership"
	"masthead/internal/story"
)

// How many other articles an article's page offers at most.
const (
	moreCards   = 4
	latestCards = 6
)

// sectionOrArticle serves what stands under a slug: a section, if the edition has
// one of that name, else an article.
func (s *Site) sectionOrArticle(v *visit) error {
	slug := v.slug
	if !outlet.ValidSlug(slug) {
		return s.elsewhere(v)
	}
	if sec, ok := v.profile.SectionBySlug(v.lang, slug); ok {
		return s.section(v, sec)
	}
	err := s.serve(v, "article:"+string(v.lang)+":"+slug, func(ctx context.Context) (Answer, error) {
		return s.article(ctx, v.press, v.face, slug)
	})
	if moved := (*redirect)(nil); errors.As(err, &moved) {
		// The error may be shared with others who asked at the same time.
		return &redirect{moved.to, v.r.URL.RawQuery, moved.status}
	}
	if fault.KindOf(err) == fault.NotFound {
		return s.elsewhere(v)
	}
	return err
}

func (s *Site) article(ctx context.Context, p *press, f *face, slug string) (Answer, error) {
	found, err := s.Shelf.Article(ctx, f.lang, slug)
	switch {
	case err != nil:
		return Answer{}, err
	case found.Withdrawn != nil:
		return Answer{}, withdrawn{*found.Withdrawn}
	case found.MovedTo != "":
		return Answer{}, &redirect{to: f.path(found.MovedTo + "/"), status: http.StatusMovedPermanently}
	}
	return s.articleOf(ctx, p, f, found.Copy, s.Readings != nil)
}

// articleOf makes the page of a copy. A counted one sends its reading.
func (s *Site) articleOf(ctx context.Context, p *press, f *face, c *edition.Copy, counted bool) (Answer, error) {
	siblings, err := s.Shelf.Siblings(ctx, c.Story)
	if err != nil {
		return Answer{}, err
	}
	meta, err := f.articleMeta(*c, siblings)
	if err != nil {
		return Answer{}, err
	}
	page := s.articlePage(p, f, c, siblings, meta)
	if counted {
		page.Reading = readership.Mark(f.lang, c.Story)
	}
	tags := []string{edition.StoryTag(c.Story), edition.EditionTag(f.lang), edition.LatestTag(f.lang)}
	told, err := s.dossierOf(ctx, f, c, &page)
	if err != nil {
		return Answer{}, err
	}
	if err := s.otherSide(ctx, f, c, &page); err != nil {
		return Answer{}, err
	}
	others, err := s.around(ctx, f, c, &page)
	if err != nil {
		return Answer{}, err
	}
	// A text that answers this one may not be published yet: it belongs here as soon as
	// it is.
	for _, o := range slices.Concat(others, c.OtherSide) {
		tags = append(tags, edition.StoryTag(o))
	}
	read, shown, err := s.mostReadBand(ctx, f, c.Story)
	if err != nil {
		return Answer{}, err
	}
	page.MostRead, tags = read, append(append(tags, shown...), told...)
	a, err := f.answer("pages/article.html", page, tags...)
	if err == nil {
		if frames := framesIn(c.HTML); len(frames) > 0 {
			a.Header["Content-Security-Policy"] = policy(frames)
		}
	}
	return a, err
}

// articlePage fills the page of a copy, without other articles.
func (s *Site) articlePage(p *press, f *face, c *edition.Copy, siblings []edition.Sibling, meta Meta) ArticlePage {
	var found []page
	for _, sib := range f.known(siblings) {
		found = append(found, page{sib.Lang, f.voice.article(sib.Lang, sib.Slug)})
	}
	if len(found) == 0 {
		found = []page{{f.lang, f.voice.article(f.lang, c.Slug)}}
	}
	opinion, text := c.Kind == string(story.Opinion), f.mended(c)
	a := ArticlePage{
		Kind: c.Kind, Tone: toneOf(c.Kind), Kicker: f.kicker(&c.Card, ""), Headline: c.Headline, Stand: c.Stand, Opinion: opinion,
		Published: f.when(c.Published, s.Now()), Picture: s.picture(c.Picture), Body: template.HTML(text), Opening: opens(text),
		Translation: f.translation(c, siblings), Partner: f.partner(c.Partner),
	}
	if opinion {
		a.By, a.View = namesOf(c.Bylines), f.view(c.Viewpoint)
	}
	title, out := f.searchTitle(*c), outward(*c)
	a.Frame = s.frame(p, f, pageOf{title: title, path: c.Slug + "/", found: found, rail: found, section: c.Section, meta: meta})
	a.Feeds = append(a.Feeds, FeedLink{"application/json+oembed", title, f.base() + "/oembed?url=" + url.QueryEscape(a.Canonical)})
	of := passed{address: a.Canonical, title: f.titleOf(out)}
	if r, ok := f.shared(out, of.title); ok {
		of.image = r.url
	}
	a.Share, a.ShareMore = f.share(of)
	a.Address = readable(a.Canonical)
	for _, b := range c.Bylines {
		by := f.byline(b)
		by.Face = s.face(b.Face)
		a.Bylines = append(a.Bylines, by)
	}
	if c.Updated.Sub(c.Published) >= time.Minute {
		w := f.when(c.Updated, s.Now())
		a.Updated = &w
	}
	a.Disclaimers = c.Disclaimers
	a.Mended, a.Live = f.path("corrections/"), c.Kind == string(story.Live)
	if a.Live && len(a.Kicker) > 0 { // the label says the kind already
		a.Kicker = a.Kicker[1:]
	}
	for _, k := range c.Corrections {
		a.Corrections = append(a.Corrections, f.correction(k, s.Now()))
	}
	for _, t := range c.Topics {
		a.Topics = append(a.Topics, Link{t.Name, f.path("topic/" + t.Slug + "/")})
	}
	return a
}

// around adds other articles: of the main topic, else of the section, and the newest
// of all. It gives back whose they are.
func (s *Site) around(ctx context.Context, f *face, c *edition.Copy, page *ArticlePage) (stories []string, err error) {
	shown := map[string]bool{c.Story: true}
	for _, o := range c.OtherSide { // they stand in a place of their own
		shown[o] = true
	}
	take := func(filter edition.Filter, n int) ([]edition.Card, error) {
		filter.Lang = f.lang
		list, _, err := s.Shelf.List(ctx, filter, edition.Cursor{}, n+len(shown))
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(o edition.Card) bool { return shown[o.Story] })
		list = list[:min(n, len(list))]
		for _, o := range list {
			shown[o.Story] = true
			stories = append(stories, o.Story)
		}
		return list, nil
	}
	now := s.Now()
	more := Band{Title: f.say("reader.more_on_topic")}
	var filter edition.Filter
	if len(c.Topics) > 0 {
		filter.Topic, more.URL = c.Topics[0].ID, f.path("topic/"+c.Topics[0].Slug+"/")
	} else if sec, ok := f.profile.Section(c.Section); ok && sec.Names[f.lang].Slug != "" {
		filter.Section, more.URL = c.Section, f.path(sec.Names[f.lang].Slug+"/")
		more.Title = sec.Names[f.lang].Name
	}
	if more.URL != "" {
		cards, err := take(filter, moreCards)
		if err != nil {
			return nil, err
		}
		if more.Cards = s.cards(f, cards, now, c.Section); len(cards) > 0 {
			page.More = &more
		}
	}
	latest, err := take(edition.Filter{}, latestCards)
	page.Latest = s.latestBand(f, latest, now)
	return stories, err
}

func (f *face) byline(b edition.Byline) Byline {
	out := Byline{Name: b.Name}
	if b.Slug != "" {
		out.URL = f.path("by/" + b.Slug + "/")
	}
	if p, ok := f.profile.Place(b.City); ok {
		out.City = p.Name(f.lang)
	}
	return out
}

// translation says what a text was translated from; nil for an original.
func (f *face) translation(c *edition.Copy, siblings []edition.Sibling) *Translation {
	if c.Original == "" || c.Original == f.lang {
		return nil
	}
	t := &Translation{Lang: c.Original}
	from, ok := c.Original.FromIn(f.lang)
	switch names := namesOf(c.Translators); {
	case ok && names != "":
		t.Sentence = f.sayWith("reader.translated_by", "from", from, "names", names)
	case ok:
		t.Sentence = f.sayWith("reader.translated", "from", from)
	default:
		t.Sentence = f.sayWith("reader.original_language", "language", c.Original.NameIn(f.lang))
	}
	for _, s := range f.known(siblings) {
		if s.Lang == c.Original {
			t.URL = "/" + string(s.Lang) + "/" + s.Slug + "/"
			if len(c.Pairs) > 0 {
				t.Beside = f.path("beside/" + c.Slug + "/")
			}
		}
	}
	if f.profile.Outlet.Settings.OriginalChanged && !c.Behind.IsZero() && t.URL != "" {
		t.Changed = f.say("reader.original_changed")
	}
	return t
}

func (f *face) partner(key string) *Partner {
	p, ok := f.profile.Partner(key)
	if !ok {
		return nil
	}
	return &Partner{p.Name, webAddress(p.URL), p.Notes[f.lang]}
}

// minOpening is how many signs, at least, fill the three lines beside an initial.
const minOpening = 180

// opens says whether a body begins with a paragraph that can carry an initial: one
// that is long enough and begins with a letter.
func opens(body string) bool {
	body = strings.TrimLeft(body, " \n")
	end := strings.Index(body, "</p>")
	if !strings.HasPrefix(body, "<p") || end < minOpening {
		return false
	}
	signs, inTag := 0, false
	for _, r := range body[:end] {
		switch {
		case r == '<':
			inTag = true
		case r == '>':
			inTag = false
		case !inTag:
			if signs == 0 && !unicode.IsLetter(r) {
				return false
			}
			signs++
		}
	}
	return signs >= minOpening
}

var frameAddress = regexp.MustCompile(`data-frame="(https://[a-zA-Z0-9.-]+(?::[0-9]+)?)[/?#"]`)

// maxFrameHosts bounds a header.
const maxFrameHosts = 40

// framesIn lists the sites whose frames a body offers to load.
func framesIn(body string) (hosts []string) {
	if !strings.Contains(body, "data-frame=") {
		return nil
	}
	for _, m := range frameAddress.FindAllStringSubmatch(body, -1) {
		if host := strings.ToLower(m[1]); !slices.Contains(hosts, host) && len(hosts) < maxFrameHosts {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// readable is an address as people write it: without a scheme, decoded.
func readable(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host + u.Path
}

// sayWith is a sentence with its places filled.
func (f *face) sayWith(key string, pairs ...string) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return f.catalogue.Say(f.lang, key, args)
}
