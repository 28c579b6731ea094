package wordpress

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"masthead/internal/body"
	"masthead/internal/transfer"
)

// content resolves the notation of one post's body.
type content struct {
	*index
	it    *item
	note  noteFunc
	gone  []string // names of blocks that were left out
	spent int      // bytes that reusable blocks and galleries added
}

// maxAdded bounds what a body may gain from blocks and pictures kept elsewhere.
const maxAdded = 4 << 20

// html gives a post's body as plain HTML.
func (m *maker) html(it *item, note noteFunc) string {
	c := &content{index: m.index, it: it, note: note}
	s := strings.TrimSpace(it.content)
	if s == "" {
		return ""
	}
	if strings.Contains(s, "<!-- wp:") {
		s = c.resolveBlocks(s, 0)
	} else {
		s = paragraphs(c.classic(s))
	}
	if len(c.gone) > 0 {
		note(transfer.Partly, "dynamic_block", "parts that WordPress makes anew each time were left out: %s", strings.Join(c.gone, ", "))
	}
	s = loneAddress.ReplaceAllStringFunc(s, func(p string) string {
		return c.embed(html.UnescapeString(loneAddress.FindStringSubmatch(p)[1]), "")
	})
	if strings.IndexByte(s, '[') >= 0 {
		var unknown []string
		codes := shortcodes{rules: c.rules(), unknown: map[string]bool{}}
		s, unknown = codes.expand(codes.unwrap(s))
		if len(unknown) > 0 {
			note(transfer.Partly, "unknown_shortcode", "shortcodes without a meaning here were taken off their content: %s", strings.Join(quoted(unknown), ", "))
		}
	}
	return strings.TrimSpace(c.pictures(s))
}

func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = "[" + w + "]"
	}
	return out
}

var (
	pageMarks   = regexp.MustCompile(`[ \t]*<!--(?:more\b[^>]*|nextpage|noteaser)-->[ \t]*`)
	addressLine = regexp.MustCompile(`(?m)^[ \t]*(https?://[^\s<>"]{4,1000})[ \t]*$`)
	loneAddress = regexp.MustCompile(`<p[^<>]*>\s*(https?://[^\s<>"]{4,1000})\s*</p>`)
	codeInPar   = regexp.MustCompile(`(?s)<p>\s*(\[[A-Za-z].*?\])\s*</p>`)
	fileButton  = regexp.MustCompile(`<a [^>]*wp-block-file__button[^>]*>[^<]*</a>`)
	caption     = regexp.MustCompile(`(?s)<figcaption[^>]*>(.*?)</figcaption>`)
	imgTag      = regexp.MustCompile(`<img\s[^>]*>`)
	imgID       = regexp.MustCompile(`\bwp-image-([0-9]{1,18})\b`)
	imgAlt      = regexp.MustCompile(`\salt\s*=\s*(?:"([^"]*)"|'([^']*)')`)
)

// classic prepares a text in the older notation: its page marks part paragraphs, an
// address on a line of its own is shown as what it leads to.
func (c *content) classic(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = pageMarks.ReplaceAllString(s, "\n\n")
	return addressLine.ReplaceAllString(s, "\n\n$1\n\n")
}

// unwrap takes the paragraph off shortcodes that fill it.
func (c shortcodes) unwrap(s string) string {
	return codeInPar.ReplaceAllStringFunc(s, func(par string) string {
		inner := codeInPar.FindStringSubmatch(par)[1]
		if strings.Contains(inner, "</p>") {
			return par
		}
		if sc, _, ok := parseCode(inner); ok && (c.rules[sc.name] != nil || sc.looksReal()) {
			return inner
		}
		return par
	})
}

func withoutButton(s string) string { return fileButton.ReplaceAllString(s, "") }

func captionOf(s string) string {
	if m := caption.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// dropped remembers that blocks of a name were left out.
func (c *content) dropped(name string) {
	if name = shorten(name, 80); !slices.Contains(c.gone, name) && len(c.gone) < 100 {
		c.gone = append(c.gone, name)
	}
}

func escape(s string) string { return html.EscapeString(s) }

// embed is what stands at another site's address; where nothing of it can be shown,
// a link to it.
func (c *content) embed(address, words string) string {
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return words
	}
	if _, _, ok := body.MatchEmbed(address); !ok {
		link := `<p><a href="` + escape(address) + `">` + escape(address) + "</a></p>\n"
		if words != "" {
			link += "<p>" + words + "</p>\n"
		}
		return link
	}
	s := `<figure class="wp-block-embed"><iframe src="` + escape(address) + `"></iframe>`
	if words != "" {
		s += "<figcaption>" + words + "</figcaption>"
	}
	return s + "</figure>\n"
}

func (c *content) embedBlock(a blockAttrs, inner string) string {
	if a.URL == "" {
		if m := regexp.MustCompile(`https?://[^\s<>"]+`).FindString(stripTags(inner)); m != "" {
			a.URL = m
		} else {
			return inner
		}
	}
	return c.embed(a.URL, captionOf(inner))
}

// figure is one picture.
func figure(p transfer.Picture) string {
	s := `<figure><img src="` + escape(p.URL) + `" alt="` + escape(p.Alt) + `">`
	if p.Caption != "" {
		s += "<figcaption>" + p.Caption + "</figcaption>"
	}
	return s + "</figure>\n"
}

func (c *content) missing(id uint64) {
	c.note(transfer.Partly, "missing_media", "a picture (attachment %d) is not in the file", id)
}

func (c *content) pictureByID(id uint64, words string) string {
	if id == 0 {
		return ""
	}
	p, ok := c.picture(id)
	if !ok {
		c.missing(id)
		return ""
	}
	p.Caption = either(words, escape(p.Caption))
	return figure(p)
}

func (c *content) gallery(ids []uint64, words string) string {
	var b strings.Builder
	for _, id := range ids[:min(len(ids), 500)] {
		if p, ok := c.picture(id); ok && pictureFile(p.URL) && c.spent < maxAdded {
			p.Caption = escape(p.Caption)
			f := figure(p)
			c.spent += len(f)
			b.WriteString(f)
		} else if !ok {
			c.missing(id)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	if words != "" {
		words = "<figcaption>" + words + "</figcaption>"
	}
	return `<figure class="wp-block-gallery">` + "\n" + b.String() + words + "</figure>\n"
}

func pictureFile(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".heic", ".svg", ".bmp", ".tif", ".tiff", "":
		return true
	}
	return false
}

// reusableBlock puts in what many posts share.
func (c *content) reusableBlock(id uint64, deep int) string {
	s, ok := c.reusable(id)
	switch {
	case !ok:
		c.note(transfer.Partly, "missing_block", "a reusable block (%d) is not in the file", id)
		return ""
	case deep >= 3 || c.spent+len(s) > maxAdded:
		c.note(transfer.Partly, "missing_block", "a reusable block (%d) stands in itself or is too large", id)
		return ""
	}
	c.spent += len(s)
	return c.resolveBlocks(s, deep+1)
}

// footnotes writes the list that WordPress keeps beside the body, as postmeta.
func (c *content) footnotes() string {
	var list []struct{ ID, Content string }
	raw := c.it.metaValue("footnotes")
	if raw == "" {
		return ""
	}
	if err := json.Unmarshal([]byte(raw), &list); err != nil {
		c.note(transfer.Partly, "bad_footnotes", "its footnotes cannot be read")
		return ""
	}
	var b strings.Builder
	b.WriteString(`<ol class="wp-block-footnotes">` + "\n")
	for _, f := range list[:min(len(list), 2_000)] {
		b.WriteString(`<li id="` + escape(f.ID) + `">` + f.Content + "</li>\n")
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// pictures gives pictures without words the words of their attachment.
func (c *content) pictures(s string) string {
	if !strings.Contains(s, "wp-image-") {
		return s
	}
	return imgTag.ReplaceAllStringFunc(s, func(tag string) string {
		id := imgID.FindStringSubmatch(tag)
		if id == nil {
			return tag
		}
		at := imgAlt.FindStringSubmatchIndex(tag)
		if at != nil && (at[2] != at[3] && at[2] >= 0 || at[4] != at[5] && at[4] >= 0) {
			return tag
		}
		p, ok := c.picture(parseID(id[1]))
		if !ok || p.Alt == "" {
			return tag
		}
		if at != nil {
			tag = tag[:at[0]] + tag[at[1]:]
		}
		return `<img alt="` + escape(p.Alt) + `"` + tag[4:]
	})
}

// rules are the shortcodes of WordPress itself and the commonest for other sites.
func (c *content) rules() map[string]func(shortcode) string {
	site := func(names ...string) func(shortcode) string {
		return func(sc shortcode) string { return c.embed(sc.address(names...), "") }
	}
	rules := map[string]func(shortcode) string{
		"caption": c.captionCode, "wp_caption": c.captionCode,
		"gallery": c.galleryCode, "playlist": c.playlistCode,
		"audio": c.mediaCode("audio", "src", "mp3", "m4a", "ogg", "wav", "wma", "flac"),
		"video": c.mediaCode("video", "src", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "mov"),
		"embed": site("src", "url"),
		"youtube": func(sc shortcode) string {
			return c.embed(addressOrID(sc, "https://www.youtube.com/watch?v=", "id", "v", "url", "src"), "")
		},
		"vimeo": func(sc shortcode) string {
			return c.embed(addressOrID(sc, "https://vimeo.com/", "id", "url", "src"), "")
		},
		"tweet": func(sc shortcode) string {
			return c.embed(addressOrID(sc, "https://twitter.com/i/status/", "id", "tweet", "url"), "")
		},
	}
	for _, name := range [...]string{"soundcloud", "instagram", "facebook", "tiktok", "twitter", "googlemaps", "spotify", "dailymotion", "iframe", "googleapps", "telegram", "flickr", "slideshare", "scribd", "ted"} {
		rules[name] = site("url", "src", "href", "id")
	}
	for _, name := range [...]string{"more", "nextpage", "toc", "sharing", "share", "jetpack-related-posts", "related_posts", "social_share"} {
		rules[name] = func(shortcode) string { return "" }
	}
	return rules
}

func addressOrID(sc shortcode, before string, names ...string) string {
	if a := sc.address(); a != "" {
		return a
	}
	v := either(sc.arg(names...), strings.Join(sc.plain[:min(len(sc.plain), 1)], ""), strings.TrimSpace(sc.inner))
	if v == "" || strings.Contains(v, "://") {
		return v
	}
	return before + url.QueryEscape(v)
}

// captionCode is a picture with words below: [caption]<img> words[/caption].
func (c *content) captionCode(sc shortcode) string {
	inner := strings.TrimSpace(sc.inner)
	end := -1
	if m := imgTag.FindStringIndex(inner); m != nil {
		end = m[1]
		if rest := strings.TrimSpace(inner[end:]); strings.HasPrefix(rest, "</a>") {
			end = strings.Index(inner[end:], "</a>") + end + 4
		}
	}
	if end < 0 {
		return inner
	}
	words := strings.TrimSpace(inner[end:])
	words = strings.TrimPrefix(strings.TrimSuffix(words, "<p>"), "</p>")
	if words == "" {
		words = sc.arg("caption")
	}
	s := "<figure>" + inner[:end]
	if words != "" {
		s += "<figcaption>" + words + "</figcaption>"
	}
	return s + "</figure>\n"
}

// galleryCode shows the attachments it lists, or all that belong to the post.
func (c *content) galleryCode(sc shortcode) string {
	list := sc.arg("ids", "include")
	var ids []uint64
	if list == "" {
		post := c.it.id
		if id := parseID(sc.arg("id")); id != 0 {
			post = id
		}
		ids = c.attached(post)
	}
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		if id := parseID(word); id != 0 {
			ids = append(ids, id)
		}
	}
	without := "," + strings.ReplaceAll(sc.arg("exclude"), " ", "") + ","
	kept := ids[:0]
	for _, id := range ids {
		if !strings.Contains(without, ","+strconv.FormatUint(id, 10)+",") {
			kept = append(kept, id)
		}
	}
	s := c.gallery(kept, "")
	if s == "" {
		c.note(transfer.Partly, "empty_gallery", "a gallery has no picture that is in the file")
	}
	return s
}

func (c *content) playlistCode(sc shortcode) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(sc.arg("ids"), func(r rune) bool { return r == ',' || r == ' ' }) {
		f, ok := c.media.get(parseID(word))
		if !ok || f[0] == "" {
			c.missing(parseID(word))
			continue
		}
		fmt.Fprintf(&b, `<p><a href="%s">%s</a></p>`+"\n", escape(f[0]), escape(either(f[3], f[0])))
	}
	return b.String()
}

// mediaCode is a sound or a film; its address may stand under its type.
func (c *content) mediaCode(element string, names ...string) func(shortcode) string {
	return func(sc shortcode) string {
		address := sc.address(names...)
		if address == "" {
			for _, id := range c.attached(c.it.id) { // WordPress takes the post's first one
				if f, ok := c.media.get(id); ok && soundOrFilm(element, f[0]) {
					address = f[0]
					break
				}
			}
		}
		switch {
		case address == "":
			c.note(transfer.Partly, "missing_media", "[%s] names no file", element)
			return ""
		case element == "video":
			if _, _, ok := body.MatchEmbed(address); ok {
				return c.embed(address, "")
			}
		}
		return fmt.Sprintf(`<figure><%s controls src="%s"></%[1]s></figure>`+"\n", element, escape(address))
	}
}

func soundOrFilm(element, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".mp3", ".m4a", ".ogg", ".oga", ".wav", ".flac", ".wma":
		return element == "audio"
	case ".mp4", ".m4v", ".webm", ".ogv", ".mov", ".wmv", ".avi":
		return element == "video"
	}
	return false
}
