package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/id"
)

// The measure of readings is made with helpers that are processes of their own.
const (
	sendWord    = "send-readings"
	nothingWord = "answer-nothing"
)

// readingsPerSecond is what a node must bear without slowing its pages.
const readingsPerSecond = 20_000

// serveNothing is the yardstick of readings: a net/http handler that reads what is sent
// and answers 204.
func serveNothing(args []string) {
	fail(http.ListenAndServe(args[0], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusNoContent)
	})))
}

// senders are the connections that readings come by.
const senders = 32

// sendReadings sends readings of many readers for some seconds, so many a second or,
// for 0, as many as are answered, and prints how many were, in all and a second.
// Its arguments: address, rate, seconds, stories.
func sendReadings(args []string) {
	rate, _ := strconv.Atoi(args[1])
	seconds, _ := strconv.ParseFloat(args[2], 64)
	var answered atomic.Int64
	var group sync.WaitGroup
	begun := time.Now()
	end := begun.Add(time.Duration(seconds * float64(time.Second)))
	for s := range senders {
		group.Go(func() {
			if err := sendFrom(s, args[0], rate, end, args[3:], &answered); err != nil {
				fail(err)
			}
		})
	}
	group.Wait()
	fmt.Printf("%d %.0f\n", answered.Load(), float64(answered.Load())/time.Since(begun).Seconds())
}

// sendFrom sends by one connection, each message after the answer to the last.
func sendFrom(s int, address string, rate int, end time.Time, stories []string, answered *atomic.Int64) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	begun := time.Now().Add(time.Duration(s) * time.Millisecond)
	for n := 0; time.Now().Before(end); n++ {
		if rate > 0 {
			time.Sleep(time.Until(begun.Add(time.Duration(n) * time.Second * senders / time.Duration(rate))))
		}
		who := n*senders + s
		text := "en." + stories[who%len(stories)]
		_, err := fmt.Fprintf(conn, "POST /reading HTTP/1.1\r\nHost: %[1]s\r\nOrigin: http://%[1]s\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: 100.%[2]d.%[3]d.%[4]d\r\nAccept-Language: en\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: %[5]d\r\n\r\n%[6]s",
			address, who>>16&255, who>>8&255, who&255, len(text), text)
		if err != nil {
			return err
		}
		if err := readAnswer(answers); err != nil {
			return err
		}
		answered.Add(1)
	}
	return nil
}

// readAnswer reads the head of an answer without a body.
func readAnswer(from *bufio.Reader) error {
	for line := 0; ; line++ {
		text, err := from.ReadSlice('\n')
		switch {
		case err != nil:
			return err
		case line == 0 && !strings.HasPrefix(string(text), "HTTP/1.1 204"):
			return fmt.Errorf("a reading is answered %q", text)
		case len(text) <= 2:
			return nil
		}
	}
}

// send runs sendReadings beside f, and gives the readings answered a second and what
// each took of a server's processor, with all that the server did meanwhile.
func (b *bench) send(r *running, rate int, stories []string, during func() error) (l load, err error) {
	self, err := os.Executable()
	if err != nil {
		return l, err
	}
	before, err := processorTime(r.cmd.Process.Pid)
	if err != nil {
		return l, err
	}
	cmd := onCore(1, self, append([]string{sendWord, r.address, strconv.Itoa(rate), "4"}, stories...)...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Start(); err != nil {
		return l, err
	}
	time.Sleep(300 * time.Millisecond)
	err = during()
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return l, err
	}
	after, err := processorTime(r.cmd.Process.Pid)
	if err != nil {
		return l, err
	}
	var answered int
	if _, err := fmt.Sscan(out.String(), &answered, &l.perSecond); err != nil || answered == 0 {
		return l, fmt.Errorf("no readings were answered: %w", err)
	}
	l.cpu = (after - before) / time.Duration(answered)
	return l, nil
}

// rest waits until a server has nothing to do: an archive's pictures are made beside
// its first requests.
func (r *running) rest() error {
	for begun := time.Now(); time.Since(begun) < 5*time.Minute; {
		before, err := processorTime(r.cmd.Process.Pid)
		if err != nil {
			return err
		}
		time.Sleep(2 * time.Second)
		after, err := processorTime(r.cmd.Process.Pid)
		if err != nil {
			return err
		}
		if after-before < 100*time.Millisecond {
			return nil
		}
	}
	return errors.New("the program does not come to rest")
}

// readings: how many readings a node takes, against a handler that does nothing with
// them; and cached pages while readings come, against the same pages while none do.
func (b *bench) readings() error {
	data, err := b.archive(1000)
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	p, err := open(b.ctx, data, "")
	if err != nil {
		return err
	}
	cards, _, err := p.Shelf.List(b.ctx, edition.Filter{Lang: "en"}, edition.Cursor{}, 200)
	p.Close()
	var stories []string
	for _, c := range cards {
		if id.Valid(c.Story) { // copies of the seeds have ids of another form
			stories = append(stories, c.Story)
		}
	}
	if err != nil || len(stories) == 0 {
		return errors.Join(err, errors.New("the archive has no stories to read"))
	}
	r, err := b.serve(data, "--trusted-proxies", "127.0.0.1")
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.rest(); err != nil {
		return err
	}
	if err := b.readingsTaken(r, stories); err != nil {
		return err
	}
	return b.pagesBeside(r, "http://"+r.address+"/en/"+cards[0].Slug+"/", stories)
}

const readingRounds = 5

func (b *bench) readingsTaken(r *running, stories []string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	yard := &running{cmd: onCore(0, self, nothingWord, address), address: address}
	if err := yard.up(); err != nil {
		return err
	}
	defer yard.kill()
	var ours, bare, ratios, oursCPU, bareCPU, ratiosCPU []float64
	nothing := func() error { return nil }
	for range readingRounds {
		x, err := b.send(r, 0, stories, nothing)
		if err != nil {
			return err
		}
		y, err := b.send(yard, 0, stories, nothing)
		if err != nil {
			return err
		}
		ours, bare, ratios = append(ours, x.perSecond), append(bare, y.perSecond), append(ratios, x.perSecond/y.perSecond)
		oursCPU, bareCPU = append(oursCPU, float64(x.cpu)/1000), append(bareCPU, float64(y.cpu)/1000)
		ratiosCPU = append(ratiosCPU, float64(x.cpu)/float64(y.cpu))
	}
	b.add(row{"readings, one core", spread(ours, "/s"), "bare handler " + spread(bare, "/s"), fmt.Sprintf("%.2f", median(ratios)), "≥ 20000/s"})
	b.add(row{"readings, processor time", spread(oursCPU, " µs"), "bare handler " + spread(bareCPU, " µs"), fmt.Sprintf("%.2f", median(ratiosCPU)), fmt.Sprintf("≤ %d µs", time.Second.Microseconds()/readingsPerSecond)})
	return nil
}

// pagesBeside asks for pages as readers do, one after the other, and at full load.
func (b *bench) pagesBeside(r *running, page string, stories []string) error {
	var alone, beside, times, fullAlone, full, left, taken []float64
	for range readingRounds {
		x, err := latency(page)
		if err != nil {
			return err
		}
		var y float64
		got, err := b.send(r, readingsPerSecond, stories, func() (err error) { y, err = latency(page); return err })
		if err != nil {
			return err
		}
		alone, beside, times, taken = append(alone, x), append(beside, y), append(times, y/x), append(taken, got.perSecond)
		u, _, err := wrk(page)
		if err != nil {
			return err
		}
		var v float64
		if _, err = b.send(r, readingsPerSecond, stories, func() (err error) { v, _, err = wrk(page); return err }); err != nil {
			return err
		}
		fullAlone, full, left = append(fullAlone, u), append(full, v), append(left, v/u)
	}
	b.add(row{fmt.Sprintf("cached article beside %.0f readings/s, p50", median(taken)), spread(beside, " µs"), "without readings " + spread(alone, " µs"), fmt.Sprintf("%.2f", median(times)), "≤ 1.10"})
	b.add(row{"the same at full load of one core", spread(full, "/s"), "without readings " + spread(fullAlone, "/s"), fmt.Sprintf("%.2f", median(left)), ""})
	return nil
}

// latency is how long a page takes, in the middle of many asked for in turn, in µs.
func latency(page string) (float64, error) {
	var all []time.Duration
	for end := time.Now().Add(2500 * time.Millisecond); time.Now().Before(end); time.Sleep(time.Millisecond) {
		begun := time.Now()
		resp, err := http.Get(page)
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s answers %d: %w", page, resp.StatusCode, err)
		}
		all = append(all, time.Since(begun))
	}
	return float64(at(all, .5).Nanoseconds()) / 1000, nil
}
