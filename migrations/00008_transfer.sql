-- +goose Up
CREATE TABLE transfer_record (            -- what came in from elsewhere, and what it became
  source   TEXT   NOT NULL,               -- names the archive, the same on every run
  key      TEXT   NOT NULL,               -- the record's identity in it
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  print    TEXT    NOT NULL,              -- fingerprint of the record as it came
  rev      INTEGER NOT NULL,              -- the text's revision that it became
  text     TEXT    NOT NULL,              -- the text as it came, JSON; '' where that revision holds just it
  at       BIGINT NOT NULL,
  PRIMARY KEY (source, key)
);
CREATE TABLE transfer_group (             -- translations that belong together
  source   TEXT NOT NULL,
  key      TEXT NOT NULL,
  story_id TEXT NOT NULL,
  PRIMARY KEY (source, key)
);
