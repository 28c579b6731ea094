package reader_test

import (
	"bytes"
	"image/jpeg"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"masthead/internal/reader"
)

// What programs that preview links take, by the strictest of them (docs/sharing.md).
const (
	previewHTML  = 32 << 10  // Slack reads so much of a page
	previewImage = 300 << 10 // WhatsApp shows no larger picture
	previewAlt   = 420       // letters that X takes
)

// head reads a page's head as such programs do, from its first bytes alone.
func head(t *testing.T, w *httptest.ResponseRecorder) (meta map[string][]string, canonical string) {
	t.Helper()
	meta = map[string][]string{}
	z := html.NewTokenizer(bytes.NewReader(w.Body.Bytes()[:min(previewHTML, w.Body.Len())]))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			t.Fatal("the head is longer than previews read")
		}
		token := z.Token()
		if token.Data == "head" && kind == html.EndTagToken {
			return meta, canonical
		}
		has := map[string]string{}
		for _, a := range token.Attr {
			has[a.Key] = a.Val
		}
		switch {
		case token.Data == "meta" && has["property"] != "":
			meta[has["property"]] = append(meta[has["property"]], has["content"])
		case token.Data == "meta" && has["name"] != "":
			meta[has["name"]] = append(meta[has["name"]], has["content"])
		case token.Data == "link" && has["rel"] == "canonical":
			canonical = has["href"]
		}
	}
}

// TestPreviews: whatever page is shared, in whatever network, its card is whole.
func TestPreviews(t *testing.T) {
	var opened atomic.Int64
	p := sampleOutlet(t, true)
	share, _ := sharing(t, &opened)
	h := openSite(t, p, sampleShelf(p, true), func(c *reader.Config) { c.Sharing = share })
	locale := regexp.MustCompile(`^[a-z]{2}_[A-Z]{2}$`)
	manyTimes := []string{"og:locale:alternate", "article:tag", "article:author", "author"}
	for _, l := range sampleLangs {
		for _, page := range []string{"", "night-train/", "story-0/", "story-3/", "world/", "latest/", "topic/", "topic/valley-line/", "by/nigar/", "about/", "corrections/", "most-read/"} {
			address := "/" + string(l) + "/" + page
			w := get(h, address)
			if w.Code == 404 && page != "" && page != "night-train/" {
				continue // not every edition of the sample has every page
			}
			if w.Code != 200 {
				t.Errorf("%s: %d", address, w.Code)
				continue
			}
			meta, canonical := head(t, w)
			one := func(name string) string {
				if len(meta[name]) == 0 || meta[name][0] == "" {
					t.Errorf("%s lacks %s", address, name)
					return ""
				}
				return meta[name][0]
			}
			for name, values := range meta {
				if len(values) > 1 && !slices.Contains(manyTimes, name) {
					t.Errorf("%s: %s stands %d times", address, name, len(values))
				}
			}
			for _, name := range []string{"og:type", "og:title", "og:description", "og:site_name"} {
				one(name)
			}
			if one("og:url") != canonical || !strings.HasPrefix(canonical, "https://crossroads.example/") {
				t.Errorf("%s: og:url is %q, canonical %q", address, meta["og:url"], canonical)
			}
			if !locale.MatchString(one("og:locale")) || slices.Contains(meta["og:locale:alternate"], meta["og:locale"][0]) {
				t.Errorf("%s: locale %q, others %q", address, meta["og:locale"], meta["og:locale:alternate"])
			}
			if one("twitter:card") != "summary_large_image" || one("robots") != "max-image-preview:large" {
				t.Errorf("%s: card %q, robots %q", address, meta["twitter:card"], meta["robots"])
			}
			for _, name := range []string{"og:image:alt", "twitter:image:alt"} {
				if alt := one(name); utf8.RuneCountInString(alt) > previewAlt {
					t.Errorf("%s: %s has %d letters", address, name, utf8.RuneCountInString(alt))
				}
			}
			path, own := strings.CutPrefix(one("og:image"), "https://crossroads.example")
			picture := get(h, path)
			size, err := jpeg.DecodeConfig(bytes.NewReader(picture.Body.Bytes()))
			switch {
			case !own || picture.Code != 200 || err != nil:
				t.Errorf("%s: picture %s: %d %v", address, path, picture.Code, err)
			case picture.Header().Get("Content-Type") != one("og:image:type") || one("og:image:width") != "1200" || one("og:image:height") != "630" || size.Width != 1200 || size.Height != 630:
				t.Errorf("%s: picture is %s of %d×%d, told as %q %q×%q", address, picture.Header().Get("Content-Type"), size.Width, size.Height, meta["og:image:type"], meta["og:image:width"], meta["og:image:height"])
			case picture.Body.Len() > previewImage:
				t.Errorf("%s: picture has %d bytes", address, picture.Body.Len())
			}
			if one("og:type") == "article" {
				if _, err := time.Parse(time.RFC3339, one("article:published_time")); err != nil {
					t.Errorf("%s: %v", address, err)
				}
				one("author")
				one("article:section")
			}
		}
	}
}

// TestTitlesTellTheKind: a card in a feed shows nothing else that would.
func TestTitlesTellTheKind(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	h := openSite(t, p, shelf, nil)
	c := shelf.find("en", "night-train")
	for _, tt := range []struct{ kind, viewpoint, headline, want string }{
		{"opinion", "baku", "Let it be slow", "A view from Baku: Let it be slow"},
		{"opinion", "", "Let it be slow", "Opinion: Let it be slow"},
		{"news", "baku", "Let it be slow", "Let it be slow"},
		{"round-up", "", "Seven days", "Seven days"},
		{"analysis", "", "Why so slow", "Analysis: Why so slow"},
		{"partner", "", "A tea house", "Partner material: A tea house"},
		{"live", "", "Live: the first train", "Live: the first train"},
		{"fact-check", "", "fact-check of a bridge", "fact-check of a bridge"},
	} {
		c.Kind, c.Viewpoint, c.Headline = tt.kind, tt.viewpoint, tt.headline
		meta, _ := head(t, get(h, "/en/night-train/"))
		if got := meta["og:title"]; !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%s: %q, want %q", tt.kind, got, tt.want)
		}
	}
}
