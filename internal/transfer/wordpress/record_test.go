package wordpress_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"masthead/internal/transfer"
	"masthead/internal/transfer/wordpress"
)

// onlyRecord reads an export with one post.
func onlyRecord(t *testing.T, head, item string) transfer.Record {
	t.Helper()
	res, err := read(t, write(t, top+head+item+bottom))
	if err != nil || len(res.records) != 1 {
		t.Fatal(err, len(res.records), res.problems)
	}
	return res.records[0]
}

func codes(r transfer.Record) string {
	var list []string
	for _, p := range r.Problems {
		if p.Code != "empty_body" {
			list = append(list, p.Code)
		}
	}
	return strings.Join(list, " ")
}

func TestDatesAndStates(t *testing.T) {
	for _, c := range []struct{ fields, date, state, codes string }{
		{"<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:post_date>2020-01-02 07:04:05</wp:post_date><wp:status>publish</wp:status>", "2020-01-02T03:04:05Z", "published", ""},
		{"<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_date>2020-01-02 07:04:05</wp:post_date><wp:status>publish</wp:status>", "2020-01-02T07:04:05Z", "published", "no_zone"},
		{"<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_date>2020-01-02 07:04:05</wp:post_date><wp:status>draft</wp:status>", "2020-01-02T07:04:05Z", "draft", ""},
		{"<pubDate>Thu, 02 Jan 2020 03:04:05 +0000</pubDate><wp:status>publish</wp:status>", "2020-01-02T03:04:05Z", "published", ""},
		{"<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><pubDate>Tue, 30 Nov 1999 00:00:00 +0000</pubDate><wp:status>pending</wp:status>", "", "draft", ""},
		{"<wp:post_date_gmt>0000-12-31 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>", "", "published", "bad_date"},
		{"<wp:post_date_gmt>9999-12-31 23:59:59</wp:post_date_gmt><wp:status>future</wp:status>", "", "draft", "bad_date bad_date"},
		{"<wp:post_date_gmt>99999-12-31 23:59:59</wp:post_date_gmt><wp:status>publish</wp:status>", "", "published", "bad_date"},
		{"<wp:post_date_gmt>2020-13-41 03:04:05</wp:post_date_gmt><wp:status>publish</wp:status>", "", "published", "bad_date"},
		{"<wp:post_date_gmt>2100-01-02 03:04:05</wp:post_date_gmt><wp:status>future</wp:status>", "2100-01-02T03:04:05Z", "future", ""},
		{"<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:status>private</wp:status>", "2020-01-02T03:04:05Z", "draft", ""},
		{"<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:status>wc-odd</wp:status>", "2020-01-02T03:04:05Z", "draft", "unknown_status"},
		{"<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt>", "2020-01-02T03:04:05Z", "draft", "no_status"},
		{"<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_password>x</wp:post_password>", "2020-01-02T03:04:05Z", "draft", "password_protected"},
	} {
		r := onlyRecord(t, "", "<item><title>T</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>"+c.fields+"</item>")
		date := ""
		if !r.Date.IsZero() {
			date = r.Date.Format("2006-01-02T15:04:05Z07:00")
		}
		if date != c.date || string(r.State) != c.state || codes(r) != c.codes {
			t.Errorf("%s:\n got %s %s %q\nwant %s %s %q", c.fields, date, r.State, codes(r), c.date, c.state, c.codes)
		}
	}
}

func TestTitles(t *testing.T) {
	long := strings.Repeat("слово ", 400)
	for _, c := range []struct{ src, want, codes string }{
		{"<![CDATA[A &amp; B &#8217;s <em>book</em><br>two]]>", "A & B ’s book two", ""},
		{"A &amp;amp; B", "A & B", ""},
		{"<![CDATA[\u202eevil\u202c]]>", "evil", "bidi_controls"},
		{"<![CDATA[&#8238;evil]]>", "evil", "bidi_controls"},
		{"<![CDATA[\u2067\u2069]]>", "", "bidi_controls no_title"},
		{"<![CDATA[🔥🔥]]>", "🔥🔥", "odd_title"},
		{"", "", "no_title"},
		{"<![CDATA[می\u200cخواهم]]>", "می\u200cخواهم", ""},
		{"<![CDATA[<script>alert(1)</script>Title]]>", "Title", ""},
		{long, strings.TrimSpace(string([]rune(long)[:500])), "long_title"},
	} {
		r := onlyRecord(t, "", strings.Replace(post(1, ""), "Title 1", c.src, 1))
		if strings.TrimSpace(r.Headline) != c.want || codes(r) != c.codes {
			t.Errorf("%.60s:\n got %.80q %q\nwant %.80q %q", c.src, r.Headline, codes(r), c.want, c.codes)
		}
	}
}

func category(id int, slug, parent string) string {
	return fmt.Sprintf("<wp:category><wp:term_id>%d</wp:term_id><wp:category_nicename>%s</wp:category_nicename><wp:category_parent>%s</wp:category_parent><wp:cat_name>Name %[2]s</wp:cat_name></wp:category>\n", id, slug, parent)
}

func in(domain, slug string) string {
	return fmt.Sprintf(`<category domain="%s" nicename="%s"><![CDATA[Name %[2]s]]></category>`, domain, slug)
}

func TestSections(t *testing.T) {
	head := category(1, "uncategorized", "") + category(2, "world", "") + category(3, "asia", "world") + category(4, "sport", "") + category(5, "ring", "rong") + category(6, "rong", "ring") + category(7, "self", "self")
	primary := "<wp:postmeta><wp:meta_key>_yoast_wpseo_primary_category</wp:meta_key><wp:meta_value>4</wp:meta_value></wp:postmeta>"
	for _, c := range []struct{ cats, section, parent, topics string }{
		{"", "", "", ""},
		{in("category", "uncategorized"), "", "", ""},
		{in("category", "sport"), "category sport", "", ""},
		{in("category", "sport") + in("category", "world"), "category sport", "", "category world"},
		{in("category", "world") + in("category", "asia"), "category asia", "category world", "category world"},
		{in("category", "world") + in("category", "asia") + in("category", "sport") + primary, "category sport", "", "category world,category asia"},
		{in("category", "uncategorized") + in("post_tag", "x") + in("tag", "x") + in("tag", "y"), "", "", "post_tag x,post_tag y"},
		{in("category", "ring") + in("category", "rong"), "category ring", "category rong", "category rong"},
		{in("category", "self"), "category self", "", ""},
		{in("category", "unlisted"), "category unlisted", "", ""},
		{in("category", "sport") + in("category", "sport") + "<category>Name sport</category>", "category sport", "", ""},
		{in("post_format", "post-format-video") + in("nav_menu", "m") + in("region", "baku"), "", "", "region baku"},
	} {
		r := onlyRecord(t, head, post(1, c.cats))
		section, parent := "", ""
		if r.Section != nil {
			section, parent = r.Section.Key, r.Section.Parent
		}
		var topics []string
		for _, tp := range r.Topics {
			topics = append(topics, tp.Key)
		}
		if section != c.section || parent != c.parent || strings.Join(topics, ",") != c.topics {
			t.Errorf("%s:\n got %q %q %q\nwant %q %q %q", c.cats, section, parent, topics, c.section, c.parent, c.topics)
		}
	}
}

func term(id int, taxonomy, slug, description string) string {
	return fmt.Sprintf("<wp:term><wp:term_id>%d</wp:term_id><wp:term_taxonomy>%s</wp:term_taxonomy><wp:term_slug>%s</wp:term_slug><wp:term_name>%[3]s</wp:term_name><wp:term_description><![CDATA[%s]]></wp:term_description></wp:term>\n", id, taxonomy, slug, description)
}

// TestLanguages: a slug is a language unless its locale says that it is another's.
func TestLanguages(t *testing.T) {
	head := term(1, "language", "en", `a:1:{s:6:"locale";s:5:"en_GB";}`) + term(2, "language", "am", `a:1:{s:6:"locale";s:2:"hy";}`) +
		term(3, "language", "ge", `a:1:{s:6:"locale";s:5:"ka_GE";}`) + term(4, "language", "zh-hant", "") +
		term(5, "post_translations", "pll_a", `a:3:{s:2:"en";i:1;s:2:"am";s:1:"2";s:4:"sync";a:1:{s:2:"en";s:2:"en";}}`) + term(6, "post_translations", "pll_bad", `O:1:"x":0:{}`)
	for _, c := range []struct{ item, lang, group string }{
		{post(9, in("language", "en")), "en", ""},
		{post(9, in("language", "am")), "hy", ""},
		{post(9, in("language", "ge")), "ka", ""},
		{post(9, in("language", "zh-hant")), "zh-Hant", ""},
		{post(9, in("language", "en")+in("post_translations", "pll_x")), "en", "pll_x"},
		{post(1, ""), "en", "pll_a"},
		{post(2, ""), "hy", "pll_a"},
		{post(9, ""), "", ""},
		{post(9, "<wp:postmeta><wp:meta_key>_wpml_import_language_code</wp:meta_key><wp:meta_value>ru</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_wpml_import_translation_group</wp:meta_key><wp:meta_value>77</wp:meta_value></wp:postmeta>"), "ru", "wpml 77"},
	} {
		r := onlyRecord(t, head, c.item)
		if r.Lang != c.lang || r.Group != c.group {
			t.Errorf("%s: %q %q, want %q %q", c.item, r.Lang, r.Group, c.lang, c.group)
		}
	}
	if r := onlyRecord(t, "<language>ka-GE</language>", post(1, "")); r.Lang != "ka-GE" {
		t.Errorf("the site's own language: %q", r.Lang)
	}
}

func TestDuplicatesOfWPML(t *testing.T) {
	of := "<wp:postmeta><wp:meta_key>_icl_lang_duplicate_of</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"
	res, err := read(t, write(t, top+post(2, of)+post(1, "")+post(3, of)+post(4, "")+bottom))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range res.records {
		if want := map[bool]string{true: "wpml duplicate 1"}[r.Key != "post 4"]; r.Group != want {
			t.Errorf("%s: group %q, want %q", r.Key, r.Group, want)
		}
	}
}

func TestTermGroups(t *testing.T) {
	langs := term(1, "language", "en", "") + term(2, "language", "ru", "")
	cats := category(3, "georgia", "") + category(4, "georgia-ru", "") + category(5, "war-ru", "") + category(6, "us-aid", "")
	group := func(head, slug string) string {
		return onlyRecord(t, head, post(1, in("category", slug))).Section.Group
	}
	for slug, want := range map[string]string{"georgia": "georgia", "georgia-ru": "georgia", "war-ru": "", "us-aid": ""} {
		if got := group(langs+cats, slug); got != want {
			t.Errorf("by suffix, %s: %q, want %q", slug, got, want)
		}
	}
	linked := term(7, "term_translations", "pll_t", `a:2:{s:2:"en";i:5;s:2:"ru";s:1:"4";}`)
	for slug, want := range map[string]string{"georgia": "", "georgia-ru": "pll_t", "war-ru": "pll_t"} {
		if got := group(langs+cats+linked, slug); got != want {
			t.Errorf("by links, %s: %q, want %q", slug, got, want)
		}
	}
	if got := group(cats, "georgia-ru"); got != "" {
		t.Errorf("a file without languages: %q", got)
	}
}

func TestPeople(t *testing.T) {
	head := "<wp:author><wp:author_login>nino</wp:author_login><wp:author_email>n@s.example</wp:author_email><wp:author_display_name>Nino &amp; B.</wp:author_display_name></wp:author>" +
		"<wp:author><wp:author_login>aram</wp:author_login><wp:author_display_name></wp:author_display_name><wp:author_first_name>Aram</wp:author_first_name><wp:author_last_name>H.</wp:author_last_name></wp:author>"
	guest := `<item><title>Guest</title><wp:post_id>50</wp:post_id><wp:post_type>guest-author</wp:post_type><wp:post_name>cap-lena</wp:post_name><wp:status>publish</wp:status>
<wp:postmeta><wp:meta_key>cap-user_login</wp:meta_key><wp:meta_value>lena</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>cap-display_name</wp:meta_key><wp:meta_value>Lena L.</wp:meta_value></wp:postmeta></item>`
	for _, c := range []struct{ fields, want string }{
		{"<dc:creator>nino</dc:creator>", "nino/Nino & B./n@s.example"},
		{"<dc:creator>aram</dc:creator>", "aram/Aram H./"},
		{"<dc:creator>gone</dc:creator>", "gone/gone/"},
		{"", ""},
		{"<dc:creator>nino</dc:creator>" + in("author", "cap-lena") + in("author", "cap-aram"), "lena/Lena L./ aram/Aram H./"},
	} {
		r := onlyRecord(t, head, post(1, c.fields)+guest)
		var got []string
		for _, b := range r.Bylines {
			got = append(got, b.Key+"/"+b.Name+"/"+b.Email)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.fields, got, c.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	r := onlyRecord(t, "", post(7, `<link>https://s.example/ru/%d0%bd%d0%be%d0%b2/</link><guid isPermaLink="false">https://old.example/?p=3</guid><wp:post_name>%d0%bd%d0%be%d0%b2</wp:post_name>
<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>older</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>../../x</wp:meta_value></wp:postmeta>`))
	want := []string{"https://s.example/ru/%d0%bd%d0%be%d0%b2/", "https://old.example/?p=3", "https://s.example/?p=7", "https://s.example/ru/older/"}
	if !slices.Equal(r.Addresses, want) || r.Slug != "нов" {
		t.Errorf("%q %q", r.Addresses, r.Slug)
	}
	r = onlyRecord(t, "", post(8, `<link>javascript:alert(1)</link><guid>https://s.example/</guid>`))
	if want := []string{"https://s.example/?p=8"}; !slices.Equal(r.Addresses, want) {
		t.Errorf("%q", r.Addresses)
	}
}

// TestSecrets: what readers wrote, and keys, come out of nowhere.
func TestSecrets(t *testing.T) {
	comment := "<wp:comment><wp:comment_author_email>CANARY@x.example</wp:comment_author_email><wp:comment_author_IP>1.2.3.4</wp:comment_author_IP><wp:comment_content><![CDATA[CANARY]]></wp:comment_content></wp:comment>"
	meta := "<wp:postmeta><wp:meta_key>_mailchimp_api_key</wp:meta_key><wp:meta_value>CANARY</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_edit_lock</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"
	user := `<item><wp:post_id>5</wp:post_id><wp:post_type>user_request</wp:post_type><title>CANARY@x.example</title></item>`
	bin := strings.Replace(post(6, text("in the bin")), "publish", "trash", 1)
	res, err := read(t, write(t, top+post(1, comment+comment+meta+"<wp:post_password>CANARY</wp:post_password>")+user+bin+bottom))
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%+v", res); strings.Contains(s, "CANARY") || strings.Contains(s, "1.2.3.4") {
		t.Errorf("a secret was kept: %s", s)
	}
	if got := counts(res.left); got != "comments:2 secrets:1 trash:1 user_request:1" {
		t.Errorf("left %s", got)
	}
	if got := strings.Join(res.records[0].Sensitive, ", "); got != "comments (2), password, postmeta _mailchimp_api_key" {
		t.Errorf("named: %s", got)
	}
}

func TestTypes(t *testing.T) {
	custom := func(kind, status, body string) string {
		return strings.NewReplacer(">post<", ">"+kind+"<", ">publish<", ">"+status+"<").Replace(post(2, text(body)))
	}
	for _, c := range []struct {
		item    string
		records int
		codes   string
	}{
		{custom("report", "publish", "x"), 1, "custom_type"},
		{custom("report", "draft", "x"), 0, ""},
		{custom("report", "publish", " "), 0, ""},
		{custom("page", "draft", "x"), 1, "page"},
		{custom("revision", "inherit", "x"), 0, ""},
		{custom("wp_template", "publish", "x"), 0, ""},
		{custom("post", "auto-draft", ""), 0, ""},
		{custom("post", "auto-draft", "x"), 1, ""},
	} {
		res, err := read(t, write(t, top+c.item+bottom))
		if err != nil || len(res.records) != c.records || c.records > 0 && codes(res.records[0]) != c.codes || c.records == 0 && len(res.left) != 1 {
			t.Errorf("%s: %v %s %v", c.item, err, res.summary(), res.left)
		}
	}
}

func TestSiblings(t *testing.T) {
	first := write(t, top+post(1, "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>11</wp:meta_value></wp:postmeta>")+bottom)
	second := filepath.Join(t.TempDir(), "second.xml")
	if err := os.WriteFile(second, []byte(top+library+post(99, "")+bottom), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, siblings := range [][]string{nil, {second}} {
		r, err := wordpress.Open(first, wordpress.Options{Siblings: siblings})
		if err != nil {
			t.Fatal(err)
		}
		var recs []transfer.Record
		err = r.Read(t.Context(), func(rec transfer.Record) error { recs = append(recs, rec); return nil }, func(transfer.Problem) {}, func(int64) {})
		if err != nil || len(recs) != 1 || (recs[0].Lead != nil) != (siblings != nil) {
			t.Errorf("%v: %v %+v", siblings, err, recs)
		}
	}
}

// FuzzWXR: whatever stands in a file, nothing fails and nothing is taken twice.
func FuzzWXR(f *testing.F) {
	f.Add(top + post(1, text("<p>x</p>")+in("category", "a")) + library + bottom)
	f.Add(top + category(1, "a", "b") + term(2, "post_translations", "p", `a:1:{s:2:"en";i:1;}`) + "<item><title><![CDATA[x</item><item>]]></title>")
	f.Add("<rss><wp:wxr_version>1.0</wp:wxr_version><item><wp:post_id>1</wp:post_id><content:encoded>[gallery]<!-- wp:block {\"ref\":1} /--></content:encoded></item>")
	f.Fuzz(func(t *testing.T, src string) {
		res, err := read(t, write(t, src))
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, r := range res.records {
			if r.Key == "" || seen[r.Key] || strings.ContainsAny(r.Headline, "\n\r\x00") {
				t.Errorf("record %q %q", r.Key, r.Headline)
			}
			seen[r.Key] = true
		}
	})
}
