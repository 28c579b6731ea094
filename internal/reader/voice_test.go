package reader

import (
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// testProfile is an outlet with an English, a Persian and a Georgian edition; the
// last has no section of its own.
func testProfile(t testing.TB) (p *outlet.Profile, section string) {
	t.Helper()
	return makeOutlet(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), nil))
}

func makeOutlet(t testing.TB, d *db.DB) (p *outlet.Profile, section string) {
	t.Helper()
	ctx := t.Context()
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		must := func(e error) {
			if err == nil {
				err = e
			}
		}
		must(outlet.Save(ctx, tx, outlet.Outlet{Name: "Bridge & Ford", URL: "https://news.example", Zone: "Asia/Tbilisi"}))
		for i, e := range []outlet.Edition{
			{Lang: "en", Title: "Bridge", Tagline: "News from both banks", Settings: outlet.EditionSettings{Rights: "© Bridge"}},
			{Lang: "fa", Title: "پل"},
			{Lang: "ka", Title: "ხიდი"},
		} {
			e.Position = i
			must(outlet.SaveEdition(ctx, tx, e))
		}
		must(outlet.SavePlace(ctx, tx, outlet.Place{Key: "baku", Country: "AZ", Names: map[lang.Tag]string{"en": "Baku", "fa": "باکو"}}))
		must(outlet.SavePartner(ctx, tx, outlet.Partner{Key: "radio", Name: "Radio One", URL: "https://radio.example/"}))
		id, e := outlet.EnsureSection(ctx, tx, "opinion")
		must(e)
		section = id
		for l, n := range map[lang.Tag]outlet.SectionName{"en": {Slug: "opinion", Name: "Opinion"}, "fa": {Slug: "didgah", Name: "دیدگاه"}} {
			_, e := outlet.NameSection(ctx, tx, id, l, n)
			must(e)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Read(ctx, func(tx *db.Tx) error { p, err = outlet.Read(ctx, tx); return err }); err != nil {
		t.Fatal(err)
	}
	return p, section
}

func testVoice(t testing.TB, l lang.Tag) (v voice, section string) {
	t.Helper()
	p, section := testProfile(t)
	return voiceOf(t, p, l), section
}

func voiceOf(t testing.TB, p *outlet.Profile, l lang.Tag) voice {
	t.Helper()
	e, ok := p.Edition(l)
	if !ok {
		t.Fatalf("no edition %s", l)
	}
	return voice{profile: p, edition: e, words: voiceWords{
		kind:       func(kind string) string { return "the " + kind },
		viewpoint:  func(place string) string { return "A view from " + place },
		titled:     func(place, headline string) string { return "A view from " + place + ": " + headline },
		correction: func(at time.Time) string { return "Correction, " + lang.Date(at, "en") + ":" },
	}}
}

// hour is a moment of the fixtures' day.
func hour(h int) time.Time { return time.Date(2026, 6, 18, h, 0, 0, 0, time.UTC) }

// opinion is a translated opinion with every part that a copy can have.
func opinion(section string) edition.Copy {
	return edition.Copy{
		Card: edition.Card{
			Story: "01jy0000000000000000000001", Lang: "en", Slug: "the-bridge", Kind: "opinion", Section: section, Viewpoint: "baku",
			Headline: "The bridge & the ford", Stand: "Who may cross, and who says so",
			Bylines: []edition.Byline{
				{Person: "01jy00000000000000000000p1", Slug: "leyla-aliyeva", Name: "Leyla Aliyeva", City: "baku"},
				{Name: "A. Friend"},
			},
			Picture:   &edition.Picture{Hash: "abc123", Width: 2000, Height: 1500, Alt: "A bridge \"at dawn\"", Caption: "The old bridge", Credit: "L. Aliyeva"},
			Topics:    []edition.TopicAt{{ID: "01jy00000000000000000000t1", Slug: "borders", Name: "Borders"}},
			Published: hour(8), Updated: hour(10),
		},
		Page: edition.Page{
			Original: "fa", Partner: "radio", Words: 812,
			Translators: []edition.Byline{{Name: "Tamar B."}},
			Corrections: []edition.Correction{{At: hour(10), Text: "The bridge has <three> arches."}},
		},
		Feed: `<p>First &amp; last.</p><p><a href="https://news.example/en/x/">Link</a></p>`,
	}
}

func plainNews(story, slug string, at time.Time) edition.Copy {
	return edition.Copy{
		Card: edition.Card{Story: story, Lang: "en", Slug: slug, Kind: "news", Headline: "News " + slug, Published: at, Updated: at},
		Feed: "<p>Text of " + slug + "</p>",
	}
}
