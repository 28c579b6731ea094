package body

import "strings"

// Absolute puts base, which has no slash at its end, before the paths that links and
// pictures of a rendered body lead to. In what Render and RenderFeed give, text and values hold no < and >, and quotes are double.
func Absolute(html, base string) string {
	var out strings.Builder
	out.Grow(len(html) + 1024)
	for {
		open := strings.IndexByte(html, '<')
		end := strings.IndexByte(html[max(open, 0):], '>')
		if open < 0 || end < 0 {
			out.WriteString(html)
			return out.String()
		}
		end += open
		out.WriteString(html[:open])
		tag := html[open:end]
		for _, name := range [...]string{` href="`, ` src="`} {
			before, after, found := strings.Cut(tag, name)
			if found && strings.HasPrefix(after, "/") && !strings.HasPrefix(after, "//") {
				tag = before + name + base + after
			}
		}
		out.WriteString(tag)
		html = html[end:]
	}
}
