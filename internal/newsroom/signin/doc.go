// Package signin is where people come in to the desk and go out again: the page with
// password and passkey, the second step, one-time links, invitations, a forgotten
// password, the house that signs people in for the outlet, and each person's own account.
//
// It decides nothing about who may come in: people.Door does. It never shows whether an
// address is known here.
package signin
