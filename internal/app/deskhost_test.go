package app_test

import (
	"net/http"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// The desk on a host name of its own answers there alone, and readers' pages do not.
func TestDeskOnItsOwnHost(t *testing.T) {
	n := newNode(t, dbtest.Address(t, db.SQLite), "MASTHEAD_DESK_URL", "https://desk.example.org")
	for _, x := range []struct {
		host, path string
		want       int
	}{
		{"desk.example.org", "/desk/sign-in", http.StatusOK},
		{"DESK.example.org", "/desk/sign-in", http.StatusOK},
		{"desk.example.org", "/", http.StatusSeeOther},
		{"desk.example.org", "/en/", http.StatusNotFound},
		{"desk.example.org", "/media/x/320.jpeg", http.StatusNotFound},
		{"", "/desk/sign-in", http.StatusNotFound},
		{"", "/en/", http.StatusOK},
		{"desk.example.org.evil.example", "/desk/sign-in", http.StatusNotFound},
	} {
		r, err := http.NewRequest(http.MethodGet, n.base+x.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if x.host != "" {
			r.Host = x.host
		}
		answer, err := n.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != x.want {
			t.Errorf("%s%s: %d, want %d", x.host, x.path, answer.StatusCode, x.want)
		}
	}
}
