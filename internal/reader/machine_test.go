package reader

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// shelfOfFiles answers what feeds and sitemaps ask, and keeps the last filter.
type shelfOfFiles struct {
	Shelf
	asked edition.Filter
}

func (s *shelfOfFiles) Newest(_ context.Context, f edition.Filter, after edition.Cursor, n int) ([]edition.Copy, error) {
	s.asked = f
	if after.Story != "" {
		return nil, nil
	}
	return []edition.Copy{plainNews("01jy0000000000000000000001", "one", hour(8))}, nil
}

func (s *shelfOfFiles) SiblingsOf(_ context.Context, stories []string) (map[string][]edition.Sibling, error) {
	return map[string][]edition.Sibling{stories[0]: {{Lang: "en", Slug: "one", Headline: "News one"}, {Lang: "ka", Slug: "erti", Headline: "ერთი"}}}, nil
}

func (s *shelfOfFiles) Topic(_ context.Context, _ lang.Tag, slug string) (edition.TopicPage, error) {
	if slug != "borders" {
		return edition.TopicPage{}, fault.New(fault.NotFound, "edition.no_topic")
	}
	return edition.TopicPage{TopicAt: edition.TopicAt{ID: "t1", Slug: slug, Name: "Borders"}}, nil
}

func (s *shelfOfFiles) Topics(context.Context, lang.Tag, int) ([]edition.TopicPage, error) {
	return nil, nil
}

func (s *shelfOfFiles) Person(_ context.Context, _ lang.Tag, slug string) (edition.PersonPage, error) {
	if slug != "leyla" {
		return edition.PersonPage{}, fault.New(fault.NotFound, "edition.no_person")
	}
	return edition.PersonPage{Byline: edition.Byline{Person: "p1", Slug: slug, Name: "Leyla"}}, nil
}

func (s *shelfOfFiles) List(context.Context, edition.Filter, edition.Cursor, int) ([]edition.Card, edition.Cursor, error) {
	return []edition.Card{plainNews("01jy0000000000000000000001", "one", hour(8)).Card}, edition.Cursor{}, nil
}

var june = edition.Month{Year: 2026, Month: 6}

func (s *shelfOfFiles) MonthsInParts(_ context.Context, l lang.Tag, _, _ int) ([]edition.MonthParts, error) {
	if l != "en" {
		return nil, nil
	}
	return []edition.MonthParts{{Month: june, Parts: 2}}, nil
}

func (s *shelfOfFiles) PartStart(_ context.Context, _ lang.Tag, m edition.Month, _, part int) (edition.Cursor, error) {
	if m != june || part > 2 {
		return edition.Cursor{}, fault.New(fault.NotFound, "edition.no_article")
	}
	return edition.Cursor{Story: "after part"}, nil
}

func (s *shelfOfFiles) InMonth(_ context.Context, _ lang.Tag, _ edition.Month, after edition.Cursor, _ int) ([]edition.Entry, edition.Cursor, error) {
	if after.Story != "after part" {
		return nil, edition.Cursor{}, errors.New("the part's beginning was not asked for")
	}
	return []edition.Entry{{Updated: hour(8), Siblings: []edition.Sibling{{Lang: "en", Slug: "one"}}}}, edition.Cursor{}, nil
}

func (s *shelfOfFiles) Old(context.Context, string) (path string, err error) {
	return "", fault.New(fault.NotFound, "edition.no_address")
}

// programs serves the addresses for programs; err is why the last request was not.
func programs(t *testing.T, v voice, shelf Shelf) (ask func(address string) (*httptest.ResponseRecorder, error)) {
	t.Helper()
	s := &Site{Config: Config{
		Shelf: shelf, Store: unstored{}, Outlet: func() *outlet.Profile { return v.profile }, Now: func() time.Time { return hour(12) },
	}}
	p := &press{source: v.profile, profile: v.profile, faces: map[lang.Tag]*face{"en": {voice: v, lang: "en"}}}
	s.press.Store(p)
	mux := http.NewServeMux()
	var failed error
	for pattern, h := range s.machineRoutes() {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			visit := &visit{w: w, r: r}
			if err := s.find(visit); err != nil {
				t.Fatal(err)
			}
			failed = h(visit)
		})
	}
	return func(address string) (*httptest.ResponseRecorder, error) {
		failed = nil
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		return w, failed
	}
}

func TestFilesForPrograms(t *testing.T) {
	v, section := testVoice(t, "en")
	shelf := &shelfOfFiles{}
	ask := programs(t, v, shelf)
	for _, test := range []struct {
		address, mime, key, body string
		asked                    *edition.Filter
	}{
		{"/robots.txt", "text/plain; charset=utf-8", "outlet", "Sitemap: https://news.example/sitemap.xml", nil},
		{"/sitemap.xml", "application/xml; charset=utf-8", "latest:fa", "<loc>https://news.example/en/sitemap-2026-06-2.xml</loc>", nil},
		{"/en/sitemap-pages.xml", "application/xml; charset=utf-8", "latest:en", "<loc>https://news.example/en/opinion/</loc>", nil},
		{"/en/sitemap-news.xml", "application/xml; charset=utf-8", "latest:en", "<news:title>News one</news:title>", nil},
		{"/en/sitemap-2026-06.xml", "application/xml; charset=utf-8", "latest:ka", "<loc>https://news.example/en/one/</loc>", nil},
		{"/en/sitemap-2026-06-2.xml", "application/xml; charset=utf-8", "latest:ka", "<loc>https://news.example/en/one/</loc>", nil},
		{"/en/feed.xml", "application/rss+xml; charset=utf-8", "latest:en", "<title>News one</title>", &edition.Filter{Lang: "en"}},
		{"/en/atom.xml", "application/atom+xml; charset=utf-8", "latest:en", "<title>News one</title>", &edition.Filter{Lang: "en"}},
		{"/en/feed.json", "application/feed+json", "latest:en", `"title":"News one"`, &edition.Filter{Lang: "en"}},
		{"/en/opinion/feed.xml", "application/rss+xml; charset=utf-8", "section:" + section + ":en", "<title>Opinion · Bridge</title>", &edition.Filter{Lang: "en", Section: section}},
		{"/en/topic/borders/atom.xml", "application/atom+xml; charset=utf-8", "topic:t1:en", "<id>tag:news.example,2026:en/feed/topic/t1</id>", &edition.Filter{Lang: "en", Topic: "t1"}},
		{"/en/by/leyla/feed.json", "application/feed+json", "person:p1:en", `"feed_url":"https://news.example/en/by/leyla/feed.json"`, &edition.Filter{Lang: "en", Person: "p1"}},
	} {
		t.Run(test.address, func(t *testing.T) {
			w, err := ask(test.address)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code != 200 || w.Header().Get("Content-Type") != test.mime || !strings.Contains(w.Header().Get("Surrogate-Key"), test.key) {
				t.Errorf("%d %v", w.Code, w.Header())
			}
			if !strings.Contains(w.Body.String(), test.body) {
				t.Errorf("no %s in\n%s", test.body, w.Body)
			}
			if test.asked != nil {
				if shelf.asked != *test.asked {
					t.Errorf("asked for %+v, want %+v", shelf.asked, *test.asked)
				}
				if want := "Thu, 18 Jun 2026 08:00:00 GMT"; w.Header().Get("Last-Modified") != want {
					t.Errorf("Last-Modified %q, want %q", w.Header().Get("Last-Modified"), want)
				}
			}
		})
	}
}

func TestNoSuchFile(t *testing.T) {
	v, _ := testVoice(t, "en")
	ask := programs(t, v, &shelfOfFiles{})
	for _, address := range []string{
		"/en/feed", "/en/feed.xml2", "/en/rss.xml", "/en/sitemap-2026-07.xml", "/en/sitemap-2026-06-3.xml", "/en/sitemap-2026-6.xml", "/en/sitemap.xml",
		"/en/nothing/feed.xml", "/en/didgah/feed.xml", "/en/opinion/rss.xml", "/en/topic/none/feed.xml", "/en/topic/borders/x.xml", "/en/by/none/feed.json", "/en/topic/feed.xml",
	} {
		var away *redirect
		w, err := ask(address)
		if fault.KindOf(err) != fault.NotFound && !errors.As(err, &away) {
			t.Errorf("%s: %d %v", address, w.Code, err)
		}
	}
}

// Those who subscribed to an outlet on WordPress keep their feed.
func TestOldFeeds(t *testing.T) {
	v, _ := testVoice(t, "en")
	ask := programs(t, v, &shelfOfFiles{})
	for _, address := range []string{"/feed/", "/en/feed/"} {
		_, err := ask(address)
		var away *redirect
		if !errors.As(err, &away) || away.to != "/en/feed.xml" || away.status != 301 {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func (s *shelfOfFiles) Search(context.Context, edition.Question) (edition.Hits, error) {
	return edition.Hits{}, nil
}
