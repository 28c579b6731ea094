package check

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"masthead/internal/kit/lang"
)

// kept asks for what is no words: links, footnotes, embeds, pictures.
func (p *pair) kept() {
	left := slices.Clone(p.target.links)
	for _, l := range p.source.links {
		at := slices.IndexFunc(left, func(o link) bool { return o.href == l.href })
		if at < 0 {
			at = slices.IndexFunc(left, func(o link) bool { return p.localised(l.href, o.href) })
		}
		if at < 0 {
			p.add(Finding{Key: LinkLost, Target: p.target.whole(), Source: p.source.place(l.from, l.to), Args: []string{"address", l.href}})
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	if p.target.notes < p.source.notes {
		p.add(Finding{Key: NoteLost, Target: p.target.whole(),
			Args: []string{"was", strconv.Itoa(p.source.notes), "is", strconv.Itoa(p.target.notes)}})
	}
	for _, e := range p.source.embeds {
		if len(p.target.embeds) < len(p.source.embeds) && !slices.Contains(p.target.embeds, e) {
			p.add(Finding{Key: EmbedLost, Target: p.target.whole(), Args: []string{"address", e}})
		}
	}
	// A translation may show another picture, with words in its own language: only fewer are missed.
	if len(p.target.pictures) < len(p.source.pictures) {
		p.add(Finding{Key: PictureLost, Target: p.target.whole()})
	}
}

// localised says that one address may be the other's page in another language: both lie
// on this site, or on one host but for its www and its language.
func (p *pair) localised(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	if err != nil || err2 != nil || (u.Scheme == "mailto") != (v.Scheme == "mailto") || (u.Scheme == "tel") != (v.Scheme == "tel") {
		return false
	}
	own := func(u *url.URL) bool {
		return u.Host == "" && strings.HasPrefix(u.Path, "/") || p.o.Own != "" && u.Hostname() == p.o.Own
	}
	if own(u) && own(v) {
		return true
	}
	return u.Host != "" && site(u.Hostname()) == site(v.Hostname())
}

// site is a host without what tells its languages apart.
func site(host string) string {
	labels := strings.Split(strings.ToLower(host), ".")
	for len(labels) > 2 {
		first := labels[0]
		if first != "www" && first != "m" && first != "mobile" && len(first) != 2 {
			break
		}
		labels = labels[1:]
	}
	return strings.Join(labels, ".")
}

// quotation is what stands between quotation marks.
type quotation struct {
	from, to int
	words    int
	inner    bool
}

const (
	opening = "«„"
	closing = "»"
)

// quotations finds the quotations of a text, and where one does not begin or end. Marks
// are paired by shape where they have one, else by the space beside them: languages use
// “ to open and to close.
func (t *text) quotations() (list []quotation, loose []int) {
	type open struct {
		at   int
		mark rune
	}
	var stack []open
	for i, r := range t.runes {
		if r == '\n' || !isQuote(r) {
			if r == '\n' && len(stack) > 0 {
				for _, o := range stack {
					loose = append(loose, o.at)
				}
				stack = nil
			}
			continue
		}
		if opens(t.runes, i, len(stack) > 0) {
			stack = append(stack, open{i, r})
			continue
		}
		if len(stack) == 0 {
			loose = append(loose, i)
			continue
		}
		o := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		list = append(list, quotation{from: o.at, to: i + 1, words: t.wordsIn(o.at, i), inner: len(stack) > 0})
	}
	for _, o := range stack {
		loose = append(loose, o.at)
	}
	return list, loose
}

func isQuote(r rune) bool { return strings.ContainsRune("\"“”„«»‟〝〞＂", r) }

func opens(runes []rune, i int, inside bool) bool {
	switch r := runes[i]; {
	case strings.ContainsRune(opening, r):
		return true
	case strings.ContainsRune(closing, r):
		return false
	case r == '”' && inside:
		return false
	}
	before := i == 0 || unicode.IsSpace(runes[i-1]) || strings.ContainsRune("([{—–-/"+opening+"\"“", runes[i-1])
	after := i+1 == len(runes) || unicode.IsSpace(runes[i+1])
	if before == after {
		return !inside
	}
	return before
}

func (t *text) wordsIn(from, to int) (n int) {
	for _, w := range t.words {
		if w.from >= from && w.to <= to {
			n++
		}
	}
	return n
}

// speech is from how many words on a quotation is somebody's words and not a name, a
// title or a word at which the writer raises her eyebrows: those need no marks in
// every language.
const speech = 4

// quotes asks whether a quotation is gone, or does not begin or end.
func (p *pair) quotes() {
	s, sl := p.source.quotations()
	t, tl := p.target.quotations()
	marks := 2*len(t) + len(tl)
	if len(tl)%2 == 1 && len(sl)%2 == 0 && apostrophes(&p.target) == 0 {
		p.add(Finding{Key: QuoteOpen, Target: p.target.place(tl[0], tl[0]+1)})
	}
	var said []quotation
	for _, q := range s {
		if q.words >= speech && !q.inner {
			said = append(said, q)
		}
	}
	if lost := len(said) - (marks+1)/2; lost > 0 && len(tl) == 0 && singles(&p.target) == 0 {
		q := said[len(said)-1]
		p.add(Finding{Key: QuoteLost, Target: p.target.whole(), Source: p.source.place(q.from, q.to),
			Args: []string{"quote", shorten(string(p.source.runes[q.from+1 : q.to-1]))}})
	}
}

// singles counts quotations in single marks, which some write for any.
func singles(t *text) (n int) {
	for i, r := range t.runes {
		if strings.ContainsRune("‘‚‹", r) || r == '\'' && (i == 0 || unicode.IsSpace(t.runes[i-1])) {
			n++
		}
	}
	return n
}

// apostrophes counts double primes: inches, seconds, ditto.
func apostrophes(t *text) (n int) {
	for i, r := range t.runes {
		if r == '"' && i > 0 {
			if _, ok := digit(t.runes[i-1]); ok {
				n++
			}
		}
	}
	return n
}

// marks asks for the quotation marks of the language. Both of its pairs are right, and
// in Azerbaijani and Turkish guillemets as well, by the rules of spelling.
func (p *pair) marks() {
	own := lang.Quotes(p.target.lang)
	right := own.Open + own.Close + own.InnerOpen + own.InnerClose
	if b := p.target.lang.Base(); b == lang.Azerbaijani || b == lang.Turkish {
		right += "«»"
	}
	for i, r := range p.target.runes {
		if !isQuote(r) || strings.ContainsRune(right, r) {
			continue
		}
		if _, inch := digit(p.target.runes[max(0, i-1)]); r == '"' && inch {
			continue
		}
		p.add(Finding{Key: QuoteMarks, Mild: true, Target: p.target.place(i, i+1), Args: []string{"marks", own.Open + "…" + own.Close}})
		return // once: one key mends them all
	}
}
