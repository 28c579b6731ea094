package memory_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
)

func bring(t *testing.T, d *db.DB, text string, o memory.Importing) memory.Report {
	t.Helper()
	r, err := memory.Import(ctx, d, strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func give(t *testing.T, d *db.DB) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := memory.Export(ctx, d, &out, "", "", nil); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func tmxOf(units string) string {
	return `<tmx version="1.4"><header creationtool="x" srclang="en"/><body>` + units + `</body></tmx>`
}

func tu(attributes, source, target string) string {
	return `<tu ` + attributes + `><tuv xml:lang="en"><seg>` + source + `</seg></tuv><tuv xml:lang="ka"><seg>` + target + `</seg></tuv></tu>`
}

// What goes out and comes into an empty memory goes out again byte for byte, and comes in a
// second time without changing anything.
func TestRoundTripChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d,
			memory.Approved{Story: "1", Block: "b", Source: "One <b> & two. Three…", Target: "ერთი. სამი…", Prev: hash("x"), Next: hash("y"), By: "ann", Domain: "news"},
			memory.Approved{Story: "1", Block: "c", Source: "It rained. It snowed. It blew.", Target: "წვიმდა და\nთოვდა."},
			memory.Approved{Story: "2", Block: "b", From: "hy", To: "en", Source: "Ո՞վ եկավ։", Target: "Who came?", State: memory.Translated},
		)
		bring(t, d, tmxOf(tu(`changeid="MT?" changedate="20200101T000000Z"`, "Imported", "შემოტანილი")), memory.Importing{Name: "a.tmx"})
		filled(t, d, 300)
		fold(t, d)
		first := give(t, d)
		if n := strings.Count(first, "<tu "); n != 305 {
			t.Fatalf("%d units went out", n)
		}
		if r := bring(t, d, first, memory.Importing{Name: "again.tmx"}); r.Same != 305 || r.New+r.Renewed+r.Lost != 0 {
			t.Errorf("into the same memory: %+v", r)
		}
		if give(t, d) != first {
			t.Error("coming in a second time changed the memory")
		}
		other := dbtest.Open(t, dbtest.Address(t, d.Engine), nil)
		if r := bring(t, other, first, memory.Importing{Name: "b.tmx"}); r.New != 305 || r.Lost != 0 {
			t.Errorf("into an empty memory: %+v", r)
		}
		if second := give(t, other); second != first {
			t.Errorf("the second file differs from the first: %d and %d bytes", len(second), len(first))
		}
		if got := look(t, other, memory.Question{Source: "Three…", Prev: hash("One <b> & two."), Next: hash("y")}); len(got) != 1 || got[0].Percent != 101 || got[0].By != "ann" {
			t.Errorf("its neighbours are lost: %+v", got)
		}
	})
}

func TestImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		langs := []lang.Tag{"en", "ka", "ru"}
		old := bring(t, d, tmxOf(tu(`tuid="1" changedate="20200101T000000Z"`, "The <ph>x</ph>road", "გზა")+tu(`tuid="1" changedate="20200101T000000Z"`, "The way", "გზა")+
			`<tu><tuv xml:lang="EN-US"><seg>Late</seg></tuv><tuv xml:lang="en-GB"><seg>Late!</seg></tuv><tuv xml:lang="ru-RU"><seg>Поздно</seg></tuv></tu>`+
			`<tu changeid="MT!"><tuv xml:lang="en"><seg>Machine</seg></tuv><tuv xml:lang="ka"><seg>მანქანა</seg></tuv></tu>`+
			`<tu><tuv xml:lang="qqqqqqqqqq"><seg>a</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>`+
			`<tu srclang="fr"><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="ka"><seg>b</seg></tuv></tu>`+
			tu("", "  ", "x")+tu("", strings.Repeat("long ", memory.MaxText/5+1), "x")), memory.Importing{Name: "old.tmx", Langs: langs})
		if old.Units != 8 || old.New != 3 || old.Machine != 1 || old.Lost != 4 || old.Codes != 1 {
			t.Errorf("%+v", old)
		}
		keys := map[string]int{}
		for _, p := range old.Problems {
			keys[p.Key]++
		}
		for _, want := range []string{"memory.problem_id", "memory.problem_lang", "memory.problem_source", "memory.empty", "memory.too_long"} {
			if keys[want] != 1 {
				t.Errorf("%s is told %d times of %v", want, keys[want], keys)
			}
		}
		if got := look(t, d, memory.Question{Source: "Late", From: "en", To: "ru"}); len(got) != 1 || got[0].Target != "Поздно" || got[0].State != memory.Translated || got[0].Origin != "old.tmx" {
			t.Errorf("%+v", got)
		}
		// A later date makes the same words newer; the same words in another direction are others.
		if r := bring(t, d, tmxOf(tu(`changedate="20210101T000000Z" changeid="ann"`, "The way", "გზა")+tu(`changedate="20190101T000000Z"`, "The road", "გზა")+
			`<tu srclang="ka"><tuv xml:lang="en"><seg>The way</seg></tuv><tuv xml:lang="ka"><seg>გზა</seg></tuv></tu>`), memory.Importing{Name: "new.tmx"}); r.New != 1 || r.Renewed != 1 || r.Same != 1 {
			t.Errorf("%+v", r)
		}
		if r := bring(t, d, tmxOf(tu("", "Only", "მხოლოდ")), memory.Importing{From: "ru", To: "en"}); r.Others != 1 || r.New != 0 {
			t.Errorf("other languages than said: %+v", r)
		}
		r, err := memory.Import(ctx, d, strings.NewReader(strings.TrimSuffix(tmxOf(tu("", "Before", "მანამდე")), "</body></tmx>")+"\n<tu><tuv>"), memory.Importing{})
		if f, ok := fault.As(err); !ok || f.Key != "memory.tmx_broken" || f.Args["line"] != 2 || r.New != 1 {
			t.Errorf("a file that breaks off: %+v, %v", r, err)
		}
	})
}

// Ids of other segments do no harm.
func TestImportWithForgedIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d, memory.Approved{Story: "1", Block: "b", Source: "Ours", Target: "ჩვენი"})
		ours := look(t, d, memory.Question{Source: "Ours"})[0]
		forged := tmxOf(fmt.Sprintf(`<tu tuid="%s" changedate="19990101T000000Z"><tuv xml:lang="en"><seg>Theirs</seg></tuv><tuv xml:lang="ru"><seg>Их</seg></tuv></tu>`, ours.ID))
		if r := bring(t, d, forged, memory.Importing{}); r.New != 1 {
			t.Errorf("%+v", r)
		}
		if got := look(t, d, memory.Question{Source: "Ours"}); len(got) != 1 || got[0].ID != ours.ID || got[0].Target != "ჩვენი" {
			t.Errorf("ours became %+v", got)
		}
		if got := look(t, d, memory.Question{Source: "Theirs", From: "en", To: "ru"}); len(got) != 1 {
			t.Errorf("theirs: %+v", got)
		}
	})
}

func TestRealFiles(t *testing.T) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: no real files to bring in")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, want := range map[string]int{"sample.tmx": 7, "ImportTest2C.tmx": 2} {
			for round := range 2 {
				f, err := os.Open(filepath.Join(dir, "xliff", "tmx", name))
				if err != nil {
					t.Fatal(err)
				}
				r, err := memory.Import(ctx, d, f, memory.Importing{Name: name})
				f.Close()
				if got := []int{r.New, r.Same}[round]; err != nil || got != want || r.Lost > 0 {
					t.Errorf("%s, time %d: %+v, %v", name, round+1, r, err)
				}
			}
		}
		if got := look(t, d, memory.Question{Source: "Click to start.", From: "en-US", To: "fr"}); len(got) != 1 || got[0].Target != "Cliquez pour commencer." {
			t.Errorf("%+v", got)
		}
	})
}

func TestMending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keep(t, d, memory.Approved{Story: "1", Block: "b", Source: "The harvset was poor this year in the valley.", Target: "მოსავალი ცუდი იყო."})
		filled(t, d, 300)
		fold(t, d)
		const near = "The harvest was poor this spring in the valley."
		before := look(t, d, memory.Question{Source: near})
		if len(before) != 1 {
			t.Fatalf("%+v", before)
		}
		mend := func(s memory.Segment, was [2]string) error {
			return d.Write(ctx, func(tx *db.Tx) error { return memory.Mend(ctx, tx, s, was) })
		}
		s := before[0].Segment
		was := [2]string{s.Source, s.Target}
		s.Source, s.Penalty = "The harvest was poor this year in the valley.", 3
		if err := mend(s, was); err != nil {
			t.Fatal(err)
		}
		if f, _ := fault.As(mend(s, was)); f == nil || f.Key != "memory.changed" {
			t.Error("what was mended in the meantime is written over")
		}
		after := look(t, d, memory.Question{Source: near})
		if len(after) != 1 || after[0].Source != s.Source || after[0].Percent >= before[0].Percent+3 || after[0].ID != s.ID {
			t.Errorf("%+v", after)
		}
		filled(t, d, 0)
		var n int
		err := d.Write(ctx, func(tx *db.Tx) (err error) { n, err = memory.Penalise(ctx, tx, []string{s.ID, "none"}, 50); return err })
		if got := look(t, d, memory.Question{Source: near}); err != nil || n != 1 || len(got) != 0 {
			t.Errorf("a segment that stands far back is offered: %+v, %d, %v", got, n, err)
		}
		for _, bad := range []memory.Segment{{ID: s.ID, Source: " ", Target: "x", State: 3}, {ID: s.ID, Source: "x", Target: "x", State: 9}, {ID: s.ID, Source: "x", Target: "x", State: 3, Penalty: 51}} {
			if fault.KindOf(mend(bad, [2]string{s.Source, s.Target})) != fault.Invalid {
				t.Errorf("%+v is taken", bad)
			}
		}
		err = d.Write(ctx, func(tx *db.Tx) (err error) { n, err = memory.Delete(ctx, tx, []string{s.ID, s.ID}); return err })
		if err != nil || n != 1 {
			t.Errorf("deleted %d, %v", n, err)
		}
	})
}

func FuzzImport(f *testing.F) {
	f.Add(tmxOf(tu(`tuid="1"`, "a", "b")))
	f.Add(tmxOf(`<tu srclang="*all*"><prop type="x-masthead-part">-99999999999999999999</prop></tu>`))
	d := dbtest.Open(f, dbtest.Address(f, db.SQLite), nil)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := memory.Import(context.Background(), d, strings.NewReader(text), memory.Importing{Langs: []lang.Tag{"en", "ka"}})
		if _, ok := fault.As(err); err != nil && !ok {
			t.Errorf("%v is no fault", err)
		}
		again, err2 := memory.Import(context.Background(), d, strings.NewReader(text), memory.Importing{Langs: []lang.Tag{"en", "ka"}})
		if (err == nil) != (err2 == nil) || again.New > 0 || again.Same < r.New {
			t.Errorf("the second time: %+v after %+v, %v after %v", again, r, err2, err)
		}
	})
}
