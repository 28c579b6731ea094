-- +goose Up
DROP INDEX memory_segment_tail;
CREATE INDEX memory_segment_tail ON memory_segment (pair, n, id) WHERE n = 0; -- by n too, or SQLite goes through all of a pair
CREATE INDEX memory_segment_state ON memory_segment (pair, state, id);
CREATE INDEX memory_segment_penalty ON memory_segment (pair, id) WHERE penalty > 0;
CREATE INDEX memory_segment_origin ON memory_segment (pair, origin, id) WHERE origin <> '';
