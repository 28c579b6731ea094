package translation

import (
	"context"

	"masthead/internal/kit/db"
)

func tellLater(ctx context.Context, tx *db.Tx, g *ledger) error { return nil }
