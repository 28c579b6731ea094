// Package terms is the desk's place for the house's style: the table of terms with a box
// to try them, their files, and, beside each text, what they find in it and what its
// story decided.
//
// It asks internal/terms for everything that is a rule, and never changes a text.
package terms
