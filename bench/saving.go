package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

const (
	savingBlocks  = 400             // of a text that is saved
	savingEditors = 20              // who save beside the readers
	savingEvery   = 2 * time.Second // each of them
	savingFor     = 20 * time.Second
	savingReaders = 1000 // requests a second
	savingLines   = 32   // connections that readers come by
)

// saving: what a saving of one block takes over HTTP, from the request to the answer, in
// a text of many blocks: one editor alone, and many beside readers.
func (b *bench) saving() error {
	data, err := b.archive(1)
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	p, err := open(b.ctx, data, "")
	if err != nil {
		return err
	}
	_, _, articles, err := addresses(b.ctx, p, 20)
	var writers []*saver
	for i := 0; err == nil && i < savingEditors; i++ {
		var w *saver
		if w, err = newSaver(b.ctx, p, i); err == nil {
			writers = append(writers, w)
		}
	}
	p.Close()
	if err != nil {
		return err
	}
	r, err := b.serve(data)
	if err != nil {
		return err
	}
	defer r.stop()
	var alone []time.Duration
	for range 200 {
		took, err := writers[0].save(b.ctx, r.address)
		if err != nil {
			return err
		}
		alone = append(alone, took)
	}
	b.add(row{fmt.Sprintf("saving one of %d blocks", savingBlocks), fmt.Sprintf("p50 %s, p95 %s, load %s", ms(at(alone, 0.5)), ms(at(alone, 0.95)), machineLoad()), "", "", "p95 ≤ 50 ms"})
	return b.savingBeside(r, writers, articles)
}

// savingBeside lets editors save while readers read.
func (b *bench) savingBeside(r *running, writers []*saver, articles []string) error {
	ctx, stop := context.WithTimeout(b.ctx, savingFor)
	defer stop()
	var group sync.WaitGroup
	var saves, reads taken
	for i, w := range writers {
		group.Go(func() {
			saves.note(paced(ctx, time.Duration(i)*savingEvery/savingEditors, savingEvery, func() (time.Duration, error) { return w.save(b.ctx, r.address) }))
		})
	}
	for i := range savingLines {
		line := &http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: 30 * time.Second}
		group.Go(func() {
			defer line.CloseIdleConnections()
			n := i
			reads.note(paced(ctx, time.Duration(i)*time.Millisecond, time.Second*savingLines/savingReaders, func() (time.Duration, error) {
				n++
				return read(line, "http://"+r.address+articles[n%len(articles)])
			}))
		})
	}
	group.Wait()
	if err := errors.Join(saves.failed, reads.failed); err != nil {
		return err
	}
	if len(saves.list) == 0 || len(reads.list) == 0 {
		return errors.New("nothing was saved or nothing was read")
	}
	b.add(row{fmt.Sprintf("%d editors save every %s", savingEditors, savingEvery), fmt.Sprintf("%d without an error, p50 %s, p95 %s, load %s", len(saves.list), ms(at(saves.list, 0.5)), ms(at(saves.list, 0.95)), machineLoad()), "", "", "no error"})
	b.add(row{fmt.Sprintf("%d readers a second beside them", savingReaders), fmt.Sprintf("%.0f/s without an error, p50 %s, p95 %s", float64(len(reads.list))/savingFor.Seconds(), ms(at(reads.list, 0.5)), ms(at(reads.list, 0.95))), "", "", "no error"})
	return nil
}

// taken gathers what requests took, from any number of goroutines.
type taken struct {
	mu     sync.Mutex
	list   []time.Duration
	failed error
}

func (t *taken) note(list []time.Duration, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list, t.failed = append(t.list, list...), errors.Join(t.failed, err)
}

// paced does something at even times until the context ends; who is late does it at once.
func paced(ctx context.Context, first, every time.Duration, do func() (time.Duration, error)) (list []time.Duration, err error) {
	begun := time.Now().Add(first)
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return list, nil
		case <-time.After(time.Until(begun.Add(time.Duration(n) * every))):
		}
		took, err := do()
		if err != nil {
			return list, err
		}
		list = append(list, took)
	}
}

func read(line *http.Client, address string) (time.Duration, error) {
	begun := time.Now()
	resp, err := line.Get(address)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, resp.Status)
	}
	return time.Since(begun), err
}

// saver is an editor at a story of her own, as the writing page's script saves it.
type saver struct {
	person, secret, story string
	rev, n                int
	words                 string
	blocks                []body.Block
}

func newSaver(ctx context.Context, p *app.Program, i int) (w *saver, err error) {
	w = &saver{rev: 1, words: strings.TrimSpace(strings.Repeat("some words of a paragraph ", 12))}
	for n := range savingBlocks {
		w.blocks = append(w.blocks, body.Block{ID: fmt.Sprintf("%016d", n), Type: body.Paragraph, Text: []body.Span{{Text: w.words}}})
	}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		one, err := people.Add(ctx, tx, people.Person{Name: fmt.Sprintf("Editor %d", i), Email: fmt.Sprintf("editor%d@bench.example", i)})
		if err != nil {
			return err
		}
		if err := people.Give(ctx, tx, one.ID, people.Editor, "", ""); err != nil {
			return err
		}
		_, secret, err := people.StartSession(ctx, tx, one.ID, "bench", "127.0.0.1")
		if err != nil {
			return err
		}
		s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
		if err != nil {
			return err
		}
		w.person, w.secret, w.story = one.ID, secret.Text, s.ID
		_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A text that is saved", Body: &body.Doc{Blocks: w.blocks}})
		return err
	})
	return w, err
}

// save changes one block and gives what the answer took.
func (w *saver) save(ctx context.Context, address string) (time.Duration, error) {
	w.n++
	b := &w.blocks[w.n*37%len(w.blocks)]
	was, err := body.MarshalBlock(*b)
	if err != nil {
		return 0, err
	}
	b.Text = []body.Span{{Text: fmt.Sprintf("%s and %d more", w.words, w.n)}}
	is, err := body.MarshalBlock(*b)
	if err != nil {
		return 0, err
	}
	request := fmt.Appendf(nil, `{"op_id":"%s-%d","person":"%s","base_rev":%d,"blocks":[{"id":"%s","base":%s,"json":%s}]}`, w.person, w.n, w.person, w.rev, b.ID, was, is)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/desk/stories/"+w.story+"/en/save", bytes.NewReader(request))
	if err != nil {
		return 0, err
	}
	r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "Origin": {"http://" + address}, "Sec-Fetch-Site": {"same-origin"}, "Cookie": {newsroom.SessionCookie + "=" + w.secret}}
	begun := time.Now()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	took := time.Since(begun)
	var told struct{ Rev int }
	if err == nil && (resp.StatusCode != http.StatusOK || json.Unmarshal(text, &told) != nil || told.Rev != w.rev+1) {
		err = fmt.Errorf("a saving is answered %s %s", resp.Status, text)
	}
	w.rev = told.Rev
	return took, err
}

// machineLoad is how many processes waited for a processor in the last minute, in the mean.
func machineLoad() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
