// Package fronts is the desk's place where editors arrange an edition's first page: what
// is pinned to which slot and until when, the breaking line, and what stands among the
// most read.
//
// It has no tables. What is arranged and not yet live stands in the address of the page
// and nowhere else; edition keeps what was made live, with its history.
package fronts
