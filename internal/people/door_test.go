package people_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/people"

	"github.com/pquerna/otp/totp"
)

// cheap is a cost at which tests do not wait.
var cheap = people.Cost{Memory: 64, Time: 1, Lanes: 1}

const good = "four lorries left at dawn"

// doorway is a door with Anna, an editor in Baku who has a password.
type doorway struct {
	*testing.T
	*people.Door
	clock  *clock.Fake
	anna   people.Person
	second []people.Role
}

func eachDoor(t *testing.T, f func(d *doorway)) {
	t.Helper()
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, base *db.DB) {
		d := &doorway{T: t, clock: fake}
		d.Door = &people.Door{DB: base, Hasher: people.NewHasher(cheap), Second: func() []people.Role { return d.second }}
		d.anna = add(t, base, people.Person{Name: "Anna Petrosyan", Email: "anna@ford.example"})
		write(t, base, func(ctx context.Context, tx *db.Tx) error {
			return people.Give(ctx, tx, d.anna.ID, people.Editor, "baku", "")
		})
		d.setPassword(d.anna, good)
		f(d)
	})
}

func (d *doorway) setPassword(p people.Person, password string) {
	d.Helper()
	hash, err := d.Hasher.Hash(d.Context(), password)
	if err != nil {
		d.Fatal(err)
	}
	write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error { return people.SetPassword(ctx, tx, p.ID, hash, "") })
}

func at(address string) people.From {
	return people.From{Address: netip.MustParseAddr(address), Device: "test"}
}

var home = at("192.0.2.7")

func (d *doorway) in(password string, from people.From) (people.Entry, error) {
	return d.ByPassword(d.Context(), "anna@ford.example", password, from)
}

func (d *doorway) mustIn() people.Entry {
	d.Helper()
	e, err := d.in(good, home)
	if err != nil {
		d.Fatal(err)
	}
	return e
}

func (d *doorway) alive(secret people.Secret) bool {
	d.Helper()
	err := d.DB.Read(d.Context(), func(tx *db.Tx) error { _, err := people.VisitOf(d.Context(), tx, secret.Text); return err })
	if err != nil && fault.KindOf(err) != fault.NotFound {
		d.Fatal(err)
	}
	return err == nil
}

func (d *doorway) visit(secret people.Secret) (v people.Visit) {
	d.Helper()
	if err := d.DB.Read(d.Context(), func(tx *db.Tx) (err error) { v, err = people.HalfVisitOf(d.Context(), tx, secret.Text); return err }); err != nil {
		d.Fatal(err)
	}
	return v
}

func refusedWith(t *testing.T, what string, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key {
		t.Errorf("%s: %v, want %s", what, err, key)
	}
}

// tellings are what a stranger at the door learns: key, numbers and hash work.
func (d *doorway) tellings(email, password string, from people.From) string {
	d.Helper()
	before := d.Hasher.Derived()
	e, err := d.ByPassword(d.Context(), email, password, from)
	f, ok := fault.As(err)
	if !ok || e.Secret.Text != "" {
		d.Errorf("%s came in, or worse: %v", email, err)
		return ""
	}
	return fmt.Sprintf("%s %v %s, %d hashes", f.Key, f.Args, f.Field, d.Hasher.Derived()-before)
}

// Case 80: a stranger cannot tell who works here. Answers and work are compared, for
// each try from the first to the pause, not clocks.
func TestNobodyLearnsWhoWorksHere(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		off := add(d.T, d.DB, people.Person{Name: "Gone", Email: "gone@ford.example"})
		d.setPassword(off, good)
		chief := add(d.T, d.DB, people.Person{Name: "Chief", Email: "chief@ford.example"}) // has no password
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			if err := people.Give(ctx, tx, chief.ID, people.Administrator, "", ""); err != nil {
				return err
			}
			return people.Disable(ctx, tx, off.ID)
		})
		for try := 1; try <= 7; try++ {
			known := d.tellings("anna@ford.example", "not her password", home)
			for what, email := range map[string]string{
				"nobody": "nobody@ford.example", "without a password": "chief@ford.example", "no address": "anna", "nothing": "", "an odd one": "ANNA\u200b@ford.example",
			} {
				if got := d.tellings(email, "not her password", home); got != known {
					d.Errorf("try %d, %s: %s, but of somebody known: %s", try, what, got, known)
				}
			}
			if got := d.tellings("gone@ford.example", good, home); got != known {
				d.Errorf("try %d, disabled, the right password: %s, but: %s", try, got, known)
			}
		}
	})
}

// Case 81: tries are counted before they are made, by account and network, whatever
// their form.
func TestTriesAreCounted(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		// Twenty at the same moment are five.
		var wg sync.WaitGroup
		var tried, waited atomic.Int32
		for range 20 {
			wg.Go(func() {
				_, err := d.in("not her password", home)
				f, _ := fault.As(err)
				switch {
				case f != nil && (f.Key == "people.wrong_password" || f.Key == "people.wrong_password_last"):
					tried.Add(1)
				case f != nil && f.Key == "people.wait":
					waited.Add(1)
				default:
					d.Error(err)
				}
			})
		}
		wg.Wait()
		if tried.Load() != 5 || waited.Load() != 15 {
			d.Errorf("%d were tried, %d waited", tried.Load(), waited.Load())
		}
		for what, email := range map[string]string{"capitals": "ANNA@FORD.example", "blanks": "  anna@ford.example ", "with a name": "Anna <anna@ford.example>"} {
			_, err := d.ByPassword(d.Context(), email, good, home)
			refusedWith(d.T, what, err, "people.wait")
		}
		// Her own house is another one: a stranger does not lock her out.
		if _, err := d.in(good, at("198.51.100.9")); err != nil {
			d.Errorf("from elsewhere: %v", err)
		}
		d.clock.Add(10*time.Minute - time.Millisecond)
		_, err := d.in(good, home)
		refusedWith(d.T, "a moment before the pause ends", err, "people.wait")
		d.clock.Add(time.Millisecond)
		_, err = d.in("not her password", home)
		refusedWith(d.T, "after the pause", err, "people.wrong_password_last")
		d.clock.Add(10 * time.Minute) // the next pause is twice as long
		_, err = d.in(good, home)
		refusedWith(d.T, "in the second pause", err, "people.wait")
		d.clock.Add(10 * time.Minute)
		if _, err = d.in(good, home); err != nil {
			d.Errorf("after the second pause: %v", err)
		}
		if got := d.tellings("anna@ford.example", "not her password", home); !strings.Contains(got, "n:4") {
			d.Errorf("coming in did not forgive: %s", got)
		}
	})
}

// Case 81: whoever has one IPv6 address has 2^64 of them.
func TestANetworkIsOneStranger(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		for i := range 5 {
			d.in("not her password", at(fmt.Sprintf("2001:db8::%x", i+1)))
		}
		_, err := d.in(good, at("2001:db8::ffff:1"))
		refusedWith(d.T, "the same /64", err, "people.wait")
		if _, err := d.in(good, at("2001:db8:0:1::1")); err != nil {
			d.Errorf("another /64: %v", err)
		}
		// One network at many accounts.
		for i := range 60 {
			d.ByPassword(d.Context(), fmt.Sprintf("a%d@ford.example", i), "", at("203.0.113.5"))
		}
		_, err = d.in(good, at("203.0.113.5"))
		refusedWith(d.T, "after sixty accounts", err, "people.wait")
		// Many networks at one account.
		for i := range 40 {
			d.ByPassword(d.Context(), "boris@ford.example", "", at(fmt.Sprintf("10.0.%d.1", i)))
		}
		_, err = d.ByPassword(d.Context(), "boris@ford.example", "", at("10.1.0.1"))
		refusedWith(d.T, "after forty networks", err, "people.wait")
	})
}

// Case 83: a crowd at the door does not take all memory and cores.
func TestACrowdAtTheDoor(t *testing.T) {
	h := people.NewHasher(people.UsualCost)
	var wg sync.WaitGroup
	var sent atomic.Int32
	for range 100 {
		wg.Go(func() {
			_, _, err := h.Verify(context.Background(), "", good)
			if f, ok := fault.As(err); ok && f.Key == "people.door_busy" {
				sent.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if int64(sent.Load())+h.Derived() != 100 || sent.Load() == 0 {
		t.Errorf("%d sent away, %d hashes", sent.Load(), h.Derived())
	}
	before := h.Derived()
	if right, _, err := h.Verify(context.Background(), "", strings.Repeat("x", 1<<20)); right || err != nil || h.Derived() != before {
		t.Errorf("a password of 1 MB: %v, %v, %d hashes", right, err, h.Derived()-before)
	}
	refusedWith(t, "too long", people.CheckPassword(strings.Repeat("ab c", 70), people.Person{}), "people.password_long")
}

func TestPasswords(t *testing.T) {
	anna := people.Person{Name: "Anna Petrosyan", Email: "annapetros@ford.example"}
	for password, want := range map[string]string{
		"elevensigns": "people.password_short", "ააააააააააა": "people.password_short",
		"password1234": "people.password_easy", "PassWord!2026": "people.password_easy", "aaaaaaaaaaaaaaaa": "people.password_easy", "123412341234": "people.password_easy",
		"annapetrosyan": "people.password_easy", "annapetrosyan2026!": "people.password_easy", "annapetros@ford.example": "people.password_easy", "annapetros12": "people.password_easy",
		"correct horse battery staple": "people.password_easy", "парольпароль": "people.password_easy", "four\xfflorries left": "people.password_short",
		good: "", "შავი ზღვის ტალღა": "", "чёрный хлеб и соль": "", "գետի վրա կամուրջ": "",
	} {
		err := people.CheckPassword(password, anna)
		if f, _ := fault.As(err); (f == nil) != (want == "") || f != nil && f.Key != want {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
	// One password, written in two ways by two keyboards.
	h := people.NewHasher(people.UsualCost)
	hash, err := h.Hash(t.Context(), "caf\u00e9 at the corner")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", hash, err)
	}
	if right, stale, err := h.Verify(t.Context(), hash, "cafe\u0301 at the corner"); !right || stale || err != nil {
		t.Errorf("the other form: %v %v %v", right, stale, err)
	}
	if right, _, _ := h.Verify(t.Context(), hash, "caf\u00e9 at the corner "); right {
		t.Error("with a blank at its end")
	}
}

// A hash of another cost opens still, and is made anew at today's.
func TestOldHashesAreRenewed(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		weak, err := people.NewHasher(people.Cost{Memory: 32, Time: 2, Lanes: 1}).Hash(d.Context(), good)
		if err != nil {
			d.Fatal(err)
		}
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error { return people.SetPassword(ctx, tx, d.anna.ID, weak, "") })
		d.mustIn()
		var hash string
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT hash FROM person_password`, nil, &hash)
		})
		if hash == weak || !strings.Contains(hash, "m=64,t=1,p=1") {
			d.Errorf("kept as %s", hash)
		}
		d.mustIn()
	})
}

// Case 78: one reset link, for half an hour, once, for the address that she has.
func TestResetLinks(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		link := func() (s people.Secret) {
			write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
				s, err = people.NewLinkFor(ctx, tx, people.ResetLink, d.anna.ID)
				return err
			})
			return s
		}
		reset := func(secret string) error { return d.Reset(d.Context(), secret, "a new song for the harvest", home) }
		older, s := link(), link()
		refusedWith(d.T, "an older one", reset(older.Text), "people.link_spent")
		refusedWith(d.T, "its hash", reset(s.Hash), "people.link_spent")
		_, err := d.ByLink(d.Context(), s.Text, home)
		refusedWith(d.T, "as a sign-in link", err, "people.link_spent")
		_, err = d.Accept(d.Context(), s.Text, "anna@ford.example", "a new song for the harvest", home)
		refusedWith(d.T, "as an invitation", err, "people.link_spent")
		refusedWith(d.T, "with a bad password", d.Reset(d.Context(), s.Text, "short", home), "people.password_short")
		if err := reset(s.Text); err != nil {
			d.Fatal(err)
		}
		refusedWith(d.T, "twice", reset(s.Text), "people.link_spent")
		if _, err := d.in("a new song for the harvest", home); err != nil {
			d.Error(err)
		}
		_, err = d.in(good, home)
		refusedWith(d.T, "the old password", err, "people.wrong_password")

		late := link()
		d.clock.Add(30 * time.Minute)
		refusedWith(d.T, "after half an hour", reset(late.Text), "people.link_spent")

		moved := link()
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			return people.SetEmail(ctx, tx, d.anna.ID, "anna@mill.example")
		})
		refusedWith(d.T, "after another address", reset(moved.Text), "people.link_spent")

		shut := link()
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			boss, err := people.Add(ctx, tx, people.Person{Name: "Boss", Email: "boss@ford.example"})
			if err != nil {
				return err
			}
			if err := people.Give(ctx, tx, boss.ID, people.Administrator, "", ""); err != nil {
				return err
			}
			return people.Disable(ctx, tx, d.anna.ID)
		})
		refusedWith(d.T, "of somebody disabled", reset(shut.Text), "people.link_spent")
	})
}

// Case 80, by the other door: asking for a reset tells nothing.
func TestAskingForAResetTellsNothing(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		sent := 0
		ask := func(email string) error {
			return d.AskReset(d.Context(), email, home, func(context.Context, *db.Tx, string) error { sent++; return nil })
		}
		if err := ask("Anna@ford.example"); err != nil || sent != 1 {
			d.Errorf("%v, %d sent", err, sent)
		}
		if err := ask("nobody@ford.example"); err != nil || sent != 1 {
			d.Errorf("of nobody: %v, %d sent", err, sent)
		}
		for range 4 {
			ask("anna@ford.example")
			ask("nobody@ford.example")
		}
		for _, email := range []string{"anna@ford.example", "nobody@ford.example"} {
			refusedWith(d.T, "the sixth time "+email, ask(email), "people.wait")
		}
	})
}

// Case 77: what an old way in may have opened ends with it.
func TestWhatAnOldWayInOpenedEnds(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		for name, change := range map[string]func(v people.Visit) (people.Secret, error){
			"password changed": func(v people.Visit) (people.Secret, error) {
				return people.Secret{}, d.ChangePassword(d.Context(), v, good, home)
			},
			"password reset": func(v people.Visit) (people.Secret, error) {
				var s people.Secret
				write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
					s, err = people.NewLinkFor(ctx, tx, people.ResetLink, d.anna.ID)
					return err
				})
				return people.Secret{Text: "ended"}, d.Reset(d.Context(), s.Text, good, home)
			},
			"app added": func(v people.Visit) (people.Secret, error) {
				if err := d.BeginApp(d.Context(), v.Session); err != nil {
					return people.Secret{}, err
				}
				e, codes, err := d.ConfirmApp(d.Context(), v.Session, d.code(0), home)
				if len(codes) != 10 {
					d.Errorf("%d codes", len(codes))
				}
				if err == nil {
					err = d.RemoveApp(d.Context(), d.visit(e.Secret), home)
				}
				return e.Secret, err
			},
		} {
			other, mine := d.mustIn(), d.mustIn()
			token, _ := newToken(d.T, d.DB, people.Token{Person: d.anna.ID, Name: "script"})
			var link people.Secret
			write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
				link, err = people.NewLink(ctx, tx, d.anna.ID)
				return err
			})
			renewed, err := change(d.visit(mine.Secret))
			if err != nil {
				d.Fatal(name, err)
			}
			if d.alive(other.Secret) {
				d.Errorf("%s: another session lives", name)
			}
			switch {
			case renewed.Text == "":
				if !d.alive(mine.Secret) {
					d.Errorf("%s: her own session ended", name)
				}
			case renewed.Text != "ended" && !d.alive(renewed), d.alive(mine.Secret):
				d.Errorf("%s: her session did not go on under a new secret alone", name)
			}
			if _, err := admit(d.DB, token); fault.KindOf(err) != fault.NotFound {
				d.Errorf("%s: a token lives: %v", name, err)
			}
			if _, err := d.ByLink(d.Context(), link.Text, home); fault.KindOf(err) != fault.NotFound {
				d.Errorf("%s: a link lives: %v", name, err)
			}
			d.clock.Add(time.Hour)
		}
	})
}

// code is the app's code, some half minutes from now.
func (d *doorway) code(steps int) string {
	d.Helper()
	var app people.TOTP
	if err := d.DB.Read(d.Context(), func(tx *db.Tx) (err error) { app, err = people.TOTPOf(d.Context(), tx, d.anna.ID); return err }); err != nil {
		d.Fatal(err)
	}
	code, err := totp.GenerateCode(app.Secret, d.clock.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		d.Fatal(err)
	}
	return code
}

// withApp gives Anna an app, and her recovery codes.
func (d *doorway) withApp() []string {
	d.Helper()
	e := d.mustIn()
	if err := d.BeginApp(d.Context(), e.Session); err != nil {
		d.Fatal(err)
	}
	_, codes, err := d.ConfirmApp(d.Context(), e.Session, d.code(0), home)
	if err != nil {
		d.Fatal(err)
	}
	d.clock.Add(time.Minute)
	return codes
}

// Case 82: no way around the second step.
func TestSecondStep(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		codes := d.withApp()
		half := d.mustIn()
		if half.Session.Whole || d.alive(half.Secret) {
			d.Fatal("a password alone opens the desk")
		}
		var link people.Secret
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
			link, err = people.NewLink(ctx, tx, d.anna.ID)
			return err
		})
		byLink, err := d.ByLink(d.Context(), link.Text, home)
		if err != nil || d.alive(byLink.Secret) {
			d.Errorf("a link goes around it: %v", err)
		}
		byHouse, err := d.ByIdentity(d.Context(), "https://house.example", "42", "anna@ford.example", home)
		if err != nil || d.alive(byHouse.Secret) {
			d.Errorf("the house goes around it: %v", err)
		}
		// Nor can whoever knows the password put a second step of her own in its place.
		refusedWith(d.T, "a new app", d.BeginApp(d.Context(), half.Session), "people.second_first")
		_, err = d.BeginPasskey(d.Context(), d.visit(half.Secret), "https://ford.example", "Ford", home)
		refusedWith(d.T, "a new passkey", err, "people.second_first")
		refusedWith(d.T, "taking it away", d.RemoveApp(d.Context(), d.visit(half.Secret), home), "people.second_first")

		step := func(s people.Session, code string) (people.Entry, error) { return d.ByCode(d.Context(), s, code, home) }
		_, err = step(half.Session, d.code(-2))
		refusedWith(d.T, "a minute old", err, "people.wrong_code")
		_, err = step(half.Session, d.code(2))
		refusedWith(d.T, "of a minute to come", err, "people.wrong_code")
		code := d.code(1)
		whole, err := step(half.Session, code)
		if err != nil || !d.alive(whole.Secret) || d.alive(half.Secret) || !whole.Session.Strong {
			d.Fatalf("the second step: %v", err)
		}
		again := d.mustIn()
		_, err = step(again.Session, code)
		refusedWith(d.T, "a code twice", err, "people.wrong_code")
		_, err = step(again.Session, d.code(0))
		refusedWith(d.T, "an older one after a newer", err, "people.wrong_code")
		if in, err := step(again.Session, " "+strings.ToUpper(strings.ReplaceAll(codes[3], "-", " "))); err != nil || !d.alive(in.Secret) {
			d.Errorf("a recovery code: %v", err)
		}
		third := d.mustIn()
		_, err = step(third.Session, codes[3])
		refusedWith(d.T, "a recovery code twice", err, "people.wrong_code")
		for range 4 {
			step(third.Session, "000000")
		}
		_, err = step(third.Session, codes[4])
		refusedWith(d.T, "guessing", err, "people.wait")
		d.clock.Add(people.SessionHalf)
		_, err = step(third.Session, codes[4])
		refusedWith(d.T, "after the half session ended", err, "people.session_ended")
	})
}

// Who lost phone and codes comes in by her password again; nothing of before is open.
func TestLostSecondStep(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		codes := d.withApp()
		half := d.mustIn()
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error { return people.ForgetSecond(ctx, tx, d.anna.ID) })
		if e := d.mustIn(); !d.alive(e.Secret) {
			d.Error("her password is not enough")
		}
		if _, err := d.ByCode(d.Context(), half.Session, codes[0], home); fault.KindOf(err) == fault.Other || err == nil {
			d.Errorf("an old code: %v", err)
		}
	})
}

// Case 82: a code raced by ten is taken once.
func TestOneCodeOneEntry(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		d.withApp()
		var halves []people.Entry
		for range 4 {
			halves = append(halves, d.mustIn())
		}
		code := d.code(0)
		var in atomic.Int32
		var wg sync.WaitGroup
		for _, h := range halves {
			wg.Go(func() {
				if _, err := d.ByCode(context.Background(), h.Session, code, home); err == nil {
					in.Add(1)
				} else if fault.KindOf(err) == fault.Other {
					d.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			d.Errorf("%d came in by one code", in.Load())
		}
	})
}

// A role that asks for a second step leads to it, and cannot be left without one.
func TestRequiredSecondStep(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		before := d.mustIn()
		d.second = []people.Role{people.Editor}
		if !d.Needs(d.visit(before.Secret).Grants) || before.Session.Strong {
			d.Error("who was in before is not asked")
		}
		half := d.mustIn()
		if d.alive(half.Secret) {
			d.Error("came in without one")
		}
		if err := d.BeginApp(d.Context(), half.Session); err != nil {
			d.Fatal(err)
		}
		_, _, err := d.ConfirmApp(d.Context(), half.Session, "000000", home)
		refusedWith(d.T, "a wrong first code", err, "people.wrong_code")
		e, codes, err := d.ConfirmApp(d.Context(), half.Session, d.code(0), home)
		if err != nil || len(codes) != 10 || !d.alive(e.Secret) {
			d.Fatalf("setting it up: %v", err)
		}
		refusedWith(d.T, "taking the last away", d.RemoveApp(d.Context(), d.visit(e.Secret), home), "people.last_factor")
	})
}

// Case 76: a new secret at each step, and when her roles grow; the old one is dead.
func TestSecretsChange(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		one, two := d.mustIn(), d.mustIn()
		if one.Secret.Text == two.Secret.Text || one.Session.ID == two.Session.ID {
			d.Error("two sign-ins share a session")
		}
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			return people.Give(ctx, tx, d.anna.ID, people.Administrator, "", "")
		})
		v := d.visit(one.Secret)
		if !v.Session.Renew {
			d.Fatal("a role is given, and the secret stays")
		}
		var renewed people.Secret
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
			renewed, err = people.RenewSession(ctx, tx, v.Session)
			return err
		})
		if d.alive(one.Secret) || !d.alive(renewed) || d.visit(renewed).Session.Renew {
			d.Error("the old secret lives, or the new one does not")
		}
		err := d.DB.Write(d.Context(), func(tx *db.Tx) error {
			_, err := people.RenewSession(d.Context(), tx, v.Session)
			return err
		})
		refusedWith(d.T, "renewed twice", err, "people.session_ended")
	})
}

// Case 47: what somebody had open ends in the transaction that shuts her out.
func TestShutOut(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		e := d.mustIn()
		boss := add(d.T, d.DB, people.Person{Name: "Boss", Email: "boss@ford.example"})
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			if err := people.Give(ctx, tx, boss.ID, people.Administrator, "", ""); err != nil {
				return err
			}
			return people.Disable(ctx, tx, d.anna.ID)
		})
		if d.alive(e.Secret) {
			d.Error("her session lives")
		}
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error { return people.Enable(ctx, tx, d.anna.ID) })
		if d.alive(e.Secret) {
			d.Error("her old session is back")
		}
		d.mustIn()
	})
}

// Sessions end by themselves: when nobody asks, and at the latest after their life.
func TestSessionsAge(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		idle, busy := d.mustIn(), d.mustIn()
		for at := time.Duration(0); at < people.SessionLife-people.SessionIdle/2; at += people.SessionIdle / 2 {
			if !d.alive(busy.Secret) {
				d.Fatalf("a used session ended after %v", at)
			}
			write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
				return people.NoteVisit(ctx, tx, d.visit(busy.Secret).Session, "192.0.2.0/24")
			})
			d.clock.Add(people.SessionIdle / 2)
		}
		if d.alive(idle.Secret) {
			d.Error("an idle session lives")
		}
		d.clock.Add(people.SessionIdle)
		if d.alive(busy.Secret) {
			d.Error("a session outlives its life")
		}
	})
}

// Case 56: an invitation works once, for a week, for whoever knows where it was sent, and
// gives the roles that were given.
func TestInvitations(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		leyla := add(d.T, d.DB, people.Person{Name: "Leyla", Email: "leyla@ford.example"})
		invite := func() (s people.Secret) {
			write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
				s, err = people.NewLinkFor(ctx, tx, people.InvitationLink, leyla.ID)
				return err
			})
			return s
		}
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			return people.Give(ctx, tx, leyla.ID, people.Translator, "", "az")
		})
		s := invite()
		accept := func(secret, email string) (people.Entry, error) {
			return d.Accept(d.Context(), secret, email, good, home)
		}
		_, err := accept(s.Text, "friend@ford.example")
		refusedWith(d.T, "forwarded", err, "people.other_email")
		_, err = d.ByLink(d.Context(), s.Text, home)
		refusedWith(d.T, "as a sign-in link", err, "people.link_spent")
		e, err := accept(s.Text, "Leyla@Ford.example")
		if err != nil || !d.alive(e.Secret) {
			d.Fatal(err)
		}
		if g := d.visit(e.Secret).Grants; len(g) != 1 || g[0] != (people.Grant{Role: people.Translator, Lang: "az"}) {
			d.Errorf("roles %+v", g)
		}
		_, err = accept(s.Text, "leyla@ford.example")
		refusedWith(d.T, "twice", err, "people.link_spent")
		late := invite()
		d.clock.Add(7 * 24 * time.Hour)
		_, err = accept(late.Text, "leyla@ford.example")
		refusedWith(d.T, "after a week", err, "people.link_spent")
	})
}

// Case 88: an e-mail binds the house's own name for somebody, and that name stays.
func TestIdentitiesAreBound(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		by := func(issuer, subject, email string) (people.Entry, error) {
			return d.ByIdentity(d.Context(), issuer, subject, email, home)
		}
		_, err := by("https://house.example", "7", "nobody@ford.example")
		refusedWith(d.T, "nobody", err, "people.stranger")
		if e, err := by("https://house.example", "42", "ANNA@ford.example"); err != nil || e.Person.ID != d.anna.ID {
			d.Fatal(err)
		}
		if e, err := by("https://house.example", "42", "anna.new@ford.example"); err != nil || e.Person.ID != d.anna.ID {
			d.Errorf("under her new address there: %v", err)
		}
		_, err = by("https://house.example", "43", "anna@ford.example")
		refusedWith(d.T, "somebody else who was given her address there", err, "people.stranger")
		if n := len(staff(d.T, d.DB)); n != 1 {
			d.Errorf("%d people", n)
		}
	})
}

func staff(t *testing.T, d *db.DB) (list []people.Person) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) { list, err = people.Staff(ctx, tx); return err })
	return list
}

// Case 84: nothing that opens anything stands in the database.
func TestNoSecretIsKept(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		codes := d.withApp()
		e := d.mustIn()
		var ceremony people.Secret
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) (err error) {
			ceremony, err = people.BeginCeremony(ctx, tx, "x", "", "{}", home)
			return err
		})
		canaries := append(codes, good, e.Secret.Text, ceremony.Text, "192.0.2.7")
		dump := d.dump()
		for _, c := range canaries {
			if strings.Contains(dump, c) {
				d.Errorf("%q stands in the database", c)
			}
		}
	})
}

// dump is all text of the tables of the door and of the audit.
func (d *doorway) dump() string {
	d.Helper()
	var b strings.Builder
	for _, q := range []string{
		`SELECT hash || device || address FROM person_session`, `SELECT hash FROM person_password`, `SELECT hash FROM person_recovery`,
		`SELECT hash || data FROM person_ceremony`, `SELECT gate FROM person_try`, `SELECT hash || email FROM person_link`,
		`SELECT person || deed || thing || origin || detail FROM audit_entry`,
	} {
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			return tx.Rows(ctx, q, nil, func(scan func(...any) error) error {
				var s string
				err := scan(&s)
				b.WriteString(s + "\n")
				return err
			})
		})
	}
	return b.String()
}

func TestTheAuditTellsOfTheDoor(t *testing.T) {
	eachDoor(t, func(d *doorway) {
		d.mustIn()
		for range 5 {
			d.in("not her password", home)
		}
		var deeds []string
		write(d.T, d.DB, func(ctx context.Context, tx *db.Tx) error {
			list, err := audit.List(ctx, tx, audit.Filter{})
			for _, e := range list {
				deeds = append(deeds, e.Deed+" "+e.From)
			}
			return err
		})
		if got := strings.Join(deeds, ", "); got != "door.shut 192.0.2.0/24, person.signed_in 192.0.2.0/24" {
			d.Error(got)
		}
	})
}
