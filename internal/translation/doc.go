// Package translation knows, block by block, what each text was made from: pairs of a
// text's blocks and the blocks of its source, the source's words as they were then, how
// far each is (untranslated, draft, translated, reviewed, left out, added for our
// readers), and what became of the source since.
//
// It hears every saved revision within the saving's transaction (Follow). A pair goes
// stale when the words of its source are others than those it was made from; how much
// that matters is weighed (Weigh): numbers, names, negation, quotations and corrections
// are urgent, commas are nothing. The head counts as two blocks, Headline and Standfirst.
//
// Tables: translation_text, translation_pair, translation_source, translation_copy,
// translation_absent. Jobs: translation.find, translation.tell, translation.behind.
//
// It never writes a translated text but the empty frame of one that is begun, it offers
// and never acts, and it keeps no words of a translation: those are the text's. A block
// whose id is that of a block of the source is its translation, unless somebody says
// otherwise. It publishes nothing; its gates say what holds a translation back.
package translation
