// Package archtest holds the code to docs/architecture.md: who may import whom, who
// owns which table, where SQL and HTTP may stand, and that the lists in the documents
// and in the packages' comments are the lists in the tree.
//
// Check is a function over a file system, so that its own test can break every rule
// once in a made-up tree and see that it is noticed.
package archtest
