package reader_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/lang"
)

// besideShelf holds an English original with its Persian translation, in which one
// paragraph is left out, one added, and one made of two.
func besideShelf() *table {
	para := func(id, text string) body.Block {
		return body.Block{ID: id, Type: body.Paragraph, Text: []body.Span{{Text: text}}}
	}
	copyOf := func(l lang.Tag, slug, headline string, blocks ...body.Block) edition.Copy {
		return edition.Copy{
			Card: edition.Card{Story: "01jybeside", Lang: l, Slug: slug, Kind: "news", Headline: headline, Published: noon, Updated: noon},
			HTML: body.Render(body.Doc{Blocks: blocks}, body.RenderOptions{Lang: string(l)}),
		}
	}
	noted := para("a1", "The night train is back.")
	noted.Text = append(noted.Text, body.Span{Note: []body.Span{{Text: "After nine years."}}})
	en := copyOf("en", "the-night-train", "The night train", noted, para("a2", "It leaves at nine."), para("a3", "Tickets are dear."), para("a4", "The buffet is closed."),
		body.Block{ID: "a5", Type: body.Question, Text: []body.Span{{Text: "Who pays?"}}, Blocks: []body.Block{para("a6", "The valley pays.")}})
	fa := copyOf("fa", "qatar", "قطار شب", para("a1", "قطار شب برگشته است."), para("f2", "ساعت نه حرکت می‌کند. بلیت گران است."), para("f3", "برای خوانندگان ما: دره کجاست."),
		body.Block{ID: "a5", Type: body.Question, Text: []body.Span{{Text: "چه کسی می‌پردازد؟"}}, Blocks: []body.Block{para("f6", "دره می‌پردازد.")}})
	fa.Original, fa.Translators = "en", []edition.Byline{{Name: "Sara Omid"}}
	fa.Pairs = []edition.Pair{{Text: []string{"a1"}, Original: []string{"a1"}}, {Text: []string{"f2"}, Original: []string{"a2", "a3"}},
		{Text: []string{"f3"}}, {Text: []string{"a5"}, Original: []string{"a5"}}}
	return &table{copies: []edition.Copy{en, fa}, moved: map[string]string{"fa/old-name": "qatar"}, withdrawn: map[string]edition.Withdrawn{}, old: map[string]string{}}
}

func TestBesideTheOriginal(t *testing.T) {
	shelf := besideShelf()
	site := openSite(t, sampleOutlet(t, true), shelf, nil)
	if article := get(site, "/fa/qatar/").Body.String(); !strings.Contains(article, `href="/fa/beside/qatar/"`) || !strings.Contains(article, "Sara Omid") {
		t.Error("the article does not lead to both texts, or does not name who translated it")
	}
	if strings.Contains(get(site, "/en/the-night-train/").Body.String(), "/beside/") {
		t.Error("the original leads to itself beside itself")
	}
	w := get(site, "/fa/beside/qatar/")
	page := w.Body.String()
	if w.Code != http.StatusOK || w.Header().Get("X-Robots-Tag") != "noindex" || !strings.Contains(w.Header().Get("Cache-Control"), "public") {
		t.Fatalf("status %d, header %v", w.Code, w.Header())
	}
	for _, want := range []string{
		`<meta name="robots" content="noindex">`, `/fa/qatar/">`, `rel="canonical" href="https://crossroads.example/fa/qatar/"`, `/beside.css"`, `lang="en" dir="ltr"`, `<html lang="fa" dir="rtl">`,
		`href="/en/the-night-train/"`, `id="o-n1"`, `href="#o-n1"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Count(page, `id="b-a1"`) != 1 || strings.Contains(page, `hreflang="x-default"`) {
		t.Error("ids stand twice, or the page claims to be an alternate")
	}
	rows := strings.Split(page, `<div class="abreast">`)[2:]
	want := [][]string{
		{"قطار شب برگشته", "The night train is back"}, {"ساعت نه", "It leaves at nine", "Tickets are dear"}, {"The buffet is closed", `class="gap"`},
		{"برای خوانندگان", `class="gap"`}, {"چه کسی", "دره می‌پردازد", "Who pays?", "The valley pays"}, {"After nine years", "<div></div>"},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		for _, words := range want[i] {
			if !strings.Contains(row, words) {
				t.Errorf("row %d lacks %q: %s", i+1, words, row)
			}
		}
	}
	if w := get(site, "/fa/beside/old-name/"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/fa/beside/qatar/" {
		t.Errorf("an old name: %d %s", w.Code, w.Header().Get("Location"))
	}
	for _, path := range []string{"/en/beside/the-night-train/", "/fa/beside/nowhere/", "/ka/beside/qatar/"} {
		if w := get(site, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if dir := os.Getenv("BESIDE_PAGE"); dir != "" {
		css := get(site, asset(t, site, "theme.css")).Body.String() + read(t, "../../themes/default/style/beside.css")
		page = strings.Replace(page, "</head>", "<style>"+css+"</style></head>", 1)
		if err := os.WriteFile(filepath.Join(dir, "beside.html"), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Without the original, the page goes; so does the way there.
	shelf.copies = shelf.copies[1:]
	if get(site, "/fa/beside/qatar/").Code != http.StatusNotFound || strings.Contains(get(site, "/fa/qatar/").Body.String(), "/beside/") {
		t.Error("both texts are shown though the original was taken back")
	}
}

func read(t *testing.T, name string) string {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
