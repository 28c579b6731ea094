-- +goose Up
CREATE TABLE comment_thread (              -- what people say about one place of a text
  id            TEXT    PRIMARY KEY,
  story_id      TEXT    NOT NULL,
  lang          TEXT    NOT NULL,          -- '' for a note to the desk, on the story as a whole
  block_id      TEXT    NOT NULL,          -- a block, 'headline', 'standfirst', or '' for the whole text
  quote         TEXT    NOT NULL,          -- the words it is about, or '' for all of the block
  start_at      INTEGER NOT NULL,          -- where they stood, in runes of the block's plain text
  ahead         TEXT    NOT NULL,          -- the words just before and after them
  behind        TEXT    NOT NULL,
  rev           INTEGER NOT NULL,          -- the revision in which they stood there
  suggestion_id TEXT    NOT NULL,          -- the suggestion that it answers, or ''
  made_by       TEXT    NOT NULL,
  made_at       BIGINT  NOT NULL,
  settled_by    TEXT    NOT NULL,
  settled_at    BIGINT  NOT NULL           -- 0 while open
);
CREATE INDEX comment_thread_of ON comment_thread (story_id, lang, settled_at, id);
CREATE TABLE comment_entry (
  id        TEXT   PRIMARY KEY,
  thread_id TEXT   NOT NULL REFERENCES comment_thread (id),
  kind      TEXT   NOT NULL,               -- said, settled, reopened
  by_id     TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  said      TEXT   NOT NULL,
  mentions  TEXT   NOT NULL,               -- JSON, [comment.Mention]
  edited_at BIGINT NOT NULL,               -- 0 while it is as it was first said
  op_id     TEXT   NOT NULL                -- names the saying, so that a repeated one is harmless
);
CREATE INDEX comment_entry_of ON comment_entry (thread_id, id);
CREATE UNIQUE INDEX comment_entry_by_op ON comment_entry (by_id, op_id) WHERE op_id <> '';
CREATE TABLE comment_earlier (             -- what an entry said before it was edited
  entry_id TEXT   NOT NULL REFERENCES comment_entry (id),
  until_at BIGINT NOT NULL,
  said     TEXT   NOT NULL,
  PRIMARY KEY (entry_id, until_at)
);
CREATE TABLE comment_suggestion (
  id         TEXT    PRIMARY KEY,
  story_id   TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  kind       TEXT    NOT NULL,             -- change, insert, delete, move
  block_id   TEXT    NOT NULL,             -- a block, 'headline' or 'standfirst'; of a new block, the id it will have
  after_id   TEXT    NOT NULL,             -- insert, move: the block to stand after, '' for the beginning
  base       TEXT    NOT NULL,             -- JSON, what it was made on, or ''
  wanted     TEXT    NOT NULL,             -- JSON, what is suggested, or ''
  rev        INTEGER NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    BIGINT  NOT NULL,
  changed_at BIGINT  NOT NULL,
  state      TEXT    NOT NULL,             -- open, taken, left, withdrawn
  decided_by TEXT    NOT NULL,
  decided_at BIGINT  NOT NULL,
  reason     TEXT    NOT NULL,
  saved_rev  INTEGER NOT NULL,             -- the revision that it was taken with
  conflicts  INTEGER NOT NULL              -- how many conflicts taking it met
);
CREATE INDEX comment_suggestion_of ON comment_suggestion (story_id, lang, state, id);
CREATE UNIQUE INDEX comment_suggestion_one ON comment_suggestion (story_id, lang, made_by, block_id) WHERE state = 'open';
CREATE INDEX comment_suggestion_saved ON comment_suggestion (story_id, lang, saved_rev) WHERE saved_rev > 0;
CREATE TABLE comment_clock (               -- grows with every change of what is said about a text
  story_id TEXT   NOT NULL,
  lang     TEXT   NOT NULL,
  n        BIGINT NOT NULL,
  PRIMARY KEY (story_id, lang)
);
