package terms_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// written is a story with a text whose words the starting set knows.
func written(b *desktest.Bed) (s story.Story, block string) {
	s = b.Story(story.Story{Bureau: "tbilisi"}, b.Person(people.Reporter))
	block = id.NewBlock()
	doc := body.Doc{Blocks: []body.Block{{ID: block, Type: body.Paragraph, Text: []body.Span{{Text: "Our sworn enemies came from Artsakh."}}}}}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", By: b.Person(people.Reporter).ID, Headline: "A road to South Ossetia", Body: &doc})
		return err
	})
	return s, block
}

func take(t *testing.T, b *desktest.Bed) {
	t.Helper()
	if p := b.As(people.Editor).Send("/desk/terms/starting", url.Values{"lang": {"en", "ru"}}); p.StatusCode != 303 {
		t.Fatal(p.Status, p.Text)
	}
}

func TestTableAndGate(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		editor, reporter := b.As(people.Editor), b.As(people.Reporter)
		if p := reporter.Ask("/desk/terms/"); p.StatusCode != 200 || !strings.Contains(p.Text, "No terms yet.") {
			t.Fatal(p.Status, p.Text)
		}
		take(t, b)
		if p := reporter.Ask("/desk/terms/?lang=ru&q=" + url.QueryEscape("арцах")); !strings.Contains(p.Text, "Арцах") || strings.Contains(p.Text, "Ханкенди|") {
			t.Error("the filter", p.Text)
		}
		if p := reporter.Send("/desk/terms/try", url.Values{"lang": {"en"}, "text": {"Near Stepanakert, “Stepanakert”."}}); strings.Count(p.Text, `href="#found-`) != 2 || !strings.Contains(p.Text, "Khankendi/Stepanakert") {
			t.Error("trying", p.Text)
		}
		bad := url.Values{"key": {"lake"}, "lang": {"en"}, "patterns": {"Lake Sevan"}, "severity": {"note"}, "category": {"toponym"}, "why_en": {"x"}, "wrong": {"Lake Van"}}
		if p := editor.Send("/desk/terms/", bad); p.StatusCode != 422 || !strings.Contains(p.Text, "does not find its words in this example: Lake Van") || !strings.Contains(p.Text, "Lake Sevan") {
			t.Error("an example that fails", p.Status, p.Text)
		}
		bad.Set("wrong", "Lake Sevan")
		if p := editor.Send("/desk/terms/", bad); p.StatusCode != 303 {
			t.Error("a sound term", p.Status, p.Text)
		}
		if p := editor.Ask("/desk/terms/file?lang=en"); !strings.Contains(p.Text, "lake,en,Lake Sevan") {
			t.Error("the file", p.Text)
		}
		s, block := written(b)
		at := "/desk/stories/" + s.ID + "/en/terms/"
		if p := reporter.SendJSON(at+"check", `{"first":true,"blocks":[{"bid":"x","text":"sworn enemies"}]}`); !strings.Contains(p.Text, `"severity":"stop"`) || !strings.Contains(p.Text, `"terms.tab"`) {
			t.Error("the script’s answer", p.Text)
		}
		panel := editor.Ask("/desk/stories/" + s.ID + "/publish/")
		if !strings.Contains(panel.Text, "The house does not publish these words: sworn enemies") || !strings.Contains(panel.Text, "Words that ask for a decision:") {
			t.Error("the panel", panel.Text)
		}
		if p := reporter.Send(at+"rule", url.Values{"key": {"sworn-enemy"}, "decision": {"ignored"}, "reason": {"A title."}}); p.StatusCode != 403 {
			t.Error("a reporter rules on a stop", p.Status)
		}
		for _, key := range []string{"artsakh", "sworn-enemy"} {
			if p := editor.Send(at+"rule", url.Values{"key": {key}, "decision": {"decided"}, "reason": {"The book’s title."}}); p.StatusCode != 303 {
				t.Error(p.Status, p.Text)
			}
		}
		if p := reporter.Ask(at); strings.Contains(p.Text, block) || !strings.Contains(p.Text, "The book’s title.") || !strings.Contains(p.Text, "South Ossetia") {
			t.Error("the text’s page", p.Text)
		}
		var c edition.Copy
		if err := b.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
			c, err = b.Edition.Draft(context.Background(), tx, s.ID, "en", time.Now())
			return err
		}); err != nil || len(c.Disclaimers) != 1 {
			t.Error("what readers are told", c.Disclaimers, err)
		}
	})
}

// A writer meets a finding, goes to it by F7, takes what is offered; and rules on another.
func TestFindingsInTheText(t *testing.T) {
	b := desktest.Open(t)
	take(t, b)
	s, _ := written(b)
	ctx, end := context.WithTimeout(b.Browser(people.Editor), 60*time.Second)
	defer end()
	run := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	read := func(script string) string {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	run("marks", chromedp.Navigate(b.URL+"/desk/stories/"+s.ID+"/en/"), chromedp.WaitVisible(`.ProseMirror .find-stop`), chromedp.WaitVisible(`.ProseMirror .find-ask`), chromedp.WaitVisible(`.head-findings .card`))
	read(`document.querySelector(".ProseMirror").focus(), document.querySelector(".ProseMirror").dispatchEvent(new KeyboardEvent("keydown", {key: "F7", code: "F7", keyCode: 118, bubbles: true, cancelable: true})), ""`)
	run("F7", chromedp.WaitVisible(`.ProseMirror .card.finding`))
	if card := read(`document.querySelector(".ProseMirror .card.finding").textContent`); !strings.Contains(card, "enemy for all time") {
		t.Errorf("the card says %q", card)
	}
	run("taking", chromedp.Click(`.ProseMirror .card.finding [data-take="1"]`), chromedp.WaitNotPresent(`.ProseMirror .find-stop`))
	if text := read(`document.querySelector(".ProseMirror p").textContent`); !strings.Contains(text, "Our opponent came") {
		t.Errorf("the text says %q", text)
	}
	run("ruling", chromedp.Click(`.ProseMirror .find-ask`), chromedp.Click(`.ProseMirror .card.finding details summary`), chromedp.SendKeys(`.ProseMirror .card.finding textarea`, "Her own word."),
		chromedp.Click(`.ProseMirror .card.finding form button`), chromedp.WaitNotPresent(`.ProseMirror .find-ask`))
}
