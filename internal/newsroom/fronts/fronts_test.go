package fronts_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/readership"
	"masthead/internal/story"
)

type room struct {
	testing.TB
	*desktest.Bed
}

func (r room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func each(t *testing.T, f func(t *testing.T, r room)) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) { f(t, room{t, b}) })
}

// article saves a text and publishes it so long ago; ahead of now it is planned.
func (r room) article(headline string, ago time.Duration) (id string) {
	r.Helper()
	s := r.Story(story.Story{Bureau: "tbilisi"})
	r.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: headline, Body: &body.Doc{Blocks: []body.Block{
			{ID: "00000000000000a1", Type: body.Paragraph, Text: []body.Span{{Text: "Words of " + headline}}},
		}}})
		return err
	})
	o := edition.Order{Story: s.ID, Lang: "en"}
	if ago >= 0 {
		o.Date = time.Now().Add(-ago)
	} else {
		o.At = time.Now().Add(-ago)
	}
	_, err := r.Edition.Publish(context.Background(), o)
	r.must(err)
	return s.ID
}

// reads asks for a page as a reader does, of a node that keeps no pages yet.
func (r room) reads(path string) string {
	r.Helper()
	node, err := app.NewServer(context.Background(), r.Program)
	r.must(err)
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil))
	return answer.Body.String()
}

const front = "/desk/front/en/"

var draftField = regexp.MustCompile(`name="draft" value="([^"]*)"`)

// draftOn reads the arrangement of a page.
func draftOn(t testing.TB, p desktest.Page) string {
	t.Helper()
	m := draftField.FindStringSubmatch(p.Text)
	if m == nil {
		t.Fatalf("no arrangement on %d %s", p.StatusCode, p.Text)
	}
	return m[1]
}

// act does one thing to an arrangement and gives the page after it.
func (r room) act(c *desktest.Client, draft, act string, more ...string) desktest.Page {
	r.Helper()
	form := url.Values{"draft": {draft}, "act": {act}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	done := c.Send(front+"change", form)
	if done.StatusCode != 303 {
		r.Fatalf("%s: %d %s", act, done.StatusCode, done.Text)
	}
	return c.Ask(done.Header.Get("Location"))
}

func (r room) front() (f edition.Front) {
	r.Helper()
	f, err := r.Shelf.Front(context.Background(), "en")
	r.must(err)
	return f
}

// leads says which headline leads a front's page.
func leads(page string) string {
	m := regexp.MustCompile(`(?s)<main.*?<h[12][^>]*>.*?<a href="/en/([^/]+)/"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestArrangeAFront(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		old, newer, newest := r.article("Old bridge", 50*time.Hour), r.article("Newer road", 5*time.Hour), r.article("Newest river", time.Hour)
		editor := r.As(people.Editor)
		page := editor.Ask(front)
		for _, want := range []string{"Old bridge", "Newer road", "Newest river", "Nobody has arranged this front yet", "disabled>Make live"} {
			if !strings.Contains(page.Text, want) {
				t.Fatalf("%d, without %q", page.StatusCode, want)
			}
		}
		if got := leads(r.reads("/en/")); got != "newest-river" {
			t.Fatalf("%q leads before anything is arranged", got)
		}
		page = r.act(editor, draftOn(t, page), "put:lead:"+old)
		if !strings.Contains(page.Text, "not yet live") || leads(r.reads("/en/")) != "newest-river" {
			t.Error("what was put is live at once")
		}
		page = r.act(editor, draftOn(t, page), "put:second:"+newer)
		page = r.act(editor, draftOn(t, page), "put:second", "story", "/en/newest-river/")
		page = r.act(editor, draftOn(t, page), "down:"+newest)
		page = r.act(editor, draftOn(t, page), "breaking", "text", "  Bridge   closed ", "to", "/en/old-bridge/")
		draft := draftOn(t, page)
		if got := leads(editor.Ask(front + "preview?draft=" + draft).Text); got != "old-bridge" {
			t.Errorf("the preview is led by %q", got)
		}
		if got := leads(editor.Ask(front + "preview?at=%2B2d&draft=" + draft).Text); got != "newest-river" {
			t.Errorf("in two days, when pins have ended, %q leads", got)
		}
		if done := editor.Send(front, url.Values{"draft": {draft}}); done.StatusCode != 303 {
			t.Fatalf("%d %s", done.StatusCode, done.Text)
		}
		f := r.front()
		if f.Rev != 1 || len(f.Pins) != 3 || f.Breaking == nil || f.Breaking.Text != "Bridge closed" || f.Breaking.Story != old {
			t.Fatalf("arranged %+v %+v", f, f.Breaking)
		}
		if second := f.In(edition.SecondSlot); len(second) != 2 || second[0] != newer || second[1] != newest {
			t.Errorf("beside the lead stand %v", second)
		}
		for _, p := range f.Pins { // nothing stands for ever
			if left := time.Until(p.Until); left < 23*time.Hour || left > 25*time.Hour {
				t.Errorf("a pin ends in %v", left)
			}
		}
		if left := time.Until(f.Breaking.Until); left < 2*time.Hour || left > 4*time.Hour {
			t.Errorf("the breaking line ends in %v", left)
		}
		live := r.reads("/en/")
		if leads(live) != "old-bridge" || !strings.Contains(live, "Bridge closed") {
			t.Errorf("readers see %q in the lead", leads(live))
		}

		page = r.act(editor, draftOn(t, editor.Ask(front)), "drop:"+old)
		page = r.act(editor, draftOn(t, page), "calm")
		if done := editor.Send(front, url.Values{"draft": {draftOn(t, page)}}); done.StatusCode != 303 {
			t.Fatal(done.Text)
		}
		history := editor.Ask(front + "history").Text
		if strings.Count(history, "Bring back") != 1 || !strings.Contains(history, "Old bridge") || !strings.Contains(history, "Bridge closed") || !strings.Contains(history, "Tbilisi editor") {
			t.Errorf("the history: %s", history)
		}
		back := editor.Ask(front + "?from=1")
		if done := editor.Send(front, url.Values{"draft": {draftOn(t, back)}}); done.StatusCode != 303 {
			t.Fatal(done.Text)
		}
		if f := r.front(); f.Rev != 3 || len(f.Pins) != 3 || f.Breaking == nil {
			t.Errorf("brought back %+v", f)
		}
	})
}

// Two arrange at once: the second is told by whom and when, nothing is written over, and
// her arrangement is still there to put on top.
func TestTwoArrangeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a, b := r.article("Theirs", time.Hour), r.article("Mine", 2*time.Hour)
		one, two := r.As(people.Editor), r.As(people.ChiefEditor)
		theirs, mine := r.act(one, draftOn(t, one.Ask(front)), "put:lead:"+a), r.act(two, draftOn(t, two.Ask(front)), "put:lead:"+b)
		if done := one.Send(front, url.Values{"draft": {draftOn(t, theirs)}}); done.StatusCode != 303 {
			t.Fatal(done.Text)
		}
		clash := two.Send(front, url.Values{"draft": {draftOn(t, mine)}})
		if clash.StatusCode != 409 || !strings.Contains(clash.Text, "Tbilisi editor arranged this front") || r.front().Pins[0].Story != a {
			t.Fatalf("%d; %+v", clash.StatusCode, r.front())
		}
		onTop := regexp.MustCompile(`href="([^"]+)">Put mine on top`).FindStringSubmatch(clash.Text)
		if onTop == nil {
			t.Fatal("no way on")
		}
		again := two.Ask(strings.ReplaceAll(onTop[1], "&amp;", "&"))
		if done := two.Send(front, url.Values{"draft": {draftOn(t, again)}}); done.StatusCode != 303 || r.front().Pins[0].Story != b || r.front().Rev != 2 {
			t.Errorf("%d; %+v", done.StatusCode, r.front())
		}
	})
}

// The front at a later hour has what is planned for then, and tells no reader of it.
func TestFrontAtALaterHour(t *testing.T) {
	r := room{t, desktest.Open(t)}
	r.article("Now standing", time.Hour)
	r.article("Planned secret", -2*time.Hour)
	editor := r.As(people.Editor)
	page := editor.Ask(front).Text
	if !strings.Contains(page, "Planned secret") || !strings.Contains(page, "set for") {
		t.Error("the plan is not among what could stand there")
	}
	if got := leads(editor.Ask(front + "preview").Text); got != "now-standing" {
		t.Errorf("now %q leads", got)
	}
	then := editor.Ask(front + "preview?at=%2B3h")
	if got := leads(then.Text); got != "planned-secret" {
		t.Errorf("in three hours %q leads", got)
	}
	if csp := then.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox") || strings.Contains(csp, "allow-scripts") || then.Header.Get("Cache-Control") != "no-store, private" {
		t.Errorf("the preview is sent with %q, %q", csp, then.Header.Get("Cache-Control"))
	}
	if strings.Contains(r.reads("/en/"), "Planned secret") {
		t.Error("readers see the plan")
	}
}

func TestWhoMayArrange(t *testing.T) {
	r := room{t, desktest.Open(t)}
	id := r.article("One", time.Hour)
	empty := base64.RawURLEncoding.EncodeToString([]byte(`{"r":0}`))
	for _, role := range people.Roles {
		may := role == people.Administrator || role == people.ChiefEditor || role == people.Editor
		want := map[bool]int{true: 200, false: 403}[may]
		c := r.As(role)
		for _, path := range []string{front, front + "preview", front + "history", front + "most-read"} {
			if got := c.Ask(path); got.StatusCode != want {
				t.Errorf("%s, %s: %d, want %d", role, path, got.StatusCode, want)
			}
		}
		for path, form := range map[string]url.Values{
			front: {"draft": {empty}}, front + "change": {"draft": {empty}, "act": {"put:lead:" + id}},
			front + "most-read/hide": {"story": {id}, "why": {"w"}}, front + "most-read/show": {"story": {id}},
		} {
			if got := c.Send(path, form); (got.StatusCode == 403) == may {
				t.Errorf("%s, POST %s: %d", role, path, got.StatusCode)
			}
		}
		if in := strings.Contains(c.Ask("/desk/").Text, `href="/desk/front/"`); in != may {
			t.Errorf("%s has the front in the rail: %v", role, in)
		}
	}
	// One who holds an edition alone arranges that one.
	r.Write(func(ctx context.Context, tx *db.Tx) error {
		return people.Give(ctx, tx, r.Person(people.Reporter).ID, people.Editor, "baku", "ru")
	})
	c := r.As(people.Reporter)
	if c.Ask("/desk/front/ru/").StatusCode != 200 || c.Ask(front).StatusCode != 403 || c.Ask("/desk/front/").Header.Get("Location") != "/desk/front/ru/" {
		t.Error("an edition's own editor")
	}
}

func TestWhatAFrontRefuses(t *testing.T) {
	r := room{t, desktest.Open(t)}
	id := r.article("One", time.Hour)
	c := r.As(people.Editor)
	draft := draftOn(t, c.Ask(front))
	long := strings.Repeat("é", edition.MaxBreaking+1)
	for name, form := range map[string]url.Values{
		"no such slot": {"draft": {draft}, "act": {"put:cellar:" + id}}, "no such story": {"draft": {draft}, "act": {"put:lead"}, "story": {"/en/nowhere/"}},
		"an end that is past": {"draft": {draft}, "act": {"breaking"}, "text": {"x"}, "breaking-until": {"2001-01-01 10:00"}},
		"an end for ever":     {"draft": {draft}, "act": {"breaking"}, "text": {"x"}, "breaking-until": {"2999-01-01 10:00"}},
		"no arrangement":      {"draft": {"???"}, "act": {"calm"}}, "no act": {"draft": {draft}, "act": {"explode"}},
		"a script for a link": {"draft": {draft}, "act": {"breaking"}, "text": {"x"}, "to": {"javascript:alert(1)"}},
	} {
		if got := c.Send(front+"change", form); got.StatusCode != 422 {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
	}
	if got := c.Send(front+"change", url.Values{"draft": {draft}, "act": {"breaking"}, "text": {long}}); got.StatusCode == 303 {
		if done := c.Send(front, url.Values{"draft": {draftOn(t, c.Ask(got.Header.Get("Location")))}}); done.StatusCode != 422 {
			t.Errorf("a long breaking line: %d", done.StatusCode)
		}
	}
	forged := base64.RawURLEncoding.EncodeToString([]byte(`{"r":0,"p":[{"slot":"lead","story":"01arz3ndektsv4rrffq69g5fav"}]}`))
	if got := c.Send(front, url.Values{"draft": {forged}}); got.StatusCode != 422 || r.front().Rev != 0 {
		t.Errorf("a pin of a story that is not there: %d, %+v", got.StatusCode, r.front())
	}
}

func TestMostReadIsHiddenAndShown(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		first, second := r.article("First", time.Hour), r.article("Second", 2*time.Hour)
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			return readership.Seed(ctx, tx, time.Now(), []readership.Seeded{{Lang: "en", Story: first, Readers: 400}, {Lang: "en", Story: second, Readers: 200}})
		})
		r.must(r.Readings.RankNow(context.Background()))
		c := r.As(people.Editor)
		day := func() []string {
			list, err := r.Readings.MostRead(context.Background(), lang.Tag("en"), readership.Day, 10)
			r.must(err)
			return list
		}
		if list := day(); len(list) != 2 || list[0] != first {
			t.Fatalf("most read: %v", list)
		}
		if got := c.Send(front+"most-read/hide", url.Values{"story": {first}}); got.StatusCode != 422 {
			t.Errorf("hidden without a reason: %d", got.StatusCode)
		}
		if got := c.Send(front+"most-read/hide", url.Values{"story": {first}, "why": {"A neighbour’s script"}}); got.StatusCode != 303 {
			t.Fatal(got.Text)
		}
		if list := day(); len(list) != 1 || list[0] != second {
			t.Errorf("after hiding: %v", list)
		}
		if page := c.Ask(front + "most-read").Text; !strings.Contains(page, "A neighbour’s script") || !strings.Contains(page, "Tbilisi editor") {
			t.Error("who hid it and why is not told")
		}
		if got := c.Send(front+"most-read/show", url.Values{"story": {first}}); got.StatusCode != 303 || len(day()) != 2 {
			t.Errorf("after showing: %v", day())
		}
	})
}

// An arrangement comes from an address, so anything may stand there.
func TestHostileArrangements(t *testing.T) {
	r := room{t, desktest.Open(t)}
	c := r.As(people.Editor)
	for _, s := range []string{
		`{"r":0}`, `{"r":-1}`, `{"r":99999999}`, `{"r":1,"p":[{"slot":"lead","story":"x","until":"2026-01-01T00:00:00Z"}],"b":{"text":"t"}}`, `[]`, `{"p":null}`, "\x00", "",
		`{"p":[{"slot":"lead","story":"\u0000"}]}`, `{"p":[{"slot":"<script>","story":"\"><script>alert(1)</script>"}]}`, `{"b":{"text":"<script>alert(1)</script>","url":"javascript:1"}}`,
		`{"p":[` + strings.Repeat(`{},`, 30) + `{}]}`, `{"b":{"text":"` + strings.Repeat("x", 2000) + `"}}`, `{"p":[{"until":"0000-01-01T00:00:00Z"},{"until":"9999-12-31T23:59:59Z"}]}`,
	} {
		text := base64.RawURLEncoding.EncodeToString([]byte(s))
		for _, path := range []string{front + "?draft=" + text, front + "preview?draft=" + text} {
			got := c.Ask(path)
			if got.StatusCode >= 500 || strings.Contains(got.Text, "<script>alert") || strings.Contains(got.Text, `href="javascript:`) {
				t.Errorf("%q: %d", s, got.StatusCode)
			}
		}
		if got := c.Send(front, url.Values{"draft": {text}}); got.StatusCode >= 500 {
			t.Errorf("made live %q: %d", s, got.StatusCode)
		}
	}
}
