package newsroom

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is what a handler gives. Nothing is sent before the handler has returned.
type Answer struct {
	status int
	send   func(r *Request, status int) error
	header http.Header
}

// Status gives the answer another status than the usual one.
func (a Answer) Status(code int) Answer { a.status = code; return a }

// Header sets a header of the answer.
func (a Answer) Header(name, value string) Answer {
	if a.header == nil {
		a.header = http.Header{}
	} else {
		a.header = a.header.Clone()
	}
	a.header.Set(name, value)
	return a
}

// Show gives a page of the place ("list" is pages/list.html) with its data.
func Show(page string, data any) Answer {
	return Answer{status: http.StatusOK, send: func(r *Request, status int) error { return r.desk.showPage(r, status, page, data) }}
}

// Fragment gives one block of a page without the frame, for a script that puts it into one.
func Fragment(page, block string, data any) Answer {
	return Answer{status: http.StatusOK, send: func(r *Request, status int) error { return r.desk.showBlock(r, status, page, block, data) }}
}

// SeeOther leads to another page of the desk after something was done. The key, unless
// it is empty, names the sentence that says what was done there.
func SeeOther(path, key string, pairs ...any) Answer {
	return Answer{status: http.StatusSeeOther, send: func(r *Request, status int) error {
		if key != "" {
			r.toast(key, pairs)
		}
		r.w.Header().Set("Location", path)
		r.w.WriteHeader(status)
		return nil
	}}
}

// JSON gives a value to a script.
func JSON(v any) Answer {
	return Answer{status: http.StatusOK, send: func(r *Request, status int) error {
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		return r.write(status, "application/json; charset=utf-8", raw)
	}}
}

// Bytes gives a file; with a name, to be kept under it.
func Bytes(mime, name string, data []byte) Answer {
	a := Answer{status: http.StatusOK, send: func(r *Request, status int) error { return r.write(status, mime, data) }}
	if name != "" {
		a = a.Header("Content-Disposition", `attachment; filename="`+plainName(name)+`"`)
	}
	return a
}

// Stream gives an answer that goes on. The function sets its own deadlines and returns
// when the context ends; once it has written, its error is for the log alone.
func Stream(mime string, f func(ctx context.Context, w http.ResponseWriter) error) Answer {
	return Answer{status: http.StatusOK, send: func(r *Request, status int) error {
		r.w.Header().Set("Content-Type", mime)
		r.w.WriteHeader(status)
		if err := f(r.Context(), r.w); err != nil && r.Context().Err() == nil {
			r.desk.log.Warn("a stream of the desk broke", "path", r.Pattern, "err", err)
		}
		return nil
	}}
}

// Raw lets a handler of net/http answer: files by range.
func Raw(h http.HandlerFunc) Answer {
	return Answer{status: http.StatusOK, send: func(r *Request, _ int) error { h(r.w, r.Request); return nil }}
}

func (r *Request) write(status int, mime string, data []byte) error {
	r.w.Header().Set("Content-Type", mime)
	r.w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	r.w.WriteHeader(status)
	_, err := r.w.Write(data)
	return err
}

// plainName keeps of a file's name what stands in a header as it is.
func plainName(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || strings.ContainsRune(`"\/;%`, c) {
			return '-'
		}
		return c
	}, s)
}

// toasted is what was done, told on the next page.
type toasted struct {
	Key   string
	Pairs []string `json:",omitempty"`
}

const toastCookie = "masthead-done"

// toast keeps what was done until the next page is shown. Values go as text.
func (r *Request) toast(key string, pairs []any) {
	t := toasted{Key: key}
	for _, p := range pairs {
		s, ok := p.(string)
		if n, isInt := p.(int); isInt {
			s, ok = strconv.Itoa(n), true
		}
		if !ok {
			return
		}
		if c := []rune(s); len(c) > 120 {
			s = string(c[:119]) + "…"
		}
		t.Pairs = append(t.Pairs, s)
	}
	raw, err := json.Marshal(t)
	if err != nil || len(raw) > 2000 {
		return
	}
	r.SetCookie(http.Cookie{Name: toastCookie, Value: base64.RawURLEncoding.EncodeToString(raw), MaxAge: int(time.Minute / time.Second)})
}

// toasted reads what was done, and forgets it.
func (r *Request) toasted() string {
	c, err := r.Cookie(toastCookie)
	if err != nil {
		return ""
	}
	r.SetCookie(http.Cookie{Name: toastCookie, MaxAge: -1})
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	var t toasted
	if err != nil || json.Unmarshal(raw, &t) != nil || !r.desk.words.Has(t.Key) {
		return ""
	}
	pairs := make([]any, len(t.Pairs))
	for i, p := range t.Pairs {
		pairs[i] = p
		if n, err := strconv.Atoi(p); err == nil && i%2 == 1 {
			pairs[i] = n
		}
	}
	return r.Say(t.Key, pairs...)
}
