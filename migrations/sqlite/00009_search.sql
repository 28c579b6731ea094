-- +goose Up
CREATE TABLE edition_search (             -- the live copies that can be searched
  doc      INTEGER PRIMARY KEY,            -- grows with the time of publishing
  story_id TEXT NOT NULL,
  lang     TEXT NOT NULL,
  stems    TEXT NOT NULL,                  -- the words of headline, head and body as edition.searchText writes them
  UNIQUE (story_id, lang)
);

CREATE VIRTUAL TABLE edition_search_index USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
INSERT INTO edition_search_index (edition_search_index, rank) VALUES ('automerge', 8);

CREATE TABLE edition_word (               -- the words of live copies, and in how many of them each stands
  lang   TEXT   NOT NULL,
  stem   TEXT   NOT NULL,
  latin  TEXT   NOT NULL,                  -- the key under which it is found by who types Latin letters
  live   BIGINT NOT NULL,                  -- copies that have it
  about  BIGINT NOT NULL,                  -- those that have it often, or at their head
  head   BIGINT NOT NULL,                  -- those that have it in headline, standfirst, bylines or topics
  title  BIGINT NOT NULL,                  -- those that have it in the headline
  PRIMARY KEY (lang, stem)
) WITHOUT ROWID;
CREATE INDEX edition_word_latin ON edition_word (lang, latin, stem);

CREATE TABLE edition_search_rules (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL                 -- of the rules by which words are made
);
INSERT INTO edition_search_rules (id, version) VALUES (1, 1);

CREATE TABLE edition_search_todo (        -- live copies that are still to be brought into the search
  story_id TEXT NOT NULL,
  lang     TEXT NOT NULL,
  PRIMARY KEY (story_id, lang)
);
INSERT INTO edition_search_todo (story_id, lang) SELECT story_id, lang FROM edition_copy WHERE state = 'live';
