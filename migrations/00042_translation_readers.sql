-- +goose Up
CREATE TABLE translation_copy (            -- a published translation whose source says something else by now
  story_id TEXT    NOT NULL,
  lang     TEXT    NOT NULL,
  since    BIGINT  NOT NULL,
  urgent   INTEGER NOT NULL,
  turn     BIGINT  NOT NULL,               -- its place in the list: the urgent first, then the older
  PRIMARY KEY (story_id, lang)
);
CREATE INDEX translation_copy_turn ON translation_copy (lang, turn, story_id);
CREATE TABLE translation_absent (          -- a published story that an edition has no text of
  lang     TEXT   NOT NULL,
  story_id TEXT   NOT NULL,
  at       BIGINT NOT NULL,                -- when it was published first
  PRIMARY KEY (lang, story_id)
);
CREATE INDEX translation_absent_at ON translation_absent (lang, at, story_id);
ALTER TABLE edition_copy ADD COLUMN behind_at BIGINT NOT NULL DEFAULT 0; -- since when readers of the source are told something else; 0: they are not
