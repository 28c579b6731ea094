package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// Work is a story that the newsroom is at work on, which no reader sees.
type Work struct {
	Kind      story.Kind
	Original  lang.Tag
	Section   string
	Viewpoint string
	Bureau    string
	Stage     story.Stage
	By        string // key of who pitched it or began it
	Authors   []string
	Title     string
	Why       string
	Needs     string
	Wanted    int // hours from the planting
	Words     int // planned length
	Decision  desk.Decision
	Reason    string
	Until     int // hours; of a decision to look again later
	Tasks     []Task
	Texts     map[lang.Tag]Draft
	Hold      *Hold
	Plan      map[lang.Tag]int // hours until each edition means to publish it
	Schedule  map[lang.Tag]int // hours until it publishes itself
}

// Task is an assignment.
type Task struct {
	Task   desk.Task
	Person string
	Lang   lang.Tag
	Due    int // hours
	Brief  string
}

// Draft is a text as far as it is written.
type Draft struct {
	Headline, Standfirst string
	Translator           string
	Text                 []string // its paragraphs
	Comments             []Remark
	Suggestions          []Remark

	// A translation that is made at the bench:
	From    lang.Tag          // what it is made from
	Stands  []string          // how the translation of each paragraph stands; a reason where it is left out ("omitted: …")
	Reader  string            // who read it beside its source
	Added   string            // a paragraph for its readers alone
	Changed map[string]string // of an original: paragraphs, by number from 1, that say something else since
}

// Remark is what somebody said of a paragraph, or how she would put it.
type Remark struct {
	By    string
	Block *int // nil for the whole text
	Quote string
	Said  string
	Text  string
}

// Hold is why a text waits.
type Hold struct {
	Hours      int
	By, Reason string
}

// works plants what is in the making, by the doors that the desk uses.
func (g *gardener) works(ctx context.Context, b *edition.Batch) error {
	// What lies ahead lies ahead of the database's clock, by which it comes due.
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return err
	}
	g.ahead = now
	for _, w := range g.newsroom.Works {
		if err := g.work(ctx, b, w); err != nil {
			return fmt.Errorf("the work %q: %w", w.Title, err)
		}
	}
	return nil
}

func (g *gardener) work(ctx context.Context, b *edition.Batch, w Work) error {
	section, err := g.id("section", w.Section)
	if err != nil {
		return err
	}
	by, err := g.id("person", w.By)
	if err != nil {
		return err
	}
	s := story.Story{Kind: w.Kind, Original: w.Original, Stage: w.Stage, Bureau: w.Bureau, Viewpoint: w.Viewpoint, Section: section}
	for _, key := range w.Authors {
		person, err := g.id("person", key)
		if err != nil {
			return err
		}
		s.People = append(s.People, story.Credit{Person: person, Part: story.Author})
	}
	work := desk.Work{Title: w.Title, Why: w.Why, Needs: w.Needs, Words: w.Words}
	if w.Wanted > 0 {
		work.Wanted = g.in(w.Wanted)
	}
	if w.Stage == story.Pitch {
		work.PitchedBy = by
		s.People = append(s.People, story.Credit{Person: by, Part: story.Author})
		s, err = desk.Offer(ctx, b.Tx, s, work)
	} else {
		s, err = desk.Begin(ctx, b.Tx, s, work, by)
	}
	if err != nil {
		return err
	}
	if w.Decision != "" {
		chief, err := g.id("person", "mariam")
		if err != nil {
			return err
		}
		if err := desk.Decide(ctx, b.Tx, s.ID, desk.Judgement{Decision: w.Decision, Reason: w.Reason, Until: g.in(w.Until), By: chief}); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context, *edition.Batch, story.Story, Work) error{g.drafts, g.tasks, g.plans} {
		if err := step(ctx, b, s, w); err != nil {
			return err
		}
	}
	return nil
}

// in is a moment some hours after the planting, on the hour.
func (g *gardener) in(hours int) time.Time {
	return g.ahead.Add(time.Duration(hours) * time.Hour).Truncate(time.Hour)
}

// drafts writes the texts, the original first, and what was said of them.
func (g *gardener) drafts(ctx context.Context, b *edition.Batch, s story.Story, w Work) error {
	langs := slices.SortedFunc(maps.Keys(w.Texts), func(a, b lang.Tag) int {
		if a == w.Original {
			return -1
		} else if b == w.Original {
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	original := 0
	for _, l := range langs {
		d := w.Texts[l]
		author := d.Translator
		if l == w.Original {
			author = append(w.Authors, w.By)[0]
		}
		by, err := g.id("person", author)
		if err != nil {
			return err
		}
		if len(d.Stands) > 0 {
			if err := g.atBench(ctx, b.Tx, s, l, d, by); err != nil {
				return err
			}
			continue
		}
		doc := body.Doc{}
		for _, p := range d.Text {
			doc.Blocks = append(doc.Blocks, body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: p}}})
		}
		save := story.Save{Story: s.ID, Lang: l, Headline: d.Headline, Standfirst: d.Standfirst, Body: &doc, By: by}
		if newest, err := story.Newest(ctx, b.Tx, s.ID, l); err == nil {
			save.BaseRev = newest.Rev // the working title is there already
		}
		if l != w.Original {
			save.MadeFrom, save.MadeRev = w.Original, original
			if err := story.AddPerson(ctx, b.Tx, s.ID, story.Credit{Person: by, Part: story.Translated, Lang: l}); err != nil {
				return err
			}
		}
		saved, err := story.SaveText(ctx, b.Tx, save)
		if err != nil {
			return err
		}
		if l == w.Original {
			original = saved.Rev
		}
		if err := g.remarks(ctx, b.Tx, s, l, saved, d); err != nil {
			return err
		}
	}
	return changed(ctx, b.Tx, s, w)
}

func (g *gardener) remarks(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, saved story.Saved, d Draft) error {
	for _, c := range d.Comments {
		by, err := g.id("person", c.By)
		if err != nil {
			return err
		}
		said := comment.Saying{Story: s, Lang: l, Said: c.Said, By: by}
		if c.Block != nil {
			block := saved.Body.Blocks[*c.Block]
			said.Anchor = comment.Anchor{Block: block.ID, Quote: c.Quote, Rev: saved.Rev}
			if before, _, ok := strings.Cut(body.Plain(block), c.Quote); ok && c.Quote != "" {
				said.Anchor.Start = len([]rune(before))
			}
		}
		if _, err := comment.Say(ctx, tx, said); err != nil {
			return err
		}
	}
	for _, c := range d.Suggestions {
		by, err := g.id("person", c.By)
		if err != nil {
			return err
		}
		was := saved.Body.Blocks[*c.Block]
		wanted := was
		wanted.Text = []body.Span{{Text: c.Text}}
		before, err := json.Marshal(was)
		if err != nil {
			return err
		}
		after, err := json.Marshal(wanted)
		if err != nil {
			return err
		}
		offer := comment.Offer{Story: s, Lang: l, Kind: comment.Change, Block: was.ID, Base: before, Wanted: after, Rev: saved.Rev, By: by}
		if _, err := comment.Suggest(ctx, tx, offer); err != nil {
			return err
		}
	}
	return nil
}

func (g *gardener) tasks(ctx context.Context, b *edition.Batch, s story.Story, w Work) error {
	by, err := g.id("person", "mariam")
	if err != nil {
		return err
	}
	for _, t := range w.Tasks {
		person, err := g.id("person", t.Person)
		if err != nil {
			return err
		}
		order := desk.Order{Assignment: desk.Assignment{Story: s.ID, Person: person, Task: t.Task, Lang: t.Lang, Brief: t.Brief, Due: g.in(t.Due), Zone: g.now.Location(), By: by}, Byline: t.Task == desk.Write}
		if _, err := desk.Assign(ctx, b.Tx, order); err != nil {
			return err
		}
	}
	return nil
}

func (g *gardener) plans(ctx context.Context, b *edition.Batch, s story.Story, w Work) error {
	chief, err := g.id("person", "mariam")
	if err != nil {
		return err
	}
	for _, l := range slices.Sorted(maps.Keys(w.Plan)) {
		if err := desk.PlanFor(ctx, b.Tx, s.ID, l, g.in(w.Plan[l]), chief); err != nil {
			return err
		}
	}
	if w.Hold != nil {
		by, err := g.id("person", w.Hold.By)
		if err != nil {
			return err
		}
		if err := desk.SetHold(ctx, b.Tx, s.ID, desk.Hold{Reason: w.Hold.Reason, By: by, Until: g.in(w.Hold.Hours)}); err != nil {
			return err
		}
	}
	for _, l := range slices.Sorted(maps.Keys(w.Schedule)) {
		if _, err := b.Publish(ctx, edition.Order{Story: s.ID, Lang: l, At: g.in(w.Schedule[l]), By: chief, Lift: "The demo shows what waits for its hour."}); err != nil {
			return err
		}
	}
	return nil
}

// atBench makes a translation as a translator does, some of it read by somebody else.
func (g *gardener) atBench(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, d Draft, by string) error {
	if err := translation.Begin(ctx, tx, translation.Beginning{Story: s.ID, Lang: l, From: d.From, By: by}); err != nil {
		return err
	}
	t, err := story.Newest(ctx, tx, s.ID, l)
	if err != nil {
		return err
	}
	var ids []string
	for i := range t.Body.Blocks {
		ids = append(ids, t.Body.Blocks[i].ID)
		if i < len(d.Text) && d.Text[i] != "" {
			t.Body.Blocks[i].Text = []body.Span{{Text: d.Text[i]}}
		}
	}
	if d.Added != "" {
		t.Body.Blocks = append(t.Body.Blocks, body.Block{ID: id.NewBlock(), Type: body.Paragraph, Text: []body.Span{{Text: d.Added}}})
	}
	_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: l, BaseRev: t.Rev, By: by, Headline: d.Headline, Standfirst: d.Standfirst, Body: &t.Body})
	if err != nil {
		return err
	}
	if err := story.AddPerson(ctx, tx, s.ID, story.Credit{Person: by, Part: story.Translated, Lang: l}); err != nil {
		return err
	}
	reader := by
	if d.Reader != "" {
		if reader, err = g.id("person", d.Reader); err != nil {
			return err
		}
	}
	sheet, err := translation.Read(ctx, tx, s.ID, l)
	if err != nil {
		return err
	}
	for _, row := range sheet.Rows {
		if err := stand(ctx, tx, s, l, row, d, ids, by, reader); err != nil {
			return err
		}
	}
	return nil
}

// stand says of a row where it stands.
func stand(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, row translation.Row, d Draft, ids []string, by, reader string) error {
	said := string(translation.IsTranslated)
	switch i := slices.Index(ids, row.ID); {
	case row.Head():
	case i >= 0 && i < len(d.Stands):
		said = d.Stands[i]
	case len(row.Sources) > 0:
		said = ""
	default:
		said = string(translation.IsAdded)
	}
	verdict, reason, _ := strings.Cut(said, ": ")
	m := translation.Marking{Story: s.ID, Lang: l, Pair: row.Pair, Verdict: translation.Verdict(verdict), Reason: reason, By: by}
	switch m.Verdict {
	case "", translation.IsDraft:
		return nil
	case translation.IsReviewed:
		m.Verdict = translation.IsTranslated
		if err := translation.Mark(ctx, tx, m); err != nil {
			return err
		}
		m.Verdict, m.By = translation.IsReviewed, reader
	}
	return translation.Mark(ctx, tx, m)
}

// changed lets originals say something else than their translations were made from.
func changed(ctx context.Context, tx *db.Tx, s story.Story, w Work) error {
	d := w.Texts[w.Original]
	if len(d.Changed) == 0 {
		return nil
	}
	t, err := story.Newest(ctx, tx, s.ID, w.Original)
	if err != nil {
		return err
	}
	for n, text := range d.Changed {
		i, err := strconv.Atoi(n)
		if err != nil || i < 1 || i > len(t.Body.Blocks) {
			return fmt.Errorf("no paragraph %q", n)
		}
		t.Body.Blocks[i-1].Text = []body.Span{{Text: text}}
	}
	_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: w.Original, BaseRev: t.Rev, By: t.SavedBy, Headline: t.Headline, Standfirst: t.Standfirst, Body: &t.Body})
	return err
}
