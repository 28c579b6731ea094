// Package exchange is the desk's page on which a translation goes out as a file and comes
// back: /desk/bench/{story}/{lang}/exchange/.
//
// It shows what package parcel says became of a file. It reads no file itself.
package exchange
