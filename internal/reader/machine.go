package reader

import (
	"net/http"
	"strings"
	"time"
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
		"/{file}":                     s.rootFile,
		"/.well-known/security.txt":   s.securityFile,
		"/oembed":                     s.oembed,
		"/feed/{$}":                   s.oldFeed,
		"/{lang}/feed/{$}":            s.oldFeed,
		"/{lang}/feed/{slug}/{file}":  s.kindFeed,
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
