-- +goose Up
CREATE TABLE person_session (
  id         TEXT   PRIMARY KEY,
  hash       TEXT   NOT NULL UNIQUE,       -- of the secret in the cookie
  person_id  TEXT   NOT NULL REFERENCES person(id),
  started_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  device     TEXT   NOT NULL,              -- what the browser says it is
  address    TEXT   NOT NULL               -- from where it was last used
);
CREATE INDEX person_session_by_person ON person_session (person_id, started_at);
CREATE TABLE person_desk (                 -- how the desk is set for a person
  person_id TEXT    PRIMARY KEY REFERENCES person(id),
  lang      TEXT    NOT NULL,              -- the desk's language for her, or ''
  bureau    TEXT    NOT NULL,              -- whose time she works by, or ''
  theme     TEXT    NOT NULL,              -- light, dark, or '' for the device's
  density   TEXT    NOT NULL,              -- roomy, or ''
  keys      BOOLEAN NOT NULL               -- whether single letters act
);
