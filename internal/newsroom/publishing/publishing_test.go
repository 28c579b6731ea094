package publishing_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// The whole way of a text through the panel: held, lifted, planned, called off,
// published, mended quietly, corrected, withdrawn.
func TestPanelFromGateToWithdrawal(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		s := r.Story(story.Story{Bureau: "tbilisi"}, r.Person(people.Reporter))
		r.text(s, "en", "Night train", withPicture(r.picture()))
		r.text(s, "ka", "ღამის მატარებელი")
		editor, at := r.As(people.Editor), panel(s)
		act := "/desk/publish/" + s.ID + "/en/"

		want(t, editor.Ask(at), 200, "1 picture has no description", "picture at the head", "May be lifted by: chief editor, editor of the edition.", "Nothing yet")

		// Both are asked for; one goes, the other is held and says by what.
		want(t, editor.Send(at, form("lang", "en", "lang", "ka", "when", "now")), 409, "English did not go out: 2 things hold it", "1 text is published.")
		if status, _ := r.reads("/ka/ghamis-matarebeli/"); status != 200 {
			t.Errorf("the Georgian text is %d for readers", status)
		}
		if status, _ := r.reads("/en/night-train/"); status != 404 {
			t.Errorf("the held text is %d for readers", status)
		}
		want(t, editor.Send(act+"lift", form("gate", "alt", "reason", " ")), 422, "Say why the gate is lifted")
		want(t, editor.Send(act+"lift", form("gate", "text", "reason", "because")), 409, "nothing to lift")
		for _, gate := range []string{"alt", "credit"} {
			want(t, editor.Send(act+"lift", form("gate", gate, "reason", "The archive has neither.")), 303)
		}
		want(t, editor.Ask(at), 200, "Lifted by Tbilisi editor", "The archive has neither.", "Close again")
		want(t, editor.Send(act+"unlift", form("gate", "credit")), 303)
		want(t, editor.Send(at, form("lang", "en", "when", "now")), 409, "1 thing holds it")
		want(t, editor.Send(act+"lift", form("gate", "credit", "reason", "Its owner is not known.")), 303)

		want(t, editor.Send(at, form("lang", "en", "when", "later", "zone", "Asia/Tbilisi", "at", "yesterday")), 422, "Write a time like")
		want(t, editor.Send(at, form("lang", "en", "when", "later", "zone", "Asia/Tbilisi", "at", "2001-01-01 10:00")), 422, "This time is past")
		want(t, editor.Send(at, form("lang", "en", "when", "later", "zone", "Mars/Olympus", "at", "tomorrow 9:00")), 422, "Choose a time zone")
		want(t, editor.Send(at, form("lang", "en", "when", "now", "at", "tomorrow 9:00")), 422, "You gave a time")
		want(t, editor.Send(at, form("lang", "en", "when", "later", "zone", "Asia/Tbilisi", "at", "tomorrow 9:00")), 303)
		plan := r.states(s)["en"]
		if h, m, _ := plan.Scheduled.In(tbilisi(t)).Clock(); h != 9 || m != 0 || plan.PlannedBy != r.Person(people.Editor).ID {
			t.Errorf("planned for %v by %s", plan.Scheduled, plan.PlannedBy)
		}
		want(t, editor.Ask(at), 200, "Goes out", "set by Tbilisi editor", "Call off")
		want(t, editor.Send(act+"cancel", nil), 303)
		if !r.states(s)["en"].Scheduled.IsZero() {
			t.Error("it was not called off")
		}

		want(t, editor.Send(at, form("lang", "en", "when", "now")), 303)
		if status, page := r.reads("/en/night-train/"); status != 200 || !strings.Contains(page, "Forty berths") {
			t.Errorf("readers get %d", status)
		}
		published := r.states(s)["en"].Updated
		r.text(s, "en", "Night train", withPicture(""), func(save *story.Save) {
			save.Lead = nil
			save.Body.Blocks[1].Text[0].Text = "Thirty-six berths stood empty."
		})
		want(t, editor.Ask(at), 200, "1 newer revision waits")
		want(t, editor.Send(at, form("lang", "en", "when", "now", "quiet", "1")), 303)
		if now := r.states(s)["en"]; now.Rev != 2 || !now.Updated.Equal(published) {
			t.Errorf("a quiet mend: revision %d, updated %v (was %v)", now.Rev, now.Updated, published)
		}

		correct := act + "correct"
		want(t, editor.Ask(correct), 200, "Thirty-six berths", "Georgian")
		want(t, editor.Send(correct, form("wrong-en", "Forty")), 422, "Say what is right as well (English)")
		want(t, editor.Send(correct, form("block-en", "00000000000000a2", "wrong-en", "Forty berths <b>", "right-en", "Thirty-six berths")), 303)
		_, page := r.reads("/en/night-train/")
		mark := regexp.MustCompile(`<p class="mend"><a href="#(k-[0-9a-z]+)">[^<]+</a></p>\n<p id="b-00000000000000a2">`).FindStringSubmatch(page)
		if mark == nil || !strings.Contains(page, `id="`+mark[1]+`"`) || !strings.Contains(page, "We wrote: “Forty berths &lt;b&gt;” It should say: “Thirty-six berths”") {
			t.Errorf("the correction is not shown at its block: %v\n%s", mark, short(page))
		}
		if _, list := r.reads("/en/corrections/"); !strings.Contains(list, "Thirty-six berths") {
			t.Error("the correction is not in the list")
		}

		want(t, editor.Ask(act+"withdraw"), 200, "/en/night-train/", "What readers are told (English)")
		want(t, editor.Send(act+"withdraw", form("reason", " ")), 422, "Say to readers why")
		want(t, editor.Send(act+"withdraw", form("reason", "The train never ran.")), 303)
		if status, page := r.reads("/en/night-train/"); status != 410 || !strings.Contains(page, "The train never ran.") {
			t.Errorf("after the withdrawal readers get %d", status)
		}
		if status, _ := r.reads("/ka/ghamis-matarebeli/"); status != 200 {
			t.Errorf("the other language is %d", status)
		}
		want(t, editor.Ask(act+"withdraw"), 404)
	})
}

func tbilisi(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Asia/Tbilisi")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func (r room) states(s story.Story) (states map[lang.Tag]edition.State) {
	r.Helper()
	r.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		states, err = edition.States(ctx, tx, s.ID)
		return err
	})
	return states
}

// All together or none: one that is held holds the others.
func TestTogetherOrNone(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"})
	r.text(s, "en", "One")
	r.text(s, "ru", "Два", withPicture(r.picture()))
	want(t, r.As(people.Editor).Send(panel(s), form("lang", "en", "lang", "ru", "when", "now", "together", "1")), 409, "Russian did not go out")
	if status, _ := r.reads("/en/one/"); status != 404 {
		t.Errorf("the text that nothing held went out alone: %d", status)
	}
}

// Who may read a story sees its panel; who may not publish sees no button for it, and
// is refused where she sends the form all the same.
func TestWhoMayPublish(t *testing.T) {
	r := room{t, desktest.Open(t)}
	author := r.Person(people.Reporter)
	s := r.Story(story.Story{Bureau: "tbilisi"}, author)
	r.text(s, "en", "Held", withPicture(r.picture()))
	for _, c := range []struct {
		role          people.Role
		bureau        string
		sees, publish bool
	}{
		{people.Administrator, "tbilisi", true, true}, {people.ChiefEditor, "baku", true, true}, {people.Editor, "tbilisi", true, true},
		{people.Editor, "baku", false, false}, {people.Reporter, "tbilisi", true, false}, {people.Reporter, "baku", false, false},
		{people.Translator, "tbilisi", true, false}, {people.FactChecker, "tbilisi", true, false}, {people.SocialEditor, "tbilisi", true, false},
		{people.Expert, "tbilisi", false, false}, {people.Contributor, "tbilisi", false, false},
	} {
		c2 := r.AsPerson(r.PersonIn(c.role, c.bureau))
		page := c2.Ask(panel(s))
		if sees := page.StatusCode == 200; sees != c.sees {
			t.Errorf("%s in %s sees the panel: %v (%d)", c.role, c.bureau, sees, page.StatusCode)
		}
		buttons := strings.Contains(page.Text, `name="when"`) || strings.Contains(page.Text, `name="lang"`) || strings.Contains(page.Text, "/lift")
		if buttons != c.publish {
			t.Errorf("%s in %s has buttons: %v", c.role, c.bureau, buttons)
		}
		if asks := strings.Contains(page.Text, "/en/ask"); asks != (c.sees && !c.publish) {
			t.Errorf("%s in %s may ask: %v", c.role, c.bureau, asks)
		}
		refused := map[bool]int{true: 403, false: 404}[c.sees]
		for _, path := range []string{panel(s), "/desk/publish/" + s.ID + "/en/lift", "/desk/publish/" + s.ID + "/en/withdraw", "/desk/publish/" + s.ID + "/en/correct", "/desk/publish/" + s.ID + "/en/link", "/desk/publish/" + s.ID + "/en/cancel"} {
			if got := c2.Send(path, form("lang", "en", "when", "now", "gate", "none", "reason", "r", "right-en", "r")); (got.StatusCode == refused) == c.publish && got.StatusCode != 404 || !c.publish && got.StatusCode != refused {
				t.Errorf("%s in %s, POST %s: %d", c.role, c.bureau, path, got.StatusCode)
			}
		}
		if preview := c2.Ask("/desk/preview/" + s.ID + "/en"); (preview.StatusCode == 200) != c.sees {
			t.Errorf("%s in %s previews: %d", c.role, c.bureau, preview.StatusCode)
		}
	}
	if status, _ := r.reads("/en/held/"); status != 404 {
		t.Errorf("it went out: %d", status)
	}
}

// A reporter asks; the editors of the edition are told, once for a revision.
func TestAskingForPublishing(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"}, r.Person(people.Reporter))
	r.text(s, "en", "Please")
	for range 2 {
		want(t, r.As(people.Reporter).Send("/desk/publish/"+s.ID+"/en/ask", nil), 303)
	}
	told := func(p people.Person) (list []notice.Told) {
		r.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			list, err = notice.List(ctx, tx, p.ID, "", 50)
			return err
		})
		return list
	}
	for role, n := range map[people.Role]int{people.Editor: 1, people.ChiefEditor: 1, people.Reporter: 0, people.Translator: 0} {
		list := told(r.Person(role))
		if len(list) != n || n > 0 && (list[0].Key != "publishing.asked" || list[0].Args["headline"] != "Please" || list[0].Path != panel(s)+"?show=en") {
			t.Errorf("the %s was told %+v", role, list)
		}
	}
	if list := told(r.PersonIn(people.Editor, "baku")); len(list) != 0 {
		t.Errorf("the other bureau's editor was told %+v", list)
	}
}

// A gate that comes down before the hour holds the plan; it stays to be seen, and people
// are told. The database's clock decides when the hour is.
func TestPlanThatAGateHolds(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		s := r.Story(story.Story{Bureau: "tbilisi"}, r.Person(people.Reporter))
		r.text(s, "en", "Soon")
		var hour time.Time
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			now, err := tx.Now(ctx)
			hour = now.Add(time.Hour)
			return err
		})
		_, err := r.Edition.Publish(context.Background(), edition.Order{Story: s.ID, Lang: "en", At: hour, By: r.Person(people.Editor).ID})
		r.must(err)
		r.due(s, "en") // a node whose clock is an hour ahead asks too soon
		if status, _ := r.reads("/en/soon/"); status != 404 {
			t.Fatalf("it went out early: %d", status)
		}
		r.text(s, "en", "Soon", withPicture(r.picture()))
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE edition_schedule SET at = at - 7200000`)
			return err
		})
		r.due(s, "en")
		if status, _ := r.reads("/en/soon/"); status != 404 {
			t.Fatalf("a gate did not hold the plan: %d", status)
		}
		want(t, r.As(people.Editor).Ask(panel(s)), 200, "Should have gone out", "gates held it", "Call off")
		for _, role := range []people.Role{people.Editor, people.ChiefEditor, people.Reporter} {
			var list []notice.Told
			r.Write(func(ctx context.Context, tx *db.Tx) (err error) {
				list, err = notice.List(ctx, tx, r.Person(role).ID, "", 50)
				return err
			})
			if len(list) != 1 || list[0].Key != "publishing.stopped" || !list[0].Urgent {
				t.Errorf("the %s was told %+v", role, list)
			}
		}
	})
}

// What stands for a text elsewhere is a revision of it, shows on the panel at once, and
// for readers only when it is published.
func TestWordsForOutside(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi", Kind: story.Analysis})
	r.text(s, "en", "A long headline for patient readers")
	editor := r.As(people.Editor)
	want(t, editor.Send(panel(s), form("lang", "en", "when", "now")), 303)
	long := strings.Repeat("x", story.MaxOutTitle+1)
	want(t, editor.Send("/desk/publish/"+s.ID+"/en/words", form("rev", "1", "search_title", long)), 422, "longer than 200")
	words := form("rev", "1", "slug", "headline", "search_title", "Short for search", "search_text", "What it is <about>", "share_title", "Look at this", "share_text", "Words to pass on")
	want(t, editor.Send("/desk/publish/"+s.ID+"/en/words", words), 303)
	want(t, editor.Ask(panel(s)), 200, "Short for search", "Analysis: Look at this", "Words to pass on", "1 newer revision waits")
	_, before := r.reads("/en/a-long-headline-for-patient-readers/")
	if strings.Contains(before, "Look at this") || strings.Contains(before, "Short for search") {
		t.Error("readers see words that are not published")
	}
	want(t, editor.Send(panel(s), form("lang", "en", "when", "now")), 303)
	_, page := r.reads("/en/headline/")
	for _, part := range []string{
		"<title>Short for search | ", `<meta name="description" content="What it is &lt;about&gt;">`, `<meta property="og:title" content="Analysis: Look at this">`,
		`<meta property="og:description" content="Words to pass on">`, `"headline":"A long headline for patient readers"`, `What it is \u003cabout\u003e`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	// A translator may write them for her own texts only; a saving without them leaves them.
	r.text(s, "en", "Another headline")
	var now story.Text
	r.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		now, err = story.Newest(ctx, tx, s.ID, "en")
		return err
	})
	if now.Elsewhere.ShareTitle != "Look at this" {
		t.Errorf("a saving took them away: %+v", now.Elsewhere)
	}
	want(t, r.As(people.Translator).Send("/desk/publish/"+s.ID+"/en/words", words), 403)
}

// Case 59: a preview's link is long, kept hashed, for one text, ends, is taken back, and
// leaves no trace on the way.
func TestPreviewLinks(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		s := r.Story(story.Story{Bureau: "tbilisi"})
		r.text(s, "en", "Unseen draft")
		r.text(s, "ka", "სხვა ენა")
		editor, stranger := r.As(people.Editor), r.As("")
		link := func() string {
			t.Helper()
			made := editor.Send("/desk/publish/"+s.ID+"/en/link", nil)
			want(t, made, 200, "/desk/look/")
			u, err := url.Parse(regexp.MustCompile(`value="([^"]+/desk/look/[^"]+)"`).FindStringSubmatch(made.Text)[1])
			if err != nil {
				t.Fatal(err)
			}
			return u.Path
		}
		path := link()
		secret := strings.TrimPrefix(path, "/desk/look/")
		if len(secret) < 43 { // 256 bits in base64
			t.Errorf("%q is short", secret)
		}
		var hashed int
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			return tx.Row(ctx, `SELECT count(*) FROM edition_preview WHERE hash = $1 OR id = $1`, []any{secret}, &hashed)
		})
		if hashed != 0 {
			t.Error("the secret itself is kept")
		}
		page := stranger.Ask(path)
		want(t, page, 200, "Unseen draft")
		for name, value := range map[string]string{
			"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive",
		} {
			if got := page.Header.Get(name); got != value {
				t.Errorf("%s is %q", name, got)
			}
		}
		if csp := page.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox") || strings.Contains(csp, "allow-scripts") || strings.Contains(csp, "script-src 'self'") || !strings.Contains(csp, "frame-ancestors 'self'") {
			t.Errorf("the policy is %q", csp)
		}
		if strings.Contains(page.Text, "data-reading") || strings.Contains(page.Text, "/reading.gif") {
			t.Error("a preview is counted as a reading")
		}
		for _, wrong := range []string{"/desk/look/" + secret[:len(secret)-1], "/desk/look/" + secret + "A", "/desk/look/x", "/desk/look/" + strings.Repeat("A", 3000)} {
			want(t, stranger.Ask(wrong), 404, "leads nowhere")
		}
		if got := stranger.Ask("/desk/preview/" + s.ID + "/en"); got.StatusCode != 303 { // to the sign-in
			t.Errorf("a stranger previews without a link: %d", got.StatusCode)
		}

		listed := editor.Ask(panel(s) + "?show=en")
		id := regexp.MustCompile(`/en/unlink" class="inl">.*?<input type="hidden" name="id" value="([^"]+)"`).FindStringSubmatch(listed.Text)
		if id == nil {
			t.Fatal("the link is not listed")
		}
		want(t, editor.Send("/desk/publish/"+s.ID+"/en/unlink", form("id", id[1])), 303)
		want(t, stranger.Ask(path), 404)

		ending := link()
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE edition_preview SET expires_at = made_at`)
			return err
		})
		want(t, stranger.Ask(ending), 404)

		reused := link()
		want(t, editor.Send(panel(s), form("lang", "en", "when", "now")), 303)
		want(t, stranger.Ask(reused), 404)
	})
}

// Cases 60 and 61: a planned text and none at all answer alike, and only addresses that
// were public lead on.
func TestPlannedAddressesTellNothing(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"})
	r.text(s, "en", "First name", func(save *story.Save) { save.Slug = "first-name" })
	editor := r.As(people.Editor)
	want(t, editor.Send(panel(s), form("lang", "en", "when", "later", "zone", "UTC", "at", "+2h")), 303)
	want(t, editor.Ask(panel(s)), 200)
	want(t, editor.Ask("/desk/preview/"+s.ID+"/en"), 200, "First name")
	planned, missing := r.As("").Ask("/en/first-name/"), r.As("").Ask("/en/never-there/")
	strip := func(p desktest.Page) string {
		for _, name := range []string{"Date", "Age"} {
			p.Header.Del(name)
		}
		return p.Status + strings.ReplaceAll(strings.ReplaceAll(p.Text, "never-there", "x"), "first-name", "x")
	}
	if strip(planned) != strip(missing) || len(planned.Header) != len(missing.Header) {
		t.Errorf("planned: %s %v\nmissing: %s %v", planned.Status, planned.Header, missing.Status, missing.Header)
	}
	want(t, editor.Send("/desk/publish/"+s.ID+"/en/words", form("rev", "1", "slug", "second-name")), 303)
	want(t, editor.Send(panel(s), form("lang", "en", "when", "now")), 303)
	if got := r.As("").Ask("/en/first-name/"); got.StatusCode != 404 {
		t.Errorf("an address that was never public leads on: %d to %s", got.StatusCode, got.Header.Get("Location"))
	}
}

// What each kind of story is held by, told by hand.
func TestGatesByKind(t *testing.T) {
	r := room{t, desktest.Open(t)}
	bare := r.picture()
	blocks := func(s *story.Save) { s.Body = &body.Doc{} }
	for _, c := range []struct {
		name  string
		story story.Story
		text  []func(*story.Save)
		held  string
	}{
		{"news", story.Story{Kind: story.News}, nil, ""},
		{"analysis", story.Story{Kind: story.Analysis}, nil, ""},
		{"opinion", story.Story{Kind: story.Opinion}, nil, "viewpoint"},
		{"opinion from a place", story.Story{Kind: story.Opinion, Viewpoint: "baku"}, nil, ""},
		{"interview", story.Story{Kind: story.Interview}, nil, ""},
		{"explainer", story.Story{Kind: story.Explainer}, nil, ""},
		{"fact-check", story.Story{Kind: story.FactCheck}, nil, ""},
		{"round-up", story.Story{Kind: story.RoundUp}, nil, ""},
		{"live", story.Story{Kind: story.Live}, nil, ""},
		{"photo", story.Story{Kind: story.Photo}, []func(*story.Save){withPicture(bare)}, "alt credit"},
		{"video", story.Story{Kind: story.Video}, nil, ""},
		{"partner's", story.Story{Kind: story.PartnerWork}, nil, "partner"},
		{"appeal", story.Story{Kind: story.Appeal}, nil, ""},
		{"a headline", story.Story{Kind: story.News}, []func(*story.Save){blocks}, "text"},
		{"an opinion, a headline, a bare picture", story.Story{Kind: story.Opinion}, []func(*story.Save){blocks, withPicture(bare)}, "text viewpoint alt credit"},
	} {
		c.story.Bureau = "tbilisi"
		s := r.Story(c.story)
		r.text(s, "en", "Kind "+c.name, c.text...)
		var held []string
		r.Write(func(ctx context.Context, tx *db.Tx) error {
			held = nil
			text, err := story.Newest(ctx, tx, s.ID, "en")
			if err != nil {
				return err
			}
			answers, err := r.Edition.Ask(ctx, tx, s, text)
			for _, a := range answers {
				if len(a.Held) > 0 {
					held = append(held, a.Gate)
				}
			}
			return err
		})
		if got := strings.Join(held, " "); got != c.held {
			t.Errorf("%s is held by %q, want %q", c.name, got, c.held)
		}
		page := r.As(people.Editor).Ask(panel(s)).Text
		for _, gate := range strings.Fields(c.held) {
			if !strings.Contains(page, `data-gate="`+gate+`"`) {
				t.Errorf("%s: the panel does not show %s", c.name, gate)
			}
		}
	}
}
