package newsroom

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
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

// typed is one thing that a person had typed, under the name of its field.
type typed struct {
	Label, Text string
	Rows        int
}

// fail answers with a failure: a page for a person, JSON for a script. What it was
// caused by goes to the log alone.
func (d *Desk) fail(q *Request, err error) {
	status := statusOf(err)
	if status >= 500 && q.Context().Err() == nil {
		d.log.Error("the desk failed", "method", q.Method, "route", q.Pattern, "err", err)
	}
	if !q.SignedIn() && status != http.StatusMisdirectedRequest { // refused before she was looked at
		if _, err := d.know(q, false); err != nil && q.Context().Err() == nil { // she may have gone away
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
	f := failure{Status: status, Sentence: sentence, SignedOut: signedOut || errors.Is(err, errSecondWanted), Next: SafePath(q.URL.Path), Kept: d.kept(q)}
	page := Show("failure", f).Status(status)
	if err := page.send(q, status); err != nil {
		if q.Context().Err() != nil {
			return // who asked has gone away
		}
		d.log.Error("showing a failure", "err", err)
		http.Error(q.w, sentence, http.StatusInternalServerError)
	}
}

func (d *Desk) send(q *Request, a Answer) {
	if err := a.send(q, a.status); err != nil {
		d.log.Warn("answering", "err", err)
	}
}

// maxKept is how many fields of a refused form are shown again.
const maxKept = 500

// kept gathers what a person had typed into a form that was not taken, in the form's
// order. Passwords and the like are not shown, nor what the page sent of itself.
func (d *Desk) kept(q *Request) (list []typed) {
	if q.Method != http.MethodPost || q.PostForm == nil {
		return nil
	}
	names := q.order
	if names == nil { // sent in parts
		names = slices.Sorted(maps.Keys(q.PostForm))
	}
	for _, name := range names {
		if isSecret(name) || isOurs(name) {
			continue
		}
		label := name
		if key := d.labels[q.place][name]; key != "" {
			label = q.Say(key)
		}
		for _, v := range q.PostForm[name] {
			if strings.TrimSpace(v) != "" && len(list) < maxKept {
				list = append(list, typed{label, v, min(8, 1+strings.Count(v, "\n")+len([]rune(v))/80)})
			}
		}
	}
	return list
}

func isSecret(name string) bool {
	return slices.ContainsFunc([]string{"password", "code", "secret", "token"}, func(part string) bool { return strings.Contains(name, part) })
}

// isOurs says whether a page fills a field without asking the person.
func isOurs(name string) bool {
	return strings.HasSuffix(name, "_was") || strings.HasPrefix(name, "v-") || strings.HasPrefix(name, "h-") || slices.Contains([]string{ownerField, "id", "rev", "seen", "back", "next", "op", "base", "undo"}, name)
}

// fieldNames are the names in a form as it was sent, each once, in its order.
func fieldNames(form string) (names []string) {
	for pair := range strings.SplitSeq(form, "&") {
		raw, _, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(raw); err == nil && name != "" && len(names) < maxKept && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
