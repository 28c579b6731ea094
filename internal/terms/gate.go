package terms

import (
	"context"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Headline and Standfirst name the parts of the head where blocks are named.
const (
	Headline   = "headline"
	Standfirst = "standfirst"
)

// BlocksOf gives the words of a text that rules look through: head and body.
func BlocksOf(t story.Text) []Block {
	blocks := []Block{{ID: Headline, Text: t.Headline}, {ID: Standfirst, Text: t.Standfirst}}
	if t.Lead != nil {
		blocks = append(blocks, Block{ID: "lead", Text: body.PlainSpans(t.Lead.Caption)})
	}
	for _, b := range t.Body.Blocks {
		blocks = append(blocks, Block{ID: b.ID, Text: body.Plain(b), Quote: b.Type == body.Quote || b.Type == body.PullQuote})
	}
	return blocks
}

// Gate holds texts with words that the house does not publish, and translations that
// answer a required term of what they were made from neither with a wording of the house
// nor with a ruling.
type Gate struct{ House *House }

// Name is "terms".
func (Gate) Name() string { return "terms" }

// lifters: editors may lift it: what to write is a matter of judgement.
var lifters = []string{"chief editor", "editor"}

// maxNamed is how many of a term's words a sentence names.
const maxNamed = 3

// Hold tells each term once, with all its places.
func (g Gate) Hold(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]edition.Held, error) {
	at, err := edition.Moment(ctx, tx)
	if err != nil {
		return nil, err
	}
	book, err := g.House.Book(ctx, tx)
	if err != nil || book.Empty() {
		return nil, err
	}
	sheet, err := g.House.at(ctx, tx, s, t.Lang, at)
	if err != nil {
		return nil, err
	}
	held := stops(sheet.Check(BlocksOf(t), t.Lang))
	missing, err := g.missing(ctx, tx, sheet, s, t)
	return append(held, missing...), err
}

// Open tells of words that want a decision which the story has not made. They hold
// nothing; whoever publishes is to see them.
func (h *House) Open(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) (n int, words []string, err error) {
	book, err := h.Book(ctx, tx)
	if err != nil || book.Empty() {
		return 0, nil, err
	}
	sheet, err := h.On(ctx, tx, s, t.Lang)
	if err != nil {
		return 0, nil, err
	}
	seen := map[string]bool{}
	for _, f := range sheet.Check(BlocksOf(t), t.Lang) {
		if f.Severity == Ask && !seen[f.Key] {
			seen[f.Key] = true
			words = append(words, f.Words)
		}
	}
	return len(words), words[:min(len(words), maxNamed)], nil
}

func stops(findings []Finding) (held []edition.Held) {
	at := map[string]int{}
	words := map[string][]string{}
	for _, f := range findings {
		if f.Severity != Stop {
			continue
		}
		i, known := at[f.Key]
		if !known {
			i = len(held)
			at[f.Key] = i
			held = append(held, edition.Held{Gate: "terms", Key: "terms.gate_stop", Lifters: lifters})
		}
		h := &held[i]
		if !slices.Contains(h.Blocks, f.Block) {
			h.Blocks = append(h.Blocks, f.Block)
		}
		if !slices.Contains(words[f.Key], f.Words) && len(words[f.Key]) < maxNamed {
			words[f.Key] = append(words[f.Key], f.Words)
		}
		h.Args = map[string]any{"words": strings.Join(words[f.Key], ", ")}
	}
	return held
}

// missing looks at what a translation was made from, as it is now.
func (g Gate) missing(ctx context.Context, tx *db.Tx, sheet *Sheet, s story.Story, t story.Text) (held []edition.Held, err error) {
	if t.MadeFrom == "" || !sheet.requires(t.MadeFrom) {
		return nil, nil
	}
	source, err := story.Newest(ctx, tx, s.ID, t.MadeFrom)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, n := range sheet.Missing(plain(source), t.MadeFrom, plain(t), t.Lang) {
		key := "terms.gate_missing"
		if len(n.Wordings) == 0 {
			key = "terms.gate_unruled"
		}
		held = append(held, edition.Held{Gate: "terms", Key: key, Args: map[string]any{"words": n.Words, "wordings": strings.Join(n.Wordings, ", ")}, Lifters: lifters})
	}
	return held, nil
}

// requires says whether any term of a language needs an answer in translations.
func (s *Sheet) requires(l lang.Tag) bool {
	return slices.ContainsFunc(s.book.section(l).rules, func(r rule) bool { return r.term.Required })
}

func plain(t story.Text) string {
	var b strings.Builder
	for _, bl := range BlocksOf(t) {
		b.WriteString(bl.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Disclaimers gives what the page of a text tells readers because of its words.
func (h *House) Disclaimers(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]string, error) {
	book, err := h.Book(ctx, tx)
	if err != nil || book.Empty() {
		return nil, err
	}
	sheet, err := h.On(ctx, tx, s, t.Lang)
	if err != nil {
		return nil, err
	}
	return sheet.Disclaimers(BlocksOf(t)), nil
}
