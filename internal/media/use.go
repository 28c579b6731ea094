package media

import "masthead/internal/kit/lang"

// Place is where a picture can be used.
type Place string

// The places. Readers see what InCopy and OnPersonPage use, and nothing else.
const (
	InText       Place = "text"   // the newest revision of a story's text
	InCopy       Place = "copy"   // what an edition publishes of it
	OnPersonPage Place = "person" // a page that readers see of a person
)

// User is one thing that uses pictures: a text, a copy, a person's page.
type User struct {
	Place Place
	Owner string // story, or person
	Lang  lang.Tag
}

// public says whether readers see what it uses.
func (u User) public() bool { return u.Place == InCopy || u.Place == OnPersonPage }
