-- +goose Up
CREATE TABLE notice_rest (                 -- what a person put aside of what waits for her
  person_id TEXT   NOT NULL REFERENCES person(id),
  item      TEXT   NOT NULL,               -- names the thing and the state it was put aside in
  until     BIGINT NOT NULL,
  PRIMARY KEY (person_id, item)
);
CREATE INDEX notice_rest_until ON notice_rest (until);
