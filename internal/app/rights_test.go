package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// rights is the table of who may ask which route of the desk: testdata/rights.tsv, a
// line for each route, a column for each role. It is written by hand. A cell says where
// a person whose role holds in one bureau (administrators and chief editors: in all) is
// let in:
//
//	all     in every bureau
//	bureau  in her own, and on stories of her own in any other
//	own     on her own stories alone
//	-       nowhere
//
// For routes that are about no story the four cases are one.
func rights(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open("testdata/rights.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table := map[string][]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			cells := strings.Split(line, "\t")
			if len(cells) != 1+len(people.Roles) || table[cells[0]] != nil {
				t.Fatalf("%q is no line of the table, or there twice", line)
			}
			table[cells[0]] = cells[1:]
		}
	}
	return table
}

// lets says whether a cell of the table lets somebody in.
func lets(cell string, home, own bool) (bool, error) {
	switch cell {
	case "all":
		return true, nil
	case "bureau":
		return home || own, nil
	case "own":
		return own, nil
	case "-":
		return false, nil
	}
	return false, fmt.Errorf("%q is no cell of the table", cell)
}

var placeIn = regexp.MustCompile(`\{[a-z]+(\.\.\.)?\}`)

// Every route of the desk × every role × her own or another bureau × her own or another's
// story is let in or refused as the table says; a route without a line fails.
func TestEveryRightAtTheDesk(t *testing.T) {
	b := desktest.Open(t)
	table := rights(t)
	stories := map[string]map[bool]string{}
	handler := b.Server.Handler()
	cells := 0
	var seen []string
	for _, route := range b.Server.Desk().Routes() {
		row := table[route.Pattern()]
		seen = append(seen, route.Pattern())
		if row == nil {
			t.Errorf("%s (%s) has no line in testdata/rights.tsv", route.Pattern(), route.Needs)
			continue
		}
		for i, role := range people.Roles {
			for _, bureau := range []string{"tbilisi", "baku"} {
				for _, own := range []bool{false, true} {
					want, err := lets(row[i], bureau == "tbilisi" || role == people.Administrator || role == people.ChiefEditor, own)
					if err != nil {
						t.Fatal(route.Pattern(), err)
					}
					id := storyFor(b, stories, role, bureau, own)
					got, answer := ask(b, handler, role, route, id)
					if got != want {
						t.Errorf("%s, %s, story in %s, own %v: let in %v, want %v (%s; %s)", route.Pattern(), role, bureau, own, got, want, route.Needs, answer)
					}
					cells++
				}
			}
		}
		if got, answer := ask(b, handler, "", route, storyFor(b, stories, people.Editor, "tbilisi", false)); got != (route.Needs.String() == "anyone") {
			t.Errorf("%s for somebody nobody knows: let in %v (%s)", route.Pattern(), got, answer)
		}
	}
	for pattern := range table {
		if !slices.Contains(seen, pattern) {
			t.Errorf("testdata/rights.tsv has %s, which is no route of the desk", pattern)
		}
	}
	t.Logf("%d routes, %d cells", len(seen), cells)
}

// storyFor gives a story with a text in English, in a bureau, by the one with a role or by nobody.
func storyFor(b *desktest.Bed, made map[string]map[bool]string, role people.Role, bureau string, own bool) string {
	b.Helper()
	key := string(role) + " " + bureau
	if made[key][own] != "" {
		// What an earlier request did to it (a stage, a hold, a withdrawal) does not matter here.
		return made[key][own]
	}
	var authors []people.Person
	if own {
		authors = append(authors, b.Person(role))
	}
	s := b.Story(story.Story{Bureau: bureau}, authors...)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A bridge is mended"})
		return err
	})
	if made[key] == nil {
		made[key] = map[bool]string{}
	}
	made[key][own] = s.ID
	return s.ID
}

// ask asks a route as one with a role does, with nothing in the form, and says whether
// she was let in.
func ask(b *desktest.Bed, handler http.Handler, role people.Role, route newsroom.Route, id string) (in bool, answer string) {
	b.Helper()
	path := strings.ReplaceAll(strings.ReplaceAll(route.Path, "{story}", id), "{lang}", "en")
	path = strings.TrimSuffix(placeIn.ReplaceAllString(path, "00000000000000000000000000"), "{$}")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := httptest.NewRequest(route.Method, b.URL+path, nil).WithContext(ctx)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if role != "" {
		r.AddCookie(&http.Cookie{Name: newsroom.SessionCookie, Value: b.Session(b.Person(role))})
	}
	w := &ended{ResponseRecorder: httptest.NewRecorder(), cancel: cancel}
	handler.ServeHTTP(w, r)
	var told newsroom.Told
	if w.Code >= 400 {
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil {
			b.Errorf("%s %s: %d is told as %q", route.Method, path, w.Code, w.Body.String())
		}
	}
	if w.Code >= 500 {
		b.Errorf("%s %s as %s: %d %s", route.Method, path, role, w.Code, b.Log)
	}
	refused := w.Code == http.StatusUnauthorized || w.Code == http.StatusForbidden || w.Code == http.StatusNotFound && told.Key == "story.absent"
	return !refused, fmt.Sprintf("%d %s", w.Code, told.Key)
}

// ended ends a stream with its first bytes.
type ended struct {
	*httptest.ResponseRecorder
	cancel func()
}

func (w *ended) Write(p []byte) (int, error) {
	n, err := w.ResponseRecorder.Write(p)
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
		w.cancel()
	}
	return n, err
}
