package demo

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/terms"
	"masthead/internal/topic"
)

// Plant makes the demo's outlet with all its stories, and loads it. Where it stands
// already it changes nothing and says false; an outlet of anybody else's is a
// Conflict. All is planted in one transaction, the pictures before it.
func Plant(ctx context.Context, p *edition.Publisher, library *media.Library, now time.Time) (planted bool, err error) {
	n, err := Read()
	if err != nil {
		return false, err
	}
	switch there, err := isThere(ctx, p.DB, n); {
	case err != nil:
		return false, err
	case there:
		return false, p.Outlet.Load(ctx)
	}
	zone, err := time.LoadLocation(n.Zone)
	if err != nil {
		return false, err
	}
	g := gardener{newsroom: n, now: now.In(zone), ids: map[string]string{}}
	if err := g.pictures(ctx, library); err != nil {
		return false, err
	}
	if err := p.Write(ctx, func(b *edition.Batch) error { return g.plant(ctx, b) }); err != nil {
		return false, fmt.Errorf("planting the demo: %w", err)
	}
	return true, p.Outlet.Load(ctx)
}

// isThere says whether the demo was planted before.
func isThere(ctx context.Context, d *db.DB, n *Newsroom) (there bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		found, err := outlet.Read(ctx, tx)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err == nil && found.Outlet.Name != n.Name {
			return fault.New(fault.Conflict, "demo.other_outlet").With("name", found.Outlet.Name)
		}
		there = err == nil
		return err
	})
	return there, err
}

// gardener plants a newsroom. It remembers the ids that keys became: "section news",
// "person nigar", "picture railway.jpg".
type gardener struct {
	newsroom *Newsroom
	now      time.Time
	ahead    time.Time // from which what is to come counts
	ids      map[string]string
}

// id gives what a key became. An empty key is nothing.
func (g *gardener) id(kind, key string) (string, error) {
	if key == "" {
		return "", nil
	}
	found, ok := g.ids[kind+" "+key]
	if !ok {
		return "", fmt.Errorf("no %s %q", kind, key)
	}
	return found, nil
}

func (g *gardener) pictures(ctx context.Context, library *media.Library) error {
	list, err := files.ReadDir("pictures")
	if err != nil {
		return err
	}
	for _, f := range list {
		raw, err := files.ReadFile(path.Join("pictures", f.Name()))
		if err != nil {
			return err
		}
		m, err := library.Take(ctx, bytes.NewReader(raw), media.Media{Name: f.Name()})
		if err != nil {
			return err
		}
		g.ids["picture "+f.Name()] = m.ID
	}
	return nil
}

func (g *gardener) plant(ctx context.Context, b *edition.Batch) error {
	for _, step := range []func(context.Context, *db.Tx) error{g.outlet, g.places, g.sections, g.topics, g.people, g.partners} {
		if err := step(ctx, b.Tx); err != nil {
			return err
		}
	}
	if err := b.OutletChanged(ctx); err != nil {
		return err
	}
	for _, s := range g.newsroom.Stories {
		if err := g.story(ctx, b, s); err != nil {
			return fmt.Errorf("story %s: %w", s.Key, err)
		}
	}
	for _, step := range []func(context.Context, *edition.Batch) error{g.answers, g.dossiers, g.readings, g.works, g.style} {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// style takes over the set of terms to begin with, as an outlet would that chose it.
func (g *gardener) style(ctx context.Context, b *edition.Batch) error {
	langs := map[lang.Tag]bool{}
	for _, e := range g.newsroom.Editions {
		langs[e.Lang] = true
	}
	_, err := terms.Begin(ctx, b.Tx, langs, "")
	return err
}

// Where the appeal, the letter and readers' own material lead: pages of IANA that say
// they are there for examples (RFC 6761, section 6.5), for nobody takes the demo's money.
const (
	supportURL    = "https://example.com/"
	letterURL     = "https://example.org/"
	contributeURL = "https://example.net/"
)

func (g *gardener) outlet(ctx context.Context, tx *db.Tx) error {
	n := g.newsroom
	if err := outlet.Save(ctx, tx, outlet.Outlet{Name: n.Name, Zone: n.Zone, Settings: outlet.Settings{Contact: n.Contact}}); err != nil {
		return err
	}
	for i, e := range n.Editions {
		err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: e.Lang, Title: e.Title, Tagline: e.Tagline, Position: i, Settings: outlet.EditionSettings{
			About: e.About, AppealTitle: e.AppealTitle, AppealText: e.AppealText, AppealButton: e.AppealButton, Rights: e.Rights,
			LetterTitle: e.LetterTitle, LetterText: e.LetterText, Policies: e.Policies,
			SupportURL: supportURL, LetterURL: letterURL, ContributeURL: contributeURL,
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gardener) places(ctx context.Context, tx *db.Tx) error {
	for _, p := range g.newsroom.Places {
		if err := outlet.SavePlace(ctx, tx, outlet.Place{Key: p.Key, Country: p.Country, Names: p.Names}); err != nil {
			return err
		}
	}
	for i, b := range g.newsroom.Bureaus {
		if err := outlet.SaveBureau(ctx, tx, outlet.Bureau{Key: b.Key, Place: b.Place, Zone: b.Zone}, i); err != nil {
			return err
		}
	}
	return nil
}

func (g *gardener) sections(ctx context.Context, tx *db.Tx) error {
	for _, s := range g.newsroom.Sections {
		id, err := outlet.EnsureSection(ctx, tx, s.Key)
		if err != nil {
			return err
		}
		g.ids["section "+s.Key] = id
		for l, name := range s.Names {
			if _, err := outlet.NameSection(ctx, tx, id, l, outlet.SectionName{Slug: lang.Slug(name, l), Name: name}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gardener) topics(ctx context.Context, tx *db.Tx) error {
	for _, t := range g.newsroom.Topics {
		id, err := topic.Ensure(ctx, tx, t.Key)
		if err != nil {
			return err
		}
		g.ids["topic "+t.Key] = id
		for l, name := range t.Names {
			if _, err := topic.SetName(ctx, tx, id, l, topic.Name{Slug: lang.Slug(name, l), Name: name}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gardener) people(ctx context.Context, tx *db.Tx) error {
	titles := g.newsroom.titles()
	for _, p := range g.newsroom.People {
		portrait, err := g.id("picture", p.Portrait)
		if err != nil {
			return err
		}
		person, err := people.Add(ctx, tx, people.Person{Name: p.Name, Email: p.Email(), Place: p.Place, Portrait: portrait})
		if err != nil {
			return err
		}
		g.ids["person "+p.Key] = person.ID
		where := g.newsroom.holds(p)
		if err := people.Give(ctx, tx, person.ID, p.Role, where.Bureau, where.Lang); err != nil {
			return err
		}
		for l, name := range p.Names {
			if err := people.SetName(ctx, tx, person.ID, l, people.Name{Name: name, About: p.About[l], Title: titles[p.Role][l]}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gardener) partners(ctx context.Context, tx *db.Tx) error {
	for _, p := range g.newsroom.Partners {
		if err := outlet.SavePartner(ctx, tx, outlet.Partner{Key: p.Key, Name: p.Name, URL: p.URL, Notes: p.Notes}); err != nil {
			return err
		}
	}
	return nil
}

// story plants one story: what it is, then its texts, the original first, each of
// which is published at once.
func (g *gardener) story(ctx context.Context, b *edition.Batch, s Story) error {
	what := story.Story{Kind: s.Kind, Original: s.Original, Stage: story.Ready, Bureau: s.Bureau, Viewpoint: s.Viewpoint, Partner: s.Partner}
	var err error
	if what.Section, err = g.id("section", s.Section); err != nil {
		return err
	}
	for _, key := range s.Topics {
		id, err := g.id("topic", key)
		if err != nil {
			return err
		}
		what.Topics = append(what.Topics, id)
	}
	if what.People, err = g.credits(s); err != nil {
		return err
	}
	if what, err = story.Create(ctx, b.Tx, what); err != nil {
		return err
	}
	g.ids["story "+s.Key] = what.ID
	original := 0
	for _, t := range s.Texts {
		rev, err := g.text(ctx, b, what.ID, s, t, original)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Lang, err)
		}
		if t.Lang == s.Original {
			original = rev
		}
	}
	return nil
}

func (g *gardener) credits(s Story) (credits []story.Credit, err error) {
	add := func(key string, part story.Part, l lang.Tag) {
		id, missing := g.id("person", key)
		if missing != nil {
			err = missing
		}
		if id != "" {
			credits = append(credits, story.Credit{Person: id, Part: part, Lang: l})
		}
	}
	for _, key := range s.Authors {
		add(key, story.Author, "")
	}
	for _, t := range s.Texts {
		add(t.Translator, story.Translated, t.Lang)
	}
	return credits, err
}

// text saves one text and publishes it; it gives the revision saved.
func (g *gardener) text(ctx context.Context, b *edition.Batch, storyID string, s Story, t Text, original int) (int, error) {
	doc, err := g.newsroom.Doc(s, t, g.now)
	if err != nil {
		return 0, err
	}
	eachPicture(doc.Blocks, func(p *body.Picture) {
		id, missing := g.id("picture", path.Base(p.Source))
		if missing != nil {
			err = missing
		}
		p.Media, p.Source = id, ""
	})
	if err != nil {
		return 0, err
	}
	save := story.Save{
		Story: storyID, Lang: t.Lang, OpID: "demo:" + s.Key, Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug(), Body: &doc,
	}
	if t.Lang != s.Original {
		save.MadeFrom, save.MadeRev = s.Original, original
	}
	if s.Lead != "" {
		id, err := g.id("picture", s.Lead)
		if err != nil {
			return 0, err
		}
		save.Lead = &body.Picture{Media: id, Alt: t.LeadAlt, Caption: body.ParseInline(t.LeadCaption), Credit: g.newsroom.Credit[t.Lang]}
	}
	saved, err := story.SaveText(ctx, b.Tx, save)
	if err != nil {
		return 0, err
	}
	published, updated := s.Times(g.now)
	_, err = b.Publish(ctx, edition.Order{Story: storyID, Lang: t.Lang, Date: published, Changed: updated})
	return saved.Rev, err
}
