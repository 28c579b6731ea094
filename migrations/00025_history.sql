-- +goose Up
ALTER TABLE story_revision ADD COLUMN words_in INTEGER NOT NULL DEFAULT 0;   -- words that it brought, against the revision before
ALTER TABLE story_revision ADD COLUMN words_out INTEGER NOT NULL DEFAULT 0;  -- words that it took out
CREATE TABLE story_name (                  -- revisions that have a name
  story_id TEXT    NOT NULL,
  lang     TEXT    NOT NULL,
  rev      INTEGER NOT NULL,
  name     TEXT    NOT NULL,               -- filed, edited, published, corrected, or in somebody's own words
  own      INTEGER NOT NULL,               -- 1: in somebody's own words
  named_by TEXT    NOT NULL,               -- person, or '' for the program
  named_at BIGINT  NOT NULL,
  PRIMARY KEY (story_id, lang, rev, name)
);
