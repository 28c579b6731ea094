package ghost

import (
	"html"
	"regexp"
	"strings"
)

var (
	mdHeading = regexp.MustCompile(`^(#{1,6})\s*(.+?)\s*#*$`)
	mdItem    = regexp.MustCompile(`^\s{0,3}(?:[-*+]|([0-9]{1,9})[.)])\s+(.*)$`)
	mdRule    = regexp.MustCompile(`^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$`)
	mdImage   = regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)[^)]*\)`)
	mdLink    = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)[^)]*\)`)
	mdStrong  = regexp.MustCompile(`\*\*([^*]+)\*\*|__([^_]+)__`)
	mdEm      = regexp.MustCompile(`\*([^*\s][^*]*)\*`)
	mdCode    = regexp.MustCompile("`([^`]+)`")
)

// markdown makes HTML of the part of Markdown that writers use: paragraphs,
// headings, lists, quotes, rules, code, pictures, links and emphasis. HTML in it stays.
func markdown(src string) string {
	var b strings.Builder
	var par []string
	flush := func() {
		if len(par) == 0 {
			return
		}
		words := strings.Join(par, "\n")
		par = nil
		if strings.HasPrefix(words, "<") {
			b.WriteString(words + "\n")
			return
		}
		b.WriteString("<p>" + mdInline(words) + "</p>\n")
	}
	lines := strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.TrimSpace(line) == "":
			flush()
		case strings.HasPrefix(line, "```"):
			flush()
			i = mdFence(&b, lines, i)
		case mdRule.MatchString(line):
			flush()
			b.WriteString("<hr>\n")
		case mdHeading.MatchString(line):
			flush()
			m := mdHeading.FindStringSubmatch(line)
			tag := "h" + string(rune('0'+len(m[1])))
			b.WriteString("<" + tag + ">" + mdInline(m[2]) + "</" + tag + ">\n")
		case mdItem.MatchString(line) && len(par) == 0:
			i = mdList(&b, lines, i) - 1
		case strings.HasPrefix(line, ">"):
			flush()
			i = mdQuote(&b, lines, i) - 1
		default:
			par = append(par, line)
		}
	}
	flush()
	return b.String()
}

// mdFence writes the code that begins at line i, and gives the line that ends it.
func mdFence(b *strings.Builder, lines []string, i int) int {
	end := i + 1
	for end < len(lines) && !strings.HasPrefix(lines[end], "```") {
		end++
	}
	b.WriteString("<pre><code>" + html.EscapeString(strings.Join(lines[i+1:end], "\n")) + "</code></pre>\n")
	return end
}

// mdQuote writes the quotation that begins at line i, and gives the line behind it.
func mdQuote(b *strings.Builder, lines []string, i int) int {
	var quote []string
	for ; i < len(lines) && strings.HasPrefix(lines[i], ">"); i++ {
		quote = append(quote, strings.TrimSpace(strings.TrimLeft(lines[i], ">")))
	}
	b.WriteString("<blockquote><p>" + mdInline(strings.Join(quote, "\n")) + "</p></blockquote>\n")
	return i
}

// mdList writes the list that begins at line i, and gives the line behind it.
func mdList(b *strings.Builder, lines []string, i int) int {
	tag := "ul"
	if mdItem.FindStringSubmatch(lines[i])[1] != "" {
		tag = "ol"
	}
	b.WriteString("<" + tag + ">")
	for ; i < len(lines); i++ {
		m := mdItem.FindStringSubmatch(lines[i])
		if m == nil {
			break
		}
		b.WriteString("<li>" + mdInline(m[2]) + "</li>")
	}
	b.WriteString("</" + tag + ">\n")
	return i
}

func mdInline(s string) string {
	s = mdImage.ReplaceAllString(s, `<img alt="$1" src="$2">`)
	s = mdLink.ReplaceAllString(s, `<a href="$2">$1</a>`)
	s = mdStrong.ReplaceAllString(s, "<strong>$1$2</strong>")
	s = mdEm.ReplaceAllString(s, "<em>$1</em>")
	return mdCode.ReplaceAllString(s, "<code>$1</code>")
}
