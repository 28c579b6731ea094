-- +goose Up
CREATE INDEX edition_topic_everywhere ON edition_topic (topic_id, lang);   -- a topic's page in each edition
CREATE INDEX edition_person_everywhere ON edition_person (person_id, lang);
