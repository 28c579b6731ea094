package main

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// partEnv makes the test's own binary play another part: the program itself, or a
// newsroom that writes until it is killed.
const partEnv = "MASTHEAD_TEST_PART"

func TestMain(m *testing.M) {
	switch os.Getenv(partEnv) {
	case "masthead":
		main()
	case "writer":
		os.Exit(writeUntilKilled(os.Stdout))
	}
	os.Exit(m.Run())
}

var engines = []db.Engine{db.SQLite, db.Postgres}

// place is an outlet that was made with `masthead init`.
type place struct {
	*testing.T
	data, database string
	engine         db.Engine
}

// newPlace makes an outlet with the editions, parted by commas. More flags go to init.
func newPlace(t *testing.T, engine db.Engine, editions string, flags ...string) *place {
	t.Helper()
	p := emptyPlace(t, engine)
	p.must(append([]string{"init", "--name", "Crossroads", "--editions", editions, "--admin", "nino@example.org"}, flags...)...)
	return p
}

// emptyPlace is a data folder and a database in which nothing was made.
func emptyPlace(t *testing.T, engine db.Engine) *place {
	t.Helper()
	p := &place{T: t, data: t.TempDir(), engine: engine}
	p.database = "sqlite:" + filepath.Join(p.data, "masthead.db")
	if engine == db.Postgres {
		p.database = dbtest.Address(t, engine)
	}
	return p
}

func (p *place) settings() map[string]string {
	return map[string]string{"MASTHEAD_DATA": p.data, "MASTHEAD_DATABASE": p.database}
}

func (p *place) env(name string) string { return p.settings()[name] }

// run calls the program as the shell does.
func (p *place) run(args ...string) (code int, out, errOut string) {
	return runWith(p.Context(), p.env, args...)
}

func runWith(ctx context.Context, env func(string) string, args ...string) (code int, out, errOut string) {
	var o, e noted
	code = run(ctx, args, env, &o, &e)
	return code, o.String(), e.String()
}

// must runs a command that has to succeed, and gives what it printed.
func (p *place) must(args ...string) string {
	p.Helper()
	code, out, errOut := p.run(args...)
	if code != done {
		p.Fatalf("masthead %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return out
}

// process makes a process that plays a part at this place.
func (p *place) process(part string, args ...string) *exec.Cmd {
	p.Helper()
	self, err := os.Executable()
	if err != nil {
		p.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), partEnv+"="+part)
	for name, value := range p.settings() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// open opens the parts of the program on this place's data.
func (p *place) open() *app.Program {
	p.Helper()
	c, err := app.ReadConfig(app.Config{}, p.env)
	if err != nil {
		p.Fatal(err)
	}
	program, err := app.OpenOutlet(p.Context(), c, (&console{err: io.Discard}).log(c, 0))
	if err != nil {
		p.Fatal(err)
	}
	return program
}

// tables opens the database for questions that no command asks.
func (p *place) tables() *tables {
	p.Helper()
	d, err := db.Open(p.Context(), p.database, nil)
	if err != nil {
		p.Fatal(err)
	}
	return &tables{p, d}
}

type tables struct {
	*place
	db *db.DB
}

func (t *tables) close() { t.db.Close() }

// number gives the one number that a query finds.
func (t *tables) number(query string, args ...any) (n int64) {
	t.Helper()
	err := t.db.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), query, args, &n) })
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// text gives the one text that a query finds.
func (t *tables) text(query string, args ...any) (s string) {
	t.Helper()
	err := t.db.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), query, args, &s) })
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// alone waits until nobody else is at work in the database: a PostgreSQL server
// carries on for a moment with what a killed process had asked of it.
func (p *place) alone() {
	p.Helper()
	if p.engine != db.Postgres {
		return
	}
	server, err := sql.Open("pgx", p.database)
	if err != nil {
		p.Fatal(err)
	}
	defer server.Close()
	server.SetMaxOpenConns(1)
	for range 2000 {
		var others int
		err := server.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&others)
		if err != nil {
			p.Fatal(err)
		}
		if others == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Fatal("the killed process is still at work in the database")
}

// node is `masthead serve` at a place, within the test's process.
type node struct {
	*place
	address  string // host and port
	out, log *noted
	client   *http.Client
	end      func() int
}

// serve starts a node on a free port. It ends with the test, and must end well.
func (p *place) serve(flags ...string) *node {
	p.Helper()
	ctx, stop := context.WithCancel(context.Background())
	n := &node{place: p, out: &noted{}, log: &noted{}}
	n.client = &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...), p.env, n.out, n.log)
	}()
	n.end = sync.OnceValue(func() int {
		stop()
		n.client.CloseIdleConnections()
		return <-ended
	})
	p.Cleanup(func() {
		if code := n.end(); code != done {
			p.Errorf("serve ended with %d\n%s", code, n.log)
		}
		if strings.Contains(n.log.String(), "panic") {
			p.Errorf("a defect was met:\n%s", n.log)
		}
	})
	n.address = n.out.wait(p.T, "http://", "/")
	return n
}

// answer is a whole answer.
type answer struct {
	status int
	header http.Header
	body   string
}

// get asks for a path, as it is written; headers come in pairs.
func (n *node) get(path string, headers ...string) answer {
	n.Helper()
	return n.ask(http.MethodGet, path, headers...)
}

func (n *node) ask(method, path string, headers ...string) answer {
	n.Helper()
	r, err := http.NewRequest(method, "http://"+n.address+path, nil)
	if err != nil {
		n.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header[headers[i]] = []string{headers[i+1]}
	}
	answered, err := n.client.Do(r)
	if err != nil {
		n.Fatalf("%s %.200s: %v", method, path, err)
	}
	defer answered.Body.Close()
	body, err := io.ReadAll(answered.Body)
	if err != nil {
		n.Fatalf("%s %.200s: %v", method, path, err)
	}
	return answer{answered.StatusCode, answered.Header, string(body)}
}

// noted keeps what is written to it, from any number of goroutines.
type noted struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *noted) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

func (n *noted) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// wait gives what stands between two marks, once it was written.
func (n *noted) wait(t *testing.T, begin, end string) string {
	t.Helper()
	for range 6000 {
		_, after, _ := strings.Cut(n.String(), begin)
		if found, _, ok := strings.Cut(after, end); ok {
			return found
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("never said: %s…%s\n%s", begin, end, n)
	return ""
}

// realData gives a file of the real data that tests need.
func realData(t *testing.T, parts ...string) string {
	t.Helper()
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}
