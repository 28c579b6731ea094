-- +goose Up
CREATE TABLE story_change (               -- who changed what a story is; its texts have their revisions
  id         TEXT   PRIMARY KEY,
  story_id   TEXT   NOT NULL REFERENCES story(id),
  changed_by TEXT   NOT NULL,              -- person
  changed_at BIGINT NOT NULL,
  fields     TEXT   NOT NULL               -- JSON: name -> {was, is}
);
CREATE INDEX story_change_by_story ON story_change (story_id, id);
