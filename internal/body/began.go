package body

import (
	"slices"

	"masthead/internal/kit/fault"
)

// Began finds the body that operations began from, for Merge, and fits the operations
// to it, for Apply. theirs is the body as it stands. old gives the bodies in which
// blocks are looked for that neither theirs holds nor the editor brought along: that of
// the revision the editor names, if exact, else some near to it. It is asked only where
// it is needed.
//
// A block whose beginning cannot be found any more is taken as new on both sides, and
// one that was deleted so as changed by them: Merge then keeps both texts.
func Began(ops SaveOps, theirs Doc, old func() (docs []Doc, exact bool, err error)) (Doc, SaveOps, error) {
	b := beginning{theirs: byID(theirs), changed: map[string]Block{}, gone: map[string]bool{}, old: old}
	ops.Blocks, ops.Deleted = slices.Clone(ops.Blocks), slices.Clone(ops.Deleted)
	if err := b.find(&ops); err != nil {
		return Doc{}, ops, err
	}
	was, err := b.order(ops)
	if err != nil {
		return Doc{}, ops, err
	}
	base := b.build(was)
	ops.Order, err = b.fit(ops, was, base)
	return base, ops, err
}

type beginning struct {
	theirs  map[string]*Block
	changed map[string]Block // what the editor's blocks began from
	gone    map[string]bool  // what the editor deleted
	old     func() ([]Doc, bool, error)

	asked bool
	docs  []Doc
	exact bool // the first of docs is the very body that the editor had
}

func byID(doc Doc) map[string]*Block {
	m := make(map[string]*Block, len(doc.Blocks))
	for i := range doc.Blocks {
		m[doc.Blocks[i].ID] = &doc.Blocks[i]
	}
	return m
}

func (b *beginning) ask() (err error) {
	if !b.asked {
		b.asked = true
		b.docs, b.exact, err = b.old()
	}
	return err
}

// find looks up what each operation began from and names it in the operation.
func (b *beginning) find(ops *SaveOps) error {
	for i := range ops.Blocks {
		op := &ops.Blocks[i]
		from, ok, err := b.from(op.ID, op.BaseHash, op.Base)
		if err != nil {
			return err
		}
		op.BaseHash, op.Base = "", nil
		if ok {
			op.BaseHash = FullHash(from)
			b.changed[op.ID] = from
		}
	}
	for i := range ops.Deleted {
		op := &ops.Deleted[i]
		from, ok, err := b.from(op.ID, op.BaseHash, op.Base)
		if err != nil {
			return err
		}
		if !ok && b.theirs[op.ID] == nil {
			continue // it was new in the editor, or they deleted it too
		}
		if !ok {
			from = Block{ID: op.ID, Type: Divider} // unlike theirs, so that a person decides
		}
		op.BaseHash, op.Base = FullHash(from), nil
		b.changed[op.ID], b.gone[op.ID] = from, true
	}
	return nil
}

func (b *beginning) from(id, hash string, brought []byte) (Block, bool, error) {
	if len(brought) > 0 {
		block, err := DecodeBlock(brought)
		if err == nil && block.ID != id {
			err = fault.New(fault.Invalid, "body.bad_id").With("id", id).With("block", block.ID)
		}
		if err != nil {
			return block, false, err
		}
		doc := Normalise(Doc{Blocks: []Block{block}})
		return doc.Blocks[0], true, Check(doc)
	}
	if hash == "" {
		return Block{}, false, nil
	}
	if t := b.theirs[id]; t != nil && FullHash(*t) == hash {
		return *t, true, nil
	}
	if err := b.ask(); err != nil {
		return Block{}, false, err
	}
	for _, doc := range b.docs {
		for i := range doc.Blocks {
			if doc.Blocks[i].ID == id && FullHash(doc.Blocks[i]) == hash {
				return doc.Blocks[i], true, nil
			}
		}
	}
	return Block{}, false, nil
}

// order is that of the blocks the editor began with.
func (b *beginning) order(ops SaveOps) ([]string, error) {
	if len(ops.Was) > 0 {
		return ops.Was, nil
	}
	if len(ops.Order) == 0 && len(ops.Deleted) == 0 && b.inPlace(ops) {
		return nil, nil
	}
	if err := b.ask(); err != nil {
		return nil, err
	}
	if b.exact {
		return ids(b.docs[0]), nil
	}
	had := map[string]bool{}
	for _, id := range ops.Order {
		had[id] = true
	}
	var was []string
	for _, doc := range b.docs {
		for _, id := range ids(doc) {
			if (had[id] || b.gone[id]) && !slices.Contains(was, id) {
				was = append(was, id)
			}
		}
	}
	return was, nil
}

// inPlace says that everything the editor changed stands in theirs too: its order makes
// no difference then.
func (b *beginning) inPlace(ops SaveOps) bool {
	return !slices.ContainsFunc(ops.Blocks, func(op BlockOp) bool { return b.theirs[op.ID] == nil })
}

func ids(doc Doc) []string {
	list := make([]string, len(doc.Blocks))
	for i := range doc.Blocks {
		list[i] = doc.Blocks[i].ID
	}
	return list
}

// build makes the body. What the editor left alone is as it stands now: whatever it was
// then, their change of it is taken.
func (b *beginning) build(was []string) Doc {
	var base Doc
	seen := map[string]bool{}
	add := func(id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		if from, ok := b.changed[id]; ok {
			base.Blocks = append(base.Blocks, from)
		} else if t := b.theirs[id]; t != nil {
			base.Blocks = append(base.Blocks, *t)
		}
	}
	for _, id := range was {
		add(id)
	}
	rest := make([]string, 0, len(b.changed))
	for id := range b.changed {
		rest = append(rest, id)
	}
	slices.Sort(rest)
	for _, id := range rest {
		add(id)
	}
	return base
}

// fit leaves out of the editor's order what they deleted meanwhile and the editor left
// alone. An id that the editor cannot have had stays, for Apply to refuse.
func (b *beginning) fit(ops SaveOps, was []string, base Doc) ([]string, error) {
	order := ops.Order
	if len(order) == 0 {
		order = was
	}
	if len(order) == 0 {
		order = ids(base)
	}
	there := map[string]bool{}
	for _, id := range ids(base) {
		there[id] = true
	}
	for _, op := range ops.Blocks {
		there[op.ID] = true
	}
	had := map[string]bool{}
	for _, id := range was {
		had[id] = true
	}
	strict := len(ops.Was) > 0 || b.exact
	var out []string
	for _, id := range order {
		switch {
		case len(ops.Order) == 0 && b.gone[id]:
		case there[id] || strict && !had[id]:
			out = append(out, id)
		}
	}
	if len(ops.Order) > 0 {
		return out, nil
	}
	for _, op := range ops.Blocks { // what is new has no place without an order: the end
		if !slices.Contains(out, op.ID) {
			out = append(out, op.ID)
		}
	}
	return out, nil
}
