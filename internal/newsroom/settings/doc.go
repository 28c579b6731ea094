// Package settings is where the outlet is set up in the browser: who works here and what
// each may do, tokens, the record of what was done, and all that readers and the newsroom
// see of the outlet itself. Every change is kept with who made it and what it was.
//
// It decides nothing: rules are those of the packages whose settings they are.
package settings
