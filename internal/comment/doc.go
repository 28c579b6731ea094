// Package comment is what the newsroom says about its texts: comments at a place of a
// text, notes to the desk on a story, and suggestions of other words.
//
// Tables: comment_thread, comment_entry, comment_earlier, comment_suggestion,
// comment_clock.
//
// A comment stands beside the text, never in it, so that the text's hashes stay. It holds
// on to words: they are looked for again after every change, and where they are gone it
// says so instead of pointing at others. A suggestion that is taken is saved like any
// other words, by story.SaveText. Readers and the API never see any of this.
//
// It never decides who may: its callers ask people.May. It does refuse ids of another story.
package comment
