package comment

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// SuggestionKind is what is suggested.
type SuggestionKind string

// The kinds of suggestion.
const (
	Change SuggestionKind = "change" // other content for a block or a part of the head
	Insert SuggestionKind = "insert" // a new block
	Delete SuggestionKind = "delete"
	Move   SuggestionKind = "move"
)

// Outcome is where a suggestion stands.
type Outcome string

// The outcomes.
const (
	Open      Outcome = "open"
	Taken     Outcome = "taken"
	Left      Outcome = "left"
	Withdrawn Outcome = "withdrawn" // by who made it
)

// MaxReason bounds why a suggestion is left, in runes.
const MaxReason = 500

// maxOpenSuggestions bounds those that wait in one text.
const maxOpenSuggestions = 2_000

// Suggestion is other words for one block.
type Suggestion struct {
	ID      string
	Story   string
	Lang    lang.Tag
	Kind    SuggestionKind
	Block   string // of a new block, the id that it will have
	After   string // insert, move: the block to stand behind; empty for the beginning
	Base    string // JSON, what it was made on: a block, or a string for a part of the head
	Wanted  string // JSON
	Rev     int
	By      string
	At      time.Time // when it was first made
	Updated time.Time
	State   Outcome

	DecidedBy string
	DecidedAt time.Time
	Reason    string
	Saved     int // the revision that it was taken with
	Conflicts int // that taking it met
}

// Offer is a suggestion as it is made. What it began from is brought along, or named by
// its hash in the text as it stands or at Rev.
type Offer struct {
	Story    story.Story
	Lang     lang.Tag
	Kind     SuggestionKind
	Block    string
	After    string
	Base     json.RawMessage
	BaseHash string
	Wanted   json.RawMessage
	Rev      int
	By       string
}

// Suggest keeps a suggestion. One by the same person on the same block that waits still
// is replaced; one that wants what is there already is withdrawn, and the answer has no
// id then. A base that nobody knows is a Conflict.
func Suggest(ctx context.Context, tx *db.Tx, o Offer) (Suggestion, error) {
	text, err := story.Newest(ctx, tx, o.Story.ID, o.Lang)
	if err != nil {
		return Suggestion{}, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Suggestion{}, err
	}
	s := Suggestion{Story: o.Story.ID, Lang: o.Lang, Kind: o.Kind, Block: o.Block, After: o.After, Rev: text.Rev, By: o.By, At: now, Updated: now, State: Open}
	if s.Base, s.Wanted, err = o.read(ctx, tx, text); err != nil {
		return s, err
	}
	old, err := waiting(ctx, tx, s)
	if err != nil {
		return s, err
	}
	if same := s.Kind == Change && s.Base == s.Wanted; same && old == "" {
		return Suggestion{}, nil
	} else if same {
		return Suggestion{}, decide(ctx, tx, old, s, Withdrawn)
	}
	if old != "" {
		s.ID = old
		if err := replaceSuggestion(ctx, tx, s); err != nil {
			return s, err
		}
		return s, tick(ctx, tx, s.Story, s.Lang)
	}
	if _, _, n, err := Counts(ctx, tx, s.Story, s.Lang); err != nil || n >= maxOpenSuggestions {
		if err == nil {
			err = fault.New(fault.Conflict, "comment.full")
		}
		return s, err
	}
	s.ID = id.New(now)
	if err := putSuggestion(ctx, tx, s); err != nil {
		return s, err
	}
	if err := tellAuthors(ctx, tx, o.Story, s); err != nil {
		return s, err
	}
	return s, tick(ctx, tx, s.Story, s.Lang)
}

// read checks an offer and gives what it began from and what it wants, in canonical form.
func (o Offer) read(ctx context.Context, tx *db.Tx, text story.Text) (base, wanted string, err error) {
	if o.Block == Headline || o.Block == Standfirst {
		return o.readHead(text)
	}
	if !id.ValidBlock(o.Block) || o.After != "" && !id.ValidBlock(o.After) || o.After == o.Block {
		return "", "", fault.New(fault.Invalid, "comment.bad_place").In("block")
	}
	switch o.Kind {
	case Insert:
		if blockOf(text.Body, o.Block) != nil {
			return "", "", fault.New(fault.Conflict, "comment.block_there")
		}
	case Change, Delete, Move:
		if base, err = o.began(ctx, tx, text); err != nil {
			return "", "", err
		}
	default:
		return "", "", fault.New(fault.Invalid, "comment.bad_kind").In("kind")
	}
	if o.Kind == Change || o.Kind == Insert {
		wanted, err = canonical(o.Wanted, o.Block)
	}
	return base, wanted, err
}

func (o Offer) readHead(text story.Text) (base, wanted string, err error) {
	var want string
	if o.Kind != Change || json.Unmarshal(o.Wanted, &want) != nil {
		return "", "", fault.New(fault.Invalid, "comment.bad_kind").In("kind")
	}
	now, _ := plainOf(text, o.Block)
	if len(o.Base) > 0 {
		if err := json.Unmarshal(o.Base, &now); err != nil {
			return "", "", fault.New(fault.Invalid, "comment.bad_kind").In("base")
		}
	}
	want = tidy(want)
	if limit := map[string]int{Headline: story.MaxHeadline, Standfirst: story.MaxStandfirst}[o.Block]; utf8.RuneCountInString(want) > limit || utf8.RuneCountInString(now) > limit {
		return "", "", fault.New(fault.Invalid, "comment.long").In("wanted").With("max", limit)
	}
	return quoted(now), quoted(want), nil
}

func quoted(s string) string {
	raw, _ := json.Marshal(s) // a string is always marshalled
	return string(raw)
}

// began finds the block that the offer began from.
func (o Offer) began(ctx context.Context, tx *db.Tx, text story.Text) (string, error) {
	if len(o.Base) > 0 {
		return canonical(o.Base, o.Block)
	}
	b := blockOf(text.Body, o.Block)
	if b == nil || o.BaseHash != "" && body.FullHash(*b) != o.BaseHash {
		b = nil
		old, err := story.At(ctx, tx, text.Story, text.Lang, o.Rev)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		if was := blockOf(old.Body, o.Block); was != nil && body.FullHash(*was) == o.BaseHash {
			b = was
		}
	}
	if b == nil {
		return "", fault.New(fault.Conflict, "comment.block_gone")
	}
	raw, err := body.MarshalBlock(*b)
	return string(raw), err
}

// canonical reads a block that came from outside as the body would keep it.
func canonical(raw json.RawMessage, block string) (string, error) {
	b, err := body.DecodeBlock(raw)
	if err != nil {
		return "", err
	}
	if b.ID != block {
		return "", fault.New(fault.Invalid, "body.bad_id").With("id", b.ID).With("block", block)
	}
	doc := body.Normalise(body.Doc{Blocks: []body.Block{b}})
	if err := body.Check(doc); err != nil {
		return "", err
	}
	out, err := body.MarshalBlock(doc.Blocks[0])
	return string(out), err
}

func blockOf(doc body.Doc, block string) *body.Block {
	i := slices.IndexFunc(doc.Blocks, func(b body.Block) bool { return b.ID == block })
	if i < 0 {
		return nil
	}
	return &doc.Blocks[i]
}

// Take takes a suggestion: its words are saved by the person who takes it. What was
// written meanwhile is merged; where it cannot be, the text stays and both are kept as a
// conflict. Taking twice is harmless; what was decided otherwise is a Conflict.
func Take(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, suggestion, by string) (Suggestion, story.Saved, error) {
	if err := story.Hold(ctx, tx, s.ID, l); err != nil {
		return Suggestion{}, story.Saved{}, err
	}
	g, err := FindSuggestion(ctx, tx, s.ID, l, suggestion)
	if err != nil {
		return g, story.Saved{}, err
	}
	if g.State != Open && g.State != Taken {
		return g, story.Saved{}, fault.New(fault.Conflict, "comment.decided")
	}
	text, err := story.Newest(ctx, tx, s.ID, l)
	if err != nil {
		return g, story.Saved{}, err
	}
	if g.State == Taken {
		return g, story.Saved{Rev: text.Rev, Body: text.Body}, nil
	}
	save := story.Save{Story: s.ID, Lang: l, BaseRev: text.Rev, OpID: "take-" + g.ID, By: by, Head: &story.HeadOps{}, Ops: &body.SaveOps{}, Draft: true}
	if err := g.fill(&save, text); err != nil {
		return g, story.Saved{}, err
	}
	if err := g.recall(ctx, tx, &save, text); err != nil {
		return g, story.Saved{}, err
	}
	saved, err := story.SaveText(ctx, tx, save)
	if err != nil {
		return g, saved, err
	}
	g.State, g.DecidedBy, g.Saved, g.Conflicts = Taken, by, saved.Rev, len(saved.Conflicts)
	if err := decide(ctx, tx, g.ID, g, Taken); err != nil {
		return g, saved, err
	}
	if err := Follow(ctx, tx, s.ID, l); err != nil {
		return g, saved, err
	}
	return g, saved, tellDecided(ctx, tx, s, g, "comment.suggestion_taken")
}

// fill puts a suggestion into a saving.
func (g Suggestion) fill(save *story.Save, text story.Text) error {
	var head *story.WordsOp
	if g.Block == Headline || g.Block == Standfirst {
		head = &story.WordsOp{}
		if err := json.Unmarshal([]byte(g.Base), &head.Was); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(g.Wanted), &head.Is); err != nil {
			return err
		}
	}
	switch {
	case g.Block == Headline:
		save.Head.Headline = head
	case g.Block == Standfirst:
		save.Head.Standfirst = head
	case g.Kind == Change:
		save.Ops.Blocks = []body.BlockOp{{ID: g.Block, Base: json.RawMessage(g.Base), JSON: json.RawMessage(g.Wanted)}}
	case g.Kind == Delete:
		save.Ops.Deleted = []body.DeleteOp{{ID: g.Block, Base: json.RawMessage(g.Base)}}
	case g.Kind == Insert:
		save.Ops.Blocks = []body.BlockOp{{ID: g.Block, JSON: json.RawMessage(g.Wanted)}}
		save.Ops.Was, save.Ops.Order = orders(text.Body, g.Block, g.After)
	case blockOf(text.Body, g.Block) == nil:
		return fault.New(fault.Conflict, "comment.block_gone")
	default:
		save.Ops.Was, save.Ops.Order = orders(text.Body, g.Block, g.After)
	}
	return nil
}

// recall tells a saving where a block stood that is gone from the text, so that it comes
// back there.
func (g Suggestion) recall(ctx context.Context, tx *db.Tx, save *story.Save, text story.Text) error {
	if len(save.Ops.Order) > 0 || !id.ValidBlock(g.Block) || blockOf(text.Body, g.Block) != nil {
		return nil
	}
	old, err := story.At(ctx, tx, g.Story, g.Lang, g.Rev)
	if fault.KindOf(err) == fault.NotFound { // thinned out: it comes at the end
		return nil
	}
	if g.Kind == Change && blockOf(old.Body, g.Block) != nil {
		for i := range old.Body.Blocks {
			save.Ops.Was = append(save.Ops.Was, old.Body.Blocks[i].ID)
		}
		save.Ops.Order = save.Ops.Was
	}
	return err
}

// orders gives the order of a body, and the same with a block behind another; at the end
// where that one is gone.
func orders(doc body.Doc, block, after string) (was, is []string) {
	for i := range doc.Blocks {
		was = append(was, doc.Blocks[i].ID)
	}
	is = slices.DeleteFunc(slices.Clone(was), func(b string) bool { return b == block })
	at := 0
	if after != "" {
		if at = slices.Index(is, after) + 1; at == 0 {
			at = len(is)
		}
	}
	return was, slices.Insert(is, at, block)
}

// Leave leaves a suggestion, with a reason or without.
func Leave(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, suggestion, by, reason string) (Suggestion, error) {
	reason = tidy(reason)
	if utf8.RuneCountInString(reason) > MaxReason {
		return Suggestion{}, fault.New(fault.Invalid, "comment.long").In("reason").With("max", MaxReason)
	}
	g, err := decidable(ctx, tx, s, l, suggestion, Left)
	if err != nil || g.State == Left {
		return g, err
	}
	g.State, g.DecidedBy, g.Reason = Left, by, reason
	if err := decide(ctx, tx, g.ID, g, Left); err != nil {
		return g, err
	}
	return g, tellDecided(ctx, tx, s, g, "comment.suggestion_left")
}

// Withdraw takes back a suggestion of one's own.
func Withdraw(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, suggestion, by string) (Suggestion, error) {
	g, err := decidable(ctx, tx, s, l, suggestion, Withdrawn)
	switch {
	case err != nil:
		return g, err
	case g.By != by:
		return g, fault.New(fault.Forbidden, "comment.not_yours")
	case g.State == Withdrawn:
		return g, nil
	}
	g.State, g.DecidedBy = Withdrawn, by
	return g, decide(ctx, tx, g.ID, g, Withdrawn)
}

// decidable finds a suggestion that can still come to an outcome, or did.
func decidable(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, suggestion string, to Outcome) (Suggestion, error) {
	if err := story.Hold(ctx, tx, s.ID, l); err != nil {
		return Suggestion{}, err
	}
	g, err := FindSuggestion(ctx, tx, s.ID, l, suggestion)
	if err == nil && g.State != Open && g.State != to {
		err = fault.New(fault.Conflict, "comment.decided")
	}
	return g, err
}

// Effect is what taking a suggestion would do to the text as it stands.
type Effect struct {
	Difference body.Difference
	Conflict   bool // both would be kept, and a person asked
	Gone       bool // there is nothing that it could be taken into
}

// EffectOn compares the text as it stands with what it would be.
func (g Suggestion) EffectOn(t story.Text) Effect {
	e := Effect{Difference: body.Difference{ID: g.Block}}
	if g.Block == Headline || g.Block == Standfirst {
		var was, want string
		now, _ := plainOf(t, g.Block)
		if json.Unmarshal([]byte(g.Base), &was) != nil || json.Unmarshal([]byte(g.Wanted), &want) != nil {
			e.Gone = true
			return e
		}
		e.Conflict = was != now && want != now
		e.Difference.Parts = []body.PartDiff{{Name: "text", Runs: body.CompareWords(now, want)}}
		return e
	}
	base, want, now := one(g.Base), one(g.Wanted), body.Doc{}
	if b := blockOf(t.Body, g.Block); b != nil {
		now.Blocks = []body.Block{*b}
	}
	if g.Kind == Move {
		e.Gone = len(now.Blocks) == 0
		e.Difference.Moved = !e.Gone
		if !e.Gone {
			was, is := orders(t.Body, g.Block, g.After)
			e.Difference.Before, e.Difference.After = &now.Blocks[0], &now.Blocks[0]
			e.Difference.From, e.Difference.To = slices.Index(was, g.Block)+1, slices.Index(is, g.Block)+1
		}
		return e
	}
	merged, conflicts := body.Merge(base, want, now)
	e.Conflict = len(conflicts) > 0
	if e.Conflict { // what it wants is shown against what stands
		merged = want
	}
	if list := body.Compare(now, merged); len(list) > 0 {
		e.Difference = list[0]
	}
	return e
}

// one is a body of the block that JSON holds, or of none.
func one(raw string) body.Doc {
	if b, err := body.DecodeBlock([]byte(raw)); raw != "" && err == nil {
		return body.Doc{Blocks: []body.Block{b}}
	}
	return body.Doc{}
}

func tellAuthors(ctx context.Context, tx *db.Tx, s story.Story, g Suggestion) error {
	readers, err := Readers(ctx, tx, s)
	if err != nil {
		return err
	}
	var to []string
	for _, author := range authors(s) {
		if p := behind(readers, author); readable(readers, p) {
			to = append(to, p)
		}
	}
	return tellOf(ctx, tx, s, g.Lang, notice.Notice{To: to, By: g.By, Key: "comment.suggested_on_yours",
		Path: pathOf(s, g.Lang, "suggestions", g.ID), Once: strings.Join([]string{"suggested", s.ID, string(g.Lang), g.By}, " ")})
}

// tellDecided tells who made a suggestion what became of it, if she may still read the story.
func tellDecided(ctx context.Context, tx *db.Tx, s story.Story, g Suggestion, key string) error {
	readers, err := Readers(ctx, tx, s)
	if err != nil || !slices.ContainsFunc(readers, func(r people.Reader) bool { return r.Person == g.By }) {
		return err
	}
	return tellOf(ctx, tx, s, g.Lang, notice.Notice{To: []string{g.By}, By: g.DecidedBy, Key: key, Path: pathOf(s, g.Lang, "suggestions", g.ID)})
}

// Began is a body of what the suggestion was made on, to show what it wanted.
func (g Suggestion) Began() body.Doc { return one(g.Base) }
