package app_test

import (
	"database/sql"
	"net/http"
	"net/url"
	"os"
	"path"
	"runtime"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// A node whose database is gone serves what it has rendered; the rest is a page that
// says when to come again. It lives, but is not ready, and leaves nothing running.
func TestDatabaseClosedWhileServing(t *testing.T) {
	before := runtime.NumGoroutine()
	n := newNode(t, dbtest.Address(t, db.SQLite))
	id := n.save("", "Kept", "kept")
	publish(n, edition.Order{Story: id, Lang: "en"})
	n.within("published", "/en/kept/", func(status int, _ http.Header, _ string) bool { return status == 200 })
	n.settled("/en/kept/")
	n.DB.Close()
	if status, _, text := n.get("/en/kept/"); status != 200 || !strings.Contains(text, "The words of Kept") {
		t.Errorf("a page that was rendered: %d", status)
	}
	for range 3 {
		n.isAway("/en/other/")
		n.isAway("/ka/latest/")
	}
	if status, _, text := n.get("/healthz"); status != 200 || text != "ok\n" {
		t.Errorf("healthz: %d %s", status, text)
	}
	if err := n.stop(); err != nil {
		t.Error(err)
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+3; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// settled lets the node drop what was rendered before it heard of the last change, and
// render it again.
func (n *node) settled(path string) {
	n.Helper()
	time.Sleep(5 * edition.Pause)
	if status, _, _ := n.get(path); status != 200 {
		n.Fatalf("%s: %d", path, status)
	}
}

// isAway holds a path to the designed answer of a node without its database.
func (n *node) isAway(path string) {
	n.Helper()
	status, header, text := n.get(path)
	if status != 503 || header.Get("Retry-After") == "" || header.Get("Cache-Control") != "no-store" {
		n.Errorf("%s: %d %v", path, status, header)
	}
	if !strings.Contains(text, "<main") || strings.Contains(text, "sql:") || strings.Contains(text, "SQLSTATE") || header.Get("Content-Security-Policy") == "" {
		n.Errorf("%s is not the designed page:\n%s", path, text)
	}
}

// A server that stops and comes back is found again without a restart, and what was
// published meanwhile is shown.
func TestPostgresComesBack(t *testing.T) {
	database := dbtest.Address(t, db.Postgres)
	n := newNode(t, database)
	id := n.save("", "Kept", "kept")
	publish(n, edition.Order{Story: id, Lang: "en"})
	n.within("published", "/en/kept/", func(status int, _ http.Header, _ string) bool { return status == 200 })
	n.settled("/en/kept/")

	server, err := sql.Open("pgx", os.Getenv("MASTHEAD_TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := path.Base(u.Path)
	do := func(statement string) {
		t.Helper()
		if _, err := server.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	do(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`)
	t.Cleanup(func() { server.Exec(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS true`) })
	do(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`)
	n.within("away", "/readyz", func(status int, _ http.Header, _ string) bool { return status == 503 })
	n.isAway("/ka/latest/")
	if status, _, _ := n.get("/en/kept/"); status != 200 {
		t.Errorf("a page that was rendered: %d", status)
	}
	do(`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS true`)
	n.within("back", "/readyz", func(status int, _ http.Header, _ string) bool { return status == 200 })
	n.save(id, "Kept, mended", "kept")
	publish(n, edition.Order{Story: id, Lang: "en"})
	n.within("back", "/en/kept/", func(_ int, _ http.Header, text string) bool { return strings.Contains(text, "Kept, mended") })
}
