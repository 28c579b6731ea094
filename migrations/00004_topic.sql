-- +goose Up
CREATE TABLE topic (
  id         TEXT   PRIMARY KEY,
  key        TEXT   NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);
CREATE TABLE topic_name (
  topic_id TEXT NOT NULL REFERENCES topic(id),
  lang     TEXT NOT NULL,
  slug     TEXT NOT NULL,
  name     TEXT NOT NULL,
  PRIMARY KEY (topic_id, lang),
  UNIQUE (lang, slug)
);
