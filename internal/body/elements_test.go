package body_test

import (
	"strings"
	"testing"

	"masthead/internal/body"
)

func TestElements(t *testing.T) {
	doc := body.Doc{Blocks: []body.Block{
		{ID: "p1", Type: body.Paragraph, Text: []body.Span{{Text: `One id="b-x" <b>`}, {Note: []body.Span{{Text: "n"}}}}},
		{ID: "d1", Type: body.Divider},
		{ID: "q1", Type: body.Question, Text: []body.Span{{Text: "Who?"}}, Blocks: []body.Block{{ID: "a1", Type: body.Paragraph, Text: []body.Span{{Text: "She"}, {Break: true}, {Text: "he"}}}}},
		{ID: "l1", Type: body.List, Items: []body.Item{{ID: "i1", Text: []body.Span{{Text: "x"}}}}},
		{ID: "b1", Type: body.Box, Text: []body.Span{{Text: "Title"}}, Blocks: []body.Block{{ID: "c1", Type: body.Paragraph, Text: []body.Span{{Text: "in"}}}}},
	}}
	rendered := body.Render(doc, body.RenderOptions{Lang: "en"})
	var ids []string
	var all strings.Builder
	for _, p := range body.Elements(rendered) {
		ids = append(ids, p.Block)
		all.WriteString(p.HTML)
	}
	if got := strings.Join(ids, " "); got != "p1 d1 q1 a1 l1 b1 " {
		t.Errorf("got pieces %q", got)
	}
	if strings.ReplaceAll(all.String(), "\n", "") != strings.ReplaceAll(rendered, "\n", "") {
		t.Errorf("pieces are not the whole:\n%s\n%s", all.String(), rendered)
	}
	other := body.Another(rendered, "o-")
	for _, want := range []string{` id="o-b-p1"`, ` id="o-n1"`, ` href="#o-n1"`, ` aria-labelledby="o-t-b1"`, `id=&#34;b-x&#34;`} {
		if !strings.Contains(other, want) {
			t.Errorf("without %s: %s", want, other)
		}
	}
}
