// Package terms is the house's style for words and names: rules with their reasons and
// suggestions, what each story decided where a rule leaves the choice open, and what a
// word brings to the published page.
//
// Tables: term, term_ruling, term_stamp.
//
// A rule looks at one language; the rules of one key in several languages are one term,
// so that a translator sees what her language calls what the source names. A contested
// name is no error: rules explain and offer, saving is never held, and only the severity
// stop holds publishing. A rule is kept only if its own examples come out as they say.
//
// The engine that finds words is terms/match. It never decides who may: its callers ask
// people.May. It never changes a text.
package terms
