// Package publishing is the desk's place where texts go out: the publish panel of a
// story with its gates, plans and looks outside; withdrawing; correcting; and previews
// of what is not published.
//
// It has no tables and no rules of its own: edition decides what may go out, people who
// may do it. It never shows a draft to whoever may not read its story, but for the one
// text that a preview link was made for.
package publishing
