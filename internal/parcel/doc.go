// Package parcel sends a translation out of the newsroom as a file and takes it back: it
// joins the pairs that translation keeps to the units that exchange writes and reads.
//
// What comes back is saved by story.SaveText on what it began from, so words that others
// changed meanwhile are merged or kept as conflicts, never overwritten. A unit whose source
// has changed since it went out comes in and is stale at once. Whatever does not come in
// is in the Report, with its words.
//
// It keeps nothing itself, never reads a file that exchange has not, and never decides
// who may.
package parcel
