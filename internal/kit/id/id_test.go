package id_test

import (
	"sort"
	"testing"
	"time"

	"masthead/internal/kit/id"
)

func TestNewSortsByBirth(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 5000 {
		ids = append(ids, id.New(start.Add(time.Duration(i/100)*time.Millisecond)))
	}
	if !sort.StringsAreSorted(ids) {
		t.Error("ids do not sort in the order they were made")
	}
	seen := map[string]bool{}
	for _, s := range ids {
		if seen[s] {
			t.Fatalf("%s twice", s)
		}
		seen[s] = true
		if !id.Valid(s) {
			t.Fatalf("%q is not valid", s)
		}
	}
}

func TestNewCarriesTheMillisecond(t *testing.T) {
	// 2^40 ms is the first id whose tenth sign from the front differs from a fixed pattern.
	if got := id.New(time.UnixMilli(0)); got[:10] != "0000000000" {
		t.Errorf("epoch id %q should begin with ten zeros", got)
	}
	if got := id.New(time.UnixMilli(33)); got[:10] != "0000000011" {
		t.Errorf("33 ms is 1*32+1, got %q", got[:10])
	}
}

func TestBlockIDs(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		s := id.NewBlock()
		if !id.ValidBlock(s) || seen[s] {
			t.Fatalf("bad or repeated block id %q", s)
		}
		seen[s] = true
	}
	for _, bad := range []string{"", "0", "0123456789abcdei", "0123456789ABCDEF", "0123456789abcde-", "0123456789abcdef0"} {
		if id.ValidBlock(bad) {
			t.Errorf("%q should not be valid", bad)
		}
	}
}
