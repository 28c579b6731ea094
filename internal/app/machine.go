package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/machine"
	"masthead/internal/newsroom/bench"
	"masthead/internal/story"
	"masthead/internal/terms"
	"masthead/internal/translation"
	"masthead/internal/translation/aside"
	"masthead/internal/translation/check"
)

// checks answers the bench's question for what is to be looked at in a block.
type checks struct {
	own   func() string
	style *terms.House
}

// Of looks blocks over, as the house's style does too, and leaves out what was set aside.
func (c checks) Of(ctx context.Context, tx *db.Tx, blocks []bench.Block, speaks lang.Tag, say bench.Say) (map[string][]bench.Finding, error) {
	all := map[string][]bench.Finding{}
	var gone map[string][]aside.Entry
	var sheet *terms.Sheet
	for _, b := range blocks {
		if b.Row.Target == nil || body.Blank(body.Doc{Blocks: []body.Block{*b.Row.Target}}) {
			continue
		}
		if gone == nil {
			var err error
			if gone, err = aside.Of(ctx, tx, b.Story.ID, b.To); err != nil {
				return nil, err
			}
			if sheet, err = c.style.On(ctx, tx, b.Story, b.To); err != nil {
				return nil, err
			}
		}
		if list := append(house(sheet, b, speaks, say), c.one(b, gone[b.Row.ID], say)...); len(list) > 0 {
			all[b.Row.Pair] = list
		}
	}
	return all, nil
}

// house is what the house's style says of a block: words it would have otherwise, and words
// of the source that it wants answered. They are settled by other words or by a ruling.
func house(sheet *terms.Sheet, b bench.Block, speaks lang.Tag, say bench.Say) (list []bench.Finding) {
	target := *b.Row.Target
	words := body.Plain(target)
	for _, f := range sheet.Check([]terms.Block{{ID: b.Row.ID, Text: words, Quote: target.Type == body.Quote || target.Type == body.PullQuote}}, speaks) {
		if f.Severity != terms.Ask && f.Severity != terms.Stop {
			continue
		}
		one := bench.Finding{Mark: "term:" + f.Rule, Kind: string(f.Severity), Words: f.Words, Text: say("bench.house_says", "words", f.Words, "why", f.Why)}
		if len(f.Suggestions) == 1 {
			one.Mend = f.Suggestions[0]
		}
		list = append(list, one)
	}
	for _, source := range b.Sources {
		for _, n := range sheet.Missing(body.Plain(source), b.From, words, speaks) {
			list = append(list, bench.Finding{Mark: "answer:" + n.Key, Kind: "stop", Text: say("bench.house_wants", "words", n.Words, "ways", strings.Join(n.Wordings, ", "))})
		}
	}
	return list
}

func (c checks) one(b bench.Block, gone []aside.Entry, say bench.Say) (list []bench.Finding) {
	source, target := check.Side{Lang: b.From, Blocks: b.Sources}, check.Side{Lang: b.To, Blocks: []body.Block{*b.Row.Target}}
	words := aside.Words(source.Blocks, target.Blocks)
	for _, f := range check.Pair(source, target, check.Options{Own: c.own(), Heading: b.Row.ID == translation.Headline}) {
		mark := markOf(f)
		if _, was := aside.Holds(gone, mark, words); was {
			continue
		}
		one := bench.Finding{Mark: mark, Kind: "ask", Words: check.Cut(target, f.Target), Mend: f.Mend, Ignore: true}
		if f.Mild {
			one.Kind = "note"
		}
		var args []any
		for _, a := range f.Args {
			args = append(args, a)
		}
		one.Text = say("checks."+f.Key, args...)
		list = append(list, one)
	}
	return list
}

// markOf names a finding in a form.
func markOf(f check.Finding) string {
	sum := sha256.Sum256([]byte(f.Mark()))
	return hex.EncodeToString(sum[:12])
}

// Ignore sets a finding aside.
func (c checks) Ignore(ctx context.Context, tx *db.Tx, b bench.Block, mark, reason, by string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	e := aside.Entry{Story: b.Story.ID, Lang: b.To, Block: b.Row.ID, Mark: mark, Reason: reason, By: by, At: now}
	if b.Row.Target != nil {
		e.Words = aside.Words(b.Sources, []body.Block{*b.Row.Target})
	}
	return aside.Set(ctx, tx, e)
}

// ownHost is the host under which readers find the outlet.
func (p *Program) ownHost() string {
	u, err := url.Parse(p.Address())
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// draft gives the bench a way to have blocks drafted; nil where no engine was chosen.
func (p *Program) draft() bench.Draft {
	if !p.Machine.Settings.On() {
		return nil
	}
	return p.Machine.Order
}

// glossary gives a machine the house's words for a text.
func glossary(house *terms.House) machine.Glossary {
	return func(ctx context.Context, tx *db.Tx, from, to lang.Tag, text string) (list []machine.Term, err error) {
		sheet, err := house.On(ctx, tx, story.Story{}, to)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, n := range sheet.Of(text, from, to) {
			if len(n.Wordings) > 0 && !seen[n.Words] {
				seen[n.Words] = true
				list = append(list, machine.Term{Source: n.Words, Target: n.Wordings[0]})
			}
		}
		return list, nil
	}
}
