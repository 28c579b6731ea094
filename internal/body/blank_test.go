package body_test

import (
	"testing"

	"masthead/internal/body"
)

func TestBlank(t *testing.T) {
	text := func(s string) []body.Span { return []body.Span{{Text: s}} }
	picture := []body.Picture{{Media: "m"}}
	for name, c := range map[string]struct {
		block body.Block
		blank bool
	}{
		"words":           {body.Block{Type: body.Paragraph, Text: text("a")}, false},
		"spaces":          {body.Block{Type: body.Paragraph, Text: text(" \u00a0\u200b\ufeff")}, true},
		"a break":         {body.Block{Type: body.Paragraph, Text: []body.Span{{Break: true}}}, true},
		"a footnote":      {body.Block{Type: body.Paragraph, Text: []body.Span{{Note: text("a")}}}, false},
		"a divider":       {body.Block{Type: body.Divider}, true},
		"a picture":       {body.Block{Type: body.Image, Pictures: picture}, false},
		"an embed":        {body.Block{Type: body.Embed, Embed: &body.EmbedLink{}}, false},
		"an item":         {body.Block{Type: body.List, Items: []body.Item{{Items: []body.Item{{Text: text("a")}}}}}, false},
		"empty items":     {body.Block{Type: body.List, Items: []body.Item{{}, {}}}, true},
		"an empty table":  {body.Block{Type: body.Table, Rows: [][]body.Cell{{{}, {}}}}, true},
		"a box":           {body.Block{Type: body.Box, Blocks: []body.Block{{Type: body.Image, Pictures: picture}}}, false},
		"an empty box":    {body.Block{Type: body.Box, Blocks: []body.Block{{Type: body.Divider}}}, true},
		"mark-up":         {body.Block{Type: body.HTML, HTML: "<dl><dt>a</dt></dl>"}, false},
		"hollow mark-up":  {body.Block{Type: body.HTML, HTML: "<dl><dt> </dt></dl>"}, true},
		"Georgian":        {body.Block{Type: body.Paragraph, Text: text("ა")}, false},
		"a sign, no word": {body.Block{Type: body.Paragraph, Text: text("☀")}, false},
	} {
		line := body.Block{Type: body.Divider}
		if got := body.Blank(body.Doc{Blocks: []body.Block{line, c.block}}); got != c.blank {
			t.Errorf("%s: blank %v", name, got)
		}
	}
	if !body.Blank(body.Doc{}) {
		t.Error("a body without blocks is not blank")
	}
}
