package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"masthead/internal/api"
	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/pagestore"
	kit "masthead/internal/kit/words"
	"masthead/internal/outlet"
	"masthead/internal/parcel"
	"masthead/internal/people"
	"masthead/internal/readership"
	"masthead/internal/story"
	"masthead/internal/topic"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
	"masthead/internal/webhook"
	"masthead/words"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is an outlet of two bureaus and two editions with the API before it.
type bed struct {
	testing.TB
	db    *db.DB
	clock *clock.Fake
	pub   *edition.Publisher
	api   *api.API
	store *pagestore.Store
	house parcel.House
	log   *bytes.Buffer
}

type topics struct{}

func (topics) NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) (list []edition.TopicAt, err error) {
	names, found, err := topic.NamesIn(ctx, tx, ids, l)
	for i, one := range found {
		list = append(list, edition.TopicAt{ID: one, Slug: names[i].Slug, Name: names[i].Name})
	}
	return list, err
}

func (topics) Dossier(context.Context, *db.Tx, string, lang.Tag) (edition.Dossier, error) {
	return edition.Dossier{}, nil
}

type mostRead []string

func (m *mostRead) MostRead(context.Context, lang.Tag, readership.Span, int) ([]string, error) {
	return *m, nil
}

func each(t *testing.T, f func(b *bed)) {
	t.Helper()
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) { f(newBed(t, d, fake, api.Rates{Token: 100_000, Address: 100_000})) })
}

func newBed(t testing.TB, d *db.DB, fake *clock.Fake, rates api.Rates) *bed {
	t.Helper()
	b := &bed{TB: t, db: d, clock: fake, log: &bytes.Buffer{}}
	db.Hear(d, translation.Follow)
	b.write(func(ctx context.Context, tx *db.Tx) error {
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Ford", URL: "https://ford.example"}); err != nil {
			return err
		}
		for i, l := range []lang.Tag{"en", "ru"} {
			if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l, Title: "Ford", Position: i}); err != nil {
				return err
			}
		}
		for i, key := range []string{"baku", "yerevan"} {
			if err := outlet.SavePlace(ctx, tx, outlet.Place{Key: key, Names: map[lang.Tag]string{"en": strings.ToUpper(key[:1]) + key[1:]}}); err != nil {
				return err
			}
			if err := outlet.SaveBureau(ctx, tx, outlet.Bureau{Key: key, Place: key, Zone: "UTC"}, i); err != nil {
				return err
			}
		}
		section, err := outlet.EnsureSection(ctx, tx, "politics")
		if err != nil {
			return err
		}
		for _, l := range []lang.Tag{"en", "ru"} {
			if _, err := outlet.NameSection(ctx, tx, section, l, outlet.SectionName{Slug: "politics", Name: "Politics"}); err != nil {
				return err
			}
		}
		border, err := topic.Ensure(ctx, tx, "border")
		if err != nil {
			return err
		}
		_, err = topic.SetName(ctx, tx, border, "en", topic.Name{Slug: "border", Name: "The border"})
		return err
	})
	outlets := outlet.New(d)
	if err := outlets.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(b.log, nil))
	catalogue, err := kit.Load(words.Files, log)
	if err != nil {
		t.Fatal(err)
	}
	b.house = parcel.House{Name: "Ford", Words: catalogue}
	b.pub = &edition.Publisher{
		DB: d, Outlet: outlets, Topics: topics{}, Gates: edition.Gates(),
		Render: edition.Renderer{Words: func(lang.Tag) body.RenderWords { return body.RenderWords{} }},
	}
	b.store = pagestore.New(pagestore.Options{Bytes: 8 << 20, Log: log})
	t.Cleanup(func() { b.store.Close() })
	b.api, err = api.New(api.Config{
		DB: d, Edition: b.pub, Shelf: edition.NewShelf(d), Outlet: outlets.Profile, Readings: &mostRead{}, Words: catalogue, Hooks: &webhook.Sender{Fetch: fetch.New(webhook.Options())}, Store: b.store,
		Files:   func() api.Files { return b.house },
		Answers: func(host string) bool { return host != "evil.example" },
		Address: func() string { return outlets.Profile().Outlet.URL }, Rates: rates, Now: fake.Now, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(context.Background(), func(tx *db.Tx) error { return f(context.Background(), tx) }); err != nil {
		b.Fatal(err)
	}
}

// person makes somebody with roles and a token of hers.
func (b *bed) person(name string, limits people.Token, grants ...people.Grant) (id, token string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		p, err := people.Add(ctx, tx, people.Person{Name: name, Email: name + "@ford.example"})
		if err != nil {
			return err
		}
		for _, g := range grants {
			if err := people.Give(ctx, tx, p.ID, g.Role, g.Bureau, g.Lang); err != nil {
				return err
			}
		}
		id, limits.Person, limits.Name = p.ID, p.ID, "test"
		_, token, err = people.NewToken(ctx, tx, limits)
		return err
	})
	return id, token
}

// admin makes an administrator's token.
func (b *bed) admin() string {
	b.Helper()
	_, token := b.person("admin", people.Token{}, people.Grant{Role: people.Administrator})
	return token
}

// story makes a story with a text in both editions.
func (b *bed) story(bureau string, kind story.Kind, author string) string {
	b.Helper()
	var made story.Story
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		s := story.Story{Kind: kind, Original: "en", Bureau: bureau}
		if author != "" {
			s.People = []story.Credit{{Person: author, Part: story.Author}}
		}
		if made, err = story.Create(ctx, tx, s); err != nil {
			return err
		}
		for _, l := range []lang.Tag{"en", "ru"} {
			doc := body.Doc{Blocks: []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Paragraph, Text: []body.Span{{Text: "The words."}}}}}
			save := story.Save{Story: made.ID, Lang: l, Headline: "Headline", Body: &doc}
			if l != "en" {
				save.MadeFrom, save.MadeRev = "en", 1
			}
			if _, err := story.SaveText(ctx, tx, save); err != nil {
				return err
			}
		}
		return nil
	})
	return made.ID
}

// answer is a whole answer.
type answer struct {
	status int
	header http.Header
	body   string
}

// decode reads the answer's JSON.
func (a answer) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		t.Fatalf("%v in %.300s", err, a.body)
	}
}

// field is one field of the answer, as text.
func (a answer) field(name string) string {
	var all map[string]any
	json.Unmarshal([]byte(a.body), &all)
	s, _ := all[name].(string)
	return s
}

// ask sends a request; sent is JSON text, headers come in pairs.
func (b *bed) ask(method, path, token, sent string, headers ...string) answer {
	b.Helper()
	var body io.Reader
	if sent != "" {
		body = strings.NewReader(sent)
	}
	r := httptest.NewRequest(method, "https://ford.example"+path, body)
	if sent != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	got := answer{w.Code, w.Result().Header, w.Body.String()}
	b.sound(method+" "+path, got)
	return got
}

// sound holds what is true of every answer.
func (b *bed) sound(what string, got answer) {
	b.Helper()
	kind := got.header.Get("Content-Type")
	if got.status >= 400 {
		var p api.Problem
		if err := json.Unmarshal([]byte(got.body), &p); err != nil || kind != "application/problem+json" || p.Status != got.status || p.Code == "" || p.Title == "" {
			b.Errorf("%s: %d is no problem: %s %.300s", what, got.status, kind, got.body)
		}
		if got.header.Get("Cache-Control") != "no-store" {
			b.Errorf("%s: a problem may be kept: %s", what, got.header.Get("Cache-Control"))
		}
	}
	if got.status >= 500 && got.status != http.StatusServiceUnavailable {
		b.Errorf("%s: %d %s\n%s", what, got.status, got.body, b.log)
	}
	if got.header.Get("X-Content-Type-Options") != "nosniff" {
		b.Errorf("%s: its type may be guessed", what)
	}
	if public := strings.Contains(what, "/public/") || strings.Contains(what, "openapi"); !public && (got.header.Get("Access-Control-Allow-Origin") != "" || got.header.Get("Cache-Control") != "no-store") {
		b.Errorf("%s: a token's answer is open: %v", what, got.header)
	}
	if got.header.Get("Set-Cookie") != "" || got.header.Get("Access-Control-Allow-Credentials") != "" {
		b.Errorf("%s: sets a cookie or takes them", what)
	}
}

// live publishes a text.
func (b *bed) live(id string, l lang.Tag) error {
	_, err := b.pub.Publish(context.Background(), edition.Order{Story: id, Lang: l})
	return err
}

// begun begins a translation from English, and gives it as a file.
func (b *bed) begun(id string, l lang.Tag) string {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return translation.Begin(ctx, tx, translation.Beginning{Story: id, Lang: l, From: "en"})
	})
	return b.file(id, l, exchange.XLIFF21, nil)
}

// file gives a translation as a file, with what a translator did in it.
func (b *bed) file(id string, l lang.Tag, f exchange.Format, work func(*exchange.Unit)) (file string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		p, err := parcel.Pack(ctx, tx, id, l, parcel.Sentences{})
		if err != nil {
			return err
		}
		for i := range p.Units {
			if work != nil {
				work(&p.Units[i])
			}
		}
		data, err := exchange.Write(p, f, exchange.Labels{})
		file = string(data)
		return err
	})
	return file
}
