-- +goose Up
CREATE TABLE memory_pair (                 -- two languages between which there is a memory; both ways round
  id  INTEGER PRIMARY KEY,
  a   TEXT    NOT NULL,                    -- BCP 47; the one that sorts first
  b   TEXT    NOT NULL,
  top BIGINT  NOT NULL,                    -- the highest number that the index has given to a segment
  UNIQUE (a, b)
);
CREATE TABLE memory_segment (
  id         TEXT     PRIMARY KEY,
  pair       INTEGER  NOT NULL REFERENCES memory_pair (id),
  n          BIGINT   NOT NULL,            -- its number in the pair's index, from 1; 0 until it is in the index
  forth      SMALLINT NOT NULL,            -- 1: a was translated into b; 0: b into a
  a          TEXT     NOT NULL,
  b          TEXT     NOT NULL,
  a_hash     BIGINT   NOT NULL,            -- of the words, by body.TextHash
  b_hash     BIGINT   NOT NULL,
  before     BIGINT   NOT NULL,            -- the hash of what stands before the source; 0: unknown
  after      BIGINT   NOT NULL,
  state      SMALLINT NOT NULL,            -- 1 machine's words that were reviewed, 2 translated, 3 reviewed
  domain     TEXT     NOT NULL,
  at         BIGINT   NOT NULL,
  story_id   TEXT     NOT NULL,            -- '' for what was imported
  block_id   TEXT     NOT NULL,            -- of the translated block
  part       INTEGER  NOT NULL,            -- which sentence of the block, from 1; 0: the whole block
  by_id      TEXT     NOT NULL,            -- a person, or the name that an imported file gives
  origin     TEXT     NOT NULL,            -- the imported file's name, or ''
  penalty    SMALLINT NOT NULL             -- percent by which it stands back
);
CREATE UNIQUE INDEX memory_segment_n ON memory_segment (pair, n) WHERE n > 0;
CREATE INDEX memory_segment_tail ON memory_segment (pair, id) WHERE n = 0;
CREATE INDEX memory_segment_a ON memory_segment (pair, a_hash);
CREATE INDEX memory_segment_b ON memory_segment (pair, b_hash);
CREATE INDEX memory_segment_list ON memory_segment (pair, id);
CREATE INDEX memory_segment_block ON memory_segment (story_id, block_id) WHERE story_id <> '';
