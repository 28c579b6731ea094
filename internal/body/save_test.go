package body_test

import (
	"reflect"
	"testing"

	"masthead/internal/body"
)

func TestApply(t *testing.T) {
	a, b := para("a", "Alpha"), para("b", "Beta")
	base := docOf(a, b)
	op := func(b body.Block, hash string) body.BlockOp {
		data, err := body.MarshalBlock(b)
		if err != nil {
			t.Fatal(err)
		}
		return body.BlockOp{ID: b.ID, BaseHash: hash, JSON: data}
	}
	tests := []struct {
		name, want, fault string
		ops               body.SaveOps
	}{
		{"nothing", "a Alpha\nb Beta", "", body.SaveOps{}},
		{"change, add, move", "n New\nb Beta!\na Alpha", "", body.SaveOps{
			Blocks: []body.BlockOp{op(para("b", "Beta!"), body.FullHash(b)), op(para("n", "New"), "")}, Order: []string{bid("n"), bid("b"), bid("a")}}},
		{"delete", "b Beta", "", body.SaveOps{Deleted: []body.DeleteOp{{ID: bid("a"), BaseHash: body.FullHash(a)}}}},
		{"another base", "", "body.stale_base", body.SaveOps{Blocks: []body.BlockOp{op(para("b", "x"), body.FullHash(a))}}},
		{"deleting another base", "", "body.stale_base", body.SaveOps{Deleted: []body.DeleteOp{{ID: bid("a"), BaseHash: "00"}}}},
		{"order lacks one", "", "body.bad_order", body.SaveOps{Order: []string{bid("a")}}},
		{"order holds one twice", "", "body.bad_order", body.SaveOps{Order: []string{bid("a"), bid("b"), bid("a")}}},
		{"order names a stranger", "", "body.bad_order", body.SaveOps{Order: []string{bid("a"), bid("b"), bid("c")}}},
		{"another id inside", "", "body.bad_id", body.SaveOps{Blocks: []body.BlockOp{{ID: bid("c"), JSON: op(b, "").JSON}}}},
		{"not JSON", "", "body.bad_json", body.SaveOps{Blocks: []body.BlockOp{{ID: bid("c"), JSON: []byte("[")}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := body.Apply(base, tt.ops)
			if key := keyOf(err); key != tt.fault || err == nil && lines(got) != tt.want {
				t.Errorf("got %q, %v; want %q, %q", lines(got), err, tt.want, tt.fault)
			}
		})
	}
}

func TestLineage(t *testing.T) {
	base := docOf(para("a", "The old bridge over the river is closed for repairs"), para("b", "Nobody knows until when"), para("c", "Third"))
	tests := []struct {
		name string
		next body.Doc
		want []body.Lineage
	}{
		{"nothing", base, nil},
		{"split", docOf(para("a", "The old bridge over the river"), para("n", "is closed for repairs now"), base.Blocks[1], base.Blocks[2]),
			[]body.Lineage{{Kind: body.SplitFrom, Block: bid("n"), Other: bid("a")}}},
		{"joined", docOf(para("a", "The old bridge over the river is closed for repairs Nobody knows until when"), base.Blocks[2]),
			[]body.Lineage{{Kind: body.MergedInto, Block: bid("b"), Other: bid("a")}}},
		{"new words are nobody's", docOf(base.Blocks[0], base.Blocks[1], base.Blocks[2], para("n", "Something else entirely")), nil},
		{"deleted", docOf(base.Blocks[0], base.Blocks[2]), nil},
		{"copied", docOf(base.Blocks[0], base.Blocks[1], para("n", "Nobody knows until when"), base.Blocks[2]), nil},
	}
	for _, tt := range tests {
		if got := body.FindLineage(base, tt.next); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// applies sends a change as an editor does and expects to get it back.
func applies(t *testing.T, base, mine body.Doc) {
	t.Helper()
	before := map[string]body.Block{}
	for _, b := range base.Blocks {
		before[b.ID] = b
	}
	var ops body.SaveOps
	for _, b := range mine.Blocks {
		ops.Order = append(ops.Order, b.ID)
		old, known := before[b.ID]
		delete(before, b.ID)
		if known && body.FullHash(old) == body.FullHash(b) {
			continue
		}
		data, err := body.MarshalBlock(b)
		if err != nil {
			t.Fatal(err)
		}
		op := body.BlockOp{ID: b.ID, JSON: data}
		if known {
			op.BaseHash = body.FullHash(old)
		}
		ops.Blocks = append(ops.Blocks, op)
	}
	for id, b := range before {
		ops.Deleted = append(ops.Deleted, body.DeleteOp{ID: id, BaseHash: body.FullHash(b)})
	}
	got, err := body.Apply(base, ops)
	if err != nil || len(mine.Blocks) > 0 && !reflect.DeepEqual(got, mine) {
		t.Fatalf("applying gives %v\n%s\nwant\n%s", err, lines(got), lines(mine))
	}
}
