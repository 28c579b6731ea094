package body

import (
	"regexp"
	"strings"
)

var (
	shortcode      = regexp.MustCompile(`\[(caption|wp_caption|embed|gallery|playlist|audio|video|youtube|vimeo|contact-form-7)(?:\s[^\]]*)?\]`)
	captionPicture = regexp.MustCompile(`(?is)^\s*(?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?`)
)

// shortcodes writes the shortcodes of captions and embeds as the HTML that
// WordPress would make of them, and tells of others that it knows.
func (r *reader) shortcodes(src string) string {
	var b strings.Builder
	for {
		at := shortcode.FindStringSubmatchIndex(src)
		if at == nil {
			b.WriteString(src)
			return b.String()
		}
		b.WriteString(src[:at[0]])
		code, name, rest := src[at[0]:at[1]], src[at[2]:at[3]], src[at[1]:]
		html, after, ok := expandShortcode(name, rest)
		if ok {
			b.WriteString("\n\n" + html + "\n\n")
		} else {
			r.tell(NoteShortcode, clip(code))
			b.WriteString(code)
			after = rest
		}
		src = after
	}
}

// expandShortcode gives the HTML for a shortcode with content, and what follows it.
func expandShortcode(name, rest string) (html, after string, ok bool) {
	content, after, ended := strings.Cut(rest, "[/"+name+"]")
	if !ended || len(content) > maxWords {
		return "", "", false
	}
	switch name {
	case "embed":
		return "<p>" + strings.TrimSpace(content) + "</p>", after, true
	case "caption", "wp_caption":
		picture := captionPicture.FindString(content)
		if picture == "" {
			return "", "", false
		}
		return "<figure>" + picture + "<figcaption>" + strings.TrimSpace(content[len(picture):]) + "</figcaption></figure>", after, true
	}
	return "", "", false
}
