package transfer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// ready is a record whose text was made, before it meets the database.
type ready struct {
	Record
	lang     lang.Tag
	kind     story.Kind
	doc      body.Doc
	lead     *body.Picture
	found    []string // media ids of the pictures that were found
	print    string
	problems []Problem
}

// taker writes ready records. Its caches are of what the present transaction and
// those before it made; they are forgotten when one is undone.
type taker struct {
	source  string
	archive Archive

	people   map[string]string // byline -> person id
	sections map[string]string // term -> section id
	topics   map[string]string // term -> topic id
	named    map[string]bool   // term and language that have their name
}

func (t *taker) forget() {
	t.people, t.sections, t.topics, t.named = map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}
}

// outcome says what became of a record.
type outcome int

const (
	unchanged outcome = iota // taken before, and the same
	newStory                 // became the first text of a story
	newText                  // became one more text of a story
	loneStory                // the same, for a translation whose story has a text in its language
	renewed                  // taken before, but the archive has changed since
)

// take makes a text of a record, and a copy if it was published.
func (t *taker) take(ctx context.Context, b *edition.Batch, r ready) (outcome, []Problem, error) {
	before, known, err := findTaken(ctx, b.Tx, t.source, r.Key)
	if err != nil || known && before.print == r.print {
		return unchanged, nil, err
	}
	result, storyID := renewed, before.story
	if !known {
		if storyID, result, err = t.story(ctx, b, r); err != nil {
			return 0, nil, err
		}
	}
	came := original{Headline: r.Headline, Standfirst: r.Standfirst, Slug: r.slug(), Lead: r.lead, Body: r.doc}
	saved, err := came.save(ctx, b.Tx, storyID, r.lang, before)
	if err != nil {
		return 0, nil, err
	}
	now := taken{story: storyID, lang: r.lang, print: r.print, rev: saved.Rev}
	if saved.Merged {
		now.text = came.json()
	}
	if err := putTaken(ctx, b.Tx, t.source, r.Key, now); err != nil {
		return 0, nil, err
	}
	problems, err := t.publish(ctx, b, r, storyID, saved)
	if result == loneStory {
		result = newStory
		problems = append(problems, Problem{Record: r.Key, Line: r.Line, Level: Partly, Code: "group_has_language",
			Detail: fmt.Sprintf("its translation group has a text in %q already: it became a story of its own", r.lang)})
	}
	return result, problems, err
}

// story finds the story that a record's translations became, or makes one.
func (t *taker) story(ctx context.Context, b *edition.Batch, r ready) (string, outcome, error) {
	credits, err := t.credits(ctx, b, r)
	if err != nil {
		return "", 0, err
	}
	section, err := t.section(ctx, b, r)
	if err != nil {
		return "", 0, err
	}
	topics, err := t.topicIDs(ctx, b, r)
	if err != nil {
		return "", 0, err
	}
	what := newStory
	if r.Group != "" {
		found, err := groupStory(ctx, b.Tx, t.source, r.Group)
		if err != nil {
			return "", 0, err
		}
		if found != "" {
			joined, err := t.join(ctx, b, found, r, topics, credits)
			if joined || err != nil {
				return found, newText, err
			}
			r.Group, what = "", loneStory
		}
	}
	s, err := story.Create(ctx, b.Tx, story.Story{
		Kind: r.kind, Original: r.lang, Stage: stage(r.State), Section: section, Topics: topics, People: credits,
	})
	if err != nil || r.Group == "" {
		return s.ID, what, err
	}
	return s.ID, newStory, putGroup(ctx, b.Tx, t.source, r.Group, s.ID)
}

// join adds a translation to its story, with the topics and people it names. It does
// nothing where the story has a text in the language: two texts cannot both be it.
func (t *taker) join(ctx context.Context, b *edition.Batch, storyID string, r ready, topics []string, credits []story.Credit) (joined bool, err error) {
	texts, err := story.Texts(ctx, b.Tx, storyID)
	if err != nil {
		return false, err
	}
	for _, have := range texts {
		if have.Lang == r.lang {
			return false, nil
		}
	}
	for _, one := range topics {
		if err := story.AddTopic(ctx, b.Tx, storyID, one); err != nil {
			return false, err
		}
	}
	for _, c := range credits {
		if err := story.AddPerson(ctx, b.Tx, storyID, c); err != nil {
			return false, err
		}
	}
	return true, nil
}

func stage(s State) story.Stage {
	if s == Draft {
		return story.Drafting
	}
	return story.Ready
}

// slug keeps the old slug where it is one already, so that addresses change as little
// as can be; else the edition makes one of the headline.
func (r ready) slug() string {
	if outlet.ValidSlug(r.Slug) {
		return r.Slug
	}
	return ""
}

func (t *taker) publish(ctx context.Context, b *edition.Batch, r ready, storyID string, saved story.Saved) ([]Problem, error) {
	if r.State == Draft {
		return nil, nil
	}
	if _, ok := b.Profile().Edition(r.lang); !ok {
		return []Problem{{Record: r.Key, Line: r.Line, Level: Partly, Code: "no_edition",
			Detail: fmt.Sprintf("kept as a draft: the outlet has no edition in %q; add one and import again", r.lang)}}, nil
	}
	if r.Date.IsZero() {
		// Published now it would lead the front as today's news.
		return []Problem{{Record: r.Key, Line: r.Line, Level: Partly, Code: "no_date",
			Detail: "kept as a draft: it has no date, or an impossible one, and is not today's news"}}, nil
	}
	if left, err := leftToDesk(ctx, b, r, storyID, saved); left != nil || err != nil {
		return left, err
	}
	order := edition.Order{
		Story: storyID, Lang: r.lang, Date: r.Date, Changed: r.Updated,
		Lift: "published before Masthead; brought in from " + t.source,
	}
	if r.State == Future {
		order.At = r.Date
	}
	for _, a := range r.Addresses {
		if old := edition.OldAddress(a); old != "" {
			order.Addresses = append(order.Addresses, old)
		}
	}
	out, err := b.Publish(ctx, order)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, a := range out.Taken {
		problems = append(problems, Problem{Record: r.Key, Line: r.Line, Level: Note, Code: "address_taken",
			Detail: fmt.Sprintf("the old address %s leads to another text already", a)})
	}
	return problems, nil
}

// leftToDesk tells of a text that the archive has changed but that must not go out with
// it: one that the desk has withdrawn, or has changes in that it has not published.
func leftToDesk(ctx context.Context, b *edition.Batch, r ready, storyID string, saved story.Saved) ([]Problem, error) {
	rev, gone, err := b.Standing(ctx, storyID, r.lang)
	if err != nil {
		return nil, err
	}
	before := saved.Rev
	if saved.Changed {
		before--
	}
	switch {
	case gone:
		return []Problem{{Record: r.Key, Line: r.Line, Level: Note, Code: "withdrawn_here", Detail: "its copy was withdrawn here and stays so; the text was renewed"}}, nil
	case rev > 0 && rev < before:
		return []Problem{{Record: r.Key, Line: r.Line, Level: Note, Code: "changed_here", Detail: "it has changes that are not published; the text was renewed, its copy was not"}}, nil
	}
	return nil, nil
}

func (t *taker) credits(ctx context.Context, b *edition.Batch, r ready) ([]story.Credit, error) {
	var credits []story.Credit
	for _, by := range r.Bylines {
		person, err := t.person(ctx, b, r.lang, by)
		if err != nil {
			return nil, err
		}
		if person != "" {
			credits = append(credits, story.Credit{Person: person, Part: story.Author})
		}
	}
	return credits, nil
}

// person finds or makes the person of a byline. An e-mail address finds somebody who
// is here already; it is never kept for somebody new: a byline is not an account.
func (t *taker) person(ctx context.Context, b *edition.Batch, l lang.Tag, by Byline) (string, error) {
	name := strings.TrimSpace(by.Name)
	if name == "" {
		return "", nil
	}
	if found, ok := t.people[name]; ok {
		return found, t.personAddress(ctx, b, l, by, found)
	}
	p, err := people.ByName(ctx, b.Tx, name)
	if fault.KindOf(err) == fault.NotFound && by.Email != "" {
		p, err = people.ByEmail(ctx, b.Tx, by.Email)
	}
	if fault.KindOf(err) == fault.NotFound {
		p, err = people.Add(ctx, b.Tx, people.Person{Name: name})
	}
	if err != nil {
		return "", err
	}
	t.people[name] = p.ID
	return p.ID, t.personAddress(ctx, b, l, by, p.ID)
}

func (t *taker) personAddress(ctx context.Context, b *edition.Batch, l lang.Tag, by Byline, person string) error {
	if t.archive.Person == "" || by.Key == "" || t.once("person "+by.Key, l) {
		return nil
	}
	found, err := people.ByIDs(ctx, b.Tx, []string{person})
	if err != nil {
		return err
	}
	return t.archive.address(ctx, b, t.archive.Person, by.Key, l, "/"+string(l)+"/by/"+found[person].Slug+"/")
}

// once says whether something was done before for a language, and that it is done now.
func (t *taker) once(what string, l lang.Tag) bool {
	key := string(l) + " " + what
	was := t.named[key]
	t.named[key] = true
	return was
}

func (t *taker) section(ctx context.Context, b *edition.Batch, r ready) (string, error) {
	term := r.Section
	if term == nil || term.Name == "" {
		return "", nil
	}
	key := term.identity()
	section, ok := t.sections[key]
	if !ok {
		var err error
		if section, err = outlet.EnsureSection(ctx, b.Tx, key); err != nil {
			return "", err
		}
		t.sections[key] = section
	}
	if t.once("section "+key, r.lang) {
		return section, nil
	}
	name, known := outlet.SectionName{}, false
	if s, ok := b.Profile().Section(section); ok {
		name, known = s.Names[r.lang]
	}
	if !known {
		slug, err := t.sectionSlug(ctx, b, r.lang, term)
		if err != nil {
			return "", err
		}
		if name, err = outlet.NameSection(ctx, b.Tx, section, r.lang, outlet.SectionName{Slug: slug, Name: term.Name}); err != nil {
			return "", err
		}
		if err := b.OutletChanged(ctx); err != nil {
			return "", err
		}
	}
	return section, t.archive.address(ctx, b, t.archive.Section, term.Slug, r.lang, "/"+string(r.lang)+"/"+name.Slug+"/")
}

// sectionSlug makes a section's address that no article has: a section would hide it.
func (t *taker) sectionSlug(ctx context.Context, b *edition.Batch, l lang.Tag, term *Term) (string, error) {
	base := cmp.Or(lang.Slug(term.Name, l), "section")
	for slug, i := base, 2; ; i++ {
		taken, err := b.SlugTaken(ctx, l, slug)
		if err != nil || !taken {
			return slug, err
		}
		slug = fmt.Sprintf("%s-%d", base, i)
	}
}

func (t *taker) topicIDs(ctx context.Context, b *edition.Batch, r ready) ([]string, error) {
	var ids []string
	for _, term := range r.Topics {
		if term.Name == "" {
			continue
		}
		key := term.identity()
		one, ok := t.topics[key]
		if !ok {
			var err error
			if one, err = topic.Ensure(ctx, b.Tx, key); err != nil {
				return nil, err
			}
			t.topics[key] = one
		}
		ids = append(ids, one)
		if t.once("topic "+key, r.lang) {
			continue
		}
		name, err := topicName(ctx, b, one, r.lang, term)
		if err != nil {
			return nil, err
		}
		if err := t.archive.address(ctx, b, t.archive.Topic, term.Slug, r.lang, "/"+string(r.lang)+"/topic/"+name.Slug+"/"); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// topicName names a topic in a language. A name it has stays: published pages lead to it.
func topicName(ctx context.Context, b *edition.Batch, one string, l lang.Tag, term Term) (topic.Name, error) {
	names, _, err := topic.NamesIn(ctx, b.Tx, []string{one}, l)
	if err != nil {
		return topic.Name{}, err
	}
	if len(names) > 0 {
		return names[0], nil
	}
	return topic.SetName(ctx, b.Tx, one, l, topic.Name{Slug: lang.Slug(term.Name, l), Name: term.Name})
}

// identity is what terms of several languages have in common.
func (t Term) identity() string {
	for _, s := range []string{t.Group, t.Key, t.Slug} {
		if s != "" {
			return s
		}
	}
	return t.Name
}

// Archive says under which paths the old site listed its terms and people, so that
// those addresses lead on; empty where it did not.
type Archive struct{ Section, Topic, Person string }

// WordPressPaths are those that WordPress uses unless it is told otherwise.
var WordPressPaths = Archive{Section: "/category/", Topic: "/tag/", Person: "/author/"}

// address keeps an old list's address, with and without the language before it.
func (a Archive) address(ctx context.Context, b *edition.Batch, under, slug string, l lang.Tag, path string) error {
	if under == "" || slug == "" {
		return nil
	}
	for _, old := range []string{under + slug, "/" + string(l) + under + slug} {
		if key := edition.OldPath(old, ""); key != "" {
			if err := b.OldAddress(ctx, key, l, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// fingerprint tells one state of a record from another: what it says, which of its
// pictures are to be had, and whether there is an edition for it.
func fingerprint(r Record, pictures []string, published bool) string {
	r.Line, r.Problems = 0, nil
	raw, err := json.Marshal(struct {
		Record
		Pictures  []string
		Published bool
	}{r, pictures, published})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}

// cut shortens a text at a word, for heads that are longer than a head can be.
func cut(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	r := []rune(s)[:runes]
	short := string(r)
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimSpace(short)
}
