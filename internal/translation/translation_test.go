package translation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// original saves a Georgian original of three paragraphs.
func (b bed) original() {
	b.save("ka", "nino", func(t *story.Text) {
		t.Headline, t.Standfirst = "ხიდი გაიხსნა", ""
		t.Body.Blocks = []body.Block{paragraph("a", "ხიდზე 12 ადამიანი იდგა."), paragraph("b", "ქალაქი მას დიდხანს ელოდა."), paragraph("c", "გახსნას მერი დაესწრო.")}
	})
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestATranslationFromTheFrameToTheReview(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a untranslated\nb>b untranslated\nc>c untranslated\n")
		b.save("en", "ann", say("a", "Twelve people stood on the bridge."))
		b.save("en", "ann", say(translation.Headline, "The bridge is open"))
		b.mark("en", translation.Headline, translation.IsTranslated, "ann")
		b.mark("en", block("b"), translation.IsOmitted, "ann")
		want(b.T, states(b.sheet("en")), "headline>headline translated\nstandfirst>standfirst wordless\na>a draft\nb>b omitted\nc>c untranslated\n")
		b.mark("en", block("a"), translation.IsReviewed, "bob")
		if r := b.row("en", block("a")); r.State != translation.Reviewed || r.Translator != "ann" || r.Reviewer != "bob" {
			b.Errorf("reviewed: %+v", r)
		}
		b.save("ka", "nino", say("a", "ხიდზე 14 ადამიანი იდგა."))
		b.save("ka", "nino", say("b", "ქალაქი მას, დიდხანს ელოდა"))
		want(b.T, states(b.sheet("en")), "headline>headline translated\nstandfirst>standfirst wordless\na>a stale urgent (number)\nb>b omitted\nc>c untranslated\n")
		if s := b.row("en", block("a")).Sources[0]; s.Was != "ხიდზე 12 ადამიანი იდგა." || s.Now != "ხიდზე 14 ადამიანი იდგა." {
			b.Errorf("what it was made from is %q, is now %q", s.Was, s.Now)
		}
		b.mark("en", block("a"), translation.StillRight, "ann")
		if r := b.row("en", block("a")); r.State != translation.Reviewed || r.Weight != translation.Nothing {
			b.Errorf("still right: %+v", r)
		}
	})
}

func TestSplittingAndMergingAreOfferedAndNeverDone(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		for name, words := range map[string]string{"a": "Twelve people stood there.", "b": "The city had long waited for it.", "c": "The mayor came."} {
			b.save("en", "ann", say(name, words))
			b.mark("en", block(name), translation.IsTranslated, "ann")
		}
		rev := b.newest("en").Rev
		b.save("ka", "nino", func(t *story.Text) { // b goes into c
			t.Body.Blocks = []body.Block{t.Body.Blocks[0], paragraph("c", "ქალაქი მას დიდხანს ელოდა. გახსნას მერი დაესწრო.")}
		})
		if gone := b.row("en", block("b")); gone.State != translation.Stale || len(gone.Offers) != 1 || gone.Offers[0].Kind != translation.OfferMerge || gone.Offers[0].Other != block("c") {
			b.Errorf("what went into c: %+v", gone)
		}
		if b.newest("en").Rev != rev {
			b.Error("the translation was changed")
		}
		b.mark("en", block("b"), translation.IsAdded, "ann")
		b.mark("en", block("c"), translation.StillRight, "ann")
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a translated\n>b added\nc>c translated\n")
	})
}

// What the translator splits, merges, deletes and brings back keeps what it was made of.
func TestTheTextsOwnBlocksKeepTheirSources(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		b.save("en", "ann", say("a", "Twelve people stood on the bridge while the band played an old song."))
		b.mark("en", block("a"), translation.IsTranslated, "ann")
		b.save("en", "ann", func(t *story.Text) {
			t.Body.Blocks = append([]body.Block{paragraph("a", "Twelve people stood on the bridge"), paragraph("x", "while the band played an old song.")}, t.Body.Blocks[1:]...)
		})
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a translated\na>x translated\nb>b untranslated\nc>c untranslated\n")
		b.save("ka", "nino", say("a", "ხიდზე 15 ადამიანი იდგა."))
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a stale urgent (number)\na>x stale urgent (number)\nb>b untranslated\nc>c untranslated\n")
		b.save("en", "ann", func(t *story.Text) { // a, b and c are said in one
			t.Body.Blocks = []body.Block{paragraph("a", "Twelve people stood on the bridge while the band played an old song.")}
		})
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a stale urgent (number)\nb> untranslated\nc> untranslated\n")
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Join(ctx, tx, b.story, "en", block("a"), []string{block("a"), block("b")}, "ann")
		})
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na+b>a stale urgent (number)\nc> untranslated\n")
		p := b.row("en", block("a")).Pair
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Part(ctx, tx, b.story, "en", p, block("b"))
		})
		want(b.T, states(b.sheet("en")), "headline>headline untranslated\nstandfirst>standfirst wordless\na>a stale urgent (number)\nb> untranslated\nc> untranslated\n")
		b.save("en", "ann", func(t *story.Text) { t.Body.Blocks = nil })
		b.save("en", "ann", func(t *story.Text) {
			t.Body.Blocks = []body.Block{paragraph("a", "Fifteen people stood on the bridge.")}
		})
		if r := b.row("en", block("a")); r.ID != block("a") || r.State != translation.Stale {
			b.Errorf("deleted and brought back: %+v", r)
		}
	})
}

func TestChainsAreSeenAndNeverClosed(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		for _, step := range [][2]lang.Tag{{"ru", "ka"}, {"hy", "ru"}} {
			b.begin(step[0], step[1], "ann")
			b.save(step[0], "ann", say("a", "12 "+string(step[0])))
			b.mark(step[0], block("a"), translation.IsTranslated, "ann")
		}
		b.save("ka", "nino", say("a", "ხიდზე 14 ადამიანი იდგა."))
		if r := b.row("hy", block("a")); r.State != translation.Translated {
			b.Errorf("the Armenian is %s before the Russian changed", r.State)
		}
		chain := b.sheet("hy").Chain
		if len(chain) != 3 || chain[0].Lang != "hy" || chain[1].Lang != "ru" || chain[1].Tally.Urgent != 1 || chain[2].Lang != "ka" {
			b.Errorf("the chain: %+v", chain)
		}
		b.save("ru", "ann", say("a", "14 ru"))
		if r := b.row("hy", block("a")); r.State != translation.Stale || r.Weight != translation.Urgent {
			b.Errorf("the Armenian after the Russian changed: %+v", r)
		}
		err := b.try(func(ctx context.Context, tx *db.Tx) error {
			return translation.Begin(ctx, tx, translation.Beginning{Story: b.story, Lang: "ru", From: "hy", By: "ann"})
		})
		if fault.KindOf(err) != fault.Invalid {
			b.Errorf("the Russian from the Armenian: %v", err)
		}
		ru := b.newest("ru")
		err = b.try(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "ru", BaseRev: ru.Rev, Headline: "x", Body: &ru.Body, MadeFrom: "hy", MadeRev: 1})
			return err
		})
		if fault.KindOf(err) != fault.Invalid || b.newest("ru").Rev != ru.Rev {
			b.Errorf("a saving that closes the chain: %v", err)
		}
	})
}

// Two who begin at one moment, each with what the other makes: the second is refused. Its
// look at the chain comes while the first is not kept yet; SQLite lets one write at a time.
func TestAChainIsNotClosedByTwoAtOnce(t *testing.T) {
	each(t, func(b bed) {
		if b.db.Engine != db.Postgres {
			b.Skip("one transaction writes at a time")
		}
		b.original()
		for _, l := range []lang.Tag{"en", "ru"} {
			b.save(l, "ann", func(t *story.Text) { // written without the bench
				t.Headline, t.Body.Blocks = "x", []body.Block{paragraph("q", "One."), paragraph("r", "Two.")}
			})
		}
		begun := func(tx *db.Tx, l, from lang.Tag) error {
			return translation.Begin(b.Context(), tx, translation.Beginning{Story: b.story, Lang: l, From: from, By: "ann"})
		}
		second := make(chan error, 1)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			if err := begun(tx, "ru", "en"); err != nil {
				return err
			}
			go func() {
				second <- b.try(func(_ context.Context, tx *db.Tx) error { return begun(tx, "en", "ru") })
			}()
			for waits := 0; waits == 0; { // until it waits for this one
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := tx.Row(ctx, `SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`, nil, &waits); err != nil {
					return err
				}
			}
			return nil
		})
		if err := <-second; fault.KindOf(err) != fault.Invalid {
			b.Errorf("the English from the Russian, while the Russian is begun from the English: %v", err)
		}
		if en, ru := b.newest("en").MadeFrom, b.newest("ru").MadeFrom; en != "" || ru != "en" {
			b.Errorf("the English is made from %q, the Russian from %q", en, ru)
		}
	})
}

// Whose words they are is not changed by who says that they are done.
func TestWordsStayTheirTranslators(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		b.save("en", "ann", say("a", "Twelve people stood on the bridge."))
		b.mark("en", block("a"), translation.IsTranslated, "bob")
		p := b.row("en", block("a"))
		if p.Translator != "ann" {
			b.Errorf("the words are ann's, and said to be %s's", p.Translator)
		}
		review := func(by string) error {
			return b.try(func(ctx context.Context, tx *db.Tx) error {
				return translation.Mark(ctx, tx, translation.Marking{Story: b.story, Lang: "en", Pair: p.Pair, Verdict: translation.IsReviewed, By: by, Other: true})
			})
		}
		if err := review("ann"); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("ann reads her own words as the second reader: %v", err)
		}
		if err := review("bob"); err != nil {
			b.Error(err)
		}
	})
}

func TestAnotherSourceIsPairedHonestly(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		for _, l := range []lang.Tag{"en", "ru"} {
			b.begin(l, "ka", "ann")
			for _, name := range []string{"a", "b"} {
				b.save(l, "ann", say(name, name+" in "+string(l)))
				b.mark(l, block(name), translation.IsReviewed, "bob")
			}
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Switch(ctx, tx, b.story, "en", "ru", "ann")
		})
		want(b.T, states(b.sheet("en")), "headline>headline wordless\nstandfirst>standfirst wordless\na>a stale words (switched)\nb>b stale words (switched)\nc>c wordless\n")
		if t := b.newest("en"); t.MadeFrom != "ru" || body.Plain(t.Body.Blocks[0]) != "a in en" {
			b.Errorf("after the switch: %+v", t)
		}
		b.mark("en", block("a"), translation.StillRight, "ann")
		if r := b.row("en", block("a")); r.State != translation.Translated || r.Sources[0].Was != "a in ru" {
			b.Errorf("read beside the new source: %+v", r)
		}
	})
}

// Neither the save without the staleness nor the other way round.
func TestStalenessIsSavedWithTheSourceOrNotAtAll(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		b.save("en", "ann", say("a", "Twelve people."))
		b.mark("en", block("a"), translation.IsTranslated, "ann")
		undone := errors.New("undone")
		ka := b.newest("ka")
		err := b.try(func(ctx context.Context, tx *db.Tx) error {
			say("a", "ხიდზე 99 ადამიანი იდგა.")(&ka)
			if _, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "ka", BaseRev: ka.Rev, Headline: ka.Headline, Body: &ka.Body}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			b.Fatal(err)
		}
		if r := b.row("en", block("a")); r.State != translation.Translated {
			b.Errorf("stale without the save: %+v", r)
		}
		// A hearer that fails undoes the save and what was heard before it.
		db.Hear(b.db, func(_ context.Context, _ *db.Tx, r story.Revised) error {
			if r.After.SavedBy == "fails" {
				return undone
			}
			return nil
		})
		err = b.try(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "ka", BaseRev: ka.Rev, By: "fails", Headline: ka.Headline, Body: &ka.Body})
			return err
		})
		if !errors.Is(err, undone) || b.newest("ka").Rev != ka.Rev || b.row("en", block("a")).State != translation.Translated {
			b.Errorf("half of it stayed: %v", err)
		}
	})
}

func TestVerdictsAreOfTheWordsThatWereRead(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		read := b.save("en", "ann", say("a", "Twelve people.")).Rev
		source := b.newest("ka").Rev
		b.save("ka", "nino", say("a", "ხიდზე 13 ადამიანი იდგა."))
		p := b.row("en", block("a")).Pair
		say1 := func(m translation.Marking) error {
			m.Story, m.Lang, m.Pair = b.story, "en", p
			return b.try(func(ctx context.Context, tx *db.Tx) error { return translation.Mark(ctx, tx, m) })
		}
		if err := say1(translation.Marking{Verdict: translation.IsTranslated, By: "ann", SourceRev: source, TargetRev: read}); err != nil {
			b.Fatal(err)
		}
		if r := b.row("en", block("a")); r.State != translation.Stale || r.Sources[0].Was != "ხიდზე 12 ადამიანი იდგა." {
			b.Errorf("marked as of what she read: %+v", r)
		}
		b.save("en", "cay", say("a", "Thirteen people."))
		if err := say1(translation.Marking{Verdict: translation.IsReviewed, By: "bob", TargetRev: read}); fault.KindOf(err) != fault.Conflict {
			b.Errorf("a review of words that changed: %v", err)
		}
		if err := say1(translation.Marking{Verdict: translation.IsReviewed, By: "cay", Other: true}); fault.KindOf(err) != fault.Forbidden {
			b.Errorf("a review of her own words: %v", err)
		}
		if err := say1(translation.Marking{Verdict: translation.IsReviewed, By: "bob", Other: true}); err != nil {
			b.Error(err)
		}
		b.save("en", "bob", say("a", "Thirteen people"))
		if r := b.row("en", block("a")); r.State != translation.Reviewed {
			b.Errorf("a full stop undid the review: %s", r.State)
		}
		b.save("en", "cay", say("a", "Thirteen men."))
		if r := b.row("en", block("a")); r.State != translation.Translated || r.Translator != "cay" {
			b.Errorf("other words are reviewed still: %+v", r)
		}
	})
}

func TestACorrectionIsATaskInEveryLanguage(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		for _, step := range [][2]lang.Tag{{"en", "ka"}, {"ru", "ka"}, {"hy", "ru"}} {
			b.begin(step[0], step[1], "ann")
			b.save(step[0], "ann", say("a", "12 "+string(step[0])))
			b.mark(step[0], block("a"), translation.IsReviewed, "bob")
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.Correct(ctx, tx, story.Correction{
				Story: b.story, By: "nino", Texts: map[lang.Tag]string{"ka": "თოთხმეტი იდგა.", "en": "There were fourteen."}, Block: map[lang.Tag]string{"ka": block("a")},
			})
			return err
		})
		for l, state := range map[lang.Tag]translation.State{"en": translation.Reviewed, "ru": translation.Stale, "hy": translation.Stale} {
			r := b.row(l, block("a"))
			if r.State != state || state == translation.Stale && (r.Weight != translation.Urgent || r.Correction == "") {
				b.Errorf("%s: %+v", l, r)
			}
		}
		b.mark("hy", block("a"), translation.StillRight, "ann")
		if r := b.row("hy", block("a")); r.State != translation.Reviewed || r.Correction != "" {
			b.Errorf("carried over: %+v", r)
		}
	})
}

func TestTheGatesHoldWhatIsPairedAndNothingElse(t *testing.T) {
	each(t, func(b bed) {
		review := translation.NoReview
		gates := translation.Gates(func() translation.Review { return review })
		holds := func(l lang.Tag) (out string) {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				out = ""
				t, err := story.Newest(ctx, tx, b.story, l)
				if err != nil {
					return err
				}
				for _, g := range gates {
					held, err := g.Hold(ctx, tx, story.Story{ID: b.story, Original: "ka"}, t)
					if err != nil {
						return err
					}
					for _, h := range held {
						out += h.Key + " " + strings.Join(h.Blocks, ",") + " " + strings.Join(h.Lifters, ",") + "\n"
					}
				}
				return nil
			})
			return strings.ReplaceAll(out, "0", "")
		}
		b.original()
		want(b.T, holds("ka"), "")
		b.begin("en", "ka", "ann")
		want(b.T, holds("en"), "translation.held_untranslated headline,a,b,c chief editor,editor\n")
		b.save("en", "ann", say(translation.Headline, "The bridge is open"))
		b.save("en", "ann", say("a", "12 people."))
		b.mark("en", translation.Headline, translation.IsTranslated, "ann")
		b.mark("en", block("a"), translation.IsReviewed, "ann")
		b.mark("en", block("b"), translation.IsOmitted, "ann")
		b.save("en", "ann", say("c", "Ein Entwurf."))
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return translation.Machine(ctx, tx, b.story, "en", []string{block("c")}, "engine")
		})
		want(b.T, holds("en"), "translation.held_machine c \n")
		b.save("en", "ann", say("c", "The mayor came."))
		b.mark("en", block("c"), translation.IsTranslated, "ann")
		want(b.T, holds("en"), "")
		review = translation.BySomeOther
		want(b.T, holds("en"), "translation.held_unreviewed headline,c chief editor,editor\ntranslation.held_own_review a chief editor,editor\n")
		review = translation.NoReview
		b.save("ka", "nino", say("a", "ხიდზე 14 ადამიანი იდგა."))
		b.save("ka", "nino", say("c", "გახსნას ქალაქის მერი დაესწრო."))
		want(b.T, holds("en"), "translation.held_urgent a chief editor,editor\ntranslation.held_stale c chief editor,editor\n")

		// Written without the bench, block for block as it came: nothing is paired, nothing held.
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "ru", By: "vera", Headline: "Мост", Draft: true, MadeFrom: "ka", MadeRev: 1, Body: &body.Doc{Blocks: []body.Block{paragraph("z", "Всё.")}}})
			return err
		})
		b.save("ru", "vera", func(t *story.Text) { t.Body.Blocks = append(t.Body.Blocks, paragraph("y", "И ещё.")) })
		want(b.T, holds("ru"), "")
		// A whole text that says what it was made from is paired, and is as good as it says.
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "az", By: "vera", Headline: "Körpü", MadeFrom: "ka", MadeRev: b.sheet1(ctx, tx), Body: &body.Doc{
				Blocks: []body.Block{paragraph("p", "14 nəfər."), paragraph("q", "Çoxdan gözlənilirdi."), paragraph("r", "Mer gəldi.")}}})
			return err
		})
		want(b.T, holds("az"), "")
		b.save("ka", "nino", say("a", "ხიდზე 15 ადამიანი იდგა."))
		want(b.T, holds("az"), "translation.held_urgent p chief editor,editor\n")
		// The program says that it is made from the newest now: it is believed.
		az, ka := b.newest("az"), b.newest("ka")
		say("p", "15 nəfər.")(&az)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "az", BaseRev: az.Rev, By: "vera", Headline: az.Headline, Body: &az.Body, MadeFrom: "ka", MadeRev: ka.Rev})
			return err
		})
		want(b.T, holds("az"), "")
	})
}

// sheet1 is the newest revision of the original.
func (b bed) sheet1(ctx context.Context, tx *db.Tx) int {
	rev, _, err := story.NewestRev(ctx, tx, b.story, "ka")
	if err != nil {
		b.Fatal(err)
	}
	return rev
}

func TestTheBoardsShowWhatWaits(t *testing.T) {
	each(t, func(b bed) {
		var stories []string
		for i := range 5 {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "ka"})
				b.story = s.ID
				return err
			})
			stories = append(stories, b.story)
			b.original()
			b.fake.Add(time.Minute)
			for _, l := range []lang.Tag{"en", "ru"} {
				b.begin(l, "ka", "ann")
				b.save(l, "ann", say("a", "12"))
				b.mark(l, block("a"), translation.IsTranslated, "ann")
			}
			b.fake.Add(time.Minute)
			if i%2 == 0 {
				b.save("ka", "nino", say("a", "სხვა ადამიანი იდგა."))
			} else {
				b.save("ka", "nino", say("a", "ხიდზე 12 კაცი იდგა."))
			}
		}
		read := func(list translation.List, n int) (out []string) {
			var after translation.Cursor
			for range 20 {
				b.write(func(ctx context.Context, tx *db.Tx) error {
					lines, next, err := translation.Board(ctx, tx, list, []lang.Tag{"en", "ru"}, after, n)
					for _, l := range lines {
						out = append(out, fmt.Sprint(slices.Index(stories, l.Story), " ", l.Lang, " ", l.Urgent))
					}
					after = next
					return err
				})
				if after == (translation.Cursor{}) {
					break
				}
			}
			return out
		}
		// The odd ones keep their number: they are not urgent, and come behind.
		whole := []string{"0 en true", "0 ru true", "2 en true", "2 ru true", "4 en true", "4 ru true", "1 en false", "1 ru false", "3 en false", "3 ru false"}
		for _, n := range []int{1, 3, 50} {
			if got := read(translation.IsStale, n); !slices.Equal(got, whole) {
				b.Errorf("by %d: %v", n, got)
			}
		}
		if got := read(translation.IsMissing, 3); len(got) != 10 || got[0] != "0 en false" || got[9] != "4 ru false" {
			b.Errorf("missing: %v", got)
		}
	})
}

// Two translators on one block: the saving merges what it can, and keeps both where it
// cannot.
func TestTwoTranslatorsOnOneBlock(t *testing.T) {
	each(t, func(b bed) {
		b.original()
		b.begin("en", "ka", "ann")
		base := b.newest("en")
		for _, words := range []string{"Twelve people stood there.", "A dozen men waited."} {
			mine := base
			mine.Body.Blocks = slices.Clone(base.Body.Blocks)
			say("a", words)(&mine)
			b.write(func(ctx context.Context, tx *db.Tx) error {
				_, err := story.SaveText(ctx, tx, story.Save{Story: b.story, Lang: "en", BaseRev: base.Rev, By: words[:1], Draft: true, Body: &mine.Body})
				return err
			})
		}
		var open []story.Conflict
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			open, err = story.Conflicts(ctx, tx, b.story, "en")
			return err
		})
		if r := b.row("en", block("a")); len(open) != 1 || r.State != translation.Draft || r.Translator != "T" {
			b.Errorf("%d conflicts, %+v", len(open), r)
		}
	})
}
