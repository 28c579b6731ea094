// Package tests holds the journeys and checks that are made on the whole program: real
// outlets, served as `masthead serve` serves them, read in a real browser and by the
// checkers of HTML and accessibility. It owns no part of the program and nobody
// imports it.
package tests
