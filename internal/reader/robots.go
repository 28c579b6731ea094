package reader

import "strings"

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
