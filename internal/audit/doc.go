// Package audit is the newsroom's memory of deeds: who did what, to what, when, by which
// door. Each entry is written in the transaction of the deed, so that one is never
// there without the other, and carries a hash of itself and of the entry before it: what
// is changed, taken out or put between later breaks the chain.
//
// Tables: audit_entry, audit_head. The database itself refuses to change or delete an
// entry.
//
// It never keeps a secret, the words of a story, or a whole network address; those who
// call it choose what they tell. It decides nothing and forgets nothing.
package audit
