package edition_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

func (b *bed) batch(f func(ctx context.Context, bt *edition.Batch) error) {
	b.Helper()
	if err := b.pub.Write(b.Context(), func(bt *edition.Batch) error { return f(b.Context(), bt) }); err != nil {
		b.Fatal(err)
	}
}

// tagsAfter lists the tags of all changes after a number.
func (b *bed) tagsAfter(seq int64) string {
	b.Helper()
	changes, err := b.shelf.Changes(b.Context(), seq, 1000)
	if err != nil {
		b.Fatal(err)
	}
	var all []string
	for _, c := range changes {
		all = append(all, c.Tags...)
	}
	return " " + strings.Join(all, " ") + " "
}

func (b *bed) seq() int64 {
	b.Helper()
	n, err := b.shelf.Seq(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func TestOtherSide(t *testing.T) {
	each(t, func(b *bed) {
		ctx := t.Context()
		baku, yerevan := b.live("Baku"), b.story()
		b.save(yerevan, "en", "Yerevan")
		seq := b.seq()
		b.batch(func(ctx context.Context, bt *edition.Batch) error {
			return bt.SetOtherSide(ctx, baku, []string{yerevan, yerevan})
		})
		if tags := b.tagsAfter(seq); !strings.Contains(tags, " story:"+baku+" ") || !strings.Contains(tags, " story:"+yerevan+" ") {
			t.Errorf("pairing touches %s", tags)
		}
		found, err := b.shelf.Article(ctx, "en", "baku")
		if err != nil || len(found.Copy.OtherSide) != 1 || found.Copy.OtherSide[0] != yerevan {
			t.Fatalf("the other side of Baku: %+v, %v", found.Copy, err)
		}
		if cards, err := b.shelf.Cards(ctx, "en", found.Copy.OtherSide); err != nil || len(cards) != 0 {
			t.Errorf("a draft has a card: %v, %v", cards, err)
		}
		// The answer is published: the page that it answers is made anew, and finds it.
		seq = b.seq()
		b.publish(yerevan, "en")
		if tags := b.tagsAfter(seq); !strings.Contains(tags, " story:"+baku+" ") {
			t.Errorf("publishing the answer touches %s", tags)
		}
		if cards, err := b.shelf.Cards(ctx, "en", []string{yerevan, "nobody", baku}); err != nil || len(cards) != 2 || cards[yerevan].Headline != "Yerevan" || cards[baku].Slug != "baku" {
			t.Errorf("cards %v, %v", cards, err)
		}
		found, err = b.shelf.Article(ctx, "en", "yerevan")
		if err != nil || len(found.Copy.OtherSide) != 1 || found.Copy.OtherSide[0] != baku {
			t.Errorf("the other side of Yerevan: %+v, %v", found.Copy, err)
		}
		b.batch(func(ctx context.Context, bt *edition.Batch) error { return bt.SetOtherSide(ctx, yerevan, nil) })
		for _, slug := range []string{"baku", "yerevan"} {
			if found, err = b.shelf.Article(ctx, "en", slug); err != nil || len(found.Copy.OtherSide) != 0 {
				t.Errorf("parted, %s still has %v, %v", slug, found.Copy.OtherSide, err)
			}
		}
		for name, others := range map[string][]string{"itself": {baku}, "five": {"a", "b", "c", "d", "e"}} {
			err := b.pub.Write(ctx, func(bt *edition.Batch) error { return bt.SetOtherSide(ctx, baku, others) })
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		err = b.pub.Write(ctx, func(bt *edition.Batch) error { return bt.SetOtherSide(ctx, baku, []string{"nobody"}) })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a story that is not there: %v", err)
		}
	})
}

func TestCorrections(t *testing.T) {
	each(t, func(b *bed) {
		ctx := t.Context()
		ids := []string{b.live("One"), b.live("Two")}
		say := func(id, text string, when time.Time) {
			b.batch(func(ctx context.Context, bt *edition.Batch) error {
				return bt.Correct(ctx, story.Correction{Story: id, At: when, Texts: map[lang.Tag]string{"en": " " + text + "\n", "ru": "по-русски", "hy": ""}})
			})
		}
		say(ids[0], "first", noon.Add(-3*time.Hour))
		say(ids[1], "second", noon.Add(-2*time.Hour))
		seq := b.seq()
		say(ids[0], "third", noon.Add(time.Hour))
		if tags := b.tagsAfter(seq); !strings.Contains(tags, " corrections:en ") || strings.Contains(tags, "corrections:ru") {
			t.Errorf("a correction touches %s", tags)
		}
		list := func(l lang.Tag, size int) string {
			var out []string
			after := edition.Cursor{}
			for range 10 {
				found, next, err := b.shelf.Corrections(ctx, l, after, size)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range found {
					out = append(out, c.Text+" on "+c.Card.Headline)
				}
				if next == (edition.Cursor{}) {
					break
				}
				after = next
			}
			return strings.Join(out, ", ")
		}
		const all = "third on One, second on Two, first on One"
		for _, size := range []int{1, 2, 3, 9} {
			if got := list("en", size); got != all {
				t.Errorf("by %d: %s", size, got)
			}
		}
		if got := list("ru", 9); got != "" {
			t.Errorf("in an edition that did not carry it: %s", got)
		}
		found, err := b.shelf.Article(ctx, "en", "one")
		if err != nil || len(found.Copy.Corrections) != 2 || found.Copy.Corrections[0].Text != "first" || !found.Copy.Updated.Equal(noon.Add(time.Hour)) {
			t.Errorf("the copy has %+v, %v", found.Copy, err)
		}
		// Published again, and in another language, it keeps them; withdrawn, the list loses them.
		b.publish(ids[0], "en")
		b.save(ids[0], "ru", "Раз")
		b.publish(ids[0], "ru")
		if got := list("en", 9); got != all {
			t.Errorf("published again: %s", got)
		}
		if got := list("ru", 9); got != "по-русски on Раз, по-русски on Раз" {
			t.Errorf("published in Russian later: %s", got)
		}
		b.withdraw(ids[0], "en", "because")
		if got := list("en", 9); got != "second on Two" {
			t.Errorf("withdrawn: %s", got)
		}
		err = b.pub.Write(ctx, func(bt *edition.Batch) error {
			return bt.Correct(ctx, story.Correction{Story: ids[1], Texts: map[lang.Tag]string{"en": " "}})
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty one: %v", err)
		}
	})
}

func TestDossier(t *testing.T) {
	each(t, func(b *bed) {
		ctx := t.Context()
		rail := b.topic("en:Rail", "ru:Рельсы")
		event := topic.Event{Topic: rail, At: noon, Place: "baku", Sentences: map[lang.Tag]string{"en": "A train\nleaves.", "ru": "Поезд ушёл."},
			Sources: []topic.Source{{Name: "Railway", URL: "https://railway.example/1"}}}
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if err := topic.SetIntro(ctx, tx, rail, "en", `<p onclick="x()">Since <a href="javascript:x">May</a>.</p><script>bad()</script>`); err != nil {
				return err
			}
			if event, err = topic.SaveEvent(ctx, tx, event); err != nil {
				return err
			}
			_, err = topic.SaveEvent(ctx, tx, topic.Event{Topic: rail, At: noon.Add(time.Hour), Timed: true, Sentences: map[lang.Tag]string{"en": "It arrives."}})
			return err
		})
		if d, err := b.shelf.Dossier(ctx, "en", rail, 9); err != nil || len(d.Events) != 0 || d.Intro != "" {
			t.Errorf("unpublished: %+v, %v", d, err)
		}
		seq := b.seq()
		if err := b.pub.PublishTopic(ctx, rail); err != nil {
			t.Fatal(err)
		}
		if tags := b.tagsAfter(seq); !strings.Contains(tags, " topic:"+rail+":ru ") {
			t.Errorf("it touches %s", tags)
		}
		d, err := b.shelf.Dossier(ctx, "en", rail, 9)
		if err != nil || len(d.Events) != 2 || d.Events[0].Sentence != "It arrives." || !d.Events[0].Timed || d.Events[1].Sentence != "A train leaves." ||
			d.Events[1].Timed || !d.Events[1].At.Equal(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)) || d.Events[1].Sources[0].Name != "Railway" {
			t.Errorf("published: %+v, %v", d, err)
		}
		if !strings.Contains(d.Intro, "Since") || strings.Contains(d.Intro, "script") || strings.Contains(d.Intro, "onclick") {
			t.Errorf("the introduction is %s", d.Intro)
		}
		if d, err = b.shelf.Dossier(ctx, "en", rail, 1); err != nil || len(d.Events) != 1 {
			t.Errorf("one of them: %+v, %v", d, err)
		}
		if d, err = b.shelf.Dossier(ctx, "ru", rail, 9); err != nil || len(d.Events) != 1 || d.Intro != "" {
			t.Errorf("in Russian: %+v, %v", d, err)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error { return topic.DropEvent(ctx, tx, event.ID) })
		if err := b.pub.PublishTopic(ctx, rail); err != nil {
			t.Fatal(err)
		}
		if d, err = b.shelf.Dossier(ctx, "ru", rail, 9); err != nil || len(d.Events) != 0 {
			t.Errorf("dropped: %+v, %v", d, err)
		}
	})
}

func TestArrangeFront(t *testing.T) {
	each(t, func(b *bed) {
		ctx := t.Context()
		hour := noon.Add(time.Hour)
		one, two := b.story(), b.story()
		f := edition.Front{
			Pins:     []edition.Pin{{Slot: edition.SecondSlot, Story: two, Until: hour}, {Slot: edition.LeadSlot, Story: one}},
			Breaking: &edition.Breaking{Text: "Now", URL: "/en/latest/", Until: noon.Add(2 * time.Hour)},
		}
		seq := b.seq()
		rev, err := b.pub.ArrangeFront(ctx, "en", f, "anna")
		if err != nil || rev != 1 || !strings.Contains(b.tagsAfter(seq), " front:en ") {
			t.Fatalf("arranged: %d, %v", rev, err)
		}
		if _, err := b.pub.ArrangeFront(ctx, "en", f, "anna"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("over what was not read: %v", err)
		}
		got, err := b.shelf.Front(ctx, "en")
		if err != nil || got.Rev != 1 || len(got.Pins) != 2 || got.In(edition.LeadSlot)[0] != one {
			t.Fatalf("front %+v, %v", got, err)
		}
		standing, ends := got.At(noon)
		if len(standing.Pins) != 2 || standing.Breaking == nil || !ends.Equal(hour) {
			t.Errorf("at noon %+v until %s", standing, ends)
		}
		standing, ends = got.At(hour)
		if len(standing.Pins) != 1 || standing.Breaking == nil || !ends.Equal(noon.Add(2*time.Hour)) {
			t.Errorf("at one %+v until %s", standing, ends)
		}
		if standing, ends = got.At(noon.Add(2 * time.Hour)); standing.Breaking != nil || !ends.IsZero() {
			t.Errorf("at two %+v until %s", standing, ends)
		}
		got.Pins = nil
		if rev, err = b.pub.ArrangeFront(ctx, "en", got, ""); err != nil || rev != 2 {
			t.Errorf("again: %d, %v", rev, err)
		}
		if other, err := b.shelf.Front(ctx, "ru"); err != nil || other.Rev != 0 {
			t.Errorf("in Russian %+v, %v", other, err)
		}
		for name, bad := range map[string]edition.Front{
			"two leads":       {Pins: []edition.Pin{{Slot: edition.LeadSlot, Story: one}, {Slot: edition.LeadSlot, Story: two}}},
			"one twice":       {Pins: []edition.Pin{{Slot: edition.LeadSlot, Story: one}, {Slot: edition.SecondSlot, Story: one}}},
			"no such slot":    {Pins: []edition.Pin{{Slot: "cellar", Story: one}}},
			"no words":        {Breaking: &edition.Breaking{Story: one}},
			"two lines":       {Breaking: &edition.Breaking{Text: "a\nb"}},
			"script":          {Breaking: &edition.Breaking{Text: "a", URL: "javascript:x"}},
			"another host":    {Breaking: &edition.Breaking{Text: "a", URL: "//evil.example/"}},
			"two ways":        {Breaking: &edition.Breaking{Text: "a", URL: "/en/", Story: one}},
			"a lot of it":     {Breaking: &edition.Breaking{Text: strings.Repeat("a", edition.MaxBreaking+1)}},
			"back slash host": {Breaking: &edition.Breaking{Text: "a", URL: `/\evil.example/`}},
		} {
			if _, err := b.pub.ArrangeFront(ctx, "ru", bad, ""); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.pub.ArrangeFront(ctx, "fr", edition.Front{}, ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no such edition: %v", err)
		}
	})
}

// A front names only stories that exist; which part does not is told by its place in
// what was sent, whatever order it is kept in.
func TestArrangeFrontOfNothing(t *testing.T) {
	each(t, func(b *bed) {
		const never = "01m84eb4bx9zkhnbgpjrg0gvdx"
		pin := func(s edition.Slot, story string) edition.Pin { return edition.Pin{Slot: s, Story: story} }
		one := b.story()
		for name, c := range map[string]struct {
			front edition.Front
			field string
		}{
			"a pin":           {edition.Front{Pins: []edition.Pin{pin(edition.SecondSlot, one), pin(edition.LeadSlot, never)}}, "pins[1].story"},
			"no id":           {edition.Front{Pins: []edition.Pin{pin(edition.LeadSlot, "a")}}, "pins[0].story"},
			"a NUL":           {edition.Front{Pins: []edition.Pin{pin(edition.LeadSlot, "a\x00")}}, "pins[0].story"},
			"a breaking line": {edition.Front{Breaking: &edition.Breaking{Text: "Now", Story: never}}, "breaking.story"},
		} {
			seq := b.seq()
			_, err := b.pub.ArrangeFront(t.Context(), "en", c.front, "")
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || f.Key != "edition.front_no_story" || f.Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
			if got, err := b.shelf.Front(t.Context(), "en"); err != nil || got.Rev != 0 || b.seq() != seq {
				t.Errorf("%s was kept: %+v, %v", name, got, err)
			}
		}
	})
}

// A front from before such a pin was refused is found by the check.
func TestCheckFindsStrayPins(t *testing.T) {
	each(t, func(b *bed) {
		one := b.story()
		if _, err := b.pub.ArrangeFront(t.Context(), "en", edition.Front{Pins: []edition.Pin{{Slot: edition.LeadSlot, Story: one}}}, ""); err != nil {
			t.Fatal(err)
		}
		b.sound()
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for l, content := range map[string]string{
				"hy": `{"pins":[{"slot":"lead","story":"` + one + `"},{"slot":"second","story":"gone"}],"breaking":{"text":"x","story":"01m84eb4bx9zkhnbgpjrg0gvdx"}}`,
				"ru": `{`,
			} {
				if _, err := tx.Exec(ctx, `INSERT INTO edition_front (lang, rev, content, changed_by, changed_at) VALUES ($1, 1, $2, '', 0)`, l, content); err != nil {
					return err
				}
			}
			return nil
		})
		var got []string
		b.write(func(ctx context.Context, tx *db.Tx) error {
			got = nil
			_, err := edition.Check(ctx, tx, func(id, detail string) { got = append(got, id+": "+detail) })
			return err
		})
		want := []string{
			"front hy: pins[1].story is of a story that does not exist: gone",
			"front hy: breaking.story is of a story that does not exist: 01m84eb4bx9zkhnbgpjrg0gvdx",
			"front ru: what is arranged on it cannot be read",
		}
		if !slices.Equal(got, want) {
			t.Errorf("found %q", got)
		}
	})
}

func TestStaff(t *testing.T) {
	each(t, func(b *bed) {
		var anna, guest people.Person
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if anna, err = people.Add(ctx, tx, people.Person{Name: "Anna", Names: map[lang.Tag]people.Name{"en": {Title: "Editor"}}}); err != nil {
				return err
			}
			guest, err = people.Add(ctx, tx, people.Person{Name: "Guest"})
			return err
		})
		one := b.story(by(anna.ID, guest.ID))
		b.save(one, "en", "One")
		ask := func(l lang.Tag, want int) {
			t.Helper()
			if staff, err := b.shelf.Staff(t.Context(), l); err != nil || len(staff) != want || want == 1 && (staff[0].Title != "Editor" || staff[0].Name != "Anna") {
				t.Errorf("staff in %s: %+v, %v", l, staff, err)
			}
		}
		ask("en", 0)
		b.publish(one, "en")
		ask("en", 1)
		ask("ru", 0)
		b.withdraw(one, "en", "")
		ask("en", 0)
	})
}
