// Package db opens the outlet's database, SQLite or PostgreSQL, and gives one way
// to use both: one SQL text with $1…$N, in transactions only.
//
// On SQLite one connection writes and several read; on PostgreSQL one pool does
// both. A writing transaction that the engine could not put in order with others
// (serialization failure, deadlock, a busy file) is run again. Times are unix
// milliseconds, JSON is text decoded in Go, identifiers are text.
//
// What must follow an act within its transaction hears of it there (Hear, Announce).
//
// It owns the connection, the transaction and the migrations' order. It knows no
// table of its own and builds no SQL.
package db
