package page

import "strings"

// findBylines reads the names around the headline and right after the text.
func (d *draft) findBylines(got choice) (names []string, city string) {
	from, to := max(0, got.headline-3), got.first
	if len(got.body) > 0 {
		to = got.body[0]
	}
	for pass := range 2 {
		for i := from; i < min(to+1, len(d.units)); i++ {
			if i == got.headline || i == got.standfirst {
				continue
			}
			n, c := d.bylineOf(i, pass, got)
			if len(n) > 0 {
				return n, c
			}
		}
	}
	for i := got.last + 1; len(got.body) > 0 && i < min(got.last+5, len(d.units)); i++ {
		if d.units[i].role == byline {
			return parseNames(withoutLabel(&d.units[i]))
		}
	}
	return nil, ""
}

// bylineOf reads one line; labels count in the first pass, bare names in the second.
func (d *draft) bylineOf(i, pass int, got choice) ([]string, string) {
	u := &d.units[i]
	text := u.text
	for k := len(u.dates) - 1; k >= 0; k-- {
		text = text[:u.dates[k].from] + " | " + text[u.dates[k].to:]
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("|•·/—", r) }) {
		p := newUnit(strings.Trim(part, " ,-–:"))
		if p.text == "" || p.runes > 120 {
			continue
		}
		if p.isByline(phrases()) {
			if pass == 0 && (u.role != prose || p.runes < 60) {
				return parseNames(withoutLabel(&p))
			}
			continue
		}
		if names, city := parseNames(p.text); pass == 0 && city != "" && len(names) > 0 && u.role != prose && i > got.headline {
			return names, city
		}
		if pass == 1 && (u.role == dateline || u.role == short && i > got.headline && d.besideDate(i)) && !u.everywhere &&
			looksLikeName(p.text, (u.role == dateline || d.underHead(i, got)) && p.words > 1) && p.words <= 4 && !phrases().covered(p.folded, "menu", "section", "social", "lang", "city") && clockAt.FindString(p.text) == "" {
			return parseNames(p.text)
		}
	}
	return nil, ""
}

// underHead says that a line of two or three words stands right between the
// headline or standfirst and the date, where scripts without capitals show names.
func (d *draft) underHead(i int, got choice) bool {
	return i > 0 && (i-1 == got.headline || i-1 == got.standfirst) && i+1 < len(d.units) && d.units[i+1].role == dateline && d.units[i].words < 4
}

func (d *draft) besideDate(i int) bool {
	for j := max(0, i-2); j <= min(i+2, len(d.units)-1); j++ {
		if d.units[j].role == dateline {
			return true
		}
	}
	return false
}

// withoutLabel drops "By", "Автор:" and their like.
func withoutLabel(u *unit) string {
	rest, ok := phrases().opens(u.folded, "byline")
	if !ok {
		return u.text
	}
	if i := strings.IndexAny(u.text, ":՝"); i >= 0 && i < 40 {
		return strings.TrimLeft(u.text[i:], ":՝ ")
	}
	return afterWords(u.text, u.words-strings.Count(rest, " ")-1)
}

// parseNames parts the names of a byline and the city behind them.
func parseNames(s string) (names []string, city string) {
	s = strings.TrimSpace(strings.TrimRight(s, " .,-–—|"))
	for _, and := range []string{" and ", " и ", " və ", " և ", " და ", " ve ", " та ", " і ", " و ", " & ", "; ", " und ", " et ", "،"} {
		s = strings.ReplaceAll(s, and, ", ")
	}
	for p := range strings.SplitSeq(s, ",") {
		p, place := splitPlace(strings.Join(strings.Fields(p), " "))
		if place != "" {
			city = place
		}
		switch {
		case p == "":
		case isCity(p):
			city = p
		case len(findDates(p, nil)) > 0:
		case looksLikeName(p, true) || len(strings.Fields(p)) <= 4:
			names = append(names, strings.TrimSpace(p))
		}
	}
	if len(names) > 8 {
		names = names[:8]
	}
	return names, city
}

// readByline reads the names out of a byline with all that a page puts there:
// a label, dates, a line break before the newsroom's name.
func readByline(s string) []string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "\n\r"); i > 0 && len(strings.Fields(s[:i])) > 1 {
		s = s[:i]
	}
	s = strings.Join(strings.Fields(s), " ")
	if dates := findDates(s, nil); len(dates) > 0 {
		s = s[:dates[0].from]
	}
	if i := strings.IndexAny(s, "(|·•"); i > 0 {
		s = s[:i]
	}
	u := newUnit(s)
	if u.runes > 150 || u.text == "" {
		return nil
	}
	if u.isByline(phrases()) {
		s = withoutLabel(&u)
	}
	names, _ := parseNames(s)
	return names
}

// splitPlace parts "NAME in CITY"; city is empty where there is none.
func splitPlace(s string) (name, city string) {
	for _, in := range []string{" in ", " в ", " у ", " در "} {
		if i := strings.LastIndex(s, in); i > 0 && isCity(s[i+len(in):]) && looksLikeName(s[:i], true) && strings.Count(s[:i], " ") < 3 {
			return s[:i], strings.TrimSpace(s[i+len(in):])
		}
	}
	return s, ""
}
