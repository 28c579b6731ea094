// Package body is what a text says between its standfirst and its end: a list of
// blocks, each with an id that never changes while the block lives.
//
// It owns the schema of blocks and inline marks, their canonical JSON, the two
// hashes of a block, reading blocks from HTML, showing them as HTML or plain text,
// and the three-way merge by block. It is pure: no database, no network, no clock.
//
// It never knows which story a block belongs to, and never loads a picture: the
// renderer asks its caller for what a picture looks like.
package body
