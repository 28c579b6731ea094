package ghost_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
	"masthead/internal/transfer/ghost"
)

type result struct {
	records  []transfer.Record
	problems []transfer.Problem
	left     map[string]int
	source   string
}

func read(t testing.TB, path, site string) (result, error) {
	t.Helper()
	r, err := ghost.Open(path, ghost.Options{Site: site})
	if err != nil {
		return result{}, err
	}
	var res result
	err = r.Read(t.Context(),
		func(rec transfer.Record) error { res.records = append(res.records, rec); return nil },
		func(p transfer.Problem) { res.problems = append(res.problems, p) }, func(int64) {})
	res.left, res.source = r.Left(), r.Source()
	return res, err
}

func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRealExport(t *testing.T) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	res, err := read(t, filepath.Join(dir, "ghost", "ghost.json"), "https://site.example/")
	if err != nil {
		t.Fatal(err)
	}
	if len(res.records) != 3 {
		t.Fatalf("%d records, want 3", len(res.records))
	}
	one, three := res.records[0], res.records[2]
	if one.Headline != "Post 1" || one.State != transfer.Published || one.Section == nil || one.Section.Name != "News" ||
		len(one.Bylines) != 1 || one.Bylines[0].Email != "alice@example.com" || one.Lead == nil ||
		one.Addresses[0] != "https://site.example/post-1/" || !strings.Contains(one.HTML, "Hello world") {
		t.Errorf("first post: %+v", one)
	}
	if !strings.Contains(three.HTML, `<img src="https://example.com/images/lexical-image.jpg"`) {
		t.Errorf("Lexical: %s", three.HTML)
	}
}

// lexicalDoc is a body with each kind of node that has a meaning.
const lexicalDoc = `{"root":{"type":"root","children":[
 {"type":"paragraph","children":[{"type":"extended-text","text":"One ","format":0},{"type":"text","text":"two & <b>","format":3},{"type":"linebreak"},
   {"type":"link","url":"https://a.example/?x=1&y=2","children":[{"type":"text","text":"link","format":0}]}]},
 {"type":"extended-heading","tag":"h3","children":[{"type":"text","text":"Head","format":0}]},
 {"type":"list","listType":"number","children":[{"type":"listitem","children":[{"type":"text","text":"a","format":0}]},{"type":"listitem","children":[{"type":"list","listType":"bullet","children":[{"type":"listitem","children":[{"type":"text","text":"b"}]}]}]}]},
 {"type":"extended-quote","children":[{"type":"text","text":"Said."}]},
 {"type":"image","src":"__GHOST_URL__/content/images/a.jpg","alt":"A","caption":"<i>Cap</i>"},
 {"type":"gallery","images":[{"src":"https://x.example/1.jpg"},{"src":"https://x.example/2.jpg","alt":"two"}]},
 {"type":"embed","url":"https://www.youtube.com/watch?v=dQw4w9WgXcQ","html":"<iframe src='x'></iframe>"},
 {"type":"bookmark","url":"https://b.example/","metadata":{"title":"B & C"}},
 {"type":"callout","calloutText":"Mind","calloutEmoji":"💡"},
 {"type":"toggle","heading":"Why?","content":"<p>So.</p>"},
 {"type":"horizontalrule"},{"type":"codeblock","code":"a<b"},{"type":"html","html":"<table><tr><td>1</td></tr></table>"},
 {"type":"markdown","markdown":"# M\n\n- *x*\n- [y](https://y.example)"},
 {"type":"audio","src":"/content/media/a.mp3"},{"type":"signup"},{"type":"nova","children":[{"type":"text","text":"kept"}]}
]}}`

func exportWith(fields map[string]any, tables string) string {
	p := map[string]any{"id": "1", "title": "T", "slug": "t", "status": "published", "published_at": "2024-05-01T10:00:00.000Z"}
	for k, v := range fields {
		p[k] = v
	}
	b, _ := json.Marshal(p)
	if tables != "" {
		tables = "," + tables
	}
	return `{"db":[{"meta":{"version":"5.0.0"},"data":{"posts":[` + string(b) + `]` + tables + `}}]}`
}

func TestLexical(t *testing.T) {
	res, err := read(t, write(t, exportWith(map[string]any{"lexical": lexicalDoc}, "")), "https://s.example")
	if err != nil || len(res.records) != 1 {
		t.Fatal(err, len(res.records))
	}
	want := `<p>One <strong><em>two &amp; &lt;b&gt;</em></strong><br><a href="https://a.example/?x=1&amp;y=2">link</a></p>
<h3>Head</h3>
<ol><li>a</li><li><ul><li>b</li></ul>
</li></ol>
<blockquote><p>Said.</p></blockquote>
<figure><img src="https://s.example/content/images/a.jpg" alt="A"><figcaption><i>Cap</i></figcaption></figure>
<figure class="kg-gallery-container">
<figure><img src="https://x.example/1.jpg" alt=""></figure>
<figure><img src="https://x.example/2.jpg" alt="two"></figure>
</figure>
<figure><iframe src="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></iframe></figure>
<p><a href="https://b.example/">B &amp; C</a></p>
<div class="kg-callout-card"><p>💡 Mind</p></div>
<details><summary>Why?</summary><p>So.</p></details>
<hr>
<pre><code>a&lt;b</code></pre>
<table><tr><td>1</td></tr></table>
<h1>M</h1>
<ul><li><em>x</em></li><li><a href="https://y.example">y</a></li></ul>
<figure><audio controls src="https://s.example/content/media/a.mp3" title=""></audio></figure>
kept`
	if got := res.records[0].HTML; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if p := res.records[0].Problems; len(p) != 1 || p[0].Code != "unknown_card" || !strings.Contains(p[0].Detail, "signup") {
		t.Errorf("problems: %v", p)
	}
}

func TestMobiledoc(t *testing.T) {
	doc := `{"version":"0.3.1","atoms":[["soft-return","",{}]],"cards":[["image",{"src":"https://x.example/a.jpg","caption":"c"}],["hr",{}],["email",{}]],
	"markups":[["strong"],["a",["href","https://l.example"]]],
	"sections":[[1,"p",[[0,[],0,"plain "],[0,[0],1,"bold"],[1,[],0,0],[0,[1],1,"link"]]],[1,"h2",[[0,[],0,"Head"]]],[3,"ol",[[[0,[],0,"one"]],[[0,[],0,"two"]]]],[10,0],[10,1],[10,2],[10,99],[1]]}`
	res, err := read(t, write(t, exportWith(map[string]any{"mobiledoc": doc}, "")), "")
	if err != nil {
		t.Fatal(err)
	}
	want := `<p>plain <strong>bold</strong><br><a href="https://l.example">link</a></p>
<h2>Head</h2>
<ol><li>one</li><li>two</li></ol>
<figure><img src="https://x.example/a.jpg" alt=""><figcaption>c</figcaption></figure>
<hr>
`
	if got := res.records[0].HTML; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		fields map[string]any
		want   transfer.State
		code   string
	}{
		{map[string]any{}, transfer.Published, ""},
		{map[string]any{"status": "draft"}, transfer.Draft, ""},
		{map[string]any{"status": "scheduled"}, transfer.Future, ""},
		{map[string]any{"status": "scheduled", "published_at": nil}, transfer.Draft, "bad_date"},
		{map[string]any{"status": "scheduled", "published_at": "9999-01-01T00:00:00.000Z"}, transfer.Draft, "bad_date"},
		{map[string]any{"status": "sent"}, transfer.Draft, "mail_only"},
		{map[string]any{"visibility": "paid"}, transfer.Draft, "members_only"},
		{map[string]any{"visibility": "public"}, transfer.Published, ""},
		{map[string]any{"published_at": 1714557600000}, transfer.Published, ""},
	} {
		c.fields["html"] = "<p>x</p>"
		res, err := read(t, write(t, exportWith(c.fields, "")), "https://s.example")
		if err != nil {
			t.Fatal(err)
		}
		rec := res.records[0]
		code := ""
		if len(rec.Problems) > 0 {
			code = rec.Problems[0].Code
		}
		if rec.State != c.want || code != c.code {
			t.Errorf("%v: %s %q, want %s %q", c.fields, rec.State, code, c.want, c.code)
		}
	}
}

func TestMarkdown(t *testing.T) {
	src := "# One\n\nA **bold** *word* and `code`\nnext\n\n1. a\n2. b\n\n> said\n> so\n\n```\nx < y\n```\n---\n![alt](a.jpg)\n<div>raw</div>"
	want := "<h1>One</h1>\n<p>A <strong>bold</strong> <em>word</em> and <code>code</code>\nnext</p>\n<ol><li>a</li><li>b</li></ol>\n" +
		"<blockquote><p>said\nso</p></blockquote>\n<pre><code>x &lt; y</code></pre>\n<hr>\n<p><img alt=\"alt\" src=\"a.jpg\">\n<div>raw</div></p>\n"
	res, err := read(t, write(t, exportWith(map[string]any{"markdown": src}, "")), "")
	if err != nil || res.records[0].HTML != want {
		t.Errorf("%v\n got %q\nwant %q", err, res.records[0].HTML, want)
	}
}

func TestTagsPeopleAndSecrets(t *testing.T) {
	tables := `"tags":[{"id":"a","name":"Politics","slug":"politics"},{"id":"b","name":"#ru","slug":"hash-ru","visibility":"internal"},{"id":"c","name":"Baku","slug":"baku"}],
	"posts_tags":[{"post_id":"1","tag_id":"c","sort_order":2},{"post_id":"1","tag_id":"b","sort_order":0},{"post_id":"1","tag_id":"a","sort_order":1}],
	"users":[{"id":"9","name":"Ana","slug":"ana","email":"ana@s.example","password":"$2a$CANARY"},{"id":"8","name":"Levan","slug":"levan"}],
	"posts_authors":[{"post_id":"1","author_id":"8","sort_order":1},{"post_id":"1","author_id":"9","sort_order":0}],
	"members":[{"email":"CANARY@reader.example"},{"email":"b@reader.example"}],"api_keys":[{"secret":"CANARY"}],"sessions":[{"session_data":"CANARY"}],"brute":[{}],
	"settings":[{"key":"title","value":"The Site"},{"key":"stripe_secret_key","value":"CANARY"},{"key":"locale","value":"en"}],
	"posts_meta":[{"post_id":"1","feature_image_alt":"Alt","feature_image_caption":"By <a href='x'>me</a>"}]`
	res, err := read(t, write(t, exportWith(map[string]any{"html": "<p>x</p>", "feature_image": "https://x.example/a.jpg", "codeinjection_head": "<script>CANARY</script>"}, tables)), "")
	if err != nil {
		t.Fatal(err)
	}
	rec := res.records[0]
	if rec.Section == nil || rec.Section.Slug != "politics" || len(rec.Topics) != 1 || rec.Topics[0].Name != "Baku" || rec.Lang != "ru" {
		t.Errorf("terms: %+v %+v %q", rec.Section, rec.Topics, rec.Lang)
	}
	if len(rec.Bylines) != 2 || rec.Bylines[0].Name != "Ana" || rec.Bylines[1].Key != "levan" {
		t.Errorf("bylines: %+v", rec.Bylines)
	}
	if rec.Lead == nil || rec.Lead.Alt != "Alt" || rec.Lead.Caption != "By me" {
		t.Errorf("lead: %+v", rec.Lead)
	}
	all, _ := json.Marshal([]any{res.records, res.problems, res.left, res.source})
	if strings.Contains(string(all), "CANARY") {
		t.Errorf("a secret was kept: %s", all)
	}
	for name, n := range map[string]int{"members": 2, "api_keys": 1, "sessions": 1, "brute": 1, "secret settings": 1} {
		if res.left[name] != n {
			t.Errorf("left %s: %d, want %d", name, res.left[name], n)
		}
	}
	if res.source != "ghost The Site" {
		t.Errorf("source %q", res.source)
	}
}

func TestForms(t *testing.T) {
	posts := `"posts":[{"id":1,"title":"Old","slug":"old","markdown":"Hi *you*","status":"published","published_at":1400000000000,"page":0}]`
	for name, src := range map[string]string{
		"bare": `{` + posts + `}`, "data": `{"meta":{"v":1},"data":{` + posts + `}}`, "db": `{"db":[{"data":{` + posts + `}}]}`, "mark": "\xef\xbb\xbf{" + posts + "}",
	} {
		res, err := read(t, write(t, src), "")
		if err != nil || len(res.records) != 1 || !strings.Contains(res.records[0].HTML, "<em>you</em>") {
			t.Errorf("%s: %v %+v", name, err, res.records)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, src := range map[string]string{
		"empty": "", "text": "hello", "list": "[1,2]", "other": `{"a":1}`, "deep": strings.Repeat(`{"a":`, 20_000), "lists": strings.Repeat(`[`, 20_000),
	} {
		_, err := read(t, write(t, src), "")
		if f, ok := fault.As(err); !ok || f.Key != "transfer.not_ghost" {
			t.Errorf("%s: %v, want transfer.not_ghost", name, err)
		}
	}
}

func TestCutOff(t *testing.T) {
	src := exportWith(map[string]any{"html": "<p>x</p>"}, `"tags":[{"id":"a"`)
	res, err := read(t, write(t, src[:len(src)-12]), "")
	if err != nil || len(res.records) != 1 || len(res.problems) == 0 || res.problems[0].Code != "truncated" {
		t.Errorf("%v %v %v", err, res.records, res.problems)
	}
}

func TestHostileBodies(t *testing.T) {
	deep := `{"root":` + strings.Repeat(`{"type":"quote","children":[`, 500) + strings.Repeat(`]}`, 500) + `}`
	wide := `{"root":{"type":"root","children":[` + strings.Repeat(`{},`, 300_000) + `{}]}}`
	for name, f := range map[string]map[string]any{
		"deep": {"lexical": deep}, "wide": {"lexical": wide}, "not": {"lexical": "<p>"}, "number": {"lexical": `{"root":{"type":"paragraph","children":7}}`, "title": 5},
		"mobiledoc": {"mobiledoc": `{"sections":[[3,"ul"],[10,-1],[1,"p",[[0,[99],5,null]]],[]]}`, "published_at": 0},
	} {
		res, err := read(t, write(t, exportWith(f, "")), "")
		if err != nil || len(res.records) != 1 || len(res.records[0].Problems) == 0 && name != "mobiledoc" {
			t.Errorf("%s: %v %+v", name, err, res.records)
		}
	}
}

func FuzzGhost(f *testing.F) {
	f.Add(exportWith(map[string]any{"lexical": lexicalDoc}, `"tags":[{"id":1}]`))
	f.Add(exportWith(map[string]any{"mobiledoc": `{"sections":[[1,"p",[[0,[],0,"x"]]]]}`}, ""))
	f.Add(`{"posts":[{"id":{},"markdown":"# a\n- b\n> c"}]}`)
	f.Fuzz(func(t *testing.T, src string) {
		res, err := read(t, write(t, src), "https://s.example")
		if err != nil && len(res.records) > 0 {
			t.Errorf("refused after %d records", len(res.records))
		}
		for _, r := range res.records {
			if r.Key == "" || strings.ContainsAny(r.Headline, "\n\r\x00") {
				t.Errorf("record %q %q", r.Key, r.Headline)
			}
		}
	})
}
