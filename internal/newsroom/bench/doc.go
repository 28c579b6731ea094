// Package bench is the translators' place at the desk: the boards of what is missing,
// stale or waits to be read in each edition, and the bench itself, where a text stands
// beside its source, block by block.
//
// It owns no table and no rule. What a block was made from and where it stands is
// translation's, words are saved by the editor's own protocol, and what helps (memory,
// terms, checks) is asked of those who know it by small questions; where nobody answers,
// the section is not shown. It never decides that a translation is right: people do.
package bench
