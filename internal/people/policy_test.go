package people_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// The whole policy, deed by deed, written a second time by hand: a for every story,
// o for her own only, - for none. The columns are people.Roles in their order.
const wanted = `
                      admin       chief       editor      reporter    translator  checker     social      expert      contributor
read a story          a           a           a           a           a           a           a           o           o
create a story        a           a           a           o           -           -           -           o           o
save an original      a           a           a           o           -           -           -           o           o
save a translation    a           a           a           o           a           -           -           -           -
publish               a           a           a           -           -           -           -           -           -
withdraw              a           a           a           -           -           -           -           -           -
arrange a front       a           a           a           -           -           -           -           -           -
manage webhooks       a           -           -           -           -           -           -           -           -
read the settings     a           a           -           -           -           -           -           -           -
read the audit        a           a           -           -           -           -           -           -           -
manage people         a           -           -           -           -           -           -           -           -
manage the outlet     a           -           -           -           -           -           -           -           -
know pseudonyms       -           a           -           -           -           -           -           -           -
see media             a           a           a           a           a           a           a           o           o
add media             a           a           a           o           o           -           -           o           o
edit media            a           a           a           o           o           -           -           o           o
comment               a           a           a           a           a           a           a           o           o
assign                a           a           a           -           -           -           -           -           -
move a story          a           a           a           -           -           -           -           -           -
file a story          a           a           a           o           -           -           -           o           o
check a story         a           a           a           -           -           a           -           -           -
keep the terms        a           a           a           -           -           -           -           -           -
clean the memory      a           a           a           -           -           -           -           -           -
`

func TestPolicy(t *testing.T) {
	lines := strings.Split(strings.Trim(wanted, "\n"), "\n")[1:]
	if len(lines) != len(people.Deeds) {
		t.Errorf("%d deeds are expected, there are %d", len(lines), len(people.Deeds))
	}
	for _, line := range lines {
		deed := people.Deed(strings.TrimSpace(line[:22]))
		signs := strings.Fields(line[22:])
		if !slices.Contains(people.Deeds, deed) || len(signs) != len(people.Roles) {
			t.Fatalf("%q: no deed, or %d roles instead of %d", line, len(signs), len(people.Roles))
		}
		for i, role := range people.Roles {
			for _, own := range []bool{false, true} {
				want := signs[i] == "a" || signs[i] == "o" && own
				got := people.May([]people.Grant{{Role: role}}, people.Case{Deed: deed, Bureau: "baku", Lang: "az", Own: own})
				if got != want {
					t.Errorf("%s, %s, own %v: %v, want %v", role, deed, own, got, want)
				}
			}
		}
	}
}

func TestWhereARoleHolds(t *testing.T) {
	type c = people.Case
	for _, x := range []struct {
		name  string
		grant people.Grant
		c     people.Case
		want  bool
	}{
		{"own bureau", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.Publish, Bureau: "baku", Lang: "az"}, true},
		{"another bureau", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.Publish, Bureau: "yerevan", Lang: "az"}, false},
		{"a bureau whose name begins alike", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.Publish, Bureau: "baku2"}, false},
		{"a story of no bureau", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.Publish, Lang: "az"}, false},
		{"another edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.Publish, Bureau: "baku", Lang: "ru"}, false},
		{"a variant of the edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.Publish, Lang: "az-Arab"}, false},
		{"no edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.Publish}, false},
		{"reading in another edition", people.Grant{Role: people.Translator, Lang: "az"}, c{Deed: people.ReadStory, Lang: "ru"}, true},
		{"reading in another bureau", people.Grant{Role: people.Reporter, Bureau: "baku"}, c{Deed: people.ReadStory, Bureau: "yerevan"}, false},
		{"reading her own in another bureau", people.Grant{Role: people.Reporter, Bureau: "baku"}, c{Deed: people.ReadStory, Bureau: "yerevan", Own: true}, true},
		{"creating in another bureau, of her own", people.Grant{Role: people.Reporter, Bureau: "baku"}, c{Deed: people.CreateStory, Bureau: "yerevan", Lang: "az", Own: true}, false},
		{"translating into another edition", people.Grant{Role: people.Translator, Lang: "az"}, c{Deed: people.SaveTranslation, Lang: "ru"}, false},
		{"a front, as a bureau's editor", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.ArrangeFront, Lang: "ru"}, true},
		{"a front of another edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.ArrangeFront, Lang: "ru"}, false},
		{"terms, as a bureau's editor", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.KeepTerms, Lang: "ru"}, true},
		{"terms of another edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.KeepTerms, Lang: "ru"}, false},
		{"the memory, as a bureau's editor", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.CleanMemory, Lang: "ru"}, true},
		{"the memory of another edition", people.Grant{Role: people.Editor, Lang: "az"}, c{Deed: people.CleanMemory, Lang: "ru"}, false},
		{"webhooks, as a bureau's administrator", people.Grant{Role: people.Administrator, Bureau: "baku"}, c{Deed: people.ManageWebhooks}, false},
		{"webhooks, as an edition's administrator", people.Grant{Role: people.Administrator, Lang: "az"}, c{Deed: people.ManageWebhooks, Lang: "az"}, false},
		{"pseudonyms, as a bureau's chief editor", people.Grant{Role: people.ChiefEditor, Bureau: "baku"}, c{Deed: people.KnowPseudonyms}, false},
		{"a picture of her bureau, in any edition", people.Grant{Role: people.Editor, Bureau: "baku", Lang: "az"}, c{Deed: people.EditMedia, Bureau: "baku"}, true},
		{"a picture of another bureau", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.EditMedia, Bureau: "yerevan"}, false},
		{"her own picture, for another bureau", people.Grant{Role: people.Reporter, Bureau: "baku"}, c{Deed: people.EditMedia, Bureau: "yerevan", Own: true}, true},
		{"a picture of no bureau", people.Grant{Role: people.Editor, Bureau: "baku"}, c{Deed: people.EditMedia}, false},
		{"an unknown role", people.Grant{Role: "owner"}, c{Deed: people.ReadStory, Own: true}, false},
		{"an unknown deed", people.Grant{Role: people.Administrator}, c{Deed: "delete a story"}, false},
	} {
		if got := people.May([]people.Grant{x.grant}, x.c); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
	if people.May(nil, c{Deed: people.ReadStory, Own: true}) {
		t.Error("somebody without a role may read")
	}
	two := []people.Grant{{Role: people.Translator, Lang: "ru"}, {Role: people.Editor, Bureau: "baku", Lang: "az"}}
	if people.May(two, c{Deed: people.Publish, Bureau: "baku", Lang: "ru"}) {
		t.Error("where one role holds was joined with what another allows")
	}
}

func TestMayLift(t *testing.T) {
	lifters := []people.Role{people.ChiefEditor}
	for _, x := range []struct {
		grant   people.Grant
		lifters []people.Role
		want    bool
	}{
		{people.Grant{Role: people.ChiefEditor}, lifters, true},
		{people.Grant{Role: people.ChiefEditor, Lang: "ru"}, lifters, false},
		{people.Grant{Role: people.Editor}, lifters, false},
		{people.Grant{Role: people.Administrator}, lifters, true},
		{people.Grant{Role: people.Administrator}, nil, false},
	} {
		if got := people.MayLift([]people.Grant{x.grant}, x.lifters, "baku", "az"); got != x.want {
			t.Errorf("%+v of %v: %v", x.grant, x.lifters, got)
		}
	}
}

func TestTokenHoldsAPersonBack(t *testing.T) {
	chief := people.Access{Grants: []people.Grant{{Role: people.Administrator}}}
	with := func(scopes []people.Scope, editions ...lang.Tag) people.Access {
		a := chief
		a.Token = people.Token{Scopes: scopes, Editions: editions}
		return a
	}
	type c = people.Case
	for _, x := range []struct {
		name   string
		access people.Access
		c      people.Case
		want   bool
	}{
		{"all", with(nil), c{Deed: people.Publish, Lang: "az"}, true},
		{"read only, reads", with([]people.Scope{people.ScopeRead}), c{Deed: people.ReadStory}, true},
		{"read only, writes", with([]people.Scope{people.ScopeRead}), c{Deed: people.SaveOriginal, Lang: "az"}, false},
		{"write only, publishes", with([]people.Scope{people.ScopeWrite}), c{Deed: people.Publish, Lang: "az"}, false},
		{"write only, reads", with([]people.Scope{people.ScopeWrite}), c{Deed: people.ReadStory}, false},
		{"its edition", with(nil, "az"), c{Deed: people.Publish, Lang: "az"}, true},
		{"another edition", with(nil, "az"), c{Deed: people.Publish, Lang: "ru"}, false},
		{"reading a text of another edition", with(nil, "az"), c{Deed: people.ReadStory, Lang: "ru"}, false},
		{"the outlet's webhooks with an edition's token", with(nil, "az"), c{Deed: people.ManageWebhooks}, false},
		{"webhooks", with([]people.Scope{people.ScopeWebhooks}), c{Deed: people.ManageWebhooks}, true},
		{"pseudonyms, by whatever token", with(nil), c{Deed: people.KnowPseudonyms}, false},
		{"people, by whatever token", with(nil), c{Deed: people.ManagePeople}, false},
	} {
		if got := x.access.May(x.c); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
	if with([]people.Scope{people.ScopeWrite}).MayLift([]people.Role{people.Editor}, "", "az") {
		t.Error("a token that cannot publish lifts a gate")
	}
}
