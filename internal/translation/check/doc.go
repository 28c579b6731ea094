// Package check looks over a translated block beside what it was made from and says
// what a second reader would ask about: a number that is not there, a quotation that
// is gone, a "not" that got lost.
//
// It is pure: two sides come in, findings go out. It prefers silence to crying wolf:
// every check asks only where the counterpart can really be looked for, and says
// nothing where a language has no table.
//
// It never changes a text, holds nothing back, and stores nothing. Whether a finding
// was set aside by a person is known to its caller.
package check
