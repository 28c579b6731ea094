package ghost

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
)

const maxHeadline = 500

// maker makes records of what was kept.
type maker struct {
	*export
	file string
	site string
}

type noteFunc func(level transfer.Level, code, format string, args ...any)

func (m *maker) record(p *post) transfer.Record {
	rec := transfer.Record{Key: "post " + first(string(p.ID), string(p.Slug))}
	note := func(level transfer.Level, code, format string, args ...any) {
		rec.Problems = append(rec.Problems, transfer.Problem{File: m.file, Record: rec.Key, Level: level, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	rec.Headline = m.headline(p, note)
	rec.Standfirst = plain(string(p.CustomExcerpt))
	rec.Slug = slug(string(p.Slug))
	rec.Date, rec.Updated = p.PublishedAt.Time, p.UpdatedAt.Time
	if rec.Date.IsZero() {
		rec.Date = p.CreatedAt.Time
	}
	rec.State = m.state(p, &rec, note)
	m.terms(p, &rec)
	rec.Bylines = m.bylines(p)
	if m.site != "" && rec.Slug != "" {
		rec.Addresses = []string{m.site + "/" + url.PathEscape(rec.Slug) + "/"}
	}
	if img := first(string(p.FeatureImage), string(p.Image)); img != "" {
		meta := m.meta[p.ID]
		rec.Lead = &transfer.Picture{URL: m.address(img), Alt: plain(string(meta.Alt)), Caption: plain(string(meta.Caption))}
	}
	rec.HTML = m.body(p, note)
	if strings.TrimSpace(rec.HTML) == "" {
		note(transfer.Note, "empty_body", "it has no text")
	}
	if p.InjectHead != "" || p.InjectFoot != "" {
		rec.Sensitive = append(rec.Sensitive, "code injection")
	}
	if p.Type == "page" || p.Page == true || p.Page == 1.0 {
		note(transfer.Note, "page", "a page was taken as a story")
	}
	return rec
}

func (m *maker) headline(p *post, note noteFunc) string {
	s := plain(string(p.Title))
	if strings.IndexFunc(string(p.Title), directional) >= 0 {
		note(transfer.Partly, "bidi_controls", "its title held characters that turn the direction of words; they were removed")
	}
	if n := utf8.RuneCountInString(s); n > maxHeadline {
		note(transfer.Partly, "long_title", "its title has %d characters; the first %d were kept", n, maxHeadline)
		s = string([]rune(s)[:maxHeadline])
	}
	switch {
	case s == "" || s == "(Untitled)":
		note(transfer.Note, "no_title", "it has no title")
	case strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0:
		note(transfer.Note, "odd_title", "its title has neither letters nor digits")
	}
	return s
}

// state says what becomes of a post. What only members could read, or only got by
// mail, is not published.
func (m *maker) state(p *post, rec *transfer.Record, note noteFunc) transfer.State {
	switch p.Status {
	case "published":
		if p.Visibility != "" && p.Visibility != "public" {
			note(transfer.Partly, "members_only", "only members could read it (%s); it was taken as a draft", plain(string(p.Visibility)))
			return transfer.Draft
		}
		if p.PublishedAt.IsZero() {
			note(transfer.Note, "no_date", "it does not say when it was published")
		}
		return transfer.Published
	case "scheduled":
		if p.PublishedAt.IsZero() {
			note(transfer.Partly, "bad_date", "it was scheduled for no possible date; it was taken as a draft")
			return transfer.Draft
		}
		return transfer.Future
	case "sent":
		note(transfer.Partly, "mail_only", "it was sent by mail and never stood on the site; it was taken as a draft")
	case "draft", "":
	default:
		note(transfer.Note, "unknown_status", "its status is %q; it was taken as a draft", plain(string(p.Status)))
	}
	return transfer.Draft
}

// terms makes the first tag the section and the others topics. Internal tags, which
// begin with "#", are dropped; one of them may name the language.
func (m *maker) terms(p *post, rec *transfer.Record) {
	pairs := m.tagsOf[p.ID]
	slices.SortStableFunc(pairs, func(a, b pair) int { return a.Order - b.Order })
	tagLang := ""
	for _, pr := range pairs {
		t, ok := m.tags[pr.TagID]
		if !ok {
			continue
		}
		if name := string(t.Name); strings.HasPrefix(name, "#") || t.Visibility == "internal" {
			if l := languageTag(name); tagLang == "" {
				tagLang = l
			}
			continue
		}
		term := transfer.Term{Key: "tag " + first(string(t.Slug), string(t.ID)), Slug: slug(string(t.Slug)), Name: plain(string(t.Name))}
		if rec.Section == nil {
			rec.Section = &term
		} else {
			rec.Topics = append(rec.Topics, term)
		}
	}
	for _, l := range [...]string{string(p.Locale), string(p.Language), tagLang, m.settings["locale"], m.settings["lang"], m.settings["default_locale"]} {
		if tag, err := lang.Parse(l); err == nil {
			rec.Lang = string(tag)
			return
		}
	}
}

// languageTag is the language that an internal tag names: "#ru", "#lang-ru". Only
// languages with tables here count: "#ad" is no Adamawa.
func languageTag(name string) string {
	name = strings.ToLower(strings.TrimPrefix(name, "#"))
	name = strings.TrimPrefix(strings.TrimPrefix(name, "lang-"), "language-")
	if tag, err := lang.Parse(name); err == nil && slices.Contains(lang.Reviewed(), tag.Base()) {
		return string(tag)
	}
	return ""
}

func (m *maker) bylines(p *post) []transfer.Byline {
	pairs := m.usersOf[p.ID]
	slices.SortStableFunc(pairs, func(a, b pair) int { return a.Order - b.Order })
	if len(pairs) == 0 && p.AuthorID != "" {
		pairs = []pair{{AuthorID: p.AuthorID}}
	}
	var list []transfer.Byline
	for _, pr := range pairs {
		u, ok := m.users[pr.AuthorID]
		if !ok || len(list) >= 50 {
			continue
		}
		list = append(list, transfer.Byline{
			Key: first(string(u.Slug), string(u.ID)), Name: first(plain(string(u.Name)), string(u.Slug)),
			Email: string(u.Email), About: plain(string(u.Bio)),
		})
	}
	return list
}

// address resolves Ghost's mark for the site's own address.
func (m *maker) address(a string) string {
	a = strings.ReplaceAll(a, "__GHOST_URL__", m.site)
	if strings.HasPrefix(a, "/") && !strings.HasPrefix(a, "//") {
		a = m.site + a
	}
	return a
}

func slug(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		s = d
	}
	return plain(s)
}

func directional(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// plain makes HTML one line of words without controls.
func plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var b strings.Builder
		for z := html.NewTokenizer(strings.NewReader(s)); ; {
			switch z.Next() {
			case html.ErrorToken:
				s = b.String()
			case html.TextToken:
				b.Write(z.Text())
				continue
			default:
				b.WriteByte(' ')
				continue
			}
			break
		}
	} else {
		s = html.UnescapeString(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == 0x2028 || r == 0x2029:
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, directional(r), r == 0xFEFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}
