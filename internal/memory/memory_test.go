package memory_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
)

var ctx = context.Background()

// hash is a paragraph's, as a neighbour is known by.
func hash(words string) string {
	return body.TextHash(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: words}}})
}

func keep(t *testing.T, d *db.DB, list ...memory.Approved) {
	t.Helper()
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, a := range list {
			if a.State == 0 {
				a.State = memory.Reviewed
			}
			if a.From == "" {
				a.From, a.To = "en", "ka"
			}
			if err := memory.Keep(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, d *db.DB, q memory.Question) (list []memory.Match) {
	t.Helper()
	if q.From == "" {
		q.From, q.To = "en", "ka"
	}
	err := d.Read(ctx, func(tx *db.Tx) (err error) { list, err = memory.Look(ctx, tx, q); return err })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func fold(t *testing.T, d *db.DB) {
	t.Helper()
	if err := memory.FoldAll(ctx, d); err != nil {
		t.Fatal(err)
	}
}

// filled keeps n blocks that are unlike each other and unlike what tests ask for.
func filled(t *testing.T, d *db.DB, n int) {
	t.Helper()
	words := strings.Fields("harbour engine lemon window copper garden pencil violet thunder marble saddle winter ribbon candle orchard pepper")
	var list []memory.Approved
	for i := range n {
		say := func(k int) string { return words[(i/k+i*7)%len(words)] }
		source := fmt.Sprintf("The %s of the %s is %s, said number %d.", say(1), say(3), say(11), i)
		list = append(list, memory.Approved{Story: "s", Block: fmt.Sprint("fill", i), Source: source, Target: "ნომერი " + fmt.Sprint(i)})
	}
	keep(t, d, list...)
}

func TestLook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const source, target = "The parliament adopted the budget for next year on Tuesday.", "პარლამენტმა სამშაბათს მომავალი წლის ბიუჯეტი მიიღო."
		if got := look(t, d, memory.Question{Source: source}); got != nil {
			t.Fatalf("an empty memory knows %v", got)
		}
		keep(t, d, memory.Approved{Story: "one", Block: "b1", Source: source, Target: target, Prev: hash("before"), Next: hash("after"), By: "tamar", At: time.UnixMilli(1000)})
		check := func(t *testing.T) {
			for _, c := range []struct {
				name    string
				q       memory.Question
				percent int
			}{
				{"in context", memory.Question{Source: source, Prev: hash("before"), Next: hash("after")}, 101},
				{"the same", memory.Question{Source: source, Prev: hash("before")}, 100},
				{"the same but for space and quotes", memory.Question{Source: " The parliament  adopted the budget for next year on Tuesday. "}, 100},
				{"another day", memory.Question{Source: "The parliament adopted the budget for next year on Thursday."}, 96},
				{"another case", memory.Question{Source: "The Parliament adopted the budget for next year on Tuesday."}, 99},
				{"the other way round", memory.Question{Source: target, From: "ka", To: "en"}, 100},
				{"nearly, the other way round", memory.Question{Source: "პარლამენტმა ოთხშაბათს მომავალი წლის ბიუჯეტი მიიღო.", From: "ka", To: "en"}, 94},
			} {
				got := look(t, d, c.q)
				if len(got) != 1 || got[0].Percent != c.percent {
					t.Errorf("%s: %+v, want one of %d", c.name, got, c.percent)
					continue
				}
				m, back := got[0], c.q.From == "ka"
				if m.Back != back || !back && m.Target != target || back && m.Target != source || m.By != "tamar" || m.Story != "one" {
					t.Errorf("%s: %+v", c.name, m)
				}
				if (m.Diff != nil) != (c.percent < 100) {
					t.Errorf("%s: the difference is told as %v", c.name, m.Diff)
				}
			}
			for name, q := range map[string]memory.Question{
				"another sentence": {Source: "The weather will be fine next year."}, "another pair": {Source: source, From: "en", To: "ru"},
				"nothing": {Source: "  "}, "far too long": {Source: strings.Repeat(source, 2000)},
			} {
				if got := look(t, d, q); len(got) > 0 {
					t.Errorf("%s finds %+v", name, got)
				}
			}
		}
		t.Run("in the tail", check)
		filled(t, d, 300)
		fold(t, d)
		t.Run("in the index", check)
	})
}

func TestDifferenceIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d, memory.Approved{Story: "one", Block: "b", Source: "Twelve people were hurt in Gori.", Target: "გორში თორმეტი ადამიანი დაშავდა."})
		got := look(t, d, memory.Question{Source: "Twenty people were hurt in Gori."})
		if len(got) != 1 {
			t.Fatalf("got %+v", got)
		}
		var out, in string
		for _, r := range got[0].Diff {
			switch r.Kind {
			case body.Deleted:
				out += r.Text
			case body.Inserted:
				in += r.Text
			}
		}
		if out != "Twelve" || in != "Twenty" {
			t.Errorf("out %q, in %q", out, in)
		}
	})
}

func TestBestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const s = "He said nothing about the talks."
		keep(t, d,
			memory.Approved{Story: "1", Block: "b", Source: s, Target: "მანქანის", State: memory.Machine, At: time.Unix(9, 0)},
			memory.Approved{Story: "2", Block: "b", Source: s, Target: "თარგმანი", State: memory.Translated, At: time.Unix(8, 0)},
			memory.Approved{Story: "3", Block: "b", Source: s, Target: "ძველი", At: time.Unix(1, 0)},
			memory.Approved{Story: "4", Block: "b", Source: s, Target: "ახალი", At: time.Unix(2, 0)},
			memory.Approved{Story: "5", Block: "b", Source: s, Target: "ახალი", At: time.Unix(1, 0)},
			memory.Approved{Story: "6", Block: "b", Source: s, Target: "სფერო", Domain: "sport", At: time.Unix(1, 0)},
		)
		order := func(q memory.Question) (list []string) {
			q.Source = s
			for _, m := range look(t, d, q) {
				list = append(list, m.Target)
			}
			return list
		}
		for _, c := range []struct {
			name string
			q    memory.Question
			want []string
		}{
			{"newest of the best state, each translation once, three at most", memory.Question{}, []string{"ახალი", "სფერო", "ძველი"}},
			{"its own domain", memory.Question{Domain: "sport"}, []string{"სფერო", "ახალი", "ძველი"}},
			{"its own story", memory.Question{Story: "1"}, []string{"მანქანის", "ახალი", "სფერო"}},
		} {
			if got := order(c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	})
}

func TestBlocksAreCutIntoSentences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d,
			memory.Approved{Story: "1", Block: "b1", Source: "The road is closed. Nobody was hurt.", Target: "გზა დაკეტილია. არავინ დაშავებულა.", Prev: hash("p"), Next: hash("n")},
			memory.Approved{Story: "1", Block: "b2", Source: "It rained. It snowed.", Target: "წვიმდა და თოვდა."},
		)
		for _, c := range []struct {
			name, source, prev, next, target string
			percent, composed                int
		}{
			{"a sentence", "Nobody was hurt.", "", "", "არავინ დაშავებულა.", 100, 0},
			{"a sentence among its neighbours", "Nobody was hurt.", hash("The road is closed."), hash("n"), "არავინ დაშავებულა.", 101, 0},
			{"both, the other way about", "Nobody was hurt. The road is closed.", "", "", "არავინ დაშავებულა. გზა დაკეტილია.", 100, 2},
			{"where the counts differ the block is whole", "It rained. It snowed.", "", "", "წვიმდა და თოვდა.", 100, 0},
		} {
			got := look(t, d, memory.Question{Source: c.source, Prev: c.prev, Next: c.next})
			if len(got) == 0 || got[0].Percent != c.percent || got[0].Target != c.target || len(got[0].Composed) != c.composed {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		got := look(t, d, memory.Question{Source: "The road is closed. The bridge has fallen down in the night."})
		if len(got) != 1 || got[0].Sentence != 1 || got[0].Of != "The road is closed." || got[0].Target != "გზა დაკეტილია." {
			t.Errorf("one known sentence of two: %+v", got)
		}
	})
}

func TestBlockThatChangesReplacesWhatItBrought(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		said := func(source string) (targets []string) {
			for _, m := range look(t, d, memory.Question{Source: source}) {
				targets = append(targets, m.Target)
			}
			return targets
		}
		a := memory.Approved{Story: "1", Block: "headline", Source: "A bridge falls", Target: "ხიდი ინგრევა"}
		keep(t, d, a)
		filled(t, d, 300)
		fold(t, d)
		again := a
		again.Target = "ხიდი ჩამოინგრა"
		other := memory.Approved{Story: "1", Block: "headline", From: "en", To: "ru", Source: "A bridge falls", Target: "Рухнул мост"}
		keep(t, d, again, other)
		if got := said("A bridge falls"); !slices.Equal(got, []string{"ხიდი ჩამოინგრა"}) {
			t.Errorf("after the change: %v", got)
		}
		again.State = memory.Translated
		keep(t, d, again)
		if got := look(t, d, memory.Question{Source: "A bridge falls"}); len(got) != 1 || got[0].State != memory.Translated {
			t.Errorf("with another state: %+v", got)
		}
		err := d.Write(ctx, func(tx *db.Tx) error { return memory.Forget(ctx, tx, "1", "ka", "headline") })
		if got := said("A bridge falls"); err != nil || got != nil {
			t.Errorf("after it was withdrawn: %v, %v", got, err)
		}
		if got := look(t, d, memory.Question{Source: "A bridge falls", From: "en", To: "ru"}); len(got) != 1 {
			t.Errorf("the block of that name in another language is gone too")
		}
		a.Source, a.Target = "12:30", "12:30"
		keep(t, d, a)
		if got := said("12:30"); got != nil {
			t.Errorf("what is the same in both languages is kept: %v", got)
		}
	})
}

// Several nodes take the same tail in while others write to it: every segment is found
// afterwards, and has a number of its own.
func TestFoldingLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		filled(t, d, 600)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { fold(t, d) })
		}
		for i := range 40 {
			keep(t, d, memory.Approved{Story: "s", Block: fmt.Sprint("fill", i*10), Source: fmt.Sprintf("A wholly new sentence about matter %c%c.", 'a'+i%26, 'a'+i/26), Target: fmt.Sprint("ახალი ", i)})
		}
		all.Wait()
		filled(t, d, 600) // brings the first words of 40 blocks back
		fold(t, d)
		words := strings.Fields("harbour engine lemon window copper garden pencil violet thunder marble saddle winter ribbon candle orchard pepper")
		for i := range 600 {
			say := func(k int) string { return words[(i/k+i*7)%len(words)] }
			near := fmt.Sprintf("The %s of the %s is %s, said Number %d.", say(1), say(3), say(11), i)
			got := look(t, d, memory.Question{Source: near})
			if !slices.ContainsFunc(got, func(m memory.Match) bool { return m.Percent == 99 }) {
				t.Fatalf("%q is not found: %+v", near, got)
			}
		}
	})
}

func TestConcordance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d,
			memory.Approved{Story: "1", Block: "b1", From: "ru", To: "en", Source: "Сухумский порт закрыт. Суда ждут в море.", Target: "Sukhumi's port is closed. Ships wait at sea."},
			memory.Approved{Story: "1", Block: "b2", From: "ru", To: "en", Source: "Порты Грузии открыты.", Target: "Georgia's ports are open."},
			memory.Approved{Story: "2", Block: "b1", From: "en", To: "ru", Source: "A report was read.", Target: "Прочитан рапорт."},
		)
		find := func(words, from, to string) []memory.Hit {
			var hits []memory.Hit
			err := d.Read(ctx, func(tx *db.Tx) (err error) {
				hits, err = memory.Concordance(ctx, tx, memory.Search{Words: words, From: lang.Tag(from), To: lang.Tag(to)})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return hits
		}
		marked := func(h memory.Hit) (s string) {
			for _, p := range h.Pieces {
				if p.Found {
					s += "[" + p.Text + "]"
				} else {
					s += p.Text
				}
			}
			return s
		}
		check := func(t *testing.T) {
			for _, c := range []struct {
				words, from, to string
				want            []string
			}{
				{"порт", "ru", "en", []string{"[Порты] Грузии открыты.", "Сухумский [порт] закрыт."}},
				{"закрытый порт", "ru", "en", []string{"Сухумский [порт] [закрыт]."}},
				{"port", "en", "ru", []string{"Georgia's [ports] are open.", "Sukhumi's [port] is closed."}},
				{"рапорты", "ru", "en", []string{"Прочитан [рапорт]."}},
				{"вокзал", "ru", "en", nil},
				{"порт", "ru", "ka", nil},
			} {
				var got []string
				for _, h := range find(c.words, c.from, c.to) {
					got = append(got, marked(h))
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%s: %q, want %q", c.words, got, c.want)
				}
			}
			h := find("порт закрыт", "ru", "en")[0]
			if h.Target != "Sukhumi's port is closed." || h.After != "Суда ждут в море." || h.Before != "" || h.Back {
				t.Errorf("%+v", h)
			}
			if h := find("рапорт", "ru", "en")[0]; !h.Back || h.Target != "A report was read." {
				t.Errorf("the other way round: %+v", h)
			}
		}
		t.Run("in the tail", check)
		var list []memory.Approved
		for i := range 300 {
			list = append(list, memory.Approved{Story: "f", Block: fmt.Sprint(i), From: "en", To: "ru", Source: fmt.Sprint("Filler ", i), Target: fmt.Sprint("Заполнение ", i)})
		}
		keep(t, d, list...)
		fold(t, d)
		t.Run("in the index", check)
		for _, words := range []string{"", " , ", "я", strings.Repeat("слово ", 100)} {
			err := d.Read(ctx, func(tx *db.Tx) error {
				_, err := memory.Concordance(ctx, tx, memory.Search{Words: words, From: "ru", To: "en"})
				return err
			})
			if err == nil {
				t.Errorf("%.10q is searched for", words)
			}
		}
	})
}
