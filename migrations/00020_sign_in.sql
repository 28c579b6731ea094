-- +goose Up
ALTER TABLE person_session ADD COLUMN whole BOOLEAN NOT NULL DEFAULT TRUE;    -- false until a second factor was shown
ALTER TABLE person_session ADD COLUMN strong BOOLEAN NOT NULL DEFAULT FALSE;  -- begun with a second factor
ALTER TABLE person_session ADD COLUMN renew BOOLEAN NOT NULL DEFAULT FALSE;   -- its secret is to be changed
ALTER TABLE person_session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;    -- when she last showed who she is
ALTER TABLE person_link ADD COLUMN purpose TEXT NOT NULL DEFAULT 'enter';     -- enter, invitation, reset
ALTER TABLE person_link ADD COLUMN email TEXT NOT NULL DEFAULT '';            -- hers when it was made; with another it does not work
CREATE INDEX person_link_by_person ON person_link (person_id);
CREATE TABLE person_password (
  person_id TEXT   PRIMARY KEY REFERENCES person(id),
  hash      TEXT   NOT NULL,               -- argon2id with its parameters
  set_at    BIGINT NOT NULL
);
CREATE TABLE person_totp (                 -- the app that makes codes
  person_id    TEXT   PRIMARY KEY REFERENCES person(id),
  secret       TEXT   NOT NULL,            -- shared with the app, so it cannot be kept as a hash
  made_at      BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL,            -- 0 until a first code was right
  last_step    BIGINT NOT NULL             -- the last half minute whose code was used
);
CREATE TABLE person_recovery (             -- codes for whoever lost the app
  person_id TEXT   NOT NULL REFERENCES person(id),
  hash      TEXT   NOT NULL,
  used_at   BIGINT NOT NULL,               -- 0 until used
  PRIMARY KEY (person_id, hash)
);
CREATE TABLE person_passkey (
  id         TEXT   PRIMARY KEY,           -- of the credential, base64url
  person_id  TEXT   NOT NULL REFERENCES person(id),
  name       TEXT   NOT NULL,
  credential TEXT   NOT NULL,              -- JSON: public key, counter, whether it is backed up
  made_at    BIGINT NOT NULL,
  used_at    BIGINT NOT NULL               -- 0 until used
);
CREATE INDEX person_passkey_by_person ON person_passkey (person_id, made_at);
CREATE TABLE person_ceremony (             -- what was asked of a browser and is not answered yet
  hash       TEXT   PRIMARY KEY,           -- of the secret in the browser's cookie
  kind       TEXT   NOT NULL,
  person_id  TEXT   NOT NULL,              -- '' while nobody is known
  data       TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX person_ceremony_expires ON person_ceremony (expires_at);
CREATE TABLE person_try (                  -- failed tries at the door, for a day
  gate     TEXT    PRIMARY KEY,            -- SHA-256 of an account, a network, or both
  tries    INTEGER NOT NULL,
  last_at  BIGINT  NOT NULL,
  until_at BIGINT  NOT NULL                -- no further try before
);
CREATE INDEX person_try_last ON person_try (last_at);
CREATE TABLE person_identity (             -- who somebody is at the house that signs people in for the outlet
  issuer    TEXT   NOT NULL,
  subject   TEXT   NOT NULL,
  person_id TEXT   NOT NULL REFERENCES person(id),
  made_at   BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, person_id)
);
CREATE TABLE person_pseudonym (
  pen_id    TEXT   PRIMARY KEY REFERENCES person(id),  -- the byline
  person_id TEXT   NOT NULL REFERENCES person(id),     -- who writes under it
  made_at   BIGINT NOT NULL
);
CREATE INDEX person_pseudonym_by_person ON person_pseudonym (person_id);
