package people_test

import (
	"context"
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

func admit(d *db.DB, text string) (a people.Access, err error) {
	err = d.Read(context.Background(), func(tx *db.Tx) (err error) {
		a, err = people.Admit(context.Background(), tx, text)
		return err
	})
	return a, err
}

func newToken(t testing.TB, d *db.DB, tok people.Token) (text string, made people.Token) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		made, text, err = people.NewToken(ctx, tx, tok)
		return err
	})
	return text, made
}

func TestTokens(t *testing.T) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		boss := add(t, d, people.Person{Name: "Boss", Email: "boss@ford.example"})
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := people.Give(ctx, tx, boss.ID, people.Administrator, "", ""); err != nil {
				return err
			}
			return people.Give(ctx, tx, anna.ID, people.Editor, "baku", "az")
		})
		refused := func(what, text string) {
			t.Helper()
			a, err := admit(d, text)
			if f, ok := fault.As(err); !ok || f.Key != "people.token_refused" || a.Grants != nil {
				t.Errorf("%s: %+v, %v", what, a, err)
			}
		}
		text, tok := newToken(t, d, people.Token{Person: anna.ID, Name: " script ", Scopes: []people.Scope{"read", "write"}, Editions: []lang.Tag{"az"}})
		if !strings.HasPrefix(text, tok.Mark) || !strings.HasPrefix(text, "mst_") || len(text)-len(tok.Mark) < 52 {
			t.Errorf("token %q with the mark %q", text, tok.Mark)
		}
		a, err := admit(d, text)
		if err != nil || a.Person.ID != anna.ID || len(a.Grants) != 1 || a.Token.Name != "script" || a.Grants[0] != (people.Grant{Role: people.Editor, Bureau: "baku", Lang: "az"}) {
			t.Errorf("admitted %+v, %v", a, err)
		}
		refused("nothing", "")
		refused("its mark", tok.Mark)
		refused("another secret behind its mark", tok.Mark+strings.Repeat("a", len(text)-len(tok.Mark)))
		refused("in capitals", strings.ToUpper(text))
		refused("with a blank", text+" ")
		refused("its hash", people.HashSecret(text))

		// What a person may do changes at once.
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return people.Take(ctx, tx, anna.ID, people.Grant{Role: people.Editor, Bureau: "baku", Lang: "az"})
		})
		if a, err := admit(d, text); err != nil || len(a.Grants) != 0 {
			t.Errorf("after her role was taken: %+v, %v", a, err)
		}

		brief, _ := newToken(t, d, people.Token{Person: anna.ID, Name: "brief", Expires: fake.Now().Add(time.Hour)})
		fake.Add(time.Hour - time.Millisecond)
		if _, err := admit(d, brief); err != nil {
			t.Errorf("in its last millisecond: %v", err)
		}
		fake.Add(time.Millisecond)
		refused("expired", brief)

		write(t, d, func(ctx context.Context, tx *db.Tx) error { return people.RevokeToken(ctx, tx, tok.Mark) })
		refused("revoked", text)
		err = d.Write(t.Context(), func(tx *db.Tx) error { return people.RevokeToken(t.Context(), tx, tok.Mark) })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("revoked twice: %v", err)
		}

		other, _ := newToken(t, d, people.Token{Person: anna.ID, Name: "other"})
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return people.Disable(ctx, tx, anna.ID) })
		refused("a disabled person's", other)
		for _, refuse := range []func(tx *db.Tx) error{
			func(tx *db.Tx) error { _, err := people.NewLink(t.Context(), tx, anna.ID); return err },
			func(tx *db.Tx) error {
				_, _, err := people.NewToken(t.Context(), tx, people.Token{Person: anna.ID, Name: "late"})
				return err
			},
			func(tx *db.Tx) error { return people.Disable(t.Context(), tx, anna.ID) },
		} {
			if err := d.Write(t.Context(), refuse); fault.KindOf(err) != fault.Conflict {
				t.Errorf("for a disabled person: %v", err)
			}
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			list, err := people.Tokens(ctx, tx, anna.ID)
			for _, one := range list {
				if one.Revoked.IsZero() {
					t.Errorf("%s still works", one.Name)
				}
			}
			if len(list) != 3 {
				t.Errorf("%d tokens", len(list))
			}
			return err
		})
	})
}

func TestBadTokensAreNotMade(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		for want, tok := range map[string]people.Token{
			"people.token_name":      {Person: anna.ID, Name: "  "},
			"people.unknown_scope":   {Person: anna.ID, Name: "x", Scopes: []people.Scope{"all"}},
			"people.unknown_edition": {Person: anna.ID, Name: "x", Editions: []lang.Tag{"az ru"}},
			"people.token_expiry":    {Person: anna.ID, Name: "x", Expires: noon},
			"people.nobody":          {Person: "nobody", Name: "x"},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, _, err := people.NewToken(t.Context(), tx, tok); return err })
			if f, ok := fault.As(err); !ok || f.Key != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

// Two administrators who leave at the same moment must not both succeed.
func TestOneAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, leave := range map[string]func(ctx context.Context, tx *db.Tx, person string) error{
			"disabled": people.Disable,
			"taken": func(ctx context.Context, tx *db.Tx, person string) error {
				return people.Take(ctx, tx, person, people.Grant{Role: people.Administrator})
			},
		} {
			var who []people.Person
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `DELETE FROM person_role`)
				return err
			})
			for _, n := range []string{"a", "b", "c"} {
				p := add(t, d, people.Person{Name: n + " " + name, Email: n + name + "@ford.example"})
				write(t, d, func(ctx context.Context, tx *db.Tx) error {
					return people.Give(ctx, tx, p.ID, people.Administrator, "", "")
				})
				who = append(who, p)
			}
			var left atomic.Int32
			var wg sync.WaitGroup
			for _, p := range who {
				wg.Go(func() {
					err := d.Write(t.Context(), func(tx *db.Tx) error { return leave(t.Context(), tx, p.ID) })
					switch {
					case err == nil:
						left.Add(1)
					case fault.KindOf(err) != fault.Conflict:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if left.Load() != 2 {
				t.Errorf("%s: %d of 3 left", name, left.Load())
			}
		}
	})
}
