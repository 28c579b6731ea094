package reader

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// embedded is what other sites show of an article of ours (oembed.com, 2.3.4). Its HTML is
// made here of plain words: no script, no frame, nothing that the other site's pages
// would load from us.
type embedded struct {
	XMLName     xml.Name `json:"-" xml:"oembed"`
	Type        string   `json:"type" xml:"type"` // "rich", or "link" where there is no room
	Version     string   `json:"version" xml:"version"`
	Title       string   `json:"title" xml:"title"`
	AuthorName  string   `json:"author_name,omitempty" xml:"author_name,omitempty"`
	AuthorURL   string   `json:"author_url,omitempty" xml:"author_url,omitempty"`
	Provider    string   `json:"provider_name" xml:"provider_name"`
	ProviderURL string   `json:"provider_url" xml:"provider_url"`
	CacheAge    int      `json:"cache_age" xml:"cache_age"`
	HTML        string   `json:"html,omitempty" xml:"html,omitempty"`
	Width       int      `json:"width,omitempty" xml:"width,omitempty"`
	Height      int      `json:"height,omitempty" xml:"height,omitempty"`
	Picture     string   `json:"thumbnail_url,omitempty" xml:"thumbnail_url,omitempty"`
	PicWidth    int      `json:"thumbnail_width,omitempty" xml:"thumbnail_width,omitempty"`
	PicHeight   int      `json:"thumbnail_height,omitempty" xml:"thumbnail_height,omitempty"`
}

// The card's size in pixels. Steps of the width keep the answers few.
const (
	cardWidth    = 600
	cardMinWidth = 250
	cardHeight   = 220
	cardStep     = 50
	cardAge      = 3600 // seconds for which others may keep it
)

// asked is a request for a card, as far as the answer depends on it.
type asked struct {
	lang    lang.Tag
	slug    string
	format  string
	width   int
	height  bool // there is room for the card's height
	picture int  // the largest side that a thumbnail may have
}

// oembed answers for the addresses of live articles, and for nothing else.
func (s *Site) oembed(v *visit) error {
	q := v.r.URL.Query()
	a := asked{format: q.Get("format"), width: cardWidth, height: true, picture: 640}
	switch a.format {
	case "":
		a.format = "json"
	case "json", "xml":
	default:
		return refusal(http.StatusNotImplemented)
	}
	var ok bool
	if a.lang, a.slug, ok = v.press.articleAt(q.Get("url")); !ok {
		return fault.New(fault.NotFound, "reader.not_found_title")
	}
	if n, err := strconv.Atoi(q.Get("maxwidth")); err == nil && n > 0 {
		a.width = min(cardWidth, n/cardStep*cardStep)
		if n < a.picture {
			a.picture = 320
		}
		if n < 320 {
			a.picture = 0
		}
	}
	if n, err := strconv.Atoi(q.Get("maxheight")); err == nil && n > 0 && n < cardHeight {
		a.height, a.picture = false, 0
	}
	key := "oembed:" + string(a.lang) + ":" + a.slug + ":" + a.format + ":" + digits(a.width) + ":" + strconv.FormatBool(a.height) + ":" + digits(a.picture)
	f := v.press.faces[a.lang]
	return s.serve(v, key, func(ctx context.Context) (Answer, error) { return s.embed(ctx, f, a) })
}

// articleAt finds the article that an absolute address of this site may lead to.
func (p *press) articleAt(address string) (l lang.Tag, slug string, ok bool) {
	if len(address) > maxPath || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == '\\' }) {
		return "", "", false
	}
	u, err := url.Parse(address)
	own, bad := url.Parse(p.profile.Outlet.URL)
	if err != nil || bad != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Opaque != "" || !strings.EqualFold(u.Host, own.Host) {
		return "", "", false
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	slug = strings.TrimSuffix(rest, "/")
	f := p.faces[lang.Tag(first)]
	if f == nil || !outlet.ValidSlug(slug) || outlet.ReservedSlug(slug) {
		return "", "", false
	}
	return f.lang, slug, true
}

func (s *Site) embed(ctx context.Context, f *face, a asked) (Answer, error) {
	found, err := s.Shelf.Article(ctx, f.lang, a.slug)
	if err == nil && found.MovedTo != "" {
		found, err = s.Shelf.Article(ctx, f.lang, found.MovedTo)
	}
	if err == nil && found.Copy == nil {
		err = fault.New(fault.NotFound, "reader.not_found_title")
	}
	if err != nil {
		return Answer{}, err
	}
	c := found.Copy
	kind, body := "application/json", []byte(nil)
	if a.format == "xml" {
		kind = "text/xml; charset=utf-8"
		body, err = xml.Marshal(f.embedded(c, a))
		body = append([]byte(xml.Header), body...)
	} else {
		body, err = json.Marshal(f.embedded(c, a))
	}
	answer := file(kind, body, time.Time{}, edition.StoryTag(c.Story), edition.EditionTag(f.lang))
	answer.Header["Access-Control-Allow-Origin"] = "*" // pages of other sites ask for it
	return answer, err
}

func (f *face) embedded(c *edition.Copy, a asked) embedded {
	title := f.titleOf(c.Card)
	made := embedded{
		Type: "link", Version: "1.0", Title: title, Provider: f.edition.Title, ProviderURL: f.front(), CacheAge: cardAge,
		AuthorName: namesOf(c.Bylines),
	}
	if len(c.Bylines) == 1 {
		made.AuthorURL = f.voice.person(c.Bylines[0])
	}
	if r, ok := f.rendition(c.Picture, a.picture); ok && r.width <= a.picture && r.height <= max(a.picture, cardHeight) {
		made.Picture, made.PicWidth, made.PicHeight = r.url, r.width, r.height
	}
	if a.width < cardMinWidth || !a.height {
		return made
	}
	made.Type, made.Width, made.Height = "rich", a.width, cardHeight
	address, e := html.EscapeString(f.voice.article(f.lang, c.Slug)), html.EscapeString
	made.HTML = `<blockquote lang="` + e(string(f.lang)) + `" dir="` + f.lang.Dir() + `" cite="` + address + `"><p><a href="` + address + `">` + e(title) + `</a></p>`
	if teaser := c.Teaser(); teaser != "" {
		made.HTML += "<p>" + e(teaser) + "</p>"
	}
	made.HTML += `<footer><cite>` + e(f.edition.Title) + `</cite>, <time datetime="` + f.moment(c.Published) + `">` + e(lang.Date(c.Published.In(f.profile.Location()), f.lang)) + `</time></footer></blockquote>`
	return made
}
