// Command bench measures what docs/architecture.md promises of speed and prints one
// table: each figure, the yardstick measured in the same run, and the ratio of both.
// Machines differ and are shared, so the ratio is what can be compared.
//
//	go run ./bench                      all, on SQLite and, where MASTHEAD_TEST_POSTGRES is set, two nodes on PostgreSQL
//	go run ./bench -sizes 1000,100000   other sizes of the archive
//	go run ./bench -only search -searches 1000000   the search, in an archive of that size
//	go run ./bench -only memory -segments 1000000   the translation memory, of that size
//	go run ./bench -only import,cached  some of the measures
//
// The measures of the cached pages use wrk. Load goes to 127.0.0.1 only.
package main
