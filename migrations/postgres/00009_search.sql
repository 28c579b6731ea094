-- +goose Up
CREATE TABLE edition_search (             -- the live copies that can be searched
  doc      BIGINT PRIMARY KEY,             -- grows with the time of publishing
  story_id TEXT COLLATE "C" NOT NULL,
  lang     TEXT COLLATE "C" NOT NULL,
  stems    TEXT COLLATE "C" NOT NULL,      -- the words of headline, head and body as edition.searchText writes them
  tokens   TSVECTOR NOT NULL,
  UNIQUE (story_id, lang)
) WITH (toast_tuple_target = 128);
-- What only the index and phrases need stands outside of the rows, which stay small.
ALTER TABLE edition_search ALTER COLUMN stems SET STORAGE EXTERNAL;
ALTER TABLE edition_search ALTER COLUMN tokens SET STORAGE EXTERNAL;
-- The planner is not to weigh this by samples: which words are common the table of words knows.
ALTER TABLE edition_search ALTER COLUMN tokens SET STATISTICS 0;
CREATE INDEX edition_search_tokens ON edition_search USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 512);

CREATE TABLE edition_word (               -- the words of live copies, and in how many of them each stands
  lang   TEXT COLLATE "C" NOT NULL,
  stem   TEXT COLLATE "C" NOT NULL,
  latin  TEXT COLLATE "C" NOT NULL,        -- the key under which it is found by who types Latin letters
  live   BIGINT NOT NULL,                  -- copies that have it
  about  BIGINT NOT NULL,                  -- those that have it often, or at their head
  head   BIGINT NOT NULL,                  -- those that have it in headline, standfirst, bylines or topics
  title  BIGINT NOT NULL,                  -- those that have it in the headline
  PRIMARY KEY (lang, stem)
) WITH (fillfactor = 70);
CREATE INDEX edition_word_latin ON edition_word (lang, latin, stem);

CREATE TABLE edition_search_rules (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL                 -- of the rules by which words are made
);
INSERT INTO edition_search_rules (id, version) VALUES (1, 1);

CREATE TABLE edition_search_todo (        -- live copies that are still to be brought into the search
  story_id TEXT COLLATE "C" NOT NULL,
  lang     TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (story_id, lang)
);
INSERT INTO edition_search_todo (story_id, lang) SELECT story_id, lang FROM edition_copy WHERE state = 'live';
