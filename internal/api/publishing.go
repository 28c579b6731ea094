package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
)

type publishOrder struct {
	TextPath
	Keyed
	Body *struct {
		At        *time.Time `json:"at,omitempty" doc:"When; left out or past, now."`
		Overrides []Override `json:"overrides,omitempty" maxItems:"50" doc:"Gates that are lifted, with the reason that is kept."`
	}
}

// Override lifts a gate.
type Override struct {
	Gate   string `json:"gate" minLength:"1" maxLength:"100"`
	Reason string `json:"reason" minLength:"1" maxLength:"1000"`
}

// Published is what became of an order.
type Published struct {
	URL       string     `json:"url,omitempty" doc:"Where readers find it; absent while it is only planned."`
	Scheduled *time.Time `json:"scheduled,omitempty" doc:"When it will be published."`
}

type publishAnswer struct{ Body Published }

type withdrawOrder struct {
	TextPath
	Keyed
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Readers are told it."`
	}
}

// Withdrawn is what became of a withdrawal.
type Withdrawn struct {
	Readers string `json:"readers" enum:"nothing,withdrawn" doc:"What readers have of it now."`
}

type withdrawAnswer struct{ Body Withdrawn }

// publishing are the operations by which readers get a text, or lose it.
func (a *API) publishing() {
	register(a, huma.Operation{
		OperationID: "publish-text", Method: http.MethodPost, Path: "/api/v1/stories/{id}/texts/{lang}/publish", Tags: []string{"stories"},
		Summary: "Publish a text's newest revision, now or at a time", DefaultStatus: http.StatusOK,
		Description: "Gates that hold the text come back as a 409 with all of them.",
	}, a.publishText)
	register(a, huma.Operation{
		OperationID: "withdraw-text", Method: http.MethodPost, Path: "/api/v1/stories/{id}/texts/{lang}/withdraw", Tags: []string{"stories"},
		Summary: "Take a text back from readers, and call off what is planned for it", DefaultStatus: http.StatusOK,
	}, a.withdrawText)
}

type liftKey struct{}

func (a *API) publishText(ctx context.Context, in *publishOrder) (*publishAnswer, error) {
	l := lang.Tag(in.Lang)
	var lift func(edition.Held) bool
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Published, error) {
		s, err := readable(ctx, b.Tx, in.ID)
		if err != nil {
			return Published{}, err
		}
		if err := allow(ctx, s, people.Publish, l); err != nil {
			return Published{}, err
		}
		lift = liftable(ctx, s, l)
		done, err := b.Publish(ctx, in.order(ctx, s, l, lift))
		if err != nil {
			return Published{}, err
		}
		if !done.Scheduled.IsZero() {
			return Published{Scheduled: &done.Scheduled}, nil
		}
		return Published{URL: a.url(l, done.Slug)}, nil
	})
	if err != nil {
		return nil, a.problem(context.WithValue(ctx, liftKey{}, lift), err)
	}
	return &publishAnswer{out}, nil
}

// liftable says of what a gate holds whether whoever asks may lift it.
func liftable(ctx context.Context, s story.Story, l lang.Tag) func(edition.Held) bool {
	me := who(ctx)
	return func(h edition.Held) bool {
		roles := make([]people.Role, len(h.Lifters))
		for i, r := range h.Lifters {
			roles[i] = people.Role(r)
		}
		return me.MayLift(roles, s.Bureau, l)
	}
}

func (in *publishOrder) order(ctx context.Context, s story.Story, l lang.Tag, lift func(edition.Held) bool) edition.Order {
	o := edition.Order{Story: s.ID, Lang: l, By: who(ctx).Person.ID, MayLift: lift}
	if in.Body == nil {
		return o
	}
	if in.Body.At != nil {
		o.At = *in.Body.At
	}
	for _, v := range in.Body.Overrides {
		o.Overrides = append(o.Overrides, edition.Override{Gate: v.Gate, Reason: v.Reason})
	}
	return o
}

func (a *API) withdrawText(ctx context.Context, in *withdrawOrder) (*withdrawAnswer, error) {
	l := lang.Tag(in.Lang)
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Withdrawn, error) {
		s, err := readable(ctx, b.Tx, in.ID)
		if err != nil {
			return Withdrawn{}, err
		}
		if err := allow(ctx, s, people.Withdraw, l); err != nil {
			return Withdrawn{}, err
		}
		if err := b.Withdraw(ctx, s.ID, l, in.Body.Reason); err != nil {
			if f, ok := fault.As(err); ok && f.Key == "edition.not_published" {
				err = fault.New(fault.Conflict, "edition.not_published")
			}
			return Withdrawn{}, err
		}
		_, gone, err := b.Standing(ctx, s.ID, l)
		if gone {
			return Withdrawn{"withdrawn"}, err
		}
		return Withdrawn{"nothing"}, err
	})
	return &withdrawAnswer{out}, err
}
