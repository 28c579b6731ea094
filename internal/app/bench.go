package app

import (
	"context"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/bench"
	"masthead/internal/newsroom/exchange"
	"masthead/internal/translation"
)

// bench builds the translators' place, and joins its questions to those who know.
func (p *Program) bench() *bench.Pages {
	return &bench.Pages{
		DB: p.DB, Catalogue: p.Words, Editions: p.editions, Wake: p.Streams.Wake,
		Other:   func() bool { return p.review() == translation.BySomeOther },
		Matches: matches, Concordance: concordance, Terms: p.terms, Checks: checks{p.ownHost, p.Style}, Draft: p.draft(), Files: files,
	}
}

// files leads to the page on which a translation goes out as a file and comes back. The
// formats are called the same in every language.
func files(storyID string, l lang.Tag) []bench.File {
	return []bench.File{{Name: "XLIFF · DOCX · HTML", Path: exchange.Path(storyID, l)}}
}

// matches asks the memory for translations of words like a block's.
func matches(ctx context.Context, tx *db.Tx, v newsroom.Visitor, b bench.Block) (list []bench.Match, err error) {
	var words []string
	for _, one := range b.Sources {
		words = append(words, body.Plain(one))
	}
	found, err := memory.Look(ctx, tx, memory.Question{
		Source: strings.Join(words, " "), From: b.From, To: b.To, Prev: b.Before, Next: b.After, Story: b.Story.ID, Domain: b.Story.Section, Sees: v.MayKnow,
	})
	for _, m := range found {
		one := bench.Match{Percent: m.Percent, Source: m.Diff, Target: m.Target, From: m.Origin, At: m.At}
		if len(one.Source) == 0 {
			one.Source = []body.Run{{Kind: body.Kept, Text: m.Source}}
		}
		if m.Story != "" {
			one.By = m.By
		}
		list = append(list, one)
	}
	return list, err
}

// concordance asks the memory for words.
func concordance(ctx context.Context, tx *db.Tx, v newsroom.Visitor, from, to lang.Tag, words string) (list []bench.Hit, err error) {
	found, err := memory.Concordance(ctx, tx, memory.Search{Words: words, From: from, To: to, Sees: v.MayKnow})
	for _, h := range found {
		one := bench.Hit{Target: h.Target}
		for _, piece := range h.Pieces {
			one.Source = append(one.Source, bench.Piece(piece))
		}
		list = append(list, one)
	}
	return list, err
}

// terms asks the house's style for the words of a block's source.
func (p *Program) terms(ctx context.Context, tx *db.Tx, b bench.Block, speaks lang.Tag) (list []bench.Term, err error) {
	sheet, err := p.Style.On(ctx, tx, b.Story, b.To)
	if err != nil {
		return nil, err
	}
	for _, one := range b.Sources {
		for _, n := range sheet.Of(body.Plain(one), b.From, speaks) {
			term := bench.Term{Source: n.Words, Ways: n.Wordings, Why: n.Why}
			if n.Ruling != nil && n.Ruling.Wording != "" {
				term.Ways = []string{n.Ruling.Wording}
			}
			list = append(list, term)
		}
	}
	return list, nil
}
