package sharecard

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"masthead/internal/kit/lang"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// script is a writing system that there are faces for.
type script int

const (
	latin script = iota
	cyrillic
	armenian
	georgian
	arabic
)

// manner is how a script is set, so that all look of one size and weight: the
// figures are the theme's (theme.css, :lang).
type manner struct {
	files   []string // faces, those of the letters first
	scale   float64  // of the size
	leading float64  // line height by the scaled size
	track   float64  // letter-spacing of headlines, em
	view    float32  // weight of an opinion's headline
}

var manners = map[script]manner{
	latin:    {[]string{"head-latin", "head-latin-az", "head-latin-ext"}, 1, 1.1, -.012, 430},
	cyrillic: {[]string{"head-cyrillic", "head-cyrillic-marks"}, .94, 1.14, -.012, 430},
	armenian: {[]string{"head-armenian", "head-armenian-marks"}, .84, 1.24, -.005, 440},
	georgian: {[]string{"head-georgian", "head-georgian-marks"}, .82, 1.28, 0, 450},
	arabic:   {[]string{"head-arabic", "head-arabic-marks", "digits-arabic"}, .94, 1.3, 0, 500},
}

// scriptOf is the script that a language is written in; Latin for those of which
// nothing is known.
func scriptOf(l lang.Tag) script {
	switch l.Base() {
	case "ru", "uk", "be", "bg", "mk", "sr", "os", "ab", "kk", "ky", "tg", "mn":
		return cyrillic
	case "hy":
		return armenian
	case "ka":
		return georgian
	case "fa", "ar", "ur", "ckb", "ps":
		return arabic
	}
	return latin
}

// faceFile is a parsed face, which drawings share.
type faceFile struct {
	script script
	font   *font.Font
	small  bool // beside the others: its size is raised
}

func loadFaces() ([]faceFile, error) {
	var list []faceFile
	for s := latin; s <= arabic; s++ {
		for _, name := range manners[s].files {
			data, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
			if err != nil {
				return nil, err
			}
			loader, err := opentype.NewLoader(bytes.NewReader(data))
			if err != nil {
				return nil, fmt.Errorf("sharecard: %s: %w", name, err)
			}
			f, err := font.NewFont(loader)
			if err != nil {
				return nil, fmt.Errorf("sharecard: %s: %w", name, err)
			}
			list = append(list, faceFile{s, f, s == arabic && strings.HasPrefix(name, "head-")})
		}
	}
	return list, nil
}

// faces finds a face for each sign: those of the text's own script come first. It
// is the Fontmap of one weight in one drawing.
type faces struct {
	order []*font.Face
	small map[*font.Face]bool
	found map[rune]*font.Face
}

func newFaces(files []faceFile, first script, weight float32) *faces {
	f := &faces{small: map[*font.Face]bool{}, found: map[rune]*font.Face{}}
	add := func(own bool) {
		for _, file := range files {
			if (file.script == first) != own {
				continue
			}
			face := font.NewFace(file.font)
			face.SetVariations([]font.Variation{{Tag: opentype.MustNewTag("wght"), Value: weight}})
			f.order = append(f.order, face)
			f.small[face] = file.small
		}
	}
	add(true)
	add(false)
	return f
}

// ResolveFace gives the face that a sign is set in.
func (f *faces) ResolveFace(r rune) *font.Face {
	if face, ok := f.found[r]; ok {
		return face
	}
	face := f.order[0]
	for _, try := range f.order {
		if _, ok := try.NominalGlyph(r); ok {
			face = try
			break
		}
	}
	f.found[r] = face
	return face
}

func (f *faces) has(r rune) bool {
	_, ok := f.ResolveFace(r).NominalGlyph(r)
	return ok
}

// joiner tells signs that stand in no face and are wanted all the same: they say how
// their neighbours join and which way the text runs.
func joiner(r rune) bool {
	return r >= 0x200c && r <= 0x200f || r >= 0x2066 && r <= 0x2069 || r == 0x2060
}

// stand gives what stands in for signs that look alike and no face has, and for those
// that are made of two.
var stand = strings.NewReplacer("\u202f", "\u00a0", "\u2007", "\u00a0", "\u2011", "-", "\u2010", "-",
	"\u2012", "–", "\u2212", "–", "\u2015", "—", "\u02bc", "’", "\u201f", "“", "\u2032", "’", "\u2033", "”", "\u06c0", "ه\u0654")

// noBreak is a space at which no line ends.
const noBreak = '\u00a0'

// legible leaves out what no face can show, folds white space, and says whether
// enough is left to be read: at least two letters or digits of three.
func (f *faces) legible(s string) ([]rune, bool) {
	var out []rune
	all, kept, space := 0, 0, false
	for _, r := range stand.Replace(s) {
		sign := unicode.IsLetter(r) || unicode.IsDigit(r)
		if sign {
			all++
		}
		switch {
		case r == noBreak:
			if len(out) > 0 && !space {
				out = append(out, r)
			}
			continue
		case unicode.IsSpace(r):
			space = len(out) > 0
			continue
		case !joiner(r) && (unicode.IsControl(r) || !f.has(r)):
			continue
		}
		if space {
			out, space = append(out, ' '), false
		}
		if out = append(out, r); sign {
			kept++
		}
	}
	return out, len(out) > 0 && 3*kept >= 2*all
}
