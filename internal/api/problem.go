package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

const problemType = "application/problem+json"

// Problem is every failure's answer (RFC 9457). Code is stable; Title and Detail are
// for people.
type Problem struct {
	Type      string  `json:"type" doc:"about:blank: the status says what kind of problem it is."`
	Title     string  `json:"title" doc:"The status in words."`
	Status    int     `json:"status"`
	Detail    string  `json:"detail,omitempty" doc:"What is wrong and what to do, for a person."`
	Code      string  `json:"code" doc:"Stable name of the problem, for programs: story.headline_missing."`
	Errors    []Fault `json:"errors,omitempty" doc:"Where it lies, one by one."`
	Gates     []Gate  `json:"gates,omitempty" doc:"What holds a text back from being published."`
	Reference string  `json:"reference,omitempty" doc:"Under this the outlet's log tells more."`
}

// Fault is one thing that is wrong with what was sent.
type Fault struct {
	Field   string `json:"field,omitempty" doc:"Where it stands: body.headline, query.before."`
	Message string `json:"message"`
}

// Gate is one reason why a text may not be published yet.
type Gate struct {
	Gate    string   `json:"gate" doc:"Name by which it is lifted in overrides."`
	Message string   `json:"message"`
	Blocks  []string `json:"blocks,omitempty" doc:"Ids of the blocks it is about; none is the whole text."`
	Lifters []string `json:"lifters,omitempty" doc:"Roles that may lift it; none: it must be mended."`
	MayLift bool     `json:"may_lift" doc:"Whether this token's person may."`
}

// Error is for huma, and for the log.
func (p *Problem) Error() string { return strconv.Itoa(p.Status) + " " + p.Code }

// GetStatus gives huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives huma the media type.
func (p *Problem) ContentType(string) string { return problemType }

// refusal is a request that no operation is asked with. Key names its sentence, and is
// its code.
type refusal struct {
	status int
	key    string
	args   map[string]any
}

func (r *refusal) Error() string { return r.key }

func refuse(status int, key string) *refusal { return &refusal{status: status, key: key} }

// Unwrap says of what was taken away that it was: the page store lets no older answer
// stand in for it.
func (r *refusal) Unwrap() error {
	if r.status != http.StatusGone {
		return nil
	}
	return fault.New(fault.Gone, r.key)
}

// with fills a place of the sentence.
func (r *refusal) with(name string, value any) *refusal {
	r.args = map[string]any{name: value}
	return r
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

var statusOf = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.NotFound: http.StatusNotFound, fault.Forbidden: http.StatusForbidden,
	fault.Conflict: http.StatusConflict, fault.Gone: http.StatusGone, fault.Busy: http.StatusServiceUnavailable, fault.Other: http.StatusInternalServerError,
}

// problem turns any error into the answer for it. What is our own fault goes to the log
// under a reference and tells the asker nothing else.
func (a *API) problem(ctx context.Context, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var no *refusal
	if errors.As(err, &no) {
		return newProblem(no.status, no.key, a.Words.Say(lang.English, no.key, no.args))
	}
	var back *edition.HeldBack
	if errors.As(err, &back) {
		return a.heldBack(ctx, back)
	}
	kind := fault.KindOf(err)
	f, known := fault.As(err)
	code := "fault.other"
	if known {
		code = f.Key
	}
	p = newProblem(statusOf[kind], code, a.Words.Explain(lang.English, err))
	switch {
	case kind == fault.Other || kind == fault.Busy:
		p.Reference = id.NewBlock()
		a.Log.Error("api", "reference", p.Reference, "err", err)
		if kind == fault.Other {
			p.Code = "fault.other"
		}
	case known && f.Field != "":
		p.Errors = []Fault{{Field: "body." + f.Field, Message: p.Detail}}
	}
	return p
}

func (a *API) heldBack(ctx context.Context, back *edition.HeldBack) *Problem {
	p := newProblem(http.StatusConflict, "api.held_back", a.Words.Say(lang.English, "api.held_back", map[string]any{"n": len(back.Held)}))
	for _, h := range back.Held {
		p.Gates = append(p.Gates, Gate{
			Gate: h.Gate, Message: a.Words.Say(lang.English, h.Key, h.Args), Blocks: h.Blocks, Lifters: h.Lifters, MayLift: mayLift(ctx, h),
		})
	}
	return p
}

// Bounds of what is told of what is wrong: how many things, and runes of each.
const (
	maxFaults  = 20
	maxMessage = 200
)

// ownProblems puts a Problem in the place of huma's own errors. What was sent is not
// sent back.
func (a *API) ownProblems(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	code := "api.invalid"
	if m.Status == http.StatusUnsupportedMediaType {
		code = "api.media_type"
	}
	p := newProblem(m.Status, code, a.Words.Say(lang.English, code, nil))
	for _, e := range m.Errors[:min(len(m.Errors), maxFaults)] {
		p.Errors = append(p.Errors, Fault{Field: short(e.Location), Message: short(e.Message)})
	}
	return p, nil
}

// short cuts what may hold a part of what was sent.
func short(s string) string {
	if runes := []rune(s); len(runes) > maxMessage {
		return string(runes[:maxMessage]) + "…"
	}
	return s
}

// fail writes a problem outside of huma.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	h := w.Header()
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "5")
	}
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(p); err != nil {
		a.Log.Error("api", "err", err)
	}
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		w.Write(out.Bytes())
	}
}

// recovered answers for a defect and writes where it was to the log.
func (a *API) recovered(w http.ResponseWriter, r *http.Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		a.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// retryAfter says when to come again, in whole seconds.
func retryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
}
