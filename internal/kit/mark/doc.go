// Package mark reads small drawings in SVG, such as an outlet's logo, and draws them for
// those who take none: paths of lines and cubic curves, circles and rectangles, each in
// one opaque colour. What is anything else is refused, so that a mark that was read
// holds no script and nothing foreign.
package mark
