// Package web is what stands between the network and net/http: a listener whose
// connections send an answer in one piece.
//
// It owns nothing and knows nothing of what is served.
package web
