package story_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// writer is somebody with a text open: what she began from and what she has now.
type writer struct {
	bed
	by   string
	rev  int
	base body.Doc
	mine body.Doc
	n    int
}

func (b bed) opens(by string) *writer {
	t := b.newest()
	return &writer{bed: b, by: by, rev: t.Rev, base: t.Body, mine: t.Body}
}

// ops is what her page sends. With bring, it brings along what each block began from.
func (w *writer) ops(bring bool) *body.SaveOps {
	raw := func(x body.Block) json.RawMessage {
		data, err := body.MarshalBlock(x)
		if err != nil {
			w.Fatal(err)
		}
		return data
	}
	before := map[string]body.Block{}
	ops := &body.SaveOps{}
	for _, x := range w.base.Blocks {
		before[x.ID] = x
		ops.Was = append(ops.Was, x.ID)
	}
	for _, x := range w.mine.Blocks {
		ops.Order = append(ops.Order, x.ID)
		old, known := before[x.ID]
		delete(before, x.ID)
		op := body.BlockOp{ID: x.ID, JSON: raw(x)}
		switch {
		case known && body.FullHash(old) == body.FullHash(x):
			continue
		case known && bring:
			op.Base = raw(old)
		case known:
			op.BaseHash = body.FullHash(old)
		}
		ops.Blocks = append(ops.Blocks, op)
	}
	for id, x := range before {
		ops.Deleted = append(ops.Deleted, body.DeleteOp{ID: id, BaseHash: body.FullHash(x)})
	}
	if slices.Equal(ops.Order, ops.Was) {
		ops.Order, ops.Was = nil, nil
	}
	return ops
}

// sends saves what she has and goes on from what came of it.
func (w *writer) sends() story.Saved {
	w.Helper()
	w.n++
	out := w.save(story.Save{BaseRev: w.rev, By: w.by, OpID: fmt.Sprintf("%s-%d", w.by, w.n), Ops: w.ops(true), Head: &story.HeadOps{}, Draft: true})
	w.rev, w.base, w.mine = out.Rev, out.Body, out.Body
	return out
}

// types puts words in place of a block's.
func (w *writer) types(name, words string) {
	w.mine.Blocks = slices.Clone(w.mine.Blocks)
	for i := range w.mine.Blocks {
		if w.mine.Blocks[i].ID == blockID(name) {
			w.mine.Blocks[i].Text = []body.Span{{Text: words}}
		}
	}
}

func (b bed) at(rev int) (text story.Text, err error) {
	err = b.db.Read(b.Context(), func(tx *db.Tx) (err error) {
		text, err = story.At(b.Context(), tx, b.story, "en", rev)
		return err
	})
	return text, err
}

func TestSaveByOperations(t *testing.T) {
	put := func(name, words, base string) body.BlockOp {
		op := body.BlockOp{ID: blockID(name), JSON: json.RawMessage(fmt.Sprintf(`{"id":"%s","type":"paragraph","text":[{"t":"%s"}]}`, blockID(name), words))}
		if base != "" {
			op.BaseHash = body.FullHash(doc(name + ":" + base).Blocks[0])
		}
		return op
	}
	order := func(names ...string) (ids []string) {
		for _, n := range names {
			ids = append(ids, blockID(n))
		}
		return ids
	}
	tests := []struct {
		name      string
		ops       body.SaveOps
		baseRev   int
		want      string // the text is now "a:one | b:two! | c:three", and was "a:one | b:two | c:three" at 1
		conflicts string
		fault     string
	}{
		{"a block they left alone", body.SaveOps{Blocks: []body.BlockOp{put("a", "uno", "one")}}, 1, "a:uno | b:two! | c:three", "", ""},
		{"other words of their block", body.SaveOps{Blocks: []body.BlockOp{put("b", "so two", "two")}}, 1, "a:one | b:so two! | c:three", "", ""},
		{"the same words", body.SaveOps{Blocks: []body.BlockOp{put("b", "two?", "two")}}, 1, "a:one | b:two! | c:three", "text b", ""},
		{"a new block", body.SaveOps{Blocks: []body.BlockOp{put("d", "new", "")}, Order: order("a", "d", "b", "c")}, 1, "a:one | d:new | b:two! | c:three", "", ""},
		{"a new block without an order", body.SaveOps{Blocks: []body.BlockOp{put("d", "new", "")}}, 1, "a:one | b:two! | c:three | d:new", "", ""},
		{"deleted", body.SaveOps{Deleted: []body.DeleteOp{{ID: blockID("a"), BaseHash: body.FullHash(doc("a:one").Blocks[0])}}}, 1, "b:two! | c:three", "", ""},
		{"deleted what they changed", body.SaveOps{Deleted: []body.DeleteOp{{ID: blockID("b"), BaseHash: body.FullHash(doc("b:two").Blocks[0])}}}, 1, "a:one | b:two! | c:three", "deleted-by-me b", ""},
		{"deleted from a beginning that nobody knows", body.SaveOps{Deleted: []body.DeleteOp{{ID: blockID("b"), BaseHash: "ab"}}}, 1, "a:one | b:two! | c:three", "deleted-by-me b", ""},
		{"changed from a beginning that nobody knows", body.SaveOps{Blocks: []body.BlockOp{put("b", "deux", "zwei")}}, 1, "a:one | b:two! | c:three", "text b", ""},
		{"moved", body.SaveOps{Order: order("c", "a", "b")}, 1, "c:three | a:one | b:two!", "", ""},
		{"an order that lacks a block", body.SaveOps{Order: order("a", "b")}, 1, "", "", "body.bad_order"},
		{"an order with a stranger", body.SaveOps{Order: order("a", "b", "c", "d")}, 1, "", "", "body.bad_order"},
		{"a revision to come", body.SaveOps{}, 3, "", "", "story.unknown_revision"},
		{"a revision before the first", body.SaveOps{}, -1, "", "", "story.unknown_revision"},
		{"nothing of the text was there", body.SaveOps{Blocks: []body.BlockOp{put("d", "new", "")}, Order: order("d")}, 0, "d:new | a:one | b:two! | c:three", "", ""},
		{"another block's JSON", body.SaveOps{Blocks: []body.BlockOp{{ID: blockID("a"), JSON: put("b", "x", "").JSON}}}, 1, "", "", "body.bad_id"},
		{"another block's beginning", body.SaveOps{Blocks: []body.BlockOp{{ID: blockID("a"), Base: put("b", "x", "").JSON, JSON: put("a", "x", "").JSON}}}, 1, "", "", "body.bad_id"},
	}
	each(t, func(b bed) {
		for i, tt := range tests {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
				b.story = s.ID
				return err
			})
			b.save(story.Save{Headline: "H", Body: doc("a:one", "b:two", "c:three")})
			b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc("a:one", "b:two!", "c:three"), By: "leyla"})
			out, err := b.try(story.Save{BaseRev: tt.baseRev, OpID: fmt.Sprint(i), Ops: &tt.ops, Head: &story.HeadOps{}, By: "anna"})
			if f, ok := fault.As(err); tt.fault != "" && (!ok || f.Key != tt.fault) || tt.fault == "" && err != nil {
				b.Errorf("%s: %v", tt.name, err)
				continue
			}
			var met []string
			for _, c := range out.Conflicts {
				met = append(met, c.Kind+" "+strings.TrimLeft(c.Block, "0"))
				if c.TheirsBy != "leyla" || c.By != "anna" {
					b.Errorf("%s: the conflict is between %q and %q", tt.name, c.By, c.TheirsBy)
				}
			}
			if err == nil && (lines(b.newest().Body) != tt.want || strings.Join(met, ", ") != tt.conflicts) {
				b.Errorf("%s: %s with %q, want %s with %q", tt.name, lines(b.newest().Body), met, tt.want, tt.conflicts)
			}
		}
	})
}

func TestHeadByOperations(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Standfirst: "S", Body: doc("a:one")})
		b.save(story.Save{Headline: "H2", Standfirst: "S", BaseRev: 1, Body: doc("a:one")})
		out := b.save(story.Save{BaseRev: 1, Ops: &body.SaveOps{}, Head: &story.HeadOps{Standfirst: &story.WordsOp{Was: "S", Is: "S3"}}})
		if text := b.newest(); text.Headline != "H2" || text.Standfirst != "S3" || len(out.Conflicts) != 0 {
			b.Errorf("%+v with %v", text, out.Conflicts)
		}
		out = b.save(story.Save{BaseRev: 1, Ops: &body.SaveOps{}, Head: &story.HeadOps{
			Headline: &story.WordsOp{Was: "H", Is: "H9"}, Lead: &story.LeadOp{Is: &body.Picture{Media: "m1"}}}})
		if text := b.newest(); text.Headline != "H2" || text.Lead == nil || len(out.Conflicts) != 1 || out.Conflicts[0].Mine != `"H9"` {
			b.Errorf("%+v with %v", text, out.Conflicts)
		}
		if _, err := b.try(story.Save{Lang: "ru", Ops: &body.SaveOps{}, Head: &story.HeadOps{}}); fault.KindOf(err) != fault.Invalid {
			b.Errorf("a text without a headline that is no draft: %v", err)
		}
		if _, err := b.try(story.Save{Lang: "ru", Ops: &body.SaveOps{}, Head: &story.HeadOps{}, Draft: true}); err != nil {
			b.Errorf("a draft without a headline: %v", err)
		}
	})
}

// Whatever is stored as a patch is read as it was saved.
func TestEveryRevisionIsReadAsItWasSaved(t *testing.T) {
	each(t, func(b bed) {
		var start []string
		for i := range 40 {
			start = append(start, fmt.Sprintf("%x:%s", 0xa00+i, strings.Repeat("words that stay ", 10)))
		}
		b.save(story.Save{Headline: "H", Body: doc(start...)})
		w := b.opens("anna")
		said := map[int]string{1: lines(w.base)}
		for i := range 150 {
			w.types(fmt.Sprintf("%x", 0xa00+i%40), fmt.Sprintf("turn %d", i))
			if i%10 == 3 {
				w.mine.Blocks = append(slices.Clone(w.mine.Blocks), doc(fmt.Sprintf("%x:new %d", 0xb00+i, i)).Blocks...)
			}
			if i%25 == 7 {
				w.mine.Blocks = slices.Delete(slices.Clone(w.mine.Blocks), 5, 6)
			}
			out := w.sends()
			said[out.Rev] = lines(out.Body)
		}
		for rev, want := range said {
			if text, err := b.at(rev); err != nil || lines(text.Body) != want {
				b.Errorf("revision %d is %q (%v), want %q", rev, lines(text.Body), err, want)
			}
		}
		if n := b.count(`SELECT count(*) FROM story_revision WHERE whole_rev = 0`); n < 3 || n > 20 {
			b.Errorf("%d revisions are stored whole", n)
		}
		checkWhole(b)
	})
}

// A laptop sleeps for nine days while others write every minute, and its first saving
// comes after today's revisions were thinned out.
func TestThinningKeepsWhatIsNeeded(t *testing.T) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		fake.Add(noon.Sub(fake.Now()))
		b := bed{T: t, db: d}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
			b.story = s.ID
			return err
		})
		b.save(story.Save{Headline: "H", Body: doc("a:one two three", "b:"+strings.Repeat("long ", 200), "c:last words")})
		w := b.opens("leyla")
		var sleeper, forgetful *writer
		for i := range 300 {
			w.types("a", fmt.Sprintf("one two three %d", i))
			w.sends()
			if i == 100 {
				sleeper, forgetful = b.opens("anna"), b.opens("nare")
			}
			fake.Add(3 * time.Minute)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "ka", Headline: "H", Body: doc("a:x"), MadeFrom: "en", MadeRev: 55})
			return err
		})
		var told []int
		thinner := story.Thinner{DB: d, Keeps: []story.Keeper{func(context.Context, *db.Tx, string, lang.Tag) ([]int, error) { return []int{77, 78}, nil }}}
		thin := func() {
			t.Helper()
			if err := thinner.Thin(t.Context(), story.ThinArgs{Story: b.story, Lang: "en"}); err != nil {
				t.Fatal(err)
			}
			told = append(told, b.count(`SELECT count(*) FROM story_revision WHERE lang = 'en'`))
		}
		thin()
		want := map[int]string{}
		for _, rev := range []int{1, 55, 77, 78, 301} {
			text, err := b.at(rev)
			if err != nil {
				t.Fatal(err)
			}
			want[rev] = lines(text.Body)
		}
		fake.Add(2 * 24 * time.Hour)
		thin()
		fake.Add(7 * 24 * time.Hour)
		thin()
		// All of a day; the last of each of 15 hours and 1, 55, 77, 78; the last of two days and those.
		if fmt.Sprint(told) != "[301 19 6]" {
			t.Errorf("revisions after each thinning: %v", told)
		}
		for rev, lines0 := range want {
			if text, err := b.at(rev); err != nil || lines(text.Body) != lines0 {
				t.Errorf("revision %d: %v, %s", rev, err, lines(text.Body))
			}
		}
		checkWhole(b)
		again := w.save(story.Save{BaseRev: 200, By: "leyla", OpID: "leyla-150", Ops: &body.SaveOps{}, Head: &story.HeadOps{}})
		if again.Rev != 301 || len(again.Conflicts) != 0 {
			t.Errorf("an operation whose revision is gone, sent again: %+v", again)
		}

		// She brings along what she began from: her words are merged as on the first day.
		sleeper.types("a", "one SLEPT two three 100")
		sleeper.mine.Blocks = append(slices.Clone(sleeper.mine.Blocks), doc("d:and more").Blocks...)
		if out := sleeper.sends(); len(out.Conflicts) != 0 || !strings.HasPrefix(lines(out.Body), "a:one SLEPT two three 299 |") || !strings.HasSuffix(lines(out.Body), " | d:and more") {
			t.Errorf("the sleeper's words: %s, conflicts %v", lines(out.Body), out.Conflicts)
		}
		// This page knows no more than a hash that nobody has: both texts are kept.
		forgetful.types("a", "one two FORGOT three 100")
		forgetful.types("c", "last words indeed")
		out := b.save(story.Save{BaseRev: forgetful.rev, By: "nare", OpID: "n", Ops: forgetful.ops(false), Head: &story.HeadOps{}})
		if len(out.Conflicts) != 1 || !strings.Contains(out.Conflicts[0].Mine, "FORGOT") || !strings.Contains(lines(out.Body), "c:last words indeed") || !strings.Contains(lines(out.Body), "SLEPT") {
			t.Errorf("the forgetful one's words: %s, conflicts %v", lines(out.Body), out.Conflicts)
		}
	})
}

func TestSolveConflicts(t *testing.T) {
	para := func(name, words string) string {
		return fmt.Sprintf(`{"id":"%s","type":"paragraph","text":[{"t":"%s"}]}`, blockID(name), words)
	}
	tests := []struct {
		name   string
		mine   []string // leyla's "b:two theirs" stands against it
		choice story.Choice
		joined string
		later  string // what becomes of b before it is solved
		want   string
		open   int
		fault  string
	}{
		{"mine", []string{"a:one", "b:two mine"}, story.Mine, "", "", "a:one | b:two mine", 0, ""},
		{"theirs", []string{"a:one", "b:two mine"}, story.Theirs, "", "", "a:one | b:two theirs", 0, ""},
		{"joined", []string{"a:one", "b:two mine"}, story.Joined, para("b", "two mine and theirs"), "", "a:one | b:two mine and theirs", 0, ""},
		{"both", []string{"a:one", "b:two mine"}, story.Both, "", "", "a:one | b:two theirs | ?:two mine", 0, ""},
		{"mine, and they wrote on elsewhere", []string{"a:one", "b:two mine"}, story.Mine, "", "so two theirs", "a:one | b:so two mine", 0, ""},
		{"mine, and they wrote on in the same place", []string{"a:one", "b:two mine"}, story.Mine, "", "two theirs2", "a:one | b:two theirs2", 1, ""},
		{"deleted: mine", []string{"a:one"}, story.Mine, "", "", "a:one", 0, ""},
		{"deleted: mine, whatever they wrote on", []string{"a:one"}, story.Mine, "", "two more", "a:one", 0, ""},
		{"deleted: theirs", []string{"a:one"}, story.Theirs, "", "", "a:one | b:two theirs", 0, ""},
		{"joined with nothing", []string{"a:one", "b:two mine"}, story.Joined, "", "", "", 1, "story.bad_choice"},
		{"joined with another block", []string{"a:one", "b:two mine"}, story.Joined, para("a", "x"), "", "", 1, "body.bad_id"},
		{"joined with what is no block", []string{"a:one", "b:two mine"}, story.Joined, `{"id":"` + blockID("b") + `","type":"script"}`, "", "", 1, "body.unknown_type"},
		{"no choice", []string{"a:one", "b:two mine"}, "", "", "", "", 1, "story.bad_choice"},
	}
	each(t, func(b bed) {
		first := b.story
		for _, tt := range tests {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
				b.story = s.ID
				return err
			})
			b.save(story.Save{Headline: "H", Body: doc("a:one", "b:two")})
			b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc("a:one", "b:two theirs"), By: "leyla"})
			met := b.save(story.Save{Headline: "H", BaseRev: 1, Body: doc(tt.mine...), By: "anna"}).Conflicts
			if len(met) != 1 {
				b.Fatalf("%s: %d conflicts", tt.name, len(met))
			}
			if tt.later != "" {
				b.save(story.Save{Headline: "H", BaseRev: 3, Body: doc("a:one", "b:"+tt.later), By: "leyla"})
			}
			solve := func(s story.Solution) (out story.Saved, err error) {
				err = b.db.Write(b.Context(), func(tx *db.Tx) (err error) { out, err = story.Solve(b.Context(), tx, s); return err })
				return out, err
			}
			s := story.Solution{Story: b.story, Lang: "en", Conflict: met[0].ID, By: "nare", Choice: tt.choice, Joined: tt.joined}
			out, err := solve(s)
			if f, ok := fault.As(err); tt.fault != "" && (!ok || f.Key != tt.fault) || tt.fault == "" && err != nil {
				b.Errorf("%s: %v", tt.name, err)
			}
			got := lines(out.Body)
			if parts := strings.Split(got, " | "); tt.choice == story.Both && len(parts) == 3 {
				got = parts[0] + " | " + parts[1] + " | ?:" + strings.SplitN(parts[2], ":", 2)[1]
			}
			if got != tt.want || len(b.conflicts()) != tt.open {
				b.Errorf("%s: %q with %d open, want %q with %d", tt.name, got, len(b.conflicts()), tt.want, tt.open)
			}
			if tt.fault != "" {
				continue
			}
			if again, err := solve(s); err != nil || lines(again.Body) != lines(b.newest().Body) {
				b.Errorf("%s, solved again: %v", tt.name, err)
			}
			other := s
			if other.Choice = story.Mine; tt.choice == story.Mine {
				other.Choice = story.Theirs
			}
			if _, err := solve(other); fault.KindOf(err) != fault.Conflict {
				b.Errorf("%s, solved in another way: %v", tt.name, err)
			}
			for _, strange := range []story.Solution{{Story: first, Lang: "en"}, {Story: b.story, Lang: "ru"}} {
				strange.Conflict, strange.Choice, strange.By = s.Conflict, story.Mine, "nare"
				if _, err := solve(strange); fault.KindOf(err) != fault.NotFound {
					b.Errorf("%s, through another text: %v", tt.name, err)
				}
			}
		}
		if n := b.count(`SELECT count(*) FROM story_conflict WHERE mine = '' AND theirs = ''`); n != 0 {
			b.Errorf("%d conflicts lost their texts", n)
		}
	})
}

func TestSolveConflictOfTheHead(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:one")})
		b.save(story.Save{Headline: "Theirs", BaseRev: 1, Body: doc("a:one")})
		met := b.save(story.Save{Headline: "Mine", Lead: &body.Picture{Media: "m1"}, BaseRev: 1, Body: doc("a:one")}).Conflicts
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.Solve(ctx, tx, story.Solution{Story: b.story, Lang: "en", Conflict: met[0].ID, Choice: story.Joined, Joined: `"Mine and theirs"`})
			return err
		})
		if text := b.newest(); text.Headline != "Mine and theirs" || text.Lead == nil || len(b.conflicts()) != 0 {
			b.Errorf("%+v", text)
		}
	})
}

// Who types on where she met a conflict keeps one conflict, with her newest words.
func TestConflictIsCarriedOn(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:one", "b:two")})
		anna, leyla := b.opens("anna"), b.opens("leyla")
		leyla.types("b", "two theirs")
		leyla.sends()
		for _, words := range []string{"two m", "two mi", "two mine"} {
			anna.types("b", words)
			typed := anna.mine
			anna.sends()
			anna.base, anna.mine = typed, typed // her page leaves alone where she types
		}
		open := b.conflicts()
		if len(open) != 1 || !strings.Contains(open[0].Mine, "two mine") || !strings.Contains(open[0].Base, `"two"`) || lines(b.newest().Body) != "a:one | b:two theirs" {
			b.Errorf("%v in %s", open, lines(b.newest().Body))
		}
	})
}
