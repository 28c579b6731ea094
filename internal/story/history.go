package story

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Names that the program gives to revisions, at the acts that they are named for.
const (
	Filed     = "filed"     // its author gave it to the desk
	Edited    = "edited"    // the desk is done with it
	Published = "published" // readers see it
	Corrected = "corrected" // readers see it, with a correction
)

var actNames = []string{Filed, Edited, Published, Corrected}

// MaxName bounds the name of a revision, in runes.
const MaxName = 80

// Revision is a revision of a text as its history lists it.
type Revision struct {
	Rev      int
	By       string // person, or empty for the program
	At       time.Time
	WordsIn  int // words that it brought, against the revision before
	WordsOut int // words that it took out
	Names    []Name
}

// Name is a name of a revision.
type Name struct {
	Name string
	Own  bool   // in somebody's own words, not one of the program's
	By   string // person, or empty for the program
	At   time.Time
}

// NameRevision names a revision in the act's transaction: by one of the program's names,
// or in the person's own words. A name that it has already stays as it is.
func NameRevision(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int, name, by string) error {
	name = strings.Join(strings.Fields(body.CleanText(name)), " ")
	switch {
	case name == "":
		return fault.New(fault.Invalid, "story.name_missing").In("name")
	case utf8.RuneCountInString(name) > MaxName:
		return fault.New(fault.Invalid, "story.name_long").In("name").With("max", MaxName)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	return putName(ctx, tx, story, l, rev, Name{name, !slices.Contains(actNames, name), by, now})
}

// nameAtStage names the newest revision of the original when its stage says that
// somebody is done with it.
func nameAtStage(ctx context.Context, tx *db.Tx, before, after Story, by string) error {
	was, is := slices.Index(stages, before.Stage), slices.Index(stages, after.Stage)
	editing := slices.Index(stages, Editing)
	name := ""
	switch {
	case was < editing && is == editing:
		name = Filed
	case was <= editing && is > editing:
		name = Edited
	default:
		return nil
	}
	rev, _, err := NewestRev(ctx, tx, after.ID, after.Original)
	if err != nil || rev == 0 {
		return err
	}
	return NameRevision(ctx, tx, after.ID, after.Original, rev, name, by)
}

// Restoring brings back what a revision held. It makes a new revision on top and erases
// nothing.
type Restoring struct {
	Story string
	Lang  lang.Tag
	Rev   int    // what is brought back
	Block string // a block of it, "headline", "standfirst" or "lead"; empty for the whole revision
	Seen  int    // the newest revision that the person had seen; what came later is merged
	By    string
	OpID  string
}

// Restore saves it. What others saved since the person looked is merged as with every
// saving, and is a conflict where it cannot be.
func Restore(ctx context.Context, tx *db.Tx, r Restoring) (Saved, error) {
	old, err := At(ctx, tx, r.Story, r.Lang, r.Rev)
	if err != nil {
		return Saved{}, err
	}
	seen, err := At(ctx, tx, r.Story, r.Lang, r.Seen)
	if fault.KindOf(err) == fault.NotFound { // thinned out since: what stands now is what she is shown next
		seen, err = Newest(ctx, tx, r.Story, r.Lang)
	}
	if err != nil {
		return Saved{}, err
	}
	mine := seen
	switch r.Block {
	case "":
		mine = old
	case "headline":
		mine.Headline = old.Headline
	case "standfirst":
		mine.Standfirst = old.Standfirst
	case "lead":
		mine.Lead = old.Lead
	default:
		if mine.Body, err = withBlock(seen.Body, old.Body, r.Block); err != nil {
			return Saved{}, err
		}
	}
	return SaveText(ctx, tx, Save{
		Story: r.Story, Lang: r.Lang, BaseRev: seen.Rev, OpID: r.OpID, By: r.By, Headline: mine.Headline, Standfirst: mine.Standfirst,
		Slug: mine.Slug, Lead: mine.Lead, Elsewhere: &mine.Elsewhere, Body: &mine.Body, Draft: true,
	})
}

// withBlock gives a body with one block as another body has it: in its place, or, where it
// is gone, behind the nearest of those before it that are left. A block that the other
// body lacks goes.
func withBlock(doc, from body.Doc, block string) (body.Doc, error) {
	doc.Blocks = slices.Clone(doc.Blocks)
	is := func(b body.Block) bool { return b.ID == block }
	here, there := slices.IndexFunc(doc.Blocks, is), slices.IndexFunc(from.Blocks, is)
	switch {
	case here < 0 && there < 0:
		return doc, fault.New(fault.NotFound, "story.block_absent")
	case there < 0:
		doc.Blocks = slices.Delete(doc.Blocks, here, here+1)
	case here >= 0:
		doc.Blocks[here] = from.Blocks[there]
	default:
		at := 0
		for i := there - 1; i >= 0 && at == 0; i-- {
			at = slices.IndexFunc(doc.Blocks, func(b body.Block) bool { return b.ID == from.Blocks[i].ID }) + 1
		}
		doc.Blocks = slices.Insert(doc.Blocks, at, from.Blocks[there])
	}
	return doc, nil
}

// wordChange counts the words by which a text differs from the one before.
func wordChange(before, after Text) (in, out int) {
	in, out = body.WordChange(body.Compare(before.Body, after.Body))
	for _, head := range [][2]string{{before.Headline, after.Headline}, {before.Standfirst, after.Standfirst}} {
		if head[0] == head[1] {
			continue
		}
		i, o := body.WordChange([]body.Difference{{Parts: []body.PartDiff{{Runs: body.CompareWords(head[0], head[1])}}}})
		in, out = in+i, out+o
	}
	return in, out
}
