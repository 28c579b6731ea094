package tests_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// deskSite is the demo's desk, apart from the site that readers' tests share: what
// is done at it changes what they would see.
func deskSite(t *testing.T) *site {
	return common.desk.get(t, func() (*site, error) {
		return openSite(func(ctx context.Context, p *app.Program) error {
			_, err := demo.Plant(ctx, p.Edition, p.Library, time.Now())
			return err
		})
	})
}

// person is the first of the demo's people with a role.
func (s *site) person(t *testing.T, role people.Role) (who people.Person) {
	t.Helper()
	err := s.program.DB.Read(t.Context(), func(tx *db.Tx) error {
		staff, err := people.Staff(t.Context(), tx)
		for _, p := range staff {
			grants, err := people.Grants(t.Context(), tx, p.ID)
			if err != nil {
				return err
			}
			if who.ID == "" && slices.ContainsFunc(grants, func(g people.Grant) bool { return g.Role == role }) {
				who = p
			}
		}
		return err
	})
	if err != nil || who.ID == "" {
		t.Fatalf("the demo has no %s: %v", role, err)
	}
	return who
}

// session signs somebody in and gives the value of her cookie. She sees the desk in a
// language.
func (s *site) session(t *testing.T, who people.Person, l lang.Tag) string {
	t.Helper()
	var secret people.Secret
	err := s.program.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		d, err := people.DeskOf(t.Context(), tx, who.ID)
		if err != nil {
			return err
		}
		d.Lang = l
		if err := people.SetDesk(t.Context(), tx, who.ID, d); err != nil {
			return err
		}
		_, secret, err = people.StartSession(t.Context(), tx, who.ID, "a test", "127.0.0.1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret.Text
}

// visited is a page of the desk as somebody saw it.
type visited struct {
	base, path, pattern, html string
}

func (p visited) url() string    { return p.base + p.path }
func (p visited) String() string { return p.path }

var deskLink = regexp.MustCompile(`(?:href|src)="(/desk/[^"#]*)"`)

// eachPattern bounds how many pages of one address pattern are looked at.
const eachPattern = 2

// walk follows every link of the desk from its first page and gives the pages it came
// to, a few of each pattern, and which patterns it asked.
func (s *site) walk(t *testing.T, session string, begin ...string) (pages []visited, asked map[string]bool) {
	t.Helper()
	mux := http.NewServeMux()
	for _, r := range s.server.Desk().Routes() {
		if r.Method == http.MethodGet {
			mux.HandleFunc(r.Pattern(), func(http.ResponseWriter, *http.Request) {})
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	queue, seen, of := append([]string{"/desk/"}, begin...), map[string]bool{}, map[string]int{}
	asked = map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		r, err := http.NewRequest(http.MethodGet, s.base+path, nil)
		if err != nil || seen[path] || strings.HasPrefix(path, "/desk/assets/") {
			continue
		}
		seen[path] = true
		_, pattern := mux.Handler(r)
		if pattern == "" {
			t.Errorf("%s is linked to and no route of the desk", path)
			continue
		}
		if of[pattern] >= eachPattern || strings.HasPrefix(r.URL.Path, "/desk/sign-out") {
			continue
		}
		of[pattern]++
		asked[pattern] = true
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		r = r.WithContext(ctx)
		r.AddCookie(&http.Cookie{Name: newsroom.SessionCookie, Value: session})
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		mime := answer.Header.Get("Content-Type")
		var html []byte
		if strings.HasPrefix(mime, "text/html") {
			html, err = io.ReadAll(io.LimitReader(answer.Body, 8<<20))
		}
		answer.Body.Close()
		cancel()
		if to := answer.Header.Get("Location"); to != "" {
			queue = append(queue, to)
			continue
		}
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s is linked to and answers %d %v", path, answer.StatusCode, err)
			continue
		}
		if html == nil || strings.Contains(answer.Header.Get("Content-Security-Policy"), "sandbox") {
			continue // a preview is a page of readers, in which no script runs
		}
		pages = append(pages, visited{s.base, path, pattern, string(html)})
		for _, m := range deskLink.FindAllSubmatch(html, -1) {
			queue = append(queue, strings.ReplaceAll(string(m[1]), "&amp;", "&"))
		}
	}
	return pages, asked
}

// notLinked are addresses that no page links to, for they are given to people or asked
// for by scripts, with where they are tried instead.
var notLinked = map[string]string{
	"GET /desk/sign-in":                              "signin: led to when signed out",
	"GET /desk/signed-in":                            "signin: the window that signs in again",
	"GET /desk/enter/{secret}":                       "signin: in links",
	"GET /desk/invitation/{secret}":                  "signin: in mails",
	"GET /desk/forgot":                               "signin: from the page of signing in",
	"GET /desk/reset/{secret}":                       "signin: in mails",
	"GET /desk/second":                               "signin: led to after a password",
	"GET /desk/oidc":                                 "signin: where an outlet has accounts of its own",
	"GET /desk/oidc/back":                            "signin: led back to",
	"GET /desk/confirm":                              "signin: led to before what is weighty",
	"GET /desk/worker.js":                            "home: the browser's own",
	"GET /desk/look/{secret}":                        "publishing: previews for people without a sign-in",
	"GET /desk/stories/{story}/{lang}/text":          "editor: asked for by the script",
	"GET /desk/stories/{story}/{lang}/now":           "editor: asked for by the script",
	"GET /desk/stories/{story}/{lang}/events":        "editor: asked for by the script",
	"GET /desk/stories/{story}/{lang}/comments/data": "talk: asked for by the script",
	"GET /desk/media/find.json":                      "library: asked for by the script",
	"GET /desk/moment":                               "stories: asked for by the script",
	"GET /desk/calendar/{secret}":                    "stories: given to programs of calendars",
	"GET /desk/media/of/{hash}/{file}":               "library: pictures of previewed pages",
	"GET /desk/look/{secret}/media/{hash}/{file}":    "publishing: pictures of previewed pages",
	"GET /desk/notices/{notice}":                     "home: from a notice, which the demo has none of for her",
	"GET /desk/bench/{story}/{lang}/live":            "bench: asked for by the script",
	"GET /desk/bench/{story}/{lang}/help":            "bench: asked for by the script",
	"GET /desk/bench/{story}/{lang}/concordance":     "bench: asked for by the script",
	"GET /desk/stories/{story}/{lang}/terms/":        "terms: from the checks beside the text, and from the panel of publishing where a term asks",
}

func (s *site) deskPages(t *testing.T, l lang.Tag) []visited {
	t.Helper()
	pages, _ := s.walk(t, s.session(t, s.person(t, people.Administrator), l), "/desk/sign-in")
	return pages
}

// live is a story that the English edition shows.
func (s *site) live(t *testing.T) (id string) {
	t.Helper()
	err := s.program.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT story_id FROM edition_copy WHERE lang = 'en' AND state = 'live' ORDER BY story_id LIMIT 1`, nil, &id)
	})
	if err != nil || id == "" {
		t.Fatalf("the demo shows no story: %v", err)
	}
	return id
}

// Every page of the desk is reached by links, and no link leads nowhere.
func TestDeskIsReachable(t *testing.T) {
	s := deskSite(t)
	pages, asked := s.walk(t, s.session(t, s.person(t, people.Administrator), "en"))
	// Pseudonyms and what is published are the chief editor's.
	more, also := s.walk(t, s.session(t, s.person(t, people.ChiefEditor), "en"), "/desk/stories/"+s.live(t)+"/publish/", "/desk/stories/"+s.live(t)+"/en/")
	pages = append(pages, more...)
	maps.Copy(asked, also)
	for _, r := range s.server.Desk().Routes() {
		if r.Method == http.MethodGet && !asked[r.Pattern()] && notLinked[r.Pattern()] == "" {
			t.Errorf("no link leads to %s", r.Pattern())
		}
	}
	for pattern := range notLinked {
		if asked[pattern] {
			t.Errorf("%s is linked to after all", pattern)
		}
	}
	t.Logf("%d pages, %d patterns: %v", len(pages), len(asked), paths(pages))
}

// Every page of the desk is valid HTML.
func TestDeskHTML(t *testing.T) {
	jar := checker(t, "vnu-jar", "build", "dist", "vnu.jar")
	dir := t.TempDir()
	names := map[string]string{}
	for _, l := range []lang.Tag{"en", "hy"} {
		for _, p := range deskSite(t).deskPages(t, l) {
			name := fmt.Sprintf("%04d.html", len(names))
			names[name] = string(l) + " " + p.path
			if err := os.WriteFile(filepath.Join(dir, name), []byte(p.html), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.CommandContext(t.Context(), "java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", dir)
	var said bytes.Buffer
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	var report struct{ Messages []saidByChecker }
	if err := json.Unmarshal(said.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	for _, m := range report.Messages {
		t.Errorf("%s:%d %s\n%s", names[filepath.Base(m.URL)], m.Line, m.Message, m.Extract)
	}
	t.Logf("%d pages, %d messages", len(names), len(report.Messages))
}

// signIn gives a tab somebody's session.
func (v *tab) signIn(s *site, session string) {
	v.Helper()
	yes := true
	command(v, network.SetCookie, network.SetCookieParams{Name: newsroom.SessionCookie, Value: session, URL: s.base, Path: "/desk/", HTTPOnly: &yes})
}

// Every page of the desk breaks no rule of accessibility and no rule of its own policy,
// on a phone and on a wide screen, in light and dark, in English and Armenian.
func TestDeskAccessibility(t *testing.T) {
	script, err := os.ReadFile(checker(t, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	s := deskSite(t)
	dir := os.Getenv("MASTHEAD_SCREENSHOTS")
	who := s.person(t, people.Administrator)
	runs, broken := 0, 0
	for _, l := range []lang.Tag{"en", "hy"} {
		pages := s.deskPages(t, l)
		v := openTab(t)
		v.signIn(s, s.session(t, who, l))
		for _, p := range pages {
			v.media("screen", "prefers-color-scheme", "light", "prefers-reduced-motion", "reduce")
			v.window(1440, 900)
			v.forget()
			v.open(p)
			evaluate[bool](v, string(script)+";true")
			for i, scheme := range []string{"light", "dark"} {
				for j, width := range []int64{390, 1440} {
					rules := rulesOfColour
					if i == j {
						rules = rulesOfAxe
					}
					v.media("screen", "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
					v.window(width, 900)
					for _, found := range evaluate[[]violation](v, `Promise.race([new Promise((_, no) => setTimeout(no, 30000)), axe.run(document, {runOnly: `+rules+`, resultTypes: ["violations"], iframes: false})]).then(r => r.violations)`) {
						broken++
						v.Errorf("%s %s, %s, %d wide: %s: %s (%d places)\n%s\n%s", l, p, scheme, width, found.ID, found.Help, len(found.Nodes), found.Nodes[0].HTML, found.Nodes[0].FailureSummary)
					}
					if wide := evaluate[int](v, `document.documentElement.scrollWidth - innerWidth`); wide > 1 {
						v.Errorf("%s %s, %d wide: the page is %d px wider than the window", l, p, width, wide)
					}
					runs++
					if dir != "" {
						v.photographDesk(filepath.Join(dir, "desk-"+string(l)), p, width, scheme)
					}
				}
			}
			for _, c := range v.complaints() {
				if strings.Contains(c, "frame is sandboxed") {
					continue // readers' pages, previewed without their script
				}
				v.Errorf("%s %s: %s", l, p, c)
			}
		}
	}
	t.Logf("%d runs, %d violations", runs, broken)
}

// photographDesk takes the whole of a page that is open.
func (v *tab) photographDesk(dir string, p visited, width int64, scheme string) {
	v.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		v.Fatal(err)
	}
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.TrimPrefix(p.pattern, "GET /desk"), "-"), "-")
	if u, err := url.Parse(p.path); err == nil && u.RawQuery != "" {
		name += "-q"
	}
	if name == "" {
		name = "home"
	}
	file := filepath.Join(dir, fmt.Sprintf("%s-%d-%s.jpg", name, width, scheme))
	if _, err := os.Stat(file); err == nil {
		return // one of each is enough
	}
	if err := os.WriteFile(file, v.shot(), 0o644); err != nil {
		v.Fatal(err)
	}
}

func paths(pages []visited) (list []string) {
	for _, p := range pages {
		list = append(list, p.path)
	}
	return list
}
