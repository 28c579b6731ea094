// Package signin is where people come in to the desk and go out again.
package signin
