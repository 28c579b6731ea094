// Package stories is where the newsroom sees and plans its work: the list of stories, the
// board by stage, the page of one story, pitches and new stories, the calendar with its
// feed, and what Ctrl+K finds. The rules are desk's; here are the pages alone.
package stories
