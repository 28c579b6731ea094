-- +goose Up
CREATE INDEX topic_event_at ON topic_event (at, id);
