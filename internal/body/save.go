package body

import (
	"encoding/json"

	"masthead/internal/kit/fault"
)

// SaveOps is what an editor sends to save: the blocks it changed or made, those it
// deleted, and the order of all where that changed.
type SaveOps struct {
	Blocks  []BlockOp  `json:"blocks,omitempty"`
	Deleted []DeleteOp `json:"deleted,omitempty"`
	Order   []string   `json:"order,omitempty"`     // of all blocks; none: as it was
	Was     []string   `json:"order_was,omitempty"` // the order that the change began from; none: that of the revision
}

// BlockOp is a block as the editor has it now. What the change began from is named by
// its FullHash, or brought along, which is good for ever. A block with neither is new.
type BlockOp struct {
	ID       string          `json:"id"`
	BaseHash string          `json:"base_hash,omitempty"`
	Base     json.RawMessage `json:"base,omitempty"`
	JSON     json.RawMessage `json:"json"`
}

// DeleteOp is a block that the editor no longer has.
type DeleteOp struct {
	ID       string          `json:"id"`
	BaseHash string          `json:"base_hash,omitempty"`
	Base     json.RawMessage `json:"base,omitempty"`
}

// Apply makes the editor's body, "mine" for Merge, from the body that its changes
// began from. It fails with a fault of kind Conflict if base is not that body
// (body.stale_base names the block), and of kind Invalid if the operations do
// not fit together. The result has passed Check.
func Apply(base Doc, ops SaveOps) (Doc, error) {
	a := applier{blocks: make(map[string]Block, len(base.Blocks)+len(ops.Blocks))}
	for _, b := range base.Blocks {
		a.blocks[b.ID] = b
	}
	for _, op := range ops.Deleted {
		if err := a.delete(op); err != nil {
			return Doc{}, err
		}
	}
	for _, op := range ops.Blocks {
		if err := a.put(op); err != nil {
			return Doc{}, err
		}
	}
	order := ops.Order
	if len(order) == 0 {
		for _, b := range base.Blocks {
			if _, ok := a.blocks[b.ID]; ok {
				order = append(order, b.ID)
			}
		}
	}
	mine, err := a.inOrder(order)
	if err != nil {
		return Doc{}, err
	}
	mine = Normalise(mine)
	return mine, Check(mine)
}

type applier struct{ blocks map[string]Block }

func (a *applier) delete(op DeleteOp) error {
	b, ok := a.blocks[op.ID]
	if !ok {
		return nil // it was new in the editor and never saved
	}
	if op.BaseHash != FullHash(b) {
		return fault.New(fault.Conflict, "body.stale_base").With("block", op.ID)
	}
	delete(a.blocks, op.ID)
	return nil
}

func (a *applier) put(op BlockOp) error {
	b, err := DecodeBlock(op.JSON)
	if err != nil {
		return err
	}
	if b.ID != op.ID {
		return fault.New(fault.Invalid, "body.bad_id").With("id", op.ID).With("block", b.ID)
	}
	old, known := a.blocks[op.ID]
	if known && op.BaseHash != FullHash(old) || !known && op.BaseHash != "" {
		return fault.New(fault.Conflict, "body.stale_base").With("block", op.ID)
	}
	a.blocks[op.ID] = b
	return nil
}

// inOrder wants each block exactly once.
func (a *applier) inOrder(order []string) (Doc, error) {
	doc := Doc{Blocks: make([]Block, 0, len(order))}
	for _, id := range order {
		b, ok := a.blocks[id]
		if !ok {
			return Doc{}, fault.New(fault.Invalid, "body.bad_order").With("block", id)
		}
		delete(a.blocks, id)
		doc.Blocks = append(doc.Blocks, b)
	}
	for id := range a.blocks {
		return Doc{}, fault.New(fault.Invalid, "body.bad_order").With("block", id)
	}
	return doc, nil
}
