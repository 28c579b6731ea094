// Package words holds every sentence the program shows, in every language.
//
// A file <language>.toml has a table for each package, a line for each sentence:
//
//	[reader]
//	most_read = "Most read"
//	by        = "By {name}"
//	results   = { one = "{n} result", other = "{n} results" }
//
// A sentence is named "reader.most_read". {name} is a place for a value; whole
// numbers are written as the language writes them. A sentence with forms has one
// for each plural category its language has (CLDR), chosen by the value of {n}.
//
// English has all sentences and stands in where a language lacks one. The package
// gives plain text: escaping for HTML is the caller's. It never decides which
// language to speak.
package words
