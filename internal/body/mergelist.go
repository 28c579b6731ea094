package body

// listRules say how the members of a list are told apart and merged.
type listRules[T any] struct {
	id    func(*T) string
	equal func(a, b *T) bool
	merge func(base, mine, theirs *T) T // base may be nil
	lost  func(kind ConflictKind, mine, theirs *T)
}

// mergeList merges two changes of a list by the ids of its members. A member that
// one side deleted and the other left alone is gone; one that the other changed
// stays, and is a conflict.
//
// Order: what I moved is what is not in the longest common subsequence of base and
// mine. The order of theirs without that is the frame; each other member of mine
// goes right after its nearest placed predecessor in mine, or to the top.
func mergeList[T any](base, mine, theirs []T, rules listRules[T]) []T {
	if len(mine) == 0 && len(theirs) == 0 {
		return nil
	}
	b, m, t := index(base, rules.id), index(mine, rules.id), index(theirs, rules.id)
	moved := movedIDs(b, mine, rules.id)
	order := chain[T]{at: map[string]*link[T]{}}
	last := order.top()
	for i := range theirs {
		id := rules.id(&theirs[i])
		if moved[id] || order.at[id] != nil {
			continue
		}
		if v, ok := keep(at(base, b, id), at(mine, m, id), &theirs[i], rules); ok {
			last = order.after(last, id, v)
		}
	}
	last = order.top()
	for i := range mine {
		id := rules.id(&mine[i])
		if l := order.at[id]; l != nil {
			last = l
			continue
		}
		if v, ok := keep(at(base, b, id), &mine[i], at(theirs, t, id), rules); ok {
			last = order.after(last, id, v)
		}
	}
	return order.list()
}

// keep decides about one member; a nil is a list without it.
func keep[T any](base, mine, theirs *T, rules listRules[T]) (T, bool) {
	switch {
	case mine == nil && base == nil:
		return *theirs, true
	case theirs == nil && base == nil:
		return *mine, true
	case mine == nil:
		if rules.equal(base, theirs) {
			return *theirs, false
		}
		rules.lost(ConflictDeletedByMe, nil, theirs)
		return *theirs, true
	case theirs == nil:
		if rules.equal(base, mine) {
			return *mine, false
		}
		rules.lost(ConflictDeletedByThem, mine, nil)
		return *mine, true
	case rules.equal(mine, theirs), base != nil && rules.equal(base, mine):
		return *theirs, true
	case base != nil && rules.equal(base, theirs):
		return *mine, true
	}
	return rules.merge(base, mine, theirs), true
}

func index[T any](list []T, id func(*T) string) map[string]int {
	out := make(map[string]int, len(list))
	for i := range list {
		if _, dup := out[id(&list[i])]; !dup {
			out[id(&list[i])] = i
		}
	}
	return out
}

func at[T any](list []T, index map[string]int, id string) *T {
	if i, ok := index[id]; ok {
		return &list[i]
	}
	return nil
}

// movedIDs are the ids in both lists that do not keep their order.
func movedIDs[T any](base map[string]int, mine []T, id func(*T) string) map[string]bool {
	var places []int
	var ids []string
	for i := range mine {
		if p, ok := base[id(&mine[i])]; ok {
			places = append(places, p)
			ids = append(ids, id(&mine[i]))
		}
	}
	moved := map[string]bool{}
	for i, in := range longestIncreasing(places) {
		if !in {
			moved[ids[i]] = true
		}
	}
	return moved
}

// chain is a list into which members are put after others.
type chain[T any] struct {
	first link[T]
	at    map[string]*link[T]
}

type link[T any] struct {
	value T
	next  *link[T]
}

func (c *chain[T]) top() *link[T] { return &c.first }

func (c *chain[T]) after(l *link[T], id string, value T) *link[T] {
	l.next = &link[T]{value: value, next: l.next}
	c.at[id] = l.next
	return l.next
}

func (c *chain[T]) list() []T {
	var out []T
	for l := c.first.next; l != nil; l = l.next {
		out = append(out, l.value)
	}
	return out
}
