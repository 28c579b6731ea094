-- +goose Up
CREATE TABLE machine_use (                 -- what was sent to an engine, by month
  month      TEXT   NOT NULL,              -- "2026-06", UTC
  engine     TEXT   NOT NULL,
  characters BIGINT NOT NULL,
  calls      BIGINT NOT NULL,
  failed     BIGINT NOT NULL,
  PRIMARY KEY (month, engine)
);
CREATE TABLE machine_draft (               -- orders to draft what is missing in a text
  id       TEXT    PRIMARY KEY,
  story_id TEXT    NOT NULL,
  lang     TEXT    NOT NULL,
  by_id    TEXT    NOT NULL,               -- person
  engine   TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  ended_at BIGINT  NOT NULL,               -- of the last attempt; 0: it waits
  blocks   INTEGER NOT NULL,               -- that were drafted
  fault    TEXT    NOT NULL                -- key of a sentence, or ''
);
CREATE INDEX machine_draft_waiting ON machine_draft (story_id, lang) WHERE ended_at = 0;
