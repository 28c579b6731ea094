package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// What one node publishes, moves or takes back, every node shows within two seconds.
func TestTwoNodesShowOneThing(t *testing.T) {
	database := dbtest.Address(t, db.Postgres)
	a, b := newNode(t, database), newNode(t, database)
	if status, _, _ := b.get("/en/first/"); status != 404 {
		t.Fatalf("before anything was published: %d", status)
	}
	b.get("/en/") // the front is kept from now on
	id := a.save("", "First", "first")
	publish(a, edition.Order{Story: id, Lang: "en"})
	b.within("published", "/en/first/", func(status int, _ http.Header, text string) bool {
		return status == 200 && strings.Contains(text, "The words of First")
	})
	b.within("published", "/en/", func(_ int, _ http.Header, text string) bool { return strings.Contains(text, "First") })

	a.save(id, "First, mended", "moved")
	publish(a, edition.Order{Story: id, Lang: "en"})
	b.within("moved", "/en/first/", func(status int, h http.Header, _ string) bool {
		return status == 301 && h.Get("Location") == "/en/moved/"
	})
	b.within("moved", "/en/moved/", func(status int, _ http.Header, text string) bool {
		return status == 200 && strings.Contains(text, "First, mended")
	})

	if err := a.Edition.Withdraw(t.Context(), id, "en", "It was not so."); err != nil {
		t.Fatal(err)
	}
	b.within("withdrawn", "/en/moved/", func(status int, _ http.Header, text string) bool {
		return status == 410 && strings.Contains(text, "It was not so.") && !strings.Contains(text, "The words of")
	})
	b.within("withdrawn", "/en/feed.xml", func(_ int, _ http.Header, text string) bool { return !strings.Contains(text, "First") })
	b.within("withdrawn", "/en/", func(_ int, _ http.Header, text string) bool { return !strings.Contains(text, "First") })
}

func publish(n *node, o edition.Order) {
	n.Helper()
	if _, err := n.Edition.Publish(n.Context(), o); err != nil {
		n.Fatal(err)
	}
}

// Of several nodes with one database, one carries out what was scheduled, once and
// never early.
func TestScheduledOnceByTwoNodes(t *testing.T) {
	database := dbtest.Address(t, db.Postgres)
	a, b := newNode(t, database), newNode(t, database)
	const n = 12
	due := time.Now().Add(1500 * time.Millisecond)
	for i := range n {
		from := []*node{a, b}[i%2]
		id := from.save("", "Planned", "planned")
		publish(from, edition.Order{Story: id, Lang: "en", At: due})
	}
	if live := a.count(`SELECT count(*) FROM edition_copy`); live != 0 && time.Now().Before(due) {
		t.Fatalf("%d are out before their time", live)
	}
	for end := time.Now().Add(30 * time.Second); a.count(`SELECT count(*) FROM edition_copy`) < n; {
		if time.Now().After(end) {
			t.Fatal("not all were published")
		}
		time.Sleep(20 * time.Millisecond)
	}
	for what, want := range map[string]int{
		`SELECT count(*) FROM edition_change`:                                        n,
		`SELECT count(*) FROM edition_schedule`:                                      0,
		`SELECT count(*) FROM edition_copy WHERE state = 'live' AND rev = 1`:         n,
		`SELECT count(DISTINCT slug) FROM edition_copy`:                              n,
		`SELECT count(*) FROM edition_address`:                                       n,
		`SELECT count(*) FROM story_revision`:                                        n,
		`SELECT cast(sum(live) AS bigint) FROM edition_month`:                        n,
		`SELECT count(*) FROM job WHERE kind = 'edition.publish' AND state = 'dead'`: 0,
	} {
		if got := a.count(what); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	if early := a.count(`SELECT count(*) FROM edition_change WHERE at < $1`, due.UnixMilli()); early != 0 {
		t.Errorf("%d went out early", early)
	}
	for _, node := range []*node{a, b} {
		node.within("scheduled", "/en/planned/", func(status int, _ http.Header, _ string) bool { return status == 200 })
	}
}
