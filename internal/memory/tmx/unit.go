package tmx

import "time"

// Bounds of a file. What is beyond them is refused, never cut.
const (
	MaxElement  = 2 << 20 // bytes between two tags, and of one tag
	MaxDepth    = 32      // elements within each other
	MaxVariants = 64      // of a unit
	MaxProps    = 64      // of a unit
)

// Unit is one thing that is said in several languages.
type Unit struct {
	Line     int    // in the file it was read from
	ID       string // tuid; need not be unique
	Source   string // xml:lang of the variant that the others were made from; "*all*" for any
	By       string // who changed it last, else who made it
	At       time.Time
	Props    []Prop
	Variants []Variant
	Codes    int // of other programs' formatting, that were left out
}

// Variant is a unit's words in one language.
type Variant struct {
	Lang string // xml:lang as the file has it
	Text string
}

// Prop is something that a program wanted to keep with a unit.
type Prop struct{ Type, Text string }

// Prop gives the first property of a type; "" where there is none.
func (u *Unit) Prop(kind string) string {
	for _, p := range u.Props {
		if p.Type == kind {
			return p.Text
		}
	}
	return ""
}

// Header is what a file says of itself.
type Header struct {
	Tool, Version string // creationtool, creationtoolversion
	Source        string // srclang of the units that say none
}

// stamp is TMX's form of a moment: seconds of UTC.
const stamp = "20060102T150405Z"
