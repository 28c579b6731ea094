package demo_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/readership"
	"masthead/internal/story"
)

func open(t *testing.T) *app.Program {
	t.Helper()
	c, err := app.ReadConfig(app.Config{Data: t.TempDir()}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func plant(t *testing.T, p *app.Program) bool {
	t.Helper()
	planted, err := demo.Plant(t.Context(), p.Edition, p.Library, noon)
	if err != nil {
		t.Fatal(err)
	}
	return planted
}

// cards lists everything that readers of an edition can find.
func cards(t *testing.T, p *app.Program, l lang.Tag) []edition.Card {
	t.Helper()
	list, _, err := p.Shelf.List(t.Context(), edition.Filter{Lang: l}, edition.Cursor{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestPlantingTwiceAddsNothing(t *testing.T) {
	p := open(t)
	if !plant(t, p) {
		t.Fatal("nothing was planted in an empty folder")
	}
	seq, err := p.Shelf.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if plant(t, p) {
		t.Error("it was planted again")
	}
	if again, _ := p.Shelf.Seq(t.Context()); again != seq {
		t.Errorf("readers were told of %d changes", again-seq)
	}
	found, err := p.Check(t.Context(), func(d app.Damage) { t.Errorf("damage: %+v", d) })
	if err != nil {
		t.Fatal(err)
	}
	// Ten texts are in the making, of which readers have no copy.
	if found.Pictures != 38 || found.Copies != found.Texts-10 {
		t.Errorf("looked at %+v", found)
	}
	// Thirty-five stories. The workshops, the storks and the observatory are not in
	// every language.
	for l, want := range map[lang.Tag]int{"en": 35, "ru": 35, "az": 32, "hy": 34, "ka": 34} {
		if got := len(cards(t, p, l)); got != want {
			t.Errorf("%s has %d stories, want %d", l, got, want)
		}
	}
}

func TestPlantedAsANewsroomWouldHaveIt(t *testing.T) {
	p := open(t)
	plant(t, p)
	views := map[string]bool{}
	updated, pictured := 0, 0
	for _, c := range cards(t, p, "hy") {
		if c.Published.After(noon) || c.Published.Before(noon.AddDate(0, 0, -7)) {
			t.Errorf("%s was published on %s", c.Slug, c.Published)
		}
		if c.Updated.After(c.Published) {
			updated++
		}
		if c.Picture == nil {
			continue
		}
		pictured++
		if c.Picture.Alt == "" || c.Picture.Credit != "«Քիլիմ» ստուդիա՝ «Խաչմերուկի» համար" {
			t.Errorf("%s: picture %+v", c.Slug, c.Picture)
		}
		if c.Kind == string(story.Opinion) {
			views[c.Viewpoint] = true
		}
	}
	if !views["baku"] || !views["yerevan"] {
		t.Errorf("opinions speak from %v", views)
	}
	if updated != 4 || pictured != 31 {
		t.Errorf("%d were updated and %d have pictures", updated, pictured)
	}
	found, err := p.Shelf.Article(t.Context(), "ru", lang.Slug("Ночной поезд вернулся. Пусть едет медленно", "ru"))
	if err != nil || found.Copy == nil {
		t.Fatal(found, err)
	}
	c := found.Copy
	if c.Original != "az" || len(c.Translators) != 1 || c.Translators[0].Name != "Вера Загорная" || c.Bylines[0].Name != "Нигяр Вахидли" {
		t.Errorf("original %q, translators %+v, bylines %+v", c.Original, c.Translators, c.Bylines)
	}
	err = p.DB.Read(t.Context(), func(tx *db.Tx) error {
		text, err := story.Newest(t.Context(), tx, c.Story, "ru")
		if text.MadeFrom != "az" || text.MadeRev != 1 {
			t.Errorf("made from %q, revision %d", text.MadeFrom, text.MadeRev)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAnotherOutletIsLeftAlone(t *testing.T) {
	p := open(t)
	err := p.DB.Write(t.Context(), func(tx *db.Tx) error {
		return outlet.Save(t.Context(), tx, outlet.Outlet{Name: "The Daily Lamp"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = demo.Plant(t.Context(), p.Edition, p.Library, noon); fault.KindOf(err) != fault.Conflict {
		t.Errorf("planting beside another outlet: %v", err)
	}
}

// holdRoundUp is a gate that nothing of one kind passes.
type holdRoundUp struct{}

func (holdRoundUp) Name() string { return "test" }

func (holdRoundUp) Hold(_ context.Context, _ *db.Tx, s story.Story, _ story.Text) ([]edition.Held, error) {
	if s.Kind != story.RoundUp {
		return nil, nil
	}
	return []edition.Held{{Gate: "test"}}, nil
}

func TestPlantingIsAllOrNothing(t *testing.T) {
	p := open(t)
	gates := p.Edition.Gates
	p.Edition.Gates = append(gates, holdRoundUp{}) // comes last
	if _, err := demo.Plant(t.Context(), p.Edition, p.Library, noon); err == nil {
		t.Fatal("planted although a story was held")
	}
	if n := len(cards(t, p, "en")); n != 0 {
		t.Errorf("%d stories are left of what failed", n)
	}
	p.Edition.Gates = gates
	if !plant(t, p) {
		t.Error("what failed stands in the way")
	}
}

// standing finds a story's copy in an edition.
func standing(t *testing.T, p *app.Program, key string, l lang.Tag) edition.Copy {
	t.Helper()
	for _, s := range read(t).Stories {
		for _, text := range s.Texts {
			if s.Key != key || text.Lang != l {
				continue
			}
			found, err := p.Shelf.Article(t.Context(), l, text.Slug())
			if err != nil || found.Copy == nil {
				t.Fatal(key, l, found, err)
			}
			return *found.Copy
		}
	}
	t.Fatalf("no story %q in %s", key, l)
	return edition.Copy{}
}

func TestPlantedAroundTheStories(t *testing.T) {
	p := open(t)
	plant(t, p)
	for _, l := range langs {
		for one, other := range map[string]string{"slow-train": "fast-train", "market-bench": "market-roof"} {
			a, b := standing(t, p, one, l), standing(t, p, other, l)
			if !slices.Equal(a.OtherSide, []string{b.Story}) || !slices.Equal(b.OtherSide, []string{a.Story}) {
				t.Errorf("%s: %s and %s do not answer each other", l, one, other)
			}
			if a.Viewpoint == "" || b.Viewpoint == "" || a.Viewpoint == b.Viewpoint {
				t.Errorf("%s: %s speaks from %q and %s from %q", l, one, a.Viewpoint, other, b.Viewpoint)
			}
		}
		for _, key := range []string{"apricots", "cable"} {
			if got := standing(t, p, key, l).Corrections; len(got) != 1 {
				t.Errorf("%s: %s has %d corrections", l, key, len(got))
			}
		}
		if tea := standing(t, p, "tea-house", l); tea.Partner != "valley-review" {
			t.Errorf("%s: the partner's piece is of %q", l, tea.Partner)
		}
		line, err := p.Shelf.Dossier(t.Context(), l, standing(t, p, "first-train", l).Topics[0].ID, 20)
		if err != nil || len(line.Events) < 8 || line.Intro == "" || len(line.Actors) == 0 {
			t.Errorf("%s: the line's dossier is %+v (%v)", l, line, err)
		}
	}
}

func TestReadersOfTheDay(t *testing.T) {
	p := open(t)
	if _, err := demo.Plant(t.Context(), p.Edition, p.Library, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := p.Readings.RankNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, l := range langs {
		list, err := p.Readings.MostRead(t.Context(), l, readership.Day, 10)
		if err != nil || len(list) < 5 {
			t.Errorf("%s: most read are %v (%v)", l, list, err)
		}
	}
}

// The desk of the demo has something in every stage, and somebody's word on it.
func TestPlantedAtWork(t *testing.T) {
	p := open(t)
	plant(t, p)
	stages, waiting := map[story.Stage]int{}, 0
	err := p.DB.Read(t.Context(), func(tx *db.Tx) error {
		ids, err := story.ListIDs(t.Context(), tx, story.Source{}, "", 500)
		if err != nil {
			return err
		}
		for _, one := range ids {
			s, err := story.Find(t.Context(), tx, one)
			if err != nil {
				return err
			}
			stages[s.Stage]++
			tasks, err := desk.AssignmentsOf(t.Context(), tx, one)
			if err != nil {
				return err
			}
			waiting += len(tasks)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for stage, want := range map[story.Stage]int{story.Pitch: 2, story.Assigned: 1, story.Drafting: 1, story.Editing: 2, story.Checking: 1, story.Ready: 35 + 2} {
		if stages[stage] != want {
			t.Errorf("%d stories are in stage %s, want %d", stages[stage], stage, want)
		}
	}
	if waiting != 6 {
		t.Errorf("%d assignments", waiting)
	}
}
