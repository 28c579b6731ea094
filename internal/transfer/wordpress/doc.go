// Package wordpress reads WordPress's own exports (WXR 1.0 to 1.2) as records.
//
// A file is read twice, as a stream: first for what stands apart from the texts
// that need it (pictures, reusable blocks, guest authors, links between
// translations), then for the records. Memory does not grow with the texts: of an
// attachment it holds 20 bytes, its addresses and words lie in a temporary file.
//
// It reads a small, forgiving part of XML: no document type is obeyed, no entity
// is expanded that the file defines. A damaged item is reported with its line, and
// the items around it are taken. What the source writes in its own notation, such
// as shortcodes and block comments, becomes plain HTML here.
//
// It never fetches anything, and comments, menus, passwords and keys never leave it.
package wordpress
