// Package people keeps everybody with a name here: staff, experts, contributors,
// bylines of an old archive. What a person may do are her roles, per bureau and
// edition; what a role allows is decided here alone, by May. A program acts for a
// person by a token, which can be held to a part of what she may do.
//
// They come in through Door: by password, passkey, one-time link or the house that signs
// people in for the outlet, with a second factor where they have or need one.
//
// Tables: person, person_name, person_role, person_link, person_token, person_session,
// person_desk, person_password, person_totp, person_recovery, person_passkey,
// person_ceremony, person_try, person_identity, person_pseudonym.
//
// It never keeps a secret, only its hash (but for what an app for codes shares), never
// shows a person's e-mail to readers, and never tells who stands behind a pseudonym to
// anybody but those whose right it is to know.
package people
