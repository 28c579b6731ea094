package ninjs

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"

	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
)

const maxHeadline = 500

// item makes one item a record, or says why it is none.
func (s *stream) item(it item) error {
	key := shorten(strings.TrimSpace(it.word("uri")), 500)
	headline := it.headline()
	if key == "" {
		if headline != "" {
			s.lost("", "no_uri", "“%s” has no URI, by which it could be known", shorten(headline, 80))
		}
		return nil
	}
	s.items++
	if status := strings.ToLower(it.word("pubstatus")); status != "" && status != "usable" {
		s.left[shorten(status, 40)]++
		s.report(transfer.Problem{File: s.file, Record: key, Level: transfer.Note, Code: "not_usable", Detail: fmt.Sprintf("“%s” is marked %q and was left out", shorten(headline, 80), shorten(status, 40))})
		return nil
	}
	rec := transfer.Record{Key: key, HTML: it.body()}
	kind := strings.ToLower(it.word("type"))
	if rec.HTML == "" && kind != "text" && kind != "composite" {
		s.left[either(shorten(kind, 40), "no text")]++
		s.lost(key, "not_a_text", "“%s” is of type %q and has no text", shorten(headline, 80), either(shorten(kind, 40), "none"))
		return nil
	}
	s.fill(it, &rec, kind)
	for i := range rec.Problems {
		rec.Problems[i].File, rec.Problems[i].Record = s.file, key
	}
	if err := s.each(rec); err != nil {
		return callerError{err}
	}
	return nil
}

func (s *stream) fill(it item, rec *transfer.Record, kind string) {
	note := func(level transfer.Level, code, format string, args ...any) {
		rec.Problems = append(rec.Problems, transfer.Problem{Level: level, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	rec.Headline = it.headline()
	if n := utf8.RuneCountInString(rec.Headline); n > maxHeadline {
		note(transfer.Partly, "long_title", "its headline has %d characters; the first %d were kept", n, maxHeadline)
		rec.Headline = shorten(rec.Headline, maxHeadline)
	}
	if rec.Headline == "" {
		note(transfer.Note, "no_title", "it has no headline")
	}
	rec.Standfirst = it.standfirst(rec.HTML)
	if rec.HTML == "" && rec.Standfirst != "" {
		rec.HTML, rec.Standfirst = "<p>"+html.EscapeString(rec.Standfirst)+"</p>", ""
		note(transfer.Note, "description_as_body", "it has no body; its description was taken for it")
	}
	if rec.HTML == "" {
		note(transfer.Note, "empty_body", "it has no text")
	}
	rec.Kind = it.kind(kind)
	if tag, err := lang.Parse(it.word("language")); err == nil {
		rec.Lang = string(tag)
	}
	rec.Group = it.word("translation_id")
	it.dates(rec, kind, note)
	rec.Bylines = it.bylines()
	rec.City, _, _ = strings.Cut(plain(it.word("located")), ",")
	rec.Topics = it.topics()
	it.pictures(rec, kind, note)
	if terms := plain(it.word("usageterms")); terms != "" {
		note(transfer.Note, "usage_terms", "its usage terms: %s", shorten(terms, 300))
	}
	if it.word("ednote") != "" {
		rec.Sensitive = append(rec.Sensitive, "note to editors")
		s.left["notes to editors"]++
	}
}

// standfirst is the description, unless the body begins with it: some agencies send
// the first words of the text in its place.
func (it item) standfirst(body string) string {
	d := it.description()
	head := []rune(d)
	if len(head) > 60 {
		head = head[:60]
	}
	text := shorten(plain(body), 2_000)
	if d != "" && strings.Contains(strings.ToLower(text), strings.ToLower(string(head))) {
		return ""
	}
	return d
}

// kind finds a kind among the genres, or by the item's type.
func (it item) kind(kind string) string {
	for _, g := range append(it.list("genres"), it.list("genre")...) {
		switch k := strings.ToLower(g.word("name")); k {
		case "analysis", "opinion", "interview", "explainer":
			return k
		}
	}
	switch kind {
	case "picture", "graphic":
		return "photo"
	case "video":
		return "video"
	}
	return ""
}

// dates: an item is published as it was; one under an embargo is scheduled for its end.
func (it item) dates(rec *transfer.Record, kind string, note noteFunc) {
	created := it.time("firstpublished", "firstcreated", "contentcreated", "versioncreated")
	rec.Date, rec.Updated = created, it.time("versioncreated")
	rec.State = transfer.Published
	if created.IsZero() {
		note(transfer.Note, "no_date", "it has no date")
	}
	embargo := it.time("embargoed")
	switch {
	case !embargo.IsZero() && embargo.After(rec.Updated):
		rec.State, rec.Date = transfer.Future, embargo
	case embargo.IsZero() && (it.word("embargoed") != "" || it.word("embargoedreason") != ""):
		rec.State = transfer.Draft
		note(transfer.Partly, "embargo", "it is under an embargo without a time: %s; it was taken as a draft", shorten(plain(it.word("embargoedreason", "embargoed")), 120))
	case kind == "event" || kind == "planning" || kind == "" && it["eventdetails"] != nil:
		rec.State = transfer.Draft
		note(transfer.Note, "event", "it announces an event; it was taken as a draft")
	}
}

type noteFunc func(level transfer.Level, code, format string, args ...any)

func (it item) time(names ...string) time.Time {
	for _, name := range names {
		w := it.word(name)
		for _, form := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "20060102T150405Z0700", "2006-01-02"} {
			if t, err := time.Parse(form, w); err == nil && t.Year() >= 1600 && t.Year() <= 2200 {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

func (it item) bylines() []transfer.Byline {
	var list []transfer.Byline
	for _, name := range [...]string{"authors", "bylines"} {
		for _, a := range it.list(name) {
			if n := plain(a.word("name", "value")); n != "" && len(list) < 50 {
				list = append(list, transfer.Byline{Key: a.word("uri", "code"), Name: n, About: plain(a.word("biography"))})
			}
		}
	}
	if len(list) > 0 {
		return list
	}
	if line := plain(it.word("byline", "by")); line != "" {
		for _, prefix := range [...]string{"By ", "by ", "BY ", "Von "} {
			line = strings.TrimPrefix(line, prefix)
		}
		return []transfer.Byline{{Name: shorten(line, 300)}}
	}
	for _, p := range append(it.list("people"), it.list("person")...) {
		if rel := strings.ToLower(p.word("rel", "role")); rel == "author" || rel == "writer" || rel == "creator" {
			list = append(list, transfer.Byline{Key: p.word("uri", "code"), Name: plain(p.word("name"))})
		}
	}
	return list
}

// topics are the subjects that have a name.
func (it item) topics() []transfer.Term {
	var list []transfer.Term
	seen := map[string]bool{}
	for _, sub := range append(it.list("subjects"), it.list("subject")...) {
		name := plain(sub.word("name"))
		key := either(sub.word("uri"), strings.TrimPrefix(sub.word("scheme")+" "+sub.word("code", "literal", "qcode"), " "), name)
		if name == "" || strings.TrimSpace(key) == "" || seen[key] || len(list) >= 200 {
			continue
		}
		seen[key] = true
		list = append(list, transfer.Term{Key: "subject " + shorten(key, 300), Name: shorten(name, 200)})
	}
	return list
}

// pictures makes the first associated picture the lead and adds the others to the body.
func (it item) pictures(rec *transfer.Record, kind string, note noteFunc) {
	var found []transfer.Picture
	add := func(p item, first bool) {
		pic, ok := p.picture()
		if !ok || strings.Contains(rec.HTML, html.EscapeString(pic.URL)) || strings.Contains(rec.HTML, pic.URL) {
			return
		}
		if first {
			found = append([]transfer.Picture{pic}, found...)
		} else {
			found = append(found, pic)
		}
	}
	if kind == "picture" || kind == "graphic" || kind == "composite" {
		add(it, true)
	}
	for _, a := range it.list("associations") {
		switch k := strings.ToLower(a.word("type")); k {
		case "picture", "graphic", "":
			name := strings.ToLower(a.word("name"))
			if strings.HasPrefix(name, "editor_") {
				continue // stands in the body already
			}
			add(a, name == "mainpic" || name == "main" || name == "featuremedia")
		default:
			note(transfer.Partly, "association", "an associated item of type %q was left out: %s", shorten(k, 40), shorten(either(a.headline(), a.word("uri")), 120))
		}
	}
	for i, p := range found {
		if i == 0 {
			rec.Lead = &p
			continue
		}
		rec.HTML += fmt.Sprintf("\n<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>",
			html.EscapeString(p.URL), html.EscapeString(p.Alt), html.EscapeString(strings.TrimSpace(p.Caption+" "+p.Credit)))
	}
}

// picture gives the largest rendition of a picture.
func (it item) picture() (transfer.Picture, bool) {
	best, width := "", -1
	for _, r := range append(it.list("renditions"), it.list("rendition")...) {
		href := r.word("href")
		u, err := url.Parse(href)
		mime := strings.ToLower(r.word("mimetype", "contenttype"))
		if href == "" || err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || mime != "" && !strings.HasPrefix(mime, "image/") {
			continue
		}
		w := 0
		_ = json.Unmarshal(r["width"], &w) // a rendition without a width is the last choice
		if w > width {
			best, width = href, w
		}
	}
	if best == "" {
		u, err := url.Parse(it.word("uri"))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !pictureName(u.Path) {
			return transfer.Picture{}, false
		}
		best = it.word("uri")
	}
	caption := it.byRole("descriptions", []string{"caption", "text"}, []string{"creditline", "writer", "keywords"})
	return transfer.Picture{
		URL: best, Alt: plain(it.word("alttext", "alt")),
		Caption: plain(either(caption, it.word("description_text", "description_html", "description_xhtml"))),
		Credit:  plain(either(it.byRole("descriptions", []string{"creditline"}, []string{"caption", "text", "writer", "keywords"}), it.word("creditline", "byline", "by", "copyrightholder"))),
	}, true
}

func pictureName(path string) bool {
	path = strings.ToLower(path)
	for _, ext := range [...]string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"} {
		if strings.HasSuffix(path, ext) {
			return true
		}
	}
	return false
}

func shorten(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// plain makes HTML one line of words without controls.
func plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var b strings.Builder
		for z := xhtml.NewTokenizer(strings.NewReader(s)); ; {
			kind := z.Next()
			if kind == xhtml.ErrorToken {
				break
			}
			if kind == xhtml.TextToken {
				b.Write(z.Text())
			} else {
				b.WriteByte(' ')
			}
		}
		s = b.String()
	} else {
		s = html.UnescapeString(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != 0xA0, r == 0x2028, r == 0x2029:
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}
