package readership

// seen remembers pairs of reader and story, in bounded memory: a chain of filters,
// each twice as large as the one before. It never says that a new pair is known
// except by chance: about once in a hundred when a filter is full.
type seen struct {
	filters []*filter
	room    int // pairs that the last filter still takes
}

const (
	bitsPerPair = 10
	firstBlocks = 1 << 15 // blocks of 32 bytes: 1 MiB, which takes 800,000 pairs
	maxFilters  = 5       // 31 MiB, 26 million pairs; later ones make mistakes more likely
)

// add notes a pair by its hash, and says whether it was new.
func (s *seen) add(hash uint64) bool {
	for _, f := range s.filters {
		if f.has(hash) {
			return false
		}
	}
	if s.room <= 0 && len(s.filters) < maxFilters {
		blocks := firstBlocks << len(s.filters)
		s.filters = append(s.filters, &filter{make([][8]uint32, blocks)})
		s.room = blocks * 256 / bitsPerPair
	}
	s.room--
	s.filters[len(s.filters)-1].add(hash)
	return true
}

// filter is a split block Bloom filter: a pair sets one bit in each word of one block,
// so that it touches one line of the processor's cache (Putze, Sanders, Singler: Cache-,
// Hash- and Space-Efficient Bloom Filters, 2007; the salts are those of Apache Parquet).
type filter struct{ blocks [][8]uint32 }

var filterSalts = [8]uint32{0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31}

func (f *filter) block(hash uint64) *[8]uint32 {
	return &f.blocks[(hash>>32)*uint64(len(f.blocks))>>32]
}

func (f *filter) has(hash uint64) bool {
	for i, word := range f.block(hash) {
		if word&bit(hash, i) == 0 {
			return false
		}
	}
	return true
}

func (f *filter) add(hash uint64) {
	b := f.block(hash)
	for i := range b {
		b[i] |= bit(hash, i)
	}
}

func bit(hash uint64, i int) uint32 { return 1 << (uint32(hash) * filterSalts[i] >> 27) }
