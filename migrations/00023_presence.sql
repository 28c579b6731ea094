-- +goose Up
CREATE TABLE presence (                    -- who has which text open, and where in it
  tab       TEXT   PRIMARY KEY,            -- one open page of one person
  story_id  TEXT   NOT NULL,
  lang      TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  block_id  TEXT   NOT NULL,               -- the block she is in, '' for none
  typed_at  BIGINT NOT NULL,               -- her last change in that block, 0 for none
  seen_at   BIGINT NOT NULL                -- her page's last sign of life
);
CREATE INDEX presence_by_text ON presence (story_id, lang);
CREATE INDEX presence_by_age ON presence (seen_at);
