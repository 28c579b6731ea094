package reader

import (
	"cmp"
	"context"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// feedItems is how many articles a feed carries at most.
const feedItems = 30

// Bounds of a feed's size in bytes. JSON Feed programs are promised 250 KB at most
// (jsonfeed.org, "keep feeds reasonable"); the readers of XML take four times that.
const (
	maxJSONFeed = 250_000
	maxXMLFeed  = 1_000_000
)

// feed is a list of an edition as the three formats carry it.
type feed struct {
	id      string // tag URI, the same whatever the list's name and address become
	title   string
	about   string
	lang    lang.Tag
	home    string // the page that shows the same list
	folder  string // where its three addresses stand; ends with a slash
	query   string // "?before=…" of an older part of it
	older   string // the query of the next older part; "" at the end
	more    bool   // there are older articles than its entries
	icon    string // the outlet's mark as a PNG of 144 pixels
	hub     string // WebSub hub that tells of its changes; none when empty
	outlet  feedAuthor
	rights  string
	entries []entry
}

// entry is an article in a feed.
type entry struct {
	id           string // tag URI, the same whatever the article's slug becomes
	url          string
	title        string
	summary      string // plain text
	html         string // the whole article, with absolute addresses
	published    time.Time
	updated      time.Time
	authors      []feedAuthor
	translators  []feedAuthor
	source       feedAuthor // the partner that supplied it, if any
	categories   []category
	picture      *rendition
	kind         string
	viewpoint    string // key of the place
	original     lang.Tag
	corrections  []edition.Correction
	translations []page // its addresses in the other editions
	cursor       edition.Cursor
	story        string
}

type feedAuthor struct{ name, url string }

// category is a word under which an article stands. The scheme is a tag URI.
type category struct{ scheme, term, label string }

// updated is when the newest article of the feed last changed; zero without articles.
func (f feed) updated() (newest time.Time) {
	for _, e := range f.entries {
		if e.updated.After(newest) {
			newest = e.updated
		}
	}
	return newest
}

// turn says where the next older part begins, once it is known how many entries fit.
func (f *feed) turn(written int) {
	if written > 0 && (written < len(f.entries) || f.more) {
		f.older = "?before=" + f.entries[written-1].cursor.String()
	}
}

// fit writes entries, newest first, until max bytes are full. A text that alone
// would fill more than half gives way to its summary, so that one long document
// does not push all else out of the feed.
func fit(entries []entry, max int, write func(entry) []byte) (written [][]byte) {
	left := max
	for _, e := range entries {
		b := write(e)
		if len(b) > max/2 {
			e.html = ""
			b = write(e)
		}
		if left -= len(b); left < 0 {
			break
		}
		written = append(written, b)
	}
	return written
}

// list is what a feed or a page of links is about: the whole edition, or a section,
// topic or person of it.
type list struct {
	key    string // what its tag URI ends with, made of ids: "topic/01h…"
	name   string // empty for the whole edition
	about  string
	path   string // below the edition's address: "", "opinion/", "topic/elections/"
	folder string // of its feeds, where that is not path
}

// feed makes the feed of a list in an edition.
func (v voice) feed(l list, copies []edition.Copy) feed {
	home := v.front() + l.path
	f := feed{
		id:     v.tagURI(string(v.edition.Lang), "feed", l.key),
		title:  v.edition.Title,
		about:  cmp.Or(l.about, v.edition.Settings.About, v.edition.Tagline, v.edition.Title),
		lang:   v.edition.Lang,
		home:   home,
		folder: v.front() + cmp.Or(l.folder, l.path),
		icon:   v.base() + "/icon-144.png",
		hub:    webAddress(v.profile.Outlet.Settings.Hub),
		more:   len(copies) > feedItems,
		outlet: feedAuthor{v.profile.Outlet.Name, v.base() + "/"},
		rights: v.edition.Settings.Rights,
	}
	if l.name != "" {
		f.title = l.name + " · " + v.edition.Title
	}
	for _, c := range copies[:min(len(copies), feedItems)] {
		f.entries = append(f.entries, v.entry(c))
	}
	return f
}

func (v voice) entry(c edition.Copy) entry {
	e := entry{
		id:          v.tagURI("story", c.Story, string(c.Lang)),
		url:         v.article(c.Lang, c.Slug),
		title:       c.Headline,
		summary:     c.Teaser(),
		html:        v.feedHTML(c),
		published:   c.Published,
		updated:     c.Updated,
		authors:     v.authors(c.Bylines),
		translators: v.authors(c.Translators),
		categories:  v.categories(c.Card),
		kind:        c.Kind,
		viewpoint:   c.Viewpoint,
		original:    c.Original,
		corrections: v.toldAll(c.Corrections),
		cursor:      edition.Cursor{Published: c.Published, Story: c.Story},
		story:       c.Story,
	}
	if p, ok := v.profile.Partner(c.Partner); ok {
		e.source = feedAuthor{p.Name, p.URL}
	}
	if r, ok := v.rendition(c.Picture, shareWidth); ok {
		e.picture = &r
	}
	return e
}

// feedHTML is the body for feeds with its corrections and disclaimers below. A feed does not carry
// a direction, so a text that runs from right to left says so itself.
func (v voice) feedHTML(c edition.Copy) string {
	content := body.Absolute(c.Feed, v.base())
	for _, k := range c.Corrections {
		content += "<p><strong>" + html.EscapeString(v.words.correction(k.At.In(v.profile.Location()))) + "</strong> " + html.EscapeString(v.told(k)) + "</p>"
	}
	for _, d := range c.Disclaimers {
		content += "<p><em>" + html.EscapeString(d) + "</em></p>"
	}
	if content != "" && c.Lang.Dir() == "rtl" {
		content = `<div lang="` + html.EscapeString(string(c.Lang)) + `" dir="rtl">` + content + `</div>`
	}
	return content
}

func (v voice) authors(people []edition.Byline) (authors []feedAuthor) {
	for _, p := range people {
		authors = append(authors, feedAuthor{p.Name, v.person(p)})
	}
	return authors
}

// categories names the kind and the viewpoint first: in a reader program they are
// all that tells an opinion from news.
func (v voice) categories(c edition.Card) []category {
	list := []category{{v.tagURI("kind"), c.Kind, v.words.kind(c.Kind)}}
	if place, ok := v.profile.Place(c.Viewpoint); ok {
		list = append(list, category{v.tagURI("viewpoint"), c.Viewpoint, v.words.viewpoint(place.Name(c.Lang))})
	}
	if s, ok := v.profile.Section(c.Section); ok && s.Names[c.Lang].Name != "" {
		list = append(list, category{v.tagURI("section"), s.Names[c.Lang].Slug, s.Names[c.Lang].Name})
	}
	for _, t := range c.Topics {
		list = append(list, category{v.tagURI("topic"), t.Slug, t.Name})
	}
	return list
}

// tagURI is a name that never changes for something of this outlet (RFC 4151). Its
// date is fixed, for a story's own dates may be corrected; the ids in it are unique
// even if the host name passes to another owner.
func (v voice) tagURI(parts ...string) string {
	host := v.base()
	if u, err := url.Parse(v.base()); err == nil {
		host = u.Hostname()
	}
	if ascii, err := idna.ToASCII(host); err == nil {
		host = ascii
	}
	host = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, host)
	return "tag:" + host + ",2026:" + strings.TrimSuffix(strings.Join(parts, "/"), "/")
}

// feedFormats are the files of a feed.
var feedFormats = map[string]struct {
	mime  string
	write func(feed) ([]byte, error)
}{
	"feed.xml":  {"application/rss+xml; charset=utf-8", func(f feed) ([]byte, error) { return f.rss(), nil }},
	"atom.xml":  {"application/atom+xml; charset=utf-8", func(f feed) ([]byte, error) { return f.atom(), nil }},
	"feed.json": {"application/feed+json", feed.json},
}

// listed finds what a feed is about, the copies of it and the tag that it changes with.
type listed func(context.Context) (list, edition.Filter, string, error)

// serveFeed answers with the file of a feed that the address names.
func (s *Site) serveFeed(v *visit, find listed) error {
	name := v.r.PathValue("file")
	format, ok := feedFormats[name]
	if !ok {
		return s.elsewhere(v)
	}
	before := v.r.URL.Query().Get("before")
	after, err := placeIn(before)
	if err != nil {
		return err
	}
	return s.serve(v, v.r.URL.Path+"?"+before, func(ctx context.Context) (Answer, error) {
		l, filter, tag, err := find(ctx)
		if err != nil {
			return Answer{}, err
		}
		filter.Lang = v.lang
		copies, err := s.Shelf.Newest(ctx, filter, after, feedItems+1)
		if err == nil && len(copies) == 0 && before != "" {
			err = fault.New(fault.NotFound, "reader.not_found_title")
		}
		if err != nil {
			return Answer{}, err
		}
		f := v.feed(l, copies)
		if before != "" {
			f.query = "?before=" + before
		}
		tags := []string{edition.EditionTag(v.lang), tag}
		if err := s.addSiblings(ctx, v, &f); err != nil {
			return Answer{}, err
		}
		for _, e := range f.entries {
			tags = append(tags, edition.StoryTag(e.story)) // for its siblings in other editions
		}
		body, err := format.write(f)
		a := file(format.mime, body, f.updated(), tags...)
		if f.hub != "" { // WebSub, section 4: the hub, and the one address of this feed
			a.Header["Link"] = "<" + f.hub + `>; rel="hub", <` + f.folder + name + f.query + `>; rel="self"`
		}
		return a, err
	})
}

// addSiblings tells each article of a feed where it stands in the other editions.
func (s *Site) addSiblings(ctx context.Context, v *visit, f *feed) error {
	if len(f.entries) == 0 {
		return nil
	}
	stories := make([]string, len(f.entries))
	for i, e := range f.entries {
		stories[i] = e.story
	}
	found, err := s.Shelf.SiblingsOf(ctx, stories)
	for i := range f.entries {
		e := &f.entries[i]
		for _, sib := range v.known(found[e.story]) {
			if sib.Lang != v.lang {
				e.translations = append(e.translations, page{sib.Lang, v.voice.article(sib.Lang, sib.Slug)})
			}
		}
	}
	return err
}

func (s *Site) editionFeed(v *visit) error {
	return s.serveFeed(v, func(context.Context) (list, edition.Filter, string, error) {
		return list{}, edition.Filter{}, edition.LatestTag(v.lang), nil
	})
}

func (s *Site) sectionFeed(v *visit) error {
	section, ok := v.profile.SectionBySlug(v.lang, v.r.PathValue("slug"))
	if !ok {
		return s.elsewhere(v)
	}
	return s.serveFeed(v, func(context.Context) (list, edition.Filter, string, error) {
		n := section.Names[v.lang]
		l := list{key: "section/" + section.ID, name: n.Name, path: n.Slug + "/"}
		return l, edition.Filter{Section: section.ID}, edition.SectionTag(section.ID, v.lang), nil
	})
}

func (s *Site) topicFeed(v *visit) error {
	return s.serveFeed(v, func(ctx context.Context) (list, edition.Filter, string, error) {
		t, err := s.Shelf.Topic(ctx, v.lang, v.r.PathValue("slug"))
		l := list{key: "topic/" + t.ID, name: t.Name, path: "topic/" + t.Slug + "/"}
		return l, edition.Filter{Topic: t.ID}, edition.TopicTag(t.ID, v.lang), err
	})
}

func (s *Site) personFeed(v *visit) error {
	return s.serveFeed(v, func(ctx context.Context) (list, edition.Filter, string, error) {
		p, err := s.Shelf.Person(ctx, v.lang, v.r.PathValue("slug"))
		l := list{key: "person/" + p.Person, name: p.Name, about: p.About, path: "by/" + p.Slug + "/"}
		return l, edition.Filter{Person: p.Person}, edition.PersonTag(p.Person, v.lang), err
	})
}

// kindFeed is the feed of one kind: opinions, round-ups.
func (s *Site) kindFeed(v *visit) error {
	kind := v.r.PathValue("slug")
	if !slices.Contains(story.Kinds, story.Kind(kind)) {
		return s.elsewhere(v)
	}
	return s.serveFeed(v, func(context.Context) (list, edition.Filter, string, error) {
		l := list{key: "kind/" + kind, name: v.words.kind(kind), folder: kindFolder(story.Kind(kind))}
		return l, edition.Filter{Kind: kind}, edition.LatestTag(v.lang), nil
	})
}

// kindFolder is where the feeds of a kind stand, below the edition's address.
func kindFolder(k story.Kind) string { return "feed/" + string(k) + "/" }

// voice is an edition as it speaks to programs: in feeds, sitemaps and head data.
type voice struct {
	profile *outlet.Profile
	edition outlet.Edition
	words   voiceWords
	seal    string // what share pictures depend on beside the page; empty where none are drawn
}

// voiceWords are the sentences of the edition's language that programs are given.
type voiceWords struct {
	kind       func(kind string) string            // "Opinion"
	viewpoint  func(place string) string           // "A view from Baku"
	titled     func(place, headline string) string // "A view from Baku: The bridge"
	labelled   func(kind, headline string) string  // "Analysis: The bridge"
	wrong      func(wrong, right string) string    // "We wrote: … It should say: …"
	correction func(at time.Time) string           // "Correction, 18 June 2026:"
}

func (v voice) base() string                           { return v.profile.Outlet.URL }
func (v voice) in(l lang.Tag) string                   { return v.base() + "/" + string(l) + "/" }
func (v voice) front() string                          { return v.in(v.edition.Lang) }
func (v voice) about() string                          { return cmp.Or(v.edition.Settings.About, v.edition.Tagline) }
func (v voice) article(l lang.Tag, slug string) string { return v.in(l) + slug + "/" }

// person is the address of a person's page, empty when she has none.
func (v voice) person(b edition.Byline) string {
	if b.Slug == "" {
		return ""
	}
	return v.front() + "by/" + b.Slug + "/"
}

// shareWidth is the width in pixels of the pictures that other programs are given:
// at least 1,200 are wanted for large previews.
const shareWidth = 1280

// rendition is a picture's JPEG file of one size.
type rendition struct {
	url, mime, alt, credit string
	width, height          int
}

// rendition finds the file of a picture that is width wide, one of the steps that
// pictures have, or the widest below; false without a picture.
func (v voice) rendition(p *edition.Picture, width int) (rendition, bool) {
	if p == nil || !isHash(p.Hash) || p.Width <= 0 || p.Height <= 0 {
		return rendition{}, false
	}
	width = media.Nearest(p.Width, width)
	height := max(1, (p.Height*width+p.Width/2)/p.Width)
	return rendition{v.base() + media.Address(p.Hash, width, "jpg"), "image/jpeg", p.Alt, p.Credit, width, height}, true
}

func digits(n int) string { return strconv.Itoa(n) }
