package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/webhook"
)

// Webhook is an address outside that is told of changes.
type Webhook struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	URL      string     `json:"url"`
	Events   []string   `json:"events"`
	Editions []string   `json:"editions" doc:"None: every edition."`
	Made     time.Time  `json:"made"`
	Failing  *time.Time `json:"failing,omitempty" doc:"Since when deliveries are given up."`
	Secret   string     `json:"secret,omitempty" doc:"Only in the first answer to what made it: it is not shown again, nor when that is sent again under its Idempotency-Key."`
}

// Delivery is one event on its way to a webhook.
type Delivery struct {
	ID       string     `json:"id"`
	Event    string     `json:"event" doc:"The webhook-id that it is sent with, the same for every attempt."`
	Change   string     `json:"change" enum:"published,updated,withdrawn"`
	Story    string     `json:"story"`
	Lang     string     `json:"lang"`
	State    string     `json:"state" enum:"waiting,delivered,given up,not needed"`
	Attempts int        `json:"attempts"`
	Status   int        `json:"status,omitempty" doc:"Of the last answer; absent without one."`
	TookMS   int64      `json:"took_ms"`
	Answer   string     `json:"answer,omitempty" doc:"Its first bytes, or why there was none."`
	Made     time.Time  `json:"made"`
	Tried    *time.Time `json:"tried,omitempty"`
}

type newWebhook struct {
	Keyed
	Body struct {
		Name     string   `json:"name" minLength:"1" maxLength:"100" doc:"Whose it is."`
		URL      string   `json:"url" maxLength:"2000" doc:"A public address; https is best."`
		Events   []string `json:"events,omitempty" maxItems:"3" enum:"published,updated,withdrawn" doc:"Left out, all."`
		Editions []string `json:"editions,omitempty" maxItems:"100" doc:"Languages; left out, every edition."`
	}
}

// HookPath names a webhook.
type HookPath struct {
	Hook string `path:"hook" maxLength:"40" doc:"The webhook's id."`
}

type (
	hookOrder struct {
		HookPath
		Keyed
	}
	hookAnswer  struct{ Body Webhook }
	hooksAnswer struct {
		Body struct {
			Webhooks []Webhook `json:"webhooks"`
		}
	}
	secretAnswer struct{ Body Secret }
	deliveryList struct {
		HookPath
		Before string `query:"before" maxLength:"40" doc:"The cursor of the page that came before: its next."`
	}
	deliveriesAnswer struct {
		Body struct {
			Deliveries []Delivery `json:"deliveries"`
			Next       string     `json:"next,omitempty"`
		}
	}
	againOrder struct {
		HookPath
		Keyed
		Delivery string `path:"delivery" maxLength:"40" doc:"The delivery's id."`
	}
	deliveryAnswer struct{ Body Delivery }
)

// Secret is a webhook's new secret.
type Secret struct {
	Secret string `json:"secret,omitempty" doc:"It is not shown again: absent when the request is sent again under its Idempotency-Key. The old one signs beside it for a day."`
}

func (w Webhook) withoutSecret() any { w.Secret = ""; return w }

func (Secret) withoutSecret() any { return Secret{} }

// deliveriesShown is how many deliveries stand on a page.
const deliveriesShown = 50

// webhooks are the operations on who outside is told of changes.
func (a *API) webhooks() {
	tags := []string{"webhooks"}
	register(a, huma.Operation{
		OperationID: "list-webhooks", Method: http.MethodGet, Path: "/api/v1/webhooks", Tags: tags, Summary: "List webhooks, never their secrets",
	}, a.listHooks)
	register(a, huma.Operation{
		OperationID: "add-webhook", Method: http.MethodPost, Path: "/api/v1/webhooks", Tags: tags, Summary: "Add a webhook", DefaultStatus: http.StatusCreated,
	}, a.addHook)
	register(a, huma.Operation{
		OperationID: "remove-webhook", Method: http.MethodDelete, Path: "/api/v1/webhooks/{hook}", Tags: tags, Summary: "Take a webhook away", DefaultStatus: http.StatusNoContent,
	}, a.removeHook)
	register(a, huma.Operation{
		OperationID: "rotate-webhook-secret", Method: http.MethodPost, Path: "/api/v1/webhooks/{hook}/secret", Tags: tags, Summary: "Give a webhook a new secret", DefaultStatus: http.StatusOK,
	}, a.rotateHook)
	register(a, huma.Operation{
		OperationID: "list-deliveries", Method: http.MethodGet, Path: "/api/v1/webhooks/{hook}/deliveries", Tags: tags, Summary: "List what was sent to a webhook, the newest first",
	}, a.listDeliveries)
	register(a, huma.Operation{
		OperationID: "deliver-again", Method: http.MethodPost, Path: "/api/v1/webhooks/{hook}/deliveries/{delivery}/again", Tags: tags,
		Summary: "Send an event again", DefaultStatus: http.StatusOK,
	}, a.deliverAgain)
}

// mayManageHooks refuses whoever may not say who outside is told of changes.
func mayManageHooks(ctx context.Context) error {
	if !who(ctx).May(people.Case{Deed: people.ManageWebhooks}) {
		return forbidden()
	}
	return nil
}

func (a *API) listHooks(ctx context.Context, _ *struct{}) (*hooksAnswer, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	out := &hooksAnswer{}
	out.Body.Webhooks = []Webhook{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := webhook.List(ctx, tx)
		for _, w := range list {
			out.Body.Webhooks = append(out.Body.Webhooks, showHook(w, ""))
		}
		return err
	})
	return out, err
}

func (a *API) addHook(ctx context.Context, in *newWebhook) (*hookAnswer, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	if err := a.Hooks.Check(in.Body.URL); err != nil {
		return nil, err
	}
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Webhook, error) {
		w := webhook.Webhook{Name: in.Body.Name, URL: in.Body.URL, Events: in.Body.Events}
		for _, l := range in.Body.Editions {
			w.Editions = append(w.Editions, lang.Tag(l))
		}
		w, secret, err := webhook.Add(ctx, b.Tx, w)
		return showHook(w, secret), err
	})
	return &hookAnswer{out}, err
}

func (a *API) removeHook(ctx context.Context, in *HookPath) (*struct{}, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(tx *db.Tx) error { return webhook.Remove(ctx, tx, in.Hook) })
}

func (a *API) rotateHook(ctx context.Context, in *hookOrder) (*secretAnswer, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Secret, error) {
		secret, err := webhook.Rotate(ctx, b.Tx, in.Hook)
		return Secret{secret}, err
	})
	return &secretAnswer{out}, err
}

func (a *API) listDeliveries(ctx context.Context, in *deliveryList) (*deliveriesAnswer, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	if in.Before != "" && !id.Valid(in.Before) {
		return nil, badCursor()
	}
	out := &deliveriesAnswer{}
	out.Body.Deliveries = []Delivery{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := webhook.Deliveries(ctx, tx, in.Hook, in.Before, deliveriesShown+1)
		if len(list) > deliveriesShown {
			list = list[:deliveriesShown]
			out.Body.Next = list[deliveriesShown-1].ID
		}
		for _, d := range list {
			out.Body.Deliveries = append(out.Body.Deliveries, showDelivery(d))
		}
		return err
	})
	return out, err
}

func (a *API) deliverAgain(ctx context.Context, in *againOrder) (*deliveryAnswer, error) {
	if err := mayManageHooks(ctx); err != nil {
		return nil, err
	}
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Delivery, error) {
		d, err := webhook.Again(ctx, b.Tx, in.Hook, in.Delivery)
		return showDelivery(d), err
	})
	return &deliveryAnswer{out}, err
}

func showHook(w webhook.Webhook, secret string) Webhook {
	out := Webhook{
		ID: w.ID, Name: w.Name, URL: w.URL, Events: append([]string{}, w.Events...), Editions: []string{}, Made: w.Made, Failing: known(w.Failing), Secret: secret,
	}
	for _, l := range w.Editions {
		out.Editions = append(out.Editions, string(l))
	}
	return out
}

func showDelivery(d webhook.Delivery) Delivery {
	return Delivery{
		d.ID, d.Event, d.Change, d.Story, string(d.Lang), d.State, d.Attempts, d.Status, d.Took.Milliseconds(), d.Answer, d.Made, known(d.Tried),
	}
}
