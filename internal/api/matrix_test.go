package api_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"masthead/internal/api"
	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/webhook"
)

// row says of one operation what it is asked with and who may ask. Signs stand for the
// roles in the order of people.Roles: a may on every story where the role holds, o on
// her own, - may not; h may not and is not told that the story is there unless it is
// her own; e as h, but may on her own.
type row struct {
	path, body string
	may        string
	anywhere   bool // neither bureau nor edition counts
	noBureau   bool // the bureau does not count
	reads      bool // the edition does not count
	open       bool // needs no token
	whole      bool // concerns the whole outlet: a role that holds in a part of it does not count
	original   bool // happens in the edition of the story's original, en
}

// administrator, chief editor, editor, reporter,
// translator, fact-checker, social editor, expert, contributor
var matrix = map[string]row{
	"GET /api/v1/stories":                                      {path: "/api/v1/stories", may: "aaaaaaaaa", anywhere: true},
	"POST /api/v1/stories":                                     {path: "/api/v1/stories", body: `{"kind":"news","original":"{lang}","bureau":"{bureau}","bylines":["{author}"]}`, may: "aaao---oo"},
	"GET /api/v1/stories/{id}":                                 {path: "/api/v1/stories/{id}", may: "aaaaaaahh", reads: true},
	"PATCH /api/v1/stories/{id}":                               {path: "/api/v1/stories/{id}", body: `{"kind":"analysis"}`, may: "aaao---ee", original: true},
	"GET /api/v1/stories/{id}/changes":                         {path: "/api/v1/stories/{id}/changes", may: "aaaaaaahh", reads: true},
	"GET /api/v1/stories/{id}/texts/{lang}":                    {path: "/api/v1/stories/{id}/texts/{lang}", may: "aaaaaaahh", reads: true},
	"PUT /api/v1/stories/{id}/texts/{lang}":                    {path: "/api/v1/stories/{id}/texts/{lang}", body: `{"base_rev":1,"headline":"New","blocks":[]}`, may: "aaaoa--hh"},
	"GET /api/v1/stories/{id}/texts/{lang}/file":               {path: "/api/v1/stories/{id}/texts/{lang}/file", may: "aaaaaaahh", reads: true},
	"POST /api/v1/stories/{id}/texts/{lang}/file":              {path: "/api/v1/stories/{id}/texts/{lang}/file", body: "{file}", may: "aaaoa--hh"},
	"POST /api/v1/stories/{id}/texts/{lang}/publish":           {path: "/api/v1/stories/{id}/texts/{lang}/publish", body: `{}`, may: "aaa----HH"},
	"POST /api/v1/stories/{id}/texts/{lang}/withdraw":          {path: "/api/v1/stories/{id}/texts/{lang}/withdraw", body: `{"reason":"wrong"}`, may: "aaa----HH"},
	"GET /api/v1/fronts/{lang}":                                {path: "/api/v1/fronts/{lang}", may: "aaa------", noBureau: true},
	"PUT /api/v1/fronts/{lang}":                                {path: "/api/v1/fronts/{lang}", body: `{"rev":99,"pins":[]}`, may: "aaa------", noBureau: true},
	"GET /api/v1/webhooks":                                     {path: "/api/v1/webhooks", may: "a--------", whole: true},
	"POST /api/v1/webhooks":                                    {path: "/api/v1/webhooks", body: `{"name":"n","url":"https://other.net/hook"}`, may: "a--------", whole: true},
	"DELETE /api/v1/webhooks/{hook}":                           {path: "/api/v1/webhooks/{hook}", may: "a--------", whole: true},
	"POST /api/v1/webhooks/{hook}/secret":                      {path: "/api/v1/webhooks/{hook}/secret", may: "a--------", whole: true},
	"GET /api/v1/webhooks/{hook}/deliveries":                   {path: "/api/v1/webhooks/{hook}/deliveries", may: "a--------", whole: true},
	"POST /api/v1/webhooks/{hook}/deliveries/{delivery}/again": {path: "/api/v1/webhooks/{hook}/deliveries/{delivery}/again", may: "a--------", whole: true},
	"GET /api/v1/outlet":                                       {path: "/api/v1/outlet", may: "aaaaaaaaa", anywhere: true},
	"GET /api/v1/me":                                           {path: "/api/v1/me", may: "aaaaaaaaa", anywhere: true},
	"GET /api/v1/public/{lang}/articles":                       {path: "/api/v1/public/{lang}/articles", open: true},
	"GET /api/v1/public/{lang}/articles/{slug}":                {path: "/api/v1/public/{lang}/articles/headline", open: true},
	"GET /api/v1/public/{lang}/search":                         {path: "/api/v1/public/{lang}/search?q=words", open: true},
	"GET /api/v1/public/{lang}/most-read":                      {path: "/api/v1/public/{lang}/most-read", open: true},
}

// Every operation is asked by every role, holding in every bureau and edition or in the
// story's or in another, about her own story and about another's. An operation without
// a row fails.
func TestEveryRouteByEveryRole(t *testing.T) {
	fake := clock.NewFake(noon)
	b := newBed(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), fake.Now), fake, api.Rates{Token: 1 << 30, Address: 1 << 30})
	for _, route := range b.api.Routes() {
		if _, ok := matrix[route]; !ok {
			t.Errorf("%s has no row: say who may ask it", route)
		}
	}
	for route := range matrix {
		if !slices.Contains(b.api.Routes(), route) {
			t.Errorf("the row %s has no route", route)
		}
	}
	asked := 0
	for i, role := range people.Roles {
		for _, bureau := range []string{"", "baku", "yerevan"} {
			for _, l := range []lang.Tag{"", "ru", "en"} {
				g := people.Grant{Role: role, Bureau: bureau, Lang: l}
				me, token := b.person(fmt.Sprintf("p%d", asked), people.Token{}, g)
				for route, r := range matrix {
					for _, own := range []bool{false, true} {
						b.askAs(route, r, g, i, me, token, own)
						asked++
					}
				}
			}
		}
	}
	if asked < 9*9*10*2 {
		t.Errorf("only %d were asked", asked)
	}
}

// askAs asks about a story of the bureau baku in the edition ru.
func (b *bed) askAs(route string, r row, g people.Grant, i int, me, token string, own bool) {
	b.Helper()
	author := ""
	if own {
		author = me
	}
	id := ""
	if strings.Contains(route, "{id}") {
		id = b.story("baku", story.News, author)
		if strings.HasSuffix(route, "/withdraw") {
			if err := b.live(id, "ru"); err != nil {
				b.Fatal(err)
			}
		}
	}
	file := ""
	if strings.HasSuffix(route, "/file") {
		file = b.begun(id, "ru")
	}
	if author == "" {
		author = b.somebody()
	}
	hook, delivery := "", ""
	if r.whole {
		hook, delivery = b.hook()
	}
	fill := strings.NewReplacer("{file}", file, "{hook}", hook, "{delivery}", delivery, "{id}", id, "{lang}", "ru", "{bureau}", "baku", "{author}", author)
	method, _, _ := strings.Cut(route, " ")
	path := fill.Replace(r.path)
	sent := fill.Replace(r.body)
	what := fmt.Sprintf("%s as %+v, own %v", route, g, own)

	if got := b.ask(method, path, "", sent); (got.status == http.StatusUnauthorized) == r.open {
		b.Errorf("%s: without a token %d", what, got.status)
	}
	if r.open {
		return
	}
	want := r.wants(g, i, own, route)
	got := b.ask(method, path, token, sent)
	switch {
	case want == 200 && got.status/100 == 2, want == got.status:
	case want == 200 && got.status == http.StatusConflict && strings.Contains(path, "fronts"): // allowed; the revision is stale
	default:
		b.Errorf("%s: %d %s, want %d", what, got.status, got.field("code"), want)
	}
}

// wants works out by hand what the row says: 200, 403, or 404 for one who may not know.
func (r row) wants(g people.Grant, i int, own bool, route string) int {
	if r.anywhere || r.whole && r.may[i] == 'a' && g.Bureau == "" && g.Lang == "" {
		return 200
	}
	if r.whole {
		return 403
	}
	bureau := r.noBureau || g.Bureau == "" || g.Bureau == "baku"
	in := lang.Tag("ru")
	if r.original {
		in = "en"
	}
	edition := r.reads || g.Lang == "" || g.Lang == in
	if route == "POST /api/v1/stories" {
		if may := r.may[i] == 'a' || r.may[i] == 'o' && own; may && bureau && edition {
			return 200
		}
		return 403
	}
	if r.noBureau {
		if r.may[i] == 'a' && edition {
			return 200
		}
		return 403
	}
	knows := own || bureau && !strings.ContainsRune("hHe", rune(r.may[i]))
	if !knows {
		return 404
	}
	switch r.may[i] {
	case 'a':
		if (bureau || own) && edition {
			return 200
		}
	case 'e':
		if own && edition {
			return 200
		}
	case 'o', 'h':
		// Experts and contributors write originals alone; this text is a translation.
		if own && edition && (r.may[i] == 'o' || strings.HasPrefix(route, "GET")) {
			return 200
		}
	}
	return 403
}

// hook is a webhook with a delivery; those of earlier requests are gone.
func (b *bed) hook() (hook, delivery string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		list, err := webhook.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, w := range list {
			if err := webhook.Remove(ctx, tx, w.ID); err != nil {
				return err
			}
		}
		w, _, err := webhook.Add(ctx, tx, webhook.Webhook{Name: "n", URL: "https://other.net/"})
		if err != nil {
			return err
		}
		if err := (&webhook.Sender{}).Announce(ctx, tx, edition.Announced{Change: "published", Story: "s", Lang: "ru"}); err != nil {
			return err
		}
		sent, err := webhook.Deliveries(ctx, tx, w.ID, "", 1)
		hook, delivery = w.ID, sent[0].ID
		return err
	})
	return hook, delivery
}

// somebody is an author who asks for nothing.
func (b *bed) somebody() (id string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		p, err := people.BySlug(ctx, tx, "somebody")
		if err == nil {
			id = p.ID
			return nil
		}
		p, err = people.Add(ctx, tx, people.Person{Name: "Somebody"})
		id = p.ID
		return err
	})
	return id
}
