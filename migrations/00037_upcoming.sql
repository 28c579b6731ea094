-- +goose Up
CREATE INDEX edition_schedule_at ON edition_schedule (at, story_id, lang);
