-- +goose Up
CREATE TABLE webhook (
  id         TEXT   PRIMARY KEY,
  name       TEXT   NOT NULL,
  url        TEXT   NOT NULL,
  events     TEXT   NOT NULL,              -- published, updated, withdrawn; parted by spaces
  editions   TEXT   NOT NULL,              -- languages, parted by spaces; '' is every edition
  secret     TEXT   NOT NULL,              -- signs deliveries, so it cannot be kept as a hash
  old_secret TEXT   NOT NULL,              -- signs them too until old_until
  old_until  BIGINT NOT NULL,
  made_at    BIGINT NOT NULL,
  failing_at BIGINT NOT NULL               -- since when deliveries are given up; 0 while they arrive
);
CREATE TABLE webhook_delivery (
  id         TEXT    PRIMARY KEY,
  webhook_id TEXT    NOT NULL REFERENCES webhook(id),
  event_id   TEXT    NOT NULL,             -- the same for every attempt and every receiver of one event
  change     TEXT    NOT NULL,             -- published, updated, withdrawn
  story_id   TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  state      TEXT    NOT NULL,             -- waiting, delivered, given up, not needed
  attempts   INTEGER NOT NULL,
  status     INTEGER NOT NULL,             -- of the last answer; 0 without one
  took       INTEGER NOT NULL,             -- milliseconds of the last attempt
  answer     TEXT    NOT NULL,             -- its first bytes, or why there was none
  made_at    BIGINT  NOT NULL,
  tried_at   BIGINT  NOT NULL              -- 0 before the first attempt
);
CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_made ON webhook_delivery (made_at);
