package api

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// block is a block as a program sends it: the newsroom's own form (docs/api.md), or the
// same with its content as HTML or as plain text. Its id may be left out for a new one.
type block struct{ raw json.RawMessage }

// UnmarshalJSON keeps what was sent until it is known which form it has.
func (b *block) UnmarshalJSON(raw []byte) error {
	b.raw = bytes.Clone(raw)
	return nil
}

// Schema describes a block in the contract.
func (block) Schema(r huma.Registry) *huma.Schema {
	if _, there := r.Map()["Block"]; !there {
		var types []any
		for _, t := range body.Types {
			types = append(types, string(t))
		}
		text := &huma.Schema{Description: "Plain text, or spans as a text's blocks have them.", OneOf: []*huma.Schema{
			{Type: "string"}, {Type: "array", Items: &huma.Schema{Type: "object"}},
		}}
		schema := &huma.Schema{
			Type: "object", Required: []string{"type"}, AdditionalProperties: true,
			Description: "One block. Beside type and id it has html, or text, or the parts that a block of its type is kept with.",
			Properties: map[string]*huma.Schema{
				"id":   {Type: "string", Description: "The block's id, as it was answered; left out for a new block."},
				"type": {Type: "string", Enum: types},
				"html": {Type: "string", Description: "The content as HTML: of a line for paragraphs, headings and quotes, whole for lists, tables, pictures. It is cleaned."},
				"text": text,
			},
		}
		schema.PrecomputeMessages()
		r.Map()["Block"] = schema
	}
	return &huma.Schema{Ref: "#/components/schemas/Block"}
}

// bodyOf makes a body of the blocks that were sent.
func bodyOf(sent []block, l string) (body.Doc, error) {
	doc := body.Doc{Blocks: make([]body.Block, 0, len(sent))}
	for i, one := range sent {
		b, err := one.read(l)
		if err != nil {
			return doc, at(err, i)
		}
		doc.Blocks = append(doc.Blocks, b)
	}
	return doc, nil
}

// at says of a fault in which block it lies.
func at(err error, i int) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	named := *f
	return named.In("blocks[" + strconv.Itoa(i) + "]")
}

// read makes a block of what was sent.
func (b block) read(l string) (body.Block, error) {
	var head struct {
		ID    string          `json:"id"`
		Type  body.Type       `json:"type"`
		Level int             `json:"level"`
		HTML  *string         `json:"html"`
		Text  json.RawMessage `json:"text"`
	}
	if err := json.Unmarshal(b.raw, &head); err != nil {
		return body.Block{}, fault.New(fault.Invalid, "body.bad_json").Because(err)
	}
	plain := len(head.Text) > 0 && head.Text[0] == '"'
	if head.HTML == nil && !plain || head.Type == body.HTML && !plain {
		return b.kept()
	}
	out := body.Block{ID: head.ID, Type: head.Type, Level: head.Level}
	if out.ID == "" {
		out.ID = id.NewBlock()
	}
	if err := b.only(plain); err != nil {
		return out, err
	}
	if plain {
		return withText(out, head.Text)
	}
	return withHTML(out, *head.HTML, l)
}

// only refuses what cannot stand beside html or plain text.
func (b block) only(plain bool) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(b.raw, &parts); err != nil {
		return fault.New(fault.Invalid, "body.bad_json").Because(err)
	}
	for name := range parts {
		switch {
		case name == "id", name == "type", name == "level", name == "html" && !plain, name == "text" && plain:
		default:
			return fault.New(fault.Invalid, "api.stray_part").With("part", name)
		}
	}
	return nil
}

// oneLine are the types whose content is one run of words.
var oneLine = map[body.Type]bool{body.Paragraph: true, body.Heading: true, body.Quote: true, body.PullQuote: true}

func withText(b body.Block, raw json.RawMessage) (body.Block, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return b, fault.New(fault.Invalid, "body.bad_json").Because(err)
	}
	if !oneLine[b.Type] {
		return b, fault.New(fault.Invalid, "api.no_plain_text").With("type", string(b.Type))
	}
	b.Text = body.NormaliseSpans([]body.Span{{Text: text}})
	return usual(b), nil
}

// withHTML reads a block's content from HTML. What makes another sort of block, or
// several, is refused: nobody could say which of them has the id.
func withHTML(b body.Block, html, l string) (body.Block, error) {
	if oneLine[b.Type] {
		b.Text = body.ParseInline(html)
		return usual(b), nil
	}
	doc, _ := body.FromHTML(html, body.Options{Lang: l})
	if len(doc.Blocks) != 1 || doc.Blocks[0].Type != b.Type {
		return b, fault.New(fault.Invalid, "api.other_block").With("type", string(b.Type)).With("n", len(doc.Blocks))
	}
	made := doc.Blocks[0]
	made.ID = b.ID
	return made, nil
}

// usual gives a heading the level that most have.
func usual(b body.Block) body.Block {
	if b.Type == body.Heading && b.Level == 0 {
		b.Level = 2
	}
	return b
}

// kept reads a block in the newsroom's own form, and gives ids to the parts that have
// none.
func (b block) kept() (body.Block, error) {
	made, err := body.DecodeBlock(b.raw)
	if err != nil {
		return made, err
	}
	if made.Type == body.HTML {
		made.HTML = body.CleanHTML(made.HTML)
	}
	nameParts(&made)
	return usual(made), nil
}

func nameParts(b *body.Block) {
	if b.ID == "" {
		b.ID = id.NewBlock()
	}
	nameItems(b.Items)
	for i := range b.Rows {
		for j := range b.Rows[i] {
			if b.Rows[i][j].ID == "" {
				b.Rows[i][j].ID = id.NewBlock()
			}
		}
	}
	for i := range b.Blocks {
		nameParts(&b.Blocks[i])
	}
}

func nameItems(items []body.Item) {
	for i := range items {
		if items[i].ID == "" {
			items[i].ID = id.NewBlock()
		}
		nameItems(items[i].Items)
	}
}
