-- +goose Up
CREATE TABLE media (
  id         TEXT    PRIMARY KEY,
  hash       TEXT    NOT NULL UNIQUE,      -- SHA-256 of the original, hex; the public address
  type       TEXT    NOT NULL,             -- MIME type by content
  width      INTEGER NOT NULL,             -- upright, in pixels
  height     INTEGER NOT NULL,
  bytes      BIGINT  NOT NULL,
  focal_x    INTEGER NOT NULL,             -- per mille of the width
  focal_y    INTEGER NOT NULL,
  name       TEXT    NOT NULL,             -- the file's own name
  alt        TEXT    NOT NULL,
  caption    TEXT    NOT NULL,
  credit     TEXT    NOT NULL,
  created_at BIGINT  NOT NULL
);
CREATE TABLE media_source (
  source   TEXT PRIMARY KEY,               -- where it came from: an old address
  media_id TEXT NOT NULL REFERENCES media(id)
);
CREATE TABLE media_rendition (
  media_id TEXT    NOT NULL REFERENCES media(id),
  width    INTEGER NOT NULL,
  format   TEXT    NOT NULL,               -- jpeg, webp, avif
  bytes    BIGINT  NOT NULL,
  PRIMARY KEY (media_id, width, format)
);
