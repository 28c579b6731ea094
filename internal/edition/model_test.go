package edition_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// model is what readers must see, said as simply as can be.
type model struct {
	b       *bed
	stories []string
	texts   map[string]*modelText // "story lang"
	holder  map[string]string     // "lang slug" -> story
	topics  map[string][]string   // story -> topics now
	names   map[string]string     // topic -> slug
	changes int
}

type modelText struct {
	slug      string // wanted next
	rev       int
	state     string // "", live, withdrawn
	liveSlug  string
	liveRev   int
	reason    string
	topics    []string
	published time.Time
	updated   time.Time
	plan      time.Time // zero: none
}

func key(a any, b any) string { return fmt.Sprint(a, " ", b) }

// publish says what a publishing does.
func (m *model) publish(id string, l lang.Tag, planned time.Time, now time.Time) {
	t := m.texts[key(id, l)]
	slug := t.slug
	for i := 2; ; i++ {
		holder := m.holder[key(l, slug)]
		if !outlet.ReservedSlug(slug) && slug != map[lang.Tag]string{"en": "politics", "ru": "politika"}[l] && (holder == "" || holder == id) {
			break
		}
		slug = fmt.Sprintf("%s-%d", t.slug, i)
	}
	m.holder[key(l, slug)] = id
	if t.state == "" {
		t.published, t.updated = now, now
		if !planned.IsZero() {
			t.published, t.updated = planned, planned
		}
	} else {
		t.updated = now
	}
	t.state, t.liveSlug, t.liveRev, t.plan = "live", slug, t.rev, time.Time{}
	t.topics = slices.Clone(m.topics[id])
	m.changes++
}

func (m *model) live(l lang.Tag, topic string) (stories []string) {
	for _, id := range m.stories {
		t := m.texts[key(id, l)]
		if t.state == "live" && (topic == "" || slices.Contains(t.topics, topic)) {
			stories = append(stories, id)
		}
	}
	slices.SortFunc(stories, func(a, c string) int {
		if d := m.texts[key(c, l)].published.Compare(m.texts[key(a, l)].published); d != 0 {
			return d
		}
		return strings.Compare(c, a)
	})
	return stories
}

var modelLangs = []lang.Tag{"en", "ru"}

// check asks the shelf everything and compares.
func (m *model) check() {
	b := m.b
	b.Helper()
	for _, l := range modelLangs {
		if got, want := b.list(edition.Filter{Lang: l}, 7), m.live(l, ""); !slices.Equal(got, want) {
			b.Fatalf("%s lists\n%v, want\n%v", l, got, want)
		}
		shown := map[string]time.Time{}
		for topic := range m.names {
			want := m.live(l, topic)
			if got := b.list(edition.Filter{Lang: l, Topic: topic}, 7); !slices.Equal(got, want) {
				b.Fatalf("%s lists of %s\n%v, want\n%v", l, m.names[topic], got, want)
			}
			if len(want) > 0 {
				shown[topic] = m.texts[key(want[0], l)].published
			}
		}
		tops, err := b.shelf.Topics(b.Context(), l, 100)
		if err != nil || len(tops) != len(shown) {
			b.Fatalf("%s has the topics %+v, want %v", l, tops, shown)
		}
		for _, tp := range tops {
			if !tp.Newest.Equal(shown[tp.ID]) {
				b.Fatalf("%s: the newest of %s is %v, want %v", l, tp.Slug, tp.Newest, shown[tp.ID])
			}
		}
	}
	for address, id := range m.holder {
		l, slug, _ := strings.Cut(address, " ")
		t := m.texts[key(id, l)]
		f, err := b.shelf.Article(b.Context(), lang.Tag(l), slug)
		if err != nil {
			b.Fatalf("%s: %v", address, err)
		}
		switch {
		case t.state == "withdrawn":
			if f.Withdrawn == nil || f.Withdrawn.Reason != t.reason || f.Copy != nil || f.MovedTo != "" {
				b.Fatalf("%s is withdrawn for %q, but stands %+v", address, t.reason, f)
			}
		case t.liveSlug != slug:
			if f.MovedTo != t.liveSlug || f.Copy != nil || f.Withdrawn != nil {
				b.Fatalf("%s moved to %s, but stands %+v", address, t.liveSlug, f)
			}
		default:
			c := f.Copy
			if c == nil || c.Story != id || c.Rev != t.liveRev || !c.Published.Equal(t.published) || !c.Updated.Equal(t.updated) ||
				!strings.Contains(c.HTML, fmt.Sprintf("revision %d.", t.liveRev)) {
				b.Fatalf("%s: stands %+v, want %+v", address, c, t)
			}
		}
	}
	for _, id := range m.stories {
		var want, got []string
		for _, l := range modelLangs {
			if t := m.texts[key(id, l)]; t.state == "live" {
				want = append(want, key(l, t.liveSlug))
			}
		}
		sib, err := b.shelf.Siblings(b.Context(), id)
		for _, s := range sib {
			got = append(got, key(s.Lang, s.Slug))
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			b.Fatalf("siblings of %s %v, want %v", id, got, want)
		}
	}
	if seq, err := b.shelf.Seq(b.Context()); err != nil || seq != int64(m.changes) {
		b.Fatalf("%d changes, want %d", seq, m.changes)
	}
}

// step does one thing at random, to the database and to the model.
func (m *model) step(r *rand.Rand) (did string) {
	b := m.b
	id, l := m.stories[r.IntN(len(m.stories))], modelLangs[r.IntN(len(modelLangs))]
	t := m.texts[key(id, l)]
	now := b.clock.Now()
	switch n := r.IntN(20); {
	case n < 3: // words change
		t.rev++
		b.save(id, l, "Headline", slug(t.slug), func(s *story.Save) { s.Body = para(fmt.Sprintf("This is revision %d.", t.rev)) })
		return "save " + key(id, l)
	case n < 5: // the address changes
		t.slug = []string{"one", "two", "three", "politics", "search", "one-2"}[r.IntN(6)]
		t.rev++
		b.save(id, l, "Headline", slug(t.slug), func(s *story.Save) { s.Body = para(fmt.Sprintf("This is revision %d.", t.rev)) })
		return "slug " + key(id, l) + " " + t.slug
	case n < 7: // the topics change
		m.topics[id] = nil
		for topic := range m.names {
			if r.IntN(2) == 0 {
				m.topics[id] = append(m.topics[id], topic)
			}
		}
		slices.Sort(m.topics[id])
		b.write(setTopics(id, m.topics[id]))
		return "topics " + id
	case n < 11:
		out, err := b.pub.Publish(b.Context(), order(id, l))
		if t.rev == 0 {
			if fault.KindOf(err) != fault.NotFound {
				b.Fatalf("published what is not there: %v", err)
			}
			return "publish nothing"
		}
		if m.publish(id, l, time.Time{}, now); err != nil || out.Slug != t.liveSlug {
			b.Fatalf("published at %q, want %q, %v", out.Slug, t.liveSlug, err)
		}
		return "publish " + key(id, l)
	case n < 14:
		reason := fmt.Sprint("reason ", r.IntN(1000))
		err := b.pub.Withdraw(b.Context(), id, l, reason)
		switch {
		case t.state == "live":
			t.state, t.reason = "withdrawn", reason
			m.changes++
		case t.plan.IsZero():
			if fault.KindOf(err) != fault.NotFound {
				b.Fatalf("withdrew what is not there: %v", err)
			}
			err = nil
		}
		if t.plan = (time.Time{}); err != nil {
			b.Fatal(err)
		}
		return "withdraw " + key(id, l)
	case n < 16:
		if t.rev == 0 {
			return "nothing"
		}
		t.plan = now.Add(time.Duration(1+r.IntN(300)) * time.Second)
		b.publish(id, l, at(t.plan))
		return "plan " + key(id, l)
	case n < 18:
		b.clock.Add(time.Duration(r.IntN(200)) * time.Second)
		return "wait"
	default:
		if t.rev == 0 {
			return "nothing"
		}
		b.due(id, l)
		if !t.plan.IsZero() && !t.plan.After(now) {
			m.publish(id, l, t.plan, now)
		}
		return "due " + key(id, l)
	}
}

func TestShelfIsWhatTheModelSays(t *testing.T) {
	const steps = 500
	each(t, func(b *bed) {
		for _, seed := range []uint64{1, 2} {
			m := &model{b: b, texts: map[string]*modelText{}, holder: map[string]string{}, topics: map[string][]string{}, names: map[string]string{}}
			if seed > 1 { // on an empty database of its own
				m.b = newBed(b.T, b.db.Engine)
			}
			for range 6 {
				id := m.b.story()
				m.stories = append(m.stories, id)
				for _, l := range modelLangs {
					m.texts[key(id, l)] = &modelText{slug: "one"}
				}
			}
			for i := range 3 {
				name := fmt.Sprintf("Topic %d", i)
				m.names[m.b.topic("en:"+name, "ru:"+name)] = name
			}
			r := rand.New(rand.NewPCG(seed, 0))
			var did []string
			b.Cleanup(func() {
				if b.Failed() {
					b.Logf("seed %d, last steps: %s", seed, strings.Join(did[max(0, len(did)-15):], "; "))
				}
			})
			for range steps / 2 {
				did = append(did, m.step(r))
				m.check()
			}
			m.b.sound()
		}
	})
}
