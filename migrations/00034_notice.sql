-- +goose Up
CREATE TABLE notice (
  id        TEXT    PRIMARY KEY,
  person_id TEXT    NOT NULL REFERENCES person(id), -- who is told
  by_person TEXT    NOT NULL,              -- whose act it tells of; '' for nobody's
  kind      TEXT    NOT NULL,              -- work, talk, publishing, media, house
  key       TEXT    NOT NULL,              -- its sentence in the catalogue, said in the reader's language
  args      TEXT    NOT NULL,              -- JSON: what fills the sentence's places
  story_id  TEXT    NOT NULL,              -- '' where it is not about a story
  lang      TEXT    NOT NULL,              -- of the text it is about, or ''
  path      TEXT    NOT NULL,              -- where in the desk it leads; '' for nowhere
  urgent    INTEGER NOT NULL,              -- 1: does not wait for the digest
  once      TEXT    NOT NULL,              -- she is not told twice under it; '' always
  made_at   BIGINT  NOT NULL,
  seen_at   BIGINT  NOT NULL               -- 0 until she has seen it
);
CREATE UNIQUE INDEX notice_once ON notice (person_id, once) WHERE once <> '';
CREATE INDEX notice_of ON notice (person_id, id);
CREATE INDEX notice_unseen ON notice (person_id, id) WHERE seen_at = 0;
CREATE INDEX notice_made ON notice (made_at);
