package pagestore

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// smallest is the shortest body worth compressing: below it the headers outweigh.
const smallest = 256

// press compresses bodies with encoders that are used again.
type press struct {
	zstd         *zstd.Encoder
	gzip, brotli sync.Pool
}

func newPress() *press {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault))
	if err != nil {
		panic(err) // the options are constants
	}
	p := &press{zstd: z}
	p.gzip.New = func() any { return gzip.NewWriter(io.Discard) }
	p.brotli.New = func() any { return brotli.NewWriterLevel(io.Discard, 5) }
	return p
}

// resetWriter is what both streaming encoders are.
type resetWriter interface {
	io.WriteCloser
	Reset(io.Writer)
}

func through(pool *sync.Pool, body []byte) []byte {
	w := pool.Get().(resetWriter)
	defer pool.Put(w)
	var out bytes.Buffer
	out.Grow(len(body) / 4)
	w.Reset(&out)
	// Writing to a buffer cannot fail.
	w.Write(body)
	w.Close()
	return bytes.Clone(out.Bytes())
}

// all gives the body in every encoding that makes it at least a twentieth smaller;
// the others are nil.
func (p *press) all(mediaType string, body []byte) [encodings][]byte {
	bodies := [encodings][]byte{identity: body}
	if len(body) < smallest || !compressible(mediaType) {
		return bodies
	}
	bodies[gzipped] = through(&p.gzip, body)
	bodies[brotlied] = through(&p.brotli, body)
	bodies[zstandard] = bytes.Clone(p.zstd.EncodeAll(body, make([]byte, 0, len(body)/3)))
	for e := identity + 1; e < encodings; e++ {
		if len(bodies[e]) > len(body)*19/20 {
			bodies[e] = nil
		}
	}
	return bodies
}

// compressible says whether a media type is text of some sort.
func compressible(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return false
	}
	switch t {
	case "application/json", "application/xml", "application/javascript", "application/manifest+json", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+json")
}
