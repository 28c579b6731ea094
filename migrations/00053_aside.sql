-- +goose Up
CREATE TABLE aside (                       -- findings about translated blocks that a person set aside
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  block_id TEXT   NOT NULL,                -- of the translation
  finding  TEXT   NOT NULL,                -- hash of the mark
  mark     TEXT   NOT NULL,                -- tells the finding from the others of its block
  words    TEXT   NOT NULL,                -- hash of the words that were looked at, of both sides
  reason   TEXT   NOT NULL,
  by_id    TEXT   NOT NULL,                -- person
  at       BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang, block_id, finding)
);
