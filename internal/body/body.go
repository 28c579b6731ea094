package body

// Type is what a block is.
type Type string

// The types of block. The comment names the fields that each one uses beside ID
// and Type; every other field must be empty.
const (
	Paragraph Type = "paragraph" // Text
	Heading   Type = "heading"   // Text, Level 2 to 4
	Quote     Type = "quote"     // Text (paragraphs are parted by two breaks), Cite
	PullQuote Type = "pullquote" // Text, Cite
	List      Type = "list"      // Items, Ordered
	Image     Type = "image"     // Pictures (exactly one)
	Gallery   Type = "gallery"   // Pictures (one or more), Text as the gallery's caption
	Embed     Type = "embed"     // Embed, Text as the caption
	Table     Type = "table"     // Rows, Header, Text as the caption
	Question  Type = "question"  // Text as the question, Blocks as the answer
	Box       Type = "box"       // Text as the title, Blocks as the content
	Divider   Type = "divider"   // nothing
	HTML      Type = "html"      // HTML: cleaned mark-up that no other block can hold
)

// Types lists every type, in the order in which a person meets them.
var Types = []Type{Paragraph, Heading, Quote, PullQuote, List, Image, Gallery, Embed, Table, Question, Box, Divider, HTML}

// Doc is a body.
type Doc struct {
	Blocks []Block `json:"blocks"`
}

// Block is the smallest part of a text with an address of its own.
type Block struct {
	ID       string     `json:"id"`
	Type     Type       `json:"type"`
	Level    int        `json:"level,omitempty"`
	Text     []Span     `json:"text,omitempty"`
	Cite     []Span     `json:"cite,omitempty"`
	Ordered  bool       `json:"ordered,omitempty"`
	Items    []Item     `json:"items,omitempty"`
	Pictures []Picture  `json:"pictures,omitempty"`
	Embed    *EmbedLink `json:"embed,omitempty"`
	Header   bool       `json:"header,omitempty"` // the first row of Rows names the columns
	Rows     [][]Cell   `json:"rows,omitempty"`
	Blocks   []Block    `json:"blocks,omitempty"` // of a box or an answer: paragraph, heading, quote, list, image, table, divider only
	HTML     string     `json:"html,omitempty"`
}

// Item is one entry of a list; Items is the list below it, at most MaxListDepth deep.
type Item struct {
	ID      string `json:"id"`
	Text    []Span `json:"text,omitempty"`
	Ordered bool   `json:"ordered,omitempty"` // of Items
	Items   []Item `json:"items,omitempty"`
}

// Cell is one cell of a table.
type Cell struct {
	ID   string `json:"id"`
	Text []Span `json:"text,omitempty"`
	Head bool   `json:"head,omitempty"` // a heading of its row
	Cols int    `json:"cols,omitempty"` // columns it spans, when more than one
	Rows int    `json:"rows,omitempty"` // rows it spans, when more than one
}

// Picture places a media file in the text. Media is the id of a file of the
// media library; while a picture has not been fetched yet, Media is empty and
// Source holds the address it stood at.
type Picture struct {
	Media   string `json:"media,omitempty"`
	Source  string `json:"source,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Caption []Span `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Link    string `json:"link,omitempty"` // where the picture leads, if anywhere
}

// EmbedLink is something that stands on another site. Nothing of it is loaded
// before the reader asks.
type EmbedLink struct {
	Provider string `json:"provider"` // the key of one of Providers
	URL      string `json:"url"`      // the address a person would open, as MatchEmbed gives it
	Title    string `json:"title,omitempty"`
}

// Span is a run of inline content: text with marks, or a break, or a footnote.
// Exactly one of Text, Break, Note is set; only text carries marks.
type Span struct {
	Text  string `json:"t,omitempty"`
	Marks []Mark `json:"m,omitempty"` // in the order of MarkTypes, at most one of each type
	Break bool   `json:"br,omitempty"`
	Note  []Span `json:"note,omitempty"` // a footnote, without footnotes in it
}

// MarkType is what a mark does.
type MarkType string

// The marks.
const (
	Link   MarkType = "link" // Href
	Strong MarkType = "strong"
	Em     MarkType = "em"
	Lang   MarkType = "lang" // Lang: these words are in another language
	Sub    MarkType = "sub"
	Sup    MarkType = "sup"
	Code   MarkType = "code"
)

// MarkTypes is the canonical order of marks on a span, outermost first.
var MarkTypes = []MarkType{Link, Lang, Strong, Em, Sub, Sup, Code}

// Mark is one mark on a span.
type Mark struct {
	Type MarkType `json:"type"`
	Href string   `json:"href,omitempty"`
	Lang string   `json:"lang,omitempty"`
}

// Bounds of a body. What is larger is refused, never cut.
const (
	MaxBlocks    = 5_000     // blocks, items and cells together
	MaxText      = 2_000_000 // bytes of canonical JSON
	MaxBlockText = 100_000   // runes of text in one block
	MaxListDepth = 4
)
