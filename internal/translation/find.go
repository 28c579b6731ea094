package translation

import (
	"math"
	"unicode/utf8"

	"masthead/internal/body"
)

// match is a place in the source and one in the text that belong together, -1 where a
// block has no counterpart. Blocks of the source that went into one of the text share it.
type match struct{ source, target int }

// find pairs two bodies that were written apart, as an archive has them. Where the
// counts and the kinds of blocks agree, they are paired one by one. Else the best path
// through both is found, by kind and by length in the manner of W. Gale and K. Church ("A
// Program for Aligning Sentences in Bilingual Corpora", 1993); sure says whether it may
// be relied on: whether no block was left over on either side.
func find(source, target []*body.Block) (list []match, sure bool) {
	if sameShape(source, target) {
		for i := range source {
			list = append(list, match{i, i})
		}
		return list, true
	}
	return path(source, target)
}

func sameShape(a, b []*body.Block) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Type != b[i].Type {
			return false
		}
	}
	return true
}

// The costs of the steps of a path, in the units of lengthCost.
const (
	skipCost  = 4.5 // a block without a counterpart
	joinCost  = 1.8 // two blocks for one
	otherKind = 6.0 // blocks of different kinds
	maxFind   = 1000
)

type step struct {
	cost float64
	back [2]int8 // how many blocks of each side it took
}

// path is the cheapest way through both sides, over pairs, skipped blocks, and one block
// for two.
func path(source, target []*body.Block) (list []match, sure bool) {
	n, m := len(source), len(target)
	if n > maxFind || m > maxFind {
		return nil, false
	}
	ls, lt := lengths(source), lengths(target)
	scale := ratio(ls, lt)
	at := make([][]step, n+1)
	for i := range at {
		at[i] = make([]step, m+1)
		for j := range at[i] {
			at[i][j].cost = math.Inf(1)
		}
	}
	at[0][0].cost = 0
	for i := 0; i <= n; i++ {
		for j := 0; j <= m; j++ {
			try := func(di, dj int, cost float64) {
				if i+di <= n && j+dj <= m && at[i][j].cost+cost < at[i+di][j+dj].cost {
					at[i+di][j+dj] = step{cost: at[i][j].cost + cost, back: [2]int8{int8(di), int8(dj)}}
				}
			}
			try(1, 0, skipCost)
			try(0, 1, skipCost)
			if i < n && j < m {
				try(1, 1, kindCost(source[i], target[j])+lengthCost(ls[i]*scale, lt[j]))
			}
			if i+1 < n && j < m && joinable(source[i], source[i+1], target[j]) {
				try(2, 1, joinCost+lengthCost((ls[i]+ls[i+1])*scale, lt[j]))
			}
			if i < n && j+1 < m && joinable(target[j], target[j+1], source[i]) {
				try(1, 2, joinCost+lengthCost(ls[i]*scale, lt[j]+lt[j+1]))
			}
		}
	}
	return walkBack(at, n, m)
}

func walkBack(at [][]step, i, j int) (list []match, sure bool) {
	sure = true
	for i > 0 || j > 0 {
		back := at[i][j].back
		i, j = i-int(back[0]), j-int(back[1])
		switch back {
		case [2]int8{1, 0}:
			list, sure = append(list, match{i, -1}), false
		case [2]int8{0, 1}:
			list, sure = append(list, match{-1, j}), false
		case [2]int8{2, 1}:
			list = append(list, match{i + 1, j}, match{i, j})
		case [2]int8{1, 2}:
			list = append(list, match{i, j + 1}, match{i, j})
		default:
			list = append(list, match{i, j})
		}
	}
	for a, b := 0, len(list)-1; a < b; a, b = a+1, b-1 {
		list[a], list[b] = list[b], list[a]
	}
	return list, sure
}

func lengths(blocks []*body.Block) []float64 {
	out := make([]float64, len(blocks))
	for i, b := range blocks {
		out[i] = float64(utf8.RuneCountInString(body.Plain(*b)))
	}
	return out
}

// ratio is how much longer the one language is than the other, as far as these texts tell.
func ratio(a, b []float64) float64 {
	var sa, sb float64
	for _, v := range a {
		sa += v
	}
	for _, v := range b {
		sb += v
	}
	if sa == 0 || sb == 0 {
		return 1
	}
	return min(2, max(0.5, sb/sa))
}

// lengthCost grows with how unlikely two lengths are for the same words.
func lengthCost(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	d := math.Abs(a-b) / math.Sqrt((a+b)/2*6.8+1) // Gale and Church's variance of a sign
	return min(d*0.7, 12)
}

func kindCost(a, b *body.Block) float64 {
	if a.Type == b.Type {
		return 0
	}
	return otherKind
}

// joinable says whether two blocks of one side can be one of the other: paragraphs all.
func joinable(a, b, one *body.Block) bool {
	return a.Type == body.Paragraph && b.Type == body.Paragraph && one.Type == body.Paragraph && worded(a) && worded(b)
}
