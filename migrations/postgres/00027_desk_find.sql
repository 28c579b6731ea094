-- +goose Up
CREATE TABLE desk_mark (                  -- by what stories are found: "who:ID", "topic:ID", "ka:draft"
  term     TEXT   COLLATE "C" NOT NULL,
  turn     BIGINT NOT NULL,
  story_id TEXT   NOT NULL,
  PRIMARY KEY (term, turn, story_id)
);
CREATE TABLE desk_word (                  -- the words of headlines, as kit/analyse writes them in Latin letters
  word     TEXT COLLATE "C" NOT NULL,
  story_id TEXT NOT NULL,
  PRIMARY KEY (word, story_id)
);
