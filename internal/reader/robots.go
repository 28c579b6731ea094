package reader

import (
	"context"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/outlet"
)

func (s *Site) robotsFile(v *visit) error {
	return s.serve(v, "/robots.txt", func(context.Context) (Answer, error) {
		body := robots(crawlersOf(v.profile.Outlet.Settings), []string{v.profile.Outlet.URL + "/sitemap.xml"})
		return file("text/plain; charset=utf-8", body, time.Time{}, edition.OutletTag), nil
	})
}

// crawlers is a group of robots.txt (RFC 9309): what some programs, by their product
// tokens, may read. The longest path that fits decides.
type crawlers struct {
	agents []string
	closed []string
	open   []string
	usage  string // what their use of texts is limited to
}

// everyone may read all that readers read. The desk and the newsroom's API are closed
// to people without a key anyway; saying so saves crawlers the way.
var everyone = crawlers{
	agents: []string{"*"},
	closed: []string{"/desk/", "/api/"},
	open:   []string{"/api/v1/public/"},
}

// The programs of AI companies, by what they come for, as the companies name them. No
// search engine is among them, and nobody who makes previews of links or archives.
var (
	trainers = []string{
		"AI2Bot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-training-data-crawler",
		"Diffbot", "Google-Extended", "GPTBot", "ImagesiftBot", "img2dataset", "meta-externalagent", "omgili", "PanguBot", "Timpibot",
	}
	answerers = []string{
		"Amzn-SearchBot", "Claude-SearchBot", "DuckAssistBot", "meta-webindexer", "OAI-SearchBot", "PerplexityBot", "YouBot",
	}
	visitors = []string{
		"Amzn-User", "ChatGPT-User", "Claude-User", "meta-externalfetcher", "MistralAI-User", "Perplexity-User",
	}
)

// noTraining is the wish of draft-ietf-aipref-attach for those who know it.
const noTraining = "train-ai=n"

// crawlersOf are the groups for an outlet's choices.
func crawlersOf(c outlet.Settings) []crawlers {
	all := everyone
	var asked []string
	if c.NoTraining {
		all.usage = noTraining
		asked = append(asked, trainers...)
	}
	if c.NoAnswers {
		asked = append(asked, answerers...)
	}
	if c.NoVisits {
		asked = append(asked, visitors...)
	}
	if asked == nil {
		return []crawlers{all}
	}
	return []crawlers{all, {agents: asked, closed: []string{"/"}, usage: all.usage}}
}

// robots writes robots.txt.
func robots(groups []crawlers, sitemaps []string) []byte {
	var b strings.Builder
	for _, g := range groups {
		robotsLines(&b, "User-agent", g.agents)
		robotsLines(&b, "Disallow", g.closed)
		robotsLines(&b, "Allow", g.open)
		if g.usage != "" {
			robotsLines(&b, "Content-Usage", []string{g.usage})
		}
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
