package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// crowd is how many readers ask at once for one page that nobody has asked for yet.
const crowd = 5000

// stampede: a crowd's first requests for one page, all on connections of their own. The
// page is to be rendered once.
func (b *bench) stampede() error {
	data, err := b.archive(1000)
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	p, err := open(b.ctx, data, "")
	if err != nil {
		return err
	}
	_, _, articles, err := addresses(b.ctx, p, 1)
	p.Close()
	if err != nil {
		return err
	}
	private, err := freeAddress()
	if err != nil {
		return err
	}
	r, err := b.serve(data, "--metrics", private)
	if err != nil {
		return err
	}
	defer r.stop()
	before, err := rendered(private)
	if err != nil {
		return err
	}
	took, err := stormed(r.address, articles[0])
	if err != nil {
		return err
	}
	after, err := rendered(private)
	if err != nil {
		return err
	}
	b.add(row{fmt.Sprintf("%d first requests for one page", crowd), fmt.Sprintf("%d rendering, all answered in %s", after-before, ms(took)), "", "", "1 rendering, ≤ 2 s"})
	return nil
}

// stormed sends the crowd's requests at one moment and waits until the last is answered.
func stormed(address, path string) (time.Duration, error) {
	conns := make([]net.Conn, crowd)
	for i := range conns {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return 0, err
		}
		defer c.Close()
		conns[i] = c
	}
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: br\r\n\r\n", path, address)
	failed := make([]error, crowd)
	gate := make(chan struct{})
	var group sync.WaitGroup
	for i, c := range conns {
		group.Go(func() {
			<-gate
			c.SetDeadline(time.Now().Add(30 * time.Second))
			if _, failed[i] = c.Write(request); failed[i] != nil {
				return
			}
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body)
			}
			if err == nil && resp.StatusCode != http.StatusOK {
				err = errors.New(resp.Status)
			}
			failed[i] = err
		})
	}
	begun := time.Now()
	close(gate)
	group.Wait()
	return time.Since(begun), errors.Join(failed...)
}

var pagesRendered = regexp.MustCompile(`(?m)^masthead_pages_rendered_total (\S+)$`)

func rendered(private string) (int, error) {
	resp, err := http.Get("http://" + private + "/metrics")
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	m := pagesRendered.FindSubmatch(text)
	if m == nil {
		return 0, errors.New("the program does not tell how many pages it rendered")
	}
	n, err := strconv.ParseFloat(string(m[1]), 64)
	return int(n), err
}
