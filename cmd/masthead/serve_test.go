package main

import (
	"context"
	"database/sql"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// article publishes a story in English and gives its path.
func (p *place) article(headline string) string {
	p.Helper()
	program := p.open()
	defer program.Close()
	var made story.Story
	err := program.DB.Write(p.Context(), func(tx *db.Tx) (err error) {
		if made, err = story.Create(p.Context(), tx, story.Story{Kind: story.News, Original: "en"}); err != nil {
			return err
		}
		return saveText(p.Context(), tx, made.ID, 0, headline, lang.Slug(headline, "en"))
	})
	if err != nil {
		p.Fatal(err)
	}
	out, err := program.Edition.Publish(p.Context(), edition.Order{Story: made.ID, Lang: "en"})
	if err != nil {
		p.Fatal(err)
	}
	return "/en/" + out.Slug + "/"
}

// A signal ends the program well: it exits with 0.
func TestSignalsEndServing(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		p := newPlace(t, db.SQLite, "en")
		cmd := p.process("masthead", "serve", "--listen", "127.0.0.1:0")
		var out noted
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		address := out.wait(t, "http://", "/")
		cmd.Process.Signal(signal)
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
		if _, err := net.Dial("tcp", address); err == nil {
			t.Errorf("%v: somebody still listens at %s", signal, address)
		}
		p.must("check")
	}
}

// What is under way when the program is told to stop is answered first.
func TestSlowRequestIsAnsweredWhileStopping(t *testing.T) {
	p := newPlace(t, db.Postgres, "en")
	path := p.article("A slow page")
	cmd := p.process("masthead", "serve", "--listen", "127.0.0.1:0")
	var out, log noted
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := out.wait(t, "http://", "/")
	server, err := sql.Open("pgx", p.database)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	hold, err := server.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Rollback()
	if _, err := hold.Exec(`LOCK TABLE edition_address, edition_copy IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	answers := make(chan string, 1)
	go func() {
		got, err := http.Get("http://" + address + path)
		if err != nil {
			answers <- err.Error()
			return
		}
		defer got.Body.Close()
		body, err := io.ReadAll(got.Body)
		if err != nil || !strings.Contains(string(body), "The words of") {
			answers <- string(body)
			return
		}
		answers <- got.Status
	}()
	for waiting := 0; waiting == 0; {
		if err := server.QueryRow(`SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	log.wait(t, "msg=stopping", "\n")
	for { // no new requests
		c, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		c.Close()
		time.Sleep(5 * time.Millisecond)
	}
	hold.Rollback()
	if got := <-answers; got != "200 OK" {
		t.Error(got)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
}

// A site with a name answers under it and under the node's own address, so that an
// operator can look before the name leads here; to other names it says so, shortly.
func TestHostNames(t *testing.T) {
	p := newPlace(t, db.SQLite, "en", "--url", "https://news.example")
	n := p.serve()
	_, port, err := net.SplitHostPort(n.address)
	if err != nil {
		t.Fatal(err)
	}
	want := n.get("/en/", "Host", "news.example").body
	if !strings.Contains(want, `rel="canonical" href="https://news.example/en/"`) {
		t.Error("the front does not name its address")
	}
	for _, host := range []string{"NEWS.example", "news.example:443", "news.example.", "127.0.0.1:" + port, "localhost:" + port, "localhost"} {
		if got := n.get("/en/", "Host", host); got.status != 200 || got.body != want {
			t.Errorf("%s: %d, %d bytes", host, got.status, len(got.body))
		}
	}
	for _, host := range []string{"evil.example", "news.example.evil", "xnews.example", "127.0.0.2", "[::1]", "news.example@evil", "www.news.example"} {
		got := n.get("/en/", "Host", host)
		if got.status == 400 { // net/http refuses what is no host name
			continue
		}
		if got.status != 421 || len(got.body) > 16<<10 || got.header.Get("Cache-Control") != "no-store" || strings.Contains(got.body, "evil") {
			t.Errorf("%s: %d, %d bytes, %v", host, got.status, len(got.body), got.header)
		}
	}
}

// The machine's own addresses: whether it lives, whether it is ready, and, where only
// the operator looks, how it does.
func TestOperatorsAddresses(t *testing.T) {
	p := newPlace(t, db.SQLite, "en")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	private := free.Addr().String()
	free.Close()
	n := p.serve("--metrics", private)
	for path, body := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if got := n.get(path); got.status != 200 || got.body != body || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %+v", path, got)
		}
	}
	for _, path := range []string{"/metrics", "/metrics/", "/debug/pprof/", "/debug/vars", "/masthead.db", "/masthead.toml", "/.git/config"} {
		if got := n.get(path); got.status != 404 || strings.Contains(got.body, "masthead_requests") {
			t.Errorf("%s: %d in public", path, got.status)
		}
	}
	inside := *n
	inside.address = private
	if got := inside.get("/metrics"); got.status != 200 || !strings.Contains(got.body, `masthead_requests_total{status="2xx"} 2`) || !strings.Contains(got.body, "masthead_request_seconds_count 9") {
		t.Errorf("%d\n%s", got.status, got.body)
	}
	if got := inside.get("/en/"); got.status != 404 {
		t.Errorf("the private address shows the site: %d", got.status)
	}
}

// An address that is taken is told, and ends the program.
func TestAddressInUse(t *testing.T) {
	p := newPlace(t, db.SQLite, "en")
	n := p.serve()
	for _, flags := range [][]string{{"--listen", n.address}, {"--listen", "127.0.0.1:0", "--metrics", n.address}} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		code, _, errOut := runWith(ctx, p.env, append([]string{"serve"}, flags...)...)
		cancel()
		if code != failed || !strings.Contains(errOut, n.address) {
			t.Errorf("%v: exit %d, %s", flags, code, errOut)
		}
	}
}
