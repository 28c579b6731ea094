package bench_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"masthead/internal/body"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/terms"
	"masthead/internal/translation"
)

func bid(c string) string { return strings.Repeat(c, 16)[:16] }

func para(id, text string) body.Block {
	b := body.Block{ID: bid(id), Type: body.Paragraph}
	if text != "" {
		b.Text = []body.Span{{Text: text}}
	}
	return b
}

// written makes a story with a Georgian original.
func written(b *desktest.Bed, blocks ...body.Block) story.Story {
	b.Helper()
	s := b.Story(story.Story{Bureau: "tbilisi", Original: "ka"})
	save(b, s, "ka", "ხიდი შეაკეთეს", blocks...)
	return s
}

func save(b *desktest.Bed, s story.Story, l lang.Tag, headline string, blocks ...body.Block) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		rev, _, err := story.NewestRev(ctx, tx, s.ID, l)
		if err == nil {
			_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: l, BaseRev: rev, Headline: headline, Body: &body.Doc{Blocks: blocks}})
		}
		return err
	})
}

func sheetOf(b *desktest.Bed, s story.Story, l lang.Tag) (sh translation.Sheet) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		sh, err = translation.Read(ctx, tx, s.ID, l)
		return err
	})
	return sh
}

func rowOf(b *desktest.Bed, s story.Story, l lang.Tag, block string) translation.Row {
	b.Helper()
	for _, one := range sheetOf(b, s, l).Rows {
		if one.ID == block || len(one.Sources) > 0 && one.Sources[0].ID == block {
			return one
		}
	}
	b.Fatalf("no row for %s", block)
	return translation.Row{}
}

func has(t *testing.T, page desktest.Page, words ...string) {
	t.Helper()
	for _, one := range words {
		if !strings.Contains(page.Text, one) {
			t.Errorf("%d: the page lacks %q", page.StatusCode, one)
		}
	}
}

// A translator works by forms alone: begins, writes, says done, leaves out; her source
// changes and she says that hers is still right; a second reader accepts.
func TestBenchWithoutScript(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s := written(b, para("a", "ხიდზე 36 კაცი მუშაობდა."), para("b", "ხვალ გაიხსნება."), para("c", "ხუმრობა."))
		path := "/desk/bench/" + s.ID + "/en/"
		mariam := b.As(people.Translator)
		has(t, mariam.Ask(path), "There is no translation into this language yet", `value="ka"`)
		if done := mariam.Send(path+"begin", url.Values{"from": {"ka"}}); done.StatusCode != 303 {
			t.Fatalf("begin: %d %s", done.StatusCode, done.Text)
		}
		has(t, mariam.Ask(path), "ხიდზე 36 კაცი", "Not translated yet", `data-todo="true"`)
		row := rowOf(b, s, "en", bid("a"))
		send := func(c *desktest.Client, pair string, form url.Values) desktest.Page {
			t.Helper()
			sh := sheetOf(b, s, "en")
			form.Set("op", "op-"+pair+form.Get("verdict"))
			if form.Get("target_rev") == "" {
				form.Set("target_rev", itoa(sh.TargetRev))
			}
			form.Set("source_rev", itoa(sh.SourceRev))
			return c.Send(path+"pairs/"+pair, form)
		}
		send(mariam, row.Pair, url.Values{"words": {"36 people worked on the bridge."}, "verdict": {"save"}})
		if row = rowOf(b, s, "en", bid("a")); row.State != translation.Draft {
			t.Errorf("after saving: %s", row.State)
		}
		send(mariam, row.Pair, url.Values{"words": {"36 people worked on the bridge."}, "verdict": {"translated"}})
		if row = rowOf(b, s, "en", bid("a")); row.State != translation.Translated || row.Translator != b.Person(people.Translator).ID {
			t.Errorf("after done: %s by %s", row.State, row.Translator)
		}
		send(mariam, rowOf(b, s, "en", bid("c")).Pair, url.Values{"reason": {"the joke needs Georgian"}, "verdict": {"omitted"}})
		has(t, mariam.Ask(path), "the joke needs Georgian")
		if send(mariam, rowOf(b, s, "en", bid("b")).Pair, url.Values{"verdict": {"omitted"}}); rowOf(b, s, "en", bid("b")).State == translation.Omitted {
			t.Error("left out without a reason")
		}

		save(b, s, "ka", "ხიდი შეაკეთეს", para("a", "ხიდზე 40 კაცი მუშაობდა."), para("b", "ხვალ გაიხსნება."), para("c", "ხუმრობა."))
		page := mariam.Ask(path + "?show=stale")
		has(t, page, "<del>36</del>", "<ins>40</ins>", "A number changed.", "36 people worked", "Still right")
		has(t, mariam.Ask("/desk/bench/?list=stale"), path, "Urgent")
		has(t, mariam.Ask("/desk/"), path+"?show=stale", "1 block of your translation is stale")
		send(mariam, row.Pair, url.Values{"verdict": {"right"}})
		if row = rowOf(b, s, "en", bid("a")); row.State != translation.Translated {
			t.Errorf("after still right: %s", row.State)
		}
		send(b.As(people.Editor), row.Pair, url.Values{"verdict": {"reviewed"}})
		if row = rowOf(b, s, "en", bid("a")); row.State != translation.Reviewed {
			t.Errorf("after the second reader: %s", row.State)
		}
	})
}

// A text that is handed over twice, by a second click or from another window, is one task.
func TestHandedOverOnce(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s := written(b, para("a", "ერთი."))
		path := "/desk/bench/" + s.ID + "/en/"
		c := b.As(people.Editor)
		c.Send(path+"begin", url.Values{"from": {"ka"}})
		to := b.Person(people.Translator).ID
		var sent sync.WaitGroup
		for range 4 {
			sent.Go(func() {
				if p := c.Send(path+"hand", url.Values{"to": {to}}); p.StatusCode != 303 {
					t.Errorf("%d", p.StatusCode)
				}
			})
		}
		sent.Wait()
		n := 0
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			tasks, err := desk.AssignmentsOf(ctx, tx, s.ID)
			n = len(tasks)
			return err
		})
		if n != 1 {
			t.Errorf("%d tasks", n)
		}
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

// Another person's words that came meanwhile are merged, not written over; what is said of
// words that are others by now is refused.
func TestFormOfAnOldPage(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი ორი სამი."))
	path := "/desk/bench/" + s.ID + "/en/"
	c := b.As(people.Translator)
	c.Send(path+"begin", url.Values{"from": {"ka"}})
	row := rowOf(b, s, "en", bid("a"))
	rev := itoa(sheetOf(b, s, "en").TargetRev)
	save(b, s, "en", "A bridge", para("a", "One two three."))
	if c.Send(path+"pairs/"+row.Pair, url.Values{"verdict": {"translated"}, "target_rev": {rev}, "source_rev": {"1"}}); rowOf(b, s, "en", bid("a")).State == translation.Translated {
		t.Error("words that she has not seen count as hers")
	}
	if p := c.Send(path+"pairs/absentabsentabse", url.Values{"verdict": {"translated"}}); p.StatusCode != 404 {
		t.Errorf("a pair that is not there: %d", p.StatusCode)
	}
	if p := c.Send("/desk/bench/"+s.ID+"/ka/begin", url.Values{"from": {"en"}}); p.StatusCode != 403 && p.StatusCode != 422 {
		t.Errorf("the original: %d", p.StatusCode)
	}
	has(t, c.Ask("/desk/bench/"+s.ID+"/ka/"), "This is the original")
}

// A suggestion stands beside its block and is taken there.
func TestSuggestionOnTheBench(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი ორი სამი."))
	path := "/desk/bench/" + s.ID + "/en/"
	c := b.As(people.Translator)
	c.Send(path+"begin", url.Values{"from": {"ka"}})
	save(b, s, "en", "A bridge", para("a", "One two three."))
	row := rowOf(b, s, "en", bid("a"))
	b.As(people.FactChecker).Send(path+"pairs/"+row.Pair+"/suggest", url.Values{"suggestion": {"One, two, three!"}})
	has(t, c.Ask(path), "suggests:", "/take")
}

// The memory holds what stands as reviewed now: it loses a block whose source says
// something else, so that a wrong number does not come back as a match, and what is of a
// story that she may not read it keeps from her until readers have it.
func TestMemoryFollowsTheReview(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		const source = "ხიდზე 36 კაცი მუშაობდა მთელი კვირის განმავლობაში."
		s := written(b, para("a", source))
		path := "/desk/bench/" + s.ID + "/en/"
		mariam := b.As(people.Translator)
		mariam.Send(path+"begin", url.Values{"from": {"ka"}})
		send := func(c *desktest.Client, op, words, verdict string) {
			t.Helper()
			sh := sheetOf(b, s, "en")
			form := url.Values{"op": {op}, "verdict": {verdict}, "target_rev": {itoa(sh.TargetRev)}, "source_rev": {itoa(sh.SourceRev)}}
			if words != "" {
				form.Set("words", words)
			}
			c.Send(path+"pairs/"+rowOf(b, s, "en", bid("a")).Pair, form)
		}
		known := func(words string, sees memory.Sight) (n int) {
			t.Helper()
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				found, err := memory.Look(ctx, tx, memory.Question{Source: words, From: "ka", To: "en", Sees: sees})
				n = len(found)
				return err
			})
			return n
		}
		send(mariam, "one", "36 people worked on the bridge for a whole week.", "translated")
		if n := known(source, nil); n != 0 {
			t.Errorf("%d matches before anybody has read it", n)
		}
		send(b.As(people.Editor), "two", "", "reviewed")
		if n := known(source, nil); n != 1 {
			t.Fatalf("%d matches of what was read", n)
		}
		none := func(context.Context, *db.Tx, string) (bool, error) { return false, nil }
		if n := known(source, none); n != 0 {
			t.Errorf("%d matches for somebody who may not read the story", n)
		}
		save(b, s, "ka", "ხიდი", para("a", strings.Replace(source, "36", "46", 1)))
		if n := known(source, nil); n != 0 {
			t.Errorf("%d matches of what its source says no more", n)
		}
		save(b, s, "ka", "ხიდი", para("a", source))
		if n := known(source, nil); n != 1 {
			t.Errorf("%d matches once the source says again what was read", n)
		}
		send(mariam, "three", "36 people worked at the bridge for a week.", "translated")
		if n := known(source, nil); n != 0 {
			t.Errorf("%d matches of other words than were read", n)
		}
	})
}

// The house's style is asked about each block of a translation: a word that it does not
// publish is among the findings with the word to put there, and so is a required word of
// the source that the translation does not answer.
func TestHouseStyleAtTheBench(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			for _, one := range []terms.Term{
				{Key: "bank", Lang: "en", Patterns: []string{"Old Quay"}, Severity: terms.Stop, Category: terms.Toponym, Suggestions: []string{"River Bank"}, Wording: "River Bank", Why: map[lang.Tag]string{"en": "Nobody says so since the flood."}, Wrong: []string{"At the Old Quay."}, Right: []string{"At an old quay wall."}, Source: "our own"},
				{Key: "bank", Lang: "ka", Patterns: []string{"მდინარის პირი"}, Severity: terms.Name, Category: terms.Toponym, Wording: "მდინარის პირი", Required: true, Wrong: []string{"აქ არის მდინარის პირი."}, Source: "our own"},
			} {
				if _, _, err := terms.Save(ctx, tx, one, b.Person(people.Editor).ID); err != nil {
					return err
				}
			}
			return nil
		})
		s := written(b, para("a", "აქ არის მდინარის პირი."))
		path := "/desk/bench/" + s.ID + "/en/"
		mariam := b.As(people.Translator)
		mariam.Send(path+"begin", url.Values{"from": {"ka"}})
		write := func(op, words string) desktest.Page {
			t.Helper()
			sh := sheetOf(b, s, "en")
			mariam.Send(path+"pairs/"+rowOf(b, s, "en", bid("a")).Pair, url.Values{"op": {op}, "verdict": {"save"}, "words": {words}, "target_rev": {itoa(sh.TargetRev)}, "source_rev": {itoa(sh.SourceRev)}})
			return mariam.Ask(path)
		}
		has(t, write("one", "This is the Old Quay."), "House style on “Old Quay”. Nobody says so since the flood.", `data-with="River Bank"`)
		has(t, write("two", "This is the place."), "“მდინარის პირი” in the source is to be answered by a word of the house or a ruling: River Bank")
		has(t, write("three", "This is the River Bank."), "Nothing to look at was found.")
	})
}
