package story

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

// Save is one saving of a text. The body comes whole (Body) or as block operations
// (Ops) against the revision it was read at.
type Save struct {
	Story      string
	Lang       lang.Tag
	BaseRev    int    // the revision it was read at; 0 for a text that was not there
	Base       *Text  // what it was made on, where that is no revision: an archive's text as it came before
	OpID       string // names the operation; sent again, it changes nothing
	By         string // person, or empty for the program
	Headline   string
	Standfirst string
	Slug       string
	Lead       *body.Picture
	Elsewhere  *Elsewhere // nil leaves it as it was at BaseRev
	Body       *body.Doc
	Ops        *body.SaveOps
	Head       *HeadOps     // with Ops: what changed of the head, in place of the four above
	Reach      *media.Reach // whose pictures she who saves may bring into the text; nil for the program, which may all
	Draft      bool         // it is still being written: the headline may be missing
	MadeFrom   lang.Tag     // for a translation: the text it was made from, and its revision
	MadeRev    int
}

// HeadOps are the parts of the head that changed; nil is as it was.
type HeadOps struct {
	Headline   *WordsOp `json:"headline,omitempty"`
	Standfirst *WordsOp `json:"standfirst,omitempty"`
	Slug       *WordsOp `json:"slug,omitempty"`
	Lead       *LeadOp  `json:"lead,omitempty"`
}

// WordsOp is a part of the head before and after its change.
type WordsOp struct {
	Was string `json:"was"`
	Is  string `json:"is"`
}

// LeadOp is the picture at the head before and after its change.
type LeadOp struct {
	Was *body.Picture `json:"was"`
	Is  *body.Picture `json:"is"`
}

// Saved is what became of it.
type Saved struct {
	Rev       int  // the revision that holds what was saved
	Changed   bool // false when nothing was new
	Merged    bool // the revision holds more, or other, than what was saved
	Body      body.Doc
	Conflicts []Conflict // what could not be merged; both sides are kept
}

// Conflict keeps two versions of the same words until a person decides. The stored
// text holds Theirs. Block is the block's id, or the name of a part of the head.
// Base, Mine and Theirs are JSON: a block, or a string for a part of the head.
type Conflict struct {
	ID                 string
	Rev                int
	Block, Kind        string
	Base, Mine, Theirs string
	By, TheirsBy       string // persons, or empty for the program
	At, TheirsAt       time.Time
}

// SaveText saves a text within a transaction. What others saved since BaseRev is
// merged: block by block in the body, part by part in the head. A BaseRev that never
// was is Invalid; so is a body that breaks the schema.
func SaveText(ctx context.Context, tx *db.Tx, s Save) (Saved, error) {
	if err := s.checkNames(); err != nil {
		return Saved{}, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Saved{}, err
	}
	newest, err := lockText(ctx, tx, s, db.Millis(now))
	if err != nil {
		return Saved{}, err
	}
	if rev, err := savedBefore(ctx, tx, s); err != nil || rev > 0 {
		return answerAgain(ctx, tx, s, rev, err)
	}
	mine := Text{
		Story: s.Story, Lang: s.Lang, Rev: newest + 1, Headline: s.Headline, Standfirst: s.Standfirst, Slug: s.Slug, Lead: s.Lead,
		MadeFrom: s.MadeFrom, MadeRev: s.MadeRev, SavedBy: s.By,
	}.clean()
	if s.Elsewhere != nil {
		mine.Elsewhere = s.Elsewhere.clean()
	}
	if newest == 0 {
		return saveFirst(ctx, tx, s, mine, now)
	}
	return saveOver(ctx, tx, s, mine, newest, now)
}

// reaches refuses pictures that are new in the text and that she who saves may not know of.
func (s Save) reaches(ctx context.Context, tx *db.Tx, t Text, there []string) error {
	if s.Reach == nil {
		return nil
	}
	ids := slices.DeleteFunc(t.MediaIDs(), func(id string) bool { return slices.Contains(there, id) })
	if len(ids) == 0 {
		return nil
	}
	foreign, err := media.Foreign(ctx, tx, ids, *s.Reach, s.Story)
	if err == nil && foreign != "" {
		err = fault.New(fault.Invalid, "story.foreign_picture").In("blocks").With("media", foreign)
	}
	return err
}

func saveFirst(ctx context.Context, tx *db.Tx, s Save, mine Text, now time.Time) (Saved, error) {
	if s.BaseRev != 0 {
		return Saved{}, unknownBase(s)
	}
	base, mine, err := s.meant(ctx, tx, mine, Text{})
	if err != nil {
		return Saved{}, err
	}
	if s.Ops != nil { // what it began from may be known to the editor alone: then it is new here
		mine.Body, _ = body.Merge(base.Body, mine.Body, body.Doc{})
	}
	if err := mine.check(s.Draft); err != nil {
		return Saved{}, err
	}
	if err := s.reaches(ctx, tx, mine, nil); err != nil {
		return Saved{}, err
	}
	if err := insertRevision(ctx, tx, mine, kept{}, s.OpID, db.Millis(now)); err != nil {
		return Saved{}, err
	}
	return Saved{Rev: mine.Rev, Changed: true, Body: mine.Body}, nil
}

func saveOver(ctx context.Context, tx *db.Tx, s Save, mine Text, newest int, now time.Time) (Saved, error) {
	stands, err := keptAt(ctx, tx, s.Story, s.Lang, newest)
	if err != nil {
		return Saved{}, err
	}
	theirs := stands.Text
	base, mine, err := s.meant(ctx, tx, mine, theirs)
	if err != nil {
		return Saved{}, err
	}
	if s.Elsewhere == nil {
		mine.Elsewhere = base.Elsewhere
	}
	merged, conflicts := merge(base, mine, theirs)
	merged.MadeFrom, merged.MadeRev = laterSource(mine, theirs)
	more := !sameWords(merged, mine)
	if len(conflicts) == 0 && same(merged, theirs) {
		return Saved{Rev: newest, Body: theirs.Body, Merged: more}, keepOperation(ctx, tx, s, newest, db.Millis(now))
	}
	if err := merged.check(s.Draft); err != nil {
		return Saved{}, err
	}
	if err := s.reaches(ctx, tx, merged, theirs.MediaIDs()); err != nil {
		return Saved{}, err
	}
	if err := insertRevision(ctx, tx, merged, stands, s.OpID, db.Millis(now)); err != nil {
		return Saved{}, err
	}
	if err := keepConflicts(ctx, tx, s, merged, theirs, conflicts, now); err != nil {
		return Saved{}, err
	}
	if s.Ops != nil {
		if err := thinLater(ctx, tx, s.Story, s.Lang, now); err != nil {
			return Saved{}, err
		}
	}
	return Saved{Rev: merged.Rev, Changed: true, Merged: more, Body: merged.Body, Conflicts: conflicts}, nil
}

// meant gives what the editor began from and what it meant.
func (s Save) meant(ctx context.Context, tx *db.Tx, mine, theirs Text) (base, meant Text, err error) {
	switch {
	case s.Base != nil:
		base = s.Base.clean()
	case s.Ops != nil && s.Head != nil:
		return s.meantByOps(ctx, tx, mine, theirs)
	case s.BaseRev == 0: // both sides began with nothing
	case s.BaseRev == theirs.Rev:
		base = theirs
	default:
		if base, err = At(ctx, tx, s.Story, s.Lang, s.BaseRev); err != nil {
			if fault.KindOf(err) == fault.NotFound {
				err = unknownBase(s)
			}
			return base, mine, err
		}
	}
	mine.Body, err = s.bodyOn(base.Body)
	return base, mine, err
}

// meantByOps needs no more than theirs, as long as the editor brings along what it began
// from. Where it does not, the revision it names is read, or those next to it if that one
// was thinned out.
func (s Save) meantByOps(ctx context.Context, tx *db.Tx, mine, theirs Text) (base, meant Text, err error) {
	if s.BaseRev < 0 || s.BaseRev > theirs.Rev {
		return base, mine, unknownBase(s)
	}
	base, mine = s.Head.on(mine, theirs)
	old := func() ([]body.Doc, bool, error) {
		if s.BaseRev == 0 {
			return []body.Doc{{}}, true, nil
		}
		if s.BaseRev == theirs.Rev {
			return []body.Doc{theirs.Body}, true, nil
		}
		return around(ctx, tx, s.Story, s.Lang, s.BaseRev)
	}
	var ops body.SaveOps
	if base.Body, ops, err = body.Began(*s.Ops, theirs.Body, old); err != nil {
		return base, mine, err
	}
	mine.Body, err = body.Apply(base.Body, ops)
	return base, mine, err
}

// on puts changes of the head on the head as it stands.
func (h HeadOps) on(mine, theirs Text) (base, meant Text) {
	base = Text{Headline: theirs.Headline, Standfirst: theirs.Standfirst, Slug: theirs.Slug, Lead: theirs.Lead}
	mine.Headline, mine.Standfirst, mine.Slug, mine.Lead = base.Headline, base.Standfirst, base.Slug, base.Lead
	put := func(op *WordsOp, was, is *string) {
		if op != nil {
			*was, *is = cleanHead(op.Was), cleanHead(op.Is)
		}
	}
	put(h.Headline, &base.Headline, &mine.Headline)
	put(h.Standfirst, &base.Standfirst, &mine.Standfirst)
	put(h.Slug, &base.Slug, &mine.Slug)
	if h.Lead != nil {
		base.Lead, mine.Lead = cleanLead(h.Lead.Was), cleanLead(h.Lead.Is)
	}
	return base, mine
}

// answerAgain repeats the answer to an operation that was taken before. Where its
// revision was thinned out, what stands now answers for it.
func answerAgain(ctx context.Context, tx *db.Tx, s Save, rev int, err error) (Saved, error) {
	if err != nil {
		return Saved{}, err
	}
	t, err := At(ctx, tx, s.Story, s.Lang, rev)
	if fault.KindOf(err) == fault.NotFound {
		t, err = Newest(ctx, tx, s.Story, s.Lang)
	}
	if err != nil {
		return Saved{}, err
	}
	open, err := Conflicts(ctx, tx, s.Story, s.Lang)
	if err != nil {
		return Saved{}, err
	}
	answer := Saved{Rev: t.Rev, Changed: true, Merged: t.Rev != s.BaseRev+1, Body: t.Body}
	for _, c := range open {
		if c.Rev == rev {
			answer.Conflicts = append(answer.Conflicts, c)
		}
	}
	return answer, nil
}

func unknownBase(s Save) error {
	return fault.New(fault.Invalid, "story.unknown_revision").In("base_rev").With("rev", s.BaseRev)
}

// bodyOn gives the body that was meant, on the base it was made on.
func (s Save) bodyOn(base body.Doc) (body.Doc, error) {
	if s.Ops != nil {
		return body.Apply(base, *s.Ops)
	}
	if s.Body == nil {
		return base, nil
	}
	return body.Normalise(*s.Body), nil
}

func (t Text) check(draft bool) error {
	if err := t.checkHead(draft); err != nil {
		return err
	}
	return body.Check(t.Body)
}

// merge joins what two people made of one base. Theirs stays where both changed the
// same thing.
func merge(base, mine, theirs Text) (Text, []Conflict) {
	out := theirs
	out.Rev, out.SavedBy = mine.Rev, mine.SavedBy
	var conflicts []Conflict
	head := func(name string, b, m, t string, set func(string)) {
		switch {
		case m == b || m == t:
		case t == b:
			set(m)
		default:
			conflicts = append(conflicts, Conflict{Block: name, Kind: "text", Base: encode(b), Mine: encode(m), Theirs: encode(t)})
		}
	}
	head("headline", base.Headline, mine.Headline, theirs.Headline, func(s string) { out.Headline = s })
	head("standfirst", base.Standfirst, mine.Standfirst, theirs.Standfirst, func(s string) { out.Standfirst = s })
	head("slug", base.Slug, mine.Slug, theirs.Slug, func(s string) { out.Slug = s })
	was, wanted, is := base.Elsewhere.parts(), mine.Elsewhere.parts(), out.Elsewhere.parts()
	for i, p := range is {
		head(p.name, *was[i].value, *wanted[i].value, *p.value, func(s string) { *p.value = s })
	}
	switch {
	case reflect.DeepEqual(mine.Lead, base.Lead) || reflect.DeepEqual(mine.Lead, theirs.Lead):
	case reflect.DeepEqual(theirs.Lead, base.Lead):
		out.Lead = mine.Lead
	default:
		conflicts = append(conflicts, Conflict{Block: "lead", Kind: "text", Base: encode(base.Lead), Mine: encode(mine.Lead), Theirs: encode(theirs.Lead)})
	}
	doc, found := body.Merge(base.Body, mine.Body, theirs.Body)
	out.Body = doc
	for _, c := range found {
		conflicts = append(conflicts, Conflict{
			Block: c.Block, Kind: string(c.Kind), Base: encode(blockOf(base.Body, c.Block)), Mine: encode(c.Mine), Theirs: encode(c.Theirs),
		})
	}
	return out, conflicts
}

// blockOf finds a block of the body's first level; nil if it is not there.
func blockOf(doc body.Doc, id string) *body.Block {
	for i := range doc.Blocks {
		if doc.Blocks[i].ID == id {
			return &doc.Blocks[i]
		}
	}
	return nil
}

// laterSource keeps the newer knowledge of what a translation was made from.
func laterSource(mine, theirs Text) (lang.Tag, int) {
	if mine.MadeFrom != "" && (mine.MadeFrom != theirs.MadeFrom || mine.MadeRev > theirs.MadeRev) {
		return mine.MadeFrom, mine.MadeRev
	}
	return theirs.MadeFrom, theirs.MadeRev
}

func same(a, b Text) bool {
	return a.MadeFrom == b.MadeFrom && a.MadeRev == b.MadeRev && sameWords(a, b)
}

func sameWords(a, b Text) bool {
	return a.Headline == b.Headline && a.Standfirst == b.Standfirst && a.Slug == b.Slug &&
		reflect.DeepEqual(a.Lead, b.Lead) && a.Elsewhere == b.Elsewhere && body.Same(a.Body, b.Body)
}

// encode writes a part of a text as JSON; nothing is the empty string. None of these
// types can fail to be written.
func encode(v any) string {
	if rv := reflect.ValueOf(v); !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil() {
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic("story: a text that was read cannot be written: " + err.Error())
	}
	return string(raw)
}
