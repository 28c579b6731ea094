// Package match finds the words of house-style rules in texts: patterns of stems and
// endings, folded by their language, in words and phrases. It is pure: it knows no
// tables and no stories.
//
// A word of a pattern is exact ("Baku"), a stem with the endings that it may have
// ("Шуш|а|и|е", an empty ending is the bare stem) or a stem with any ending ("Շուշի*").
// Words that follow each other are a phrase; spaces and hyphens part them alike. A
// capital at a word's beginning wants one in the text; else case does not count.
package match
