-- +goose Up
-- A revision that changes little keeps what it changes: its body is then a patch, and the
-- revisions from whole_rev on, one after another, lead to it.
ALTER TABLE story_revision ADD COLUMN whole_rev INTEGER NOT NULL DEFAULT 0; -- 0: the body stands here whole
CREATE TABLE story_operation (             -- what was saved under which name, also after its revision was thinned out
  story_id TEXT    NOT NULL,
  lang     TEXT    NOT NULL,
  op_id    TEXT    NOT NULL,
  rev      INTEGER NOT NULL,
  saved_at BIGINT  NOT NULL,
  PRIMARY KEY (story_id, lang, op_id),
  FOREIGN KEY (story_id, lang) REFERENCES story_text (story_id, lang)
);
ALTER TABLE story_conflict ADD COLUMN theirs_by TEXT NOT NULL DEFAULT '';     -- whose words stand in the text
ALTER TABLE story_conflict ADD COLUMN theirs_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE story_conflict ADD COLUMN solved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE story_conflict ADD COLUMN solved_rev INTEGER NOT NULL DEFAULT 0;  -- the revision that it was solved with
ALTER TABLE story_conflict ADD COLUMN choice TEXT NOT NULL DEFAULT '';        -- mine, theirs, joined, both
