// Package story is journalism in no language, and its texts: one for each language
// it is told in, each with every revision that was ever saved.
//
// Tables: story, story_person, story_topic, story_text, story_revision,
// story_name, story_conflict, story_operation, story_pair, story_correction, story_correction_text,
// story_change. Jobs: story.thin, story.changed.
//
// A text is saved against the revision it was read at. What others saved meanwhile
// is merged block by block; what cannot be merged is kept on both sides. What autosaving
// leaves behind is thinned out in time; what has a name stays. It never
// publishes: readers see the copies that edition makes.
package story
