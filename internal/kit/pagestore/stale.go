package pagestore

import (
	"context"
	"net/http"
	"time"

	"masthead/internal/kit/fault"
)

// UseFolder keeps pages in a folder too, up to max bytes, and serves them from there
// when rendering fails for want of what is behind it (a fault of the kinds Busy and
// Other), or takes longer than Patience. It is called once, before the first Serve;
// Close ends it. A process has a folder of its own.
//
// Whoever was not told what changed while the process was away must call EraseAll
// first: the folder cannot know.
func (s *Store) UseFolder(path string, limit int64) (err error) {
	s.folder, err = openFolder(path, limit, s.o.Log)
	return err
}

// Close calls off the renders under way, waits for their end, and writes what waits to
// be written to the folder. Nothing may be asked for any more.
func (s *Store) Close() {
	s.end()
	s.flying.Wait()
	if s.folder != nil {
		s.folder.close()
	}
}

// Erase is Drop for what must never be seen again, as a text that was withdrawn.
// Drop leaves the folder's copy for the time when no better can be had; Erase
// forbids it and has the file deleted. An error means that the folder could not
// write it down: it holds until the process ends, and must be called again.
func (s *Store) Erase(tags ...string) error {
	s.Drop(tags...)
	if s.folder == nil {
		return nil
	}
	err := s.folder.erase(tags, s.o.Now())
	s.Drop(tags...) // what came back from the folder in between
	return err
}

// EraseAll takes away every page, in memory and in the folder.
func (s *Store) EraseAll() error {
	s.DropAll()
	if s.folder == nil {
		return nil
	}
	err := s.folder.empty(s.o.Now())
	s.DropAll() // what came back from the folder in between
	return err
}

// staleFor is how long a page from the folder is served before rendering is tried
// again: a database that is away is not asked for every reader.
const staleFor = 5 * time.Second

// toFolder queues a page that was kept.
func (s *Store) toFolder(key string, p Page, e *entry, began time.Time) {
	if s.folder == nil {
		return
	}
	sh := &sheet{Key: key, Type: p.Type, Tags: p.Tags, Modified: p.Modified, Header: p.Header, Began: began.UnixNano()}
	for i := range e.variants {
		sh.bodies[i] = e.variants[i].body
	}
	if sh.bodies[identity] == nil {
		sh.bodies[identity] = []byte{}
	}
	s.folder.offer(sh)
}

// fromFolder gives the folder's copy of a page, nil if there is none.
func (s *Store) fromFolder(key string) *entry {
	if s.folder == nil {
		return nil
	}
	s.older.Lock()
	defer s.older.Unlock()
	if e := s.lookup(key); e != nil {
		return e
	}
	sh := s.folder.get(key)
	if sh == nil {
		return nil
	}
	header := map[string]string{"Cache-Control": "no-cache"} // no one else shall keep it
	for name, value := range sh.Header {
		if http.CanonicalHeaderKey(name) != "Cache-Control" {
			header[name] = value
		}
	}
	p := Page{Status: 200, Type: sh.Type, Tags: sh.Tags, Modified: sh.Modified, Header: header}
	e := s.makeEntry(key, p, sh.bodies)
	e.expires = s.o.Now().Add(staleFor)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder.isErased(sh) {
		return nil
	}
	if now := s.lookup(key); now != nil {
		return now // rendered meanwhile, or brought by another
	}
	s.keep(e, &s.sound)
	return e
}

// isAway says whether an error may pass and so an older page is better than none.
func isAway(err error) bool {
	switch fault.KindOf(err) {
	case fault.Busy, fault.Other:
		return true
	}
	return false
}

// await waits for a flight; while it takes longer than Patience, the folder's copy
// will do.
func (s *Store) await(ctx context.Context, key string, f *flight) (*entry, error) {
	var patience <-chan time.Time
	if s.folder != nil {
		t := time.NewTimer(s.o.Patience)
		defer t.Stop()
		patience = t.C
	}
	for {
		select {
		case <-f.done:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-patience:
			if e := s.fromFolder(key); e != nil {
				return e, nil
			}
			patience = nil
		}
	}
}
