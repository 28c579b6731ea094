package reader

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Bounds of the search page.
const (
	searchHits     = 15
	maxAsked       = 400                  // bytes of a question; what goes beyond is not looked for
	searchesAtOnce = 6                    // searches that run beside each other
	searchPatience = 2 * time.Second      // how long one waits for its turn
	searchCaching  = "private, max-age=0" // nothing that was withdrawn is shown again from anywhere
	hitsPart       = "hits"               // ?part= of what the script puts into the page
)

// searchTones are the kinds as the filter has them: by the colours in which readers
// know them, in its order.
var searchTones = []string{"news", "analysis", "opinion", "live", "round-up", "fact-check"}

// searched is a search as its address says it, without what means nothing.
type searched struct {
	text     string
	tones    []string
	section  string // slug
	topic    string // slug
	from, to string // days, as date fields write them
	before   string
	hitsOnly bool
}

// readAsked reads an address. What it cannot read it leaves out: a search has no wrong
// questions.
func readAsked(query url.Values) searched {
	a := searched{text: oneLine(query.Get("q")), from: dateOf(query.Get("from")), to: dateOf(query.Get("to")), before: query.Get("before"), hitsOnly: query.Get("part") == hitsPart}
	for _, tone := range searchTones {
		if slices.Contains(query["kind"], tone) {
			a.tones = append(a.tones, tone)
		}
	}
	for from, into := range map[string]*string{"section": &a.section, "topic": &a.topic} {
		if slug := query.Get(from); len(slug) <= 200 && plainText(slug) {
			*into = slug
		}
	}
	return a
}

// oneLine is a question's text within bounds, its words a space apart.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), maxAsked)], "")
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// dateOf is a date as date fields write it, else nothing.
func dateOf(s string) string {
	if t, err := time.Parse(time.DateOnly, s[:min(len(s), 20)]); err != nil || t.Year() < 1800 || t.Year() > 2200 {
		return ""
	}
	return s
}

// query writes the search as an address has it: the same for the same search.
func (a searched) query() string {
	v := url.Values{}
	for name, value := range map[string]string{"q": a.text, "section": a.section, "topic": a.topic, "from": a.from, "to": a.to, "before": a.before} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for _, t := range a.tones {
		v.Add("kind", t)
	}
	return v.Encode()
}

// address is the path of the search.
func (a searched) address(f *face) string {
	if q := a.query(); q != "" {
		return f.path("search?" + q)
	}
	return f.path("search")
}

// search serves the search of an edition. Its pages are not kept: there are as many as
// there are questions, and they would push out those that are read. A few searches run
// at once, so that a flood of them leaves the rest of the site its processors.
func (s *Site) search(v *visit) error {
	p, f := v.press, v.face
	a := readAsked(v.r.URL.Query())
	cursor, err := edition.ParseSearchCursor(a.before)
	if err != nil {
		return fault.New(fault.NotFound, "reader.not_found_title")
	}
	key := "search:" + string(f.lang) + "?" + a.query()
	if a.hitsOnly {
		key += "&part"
	}
	return s.serve(v, key, func(ctx context.Context) (Answer, error) {
		hits, topic, err := s.ask(ctx, f, a, cursor)
		if err != nil {
			return Answer{}, err
		}
		out := s.searchPage(f, a, hits, topic)
		name := "parts/found.html"
		if !a.hitsOnly {
			name = "pages/search.html"
			out.Frame = s.searchFrame(p, f, a)
		}
		answer, err := f.answer(name, out)
		answer.Once = true
		answer.Header = map[string]string{"Cache-Control": searchCaching, "X-Robots-Tag": "noindex"}
		return answer, err
	})
}

// ask puts the question to the edition.
func (s *Site) ask(ctx context.Context, f *face, a searched, cursor edition.SearchCursor) (hits edition.Hits, topic edition.TopicAt, err error) {
	if a.text == "" {
		return hits, topic, nil
	}
	ctx, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	select {
	case s.searching <- struct{}{}:
		defer func() { <-s.searching }()
	case <-ctx.Done():
		return hits, topic, fault.New(fault.Busy, "reader.busy_title").Because(ctx.Err())
	}
	q := edition.Question{Lang: f.lang, Text: a.text, After: cursor, N: searchHits}
	for _, k := range story.Kinds {
		if slices.Contains(a.tones, toneOf(string(k))) {
			q.Kinds = append(q.Kinds, string(k))
		}
	}
	if a.section != "" {
		sec, ok := f.profile.SectionBySlug(f.lang, a.section)
		if !ok {
			return hits, topic, nil
		}
		q.Section = sec.ID
	}
	if a.topic != "" {
		t, err := s.Shelf.Topic(ctx, f.lang, a.topic)
		if fault.KindOf(err) == fault.NotFound {
			return hits, topic, nil
		}
		if err != nil {
			return hits, topic, err
		}
		topic, q.Topic = t.TopicAt, t.ID
	}
	zone := f.profile.Location()
	if t, err := time.ParseInLocation(time.DateOnly, a.from, zone); err == nil {
		q.From = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, a.to, zone); err == nil {
		q.To = t.AddDate(0, 0, 1)
	}
	hits, err = s.Shelf.Search(ctx, q)
	return hits, topic, err
}

func (s *Site) searchFrame(p *press, f *face, a searched) Frame {
	title := f.say("reader.search")
	if a.text != "" {
		title = a.text + ": " + title
	}
	frame := s.frame(p, f, pageOf{title: title})
	frame.NoIndex = true
	frame.Rail = f.rail(func(l lang.Tag) string {
		other := searched{text: a.text}
		return "/" + string(l) + strings.TrimPrefix(other.address(f), "/"+string(f.lang))
	})
	return frame
}

func (s *Site) searchPage(f *face, a searched, hits edition.Hits, topic edition.TopicAt) SearchPage {
	out := SearchPage{Action: f.path("search"), Query: a.text, Topic: a.topic, Filters: f.searchFilters(a, topic), Latest: f.path("latest/"), Topics: f.path("topic/")}
	now := s.Now()
	for i := range hits.List {
		h := &hits.List[i]
		out.Hits = append(out.Hits, FoundCard{Card: s.card(f, &h.Card, now, ""), Title: pieces(h.Title), Extract: pieces(h.Extract)})
	}
	if a.text == "" {
		return out
	}
	out.Notes = f.searchNotes(a, hits)
	switch {
	case len(hits.List) == 0 || hits.Total < 0:
	case hits.More:
		out.Tally = f.sayOf("reader.results_many", "n", hits.Total)
	default:
		out.Tally = f.sayOf("reader.results", "n", hits.Total)
	}
	if len(hits.List) == 0 {
		out.None = f.sayOf("reader.no_results", "query", a.text)
	}
	if hits.Next != (edition.SearchCursor{}) {
		next := a
		next.before = hits.Next.String()
		out.More = next.address(f)
	}
	if a.before != "" {
		first := a
		first.before = ""
		out.First = first.address(f)
	}
	return out
}

// sayOf is a sentence with one thing in it.
func (f *face) sayOf(key, name string, value any) string {
	return f.catalogue.Say(f.lang, key, map[string]any{name: value})
}

// searchNotes say what was not done as it was searched.
func (f *face) searchNotes(a searched, hits edition.Hits) (notes []string) {
	switch {
	case hits.Text != "":
		notes = append(notes, f.catalogue.Say(f.lang, "reader.search_meant", map[string]any{"query": a.text, "text": hits.Text}))
	case hits.Loose && len(hits.List) > 0:
		notes = append(notes, f.say("reader.search_loose"))
	}
	if !hits.Oldest.IsZero() && hits.Next == (edition.SearchCursor{}) {
		notes = append(notes, f.sayOf("reader.search_since", "date", lang.Date(hits.Oldest, f.lang)))
	}
	return notes
}

func pieces(from []edition.Piece) []Piece {
	list := make([]Piece, len(from))
	for i, p := range from {
		list[i] = Piece(p)
	}
	return list
}

// searchFilters are the filters as they are set, and the way to the search without each.
func (f *face) searchFilters(a searched, topic edition.TopicAt) (out SearchFilters) {
	without := func(name string, change func(*searched)) {
		b := a
		b.before = ""
		change(&b)
		out.On = append(out.On, Link{name, b.address(f)})
	}
	for _, tone := range searchTones {
		c := Choice{Value: tone, Name: f.kindName(tone), On: slices.Contains(a.tones, tone)}
		out.Kinds = append(out.Kinds, c)
		if c.On {
			without(c.Name, func(b *searched) {
				b.tones = slices.DeleteFunc(slices.Clone(b.tones), func(t string) bool { return t == tone })
			})
		}
	}
	for _, sec := range f.profile.Sections {
		n := sec.Names[f.lang]
		if n.Slug == "" {
			continue
		}
		c := Choice{Value: n.Slug, Name: n.Name, On: n.Slug == a.section}
		out.Sections = append(out.Sections, c)
		if c.On {
			without(c.Name, func(b *searched) { b.section = "" })
		}
	}
	if topic.ID != "" {
		without(topic.Name, func(b *searched) { b.topic = "" })
	}
	out.From, out.To = a.from, a.to
	for _, d := range []struct {
		value, key string
		drop       func(*searched)
	}{{a.from, "reader.filter_from", func(b *searched) { b.from = "" }}, {a.to, "reader.filter_to", func(b *searched) { b.to = "" }}} {
		if t, err := time.Parse(time.DateOnly, d.value); err == nil {
			without(f.say(d.key)+": "+lang.Date(t, f.lang), d.drop)
		}
	}
	return out
}

// searchSlash leads from the search's address with a slash at its end.
func (s *Site) searchSlash(v *visit) error {
	return &redirect{v.face.path("search"), v.r.URL.RawQuery, 301}
}
