package wordpress_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
)

// files says of each real export what comes of it: records, the types left out, and
// the problems of the file and of its records by code, without those that every page has.
var files = map[string]struct {
	records  int
	left     string
	problems string
}{
	"a11y-unit-test-data.xml":               {65, "attachment:39 comments:29 nav_menu_item:50", "duplicate_id:1 dynamic_block:1 empty_body:2 no_status:1 no_title:1 password_protected:1 sticky:1"},
	"backslashes.xml":                       {1, "", "no_date:1"},
	"block-test-data.xml":                   {62, "attachment:9 comments:2 wp_navigation:1", "dynamic_block:31 empty_body:1"},
	"cdata-edge.xml":                        {1, "", "no_date:1"},
	"crazy-cdata-escaped.xml":               {1, "", ""},
	"invalid-version-tag.xml":               {-1, "", "transfer.not_wxr"},
	"malformed-simple.xml":                  {0, "", "truncated:2"},
	"missing-tags.xml":                      {1, "", "no_date:1"},
	"multiple-cdata.xml":                    {1, "", "no_date:1"},
	"polylang-linked.xml":                   {6, "nav_menu_item:4", "empty_body:6"},
	"post-content-blank-lines.xml":          {1, "", ""},
	"small-export.xml":                      {11, "comments:1", ""},
	"term-meta.xml":                         {0, "", ""},
	"test-serialized-postmeta-no-cdata.xml": {1, "", ""},
	"test-serialized-term-meta.xml":         {1, "", "custom_taxonomy:1"},
	"theme-unit-test-data.xml":              {79, "attachment:37 comments:33 nav_menu_item:70", "dynamic_block:3 empty_body:2 missing_media:1 no_title:1 password_protected:1 sticky:1"},
	"themeunittestdata.wordpress.xml":       {79, "attachment:37 comments:33 nav_menu_item:70", "dynamic_block:3 empty_body:2 missing_media:1 no_title:1 password_protected:1 sticky:1"},
	"valid-wxr-1.1.xml":                     {2, "comments:1", "custom_taxonomy:1"},
	"wxr-flat-attachment-same-site.xml":     {1, "attachment:1", ""},
	"wxr-utf-8-challenges.xml":              {1, "", "bidi_controls:1"},
}

func TestRealFiles(t *testing.T) {
	paths, _ := filepath.Glob(testdata(t, "wxr/*.xml"))
	if len(paths) != len(files) {
		t.Errorf("%d files, the table has %d", len(paths), len(files))
	}
	for _, path := range paths {
		name := filepath.Base(path)
		want := files[name]
		res, err := read(t, path)
		if want.records < 0 {
			if f, ok := fault.As(err); !ok || f.Key != want.problems {
				t.Errorf("%s: %v, want %s", name, err, want.problems)
			}
			continue
		}
		codes := map[string]int{}
		all := res.problems
		for _, r := range res.records {
			all = append(all, r.Problems...)
		}
		for _, p := range all {
			if p.Code != "page" {
				codes[p.Code]++
			}
			if p.File != name {
				t.Errorf("%s: a problem names the file %q", name, p.File)
			}
		}
		if err != nil || len(res.records) != want.records || counts(res.left) != want.left || counts(codes) != want.problems {
			t.Errorf("%s: %v\n got %d, %q, %q\nwant %d, %q, %q", name, err, len(res.records), counts(res.left), counts(codes), want.records, want.left, want.problems)
		}
	}
}

func counts(m map[string]int) string {
	var parts []string
	for k, n := range m {
		parts = append(parts, fmt.Sprintf("%s:%d", k, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func TestPolylangExport(t *testing.T) {
	res, err := read(t, testdata(t, "wxr/polylang-linked.xml"))
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{}
	for _, r := range res.records {
		groups[r.Group] = append(groups[r.Group], r.Lang)
	}
	if len(groups) != 3 {
		t.Errorf("groups %v, want three", groups)
	}
	for g, langs := range groups {
		if slices.Sort(langs); !slices.Equal(langs, []string{"en", "fr"}) {
			t.Errorf("group %s: %v", g, langs)
		}
	}
	en, fr := res.records[0], res.records[1]
	if en.Section == nil || fr.Section == nil || en.Section.Name != "Test" || fr.Section.Name != "Essai" || en.Section.Group != "pll_56aceccce73e1" || fr.Section.Group != en.Section.Group {
		t.Errorf("sections: %+v %+v", en.Section, fr.Section)
	}
}

func TestRealDetails(t *testing.T) {
	res, err := read(t, testdata(t, "wxr/theme-unit-test-data.xml"))
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]transfer.Record{}
	for _, r := range res.records {
		by[r.Key] = r
	}
	gallery := by["post 555"]
	if n := strings.Count(gallery.HTML, `<figure class="wp-block-gallery">`); n != 10 {
		t.Errorf("%d galleries, want 10", n)
	}
	if !strings.Contains(gallery.HTML, `alt="Bell on Wharf"><figcaption>Bell on wharf in San Francisco</figcaption>`) {
		t.Error("a gallery without words")
	}
	if strings.Contains(gallery.HTML, "nextpage") {
		t.Error("a page mark was left in")
	}
	draft, future := 0, 0
	for _, r := range res.records {
		switch r.State {
		case transfer.Draft:
			draft++
		case transfer.Future:
			future++
		}
		if strings.Contains(r.HTML, "<!-- wp:") || strings.Contains(r.HTML, "[caption") {
			t.Errorf("%s %q: WordPress's notation was left in", r.Key, r.Headline)
		}
	}
	if draft != 2 || future != 1 {
		t.Errorf("%d drafts, %d scheduled, want 2 (one with a password), 1", draft, future)
	}
}
