package reader

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// shareFace is the English edition with every way to share, in the order of the test.
func shareFace(t *testing.T, ways []string, app string) *face {
	t.Helper()
	v, _ := testVoice(t, "en")
	p := *v.profile
	p.Outlet.Settings.FacebookApp = app
	v.profile, v.edition.Settings.Share = &p, ways
	return &face{voice: v, lang: "en", catalogue: keysAsWords{}}
}

// everyWay is every network and the four ways that are none.
var everyWay = []string{"facebook", "x", "telegram", "whatsapp", "messenger", "vk", "viber", "linkedin", "threads", "bluesky", "ok", "email", "copy", "native", "print"}

// TestShareLinks reads each link as the network does: by its own address, with the
// title and the address as they were, whatever signs are in them.
func TestShareLinks(t *testing.T) {
	const address, image = "https://news.example/en/the-bridge/", "https://news.example/share/en/the-bridge/0123.jpg"
	titles := []string{
		"The bridge",
		`Bread & salt: "100 %" = #1? <b>yes</b> + 2/3; it's {url} {title} %20 \ ~`,
		"Хлеб и соль", "Çörək, duz və ə", "Հաց և աղ՝ «բոլորին»", "პური და „მარილი“", "نان و نمک؟ ‏۱۰۰٪", "خبز وملح",
		"日本語 🚂 é",
	}
	for _, title := range titles {
		first, rest := shareFace(t, everyWay, "").share(passed{address, title, image})
		if len(first) != shareFirst || len(first)+len(rest) != len(everyWay) {
			t.Fatalf("%d and %d links", len(first), len(rest))
		}
		want := map[string]string{ // the link with its parts read back, sorted by key
			"Facebook":  "https://www.facebook.com/sharer/sharer.php u=" + address,
			"X":         "https://twitter.com/intent/tweet text=" + title + " url=" + address,
			"Telegram":  "https://t.me/share/url text=" + title + " url=" + address,
			"WhatsApp":  "https://wa.me/ text=" + title + " " + address,
			"Messenger": "fb-messenger://share link=" + address,
			"VK":        "https://vk.com/share.php image=" + image + " title=" + title + " url=" + address,
			"Viber":     "viber://forward text=" + title + " " + address,
			"LinkedIn":  "https://www.linkedin.com/sharing/share-offsite/ url=" + address,
			"Threads":   "https://threads.net/intent/post text=" + title + " url=" + address,
			"Bluesky":   "https://bsky.app/intent/compose text=" + title + " " + address,
			"OK":        "https://connect.ok.ru/offer imageUrl=" + image + " title=" + title + " url=" + address,
		}
		for _, l := range append(slices.Clone(first), rest...) {
			if l.Act != "" {
				if l.URL != "/en/the-bridge/" {
					t.Errorf("%s leads to %s", l.Act, l.URL)
				}
				continue
			}
			raw := string(l.URL)
			if strings.ContainsAny(raw, " \"'<>\\^`{|}\n\r\t") || strings.Contains(raw, "+") {
				t.Errorf("%s has signs that an address cannot have: %s", l.Name, raw)
			}
			if l.Icon == "mail" {
				checkMail(t, raw, title, address)
				continue
			}
			if got := readBack(t, raw); got != want[l.Name] {
				t.Errorf("%s\n got %s\nwant %s", l.Name, got, want[l.Name])
			}
		}
	}
}

func readBack(t *testing.T, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil || u.Fragment != "" {
		t.Fatalf("%s: %v", raw, err)
	}
	u.RawQuery = ""
	var keys []string
	for k, v := range values {
		if len(v) != 1 {
			t.Errorf("%s: %s stands %d times", raw, k, len(v))
		}
		keys = append(keys, k)
	}
	slices.Sort(keys)
	got := u.String()
	for _, k := range keys {
		got += " " + k + "=" + values.Get(k)
	}
	return got
}

func checkMail(t *testing.T, raw, title, address string) {
	t.Helper()
	query, ok := strings.CutPrefix(raw, "mailto:?")
	values, err := url.ParseQuery(query)
	if !ok || err != nil || values.Get("subject") != title || values.Get("body") != address || len(values) != 2 {
		t.Errorf("letter: %s", raw)
	}
}

// TestShareTitles: line ends could begin a header of a letter; what is no UTF-8 and
// what is too long for a network's post is cut.
func TestShareTitles(t *testing.T) {
	const address = "https://news.example/en/the-bridge/"
	post := func(title, way, key string) string {
		first, _ := shareFace(t, []string{way}, "").share(passed{address: address, title: title})
		u, err := url.Parse(string(first[0].URL))
		if err != nil {
			t.Fatal(err)
		}
		if u.Opaque != "" || u.Scheme == "mailto" {
			u.RawQuery = strings.TrimPrefix(string(first[0].URL), "mailto:?")
		}
		return u.Query().Get(key)
	}
	if got := post("Bread\r\nBcc: all@example.com", "email", "subject"); got != "Bread Bcc: all@example.com" {
		t.Errorf("letter: %q", got)
	}
	if got := post("  Bread\t\n salt \xff\xfe ", "telegram", "text"); got != "Bread salt" {
		t.Errorf("%q", got)
	}
	long := strings.Repeat("ძ", 600)
	for way, limit := range map[string]int{"x": 280, "threads": 500, "bluesky": 300} {
		got := post(long, way, "text")
		n := utf8.RuneCountInString(got)
		if way != "bluesky" {
			n += 1 + len(address)
		}
		if n != limit || !strings.Contains(got, "…") {
			t.Errorf("%s: a post of %d letters, want %d", way, n, limit)
		}
	}
	if got := post(long, "telegram", "text"); got != long {
		t.Error("Telegram has room for it")
	}
}

// TestMessenger: its page for computers wants an app; without one there is the app's
// own link, marked for phones.
func TestMessenger(t *testing.T) {
	of := passed{address: "https://news.example/en/a/", title: "A"}
	without, _ := shareFace(t, []string{"messenger"}, "").share(of)
	if got := without[0]; !got.App || got.URL != "fb-messenger://share?link=https%3A%2F%2Fnews.example%2Fen%2Fa%2F" {
		t.Errorf("without an app: %+v", got)
	}
	with, _ := shareFace(t, []string{"messenger"}, "1234567").share(of)
	if got := with[0]; got.App || readBack(t, string(got.URL)) != "https://www.facebook.com/dialog/send app_id=1234567 link=https://news.example/en/a/ redirect_uri=https://news.example/en/a/" {
		t.Errorf("with an app: %+v", got)
	}
}

// TestEveryWayHasALink: what an outlet may choose can be shown.
func TestEveryWayHasALink(t *testing.T) {
	for _, way := range everyWay {
		if !outlet.ShareWay(way) {
			t.Errorf("%s is not known to the outlet", way)
		}
	}
	for way := range shareTargets {
		if !slices.Contains(everyWay, way) {
			t.Errorf("%s is not tested", way)
		}
	}
}

// keysAsWords says every key as it is.
type keysAsWords struct{}

func (keysAsWords) Say(_ lang.Tag, key string, _ map[string]any) string { return key }
