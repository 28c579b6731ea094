package page

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

func (r Reader) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// readText reads an article from the lines of a page.
func (r Reader) readText(d *draft) Article {
	var a Article
	got := choose(d.units, d.meta.title, firstOf(d.in.URL, d.meta.canonical))
	a.Headline = d.headline(got)
	d.fill(&a, got, r.zone())
	a.Blocks = textBlocks(d.units, got.body)
	a.Score = got.sure
	return a
}

// headline is the page's own word for it, if its visible text agrees.
func (d *draft) headline(got choice) string {
	seen := ""
	if got.headline >= 0 {
		seen = d.units[got.headline].text
	}
	given := firstOf(d.meta.headline, cleanTitle(d.meta.title, d.meta.site))
	switch {
	case d.html == nil && seen != "":
		return seen
	case countLetters(given) < 4:
		return seen
	}
	return given
}

// fill takes date, bylines, section and topics from the mark-up or, where that
// is silent, from the lines around the headline.
func (d *draft) fill(a *Article, got choice, zone *time.Location) {
	a.Canonical = d.meta.canonical
	a.Section = d.meta.section
	a.Topics = d.meta.topics
	a.Standfirst = d.meta.description
	if got.standfirst >= 0 && d.html == nil {
		a.Standfirst = d.units[got.standfirst].text
	}
	if d.meta.picture.URL != "" {
		p := d.meta.picture
		a.Lead = &p
	}
	for _, s := range d.meta.dates {
		if t, only, ok := parseMetaDate(s, zone); ok {
			a.Date, a.DateOnly = t, only
			break
		}
	}
	if a.Date.IsZero() || a.DateOnly {
		if f, ok := d.findDate(got, zone); ok && (a.Date.IsZero() || !f.dateOnly && sameDay(f.at, a.Date)) {
			a.Date, a.DateOnly = f.at, f.dateOnly
		}
	}
	a.Bylines = d.meta.authors
	names, city := d.findBylines(got)
	if len(a.Bylines) == 0 {
		a.Bylines = names
	}
	a.City = city
	if a.Section == "" {
		a.Section = d.findSection(got)
	}
	if len(a.Topics) == 0 {
		a.Topics = d.findTopics(got)
	}
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// findDate takes the date that stands nearest to the headline, below before
// above, on a line of its own before within a sentence.
func (d *draft) findDate(got choice, zone *time.Location) (found, bool) {
	at := max(got.headline, 0)
	if got.headline < 0 {
		at = got.first
	}
	stop := got.first
	if len(got.body) > 0 {
		stop = got.body[0]
	}
	best, out := 0.0, found{}
	for i := max(0, at-15); i < min(len(d.units), stop+6); i++ {
		u := &d.units[i]
		if u.item {
			continue
		}
		for _, f := range findDates(u.text, zone) {
			if s := dateScore(u, i, at, stop); s > best {
				best, out = s, f
				if f.dateOnly {
					out = d.clockBeside(f, i)
				}
			}
		}
	}
	if best > 0 {
		return out, true
	}
	if len(got.body) > 0 {
		for i := got.last; i < min(len(d.units), got.last+8); i++ {
			if d.units[i].role == dateline {
				if fs := findDates(d.units[i].text, zone); len(fs) > 0 {
					return fs[0], true
				}
			}
		}
	}
	return found{}, false
}

// clockBeside takes a time of day that stands alone on the line below or above.
func (d *draft) clockBeside(f found, i int) found {
	for _, j := range []int{i + 1, i - 1} {
		if j < 0 || j >= len(d.units) || d.units[j].runes > 9 || d.units[j].item {
			continue
		}
		if line, _ := plainDigits(d.units[j].text); clockAt.MatchString(line) {
			g := nearClock(found{at: f.at, dateOnly: true}, " "+line)
			if !g.dateOnly {
				f.at, f.dateOnly = g.at, false
				return f
			}
		}
	}
	return f
}

func dateScore(u *unit, i, at, stop int) float64 {
	s := 0.5
	if u.role == dateline {
		s = 3
	} else if u.role == byline || u.runes < 100 && u.role != prose {
		s = 2
	}
	if i >= stop {
		s -= 0.6
		if u.role == prose {
			s -= 1
		}
	}
	if _, ok := phrases().opens(u.folded, "updated"); ok {
		s -= 0.8
	}
	if i < at {
		return s - 0.25*float64(at-i) - 0.3
	}
	return s - 0.1*float64(i-at)
}

func isCity(s string) bool { return phrases().is(fold(s), "city") }

// findSection takes the last step of a trail above the headline, or a section's
// name right beside it.
func (d *draft) findSection(got choice) string {
	b := phrases()
	for i := got.headline - 1; i >= max(0, got.headline-6); i-- {
		parts := strings.FieldsFunc(d.units[i].text, func(r rune) bool { return strings.ContainsRune("/>»›→", r) })
		if len(parts) > 1 && len(parts) < 7 && d.units[i].runes < 200 {
			for k := len(parts) - 1; k > 0; k-- {
				p := strings.TrimSpace(parts[k])
				if got.headline >= 0 && fold(p) != d.units[got.headline].folded && len(strings.Fields(p)) <= 4 && p != "" {
					return p
				}
			}
		}
	}
	for _, i := range []int{got.headline - 1, got.headline - 2, got.headline + 1, got.headline + 2} {
		if got.headline >= 0 && i >= 0 && i < len(d.units) && b.is(d.units[i].folded, "section") && (i > got.headline || !d.inMenu(i)) {
			return d.units[i].text
		}
	}
	return ""
}

// inMenu says that a section's name stands in a row of such names.
func (d *draft) inMenu(i int) bool {
	n := 0
	for j := i; j >= 0 && j > i-4 && (d.units[j].label || d.units[j].role == noise); j-- {
		n++
	}
	return n > 2
}

// findTopics reads a line of tags after the text, else before it.
func (d *draft) findTopics(got choice) []string {
	for i := range d.units {
		u := &d.units[i]
		if u.role != tagline || i < got.headline {
			continue
		}
		text := u.text
		if rest, ok := phrases().opens(u.folded, "tags"); ok && rest != "" {
			if i := strings.IndexAny(text, ":՝"); i >= 0 {
				text = strings.TrimLeft(text[i:], ":՝ ")
			}
		}
		var out []string
		for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;|#•·،", r) }) {
			if p = strings.TrimSpace(p); p != "" && len(out) < 20 {
				out = append(out, p)
			}
		}
		return out
	}
	return nil
}

// textBlocks makes blocks of the chosen units; neighbouring bullets are one list.
func textBlocks(units []unit, body []int) []Block {
	var out []Block
	var items []string
	flush := func() {
		if len(items) == 0 {
			return
		}
		markup := "<ul>"
		for _, it := range items {
			markup += "<li>" + html.EscapeString(it) + "</li>"
		}
		out = append(out, Block{Type: List, Text: strings.Join(items, "\n"), HTML: markup + "</ul>"})
		items = nil
	}
	for k, i := range body {
		u := &units[i]
		if u.bullet && (u.runes < 300 || u.role == short) {
			if k > 0 && body[k-1] != i-1 {
				flush()
			}
			items = append(items, u.text)
			continue
		}
		flush()
		text := html.EscapeString(u.text)
		switch {
		case u.heading > 0:
			level := strconv.Itoa(min(max(u.heading, 2), 4))
			out = append(out, Block{Type: Heading, Text: u.text, HTML: "<h" + level + ">" + text + "</h" + level + ">"})
		case u.role == short && !ended(u.text) && !u.quote:
			out = append(out, Block{Type: Heading, Text: u.text, HTML: "<h2>" + text + "</h2>"})
		case u.quote:
			out = append(out, Block{Type: Quote, Text: u.text, HTML: "<blockquote><p>" + text + "</p></blockquote>"})
		default:
			out = append(out, Block{Type: Paragraph, Text: u.text, HTML: "<p>" + text + "</p>"})
		}
	}
	flush()
	return out
}

// language asks the detector about the body; without an answer the script and
// the page's own word decide.
func (r Reader) language(a Article, given string) string {
	var b strings.Builder
	b.WriteString(a.Headline)
	for _, bl := range a.Blocks {
		if b.Len() > 6000 {
			break
		}
		b.WriteString("\n" + bl.Text)
	}
	text := b.String()
	if r.Detect != nil {
		if l := r.Detect(text); l != "" {
			return l
		}
	}
	given = strings.ReplaceAll(strings.TrimSpace(given), "_", "-")
	base, _, _ := strings.Cut(strings.ToLower(given), "-")
	script := scriptOf(text)
	if fits := scriptFits(script, base); given != "" && fits {
		return base
	}
	return scriptLanguage(script, text)
}

func scriptOf(text string) *unicode.RangeTable {
	tables := []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Georgian, unicode.Armenian, unicode.Arabic, unicode.Hebrew, unicode.Han, unicode.Greek}
	counts := make([]int, len(tables))
	for _, r := range text {
		for i, t := range tables {
			if unicode.Is(t, r) {
				counts[i]++
				break
			}
		}
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return tables[best]
}

func scriptFits(script *unicode.RangeTable, lang string) bool {
	want := map[string]*unicode.RangeTable{"ru": unicode.Cyrillic, "uk": unicode.Cyrillic, "ka": unicode.Georgian, "hy": unicode.Armenian, "fa": unicode.Arabic, "ar": unicode.Arabic, "he": unicode.Hebrew, "zh": unicode.Han, "el": unicode.Greek}
	if t, ok := want[lang]; ok {
		return t == script
	}
	return script == unicode.Latin || script == unicode.Cyrillic || script == unicode.Han || script == unicode.Arabic
}

// scriptLanguage guesses by letters that only one of the newsroom's languages has.
func scriptLanguage(script *unicode.RangeTable, text string) string {
	has := func(letters string) bool { return strings.ContainsAny(text, letters) }
	switch script {
	case unicode.Georgian:
		return "ka"
	case unicode.Armenian:
		return "hy"
	case unicode.Hebrew:
		return "he"
	case unicode.Han:
		return "zh"
	case unicode.Greek:
		return "el"
	case unicode.Cyrillic:
		if has("їєґ") || has("і") && !has("ыэ") {
			return "uk"
		}
		return "ru"
	case unicode.Arabic:
		if has("پچژگ") {
			return "fa"
		}
		return "ar"
	}
	switch {
	case has("ə"):
		return "az"
	case has("ışğ"):
		return "tr"
	}
	return "en"
}

// absolute resolves an address against the page's own.
func absolute(ref, base string) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); err == nil && b.Host != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
