// Package people keeps everybody with a name here: staff, experts, contributors,
// bylines of an old archive. What a person may do are her roles, per bureau and
// edition; what a role allows is decided here alone, by May. A program acts for a
// person by a token, which can be held to a part of what she may do.
//
// Tables: person, person_name, person_role, person_link, person_token, person_session,
// person_desk.
//
// It never keeps a secret, only its hash, and never shows a person's e-mail to readers.
package people
