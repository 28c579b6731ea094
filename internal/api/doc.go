// Package api is the face for programs: stories are made, saved, published and taken
// back through it by people's tokens, and published copies are read without one.
// docs/api.md is its manual, /api/openapi.json its contract.
//
// Table: api_answer, the answers to requests that carried an Idempotency-Key.
//
// Its handlers are thin: who may do what is decided by people, what a text is by story,
// what readers see by edition. It never reads a draft without a token, and the public
// part reads copies alone.
package api
