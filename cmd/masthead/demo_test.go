package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// demoSite is a demo that runs.
type demoSite struct {
	fronts []string // addresses of the editions
	said   string   // what was printed before them
	end    func() int
}

// startDemo runs `masthead demo` and reads the addresses that it prints. The
// environment names settings that it must not hear.
func startDemo(t *testing.T, args ...string) demoSite {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	in, out := io.Pipe()
	ended := make(chan int, 1)
	env := func(name string) string {
		return map[string]string{"MASTHEAD_DATABASE": "postgres://nobody@192.0.2.1/none"}[name]
	}
	go func() {
		code := run(ctx, append([]string{"demo"}, args...), env, out, t.Output())
		out.Close()
		ended <- code
	}()
	var d demoSite
	d.end = func() int { cancel(); return <-ended }
	lines := bufio.NewScanner(in)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Press") {
		if address, _, ok := strings.Cut(strings.TrimSpace(lines.Text()), "\t"); ok {
			d.fronts = append(d.fronts, address)
			continue
		}
		d.said += lines.Text() + "\n"
	}
	go io.Copy(io.Discard, in)
	if len(d.fronts) != 5 {
		t.Fatalf("it printed the addresses %q; it ended with %d", d.fronts, d.end())
	}
	return d
}

// fetchPage gives a page that has to be there.
func fetchPage(t *testing.T, address string) string {
	t.Helper()
	answered, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answered.Body.Close()
	text, err := io.ReadAll(answered.Body)
	if err != nil || answered.StatusCode != http.StatusOK {
		t.Errorf("%s: %s, %v", address, answered.Status, err)
	}
	return string(text)
}

var (
	storyPath   = regexp.MustCompile(`href="(?:http://[^/"]+)?(/(?:en|ru|az|hy|ka)/[a-z0-9-]+/)"`)
	picturePath = regexp.MustCompile(`/media/[0-9a-f]{64}/\d+\.(?:jpg|webp)`)
)

// TestDemo walks the whole demo as a reader would: every front, everything that a
// front leads to, and every picture in every size.
func TestDemo(t *testing.T) {
	folders := t.TempDir()
	t.Setenv("TMPDIR", folders)
	d := startDemo(t, "--listen", "127.0.0.1:0")
	site := strings.TrimSuffix(d.fronts[0], "/en/")
	if more := "MASTHEAD_LISTEN=" + strings.TrimPrefix(site, "http://") + " masthead person link"; !strings.Contains(d.said, more) {
		t.Errorf("more links would not lead to %s:\n%s", site, d.said)
	}
	seen, pictures := map[string]bool{}, map[string]bool{}
	for _, front := range d.fronts {
		list := append([]string{fetchPage(t, front)}, fetchPage(t, front+"latest/"))
		for _, m := range storyPath.FindAllStringSubmatch(strings.Join(list, ""), -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				list = append(list, fetchPage(t, site+m[1]))
			}
		}
		for _, page := range list {
			for _, p := range picturePath.FindAllString(page, -1) {
				pictures[p] = true
			}
		}
	}
	// 170 texts in 35 stories, and the sections of five editions.
	if len(seen) < 170+5*8 {
		t.Errorf("the fronts lead to %d pages", len(seen))
	}
	if len(pictures) < 11*2*2 {
		t.Errorf("the pages show %d pictures", len(pictures))
	}
	for p := range pictures {
		fetchPage(t, site+p)
	}
	if code := d.end(); code != done {
		t.Errorf("it ended with %d", code)
	}
	if left, err := os.ReadDir(folders); err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

func TestDemoKept(t *testing.T) {
	dir := t.TempDir()
	var was []string
	for range 2 {
		d := startDemo(t, "--data", dir, "--listen", "127.0.0.1:0")
		var found []string
		for _, m := range storyPath.FindAllStringSubmatch(fetchPage(t, d.fronts[0]+"latest/"), -1) {
			found = append(found, m[1])
		}
		if code := d.end(); code != done {
			t.Errorf("it ended with %d", code)
		}
		if was != nil && !slices.Equal(was, found) {
			t.Errorf("the second time it has %q, the first time %q", found, was)
		}
		was = found
	}
}

func TestDemoTakesAFreePort(t *testing.T) {
	if busy, err := net.Listen("tcp", demoListen); err == nil { // else somebody else has it
		defer busy.Close()
	}
	d := startDemo(t)
	if !strings.Contains(d.said, demoListen+" is in use") || strings.Contains(d.fronts[0], demoListen) {
		t.Errorf("it said %q and is at %s", d.said, d.fronts[0])
	}
	d.end()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	code := run(t.Context(), []string{"demo", "--listen", busy.Addr().String()}, func(string) string { return "" }, io.Discard, io.Discard)
	if code != failed {
		t.Errorf("it took another port than the one asked for: %d", code)
	}
}
