-- +goose Up
ALTER TABLE story_revision ADD COLUMN elsewhere TEXT NOT NULL DEFAULT '';          -- JSON, story.Elsewhere, or ''
ALTER TABLE story_correction_text ADD COLUMN wrong TEXT NOT NULL DEFAULT '';       -- what readers were told before
ALTER TABLE story_correction_text ADD COLUMN block_id TEXT NOT NULL DEFAULT '';    -- where it stood in the text of that language, or ''
ALTER TABLE edition_correction ADD COLUMN wrong TEXT NOT NULL DEFAULT '';
ALTER TABLE edition_schedule ADD COLUMN held_at BIGINT NOT NULL DEFAULT 0;         -- when its hour came and gates held it; 0: it waits for its hour
ALTER TABLE edition_schedule ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;          -- 1: readers are not told of the update
CREATE TABLE edition_lift (               -- gates that are lifted for the next publishing of a text
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  gate     TEXT   NOT NULL,
  held     TEXT   NOT NULL,                -- JSON, what the gate said of the text; [] for whatever it says
  reason   TEXT   NOT NULL,
  by_id    TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang, gate)
);
INSERT INTO edition_lift (story_id, lang, gate, held, reason, by_id, at)
  SELECT o.story_id, o.lang, o.gate, '[]', o.reason, o.by_id, o.at FROM edition_override o
  JOIN edition_schedule s ON s.story_id = o.story_id AND s.lang = o.lang AND s.asked_at = o.at;
CREATE TABLE edition_preview (            -- links by which people without sign-in see a text before it is published
  hash       TEXT   PRIMARY KEY,           -- SHA-256 of the link's secret, hex
  id         TEXT   NOT NULL UNIQUE,       -- names it to those who take it back
  story_id   TEXT   NOT NULL,
  lang       TEXT   NOT NULL,
  made_by    TEXT   NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX edition_preview_by_text ON edition_preview (story_id, lang);
