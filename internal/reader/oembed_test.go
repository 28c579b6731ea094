package reader_test

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/edition"
)

type embedCard struct {
	Type, Version, Title, HTML string
	Width, Height              int
	Provider                   string `json:"provider_name" xml:"provider_name"`
	AuthorURL                  string `json:"author_url"`
	Picture                    string `json:"thumbnail_url"`
	PictureWidth               int    `json:"thumbnail_width"`
	PictureHeight              int    `json:"thumbnail_height"`
}

func embedAddress(page string, more ...string) string {
	return "/oembed?url=" + url.QueryEscape(page) + strings.Join(more, "")
}

func TestOEmbed(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	h := openSite(t, p, shelf, nil)
	const page = "https://crossroads.example/en/night-train/"
	for _, test := range []struct {
		more          string
		kind          string
		width, height int
		picture       int
	}{
		{"", "rich", 600, 220, 640},
		{"&maxwidth=480&unknown=1", "rich", 450, 220, 320},
		{"&maxwidth=200", "link", 0, 0, 0},
		{"&maxheight=100", "link", 0, 0, 0},
		{"&maxwidth=-5&maxheight=x&format=json", "rich", 600, 220, 640},
	} {
		w := get(h, embedAddress(page, test.more))
		var got embedCard
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
			t.Fatalf("%s: %d %v %v", test.more, w.Code, w.Header(), err)
		}
		if got.Type != test.kind || got.Version != "1.0" || got.Width != test.width || got.Height != test.height || got.PictureWidth != test.picture || got.Title == "" || got.Provider == "" {
			t.Errorf("%s: %+v", test.more, got)
		}
		if (got.Picture == "") != (got.PictureWidth == 0) || (got.PictureWidth == 0) != (got.PictureHeight == 0) {
			t.Errorf("%s: a thumbnail has all three parts or none: %+v", test.more, got)
		}
		if test.kind == "rich" && !strings.Contains(got.HTML, `<a href="`+page+`">`) {
			t.Errorf("%s: %s", test.more, got.HTML)
		}
	}
	w := get(h, embedAddress(page, "&format=xml"))
	var got embedCard
	if err := xml.Unmarshal(w.Body.Bytes(), &struct {
		XMLName xml.Name `xml:"oembed"`
		*embedCard
	}{embedCard: &got}); err != nil || w.Header().Get("Content-Type") != "text/xml; charset=utf-8" || !strings.Contains(w.Body.String(), "<type>rich</type>") {
		t.Errorf("xml: %v %v\n%s", err, w.Header(), w.Body)
	}
	if w := get(h, embedAddress(page, "&format=yaml")); w.Code != 501 {
		t.Errorf("another format: %d", w.Code)
	}
	article := html.UnescapeString(get(h, "/en/night-train/").Body.String())
	if !strings.Contains(article, `type="application/json+oembed"`) || !strings.Contains(article, "https://crossroads.example/oembed?url=https%3A%2F%2Fcrossroads.example%2Fen%2Fnight-train%2F") {
		t.Error("the article does not tell of its card")
	}
}

// Only live articles of this site have cards, whatever the address pretends.
func TestOEmbedRefuses(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	shelf.withdrawn["en/taken-back"] = edition.Withdrawn{At: noon}
	h := openSite(t, p, shelf, nil)
	for _, page := range []string{
		"", "night-train", "/en/night-train/", "//crossroads.example/en/night-train/", "https://elsewhere.example/en/night-train/",
		"https://crossroads.example@elsewhere.example/en/night-train/", "https://user@crossroads.example/en/night-train/",
		"https://crossroads.example.elsewhere.example/en/night-train/", "https://crossroads.example:8443/en/night-train/",
		"javascript:alert(1)//crossroads.example/en/night-train/", "file:///etc/passwd", "https://crossroads.example\\@elsewhere.example/en/night-train/",
		"https://crossroads.example/en/night-train/\r\nX: y", "https://crossroads.example/en/../../etc/passwd", "https://crossroads.example/en/",
		"https://crossroads.example/en/latest/", "https://crossroads.example/en/topic/valley-line/", "https://crossroads.example/xx/night-train/",
		"https://crossroads.example/en/no-such-article/", "https://crossroads.example/en/taken-back/", "https://crossroads.example/desk/",
		"https://crossroads.example/oembed?url=https://crossroads.example/en/night-train/", "https://crossroads.example/en/night-train/" + strings.Repeat("x", 3000),
		"http://[::1]/en/night-train/", "https://127.0.0.1/en/night-train/", "data:text/html,<script>", "%", "https://crossroads.example/en/night%00train/",
	} {
		w := get(h, embedAddress(page))
		if w.Code != 404 || strings.Contains(w.Header().Get("Content-Type"), "json") {
			t.Errorf("%q: %d %v", page, w.Code, w.Header())
		}
	}
	if w := get(h, "/oembed"); w.Code != 404 {
		t.Errorf("no address: %d", w.Code)
	}
}

// What editors and strangers write cannot become mark-up in another site's page.
func TestOEmbedCanary(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	for i := range shelf.copies {
		shelf.copies[i].Headline, shelf.copies[i].Stand = `</a><script>canary()</script>`, `"><img src=x onerror=canary()>`
	}
	h := openSite(t, p, shelf, nil)
	var got embedCard
	if err := json.Unmarshal(get(h, embedAddress("https://crossroads.example/en/night-train/")).Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(got.HTML, "<script") || strings.Contains(got.HTML, "<img") || !strings.Contains(got.HTML, "&lt;script&gt;") {
		t.Errorf("got %s", got.HTML)
	}
}
