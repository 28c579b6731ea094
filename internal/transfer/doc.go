// Package transfer brings archives in: it takes records that a reader of some
// format yields and makes stories, texts and copies of them.
//
// Tables: transfer_record, transfer_group. The readers of formats are the packages
// below it; each yields Records and knows nothing of the database.
//
// A record that cannot be taken is reported with its place and its reason, and
// never stops or spoils the rest. Taking a record twice changes nothing.
package transfer
