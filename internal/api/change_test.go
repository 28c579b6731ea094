package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"masthead/internal/api"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

func TestChangeStory(t *testing.T) {
	each(t, func(b *bed) {
		anna, token := b.person("anna", people.Token{}, people.Grant{Role: people.Editor})
		somebody := b.somebody()
		id := b.story("baku", story.News, somebody)
		path := "/api/v1/stories/" + id
		if err := b.live(id, "en"); err != nil {
			t.Fatal(err)
		}
		got := b.ask("PATCH", path, token, `{"kind":"opinion","viewpoint":"yerevan","section":"politics","topics":["border"],"bylines":["anna","somebody"]}`).want(t, 200, "")
		var s api.Story
		got.decode(t, &s)
		if s.Kind != "opinion" || s.Viewpoint != "yerevan" || s.Section != "politics" || len(s.Topics) != 1 || len(s.Bylines) != 2 || s.Bylines[0].ID != anna || s.Bureau != "baku" {
			t.Errorf("%+v", s)
		}
		// What was left out stays; an empty one is taken away; what changes nothing is no change.
		s = api.Story{}
		b.ask("PATCH", path, token, `{"viewpoint":"","topics":[]}`).want(t, 200, "").decode(t, &s)
		if s.Kind != "opinion" || s.Viewpoint != "" || len(s.Topics) != 0 || len(s.Bylines) != 2 {
			t.Errorf("%+v", s)
		}
		b.ask("PATCH", path, token, `{"kind":"opinion"}`).want(t, 200, "")
		b.ask("PATCH", path, token, `{}`).want(t, 200, "")
		var list struct{ Changes []api.Change }
		b.ask("GET", path+"/changes", token, "").want(t, 200, "").decode(t, &list)
		if len(list.Changes) != 2 {
			t.Fatalf("%+v", list)
		}
		newest, first := list.Changes[0], list.Changes[1]
		if newest.By != anna || newest.Name != "anna" || fmt.Sprint(newest.Fields["viewpoint"]) != "{yerevan }" || len(newest.Fields) != 2 {
			t.Errorf("%+v", newest)
		}
		if f := first.Fields; fmt.Sprint(f["kind"], f["bylines"]) != fmt.Sprintf("{news opinion} {%s %s %s}", somebody, anna, somebody) || len(f) != 5 {
			t.Errorf("%+v", first)
		}
		// Readers have it as it was until it is published again.
		if c := b.ask("GET", "/api/v1/public/en/articles/headline", "", ""); c.field("kind") != "news" {
			t.Error(c.body)
		}
		b.ask("PATCH", path, token, `{"kind":"analysis"}`).want(t, 200, "")
		b.ask("POST", path+"/texts/en/publish", token, `{}`).want(t, 200, "")
		b.store.Drop(edition.StoryTag(id))
		if c := b.ask("GET", "/api/v1/public/en/articles/headline", "", ""); c.field("kind") != "analysis" {
			t.Error(c.body)
		}
		for sent, code := range map[string]string{
			`{"kind":"gossip"}`:              "api.invalid",
			`{"stage":"ready"}`:              "api.invalid",
			`{"original":"ru"}`:              "api.invalid",
			`{"section":"mars"}`:             "api.no_section",
			`{"viewpoint":"mars"}`:           "api.no_place",
			`{"partner":"mars"}`:             "api.no_partner",
			`{"topics":["mars"]}`:            "topic.absent",
			`{"bylines":["nobody"]}`:         "api.no_person",
			`{"kind":"news","topics":["x"]}`: "topic.absent",
			`[]`:                             "api.invalid",
		} {
			if got := b.ask("PATCH", path, token, sent); got.status != 422 || got.field("code") != code {
				t.Errorf("%s: %d %s", sent, got.status, got.body)
			}
		}
		if b.ask("GET", path, token, "").decode(t, &s); s.Kind != "analysis" {
			t.Error("what was refused changed it")
		}
	})
}

// A reporter changes her own, and cannot write herself out of it.
func TestChangeOwnStory(t *testing.T) {
	b := lite(t, api.Rates{})
	nino, token := b.person("nino", people.Token{}, people.Grant{Role: people.Reporter})
	b.somebody()
	own, others := "/api/v1/stories/"+b.story("baku", story.News, nino), "/api/v1/stories/"+b.story("baku", story.News, "")
	b.ask("PATCH", own, token, `{"kind":"analysis","bylines":["somebody","nino"]}`).want(t, 200, "")
	b.ask("PATCH", own, token, `{"bylines":["somebody"]}`).want(t, 403, "api.forbidden")
	b.ask("PATCH", own, token, `{"bylines":[]}`).want(t, 403, "api.forbidden")
	b.ask("PATCH", others, token, `{"bylines":["nino"]}`).want(t, 403, "api.forbidden")
	var s api.Story
	if b.ask("GET", own, token, "").decode(t, &s); len(s.Bylines) != 2 {
		t.Errorf("%+v", s.Bylines)
	}
}

// A secret is told once: neither the database nor the answer to the same request has it
// again.
func TestSecretsAreToldOnce(t *testing.T) {
	each(t, func(b *bed) {
		token := b.admin()
		ask := func(key, path, sent string) answer {
			t.Helper()
			return b.ask("POST", path, token, sent, "Idempotency-Key", key)
		}
		const sent = `{"name":"n","url":"https://other.net/"}`
		first := ask("k1", "/api/v1/webhooks", sent).want(t, 201, "")
		again := ask("k1", "/api/v1/webhooks", sent).want(t, 201, "")
		if !strings.HasPrefix(first.field("secret"), "whsec_") || strings.Contains(again.body, "secret") || again.field("id") != first.field("id") {
			t.Errorf("%s, then %s", first.body, again.body)
		}
		path := "/api/v1/webhooks/" + first.field("id") + "/secret"
		rotated := ask("k2", path, "").want(t, 200, "")
		if again := ask("k2", path, "").want(t, 200, ""); !strings.HasPrefix(rotated.field("secret"), "whsec_") || strings.TrimSpace(again.body) != "{}" {
			t.Errorf("%s, then %s", rotated.body, again.body)
		}
		var kept []string
		err := b.db.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Rows(t.Context(), `SELECT body FROM api_answer`, nil, func(scan func(...any) error) error {
				var one string
				err := scan(&one)
				kept = append(kept, one)
				return err
			})
		})
		if err != nil || len(kept) != 2 || strings.Contains(strings.Join(kept, ""), "whsec_") {
			t.Errorf("kept %q, %v", kept, err)
		}
	})
}

// Another kind or other topics do not take the second key away, unless who changes them
// may lift it.
func TestChangeKeepsTheSecondKey(t *testing.T) {
	each(t, func(b *bed) {
		anna, editor := b.person("anna", people.Token{}, people.Grant{Role: people.Editor})
		_, chief := b.person("chief", people.Token{}, people.Grant{Role: people.ChiefEditor})
		b.write(func(ctx context.Context, tx *db.Tx) error {
			border, err := topic.Find(ctx, tx, "border")
			if err != nil {
				return err
			}
			return desk.SetRules(ctx, tx, desk.Rules{Kinds: []story.Kind{story.Analysis}, Topics: []string{border}}, anna)
		})
		for _, c := range []struct {
			token, first, then string
			want               bool
		}{
			{editor, `{"kind":"analysis"}`, `{"kind":"news"}`, true},
			{editor, `{"topics":["border"]}`, `{"topics":[]}`, true},
			{editor, `{"viewpoint":"baku"}`, `{"viewpoint":""}`, false},
			{chief, `{"kind":"analysis","topics":["border"]}`, `{"kind":"news","topics":[]}`, false},
		} {
			id := b.story("baku", story.News, "")
			b.ask("PATCH", "/api/v1/stories/"+id, c.token, c.first).want(t, 200, "")
			b.ask("PATCH", "/api/v1/stories/"+id, c.token, c.then).want(t, 200, "")
			b.write(func(ctx context.Context, tx *db.Tx) error {
				s, err := story.Find(ctx, tx, id)
				if err != nil {
					return err
				}
				guarded, err := desk.Sensitive(ctx, tx, s)
				if guarded != c.want {
					t.Errorf("%s, then %s: sensitive %v", c.first, c.then, guarded)
				}
				return err
			})
		}
	})
}
