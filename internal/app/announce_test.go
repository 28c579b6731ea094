package app_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fetch"
)

// told keeps what a hub and a search engine were posted.
type told struct {
	mu      sync.Mutex
	refuse  int // how many of the first posts are answered with 503
	hub     []url.Values
	engines []map[string]any
}

func (o *told) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuse > 0 {
		o.refuse--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	switch {
	case r.URL.Path == "/hub" && r.ParseForm() == nil:
		o.hub = append(o.hub, r.PostForm)
	case r.URL.Path == "/indexnow":
		var got map[string]any
		json.NewDecoder(r.Body).Decode(&got)
		o.engines = append(o.engines, got)
	}
	w.WriteHeader(http.StatusAccepted)
}

func (o *told) counts() (hub, engines int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.hub), len(o.engines)
}

// A change that readers see is told to the hub, feed by feed, and to search engines,
// with the key that stands at its address; a hub that is out of order is told later.
func TestChangesAreToldOutside(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { toldOutside(t, engine) })
	}
}

func toldOutside(t *testing.T, engine db.Engine) {
	n := newNode(t, dbtest.Address(t, engine))
	outside := &told{refuse: 1}
	server := httptest.NewServer(outside)
	defer server.Close()
	at, _ := url.Parse(server.URL)
	port, _ := strconv.ParseUint(at.Port(), 10, 16)
	n.Ping.Fetch = fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)}})
	n.Ping.Engines = server.URL + "/indexnow"
	for key, value := range map[string]string{"url": n.base, "hub": server.URL + "/hub", "indexnow": "0123456789abcdef"} {
		if err := n.SetOutlet(t.Context(), "", key, value); err != nil {
			t.Fatal(err)
		}
	}
	n.within("the settings", "/0123456789abcdef.txt", func(status int, _ http.Header, text string) bool { return status == 200 && text == "0123456789abcdef" })

	id := n.save("", "The bridge", "")
	if _, err := n.Edition.Publish(t.Context(), edition.Order{Story: id, Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	waited := time.Now()
	for hub, engines := outside.counts(); hub < 1 || engines < 1; hub, engines = outside.counts() {
		if time.Since(waited) > 15*time.Second {
			t.Fatalf("told the hub %d times and search engines %d times\n%s", hub, engines, n.log)
		}
		time.Sleep(10 * time.Millisecond)
	}
	outside.mu.Lock()
	defer outside.mu.Unlock()
	got := outside.hub[0]
	if got.Get("hub.mode") != "publish" || !slices.Contains(got["hub.url"], n.base+"/en/feed.xml") || !slices.Contains(got["hub.url"], n.base+"/en/feed/news/atom.xml") {
		t.Errorf("the hub was told %v", got)
	}
	notice := outside.engines[0]
	if pages, _ := notice["urlList"].([]any); notice["key"] != "0123456789abcdef" || notice["keyLocation"] != n.base+"/0123456789abcdef.txt" || len(pages) != 1 || pages[0] != n.base+"/en/the-bridge/" {
		t.Errorf("search engines were told %v", notice)
	}
}
