// Package home is the desk's first page: what waits for a person, what is late, what
// goes out next, what she was told and what readers read now; and the page of her
// notices, with how and when she is told.
//
// It asks those who know (Source, Late, Next) and keeps nothing itself.
package home
