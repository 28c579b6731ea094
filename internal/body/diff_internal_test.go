package body

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestDiffIsShortest compares with the plain quadratic table.
func TestDiffIsShortest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := randomTokens(r), randomTokens(r)
		hunks := diff(a, b)
		var back []int32
		at, cost := 0, 0
		for _, h := range hunks {
			back = append(back, a[at:h.aLo]...)
			back = append(back, b[h.bLo:h.bHi]...)
			at = h.aHi
			cost += h.aHi - h.aLo + h.bHi - h.bLo
		}
		back = append(back, a[at:]...)
		if !slices.Equal(back, b) {
			t.Fatalf("applying the hunks of %v to %v gives %v, want %v", hunks, a, back, b)
		}
		if want := len(a) + len(b) - 2*commonLength(a, b); cost != want {
			t.Fatalf("%v to %v costs %d, the shortest edit %d", a, b, cost, want)
		}
	}
}

func randomTokens(r *rand.Rand) []int32 {
	out := make([]int32, r.IntN(24))
	for i := range out {
		out[i] = int32(r.IntN(4))
	}
	return out
}

func commonLength(a, b []int32) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				table[i+1][j+1] = table[i][j] + 1
			} else {
				table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
			}
		}
	}
	return table[len(a)][len(b)]
}

func TestDiffOfVeryLongTextsIsOnePiece(t *testing.T) {
	a, b := make([]int32, maxDiff), make([]int32, maxDiff)
	for i := range a {
		a[i], b[i] = int32(i), int32(-i-1)
	}
	if got := diff(a, b); !slices.Equal(got, []hunk{{0, maxDiff, 0, maxDiff}}) {
		t.Errorf("got %v", got)
	}
}
