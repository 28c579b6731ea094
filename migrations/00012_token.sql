-- +goose Up
ALTER TABLE person ADD COLUMN disabled_at BIGINT NOT NULL DEFAULT 0; -- 0 while she may sign in and her tokens work
CREATE TABLE person_token (
  id         TEXT   PRIMARY KEY,
  person_id  TEXT   NOT NULL REFERENCES person(id),
  name       TEXT   NOT NULL,              -- what it is for
  mark       TEXT   NOT NULL UNIQUE,       -- the token's open part, by which it is found and recognised
  hash       TEXT   NOT NULL,              -- SHA-256 of the whole token
  scopes     TEXT   NOT NULL,              -- parted by spaces; '' is all that her roles allow
  editions   TEXT   NOT NULL,              -- languages, parted by spaces; '' is every edition
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,              -- 0 is never
  used_at    BIGINT NOT NULL,              -- to the hour; 0 is never
  revoked_at BIGINT NOT NULL               -- 0 while it works
);
CREATE INDEX person_token_by_person ON person_token (person_id, id);
CREATE INDEX story_by_bureau ON story (bureau, id);
CREATE TABLE api_answer (                  -- answers to requests that carried an Idempotency-Key
  token_id TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  request  TEXT    NOT NULL,               -- SHA-256 of what was asked
  status   INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  made_at  BIGINT  NOT NULL,
  PRIMARY KEY (token_id, key)
);
CREATE INDEX api_answer_made ON api_answer (made_at);
