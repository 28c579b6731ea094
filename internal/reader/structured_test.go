package reader

import (
	"bytes"
	"encoding/json"
	"html/template"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// graph reads JSON-LD and gives its parts by type.
func graph(t *testing.T, m Meta) map[string]map[string]any {
	t.Helper()
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(m.Data), &doc); err != nil {
		t.Fatalf("%v\n%s", err, m.Data)
	}
	if doc.Context != "https://schema.org" {
		t.Errorf("context %q", doc.Context)
	}
	parts := map[string]map[string]any{}
	for _, g := range doc.Graph {
		parts[g["@type"].(string)] = g
	}
	return parts
}

func contents(tags []MetaTag, name string) (list []string) {
	for _, t := range tags {
		if t.Name == name {
			list = append(list, t.Content)
		}
	}
	return list
}

func TestArticleData(t *testing.T) {
	v, section := testVoice(t, "en")
	c := opinion(section)
	m, err := v.articleMeta(c, []edition.Sibling{{Lang: "en", Slug: c.Slug}, {Lang: "fa", Slug: "pol", Headline: "پل"}, {Lang: "ka", Slug: "khidi"}})
	if err != nil {
		t.Fatal(err)
	}
	parts := graph(t, m)
	got, err := json.MarshalIndent(parts["OpinionNewsArticle"], "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "@id": "https://news.example/en/the-bridge/#article",
 "@type": "OpinionNewsArticle",
 "articleSection": "Opinion",
 "author": [
  {
   "@id": "https://news.example/en/by/leyla-aliyeva/#person",
   "@type": "Person",
   "name": "Leyla Aliyeva",
   "url": "https://news.example/en/by/leyla-aliyeva/"
  },
  {
   "@type": "Person",
   "name": "A. Friend"
  }
 ],
 "correction": [
  {
   "@type": "CorrectionComment",
   "datePublished": "2026-06-18T14:00:00+04:00",
   "text": "The bridge has \u003cthree\u003e arches."
  }
 ],
 "dateModified": "2026-06-18T14:00:00+04:00",
 "datePublished": "2026-06-18T12:00:00+04:00",
 "dateline": "Baku",
 "description": "Who may cross, and who says so",
 "headline": "The bridge \u0026 the ford",
 "image": [
  {
   "@type": "ImageObject",
   "caption": "The old bridge",
   "creditText": "L. Aliyeva",
   "height": "960 px",
   "url": "https://news.example/media/abc123/1280.jpg",
   "width": "1280 px"
  },
  {
   "@type": "ImageObject",
   "caption": "The old bridge",
   "creditText": "L. Aliyeva",
   "height": "480 px",
   "url": "https://news.example/media/abc123/640.jpg",
   "width": "640 px"
  }
 ],
 "inLanguage": "en",
 "isAccessibleForFree": true,
 "keywords": [
  "Borders"
 ],
 "locationCreated": {
  "@type": "Place",
  "address": {
   "@type": "PostalAddress",
   "addressCountry": "AZ"
  },
  "name": "Baku"
 },
 "mainEntityOfPage": "https://news.example/en/the-bridge/",
 "publisher": {
  "@id": "https://news.example/#publisher",
  "@type": "NewsMediaOrganization",
  "logo": {
   "@type": "ImageObject",
   "height": "512 px",
   "url": "https://news.example/icon-512.png",
   "width": "512 px"
  },
  "name": "Bridge \u0026 Ford",
  "url": "https://news.example/"
 },
 "sourceOrganization": {
  "@type": "Organization",
  "name": "Radio One",
  "url": "https://radio.example/"
 },
 "translationOfWork": {
  "@id": "https://news.example/fa/pol/#article",
  "@type": "OpinionNewsArticle",
  "headline": "پل",
  "inLanguage": "fa",
  "url": "https://news.example/fa/pol/"
 },
 "translator": [
  {
   "@type": "Person",
   "name": "Tamar B."
  }
 ],
 "url": "https://news.example/en/the-bridge/",
 "wordCount": 812
}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	crumbs, _ := json.Marshal(parts["BreadcrumbList"]["itemListElement"])
	if want := `[{"@type":"ListItem","item":"https://news.example/en/","name":"Bridge","position":1},` +
		`{"@type":"ListItem","item":"https://news.example/en/opinion/","name":"Opinion","position":2},` +
		`{"@type":"ListItem","item":"https://news.example/en/the-bridge/","name":"The bridge \u0026 the ford","position":3}]`; string(crumbs) != want {
		t.Errorf("breadcrumbs %s", crumbs)
	}
}

func TestArticleHead(t *testing.T) {
	v, section := testVoice(t, "en")
	m, err := v.articleMeta(opinion(section), []edition.Sibling{{Lang: "en", Slug: "the-bridge"}, {Lang: "fa", Slug: "pol"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []MetaTag{
		{"og:type", "article"},
		{"og:title", "A view from Baku: The bridge & the ford"},
		{"og:description", "Who may cross, and who says so"},
		{"og:url", "https://news.example/en/the-bridge/"},
		{"og:site_name", "Bridge"},
		{"og:locale", "en_US"},
		{"og:locale:alternate", "fa_IR"},
		{"og:image", "https://news.example/media/abc123/1280.jpg"},
		{"og:image:type", "image/jpeg"},
		{"og:image:width", "1280"},
		{"og:image:height", "960"},
		{"og:image:alt", `A bridge "at dawn"`},
		{"article:published_time", "2026-06-18T12:00:00+04:00"},
		{"article:modified_time", "2026-06-18T14:00:00+04:00"},
		{"article:author", "https://news.example/en/by/leyla-aliyeva/"},
		{"article:section", "Opinion"},
		{"article:tag", "Borders"},
	}
	if !slices.Equal(m.Properties, want) {
		t.Errorf("got %q\nwant %q", m.Properties, want)
	}
	names := []MetaTag{
		{"description", "Who may cross, and who says so"},
		{"robots", "max-image-preview:large"},
		{"twitter:card", "summary_large_image"},
		{"twitter:image:alt", `A bridge "at dawn"`},
		{"author", "Leyla Aliyeva"},
		{"author", "A. Friend"},
	}
	if !slices.Equal(m.Names, names) {
		t.Errorf("got %q\nwant %q", m.Names, names)
	}
}

// Only an opinion speaks from a place; news about it does not. Without a standfirst
// the text's first words describe it.
func TestBareNewsHead(t *testing.T) {
	v, section := testVoice(t, "en")
	c := opinion(section)
	c.Kind, c.Picture, c.Stand, c.Opening = "news", nil, "", "Nobody crossed on Monday."
	m, err := v.articleMeta(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := contents(m.Properties, "og:title"); !slices.Equal(got, []string{"The bridge & the ford"}) {
		t.Errorf("og:title %q", got)
	}
	if got := contents(m.Names, "description"); !slices.Equal(got, []string{"Nobody crossed on Monday."}) {
		t.Errorf("without a standfirst: %q", got)
	}
	if got := contents(m.Names, "twitter:card"); !slices.Equal(got, []string{"summary"}) || contents(m.Properties, "og:image") != nil {
		t.Errorf("without a picture: card %q, %q", got, m.Properties)
	}
}

func TestTranslations(t *testing.T) {
	v, _ := testVoice(t, "en")
	all := []edition.Sibling{{Lang: "en", Slug: "a"}, {Lang: "fa", Slug: "b"}, {Lang: "ka", Slug: "c"}}
	lists := func(c edition.Copy, s []edition.Sibling) (of string, made []string) {
		original, works := v.translations(c, s)
		if original != nil {
			of = original.Lang + " " + original.URL
		}
		for _, w := range works {
			made = append(made, w.Lang)
		}
		return of, made
	}
	for _, test := range []struct {
		name     string
		original string
		siblings []edition.Sibling
		of       string
		made     []string
	}{
		{"an original", "", all, "", []string{"fa", "ka"}},
		{"a translation", "fa", all, "fa https://news.example/fa/b/", nil},
		{"of an unpublished text", "fa", all[:1], "fa ", nil},
		{"of a language without edition", "de", all, "de ", nil},
		{"alone", "", all[:1], "", nil},
	} {
		c := plainNews("1", "a", hour(1))
		c.Original = lang.Tag(test.original)
		of, made := lists(c, test.siblings)
		if of != test.of || !slices.Equal(made, test.made) {
			t.Errorf("%s: of %q, made %q", test.name, of, made)
		}
	}
}

func TestArticleTypes(t *testing.T) {
	want := map[story.Kind]string{
		story.News: "NewsArticle", story.Analysis: "AnalysisNewsArticle", story.Opinion: "OpinionNewsArticle", story.Interview: "NewsArticle",
		story.Explainer: "BackgroundNewsArticle", story.FactCheck: "NewsArticle", story.RoundUp: "NewsArticle", story.Live: "NewsArticle",
		story.Photo: "NewsArticle", story.Video: "NewsArticle", story.PartnerWork: "NewsArticle", story.Appeal: "Article",
	}
	for _, k := range story.Kinds {
		if want[k] == "" || articleType(string(k)) != want[k] {
			t.Errorf("%s: %s, want %q", k, articleType(string(k)), want[k])
		}
	}
}

func TestOtherPages(t *testing.T) {
	v, section := testVoice(t, "en")
	front, err := v.frontMeta()
	if err != nil {
		t.Fatal(err)
	}
	if g := graph(t, front)["WebSite"]; g["name"] != "Bridge" || g["url"] != "https://news.example/en/" || g["description"] != "News from both banks" {
		t.Errorf("front: %v", g)
	}
	if got := contents(front.Properties, "og:locale:alternate"); !slices.Equal(got, []string{"fa_IR", "ka_GE"}) {
		t.Errorf("front: %q", got)
	}
	page, err := v.listMeta(list{name: "Opinion", path: "opinion/"}, []edition.Card{opinion(section).Card})
	if err != nil {
		t.Fatal(err)
	}
	g := graph(t, page)
	if p := g["CollectionPage"]; p["url"] != "https://news.example/en/opinion/" || g["BreadcrumbList"] == nil {
		t.Errorf("list: %v", g)
	}
	items, _ := json.Marshal(g["CollectionPage"]["mainEntity"])
	if want := `{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"url":"https://news.example/en/the-bridge/"}]}`; string(items) != want {
		t.Errorf("list: %s", items)
	}
	person, err := v.personMeta(edition.PersonPage{Byline: edition.Byline{Slug: "leyla", Name: "Leyla"}, About: "Reports"})
	if err != nil {
		t.Fatal(err)
	}
	entity, _ := graph(t, person)["ProfilePage"]["mainEntity"].(map[string]any)
	if entity["name"] != "Leyla" || entity["url"] != "https://news.example/en/by/leyla/" || entity["description"] != "Reports" {
		t.Errorf("person: %v", entity)
	}
}

// Whatever a headline holds, the page has one data block with the headline in it and
// no other script.
func TestDataStaysInItsElement(t *testing.T) {
	page := template.Must(template.New("").Parse(`<!doctype html><head>` +
		`{{range .Properties}}<meta property="{{.Name}}" content="{{.Content}}">{{end}}{{range .Names}}<meta name="{{.Name}}" content="{{.Content}}">{{end}}` +
		`<script type="application/ld+json">{{.Data}}</script></head><p>end`))
	v, section := testVoice(t, "en")
	more := []struct{ name, text, xml string }{{name: "comment", text: "<!--<script>"}, {name: "template", text: "{{.}}${x}`"}}
	for _, canary := range append(more, canaries...) {
		t.Run(canary.name, func(t *testing.T) {
			c := opinion(section)
			c.Headline, c.Stand, c.Bylines[0].Name, c.Topics[0].Name, c.Picture.Alt = canary.text, canary.text, canary.text, canary.text, canary.text
			m, err := v.articleMeta(c, nil)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := page.Execute(&out, m); err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(&out)
			if err != nil {
				t.Fatal(err)
			}
			var scripts []string
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && n.Data == "script" {
					scripts = append(scripts, n.FirstChild.Data)
				}
			}
			if len(scripts) != 1 {
				t.Fatalf("%d scripts: %q", len(scripts), scripts)
			}
			m.Data = template.JS(scripts[0])
			got := graph(t, m)["OpinionNewsArticle"]["headline"]
			if want := strings.ToValidUTF8(canary.text, "\ufffd"); got != want && canary.name != "half surrogate" && canary.name != "broken UTF-8" {
				t.Errorf("headline %+q, want %+q", got, want)
			}
		})
	}
}
