package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// ChangeOutlet changes what the outlet is made of. The change is given the outlet as its
// transaction reads it, for another process may have changed it; running nodes read it
// anew and make every page anew.
func (p *Program) ChangeOutlet(ctx context.Context, change func(b *edition.Batch, now *outlet.Profile) error) error {
	return p.Edition.Write(ctx, func(b *edition.Batch) error {
		now, err := outlet.Read(ctx, b.Tx)
		if err != nil {
			return err
		}
		if err := change(b, now); err != nil {
			return err
		}
		return b.OutletChanged(ctx)
	})
}

// AddSection adds a section at addresses that no article has or had.
func (p *Program) AddSection(ctx context.Context, key string, names map[lang.Tag]outlet.SectionName) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		s, err := outlet.AddSection(ctx, b.Tx, now, key, names)
		if err != nil {
			return err
		}
		return free(ctx, b, s)
	})
}

// RenameSection names a section anew; its addresses stay.
func (p *Program) RenameSection(ctx context.Context, key string, names map[lang.Tag]string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		s, err := outlet.RenameSection(ctx, b.Tx, now, key, names)
		if err != nil {
			return err
		}
		return free(ctx, b, s)
	})
}

// free refuses a section's addresses that are an article's.
func free(ctx context.Context, b *edition.Batch, s outlet.Section) error {
	for l, n := range s.Names {
		taken, err := b.SlugTaken(ctx, l, n.Slug)
		if err != nil {
			return err
		}
		if taken {
			return outlet.SlugTaken(n.Slug, l)
		}
	}
	return nil
}

// RemoveSection takes away a section that neither stories nor live copies are in.
func (p *Program) RemoveSection(ctx context.Context, key string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		return outlet.RemoveSection(ctx, b.Tx, now, key, func(section string) (int, error) {
			if n, err := story.InSection(ctx, b.Tx, section); n > 0 || err != nil {
				return n, err
			}
			return edition.InSection(ctx, b.Tx, section, now.Langs())
		})
	})
}

// AddTopic adds a topic.
func (p *Program) AddTopic(ctx context.Context, key string, names map[lang.Tag]topic.Name) error {
	if !outlet.ValidSlug(key) {
		return fault.New(fault.Invalid, "outlet.bad_key").In("key").With("key", key)
	}
	return p.changeTopic(ctx, names, func(tx *db.Tx, names map[lang.Tag]topic.Name) (string, error) { return topic.Add(ctx, tx, key, names) })
}

// RenameTopic names a topic anew, for readers too; its addresses stay. The articles that
// are out name it so when they are published next.
func (p *Program) RenameTopic(ctx context.Context, key string, names map[lang.Tag]topic.Name) error {
	return p.changeTopic(ctx, names, func(tx *db.Tx, names map[lang.Tag]topic.Name) (string, error) {
		return topic.Rename(ctx, tx, key, names)
	})
}

func (p *Program) changeTopic(ctx context.Context, names map[lang.Tag]topic.Name, change func(*db.Tx, map[lang.Tag]topic.Name) (string, error)) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		said := make(map[lang.Tag]string, len(names))
		for l, n := range names {
			said[l] = n.Name
		}
		said, err := now.Names(said)
		if err != nil {
			return err
		}
		whole := make(map[lang.Tag]topic.Name, len(names))
		for l, n := range names {
			if n.Slug != "" && !outlet.ValidSlug(n.Slug) {
				return fault.New(fault.Invalid, "outlet.bad_slug").In("slug").With("slug", n.Slug)
			}
			whole[l] = topic.Name{Slug: n.Slug, Name: said[l]}
		}
		id, err := change(b.Tx, whole)
		if err != nil {
			return err
		}
		return b.RenameTopic(ctx, id)
	})
}
