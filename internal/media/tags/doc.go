// Package tags reads what a picture's file says of itself: title, description, creator,
// credit, source, copyright, terms, and when it was taken. It reads EXIF, IPTC (IIM) and
// XMP, and of them these words alone: where it was taken, with which camera, lens or
// telephone, and who edited it with what, is read by nobody.
//
// What it gives is what somebody wrote: bounded, cleaned of signs that nobody sees, and
// to be shown as words. It is pure: no file, no database, no network. What cannot be
// read counts as not said.
package tags
