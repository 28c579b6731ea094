package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
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
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error { return b.AddSection(ctx, now, key, names) })
}

// RenameSection names a section anew; its addresses stay.
func (p *Program) RenameSection(ctx context.Context, key string, names map[lang.Tag]string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error { return b.RenameSection(ctx, now, key, names) })
}

// RemoveSection takes away a section that neither stories nor live copies are in.
func (p *Program) RemoveSection(ctx context.Context, key string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error { return b.RemoveSection(ctx, now, key) })
}

// AddTopic adds a topic.
func (p *Program) AddTopic(ctx context.Context, key string, names map[lang.Tag]topic.Name) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error { return addTopic(ctx, b, now, key, names) })
}

// RenameTopic names a topic anew, for readers too; its addresses stay. The articles that
// are out name it so when they are published next.
func (p *Program) RenameTopic(ctx context.Context, key string, names map[lang.Tag]topic.Name) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error { return renameTopic(ctx, b, now, key, names) })
}

func addTopic(ctx context.Context, b *edition.Batch, now *outlet.Profile, key string, names map[lang.Tag]topic.Name) error {
	if !outlet.ValidSlug(key) {
		return fault.New(fault.Invalid, "outlet.bad_key").In("key").With("key", key)
	}
	return nameTopic(ctx, b, now, names, func(names map[lang.Tag]topic.Name) (string, error) { return topic.Add(ctx, b.Tx, key, names) })
}

func renameTopic(ctx context.Context, b *edition.Batch, now *outlet.Profile, key string, names map[lang.Tag]topic.Name) error {
	return nameTopic(ctx, b, now, names, func(names map[lang.Tag]topic.Name) (string, error) { return topic.Rename(ctx, b.Tx, key, names) })
}

func nameTopic(ctx context.Context, b *edition.Batch, now *outlet.Profile, names map[lang.Tag]topic.Name, change func(map[lang.Tag]topic.Name) (string, error)) error {
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
	id, err := change(whole)
	if err != nil {
		return err
	}
	return b.RenameTopic(ctx, id)
}
