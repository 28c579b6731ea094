package media

// Alike is up to how many bits two likenesses may differ for their pictures to be shown
// side by side: the same scene in another size, cut or light differs by less.
const Alike = 7

// A likeness of 64 bits is kept as four bands of 16. Two that differ in seven bits or
// fewer have a band in which at most one differs, so looking up each band as it is and
// with each of its bits turned finds them all, in 68 steps of one index.
const bands, bandBits = 4, 16

// bandsOf are the keys under which a likeness is kept.
func bandsOf(likeness uint64) (keys []int) {
	for i := range bands {
		keys = append(keys, i<<bandBits|int(likeness>>(i*bandBits)&(1<<bandBits-1)))
	}
	return keys
}

// bandsNear are the keys under which those within Alike stand.
func bandsNear(likeness uint64) (keys []int) {
	for _, key := range bandsOf(likeness) {
		keys = append(keys, key)
		for bit := range bandBits {
			keys = append(keys, key^1<<bit)
		}
	}
	return keys
}
