package comment_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is a story of Anna's in Tbilisi with a text, and a newsroom around it.
type bed struct {
	*testing.T
	db    *db.DB
	clock *clock.Fake
	story story.Story
	who   map[string]string // name → id
}

func each(t *testing.T, f func(b *bed)) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		b := &bed{T: t, db: d, clock: fake, who: map[string]string{}}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for _, p := range []struct {
				name, bureau string
				role         people.Role
			}{
				{"Anna Reza", "tbilisi", people.Reporter}, {"Leyla Sari", "tbilisi", people.Editor}, {"Leyla Kara", "tbilisi", people.Editor},
				{"Nare", "baku", people.Editor}, {"Expert Abroad", "tbilisi", people.Expert},
			} {
				one, err := people.Add(ctx, tx, people.Person{Name: p.name, Email: strings.ReplaceAll(strings.ToLower(p.name), " ", ".") + "@crossroads.example"})
				if err != nil {
					return err
				}
				b.who[p.name] = one.ID
				if err := people.Give(ctx, tx, one.ID, p.role, p.bureau, ""); err != nil {
					return err
				}
			}
			return nil
		})
		b.story = b.create()
		b.save("", "H", doc("a:one two three", "b:the forty-one members", "c:last words"))
		f(b)
	})
}

func (b *bed) create() (s story.Story) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en", Bureau: "tbilisi", People: []story.Credit{{Person: b.who["Anna Reza"], Part: story.Author}}})
		return err
	})
	return s
}

func (b *bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

func (b *bed) save(by, headline string, d *body.Doc) (out story.Saved) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		rev, _, err := story.NewestRev(ctx, tx, b.story.ID, "en")
		if err != nil {
			return err
		}
		out, err = story.SaveText(ctx, tx, story.Save{Story: b.story.ID, Lang: "en", BaseRev: rev, By: b.who[by], Headline: headline, Body: d})
		if err != nil {
			return err
		}
		return comment.Follow(ctx, tx, b.story.ID, "en")
	})
	return out
}

func (b *bed) say(s comment.Saying) comment.Thread {
	b.Helper()
	t, err := b.trySay(s)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

func (b *bed) trySay(s comment.Saying) (t comment.Thread, err error) {
	if s.Story.ID == "" {
		s.Story, s.Lang = b.story, "en"
	}
	s.By = b.who[s.By]
	err = b.db.Write(b.Context(), func(tx *db.Tx) (err error) { t, err = comment.Say(b.Context(), tx, s); return err })
	return t, err
}

// notices lists what somebody was told, by key.
func (b *bed) notices(name string) (keys []string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return tx.Rows(ctx, `SELECT key FROM notice WHERE person_id = $1 ORDER BY id`, []any{b.who[name]}, func(scan func(...any) error) error {
			var key string
			err := scan(&key)
			keys = append(keys, strings.TrimPrefix(key, "comment."))
			return err
		})
	})
	return keys
}

func (b *bed) lines() string {
	b.Helper()
	var t story.Text
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = story.Newest(ctx, tx, b.story.ID, "en")
		return err
	})
	var out []string
	for _, x := range t.Body.Blocks {
		out = append(out, strings.TrimLeft(x.ID, "0")+":"+body.Plain(x))
	}
	return strings.Join(out, " | ")
}

func TestThreads(t *testing.T) {
	each(t, func(b *bed) {
		on := comment.Anchor{Block: blockID("b"), Quote: "forty-one", Start: 4}
		thread := b.say(comment.Saying{Anchor: on, By: "Leyla Sari", Said: " Is it forty?  @anna reza, @Nare, @Leyla, @Expert, mail a@Anna.example \r\n\r\n\r\nPlease. ", OpID: "op"})
		if again := b.say(comment.Saying{Anchor: on, By: "Leyla Sari", Said: "Is it forty?", OpID: "op"}); again.ID != thread.ID || len(again.Entries) != 1 {
			b.Errorf("said again it is %+v", again)
		}
		e := thread.Entries[0]
		if fmt.Sprint(e.Mentions) != fmt.Sprint([]comment.Mention{{Person: b.who["Anna Reza"], Name: "anna reza"}}) {
			b.Errorf("mentions %v: those who may not read the story, and a name that two have, call nobody", e.Mentions)
		}
		thread = b.say(comment.Saying{Thread: thread.ID, By: "Leyla Kara", Said: "It is."})
		thread = b.say(comment.Saying{Thread: thread.ID, By: "Anna Reza", Said: "Since Monday."})
		for name, want := range map[string]string{"Anna Reza": "[mentioned_you answered]", "Leyla Sari": "[answered answered]", "Leyla Kara": "[answered]", "Nare": "[]", "Expert Abroad": "[]"} {
			if got := fmt.Sprint(b.notices(name)); got != want {
				b.Errorf("%s is told %s, want %s", name, got, want)
			}
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			n, err := comment.Changed(ctx, tx, b.story.ID, "en")
			if err != nil || n != 3 {
				b.Errorf("changed is %d, %v", n, err)
			}
			if thread, err = comment.Settle(ctx, tx, b.story, "en", thread.ID, b.who["Leyla Sari"], true); err != nil {
				return err
			}
			if again, err := comment.Settle(ctx, tx, b.story, "en", thread.ID, b.who["Anna Reza"], true); err != nil || again.SettledBy != b.who["Leyla Sari"] || len(again.Entries) != 4 {
				b.Errorf("settled twice: %+v, %v", again, err)
			}
			if thread, err = comment.Settle(ctx, tx, b.story, "en", thread.ID, b.who["Anna Reza"], false); err != nil || !thread.Open() || thread.Entries[4].Kind != comment.Reopened {
				b.Errorf("reopened: %+v, %v", thread, err)
			}
			return nil
		})
	})
}

// What calls somebody waits for her until she answers, or it is settled.
func TestWaits(t *testing.T) {
	each(t, func(b *bed) {
		thread := b.say(comment.Saying{Anchor: comment.Anchor{Block: blockID("b")}, By: "Leyla Sari", Said: "Is it forty, @Anna Reza?"})
		waits := func(name string) (said string) {
			b.Helper()
			b.write(func(ctx context.Context, tx *db.Tx) error {
				e, waits, err := comment.Waits(ctx, tx, b.story.ID, "en", thread.ID, []string{b.who[name]})
				if waits {
					said = e.Said
				}
				return err
			})
			return said
		}
		if anna, leyla := waits("Anna Reza"), waits("Leyla Sari"); anna != "Is it forty, @Anna Reza?" || leyla != "" {
			b.Errorf("it waits for Anna: %q, for who said it: %q", anna, leyla)
		}
		b.say(comment.Saying{Thread: thread.ID, By: "Anna Reza", Said: "It is."})
		if said := waits("Anna Reza"); said != "" {
			b.Errorf("answered, and it waits: %q", said)
		}
		b.say(comment.Saying{Thread: thread.ID, By: "Leyla Kara", Said: "Sure, @Anna Reza?"})
		if said := waits("Anna Reza"); said != "Sure, @Anna Reza?" {
			b.Errorf("called again: %q", said)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := comment.Settle(ctx, tx, b.story, "en", thread.ID, b.who["Leyla Sari"], true)
			return err
		})
		if said := waits("Anna Reza"); said != "" {
			b.Errorf("settled, and it waits: %q", said)
		}
	})
}

func TestEditing(t *testing.T) {
	each(t, func(b *bed) {
		b.clock.Add(noon.Sub(b.clock.Now()))
		thread := b.say(comment.Saying{By: "Leyla Sari", Said: "First."})
		entry := thread.Entries[0].ID
		edit := func(by, said string) (t comment.Thread, err error) {
			err = b.db.Write(b.Context(), func(tx *db.Tx) (err error) {
				t, err = comment.Edit(b.Context(), tx, b.story, "en", entry, b.who[by], said)
				return err
			})
			return t, err
		}
		b.clock.Add(time.Minute)
		got, err := edit("Leyla Sari", "Second, @Anna.")
		if e := got.Entries[0]; err != nil || e.Said != "Second, @Anna." || len(e.Earlier) != 1 || e.Earlier[0].Said != "First." || e.Edited.IsZero() {
			b.Errorf("edited: %+v, %v", e, err)
		}
		if _, err := edit("Anna Reza", "Mine"); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("somebody else edits: %v", err)
		}
		b.clock.Add(comment.EditLife)
		if _, err := edit("Leyla Sari", "Third."); fault.KindOf(err) != fault.Conflict {
			b.Errorf("edited a day later: %v", err)
		}
		if got := fmt.Sprint(b.notices("Anna Reza")); got != "[said_on_yours mentioned_you]" {
			b.Errorf("Anna is told %s", got)
		}
	})
}

// A comment goes where its words go, over many savings; Threads finds it in each.
func TestAnchorsFollow(t *testing.T) {
	each(t, func(b *bed) {
		b.say(comment.Saying{Anchor: comment.Anchor{Block: blockID("b"), Quote: "members", Start: 14}, By: "Leyla Sari", Said: "Who?"})
		b.say(comment.Saying{Anchor: comment.Anchor{Block: comment.Headline, Quote: "H"}, By: "Leyla Sari", Said: "Longer."})
		where := func() string {
			var list []comment.Standing
			b.write(func(ctx context.Context, tx *db.Tx) error {
				t, err := story.Newest(ctx, tx, b.story.ID, "en")
				if err != nil {
					return err
				}
				list, err = comment.Threads(ctx, tx, t, false)
				return err
			})
			var out []string
			for _, s := range list {
				out = append(out, fmt.Sprintf("%s %s %d", s.Place.State, strings.TrimLeft(s.Place.Block, "0"), s.Place.Start))
			}
			return strings.Join(out, ", ")
		}
		for _, step := range []struct {
			headline string
			doc      *body.Doc
			want     string
		}{
			{"H", doc("a:one two three", "b:the forty-one members", "c:last words"), "found headline 0, found b 14"},
			{"H", doc("a:one two three", "b:the forty-one", "d:members", "c:last words"), "found headline 0, found d 0"},
			{"H", doc("a:one two three", "b:the forty-one", "d:some new words come before the members", "c:last words"), "found headline 0, found d 31"},
			{"H2", doc("a:one two three", "b:the forty-one some new words come before the members", "c:last words"), "changed headline 0, found b 45"},
			{"H", doc("a:one two three", "b:the forty-one some new words", "c:last words"), "found headline 0, changed b 0"},
			{"H", doc("a:one two three", "c:last words"), "found headline 0, gone  0"},
			{"H", doc("b:members", "a:one two three", "c:last words"), "found headline 0, found b 0"},
		} {
			b.save("Anna Reza", step.headline, step.doc)
			if got := where(); got != step.want {
				b.Errorf("%s: %s, want %s", b.lines(), got, step.want)
			}
		}
	})
}

// Ids of another story's, or another language's, lead nowhere.
func TestIDsOfAnotherStory(t *testing.T) {
	each(t, func(b *bed) {
		thread := b.say(comment.Saying{By: "Leyla Sari", Said: "Here."})
		g := b.suggest("Leyla Sari", comment.Change, "b", "", `{"id":"%s","type":"paragraph","text":[{"t":"x"}]}`)
		other := b.create()
		for name, try := range map[string]func(tx *db.Tx, s story.Story, l lang.Tag) error{
			"reply": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Say(b.Context(), tx, comment.Saying{Story: s, Lang: l, Thread: thread.ID, Said: "x", By: b.who["Anna Reza"]})
				return err
			},
			"settle": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Settle(b.Context(), tx, s, l, thread.ID, b.who["Anna Reza"], true)
				return err
			},
			"edit": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Edit(b.Context(), tx, s, l, thread.Entries[0].ID, b.who["Leyla Sari"], "x")
				return err
			},
			"take": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, _, err := comment.Take(b.Context(), tx, s, l, g.ID, b.who["Anna Reza"])
				return err
			},
			"leave": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Leave(b.Context(), tx, s, l, g.ID, b.who["Anna Reza"], "")
				return err
			},
			"withdraw": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Withdraw(b.Context(), tx, s, l, g.ID, b.who["Leyla Sari"])
				return err
			},
			"answer a suggestion": func(tx *db.Tx, s story.Story, l lang.Tag) error {
				_, err := comment.Say(b.Context(), tx, comment.Saying{Story: s, Lang: l, Answer: g.ID, Said: "x", By: b.who["Anna Reza"]})
				return err
			},
		} {
			for _, at := range []struct {
				s story.Story
				l lang.Tag
			}{{other, "en"}, {b.story, "ru"}} {
				if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return try(tx, at.s, at.l) }); fault.KindOf(err) != fault.NotFound {
					b.Errorf("%s at another place: %v", name, err)
				}
			}
		}
	})
}

func (b *bed) suggest(by string, kind comment.SuggestionKind, block, after, wanted string) comment.Suggestion {
	b.Helper()
	o := comment.Offer{Story: b.story, Lang: "en", Kind: kind, Block: block, By: b.who[by]}
	if block != comment.Headline {
		o.Block = blockID(block)
	}
	if after != "" {
		o.After = blockID(after)
	}
	if strings.Contains(wanted, "%s") {
		wanted = fmt.Sprintf(wanted, o.Block)
	}
	if wanted != "" {
		o.Wanted = json.RawMessage(wanted)
	}
	var g comment.Suggestion
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		g, err = comment.Suggest(ctx, tx, o)
		return err
	})
	return g
}

// Suggestions, and what others did to the text before they are taken.
func TestSuggestions(t *testing.T) {
	const words = `{"id":"%s","type":"paragraph","text":[{"t":"the forty members"}]}`
	const start = "a:one two three | b:the forty-one members | c:last words"
	for _, x := range []struct {
		name, headline     string
		kind               comment.SuggestionKind
		block, after, want string
		meanwhile          *body.Doc // nil: nobody did anything
		text               string    // afterwards
		conflicts          int
		refused            bool
	}{
		{name: "change", kind: comment.Change, block: "b", want: words, text: "a:one two three | b:the forty members | c:last words"},
		{name: "change, others changed another block", kind: comment.Change, block: "b", want: words,
			meanwhile: doc("a:one", "b:the forty-one members", "c:last words"), text: "a:one | b:the forty members | c:last words"},
		{name: "change, others changed other words", kind: comment.Change, block: "b", want: words,
			meanwhile: doc("a:one two three", "b:the forty-one members of it", "c:last words"), text: "a:one two three | b:the forty members of it | c:last words"},
		{name: "change, others changed the same words", kind: comment.Change, block: "b", want: words,
			meanwhile: doc("a:one two three", "b:the fifty members", "c:last words"), text: "a:one two three | b:the fifty members | c:last words", conflicts: 1},
		{name: "change, others deleted the block", kind: comment.Change, block: "b", want: words,
			meanwhile: doc("a:one two three", "c:last words"), text: "a:one two three | b:the forty members | c:last words", conflicts: 1},
		{name: "change, others moved the block", kind: comment.Change, block: "b", want: words,
			meanwhile: doc("b:the forty-one members", "a:one two three", "c:last words"), text: "b:the forty members | a:one two three | c:last words"},
		{name: "insert", kind: comment.Insert, block: "d", after: "a", want: words, text: "a:one two three | d:the forty members | b:the forty-one members | c:last words"},
		{name: "insert at the beginning", kind: comment.Insert, block: "d", want: words, text: "d:the forty members | " + start},
		{name: "insert behind what is gone", kind: comment.Insert, block: "d", after: "c", want: words,
			meanwhile: doc("a:one two three", "b:the forty-one members"), text: "a:one two three | b:the forty-one members | d:the forty members"},
		{name: "delete", kind: comment.Delete, block: "b", text: "a:one two three | c:last words"},
		{name: "delete what others changed", kind: comment.Delete, block: "b",
			meanwhile: doc("a:one two three", "b:the fifty members", "c:last words"), text: "a:one two three | b:the fifty members | c:last words", conflicts: 1},
		{name: "delete what others deleted", kind: comment.Delete, block: "b", meanwhile: doc("a:one two three", "c:last words"), text: "a:one two three | c:last words"},
		{name: "move", kind: comment.Move, block: "b", after: "c", text: "a:one two three | c:last words | b:the forty-one members"},
		{name: "move what others changed", kind: comment.Move, block: "b", after: "c",
			meanwhile: doc("a:one two three", "b:the fifty members", "c:last words"), text: "a:one two three | c:last words | b:the fifty members"},
		{name: "move what is gone", kind: comment.Move, block: "b", after: "c", meanwhile: doc("a:one two three", "c:last words"), text: "a:one two three | c:last words", refused: true},
		{name: "headline", kind: comment.Change, block: comment.Headline, want: `"Better"`, text: start, headline: "Better"},
	} {
		t.Run(x.name, func(t *testing.T) {
			each(t, func(b *bed) {
				g := b.suggest("Nare", x.kind, x.block, x.after, x.want)
				if x.meanwhile != nil {
					b.save("Leyla Kara", "H", x.meanwhile)
				}
				var took comment.Suggestion
				err := b.db.Write(b.Context(), func(tx *db.Tx) (err error) {
					took, _, err = comment.Take(b.Context(), tx, b.story, "en", g.ID, b.who["Anna Reza"])
					return err
				})
				if (err != nil) != x.refused || b.lines() != x.text {
					b.Fatalf("%s (%v), want %s", b.lines(), err, x.text)
				}
				if x.refused {
					return
				}
				if took.Conflicts != x.conflicts || took.State != comment.Taken || took.DecidedBy != b.who["Anna Reza"] {
					b.Errorf("%+v", took)
				}
				b.write(func(ctx context.Context, tx *db.Tx) error {
					now, err := story.Newest(ctx, tx, b.story.ID, "en")
					if x.headline != "" && now.Headline != x.headline {
						b.Errorf("the headline is %q", now.Headline)
					}
					if _, saved, err := comment.Take(ctx, tx, b.story, "en", g.ID, b.who["Anna Reza"]); err != nil || saved.Rev != now.Rev {
						b.Errorf("taken twice: %+v, %v", saved, err)
					}
					if _, err := comment.Leave(ctx, tx, b.story, "en", g.ID, b.who["Anna Reza"], ""); fault.KindOf(err) != fault.Conflict {
						b.Errorf("left after it was taken: %v", err)
					}
					return err
				})
			})
		})
	}
}

func TestSuggestingAgain(t *testing.T) {
	each(t, func(b *bed) {
		text := func(words string) string { return `{"id":"%s","type":"paragraph","text":[{"t":"` + words + `"}]}` }
		first := b.suggest("Expert Abroad", comment.Change, "b", "", text("one"))
		second := b.suggest("Expert Abroad", comment.Change, "b", "", text("two"))
		b.suggest("Leyla Sari", comment.Change, "b", "", text("three"))
		list := func() (out []string) {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				all, err := comment.Suggestions(ctx, tx, b.story.ID, "en")
				out = nil
				for _, g := range all {
					out = append(out, g.Wanted[strings.Index(g.Wanted, `"t":`)+4:])
				}
				return err
			})
			return out
		}
		if first.ID != second.ID || !slices.Equal(list(), []string{`"two"}]}`, `"three"}]}`}) {
			b.Errorf("%v", list())
		}
		if gone := b.suggest("Expert Abroad", comment.Change, "b", "", text("the forty-one members")); gone.ID != "" || len(list()) != 1 {
			b.Errorf("%+v, %v", gone, list())
		}
		if got := fmt.Sprint(b.notices("Anna Reza")); got != "[suggested_on_yours suggested_on_yours]" {
			b.Errorf("the author is told %s", got)
		}
		for name, o := range map[string]comment.Offer{
			"another block's JSON":      {Kind: comment.Change, Block: blockID("b"), Wanted: json.RawMessage(`{"id":"` + blockID("a") + `","type":"paragraph"}`)},
			"no block":                  {Kind: comment.Change, Block: "x", Wanted: json.RawMessage(`{}`)},
			"a block that is gone":      {Kind: comment.Delete, Block: blockID("f")},
			"a new block that is there": {Kind: comment.Insert, Block: blockID("a"), Wanted: json.RawMessage(`{"id":"` + blockID("a") + `","type":"paragraph","text":[{"t":"x"}]}`)},
			"a script":                  {Kind: comment.Change, Block: blockID("b"), Wanted: json.RawMessage(`{"id":"` + blockID("b") + `","type":"script"}`)},
			"a headline of 501":         {Kind: comment.Change, Block: comment.Headline, Wanted: json.RawMessage(`"` + strings.Repeat("x", 501) + `"`)},
			"no kind":                   {Kind: "x", Block: blockID("b")},
			"another revision":          {Kind: comment.Delete, Block: blockID("b"), BaseHash: "ab", Rev: 1},
		} {
			o.Story, o.Lang, o.By = b.story, "en", b.who["Nare"]
			err := b.db.Write(b.Context(), func(tx *db.Tx) error { _, err := comment.Suggest(b.Context(), tx, o); return err })
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
				b.Errorf("%s: %v", name, err)
			}
		}
	})
}
