package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/people"
)

// maxBody bounds what is sent, in bytes.
const maxBody = 2 << 20

// ServeHTTP answers one request below /api/.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer a.recovered(w, r)
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	r, err := a.admit(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// admit turns away what no operation is asked with, finds out who asks, and reads what
// was sent.
func (a *API) admit(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	if !a.Answers(r.Host) {
		return r, refuse(http.StatusMisdirectedRequest, "api.host")
	}
	if len(r.RequestURI) > maxURI {
		return r, refuse(http.StatusRequestURITooLong, "api.uri")
	}
	if err := a.route(w, r); err != nil {
		return r, err
	}
	if isOpen(r.URL.Path) {
		return r, a.admitStranger(w, r)
	}
	r, err := a.admitToken(w, r)
	if err != nil {
		return r, err
	}
	if _, pattern := a.mux.Handler(r); pattern == takeFile {
		return readFile(w, r)
	}
	return readBody(w, r)
}

// maxURI is longer than any address of the API, in bytes.
const maxURI = 4096

// isOpen says whether an address needs no token. All others do: an operation that is
// forgotten here is shut.
func isOpen(p string) bool {
	return p == "/api/openapi.json" || strings.HasPrefix(p, "/api/v1/public/")
}

// route refuses addresses and methods that no operation has.
func (a *API) route(w http.ResponseWriter, r *http.Request) error {
	missing := refuse(http.StatusNotFound, "api.no_route")
	if path.Clean(r.URL.Path) != r.URL.Path || r.URL.RawPath != "" && r.URL.RawPath != r.URL.Path {
		return missing // the mux would redirect
	}
	h, pattern := a.mux.Handler(r)
	if pattern != "" {
		return nil
	}
	var probe probe
	h.ServeHTTP(&probe, r)
	if allow := probe.Header().Get("Allow"); probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allow)
		return refuse(http.StatusMethodNotAllowed, "api.method").with("methods", allow)
	}
	return missing
}

// probe takes in what a handler would have answered.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header {
	if p.header == nil {
		p.header = http.Header{}
	}
	return p.header
}
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

// admitStranger counts a request without a token, and lets any site's script read the
// answer: it is the same for everybody.
func (a *API) admitStranger(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	err := a.strangers.take(w, "address", a.asker(r))
	if err == nil { // caches share these answers, and would share what is left to one asker
		w.Header().Del("RateLimit")
		w.Header().Del("RateLimit-Policy")
	}
	return err
}

type accessKey struct{}

// who is whoever asks, of an operation that needs a token.
func who(ctx context.Context) people.Access {
	access, _ := ctx.Value(accessKey{}).(people.Access)
	return access
}

// mayLift says whether whoever asks may lift what a gate holds.
func mayLift(ctx context.Context, h edition.Held) bool {
	lift, _ := ctx.Value(liftKey{}).(func(edition.Held) bool)
	return lift != nil && lift(h)
}

// admitToken finds out who asks. One whose token does not work counts as a stranger.
func (a *API) admitToken(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	access, err := a.accessOf(r)
	if err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return r, err
		}
		if err := a.strangers.take(w, "address", a.asker(r)); err != nil {
			return r, err
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="masthead"`)
		return r, refuse(http.StatusUnauthorized, "api.unauthorised")
	}
	if err := a.tokens.take(w, "token", access.Token.ID); err != nil {
		return r, err
	}
	return r.WithContext(context.WithValue(r.Context(), accessKey{}, access)), nil
}

// accessOf reads the token, from its header alone.
func (a *API) accessOf(r *http.Request) (access people.Access, err error) {
	refused := fault.New(fault.NotFound, "people.token_refused")
	lines := r.Header["Authorization"]
	if len(lines) != 1 {
		return access, refused
	}
	scheme, token, _ := strings.Cut(lines[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return access, refused
	}
	err = a.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		access, err = people.Admit(r.Context(), tx, token)
		return err
	})
	if err == nil && access.Token.StaleUse(a.Now()) {
		if err := a.DB.Write(r.Context(), func(tx *db.Tx) error { return people.NoteUse(r.Context(), tx, access.Token) }); err != nil {
			a.Log.Warn("noting a token's use", "err", err)
		}
	}
	return access, err
}

type printKey struct{}

// readBody reads what was sent whole, holds it to JSON that means one thing only, and
// keeps its fingerprint.
func readBody(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	data, err := readWhole(w, r, maxBody, refuse(http.StatusRequestEntityTooLarge, "api.too_large"))
	if err != nil {
		return r, err
	}
	if len(data) > 0 {
		if what := unsound(data); what != "" {
			return r, refuse(http.StatusBadRequest, "api.bad_json").with("why", fault.New(fault.Invalid, what))
		}
	}
	return printed(r, data), nil
}

// readWhole reads what was sent, up to a bound.
func readWhole(w http.ResponseWriter, r *http.Request, most int64, tooLarge error) ([]byte, error) {
	if r.ContentLength > most {
		return nil, tooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if errors.As(err, new(*http.MaxBytesError)) {
		return nil, tooLarge
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "api.body")
	}
	return data, nil
}

// printed is the request with what was read of it and its fingerprint.
func printed(r *http.Request, data []byte) *http.Request {
	sum := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path, r.URL.RawQuery} {
		io.WriteString(sum, part+"\x00")
	}
	sum.Write(data)
	r = r.WithContext(context.WithValue(r.Context(), printKey{}, hex.EncodeToString(sum.Sum(nil))))
	r.Body = io.NopCloser(bytes.NewReader(data))
	return r
}

// asker is whose rate a request without a token counts to: the address it comes from,
// an IPv6 one by its network, for who has one has all of it.
func (a *API) asker(r *http.Request) string {
	addr := a.Proxies.Client(r.RemoteAddr, r.Header["X-Forwarded-For"])
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
