package body_test

import (
	"reflect"
	"strings"
	"testing"

	"masthead/internal/body"
)

func TestMarshalIsCanonical(t *testing.T) {
	for _, tt := range fromHTMLTests {
		doc, _ := body.FromHTML(tt.src, body.Options{})
		data, err := body.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, err := body.Unmarshal(data)
		if err != nil {
			t.Fatalf("%s: %v in %s", tt.name, err, data)
		}
		if same, _ := body.Marshal(again); string(same) != string(data) {
			t.Errorf("%s: %s became %s", tt.name, data, same)
		}
	}
	if data, _ := body.Marshal(body.Doc{}); string(data) != `{"blocks":[]}` {
		t.Errorf("empty: %s", data)
	}
	doc := docOf(body.Block{ID: bid("a"), Type: body.Heading, Level: 2, Text: []body.Span{{Text: `<&"`, Marks: link("/x?a&b")}, {Break: true}, {Note: words("n")}}})
	want := `{"blocks":[{"id":"aaaaaaaaaaaaaaaa","type":"heading","level":2,"text":[{"t":"<&\"","m":[{"type":"link","href":"/x?a&b"}]},{"br":true},{"note":[{"t":"n"}]}]}]}`
	if data, _ := body.Marshal(doc); string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	p := `{"id":"aaaaaaaaaaaaaaaa","type":"paragraph"`
	tests := []struct{ name, in, want string }{
		{"nothing", ``, "body.bad_json"},
		{"a list", `[]`, "body.bad_json"},
		{"a word", `"blocks"`, "body.bad_json"},
		{"null", `null`, "body.bad_json"},
		{"null inside", `{"blocks":null}`, "body.bad_json"},
		{"two values", `{"blocks":[]}{"blocks":[]}`, "body.bad_json"},
		{"rubbish after", `{"blocks":[]} x`, "body.bad_json"},
		{"cut off", `{"blocks":[` + p, "body.bad_json"},
		{"cut off in a string", `{"blocks":[{"id":"a`, "body.bad_json"},
		{"unknown key", `{"blocks":[],"x":1}`, "body.unknown_key"},
		{"key in another case", `{"Blocks":[]}`, "body.unknown_key"},
		{"key that folds", `{"block\u017f":[]}`, "body.unknown_key"},
		{"escaped key", `{"\u0062locks":[]}`, "body.unknown_key"},
		{"a key of another place", `{"blocks":[],"href":""}`, "body.bad_json"},
		{"repeated key", `{"blocks":[],"blocks":[]}`, "body.repeated_key"},
		{"repeated key inside", `{"blocks":[` + p + `,"type":"box"}]}`, "body.repeated_key"},
		{"numbers for blocks", `{"blocks":[0,0]}`, "body.bad_json"},
		{"words for blocks", `{"blocks":["a"]}`, "body.bad_json"},
		{"a string for a number", `{"blocks":[` + p + `,"level":"2"}]}`, "body.bad_json"},
		{"not UTF-8", "{\"blocks\":[{\"id\":\"\xff\"}]}", "body.bad_json"},
		{"100,000 deep", strings.Repeat(`{"blocks":[`, 100_000), "body.too_deep"},
		{"100,000 arrays deep", `{"blocks":` + strings.Repeat(`[`, 100_000), "body.too_deep"},
		{"a million empty blocks", `{"blocks":[` + strings.Repeat(`{},`, 300_000) + `{}]}`, "body.too_large"},
		{"too large", `{"blocks":[` + strings.Repeat(" ", body.MaxText) + `]}`, "body.too_large"},
		{"not canonical", `{"blocks":[` + p + `,"level":2}]}`, "body.stray_field"},
		{"mismatched", `{"blocks":[}]`, "body.bad_json"},
	}
	for _, tt := range tests {
		if _, err := body.Unmarshal([]byte(tt.in)); keyOf(err) != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, keyOf(err), tt.want)
		}
	}
	if _, err := body.Unmarshal([]byte(` {"blocks": [ ` + p + ` } ] } `)); err != nil {
		t.Errorf("space is no harm: %v", err)
	}
}

func FuzzUnmarshal(f *testing.F) {
	for _, tt := range fromHTMLTests {
		doc, _ := body.FromHTML(tt.src, body.Options{})
		data, _ := body.Marshal(doc)
		f.Add(data)
	}
	f.Add([]byte(`{"blocks":[{"id":"x","type":"box","blocks":[{"items":[{"ordered":true}],"rows":[[{"cols":1}]],"embed":{}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := body.Unmarshal(data); err == nil {
			out, err := body.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			again, err := body.Unmarshal(out)
			if err != nil || !reflect.DeepEqual(doc, again) && len(doc.Blocks) > 0 {
				t.Fatalf("%s became %s: %v", data, out, err)
			}
			if norm := body.Normalise(doc); !reflect.DeepEqual(norm, doc) && len(doc.Blocks) > 0 {
				t.Fatalf("normalising changes\n%+v\nto\n%+v", doc, norm)
			}
		}
		doc, err := body.Decode(data)
		if err != nil {
			return
		}
		harmless(t, "fuzz", body.Render(doc, body.RenderOptions{}))
		norm := body.Normalise(doc)
		if err := body.Check(norm); err != nil {
			switch keyOf(err) {
			case "body.unclean_text", "body.unjoined_spans", "body.bad_span", "body.marks_out_of_order", "body.bad_mark", "body.bad_lang", "body.bad_id", "body.repeated_id", "body.unclean_html":
				t.Fatalf("Normalise left %v", err)
			}
		}
		if again := body.Normalise(norm); !reflect.DeepEqual(again, norm) {
			t.Fatalf("normalising twice changes\n%+v\nto\n%+v", norm, again)
		}
		body.PlainDoc(doc)
		for _, b := range doc.Blocks {
			body.TextHash(b)
			body.FullHash(b)
		}
	})
}
