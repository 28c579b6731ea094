// Package edition publishes: it makes copies of texts and gives them to readers.
//
// A copy is frozen and rendered. Everything readers see (pages, feeds, sitemaps)
// is made of copies, so that a draft cannot be read through a forgotten condition,
// and so that readers never touch the newsroom's tables.
//
// Tables: edition_copy, edition_copy_topic, edition_copy_person, edition_topic,
// edition_person, edition_month, edition_address, edition_old_address,
// edition_sequence, edition_change, edition_schedule, edition_override, edition_lift, edition_preview, edition_pair,
// edition_correction, edition_dossier, edition_event, edition_front,
// edition_front_history, edition_search, edition_search_index, edition_search_rules,
// edition_search_todo, edition_word. Jobs: edition.publish, edition.announced.
//
// Every change of what readers see writes one line into edition_change, in the same
// transaction, with the tags of the pages it touches; nodes follow that sequence.
// It asks gates whether a text may be published and knows none of them.
package edition
