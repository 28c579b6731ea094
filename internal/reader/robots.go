package reader

import (
	"context"
	"net/http"
	"strings"
	"time"

	"masthead/internal/edition"
)

// machineRoutes are the addresses that programs read. The last segment of those that
// end in {file} names a feed or a sitemap; all others are elsewhere's.
func (s *Site) machineRoutes() map[string]handler {
	return map[string]handler{
		"/robots.txt":                 s.robotsFile,
		"/sitemap.xml":                s.mapIndex,
		"/{lang}/{file}":              s.editionFile,
		"/{lang}/{slug}/{file}":       s.sectionFeed,
		"/{lang}/topic/{slug}/{file}": s.topicFeed,
		"/{lang}/by/{slug}/{file}":    s.personFeed,
		"/feed/{$}":                   s.oldFeed,
		"/{lang}/feed/{$}":            s.oldFeed,
	}
}

// oldFeed leads those who subscribed where WordPress has its feeds to ours.
func (s *Site) oldFeed(v *visit) error {
	l := v.profile.XDefault()
	if v.face != nil {
		l = v.face.lang
	}
	return &redirect{to: "/" + string(l) + "/feed.xml", status: http.StatusMovedPermanently}
}

// fileCaching is how long browsers and shared caches may keep what programs read.
const fileCaching = "public, max-age=300, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"

// file is an answer for programs.
func file(mime string, body []byte, modified time.Time, tags ...string) Answer {
	return Answer{
		Type: mime, Body: body, Modified: modified, Tags: tags,
		Header: map[string]string{"Cache-Control": fileCaching, "Surrogate-Key": strings.Join(tags, " ")},
	}
}

func (s *Site) robotsFile(v *visit) error {
	return s.serve(v, "/robots.txt", func(context.Context) (Answer, error) {
		body := robots([]crawlers{everyone}, []string{v.profile.Outlet.URL + "/sitemap.xml"})
		return file("text/plain; charset=utf-8", body, time.Time{}, edition.OutletTag), nil
	})
}

// crawlers is a group of robots.txt (RFC 9309): what some programs, by their product
// tokens, may read. The longest path that fits decides.
type crawlers struct {
	agents []string
	closed []string
	open   []string
}

// everyone may read all that readers read. The desk and the newsroom's API are closed
// to people without a key anyway; saying so saves crawlers the way.
var everyone = crawlers{
	agents: []string{"*"},
	closed: []string{"/desk/", "/api/"},
	open:   []string{"/api/v1/public/"},
}

// robots writes robots.txt.
func robots(groups []crawlers, sitemaps []string) []byte {
	var b strings.Builder
	for _, g := range groups {
		robotsLines(&b, "User-agent", g.agents)
		robotsLines(&b, "Disallow", g.closed)
		robotsLines(&b, "Allow", g.open)
		b.WriteByte('\n')
	}
	robotsLines(&b, "Sitemap", sitemaps)
	return []byte(b.String())
}

func robotsLines(b *strings.Builder, key string, values []string) {
	for _, v := range values {
		b.WriteString(key + ": " + v + "\n")
	}
}
