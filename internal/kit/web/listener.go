package web

import (
	"io"
	"net"
	"sync"
	"time"
)

// piece is the size of net/http's buffer between an answer and its connection. An
// answer that is larger arrives in a piece of just this size and a rest, each of which
// would be a call to the system, a packet, and a wake-up of the reader.
const piece = 4 << 10

// maxHold is the longest that a full piece waits for what follows it. What follows is
// there within microseconds, unless a handler streams and its piece was full by chance.
const maxHold = time.Millisecond

// Listen is net.Listen for TCP, with connections that hold back a full piece of
// net/http's until the next one, or the end of the answer, and send both with one call.
func Listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return listener{l.(*net.TCPListener)}, nil
}

type listener struct{ *net.TCPListener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return &conn{TCPConn: c}, nil
}

var pieces = sync.Pool{New: func() any { return new([piece]byte) }}

// conn is a connection that joins pieces. Everything that could wait for the reader,
// or that ends an answer, sends what is held first.
type conn struct {
	*net.TCPConn

	mu    sync.Mutex
	held  *[piece]byte // nil: nothing is held
	err   error        // of a piece that was sent by the clock
	late  *time.Timer
	parts [2][]byte // of the call that sends; here so that it need not be made anew
}

// Write sends b after what is held, or holds it.
func (c *conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return 0, c.err
	}
	if c.held == nil {
		if len(b) != piece {
			return c.TCPConn.Write(b)
		}
		c.hold(b)
		return len(b), nil
	}
	return c.join(b)
}

func (c *conn) hold(b []byte) {
	c.held = pieces.Get().(*[piece]byte)
	copy(c.held[:], b)
	if c.late == nil {
		c.late = time.AfterFunc(maxHold, func() { c.send() })
	} else {
		c.late.Reset(maxHold)
	}
}

// join sends what is held and b. Of the error's bytes it counts those of b.
func (c *conn) join(b []byte) (int, error) {
	c.late.Stop()
	c.parts = [2][]byte{c.held[:], b}
	out := net.Buffers(c.parts[:])
	n, err := out.WriteTo(c.TCPConn)
	c.parts = [2][]byte{}
	pieces.Put(c.held)
	c.held = nil
	return max(0, int(n)-piece), err
}

// send sends what is held.
func (c *conn) send() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		return nil
	}
	_, err := c.join(nil)
	if c.err == nil {
		c.err = err
	}
	return err
}

// SetReadDeadline is what net/http calls when an answer is at its end.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.send()
	return c.TCPConn.SetReadDeadline(t)
}

// SetDeadline sends what is held under the old one.
func (c *conn) SetDeadline(t time.Time) error {
	c.send()
	return c.TCPConn.SetDeadline(t)
}

// SetWriteDeadline sends what is held under the old one.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.send()
	return c.TCPConn.SetWriteDeadline(t)
}

// ReadFrom keeps the system's own way of sending a file.
func (c *conn) ReadFrom(r io.Reader) (int64, error) {
	if err := c.send(); err != nil {
		return 0, err
	}
	return c.TCPConn.ReadFrom(r)
}

// CloseWrite sends what is held and says that nothing follows.
func (c *conn) CloseWrite() error {
	c.send()
	return c.TCPConn.CloseWrite()
}

// Close sends what is held and closes.
func (c *conn) Close() error {
	c.send()
	return c.TCPConn.Close()
}
