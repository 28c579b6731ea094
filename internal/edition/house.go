package edition

import (
	"context"

	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// AddSection adds a section at addresses that no article has or had. Now is the outlet as
// the batch's transaction reads it.
func (b *Batch) AddSection(ctx context.Context, now *outlet.Profile, key string, names map[lang.Tag]outlet.SectionName) error {
	s, err := outlet.AddSection(ctx, b.Tx, now, key, names)
	if err != nil {
		return err
	}
	return b.sectionFree(ctx, s)
}

// RenameSection names a section anew; its addresses stay.
func (b *Batch) RenameSection(ctx context.Context, now *outlet.Profile, key string, names map[lang.Tag]string) error {
	s, err := outlet.RenameSection(ctx, b.Tx, now, key, names)
	if err != nil {
		return err
	}
	return b.sectionFree(ctx, s)
}

// sectionFree refuses a section's addresses that are an article's.
func (b *Batch) sectionFree(ctx context.Context, s outlet.Section) error {
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
func (b *Batch) RemoveSection(ctx context.Context, now *outlet.Profile, key string) error {
	return outlet.RemoveSection(ctx, b.Tx, now, key, func(section string) (int, error) {
		if n, err := story.InSection(ctx, b.Tx, section); n > 0 || err != nil {
			return n, err
		}
		return InSection(ctx, b.Tx, section, now.Langs())
	})
}
