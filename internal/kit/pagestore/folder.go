package pagestore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// folder is the disk tier: a file for each page, found by the hash of its key. Files
// are written by one goroutine, some time after the page was kept; a page that was
// pushed out of the queue is simply not on disk.
type folder struct {
	path  string
	max   int64
	log   *slog.Logger
	bytes atomic.Int64
	queue chan *sheet
	purge chan struct{}
	quit  chan struct{}
	ended sync.WaitGroup

	mu     sync.Mutex
	erased map[string]int64 // when each tag was last erased, unix nanoseconds
	floor  int64            // when everything was
}

// sheet is a page as it lies on disk: a mark, the SHA-256 of what follows, the
// length of a JSON head, the head, and the bodies one after another.
type sheet struct {
	Key      string
	Type     string
	Tags     []string
	Modified time.Time
	Header   map[string]string
	Began    int64 // when its render began, unix nanoseconds
	Lengths  [encodings]int

	bodies [encodings][]byte
}

const (
	sheetMark  = "masthead page 1\n"
	maxHead    = 1 << 20
	queueLen   = 256
	erasedName = "erased"
)

// openFolder reads what was erased and begins to write. Pages of earlier runs are
// counted in the background.
func openFolder(path string, limit int64, log *slog.Logger) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	f := &folder{
		path: path, max: limit, log: log,
		queue: make(chan *sheet, queueLen), purge: make(chan struct{}, 1), quit: make(chan struct{}),
	}
	var err error
	if f.erased, err = readErased(filepath.Join(path, erasedName)); err != nil {
		// What was erased cannot be told from what was not: nothing may be served.
		log.Error("page folder: what was erased cannot be read; beginning anew", "error", err)
		if err := f.empty(time.Time{}); err != nil {
			return nil, err
		}
	}
	f.ended.Go(f.work)
	return f, nil
}

// work writes, counts and cleans until the folder is closed; then it writes what
// still waits.
func (f *folder) work() {
	f.bytes.Store(f.count())
	for {
		select {
		case s := <-f.queue:
			f.put(s)
		case <-f.purge:
			f.purgeErased()
		case <-f.quit:
			for {
				select {
				case s := <-f.queue:
					f.put(s)
				default:
					return
				}
			}
		}
	}
}

func (f *folder) close() {
	close(f.quit)
	f.ended.Wait()
}

// offer queues a page for writing, or lets it go when the disk is behind.
func (f *folder) offer(s *sheet) {
	select {
	case f.queue <- s:
	default:
	}
}

func (f *folder) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	name := hex.EncodeToString(sum[:])
	return filepath.Join(f.path, name[:2], name[2:])
}

// put writes a page and makes room.
func (f *folder) put(s *sheet) {
	if f.isErased(s) {
		return
	}
	raw, err := s.encode()
	if err == nil && int64(len(raw)) <= f.max/16 {
		err = f.replace(f.file(s.Key), raw)
	}
	if err != nil {
		f.log.Warn("page folder: a page was not written", "key", s.Key, "error", err)
		return
	}
	if f.isErased(s) { // while it was being written
		f.drop(f.file(s.Key))
	}
	for tries := 0; f.bytes.Load() > f.max; tries++ {
		if tries == 64 { // somebody deleted files
			f.bytes.Store(f.count())
			break
		}
		f.makeRoom()
	}
}

// replace puts a file in the place of another at once. It is not synced: a torn file
// fails its checksum.
func (f *folder) replace(name string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	var before int64
	if st, err := os.Stat(name); err == nil {
		before = st.Size()
	}
	next := name + ".new" // one goroutine writes
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		os.Remove(next)
		return err
	}
	if err := os.Rename(next, name); err != nil {
		return err
	}
	f.bytes.Add(int64(len(raw)) - before)
	return nil
}

func (s *sheet) encode() ([]byte, error) {
	for i, b := range s.bodies {
		s.Lengths[i] = len(b)
		if b == nil {
			s.Lengths[i] = -1
		}
	}
	head, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var rest bytes.Buffer
	rest.Write(binary.BigEndian.AppendUint32(nil, uint32(len(head))))
	rest.Write(head)
	for _, b := range s.bodies {
		rest.Write(b)
	}
	sum := sha256.Sum256(rest.Bytes())
	return slices.Concat([]byte(sheetMark), sum[:], rest.Bytes()), nil
}

var errDamaged = errors.New("the file is damaged")

// decodeSheet reads a file's bytes, trusting nothing but the checksum.
func decodeSheet(raw []byte) (*sheet, error) {
	rest, ok := bytes.CutPrefix(raw, []byte(sheetMark))
	if !ok || len(rest) < sha256.Size+4 {
		return nil, errDamaged
	}
	sum := sha256.Sum256(rest[sha256.Size:])
	if !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil, errDamaged
	}
	rest = rest[sha256.Size:]
	n := int64(binary.BigEndian.Uint32(rest))
	rest = rest[4:]
	if n > maxHead || n > int64(len(rest)) {
		return nil, errDamaged
	}
	var s sheet
	if err := json.Unmarshal(rest[:n], &s); err != nil {
		return nil, errDamaged
	}
	rest = rest[n:]
	for i, n := range s.Lengths {
		if n < 0 {
			continue
		}
		if n > len(rest) {
			return nil, errDamaged
		}
		s.bodies[i], rest = rest[:n:n], rest[n:]
	}
	if s.bodies[identity] == nil || len(rest) > 0 {
		return nil, errDamaged
	}
	return &s, nil
}

// get reads a page that was not erased, nil if there is none. Damaged files go.
func (f *folder) get(key string) *sheet {
	name := f.file(key)
	s, err := f.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		f.log.Warn("page folder: a page cannot be read", "key", key, "error", err)
		if errors.Is(err, errDamaged) {
			f.drop(name)
		}
		return nil
	case s.Key != key || f.isErased(s):
		return nil
	}
	return s
}

func (f *folder) read(name string) (*sheet, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, f.max/16+1))
	if err != nil {
		return nil, err
	}
	return decodeSheet(raw)
}

func (f *folder) drop(name string) {
	if st, err := os.Stat(name); err == nil && os.Remove(name) == nil {
		f.bytes.Add(-st.Size())
	}
}
