-- +goose Up
CREATE TABLE job (
  id           TEXT    PRIMARY KEY,
  kind         TEXT    NOT NULL,
  args         TEXT    NOT NULL,           -- JSON
  once         TEXT    NOT NULL,           -- '' or a key: one waiting job of a kind for each key
  state        TEXT    NOT NULL,           -- waiting, running, done, dead
  run_at       BIGINT  NOT NULL,
  attempt      INTEGER NOT NULL,           -- only grows: it also tells a worker that lost its lease from the one that has it
  max_attempts INTEGER NOT NULL,
  lease_until  BIGINT  NOT NULL,           -- a running job whose lease has passed is taken up again
  failure      TEXT    NOT NULL,           -- the last one, for the log and the dead-letter page
  made_at      BIGINT  NOT NULL,
  ended_at     BIGINT  NOT NULL
);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_ended ON job (state, ended_at, id) WHERE state IN ('done', 'dead');
CREATE UNIQUE INDEX job_once ON job (kind, once) WHERE once <> '' AND state = 'waiting';
