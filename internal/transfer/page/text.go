package page

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"masthead/internal/kit/fault"
)

var (
	bulletSign = regexp.MustCompile(`^\s*(?:[•●◦▪■□–—*+►▶‣·»o-]|\(?\d{1,2}[.)])\s+`)
	numberSign = regexp.MustCompile(`^\(?\d{1,2}[.)]\s+`)
	mdHeading  = regexp.MustCompile(`^\s*(#{1,6})\s+`)
	mdImage    = regexp.MustCompile(`!\[[^\]]*\](?:\([^)\s]*[^)]*\))?`)
	mdLink     = regexp.MustCompile(`\[([^\][]+)\]\((?:https?:|/|#|mailto:)[^)\s]*(?:\s+"[^"]*")?\)`)
	noteMark   = regexp.MustCompile(`\[\d{1,3}\]`)
	ruleLine   = regexp.MustCompile(`^[\s\-_=*~·•─━—|+]{1,}$`)
	headLine   = regexp.MustCompile(`^\s*(?i:(url|link|address|source url|canonical|title|page title|date|published|saved|retrieved|author|language|lang|site|website|адрес|ссылка|заголовок|дата|автор|başlıq|tarix|ünvan|müəllif))\s*[:=]\s*(\S.*)$`)
	bareURL    = regexp.MustCompile(`^\s*<?(https?://[^\s<>"]+)>?\s*$`)
	crawlDate  = regexp.MustCompile(`^\s*date (\d{4}-\d{2}-\d{2})(?:\s|$)`)
	slotMark   = regexp.MustCompile(`^\s*(?:\[(?:img|image|video|banner|logo|photo|audio|iframe)[^\]]*\]|IFRAME:.*|BUTTON|\(?BUTTON\)?.*|\[_+\]|\( ?\) .*|\[ ?\] .*)\s*$`)
)

// openText splits a plain text into units and takes header lines off its top.
func openText(in Input, text string) (*draft, error) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u200b", "", "\ufeff", "").Replace(text)
	lines := strings.Split(text, "\n")
	if len(lines) > MaxLines {
		return nil, fault.New(fault.Invalid, "transfer.page_too_large").With("limit", MaxBytes>>20)
	}
	d := &draft{in: in}
	lines = d.takeHeader(lines)
	d.units = paragraphs(lines)
	return d, nil
}

// takeHeader reads what a person or a tool wrote above the saved text: its
// address, its title, its date.
func (d *draft) takeHeader(lines []string) []string {
	seen, i := 0, 0
	for ; i < len(lines) && seen < 12; i++ {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			continue
		}
		seen++
		if m := bareURL.FindStringSubmatch(line); m != nil {
			d.meta.setURL(m[1])
			lines[i] = ""
			continue
		}
		if m := crawlDate.FindStringSubmatch(lines[i]); m != nil && seen == 1 {
			d.meta.dates = append(d.meta.dates, m[1])
			lines[i] = lines[i][len(m[0]):]
			d.meta.title = strings.TrimSpace(lines[i])
			continue
		}
		m := headLine.FindStringSubmatch(line)
		if m == nil {
			if seen > 4 {
				break
			}
			continue
		}
		if d.meta.header(strings.ToLower(m[1]), m[2]) {
			lines[i] = ""
		}
	}
	return lines
}

// header takes one header line; it says false for one that may belong to the page.
func (m *meta) header(key, value string) bool {
	switch key {
	case "url", "link", "address", "source url", "canonical", "адрес", "ссылка", "ünvan":
		u, err := url.Parse(value)
		if err != nil || u.Host == "" {
			return false
		}
		m.setURL(value)
	case "title", "page title", "заголовок", "başlıq":
		m.title = value
	case "saved", "retrieved", "site", "website":
	case "lang", "language":
		if len(value) > 12 {
			return false
		}
		m.lang = value
	default:
		return false
	}
	return true
}

func (m *meta) setURL(s string) {
	if m.canonical == "" {
		m.canonical = s
	}
}

// paragraphs joins lines that were wrapped and makes units of them.
func paragraphs(lines []string) []unit {
	wrap := findWrap(lines)
	notes := strings.Count(strings.Join(lines[:min(len(lines), 400)], "\n"), "[") > 5
	var units []unit
	var cur strings.Builder
	var first, last string
	gap := false
	flush := func() {
		if cur.Len() == 0 {
			return
		}
		if u, ok := lineUnit(cur.String(), first, notes); ok {
			u.gap = gap
			units = append(units, u)
			gap = false
		}
		cur.Reset()
	}
	for _, line := range lines {
		line = strings.TrimRight(line, " \t\u00a0")
		switch {
		case line == "" || ruleLine.MatchString(line) || slotMark.MatchString(line):
			flush()
			gap, last = true, ""
			continue
		case cur.Len() > 0 && wrap.joins(last, line):
			cur.WriteByte(' ')
			cur.WriteString(strings.TrimSpace(line))
		default:
			flush()
			first = line
			cur.WriteString(strings.TrimSpace(line))
		}
		last = line
	}
	flush()
	return units
}

// lineUnit cleans a paragraph of the marks that dumps leave.
func lineUnit(text, first string, notes bool) (unit, bool) {
	text = mdImage.ReplaceAllString(text, "")
	text = mdLink.ReplaceAllString(text, "$1")
	if notes {
		text = noteMark.ReplaceAllString(text, "")
	}
	level := 0
	if m := mdHeading.FindStringSubmatch(text); m != nil {
		level = len(m[1])
		text = text[len(m[0]):]
	}
	quoted := false
	if after, ok := strings.CutPrefix(text, "> "); ok {
		text, quoted = after, true
	}
	bullet := false
	if m := bulletSign.FindString(first); m != "" && strings.HasPrefix(text, strings.TrimSpace(m)) {
		rest := strings.TrimSpace(text[len(strings.TrimSpace(m)):])
		// a dash opens a speech as well as an entry
		speech := strings.ContainsAny(m, "–—") && utf8.RuneCountInString(rest) > 60 || strings.ContainsAny(m, "–—-") && ended(rest)
		if bullet = !speech; bullet && !strings.ContainsAny(m, "0123456789") {
			text = rest
		}
	}
	bare := ""
	if m := numberSign.FindString(text); bullet && m != "" {
		bare = text[len(m):]
	}
	text = strings.NewReplacer("**", "", "__", "", `\$`, "$", `\*`, "*", `\_`, "_").Replace(text)
	u := newUnit(text)
	u.heading, u.bullet, u.quote = level, bullet, quoted
	if bare != "" {
		u.folded = fold(bare) // the title of a numbered list is still the title
	}
	return u, u.text != ""
}

func cells(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
