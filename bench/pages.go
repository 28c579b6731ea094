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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &running{address: listener.Addr().String()}
	listener.Close()
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
	out, err := onCore(1, "wrk", "-t1", "-c32", "-d4s", "-H", "Accept-Encoding: br", url).CombinedOutput()
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

// cached: pages from the store, over the network, against a bare handler that writes
// the same bytes; in turns, so that both meet the same machine.
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
	for _, page := range []struct{ name, path, goal string }{{"cached article", articles[0], "≥ 0.7"}, {"cached front", front, "≥ 0.7"}} {
		ours, bare, err := b.against(page.path, r)
		if err != nil {
			return err
		}
		b.add(row{page.name + ", 32 connections", fmt.Sprintf("%.0f/s", ours.perSecond), fmt.Sprintf("bare handler %.0f/s", bare.perSecond), fmt.Sprintf("%.2f", ours.perSecond/bare.perSecond), page.goal})
		b.add(row{page.name + ", processor time", us(ours.cpu), "bare handler " + us(bare.cpu), fmt.Sprintf("%.2f", float64(ours.cpu)/float64(bare.cpu)), ""})
	}
	return nil
}

func (b *bench) against(path string, r *running) (ours, bare load, err error) {
	request, err := http.NewRequest("GET", "http://"+r.address+path, nil)
	if err != nil {
		return ours, bare, err
	}
	request.Header.Set("Accept-Encoding", "br")
	resp, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return ours, bare, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || resp.Header.Get("Content-Encoding") != "br" {
		return ours, bare, fmt.Errorf("%s is not served as brotli: %v", path, err)
	}
	file := filepath.Join(b.dir, "bare.br")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return ours, bare, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return ours, bare, err
	}
	address := listener.Addr().String()
	listener.Close()
	self, err := os.Executable()
	if err != nil {
		return ours, bare, err
	}
	yard := onCore(0, self, bareWord, address, file)
	if err := yard.Start(); err != nil {
		return ours, bare, err
	}
	defer func() { yard.Process.Kill(); yard.Wait() }()
	time.Sleep(300 * time.Millisecond)
	var all [2]load
	for i, l := range []struct {
		url string
		pid int
	}{{"http://" + r.address + path, r.cmd.Process.Pid}, {"http://" + address + path, yard.Process.Pid}} {
		if all[i], err = measure(l.url, l.pid); err != nil {
			return ours, bare, err
		}
	}
	for range 2 { // in turns, so that both meet the same machine
		x, err := measure("http://"+r.address+path, r.cmd.Process.Pid)
		if err != nil {
			return ours, bare, err
		}
		y, err := measure("http://"+address+path, yard.Process.Pid)
		if err != nil {
			return ours, bare, err
		}
		all[0], all[1] = all[0].better(x), all[1].better(y)
	}
	return all[0], all[1], nil
}

// load is how a server bore a load.
type load struct {
	perSecond float64
	cpu       time.Duration // processor time of a request
}

// better is the quicker and the cheaper of two: what disturbs a measure only adds.
func (l load) better(m load) load {
	return load{max(l.perSecond, m.perSecond), min(l.cpu, m.cpu)}
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
