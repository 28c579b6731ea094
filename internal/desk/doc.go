// Package desk is the newsroom's work on a story: pitches and what was decided on them,
// who does what until when, how far it has come, what holds it back, who vouches for it,
// and the overview from which lists, board and calendar are shown.
//
// Tables: desk_story, desk_assignment, desk_plan, desk_key, desk_rule, desk_item,
// desk_tick, desk_view, desk_feed, desk_overview, desk_mark, desk_word.
// Jobs: desk.remind, desk.fill; it does the work of story.changed.
//
// What it keeps of a story can be lost without a reader noticing: it never writes a text
// but the working title of one that nobody began, and it publishes nothing. What holds a
// text back it says; the gates are asked by whoever publishes.
package desk
