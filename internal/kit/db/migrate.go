package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/fault"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the tables to the newest shape, forward only. It may be killed at
// any point and run again: each migration is one transaction. On PostgreSQL a
// session lock lets one node at a time migrate. The folder's files are common to
// both engines; those in its folder "sqlite" or "postgres" belong to that engine.
func (d *DB) Migrate(ctx context.Context, migrations fs.FS) (err error) {
	defer fault.Wrap(&err, "migrating")
	p, err := d.provider(migrations)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Version is the number of the newest migration applied, and of the newest there is.
func (d *DB) Version(ctx context.Context, migrations fs.FS) (have, want int64, err error) {
	p, err := d.provider(migrations)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

func (d *DB) provider(migrations fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	var options []goose.ProviderOption
	if d.Engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(2, 60))
		if err != nil {
			return nil, fmt.Errorf("session lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, d.write, engineFS{migrations, string(d.Engine)}, options...)
}

// engineFS shows the common migrations and those of one engine as one folder.
type engineFS struct {
	fs.FS
	engine string
}

func (e engineFS) ReadDir(name string) ([]fs.DirEntry, error) {
	common, err := fs.ReadDir(e.FS, name)
	if err != nil || name != "." {
		return common, err
	}
	var all []fs.DirEntry
	for _, f := range common {
		if !f.IsDir() {
			all = append(all, f)
		}
	}
	own, err := fs.ReadDir(e.FS, e.engine)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	return append(all, own...), err
}

func (e engineFS) Open(name string) (fs.File, error) {
	f, err := e.FS.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return e.FS.Open(e.engine + "/" + name)
	}
	return f, err
}

func (e engineFS) Glob(pattern string) ([]string, error) {
	common, err := fs.Glob(e.FS, pattern)
	if err != nil {
		return nil, err
	}
	own, err := fs.Sub(e.FS, e.engine)
	if err != nil {
		return common, nil
	}
	more, err := fs.Glob(own, pattern)
	all := append(common, more...)
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(path.Base(a), path.Base(b)) }) // they are applied in this order
	return all, err
}

// Check asks the engine to look for damage in its own files.
func (d *DB) Check(ctx context.Context) error {
	if d.Engine == Postgres {
		return d.read.PingContext(ctx)
	}
	var answer string
	if err := d.read.QueryRowContext(ctx, `PRAGMA quick_check`).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fault.New(fault.Other, "db.damaged").Because(errors.New(answer))
	}
	return nil
}

// Listen calls heard for every notice on a PostgreSQL channel, until the context
// ends; on SQLite it returns at once. It is a hint: notices can be lost.
func (d *DB) Listen(ctx context.Context, channel string, heard func()) error {
	if d.Engine != Postgres {
		return nil
	}
	for ctx.Err() == nil {
		if err := d.listenOnce(ctx, channel, heard); err != nil && ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
	return ctx.Err()
}

func (d *DB) listenOnce(ctx context.Context, channel string, heard func()) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error { return waitForNotices(ctx, c, channel, heard) })
}

// Notify sends a notice on a PostgreSQL channel when the transaction commits.
func (tx *Tx) Notify(ctx context.Context, channel string) error {
	if tx.db.Engine != Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}
