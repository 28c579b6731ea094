-- +goose Up
ALTER TABLE media ADD COLUMN kind TEXT NOT NULL DEFAULT 'picture';        -- picture, sound, video
ALTER TABLE media ADD COLUMN content TEXT NOT NULL DEFAULT '';            -- SHA-256 of what is kept, hex: the same file twice has the same
ALTER TABLE media ADD COLUMN bureau TEXT NOT NULL DEFAULT '';             -- of the person who brought it
ALTER TABLE media ADD COLUMN added_by TEXT NOT NULL DEFAULT '';           -- person, or '' for the program
ALTER TABLE media ADD COLUMN source TEXT NOT NULL DEFAULT '';             -- whom the newsroom has it from
ALTER TABLE media ADD COLUMN copyright TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN licence TEXT NOT NULL DEFAULT '';            -- media.Licences, or '' where nobody has said
ALTER TABLE media ADD COLUMN terms TEXT NOT NULL DEFAULT '';              -- what was agreed, in words
ALTER TABLE media ADD COLUMN allowed_until BIGINT NOT NULL DEFAULT 0;     -- the moment from which it may not be shown; 0 for never
ALTER TABLE media ADD COLUMN editions TEXT NOT NULL DEFAULT '';           -- languages it may be shown in, between spaces; '' for all
ALTER TABLE media ADD COLUMN taken_at TEXT NOT NULL DEFAULT '';           -- as the camera's clock said: 2026-11-08T14:31:00, or a part of it
ALTER TABLE media ADD COLUMN shown TEXT NOT NULL DEFAULT '';              -- the people in it
ALTER TABLE media ADD COLUMN consent TEXT NOT NULL DEFAULT '';            -- what they agreed to
ALTER TABLE media ADD COLUMN likeness BIGINT NOT NULL DEFAULT 0;          -- 64-bit difference hash; 0 for none
ALTER TABLE media ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;             -- how often it is used, in drafts and copies
ALTER TABLE media ADD COLUMN public INTEGER NOT NULL DEFAULT 0;           -- how often readers see it: 0 keeps its files from them
ALTER TABLE media ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;          -- 0 until its uses from before this table were found: it stays public
UPDATE media SET content = hash, counted = 0;
CREATE INDEX media_content ON media (content);
CREATE INDEX media_by_bureau ON media (bureau, id DESC);
CREATE INDEX media_by_person ON media (added_by, id DESC) WHERE added_by <> '';
CREATE INDEX media_ending ON media (allowed_until, id) WHERE allowed_until <> 0;
CREATE INDEX media_unused ON media (id DESC) WHERE uses = 0;
CREATE INDEX media_uncredited ON media (id DESC) WHERE credit = '';
CREATE INDEX media_by_kind ON media (kind, id DESC);
CREATE INDEX media_uncounted ON media (id) WHERE counted = 0;
CREATE TABLE media_text (                  -- what is said of it in one language; texts copy it and then have their own
  media_id TEXT NOT NULL REFERENCES media(id),
  lang     TEXT NOT NULL,
  alt      TEXT NOT NULL,
  caption  TEXT NOT NULL,
  PRIMARY KEY (media_id, lang)
);
CREATE TABLE media_use (
  media_id TEXT NOT NULL REFERENCES media(id),
  place    TEXT NOT NULL,                  -- text: a story's newest revision; copy: what readers see; person: a page that readers see of her
  owner_id TEXT NOT NULL,                  -- story, or person
  lang     TEXT NOT NULL,
  PRIMARY KEY (media_id, place, owner_id, lang)
);
CREATE INDEX media_use_by_owner ON media_use (owner_id, place, lang);
CREATE TABLE media_band (                  -- 16 bits of a likeness, with their place: 65536 * place + bits
  band     INTEGER NOT NULL,
  media_id TEXT    NOT NULL REFERENCES media(id),
  PRIMARY KEY (band, media_id)
);
CREATE TABLE media_word (
  word     TEXT NOT NULL,                  -- folded, stemmed, or a Latin key with a sign before it
  media_id TEXT NOT NULL REFERENCES media(id),
  PRIMARY KEY (word, media_id)
);
CREATE INDEX media_word_by_media ON media_word (media_id);
