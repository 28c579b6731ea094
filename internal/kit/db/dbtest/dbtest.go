// Package dbtest runs a test on every database engine, each time on an empty
// database of its own with all tables made.
//
// SQLite needs nothing. PostgreSQL is found through MASTHEAD_TEST_POSTGRES, the
// address of a server where databases may be made; `make test` starts one. A test
// never passes without it: it fails and says what to do.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/migrations"
)

// Each runs f on SQLite and on PostgreSQL.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachAt(t, nil, f)
}

// EachAt is Each with a clock of the test's choice.
func EachAt(t *testing.T, now clock.Clock, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			f(t, Open(t, Address(t, engine), now))
		})
	}
}

// Open opens and migrates the database at the address, and closes it with the test.
func Open(t testing.TB, address string, now clock.Clock) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(context.Background(), migrations.Files); err != nil {
		t.Fatal(err)
	}
	return d
}

// Address makes an empty database and gives its address; it goes with the test.
func Address(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "masthead.db")
	}
	server := os.Getenv("MASTHEAD_TEST_POSTGRES")
	if server == "" {
		t.Fatal("MASTHEAD_TEST_POSTGRES is not set: run `make test`, which starts a PostgreSQL server, or set it to the address of one where databases may be made")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "masthead_test_" + id.NewBlock()
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("making a database: %s", strings.ReplaceAll(err.Error(), server, "(server)"))
	}
	t.Cleanup(func() {
		defer admin.Close()
		if _, err := admin.Exec(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Errorf("dropping %s: %v", name, err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("MASTHEAD_TEST_POSTGRES is not an address")
	}
	u.Path = "/" + name
	return u.String()
}
