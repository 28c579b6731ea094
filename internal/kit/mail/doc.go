// Package mail hands messages to a mail server (SMTP, RFC 5321), one at a time and
// within bounds. It adds nothing to a message that names the program or its machine.
//
// It never puts into a header what could begin another one, never speaks a password
// over a line that is not encrypted, and never writes an address or a password to a log.
package mail
