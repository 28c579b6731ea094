package outlet_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// TestShareChoice: the edition's choice comes before the outlet's, that before what is
// usual in the language.
func TestShareChoice(t *testing.T) {
	edition := func(l lang.Tag, share ...string) outlet.Edition {
		return outlet.Edition{Lang: l, Settings: outlet.EditionSettings{Share: share}}
	}
	chosen := &outlet.Profile{Outlet: outlet.Outlet{Settings: outlet.Settings{Share: []string{"x", "email"}}}}
	usual := &outlet.Profile{}
	tests := []struct {
		profile *outlet.Profile
		edition outlet.Edition
		first   string
		n       int
	}{
		{chosen, edition("az", "copy"), "copy", 1},
		{chosen, edition("az"), "x", 2},
		{usual, edition("ru"), "telegram", 13},
		{usual, edition("en-GB"), "facebook", 13},
		{usual, edition("he"), "facebook", 13},
	}
	for _, tt := range tests {
		got := tt.profile.Share(tt.edition)
		if len(got) != tt.n || got[0] != tt.first {
			t.Errorf("%s: %q, want %d that begin with %s", tt.edition.Lang, got, tt.n, tt.first)
		}
	}
	for _, l := range lang.Reviewed() {
		ways := usual.Share(edition(l))
		if slices.Contains(ways, "vk") != (l == "ru") {
			t.Errorf("%s offers %q", l, ways)
		}
		for i, way := range ways {
			if !outlet.ShareWay(way) || slices.Contains(ways[:i], way) {
				t.Errorf("%s: %s is not known or stands twice", l, way)
			}
		}
	}
}

func TestShareSettings(t *testing.T) {
	tests := []struct {
		key, value string
		ok         bool
	}{
		{"share", "telegram, x,copy", true}, {"share", "", true},
		{"share", "telegram,myspace", false}, {"share", "telegram,,x", false}, {"share", strings.Repeat("x,", 3000), false},
	}
	for _, tt := range tests {
		var o outlet.Outlet
		var e outlet.Edition
		for _, err := range []error{o.Set(tt.key, tt.value), e.Set(tt.key, tt.value)} {
			if (err == nil) != tt.ok || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s = %q: %v", tt.key, tt.value, err)
			}
		}
	}
	var o outlet.Outlet
	if o.Set("facebook_app", "123456789012345") != nil || o.Set("facebook_app", "123&x=1") == nil {
		t.Error("the number of an app is digits")
	}
}
