-- +goose Up
CREATE TABLE memory_posting (              -- in which segments a group of three letters stands
  lane  INTEGER NOT NULL,                  -- twice the pair's id; one more for its second language
  gram  BIGINT  NOT NULL,                  -- fuzzy.Gram
  chunk INTEGER NOT NULL,                  -- the segments' numbers divided by 65,536
  list  BYTEA   NOT NULL,                  -- the rest of the division, as fuzzy.Extend writes it
  PRIMARY KEY (lane, gram, chunk)
);
CREATE TABLE memory_gram (                 -- how many segments each group of three letters stands in
  lane INTEGER NOT NULL,
  gram BIGINT  NOT NULL,
  n    BIGINT  NOT NULL,
  PRIMARY KEY (lane, gram)
);
ALTER TABLE memory_posting ALTER COLUMN list SET STORAGE EXTERNAL; -- lists of numbers do not get smaller
