package fault_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
)

func TestKindSurvivesWrapping(t *testing.T) {
	for _, k := range []fault.Kind{fault.Other, fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict, fault.Gone, fault.Busy} {
		var err error = fault.New(k, "x.y").Because(io.EOF)
		fault.Wrap(&err, "reading %s", "a")
		if got := fault.KindOf(err); got != k {
			t.Errorf("KindOf = %v, want %v", got, k)
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%v: the cause is lost", k)
		}
	}
	if got := fault.KindOf(io.EOF); got != fault.Other {
		t.Errorf("a plain error is %v, want Other", got)
	}
}

func TestTwoTexts(t *testing.T) {
	err := fault.New(fault.Invalid, "story.slug_taken").In("slug").With("slug", "a-b").Because(errors.New("UNIQUE failed"))
	for _, want := range []string{"invalid", "story.slug_taken", "slug=a-b", "UNIQUE failed"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("log text %q lacks %q", err.Error(), want)
		}
	}
	f, ok := fault.As(err)
	if !ok || f.Key != "story.slug_taken" || f.Args["slug"] != "a-b" || f.Field != "slug" {
		t.Errorf("person's part is wrong: %+v", f)
	}
}

func TestWrapLeavesNilAlone(t *testing.T) {
	var err error
	fault.Wrap(&err, "x")
	if err != nil {
		t.Fatal(err)
	}
}
