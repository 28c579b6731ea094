// Package topic keeps the running subjects that stories of all editions belong to.
//
// Tables: topic, topic_name. It knows no story; stories name their topics.
package topic
