package edition

import (
	"context"
	"slices"
	"strings"

	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

// showFiles lets readers fetch the library's files that a copy and the pages of its
// people show, and no longer those that only the copy before it showed. People are those
// it names, before those it named before.
func (b *Batch) showFiles(ctx context.Context, c Copy, people []PersonPage, before []string) error {
	if err := media.SetUses(ctx, b.Tx, media.User{Place: media.InCopy, Owner: c.Story, Lang: c.Lang}, c.shows); err != nil {
		return err
	}
	for _, p := range people {
		if err := media.SetUses(ctx, b.Tx, personPage(p.Person, c.Lang), []string{p.portrait}); err != nil {
			return err
		}
	}
	for _, person := range before {
		if slices.ContainsFunc(people, func(p PersonPage) bool { return p.Person == person }) {
			continue
		}
		if stays, err := hasCopies(ctx, b.Tx, c.Lang, person); err != nil || stays {
			if err != nil {
				return err
			}
			continue
		}
		if err := media.SetUses(ctx, b.Tx, personPage(person, c.Lang), nil); err != nil {
			return err
		}
	}
	return nil
}

// Shows says whether a reader of the copy sees files of a hash, on its page or beside the
// names of its people.
func (c Copy) Shows(hash string) bool {
	face := func(b Byline) bool { return b.Face.Hash == hash }
	return hash != "" && (c.Picture != nil && c.Picture.Hash == hash || strings.Contains(c.HTML, "/media/"+hash+"/") ||
		slices.ContainsFunc(c.Bylines, face) || slices.ContainsFunc(c.Translators, face))
}

func personPage(person string, l lang.Tag) media.User {
	return media.User{Place: media.OnPersonPage, Owner: person, Lang: l}
}
