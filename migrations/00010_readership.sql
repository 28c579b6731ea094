-- +goose Up
CREATE TABLE readership_hour (            -- readings of the last day, by all nodes together
  lang     TEXT   NOT NULL,
  hour     BIGINT NOT NULL,                -- hours since 1970, UTC
  story_id TEXT   NOT NULL,
  halves   BIGINT NOT NULL,                -- in halves of a reader: one without script counts as half
  PRIMARY KEY (lang, hour, story_id)
);
CREATE TABLE readership_day (             -- what became of hours that are past
  lang     TEXT   NOT NULL,
  day      BIGINT NOT NULL,                -- days since 1970, UTC
  story_id TEXT   NOT NULL,
  halves   BIGINT NOT NULL,
  PRIMARY KEY (lang, day, story_id)
);
CREATE TABLE readership_list (            -- the most read, as readers see them
  lang     TEXT    NOT NULL,
  span     TEXT    NOT NULL,               -- day, week
  place    INTEGER NOT NULL,               -- from 1
  story_id TEXT    NOT NULL,
  PRIMARY KEY (lang, span, place)
);
CREATE TABLE readership_turn (            -- when the lists were last made, by whichever node
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at BIGINT  NOT NULL
);
INSERT INTO readership_turn (id, at) VALUES (1, 0);
CREATE TABLE readership_anomaly (         -- readings that were held back, for editors to see
  lang     TEXT    NOT NULL,
  hour     BIGINT  NOT NULL,
  story_id TEXT    NOT NULL,
  source   TEXT    NOT NULL,               -- network, referrer
  name     TEXT    NOT NULL,               -- host name of the referrer; never an address of a reader
  share    INTEGER NOT NULL,               -- of the hour's readings, in per cent
  halves   BIGINT  NOT NULL,               -- how many were held back
  PRIMARY KEY (lang, hour, story_id, source, name)
);
CREATE TABLE readership_hidden (          -- stories that editors took out of the lists
  lang     TEXT   NOT NULL,
  story_id TEXT   NOT NULL,
  by_id    TEXT   NOT NULL,
  why      TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (lang, story_id)
);
