// Package ghost reads Ghost's exports (JSON, versions 1 to 6) as records.
//
// A body is taken from the HTML that Ghost keeps beside its own notation; where
// there is none, from Lexical or, in older files, Mobiledoc. Ghost has no
// translations: a text's language is its locale, else an internal tag that names
// one ("#ru"), else the site's.
//
// It never fetches anything. Members, keys, sessions, passwords, code injections and
// what else is no text never leave it; they are counted by name.
package ghost
