package edition

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
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

var fileAddress = regexp.MustCompile(`/media/([0-9a-f]{64})/`)

// CountFiles says anew which of the library's files a live copy and the pages of its people
// show, from what is stored of it: for copies that were made before that was kept.
func CountFiles(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) error {
	card, html, people, err := filesOf(ctx, tx, storyID, l)
	if err != nil || card == nil {
		return err
	}
	hashes := map[string]bool{}
	if card.Picture != nil {
		hashes[card.Picture.Hash] = true
	}
	for _, by := range card.Bylines {
		hashes[by.Face.Hash] = true
	}
	for _, m := range fileAddress.FindAllStringSubmatch(html, -1) {
		hashes[m[1]] = true
	}
	ids, err := idsOf(ctx, tx, slices.Sorted(maps.Keys(hashes)))
	if err != nil {
		return err
	}
	if err := media.SetUses(ctx, tx, media.User{Place: media.InCopy, Owner: storyID, Lang: l}, ids); err != nil {
		return err
	}
	for person, face := range people {
		ids, err := idsOf(ctx, tx, []string{face.Hash})
		if err != nil {
			return err
		}
		if err := media.SetUses(ctx, tx, personPage(person, l), ids); err != nil {
			return err
		}
	}
	return nil
}

// idsOf finds files of the library by their hashes; one that is not there is left out.
func idsOf(ctx context.Context, tx *db.Tx, hashes []string) (ids []string, err error) {
	for _, hash := range hashes {
		m, err := media.ByHash(ctx, tx, hash)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, m.ID)
	}
	return ids, nil
}
