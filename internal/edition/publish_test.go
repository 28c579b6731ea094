package edition_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
)

func TestPublishedCopy(t *testing.T) {
	each(t, func(b *bed) {
		war, quiet := b.topic("en:The war", "ru:Война"), b.topic("ru:Тишина")
		var anna, vova people.Person
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if anna, err = people.Add(ctx, tx, people.Person{Name: "Anna", Place: "baku", Names: map[lang.Tag]people.Name{"ru": {Name: "Анна", About: "Пишет"}}}); err != nil {
				return err
			}
			if vova, err = people.Add(ctx, tx, people.Person{Name: "Vova"}); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO media (id, hash, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at)
				VALUES ('m1', 'beef', 'image/jpeg', 1000, 500, 9, 400, 300, 'a.jpg', 'own alt', 'own caption', 'own credit', 0)`)
			return err
		})
		id := b.story(inSection(b), about(quiet, war), func(s *story.Story) {
			s.Kind, s.Viewpoint, s.Partner = story.Opinion, "goris", "iwpr"
			s.People = []story.Credit{
				{Person: anna.ID, Part: story.Author}, {Person: anna.ID, Part: story.Author, Lang: "ru"},
				{Person: vova.ID, Part: story.Translated, Lang: "ru"}, {Person: "nobody", Part: story.Author},
			}
		})
		b.save(id, "en", "The bridge <fell>", func(s *story.Save) { s.Standfirst = "At night" })
		picture := body.Block{ID: "00000000000000bb", Type: body.Image, Pictures: []body.Picture{{Media: "m1"}}}
		b.save(id, "ru", "Мост упал", func(s *story.Save) {
			s.MadeFrom, s.MadeRev, s.Lead = "en", 1, &body.Picture{Media: "m1", Alt: "Мост"}
			s.Body = &body.Doc{Blocks: append(para("Три слова тут <b>").Blocks, picture)}
		})
		if out := b.publish(id, "en"); !reflect.DeepEqual(out, edition.Published{Lang: "en", Slug: "the-bridge-fell"}) {
			t.Errorf("published %+v", out)
		}
		b.clock.Add(time.Hour)
		if out := b.publish(id, "ru"); out.Slug != "most-upal" {
			t.Errorf("published %+v", out)
		}

		en, err := b.shelf.Article(t.Context(), "en", "the-bridge-fell")
		if err != nil || en.Copy == nil {
			t.Fatal(en, err)
		}
		if en.Copy.Original != "" || len(en.Copy.Translators) != 0 || en.Copy.Picture != nil {
			t.Errorf("the original: %+v", en.Copy)
		}
		ru, err := b.shelf.Article(t.Context(), "ru", "most-upal")
		if err != nil || ru.Copy == nil {
			t.Fatal(ru, err)
		}
		want := edition.Copy{
			Card: edition.Card{
				Story: id, Lang: "ru", Slug: "most-upal", Kind: "opinion", Section: b.section, Viewpoint: "goris", Headline: "Мост упал", Opening: "Три слова тут <b>",
				Bylines:   []edition.Byline{{Person: anna.ID, Slug: "anna", Name: "Анна", City: "baku"}},
				Picture:   &edition.Picture{Hash: "beef", Width: 1000, Height: 500, FocalX: 400, FocalY: 300, Alt: "Мост", Caption: "own caption", Credit: "own credit"},
				Topics:    []edition.TopicAt{{ID: quiet, Slug: "tishina", Name: "Тишина"}, {ID: war, Slug: "voina", Name: "Война"}},
				Published: noon.Add(time.Hour), Updated: noon.Add(time.Hour),
			},
			Page: edition.Page{Original: "en", Translators: []edition.Byline{{Person: vova.ID, Name: "Vova"}}, Partner: "iwpr", Words: 4},
			Rev:  1,
		}
		got := *ru.Copy
		html := got.HTML
		got.HTML, want.Words = "", got.Words
		for i := range want.Topics { // the slugs' letters are the business of another package
			want.Topics[i].Slug = got.Topics[i].Slug
		}
		if asJSON(got) != asJSON(want) || !got.Published.Equal(want.Published) || !got.Updated.Equal(want.Updated) || got.Words < 3 {
			t.Errorf("copy\n%s, want\n%s", asJSON(got), asJSON(want))
		}
		for _, part := range []string{"Три слова тут &lt;b&gt;", "/media/beef/", `type="image/webp"`, `id="b-00000000000000aa"`} {
			if !strings.Contains(html, part) {
				t.Errorf("the body lacks %s: %s", part, html)
			}
		}

		sib, err := b.shelf.Siblings(t.Context(), id)
		slices.SortFunc(sib, func(a, b edition.Sibling) int { return strings.Compare(string(a.Lang), string(b.Lang)) })
		if want := []edition.Sibling{{"en", "the-bridge-fell", "The bridge <fell>"}, {"ru", "most-upal", "Мост упал"}}; err != nil || !reflect.DeepEqual(sib, want) {
			t.Errorf("siblings %+v, %v", sib, err)
		}
		for _, f := range []edition.Filter{
			{Lang: "ru"}, {Lang: "ru", Section: b.section}, {Lang: "ru", Kind: "opinion"}, {Lang: "ru", Topic: war}, {Lang: "ru", Topic: quiet},
			{Lang: "ru", Person: anna.ID}, {Lang: "en", Topic: war},
		} {
			if got := b.list(f, 5); !slices.Equal(got, []string{id}) {
				t.Errorf("%+v: %v", f, got)
			}
			copies, err := b.shelf.Newest(t.Context(), f, edition.Cursor{}, 5)
			if err != nil || len(copies) != 1 || copies[0].Feed == "" || copies[0].HTML != "" || copies[0].Partner != "iwpr" {
				t.Errorf("%+v: newest %+v, %v", f, copies, err)
			} else if f.Lang == "ru" && !strings.Contains(copies[0].Feed, "Три слова тут &lt;b&gt;") {
				t.Errorf("feed %s", copies[0].Feed)
			}
		}
		for _, f := range []edition.Filter{
			{Lang: "hy"}, {Lang: "ru", Section: "other"}, {Lang: "ru", Kind: "news"}, {Lang: "en", Topic: quiet}, {Lang: "ru", Person: vova.ID}, {Lang: "ru", Person: "nobody"},
		} {
			if got := b.list(f, 5); len(got) != 0 {
				t.Errorf("%+v: %v", f, got)
			}
		}
		if p, err := b.shelf.Person(t.Context(), "ru", "anna"); err != nil || p.Name != "Анна" || p.About != "Пишет" || p.City != "baku" || p.Byline.Person != anna.ID {
			t.Errorf("person %+v, %v", p, err)
		}
		if p, err := b.shelf.Person(t.Context(), "ru", vova.Slug); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a translator has a page: %+v, %v", p, err)
		}
		if tp, err := b.shelf.Topic(t.Context(), "en", "the-war"); err != nil || tp.ID != war || tp.Name != "The war" || !tp.Newest.Equal(noon) {
			t.Errorf("topic %+v, %v", tp, err)
		}
		if tops, err := b.shelf.Topics(t.Context(), "ru", 10); err != nil || len(tops) != 2 {
			t.Errorf("topics %+v, %v", tops, err)
		}
		if tops, err := b.shelf.Topics(t.Context(), "en", 10); err != nil || len(tops) != 1 {
			t.Errorf("topics without a name in the language: %+v, %v", tops, err)
		}
		tags := b.changes(1)[0].Tags
		wantTags := []string{
			edition.StoryTag(id), edition.LatestTag("ru"), edition.SectionTag(b.section, "ru"), edition.TopicTag(war, "ru"),
			edition.TopicTag(quiet, "ru"), edition.PersonTag(anna.ID, "ru"),
		}
		slices.Sort(wantTags)
		if !slices.Equal(tags, wantTags) {
			t.Errorf("tags %v, want %v", tags, wantTags)
		}
		b.sound()
	})
}

// A copy is frozen: what the newsroom changes afterwards is not seen before it is
// published again, and then wholly.
func TestCopyIsFrozen(t *testing.T) {
	each(t, func(b *bed) {
		war, peace := b.topic("en:War"), b.topic("en:Peace")
		id := b.live("Before", about(war), inSection(b))
		before, err := b.shelf.Article(t.Context(), "en", "before")
		if err != nil {
			t.Fatal(err)
		}
		b.save(id, "en", "After")
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return story.Change(ctx, tx, story.Story{ID: id, Kind: story.Analysis, Original: "en", Stage: story.Editing, Topics: []string{peace}})
		})
		if now, _ := b.shelf.Article(t.Context(), "en", "before"); !reflect.DeepEqual(now, before) {
			t.Errorf("the copy changed: %+v", now.Copy)
		}
		b.clock.Add(time.Minute)
		seq := b.changes(0)
		b.publish(id, "en")
		for f, want := range map[edition.Filter]int{
			{Lang: "en", Topic: war}: 0, {Lang: "en", Topic: peace}: 1, {Lang: "en", Section: b.section}: 0, {Lang: "en", Kind: "news"}: 0, {Lang: "en", Kind: "analysis"}: 1,
		} {
			if got := b.list(f, 5); len(got) != want {
				t.Errorf("%+v: %v", f, got)
			}
		}
		if _, err := b.shelf.Topic(t.Context(), "en", "war"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a topic without a copy stays: %v", err)
		}
		// The pages that showed it before are named as well as those that show it now.
		tags := b.changes(int64(len(seq)))[0].Tags
		for _, want := range []string{edition.TopicTag(war, "en"), edition.TopicTag(peace, "en"), edition.SectionTag(b.section, "en")} {
			if !slices.Contains(tags, want) {
				t.Errorf("tags %v lack %s", tags, want)
			}
		}
		b.sound()
	})
}

func TestMovedAndTaken(t *testing.T) {
	each(t, func(b *bed) {
		a := b.live("Bridge")
		b.save(a, "en", "Bridge", slug("river"))
		b.publish(a, "en")
		if b.at("en", "bridge") != "moved to river" || b.at("en", "river") != a {
			t.Errorf("bridge: %s; river: %s", b.at("en", "bridge"), b.at("en", "river"))
		}
		// What was once an address of a story is never another's.
		other := b.story()
		b.save(other, "en", "Bridge")
		if out := b.publish(other, "en"); out.Slug != "bridge-2" {
			t.Errorf("published at %q", out.Slug)
		}
		b.publish(other, "en") // again: it stays where it is
		if b.at("en", "bridge-2") != other || b.at("en", "bridge") != "moved to river" {
			t.Errorf("bridge-2: %s; bridge: %s", b.at("en", "bridge-2"), b.at("en", "bridge"))
		}
		// Its own old address it may take back.
		b.save(a, "en", "Bridge", slug("bridge"))
		if out := b.publish(a, "en"); out.Slug != "bridge" || b.at("en", "bridge") != a || b.at("en", "river") != "moved to bridge" {
			t.Errorf("at %q; river: %s", out.Slug, b.at("en", "river"))
		}
		// Editions have addresses of their own.
		if b.at("ru", "bridge") != "nothing" {
			t.Errorf("ru: %s", b.at("ru", "bridge"))
		}
		b.sound()
	})
}

func TestSlugs(t *testing.T) {
	each(t, func(b *bed) {
		seen := map[string]bool{}
		for i := range 20 {
			id := b.story()
			b.save(id, "en", "News of the day!")
			out := b.publish(id, "en")
			if seen[out.Slug] || !strings.HasPrefix(out.Slug, "news-of-the-day") || b.at("en", out.Slug) != id {
				t.Errorf("number %d is at %q: %s", i+1, out.Slug, b.at("en", out.Slug))
			}
			seen[out.Slug] = true
		}
		for _, c := range []struct{ headline, slug, want string }{
			{"Politics", "", "politics-2"}, // the section's
			{"Search", "", "search-2"},     // the program's
			{"x", "ABOUT", "about-2"},
			{"x", "../../etc", "etc"},
			{"x", "Привет мир", "privet-mir"},
			{"🙂🙂", "", "story-"},
			{"x", "🙂", "x"},
			{strings.Repeat("long ", 90), "", "long-long"},
			{"12", "", "12"},
		} {
			id := b.story()
			b.save(id, "en", c.headline, slug(c.slug))
			out := b.publish(id, "en")
			exact := c.want != "story-" && c.want != "long-long"
			if exact && out.Slug != c.want || !strings.HasPrefix(out.Slug, c.want) || len(out.Slug) > lang.MaxSlug+16 || b.at("en", out.Slug) != id {
				t.Errorf("%.20q as %q is at %q, want %q", c.headline, c.slug, out.Slug, c.want)
			}
		}
		id := b.story()
		b.save(id, "ru", "Politika")
		if out := b.publish(id, "ru"); out.Slug != "politika-2" { // the section's in this edition
			t.Errorf("at %q", out.Slug)
		}
		b.sound()
	})
}

// A topic that was renamed may leave its old slug to another before its copies are
// published again.
func TestTopicTakesAnothersOldSlug(t *testing.T) {
	each(t, func(b *bed) {
		a, c := b.topic("en:War"), b.topic("en:Peace")
		b.live("One", about(a))
		b.live("Two", about(c))
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for _, step := range []struct{ id, name string }{{a, "Between"}, {c, "War"}, {a, "Peace"}} {
				if err := b.nameTopic(ctx, tx, step.id, "en", step.name); err != nil {
					return err
				}
			}
			return nil
		})
		seq := int64(len(b.changes(0)))
		b.live("Three", about(c))
		for slug, want := range map[string]string{"war": c, "peace": a} {
			if got, err := b.shelf.Topic(t.Context(), "en", slug); err != nil || got.ID != want || lang.Slug(got.Name, "en") != slug {
				t.Errorf("%s: %+v, %v", slug, got, err)
			}
		}
		if tags := b.changes(seq)[0].Tags; !slices.Contains(tags, edition.TopicTag(a, "en")) {
			t.Errorf("tags %v", tags)
		}
	})
}

func TestWithdraw(t *testing.T) {
	each(t, func(b *bed) {
		war := b.topic("en:War", "ru:Война")
		kept := b.live("Kept", about(war))
		b.clock.Add(time.Hour)
		id := b.live("Gone", about(war), inSection(b))
		b.save(id, "ru", "Ушло")
		b.publish(id, "ru")
		b.clock.Add(time.Hour)
		gone := b.clock.Now()
		seq := int64(len(b.changes(0)))
		b.withdraw(id, "en", "It was wrong.")
		f, err := b.shelf.Article(t.Context(), "en", "gone")
		if err != nil || f.Withdrawn == nil || *f.Withdrawn != (edition.Withdrawn{At: gone, Reason: "It was wrong."}) || f.Copy != nil {
			t.Errorf("stands %+v, %v", f, err)
		}
		for _, f := range []edition.Filter{{Lang: "en"}, {Lang: "en", Topic: war}, {Lang: "en", Section: b.section}, {Lang: "en", Kind: "news"}} {
			if got := b.list(f, 5); slices.Contains(got, id) {
				t.Errorf("%+v still lists it", f)
			}
		}
		if tp, err := b.shelf.Topic(t.Context(), "en", "war"); err != nil || !tp.Newest.Equal(noon) {
			t.Errorf("the topic's newest is %v, %v", tp.Newest, err)
		}
		if sib, _ := b.shelf.Siblings(t.Context(), id); len(sib) != 1 || sib[0].Lang != "ru" {
			t.Errorf("siblings %+v", sib)
		}
		if b.at("ru", "ushlo") != id {
			t.Errorf("the other edition: %s", b.at("ru", "ushlo"))
		}
		tags := b.changes(seq)[0].Tags
		for _, want := range []string{edition.StoryTag(id), edition.TopicTag(war, "en"), edition.SectionTag(b.section, "en"), edition.LatestTag("en")} {
			if !slices.Contains(tags, want) {
				t.Errorf("tags %v lack %s", tags, want)
			}
		}
		if err := b.pub.Withdraw(t.Context(), id, "en", "again"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("withdrawn twice: %v", err)
		}
		if err := b.pub.Withdraw(t.Context(), id, "hy", "never there"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("withdrawn what was not there: %v", err)
		}
		if b.at("en", "gone") != "withdrawn: It was wrong." {
			t.Errorf("the reason became %s", b.at("en", "gone"))
		}
		b.withdraw(kept, "en", "")
		if _, err := b.shelf.Topic(t.Context(), "en", "war"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an empty topic stays: %v", err)
		}
		if _, err := b.shelf.Topic(t.Context(), "ru", lang.Slug("Война", "ru")); err != nil {
			t.Errorf("the topic left an edition that has it: %v", err)
		}

		// Published again, it is back where and when it was.
		b.clock.Add(time.Hour)
		b.publish(id, "en")
		f, err = b.shelf.Article(t.Context(), "en", "gone")
		if err != nil || f.Copy == nil || !f.Copy.Published.Equal(noon.Add(time.Hour)) || !f.Copy.Updated.Equal(b.clock.Now()) {
			t.Errorf("back: %+v, %v", f.Copy, err)
		}
		if got := b.list(edition.Filter{Lang: "en", Topic: war}, 5); !slices.Equal(got, []string{id}) {
			t.Errorf("its topic lists %v", got)
		}
		b.sound()
	})
}

func TestTimes(t *testing.T) {
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	each(t, func(b *bed) {
		for i, c := range []struct {
			name               string
			orders             []func(*edition.Order) // one a day
			published, updated time.Time
		}{
			{"once", nil, day(0), day(0)},
			{"again", []func(*edition.Order){nil, nil}, day(0), day(1)},
			{"a quiet mend", []func(*edition.Order){nil, nil, func(o *edition.Order) { o.Quiet = true }}, day(0), day(1)},
			{"quiet from the first", []func(*edition.Order){func(o *edition.Order) { o.Quiet = true }}, day(0), day(0)},
			{"archive", []func(*edition.Order){func(o *edition.Order) { o.Date = day(-900) }}, day(-900), day(-900)},
			{"archive, changed", []func(*edition.Order){func(o *edition.Order) { o.Date, o.Changed = day(-900), day(-800) }}, day(-900), day(-800)},
			{"archive, changed before", []func(*edition.Order){func(o *edition.Order) { o.Date, o.Changed = day(-900), day(-901) }}, day(-900), day(-900)},
			{"archive, then changed there", []func(*edition.Order){
				func(o *edition.Order) { o.Date, o.Changed = day(-900), day(-800) },
				func(o *edition.Order) { o.Date, o.Changed = day(-900), day(-700) },
			}, day(-900), day(-700)},
			{"archive, then changed here", []func(*edition.Order){func(o *edition.Order) { o.Date = day(-900) }, nil}, day(-900), day(1)},
			{"changed here, then in the archive", []func(*edition.Order){nil, nil, func(o *edition.Order) { o.Date, o.Changed = day(-900), day(-700) }}, day(0), day(1)},
			{"asked for yesterday", []func(*edition.Order){at(day(-1))}, day(0), day(0)},
			{"before 1970", []func(*edition.Order){func(o *edition.Order) { o.Date = time.Date(1918, 5, 28, 0, 0, 0, 0, time.UTC) }},
				time.Date(1918, 5, 28, 0, 0, 0, 0, time.UTC), time.Date(1918, 5, 28, 0, 0, 0, 0, time.UTC)},
			{"the first moment of 1970", []func(*edition.Order){func(o *edition.Order) { o.Date = time.Unix(0, 0) }}, time.UnixMilli(1), time.UnixMilli(1)},
			{"less than a millisecond", []func(*edition.Order){func(o *edition.Order) { o.Date = day(-1).Add(999 * time.Microsecond) }}, day(-1), day(-1)},
		} {
			headline := fmt.Sprintf("Number %d", i)
			id := b.story()
			b.save(id, "en", headline)
			began := b.clock.Now()
			orders := c.orders
			if len(orders) == 0 {
				orders = []func(*edition.Order){nil}
			}
			var out edition.Published
			for day, f := range orders {
				b.clock.Add(noon.AddDate(0, 0, day).Sub(b.clock.Now()))
				if f == nil {
					f = func(*edition.Order) {}
				}
				out = b.publish(id, "en", f)
			}
			b.clock.Add(began.Sub(b.clock.Now()))
			f, err := b.shelf.Article(t.Context(), "en", out.Slug)
			if err != nil || f.Copy == nil || !f.Copy.Published.Equal(c.published) || !f.Copy.Updated.Equal(c.updated) {
				t.Errorf("%s: published %v, updated %v, %v", c.name, f.Copy.Published, f.Copy.Updated, err)
			}
		}
		if got := b.list(edition.Filter{Lang: "en"}, 1); len(got) != 14 {
			t.Errorf("the list has %d", len(got))
		}
	})
}

func TestPublishRefuses(t *testing.T) {
	each(t, func(b *bed) {
		id := b.story()
		b.save(id, "en", "Here")
		b.save(id, "ka", "აქ")
		for _, c := range []struct {
			o    edition.Order
			kind fault.Kind
			key  string
		}{
			{edition.Order{Story: id, Lang: "ka"}, fault.Invalid, "edition.no_edition"},
			{edition.Order{Story: id, Lang: "ru"}, fault.NotFound, "story.text_absent"},
			{edition.Order{Story: "01nothing", Lang: "en"}, fault.NotFound, "story.text_absent"},
		} {
			_, err := b.pub.Publish(t.Context(), c.o)
			if f, ok := fault.As(err); !ok || f.Kind != c.kind || f.Key != c.key {
				t.Errorf("%+v: %v", c.o, err)
			}
		}
		if n := len(b.changes(0)); n != 0 {
			t.Errorf("%d changes", n)
		}
	})
}

// A subset of a story's languages is as good as any other.
func TestAnySubsetOfLanguages(t *testing.T) {
	langs := []lang.Tag{"en", "ru", "hy"}
	each(t, func(b *bed) {
		for set := range 1 << len(langs) {
			id := b.story()
			var want []lang.Tag
			for i, l := range langs {
				b.save(id, l, fmt.Sprintf("Set %d", set))
				if set>>i&1 == 1 {
					b.publish(id, l)
					want = append(want, l)
				}
			}
			sib, err := b.shelf.Siblings(t.Context(), id)
			var got []lang.Tag
			for _, s := range sib {
				got = append(got, s.Lang)
			}
			slices.Sort(got)
			slices.Sort(want)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("set %b is published in %v, %v", set, got, err)
			}
		}
	})
}

func TestOldAddresses(t *testing.T) {
	each(t, func(b *bed) {
		old := func(address string) string {
			t.Helper()
			path, err := b.shelf.Old(t.Context(), edition.OldAddress(address))
			if err != nil {
				return fault.KindOf(err).String()
			}
			return path
		}
		addresses := func(list ...string) func(*edition.Order) {
			return func(o *edition.Order) {
				for _, a := range list {
					o.Addresses = append(o.Addresses, edition.OldAddress(a))
				}
			}
		}
		first, second, third := b.story(), b.story(), b.story()
		b.save(first, "en", "First")
		b.save(second, "en", "Second")
		b.save(third, "en", "Third")
		b.publish(first, "en", addresses("https://old.example/2019/The-Bridge/", "https://old.example/?p=17"))
		out := b.publish(second, "en", addresses("https://old.example/2019/the-bridge", "https://old.example/ru/%D0%BC%D0%BE%D1%81%D1%82/"))
		if !slices.Equal(out.Taken, []string{"/2019/the-bridge"}) {
			t.Errorf("taken %v", out.Taken)
		}
		if out := b.publish(first, "en", addresses("https://old.example/2019/the-bridge/")); len(out.Taken) != 0 {
			t.Errorf("its own address is taken: %v", out.Taken)
		}
		b.publish(third, "en", at(noon.Add(time.Hour)), addresses("https://old.example/?p=99"))
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			return errors.Join(
				bt.OldAddress(t.Context(), "/category/war", "en", "/en/war/"),
				bt.OldAddress(t.Context(), "/category/war", "en", "/en/peace/"),
				bt.OldAddress(t.Context(), "/2019/the-bridge", "en", "/en/war/"))
		})
		if err != nil {
			t.Fatal(err)
		}
		b.save(first, "en", "First", slug("moved"))
		b.publish(first, "en")
		for address, want := range map[string]string{
			"http://www.old.example/2019/the-bridge/?utm=1": "/en/moved/",
			"/index.php?p=17": "/en/moved/",
			"/ru/мост":        "/en/second/",
			"/category/war/":  "/en/war/",
			"/?p=99":          "not found", // not published yet
			"/nowhere":        "not found",
			"/":               "not found",
		} {
			if got := old(address); got != want {
				t.Errorf("%s leads to %s, want %s", address, got, want)
			}
		}
		b.clock.Add(time.Hour)
		b.due(third, "en")
		if got := old("/?p=99"); got != "/en/third/" {
			t.Errorf("published, it leads to %s", got)
		}
		b.withdraw(second, "en", "no")
		if got := old("/ru/мост"); got != "/en/second/" || b.at("en", "second") != "withdrawn: no" {
			t.Errorf("withdrawn, it leads to %s", got)
		}
	})
}

func TestSlugTakenAndOutletChanged(t *testing.T) {
	each(t, func(b *bed) {
		b.live("Bridge")
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			for slug, want := range map[string]bool{"bridge": true, "river": false} {
				if got, err := bt.SlugTaken(t.Context(), "en", slug); err != nil || got != want {
					t.Errorf("%s: %v, %v", slug, got, err)
				}
			}
			if _, err := bt.Tx.Exec(t.Context(), `UPDATE outlet SET name = 'New'`); err != nil {
				return err
			}
			return bt.OutletChanged(t.Context())
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := b.changes(1); len(got) != 1 || !slices.Equal(got[0].Tags, []string{edition.OutletTag}) {
			t.Errorf("changes %+v", got)
		}
	})
}
