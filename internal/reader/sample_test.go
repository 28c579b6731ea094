package reader_test

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	kitwords "masthead/internal/kit/words"
	"masthead/internal/outlet"
	"masthead/internal/reader"
	"masthead/themes"
	"masthead/words"
)

// noon is when the tests take place: 18 June 2026, 16:00 in Tbilisi.
var noon = time.Date(2026, 6, 18, 12, 0, 0, 0, time.UTC)

// table is a shelf in memory.
type table struct {
	asked     []edition.Question
	copies    []edition.Copy
	topics    []edition.TopicPage
	people    map[string]edition.PersonPage
	moved     map[string]string // "en/old" to "new"
	withdrawn map[string]edition.Withdrawn
	old       map[string]string
	staff     []edition.PersonPage
	others    map[string][]string
	dossier   edition.Dossier
	front     edition.Front
	corrected []edition.Corrected
	fail      error // what every look-up answers, if set
	looks     int
}

func (t *table) find(l lang.Tag, slug string) *edition.Copy {
	for i := range t.copies {
		if c := &t.copies[i]; c.Lang == l && c.Slug == slug {
			return c
		}
	}
	return nil
}

func (t *table) Article(_ context.Context, l lang.Tag, slug string) (edition.Found, error) {
	if t.looks++; t.fail != nil {
		return edition.Found{}, t.fail
	}
	key := string(l) + "/" + slug
	if w, ok := t.withdrawn[key]; ok {
		return edition.Found{Withdrawn: &w}, nil
	}
	if to := t.moved[key]; to != "" {
		return edition.Found{MovedTo: to}, nil
	}
	if c := t.find(l, slug); c != nil {
		copied := *c
		return edition.Found{Copy: &copied}, nil
	}
	return edition.Found{}, fault.New(fault.NotFound, "edition.no_article")
}

func (t *table) Siblings(_ context.Context, story string) (list []edition.Sibling, _ error) {
	for _, c := range t.copies {
		if c.Story == story {
			list = append(list, edition.Sibling{Lang: c.Lang, Slug: c.Slug, Headline: c.Headline})
		}
	}
	return list, t.fail
}

func (t *table) List(_ context.Context, f edition.Filter, after edition.Cursor, n int) (cards []edition.Card, next edition.Cursor, _ error) {
	if t.looks++; t.fail != nil {
		return nil, next, t.fail
	}
	for _, c := range t.copies {
		switch {
		case c.Lang != f.Lang,
			f.Section != "" && c.Section != f.Section,
			f.Kind != "" && c.Kind != f.Kind,
			f.Topic != "" && !slices.ContainsFunc(c.Topics, func(a edition.TopicAt) bool { return a.ID == f.Topic }),
			f.Person != "" && !slices.ContainsFunc(c.Bylines, func(b edition.Byline) bool { return b.Person == f.Person }):
			continue
		}
		cards = append(cards, c.Card)
	}
	newestFirst := func(a, b edition.Card) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(b.Story, a.Story))
	}
	slices.SortFunc(cards, newestFirst)
	if after != next {
		last := edition.Card{Published: after.Published, Story: after.Story}
		cards = slices.DeleteFunc(cards, func(c edition.Card) bool { return newestFirst(last, c) >= 0 })
	}
	if len(cards) > n {
		cards = cards[:n]
		next = edition.Cursor{Published: cards[n-1].Published, Story: cards[n-1].Story}
	}
	return cards, next, nil
}

func (t *table) SiblingsOf(ctx context.Context, stories []string) (map[string][]edition.Sibling, error) {
	found := map[string][]edition.Sibling{}
	for _, one := range stories {
		found[one], _ = t.Siblings(ctx, one)
	}
	return found, t.fail
}

func (t *table) TopicIn(_ context.Context, id string) (list []edition.Namesake, _ error) {
	for _, topic := range t.topics {
		for _, l := range sampleLangs {
			if topic.ID == id {
				list = append(list, edition.Namesake{Lang: l, Slug: topic.Slug})
			}
		}
	}
	return list, t.fail
}

func (t *table) PersonIn(_ context.Context, id string) (list []edition.Namesake, _ error) {
	for slug, p := range t.people {
		for _, l := range sampleLangs {
			if p.Person == id {
				list = append(list, edition.Namesake{Lang: l, Slug: slug})
			}
		}
	}
	return list, t.fail
}

func (t *table) Cards(_ context.Context, l lang.Tag, stories []string) (map[string]edition.Card, error) {
	cards := map[string]edition.Card{}
	for _, c := range t.copies {
		if c.Lang == l && slices.Contains(stories, c.Story) {
			cards[c.Story] = c.Card
		}
	}
	return cards, t.fail
}

func (t *table) Newest(context.Context, edition.Filter, edition.Cursor, int) ([]edition.Copy, error) {
	return t.copies, t.fail
}

func (t *table) Topic(_ context.Context, _ lang.Tag, slug string) (edition.TopicPage, error) {
	for _, p := range t.topics {
		if p.Slug == slug {
			return p, t.fail
		}
	}
	return edition.TopicPage{}, fault.New(fault.NotFound, "edition.no_topic")
}

func (t *table) Topics(context.Context, lang.Tag, int) ([]edition.TopicPage, error) {
	return t.topics, t.fail
}

func (t *table) Person(_ context.Context, _ lang.Tag, slug string) (edition.PersonPage, error) {
	if p, ok := t.people[slug]; ok {
		return p, t.fail
	}
	return edition.PersonPage{}, fault.New(fault.NotFound, "edition.no_person")
}

func (t *table) Staff(context.Context, lang.Tag) ([]edition.PersonPage, error) { return t.staff, nil }

func (t *table) OtherSides(_ context.Context, stories []string) (map[string][]string, error) {
	others := map[string][]string{}
	for _, s := range stories {
		if o := t.others[s]; o != nil {
			others[s] = o
		}
	}
	return others, nil
}

func (t *table) Dossier(context.Context, lang.Tag, string, int) (edition.Dossier, error) {
	return t.dossier, nil
}

func (t *table) Events(context.Context, lang.Tag, int) ([]edition.Event, error) {
	return slices.Clone(t.dossier.Events), nil
}

func (t *table) Front(context.Context, lang.Tag) (edition.Front, error) { return t.front, nil }

func (t *table) Corrections(_ context.Context, _ lang.Tag, after edition.Cursor, n int) ([]edition.Corrected, edition.Cursor, error) {
	return t.corrected, edition.Cursor{}, nil
}

func (t *table) Old(_ context.Context, address string) (string, error) {
	if to := t.old[address]; to != "" {
		return to, t.fail
	}
	return "", cmp.Or(t.fail, error(fault.New(fault.NotFound, "edition.no_address")))
}

func (t *table) MonthsInParts(context.Context, lang.Tag, int, int) ([]edition.MonthParts, error) {
	return nil, t.fail
}

func (t *table) PartStart(context.Context, lang.Tag, edition.Month, int, int) (edition.Cursor, error) {
	return edition.Cursor{}, t.fail
}

func (t *table) InMonth(context.Context, lang.Tag, edition.Month, edition.Cursor, int) ([]edition.Entry, edition.Cursor, error) {
	return nil, edition.Cursor{}, t.fail
}

// sampleOutlet has editions in every script; fullest says that every setting is made.
func sampleOutlet(t testing.TB, fullest bool) *outlet.Profile {
	t.Helper()
	d := dbtest.Open(t, dbtest.Address(t, db.SQLite), nil)
	ctx := t.Context()
	var p *outlet.Profile
	err := d.Write(ctx, func(tx *db.Tx) error {
		o := outlet.Outlet{Name: "The Crossroads", URL: "https://crossroads.example", Zone: "Asia/Tbilisi"}
		if fullest {
			o.Settings = outlet.Settings{Accent: "#0b6b4f", AccentDark: "#6fd3b0", Contact: "desk@crossroads.example", Hosts: []string{"www.crossroads.example"}}
		}
		if err := outlet.Save(ctx, tx, o); err != nil {
			return err
		}
		for i, l := range sampleLangs {
			s := samples[l]
			e := outlet.Edition{Lang: l, Title: s.title, Position: i}
			if fullest {
				e.Tagline = s.tagline
				e.Settings = outlet.EditionSettings{
					About: s.about, SupportURL: "https://give.example/?from=crossroads&to=us", AppealTitle: s.appeal, AppealText: s.appealText,
					ContributeURL: "https://send.example/", Policies: []outlet.Policy{
						{Key: "principles", Title: "Principles", Text: "<p>" + s.about + "</p><ul><li>First</li><li>Second</li></ul>"},
						{Key: "corrections", Title: "How we correct mistakes", Text: s.about + "\n\n" + s.appealText},
						{Key: "ownership", Title: "Who owns us <b>", Text: `<h3>Nobody</h3><p onclick="x()">Ask <a href="javascript:x">us</a>.</p><script>bad()</script>`},
					},
					LetterURL: "https://letters.example/", LetterText: s.about, Rights: "© " + s.title + ", 2026",
				}
			}
			if err := outlet.SaveEdition(ctx, tx, e); err != nil {
				return err
			}
		}
		for key, names := range samplePlaces {
			if err := outlet.SavePlace(ctx, tx, outlet.Place{Key: key, Names: names}); err != nil {
				return err
			}
		}
		if err := outlet.SavePartner(ctx, tx, outlet.Partner{
			Key: "review", Name: "The Valley Review", URL: "https://review.example/",
			Notes: map[lang.Tag]string{"en": "Place names and opinions in this text are the author’s, and may differ from those of The Crossroads or its partners.", "ka": "ადგილების სახელები და მოსაზრებები ავტორს ეკუთვნის.", "fa": "نام جای‌ها و نظرها از نویسنده است."},
		}); err != nil {
			return err
		}
		if fullest {
			if err := saveSections(ctx, tx); err != nil {
				return err
			}
		}
		var err error
		p, err = outlet.Read(ctx, tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func saveSections(ctx context.Context, tx *db.Tx) error {
	for _, key := range sampleSections {
		id, err := outlet.EnsureSection(ctx, tx, key)
		if err != nil {
			return err
		}
		for _, l := range sampleLangs {
			name := samples[l].sections[key]
			if name == "" {
				continue
			}
			if _, err := outlet.NameSection(ctx, tx, id, l, outlet.SectionName{Slug: key, Name: name}); err != nil {
				return err
			}
		}
	}
	return nil
}

// sampleShelf holds enough of each edition to fill every part of every page.
func sampleShelf(p *outlet.Profile, pictures bool) *table {
	t := &table{people: map[string]edition.PersonPage{}, moved: map[string]string{"en/first-name": "night-train"}, old: map[string]string{}}
	t.withdrawn = map[string]edition.Withdrawn{"en/taken-back": {At: noon, Reason: "The interview was not authorised."}}
	topic := func(l lang.Tag) edition.TopicAt {
		return edition.TopicAt{ID: "t1", Slug: "valley-line", Name: samples[l].topic}
	}
	t.topics = []edition.TopicPage{{TopicAt: topic("en"), Newest: noon}, {TopicAt: edition.TopicAt{ID: "t2", Slug: "villages", Name: "Villages"}, Newest: noon.AddDate(-2, 0, 0)}}
	for i := range 6 {
		t.topics = append(t.topics, edition.TopicPage{TopicAt: edition.TopicAt{ID: fmt.Sprintf("t%d", i+3), Slug: fmt.Sprintf("topic-%d", i+3), Name: fmt.Sprintf("Topic %d", i+3)}, Newest: noon.AddDate(-2, -i, 0)})
	}
	t.people["nigar"] = edition.PersonPage{Byline: edition.Byline{Person: "p1", Slug: "nigar", Name: "Nigar Vahidli", City: "baku"}, Title: "Reporter", About: "Writes of railways and the people beside them."}
	for _, l := range sampleLangs {
		s := samples[l]
		for i := range len(s.headlines) * 2 {
			h := s.headlines[i%len(s.headlines)]
			kind := sampleKinds[i%len(sampleKinds)]
			c := edition.Copy{Card: edition.Card{
				Story: fmt.Sprintf("01jy%022d", 100-i), Lang: l, Slug: fmt.Sprintf("story-%d", i), Kind: kind, Headline: h, Stand: s.stands[i%len(s.stands)],
				Published: noon.Add(-time.Duration(i*i) * 23 * time.Minute),
				Bylines:   []edition.Byline{{Person: "p1", Slug: "nigar", Name: s.author, City: "baku"}},
			}}
			if len(p.Sections) > 0 {
				c.Section = p.Sections[i%len(p.Sections)].ID
			}
			if kind == "opinion" {
				c.Viewpoint = []string{"baku", "yerevan", "tbilisi"}[i%3]
				if len(p.Sections) > 0 {
					c.Section = p.Sections[3].ID
				}
			}
			if i%3 == 0 {
				c.Topics = []edition.TopicAt{topic(l)}
			}
			if pictures && i%4 != 3 {
				c.Picture = samplePicture(i)
			}
			c.Updated = c.Published
			t.copies = append(t.copies, c)
		}
		t.copies = append(t.copies, fullArticle(p, l, pictures))
	}
	fillPages(t, pictures)
	return t
}

// fillPages gives the shelf what stands beside copies: people, a dossier, a front that
// was arranged by hand, corrections, and opinions that answer each other.
func fillPages(t *table, pictures bool) {
	var face edition.Face
	if pictures {
		face = edition.Face{Hash: strings.Repeat("ab", 32), Width: 800, Height: 800}
	}
	t.staff = []edition.PersonPage{
		{Byline: edition.Byline{Person: "p1", Slug: "nigar", Name: "Nigar Vahidli", City: "baku", Face: face}, Title: "Reporter", About: "Writes of railways and the people beside them."},
		{Byline: edition.Byline{Person: "p2", Name: "A guest"}, Title: "Columnist"},
	}
	t.others = map[string][]string{}
	var opinions []string
	for _, c := range t.copies {
		if c.Lang == "en" && c.Kind == "opinion" {
			opinions = append(opinions, c.Story)
		}
	}
	slices.Reverse(opinions) // the fullest article comes first, and has an answer
	for i := 0; i+1 < len(opinions); i += 2 {
		t.others[opinions[i]], t.others[opinions[i+1]] = []string{opinions[i+1]}, []string{opinions[i]}
	}
	for i := range t.copies {
		c := &t.copies[i]
		c.OtherSide = t.others[c.Story]
		for j := range c.Bylines {
			c.Bylines[j].Face = face
		}
	}
	t.dossier = edition.Dossier{
		Intro: "<p>Since the <a href=\"https://valley.example/\">spring</a>.</p>", Actors: []edition.Actor{{Name: "The railway", Line: "Runs the trains."}, {Name: "The villages"}},
		Events: []edition.Event{
			{ID: "e3", At: noon.Add(-time.Hour), Timed: true, Place: "baku", Sentence: "A second train is added.", Story: opinions[0]},
			{ID: "e2", At: noon.Truncate(24*time.Hour).AddDate(0, 0, -2), Place: "yerevan", Sentence: "The first train leaves.", Sources: []edition.Source{{Name: "Railway", URL: "https://railway.example/1"}, {Name: "The valley paper"}}},
			{ID: "e1", At: noon.Truncate(24*time.Hour).AddDate(0, 0, -4), Sentence: "The viaduct is done.", Story: "unpublished"},
		},
	}
	t.front = edition.Front{Rev: 1, Pins: []edition.Pin{{Slot: edition.SecondSlot, Story: opinions[0], Until: noon.Add(time.Hour)}}, Breaking: &edition.Breaking{Text: "The viaduct is open", Story: t.copies[0].Story, Until: noon.Add(2 * time.Hour)}}
	for _, c := range t.copies[:2] {
		t.corrected = append(t.corrected, edition.Corrected{Correction: edition.Correction{ID: "k" + c.Slug, At: noon.Add(-time.Hour), Text: "The line had eleven stops, not twelve."}, Card: c.Card})
	}
}

func samplePicture(i int) *edition.Picture {
	return &edition.Picture{Hash: strings.Repeat(fmt.Sprintf("%02x", i+16), 32), Width: 2400, Height: 1600, FocalX: 300, FocalY: 800, Alt: "A red train on a viaduct", Caption: "The first evening service.", Credit: "Illustration: Studio Kilim"}
}

// fullArticle has every part that an article can have.
func fullArticle(p *outlet.Profile, l lang.Tag, pictures bool) edition.Copy {
	s := samples[l]
	c := edition.Copy{
		Card: edition.Card{
			Story: "01jyfull", Lang: l, Slug: "night-train", Kind: "opinion", Viewpoint: "baku", Headline: s.full.headline, Stand: s.full.stand,
			Bylines:   []edition.Byline{{Person: "p1", Slug: "nigar", Name: s.author, City: "baku"}},
			Topics:    []edition.TopicAt{{ID: "t1", Slug: "valley-line", Name: s.topic}, {ID: "t2", Slug: "villages", Name: s.sections["world"]}},
			Published: noon.Add(-31 * time.Hour), Updated: noon.Add(-6 * time.Hour),
		},
		Page: edition.Page{
			Partner: "review", Words: 700,
			Corrections: []edition.Correction{{At: noon.Add(-5 * time.Hour), Text: s.full.correction}},
		},
		HTML: s.full.body, Feed: s.full.body,
	}
	if l != "az" {
		c.Original, c.Translators = "az", []edition.Byline{{Name: s.translator}}
	}
	if len(p.Sections) > 3 {
		c.Section = p.Sections[3].ID
	}
	if pictures {
		c.Picture = samplePicture(0)
		c.Picture.Caption, c.Picture.Credit = s.full.caption, s.full.credit
	}
	return c
}

// openSite builds a site over a shelf.
func openSite(t testing.TB, p *outlet.Profile, shelf reader.Shelf, change func(*reader.Config)) http.Handler {
	t.Helper()
	c := reader.Config{
		Shelf: shelf, Outlet: func() *outlet.Profile { return p }, Words: catalogue(t), Theme: themes.Default(),
		Formats: []string{"webp"}, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&c)
	}
	s, err := reader.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func catalogue(t testing.TB) *kitwords.Catalogue {
	t.Helper()
	c, err := kitwords.Load(fs.FS(words.Files), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// get asks the site as a browser does.
func get(h http.Handler, address string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "https://crossroads.example/", nil)
	r.RequestURI = address
	path, query, _ := strings.Cut(address, "?")
	r.URL.Path, r.URL.RawPath, r.URL.RawQuery = unescape(path), path, query
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func unescape(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

// Search finds what has the text in its headline, and keeps the question.
func (t *table) Search(_ context.Context, q edition.Question) (hits edition.Hits, _ error) {
	t.asked = append(t.asked, q)
	for _, c := range t.copies {
		before, after, ok := strings.Cut(c.Headline, q.Text)
		if c.Lang != q.Lang || !ok || len(hits.List) == q.N {
			continue
		}
		hits.List = append(hits.List, edition.Hit{
			Card: c.Card, Title: []edition.Piece{{Text: before}, {Text: q.Text, Found: true}, {Text: after}},
			Extract: []edition.Piece{{Text: "A <b>part</b> of "}, {Text: "the & text", Found: true}},
		})
	}
	hits.Total = len(hits.List)
	return hits, t.fail
}
