-- +goose Up
CREATE TABLE story_pair (                 -- stories that answer each other; each pair stands twice, once from either side
  story_id TEXT    NOT NULL REFERENCES story(id),
  other_id TEXT    NOT NULL REFERENCES story(id),
  position INTEGER NOT NULL,
  PRIMARY KEY (story_id, other_id)
);
CREATE INDEX story_pair_by_other ON story_pair (other_id);
CREATE TABLE story_correction (
  id       TEXT   PRIMARY KEY,
  story_id TEXT   NOT NULL REFERENCES story(id),
  at       BIGINT NOT NULL,
  made_by  TEXT   NOT NULL                 -- person, or '' for the program
);
CREATE INDEX story_correction_by_story ON story_correction (story_id, at, id);
CREATE TABLE story_correction_text (
  correction_id TEXT NOT NULL REFERENCES story_correction(id),
  lang          TEXT NOT NULL,
  text          TEXT NOT NULL,
  PRIMARY KEY (correction_id, lang)
);
CREATE TABLE topic_intro (
  topic_id TEXT NOT NULL REFERENCES topic(id),
  lang     TEXT NOT NULL,
  html     TEXT NOT NULL,                  -- as it was written; readers see it cleaned
  PRIMARY KEY (topic_id, lang)
);
CREATE TABLE topic_actor (
  topic_id TEXT    NOT NULL REFERENCES topic(id),
  position INTEGER NOT NULL,
  names    TEXT    NOT NULL,               -- JSON: language -> name and line
  PRIMARY KEY (topic_id, position)
);
CREATE TABLE topic_event (
  id       TEXT    PRIMARY KEY,
  topic_id TEXT    NOT NULL REFERENCES topic(id),
  at       BIGINT  NOT NULL,               -- midnight in UTC where only the day is known
  timed    INTEGER NOT NULL,               -- 1 where the hour is known
  place    TEXT    NOT NULL,               -- key of outlet_place, or ''
  story_id TEXT    NOT NULL,               -- the story that tells it, or ''
  sources  TEXT    NOT NULL                -- JSON: names and addresses
);
CREATE INDEX topic_event_by_topic ON topic_event (topic_id, at, id);
CREATE TABLE topic_event_text (
  event_id TEXT NOT NULL REFERENCES topic_event(id),
  lang     TEXT NOT NULL,
  sentence TEXT NOT NULL,
  PRIMARY KEY (event_id, lang)
);
CREATE TABLE edition_pair (               -- readers' own copy of story_pair
  story_id TEXT    NOT NULL,
  other_id TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (story_id, position, other_id)
);
CREATE INDEX edition_pair_by_other ON edition_pair (other_id);
CREATE TABLE edition_correction (         -- the corrections of live copies, for their list
  lang          TEXT   NOT NULL,
  correction_id TEXT   NOT NULL,
  story_id      TEXT   NOT NULL,
  at            BIGINT NOT NULL,
  text          TEXT   NOT NULL,
  PRIMARY KEY (lang, correction_id)
);
CREATE INDEX edition_correction_newest ON edition_correction (lang, at DESC, correction_id DESC);
CREATE INDEX edition_correction_by_story ON edition_correction (story_id, lang);
CREATE TABLE edition_dossier (            -- what readers see of a topic beside its name and its copies
  lang     TEXT NOT NULL,
  topic_id TEXT NOT NULL,
  intro    TEXT NOT NULL,                  -- rendered
  actors   TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (lang, topic_id)
);
CREATE TABLE edition_event (
  lang     TEXT    NOT NULL,
  event_id TEXT    NOT NULL,
  topic_id TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  timed    INTEGER NOT NULL,
  place    TEXT    NOT NULL,
  sentence TEXT    NOT NULL,
  story_id TEXT    NOT NULL,
  sources  TEXT    NOT NULL,               -- JSON
  PRIMARY KEY (lang, event_id)
);
CREATE INDEX edition_event_newest ON edition_event (lang, topic_id, at DESC, event_id DESC);
CREATE TABLE edition_front (              -- what is arranged by hand on a front
  lang       TEXT    PRIMARY KEY,
  rev        INTEGER NOT NULL,
  content    TEXT    NOT NULL,             -- JSON, edition.Front
  changed_by TEXT    NOT NULL,
  changed_at BIGINT  NOT NULL
);
CREATE TABLE edition_front_history (
  lang       TEXT    NOT NULL,
  rev        INTEGER NOT NULL,
  content    TEXT    NOT NULL,
  changed_by TEXT    NOT NULL,
  changed_at BIGINT  NOT NULL,
  PRIMARY KEY (lang, rev)
);
ALTER TABLE person ADD COLUMN portrait TEXT NOT NULL DEFAULT '';       -- id of a picture of the library
ALTER TABLE person_name ADD COLUMN title TEXT NOT NULL DEFAULT '';     -- what she is, for readers: "Editor, Tbilisi"
ALTER TABLE edition_person ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE edition_person ADD COLUMN portrait TEXT NOT NULL DEFAULT ''; -- JSON, edition.Portrait, or ''
CREATE INDEX edition_person_staff ON edition_person (lang, name) WHERE title <> '';
