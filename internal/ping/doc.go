// Package ping tells programs outside that a feed or a page has changed: a WebSub hub,
// which passes feeds on to those who subscribed, and search engines by IndexNow.
//
// It has no tables: who is told stands in the outlet's settings, what is to be told is a
// job until it was told. Jobs: ping.hub, ping.indexnow.
//
// It only says which addresses changed, never what they hold,
// and never speaks of an outlet that has no public address.
package ping
