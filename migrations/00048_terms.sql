-- +goose Up
CREATE TABLE term (                        -- a house-style rule for a word or name in one language
  id          TEXT    PRIMARY KEY,
  term_key    TEXT    NOT NULL,            -- the same in every language: 'shusha'
  lang        TEXT    NOT NULL,
  patterns    TEXT    NOT NULL,            -- JSON, a list
  unless      TEXT    NOT NULL,            -- JSON, a list
  severity    TEXT    NOT NULL,            -- note, ask, stop, name
  in_quotes   INTEGER NOT NULL,            -- 1: as severe within quotation marks
  category    TEXT    NOT NULL,
  suggestions TEXT    NOT NULL,            -- JSON, a list
  wording     TEXT    NOT NULL,            -- what the house writes, for translators; or ''
  required    INTEGER NOT NULL,            -- 1: where a source has it, its translation needs the wording or a ruling
  disclaimer  TEXT    NOT NULL,            -- what a page with it tells readers, or ''
  why         TEXT    NOT NULL,            -- JSON, by language
  examples    TEXT    NOT NULL,            -- JSON, {"wrong": [...], "right": [...]}
  source      TEXT    NOT NULL,
  owner       TEXT    NOT NULL,            -- who answers for it
  topic       TEXT    NOT NULL,            -- the id of the topic of whose stories it is asked alone, or ''
  valid_from  TEXT    NOT NULL,            -- a day, 2026-01-31, or ''
  valid_until TEXT    NOT NULL,            -- the last day, or ''
  starting    INTEGER NOT NULL,            -- 1: from the starting set, as it was taken over
  state       TEXT    NOT NULL,            -- active, retired
  words       TEXT    NOT NULL,            -- folded, by which it is found
  changed_at  BIGINT  NOT NULL,
  changed_by  TEXT    NOT NULL
);
CREATE UNIQUE INDEX term_by_key ON term (term_key, lang);
CREATE INDEX term_of_lang ON term (lang, state, term_key);
CREATE INDEX term_by_state ON term (state, term_key, lang);
CREATE TABLE term_ruling (                 -- what a story decided
  story_id   TEXT   NOT NULL,
  lang       TEXT   NOT NULL,
  term_key   TEXT   NOT NULL,
  decision   TEXT   NOT NULL,              -- ignored, decided
  wording    TEXT   NOT NULL,              -- what the story writes, or ''
  reason     TEXT   NOT NULL,
  made_by    TEXT   NOT NULL,
  made_at    BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang, term_key)
);
CREATE TABLE term_stamp (                  -- another with every change of the terms, so that nodes read them anew
  one   INTEGER PRIMARY KEY,
  stamp TEXT    NOT NULL
);
INSERT INTO term_stamp (one, stamp) VALUES (1, 'none');
