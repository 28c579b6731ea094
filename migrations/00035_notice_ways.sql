-- +goose Up
ALTER TABLE notice ADD COLUMN mailed_at BIGINT NOT NULL DEFAULT 0; -- 0 until it went out by mail
CREATE TABLE notice_choice (               -- how a person is told of a kind; what is usual where there is no row
  person_id TEXT    NOT NULL REFERENCES person(id),
  kind      TEXT    NOT NULL,
  mail      TEXT    NOT NULL,              -- never, digest, now
  push      INTEGER NOT NULL,              -- 1: on her devices
  PRIMARY KEY (person_id, kind)
);
CREATE TABLE notice_hours (                -- when a person is told; what is usual where there is no row
  person_id  TEXT    PRIMARY KEY REFERENCES person(id),
  quiet_from INTEGER NOT NULL,             -- hour of her bureau's day; the same as quiet_to for no quiet hours
  quiet_to   INTEGER NOT NULL,
  urgent     INTEGER NOT NULL,             -- 1: what is urgent does not wait for their end
  digest     TEXT    NOT NULL              -- hours of her bureau's day, parted by spaces
);
CREATE TABLE notice_device (               -- browsers that are told by web push
  id        TEXT   PRIMARY KEY,
  person_id TEXT   NOT NULL REFERENCES person(id),
  endpoint  TEXT   NOT NULL UNIQUE,
  auth      TEXT   NOT NULL,
  p256dh    TEXT   NOT NULL,
  name      TEXT   NOT NULL,               -- what the browser says it is
  made_at   BIGINT NOT NULL
);
CREATE INDEX notice_device_of ON notice_device (person_id, id);
CREATE TABLE notice_key (                  -- signs what is pushed; never shown
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  public_key  TEXT    NOT NULL,
  private_key TEXT    NOT NULL
);
