// Package topic keeps the running subjects that stories of all editions belong to,
// and what makes a dossier of one: its introduction, the people and organisations in
// it, and its events, of which timelines and round-ups are made.
//
// Tables: topic, topic_name, topic_intro, topic_actor, topic_event, topic_event_text.
//
// Stories name their topics; a topic knows of a story only that it tells an event. It
// never shows itself to readers: they see the copies that edition makes of it.
package topic
