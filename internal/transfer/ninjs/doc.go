// Package ninjs reads news items in IPTC's ninjs (1.x, 2.x and 3.x) as records: one
// item in a file, a list of them, or several one after another.
//
// The versions differ in the shape of almost every property ("headline" became
// "headlines", "body_html" became "bodies", "pubstatus" became "pubStatus"); here
// each is looked for in all its shapes. A picture, a sound, a film or an event is no
// text: it is reported, not taken.
//
// It never fetches anything. Notes to editors and contact data never leave it.
package ninjs
