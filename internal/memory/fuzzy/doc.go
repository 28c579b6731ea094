// Package fuzzy finds what reads alike: the form in which texts are compared, the groups of
// three letters by which they are looked up, the lists in which an index keeps them, and how
// far two texts are apart.
//
// Every function is pure and safe for concurrent use. It knows no languages, no pairs and no
// database.
package fuzzy
