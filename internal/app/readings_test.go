package app_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/app"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// What readers of these tests are, which must be found nowhere.
const (
	canaryBrowser = "Mozilla/5.0 (Linux; Android 10; Kanarienvogel) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
	canaryWord    = "Kanarienvogel"
	canarySite    = "kanarienseite.example"
)

// canary is the address of the nth reader.
func canary(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{198, byte(18 + n/200), byte(n % 200), 213})
}

// tell tells the node that readers from one number to another read a story, through a
// proxy, as a browser does.
func (n *node) tell(story string, from, to int) {
	n.Helper()
	for i := from; i < to; i++ {
		r, err := http.NewRequest("POST", n.base+"/reading", strings.NewReader("en."+story+" "+canarySite))
		if err != nil {
			n.Fatal(err)
		}
		for name, value := range map[string]string{
			"Origin": n.base, "Sec-Fetch-Site": "same-origin", "Accept-Language": "en", "User-Agent": canaryBrowser, "X-Forwarded-For": canary(i).String(),
		} {
			r.Header.Set(name, value)
		}
		if i%2 == 0 { // else that site would have led all of them here
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("en."+story)), int64(len("en."+story))
		}
		got, err := n.client.Do(r)
		if err != nil {
			n.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != http.StatusNoContent {
			n.Fatalf("a reading is answered %d", got.StatusCode)
		}
	}
}

// rank writes down what other nodes counted and makes the lists, as time would.
func (n *node) rank() {
	n.Helper()
	if err := n.Readings.RankNow(n.Context()); err != nil {
		n.Fatal(err)
	}
}

func (n *node) shows(what, path, text string, want bool) {
	n.Helper()
	n.within(what, path, func(status int, _ http.Header, page string) bool { return strings.Contains(page, text) == want })
}

// What is read on one node is shown by another: on the list, the front, articles and
// the page for what is not there. A withdrawn text is gone at once.
func TestMostReadOnEveryNode(t *testing.T) {
	database := dbtest.Address(t, db.Postgres)
	a, b := newNode(t, database, "MASTHEAD_TRUSTED_PROXIES", "127.0.0.1"), newNode(t, database)
	var ids []string
	for i, name := range []string{"Alder", "Birch", "Cedar", "Damson"} {
		ids = append(ids, a.save("", name, strings.ToLower(name)))
		publish(a, edition.Order{Story: ids[i], Lang: "en"})
	}
	b.within("published", "/en/damson/", func(status int, _ http.Header, page string) bool {
		return status == 200 && strings.Contains(page, `data-reading="en.`+ids[3]+`"`) && strings.Contains(page, "/reading.gif?en."+ids[3])
	})
	b.shows("nothing is read yet", "/en/most-read/", `<ol>`, false)
	b.shows("nothing is read yet", "/en/", `id="most"`, false)
	for i, id := range ids {
		a.tell(id, i*40, i*40+25+i) // Damson most
	}
	if err := a.stop(); err != nil { // writes down the rest
		t.Fatal(err)
	}
	b.rank()
	for _, path := range []string{"/en/", "/en/alder/", "/en/no-such-page/"} {
		b.shows("the most read", path, `id="most"`, true)
	}
	b.within("in order", "/en/most-read/", func(_ int, _ http.Header, page string) bool {
		_, list, _ := strings.Cut(page, `class="most"`)
		d, c, a := strings.Index(list, "Damson"), strings.Index(list, "Cedar"), strings.Index(list, "Alder")
		return 0 < d && d < c && c < a
	})
	if err := b.Edition.Withdraw(t.Context(), ids[3], "en", "It was not so."); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/en/", "/en/alder/", "/en/most-read/", "/en/no-such-page/"} {
		b.shows("withdrawn", path, "Damson", false)
	}
}

// Readers are found nowhere: in no file of the data folder, no row, no log.
func TestNothingNamesAReader(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			database := dbtest.Address(t, engine)
			n := newNode(t, database, "MASTHEAD_TRUSTED_PROXIES", "127.0.0.1")
			id := n.save("", "Alder", "alder")
			publish(n, edition.Order{Story: id, Lang: "en"})
			n.get("/en/alder/")
			n.tell(id, 0, 60)
			for range 200 { // a campaign, which is told of
				n.tell(id, 7, 8)
			}
			if err := n.stop(); err != nil {
				t.Fatal(err)
			}
			folders, log := []string{n.Config.Data}, n.log.String()
			again := newNode(t, database)
			if got := again.count(`SELECT CAST(SUM(halves) AS BIGINT) FROM readership_hour WHERE story_id = $1`, id); got != 120 {
				t.Fatalf("%d halves were written", got)
			}
			again.rank()
			if engine == db.Postgres {
				log += everyRow(t, again.Program)
			} else {
				folders = append(folders, filepath.Dir(strings.TrimPrefix(database, "sqlite:")))
			}
			for i, folder := range folders {
				if read := readAll(t, folder); read == 0 && i > 0 {
					t.Fatalf("%s holds no database", folder)
				}
			}
			betrays(t, "log and rows", []byte(log))
		})
	}
}

// readAll looks into every file of a folder and gives their number.
func readAll(t *testing.T, folder string) (files int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		betrays(t, path, raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func betrays(t *testing.T, where string, raw []byte) {
	t.Helper()
	for _, word := range []string{canaryWord, canarySite} {
		if bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(word))) {
			t.Errorf("%s has %s", where, word)
		}
	}
	for i := range 60 {
		if bytes.Contains(raw, []byte(canary(i).String())) {
			t.Errorf("%s has %s", where, canary(i))
		}
	}
	for _, network := range []string{"198.18.7", fmt.Sprintf("%x", canary(7).As4())} {
		if bytes.Contains(raw, []byte(network)) {
			t.Errorf("%s has %s", where, network)
		}
	}
}

// everyRow is every row of every table of a PostgreSQL database, as text.
func everyRow(t *testing.T, p *app.Program) string {
	t.Helper()
	var all strings.Builder
	err := p.DB.Read(t.Context(), func(tx *db.Tx) error {
		var tables []string
		err := tx.Rows(t.Context(), `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			tables = append(tables, name)
			return err
		})
		for _, name := range tables {
			if err == nil {
				err = tx.Rows(t.Context(), `SELECT r::text FROM `+name+` r`, nil, func(scan func(...any) error) error {
					var row string
					err := scan(&row)
					all.WriteString(row + "\n")
					return err
				})
			}
		}
		return err
	})
	if err != nil || !strings.Contains(all.String(), "alder") {
		t.Fatal("the rows could not be read: ", err)
	}
	return all.String()
}
