// Package words holds the files with every sentence the program shows, a file for
// each language; internal/kit/words reads them and says how they are written.
//
// A sentence is named in the code by one text of the form "table.key", whole and in
// quotes, in Go and in templates alike, so that a test can tell which names are
// missing and which sentences nobody says. Names put together at run time begin
// with a prefix that the test knows ("kind." and the kind of a story).
package words

import "embed"

// Files are the sentences.
//
//go:embed *.toml
var Files embed.FS
