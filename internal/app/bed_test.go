package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// node is a program that serves.
type node struct {
	*testing.T
	*app.Program
	base   string // "http://127.0.0.1:4711"
	log    *safeLog
	client *http.Client
	stop   func() error
	direct http.Handler // the same faces without a connection
}

// newNode opens the program on a database, makes the outlet if there is none, and
// serves it on a free port, with settings as the environment has them.
func newNode(t *testing.T, database string, set ...string) *node {
	t.Helper()
	return nodeIn(t, t.TempDir(), database, set...)
}

// nodeIn is newNode with a data folder that is there already.
func nodeIn(t *testing.T, data, database string, set ...string) *node {
	t.Helper()
	log := &safeLog{}
	c, err := app.ReadConfig(app.Config{Data: data, Database: database, Listen: "127.0.0.1:0"}, settings(set...))
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.Open(t.Context(), c, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if p.Outlet.Load(t.Context()) != nil {
		if err := p.Make(t.Context(), app.NewOutlet{Name: "Crossroads", Editions: []string{"en", "ka"}, Admin: "nino@example.org"}); err != nil {
			t.Fatal(err)
		}
	}
	n := &node{T: t, Program: p, log: log, client: &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	server, err := app.NewServer(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	n.direct = server.Handler()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- server.Run(ctx, func(address string) { ready <- address }) }()
	n.stop = sync.OnceValue(func() error {
		n.client.CloseIdleConnections()
		cancel()
		err := <-ended
		p.Close()
		return err
	})
	t.Cleanup(func() {
		if err := n.stop(); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "panic") {
			t.Error(log.String())
		}
	})
	select {
	case address := <-ready:
		n.base = "http://" + address
	case err := <-ended:
		t.Fatal(err)
	}
	return n
}

// get gives an answer in a line: its status, where it leads to, and its body.
func (n *node) get(path string) (status int, header http.Header, text string) {
	n.Helper()
	got, err := n.client.Get(n.base + path)
	if err != nil {
		n.Fatal(err)
	}
	defer got.Body.Close()
	page, err := io.ReadAll(got.Body)
	if err != nil {
		n.Fatal(err)
	}
	return got.StatusCode, got.Header, string(page)
}

// within waits until a node answers a path as wanted, two seconds at most.
func (n *node) within(what, path string, right func(status int, header http.Header, text string) bool) {
	n.Helper()
	end := time.Now().Add(2 * time.Second)
	for !right(n.get(path)) {
		if time.Now().After(end) {
			status, header, text := n.get(path)
			n.Fatalf("%s: after two seconds %s answers %d %v\n%s", what, path, status, header, text)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// save makes a story, or saves its text again, and gives its id.
func (n *node) save(id, headline, slug string) string {
	n.Helper()
	ctx := n.Context()
	err := n.DB.Write(ctx, func(tx *db.Tx) error {
		base := 0
		if id == "" {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
			if err != nil {
				return err
			}
			id = s.ID
		} else if t, err := story.Newest(ctx, tx, id, "en"); err == nil {
			base = t.Rev
		}
		doc := body.Doc{Blocks: []body.Block{{ID: "00000000000000aa", Type: body.Paragraph, Text: []body.Span{{Text: "The words of " + headline}}}}}
		_, err := story.SaveText(ctx, tx, story.Save{Story: id, Lang: "en", BaseRev: base, Headline: headline, Slug: slug, Body: &doc})
		return err
	})
	if err != nil {
		n.Fatal(err)
	}
	return id
}

func (n *node) count(query string, args ...any) (found int) {
	n.Helper()
	err := n.DB.Read(n.Context(), func(tx *db.Tx) error { return tx.Row(n.Context(), query, args, &found) })
	if err != nil {
		n.Fatal(fmt.Errorf("%s: %w", query, err))
	}
	return found
}

// safeLog keeps what several goroutines write.
type safeLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *safeLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
