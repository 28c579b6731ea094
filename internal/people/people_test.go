package people_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func write(t testing.TB, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, d *db.DB, p people.Person) (added people.Person) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) { added, err = people.Add(ctx, tx, p); return err })
	return added
}

func TestNamesakesHaveSlugsOfTheirOwn(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		seen := map[string]bool{}
		for i := range 50 {
			p := add(t, d, people.Person{Name: "  Anna Petrosyan "})
			if seen[p.Slug] || !strings.HasPrefix(p.Slug, "anna-petrosyan") {
				t.Fatalf("number %d is %q", i+1, p.Slug)
			}
			seen[p.Slug] = true
		}
		for _, want := range []string{"anna-petrosyan", "anna-petrosyan-2", "anna-petrosyan-12"} {
			if !seen[want] {
				t.Errorf("nobody is %s", want)
			}
		}
		for name, want := range map[string]string{"Վարդան": "vardan", "🙂": "person", "❤": "person-2", "Лев Ъ": "lev"} {
			got := add(t, d, people.Person{Name: name})
			if want == "person-2" || want == "person" { // the map's order decides
				if got.Slug != "person" && got.Slug != "person-2" {
					t.Errorf("%s is %q", name, got.Slug)
				}
			} else if got.Slug != want {
				t.Errorf("%s is %q, want %q", name, got.Slug, want)
			}
		}
	})
}

func TestNamesakesAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		var slugs sync.Map
		for range 20 {
			wg.Go(func() {
				var p people.Person
				err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
					p, err = people.Add(t.Context(), tx, people.Person{Name: "Anna"})
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if _, twice := slugs.LoadOrStore(p.Slug, true); twice {
					t.Errorf("two are %s", p.Slug)
				}
			})
		}
		wg.Wait()
	})
}

func TestEmails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: " Anna@Ford.Example ", Place: "baku", Names: map[lang.Tag]people.Name{"ru": {Name: "Анна", About: "Пишет"}}})
		if anna.Email != "anna@ford.example" {
			t.Errorf("kept as %q", anna.Email)
		}
		for email, want := range map[string]fault.Kind{
			"anna@ford.example": fault.Conflict, "ANNA@FORD.EXAMPLE": fault.Conflict, "Someone <anna@ford.example>": fault.Conflict,
			"anna": fault.Invalid, "a@b@c": fault.Invalid, strings.Repeat("a", 250) + "@b.example": fault.Invalid, "a@b.example\r\nBcc: c@d.example": fault.Invalid,
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := people.Add(t.Context(), tx, people.Person{Name: "Other", Email: email})
				return err
			})
			if fault.KindOf(err) != want {
				t.Errorf("%.40q: %v", email, err)
			}
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := people.Add(t.Context(), tx, people.Person{Name: " "})
			return err
		}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a name: %v", err)
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, email := range []string{"anna@ford.example", "Anna@Ford.example"} {
				p, err := people.ByEmail(ctx, tx, email)
				if err != nil || !reflect.DeepEqual(p, anna) {
					t.Errorf("%s is\n%+v, %v, want\n%+v", email, p, err, anna)
				}
			}
			for _, email := range []string{"", "nobody@ford.example"} {
				if _, err := people.ByEmail(ctx, tx, email); fault.KindOf(err) != fault.NotFound {
					t.Errorf("%q: %v", email, err)
				}
			}
			if anna.In("ru") != "Анна" || anna.In("hy") != "Anna" {
				t.Errorf("names %q %q", anna.In("ru"), anna.In("hy"))
			}
			return nil
		})
	})
}

// A byline must never become an account, even of somebody with the same name.
func TestByNameFindsBylinesOnly(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		staff := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if p, err := people.ByName(ctx, tx, "Anna"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("found %+v, %v", p, err)
			}
			return nil
		})
		first := add(t, d, people.Person{Name: "Anna"})
		add(t, d, people.Person{Name: "Anna"})
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			p, err := people.ByName(ctx, tx, "Anna")
			if err != nil || p.ID != first.ID || p.ID == staff.ID {
				t.Errorf("found %+v, %v; want %s", p, err, first.ID)
			}
			all, err := people.ByIDs(ctx, tx, []string{staff.ID, "nobody", first.ID})
			if err != nil || len(all) != 2 || all[staff.ID].Email == "" {
				t.Errorf("by ids: %+v, %v", all, err)
			}
			return nil
		})
	})
}

func TestSignInLink(t *testing.T) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		link := func() (s people.Secret) {
			t.Helper()
			write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
				s, err = people.NewLink(ctx, tx, anna.ID)
				return err
			})
			return s
		}
		use := func(secret string) (person string, err error) {
			err = d.Write(t.Context(), func(tx *db.Tx) (err error) { person, err = people.UseLink(t.Context(), tx, secret); return err })
			return person, err
		}
		refused := func(what, secret string) {
			t.Helper()
			person, err := use(secret)
			if f, ok := fault.As(err); person != "" || !ok || f.Kind != fault.NotFound || f.Key != "people.link_spent" {
				t.Errorf("%s: %q, %v", what, person, err)
			}
		}
		s := link()
		if len(s.Text) < 43 {
			t.Errorf("a secret of %d signs", len(s.Text))
		}
		refused("the hash in the place of the secret", s.Hash)
		refused("nothing", "")
		if person, err := use(s.Text); err != nil || person != anna.ID {
			t.Fatalf("used: %q, %v", person, err)
		}
		refused("used twice", s.Text)

		older, newer := link(), link()
		refused("replaced by a newer one", older.Text)
		fake.Add(people.LinkLife - time.Millisecond)
		if person, err := use(newer.Text); err != nil || person != anna.ID {
			t.Errorf("in its last millisecond: %q, %v", person, err)
		}
		late := link()
		fake.Add(people.LinkLife)
		refused("expired", late.Text)

		kept := link()
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.Rows(ctx, `SELECT hash, person_id FROM person_link`, nil, func(scan func(...any) error) error {
				var hash, person string
				err := scan(&hash, &person)
				for _, secret := range []people.Secret{s, newer, late, kept} {
					if strings.Contains(hash+person, secret.Text) {
						t.Error("a secret stands in the database")
					}
				}
				return err
			})
		})
	})
}

func TestSignInLinkAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		for range 5 {
			var s people.Secret
			write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
				s, err = people.NewLink(ctx, tx, anna.ID)
				return err
			})
			var wg sync.WaitGroup
			var in, out atomic.Int32
			for range 10 {
				wg.Go(func() {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						_, err := people.UseLink(t.Context(), tx, s.Text)
						return err
					})
					switch fault.KindOf(err) {
					case fault.NotFound:
						out.Add(1)
					default:
						if err != nil {
							t.Error(err)
						}
						in.Add(1)
					}
				})
			}
			wg.Wait()
			if in.Load() != 1 || out.Load() != 9 {
				t.Errorf("%d came in, %d did not", in.Load(), out.Load())
			}
		}
	})
}

func TestRolesAreGivenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna"})
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			for range 2 {
				for _, l := range []lang.Tag{"", "ru"} {
					if err := people.Give(ctx, tx, anna.ID, people.Editor, "baku", l); err != nil {
						return err
					}
				}
			}
			var n int
			err := tx.Row(ctx, `SELECT count(*) FROM person_role`, nil, &n)
			if n != 2 {
				err = fmt.Errorf("%d roles, %v", n, err)
			}
			return err
		})
	})
}
