package reader_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/reader"
	"masthead/themes"
)

// Every theme shows every page, fullest and emptiest, in both directions.
func TestThemesShowEveryPage(t *testing.T) {
	for name, dir := range map[string]string{"default": "", "beginning": "../../themes/beginning", "broadsheet": "../../docs/themes/broadsheet"} {
		t.Run(name, func(t *testing.T) {
			var own fs.FS
			if dir != "" {
				own = os.DirFS(dir)
			}
			if err := reader.Try(themes.Default(), own, catalogue(t)); err != nil {
				t.Fatal(err)
			}
			for _, full := range []bool{true, false} {
				profile := sampleOutlet(t, full)
				h := openSite(t, profile, sampleShelf(profile, full), func(c *reader.Config) { c.Own = own })
				for _, l := range []lang.Tag{"en", "ka", "fa"} {
					for page, status := range shownPages {
						if page == "georgia/" && !full {
							continue
						}
						w := get(h, "/"+string(l)+"/"+page)
						if w.Code != status {
							t.Errorf("%s %s: status %d, want %d", l, page, w.Code, status)
						}
						wholePage(t, w.Body.Bytes(), l, page)
					}
				}
			}
		})
	}
}

// wholePage: one document in its language and direction, with one heading and one main part.
func wholePage(t *testing.T, body []byte, l lang.Tag, page string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			if n.Data == "html" && (a.Key == "lang" && a.Val != string(l) || a.Key == "dir" && a.Val != l.Dir()) {
				t.Errorf("%s %s: %s=%q", l, page, a.Key, a.Val)
			}
		}
	}
	if count["h1"] != 1 || count["main"] != 1 || count["footer"] != 1 {
		t.Errorf("%s %s: %d h1, %d main, %d footer", l, page, count["h1"], count["main"], count["footer"])
	}
	if left := keyLeft.Find(body); left != nil {
		t.Errorf("%s %s: %q was left", l, page, left)
	}
}

// An outlet's own sheet is linked after the theme's, and only where there is one.
func TestOwnSheetComesLast(t *testing.T) {
	profile := sampleOutlet(t, true)
	for _, own := range []fs.FS{nil, fstest.MapFS{"style/own.css": {Data: []byte(".x{color:red}")}}} {
		page := get(openSite(t, profile, &table{}, func(c *reader.Config) { c.Own = own }), "/en/").Body.String()
		theme, mine := strings.Index(page, "/theme.css"), strings.Index(page, "/own.css")
		if own == nil && mine >= 0 || own != nil && mine < theme {
			t.Errorf("theme.css at %d, own.css at %d", theme, mine)
		}
	}
}

const circle = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#123456">%s<circle cx="2" cy="2" r="2"/></svg>`

// The tokens of the settings reach the page: colours, type and logo, without a theme.
func TestTokensBySettings(t *testing.T) {
	for _, c := range []struct {
		set  outlet.Settings
		want []string
		logo bool
	}{
		{outlet.Settings{}, nil, false},
		{outlet.Settings{Accent: "#0a5c4a"}, []string{"--accent:#0a5c4a"}, false},
		{outlet.Settings{Paper: "#fbf8f1"}, []string{"--paper:#fbf8f1"}, false},
		{outlet.Settings{Headlines: "sans"}, []string{"*{--head:var(--sans)"}, false},
		{outlet.Settings{Headlines: "book", Texts: "sans"}, []string{"*{--head:var(--text)", "*{--text:var(--sans)"}, false},
		{outlet.Settings{Accent: "red;}body{display:none", Paper: "url(x)"}, nil, false},
		{outlet.Settings{Mark: fmt.Sprintf(circle, "")}, nil, true},
		{outlet.Settings{Mark: fmt.Sprintf(circle, "<script>1</script>")}, nil, false},
	} {
		profile := *sampleOutlet(t, true)
		profile.Outlet.Settings = c.set
		h := openSite(t, &profile, &table{}, nil)
		front := get(h, "/en/").Body.String()
		if got := strings.Contains(front, `<img class="mark"`); got != c.logo {
			t.Errorf("%+v: logo shown: %v", c.set, got)
		}
		i := strings.Index(front, "/outlet.css")
		if len(c.want) == 0 {
			if i >= 0 {
				t.Errorf("%+v made a sheet", c.set)
			}
			continue
		}
		if i < 0 {
			t.Fatalf("%+v made no sheet", c.set)
		}
		sheet := get(h, front[strings.LastIndex(front[:i], `"`)+1:i+len("/outlet.css")]).Body.String()
		for _, want := range c.want {
			if !strings.Contains(sheet, want) {
				t.Errorf("%+v: %q is not in %s", c.set, want, sheet)
			}
		}
	}
}
