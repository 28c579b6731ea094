package story_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/story"
)

func TestHistory(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "Five words", Body: doc("a:one two three"), By: "anna"})
		b.save(story.Save{BaseRev: 1, Headline: "Five words", Body: doc("a:one two", "b:four"), By: "leyla"})
		b.save(story.Save{BaseRev: 2, Headline: "Six", Body: doc("b:four", "a:one two"), By: "leyla"})
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for _, name := range []string{story.Filed, story.Filed, " To the  lawyer "} {
				if err := story.NameRevision(ctx, tx, b.story, "en", 2, name, "leyla"); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(before int, named bool, n int) string {
			var out []string
			b.write(func(ctx context.Context, tx *db.Tx) error {
				revs, err := story.Revisions(ctx, tx, b.story, "en", before, named, n)
				out = nil
				for _, r := range revs {
					one := fmt.Sprintf("%d %s +%d -%d", r.Rev, r.By, r.WordsIn, r.WordsOut)
					for _, name := range r.Names {
						one += fmt.Sprintf(" %s/%v", name.Name, name.Own)
					}
					out = append(out, one)
				}
				return err
			})
			return strings.Join(out, "; ")
		}
		const second = "2 leyla +1 -1 To the lawyer/true filed/false"
		if got, want := list(0, false, 10), "3 leyla +1 -2; "+second+"; 1 anna +5 -0"; got != want {
			b.Errorf("%s, want %s", got, want)
		}
		if got := list(3, false, 1); got != second {
			b.Errorf("one before 3: %s", got)
		}
		if got := list(0, true, 10); got != second {
			b.Errorf("named: %s", got)
		}
		for name, try := range map[string]func(tx *db.Tx) error{
			"no such revision": func(tx *db.Tx) error { return story.NameRevision(b.Context(), tx, b.story, "en", 9, "x", "") },
			"no name":          func(tx *db.Tx) error { return story.NameRevision(b.Context(), tx, b.story, "en", 1, " \x00 ", "") },
			"a long name": func(tx *db.Tx) error {
				return story.NameRevision(b.Context(), tx, b.story, "en", 1, strings.Repeat("x", story.MaxName+1), "")
			},
			"dropping the program's name": func(tx *db.Tx) error { return story.DropName(b.Context(), tx, b.story, "en", 2, story.Filed) },
		} {
			if err := b.db.Write(b.Context(), try); fault.KindOf(err) != fault.NotFound && fault.KindOf(err) != fault.Invalid {
				b.Errorf("%s: %v", name, err)
			}
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return story.DropName(ctx, tx, b.story, "en", 2, "To the lawyer")
		})
		if got := list(0, true, 10); got != "2 leyla +1 -1 filed/false" {
			b.Errorf("after dropping: %s", got)
		}
	})
}

func TestRestore(t *testing.T) {
	for _, x := range []struct {
		name      string
		restore   story.Restoring
		meanwhile string // saved since the person looked
		want      string
		headline  string
		conflicts int
	}{
		{"the whole revision", story.Restoring{Rev: 1, Seen: 2}, "", "a:one | b:two | c:three", "H1", 0},
		{"a block that changed", story.Restoring{Rev: 1, Seen: 2, Block: blockID("a")}, "", "a:one | d:new", "H2", 0},
		{"a block that is gone", story.Restoring{Rev: 1, Seen: 2, Block: blockID("b")}, "", "a:uno | b:two | d:new", "H2", 0},
		{"a block behind what is gone", story.Restoring{Rev: 1, Seen: 2, Block: blockID("c")}, "", "a:uno | c:three | d:new", "H2", 0},
		{"a block that was not there", story.Restoring{Rev: 1, Seen: 2, Block: blockID("d")}, "", "a:uno", "H2", 0},
		{"the headline", story.Restoring{Rev: 1, Seen: 2, Block: "headline"}, "", "a:uno | d:new", "H1", 0},
		{"a block that others change elsewhere", story.Restoring{Rev: 1, Seen: 2, Block: blockID("a")}, "a:uno | d:newer", "a:one | d:newer", "H2", 0},
		{"a block that others change", story.Restoring{Rev: 1, Seen: 2, Block: blockID("a")}, "a:ein | d:new", "a:ein | d:new", "H2", 1},
		{"the newest itself", story.Restoring{Rev: 2, Seen: 2}, "", "a:uno | d:new", "H2", 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			each(t, func(b bed) {
				b.save(story.Save{Headline: "H1", Body: doc("a:one", "b:two", "c:three")})
				b.save(story.Save{BaseRev: 1, Headline: "H2", Body: doc("a:uno", "d:new")})
				if x.meanwhile != "" {
					b.save(story.Save{BaseRev: 2, Headline: "H2", Body: doc(strings.Split(x.meanwhile, " | ")...)})
				}
				r := x.restore
				r.Story, r.Lang, r.By, r.OpID = b.story, "en", "anna", "restore"
				var out story.Saved
				b.write(func(ctx context.Context, tx *db.Tx) (err error) {
					if out, err = story.Restore(ctx, tx, r); err != nil {
						return err
					}
					again, err := story.Restore(ctx, tx, r)
					if again.Rev != out.Rev {
						b.Errorf("sent again it makes revision %d after %d", again.Rev, out.Rev)
					}
					return err
				})
				now := b.newest()
				if lines(now.Body) != x.want || now.Headline != x.headline || len(out.Conflicts) != x.conflicts {
					b.Errorf("%s %q with %v, want %s %q", lines(now.Body), now.Headline, out.Conflicts, x.want, x.headline)
				}
				if old, err := b.at(1); err != nil || lines(old.Body) != "a:one | b:two | c:three" {
					b.Errorf("the first revision is %s (%v)", lines(old.Body), err)
				}
			})
		})
	}
}

// The program names what its stage says is done with, and only at that act.
func TestStagesNameRevisions(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:one")})
		to := func(stage story.Stage) {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := story.Edit(ctx, tx, b.story, "leyla", func(s *story.Story) error { s.Stage = stage; return nil })
				return err
			})
		}
		to(story.Editing)
		b.save(story.Save{BaseRev: 1, Headline: "H", Body: doc("a:two")})
		to(story.Checking)
		to(story.Ready)
		to(story.Editing)
		var got []string
		b.write(func(ctx context.Context, tx *db.Tx) error {
			revs, err := story.Revisions(ctx, tx, b.story, "en", 0, true, 10)
			got = nil
			for _, r := range revs {
				for _, n := range r.Names {
					got = append(got, fmt.Sprint(r.Rev, n.Name))
				}
			}
			return err
		})
		if fmt.Sprint(got) != "[2edited 1filed]" {
			b.Errorf("%v", got)
		}
	})
}
