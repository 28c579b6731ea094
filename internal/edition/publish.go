package edition

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// TopicNames is the question an edition asks about topics.
type TopicNames interface {
	// NamesIn names topics in a language; one without a name in it is left out.
	NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) ([]TopicAt, error)
	// Dossier tells what makes a dossier of a topic in a language, its introduction as
	// it was written. Parts that are not told in the language are left out.
	Dossier(ctx context.Context, tx *db.Tx, id string, l lang.Tag) (Dossier, error)
}

// Publisher makes copies of texts, schedules them and takes them back.
type Publisher struct {
	DB     *db.DB
	Outlet *outlet.Outlets
	Topics TopicNames
	Gates  []Gate
	Render Renderer
	Wake   func()   // called after a commit that readers will see; may be nil
	Heard  Listener // whether changes are announced; nil for nobody listens
	// Pairs says which blocks of a text were made of which of the text in the language
	// from: none where that is not known. It may be nil.
	Pairs func(ctx context.Context, tx *db.Tx, storyID string, l, from lang.Tag) ([]Pair, error)
	Held  func(ctx context.Context, tx *db.Tx, s Stopped) error // tells people of a planned publishing that gates held; nil for nobody

	// Disclaimers gives what a text's page tells readers because of its words; nil for nothing.
	Disclaimers func(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]string, error)
}

// Order asks for a text's newest revision to be published.
type Order struct {
	Story     string
	Lang      lang.Tag
	By        string    // person, or empty for the program
	At        time.Time // when; zero or past means now
	Quiet     bool      // a mend that readers need not be told of: the time of update stays
	Date      time.Time // the time of first publishing to show, for an archive that was published elsewhere
	Changed   time.Time // the time of update that goes with Date
	Overrides []Override
	MayLift   func(Held) bool // whether who orders may lift it; nil: everything that can be lifted
	Lift      string          // lifts every gate that can be lifted, for this reason: an archive that was published elsewhere
	Addresses []string        // addresses from before Masthead that shall lead here, as OldAddress writes them
}

// Published is what became of an order.
type Published struct {
	Lang      lang.Tag
	Slug      string
	Scheduled time.Time // when it will be published; zero if it was
	Taken     []string  // old addresses that another text has already
}

// Publish carries out an order in a transaction of its own. Gates that hold the text
// come back as *HeldBack.
func (p *Publisher) Publish(ctx context.Context, o Order) (out Published, err error) {
	err = p.Write(ctx, func(b *Batch) error { out, err = b.Publish(ctx, o); return err })
	return out, err
}

// Withdraw takes a copy back; readers are told the reason. A scheduled publishing of
// the text is called off as well.
func (p *Publisher) Withdraw(ctx context.Context, storyID string, l lang.Tag, reason string) error {
	return p.Write(ctx, func(b *Batch) error { return b.Withdraw(ctx, storyID, l, reason) })
}

// Write runs f in one transaction with a batch, and wakes those who follow the
// changes once it is committed.
func (p *Publisher) Write(ctx context.Context, f func(*Batch) error) error {
	changed := false
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		b := &Batch{p: p, Tx: tx, profile: p.Outlet.Profile(), tags: map[string]bool{}, months: map[monthOfLang]int{}}
		if err := f(b); err != nil {
			return err
		}
		changed = len(b.tags) > 0
		return b.close(ctx)
	})
	if err == nil && changed && p.Wake != nil {
		p.Wake()
	}
	return err
}

// SearchLater leaves the batch's new copies for FillSearch to bring into the search: who
// writes thousands calls it once, afterwards.
func (b *Batch) SearchLater() { b.search.later = true }

// Batch is several publishings in one transaction: they are seen together, and tell
// of themselves in one line of the change sequence.
type Batch struct {
	Tx *db.Tx

	p       *Publisher
	profile *outlet.Profile
	tags    map[string]bool
	months  map[monthOfLang]int // how many live copies each gains, or loses
	search  searchWrites
}

// Publish carries out an order, now or by a schedule.
func (b *Batch) Publish(ctx context.Context, o Order) (out Published, err error) {
	defer fault.Wrap(&err, "publishing %s in %s", o.Story, o.Lang)
	if _, ok := b.profile.Edition(o.Lang); !ok {
		return out, fault.New(fault.Invalid, "edition.no_edition").With("lang", string(o.Lang))
	}
	s, t, err := b.text(ctx, o)
	if err != nil {
		return out, err
	}
	held, lifted, err := askGates(ctx, b.Tx, b.p.Gates, s, t, o)
	if err != nil {
		return out, err
	}
	if len(held) > 0 {
		return out, &HeldBack{held}
	}
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return out, err
	}
	if err := b.lift(ctx, o, lifted, now); err != nil {
		return out, err
	}
	out = Published{Lang: o.Lang}
	if out.Taken, err = b.oldAddresses(ctx, o); err != nil {
		return out, err
	}
	if o.At.After(now) {
		out.Scheduled = o.At
		return out, b.schedule(ctx, o, now)
	}
	if _, err := unschedule(ctx, b.Tx, o.Story, o.Lang); err != nil {
		return out, err
	}
	// What was lifted was lifted for this once, and what a link showed is public now.
	if err := dropLifts(ctx, b.Tx, o.Story, o.Lang, ""); err != nil {
		return out, err
	}
	if err := dropPreviews(ctx, b.Tx, o.Story, o.Lang, ""); err != nil {
		return out, err
	}
	out.Slug, err = b.publish(ctx, o, s, t, now)
	return out, err
}

// lift keeps what an order lifts: for the records, and for its hour if that is to come.
func (b *Batch) lift(ctx context.Context, o Order, lifted []Lifted, now time.Time) error {
	for _, l := range lifted {
		l.At = now
		if err := recordLift(ctx, b.Tx, o.Story, o.Lang, l); err != nil {
			return err
		}
		if !o.At.After(now) {
			continue
		}
		if err := putLift(ctx, b.Tx, o.Story, o.Lang, l); err != nil {
			return err
		}
	}
	return nil
}

// text reads what is to be published, and holds it: two publishings of one text, or a
// saving and a publishing, come one after the other.
func (b *Batch) text(ctx context.Context, o Order) (story.Story, story.Text, error) {
	if err := story.Hold(ctx, b.Tx, o.Story, o.Lang); err != nil {
		return story.Story{}, story.Text{}, err
	}
	s, err := story.Find(ctx, b.Tx, o.Story)
	if err != nil {
		return s, story.Text{}, err
	}
	t, err := story.Newest(ctx, b.Tx, o.Story, o.Lang)
	return s, t, err
}

func (b *Batch) publish(ctx context.Context, o Order, s story.Story, t story.Text, now time.Time) (slug string, err error) {
	before, err := copyHead(ctx, b.Tx, o.Story, o.Lang)
	if err != nil {
		return "", err
	}
	was, err := liveCard(ctx, b.Tx, o.Story, o.Lang)
	if err != nil {
		return "", err
	}
	c, people, err := b.makeCopy(ctx, s, t)
	if err != nil {
		return "", err
	}
	c.Published, c.Updated = times(o, before, now)
	if c.Slug, err = b.takeSlug(ctx, s, t); err != nil {
		return "", err
	}
	topics, persons, err := dropIndexes(ctx, b.Tx, o.Story, o.Lang)
	if err != nil {
		return "", err
	}
	if err := putCopy(ctx, b.Tx, c); err != nil {
		return "", err
	}
	if err := b.freeTopicSlugs(ctx, o.Lang, c.Topics); err != nil {
		return "", err
	}
	if err := putIndexes(ctx, b.Tx, c, people); err != nil {
		return "", err
	}
	if err := b.showFiles(ctx, c, people, persons); err != nil {
		return "", err
	}
	if err := settleTopics(ctx, b.Tx, o.Lang, without(topics, c.Topics)); err != nil {
		return "", err
	}
	if err := b.copyOtherSide(ctx, o.Story, s.OtherSide); err != nil {
		return "", err
	}
	b.tagCopy(o.Lang, o.Story, before.section, topics, persons)
	b.tagCopy(o.Lang, o.Story, c.Section, topicIDs(c.Topics), personIDs(people))
	if before.state != live {
		b.months[monthOf(o.Lang, c.Published)]++
	}
	b.search.findable(c, whereOf(b.profile, &c), before.state == "")
	change := ChangePublished
	if before.state == live {
		change = ChangeUpdated
	}
	if err := b.nameRevision(ctx, o, t.Rev, c.Corrections, before); err != nil {
		return "", err
	}
	if err := b.announce(ctx, change, o, was, c.Card, now); err != nil {
		return "", err
	}
	return c.Slug, db.Announce(ctx, b.Tx, Shown{
		Story: o.Story, Lang: o.Lang, Rev: t.Rev, First: before.state != live, MadeFrom: t.MadeFrom, Published: c.Published,
	})
}

// nameRevision marks in the text's history what readers see from now on, and whether it
// brings them a correction that the copy before did not.
func (b *Batch) nameRevision(ctx context.Context, o Order, rev int, corrections []Correction, before head) error {
	name := story.Published
	if n := len(corrections); n > 0 && before.state == live && corrections[n-1].At.After(before.updated) {
		name = story.Corrected
	}
	return story.NameRevision(ctx, b.Tx, o.Story, o.Lang, rev, name, o.By)
}

// oldAddresses claims an order's old addresses, and lists those that lead elsewhere
// already.
func (b *Batch) oldAddresses(ctx context.Context, o Order) (taken []string, err error) {
	for _, a := range o.Addresses {
		claimed, err := putOldAddress(ctx, b.Tx, a, o.Story, o.Lang, "")
		if err != nil {
			return nil, err
		}
		if !claimed {
			taken = append(taken, a)
		}
	}
	return taken, nil
}

// freeTopicSlugs makes room for the slugs of topics. An edition shows a topic under the
// name that its last copy was published with; one that was renamed since may stand on
// a slug that is another's now, and gets its present name.
func (b *Batch) freeTopicSlugs(ctx context.Context, l lang.Tag, topics []TopicAt) error {
	for _, t := range topics {
		stale, err := parkTopic(ctx, b.Tx, l, t)
		if err != nil {
			return err
		}
		if stale == "" {
			continue
		}
		b.tags[TopicTag(stale, l)] = true
		now, err := b.p.Topics.NamesIn(ctx, b.Tx, []string{stale}, l)
		if err != nil {
			return err
		}
		// It may be that its present slug too is still shown as another's.
		if err := b.freeTopicSlugs(ctx, l, now); err != nil {
			return err
		}
		for _, name := range now {
			if err := renameTopic(ctx, b.Tx, l, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// times gives the moments that readers see. The first publishing is never moved by a
// later one; a quiet mend does not move the update, and an archive's change has the
// archive's time.
func times(o Order, before head, now time.Time) (published, updated time.Time) {
	switch {
	case before.state != "":
		published, updated = before.published, now
		if o.Quiet {
			updated = before.updated
		} else if !o.Changed.IsZero() {
			updated = later(before.updated, o.Changed)
		}
	case !o.Date.IsZero():
		published, updated = o.Date, later(o.Date, o.Changed)
	default:
		published, updated = now, now
	}
	return kept(published), kept(updated)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// kept is a moment as the database keeps it. It keeps none as 0: a text of the first
// moment of 1970, as broken archives have them, moves on by a millisecond.
func kept(t time.Time) time.Time {
	if t.UnixMilli() == 0 {
		t = t.Add(time.Millisecond)
	}
	return t.Truncate(time.Millisecond)
}

// takeSlug finds the address, and makes it the story's: the text's own slug, else one
// made of the headline. A slug that is reserved, a section's, or another story's gets a
// number, and after a few of those a part of the story's id.
func (b *Batch) takeSlug(ctx context.Context, s story.Story, t story.Text) (string, error) {
	base := wishedSlug(s, t)
	for i := 1; i <= 12; i++ {
		slug := base
		if i > 1 {
			slug = fmt.Sprintf("%s-%d", base, i)
		}
		if _, section := b.profile.SectionBySlug(t.Lang, slug); section || outlet.ReservedSlug(slug) {
			continue
		}
		if own, err := claimSlug(ctx, b.Tx, t.Lang, slug, s.ID); own || err != nil {
			return slug, err
		}
	}
	slug := base + "-" + s.ID[len(s.ID)-8:]
	own, err := claimSlug(ctx, b.Tx, t.Lang, slug, s.ID)
	if err == nil && !own {
		err = fmt.Errorf("no address is free for %q", base)
	}
	return slug, err
}

// OldAddress makes an address from before Masthead lead to a path that is no story's:
// a section, a topic, a person. The first to claim an address has it.
func (b *Batch) OldAddress(ctx context.Context, address string, l lang.Tag, path string) error {
	_, err := putOldAddress(ctx, b.Tx, address, "", l, path)
	return err
}

// wishedSlug is the slug that a text would have if nobody had taken it.
func wishedSlug(s story.Story, t story.Text) string {
	return cmp.Or(lang.Slug(t.Slug, t.Lang), lang.Slug(t.Headline, t.Lang), "story-"+s.ID[len(s.ID)-8:])
}

// Standing says what readers have of a text: the revision of its live copy, 0 where
// there is none, and whether it was withdrawn.
func (b *Batch) Standing(ctx context.Context, storyID string, l lang.Tag) (rev int, gone bool, err error) {
	h, err := copyHead(ctx, b.Tx, storyID, l)
	if h.state != live {
		return 0, h.state == withdrawn, err
	}
	return h.rev, false, err
}

// SlugTaken says whether an article has, or had, the slug in an edition.
func (b *Batch) SlugTaken(ctx context.Context, l lang.Tag, slug string) (bool, error) {
	holder, err := slugHolder(ctx, b.Tx, l, slug)
	return holder != "", err
}

// OutletChanged reads the outlet anew within the transaction and makes every page be
// made anew.
func (b *Batch) OutletChanged(ctx context.Context) (err error) {
	b.tags[OutletTag] = true
	b.profile, err = outlet.Read(ctx, b.Tx)
	return err
}

// Profile is the outlet as this transaction sees it.
func (b *Batch) Profile() *outlet.Profile { return b.profile }

// Withdraw takes a copy back.
func (b *Batch) Withdraw(ctx context.Context, storyID string, l lang.Tag, reason string) (err error) {
	defer fault.Wrap(&err, "withdrawing %s in %s", storyID, l)
	if err := story.Hold(ctx, b.Tx, storyID, l); err != nil {
		return err
	}
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return err
	}
	calledOff, err := unschedule(ctx, b.Tx, storyID, l)
	if err != nil {
		return err
	}
	before, err := copyHead(ctx, b.Tx, storyID, l)
	if err != nil {
		return err
	}
	if before.state != live {
		if calledOff {
			return nil
		}
		return fault.New(fault.NotFound, "edition.not_published")
	}
	was, err := liveCard(ctx, b.Tx, storyID, l)
	if err != nil {
		return err
	}
	if err := setWithdrawn(ctx, b.Tx, storyID, l, now, reason); err != nil {
		return err
	}
	topics, persons, err := dropIndexes(ctx, b.Tx, storyID, l)
	if err != nil {
		return err
	}
	if err := b.showFiles(ctx, Copy{Card: Card{Story: storyID, Lang: l}}, nil, persons); err != nil {
		return err
	}
	b.tags[WithdrawnTag] = true
	b.tagCopy(l, storyID, before.section, topics, persons)
	b.months[monthOf(l, before.published)]--
	b.search.lost(storyID, l)
	if err := b.announce(ctx, ChangeWithdrawn, Order{Story: storyID, Lang: l}, was, was, now); err != nil {
		return err
	}
	if err := settleTopics(ctx, b.Tx, l, topics); err != nil {
		return err
	}
	return db.Announce(ctx, b.Tx, Shown{Story: storyID, Lang: l})
}

// PublishDue is the job by which a scheduled text goes out.
type PublishDue struct {
	Story string   `json:"story"`
	Lang  lang.Tag `json:"lang"`
}

// Kind is the job's stable name.
func (PublishDue) Kind() string { return "edition.publish" }

func (j PublishDue) key() string { return j.Story + ":" + string(j.Lang) }

func (b *Batch) schedule(ctx context.Context, o Order, now time.Time) error {
	if err := putSchedule(ctx, b.Tx, o, now); err != nil {
		return err
	}
	due := PublishDue{o.Story, o.Lang}
	return job.Put(ctx, b.Tx, due, job.RunAt(o.At), job.Replacing(due.key()))
}

// Stopped is a planned publishing that gates held when its hour came.
type Stopped struct {
	Story string
	Lang  lang.Tag
	By    string // who planned it
	At    time.Time
	Held  []Held
}

// CallOff calls off what is planned for a text, and says whether anything was.
func (b *Batch) CallOff(ctx context.Context, storyID string, l lang.Tag) (was bool, err error) {
	if err := story.Hold(ctx, b.Tx, storyID, l); err != nil {
		return false, err
	}
	return unschedule(ctx, b.Tx, storyID, l)
}

// Due carries out a scheduled publishing. The schedule's row goes in the transaction
// that publishes, so it happens once however often it is asked; asked before its
// time it does nothing but ask again at its time. One that gates hold is not tried
// again: it stays where people see it, and they are told.
func (p *Publisher) Due(ctx context.Context, due PublishDue) error {
	return p.Write(ctx, func(b *Batch) error {
		if err := story.Hold(ctx, b.Tx, due.Story, due.Lang); err != nil {
			return err
		}
		plan, err := findSchedule(ctx, b.Tx, due.Story, due.Lang)
		if err != nil || plan.at.IsZero() || plan.held {
			return err // zero: called off, or done; held: a person decides
		}
		now, err := b.Tx.Now(ctx)
		if err != nil {
			return err
		}
		if plan.at.After(now) {
			return job.Put(ctx, b.Tx, due, job.RunAt(plan.at), job.Replacing(due.key()))
		}
		// Readers see the hour that was planned.
		_, err = b.Publish(ctx, Order{Story: due.Story, Lang: due.Lang, By: plan.by, Date: plan.at, Quiet: plan.quiet})
		if back := (*HeldBack)(nil); errors.As(err, &back) {
			return b.stop(ctx, Stopped{due.Story, due.Lang, plan.by, plan.at, back.Held}, now)
		}
		return err
	})
}

// stop keeps a planned publishing that gates held as one that waits for a person.
func (b *Batch) stop(ctx context.Context, s Stopped, now time.Time) error {
	if err := setHeld(ctx, b.Tx, s.Story, s.Lang, now); err != nil || b.p.Held == nil {
		return err
	}
	return b.p.Held(ctx, b.Tx, s)
}

func topicIDs(topics []TopicAt) (ids []string) {
	for _, t := range topics {
		ids = append(ids, t.ID)
	}
	return ids
}

func personIDs(people []PersonPage) (ids []string) {
	for _, p := range people {
		ids = append(ids, p.Person)
	}
	return ids
}

func without(ids []string, kept []TopicAt) (left []string) {
	for _, one := range ids {
		stays := false
		for _, k := range kept {
			stays = stays || k.ID == one
		}
		if !stays {
			left = append(left, one)
		}
	}
	return left
}
