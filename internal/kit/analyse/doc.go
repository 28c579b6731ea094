// Package analyse turns texts and queries into the words that a search index
// holds: cut out, folded, and stemmed by the rules of their language, so that a
// reader who types one form of a word finds the others.
//
// English and Russian are stemmed by the Snowball algorithms with a few rules
// more; Azerbaijani, Armenian, Georgian, Ukrainian, Turkish, Persian and Arabic by
// light suffix strippers of our own, which know endings and no dictionary, and
// prefer a stem that is too short in every form to one that differs from form to
// form. Any other language is cut and folded only. A word in a script that is not
// its text's language's is folded and never stemmed.
//
// For readers without their language's keyboard there is a loose Latin key: the
// index keeps Latin of every stem, and looks up what Keys gives for a word typed
// in Latin letters.
//
// Every function is pure and safe for concurrent use. The package knows nothing
// of an index, of ranking or of any database.
package analyse
