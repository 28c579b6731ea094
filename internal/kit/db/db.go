package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/fault"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
	"modernc.org/sqlite"
)

// Engine names the database engine in use.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. It is safe for use by several goroutines.
type DB struct {
	Engine Engine

	url   string
	write *sql.DB
	read  *sql.DB
	now   clock.Clock // nil: the database's own clock on PostgreSQL, the machine's on SQLite

	mu         sync.RWMutex
	statements map[*sql.DB]map[string]*sql.Stmt
	hearers    map[reflect.Type][]any // by the type of the announcement; see Hear
}

// maxStatements bounds the prepared statements kept for each pool. Every SQL text
// is a constant of the program, so the bound is only ever met by a defect.
const maxStatements = 2000

// Open opens "sqlite:PATH" or "postgres://…". It does not migrate. A nil clock
// means real time; tests hand in a fake.
func Open(ctx context.Context, address string, now clock.Clock) (*DB, error) {
	d := &DB{url: address, now: now, statements: map[*sql.DB]map[string]*sql.Stmt{}}
	var err error
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		err = d.openSQLite(strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		err = d.openPostgres(address)
	default:
		return nil, fault.New(fault.Invalid, "db.unknown_address")
	}
	if err != nil {
		return nil, err
	}
	if err := d.read.PingContext(ctx); err != nil {
		d.Close()
		return nil, fault.New(fault.Busy, "db.cannot_open").Because(redact(err, address))
	}
	return d, nil
}

// openSQLite keeps every acknowledged commit through a power cut (WAL with
// synchronous=FULL), lets one connection write and takes its lock at once, so that
// a transaction never has to be undone for having read first.
func (d *DB) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-16000)", "temp_store(MEMORY)", "journal_size_limit(67108864)",
	}}
	open := func(extra url.Values) (*sql.DB, error) {
		q := url.Values{"_pragma": pragmas["_pragma"]}
		for k, v := range extra {
			q[k] = v
		}
		return sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	}
	d.Engine = SQLite
	var err error
	if d.write, err = open(url.Values{"_txlock": {"immediate"}}); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	// The writer comes first: it creates the file and sets the journal mode.
	if err := d.write.Ping(); err != nil {
		return fault.New(fault.Busy, "db.cannot_open").Because(err)
	}
	if d.read, err = open(url.Values{"_txlock": {"deferred"}}); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	return nil
}

func (d *DB) openPostgres(address string) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return redact(err, address)
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d.Engine, d.write, d.read = Postgres, pool, pool
	return nil
}

// redact keeps the address, which holds the password, out of an error.
func redact(err error, address string) error {
	return errors.New(strings.ReplaceAll(err.Error(), address, "(database)"))
}

// Close closes every connection.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != nil && d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// Read runs f in a transaction that sees one moment and changes nothing.
func (d *DB) Read(ctx context.Context, f func(*Tx) error) error {
	return d.run(ctx, d.read, &sql.TxOptions{ReadOnly: d.Engine == Postgres, Isolation: d.readIsolation()}, f)
}

func (d *DB) readIsolation() sql.IsolationLevel {
	if d.Engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// attempts bounds how often a writing transaction is run again.
const attempts = 8

// Write runs f in a transaction that is either wholly kept or wholly undone. f may
// run several times, so it must not change anything but the database and what it
// sets anew each time.
func (d *DB) Write(ctx context.Context, f func(*Tx) error) error {
	var err error
	for try := range attempts {
		err = d.run(ctx, d.write, nil, f)
		if err == nil || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1<<try) * 2 * time.Millisecond):
		}
	}
	return fault.New(fault.Busy, "db.busy").Because(err)
}

func (d *DB) run(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, f func(*Tx) error) error {
	stx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return away(err)
	}
	tx := &Tx{tx: stx, db: d, pool: pool}
	defer stx.Rollback() // does nothing after a commit; ends the transaction when f panics
	if err := f(tx); err != nil {
		return err
	}
	return classify(stx.Commit())
}

// Tx is a transaction. It belongs to one goroutine.
type Tx struct {
	tx   *sql.Tx
	db   *DB
	pool *sql.DB
	now  time.Time
}

// Engine says which engine runs the transaction, for the few texts that differ.
func (tx *Tx) Engine() Engine { return tx.db.Engine }

// Now is the one moment of this transaction: the database's own clock on
// PostgreSQL, so that nodes whose clocks differ agree on what is due.
func (tx *Tx) Now(ctx context.Context) (time.Time, error) {
	if !tx.now.IsZero() {
		return tx.now, nil
	}
	switch {
	case tx.db.now != nil:
		tx.now = tx.db.now()
	case tx.db.Engine == Postgres:
		var ms int64
		if err := tx.Row(ctx, `SELECT (extract(epoch FROM clock_timestamp())*1000)::bigint`, nil, &ms); err != nil {
			return time.Time{}, err
		}
		tx.now = time.UnixMilli(ms).UTC()
	default:
		tx.now = time.Now().UTC().Truncate(time.Millisecond)
	}
	return tx.now, nil
}

// Exec runs a statement and says how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := tx.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, classify(err)
	}
	return res.RowsAffected()
}

// ErrNone says that Row found no row.
var ErrNone = sql.ErrNoRows

// Row reads one row into dest, or returns ErrNone.
func (tx *Tx) Row(ctx context.Context, query string, args []any, dest ...any) error {
	st, err := tx.prepared(ctx, query)
	if err != nil {
		return err
	}
	return classify(st.QueryRowContext(ctx, args...).Scan(dest...))
}

// Rows calls each for every row; each scans with the function it is given.
func (tx *Tx) Rows(ctx context.Context, query string, args []any, each func(scan func(dest ...any) error) error) error {
	st, err := tx.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// prepared keeps one prepared statement per SQL text and pool. pgx keeps its own;
// for SQLite this halves the cost of a small query.
func (tx *Tx) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	st, err := tx.db.statement(ctx, tx.pool, tx.tx, query)
	if err != nil {
		return nil, classify(err)
	}
	return st, nil
}

func (d *DB) statement(ctx context.Context, pool *sql.DB, tx *sql.Tx, query string) (*sql.Stmt, error) {
	d.mu.RLock()
	st, known := d.statements[pool][query]
	d.mu.RUnlock()
	if st != nil {
		return tx.StmtContext(ctx, st), nil
	}
	if !known && d.Engine == SQLite {
		d.keep(pool, query)
	}
	// Until the kept statement is ready this transaction prepares its own, on its
	// own connection: the pool may have no other (SQLite's writer has one).
	return tx.PrepareContext(ctx, query)
}

// keep prepares a statement in the background, once per pool and text.
func (d *DB) keep(pool *sql.DB, query string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.statements[pool] == nil {
		d.statements[pool] = map[string]*sql.Stmt{}
	}
	if _, begun := d.statements[pool][query]; begun || len(d.statements[pool]) >= maxStatements {
		return
	}
	d.statements[pool][query] = nil
	go func() {
		st, err := pool.Prepare(query)
		d.mu.Lock()
		defer d.mu.Unlock()
		if err != nil {
			delete(d.statements[pool], query)
			return
		}
		d.statements[pool][query] = st
	}()
}

// retryable says whether running the transaction again can succeed.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// PostgreSQL, appendix A: serialization failure, deadlock detected.
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == 5 || code == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	return false
}

// ErrUnique marks a violated unique constraint.
var ErrUnique = errors.New("unique constraint")

// classify marks the errors that callers decide on.
func classify(err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return fmt.Errorf("%w: %w", ErrUnique, err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && (lite.Code() == 2067 || lite.Code() == 1555) {
		return fmt.Errorf("%w: %w", ErrUnique, err)
	}
	if lost(err) {
		return away(err)
	}
	return err
}

// away says of a failure to begin, or of a lost connection, that it will pass: nothing
// is wrong with what was asked.
func away(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || retryable(err) {
		return err
	}
	return fault.New(fault.Busy, "db.cannot_open").Because(err)
}

// lost says whether a connection ended under a statement.
func lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// PostgreSQL, appendix A: connection exception, insufficient resources, the
		// server is shut down or starts.
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "57P")
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(net.Error))
}

// Millis and Time turn a moment into the column's unix milliseconds and back; the
// zero moment is 0.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the inverse of Millis.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
