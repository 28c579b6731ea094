-- +goose Up
CREATE TABLE outlet (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  name       TEXT    NOT NULL,
  url        TEXT    NOT NULL,             -- where readers find it; no slash at the end; '' until it is known
  zone       TEXT    NOT NULL,             -- IANA time zone of its dates
  settings   TEXT    NOT NULL,             -- JSON, outlet.Settings
  updated_at BIGINT  NOT NULL
);
CREATE TABLE outlet_edition (
  lang     TEXT    PRIMARY KEY,            -- BCP 47
  title    TEXT    NOT NULL,
  tagline  TEXT    NOT NULL,
  position INTEGER NOT NULL,
  settings TEXT    NOT NULL                -- JSON, outlet.EditionSettings
);
CREATE TABLE outlet_place (
  key     TEXT PRIMARY KEY,                -- "baku"
  country TEXT NOT NULL,                   -- ISO 3166-1 alpha-2, or ''
  names   TEXT NOT NULL                    -- JSON: language -> name
);
CREATE TABLE outlet_bureau (
  key      TEXT    PRIMARY KEY,
  place    TEXT    NOT NULL REFERENCES outlet_place(key),
  zone     TEXT    NOT NULL,
  position INTEGER NOT NULL
);
CREATE TABLE outlet_section (
  id       TEXT    PRIMARY KEY,
  key      TEXT    NOT NULL UNIQUE,
  position INTEGER NOT NULL
);
CREATE TABLE outlet_section_name (
  section_id TEXT NOT NULL REFERENCES outlet_section(id),
  lang       TEXT NOT NULL,
  slug       TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (section_id, lang),
  UNIQUE (lang, slug)
);
CREATE TABLE outlet_partner (
  key   TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  url   TEXT NOT NULL,
  notes TEXT NOT NULL                      -- JSON: language -> disclaimer
);
