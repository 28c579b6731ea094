// Package memory is the desk's place where the translation memory is cleaned up: segments are
// found, mended, made to stand back, taken out; TMX files come in and go out.
//
// It keeps nothing itself (the package memory of the same name does) and decides no right:
// whoever may clean the memory of an edition may do so with every pair that has its language.
package memory
