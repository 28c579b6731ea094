package parcel

import (
	"context"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

// save puts what came onto what it began from, and saves that over what stands now.
func (w *work) save(ctx context.Context, tx *db.Tx) error {
	base, mine := w.base, w.base
	base.Body.Blocks = slices.Clone(base.Body.Blocks)
	mine.Body.Blocks = slices.Clone(mine.Body.Blocks)
	changed := false
	for _, in := range w.groups {
		if len(in.targets) == 0 {
			continue
		}
		if w.report.NoBase {
			w.forget(in, &base, &mine)
		}
		in.filled = in.row.Fill(in.targets)
		w.tell(in)
		if in.filled.Broken || len(in.filled.Blocks) == 0 {
			continue
		}
		changed = true
		if err := w.put(in, &mine); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	saved, err := story.SaveText(ctx, tx, story.Save{
		Story: w.Story, Lang: w.Lang, BaseRev: w.target.Rev, Base: &base, OpID: w.OpID, By: w.By, Reach: w.Reach, Draft: true,
		Headline: mine.Headline, Standfirst: mine.Standfirst, Slug: mine.Slug, Lead: mine.Lead, Elsewhere: &mine.Elsewhere, Body: &mine.Body,
		MadeFrom: w.sheet.Source, MadeRev: min(w.then.Rev, w.source.Rev),
	})
	if err != nil {
		return err
	}
	w.report.Rev = saved.Rev
	for _, c := range saved.Conflicts {
		for _, in := range w.groups {
			if len(in.targets) > 0 && (slices.Contains(in.group.targets, c.Block) || slices.ContainsFunc(in.filled.Blocks, func(b body.Block) bool { return b.ID == c.Block })) {
				in.clash = true
			}
		}
	}
	w.settle()
	return nil
}

// forget makes the base of a group empty where it cannot be known any more and the words
// that stand now are not those that went out: then both are kept, as a conflict.
func (w *work) forget(in *incoming, base, mine *story.Text) {
	same := true
	for id := range in.targets {
		same = same && in.units[id].Stamp.Target == in.sent[id].Stamp.Target
	}
	if same {
		return
	}
	for i, b := range in.row.Target {
		blank := exchange.Blanked(b)
		in.row.Target[i] = blank
		replace(base, blank)
		replace(mine, blank)
	}
}

// tell puts what Fill found into the report.
func (w *work) tell(in *incoming) {
	for _, e := range in.entries {
		if _, came := in.targets[e.Unit]; !came {
			continue
		}
		if in.filled.Broken {
			e.Outcome = Broken
		}
		for _, t := range in.filled.Troubles[e.Unit] {
			if !slices.Contains(e.Troubles, t) {
				e.Troubles = append(e.Troubles, t)
			}
		}
		e.Partial = e.Partial || in.filled.Missing > 0
	}
}

// put lays filled blocks into the text that is meant.
func (w *work) put(in *incoming, mine *story.Text) error {
	for i, b := range in.filled.Blocks {
		switch b.ID {
		case translation.Headline:
			mine.Headline = line(b, " ")
		case translation.Standfirst:
			mine.Standfirst = line(b, "\n")
		case lead:
			mine.Lead = &b.Pictures[0]
		default:
			if in.filled.New {
				if len(in.group.targets) == len(in.filled.Blocks) { // made here meanwhile: the same block
					b.ID = in.group.targets[i]
				}
				in.filled.Blocks[i] = b
				w.insert(mine, in, i, b)
				continue
			}
			if !replace(mine, b) {
				return fault.New(fault.Conflict, "exchange.moved").With("block", b.ID)
			}
		}
	}
	return nil
}

// line is a part of the head: text alone.
func line(b body.Block, sep string) string {
	return strings.TrimSpace(strings.ReplaceAll(body.PlainSpans(b.Text), "\n", sep))
}

func replace(t *story.Text, b body.Block) bool {
	switch b.ID {
	case translation.Headline:
		t.Headline = line(b, " ")
		return true
	case translation.Standfirst:
		t.Standfirst = line(b, "\n")
		return true
	case lead:
		t.Lead = &b.Pictures[0]
		return true
	}
	i := slices.IndexFunc(t.Body.Blocks, func(have body.Block) bool { return have.ID == b.ID })
	if i < 0 {
		return false
	}
	t.Body.Blocks[i] = b
	return true
}

// insert puts a new block behind the translation of what stands before its source.
func (w *work) insert(mine *story.Text, in *incoming, i int, b body.Block) {
	if slices.ContainsFunc(mine.Body.Blocks, func(have body.Block) bool { return have.ID == b.ID }) {
		replace(mine, b)
		return
	}
	at := 0
	if i > 0 {
		at = w.behind(mine, in.filled.Blocks[i-1].ID)
	} else {
		for _, before := range w.groups {
			if before == in {
				break
			}
			for _, id := range before.group.targets {
				at = max(at, w.behind(mine, id))
			}
			for _, one := range before.filled.Blocks {
				at = max(at, w.behind(mine, one.ID))
			}
		}
	}
	mine.Body.Blocks = slices.Insert(mine.Body.Blocks, at, b)
}

// behind is the place after a block, 0 where it is not there.
func (w *work) behind(t *story.Text, id string) int {
	return slices.IndexFunc(t.Body.Blocks, func(b body.Block) bool { return b.ID == id }) + 1
}

// settle says of each unit that came what it came to.
func (w *work) settle() {
	for _, in := range w.groups {
		if len(in.targets) == 0 {
			continue
		}
		hash, words, there := w.nowHash(in)
		in.stale = in.stamped() != hash
		for _, e := range in.entries {
			if e.Outcome != Came {
				continue
			}
			switch {
			case in.clash:
				e.Outcome = Clash
			case !there:
				e.Outcome = Gone
			case in.stale:
				e.Outcome, e.Was, e.Is = Stale, w.before(in), words
			}
		}
	}
}

// before is what the source of a group said when it went out: as it is kept, or as the
// file has it.
func (w *work) before(in *incoming) string {
	if row, ok := in.group.row(w.was.source, nil); ok && row.Hash == in.stamped() {
		return plainOf(row.Source)
	}
	var parts []string
	for _, e := range in.entries {
		parts = append(parts, exchange.Words(in.units[e.Unit].Source))
	}
	return strings.Join(parts, "\n")
}
