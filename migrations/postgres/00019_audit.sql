-- +goose Up
CREATE TABLE audit_entry (                 -- what was done, by whom; rows are added and never changed
  seq     BIGINT PRIMARY KEY,              -- from 1, without a gap
  at      BIGINT NOT NULL,
  person  TEXT NOT NULL,                   -- '' for the program itself and for commands
  deed    TEXT NOT NULL,
  thing   TEXT NOT NULL,                   -- "story:ID", "person:ID", "edition:ru"
  bureau  TEXT NOT NULL,
  lang    TEXT NOT NULL,
  origin  TEXT NOT NULL,                   -- by which door: desk, command, a token's mark
  detail  TEXT NOT NULL,                   -- JSON, keys in order
  hash    TEXT NOT NULL                    -- SHA-256 of the hash before it and of this row's canonical JSON
);
CREATE INDEX audit_entry_at ON audit_entry (at, seq);
CREATE INDEX audit_entry_person ON audit_entry (person, at, seq);
CREATE INDEX audit_entry_deed ON audit_entry (deed, at, seq);
CREATE INDEX audit_entry_thing ON audit_entry (thing, at, seq);
CREATE TABLE audit_head (                  -- the end of the chain; whoever adds a row holds it
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  seq  BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_kept BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NEW.seq < OLD.seq) EXECUTE FUNCTION audit_refuse();
