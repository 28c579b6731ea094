// Package people keeps everybody with a name here: staff, experts, contributors,
// bylines of an old archive. What a person may do are her roles, per bureau and
// edition.
//
// Tables: person, person_name, person_role, person_link.
//
// It never decides what a role allows, and never shows a person's e-mail to readers.
package people
