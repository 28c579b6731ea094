package parcel

import (
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

// lead names the picture at the head among units, beside translation.Headline and Standfirst.
const lead = "lead"

// group is what of two texts belongs together, by ids: it can be shown as it stands in any
// revision of them.
type group struct {
	sources []string
	targets []string
	pairs   []string // the rows of the sheet, one for each target, and those without one
	state   exchange.State
	omitted string // why it is left out
	was     []string
	locked  bool
}

// groupsOf finds them in the order of the source. Rows that share a block of the source
// are one.
func groupsOf(s translation.Sheet, source story.Text) (groups []*group) {
	of := map[string]*group{}
	for _, r := range s.Rows {
		if len(r.Sources) == 0 {
			continue
		}
		var g *group
		for _, one := range r.Sources {
			if g = of[one.ID]; g != nil {
				break
			}
		}
		if g == nil {
			g = &group{state: stateOf(r.State)}
			groups = append(groups, g)
		}
		for _, one := range r.Sources {
			if of[one.ID] == nil {
				of[one.ID] = g
				g.sources = append(g.sources, one.ID)
				if one.Was != "" && one.Was != one.Now {
					g.was = append(g.was, one.Was)
				}
			}
		}
		if r.ID != "" {
			g.targets = append(g.targets, r.ID)
		}
		g.pairs = append(g.pairs, r.Pair)
		g.state = lower(g.state, stateOf(r.State))
		if r.State == translation.Omitted {
			g.locked, g.omitted = true, r.Reason
		}
	}
	if source.Lead != nil {
		at := min(2, len(groups))
		groups = slices.Insert(groups, at, &group{sources: []string{lead}, targets: []string{lead}, state: exchange.Translated})
	}
	return groups
}

func stateOf(s translation.State) exchange.State {
	switch s {
	case translation.Draft:
		return exchange.Draft
	case translation.Translated:
		return exchange.Translated
	case translation.Reviewed:
		return exchange.Reviewed
	case translation.Stale:
		return exchange.Stale
	}
	return exchange.Untranslated
}

// lower is the state of which more is to be done.
func lower(a, b exchange.State) exchange.State {
	for _, s := range []exchange.State{exchange.Untranslated, exchange.Draft, exchange.Stale, exchange.Translated} {
		if a == s || b == s {
			return s
		}
	}
	return exchange.Reviewed
}

// side is a text by the ids of its parts.
type side map[string]body.Block

func sideOf(t story.Text) side {
	s := side{}
	if t.Rev == 0 {
		return s
	}
	for _, b := range t.Body.Blocks {
		s[b.ID] = b
	}
	s[translation.Headline] = wordsBlock(translation.Headline, t.Headline)
	s[translation.Standfirst] = wordsBlock(translation.Standfirst, t.Standfirst)
	if t.Lead != nil {
		s[lead] = body.Block{ID: lead, Type: body.Image, Pictures: []body.Picture{*t.Lead}}
	}
	return s
}

// wordsBlock shows a part of the head as a block; its lines are parted by breaks.
func wordsBlock(id, words string) body.Block {
	b := body.Block{ID: id, Type: body.Paragraph}
	for i, line := range strings.Split(words, "\n") {
		if i > 0 {
			b.Text = append(b.Text, body.Span{Break: true})
		}
		if line != "" {
			b.Text = append(b.Text, body.Span{Text: line})
		}
	}
	return b
}

// row shows the group as it stands in two revisions; ok is false where the source has
// nothing of it.
func (g *group) row(source, target side) (r exchange.Row, ok bool) {
	for _, id := range g.sources {
		if b, there := source[id]; there {
			r.Source = append(r.Source, b)
		}
	}
	for _, id := range g.targets {
		if b, there := target[id]; there {
			r.Target = append(r.Target, b)
		}
	}
	r.State, r.Locked = g.state, g.locked
	r.Hash = hashOf(r.Source)
	return r, len(r.Source) > 0
}

// hashOf names the words of a row's source.
func hashOf(blocks []body.Block) string {
	out := ""
	for _, b := range blocks {
		out += body.TextHash(b)
	}
	return out
}

func plainOf(blocks []body.Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = body.Plain(b)
	}
	return strings.Join(parts, "\n")
}
