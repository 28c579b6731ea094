-- +goose Up
CREATE TABLE translation_text (            -- a text that is paired, block by block, with the text it was made from
  story_id    TEXT    NOT NULL,
  lang        TEXT    NOT NULL,
  source      TEXT    NOT NULL,            -- language of that text
  begun       TEXT    NOT NULL,            -- bench, saved, found: how its pairs were made
  begun_by    TEXT    NOT NULL,            -- person, or ''
  begun_at    BIGINT  NOT NULL,
  loose       INTEGER NOT NULL,            -- blocks of either side that could not be paired then
  missing     INTEGER NOT NULL,            -- untranslated and drafts
  waiting     INTEGER NOT NULL,            -- translated, not reviewed
  reviewed    INTEGER NOT NULL,
  stale       INTEGER NOT NULL,
  urgent      INTEGER NOT NULL,            -- of those stale
  mild        INTEGER NOT NULL,            -- whose source changed in form alone
  missing_at  BIGINT  NOT NULL,            -- since when something is missing; 0: nothing
  waiting_at  BIGINT  NOT NULL,
  stale_at    BIGINT  NOT NULL,
  stale_turn  BIGINT  NOT NULL,            -- its place among the stale: the urgent first, then the older
  worked_by   TEXT    NOT NULL,            -- who last worked on it
  worked_at   BIGINT  NOT NULL,
  told_at     BIGINT  NOT NULL,            -- when its translators were last told that it is stale
  told_urgent INTEGER NOT NULL,
  PRIMARY KEY (story_id, lang)
);
CREATE INDEX translation_text_from ON translation_text (story_id, source);
CREATE INDEX translation_text_missing ON translation_text (lang, missing_at, story_id) WHERE missing_at > 0;
CREATE INDEX translation_text_waiting ON translation_text (lang, waiting_at, story_id) WHERE waiting_at > 0;
CREATE INDEX translation_text_stale ON translation_text (lang, stale_turn, story_id) WHERE stale_turn > 0;
CREATE TABLE translation_pair (            -- a block of a text, and what it was made of
  story_id   TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  pair       TEXT    NOT NULL,
  target     TEXT    NOT NULL,             -- block of the text, 'headline', 'standfirst'; '' while there is none
  lost       TEXT    NOT NULL,             -- the block that it had and lost, or ''
  state      TEXT    NOT NULL,             -- what people said: draft, translated, reviewed, omitted, added, or ''
  shown      TEXT    NOT NULL,             -- where it stands, with what became of its source
  weight     INTEGER NOT NULL,             -- of what became of its source: 0 nothing, 1 form, 2 words, 3 urgent
  why        TEXT    NOT NULL,             -- the reasons of that, parted by spaces
  since      BIGINT  NOT NULL,             -- since when it stands there
  translator TEXT    NOT NULL,             -- person whose words they are
  reviewer   TEXT    NOT NULL,
  at         BIGINT  NOT NULL,             -- when one of them last said so
  machine    TEXT    NOT NULL,             -- what drafted it, until a person touches it
  reason     TEXT    NOT NULL,             -- why it is left out
  loose      INTEGER NOT NULL,             -- 1: it could not be paired when the pairs were found
  corrected  TEXT    NOT NULL,             -- the correction that waits to be carried over, or ''
  PRIMARY KEY (story_id, lang, pair)
);
CREATE TABLE translation_source (          -- a block that a pair was made of, as it was then
  story_id TEXT    NOT NULL,
  source   TEXT    NOT NULL,               -- block of the source text, 'headline', 'standfirst'
  lang     TEXT    NOT NULL,
  pair     TEXT    NOT NULL,
  position INTEGER NOT NULL,
  type     TEXT    NOT NULL,
  hash     TEXT    NOT NULL,               -- body.TextHash, or '' where it was never translated
  form     TEXT    NOT NULL,               -- body.FullHash
  words    TEXT    NOT NULL,
  gone     INTEGER NOT NULL,               -- 1: the source has it no more
  weight   INTEGER NOT NULL,
  why      TEXT    NOT NULL,
  PRIMARY KEY (story_id, source, lang, pair)
);
CREATE INDEX translation_source_of ON translation_source (story_id, lang, pair);
