package media

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"masthead/internal/media/picture"
)

// Media is a picture of the library.
type Media struct {
	ID             string
	Hash           string // what its public addresses are made of, hex
	Content        string // SHA-256 of what is kept, hex
	Kind           Kind
	Type           string // MIME type by content
	Width, Height  int    // upright, in pixels
	Bytes          int64
	FocalX, FocalY int    // per mille of width and height: what must stay when it is cropped
	Name           string // the file's own name
	Alt            string
	Caption        string
	Credit         string
	CreatedAt      time.Time

	Bureau   string // of the person who brought it, or empty
	AddedBy  string // person, or empty for the program
	TakenAt  string // as the camera's clock said, without a zone: "2026-11-08T14:31:00", or a beginning of it
	Likeness uint64 // 0 where nothing can be compared
	Uses     int    // in drafts and copies
	Public   int    // how often readers see it
}

// Kind is what a file of the library is.
type Kind string

// The kinds.
const (
	Picture Kind = "picture"
	Sound   Kind = "sound"
	Video   Kind = "video"
)

// Widths lists the widths in which a picture of a width is offered, in pixels.
func Widths(own int) []int { return picture.Widths(own) }

// Offered says whether a picture of a width is offered in another.
func Offered(own, width int) bool {
	for _, w := range Widths(own) {
		if w == width {
			return true
		}
	}
	return false
}

// Address is where a rendition stands. The extension is jpg, webp or avif.
func Address(hash string, width int, ext string) string {
	return "/media/" + hash + "/" + strconv.Itoa(width) + "." + ext
}

var readersAddress = regexp.MustCompile(`/media/[0-9a-f]{64}/\d+\.[a-z]+`)

// Readdress leads a page's addresses of renditions below another one, "/desk/…/": for looks
// at what is not published, whose files readers cannot fetch.
func Readdress(page []byte, below string) []byte {
	return readersAddress.ReplaceAllFunc(page, func(address []byte) []byte {
		return append([]byte(below), address[len("/media/"):]...)
	})
}

// Srcset lists all renditions of a picture in one format, as HTML's srcset does.
func Srcset(hash string, own int, ext string) string {
	var b strings.Builder
	for i, w := range Widths(own) {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(Address(hash, w, ext))
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(w))
		b.WriteByte('w')
	}
	return b.String()
}

// Nearest is the offered width that is the smallest of at least want, or the largest.
func Nearest(own, want int) int {
	widths := Widths(own)
	for _, w := range widths {
		if w >= want {
			return w
		}
	}
	return widths[len(widths)-1]
}
