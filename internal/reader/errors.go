package reader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// redirect leads to a path of this site.
type redirect struct {
	to     string // path, decoded
	query  string // raw
	status int
}

func (r *redirect) Error() string { return fmt.Sprintf("%d to %s", r.status, r.to) }

// Unwrap says that the page is elsewhere for good: no older one may stand in for it.
func (r *redirect) Unwrap() error { return fault.New(fault.Gone, "reader.gone_title") }

// refusal is a request that no page can answer; the number is its HTTP status.
type refusal int

func (r refusal) Error() string { return http.StatusText(int(r)) }

// withdrawn is the answer for a text that was taken back.
type withdrawn struct{ edition.Withdrawn }

func (withdrawn) Error() string { return "withdrawn" }

// Unwrap says that the page was taken away: no older one may stand in for it.
func (withdrawn) Unwrap() error { return fault.New(fault.Gone, "reader.gone_title") }

// retryAfter is what a reader's program should wait, in seconds, when we cannot answer.
const retryAfter = 30

// statusOf is the HTTP status of a failure.
func statusOf(err error) int {
	var refused refusal
	switch {
	case errors.As(err, &refused):
		return int(refused)
	case errors.As(err, new(withdrawn)):
		return http.StatusGone
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Forbidden:
		return http.StatusNotFound
	case fault.Gone:
		return http.StatusGone
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// show turns a handler's error into its answer: a redirect, or a page that says what
// is wrong and where to go on. It tells readers nothing of the cause.
func (s *Site) show(v *visit, err error) {
	if err == nil {
		return
	}
	if to := (*redirect)(nil); errors.As(err, &to) {
		lead(v.w, to)
		return
	}
	status := statusOf(err)
	if status == http.StatusNotFound && v.press != nil && s.showMissing(v) == nil {
		return
	}
	reference := ""
	if status >= 500 {
		reference = id.New(s.Now())
		level := slog.LevelError
		if errors.Is(err, context.Canceled) { // the reader has left
			level = slog.LevelDebug
		}
		s.Log.Log(v.r.Context(), level, "a page could not be shown", "reference", reference, "path", v.r.URL.Path, "error", err)
	}
	h := v.w.Header()
	h.Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfter))
	}
	body, failed := s.errorPage(v.r.Context(), v, status, reference, err)
	if failed != nil {
		s.Log.Error("the page for an error could not be made", "error", failed)
		http.Error(v.w, strconv.Itoa(status)+" "+http.StatusText(status)+" "+reference, status)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		v.w.Write(body)
	}
}

// keepMissing is how long the page for unknown addresses may be served as it is.
const keepMissing = 30 * time.Second

// showMissing answers that there is no such page. That page is the same for all
// addresses of an edition, so that asking for a million of them costs no look-ups.
func (s *Site) showMissing(v *visit) error {
	f := v.press.spoken(v.face)
	return s.serve(v, "missing:"+string(f.lang), func(ctx context.Context) (Answer, error) {
		body, err := s.errorPage(ctx, v, http.StatusNotFound, "", nil)
		return Answer{
			Status: http.StatusNotFound, Keep: keepMissing, Type: "text/html; charset=utf-8", Body: body,
			Tags: []string{edition.LatestTag(f.lang), edition.MostReadTag(f.lang)}, Header: map[string]string{"Cache-Control": "no-store"},
		}, err
	})
}

// spoken is the edition that a page is in: the address's, else the outlet's first choice.
func (p *press) spoken(f *face) *face {
	if f == nil {
		f = p.faces[p.profile.XDefault()]
	}
	return f
}

// lead answers with a redirect. A lasting one may be kept for an hour.
func lead(w http.ResponseWriter, to *redirect) {
	h := w.Header()
	path := "/" + strings.TrimLeft(to.to, "/\\") // "//" would begin another host's name
	h.Set("Location", (&url.URL{Path: path, RawQuery: to.query}).String())
	h.Set("Cache-Control", "no-cache")
	if to.status == http.StatusMovedPermanently {
		h.Set("Cache-Control", "public, max-age=3600, s-maxage=60")
	}
	h.Set("Content-Length", "0")
	w.WriteHeader(to.status)
}

// errorsLatest is how many of the newest articles an error page offers.
const errorsLatest = 6

// errorPage renders the page for a failure, in the edition of the address, else in
// the outlet's first choice.
func (s *Site) errorPage(ctx context.Context, v *visit, status int, reference string, err error) ([]byte, error) {
	if v.press == nil {
		return nil, errors.New("there is no outlet")
	}
	f := v.press.spoken(v.face)
	page := ErrorPage{Frame: s.frame(v.press, f, pageOf{}), Status: status, Reference: reference}
	page.Heading, page.Text = f.errorWords(status, reference)
	page.Search, page.Mended = f.path("search"), f.path("corrections/")
	page.NoIndex, page.Title = true, page.Heading+" | "+f.edition.Title
	if gone := (withdrawn{}); errors.As(err, &gone) && gone.Reason != "" {
		page.Reason = f.catalogue.Say(f.lang, "reader.gone_reason", map[string]any{"reason": gone.Reason})
	}
	if status < 500 && status != http.StatusMisdirectedRequest {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if cards, _, err := s.Shelf.List(ctx, edition.Filter{Lang: f.lang}, edition.Cursor{}, errorsLatest); err == nil {
			page.Latest = s.latestBand(f, cards, s.Now())
		}
		if page.MostRead, _, err = s.mostReadBand(ctx, f, ""); err != nil {
			s.Log.Debug("an error page does without the most read", "error", err)
		}
	}
	var b bytes.Buffer
	err = f.pages.ExecuteTemplate(&b, "pages/error.html", page)
	return b.Bytes(), err
}

// errorWords are the heading and the text of the page for a status.
func (f *face) errorWords(status int, reference string) (heading, text string) {
	switch status {
	case http.StatusNotFound:
		return f.say("reader.not_found_title"), f.say("reader.not_found_help")
	case http.StatusGone:
		return f.say("reader.gone_title"), f.say("reader.gone_help")
	case http.StatusServiceUnavailable:
		return f.say("reader.busy_title"), f.say("reader.busy_help")
	case http.StatusInternalServerError:
		return f.say("reader.error_title"), f.catalogue.Say(f.lang, "reader.error_help", map[string]any{"reference": reference})
	}
	return f.say("reader.refused_title"), f.say("reader.refused_help")
}
