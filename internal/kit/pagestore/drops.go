package pagestore

// drops remembers what was dropped while renders are under way. Every drop has a
// number; a render is stale if one of its tags was dropped after it began. The
// store's lock guards it.
type drops struct {
	last  uint64            // the number of the newest drop
	floor uint64            // renders begun before this drop are stale whatever their tags
	tags  map[string]uint64 // the newest drop of each tag, above the floor
}

// maxDrops bounds the tags remembered. Beyond it all renders under way count as
// stale, which costs a second render and nothing else.
const maxDrops = 10_000

// note numbers a drop, and remembers its tags if there are renders to compare with.
func (d *drops) note(tags []string, remember bool) {
	d.last++
	if !remember {
		return
	}
	if len(d.tags)+len(tags) > maxDrops {
		d.floor = d.last
		d.tags = nil
		return
	}
	if d.tags == nil {
		d.tags = map[string]uint64{}
	}
	for _, t := range tags {
		d.tags[t] = d.last
	}
}

// noteAll makes every render under way stale.
func (d *drops) noteAll() {
	d.last++
	d.floor = d.last
	d.tags = nil
}

// clear forgets the tags when no render is under way.
func (d *drops) clear() { d.tags = nil }

// since says whether one of the tags was dropped after the drop numbered began.
func (d *drops) since(began uint64, tags []string) bool {
	if began < d.floor {
		return true
	}
	for _, t := range tags {
		if d.tags[t] > began {
			return true
		}
	}
	return false
}
