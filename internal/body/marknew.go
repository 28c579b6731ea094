package body

// Piece is a run of a text; New says that it was not there before.
type Piece struct {
	Text string `json:"text"`
	New  bool   `json:"new,omitempty"`
}

// MarkNew cuts a block's words into what was there before and what is new, word by
// word; all of it is new where there was nothing before. Marks and links make no difference.
func MarkNew(before *Block, now Block) []Piece {
	var from []Span
	if before != nil {
		from = []Span{{Text: Plain(*before)}}
	}
	return markNew(from, []Span{{Text: Plain(now)}})
}

// MarkNewText is MarkNew for a plain text.
func MarkNewText(before, now string) []Piece {
	return markNew([]Span{{Text: before}}, []Span{{Text: now}})
}

func markNew(before, now []Span) []Piece {
	in := interner{}
	at, bt := tokenise(before), tokenise(now)
	var out []Piece
	done := 0
	put := func(to int, fresh bool) {
		text := ""
		for ; done < to; done++ {
			text += bt[done].span.Text
		}
		if text != "" {
			out = append(out, Piece{text, fresh})
		}
	}
	for _, h := range diff(in.numbers(at), in.numbers(bt)) {
		put(h.bLo, false)
		put(h.bHi, true)
	}
	put(len(bt), false)
	return out
}
