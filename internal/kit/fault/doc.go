// Package fault gives every failure two texts: a key for the person, who reads
// the sentence that the words catalogue keeps under it, and a Go error for the log.
//
// It owns the seven kinds of failure and nothing else. It never chooses an HTTP
// status and never writes a sentence.
package fault
