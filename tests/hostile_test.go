package tests_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"masthead/internal/app"
	"masthead/internal/transfer"
	"masthead/internal/transfer/wordpress"
)

// canaries sing when they are taken for code: each sets window.__xss, or asks a host
// that is not the site's.
var canaries = []string{
	`<script>window.__xss=1</script>`,
	`"><img src=x onerror="window.__xss=1">`,
	`'><svg onload=window.__xss=1>`,
	`</script><script>window.__xss=1</script>`,
	`</title></style></textarea><script>window.__xss=1</script>`,
	`<a href="javascript:window.__xss=1" onmouseover="window.__xss=1" onfocus=window.__xss=1 autofocus>a</a>`,
	`<iframe srcdoc="<script>parent.__xss=1</script>"></iframe>`,
	`<link rel=stylesheet href="https://elsewhere.example/a.css"><style>@import "https://elsewhere.example/b.css"; body{background:url(https://elsewhere.example/c.png)}</style>`,
	`<img src="https://elsewhere.example/pixel.gif" srcset="https://elsewhere.example/pixel2.gif 2x" style="background:url(https://elsewhere.example/d.png)">`,
	`<object data="https://elsewhere.example/o.swf"><embed src="https://elsewhere.example/e.swf"></object>`,
	`<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">`,
	`<base href="https://elsewhere.example/">`,
	`<video autoplay poster="https://elsewhere.example/p.jpg" src="https://elsewhere.example/v.mp4"></video>`,
	"{{.}}{{template \"x\"}}${window.__xss=1}`;window.__xss=1//",
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.__xss=1&gt;">`,
	`<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='window.__xss=1'/></svg>#x"></svg>`,
	"\u202e\u2066<b onclick=window.__xss=1>\u200f",
	`<form action="https://elsewhere.example/"><button formaction="javascript:window.__xss=1">b</button></form>`,
}

// infested is an outlet whose archive is hostile in every field.
type infested struct {
	*site
	gone []sheet // pages that were withdrawn, in en, ka and fa
}

func (i *infested) close() error { return i.site.close() }

// hostileSite serves an archive that is hostile in every field: our own canaries, and
// the cases of others where real data is given.
func hostileSite(t *testing.T) *infested {
	return common.hostile.get(t, func() (*infested, error) {
		bodies, lines, err := hostileCases()
		if err != nil {
			return nil, err
		}
		s, err := openSite(func(ctx context.Context, p *app.Program) error {
			if err := p.Make(ctx, app.NewOutlet{Name: "<script>window.__xss=1</script> & Sons", Editions: []string{"en", "ka", "fa"}, Admin: "nino@example.org"}); err != nil {
				return err
			}
			file := filepath.Join(p.Config.Data, "hostile.xml")
			if err := os.WriteFile(file, []byte(hostileExport(bodies, lines)), 0o600); err != nil {
				return err
			}
			r, err := wordpress.Open(file, wordpress.Options{})
			if err != nil {
				return err
			}
			sum, err := p.Import(ctx, r, file, app.Import{Archive: transfer.WordPressPaths})
			if err == nil && sum.Texts < len(bodies) {
				err = fmt.Errorf("only %d of %d hostile texts came in", sum.Texts, len(bodies))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		i := &infested{site: s}
		for _, l := range []string{"en", "ka", "fa"} {
			p, err := s.withdrawn("/" + l + "/taken-back-" + l + "/")
			if err != nil {
				return nil, err
			}
			i.gone = append(i.gone, p)
		}
		return i, nil
	})
}

// telling gives the pages worth reading: every article, and a few of each kind that only
// lists them.
func (i *infested) telling(t *testing.T) (list []sheet) {
	t.Helper()
	lists := map[string]int{}
	for _, p := range i.crawl(t) {
		if lists[p.lang+p.kind]++; p.kind == "article" || lists[p.lang+p.kind] <= 6 {
			list = append(list, p)
		}
	}
	return list
}

// hostileCases gives bodies of HTML, and lines for the other fields.
func hostileCases() (bodies, lines []string, err error) {
	bodies, lines = append(bodies, canaries...), append(lines, canaries...)
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		return bodies, lines, nil
	}
	var cases []struct{ Payload string }
	var naughty []string
	for name, into := range map[string]any{"dompurify-cases.json": &cases, "blns.json": &naughty} {
		raw, err := os.ReadFile(filepath.Join(dir, "hostile", name))
		if err == nil {
			err = json.Unmarshal(raw, into)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for _, c := range cases {
		bodies = append(bodies, c.Payload)
	}
	return bodies, append(lines, naughty...), nil
}

// hostileExport writes a WordPress export. Each text has a body of its own, and takes
// lines in turn for its other fields; three plain texts are there to be withdrawn.
func hostileExport(bodies, lines []string) string {
	var b strings.Builder
	next := 0
	line := func() string { next++; return lines[(next-1)%len(lines)] }
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Hostile</title><link>https://old.example</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>`)
	for i, c := range canaries {
		fmt.Fprintf(&b, `<wp:author><wp:author_id>%d</wp:author_id><wp:author_login>%s</wp:author_login><wp:author_display_name>%s</wp:author_display_name></wp:author>`, i+1, cdata(fmt.Sprint("writer", i)), cdata("W "+c))
	}
	item := func(id int, slug, lang, author, title, standfirst, section, topic, body string) {
		fmt.Fprintf(&b, `<item><title>%s</title><link>https://old.example/%s/%s/</link><dc:creator>%s</dc:creator><content:encoded>%s</content:encoded><excerpt:encoded>%s</excerpt:encoded><wp:post_id>%d</wp:post_id><wp:post_date_gmt>%s</wp:post_date_gmt><wp:post_name>%s</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="language" nicename="%s">%s</category><category domain="category" nicename="section-%d">%s</category><category domain="post_tag" nicename="topic-%d">%s</category></item>`,
			cdata(title), lang, slug, cdata(author), cdata(body), cdata(standfirst), id, time.Date(2025, 1, 1, 0, id, 0, 0, time.UTC).Format(time.DateTime), slug, lang, cdata(lang), id%len(canaries), cdata(section), id%len(canaries), cdata(topic))
	}
	for i, body := range bodies {
		lang := []string{"en", "en", "en", "fa", "ka"}[i%5]
		picture := fmt.Sprintf(`<figure><img src="/p%d.jpg" alt="%s"><figcaption>%s</figcaption></figure>`, i, strings.ReplaceAll(line(), `"`, "&quot;"), line())
		item(100+i, fmt.Sprintf("case-%d", i), lang, fmt.Sprint("writer", i%len(canaries)), fmt.Sprint(i, " ", line()), line(), "S "+canaries[i%len(canaries)], "T "+canaries[i%len(canaries)], "<p>"+line()+"</p>"+picture+body)
	}
	for i, lang := range []string{"en", "ka", "fa"} {
		item(9000+i, "taken-back-"+lang, lang, "writer0", "Taken back", "", "News", "Nothing", "<p>A text that is taken back.</p>")
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// cdata packs a text for XML, without the signs that XML 1.0 cannot hold (section 2.2).
func cdata(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// watch is in a page before anything of its own, and notes what tries to speak up.
const watch = `window.__ran = []; for (const n of ["alert", "confirm", "prompt", "print", "open"]) window[n] = (...a) => { __ran.push(n + "(" + a + ")") }`

// findings says what of a page is code, or would be once it is touched.
const findings = `(() => {
	const found = [...(window.__ran || [])];
	if (window.__xss !== undefined) found.push("window.__xss");
	for (const e of document.querySelectorAll("*")) {
		for (const a of e.attributes) {
			if (/^on/i.test(a.name)) found.push(e.tagName + " " + a.name);
			if (/^(href|src|action|formaction|xlink:href|data|poster|srcdoc|background)$/i.test(a.name) && /^[\s\x00-\x20]*(javascript|vbscript|data):/i.test(a.value)) found.push(e.tagName + " " + a.name + "=" + a.value);
		}
		const own = e.closest("main > .wrap > .lost form.finder") // the search on the page for a fault is ours
		if (!own && /^(IFRAME|OBJECT|EMBED|BASE|STYLE|FORM|APPLET|FRAME|INPUT|TEXTAREA)$/i.test(e.tagName)) found.push(e.outerHTML.slice(0, 100));
		if (e.tagName == "META" && e.httpEquiv) found.push(e.outerHTML);
	}
	for (const s of document.scripts) {
		if (s.type == "application/ld+json") { try { JSON.parse(s.textContent) } catch (e) { found.push("ld+json: " + e) } }
		else if (!s.src.startsWith(location.origin + "/assets/")) found.push(s.outerHTML.slice(0, 100));
	}
	return found;
})()`

// suspicious opens a tab that lets scripts run which a page's policy would stop: what
// is tested is that none is left, not that a second wall would hold it.
func suspicious(t *testing.T) *tab {
	t.Helper()
	v := openTab(t)
	command(v, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
	command(v, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	return v
}

// What comes in as code goes out as text.
func TestHostileArchive(t *testing.T) {
	s := hostileSite(t)
	v := suspicious(t)
	pages := append(s.telling(t), s.gone...)
	for _, p := range pages {
		v.forget()
		v.open(p)
		if found := evaluate[[]string](v, findings); len(found) > 0 {
			t.Errorf("%s has %q", p, found)
		}
		if list := v.foreign(); len(list) > 0 {
			t.Errorf("%s asks for %q", p, list)
		}
		for _, c := range v.complaints() {
			if strings.HasPrefix(c, "dialog") || strings.HasPrefix(c, "exception") {
				t.Errorf("%s: %s", p, c)
			}
		}
	}
	t.Logf("%d hostile pages", len(pages))
}

// The watch can fail: on a page where canaries are code, it hears them.
func TestHostileIsNoticed(t *testing.T) {
	cage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		fmt.Fprint(w, `<!doctype html><title>A cage</title><p><img src=x onerror="alert(1)"><script>window.__xss=1</script><img src="https://elsewhere.example/pixel.gif">`)
	}))
	defer cage.Close()
	v := suspicious(t)
	v.do(chromedp.Navigate(cage.URL))
	found := strings.Join(evaluate[[]string](v, findings), " ")
	for _, want := range []string{"alert(1)", "window.__xss", "IMG onerror"} {
		if !strings.Contains(found, want) {
			t.Errorf("found %q, not %s", found, want)
		}
	}
	if list := v.foreign(); len(list) != 1 {
		t.Errorf("the request to elsewhere was not seen: %q", list)
	}
}

// sung finds what a page of answers has that only code could have put there: the
// search has a form of its own.
const sung = `(() => {
	const found = [...(window.__ran || [])];
	if (window.__xss !== undefined) found.push("window.__xss");
	for (const e of document.querySelectorAll("*")) for (const a of e.attributes) {
		if (/^on/i.test(a.name)) found.push(e.tagName + " " + a.name);
		if (/^[\s\x00-\x20]*(javascript|vbscript):/i.test(a.value) && /^(href|src|action|formaction|xlink:href|data)$/i.test(a.name)) found.push(e.tagName + " " + a.name + "=" + a.value);
	}
	for (const s of document.scripts) if (s.type != "application/ld+json" && !s.src.startsWith(location.origin + "/assets/")) found.push(s.outerHTML.slice(0, 100));
	for (const e of document.querySelectorAll("iframe,object,embed,base,applet")) found.push(e.outerHTML.slice(0, 100));
	return found;
})()`

// What is asked as code is answered as text: by the search, whole and in parts, by the
// page for what is not there, and by oEmbed and the API, whose answers no browser takes
// for a page.
func TestHostileQuestions(t *testing.T) {
	s := demoSite(t)
	bodies, lines, err := hostileCases()
	if err != nil {
		t.Fatal(err)
	}
	lines = append(lines, bodies[len(canaries):]...)
	v := suspicious(t)
	looked := 0
	for i, line := range lines {
		q := url.QueryEscape(line)
		addresses := []string{"/en/search?q=" + q, "/oembed?url=" + url.QueryEscape(s.base+"/en/") + q}
		switch {
		case i < len(canaries):
			addresses = append(addresses, "/en/search?part=hits&q="+q, "/en/search?q=river&topic="+q+"&section="+q+"&from="+q+"&kind="+q, "/en/"+url.PathEscape(line)+"/", "/api/v1/public/en/articles?section="+q, "/api/v1/public/en/articles/"+url.PathEscape(line))
		case i%7 != 0: // the rest is looked at without the browser
			addresses = nil
		}
		for _, address := range addresses {
			v.forget()
			v.do(chromedp.Navigate(s.base + address))
			looked++
			if found := evaluate[[]string](v, sung); len(found) > 0 {
				t.Errorf("%.200s has %q", address, found)
			}
			if list := v.foreign(); len(list) > 0 {
				t.Errorf("%.200s asks for %q", address, list)
			}
			for _, c := range v.complaints() {
				if strings.HasPrefix(c, "dialog") || strings.HasPrefix(c, "exception") {
					t.Errorf("%.200s: %s", address, c)
				}
			}
		}
	}
	t.Logf("%d hostile questions looked at", looked)
}
