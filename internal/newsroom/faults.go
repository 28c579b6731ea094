package newsroom

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"masthead/internal/kit/fault"
)

// errSignedOut is answered to whoever is not, or no longer, signed in.
var errSignedOut = fault.New(fault.Forbidden, "newsroom.signed_out")

// errSecondWanted is answered to whoever is signed in but has to show a second factor,
// or to set one up, before anything else.
var errSecondWanted = fault.New(fault.Forbidden, "newsroom.second_wanted")

// refusal is a failure whose status does not follow from its kind.
type refusal struct {
	status int
	fault  *fault.Fault
}

func (r refusal) Error() string { return r.fault.Error() }
func (r refusal) Unwrap() error { return r.fault }

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden,
	fault.Conflict: http.StatusConflict, fault.Gone: http.StatusGone, fault.Busy: http.StatusServiceUnavailable,
	fault.Other: http.StatusInternalServerError,
}

func statusOf(err error) int {
	var r refusal
	switch {
	case errors.As(err, &r):
		return r.status
	case errors.Is(err, errSignedOut), errors.Is(err, errSecondWanted):
		return http.StatusUnauthorized
	}
	if f, ok := fault.As(err); ok && f.Key == "people.wait" { // we are not busy: she asked too often
		return http.StatusTooManyRequests
	}
	return statuses[fault.KindOf(err)]
}

// Told is a failure as a script is told of it.
type Told struct {
	Error string `json:"error"`           // for the person, in her language
	Key   string `json:"key"`             // which it is
	Field string `json:"field,omitempty"` // of the form, if it is one's
}

// failure is what the page of a failure shows.
type failure struct {
	Status    int
	Sentence  string
	SignedOut bool
	Next      string  // the page that was asked for
	Kept      []typed // what was sent and not taken
}

// typed is one thing that a person had typed.
type typed struct{ Name, Text string }

// fail answers with a failure: a page for a person, JSON for a script. What it was
// caused by goes to the log alone.
func (d *Desk) fail(q *Request, err error) {
	status := statusOf(err)
	if status >= 500 && q.Context().Err() == nil {
		d.log.Error("the desk failed", "method", q.Method, "route", q.Pattern, "err", err)
	}
	if !q.SignedIn() && status != http.StatusMisdirectedRequest { // refused before she was looked at
		if _, err := d.know(q, false); err != nil {
			d.log.Warn("finding out who was refused", "err", err)
		}
	}
	sentence := d.words.Explain(q.Visitor.Lang, err)
	if strings.Contains(q.Header.Get("Accept"), "application/json") {
		told := Told{Error: sentence, Key: "other"}
		if f, ok := fault.As(err); ok {
			told.Key, told.Field = f.Key, f.Field
		}
		d.send(q, JSON(told).Status(status))
		return
	}
	signedOut := errors.Is(err, errSignedOut)
	if signedOut && (q.Method == http.MethodGet || q.Method == http.MethodHead) {
		d.send(q, SeeOther("/desk/sign-in?"+url.Values{"next": {q.URL.RequestURI()}}.Encode(), ""))
		return
	}
	if errors.Is(err, errSecondWanted) && q.Method == http.MethodGet {
		d.send(q, SeeOther("/desk/second?"+url.Values{"next": {q.URL.RequestURI()}}.Encode(), ""))
		return
	}
	f := failure{Status: status, Sentence: sentence, SignedOut: signedOut || errors.Is(err, errSecondWanted), Next: SafePath(q.URL.Path), Kept: kept(q)}
	page := Show("failure", f).Status(status)
	if err := page.send(q, status); err != nil {
		d.log.Error("showing a failure", "err", err)
		http.Error(q.w, sentence, http.StatusInternalServerError)
	}
}

func (d *Desk) send(q *Request, a Answer) {
	if err := a.send(q, a.status); err != nil {
		d.log.Warn("answering", "err", err)
	}
}

// kept gathers what a person had typed into a form that was not taken. Passwords and
// the like are not shown.
func kept(q *Request) (list []typed) {
	if q.Method != http.MethodPost || q.PostForm == nil {
		return nil
	}
	for name, values := range q.PostForm {
		if strings.Contains(name, "password") || strings.Contains(name, "code") || strings.Contains(name, "secret") || strings.HasSuffix(name, "_was") {
			continue
		}
		for _, v := range values {
			if len([]rune(v)) >= 20 && len(list) < 500 {
				list = append(list, typed{name, v})
			}
		}
	}
	return list
}
