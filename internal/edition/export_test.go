package edition

import "masthead/internal/kit/lang"

// Statements lists the statements that are put together from parts, by what they read;
// the others stand whole in the source.
func Statements() map[string]string {
	all := map[string]string{}
	for name, f := range map[string]Filter{"latest": {}, "section": {Section: "x"}, "kind": {Kind: "x"}, "topic": {Topic: "x"}, "person": {Person: "x"}} {
		from, _ := f.from()
		all[name] = `SELECT ` + cardColumns + from
		all["newest of "+name] = `SELECT c.page, c.feed, c.rev, ` + cardColumns + from
	}
	all["events"] = `SELECT ` + eventColumns + ` FROM edition_event WHERE lang = $1 ORDER BY at DESC, event_id DESC LIMIT $2`
	all["cards"] = cardsQuery(4)
	all["words by stem"], all["words by latin"], all["words from stem"], all["words from latin"] = wordsStem, wordsLatin, wordsOnByStem, wordsOnLatin
	return all
}

// ParseQuery gives the stems and the phrases of a question.
func ParseQuery(l lang.Tag, text string) (stems, phrases []string) {
	q := parseQuery(l, text)
	for _, w := range q.words {
		stems = append(stems, w.stem)
	}
	return stems, q.phrases
}
