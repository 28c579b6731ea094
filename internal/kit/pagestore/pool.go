package pagestore

// pool bounds a set of entries by their bytes. Who goes is chosen by SIEVE (Zhang
// et al., NSDI 2024): a hit only sets a mark, a hand moves from the oldest to the
// newest and takes the first without a mark. So a scan of pages that are asked for
// once does not push out those that are read, and a hit needs no lock on the list.
//
// The store's lock guards it.
type pool struct {
	max, bytes int64
	count      int
	head, tail *entry // newest, oldest
	hand       *entry
}

func (p *pool) add(e *entry) {
	e.pool, e.prev, e.next = p, nil, p.head
	if p.head != nil {
		p.head.prev = e
	} else {
		p.tail = e
	}
	p.head = e
	p.bytes += e.size
	p.count++
}

func (p *pool) remove(e *entry) {
	if p.hand == e {
		p.hand = e.prev
	}
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		p.head = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		p.tail = e.prev
	}
	e.pool, e.prev, e.next = nil, nil, nil
	p.bytes -= e.size
	p.count--
}

// victim is the entry to go next, nil if there is none. Each step takes a mark away
// that a hit had set, so the cost is paid by hits.
func (p *pool) victim() *entry {
	e := p.hand
	if e == nil {
		e = p.tail
	}
	for e != nil && e.visited.Swap(false) {
		if e = e.prev; e == nil {
			e = p.tail
		}
	}
	p.hand = e
	return e
}
