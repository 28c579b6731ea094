-- +goose Up
CREATE TABLE desk_story (                 -- the newsroom's work on a story, one row a story that has any
  story_id     TEXT    PRIMARY KEY REFERENCES story(id),
  title        TEXT    NOT NULL DEFAULT '', -- working title, in the story's original language
  why          TEXT    NOT NULL DEFAULT '', -- one paragraph: why this story
  needs        TEXT    NOT NULL DEFAULT '', -- what it takes: pictures, a journey, a translator
  brief        TEXT    NOT NULL DEFAULT '',
  wanted_at    BIGINT  NOT NULL DEFAULT 0,
  pitched_by   TEXT    NOT NULL DEFAULT '', -- person
  pitched_at   BIGINT  NOT NULL DEFAULT 0,
  decision     TEXT    NOT NULL DEFAULT '', -- yes, no, later, or '' while nobody has decided
  decided_by   TEXT    NOT NULL DEFAULT '',
  decided_at   BIGINT  NOT NULL DEFAULT 0,
  reason       TEXT    NOT NULL DEFAULT '', -- of the decision
  later_until  BIGINT  NOT NULL DEFAULT 0,
  words        INTEGER NOT NULL DEFAULT 0,  -- planned length; 0: none planned
  hold_reason  TEXT    NOT NULL DEFAULT '',
  hold_by      TEXT    NOT NULL DEFAULT '',
  hold_at      BIGINT  NOT NULL DEFAULT 0,
  hold_until   BIGINT  NOT NULL DEFAULT 0,  -- 0: no hold; a hold always ends
  embargo_at   BIGINT  NOT NULL DEFAULT 0,  -- 0: no embargo
  embargo_zone TEXT    NOT NULL DEFAULT '', -- IANA name of the zone in which it was promised
  embargo_by   TEXT    NOT NULL DEFAULT '',
  sensitive    INTEGER NOT NULL DEFAULT 0   -- 1: marked by hand, whatever its kind and topics
);
CREATE TABLE desk_assignment (
  id        TEXT   PRIMARY KEY,
  story_id  TEXT   NOT NULL REFERENCES story(id),
  person_id TEXT   NOT NULL,
  task      TEXT   NOT NULL,               -- write, edit, check, translate, pictures
  lang      TEXT   NOT NULL,               -- of the text it is about, or '' for the original
  due_at    BIGINT NOT NULL,               -- 0: no deadline
  zone      TEXT   NOT NULL,               -- IANA name of the zone in which the deadline was said
  brief     TEXT   NOT NULL,
  state     TEXT   NOT NULL,               -- open, accepted, declined, done
  reason    TEXT   NOT NULL,               -- why she declined
  made_by   TEXT   NOT NULL,
  made_at   BIGINT NOT NULL,
  ended_at  BIGINT NOT NULL                -- declined or done; 0 while it waits
);
CREATE INDEX desk_assignment_by_story ON desk_assignment (story_id, id);
CREATE INDEX desk_assignment_of_person ON desk_assignment (person_id, due_at, id) WHERE ended_at = 0;
CREATE INDEX desk_assignment_due ON desk_assignment (due_at, id) WHERE ended_at = 0 AND due_at > 0;
CREATE TABLE desk_plan (                  -- when a text is meant to go out; what publishes it is edition_schedule
  story_id TEXT   NOT NULL REFERENCES story(id),
  lang     TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  by_id    TEXT   NOT NULL,
  PRIMARY KEY (story_id, lang)
);
CREATE INDEX desk_plan_at ON desk_plan (at, story_id, lang);
CREATE TABLE desk_key (                   -- who vouches for a sensitive text, at one revision
  story_id  TEXT    NOT NULL,
  lang      TEXT    NOT NULL,
  rev       INTEGER NOT NULL,
  person_id TEXT    NOT NULL,
  turned_at BIGINT  NOT NULL,
  PRIMARY KEY (story_id, lang, rev, person_id)
);
CREATE TABLE desk_rule (                  -- what the outlet marks sensitive
  noun TEXT NOT NULL,                      -- kind, topic
  ref  TEXT NOT NULL,                      -- a kind, or a topic's id
  PRIMARY KEY (noun, ref)
);
CREATE TABLE desk_item (                  -- an outlet's own checklist of a kind, in place of the usual one
  kind     TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  position INTEGER NOT NULL,
  required INTEGER NOT NULL,
  texts    TEXT    NOT NULL,               -- JSON: language -> what is to be checked
  PRIMARY KEY (kind, id)
);
CREATE TABLE desk_tick (
  story_id  TEXT    NOT NULL,
  item      TEXT    NOT NULL,
  person_id TEXT    NOT NULL,
  at        BIGINT  NOT NULL,
  lang      TEXT    NOT NULL,              -- the text that was looked at, and its revision then
  rev       INTEGER NOT NULL,
  PRIMARY KEY (story_id, item)
);
CREATE TABLE desk_view (                  -- a list that a person saved under a name
  person_id TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  query     TEXT   NOT NULL,
  made_at   BIGINT NOT NULL,
  PRIMARY KEY (person_id, id)
);
CREATE TABLE desk_feed (                  -- the secret address of a person's calendar
  person_id TEXT   PRIMARY KEY,
  hash      TEXT   NOT NULL UNIQUE,        -- SHA-256 of the secret, hex
  made_at   BIGINT NOT NULL
);
CREATE TABLE desk_overview (              -- what lists show of a story
  story_id   TEXT    PRIMARY KEY REFERENCES story(id),
  turn       BIGINT  NOT NULL,             -- its place in lists: what is due first, then what moves, then what rests
  stage      TEXT    NOT NULL,
  bureau     TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  section_id TEXT    NOT NULL,
  original   TEXT    NOT NULL,
  headline   TEXT    NOT NULL,             -- of the original, or the working title
  due_at     BIGINT  NOT NULL,             -- the next deadline or publishing; 0: none
  resting    INTEGER NOT NULL,             -- 1: published or turned down, and nothing waits for anybody
  unassigned INTEGER NOT NULL,             -- 1: it moves and nobody works on it
  words      INTEGER NOT NULL,             -- of the original
  changed_at BIGINT  NOT NULL,
  folded     TEXT    NOT NULL,             -- the headlines' words as they are searched, each after a space
  terms      TEXT    NOT NULL,             -- JSON: its lines of desk_mark
  detail     TEXT    NOT NULL              -- JSON: marks of the languages, people
);
CREATE INDEX desk_overview_turn ON desk_overview (turn, story_id);
CREATE INDEX desk_overview_stage ON desk_overview (stage, turn, story_id);
CREATE INDEX desk_overview_bureau ON desk_overview (bureau, turn, story_id);
CREATE INDEX desk_overview_kind ON desk_overview (kind, turn, story_id);
CREATE INDEX desk_overview_section ON desk_overview (section_id, turn, story_id);
CREATE INDEX desk_overview_unassigned ON desk_overview (turn, story_id) WHERE unassigned = 1;
-- Stories from before have their lines made by a job.
INSERT INTO job (id, kind, args, once, state, run_at, attempt, max_attempts, lease_until, failure, made_at, ended_at)
  SELECT '00000000000000000000026000', 'desk.fill', '{}', 'all', 'waiting', 0, 0, 15, 0, '', 0, 0 WHERE EXISTS (SELECT 1 FROM story);
