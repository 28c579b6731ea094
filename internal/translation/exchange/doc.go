// Package exchange writes a text and its translation into the files that translators
// outside the newsroom work with, and reads what comes back: XLIFF 1.2 and 2.1, and a
// table of two languages as DOCX or HTML for those who have no tool.
//
// It owns the units of such a file, the inline codes that protect marks, links and
// footnotes, and the rules by which a file is refused. It is pure: no database, no
// network, no clock. It never decides what becomes of a translation: what differs from
// what was sent is said, unit by unit, and the caller brings it in.
package exchange
