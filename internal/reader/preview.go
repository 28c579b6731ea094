package reader

import (
	"bytes"
	"context"
	"encoding/base64"
	"regexp"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// Preview makes the page of a copy that is not published, as readers would see it. It
// is not kept, counted, nor served here: who shows it answers for who sees it.
func (s *Site) Preview(ctx context.Context, c edition.Copy) ([]byte, error) {
	p, f, err := s.faceOf(c.Lang)
	if err != nil {
		return nil, err
	}
	a, err := s.articleOf(ctx, p, f, &c, false)
	return a.Body, err
}

// PreviewShare draws the picture that would stand for a copy where its link is shared,
// a JPEG. NotFound on a site that draws none.
func (s *Site) PreviewShare(ctx context.Context, c edition.Copy) ([]byte, error) {
	p, f, err := s.faceOf(c.Lang)
	if err != nil {
		return nil, err
	}
	if s.easel == nil {
		return nil, fault.New(fault.NotFound, "reader.not_found_title")
	}
	card := outward(c)
	a, err := s.easel.draw(ctx, p.marked(f.sketch(card)), card.Picture, edition.StoryTag(c.Story))
	return a.Body, err
}

// Outside is how an article looks to those outside: a search, and networks where its
// link is shared.
type Outside struct {
	Address     string // "https://ford.example/en/the-bridge/"
	Site        string // the edition's name
	SearchTitle string
	SearchText  string
	ShareTitle  string
	ShareText   string
}

// Outside tells how a copy would look outside.
func (s *Site) Outside(c edition.Copy) (Outside, error) {
	_, f, err := s.faceOf(c.Lang)
	if err != nil {
		return Outside{}, err
	}
	out := outward(c)
	return Outside{
		Address: f.voice.article(c.Lang, c.Slug), Site: f.edition.Title, SearchTitle: f.searchTitle(c), SearchText: searchText(c),
		ShareTitle: f.titleOf(out), ShareText: out.Teaser(),
	}, nil
}

// PreviewFront makes an edition's first page as it would be at a moment, with what is
// arranged by hand and with copies that will be published by then. It is not kept.
func (s *Site) PreviewFront(ctx context.Context, l lang.Tag, arranged edition.Front, coming []edition.Card, at time.Time) ([]byte, error) {
	p, f, err := s.faceOf(l)
	if err != nil {
		return nil, err
	}
	then := &Site{Config: s.Config, theme: s.theme, easel: s.easel, searching: s.searching}
	then.Now = func() time.Time { return at }
	then.Shelf = ahead{Shelf: s.Shelf, front: arranged, coming: coming, lang: l}
	a, err := then.makeFront(ctx, p, f)
	return a.Body, err
}

// PreviewLook makes an edition's first page as it would be with other settings. What the
// settings make of style and logo stands in the page, for it is kept nowhere; the style is
// given besides.
func (s *Site) PreviewLook(ctx context.Context, l lang.Tag, settings outlet.Settings) (page []byte, style string, err error) {
	now, err := s.ready()
	if err != nil {
		return nil, "", err
	}
	profile := *now.source
	profile.Outlet.Settings = settings
	p, err := s.makePress(&profile)
	if err != nil {
		return nil, "", err
	}
	f := p.faces[l]
	if f == nil {
		return nil, "", fault.New(fault.NotFound, "edition.no_edition").With("lang", string(l))
	}
	a, err := s.makeFront(ctx, p, f)
	if err != nil {
		return nil, "", err
	}
	page = a.Body
	if p.icon.address != "" {
		page = bytes.ReplaceAll(page, []byte(p.icon.address), []byte("data:image/svg+xml;base64,"+base64.StdEncoding.EncodeToString([]byte(p.icon.body))))
	}
	if p.colours.address != "" {
		page = styleLink(p.colours.address).ReplaceAll(page, nil)
		page = bytes.Replace(page, []byte("</head>"), []byte("<style>"+p.colours.body+"</style></head>"), 1)
	}
	return page, p.colours.body, nil
}

func styleLink(address string) *regexp.Regexp {
	return regexp.MustCompile(`<link[^>]*` + regexp.QuoteMeta(address) + `[^>]*>`)
}

func (s *Site) faceOf(l lang.Tag) (*press, *face, error) {
	p, err := s.ready()
	if err != nil {
		return nil, nil, err
	}
	f := p.faces[l]
	if f == nil {
		return nil, nil, fault.New(fault.NotFound, "edition.no_edition").With("lang", string(l))
	}
	return p, f, nil
}

// ahead is the shelf as it will be: with cards that will be there, and with another
// front. Whatever else is asked of it is as it is now.
type ahead struct {
	Shelf
	front  edition.Front
	coming []edition.Card // the newest first
	lang   lang.Tag
}

func (a ahead) Front(context.Context, lang.Tag) (edition.Front, error) { return a.front, nil }

// List puts the cards that will be there before those that are.
func (a ahead) List(ctx context.Context, f edition.Filter, after edition.Cursor, n int) (list []edition.Card, next edition.Cursor, err error) {
	there, next, err := a.Shelf.List(ctx, f, after, n)
	if err != nil || f.Lang != a.lang || after != (edition.Cursor{}) {
		return there, next, err
	}
	for _, c := range a.coming {
		if fits(f, c) {
			list = append(list, c)
		}
	}
	for _, c := range there {
		if !a.comes(c.Story) {
			list = append(list, c)
		}
	}
	return list[:min(n, len(list))], next, nil
}

// Cards finds cards among those that will be there and those that are.
func (a ahead) Cards(ctx context.Context, l lang.Tag, stories []string) (map[string]edition.Card, error) {
	found, err := a.Shelf.Cards(ctx, l, stories)
	if err != nil || l != a.lang {
		return found, err
	}
	all := make(map[string]edition.Card, len(found))
	for id, c := range found {
		all[id] = c
	}
	for _, c := range a.coming {
		for _, id := range stories {
			if id == c.Story {
				all[id] = c
			}
		}
	}
	return all, nil
}

func (a ahead) comes(story string) bool {
	for _, c := range a.coming {
		if c.Story == story {
			return true
		}
	}
	return false
}

// fits says whether a card is in a list.
func fits(f edition.Filter, c edition.Card) bool {
	switch {
	case f.Section != "":
		return c.Section == f.Section
	case f.Kind != "":
		return c.Kind == f.Kind
	case f.Topic != "":
		for _, t := range c.Topics {
			if t.ID == f.Topic {
				return true
			}
		}
		return false
	case f.Person != "":
		for _, b := range c.Bylines {
			if b.Person == f.Person {
				return true
			}
		}
		return false
	}
	return true
}
