// Package aside remembers which findings about a translated block a person has set
// aside, and why. That holds while the words of the block and of its source are the
// ones she looked at: whoever changes one of them is asked again.
//
// Tables: aside.
//
// It knows no check: a finding is told from the others by a mark that its maker gives
// it. It shows nothing and holds nothing back.
package aside
