-- +goose Up
CREATE INDEX edition_schedule_by_lang ON edition_schedule (lang, at);
