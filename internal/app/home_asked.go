package app

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"masthead/internal/comment"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/bench"
	"masthead/internal/newsroom/home"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// maxAsked bounds what is looked through for what waits for her.
const maxAsked = 60

// keysWait are sensitive texts that are ready, or have one key, and that she could turn a
// key for.
func keysWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	if !r.MaySomewhere(people.Publish) && !r.MaySomewhere(people.CheckStory) {
		return nil, nil
	}
	for _, stage := range []story.Stage{story.Ready, story.Checking} {
		q := desk.Query{Stage: stage, Reader: desk.Reader{Selves: r.Visit.Selves()}}
		q.Reader.All, q.Reader.Bureaus = people.Readable(r.Grants)
		list, _, err := desk.List(ctx, tx, q, "", maxAsked)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			more, err := storyKeys(ctx, tx, r, o)
			if err != nil {
				return nil, err
			}
			items = append(items, more...)
			if len(items) >= n {
				return items[:n], nil
			}
		}
	}
	return items, nil
}

// storyKeys are the texts of one story that wait for her key.
func storyKeys(ctx context.Context, tx *db.Tx, r *newsroom.Request, o desk.Overview) (items []home.Item, err error) {
	s, err := story.Find(ctx, tx, o.Story)
	if err != nil {
		return nil, err
	}
	if sensitive, err := desk.Sensitive(ctx, tx, s); err != nil || !sensitive {
		return nil, err
	}
	heads, err := story.Heads(ctx, tx, s.ID)
	for _, h := range heads {
		if m := o.Mark(h.Lang); m.State == desk.Live || m.State == desk.Withdrawn {
			continue
		}
		k, err := desk.KeysOf(ctx, tx, s, h.Lang, h.Rev)
		if err != nil {
			return nil, err
		}
		asked := s.Stage == story.Ready || len(k.Turned) > 0
		if !asked || !k.Open(r.Person.ID, h.SavedBy) || !r.May(r.Case(people.Publish, s, h.Lang)) && !r.May(r.Case(people.CheckStory, s, h.Lang)) {
			continue
		}
		items = append(items, home.Item{
			Name: "key:" + s.ID + ":" + string(h.Lang) + ":" + strconv.Itoa(h.Rev) + ":" + strconv.Itoa(len(k.Turned)), Icon: "key", Title: cmp.Or(h.Headline, r.Say("home.untitled")), Lang: h.Lang, Due: o.Due,
			Since: h.SavedAt, Why: r.Say("home.why_key", "n", k.Missing()), Path: desk.Path(s.ID), Act: r.Say("home.act_key"),
		})
	}
	return items, err
}

// mentionsWait are places in conversations that call her and that she has not answered.
func mentionsWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	list, err := notice.List(ctx, tx, r.Person.ID, "", maxAsked)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, t := range list {
		_, thread, _ := strings.Cut(t.Path, "#")
		if t.Key != "comment.mentioned_you" || seen[thread] || len(items) == n {
			continue
		}
		seen[thread] = true
		item, waits, err := mention(ctx, tx, r, t, thread)
		if err != nil {
			return nil, err
		}
		if waits {
			items = append(items, item)
		}
	}
	return items, nil
}

func mention(ctx context.Context, tx *db.Tx, r *newsroom.Request, t notice.Told, thread string) (item home.Item, waits bool, err error) {
	s, err := story.Find(ctx, tx, t.Story)
	if fault.KindOf(err) == fault.NotFound || err == nil && !r.May(r.Case(people.ReadStory, s, t.Lang)) {
		return item, false, nil
	}
	if err != nil {
		return item, false, err
	}
	e, waits, err := comment.Waits(ctx, tx, t.Story, t.Lang, thread, r.Selves())
	if !waits || err != nil {
		return item, false, err
	}
	by, err := people.ByIDs(ctx, tx, []string{t.By})
	who := t.SaidIn(r.Visitor.Lang, by[t.By])["who"]
	return home.Item{
		Name: "asked:" + e.ID, Icon: "say", Title: cmp.Or(t.Args["headline"], r.Say("home.untitled")), Lang: cmp.Or(t.Lang, s.Original),
		Why: r.Say("home.why_asked", "who", who, "said", shortly(e.Said)), Since: e.At, Path: t.Path, Act: r.Say("home.act_answer"),
	}, true, err
}

// shortly is the beginning of what somebody said, as a list shows it.
func shortly(said string) string {
	const most = 140
	if r := []rune(strings.Join(strings.Fields(said), " ")); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return strings.Join(strings.Fields(said), " ")
}

// staleWait are translations of hers whose source says something else since: nobody has to
// give her the task.
func staleWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	lines, _, err := translation.Board(ctx, tx, translation.IsStale, bench.Mine(r.Visitor, r.Outlet.Langs()), translation.Cursor{}, maxAsked)
	for _, l := range lines {
		if len(items) == n {
			break
		}
		by, err := translation.Translators(ctx, tx, l.Story, l.Lang)
		if err != nil {
			return nil, err
		}
		if by[r.Person.ID] == 0 {
			continue
		}
		text, err := story.Newest(ctx, tx, l.Story, l.Lang)
		if err != nil {
			return nil, err
		}
		items = append(items, home.Item{
			Name: "stale:" + l.Story + ":" + string(l.Lang) + ":" + strconv.Itoa(l.Tally.Stale), Icon: "warn", Title: cmp.Or(text.Headline, r.Say("home.untitled")), Lang: l.Lang,
			Since: l.Since, Stops: l.Urgent, Why: r.Say("home.why_stale", "n", l.Tally.Stale), Path: "/desk/bench/" + l.Story + "/" + string(l.Lang) + "/?show=stale", Act: r.Say("home.act_stale"),
		})
	}
	return items, err
}
