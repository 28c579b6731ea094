package body

// maxDiff bounds the part of two token lists that is compared token by token, for
// the time grows with its square. What is longer counts as replaced in one piece:
// a merge then asks a person sooner, but loses nothing.
const maxDiff = 4_000

// hunk says that a[aLo:aHi] became b[bLo:bHi].
type hunk struct{ aLo, aHi, bLo, bHi int }

// diff finds a shortest edit from a to b, with E. Myers' algorithm in linear space
// ("An O(ND) Difference Algorithm and Its Variations", Algorithmica 1, 1986, 4b).
func diff(a, b []int32) []hunk {
	d := differ{a: a, b: b, del: make([]bool, len(a)), ins: make([]bool, len(b))}
	d.compare(0, len(a), 0, len(b))
	return d.hunks()
}

type differ struct {
	a, b     []int32
	del, ins []bool
	fwd, bwd []int // furthest x by diagonal; see middle
}

func (d *differ) compare(aLo, aHi, bLo, bHi int) {
	for aLo < aHi && bLo < bHi && d.a[aLo] == d.b[bLo] {
		aLo, bLo = aLo+1, bLo+1
	}
	for aLo < aHi && bLo < bHi && d.a[aHi-1] == d.b[bHi-1] {
		aHi, bHi = aHi-1, bHi-1
	}
	if aLo == aHi || bLo == bHi || aHi-aLo+bHi-bLo > maxDiff {
		for i := aLo; i < aHi; i++ {
			d.del[i] = true
		}
		for i := bLo; i < bHi; i++ {
			d.ins[i] = true
		}
		return
	}
	x, y := d.middle(d.a[aLo:aHi], d.b[bLo:bHi])
	d.compare(aLo, aLo+x, bLo, bLo+y)
	d.compare(aLo+x, aHi, bLo+y, bHi)
}

// middle finds a point in the middle of a shortest edit from a to b, which differ
// at both ends. It searches from both corners until the paths meet.
func (d *differ) middle(a, b []int32) (int, int) {
	n, m := len(a), len(b)
	delta, odd := n-m, (n-m)&1 != 0
	limit := (n + m + 1) / 2
	off := limit + 1
	d.fwd, d.bwd = cleared(d.fwd, 2*off+1), cleared(d.bwd, 2*off+1)
	for steps := 0; steps <= limit; steps++ {
		lo, hi := -steps+2*max(0, steps-m), steps-2*max(0, steps-n)
		for k := lo; k <= hi; k += 2 {
			x := furthest(d.fwd, off, k, steps)
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			d.fwd[off+k] = x
			if back := delta - k; odd && back > -steps && back < steps && x+d.bwd[off+back] >= n {
				return x, y
			}
		}
		for k := lo; k <= hi; k += 2 {
			x := furthest(d.bwd, off, k, steps)
			y := x - k
			for x < n && y < m && a[n-1-x] == b[m-1-y] {
				x, y = x+1, y+1
			}
			d.bwd[off+k] = x
			if forth := delta - k; !odd && forth >= -steps && forth <= steps && x+d.fwd[off+forth] >= n {
				return n - x, m - y
			}
		}
	}
	return n, 0 // not reached: the paths meet within limit steps
}

// furthest is how far diagonal k gets with one more step.
func furthest(v []int, off, k, steps int) int {
	if k == -steps || k != steps && v[off+k-1] < v[off+k+1] {
		return v[off+k+1]
	}
	return v[off+k-1] + 1
}

// cleared gives n zeros less one: a diagonal not reached yet is behind every other.
func cleared(v []int, n int) []int {
	if cap(v) < n {
		v = make([]int, n)
	}
	v = v[:n]
	for i := range v {
		v[i] = -1
	}
	v[n/2+1] = 0
	return v
}

func (d *differ) hunks() []hunk {
	var out []hunk
	i, j := 0, 0
	for i < len(d.a) || j < len(d.b) {
		if i < len(d.a) && j < len(d.b) && !d.del[i] && !d.ins[j] {
			i, j = i+1, j+1
			continue
		}
		h := hunk{aLo: i, bLo: j}
		for i < len(d.a) && d.del[i] || j < len(d.b) && d.ins[j] {
			if i < len(d.a) && d.del[i] {
				i++
			} else {
				j++
			}
		}
		h.aHi, h.bHi = i, j
		out = append(out, h)
	}
	return out
}

// longestIncreasing says which elements of a list of distinct numbers belong to
// one of its longest increasing subsequences (patience sorting).
func longestIncreasing(list []int) []bool {
	var tops []int // index of the smallest end of a subsequence of each length
	before := make([]int, len(list))
	for i, v := range list {
		lo, hi := 0, len(tops)
		for lo < hi {
			mid := (lo + hi) / 2
			if list[tops[mid]] < v {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		before[i] = -1
		if lo > 0 {
			before[i] = tops[lo-1]
		}
		if lo == len(tops) {
			tops = append(tops, i)
		} else {
			tops[lo] = i
		}
	}
	in := make([]bool, len(list))
	if len(tops) > 0 {
		for i := tops[len(tops)-1]; i >= 0; i = before[i] {
			in[i] = true
		}
	}
	return in
}
