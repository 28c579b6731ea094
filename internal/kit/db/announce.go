package db

import (
	"context"
	"reflect"
)

// Hear has f told of every announcement of type A from now on, in the transaction of
// whoever announces it and before that is committed: what f writes is kept with the act
// or undone with it, and an error of f's undoes the act. Those who hear are joined once,
// before the database is used; they are told in the order in which they were joined.
func Hear[A any](d *DB, f func(ctx context.Context, tx *Tx, a A) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hearers == nil {
		d.hearers = map[reflect.Type][]any{}
	}
	t := reflect.TypeFor[A]()
	d.hearers[t] = append(d.hearers[t], f)
}

// Announce tells those who hear announcements of type A. It belongs at the end of the
// act, when its own rows are written. The first error ends it.
func Announce[A any](ctx context.Context, tx *Tx, a A) error {
	tx.db.mu.RLock()
	hearers := tx.db.hearers[reflect.TypeFor[A]()]
	tx.db.mu.RUnlock()
	for _, f := range hearers {
		if err := f.(func(context.Context, *Tx, A) error)(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}
