package parcel

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

// mark says of the pairs what the file says of its units. Nothing becomes reviewed by a
// file: that is said by somebody of this newsroom.
func (w *work) mark(ctx context.Context, tx *db.Tx) error {
	for _, in := range w.groups {
		verdict, ok := w.verdict(in)
		if !ok || len(in.pairs) == 0 {
			continue
		}
		for _, pair := range in.pairs {
			if err := w.say(ctx, tx, in, pair, verdict); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) verdict(in *incoming) (v translation.Verdict, ok bool) {
	if len(in.units) == 0 || in.clash || in.filled.Broken {
		return "", false
	}
	if len(in.targets) > 0 {
		if _, _, there := w.nowHash(in); !there || in.filled.Missing > 0 {
			return "", false
		}
		for id := range in.targets {
			if u := in.units[id]; !u.Whole || u.State == exchange.Draft || u.State == exchange.Untranslated {
				return "", false
			}
		}
		return translation.IsTranslated, true
	}
	return w.raised(in)
}

// raised finds units whose words are the same and whose state is higher than it went out.
func (w *work) raised(in *incoming) (v translation.Verdict, ok bool) {
	if len(in.units) < len(in.sent) {
		return "", false // of a group in parts, all must say so
	}
	for id, u := range in.units {
		done := u.State == exchange.Translated || u.State == exchange.Reviewed
		switch {
		case !done || in.sent[id].Stamp.Target != u.Stamp.Target || in.state != u.Stamp.State:
			return "", false
		case u.Stamp.State == exchange.Stale:
			v = translation.StillRight
		case u.Stamp.State == exchange.Draft && v == "":
			v = translation.IsTranslated
		case u.Stamp.State != exchange.Draft:
			return "", false
		}
	}
	if v != "" {
		for _, e := range in.entries {
			e.Outcome = Marked
		}
	}
	return v, v != ""
}

func (w *work) say(ctx context.Context, tx *db.Tx, in *incoming, pair string, verdict translation.Verdict) error {
	m := translation.Marking{Story: w.Story, Lang: w.Lang, Pair: pair, Verdict: verdict, By: w.By}
	if w.then.Rev != w.source.Rev {
		m.SourceRev = w.then.Rev
	}
	if in.stale && in.stamped() != in.row.Hash {
		return nil // what it was made from is not kept any more: it stays a draft
	}
	err := translation.Mark(ctx, tx, m)
	switch fault.KindOf(err) {
	case fault.Conflict, fault.NotFound: // the pair went its own way meanwhile; the words are in
		return nil
	}
	return err
}

// remark is a note that came with a unit.
type remark struct {
	block string
	text  string
}

// maxRemarks bounds how many notes of a file become comments.
const maxRemarks = 200

// remarks keeps the notes of a unit that did not go out with it.
func (w *work) remarks(u, sent exchange.Unit, e Entry) {
	known := map[string]bool{}
	id, _, _ := cutID(u.ID)
	for _, n := range w.by[id].notes(w.Say) {
		known[n.Text], known[n.From+": "+n.Text] = true, true
	}
	for _, n := range u.Notes {
		text := n.Text
		if n.From != "" && n.From != w.Say.From {
			text = n.From + ": " + n.Text
		}
		if known[n.Text] || len(w.notes) >= maxRemarks || slices.Contains(w.notes, remark{e.Block, text}) {
			continue
		}
		w.notes = append(w.notes, remark{e.Block, text})
	}
}

// comment brings remarks to the text, where the newsroom talks about it.
func (w *work) comment(ctx context.Context, tx *db.Tx) error {
	if len(w.notes) == 0 || w.By == "" {
		return nil
	}
	s, err := story.Find(ctx, tx, w.Story)
	if err != nil {
		return err
	}
	t, err := story.Newest(ctx, tx, w.Story, w.Lang)
	if err != nil {
		return err
	}
	here := sideOf(t)
	for i, n := range w.notes {
		block := n.block
		if _, ok := here[block]; !ok || block == lead {
			block = ""
		}
		if r := []rune(n.text); len(r) > comment.MaxSaid {
			n.text = string(r[:comment.MaxSaid])
		}
		_, err := comment.Say(ctx, tx, comment.Saying{
			Story: s, Lang: w.Lang, Anchor: comment.Anchor{Block: block, Rev: t.Rev}, Said: n.text, By: w.By, OpID: opOf(w.OpID, i),
		})
		if err != nil {
			return err
		}
		w.report.Notes++
	}
	return nil
}

func cutID(unit string) (block, key string, part bool) { return strings.Cut(unit, ".") }

// opOf names one comment of a taking.
func opOf(op string, i int) string {
	if op == "" {
		return ""
	}
	return op + "-" + strconv.Itoa(i)
}
