package app

import (
	"context"
	"strconv"

	"masthead/internal/audit"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
	"masthead/internal/story"
)

// Damage is something that `masthead check` found.
type Damage struct {
	What   string `json:"what"` // database, text, copy, picture, audit
	ID     string `json:"id"`
	Detail string `json:"detail"`
}

// Counted says how much was looked at.
type Counted struct{ Copies, Texts, Pictures int }

// Check looks for damage: in the database's own files, in texts whose newest revision
// cannot be read, in copies without a text or with an address that leads elsewhere,
// in pictures whose original is gone, in the chain of the audit. It changes nothing.
func (p *Program) Check(ctx context.Context, found func(Damage)) (Counted, error) {
	var n Counted
	if err := p.DB.Check(ctx); err != nil {
		found(Damage{What: "database", ID: string(p.DB.Engine), Detail: err.Error()})
		if fault.KindOf(err) != fault.Other {
			return n, err
		}
	}
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		n.Texts, err = story.Check(ctx, tx, func(id, detail string) { found(Damage{"text", id, detail}) })
		return err
	})
	if err != nil {
		return n, err
	}
	err = p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		n.Copies, err = edition.Check(ctx, tx, func(id, detail string) { found(Damage{"copy", id, detail}) })
		return err
	})
	if err != nil {
		return n, err
	}
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		_, broken, err := audit.Verify(ctx, tx)
		if broken != nil {
			found(Damage{"audit", strconv.FormatInt(broken.Seq, 10), broken.Why})
		}
		return err
	})
	if err != nil {
		return n, err
	}
	var pictures []media.Media
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		return media.All(ctx, tx, func(m media.Media) error { pictures = append(pictures, m); return nil })
	})
	for _, m := range pictures {
		n.Pictures++
		if why := p.Library.Check(ctx, m); why != "" {
			found(Damage{"picture", m.ID, why})
		}
	}
	return n, err
}
