-- +goose Up
CREATE TABLE story (
  id         TEXT   PRIMARY KEY,
  kind       TEXT   NOT NULL,
  original   TEXT   NOT NULL,              -- language of the original text
  stage      TEXT   NOT NULL,
  bureau     TEXT   NOT NULL,              -- key of outlet_bureau, or ''
  viewpoint  TEXT   NOT NULL,              -- key of outlet_place, or ''
  section_id TEXT   NOT NULL,              -- '' until it has one
  partner    TEXT   NOT NULL,              -- key of outlet_partner, or ''
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE story_person (
  story_id  TEXT    NOT NULL REFERENCES story(id),
  lang      TEXT    NOT NULL,              -- '' for all texts; a translator has a language
  person_id TEXT    NOT NULL,
  part      TEXT    NOT NULL,              -- author, translator
  position  INTEGER NOT NULL,
  PRIMARY KEY (story_id, lang, person_id, part)
);
CREATE INDEX story_person_by_person ON story_person (person_id, story_id);
CREATE TABLE story_topic (
  story_id TEXT    NOT NULL REFERENCES story(id),
  topic_id TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (story_id, topic_id)
);
CREATE TABLE story_text (
  story_id   TEXT    NOT NULL REFERENCES story(id),
  lang       TEXT    NOT NULL,
  rev        INTEGER NOT NULL,             -- the newest revision
  made_from  TEXT    NOT NULL,             -- language it was translated from, '' for the original
  made_rev   INTEGER NOT NULL,             -- revision of that text
  updated_at BIGINT  NOT NULL,
  PRIMARY KEY (story_id, lang)
);
CREATE TABLE story_revision (
  story_id   TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  rev        INTEGER NOT NULL,
  headline   TEXT    NOT NULL,
  standfirst TEXT    NOT NULL,
  slug       TEXT    NOT NULL,             -- '' lets the edition make one of the headline
  lead       TEXT    NOT NULL,             -- JSON, body.Picture, or ''
  body       TEXT    NOT NULL,             -- canonical JSON, body.Doc
  op_id      TEXT    NOT NULL,             -- names the saving operation, so that a repeated one is harmless
  saved_by   TEXT    NOT NULL,             -- person, or '' for the program
  saved_at   BIGINT  NOT NULL,
  PRIMARY KEY (story_id, lang, rev),
  FOREIGN KEY (story_id, lang) REFERENCES story_text (story_id, lang)
);
CREATE UNIQUE INDEX story_revision_by_op ON story_revision (story_id, lang, op_id) WHERE op_id <> '';
CREATE TABLE story_conflict (
  id        TEXT    PRIMARY KEY,
  story_id  TEXT    NOT NULL,
  lang      TEXT    NOT NULL,
  rev       INTEGER NOT NULL,              -- the revision whose saving met it
  block_id  TEXT    NOT NULL,
  kind      TEXT    NOT NULL,
  base      TEXT    NOT NULL,              -- JSON, body.Block, or '' where there was none
  mine      TEXT    NOT NULL,
  theirs    TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   BIGINT  NOT NULL,
  solved_at BIGINT  NOT NULL               -- 0 while open
);
CREATE INDEX story_conflict_open ON story_conflict (story_id, lang) WHERE solved_at = 0;
