// Package blob keeps files: in a folder, or in a bucket of an S3 service.
//
// It owns the names that files may have, and the promise that a file is either
// wholly there or not there at all, whatever is killed in between.
//
// It never knows what a file is for, keeps no record of types or owners, and
// gives nothing a public address.
package blob
