package reader

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/mark"
	"masthead/internal/media"
	"masthead/internal/media/sharecard"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// Sharing is what share pictures are drawn with: the pictures that stand for a page
// where its link is shared.
type Sharing struct {
	Studio *sharecard.Studio
	Store  Store // of its own, so that pictures push no page out

	// Open gives a picture's JPEG file of an offered width.
	Open func(ctx context.Context, hash string, width int) (io.ReadCloser, error)
}

// easel is where share pictures are drawn, a few at a time: each takes a processor
// for a tenth of a second, and pages come first.
type easel struct {
	Sharing
	places chan struct{}
}

func newEasel(s *Sharing) *easel {
	if s == nil {
		return nil
	}
	return &easel{Sharing: *s, places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/4))}
}

// design changes whenever pictures shall be drawn anew.
const design = "1"

// sealOf is what all share pictures of an outlet depend on.
func sealOf(icon string, set outlet.Settings) string { return design + set.Accent + icon }

// marked puts the outlet's mark on a sketch, where it is drawn with no more than marks
// are made of.
func (p *press) marked(card sharecard.Card) sharecard.Card {
	if m, err := mark.Read(p.icon.body); err == nil {
		card.Mark = m
	}
	return card
}

// accentOf is the outlet's colour, else the theme's.
func accentOf(set outlet.Settings) color.RGBA {
	hexed := set.Accent
	if !colour.MatchString(hexed) {
		hexed = themeAccent
	}
	n, _ := strconv.ParseUint(hexed[1:], 16, 32)
	return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
}

// sketch is what an article's share picture says, yet without pictures.
func (v voice) sketch(c edition.Card) sharecard.Card {
	s := sharecard.Card{
		Lang: v.edition.Lang, Tone: sharecard.Tone(toneOf(c.Kind)), Headline: c.Headline, Outlet: v.edition.Title,
		Accent: accentOf(v.profile.Outlet.Settings),
	}
	if c.Kind != string(story.News) {
		s.Kind = v.words.kind(c.Kind)
	}
	if sec, ok := v.profile.Section(c.Section); ok && sec.Names[v.edition.Lang].Name != s.Kind {
		s.Section = sec.Names[v.edition.Lang].Name
	}
	if c.Kind == string(story.Opinion) {
		s.Author = namesOf(c.Bylines)
		if place, ok := v.profile.Place(c.Viewpoint); ok {
			s.Sign = v.words.viewpoint(place.Name(v.edition.Lang))
		}
	}
	return s
}

// emblem is the share picture of pages that are no article's.
func (v voice) emblem() sharecard.Card {
	return sharecard.Card{
		Lang: v.edition.Lang, Tone: sharecard.News, Headline: v.edition.Title, Motto: cmp.Or(v.edition.Tagline, v.profile.Outlet.Name),
		Accent: accentOf(v.profile.Outlet.Settings),
	}
}

// fingerprint stands in a share picture's address, which so changes with all that it
// shows.
func (v voice) fingerprint(s sharecard.Card, p *edition.Picture) string {
	var photo []any
	if p != nil {
		photo = []any{p.Hash, p.FocalX, p.FocalY}
	}
	data, _ := json.Marshal([]any{v.seal, s.Lang, s.Tone, s.Headline, s.Kind, s.Sign, s.Section, s.Author, s.Outlet, s.Motto, photo})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:10])
}

// sharePath is where the share picture of an article stands.
func (v voice) sharePath(c edition.Card) string {
	return "/share/" + string(v.edition.Lang) + "/" + c.Slug + "/" + v.fingerprint(v.sketch(c), c.Picture) + ".jpg"
}

// emblemPath is where the share picture of the edition's other pages stands.
func (v voice) emblemPath() string {
	return "/share/" + string(v.edition.Lang) + "/" + v.fingerprint(v.emblem(), nil) + ".jpg"
}

// maxAlt is how long a description may be for X, in letters.
const maxAlt = 420

// shared is an article's share picture for other programs, as its title is told them.
// Without an easel it is the article's own picture.
func (v voice) shared(c edition.Card, title string) (rendition, bool) {
	if v.seal == "" {
		return v.rendition(c.Picture, shareWidth)
	}
	alt := title
	if c.Picture != nil && c.Picture.Alt != "" {
		alt += ". " + c.Picture.Alt
	}
	if r := []rune(alt); len(r) > maxAlt {
		alt = strings.TrimSpace(string(r[:maxAlt-1])) + "…"
	}
	return rendition{url: v.base() + v.sharePath(c), mime: "image/jpeg", alt: alt, width: sharecard.Width, height: sharecard.Height}, true
}

// sharedEmblem is the share picture of the pages that are no article's.
func (v voice) sharedEmblem() (rendition, bool) {
	if v.seal == "" {
		return rendition{}, false
	}
	e := v.emblem()
	return rendition{url: v.base() + v.emblemPath(), mime: "image/jpeg", alt: e.Headline + ". " + e.Motto, width: sharecard.Width, height: sharecard.Height}, true
}

// sharePicture serves /share/{lang}/{slug}/{file}: the picture of a live copy, at the
// address that goes with its content. An older one leads there, so that no address
// but the true one makes anybody draw.
func (s *Site) sharePicture(v *visit) error {
	slug := v.r.PathValue("slug")
	if err := s.shareFace(v); err != nil || !outlet.ValidSlug(slug) {
		return cmp.Or(err, error(fault.New(fault.NotFound, "reader.not_found_title")))
	}
	f := v.face
	return s.easel.Store.Serve(v.w, v.r, v.r.URL.Path, func(ctx context.Context) (Answer, error) {
		found, err := s.Shelf.Article(ctx, f.lang, slug)
		switch {
		case err != nil:
			return Answer{}, err
		case found.Withdrawn != nil:
			return Answer{}, withdrawn{*found.Withdrawn}
		case found.MovedTo != "":
			to := strings.Replace(v.r.URL.Path, "/"+slug+"/", "/"+found.MovedTo+"/", 1)
			return Answer{}, &redirect{to: to, status: http.StatusFound}
		}
		c := outward(*found.Copy)
		if to := f.sharePath(c); to != v.r.URL.Path {
			return Answer{}, &redirect{to: to, status: http.StatusFound}
		}
		return s.easel.draw(ctx, v.press.marked(f.sketch(c)), c.Picture, edition.StoryTag(c.Story))
	})
}

// emblemPicture serves /share/{lang}/{file}: the edition's own picture.
func (s *Site) emblemPicture(v *visit) error {
	if err := s.shareFace(v); err != nil {
		return err
	}
	f := v.face
	if to := f.emblemPath(); to != v.r.URL.Path {
		return &redirect{to: to, status: http.StatusFound}
	}
	return s.easel.Store.Serve(v.w, v.r, v.r.URL.Path, func(ctx context.Context) (Answer, error) {
		return s.easel.draw(ctx, v.press.marked(f.emblem()), nil, edition.OutletTag)
	})
}

// shareFace finds the edition of a share picture's address and checks its form.
func (s *Site) shareFace(v *visit) error {
	v.face = v.press.faces[lang.Tag(v.r.PathValue("lang"))]
	name, ok := strings.CutSuffix(v.r.PathValue("file"), ".jpg")
	if s.easel == nil || v.face == nil || !ok || len(name) != 20 || strings.Trim(name, "0123456789abcdef") != "" {
		return fault.New(fault.NotFound, "reader.not_found_title")
	}
	return nil
}

// draw makes the picture of a sketch, waiting for a place at the easel.
func (e *easel) draw(ctx context.Context, card sharecard.Card, p *edition.Picture, tag string) (a Answer, err error) {
	select {
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	case <-ctx.Done():
		return a, ctx.Err()
	}
	if card.Picture, err = e.photo(ctx, p); err != nil {
		return a, err
	}
	if p != nil {
		card.Focus = image.Pt(p.FocalX, p.FocalY)
	}
	m, _, err := e.Studio.Draw(card)
	if errors.Is(err, sharecard.ErrNothingToSay) { // a script without a face: the mark and the picture speak
		card.Headline = ""
		m, _, err = e.Studio.Draw(card)
	}
	if err != nil {
		return a, err
	}
	data, err := sharecard.Encode(m)
	return Answer{
		Type: "image/jpeg", Body: data, Tags: []string{tag},
		Header: map[string]string{"Cache-Control": "public, max-age=31536000, immutable"},
	}, err
}

// photo opens an article's own picture, in the least width that fills its part; nil
// if it has none, or none that is there any more.
func (e *easel) photo(ctx context.Context, p *edition.Picture) (image.Image, error) {
	if p == nil || p.Width <= 0 || p.Height <= 0 || !isHash(p.Hash) {
		return nil, nil
	}
	want := max(sharecard.PictureWidth, (sharecard.Height*p.Width+p.Height-1)/p.Height)
	file, err := e.Open(ctx, p.Hash, media.Nearest(p.Width, want))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jpeg.Decode(file)
}
