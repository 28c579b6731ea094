package lang

// QuoteMarks are the quotation marks of a language: around a quotation, and
// around one inside it.
type QuoteMarks struct {
	Open, Close           string
	InnerOpen, InnerClose string
}

// Quotes gives the marks newspapers set in the language. The first pair is what
// each edition's house style starts from: English and Turkish “…” with ‘…’;
// Russian, Ukrainian «…» with „…“; Azerbaijani “…” as its press sets (the rules
// of spelling allow «…» too); Armenian «…» within itself, as the language has one
// pair only; Georgian „…“ with «…»; Persian «…» with ‹…›; Arabic «…» with “…”. Others get
// the English ones.
func Quotes(tag Tag) QuoteMarks {
	base, _ := known(tag)
	switch base {
	case Russian, Ukrainian:
		return QuoteMarks{"«", "»", "„", "“"}
	case Armenian:
		return QuoteMarks{"«", "»", "«", "»"}
	case Georgian:
		return QuoteMarks{"„", "“", "«", "»"}
	case Persian:
		return QuoteMarks{"«", "»", "‹", "›"}
	case Arabic:
		return QuoteMarks{"«", "»", "“", "”"}
	}
	return QuoteMarks{"“", "”", "‘", "’"}
}
