package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
	"masthead/internal/webhook"
)

// What must not be seen has words that begin with these, a beginning for each way in
// which it is hidden.
const (
	ofDraft   = "zqdraft"   // never published
	ofPlanned = "zqplanned" // scheduled, in an edition that has nothing of it yet
	ofLater   = "zqlater"   // scheduled, where another edition has it
	ofEdit    = "zqedit"    // saved after it was published
	ofBack    = "zqback"    // published, then withdrawn
)

// aviary is an outlet with a few articles that are seen, and canaries.
type aviary struct {
	*node
	section, rail, author, picture string // ids
	shown, other                   string
	hidden                         []string // ids of stories that nobody may see
	looks                          []string // links by which strangers see one text each, of the planned story
}

func openAviary(n *node) *aviary {
	n.Helper()
	v := &aviary{node: n}
	v.must(n.SetOutlet(n.Context(), "", "url", n.base))
	v.picture = v.takePicture("Picture of a river", color.RGBA{20, 90, 160, 255})
	v.write(func(ctx context.Context, b *edition.Batch) (err error) {
		if v.section, err = outlet.EnsureSection(ctx, b.Tx, "region"); err != nil {
			return err
		}
		for _, l := range []lang.Tag{"en", "ka"} {
			if _, err = outlet.NameSection(ctx, b.Tx, v.section, l, outlet.SectionName{Slug: "region", Name: "Region"}); err != nil {
				return err
			}
		}
		if v.rail, err = v.addTopic(ctx, b, "rail", "Rail"); err != nil {
			return err
		}
		ann, err := people.Add(ctx, b.Tx, people.Person{Name: "Ann Walker", Names: map[lang.Tag]people.Name{"en": {Name: "Ann Walker", About: "She walks along rivers."}}})
		v.author = ann.ID
		if err == nil {
			_, _, err = webhook.Add(ctx, b.Tx, webhook.Webhook{Name: "A friend", URL: "https://receiver.invalid/hook"})
		}
		if err == nil {
			err = b.OutletChanged(ctx)
		}
		return err
	})
	v.must(n.Outlet.Load(n.Context()))
	for i, name := range []string{"Shown river", "Shown road", "Shown bridge"} {
		id := v.story(v.rail, v.author, "")
		v.text(id, "en", name, "", v.picture)
		v.publish(edition.Order{Story: id, Lang: "en", Date: time.Now().Add(-time.Duration(5+i*60)*time.Hour - 30*time.Minute)})
		v.shown, v.other = id, v.shown
	}
	v.write(func(ctx context.Context, b *edition.Batch) error {
		err := b.Correct(ctx, story.Correction{Story: v.other, Texts: map[lang.Tag]string{"en": "The road is shorter."}, At: time.Now().Add(-100 * time.Hour)})
		if err == nil {
			_, err = topic.SaveEvent(ctx, b.Tx, topic.Event{Topic: v.rail, At: time.Now().AddDate(0, -1, 0), Sentences: map[lang.Tag]string{"en": "The first train came."}})
		}
		if err == nil {
			err = b.PublishTopic(ctx, v.rail)
		}
		return err
	})
	return v
}

func (v *aviary) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

func (v *aviary) write(f func(context.Context, *edition.Batch) error) {
	v.Helper()
	v.must(v.Edition.Write(v.Context(), func(b *edition.Batch) error { return f(v.Context(), b) }))
}

func (v *aviary) publish(o edition.Order) { v.Helper(); publish(v.node, o) }

func (v *aviary) takePicture(alt string, c color.Color) string {
	v.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range m.Rect.Dx() {
		for j := range m.Rect.Dy() {
			m.Set(i, j, c)
		}
	}
	var raw bytes.Buffer
	v.must(jpeg.Encode(&raw, m, nil))
	taken, err := v.Library.Take(v.Context(), &raw, media.Media{Name: alt + ".jpg", Alt: alt, Caption: alt, Credit: alt})
	v.must(err)
	return taken.ID
}

func (v *aviary) addTopic(ctx context.Context, b *edition.Batch, slug, name string) (string, error) {
	id, err := topic.Ensure(ctx, b.Tx, slug)
	for _, l := range []lang.Tag{"en", "ka"} {
		if err == nil {
			_, err = topic.SetName(ctx, b.Tx, id, l, topic.Name{Slug: slug, Name: name})
		}
	}
	return id, err
}

// story makes a story without a text.
func (v *aviary) story(topicID, author, partner string) (id string) {
	v.Helper()
	v.write(func(ctx context.Context, b *edition.Batch) error {
		s, err := story.Create(ctx, b.Tx, story.Story{
			Kind: story.News, Original: "en", Section: v.section, Partner: partner, Topics: []string{topicID},
			People: []story.Credit{{Person: author, Part: story.Author}},
		})
		id = s.ID
		return err
	})
	return id
}

// text saves a text whose every field has the word; one without a mark of a canary is
// a common text.
func (v *aviary) text(id string, l lang.Tag, name, mark, picture string) {
	v.Helper()
	say := func(field string) string {
		if mark == "" {
			return "common " + field + " of " + name
		}
		return mark + field + " common"
	}
	v.write(func(ctx context.Context, b *edition.Batch) error {
		base := 0
		if t, err := story.Newest(ctx, b.Tx, id, l); err == nil {
			base = t.Rev
		}
		image := body.Picture{Media: picture, Alt: say("alt"), Caption: []body.Span{{Text: say("caption")}}, Credit: say("credit")}
		doc := body.Doc{Blocks: []body.Block{
			{ID: "00000000000000a1", Type: body.Paragraph, Text: []body.Span{{Text: say("body")}}},
			{ID: "00000000000000a2", Type: body.Image, Pictures: []body.Picture{image}},
			{ID: "00000000000000a3", Type: body.Quote, Text: []body.Span{{Text: say("quote")}}, Cite: []body.Span{{Text: say("cite")}}},
		}}
		save := story.Save{Story: id, Lang: l, BaseRev: base, Headline: name, Standfirst: say("stand"), Lead: &image, Body: &doc}
		if mark != "" {
			save.Headline, save.Slug = mark+"head common", mark+"slug"
			save.Elsewhere = &story.Elsewhere{SearchTitle: say("search"), SearchText: say("found"), ShareTitle: say("share"), ShareText: say("passed"), SharePicture: picture}
		}
		_, err := story.SaveText(ctx, b.Tx, save)
		return err
	})
}

// talk puts beside an article that is seen what the newsroom says about it.
func (v *aviary) talk(ctx context.Context, tx *db.Tx) error {
	s, err := story.Find(ctx, tx, v.shown)
	if err != nil {
		return err
	}
	for _, l := range []lang.Tag{"en", ""} {
		if _, err := comment.Say(ctx, tx, comment.Saying{Story: s, Lang: l, Said: ofDraft + "said", By: v.author}); err != nil {
			return err
		}
	}
	wanted := json.RawMessage(`"` + ofDraft + `suggested"`)
	if _, err := comment.Suggest(ctx, tx, comment.Offer{Story: s, Lang: "en", Kind: comment.Change, Block: comment.Headline, Wanted: wanted, By: v.author}); err != nil {
		return err
	}
	return story.NameRevision(ctx, tx, s.ID, "en", 1, ofDraft+"name", v.author)
}

// hide puts in everything that nobody may see yet.
func (v *aviary) hide() {
	v.Helper()
	ctx := v.Context()
	// A topic, a person and a partner that only what is hidden has.
	var own, person string
	v.write(func(ctx context.Context, b *edition.Batch) (err error) {
		if own, err = v.addTopic(ctx, b, ofDraft+"-topic", ofDraft+"topic"); err != nil {
			return err
		}
		p, err := people.Add(ctx, b.Tx, people.Person{Name: ofDraft + "person", Names: map[lang.Tag]people.Name{"en": {Name: ofDraft + "person", About: ofDraft + "bio", Title: ofDraft + "title"}}})
		person = p.ID
		if err == nil {
			err = topic.SetIntro(ctx, b.Tx, own, "en", "<p>"+ofDraft+"intro</p>")
		}
		if err == nil {
			err = outlet.SavePartner(ctx, b.Tx, outlet.Partner{Key: "drafts", Name: ofDraft + "partner", URL: "https://partner.example", Notes: map[lang.Tag]string{"en": ofDraft + "note"}})
		}
		return err
	})
	v.must(v.Outlet.Load(ctx))
	photo := v.takePicture(ofDraft+"library", color.RGBA{200, 40, 40, 255})

	v.write(func(ctx context.Context, b *edition.Batch) error { return v.talk(ctx, b.Tx) })
	draft := v.story(own, person, "drafts")
	v.text(draft, "en", "", ofDraft, photo)
	planned := v.story(own, person, "drafts")
	v.text(planned, "en", "", ofPlanned, photo)
	v.text(planned, "ka", "", ofPlanned, photo)
	v.publish(edition.Order{Story: planned, Lang: "en", At: time.Now().Add(time.Hour), Addresses: []string{"/2019/planned"}})
	v.publish(edition.Order{Story: planned, Lang: "ka", At: time.Now().Add(2 * time.Hour)})
	v.text(v.shown, "ka", "", ofLater, photo)
	v.publish(edition.Order{Story: v.shown, Lang: "ka", At: time.Now().Add(time.Hour)})
	v.hidden = []string{draft, planned}

	// Links by which somebody outside may look at some of it.
	v.write(func(ctx context.Context, b *edition.Batch) error {
		for _, l := range []lang.Tag{"en", "ka"} {
			secret, _, err := edition.MakePreview(ctx, b.Tx, planned, l, "")
			if err != nil {
				return err
			}
			v.looks = append(v.looks, "/desk/look/"+secret)
		}
		return nil
	})
	// A live article is being worked on: its text, its topics, its authors, its partner.
	v.text(v.shown, "en", "", ofEdit, photo)
	v.write(func(ctx context.Context, b *edition.Batch) error {
		s, err := story.Find(ctx, b.Tx, v.shown)
		if err != nil {
			return err
		}
		s.Topics, s.Partner = append(s.Topics, own), "drafts"
		s.People = append(s.People, story.Credit{Person: person, Part: story.Author})
		return story.Change(ctx, b.Tx, s)
	})
	// Around what is hidden: a pin, a breaking line, an answer, a correction, a dossier.
	v.write(func(ctx context.Context, b *edition.Batch) error {
		if err := b.SetOtherSide(ctx, v.shown, []string{draft, planned}); err != nil {
			return err
		}
		if err := b.Correct(ctx, story.Correction{Story: draft, Texts: map[lang.Tag]string{"en": ofDraft + "correction"}}); err != nil {
			return err
		}
		if _, err := topic.SaveEvent(ctx, b.Tx, topic.Event{Topic: v.rail, At: time.Now(), Sentences: map[lang.Tag]string{"en": ofDraft + "event"}, Sources: []topic.Source{{Name: ofDraft + "source"}}}); err != nil {
			return err
		}
		if err := topic.SetActors(ctx, b.Tx, v.rail, []topic.Actor{{"en": {Name: ofDraft + "actor", Line: ofDraft + "line"}}}); err != nil {
			return err
		}
		if err := topic.SetIntro(ctx, b.Tx, v.rail, "en", "<p>"+ofDraft+"intro</p>"); err != nil {
			return err
		}
		_, err := b.ArrangeFront(ctx, "en", edition.Front{
			Pins:     []edition.Pin{{Slot: edition.LeadSlot, Story: draft}, {Slot: edition.SecondSlot, Story: planned}},
			Breaking: &edition.Breaking{Text: ofDraft + "breaking", Story: draft},
		}, "")
		return err
	})
}

// addresses are examples of every pattern: those whose place is taken by what is shown,
// and those that name what is hidden.
func (v *aviary) addresses() map[string][]string {
	both := func(format string) (list []string) {
		for _, l := range []string{"en", "ka"} {
			list = append(list, strings.ReplaceAll(format, "{lang}", l))
		}
		return list
	}
	feeds := func(folder string) (list []string) {
		for _, name := range []string{"feed.xml", "atom.xml", "feed.json"} {
			list = append(list, both("/{lang}/"+folder+name)...)
		}
		return list
	}
	now := time.Now().UTC()
	months := []string{now.Format("2006-01"), now.AddDate(0, -1, 0).Format("2006-01"), now.AddDate(0, 1, 0).Format("2006-01")}
	files := append(feeds(""), both("/{lang}/manifest.webmanifest")...)
	for _, m := range months {
		files = append(files, both("/{lang}/sitemap-"+m+".xml")...)
	}
	files = slices.Concat(files, both("/{lang}/offline.html"), both("/{lang}/sitemap-pages.xml"), both("/{lang}/sitemap-news.xml"), both("/{lang}/opensearch.xml"))
	site := v.Address()
	var cards []string
	for _, slug := range []string{"shown-bridge", ofDraft + "slug", ofEdit + "slug", ofPlanned + "slug"} {
		for _, format := range []string{"", "&format=xml"} {
			cards = append(cards, "/oembed?url="+site+"/en/"+slug+"/"+format)
		}
	}
	picture := "/0123456789abcdef0123.jpg"
	var searches []string
	for _, q := range []string{"zq", "zqdarfthead", "zqdr", "common", "river", `"common+body"`, "partner", "common+zq"} {
		for _, more := range []string{"", "&part=hits", "&kind=news", "&section=region", "&topic=rail"} {
			searches = append(searches, "/en/search?q="+q+more, "/ka/search?q="+q+more)
		}
	}
	articles := both("/{lang}/region/")
	for _, slug := range []string{"shown-bridge", "shown-river"} {
		articles = append(articles, both("/{lang}/"+slug+"/")...)
	}
	return map[string][]string{
		"/{$}": {"/"}, "/{lang}/{$}": both("/{lang}/"), "/{lang}/latest/{$}": both("/{lang}/latest/"), "/{lang}/most-read/{$}": both("/{lang}/most-read/"),
		"/{lang}/topic/{$}": both("/{lang}/topic/"), "/{lang}/topic/{slug}/{$}": both("/{lang}/topic/rail/"),
		"/{lang}/by/{$}": both("/{lang}/by/"), "/{lang}/beside/{slug}/{$}": both("/{lang}/beside/shown-bridge/"), "/{lang}/by/{slug}/{$}": both("/{lang}/by/ann-walker/"),
		"/{lang}/corrections/{$}": both("/{lang}/corrections/"), "/{lang}/about/{$}": both("/{lang}/about/"), "/{lang}/support/{$}": both("/{lang}/support/"),
		"/{lang}/letters/{$}": both("/{lang}/letters/"), "/{lang}/contribute/{$}": both("/{lang}/contribute/"),
		"/{lang}/search": searches, "/{lang}/search/{$}": both("/{lang}/search/"), "/{lang}/{slug}/{$}": articles,
		"/robots.txt": {"/robots.txt"}, "/sitemap.xml": {"/sitemap.xml"}, "/{lang}/{file}": files,
		"/{lang}/{slug}/{file}": feeds("region/"), "/{lang}/topic/{slug}/{file}": feeds("topic/rail/"), "/{lang}/by/{slug}/{file}": feeds("by/ann-walker/"),
		"/{file}": {"/sw.js", "/favicon.ico", "/icon-192.png", "/no-such-file.txt", "/2019/planned"}, "/.well-known/security.txt": {"/.well-known/security.txt"},
		"/oembed": cards, "/feed/{$}": {"/feed/"}, "/{lang}/feed/{$}": both("/{lang}/feed/"), "/{lang}/feed/{slug}/{file}": feeds("feed/news/"),
		"/assets/{hash}/{name}": {"/assets/00000000/theme.css"}, "/share/{lang}/{file}": both("/share/{lang}" + picture),
		"/share/{lang}/{slug}/{file}": {"/share/en/shown-bridge" + picture, "/share/en/" + ofDraft + "slug" + picture, "/share/ka/" + ofPlanned + "slug" + picture},
		"/healthz":                    {"/healthz"}, "/readyz": {"/readyz"}, "/reading": {"/reading"}, "/reading.gif": {"/reading.gif?en." + v.shown},
		"/media/{hash}/{file}": {"/media/" + strings.Repeat("0", 64) + "/320.jpg"}, "/api/openapi.json": {"/api/openapi.json"},
	}
}

// everything asks for every address that is known or found.
func (v *aviary) everything() map[string]surface {
	v.Helper()
	var from []string
	for _, list := range v.addresses() {
		from = append(from, list...)
	}
	for _, slug := range []string{"shown-bridge", ofDraft + "slug"} {
		for _, id := range append([]string{v.shown}, v.hidden...) {
			from = append(from, v.contract(map[string]string{"lang": "en", "slug": slug, "id": id, "story": id, "rev": "1", "webhook": "none", "hook": "none"})...)
		}
	}
	return v.crawl(from)
}

// sings finds what a surface tells of canaries, by word or by id.
func (v *aviary) sings(s surface, marks ...string) string {
	text := strings.ToLower(s.String())
	for _, m := range append(slices.Clone(v.hidden), marks...) {
		if i := strings.Index(text, m); i >= 0 {
			return text[max(0, i-150):min(len(text), i+100)]
		}
	}
	return ""
}

var everyMark = []string{ofDraft, ofPlanned, ofLater, ofEdit, ofBack}

// Every pattern of the program is among the surfaces.
func TestEveryRouteIsASurface(t *testing.T) {
	v := &aviary{node: newNode(t, dbtest.Address(t, db.SQLite))}
	known := v.addresses()
	for _, pattern := range routes(t) {
		if known[pattern] == nil && pattern != "/api/" && pattern != "/media/" {
			t.Errorf("%s is looked at by no test of what is hidden", pattern)
		}
	}
	if n := len(routes(t)); n < 30 {
		t.Errorf("only %d patterns are found in the source", n)
	}
}

// Nothing changes anywhere by what is written, planned and arranged before its time:
// neither a word nor a header nor a count. A program that begins anew is asked, so that
// no kept page hides what would be seen.
func TestHiddenChangesNothing(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		database, data := dbtest.Address(t, engine), t.TempDir()
		v := openAviary(nodeIn(t, data, database))
		v.settled("/en/shown-river/")
		before := v.everything()
		told := v.count(`SELECT count(*) FROM webhook_delivery`)
		kinds := map[string]bool{}
		for address := range before {
			kinds[regexp.MustCompile(`[0-9a-f]{8,}|\?.*`).ReplaceAllString(address, "")] = true
		}
		if len(kinds) < 60 {
			t.Errorf("only %d surfaces", len(kinds))
		}
		v.hide()
		v.must(v.stop())
		log := v.log.String()
		v.node = nodeIn(t, data, database)
		after := v.everything()
		for address, s := range after {
			if sung := v.sings(s, everyMark...); sung != "" {
				t.Errorf("%s tells: …%s…", address, sung)
			}
			old, was := before[address]
			switch {
			case !was && !strings.HasPrefix(address, "/api/"):
				t.Errorf("%s was not there before", address)
			case was && old != s:
				t.Errorf("%s changed:\n%s", address, difference(old.String(), s.String()))
			}
		}
		for _, id := range v.hidden {
			if n := v.count(`SELECT count(*) FROM webhook_delivery WHERE story_id = $1`, id); n != 0 {
				t.Errorf("%d deliveries tell of what is hidden", n)
			}
		}
		if n := v.count(`SELECT count(*) FROM webhook_delivery`); n != told || told == 0 {
			t.Errorf("%d deliveries, %d before", n, told)
		}
		for _, m := range everyMark {
			if strings.Contains(strings.ToLower(log+v.log.String()), m) {
				t.Errorf("the log tells of %s", m)
			}
			v.notOnDisk(data, m)
		}
	})
}

// A slug that waits for its hour, or that only a draft has, is answered as one that
// nobody ever thought of: the same status, the same headers, the same words.
func TestHiddenSlugIsAMissingOne(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		v := openAviary(newNode(t, dbtest.Address(t, engine)))
		v.hide()
		v.settled("/en/shown-bridge/")
		site := v.Address()
		for _, format := range []string{
			"/en/%/", "/en/%", "/ka/%/", "/en/%/feed.xml", "/en/topic/%/", "/en/topic/%/feed.xml", "/en/by/%/", "/en/by/%/atom.xml", "/oembed?url=" + site + "/en/%/",
			"/share/en/%/0123456789abcdef0123.jpg", "/api/v1/public/en/articles/%", "/2019/%/", "/en/search?q=river&topic=%", "/en/search?q=river&section=%",
			"/api/v1/public/en/articles?topic=%", "/api/v1/public/en/articles?section=%",
			"/api/v1/public/en/search?q=river&topic=%", "/api/v1/public/en/search?q=river&section=%",
		} {
			for _, slug := range []string{ofDraft + "slug", ofPlanned + "slug", ofLater + "slug", ofEdit + "slug", ofDraft + "-topic", ofDraft + "person"} {
				none := strings.Repeat("n", len(slug))
				got, missing := v.look(strings.ReplaceAll(format, "%", slug)), v.look(strings.ReplaceAll(format, "%", none))
				// A search says again what was asked, so the mark of its bytes differs.
				same := func(s surface) string {
					return strings.ReplaceAll(etags.ReplaceAllString(s.String(), ""), slug, none)
				}
				a, b := got.String(), missing.String()
				if strings.Contains(format, "search?") {
					a, b = same(got), same(missing)
				}
				if a = strings.ReplaceAll(a, slug, none); a != b {
					t.Errorf("%s of %s differs from a missing one:\n%s", format, slug, difference(b, a))
				}
			}
		}
	})
}

var etags = regexp.MustCompile(`(?m)^Etag: .*$`)

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(i, len(s))-120):min(len(s), i+120)] }
	return cut(a) + "\n—\n" + cut(b)
}

// notOnDisk holds that no file of kept pages has a word, compressed or not.
func (v *aviary) notOnDisk(data, word string) {
	v.Helper()
	kept := v.diskHas(data)
	if strings.Contains(kept, word) {
		v.Errorf("a page kept on disk has %s", word)
	}
	if !strings.Contains(kept, "shown river") {
		v.Error("no page is kept on disk: nothing is proved")
	}
}

// unpacked is a file of a kept page with all its encodings undone.
func unpacked(raw []byte) string {
	out := string(raw)
	if i := bytes.Index(raw, []byte{0x1f, 0x8b}); i >= 0 {
		if z, err := gzip.NewReader(bytes.NewReader(raw[i:])); err == nil {
			plain, _ := io.ReadAll(z)
			out += string(plain)
		}
	}
	if i := bytes.LastIndexByte(raw[:min(len(raw), 4096)], '}'); i >= 0 {
		plain, _ := io.ReadAll(brotli.NewReader(bytes.NewReader(raw[i+1:])))
		out += string(plain)
	}
	return out
}

func bothEngines(t *testing.T, f func(*testing.T, db.Engine)) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(t, engine) })
	}
}

// back publishes an article that sings from everywhere, and gives its id.
func (v *aviary) back() (id string) {
	v.Helper()
	var own, person string
	v.write(func(ctx context.Context, b *edition.Batch) (err error) {
		if own, err = v.addTopic(ctx, b, ofBack+"-topic", ofBack+"topic"); err != nil {
			return err
		}
		p, err := people.Add(ctx, b.Tx, people.Person{Name: ofBack + "person", Names: map[lang.Tag]people.Name{"en": {Name: ofBack + "person", About: ofBack + "bio"}}})
		person = p.ID
		return err
	})
	id = v.story(own, person, "")
	photo := v.takePicture(ofBack+"library", color.RGBA{200, 40, 200, 255})
	v.text(id, "en", "", ofBack, photo)
	v.text(id, "ka", "", ofBack, photo)
	v.publish(edition.Order{Story: id, Lang: "en", Date: time.Now().Add(-3 * time.Hour), Addresses: []string{"/2018/was-here"}})
	v.publish(edition.Order{Story: id, Lang: "ka", Date: time.Now().Add(-3 * time.Hour)})
	v.write(func(ctx context.Context, b *edition.Batch) error {
		err := b.Correct(ctx, story.Correction{Story: id, Texts: map[lang.Tag]string{"en": ofBack + "correction"}})
		if err == nil {
			err = b.SetOtherSide(ctx, v.shown, []string{id})
		}
		if err == nil {
			_, err = b.ArrangeFront(ctx, "en", edition.Front{Pins: []edition.Pin{{Slot: edition.LeadSlot, Story: id}}, Breaking: &edition.Breaking{Text: ofBack + "breaking", Story: id}}, "")
		}
		return err
	})
	return id
}

// singing are the addresses at which a node tells of what is to be taken back.
func (v *aviary) singing(n *node) (list []string) {
	v.Helper()
	at := &aviary{node: n, shown: v.shown}
	searches := []string{"/en/search?q=" + ofBack + "body", "/en/search?q=zqbackbodi", "/en/search?q=zqback", "/en/search?q=common&kind=news", "/ka/search?q=common", "/en/search?q=zqback&part=hits"}
	var from []string
	for _, known := range at.addresses() {
		from = append(from, known...)
	}
	from = append(from, searches...)
	for _, l := range []string{"en", "ka"} {
		from = append(from, "/oembed?url="+v.Address()+"/"+l+"/"+ofBack+"slug/", "/api/v1/public/"+l+"/articles", "/api/v1/public/"+l+"/articles/"+ofBack+"slug", "/api/v1/public/"+l+"/most-read",
			"/api/v1/public/"+l+"/search?q=common", "/api/v1/public/"+l+"/search?q=zqback")
	}
	for address, s := range at.crawl(from) {
		if at.sings(s, ofBack) != "" && (s.status != 404 || !strings.Contains(address, ofBack)) {
			list = append(list, address)
		}
	}
	slices.Sort(list)
	return list
}

// What is withdrawn on one node is gone from every surface of every node in ten
// seconds, and from what they keep on disk; from feeds as from searches, from shared
// pictures as from the most read.
func TestWithdrawnIsGoneEverywhere(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		database, data := dbtest.Address(t, engine), []string{t.TempDir(), t.TempDir()}
		v := openAviary(nodeIn(t, data[0], database, "MASTHEAD_TRUSTED_PROXIES", "127.0.0.1"))
		nodes := []*node{v.node}
		if engine == db.Postgres {
			nodes = append(nodes, nodeIn(t, data[1], database, "MASTHEAD_MEDIA", "file:"+filepath.Join(data[0], "media")))
		}
		id := v.back()
		v.tell(id, 0, 60)
		for end := time.Now().Add(20 * time.Second); !strings.Contains(v.look("/en/most-read/").body, ofBack); time.Sleep(200 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it is not among the most read")
			}
			v.rank()
		}
		gone := map[*node][]string{}
		for _, n := range nodes {
			n.within("published", "/en/"+ofBack+"slug/", func(status int, _ http.Header, _ string) bool { return status == 200 })
			n.settled("/en/" + ofBack + "slug/")
			gone[n] = v.singing(n)
			all := strings.Join(gone[n], "\n")
			for _, want := range []string{
				"/en/", "/ka/", "/en/latest/", "/en/most-read/", "/en/topic/" + ofBack + "-topic/", "/en/by/" + ofBack + "person/", "/en/corrections/", "/en/region/",
				"/en/feed.xml", "/en/atom.xml", "/en/feed.json", "/en/sitemap-news.xml", "/en/search?q=common", "/en/search?q=zqback&part=hits", "/oembed?url=", "/api/v1/public/en/articles",
				"/api/v1/public/en/most-read", "/api/v1/public/en/search?q=common", "/share/en/" + ofBack + "slug/", "/2018/was-here", "/en/shown-river/", "/no-such-file.txt",
			} {
				if want == "/2018/was-here" {
					if s := n.look(want); s.status != 301 {
						t.Errorf("%s answers %d", want, s.status)
					}
					continue
				}
				if strings.HasPrefix(want, "/share/") {
					if _, picture, _ := strings.Cut(n.look("/en/"+ofBack+"slug/").body, want); len(picture) < 24 || n.look(want+picture[:24]).status != 200 {
						t.Errorf("there is no picture to share")
					} else {
						gone[n] = append(gone[n], want+picture[:24])
					}
					continue
				}
				if !strings.Contains("\n"+all+"\n", "\n"+want) {
					t.Errorf("published, it is not seen at %s: this test proves nothing there", want)
				}
			}
			if len(gone[n]) < 40 {
				t.Errorf("published, it is seen at %d addresses only", len(gone[n]))
			}
		}
		v.must(v.Edition.Withdraw(t.Context(), id, "en", "It was not so."))
		v.must(v.Edition.Withdraw(t.Context(), id, "ka", "It was not so."))
		end := time.Now().Add(10 * time.Second)
		for _, n := range nodes {
			for _, address := range gone[n] {
				var s surface
				for s = n.look(address); stillThere(address, s); s = n.look(address) {
					if time.Now().After(end) {
						t.Errorf("after ten seconds %s answers\n%.2000s", address, s)
						break
					}
					time.Sleep(50 * time.Millisecond)
				}
			}
			if rest := v.singing(n); len(rest) > 0 {
				for _, address := range rest {
					if s := n.look(address); stillThere(address, s) {
						t.Errorf("%s still tells of it:\n%.600s", address, v.sings(s, ofBack))
					}
				}
			}
		}
		for i := range nodes {
			for time.Now().Before(end) && strings.Contains(v.diskHas(data[i]), ofBack) {
				time.Sleep(50 * time.Millisecond)
			}
			if found := v.diskHas(data[i]); strings.Contains(found, ofBack) {
				t.Error("a page kept on disk still tells of it")
			}
		}
		for what, query := range map[string]string{
			"words":      `SELECT count(*) FROM edition_word WHERE stem LIKE '` + ofBack + `%'`,
			"copies":     `SELECT count(*) FROM edition_copy WHERE state = 'live' AND story_id = '` + id + `'`,
			"deliveries": `SELECT count(*) FROM webhook_delivery WHERE state = 'waiting' AND change <> 'withdrawn' AND story_id = '` + id + `' AND attempts = 0`,
		} {
			if n := v.count(query); n != 0 {
				t.Errorf("%d %s are left", n, what)
			}
		}
	})
}

// stillThere says whether an answer tells of what was withdrawn: by its words, or by
// being there. Where it stood it may say that it is gone; an old address may lead there.
func stillThere(address string, s surface) bool {
	text := strings.ToLower(s.String())
	text = strings.ReplaceAll(text, strings.ToLower(address), "")
	if s.status >= 300 && s.status < 400 && strings.Contains(s.header, "Location: /en/"+ofBack+"slug/") {
		return false
	}
	if strings.HasPrefix(address, "/share/") && s.status < 400 {
		return true
	}
	if _, q, found := strings.Cut(address, "/search?q="); found && strings.HasPrefix(q, ofBack) { // the question is said again
		return strings.Contains(text, "/"+ofBack+"slug/")
	}
	return strings.Contains(text, ofBack)
}

// diskHas is all that is kept on disk of pages.
func (v *aviary) diskHas(data string) string {
	var all strings.Builder
	v.must(filepath.WalkDir(filepath.Join(data, "pages"), func(name string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && d.IsDir() {
			return nil
		}
		if err == nil {
			var raw []byte
			if raw, err = os.ReadFile(name); err == nil {
				all.WriteString(strings.ToLower(unpacked(raw)))
			}
		}
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}))
	return all.String()
}

// A preview's link shows its one text and nothing else that is hidden, and leaves nothing
// where others look; without it the desk tells strangers nothing.
func TestPreviewsTellNobodyElse(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		v := openAviary(newNode(t, dbtest.Address(t, engine)))
		v.settled("/en/shown-river/")
		v.hide()
		for _, address := range v.looks {
			seen := v.look(address)
			if seen.status != http.StatusOK || !strings.Contains(seen.body, ofPlanned+"head") {
				t.Fatalf("the link shows %d", seen.status)
			}
			for _, other := range []string{ofDraft, ofLater, ofEdit, v.hidden[0]} { // the planned text's own topic, author and partner are drafts' too
				text := strings.ToLower(seen.body)
				for _, part := range []string{"head", "body", "stand", "caption", "search", "share", "breaking", "correction", "event", "intro"} {
					if strings.Contains(text, other+part) {
						t.Errorf("the link tells of %s%s", other, part)
					}
				}
			}
			for _, header := range []string{"Cache-Control: no-store, private", "Referrer-Policy: no-referrer", "X-Robots-Tag: noindex"} {
				if !strings.Contains(seen.header, header) {
					t.Errorf("the link's answer lacks %s:\n%s", header, seen.header)
				}
			}
		}
		var stranger []string
		for _, id := range append(slices.Clone(v.hidden), v.shown) {
			stranger = append(stranger, "/desk/stories/"+id+"/publish/", "/desk/preview/"+id+"/en", "/desk/preview/"+id+"/ka/share.jpg", "/desk/publish/"+id+"/en/withdraw", "/desk/publish/"+id+"/en/correct")
		}
		for _, address := range append(stranger, "/desk/front/en/", "/desk/front/en/preview?at=%2B3h", "/desk/front/en/history", "/desk/front/en/most-read", "/desk/look/x") {
			seen := v.look(address)
			if sung := v.sings(surface{body: seen.body}, everyMark...); sung != "" || seen.status == http.StatusOK && !strings.Contains(seen.body, "/desk/") {
				t.Errorf("%s (%d) tells a stranger: %s", address, seen.status, sung)
			}
		}
		for address, s := range v.everything() {
			if strings.HasPrefix(address, "/desk/") {
				continue
			}
			if sung := v.sings(s, everyMark...); sung != "" {
				t.Errorf("after a look, %s tells: …%s…", address, sung)
			}
			for _, link := range v.looks {
				if strings.Contains(s.String(), link) {
					t.Errorf("%s names a preview's link", address)
				}
			}
		}
		for _, link := range v.looks {
			if strings.Contains(v.log.String(), strings.TrimPrefix(link, "/desk/look/")) {
				t.Error("the log has a link's secret")
			}
		}
	})
}
