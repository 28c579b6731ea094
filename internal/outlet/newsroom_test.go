package outlet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// keyOf is the name of a failure's sentence; "" for none.
func keyOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

type names = map[lang.Tag]string

func TestNewsroomByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, l := range []lang.Tag{"en", "ru"} {
				if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l}); err != nil {
					return err
				}
			}
			return outlet.Save(ctx, tx, outlet.Outlet{Name: "The Ford", Zone: "Asia/Tbilisi"})
		})
		// step changes the outlet as a command does; what is refused changes nothing.
		step := func(want string, change func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				now, err := outlet.Read(t.Context(), tx)
				if err != nil {
					return err
				}
				return change(t.Context(), tx, now)
			})
			if got := keyOf(err); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
		place := func(want string, p outlet.Place) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				return outlet.AddPlace(ctx, tx, now, p)
			})
		}
		place("", outlet.Place{Key: "baku", Country: "AZ", Names: names{"en": " Baku ", "ru": "Баку"}})
		place("outlet.key_taken", outlet.Place{Key: "baku", Names: names{"en": "Baku"}})
		place("outlet.bad_key", outlet.Place{Key: "Baku", Names: names{"en": "Baku"}})
		place("outlet.bad_key", outlet.Place{Key: "", Names: names{"en": "Baku"}})
		place("outlet.names_missing", outlet.Place{Key: "gori"})
		place("edition.no_edition", outlet.Place{Key: "gori", Names: names{"de": "Gori"}})
		place("outlet.bad_country", outlet.Place{Key: "gori", Country: "ge", Names: names{"en": "Gori"}})
		for _, bad := range []string{"", "  ", "a\nb", "a\x00", "\xff", strings.Repeat("ა", outlet.MaxName+1)} {
			place("outlet.bad_name", outlet.Place{Key: "gori", Names: names{"en": bad}})
		}
		place("", outlet.Place{Key: "gori", Names: names{"en": strings.Repeat("ა", outlet.MaxName)}})

		bureau := func(want string, b outlet.Bureau) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				return outlet.AddBureau(ctx, tx, now, b)
			})
		}
		bureau("", outlet.Bureau{Key: "second", Place: "baku"})
		bureau("", outlet.Bureau{Key: "first", Place: "baku", Zone: "Asia/Baku"})
		bureau("outlet.key_taken", outlet.Bureau{Key: "first", Place: "baku"})
		bureau("outlet.no_place", outlet.Bureau{Key: "third", Place: "mars"})
		bureau("outlet.unknown_zone", outlet.Bureau{Key: "third", Place: "baku", Zone: "Mars/Base"})

		partner := func(want string, p outlet.Partner) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				return outlet.AddPartner(ctx, tx, now, p)
			})
		}
		partner("", outlet.Partner{Key: "lantern", Name: "The Lantern"})
		partner("outlet.bad_address", outlet.Partner{Key: "lamp", Name: "Lamp", URL: "javascript:alert(1)"})
		partner("edition.no_edition", outlet.Partner{Key: "lamp", Name: "Lamp", Notes: names{"de": "x"}})
		partner("outlet.bad_name", outlet.Partner{Key: "lamp"})

		section := func(want, key string, n map[lang.Tag]outlet.SectionName) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				_, err := outlet.AddSection(ctx, tx, now, key, n)
				return err
			})
		}
		type one = outlet.SectionName
		section("", "culture", map[lang.Tag]one{"en": {Name: "Arts & letters"}, "ru": {Name: "Культура", Slug: "kult"}})
		section("", "signs", map[lang.Tag]one{"en": {Name: "☆☆"}})
		section("outlet.key_taken", "culture", map[lang.Tag]one{"en": {Name: "Other"}})
		section("outlet.slug_taken", "arts", map[lang.Tag]one{"en": {Name: "Arts letters"}})
		section("outlet.slug_taken", "arts", map[lang.Tag]one{"en": {Name: "Search"}})
		section("outlet.slug_taken", "arts", map[lang.Tag]one{"en": {Name: "x", Slug: "feed"}})
		section("outlet.bad_slug", "arts", map[lang.Tag]one{"en": {Name: "x", Slug: "Über"}})
		section("outlet.names_missing", "arts", nil)

		rename := func(want, key string, n names) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				_, err := outlet.RenameSection(ctx, tx, now, key, n)
				return err
			})
		}
		rename("", "culture", names{"en": "Search"}) // its address stays
		rename("", "signs", names{"ru": "Знаки"})    // and one that had none gets one
		rename("outlet.no_section", "x", names{"en": "X"})
		rename("outlet.bad_name", "culture", names{"en": " "})

		remove := func(want, key string, used int) {
			t.Helper()
			step(want, func(ctx context.Context, tx *db.Tx, now *outlet.Profile) error {
				return outlet.RemoveSection(ctx, tx, now, key, func(string) (int, error) { return used, nil })
			})
		}
		remove("outlet.section_used", "culture", 2)
		remove("outlet.no_section", "x", 0)

		p := load(t, d)
		if got := fmt.Sprint(p.Bureaus); got != "[{second baku Asia/Tbilisi} {first baku Asia/Baku}]" {
			t.Error(got)
		}
		if got := p.Places(); len(got) != 2 || got[0].Key != "baku" || got[0].Names["en"] != "Baku" || got[1].Key != "gori" {
			t.Error(got)
		}
		if got := p.Partners(); len(got) != 1 || got[0].Name != "The Lantern" || got[0].Notes == nil {
			t.Error(got)
		}
		culture, _ := p.SectionByKey("culture")
		signs, _ := p.SectionByKey("signs")
		if got := fmt.Sprint(culture.Names, signs.Names); got != "map[en:{arts-letters Search} ru:{kult Культура}] map[en:{signs ☆☆} ru:{znaki Знаки}]" {
			t.Error(got)
		}
		remove("", "culture", 0)
		if p := load(t, d); len(p.Sections) != 1 || p.Sections[0].Key != "signs" {
			t.Error(p.Sections)
		}
	})
}

func TestPoliciesByHand(t *testing.T) {
	var s outlet.EditionSettings
	for _, c := range []struct{ key, title, text, want string }{
		{"ethics", "Ethics", " We ask first. ", ""},
		{"corrections", "Corrections", "x", ""},
		{"ethics", "How we work", "We ask twice.", ""},
		{"Ethics", "T", "x", "outlet.bad_policy_key"},
		{"mission", " ", "x", "outlet.bad_policy_title"},
		{"mission", "T", " ", "outlet.policy_empty"},
		{"mission", "T", "\xff", "outlet.policy_empty"},
		{"mission", "T", "a\x00b", "outlet.policy_empty"},
		{"mission", "T", strings.Repeat("x", outlet.MaxPolicyText+1), "outlet.policy_long"},
	} {
		before := s
		err := s.SetPolicy(outlet.Policy{Key: c.key, Title: c.title, Text: c.text})
		if got := keyOf(err); got != c.want {
			t.Errorf("%s %.10q: %q, want %q", c.key, c.text, got, c.want)
		}
		if err != nil {
			s = before
		}
	}
	if got := fmt.Sprint(s.Policies); got != "[{ethics How we work We ask twice.} {corrections Corrections x}]" {
		t.Error(got)
	}
	if err := s.DropPolicy("none"); keyOf(err) != "outlet.no_policy" {
		t.Error(err)
	}
	if err := s.DropPolicy("ethics"); err != nil || len(s.Policies) != 1 || s.Policies[0].Key != "corrections" {
		t.Error(err, s.Policies)
	}
}
