-- +goose Up
CREATE INDEX edition_event_latest ON edition_event (lang, at DESC, event_id DESC);
