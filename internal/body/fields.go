package body

// fields is a set of the fields of a Block, beside ID and Type.
type fields uint16

const (
	hasLevel fields = 1 << iota
	hasText
	hasCite
	hasOrdered
	hasItems
	hasPictures
	hasEmbed
	hasHeader
	hasRows
	hasBlocks
	hasHTML
)

var fieldNames = [...]string{"level", "text", "cite", "ordered", "items", "pictures", "embed", "header", "rows", "blocks", "html"}

// String names the first field of the set.
func (f fields) String() string {
	for i, name := range fieldNames {
		if f&(1<<i) != 0 {
			return name
		}
	}
	return ""
}

// fieldsOf is the comment beside each type, for the machine.
var fieldsOf = map[Type]fields{
	Paragraph: hasText,
	Heading:   hasText | hasLevel,
	Quote:     hasText | hasCite,
	PullQuote: hasText | hasCite,
	List:      hasItems | hasOrdered,
	Image:     hasPictures,
	Gallery:   hasPictures | hasText,
	Embed:     hasEmbed | hasText,
	Table:     hasRows | hasHeader | hasText,
	Question:  hasText | hasBlocks,
	Box:       hasText | hasBlocks,
	Divider:   0,
	HTML:      hasHTML,
}

// fieldsIn is the set of fields that b has filled.
func fieldsIn(b *Block) fields {
	var f fields
	for i, has := range [...]bool{b.Level != 0, b.Text != nil, b.Cite != nil, b.Ordered, b.Items != nil, b.Pictures != nil,
		b.Embed != nil, b.Header, b.Rows != nil, b.Blocks != nil, b.HTML != ""} {
		if has {
			f |= 1 << i
		}
	}
	return f
}
