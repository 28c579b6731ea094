package talk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

func blockID(name string) string { return strings.Repeat("0", 16-len(name)) + name }

func doc(blocks ...string) *body.Doc {
	d := &body.Doc{}
	for _, b := range blocks {
		name, text, _ := strings.Cut(b, ":")
		d.Blocks = append(d.Blocks, body.Block{ID: blockID(name), Type: body.Paragraph, Text: []body.Span{{Text: text}}})
	}
	return d
}

// bed is the desk with a story of the reporter's in Tbilisi that has two revisions.
type bed struct {
	*desktest.Bed
	id   string
	path string
}

func open(b *desktest.Bed) *bed {
	s := b.Story(story.Story{Bureau: "tbilisi"}, b.Person(people.Reporter))
	t := &bed{b, s.ID, "/desk/stories/" + s.ID + "/en/"}
	t.save(people.Reporter, "Three villages, one river", doc("a:We had quarrels about water.", "b:The chat has forty-one members.", "c:The sluice is older."))
	t.save(people.Editor, "Three villages, one river", doc("c:The sluice is older.", "a:We quarrelled over water.", "b:The chat has forty-one members."))
	return t
}

func (b *bed) save(role people.Role, headline string, d *body.Doc) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		rev, _, err := story.NewestRev(ctx, tx, b.id, "en")
		if err != nil {
			return err
		}
		_, err = story.SaveText(ctx, tx, story.Save{Story: b.id, Lang: "en", BaseRev: rev, By: b.Person(role).ID, Headline: headline, Body: d})
		return err
	})
}

func (b *bed) lines() string {
	b.Helper()
	var out []string
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		t, err := story.Newest(ctx, tx, b.id, "en")
		for _, x := range t.Body.Blocks {
			out = append(out, strings.TrimLeft(x.ID, "0")+":"+body.Plain(x))
		}
		return err
	})
	return strings.Join(out, " | ")
}

// has looks for texts in a page.
func has(t testing.TB, p desktest.Page, want ...string) {
	t.Helper()
	if p.StatusCode != 200 {
		t.Fatalf("%s: %d", p.Request.URL, p.StatusCode)
	}
	for _, w := range want {
		if !strings.Contains(p.Text, w) {
			t.Errorf("%s has no %q", p.Request.URL.Path, w)
		}
	}
}

var thread = regexp.MustCompile(`comments/([0-9a-z]{26})/reply`)

// Without a script: comment, mention, notice, reply, settle, open again, change.
func TestCommentsWithoutScript(t *testing.T) {
	desktest.Each(t, func(t *testing.T, d *desktest.Bed) {
		b := open(d)
		editor, reporter := b.As(people.Editor), b.As(people.Reporter)
		form := url.Values{"block": {blockID("b")}, "quote": {"forty-one members"}, "start": {"13"}, "said": {"Notes say forty, @Tbilisi reporter?"}, "op": {"o1"}}
		for range 2 { // the second is a repeated click
			if p := editor.Send(b.path+"comments/new", form); p.StatusCode != 303 {
				t.Fatalf("%d %s", p.StatusCode, p.Text)
			}
		}
		// Somebody else signed in on the device: nothing is said in her name.
		if p := reporter.Send(b.path+"comments/new", url.Values{"block": {blockID("b")}, "said": {"Mine."}, "op": {"o2"}, "as": {b.Person(people.Editor).ID}}); p.StatusCode != 409 {
			t.Errorf("what the editor typed was said by the reporter: %d", p.StatusCode)
		}
		page := reporter.Ask(b.path + "comments/")
		has(t, page, "forty-one members", `<b class="call">@Tbilisi reporter</b>`, "1 thread is open")
		ids := thread.FindAllStringSubmatch(page.Text, -1)
		if len(ids) != 1 {
			t.Fatalf("%d threads", len(ids))
		}
		id := ids[0][1]
		var told []notice.Told
		b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			told, err = notice.List(ctx, tx, b.Person(people.Reporter).ID, "", 10)
			return err
		})
		if len(told) != 1 || told[0].Key != "comment.mentioned_you" || told[0].Path != b.path+"comments/#"+id {
			t.Errorf("told %+v", told)
		}
		if p := reporter.Send(b.path+"comments/"+id+"/reply", url.Values{"said": {"Someone joined."}}); p.StatusCode != 303 {
			t.Errorf("reply: %d", p.StatusCode)
		}
		if p := editor.Send(b.path+"comments/"+id+"/settle", nil); p.StatusCode != 303 || !strings.Contains(p.Header.Get("Location"), "settled=1") {
			t.Errorf("settle: %d %s", p.StatusCode, p.Header.Get("Location"))
		}
		has(t, editor.Ask(b.path+"comments/"), "0 threads are open", "Show 1 settled thread")
		has(t, editor.Ask(b.path+"comments/?settled=1"), "Someone joined.", "settled this", "Open again")
		if p := reporter.Send(b.path+"comments/"+id+"/reopen", nil); p.StatusCode != 303 {
			t.Errorf("reopen: %d", p.StatusCode)
		}
		entry := regexp.MustCompile(`name="entry" value="([0-9a-z]{26})"`).FindStringSubmatch(reporter.Ask(b.path + "comments/").Text)
		if p := reporter.Send(b.path+"comments/"+id+"/edit", url.Values{"entry": {entry[1]}, "said": {"Someone joined on Monday."}}); p.StatusCode != 303 {
			t.Errorf("edit: %d", p.StatusCode)
		}
		has(t, editor.Ask(b.path+"comments/?panel=1"), "Someone joined on Monday.", "What it said before")
		if p := editor.Send(b.path+"comments/new", url.Values{"note": {"1"}, "said": {"Call the ministry."}}); p.StatusCode != 303 {
			t.Errorf("note: %d", p.StatusCode)
		}
		has(t, reporter.Ask("/desk/stories/"+b.id+"/en/comments/"), "Call the ministry.")
		b.save(people.Reporter, "Three villages", doc("b:The chat has forty members."))
		has(t, editor.Ask(b.path+"comments/"), "The text changed")
		if p := editor.Send(b.path+"comments/new", url.Values{"said": {" "}}); p.StatusCode != 422 {
			t.Errorf("an empty comment: %d", p.StatusCode)
		}
	})
}

// What people write is text wherever it is shown.
func TestHostileTalkIsInert(t *testing.T) {
	b := open(desktest.Open(t))
	editor := b.As(people.Editor)
	const bad = `<script>alert(1)</script><img src=x onerror=alert(2)>"'>{{.}}</textarea>` + "\u202e\x00@"
	for _, where := range []string{blockID("a"), comment.Headline, ""} {
		if p := editor.Send(b.path+"comments/new", url.Values{"block": {where}, "quote": {bad}, "said": {bad}}); p.StatusCode != 303 {
			t.Fatalf("%d", p.StatusCode)
		}
	}
	raw, _ := json.Marshal(map[string]any{"person": b.Person(people.Editor).ID, "kind": "change", "block": blockID("a"),
		"wanted": map[string]any{"id": blockID("a"), "type": "paragraph", "text": []any{map[string]any{"t": bad}}}})
	if p := editor.SendJSON(b.path+"suggestions/new", string(raw)); p.StatusCode != 200 {
		t.Fatalf("%d %s", p.StatusCode, p.Text)
	}
	if p := editor.Send(b.path+"history/name", url.Values{"rev": {"1"}, "name": {`<b>"x'`}}); p.StatusCode != 303 {
		t.Fatalf("%d", p.StatusCode)
	}
	for _, path := range []string{"comments/", "comments/?panel=1", "suggestions/", "history/", "history/?panel=1", "history/compare?from=1&to=2"} {
		p := editor.Ask(b.path + path)
		has(t, p)
		for _, run := range []string{"<script>alert", "<img src=x", "<b>\"x", "\u202e"} {
			if strings.Contains(p.Text, run) {
				t.Errorf("%s holds %q", path, run)
			}
		}
	}
}

func (b *bed) suggest(role people.Role, block, words string) string {
	b.Helper()
	p := b.As(role).SendJSON(b.path+"suggestions/new", fmt.Sprintf(
		`{"person":"%s","kind":"change","block":"%s","wanted":{"id":"%[2]s","type":"paragraph","text":[{"t":"%s"}]}}`, b.Person(role).ID, blockID(block), words))
	var got struct{ ID string }
	if p.StatusCode != 200 || json.Unmarshal([]byte(p.Text), &got) != nil || got.ID == "" {
		b.Fatalf("%d %s", p.StatusCode, p.Text)
	}
	return got.ID
}

func TestSuggestionsWithoutScript(t *testing.T) {
	desktest.Each(t, func(t *testing.T, d *desktest.Bed) {
		b := open(d)
		editor, checker := b.As(people.Editor), b.As(people.FactChecker)
		first := b.suggest(people.FactChecker, "b", "The chat has forty members.")
		second := b.suggest(people.FactChecker, "c", "The sluice is newer.")
		has(t, editor.Ask(b.path+"suggestions/"), "<del>forty-one</del><ins>forty</ins>", "2 suggestions wait", "Tbilisi fact-checker suggests other words")
		if p := checker.Send(b.path+"suggestions/"+first+"/take", nil); p.StatusCode != 403 {
			t.Errorf("somebody who may not save takes it: %d", p.StatusCode)
		}
		if p := editor.Send(b.path+"suggestions/"+first+"/take", nil); p.StatusCode != 303 {
			t.Errorf("take: %d", p.StatusCode)
		}
		if p := editor.Send(b.path+"suggestions/"+second+"/leave", url.Values{"reason": {"It is from 1911."}}); p.StatusCode != 303 {
			t.Errorf("leave: %d", p.StatusCode)
		}
		if want := "c:The sluice is older. | a:We quarrelled over water. | b:The chat has forty members."; b.lines() != want {
			t.Errorf("%s", b.lines())
		}
		has(t, checker.Ask(b.path+"suggestions/"), "It is from 1911.", "Tbilisi editor took it")
		has(t, checker.Ask(b.path+"history/"), "with a suggestion by Tbilisi fact-checker")
		if p := b.AsPerson(b.PersonIn(people.Editor, "baku")).Ask(b.path + "suggestions/"); p.StatusCode != 404 {
			t.Errorf("another bureau sees suggestions: %d", p.StatusCode)
		}
	})
}

func TestHistoryWithoutScript(t *testing.T) {
	desktest.Each(t, func(t *testing.T, d *desktest.Bed) {
		b := open(d)
		editor := b.As(people.Editor)
		has(t, editor.Ask(b.path+"history/"), "Tbilisi reporter", "Tbilisi editor", "history/compare?from=1&amp;to=2")
		has(t, editor.Ask(b.path+"history/compare?from=1&to=2"), "We <del>had quarrels about</del><ins>quarrelled over</ins> water.", "moved from 3 to 1", "1 paragraph as it was")
		has(t, editor.Ask(b.path+"history/compare?from=2&to=1&view=side&all=1"), "<del>had quarrels about</del>", "The chat has forty-one members.")
		if p := editor.Send(b.path+"history/name", url.Values{"rev": {"1"}, "name": {"To the lawyer"}}); p.StatusCode != 303 {
			t.Errorf("name: %d", p.StatusCode)
		}
		named := editor.Ask(b.path + "history/?named=1")
		has(t, named, "To the lawyer", `id="r1"`)
		if strings.Contains(named.Text, `id="r2"`) {
			t.Error("a revision without a name is listed among those with one")
		}
		if p := editor.Send(b.path+"history/restore", url.Values{"rev": {"1"}, "seen": {"2"}, "block": {blockID("a")}, "op": {"x1"}}); p.StatusCode != 303 {
			t.Errorf("restore: %d", p.StatusCode)
		}
		if want := "c:The sluice is older. | a:We had quarrels about water. | b:The chat has forty-one members."; b.lines() != want {
			t.Errorf("%s", b.lines())
		}
		if p := editor.Send(b.path+"history/restore", url.Values{"rev": {"1"}, "seen": {"3"}, "op": {"x2"}}); p.StatusCode != 303 {
			t.Errorf("restore all: %d", p.StatusCode)
		}
		if want := "a:We had quarrels about water. | b:The chat has forty-one members. | c:The sluice is older."; b.lines() != want {
			t.Errorf("%s", b.lines())
		}
		for _, bad := range []string{"history/compare?from=1&to=99", "history/compare?from=-1&to=2"} {
			if p := editor.Ask(b.path + bad); p.StatusCode != 404 {
				t.Errorf("%s: %d", bad, p.StatusCode)
			}
		}
		if p := b.As(people.FactChecker).Send(b.path+"history/restore", url.Values{"rev": {"1"}, "seen": {"4"}}); p.StatusCode != 403 {
			t.Errorf("somebody who may not save restores: %d", p.StatusCode)
		}
	})
}

// The page of a text of 5,000 blocks stays small: what did not change is folded.
func TestFiveThousandBlocks(t *testing.T) {
	b := open(desktest.Open(t))
	var many []string
	for i := range 4990 {
		many = append(many, fmt.Sprintf("%x:Block %d says something.", 0x1000+i, i))
	}
	b.save(people.Editor, "Long", doc(many...))
	many[17] = "1011:Block 17 says something else."
	b.save(people.Editor, "Long", doc(many...))
	editor := b.As(people.Editor)
	p := editor.Ask(b.path + "history/compare?from=3&to=4")
	has(t, p, "something<ins> else</ins>.", "4,972 paragraphs as they were")
	if len(p.Text) > 40_000 {
		t.Errorf("the page has %d bytes", len(p.Text))
	}
	if p := editor.Ask(b.path + "comments/"); len(p.Text) > 600_000 || !strings.Contains(p.Text, "Paragraphs after these") {
		t.Errorf("the page of comments has %d bytes", len(p.Text))
	}
}

// Who wrote under a pseudonym is shown and called by it.
func TestPseudonymsAreKept(t *testing.T) {
	b := desktest.Open(t)
	expert := b.Person(people.Expert)
	var pen people.Person
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		if pen, err = people.Add(ctx, tx, people.Person{Name: "A. Willow"}); err != nil {
			return err
		}
		return people.SetPseudonym(ctx, tx, []people.Grant{{Role: people.ChiefEditor}}, pen.ID, expert.ID)
	})
	s := b.Story(story.Story{Bureau: "tbilisi"}, pen)
	path := "/desk/stories/" + s.ID + "/en/"
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", By: expert.ID, Headline: "H", Body: doc("a:one")})
		return err
	})
	if p := b.As(people.Expert).Send(path+"comments/new", url.Values{"said": {"Mine."}}); p.StatusCode != 303 {
		t.Fatalf("%d", p.StatusCode)
	}
	editor := b.As(people.Editor)
	for _, page := range []string{"comments/", "comments/data", "history/", "suggestions/"} {
		p := editor.Ask(path + page)
		if p.StatusCode != 200 || strings.Contains(p.Text, expert.Name) || strings.Contains(p.Text, expert.ID) {
			t.Errorf("%s tells who A. Willow is (%d)", page, p.StatusCode)
		}
	}
	has(t, editor.Ask(path+"comments/"), "A. Willow")
	if p := editor.Send(path+"comments/new", url.Values{"said": {"Well done, @A. Willow"}}); p.StatusCode != 303 {
		t.Fatalf("%d", p.StatusCode)
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		told, err := notice.List(ctx, tx, expert.ID, "", 10)
		if len(told) != 1 || told[0].Key != "comment.mentioned_you" {
			t.Errorf("told %+v", told)
		}
		return err
	})
}
