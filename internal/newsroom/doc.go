// Package newsroom is the shell of the desk: it finds out who asks and whether she may,
// frames every page, and shows every failure in her language. The pages themselves
// stand in places (internal/newsroom/stories and its like), one package each.
//
// The right to a route is its Needs; the shell asks people.May before the handler runs.
// It keeps nothing of its own and never decides what a role may do.
package newsroom
