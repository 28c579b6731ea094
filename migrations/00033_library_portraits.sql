-- +goose Up
ALTER TABLE media ADD COLUMN ever INTEGER NOT NULL DEFAULT 0;   -- 1 once anything used it: an old revision may show it, so it stays
UPDATE media SET ever = 1 WHERE counted = 0 OR uses > 0;
CREATE INDEX person_by_portrait ON person (portrait) WHERE portrait <> '';
