package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/app"
	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/reader"
	"masthead/themes"
)

// coldSite is the readers' site without a page store: every page is rendered.
func coldSite(p *app.Program) (http.Handler, error) {
	site, err := reader.New(reader.Config{
		Shelf: p.Shelf, Outlet: p.Outlet.Profile, Words: p.Words, Theme: themes.Default(), Formats: []string{"webp"}, Address: "http://127.0.0.1", Log: p.Log,
	})
	if err != nil {
		return nil, err
	}
	return site.Handler(), nil
}

// addresses gathers pages of an archive: the front, a section, and articles from all
// over it.
func addresses(ctx context.Context, p *app.Program, n int) (front, section string, articles []string, err error) {
	front = "/en/"
	for _, s := range p.Outlet.Profile().Sections {
		if name, ok := s.Names["en"]; ok {
			section = "/en/" + name.Slug + "/"
			break
		}
	}
	now := time.Now()
	for len(articles) < n {
		back := time.Duration(rand.Int64N(int64(20 * 365 * 24 * time.Hour)))
		cards, _, err := p.Shelf.List(ctx, edition.Filter{Lang: "en"}, edition.Cursor{Published: now.Add(-back), Story: "zzzz"}, 5)
		if err != nil {
			return "", "", nil, err
		}
		for _, c := range cards {
			articles = append(articles, "/"+string(c.Lang)+"/"+c.Slug+"/")
		}
	}
	return front, section, articles[:n], nil
}

// times asks a handler for addresses and gives how long each took.
func times(h http.Handler, list []string) ([]time.Duration, error) {
	var all []time.Duration
	for i, a := range list {
		r := httptest.NewRequest("GET", "http://127.0.0.1"+a, nil)
		w := httptest.NewRecorder()
		begun := time.Now()
		h.ServeHTTP(w, r)
		took := time.Since(begun)
		if w.Code != http.StatusOK {
			return nil, fmt.Errorf("%s answered %d", a, w.Code)
		}
		if i >= len(list)/10 { // the first warm the database's own memory
			all = append(all, took)
		}
	}
	return all, nil
}

func repeat(s string, n int) []string { return slices.Repeat([]string{s}, n) }

// cold: rendering pages that the store does not have, against reading the same copies
// from the database and doing nothing with them.
func (b *bench) cold() error {
	data, err := b.archive(1000)
	if err != nil {
		return err
	}
	p, err := open(b.ctx, data, "")
	if err != nil {
		return err
	}
	defer p.Close()
	h, err := coldSite(p)
	if err != nil {
		return err
	}
	_, _, articles, err := addresses(b.ctx, p, 1500)
	if err != nil {
		return err
	}
	all, err := times(h, articles)
	if err != nil {
		return err
	}
	var reads []time.Duration
	for _, a := range articles {
		begun := time.Now()
		if _, err := p.Shelf.Article(b.ctx, lang.Tag("en"), strings.Split(a, "/")[2]); err != nil {
			return err
		}
		reads = append(reads, time.Since(begun))
	}
	ours, bare := at(all, .5), at(reads, .5)
	b.add(row{"cold article, p50", ms(ours), "reading the copy alone " + ms(bare), fmt.Sprintf("%.1f", float64(ours)/float64(bare)), "≤ 1 ms"})
	return os.RemoveAll(data)
}

// running is the program, serving.
type running struct {
	cmd     *exec.Cmd
	address string
	started time.Duration // until it was ready
}

func (b *bench) serve(data string, more ...string) (*running, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	r := &running{address: address}
	r.cmd = onCore(0, b.binary, append([]string{"serve", "--data", data, "--listen", r.address}, more...)...)
	begun := time.Now()
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(begun) < 20*time.Second {
		if resp, err := http.Get("http://" + r.address + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				r.started = time.Since(begun)
				return r, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the program did not become ready"), r.stop())
}

func (r *running) stop() error {
	r.cmd.Process.Signal(os.Interrupt)
	return r.cmd.Wait()
}

// memory is the resident memory in MiB.
func (r *running) memory() (int, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(raw)
	if m == nil {
		return 0, errors.New("no VmRSS")
	}
	kb, err := strconv.Atoi(string(m[1]))
	return kb / 1024, err
}

const bareWord = "serve-the-same-bytes"

// serveBare is the yardstick: a net/http handler that writes one file's bytes.
func serveBare(args []string) {
	body, err := os.ReadFile(args[1])
	if err != nil {
		fail(err)
	}
	fail(http.ListenAndServe(args[0], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "br")
		w.Write(body)
	})))
}

// onCore makes a command that runs on one core, so that the server's time is measured
// and not who gets which core; where taskset is missing it runs anywhere.
func onCore(core int, name string, args ...string) *exec.Cmd {
	if _, err := exec.LookPath("taskset"); err != nil || runtime.NumCPU() < 2 {
		return exec.Command(name, args...)
	}
	cmd := exec.Command("taskset", append([]string{"-c", strconv.Itoa(core), name}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

var (
	requestsPerSecond = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	requestsInAll     = regexp.MustCompile(`(\d+) requests in`)
)

func wrk(url string) (perSecond float64, requests int, err error) {
	out, err := onCore(1, "wrk", "-t1", "-c32", "-d3s", "-H", "Accept-Encoding: br", url).CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	rate, total := requestsPerSecond.FindSubmatch(out), requestsInAll.FindSubmatch(out)
	if rate == nil || total == nil || bytes.Contains(out, []byte("Non-2xx")) {
		return 0, 0, fmt.Errorf("wrk did not measure:\n%s", out)
	}
	if requests, err = strconv.Atoi(string(total[1])); err != nil {
		return 0, 0, err
	}
	perSecond, err = strconv.ParseFloat(string(rate[1]), 64)
	return perSecond, requests, err
}

// cached: pages from the store, over the network, against a bare handler and nginx that
// send the same bytes; in turns, so that all meet the same machine.
func (b *bench) cached() error {
	data, err := b.archive(1000)
	if err != nil {
		return err
	}
	p, err := open(b.ctx, data, "")
	if err != nil {
		return err
	}
	front, _, articles, err := addresses(b.ctx, p, 1)
	p.Close()
	if err != nil {
		return err
	}
	r, err := b.serve(data)
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	defer r.stop()
	for _, page := range []struct{ name, path string }{{"cached article", articles[0]}, {"cached front", front}} {
		size, rounds, err := b.against(page.path, r)
		if err != nil {
			return err
		}
		rate := func(l load) float64 { return l.perSecond }
		cost := func(l load) float64 { return float64(l.cpu) / 1000 }
		name := fmt.Sprintf("%s (%d bytes)", page.name, size)
		for _, m := range []struct {
			what, unit, yardstick, goal string
			of                          func(load) float64
			other                       int
		}{
			{name, "/s", "bare handler", "≥ 0.8", rate, yardBare},
			{name, "/s", "nginx, precompressed", "≥ 0.4", rate, yardNginx},
			{name + ", processor time", " µs", "bare handler", "≤ 1.25", cost, yardBare},
		} {
			ours, other := figures(rounds, yardOurs, m.of), figures(rounds, m.other, m.of)
			var ratios []float64
			for _, round := range rounds {
				ratios = append(ratios, m.of(round[yardOurs])/m.of(round[m.other]))
			}
			b.add(row{m.what, spread(ours, m.unit), m.yardstick + " " + spread(other, m.unit), fmt.Sprintf("%.2f", median(ratios)), m.goal})
		}
	}
	return nil
}

// The servers that are measured beside each other.
const (
	yardOurs = iota
	yardBare
	yardNginx
	yards
)

// cachedRounds is how often each server is measured: the median says more than the
// best where a machine is shared.
const cachedRounds = 5

// against measures a page of ours, the bare handler and nginx in turns.
func (b *bench) against(path string, r *running) (size int, rounds [][yards]load, err error) {
	body, err := compressed("http://" + r.address + path)
	if err != nil {
		return 0, nil, err
	}
	file := filepath.Join(b.dir, "bare.br")
	if err := os.WriteFile(file, body, 0o644); err != nil {
		return 0, nil, err
	}
	bare, err := b.startBare(file)
	if err != nil {
		return 0, nil, err
	}
	defer bare.kill()
	nginx, err := b.startNginx(file)
	if err != nil {
		return 0, nil, err
	}
	defer nginx.stop()
	servers := [yards]struct {
		url string
		pid int
	}{
		{"http://" + r.address + path, r.cmd.Process.Pid},
		{"http://" + bare.address + path, bare.cmd.Process.Pid},
		{"http://" + nginx.address + "/bare.br", nginx.cmd.Process.Pid},
	}
	for range cachedRounds {
		var round [yards]load
		for i, s := range servers {
			if round[i], err = measure(s.url, s.pid); err != nil {
				return 0, nil, err
			}
		}
		rounds = append(rounds, round)
	}
	return len(body), rounds, nil
}

// compressed gets a page as browsers get it.
func compressed(url string) ([]byte, error) {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept-Encoding", "br")
	resp, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.Header.Get("Content-Encoding") != "br" {
		err = fmt.Errorf("%s is not served as brotli", url)
	}
	return body, err
}

func (b *bench) startBare(file string) (*running, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	yard := &running{cmd: onCore(0, self, bareWord, address, file), address: address}
	return yard, yard.up()
}

// nginxConfig sends one file as it lies there, by the usual settings for static files.
const nginxConfig = `daemon off; worker_processes 1; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path %[1]s/nb; proxy_temp_path %[1]s/np; fastcgi_temp_path %[1]s/nf; uwsgi_temp_path %[1]s/nu; scgi_temp_path %[1]s/ns;
  types {} default_type "text/html; charset=utf-8";
  server { listen %[2]s; root %[1]s; add_header Content-Encoding br; add_header Cache-Control "public, max-age=60"; add_header Vary Accept-Encoding; }
}
`

func (b *bench) startNginx(file string) (*running, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(file)
	if err := os.Chmod(dir, 0o755); err != nil { // its worker is somebody else
		return nil, err
	}
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxConfig, dir, address), 0o644); err != nil {
		return nil, err
	}
	yard := &running{cmd: onCore(0, "nginx", "-c", config, "-e", filepath.Join(dir, "nginx.log")), address: address}
	return yard, yard.up()
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// up starts a yardstick and waits until it can be reached.
func (r *running) up() error {
	if err := r.cmd.Start(); err != nil {
		return err
	}
	for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		if c, err := net.Dial("tcp", r.address); err == nil {
			return c.Close()
		}
	}
	return errors.Join(fmt.Errorf("%s cannot be reached", r.cmd.Path), r.kill())
}

func (r *running) kill() error { r.cmd.Process.Kill(); return r.cmd.Wait() }

// load is how a server bore a load.
type load struct {
	perSecond float64
	cpu       time.Duration // processor time of a request
}

// figures are one server's figures of all rounds.
func figures(rounds [][yards]load, server int, of func(load) float64) (list []float64) {
	for _, round := range rounds {
		list = append(list, of(round[server]))
	}
	return list
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// spread says median, least and greatest.
func spread(list []float64, unit string) string {
	digits := 0
	if median(list) < 100 {
		digits = 1
	}
	return fmt.Sprintf("%.*f%s (%.*f–%.*f)", digits, median(list), unit, digits, slices.Min(list), digits, slices.Max(list))
}

func measure(url string, pid int) (load, error) {
	before, err := processorTime(pid)
	if err != nil {
		return load{}, err
	}
	rate, requests, err := wrk(url)
	if err != nil {
		return load{}, err
	}
	after, err := processorTime(pid)
	return load{rate, (after - before) / time.Duration(requests)}, err
}

// processorTime is what a process has used so far (proc(5): utime and stime, in
// hundredths of a second).
func processorTime(pid int) (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	var ticks int
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// bySize: start-up, memory, and cold pages at each size of the archive.
func (b *bench) bySize() error {
	var base [3]time.Duration
	for i, n := range b.sizes {
		data, err := b.archive(n)
		if err != nil {
			return err
		}
		r, err := b.serve(data)
		if err != nil {
			return err
		}
		p, err := open(b.ctx, data, "")
		if err != nil {
			return errors.Join(err, r.stop())
		}
		front, section, articles, err := addresses(b.ctx, p, 1000)
		if err != nil {
			return errors.Join(err, r.stop(), p.Close())
		}
		for _, a := range append(articles, front, section) {
			resp, err := http.Get("http://" + r.address + a)
			if err != nil {
				return err
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		memory, err := r.memory()
		if err := errors.Join(err, r.stop()); err != nil {
			return err
		}
		b.add(row{fmt.Sprintf("start-up at %d texts", n), ms(r.started), "", "", "≤ 300 ms"})
		b.add(row{fmt.Sprintf("resident memory at %d texts, 1,000 pages served", n), fmt.Sprintf("%d MiB", memory), "", "", "≤ 150 MB"})
		h, err := coldSite(p)
		if err != nil {
			return err
		}
		for j, page := range []struct {
			name string
			list []string
		}{{"front", repeat(front, 500)}, {"section", repeat(section, 500)}, {"article", articles}} {
			all, err := times(h, page.list)
			if err != nil {
				return err
			}
			p99 := at(all, .99)
			ratio, yardstick := "1.00", "this size is the yardstick"
			if i == 0 {
				base[j] = p99
			} else {
				ratio, yardstick = fmt.Sprintf("%.2f", float64(p99)/float64(base[j])), fmt.Sprintf("at %d texts %s", b.sizes[0], ms(base[j]))
			}
			b.add(row{fmt.Sprintf("cold %s at %d texts, p99", page.name, n), ms(p99) + " (p50 " + ms(at(all, .5)) + ")", yardstick, ratio, "≤ 1.3"})
		}
		if err := errors.Join(p.Close(), os.RemoveAll(data)); err != nil {
			return err
		}
	}
	return nil
}
