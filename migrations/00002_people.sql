-- +goose Up
CREATE TABLE person (
  id         TEXT   PRIMARY KEY,
  name       TEXT   NOT NULL,
  email      TEXT   NOT NULL,              -- folded; '' for a person who never signs in
  slug       TEXT   NOT NULL UNIQUE,
  place      TEXT   NOT NULL,              -- key of outlet_place, or ''
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_by_email ON person (email) WHERE email <> '';
CREATE INDEX person_by_name ON person (name, id) WHERE email = '';  -- bylines of an archive are found by name
CREATE TABLE person_name (
  person_id TEXT NOT NULL REFERENCES person(id),
  lang      TEXT NOT NULL,
  name      TEXT NOT NULL,
  about     TEXT NOT NULL,
  PRIMARY KEY (person_id, lang)
);
CREATE TABLE person_role (
  person_id TEXT NOT NULL REFERENCES person(id),
  role      TEXT NOT NULL,
  bureau    TEXT NOT NULL,                 -- '' means every bureau
  lang      TEXT NOT NULL,                 -- '' means every edition
  PRIMARY KEY (person_id, role, bureau, lang)
);
CREATE TABLE person_link (
  hash       TEXT   PRIMARY KEY,           -- SHA-256 of the one-time secret
  person_id  TEXT   NOT NULL REFERENCES person(id),
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL               -- 0 until used
);
