package body_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"masthead/internal/body"
)

// FuzzMerge merges whatever passes Check: the result passes it too, or is only
// larger than the bounds.
func FuzzMerge(f *testing.F) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11))
		base := (&editor{r: r, tag: "b"}).start()
		mine, theirs := (&editor{r: r, tag: "m"}).edit(base), (&editor{r: r, tag: "t"}).edit(base)
		var data [3][]byte
		for i, doc := range []body.Doc{base, mine, theirs} {
			data[i], _ = body.Marshal(doc)
		}
		f.Add(data[0], data[1], data[2])
	}
	f.Fuzz(func(t *testing.T, b, m, o []byte) {
		var docs [3]body.Doc
		for i, data := range [][]byte{b, m, o} {
			doc, err := body.Decode(data)
			if err != nil {
				return
			}
			if docs[i] = body.Normalise(doc); body.Check(docs[i]) != nil {
				return
			}
		}
		got, conflicts := body.Merge(docs[0], docs[1], docs[2])
		if err := body.Check(got); err != nil && keyOf(err) != "body.too_many_blocks" && keyOf(err) != "body.too_large" {
			t.Fatalf("%v in %s (%s)", err, sketch(got.Blocks), kinds(conflicts))
		}
		if same, c := body.Merge(docs[0], docs[1], docs[0]); len(c) > 0 || len(docs[1].Blocks) > 0 && !reflect.DeepEqual(same, docs[1]) {
			t.Fatalf("merge(b,x,b) is not x but %s", sketch(same.Blocks))
		}
		body.FindLineage(docs[0], got)
	})
}
