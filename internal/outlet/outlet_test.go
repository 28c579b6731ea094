package outlet_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

func write(t testing.TB, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// load reads the outlet as a page would.
func load(t testing.TB, d *db.DB) *outlet.Profile {
	t.Helper()
	o := outlet.New(d)
	if err := o.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o.Profile()
}

func TestProfileIsWhatWasSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		about := outlet.Outlet{Name: "The Ford", URL: "https://ford.example//", Zone: "Asia/Tbilisi", Settings: outlet.Settings{
			Accent: "#aa0000", Hosts: []string{"www.ford.example"}, Contact: "desk@ford.example",
		}}
		ru := outlet.Edition{Lang: "ru", Title: "Брод", Tagline: "новости", Position: 2, Settings: outlet.EditionSettings{About: "О нас", Rights: "©"}}
		hy := outlet.Edition{Lang: "hy", Title: "Հուն", Position: 1}
		place := outlet.Place{Key: "baku", Country: "AZ", Names: map[lang.Tag]string{"en": "Baku", "ru": "Баку"}}
		partner := outlet.Partner{Key: "iwpr", Name: "IWPR", URL: "https://iwpr.example", Notes: map[lang.Tag]string{"ru": "Совместно"}}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, f := range []func() error{
				func() error { return outlet.Save(ctx, tx, about) },
				func() error { return outlet.SaveEdition(ctx, tx, ru) },
				func() error { return outlet.SaveEdition(ctx, tx, hy) },
				func() error { return outlet.SavePlace(ctx, tx, place) },
				func() error {
					return outlet.SaveBureau(ctx, tx, outlet.Bureau{Key: "baku", Place: "baku", Zone: "Asia/Baku"}, 1)
				},
				func() error { return outlet.SavePartner(ctx, tx, partner) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		})
		p := load(t, d)
		about.URL = "https://ford.example"
		if !reflect.DeepEqual(p.Outlet, about) {
			t.Errorf("outlet\n%+v, want\n%+v", p.Outlet, about)
		}
		if want := []outlet.Edition{hy, ru}; !reflect.DeepEqual(p.Editions, want) {
			t.Errorf("editions\n%+v, want\n%+v", p.Editions, want)
		}
		if got, ok := p.Place("baku"); !ok || !reflect.DeepEqual(got, place) {
			t.Errorf("place %+v", got)
		}
		if got, ok := p.Partner("iwpr"); !ok || !reflect.DeepEqual(got, partner) {
			t.Errorf("partner %+v", got)
		}
		if want := []outlet.Bureau{{Key: "baku", Place: "baku", Zone: "Asia/Baku"}}; !reflect.DeepEqual(p.Bureaus, want) {
			t.Errorf("bureaus %+v", p.Bureaus)
		}
		if got := p.Location().String(); got != "Asia/Tbilisi" {
			t.Errorf("location %s", got)
		}
		if e, ok := p.Edition("ru"); !ok || e.Title != "Брод" {
			t.Errorf("edition ru: %+v", e)
		}
		if _, ok := p.Edition("en"); ok {
			t.Error("an edition that is not there was found")
		}

		// Saved again, everything is replaced and nothing doubled.
		about.Name, ru.Title, ru.Position, place.Names["ru"] = "Ford", "Новый брод", 0, "Бакы"
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := outlet.Save(ctx, tx, about); err != nil {
				return err
			}
			if err := outlet.SavePlace(ctx, tx, place); err != nil {
				return err
			}
			return outlet.SaveEdition(ctx, tx, ru)
		})
		p = load(t, d)
		if got := p.Langs(); p.Outlet.Name != "Ford" || !reflect.DeepEqual(got, []lang.Tag{"ru", "hy"}) || p.Editions[0].Title != "Новый брод" {
			t.Errorf("saved again: %q %v %+v", p.Outlet.Name, got, p.Editions)
		}
		if pl, _ := p.Place("baku"); pl.Name("ru") != "Бакы" || pl.Name("hy") != "Baku" {
			t.Errorf("place names %+v", pl)
		}
	})
}

func TestProfileStandsStillUntilLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := outlet.New(d)
		if err := o.Load(t.Context()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an outlet that was never made: %v", err)
		}
		save := func(name string) {
			write(t, d, func(ctx context.Context, tx *db.Tx) error { return outlet.Save(ctx, tx, outlet.Outlet{Name: name}) })
		}
		save("One")
		if err := o.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		held := o.Profile()
		save("Two")
		if o.Profile().Outlet.Name != "One" {
			t.Error("the profile changed without Load")
		}
		if err := o.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if held.Outlet.Name != "One" || o.Profile().Outlet.Name != "Two" || o.Profile().Outlet.Zone != "UTC" {
			t.Errorf("held %q, now %+v", held.Outlet.Name, o.Profile().Outlet)
		}
	})
}

func TestSaveRefusesAndKeepsWhatWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford", Zone: "Asia/Yerevan"})
		})
		for key, f := range map[string]func(context.Context, *db.Tx) error{
			"outlet.name_missing": func(ctx context.Context, tx *db.Tx) error { return outlet.Save(ctx, tx, outlet.Outlet{Name: " \t"}) },
			"outlet.unknown_zone": func(ctx context.Context, tx *db.Tx) error {
				return outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford", Zone: "Asia/Atlantis"})
			},
			"outlet.unknown_language": func(ctx context.Context, tx *db.Tx) error {
				return outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: "../x"})
			},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) })
			if got, ok := fault.As(err); !ok || got.Kind != fault.Invalid || got.Key != key {
				t.Errorf("%s: %v", key, err)
			}
		}
		for _, zone := range []string{"Local", "../../etc/passwd", "/etc/localtime"} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return outlet.Save(t.Context(), tx, outlet.Outlet{Name: "Ford", Zone: zone}) })
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("zone %q: %v", zone, err)
			}
		}
		if p := load(t, d); p.Outlet.Zone != "Asia/Yerevan" || len(p.Editions) != 0 {
			t.Errorf("after refusals: %+v", p.Outlet)
		}
	})
}

// A zone that another version of the program wrote, or a person by hand, is an error
// that says which, not a page in the wrong time.
func TestUnknownZoneInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford"}); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE outlet SET zone = 'Mars/Olympus'`)
			return err
		})
		o := outlet.New(d)
		err := o.Load(t.Context())
		if f, ok := fault.As(err); !ok || f.Key != "outlet.unknown_zone" || f.Args["zone"] != "Mars/Olympus" {
			t.Errorf("got %v", err)
		}
		if o.Profile() != nil {
			t.Error("a profile without a place in time was kept")
		}
	})
}

func TestXDefault(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		save := func(x string, editions ...outlet.Edition) lang.Tag {
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				for _, e := range editions {
					if err := outlet.SaveEdition(ctx, tx, e); err != nil {
						return err
					}
				}
				return outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford", Settings: outlet.Settings{XDefault: x}})
			})
			return load(t, d).XDefault()
		}
		for _, c := range []struct {
			x        string
			editions []outlet.Edition
			want     lang.Tag
		}{
			{"", nil, "en"},
			{"", []outlet.Edition{{Lang: "ru", Position: 2}, {Lang: "ka", Position: 1}}, "ka"},
			{"ru", nil, "ru"},
			{"az", nil, "ka"}, // there is no such edition
		} {
			if got := save(c.x, c.editions...); got != c.want {
				t.Errorf("x-default %q: %s, want %s", c.x, got, c.want)
			}
		}
	})
}

func TestSectionSlugs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford"}); err != nil {
				return err
			}
			ids := map[string]string{}
			for _, key := range []string{"politics", "policy", "third", "about"} {
				one, err := outlet.EnsureSection(ctx, tx, key)
				if err != nil {
					return err
				}
				ids[key] = one
				if again, err := outlet.EnsureSection(ctx, tx, key); err != nil || again != one {
					t.Errorf("%s: %s, then %s, %v", key, one, again, err)
				}
			}
			for _, c := range []struct {
				section   string
				lang      lang.Tag
				slug      string
				want, key string
			}{
				{"politics", "en", "politics", "politics", ""},
				{"policy", "en", "politics", "politics-2", ""},
				{"third", "en", "politics", "politics-3", ""},
				{"policy", "en", "politics", "politics-2", ""},   // named again, it keeps its own
				{"policy", "ru", "politics", "politics", ""},     // another edition has slugs of its own
				{"about", "en", "about", "about-2", ""},          // the program's own address
				{"about", "ru", "search", "search-2", ""},        //
				{"third", "ru", "", "", "outlet.bad_slug"},       //
				{"third", "ru", "a/b", "", "outlet.bad_slug"},    //
				{"third", "ru", "Выборы", "", "outlet.bad_slug"}, //
				{"politics", "en", "power", "power", ""},
				{"third", "en", "politics", "politics", ""}, // free again
			} {
				got, err := outlet.NameSection(ctx, tx, ids[c.section], c.lang, outlet.SectionName{Slug: c.slug, Name: "N"})
				if f, _ := fault.As(err); c.key != "" && (f == nil || f.Key != c.key) || c.key == "" && (err != nil || got.Slug != c.want) {
					t.Errorf("%s as %q in %s: %q, %v; want %q %s", c.section, c.slug, c.lang, got.Slug, err, c.want, c.key)
				}
			}
			return nil
		})
		p := load(t, d)
		var order []string
		for _, s := range p.Sections {
			order = append(order, s.Key)
			for l, n := range s.Names {
				if found, ok := p.SectionBySlug(l, n.Slug); !ok || found.ID != s.ID {
					t.Errorf("%s in %s leads to %s", n.Slug, l, found.Key)
				}
			}
			if byID, ok := p.Section(s.ID); !ok || byID.Key != s.Key {
				t.Errorf("section %s not found by its id", s.Key)
			}
		}
		if got := strings.Join(order, " "); got != "politics policy third about" {
			t.Errorf("order %q", got)
		}
		if _, ok := p.SectionBySlug("en", "politics-3"); ok {
			t.Error("a slug that was given up still leads somewhere")
		}
	})
}

func TestEnsureSectionAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ids := make([]string, 10)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
					ids[i], err = outlet.EnsureSection(t.Context(), tx, "war")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, one := range ids {
			if one == "" || one != ids[0] {
				t.Fatalf("sections %v", ids)
			}
		}
	})
}

func TestSlugs(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "a-b": true, "2024": true, strings.Repeat("a", 100): true, strings.Repeat("a", 101): false,
		"": false, "-": false, "a-": false, "-a": false, "a--b": false, "A": false, "a_b": false, "a b": false, "б": false, "a\x00": false, "a.xml": false,
	} {
		if got := outlet.ValidSlug(s); got != want {
			t.Errorf("ValidSlug(%q) = %v", s, got)
		}
	}
	// Every one-part address of the program.
	for _, s := range strings.Fields("about api by contribute corrections desk healthz latest letters media metrics most-read oembed readyz search support topic") {
		if !outlet.ReservedSlug(s) {
			t.Errorf("%s is not reserved", s)
		}
		if got := fmt.Sprintf("%s-2", s); outlet.ReservedSlug(got) {
			t.Errorf("%s is reserved", got)
		}
	}
}
