package edition

import (
	"cmp"
	"context"
	"hash/fnv"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// searchWrites are what a batch changes of the search: gathered while it runs, with
// the words being cut beside it, and written together at its end.
type searchWrites struct {
	later  bool // what is new is left to FillSearch
	copies map[copyKey]*searchWrite
	room   chan struct{} // for those that cut words
	cut    *cutters      // nil until they are needed
}

type copyKey struct {
	story string
	lang  lang.Tag
}

func compareKeys(a, b copyKey) int {
	return cmp.Or(strings.Compare(a.story, b.story), cmp.Compare(a.lang, b.lang))
}

// searchWrite is one copy to be found, or no more to be.
type searchWrite struct {
	card  *Card       // nil: taken back
	fresh bool        // it never was there before
	later bool        // FillSearch will bring it in
	stems chan string // its words, once they are cut
}

// cutters cut words in each language.
type cutters struct {
	mu sync.Mutex
	in map[lang.Tag]*analyse.Cutter
}

func (c *cutters) of(l lang.Tag) *analyse.Cutter {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in == nil {
		c.in = map[lang.Tag]*analyse.Cutter{}
	}
	if c.in[l] == nil {
		c.in[l] = analyse.NewCutter(l)
	}
	return c.in[l]
}

// findable makes a copy be found once the batch is written.
func (w *searchWrites) findable(c Copy, where string, fresh bool) {
	if w.copies == nil {
		w.copies, w.room = map[copyKey]*searchWrite{}, make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	key := copyKey{c.Story, c.Lang}
	_, again := w.copies[key]
	one := &searchWrite{card: &c.Card, fresh: fresh && !again, stems: make(chan string, 1)}
	w.copies[key] = one
	if one.later = w.later && one.fresh; one.later {
		return
	}
	if w.cut == nil {
		w.cut = &cutters{}
	}
	room, cut := w.room, w.cut.of(c.Lang)
	go func() {
		room <- struct{}{}
		defer func() { <-room }()
		one.stems <- searchText(&c, where, cut)
	}()
}

// lost makes a copy be found no more.
func (w *searchWrites) lost(story string, l lang.Tag) {
	if w.copies == nil {
		w.copies, w.room = map[copyKey]*searchWrite{}, make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	w.copies[copyKey{story, l}] = &searchWrite{}
}

// write brings the copies into the search, or takes them out, and counts their words.
func (w *searchWrites) write(ctx context.Context, tx *db.Tx) error {
	order := slices.SortedFunc(maps.Keys(w.copies), compareKeys)
	counts := wordCounts{}
	for _, key := range order {
		one := w.copies[key]
		if one.later {
			if err := putTodo(ctx, tx, key); err != nil {
				return err
			}
			continue
		}
		if !one.fresh {
			before, err := takeSearch(ctx, tx, key)
			if err != nil {
				return err
			}
			counts.add(key.lang, levelsOf(before), -1)
		}
		if one.card == nil {
			continue
		}
		stems := <-one.stems
		words := levelsOf(stems)
		if err := putSearch(ctx, tx, one.card, stems, words); err != nil {
			return err
		}
		counts.add(key.lang, words, 1)
	}
	return counts.write(ctx, tx)
}

// docTries bounds the looking for a place among the docs of a moment.
const docTries = 40

// docAt is the n-th place that a copy may have among the docs of its moment. It is
// made of the copy alone, so that copies of one moment stand in one order on every
// engine; the room grows with every try.
func docAt(c *Card, n int) int64 {
	h := fnv.New64a()
	h.Write([]byte(c.Story + " " + string(c.Lang) + " " + strconv.Itoa(n)))
	return docOf(c.Published) + int64(h.Sum64()%(1<<(docShift+n/2)))
}

// wordKey is a word of an edition.
type wordKey struct {
	lang lang.Tag
	stem string
}

// wordCounts are how many copies more, or fewer, have each word at each level.
type wordCounts map[wordKey][levels]int64

func (c wordCounts) add(l lang.Tag, words map[string]int, by int64) {
	for w, level := range words {
		n := c[wordKey{l, w}]
		for i := range level + 1 {
			n[i] += by
		}
		c[wordKey{l, w}] = n
	}
}

// write adds the counts to the table, in one order, so that batches that share words
// wait for each other and never in a circle.
func (c wordCounts) write(ctx context.Context, tx *db.Tx) error {
	maps.DeleteFunc(c, func(_ wordKey, n [levels]int64) bool { return n == [levels]int64{} })
	order := slices.SortedFunc(maps.Keys(c), func(a, b wordKey) int {
		return cmp.Or(cmp.Compare(a.lang, b.lang), strings.Compare(a.stem, b.stem))
	})
	rows := make([][wordColumnCount]any, len(order))
	for i, k := range order {
		n := c[k]
		rows[i] = [wordColumnCount]any{k.lang, k.stem, analyse.Latin(k.lang, k.stem), n[inText], n[about], n[inHead], n[inTitle]}
	}
	if err := addWords(ctx, tx, rows); err != nil {
		return err
	}
	for _, k := range order {
		if c[k][inText] < 0 {
			if err := dropWord(ctx, tx, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// searchStep is how many copies are brought into the search in one transaction: the
// more of them, the fewer times each word is counted.
const searchStep = 400

// FillSearch brings the copies that were left for later into the search: those that an
// import wrote, those from before there was a search, and all after the rules for
// words have changed. It may be killed at any point and begun again, and runs on
// several nodes at once.
func (p *Publisher) FillSearch(ctx context.Context) error {
	cut := &cutters{}
	for ctx.Err() == nil {
		left := 0
		err := p.DB.Write(ctx, func(tx *db.Tx) (err error) {
			left, err = fillSearch(ctx, tx, p.Outlet.Profile(), cut)
			return err
		})
		if err != nil || left == 0 {
			return err
		}
	}
	return ctx.Err()
}

// fillSearch takes one step, and says of how many copies.
func fillSearch(ctx context.Context, tx *db.Tx, profile *outlet.Profile, cut *cutters) (n int, err error) {
	version, err := holdSearchRules(ctx, tx)
	if err != nil {
		return 0, err
	}
	if version != searchVersion {
		if err := beginSearchAnew(ctx, tx, searchVersion); err != nil {
			return 0, err
		}
	}
	keys, err := takeTodo(ctx, tx, searchStep)
	if err != nil {
		return 0, err
	}
	w := searchWrites{cut: cut}
	for _, k := range keys {
		// Held as a publishing holds it: one of the two writes the copy's words.
		if err := story.Hold(ctx, tx, k.story, k.lang); err != nil {
			return 0, err
		}
		c, live, err := unsearched(ctx, tx, k)
		if err != nil {
			return 0, err
		}
		if live {
			w.findable(c, whereOf(profile, &c), true)
		}
	}
	return len(keys), w.write(ctx, tx)
}

// whereOf names where a copy stands: the section that it is in, and the place that an
// opinion speaks from.
func whereOf(p *outlet.Profile, c *Copy) string {
	if p == nil {
		return ""
	}
	section, _ := p.Section(c.Section)
	where := section.Names[c.Lang].Name
	if place, ok := p.Place(c.Viewpoint); ok {
		where += "\n" + place.Name(c.Lang)
	}
	return where
}
