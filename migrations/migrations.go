// Package migrations holds the tables of Masthead as plain SQL, forward only.
//
// A file directly in this folder runs on both engines; one in the folder sqlite or
// postgres runs on that engine alone. A file that was released never changes.
package migrations

import "embed"

// Files are the migrations, as kit/db reads them.
//
//go:embed *.sql sqlite postgres
var Files embed.FS
