package readership_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/readership"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// chrome is what most readers' browsers call themselves.
const chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"

// bed is a node that counts and ranks, and a clock that stands at noon.
type bed struct {
	*testing.T
	db      *db.DB
	clock   *clock.Fake
	counter *readership.Counter
	board   *readership.Board
	live    map[string]bool // stories that can be read; all if nil
	floor   int
	changed []lang.Tag // whose order changed, in turn
}

func each(t *testing.T, f func(b *bed)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(newBed(t, engine)) })
	}
}

func newBed(t *testing.T, engine db.Engine) *bed {
	fake := clock.NewFake(noon)
	b := &bed{T: t, clock: fake, db: dbtest.Open(t, dbtest.Address(t, engine), fake.Now)}
	b.counter = b.node()
	b.board = &readership.Board{
		DB: b.db, Editions: func() []lang.Tag { return []lang.Tag{"en", "ru"} }, Floor: func() int { return b.floor }, Copies: b.copies, Now: fake.Now,
		Changed: func(ctx context.Context, tx *db.Tx, editions []lang.Tag) error {
			b.changed = append(b.changed, editions...)
			return edition.MostReadChanged(ctx, tx, editions)
		},
	}
	return b
}

// node is one more counter over the same database.
func (b *bed) node() *readership.Counter {
	return readership.NewCounter(readership.CounterConfig{DB: b.db, Copies: b.copies, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler)})
}

func (b *bed) copies(_ context.Context, _ *db.Tx, _ lang.Tag, stories []string) ([]string, error) {
	if b.live == nil {
		return stories, nil
	}
	return slices.DeleteFunc(slices.Clone(stories), func(s string) bool { return !b.live[s] }), nil
}

// story is the id of the nth story.
func story(n int) string { return fmt.Sprintf("01hx%022d", n) }

// reader is the nth reader: each has a network of her own.
func reader(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(60 + n>>16), byte(n >> 8), byte(n), 7})
}

// read lets readers from one number to another read a story.
func (b *bed) read(s string, from, to int) {
	for n := from; n < to; n++ {
		b.counter.Count(readership.Reading{Lang: "en", Story: s, From: reader(n), Agent: chrome})
	}
}

func (b *bed) flush(more ...*readership.Counter) {
	b.Helper()
	for _, k := range append(more, b.counter) {
		if err := k.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// halves is what the database has of a story, in halves of a reader.
func (b *bed) halves(l lang.Tag, s string) (n int) {
	b.Helper()
	err := b.db.Read(b.Context(), func(tx *db.Tx) error {
		return tx.Row(b.Context(), `SELECT CAST(coalesce(SUM(halves), 0) AS BIGINT) FROM readership_hour WHERE lang = $1 AND story_id = $2`, []any{string(l), s}, &n)
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func (b *bed) rank() {
	b.Helper()
	if err := b.board.RankNow(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func (b *bed) list(span readership.Span) []string {
	b.Helper()
	list, err := b.board.MostRead(b.Context(), "en", span, readership.Places)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func (b *bed) wants(span readership.Span, want ...string) {
	b.Helper()
	if got := b.list(span); !slices.Equal(got, want) {
		b.Errorf("%s: %v, want %v", span, got, want)
	}
}
