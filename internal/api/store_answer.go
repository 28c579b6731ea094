package api

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/webhook"
)

// answersKept is how long an Idempotency-Key is remembered.
const answersKept = 24 * time.Hour

// claim takes a key for a request in the caller's transaction. When the key was taken
// before it gives what was asked and answered then. Whoever claims the same key at the
// same moment waits for the commit.
func claim(ctx context.Context, tx *db.Tx, token, key, request string) (first bool, asked, body string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, "", "", err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM api_answer WHERE token_id = $1 AND key = $2 AND made_at <= $3`,
		token, key, db.Millis(now.Add(-answersKept))); err != nil {
		return false, "", "", err
	}
	n, err := tx.Exec(ctx, `INSERT INTO api_answer (token_id, key, request, body, made_at) VALUES ($1, $2, $3, '', $4)
		ON CONFLICT (token_id, key) DO NOTHING`, token, key, request, db.Millis(now))
	if err != nil || n == 1 {
		return true, "", "", err
	}
	err = tx.Row(ctx, `SELECT request, body FROM api_answer WHERE token_id = $1 AND key = $2`, []any{token, key}, &asked, &body)
	return false, asked, body, err
}

// answered keeps the answer to a claimed key, in the transaction of its effect.
func answered(ctx context.Context, tx *db.Tx, token, key, body string) error {
	_, err := tx.Exec(ctx, `UPDATE api_answer SET body = $3 WHERE token_id = $1 AND key = $2`, token, key, body)
	return err
}

// sweep takes away the keys and the deliveries that had their time.
func (a *API) sweep(ctx context.Context) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `DELETE FROM api_answer WHERE made_at <= $1`, db.Millis(now.Add(-answersKept))); err != nil {
			return err
		}
		return webhook.Sweep(ctx, tx)
	})
}
