package reader

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Bounds of sitemaps. The protocol allows 50,000 addresses and 50 MB a file
// (sitemaps.org); with the addresses of every sibling a file of ours stays far below,
// and costs the same whatever the archive holds.
const (
	maxMapURLs   = 2_000
	maxMaps      = 50_000
	maxMapTopics = 2_000
	maxMapParts  = 100 // files of one month
	maxNewsURLs  = 1_000
	newsAge      = 48 * time.Hour
)

// mapURL is a page in a sitemap.
type mapURL struct {
	address    string
	updated    time.Time // zero when not known
	alternates []Alternate
}

// sitemap writes a sitemap (sitemaps.org) with the alternates of each page
// (developers.google.com, "localized versions").
func sitemap(urls []mapURL) []byte {
	w := xmlWriter{out: []byte(xmlHead)}
	w.open("urlset", "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml", "http://www.w3.org/1999/xhtml")
	for _, u := range urls {
		w.open("url")
		w.text("loc", u.address)
		w.text("lastmod", stamp(u.updated))
		for _, a := range u.alternates {
			w.empty("xhtml:link", "rel", "alternate", "hreflang", a.Lang, "href", a.URL)
		}
		w.close("url")
	}
	w.close("urlset")
	return w.out
}

// sitemapIndex writes the list of an installation's sitemaps.
func sitemapIndex(addresses []string) []byte {
	w := xmlWriter{out: []byte(xmlHead)}
	w.open("sitemapindex", "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")
	for _, a := range addresses {
		w.open("sitemap")
		w.text("loc", a)
		w.close("sitemap")
	}
	w.close("sitemapindex")
	return w.out
}

// newsSitemap writes the edition's news sitemap (developers.google.com, "news
// sitemap"): its cards are of the last two days.
func (v voice) newsSitemap(cards []edition.Card) []byte {
	w := xmlWriter{out: []byte(xmlHead)}
	w.open("urlset", "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")
	for _, c := range cards {
		w.open("url")
		w.text("loc", v.article(c.Lang, c.Slug))
		w.open("news:news")
		w.open("news:publication")
		w.text("news:name", v.edition.Title)
		w.text("news:language", string(c.Lang.Base()))
		w.close("news:publication")
		w.text("news:publication_date", stamp(c.Published))
		w.text("news:title", c.Headline)
		w.close("news:news")
		w.close("url")
	}
	w.close("urlset")
	return w.out
}

// editionFile answers for the files that stand in an edition's own folder: its
// feeds and sitemaps.
func (s *Site) editionFile(v *visit) error {
	name := v.r.PathValue("file")
	switch name {
	case "manifest.webmanifest":
		return s.manifestFile(v)
	case "offline.html":
		return s.offlinePage(v)
	case "sitemap-pages.xml":
		return s.serveMap(v, v.r.URL.Path, func(ctx context.Context) ([]byte, error) {
			topics := map[lang.Tag][]edition.TopicPage{}
			for _, l := range v.profile.Langs() {
				var err error
				if topics[l], err = s.Shelf.Topics(ctx, l, maxMapTopics); err != nil {
					return nil, err
				}
			}
			return sitemap(v.pageURLs(topics)), nil
		})
	case "sitemap-news.xml":
		now := s.Now()
		key := v.r.URL.Path + " " + now.UTC().Format("2006-01-02T15") // what is new ages by itself
		return s.serveMap(v, key, func(ctx context.Context) ([]byte, error) {
			cards, err := news(ctx, s.Shelf, v.lang, now)
			return v.newsSitemap(cards), err
		})
	}
	if f, ok := parseMonthFile(name); ok {
		return s.serveMap(v, v.r.URL.Path, func(ctx context.Context) ([]byte, error) {
			start, err := s.Shelf.PartStart(ctx, v.lang, f.month, maxMapURLs, f.part)
			if err != nil {
				return nil, err
			}
			entries, _, err := s.Shelf.InMonth(ctx, v.lang, f.month, start, maxMapURLs)
			if err == nil && len(entries) == 0 {
				err = fault.New(fault.NotFound, "edition.no_article")
			}
			return sitemap(v.monthURLs(entries)), err
		})
	}
	return s.editionFeed(v)
}

// mapIndex answers with the list of all sitemaps.
func (s *Site) mapIndex(v *visit) error {
	return s.serveMap(v, v.r.URL.Path, func(ctx context.Context) ([]byte, error) {
		var addresses []string
		for _, e := range v.profile.Editions {
			months, err := s.Shelf.MonthsInParts(ctx, e.Lang, maxMapURLs, maxMaps)
			if err != nil {
				return nil, err
			}
			folder := v.profile.Outlet.URL + "/" + string(e.Lang) + "/"
			addresses = append(addresses, folder+"sitemap-pages.xml", folder+"sitemap-news.xml")
			for _, m := range months {
				for part := range min(m.Parts, maxMapParts) {
					addresses = append(addresses, folder+monthFile{m.Month, part + 1}.name())
				}
			}
		}
		return sitemapIndex(addresses[:min(len(addresses), maxMaps)]), nil
	})
}

// serveMap answers with a sitemap. Every publishing in any edition makes it anew, for
// it names the siblings in all of them.
func (s *Site) serveMap(v *visit, key string, write func(context.Context) ([]byte, error)) error {
	return s.serve(v, key, func(ctx context.Context) (Answer, error) {
		var tags []string
		for _, l := range v.profile.Langs() {
			tags = append(tags, edition.EditionTag(l), edition.LatestTag(l))
		}
		body, err := write(ctx)
		return file("application/xml; charset=utf-8", body, time.Time{}, tags...), err
	})
}

// news reads the cards of the last two days; appeals are not news.
func news(ctx context.Context, shelf Shelf, l lang.Tag, now time.Time) ([]edition.Card, error) {
	cards, _, err := shelf.List(ctx, edition.Filter{Lang: l}, edition.Cursor{}, maxNewsURLs)
	return slices.DeleteFunc(cards, func(c edition.Card) bool {
		return now.Sub(c.Published) > newsAge || c.Kind == string(story.Appeal)
	}), err
}

// monthFile names one of the sitemaps of a month: parts count from 1.
type monthFile struct {
	month edition.Month
	part  int
}

func (f monthFile) name() string {
	name := fmt.Sprintf("sitemap-%04d-%02d", f.month.Year, f.month.Month)
	if f.part > 1 {
		name += "-" + strconv.Itoa(f.part)
	}
	return name + ".xml"
}

var monthFileName = regexp.MustCompile(`^sitemap-([0-9]{4})-([0-9]{2})(?:-([0-9]{1,3}))?\.xml$`)

// parseMonthFile reads a name that name wrote, and no other.
func parseMonthFile(name string) (f monthFile, ok bool) {
	m := monthFileName.FindStringSubmatch(name)
	if m == nil {
		return f, false
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	part, _ := strconv.Atoi(cmp.Or(m[3], "1"))
	f = monthFile{edition.Month{Year: year, Month: time.Month(month)}, part}
	return f, month >= 1 && month <= 12 && part <= maxMapParts && f.name() == name
}

// monthURLs lists the pages of a month's sitemap.
func (v voice) monthURLs(entries []edition.Entry) (urls []mapURL) {
	for _, e := range entries {
		u := mapURL{updated: e.Updated, alternates: v.alternates(e.Siblings)}
		for _, s := range e.Siblings {
			if s.Lang == v.edition.Lang {
				u.address = v.article(s.Lang, s.Slug)
			}
		}
		if u.address != "" {
			urls = append(urls, u)
		}
	}
	return urls
}

// known are the siblings in editions that the outlet has, in its order of editions.
func (v voice) known(siblings []edition.Sibling) (list []edition.Sibling) {
	for _, l := range v.profile.Langs() {
		for _, s := range siblings {
			if s.Lang == l {
				list = append(list, s)
			}
		}
	}
	return list
}

// alternates are an article's addresses in every edition that published it, its own
// among them; readers of other languages are shown the outlet's x-default edition,
// or the first that has the article.
func (v voice) alternates(siblings []edition.Sibling) []Alternate {
	var pages []page
	for _, s := range v.known(siblings) {
		pages = append(pages, page{s.Lang, v.article(s.Lang, s.Slug)})
	}
	return v.inEditions(pages)
}

// page is a page's address in one edition.
type page struct {
	lang    lang.Tag
	address string
}

func (v voice) inEditions(pages []page) (list []Alternate) {
	if len(pages) == 0 {
		return nil
	}
	fallback := pages[0].address
	for _, p := range pages {
		list = append(list, Alternate{string(p.lang), p.address})
		if p.lang == v.profile.XDefault() {
			fallback = p.address
		}
	}
	return append(list, Alternate{"x-default", fallback})
}

// everyEdition are the pages that every edition has.
var everyEdition = []string{"latest/", "most-read/", "topic/", "by/", "corrections/", "about/"}

// pageURLs lists the pages of an edition that are not articles: its front, sections
// and topics. Topics holds those of every edition.
func (v voice) pageURLs(topics map[lang.Tag][]edition.TopicPage) []mapURL {
	var fronts []page
	for _, l := range v.profile.Langs() {
		fronts = append(fronts, page{l, v.in(l)})
	}
	urls := []mapURL{{address: v.front(), alternates: v.inEditions(fronts)}}
	for _, below := range everyEdition {
		var pages []page
		for _, l := range v.profile.Langs() {
			pages = append(pages, page{l, v.in(l) + below})
		}
		urls = append(urls, mapURL{address: v.front() + below, alternates: v.inEditions(pages)})
	}
	for _, s := range v.profile.Sections {
		var pages []page
		for _, l := range v.profile.Langs() {
			if n := s.Names[l]; n.Slug != "" {
				pages = append(pages, page{l, v.in(l) + n.Slug + "/"})
			}
		}
		if n := s.Names[v.edition.Lang]; n.Slug != "" {
			urls = append(urls, mapURL{address: v.front() + n.Slug + "/", alternates: v.inEditions(pages)})
		}
	}
	return append(urls, v.topicURLs(topics)...)
}

func (v voice) topicURLs(topics map[lang.Tag][]edition.TopicPage) (urls []mapURL) {
	named := map[string][]page{}
	for _, l := range v.profile.Langs() {
		for _, t := range topics[l] {
			named[t.ID] = append(named[t.ID], page{l, v.in(l) + "topic/" + t.Slug + "/"})
		}
	}
	for _, t := range topics[v.edition.Lang] {
		urls = append(urls, mapURL{v.front() + "topic/" + t.Slug + "/", t.Newest, v.inEditions(named[t.ID])})
	}
	return urls
}
