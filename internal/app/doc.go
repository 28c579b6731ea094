// Package app is the building plan: it reads the configuration, builds every part
// by hand, joins those that ask each other questions, and starts and stops them.
//
// It alone knows all packages, and no package knows it but the commands.
package app
