package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Patch is what makes one body of another: the blocks that changed or are new, and the
// order of all where it changed.
type Patch struct {
	Blocks []Block  `json:"blocks,omitempty"`
	Order  []string `json:"order,omitempty"`
	Empty  bool     `json:"empty,omitempty"` // nothing is left
}

// PatchOf compares two bodies.
func PatchOf(from, to Doc) Patch {
	before := byID(from)
	p := Patch{Empty: len(to.Blocks) == 0}
	same := len(from.Blocks) == len(to.Blocks)
	for i := range to.Blocks {
		b := &to.Blocks[i]
		same = same && from.Blocks[i].ID == b.ID
		if old := before[b.ID]; old == nil || !equalBlocks(old, b) {
			p.Blocks = append(p.Blocks, *b)
		}
	}
	if !same && !p.Empty {
		p.Order = ids(to)
	}
	return p
}

// On makes the body again. It fails if the patch was not made of this body.
func (p Patch) On(from Doc) (Doc, error) {
	if p.Empty {
		return Doc{}, nil
	}
	changed := byID(Doc{Blocks: p.Blocks})
	if len(p.Order) == 0 { // a body is read through many of these: none may look at every block's id twice
		out := Doc{Blocks: slices.Clone(from.Blocks)}
		for i := range out.Blocks {
			if b := changed[out.Blocks[i].ID]; b != nil {
				out.Blocks[i] = *b
			}
		}
		return out, nil
	}
	before := byID(from)
	out := Doc{Blocks: make([]Block, 0, len(p.Order))}
	for _, id := range p.Order {
		switch {
		case changed[id] != nil:
			out.Blocks = append(out.Blocks, *changed[id])
		case before[id] != nil:
			out.Blocks = append(out.Blocks, *before[id])
		default:
			return Doc{}, fmt.Errorf("a patch names block %s, which is not there", id)
		}
	}
	return out, nil
}

// MarshalPatch writes a patch for storing.
func MarshalPatch(p Patch) ([]byte, error) { return marshal(p) }

// UnmarshalPatch reads a patch that was stored.
func UnmarshalPatch(data []byte) (Patch, error) {
	var p Patch
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return p, dec.Decode(&p)
}
