// Package fetch gets things from the outside world by HTTP, in a way that cannot
// be turned against the inside.
//
// Addresses come from strangers: feeds, imported archives, pasted links. So each
// connection is judged by the address that is really dialled, on every hop, after
// the name was resolved; only public addresses are reached unless the operator
// names a network. What comes back is bounded in time, size, redirects and
// compression, and its type is told by its content.
//
// It owns no cache, keeps no cookies, obeys no proxy of the environment and never
// sends what a caller meant for one origin to another.
package fetch
