package edition

import (
	"context"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
)

// Bounds of an extract.
const (
	maxExtract  = 240    // letters
	beforeFound = 60     // letters before the first word that was asked for
	maxScanned  = 24_000 // bytes of a text in which a part for the extract is looked for
)

// show makes hits of what was found.
func (h *hunt) show(ctx context.Context, tx *db.Tx, found []match) ([]Hit, error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.story
	}
	copies, err := copiesOf(ctx, tx, h.q.Lang, ids)
	if err != nil {
		return nil, err
	}
	stems, cut := h.stems(), h.cut
	hits := make([]Hit, 0, len(found))
	for _, id := range ids {
		c, ok := copies[id]
		if !ok {
			continue
		}
		hit := Hit{Card: c.Card, Title: marked(cut, c.Headline, stems), Extract: marked(cut, c.Stand, stems)}
		if !anyFound(hit.Extract) {
			if part := extract(cut, plainFeed(c.Feed), stems); part != nil {
				hit.Extract = part
			} else if c.Stand == "" {
				hit.Extract = marked(cut, c.Opening, stems)
			}
		}
		hits = append(hits, hit)
	}
	return hits, nil
}

func (h *hunt) stems() map[string]bool {
	stems := map[string]bool{}
	for _, g := range h.groups {
		for _, s := range g.stems {
			stems[s] = true
		}
	}
	return stems
}

func anyFound(pieces []Piece) bool {
	for _, p := range pieces {
		if p.Found {
			return true
		}
	}
	return false
}

// marked parts a text into the words that were asked for and what is between them.
func marked(cut *analyse.Cutter, text string, stems map[string]bool) (pieces []Piece) {
	if text == "" {
		return nil
	}
	at := 0
	for _, w := range cut.Words(text) {
		if !stems[w.Stem] {
			continue
		}
		if w.Start > at {
			pieces = append(pieces, Piece{Text: text[at:w.Start]})
		}
		pieces = append(pieces, Piece{text[w.Start:w.End], true})
		at = w.End
	}
	if at < len(text) {
		pieces = append(pieces, Piece{Text: text[at:]})
	}
	return pieces
}

// extract finds the paragraph that has most of the words that were asked for, the
// first of equals, and cuts it to size around them. Nil when none has any.
func extract(cut *analyse.Cutter, text string, stems map[string]bool) []Piece {
	best, most, at := "", 0, 0
	for line := range strings.SplitSeq(text[:min(len(text), maxScanned)], "\n") {
		line = strings.Join(strings.Fields(line), " ")
		have, first := map[string]bool{}, -1
		for _, w := range cut.Words(line) {
			if stems[w.Stem] {
				have[w.Stem] = true
				if first < 0 {
					first = w.Start
				}
			}
		}
		if len(have) > most {
			best, most, at = line, len(have), first
		}
		if most == min(len(stems), maxWords) {
			break
		}
	}
	if most == 0 {
		return nil
	}
	return marked(cut, around(strings.ToValidUTF8(best, ""), at), stems)
}

// around cuts a paragraph so that what stands at a byte is seen: from the beginning if
// that is near, else from a word before it.
func around(text string, at int) string {
	if utf8.RuneCountInString(text) <= maxExtract {
		return text
	}
	head := ""
	if utf8.RuneCountInString(text[:at]) > maxExtract-2*beforeFound {
		start := at
		for n := 0; start > 0 && n < beforeFound; n++ {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
		}
		if i := strings.IndexByte(text[start:at], ' '); i >= 0 {
			start += i + 1
		}
		head, text = "… ", text[start:]
	}
	runes := []rune(text)
	if len(runes) <= maxExtract {
		return head + text
	}
	short := string(runes[:maxExtract])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return head + strings.TrimRight(short, " ,;:–—-") + "…"
}

// mendedText is the question with the words that were looked for in the place of those
// that no copy has, in the form in which a copy that was found has them.
func (h *hunt) mendedText(ctx context.Context, tx *db.Tx, m match) (string, error) {
	copies, err := copiesOf(ctx, tx, h.q.Lang, []string{m.story})
	if err != nil {
		return "", err
	}
	c := copies[m.story]
	texts := []string{plainFeed(c.Feed), c.Stand, c.Headline}
	for _, b := range c.Bylines {
		texts = append(texts, b.Name)
	}
	for _, t := range c.Topics {
		texts = append(texts, t.Name)
	}
	forms := map[string]string{}
	for _, text := range texts {
		for _, w := range analyse.Words(h.q.Lang, text) {
			if forms[w.Stem] == "" {
				forms[w.Stem] = text[w.Start:w.End]
			}
		}
	}
	words := make([]string, len(h.groups))
	for i, g := range h.groups {
		words[i] = g.asked.typed
		if g.mended && forms[g.stems[0]] != "" {
			words[i] = forms[g.stems[0]]
		}
	}
	return strings.Join(words, " "), nil
}
