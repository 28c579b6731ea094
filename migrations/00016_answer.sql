-- +goose Up
ALTER TABLE api_answer DROP COLUMN status; -- only what succeeded is kept, and its status is the operation's
