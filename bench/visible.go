package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/story"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// rounds is how often something is published to see when it is visible.
const rounds = 200

// node is the program within this process, serving.
type node struct {
	program *app.Program
	address string
	stop    func() error
}

func startNode(ctx context.Context, data, database string) (*node, error) {
	c, err := app.ReadConfig(app.Config{Data: data, Database: database, Listen: "127.0.0.1:0"}, func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	p, err := app.OpenOutlet(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	server, err := app.NewServer(ctx, p)
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- server.Run(ctx, func(a string) { ready <- a }) }()
	select {
	case err := <-ended:
		cancel()
		return nil, errors.Join(err, p.Close())
	case a := <-ready:
		return &node{p, a, func() error { cancel(); return errors.Join(<-ended, p.Close()) }}, nil
	}
}

// newStory makes a story to publish again and again.
func newStory(ctx context.Context, p *app.Program) (s story.Story, err error) {
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		s, err = story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
		return err
	})
	return s, err
}

// change publishes the story with new words and gives the moment of the commit.
func change(ctx context.Context, p *app.Program, s story.Story, word string) (slug string, committed time.Time, err error) {
	err = p.Edition.Write(ctx, func(b *edition.Batch) error {
		newest, err := story.Newest(ctx, b.Tx, s.ID, "en")
		if err != nil {
			newest.Rev = 0
		}
		doc := body.Doc{Blocks: []body.Block{{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: word}}}}}
		if _, err := story.SaveText(ctx, b.Tx, story.Save{Story: s.ID, Lang: "en", BaseRev: newest.Rev, Headline: "Watch this page", Body: &doc}); err != nil {
			return err
		}
		out, err := b.Publish(ctx, edition.Order{Story: s.ID, Lang: "en"})
		slug = out.Slug
		return err
	})
	return slug, time.Now(), err
}

// until asks a node for a page until it holds a word.
func until(address, slug, word string, since time.Time) (time.Duration, error) {
	for time.Since(since) < 10*time.Second {
		resp, err := http.Get("http://" + address + "/en/" + slug + "/")
		if err != nil {
			return 0, err
		}
		raw, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return 0, err
		}
		if strings.Contains(string(raw), word) {
			return time.Since(since), nil
		}
	}
	return 0, errors.New("it never became visible")
}

// seen publishes at one node and watches another, which may be the same.
func seen(ctx context.Context, from, to *node) ([]time.Duration, error) {
	s, err := newStory(ctx, from.program)
	if err != nil {
		return nil, err
	}
	var all []time.Duration
	for i := range rounds {
		word := fmt.Sprintf("round%dof%s", i, s.ID)
		slug, committed, err := change(ctx, from.program, s, word)
		if err != nil {
			return nil, err
		}
		took, err := until(to.address, slug, word, committed)
		if err != nil {
			return nil, err
		}
		all = append(all, took)
	}
	return all, nil
}

// visible: from the commit of a publishing until this node serves it, against a plain
// request of a page.
func (b *bench) visible() error {
	data, err := b.archive(1000)
	if err != nil {
		return err
	}
	n, err := startNode(b.ctx, data, "")
	if err != nil {
		return err
	}
	all, err := seen(b.ctx, n, n)
	if err := errors.Join(err, n.stop()); err != nil {
		return err
	}
	b.add(row{"publish → visible, same node, p99", ms(at(all, .99)) + " (p50 " + ms(at(all, .5)) + ")", "", "", "≤ 20 ms"})
	return os.RemoveAll(data)
}

// nodes: the same on a second node, both on one PostgreSQL.
func (b *bench) nodes() error {
	server := os.Getenv("MASTHEAD_TEST_POSTGRES")
	if server == "" {
		b.add(row{"publish → visible, second node, p99", "not measured", "MASTHEAD_TEST_POSTGRES is not set", "", "≤ 300 ms"})
		return nil
	}
	database, drop, err := newDatabase(server)
	if err != nil {
		return err
	}
	defer drop()
	data := filepath.Join(b.dir, "nodes")
	if err := b.masthead("init", "--data", data, "--database", database, "--name", "Bench", "--editions", "en,ru", "--admin", "a@bench.example"); err != nil {
		return err
	}
	one, err := startNode(b.ctx, data, database)
	if err != nil {
		return err
	}
	two, err := startNode(b.ctx, filepath.Join(b.dir, "nodes-two"), database)
	if err != nil {
		return errors.Join(err, one.stop())
	}
	all, err := seen(b.ctx, one, two)
	if err := errors.Join(err, one.stop(), two.stop()); err != nil {
		return err
	}
	b.add(row{"publish → visible, second node, p99", ms(at(all, .99)) + " (p50 " + ms(at(all, .5)) + ")", "", "", "≤ 300 ms"})
	return nil
}

func newDatabase(server string) (address string, drop func(), err error) {
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	name := "masthead_bench_" + id.NewBlock()
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", nil, err
	}
	slash := strings.LastIndexByte(server, '/')
	return server[:slash+1] + name, func() { admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); admin.Close() }, nil
}
