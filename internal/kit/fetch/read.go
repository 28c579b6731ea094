package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"masthead/internal/kit/fault"
)

// ratioFrom is how much may be decoded before the ratio is looked at: short
// texts of one word repeated are no attack.
const ratioFrom = 128 << 10

// maxWindow is the largest zstd window of an HTTP answer (RFC 9659).
const maxWindow = 8 << 20

// read takes the last hop's answer.
func (c *Client) read(u *url.URL, resp *http.Response, r Request) (*Answer, error) {
	host := u.Hostname()
	a := &Answer{URL: u.String(), Status: resp.StatusCode, Header: resp.Header}
	if resp.StatusCode == http.StatusNotModified {
		return a, nil
	}
	if f := refusedStatus(resp.StatusCode); f != nil {
		return nil, f.With("host", host).With("status", resp.StatusCode)
	}
	if r.Method == http.MethodHead || resp.StatusCode == http.StatusNoContent {
		a.Type = mediaType(resp.Header.Get("Content-Type"))
		return a, nil
	}
	body, err := c.body(resp)
	if err != nil {
		if f, ok := fault.As(err); ok {
			return nil, f.With("host", host)
		}
		return nil, err
	}
	a.Body = body
	typ, refused := r.Accept.judge(resp.Header.Get("Content-Type"), body)
	if refused != nil {
		return nil, refused.With("host", host)
	}
	a.Type = typ
	return a, nil
}

func refusedStatus(status int) *fault.Fault {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "fetch.absent")
	case status == http.StatusGone:
		return fault.New(fault.Gone, "fetch.gone")
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return fault.New(fault.Busy, "fetch.unavailable")
	}
	return fault.New(fault.Invalid, "fetch.refused_status")
}

// body decodes under the caps. What was received is counted below the decoder,
// what it became above.
func (c *Client) body(resp *http.Response) ([]byte, error) {
	received := &counter{r: resp.Body}
	dec, err := decoder(resp.Header.Values("Content-Encoding"), received, c.o.Bytes)
	if err != nil {
		return nil, damaged(received, err)
	}
	defer dec.Close()
	var out bytes.Buffer
	buf := make([]byte, 32<<10)
	for {
		n, err := dec.Read(buf)
		out.Write(buf[:n])
		switch size := int64(out.Len()); {
		case size > c.o.Bytes:
			return nil, fault.New(fault.Invalid, "fetch.too_large").With("limit", (c.o.Bytes+1<<20-1)>>20)
		case size > ratioFrom && size > c.o.Ratio*received.n:
			return nil, fault.New(fault.Invalid, "fetch.bomb")
		case err == io.EOF:
			return out.Bytes(), nil
		case err != nil:
			return nil, damaged(received, err)
		}
	}
}

// damaged tells a broken line, which is worth another try, from a body that does
// not decode.
func damaged(received *counter, err error) error {
	if f, ok := fault.As(err); ok {
		return f
	}
	if received.err != nil && received.err != io.EOF {
		return received.err
	}
	return fault.New(fault.Invalid, "fetch.bad_answer").Because(err)
}

type counter struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// decoder undoes the one content coding that an answer may have. Codings piled
// on each other serve nobody but an attacker.
func decoder(codings []string, r io.Reader, limit int64) (io.ReadCloser, error) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(codings, ",")))
	switch coding {
	case "", "identity":
		return io.NopCloser(r), nil
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(uint64(max(limit, maxWindow))))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "deflate":
		return inflater(r)
	}
	return nil, fault.New(fault.Invalid, "fetch.bad_encoding").Because(errors.New("content coding " + coding))
}

// inflater reads "deflate", which means zlib (RFC 9110 section 8.4.1.2) and which
// some servers send bare.
func inflater(r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(2)
	if err != nil {
		return nil, err
	}
	if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(b)
	}
	return flate.NewReader(b), nil
}
