package app

import (
	"masthead/internal/kit/db"
	"masthead/internal/translation"
)

// join joins those who hear, within the transaction of an act, to the act
// (docs/decisions/0017).
func (p *Program) join() {
	db.Hear(p.DB, translation.Follow)
}
