package api

import (
	"context"
	"encoding/json"
	"net/http"

	"masthead/internal/edition"
)

// Keyed is the header of requests that change something.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Names the request: sent again within 24 hours, it is answered again and nothing is done twice."`
}

// secretive is an answer with something that is told once and never kept.
type secretive interface{ withoutSecret() any }

// once carries out a change in one transaction and, where the request has a key,
// exactly once: sent again it gives the same answer and does nothing; another request
// under the same key is refused. Only what succeeded is remembered, and no secret.
func once[T any](ctx context.Context, a *API, k Keyed, change func(*edition.Batch) (T, error)) (out T, err error) {
	token := who(ctx).Token.ID
	request, _ := ctx.Value(printKey{}).(string)
	err = a.Edition.Write(ctx, func(b *edition.Batch) error {
		if k.Key == "" {
			out, err = change(b)
			return err
		}
		first, asked, body, err := claim(ctx, b.Tx, token, k.Key, request)
		switch {
		case err != nil:
			return err
		case !first && asked != request:
			return refuse(http.StatusUnprocessableEntity, "api.key_reused")
		case !first:
			var again T
			err := json.Unmarshal([]byte(body), &again)
			out = again
			return err
		}
		if out, err = change(b); err != nil {
			return err
		}
		keep := any(out)
		if s, ok := keep.(secretive); ok {
			keep = s.withoutSecret()
		}
		raw, err := json.Marshal(keep)
		if err != nil {
			return err
		}
		return answered(ctx, b.Tx, token, k.Key, string(raw))
	})
	return out, err
}
