package editor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

// The page works without a script: each block of words is a field, with what it was when
// the page was made. What was not touched is not sent on.

// editable says which blocks a field of a form can hold.
func editable(t body.Type) bool {
	return t == body.Paragraph || t == body.Heading || t == body.Quote || t == body.PullQuote
}

func fieldHash(s string) string {
	sum := sha256.Sum256([]byte(strings.TrimRight(s, "\n")))
	return hex.EncodeToString(sum[:8])
}

func (p *Pages) saveForm(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	var done story.Saved
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		s, err := formSave(r.Context(), tx, r)
		if err != nil {
			return err
		}
		reach := r.Visitor.Reach()
		s.Reach = &reach
		done, err = story.SaveText(r.Context(), tx, s)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if done.Changed {
		p.Streams.Wake(r.Story.ID, r.Text)
	}
	if n := len(done.Conflicts); n > 0 {
		return newsroom.SeeOther(addressOf(r), "editor.saved_conflicts", "n", n), nil
	}
	return newsroom.SeeOther(addressOf(r), "editor.saved_form"), nil
}

// formSave makes a saving of the page's form.
func formSave(ctx context.Context, tx *db.Tx, r *newsroom.Request) (s story.Save, err error) {
	rev, err := strconv.Atoi(r.PostFormValue("rev"))
	if err != nil || r.PostFormValue("op") == "" {
		return s, fault.New(fault.Invalid, "newsroom.form")
	}
	s = story.Save{
		Story: r.Story.ID, Lang: r.Text, BaseRev: rev, OpID: r.PostFormValue("op"), By: r.Person.ID, Draft: true,
		Head: &story.HeadOps{Headline: formWords(r, "headline"), Standfirst: formWords(r, "standfirst"), Slug: formWords(r, "slug")},
	}
	if s.Ops, err = formOps(ctx, tx, r); err != nil {
		return s, err
	}
	if from := r.PostFormValue("from"); from != "" && rev == 0 {
		n, _ := strconv.Atoi(r.PostFormValue("from_rev"))
		err = madeFrom{lang.Tag(from), n}.check(ctx, tx, r, &s)
	}
	return s, err
}

func formWords(r *newsroom.Request, name string) *story.WordsOp {
	was, is := lines(r.PostFormValue(name+"_was")), lines(r.PostFormValue(name))
	if _, there := r.PostForm[name]; !there || was == is {
		return nil
	}
	return &story.WordsOp{Was: was, Is: is}
}

func formOps(ctx context.Context, tx *db.Tx, r *newsroom.Request) (*body.SaveOps, error) {
	now, err := newest(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	stands := map[string]body.Block{}
	for _, b := range now.Body.Blocks {
		stands[b.ID] = b
	}
	ops := &body.SaveOps{}
	for name, values := range r.PostForm {
		block, ok := strings.CutPrefix(name, "b-")
		if !ok || len(values) != 1 || fieldHash(lines(values[0])) == r.PostFormValue("v-"+block) {
			continue
		}
		if !id.ValidBlock(block) {
			return nil, fault.New(fault.Invalid, "body.bad_id").With("id", block).With("block", block)
		}
		op := body.BlockOp{ID: block, BaseHash: r.PostFormValue("h-" + block)}
		b, ok := stands[block]
		if !ok || !editable(b.Type) {
			b = body.Block{ID: block, Type: body.Paragraph}
		}
		b.Text = body.ParseInline(strings.TrimRight(lines(values[0]), "\n"))
		if op.JSON, err = body.MarshalBlock(b); err != nil {
			return nil, err
		}
		ops.Blocks = append(ops.Blocks, op)
	}
	return ops, addParagraphs(r, ops, now)
}

// addParagraphs puts what was written below the text at its end, a paragraph for each
// empty line between.
func addParagraphs(r *newsroom.Request, ops *body.SaveOps, now story.Text) error {
	for part := range strings.SplitSeq(lines(r.PostFormValue("new")), "\n\n") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		b := body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: body.ParseInline(strings.Trim(part, "\n"))}
		raw, err := body.MarshalBlock(b)
		if err != nil {
			return fmt.Errorf("a paragraph at the end: %w", err)
		}
		ops.Blocks = append(ops.Blocks, body.BlockOp{ID: b.ID, JSON: raw})
		if len(ops.Order) == 0 {
			for _, old := range now.Body.Blocks {
				ops.Order = append(ops.Order, old.ID)
			}
			ops.Was = append([]string(nil), ops.Order...)
		}
		ops.Order = append(ops.Order, b.ID)
	}
	return nil
}
