package db

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// waitForNotices takes the connection for itself and never gives it back to the
// pool: a connection that listens is of no use to others.
func waitForNotices(ctx context.Context, c any, channel string, heard func()) error {
	conn := c.(*stdlib.Conn).Conn()
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return driver.ErrBadConn
		}
		heard()
	}
}
