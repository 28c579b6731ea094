-- +goose Up
CREATE TABLE edition_copy (
  story_id     TEXT    NOT NULL,
  lang         TEXT    NOT NULL,
  state        TEXT    NOT NULL,           -- live, withdrawn
  slug         TEXT    NOT NULL,
  rev          INTEGER NOT NULL,           -- the text's revision it was made from
  kind         TEXT    NOT NULL,
  section_id   TEXT    NOT NULL,
  published_at BIGINT  NOT NULL,           -- first publishing
  updated_at   BIGINT  NOT NULL,           -- last publishing that readers are told of
  withdrawn_at BIGINT  NOT NULL,
  reason       TEXT    NOT NULL,           -- why it was withdrawn, for readers
  card         TEXT    NOT NULL,           -- JSON, edition.Card: what lists show
  page         TEXT    NOT NULL,           -- JSON, edition.Page: what only the article shows
  html         TEXT    NOT NULL,           -- the rendered body
  feed         TEXT    NOT NULL,           -- the body as feeds carry it
  PRIMARY KEY (story_id, lang)
);
CREATE INDEX edition_copy_latest ON edition_copy (lang, published_at DESC, story_id DESC) WHERE state = 'live';
CREATE INDEX edition_copy_section ON edition_copy (lang, section_id, published_at DESC, story_id DESC) WHERE state = 'live';
CREATE INDEX edition_copy_kind ON edition_copy (lang, kind, published_at DESC, story_id DESC) WHERE state = 'live';
CREATE TABLE edition_copy_topic (
  lang         TEXT   NOT NULL,
  topic_id     TEXT   NOT NULL,
  published_at BIGINT NOT NULL,
  story_id     TEXT   NOT NULL,
  PRIMARY KEY (story_id, lang, topic_id)
);
CREATE INDEX edition_copy_topic_latest ON edition_copy_topic (lang, topic_id, published_at DESC, story_id DESC);
CREATE TABLE edition_copy_person (
  lang         TEXT   NOT NULL,
  person_id    TEXT   NOT NULL,
  published_at BIGINT NOT NULL,
  story_id     TEXT   NOT NULL,
  PRIMARY KEY (story_id, lang, person_id)
);
CREATE INDEX edition_copy_person_latest ON edition_copy_person (lang, person_id, published_at DESC, story_id DESC);
CREATE TABLE edition_topic (              -- what readers see of a topic in one edition
  lang      TEXT   NOT NULL,
  topic_id  TEXT   NOT NULL,
  slug      TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  newest_at BIGINT NOT NULL,
  PRIMARY KEY (lang, topic_id),
  UNIQUE (lang, slug)
);
CREATE INDEX edition_topic_newest ON edition_topic (lang, newest_at DESC);
CREATE TABLE edition_person (             -- what readers see of a person in one edition
  lang      TEXT   NOT NULL,
  person_id TEXT   NOT NULL,
  slug      TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  about     TEXT   NOT NULL,
  city      TEXT   NOT NULL,
  PRIMARY KEY (lang, person_id),
  UNIQUE (lang, slug)
);
CREATE TABLE edition_month (              -- how many live copies were first published in a month
  lang  TEXT    NOT NULL,
  month INTEGER NOT NULL,                  -- months since January of the year 0
  live  BIGINT  NOT NULL,
  PRIMARY KEY (lang, month)
);
CREATE TABLE edition_address (            -- every slug a copy ever had; the others lead to the present one
  lang     TEXT NOT NULL,
  slug     TEXT NOT NULL,
  story_id TEXT NOT NULL,
  PRIMARY KEY (lang, slug)
);
CREATE INDEX edition_address_by_story ON edition_address (story_id, lang);
CREATE TABLE edition_old_address (        -- addresses from before Masthead
  address  TEXT PRIMARY KEY,               -- path and the query that matters, as edition.OldAddress writes it
  story_id TEXT NOT NULL,                  -- the story it leads to, or ''
  lang     TEXT NOT NULL,
  path     TEXT NOT NULL                   -- the page it leads to where that is no story: "/ru/politika/"
);
CREATE INDEX edition_old_address_by_story ON edition_old_address (story_id, lang);
CREATE TABLE edition_sequence (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n  BIGINT  NOT NULL
);
INSERT INTO edition_sequence (id, n) VALUES (1, 0);
CREATE TABLE edition_change (
  seq  BIGINT PRIMARY KEY,                 -- grows by one with every commit, without a gap
  at   BIGINT NOT NULL,
  tags TEXT   NOT NULL                     -- parted by spaces
);
CREATE TABLE edition_schedule (
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  asked_by TEXT   NOT NULL,
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang)
);
CREATE TABLE edition_override (           -- gates that were lifted, by whom and why
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  gate     TEXT   NOT NULL,
  reason   TEXT   NOT NULL,
  by_id    TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang, gate, at)
);
