package reader

import (
	"html/template"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/media"
)

// fallbackWidth is the size, in pixels, for browsers that know no srcset.
const fallbackWidth = 960

// mediaTypes are the formats of pictures beside JPEG, by their ends in addresses.
var mediaTypes = map[string]string{"avif": "image/avif", "webp": "image/webp"}

// picture is a copy's picture for a theme; nil without one that can be addressed.
func (s *Site) picture(p *edition.Picture) *Picture {
	if p == nil || p.Width <= 0 || p.Height <= 0 || !isHash(p.Hash) {
		return nil
	}
	q := &Picture{
		Src:    media.Address(p.Hash, media.Nearest(p.Width, fallbackWidth), "jpg"),
		Srcset: template.Srcset(media.Srcset(p.Hash, p.Width, "jpg")),
		Width:  p.Width, Height: p.Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit,
		Focus: focus(p.FocalX, p.FocalY),
	}
	for _, format := range s.Formats {
		if t := mediaTypes[format]; t != "" {
			q.Sources = append(q.Sources, Source{t, template.Srcset(media.Srcset(p.Hash, p.Width, format))})
		}
	}
	return q
}

// face is a person's portrait for a theme; nil without one. It needs no words: her name
// stands beside it.
func (s *Site) face(f edition.Face) *Picture {
	return s.picture(&edition.Picture{Hash: f.Hash, Width: f.Width, Height: f.Height, FocalX: f.FocalX, FocalY: f.FocalY})
}

// isHash guards what stands in srcset attributes, which are not escaped again.
func isHash(s string) bool {
	return s != "" && len(s) <= 128 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// focus names the classes for a focal point given per mille; the middle has none.
// A point of its own for each picture would need styles in the page, which its
// content security policy refuses.
func focus(x, y int) string {
	var classes []string
	switch {
	case x > 0 && x < 350:
		classes = append(classes, "fx-l")
	case x > 650:
		classes = append(classes, "fx-r")
	}
	switch {
	case y > 0 && y < 350:
		classes = append(classes, "fy-t")
	case y > 650:
		classes = append(classes, "fy-b")
	}
	return strings.Join(classes, " ")
}
