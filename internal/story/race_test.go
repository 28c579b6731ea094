package story_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

func TestOperationRepeatedAtTheSameMoment(t *testing.T) {
	each(t, func(b bed) {
		op := story.Save{Headline: "H", Body: doc("a:one"), OpID: "op"}
		answers := make([]story.Saved, 10)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() {
				var err error
				if answers[i], err = b.try(op); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		for _, a := range answers {
			if !reflect.DeepEqual(a, answers[0]) || a.Rev != 1 {
				b.Errorf("answers %+v and %+v", answers[0], a)
			}
		}
		if n := b.count(`SELECT count(*) FROM story_revision`); n != 1 {
			b.Errorf("%d revisions", n)
		}
	})
}

// Many people save the same text at once, each on whatever she read last: no saving is
// lost, the numbers have no gap, and every word stands in the text or in a conflict.
func TestManySaveTheSameText(t *testing.T) {
	const writers, rounds = 20, 5
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:alpha beta gamma", "b:delta", "c:epsilon zeta")})
		var wg sync.WaitGroup
		var mu sync.Mutex
		revs := map[int]int{1: 1}
		for w := range writers {
			wg.Go(func() {
				for r := range rounds {
					text := b.newest()
					word := fmt.Sprintf("w%dr%d", w, r)
					change := text.Body
					change.Blocks = append([]body.Block(nil), change.Blocks...)
					switch (w + r) % 3 {
					case 0: // a word more in a block that all write in
						i := w % len(change.Blocks)
						change.Blocks[i].Text = append([]body.Span{{Text: word + " "}}, change.Blocks[i].Text...)
					case 1: // a block more
						change.Blocks = append(change.Blocks, doc(fmt.Sprintf("%x:%s", 0xd000+w*16+r, word)).Blocks...)
					default: // the words of a block replaced
						change.Blocks[w%len(change.Blocks)].Text = []body.Span{{Text: body.Plain(change.Blocks[w%len(change.Blocks)]) + " " + word}}
					}
					got, err := b.try(story.Save{Headline: "H", BaseRev: text.Rev, Body: &change, OpID: word})
					if err != nil {
						b.Error(err)
						return
					}
					mu.Lock()
					revs[got.Rev]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for rev := 1; rev <= 1+writers*rounds; rev++ {
			if revs[rev] != 1 {
				b.Errorf("revision %d was given %d times", rev, revs[rev])
			}
		}
		if n := b.count(`SELECT count(*) FROM story_revision`); n != 1+writers*rounds {
			b.Errorf("%d revisions", n)
		}
		text := b.newest()
		kept := body.PlainDoc(text.Body)
		for _, c := range b.conflicts() {
			kept += " " + c.Mine
		}
		for w := range writers {
			for r := range rounds {
				if word := fmt.Sprintf("w%dr%d", w, r); !contains(kept, word) {
					b.Errorf("%s is lost", word)
				}
			}
		}
		if err := body.Check(text.Body); err != nil {
			b.Error(err)
		}
		checkWhole(b)
	})
}

// contains finds a whole word.
func contains(text, word string) bool {
	for _, w := range body.Words(text) {
		if w == word {
			return true
		}
	}
	return strings.Contains(text, word+" ") || strings.Contains(text, word+`"`)
}

func checkWhole(b bed) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.Check(ctx, tx, func(id, detail string) { b.Errorf("%s: %s", id, detail) })
		return err
	})
}

// A saving that is undone leaves nothing, and its number is given again.
func TestUndoneSavingLeavesNothing(t *testing.T) {
	each(t, func(b bed) {
		b.save(story.Save{Headline: "H", Body: doc("a:one")})
		boom := errors.New("boom")
		err := b.db.Write(b.Context(), func(tx *db.Tx) error {
			if _, err := story.SaveText(b.Context(), tx, story.Save{Story: b.story, Lang: "en", Headline: "X", BaseRev: 1, OpID: "op"}); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			b.Fatal(err)
		}
		if text := b.newest(); text.Rev != 1 || text.Headline != "H" {
			b.Errorf("kept %+v", text)
		}
		if got := b.save(story.Save{Headline: "Y", BaseRev: 1, OpID: "op"}); got.Rev != 2 || b.newest().Headline != "Y" {
			b.Errorf("saved as %+v", got)
		}
	})
}
