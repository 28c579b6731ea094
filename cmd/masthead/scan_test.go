package main

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"masthead/internal/kit/db"
)

// Who asks for addresses that are not there pushes nothing out that readers need: a
// page stays as it was rendered while more refusals went by than the memory holds.
func TestScanDoesNotPushPagesOut(t *testing.T) {
	p := newPlace(t, db.SQLite, "en")
	path, other := p.article("A steady page"), p.article("A page nobody asked for")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	private := free.Addr().String()
	free.Close()
	n := p.serve("--cache-mb", "1", "--metrics", private)
	n.get(path)
	first := n.get(path)
	if first.status != 200 {
		t.Fatal(first.status)
	}
	size := 0
	for i := range 3000 {
		var got answer
		switch i % 4 {
		case 0:
			got = n.get(fmt.Sprintf("/en/no-such-page-%d/", i))
		case 1:
			got = n.get(fmt.Sprintf("/no/such/file-%d.php", i))
		case 2:
			got = n.get(fmt.Sprintf("/en/topic/no-such-%d/", i))
		case 3:
			got = n.get(fmt.Sprintf("/?p=%d", 100_000+i))
		}
		if got.status != 404 && got.status != 302 || got.header.Get("Set-Cookie") != "" {
			t.Fatalf("%d: %d", i, got.status)
		}
		if got.status == 404 && got.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("a 404 may be kept: %v", got.header)
		}
		size += len(got.body)
	}
	// Nobody is told that the copies go: what is shown from now on was in memory.
	tables := p.tables()
	defer tables.close()
	err = tables.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM edition_copy`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := n.get(other); got.status != 404 {
		t.Errorf("the other page: %d", got.status)
	}
	again := n.get(path)
	if again.body != first.body || again.header.Get("Etag") != first.header.Get("Etag") {
		t.Error("the page is another one now")
	}
	inside := *n
	inside.address = private
	for line := range strings.Lines(inside.get("/metrics").body) {
		if strings.HasPrefix(line, "process_resident_memory_bytes ") {
			t.Logf("after %d bytes of refusals: %s", size, strings.TrimSpace(line))
		}
	}
}
