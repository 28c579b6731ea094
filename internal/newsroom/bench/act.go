package bench

import (
	"strconv"
	"strings"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// begin pairs a text with what it is to be made from, or with another source than before.
func (p *Pages) begin(r *newsroom.Request) (newsroom.Answer, error) {
	if err := translated(r); err != nil {
		return newsroom.Answer{}, err
	}
	from := lang.Tag(r.PostFormValue("from"))
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		sh, err := translation.Read(r.Context(), tx, r.Story.ID, r.Text)
		if err == nil && sh.Source != from && sh.Begun != translation.AsFound {
			return translation.Switch(r.Context(), tx, r.Story.ID, r.Text, from, r.Person.ID)
		}
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		return translation.Begin(r.Context(), tx, translation.Beginning{Story: r.Story.ID, Lang: r.Text, From: from, By: r.Person.ID})
	})
	if err == nil {
		p.wake(r)
	}
	return done(r, struct{}{}, addressOf(r), "bench.begun"), err
}

func (p *Pages) wake(r *newsroom.Request) {
	if p.Wake != nil {
		p.Wake(r.Story.ID, r.Text)
	}
}

// said is what became of a row, for the script.
type said struct {
	Rev int `json:"rev"`
}

// pair takes what is said of a row, and from the page's own form its words too.
func (p *Pages) pair(r *newsroom.Request) (newsroom.Answer, error) {
	verdict := translation.Verdict(r.PostFormValue("verdict"))
	_, typed := r.PostForm["words"]
	var out said
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		b, sh, err := find(r.Context(), tx, r.Story, r.Text, r.PathValue("pair"))
		if err != nil {
			return err
		}
		m := translation.Marking{
			Story: r.Story.ID, Lang: r.Text, Pair: b.Row.Pair, Verdict: verdict, Reason: r.PostFormValue("reason"), By: r.Person.ID,
			SourceRev: number(r, "source_rev"), TargetRev: number(r, "target_rev"), Other: p.Other != nil && p.Other(),
		}
		out.Rev = sh.TargetRev
		if typed && verdict != translation.IsOmitted && verdict != translation.IsWanted {
			rev, err := saveWords(r, tx, b, sh)
			if err != nil {
				return err
			}
			if out.Rev = rev; rev != sh.TargetRev {
				m.TargetRev = rev
			}
		}
		if verdict == "" || verdict == "save" {
			return nil
		}
		return translation.Mark(r.Context(), tx, m)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	p.wake(r)
	return done(r, out, back(r), "bench.kept"), nil
}

func number(r *newsroom.Request, name string) int {
	n, _ := strconv.Atoi(r.PostFormValue(name))
	return n
}

// back leads to the row that was worked on.
func back(r *newsroom.Request) string {
	path := addressOf(r)
	if show := r.PostFormValue("show"); show == "todo" || show == "stale" || show == "findings" {
		path += "?show=" + show
	}
	if pair := r.PathValue("pair"); id.ValidBlock(pair) {
		path += "#row-" + pair
	}
	return path
}

// saveWords saves a row's words as a form has them, against those that the page showed.
func saveWords(r *newsroom.Request, tx *db.Tx, b Block, sh translation.Sheet) (int, error) {
	words := strings.TrimRight(strings.ReplaceAll(r.PostFormValue("words"), "\r\n", "\n"), "\n")
	op := r.PostFormValue("op")
	if op == "" || b.Row.Target == nil {
		return sh.TargetRev, fault.New(fault.Invalid, "newsroom.form")
	}
	target := *b.Row.Target
	reach := r.Visitor.Reach()
	s := story.Save{
		Story: r.Story.ID, Lang: r.Text, BaseRev: number(r, "target_rev"), OpID: op + "-" + b.Row.Pair, By: r.Person.ID, Draft: true, Reach: &reach,
		Head: &story.HeadOps{}, Ops: &body.SaveOps{},
	}
	was, err := story.At(r.Context(), tx, r.Story.ID, r.Text, s.BaseRev)
	if err != nil {
		return 0, err
	}
	switch b.Row.ID {
	case translation.Headline:
		if was.Headline == words {
			return sh.TargetRev, nil
		}
		s.Head.Headline = &story.WordsOp{Was: was.Headline, Is: words}
	case translation.Standfirst:
		if was.Standfirst == words {
			return sh.TargetRev, nil
		}
		s.Head.Standfirst = &story.WordsOp{Was: was.Standfirst, Is: words}
	default:
		began := target
		for _, one := range was.Body.Blocks {
			if one.ID == target.ID {
				began = one
			}
		}
		if !editable(target.Type) || body.InlineHTML(began.Text) == words {
			return sh.TargetRev, nil
		}
		base, err := body.MarshalBlock(began)
		if err != nil {
			return 0, err
		}
		target.Text = body.ParseInline(words)
		raw, err := body.MarshalBlock(target)
		if err != nil {
			return 0, err
		}
		s.Ops.Blocks = []body.BlockOp{{ID: target.ID, Base: base, JSON: raw}}
	}
	saved, err := story.SaveText(r.Context(), tx, s)
	if err == nil && saved.Changed {
		err = comment.Follow(r.Context(), tx, r.Story.ID, r.Text)
	}
	return saved.Rev, err
}

// offer takes what the source's history suggests: the rows of two blocks become one.
func (p *Pages) offer(r *newsroom.Request) (newsroom.Answer, error) {
	other := r.PostFormValue("other")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		b, _, err := find(r.Context(), tx, r.Story, r.Text, r.PathValue("pair"))
		if err != nil {
			return err
		}
		var sources []string
		for _, k := range b.Row.Sources {
			if !k.Gone {
				sources = append(sources, k.ID)
			}
		}
		return translation.Join(r.Context(), tx, r.Story.ID, r.Text, b.Row.ID, append(sources, other), r.Person.ID)
	})
	if err == nil {
		p.wake(r)
	}
	return done(r, struct{}{}, back(r), "bench.joined"), err
}

// suggest keeps other words for a row, to be taken or left.
func (p *Pages) suggest(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		b, sh, err := find(r.Context(), tx, r.Story, r.Text, r.PathValue("pair"))
		if err != nil {
			return err
		}
		words := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue("suggestion"), "\r\n", "\n"))
		if b.Row.Target == nil || words == "" || !b.Row.Head() && !editable(b.Row.Target.Type) {
			return fault.New(fault.Invalid, "bench.no_words").In("suggestion")
		}
		o := comment.Offer{Story: r.Story, Lang: r.Text, Kind: comment.Change, Block: b.Row.ID, Rev: sh.TargetRev, By: r.Person.ID}
		if o.Base, o.Wanted, err = wanted(*b.Row.Target, b.Row.Head(), words); err != nil {
			return err
		}
		_, err = comment.Suggest(r.Context(), tx, o)
		return err
	})
	if err == nil {
		p.wake(r)
	}
	return done(r, struct{}{}, back(r), "bench.suggested"), err
}

// wanted gives a block as it is and with other words, as suggestions have them.
func wanted(b body.Block, head bool, words string) (base, now []byte, err error) {
	if head {
		return quoted(body.PlainSpans(b.Text)), quoted(words), nil
	}
	if base, err = body.MarshalBlock(b); err != nil {
		return nil, nil, err
	}
	b.Text = body.ParseInline(words)
	now, err = body.MarshalBlock(b)
	return base, now, err
}

// ignore sets a finding aside with its reason.
func (p *Pages) ignore(r *newsroom.Request) (newsroom.Answer, error) {
	if p.Checks == nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "bench.no_checks")
	}
	pair := r.PostFormValue("pair")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		b, _, err := find(r.Context(), tx, r.Story, r.Text, pair)
		if err != nil {
			return err
		}
		return p.Checks.Ignore(r.Context(), tx, b, r.PostFormValue("mark"), r.PostFormValue("reason"), r.Person.ID)
	})
	path := addressOf(r)
	if id.ValidBlock(pair) {
		path += "#row-" + pair
	}
	return done(r, struct{}{}, path, "bench.ignored"), err
}

// draft has what is missing drafted by a program.
func (p *Pages) draft(r *newsroom.Request) (newsroom.Answer, error) {
	if p.Draft == nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "bench.no_machine")
	}
	n, err := p.Draft(r.Context(), r.Story.ID, r.Text, r.Person.ID)
	if err == nil {
		p.wake(r)
	}
	return done(r, struct {
		Blocks int `json:"blocks"`
	}{n}, addressOf(r), "bench.drafted", "n", n), err
}
