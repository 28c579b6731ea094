package api

// Unsound is the sieve before all JSON.
var Unsound = unsound
