package reader

import (
	"strings"

	"golang.org/x/net/html"

	"masthead/internal/edition"
	"masthead/internal/story"
)

// ldUpdate is one entry of a live page or a round-up.
type ldUpdate struct {
	Type     string `json:"@type"`
	URL      string `json:"url,omitempty"`
	Headline string `json:"headline"`
	Text     string `json:"articleBody"`
	Time     string `json:"datePublished,omitempty"`
}

// Bounds of what is told of the entries.
const (
	maxUpdates    = 30
	maxUpdateText = 300 // runes
)

// live makes a live page or a round-up a LiveBlogPosting, if its body is parted by
// headings: each is an entry. Without entries it is an article like others, for the
// type demands them (Google, "LiveBlogPosting").
func (a *ldArticle) live(c edition.Copy) {
	kind := story.Kind(c.Kind)
	if kind != story.Live && kind != story.RoundUp {
		return
	}
	updates := updatesIn(c.HTML, a.URL)
	if len(updates) < 2 {
		return
	}
	a.Type, a.Updates, a.CoverageStart, a.Dateline = "LiveBlogPosting", updates, a.Published, ""
	if kind == story.RoundUp { // it looks back: what it covers has ended
		a.CoverageEnd = a.Modified
	}
}

// updatesIn reads the entries of a rendered body: what stands below each heading of the
// highest level. An entry's time is told only where its heading has one.
func updatesIn(body, page string) (updates []ldUpdate) {
	z := html.NewTokenizer(strings.NewReader(body))
	var text strings.Builder
	heading, level := false, ""
	end := func() {
		if n := len(updates); n > 0 && !heading {
			updates[n-1].Text = cut(strings.Join(strings.Fields(text.String()), " "), maxUpdateText)
		}
		text.Reset()
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			return updates
		case html.StartTagToken:
			t := z.Token()
			if (t.Data == "h2" || t.Data == "h3") && (level == "" || t.Data == level) {
				end()
				if len(updates) == maxUpdates {
					return updates
				}
				level, heading = t.Data, true
				updates = append(updates, ldUpdate{Type: "BlogPosting"})
				if id := attribute(t, "id"); id != "" {
					updates[len(updates)-1].URL = page + "#" + id
				}
			}
			if t.Data == "time" && heading {
				updates[len(updates)-1].Time = attribute(t, "datetime")
			}
		case html.EndTagToken:
			t := z.Token()
			if heading && t.Data == level {
				updates[len(updates)-1].Headline = strings.Join(strings.Fields(text.String()), " ")
				heading = false
				text.Reset()
			}
			text.WriteByte(' ')
		case html.TextToken:
			text.Write(z.Text())
		}
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// cut shortens a text to n runes at a space.
func cut(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	short := string(runes[:n])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return short + "…"
}
