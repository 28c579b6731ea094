package body_test

import (
	"strings"
	"testing"

	"masthead/internal/body"
)

func TestMarkNew(t *testing.T) {
	for _, tt := range []struct{ before, now, want string }{
		{"", "", ""},
		{"one two", "one two", "one two"},
		{"one two", "one new two", "one [new ]two"},
		{"one two", "one", "one"},
		{"", "all new", "[all new]"},
		{"since April", "since March: the hour", "since [March: the hour]"},
	} {
		var got strings.Builder
		for _, p := range body.MarkNewText(tt.before, tt.now) {
			if p.New {
				got.WriteString("[" + p.Text + "]")
			} else {
				got.WriteString(p.Text)
			}
		}
		if got.String() != tt.want {
			t.Errorf("%q to %q: %q, want %q", tt.before, tt.now, got.String(), tt.want)
		}
	}
	if p := body.MarkNew(nil, para("a", "new")); len(p) != 1 || !p[0].New {
		t.Errorf("%v", p)
	}
}
