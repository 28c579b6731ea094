package edition_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// text publishes a text of one paragraph.
func (b *bed) text(l lang.Tag, headline, stand, words string, when time.Time, more ...func(*story.Story)) string {
	b.Helper()
	id := b.story(more...)
	b.save(id, l, headline, func(s *story.Save) { s.Standfirst, s.Body = stand, para(words) })
	b.publish(id, l, func(o *edition.Order) { o.Date = when })
	return id
}

func (b *bed) search(q edition.Question) edition.Hits {
	b.Helper()
	if q.N == 0 {
		q.N = edition.MaxHits
	}
	hits, err := b.shelf.Search(b.Context(), q)
	if err != nil {
		b.Fatalf("%+v: %v", q, err)
	}
	return hits
}

// headlines are those of all hits, read in pages of n.
func (b *bed) headlines(q edition.Question, n int) (list []string) {
	b.Helper()
	q.N = n
	for range 200 {
		hits := b.search(q)
		for _, h := range hits.List {
			list = append(list, h.Headline)
		}
		if q.After = hits.Next; q.After == (edition.SearchCursor{}) {
			return list
		}
	}
	b.Fatal("pages without end")
	return nil
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func days(n int) time.Time { return noon.AddDate(0, 0, -n) }

func TestSearchOrder(t *testing.T) {
	each(t, func(b *bed) {
		b.text("en", "Old bridge", "", "Nothing else.", days(9))
		b.text("en", "A new crossing", "The bridge is open", "Nothing else.", days(1))
		b.text("en", "Rivers", "", "One bridge stands here.", days(2))
		b.text("en", "Roads", "", "A bridge, another bridge, and bridges again.", days(30))
		b.text("en", "Lakes", "", "No such thing.", days(3))
		b.text("en", "Bridges", "", "Nothing else.", days(4))
		q := edition.Question{Lang: "en", Text: "bridge"}
		want := []string{"Bridges", "Old bridge", "A new crossing", "Roads", "Rivers"}
		for _, n := range []int{1, 2, 3, 20} {
			same(t, fmt.Sprintf("in pages of %d", n), b.headlines(q, n), want...)
		}
		if hits := b.search(q); hits.Total != 5 || hits.More || hits.Loose || hits.Text != "" || !hits.Oldest.IsZero() {
			t.Errorf("%+v", hits)
		}
		same(t, "two words", b.headlines(edition.Question{Lang: "en", Text: "open bridge"}, 5), "A new crossing")
		same(t, "another edition", b.headlines(edition.Question{Lang: "ru", Text: "bridge"}, 5))
	})
}

func TestSearchAsksMuchOrLittle(t *testing.T) {
	each(t, func(b *bed) {
		war := b.topic("en:War")
		b.text("en", "The night train to York", "", "They say that New York is far away.", days(1))
		b.text("en", "New rails", "", "The old York station has trains.", days(2), inSection(b), about(war))
		b.text("en", "Schools of the valley", "by Nigar", "Children and railways.", days(40), func(s *story.Story) { s.Kind = story.Analysis })
		for _, c := range []struct {
			q    edition.Question
			want []string
		}{
			{edition.Question{Text: "york"}, []string{"The night train to York", "New rails"}},
			{edition.Question{Text: "new york"}, []string{"The night train to York", "New rails"}},
			{edition.Question{Text: `"new york"`}, []string{"The night train to York"}},
			{edition.Question{Text: `“old York” trains`}, []string{"New rails"}},
			{edition.Question{Text: `train "york is far"`}, []string{"The night train to York"}},
			{edition.Question{Text: "railw"}, []string{"Schools of the valley"}},
			{edition.Question{Text: "xylo "}, nil},
			{edition.Question{Text: "nig"}, []string{"The night train to York", "Schools of the valley"}},
			{edition.Question{Text: "york", Section: b.section}, []string{"New rails"}},
			{edition.Question{Text: "york", Topic: war}, []string{"New rails"}},
			{edition.Question{Text: "war"}, []string{"New rails"}}, // the topic's name
			{edition.Question{Text: "york", Section: "nowhere"}, nil},
			{edition.Question{Text: "valley", Kinds: []string{"analysis", "opinion"}}, []string{"Schools of the valley"}},
			{edition.Question{Text: "valley", Kinds: []string{"news"}}, nil},
			{edition.Question{Text: "york", From: days(1)}, []string{"The night train to York"}},
			{edition.Question{Text: "york", To: days(1)}, []string{"New rails"}},
			{edition.Question{Text: "york", From: days(1), To: days(1)}, nil},
			{edition.Question{Text: "the"}, []string{"The night train to York", "Schools of the valley"}},
			{edition.Question{Text: "of the valley"}, []string{"Schools of the valley"}},
			{edition.Question{Text: ""}, nil},
			{edition.Question{Text: " \t\"\" ,.!"}, nil},
			{edition.Question{Text: "zzzzzz"}, nil},
		} {
			c.q.Lang = "en"
			same(t, fmt.Sprintf("%+v", c.q), b.headlines(c.q, 7), c.want...)
		}
		if hits := b.search(edition.Question{Lang: "en", Text: "train valley"}); !hits.Loose || len(hits.List) == 0 {
			t.Errorf("no copy has both words: %+v", hits)
		}
		if hits := b.search(edition.Question{Lang: "en", Text: "scools valley"}); hits.Text != "Schools valley" || hits.Loose || len(hits.List) != 1 {
			t.Errorf("a fault of typing: %+v", hits)
		}
	})
}

func TestSearchSpeaksEveryLanguage(t *testing.T) {
	each(t, func(b *bed) {
		for _, l := range []lang.Tag{"ka", "az", "uk", "fa", "ar", "tr"} {
			b.addEdition(l)
		}
		for _, c := range []struct {
			l               lang.Tag
			headline, words string
			asked           []string
		}{
			{"ru", "Мост через реку открыли в Ереване", "Поезда идут.", []string{"мосты", "МОСТУ", "most", "ереван", "поезд"}},
			{"hy", "Հին կամուրջը Երեւանում", "Գնացքը մեկնեց։", []string{"կամուրջ", "երևան", "կամուրջներ"}},
			{"ka", "თბილისში ახალი ხიდი გაიხსნა", "მატარებელი მოდის.", []string{"თბილისი", "ხიდი", "ხიდები", "tbilisi", "khidi", "ᲗᲑᲘᲚᲘᲡᲘ"}},
			{"az", "Bakıda yeni körpü açıldı", "Şəki qatarı gəlir.", []string{"körpü", "körpünün", "korpu", "bakı", "seki"}},
			{"uk", "Міст відкрили у Києві", "Потяги йдуть.", []string{"Київ", "потяг"}},
			{"fa", "پل تازه در تبریز باز شد", "قطارها آمدند.", []string{"پل", "تبریز", "قطار"}},
			{"ar", "افتتاح الجسر في بيروت", "القطار وصل.", []string{"جسر", "بيروت", "القطارات"}},
			{"tr", "İstanbul'da yeni köprü", "Tren geldi.", []string{"istanbul", "köprü", "koprü", "trenler"}},
		} {
			b.text(c.l, c.headline, "", c.words, days(1))
			for _, q := range c.asked {
				same(t, string(c.l)+" "+q, b.headlines(edition.Question{Lang: c.l, Text: q}, 5), c.headline)
			}
		}
	})
}

// What was taken back, or changed, is found no more: not by a word, a suggestion or a
// count, nor in an extract.
func TestSearchForgets(t *testing.T) {
	each(t, func(b *bed) {
		before := b.index()
		id := b.text("en", "Secret canary", "Canary", "Canary islands.", days(1))
		kept := b.text("en", "Open doors", "", "Islands are far.", days(2))
		b.save(kept, "en", "Closed doors", func(s *story.Save) { s.Body = para("Nothing else.") })
		b.publish(kept, "en")
		for _, gone := range []string{"open", "islands far"} {
			for _, hit := range b.search(edition.Question{Lang: "en", Text: gone}).List {
				if hit.Story == kept {
					t.Errorf("%q still leads to %q", gone, hit.Headline)
				}
			}
		}
		b.withdraw(id, "en", "x")
		for _, gone := range []string{"canary", "canar", "canray", "secret canary", `"canary islands"`, "canery doors"} {
			hits := b.search(edition.Question{Lang: "en", Text: gone})
			if said := strings.ToLower(asJSON(hits)); strings.Contains(said, "canary") || strings.Contains(said, "islands") {
				t.Errorf("%q says %s", gone, said)
			}
		}
		b.sound()
		b.withdraw(kept, "en", "x")
		if after := b.index(); after != before {
			t.Errorf("something is left:\n%s", after)
		}
		b.publish(kept, "en")
		same(t, "back", b.headlines(edition.Question{Lang: "en", Text: "doors"}, 5), "Closed doors")
		b.sound()
	})
}

// index is all that the search keeps, as text.
func (b *bed) index() (all string) {
	b.write(func(ctx context.Context, tx *db.Tx) error {
		all = ""
		err := tx.Rows(ctx, `SELECT lang, stem, latin, live, about, head, title FROM edition_word ORDER BY lang, stem`, nil, func(scan func(...any) error) error {
			var l, stem, latin string
			var n [4]int64
			err := scan(&l, &stem, &latin, &n[0], &n[1], &n[2], &n[3])
			all += fmt.Sprintln(l, stem, latin, n)
			return err
		})
		if err != nil {
			return err
		}
		return tx.Rows(ctx, `SELECT doc, lang, stems FROM edition_search ORDER BY doc`, nil, func(scan func(...any) error) error {
			var doc int64
			var l, stems string
			err := scan(&doc, &l, &stems)
			all += fmt.Sprintln(l, stems)
			return err
		})
	})
	return all
}

// However often a text is published, what is kept is as if it had been once.
func TestSearchCountsOnce(t *testing.T) {
	each(t, func(b *bed) {
		id := b.text("en", "One bridge", "", "Words of a text.", days(1))
		once := b.index()
		b.publish(id, "en")
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			for range 3 {
				if _, err := bt.Publish(t.Context(), order(id, "en")); err != nil {
					return err
				}
				if err := bt.Withdraw(t.Context(), id, "en", ""); err != nil {
					return err
				}
			}
			_, err := bt.Publish(t.Context(), order(id, "en"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if again := b.index(); again != once {
			t.Errorf("once:\n%s\nagain:\n%s", once, again)
		}
	})
}

// Copies from before there was a search are brought into it, in steps that may be
// interrupted; new rules for words begin anew.
func TestFillSearch(t *testing.T) {
	each(t, func(b *bed) {
		for i := range 40 {
			id := b.story()
			for _, l := range []lang.Tag{"en", "ru", "hy"} {
				b.save(id, l, fmt.Sprintf("Number %d %s", i, l))
				b.publish(id, l)
			}
			if i%10 == 0 {
				b.withdraw(id, "ru", "x")
			}
		}
		want := b.index()
		fill := func() {
			t.Helper()
			if err := b.pub.FillSearch(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		fill()
		if b.index() != want {
			t.Error("what was there was changed")
		}
		empty := []string{`DELETE FROM edition_search`, `DELETE FROM edition_word`, `INSERT INTO edition_search_todo (story_id, lang) SELECT story_id, lang FROM edition_copy`}
		if b.db.Engine == db.SQLite {
			empty = append(empty, `INSERT INTO edition_search_index (edition_search_index) VALUES ('delete-all')`)
		}
		b.run(empty...)
		if n := len(b.headlines(edition.Question{Lang: "en", Text: "number"}, 20)); n != 0 {
			t.Fatalf("%d are found without an index", n)
		}
		id := b.live("Number in between") // its row is written by its publishing
		fill()
		fill()
		b.withdraw(id, "en", "x")
		if b.index() != want {
			t.Error("filled, it is not what it was")
		}
		b.run(`UPDATE edition_search_rules SET version = 0`)
		fill()
		if b.index() != want {
			t.Error("made anew, it is not what it was")
		}
		if n := len(b.headlines(edition.Question{Lang: "hy", Text: "number"}, 7)); n != 40 {
			t.Errorf("%d are found", n)
		}

		// An import leaves them for later, but for those that were there before.
		var later string
		if err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			bt.SearchLater()
			s, err := story.Create(t.Context(), bt.Tx, story.Story{Kind: story.News, Original: "en"})
			if err != nil {
				return err
			}
			later = s.ID
			if _, err := story.SaveText(t.Context(), bt.Tx, story.Save{Story: s.ID, Lang: "en", Headline: "Imported", Body: para("x")}); err != nil {
				return err
			}
			_, err = bt.Publish(t.Context(), order(s.ID, "en"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		b.sound()
		same(t, "before", b.headlines(edition.Question{Lang: "en", Text: "imported"}, 7))
		fill()
		same(t, "after", b.headlines(edition.Question{Lang: "en", Text: "imported"}, 7), "Imported")
		b.withdraw(later, "en", "x")
		if b.index() != want {
			t.Error("withdrawn, it is not what it was")
		}
	})
}

func (b *bed) run(statements ...string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// Copies of one moment stand in one order on every engine, and pages give each once.
func TestSearchPagesGiveEachOnce(t *testing.T) {
	each(t, func(b *bed) {
		ids := b.shelves(130)
		got := b.headlines(edition.Question{Lang: "en", Text: "number"}, 7)
		if len(got) != len(ids) {
			t.Errorf("%d of %d", len(got), len(ids))
		}
		slices.Sort(got)
		if len(slices.Compact(got)) != len(ids) {
			t.Error("some come twice")
		}
		if hits := b.search(edition.Question{Lang: "en", Text: "number x"}); hits.Total != 100 || !hits.More {
			t.Errorf("counted %d, more: %v", hits.Total, hits.More)
		}
	})
}

func TestSearchShowsWhatItFound(t *testing.T) {
	each(t, func(b *bed) {
		long := strings.Repeat("Nothing to see in these words at all. ", 40)
		b.text("en", "The <b>bridge</b> & bridges", "", long+"Then comes the railway, which is <old>. "+long, days(1))
		hits := b.search(edition.Question{Lang: "en", Text: "bridge railway"})
		if len(hits.List) != 1 {
			t.Fatal(hits)
		}
		show := func(pieces []edition.Piece) (s string) {
			for _, p := range pieces {
				if p.Found {
					s += "[" + p.Text + "]"
				} else {
					s += p.Text
				}
			}
			return s
		}
		if got := show(hits.List[0].Title); got != "The <b>[bridge]</b> & [bridges]" {
			t.Errorf("headline %q", got)
		}
		got := show(hits.List[0].Extract)
		if !strings.HasPrefix(got, "… ") || !strings.Contains(got, "comes the [railway], which is <old>.") || len(got) > 300 {
			t.Errorf("extract %q", got)
		}
	})
}
