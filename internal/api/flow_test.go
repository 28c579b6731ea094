package api_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/api"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
)

// want fails unless the answer has the status and, where it is a problem, the code.
func (a answer) want(t testing.TB, status int, code string) answer {
	t.Helper()
	if a.status != status || code != "" && a.field("code") != code {
		t.Fatalf("%d %.500s, want %d %s", a.status, a.body, status, code)
	}
	return a
}

// A story's whole way, as a program goes it.
func TestStoryFromBeginningToEnd(t *testing.T) {
	each(t, func(b *bed) {
		token := b.admin()
		made := b.ask("POST", "/api/v1/stories", token, `{"kind":"opinion","bureau":"baku","original":"en","section":"politics","topics":["border"],"bylines":["somebody"]}`)
		made.want(b, 422, "api.no_person")
		b.somebody()
		made = b.ask("POST", "/api/v1/stories", token, `{"kind":"opinion","bureau":"baku","original":"en","section":"politics","topics":["border"],"bylines":["somebody"]}`).want(b, 201, "")
		id := made.field("id")
		if made.header.Get("Location") != "/api/v1/stories/"+id {
			b.Errorf("it is at %s", made.header.Get("Location"))
		}
		text := "/api/v1/stories/" + id + "/texts/en"
		b.ask("POST", text+"/publish", token, `{}`).want(b, 404, "story.text_absent")
		var saved api.Saved
		b.ask("PUT", text, token, `{"base_rev":0,"headline":"On the ford","standfirst":"Why.","blocks":[
			{"type":"heading","text":"Before"},{"type":"paragraph","html":"One <b>bold</b> <script>alert(1)</script>word <a href=\"javascript:x\">here</a>."},
			{"type":"list","html":"<ul><li>a</li><li>b</li></ul>"}]}`).want(b, 200, "").decode(b, &saved)
		if saved.Rev != 1 || len(saved.Blocks) != 3 || saved.Merged || len(saved.Conflicts) != 0 {
			b.Fatalf("saved as %+v", saved)
		}

		// An opinion without a viewpoint is held, and says who may lift what holds it.
		held := b.ask("POST", text+"/publish", token, `{}`).want(b, 409, "api.held_back")
		var p api.Problem
		held.decode(b, &p)
		if len(p.Gates) != 1 || p.Gates[0].Gate != "viewpoint" || !p.Gates[0].MayLift || p.Gates[0].Message == "" {
			b.Fatalf("held by %+v", p.Gates)
		}
		b.ask("POST", text+"/publish", token, `{"overrides":[{"gate":"viewpoint","reason":""}]}`).want(b, 422, "api.invalid")
		live := b.ask("POST", text+"/publish", token, `{"overrides":[{"gate":"viewpoint","reason":"It speaks for the paper."}]}`).want(b, 200, "")
		if live.field("url") != "https://ford.example/en/on-the-ford/" {
			b.Errorf("it is at %s", live.field("url"))
		}
		var article api.Article
		b.ask("GET", "/api/v1/public/en/articles/on-the-ford", "", "").want(b, 200, "").decode(b, &article)
		if article.ID != id || article.Headline != "On the ford" || article.Section.Slug != "politics" || article.Topics[0].Slug != "border" ||
			!strings.Contains(article.HTML, "<strong>bold</strong>") || strings.Contains(article.HTML, "script") || article.Bylines[0].Name != "Somebody" || article.Published != noon {
			b.Errorf("readers see %+v", article)
		}
		for _, list := range []string{"", "?section=politics", "?topic=border"} {
			var page api.Articles
			b.ask("GET", "/api/v1/public/en/articles"+list, "", "").want(b, 200, "").decode(b, &page)
			if len(page.Articles) != 1 || page.Articles[0].ID != id || page.Next != "" {
				b.Errorf("%s: %+v", list, page)
			}
		}

		// A saving that readers do not see yet, and one on an old revision.
		again := fmt.Sprintf(`{"base_rev":1,"headline":"Canary","blocks":[{"id":%q,"type":"heading","text":"Canary"}]}`, saved.Blocks[0])
		b.ask("PUT", text, token, again).want(b, 200, "")
		b.store.Drop("story:" + id)
		if got := b.ask("GET", "/api/v1/public/en/articles/on-the-ford", "", ""); strings.Contains(got.body, "Canary") {
			b.Error("a draft is seen")
		}
		other := fmt.Sprintf(`{"base_rev":1,"headline":"Other","blocks":[{"id":%q,"type":"heading","text":"After"}]}`, saved.Blocks[0])
		b.ask("PUT", text, token, other).want(b, 200, "").decode(b, &saved)
		if saved.Rev != 3 || len(saved.Conflicts) != 2 {
			b.Errorf("two changed the same: %+v", saved)
		}

		b.ask("POST", text+"/withdraw", token, `{"reason":"It was wrong."}`).want(b, 200, "")
		b.store.Erase("story:" + id)
		gone := b.ask("GET", "/api/v1/public/en/articles/on-the-ford", "", "").want(b, 410, "api.withdrawn")
		if !strings.Contains(gone.field("detail"), "It was wrong.") {
			b.Error(gone.body)
		}
		b.ask("POST", text+"/withdraw", token, `{"reason":"Again."}`).want(b, 409, "edition.not_published")

		// What nobody decided is not published; who saves says what she decided.
		back := b.ask("POST", text+"/publish", token, `{"overrides":[{"gate":"viewpoint","reason":"x"},{"gate":"conflict","reason":"x"}]}`).want(b, 409, "api.held_back")
		if !strings.Contains(back.body, `"gate":"conflict"`) || strings.Contains(back.body, `"gate":"viewpoint"`) {
			b.Error(back.body)
		}
		decided := fmt.Sprintf(`{"base_rev":3,"headline":"Decided","blocks":[{"id":%q,"type":"heading","text":"Decided"}],"solved":[%q,%q]}`,
			saved.Blocks[0], saved.Conflicts[0].ID, saved.Conflicts[1].ID)
		b.ask("PUT", text, token, strings.Replace(decided, saved.Conflicts[1].ID, "01arz3ndektsv4rrffq69g5fav", 1)).want(b, 404, "story.no_conflict")
		b.ask("PUT", text, token, decided).want(b, 200, "")

		planned := b.ask("POST", text+"/publish", token, `{"at":"2026-03-01T15:00:00+04:00","overrides":[{"gate":"viewpoint","reason":"x"}]}`).want(b, 200, "")
		if planned.field("url") == "" { // 15:00 in Baku is 11:00 UTC, an hour ago
			b.Errorf("a time that is past is not now: %s", planned.body)
		}
		planned = b.ask("POST", text+"/publish", token, `{"at":"2026-03-01T15:00:00Z","overrides":[{"gate":"viewpoint","reason":"x"}]}`).want(b, 200, "")
		if planned.field("scheduled") != "2026-03-01T15:00:00Z" || planned.field("url") != "" {
			b.Error(planned.body)
		}
	})
}

// What a text was read as can be sent back as it is, and changes nothing.
func TestTextComesBackAsItWasSent(t *testing.T) {
	each(t, func(b *bed) {
		token := b.admin()
		path := "/api/v1/stories/" + b.story("baku", story.News, "") + "/texts/en"
		blocks := `[{"type":"heading","level":3,"text":"H"},{"type":"quote","text":[{"t":"said","m":[{"type":"em"}]}],"cite":[{"t":"He"}]},
			{"type":"list","ordered":true,"items":[{"text":[{"t":"one"}]},{"text":[{"t":"two"}],"items":[{"text":[{"t":"three"}]}]}]},
			{"type":"table","header":true,"rows":[[{"text":[{"t":"a"}]}],[{"text":[{"t":"b"}]}]]},
			{"type":"box","text":[{"t":"Box"}],"blocks":[{"type":"paragraph","text":[{"t":"in it"}]}]},
			{"type":"html","html":"<figure><script>x</script><p>kept</p></figure>"},{"type":"divider"}]`
		b.ask("PUT", path, token, `{"base_rev":1,"headline":"H","blocks":`+blocks+`}`).want(b, 200, "")
		read := b.ask("GET", path, token, "").want(b, 200, "")
		var text struct {
			Rev    int
			Blocks []any
		}
		read.decode(b, &text)
		if len(text.Blocks) != 7 || strings.Contains(read.body, "script") {
			b.Errorf("%s", read.body)
		}
		_, rest, _ := strings.Cut(read.body, `"blocks":`)
		kept := rest[:strings.LastIndex(rest, `]`)+1]
		var saved api.Saved
		b.ask("PUT", path, token, fmt.Sprintf(`{"base_rev":%d,"headline":"H","blocks":%s}`, text.Rev, kept)).want(b, 200, "").decode(b, &saved)
		if saved.Changed || saved.Rev != text.Rev {
			b.Errorf("it changed: %+v", saved)
		}
	})
}

func TestBlocksThatCannotBeRead(t *testing.T) {
	fake := clock.NewFake(noon)
	b := newBed(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), fake.Now), fake, api.Rates{})
	token := b.admin()
	path := "/api/v1/stories/" + b.story("baku", story.News, "") + "/texts/en"
	for sent, code := range map[string]string{
		`{"type":"poem","text":"x"}`:        "api.invalid",
		`{"text":"x"}`:                      "api.invalid",
		`"x"`:                               "api.invalid",
		`{"type":"list","text":"x"}`:        "api.no_plain_text",
		`{"type":"list","html":"<p>x</p>"}`: "api.other_block",
		`{"type":"table","html":"<ul><li>x</li></ul><p>y</p>"}`:                               "api.other_block",
		`{"type":"paragraph","text":"x","items":[]}`:                                          "api.stray_part",
		`{"type":"paragraph","html":"x","text":"y"}`:                                          "api.stray_part",
		`{"type":"paragraph","secret":1}`:                                                     "body.unknown_key",
		`{"type":"paragraph","text":[{"t":"x","m":[{"type":"link","href":"javascript:x"}]}]}`: "",
	} {
		got := b.ask("PUT", path, token, `{"base_rev":1,"headline":"H","blocks":[`+sent+`]}`)
		if code != "" && (got.status != 422 || got.field("code") != code) || strings.Contains(got.body, "javascript") {
			t.Errorf("%s: %d %s", sent, got.status, got.body)
		}
	}
	path = "/api/v1/stories/" + b.story("baku", story.News, "") + "/texts/en"
	b.ask("PUT", path, token, `{"base_rev":7,"headline":"H","blocks":[]}`).want(t, 422, "story.unknown_revision")
	b.ask("PUT", path, token, `{"base_rev":1,"headline":" ","blocks":[]}`).want(t, 422, "story.headline_missing")
	b.ask("PUT", path, token, `{"base_rev":1,"headline":"H","blocks":[],"made_from":{"lang":"ru","rev":1}}`).want(t, 422, "api.not_translated")
	russian := strings.Replace(path, "/en", "/ru", 1)
	b.ask("PUT", russian, token, `{"base_rev":1,"headline":"H","blocks":[],"made_from":{"lang":"en","rev":9}}`).want(t, 422, "story.unknown_revision")
	b.ask("PUT", strings.Replace(path, "/en", "/de", 1), token, `{"base_rev":0,"headline":"H","blocks":[]}`).want(t, 422, "edition.no_edition")
	b.ask("PUT", path, token, `{"base_rev":1,"headline":"H","blocks":[],"stage":"ready"}`).want(t, 422, "api.invalid")
}

func TestIdempotencyKeys(t *testing.T) {
	each(t, func(b *bed) {
		token := b.admin()
		_, stranger := b.person("other", people.Token{}, people.Grant{Role: people.Editor})
		const sent = `{"kind":"news","original":"en"}`
		post := func(token, key, sent string) answer {
			return b.ask("POST", "/api/v1/stories", token, sent, "Idempotency-Key", key)
		}
		first := post(token, "k1", sent).want(b, 201, "")
		if again := post(token, "k1", sent).want(b, 201, ""); again.body != first.body || again.header.Get("Location") != first.header.Get("Location") {
			b.Errorf("answered %s, then %s", first.body, again.body)
		}
		post(token, "k1", `{"kind":"news","original":"ru"}`).want(b, 422, "api.key_reused")
		b.ask("POST", "/api/v1/stories/"+first.field("id")+"/texts/en/publish", token, sent, "Idempotency-Key", "k1").want(b, 422, "")
		if other := post(stranger, "k1", sent).want(b, 201, ""); other.field("id") == first.field("id") {
			b.Error("somebody else's key answered")
		}
		// What failed is not remembered.
		post(token, "k2", `{"kind":"news","original":"en","bureau":"mars"}`).want(b, 422, "")
		post(token, "k2", sent).want(b, 201, "")
		b.clock.Add(24 * time.Hour)
		if late := post(token, "k1", sent).want(b, 201, ""); late.field("id") == first.field("id") {
			b.Error("a key is remembered for ever")
		}

		var wg sync.WaitGroup
		var ids sync.Map
		for range 12 {
			wg.Go(func() {
				got := post(token, "k3", sent)
				if got.status == 201 {
					ids.Store(got.field("id"), true)
				} else if got.status != http.StatusServiceUnavailable {
					b.Errorf("%d %s", got.status, got.body)
				}
			})
		}
		wg.Wait()
		n := 0
		ids.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			b.Errorf("one key made %d stories", n)
		}
	})
}

// Lists show each what she may read, page by page, whatever cursor is made up.
func TestLists(t *testing.T) {
	each(t, func(b *bed) {
		admin := b.admin()
		reporter, baku := b.person("reporter", people.Token{}, people.Grant{Role: people.Reporter, Bureau: "baku"})
		expert, own := b.person("expert", people.Token{}, people.Grant{Role: people.Expert})
		_, nobody := b.person("nobody", people.Token{})
		for i := range 7 {
			b.clock.Add(time.Second)
			b.story([]string{"baku", "yerevan", ""}[i%3], story.News, []string{"", expert, reporter, ""}[i%4])
		}
		count := func(token string) (n int) {
			next := ""
			for range 10 {
				var page struct {
					Stories []api.Story
					Next    string
				}
				b.ask("GET", "/api/v1/stories?limit=2"+next, token, "").want(b, 200, "").decode(b, &page)
				n += len(page.Stories)
				if page.Next == "" {
					return n
				}
				next = "&before=" + page.Next
			}
			b.Error("the list has no end")
			return n
		}
		// Of seven: number 0, 3, 6 are Baku's; 2, 6 are the reporter's; 1, 5 are the expert's.
		for token, want := range map[string]int{admin: 7, baku: 4, own: 2} {
			if got := count(token); got != want {
				b.Errorf("%d are listed, want %d", got, want)
			}
		}
		b.ask("GET", "/api/v1/stories", nobody, "").want(b, 403, "api.forbidden")
		for _, cursor := range []string{"x", "'; DROP TABLE story", strings.Repeat("7", 26) + "7", "01m84eb4bx9zkhnbgpjrg0gvd!"} {
			b.ask("GET", "/api/v1/stories?before="+esc(cursor), admin, "").want(b, 422, "api.bad_cursor")
		}
		for _, cursor := range []string{"x", "AAAAAAAAAAA", "AAAAAAAAAAAx=", strings.Repeat("A", 80), "////", "AAAAAAAAAAAwMW04NGViNGJ4OXpraG5iZ3BqcmcwZ3Zk%0a"} {
			b.ask("GET", "/api/v1/public/en/articles?before="+cursor, "", "").want(b, 422, "api.bad_cursor")
		}
		for query, status := range map[string]int{
			"limit=0": 422, "limit=101": 422, "limit=x": 422, "sort=email": 422, "before=" + strings.Repeat("a", 101): 422,
		} {
			b.ask("GET", "/api/v1/stories?"+query, admin, "").want(b, status, "")
		}
	})
}

func esc(s string) string { return strings.NewReplacer(" ", "%20", "'", "%27", ";", "%3b").Replace(s) }

func TestPublicPages(t *testing.T) {
	each(t, func(b *bed) {
		var ids []string
		for range 65 {
			b.clock.Add(time.Minute)
			id := b.story("baku", story.News, "")
			if err := b.live(id, "en"); err != nil {
				b.Fatal(err)
			}
			ids = append(ids, id)
		}
		seen, next := 0, ""
		for range 5 {
			var page api.Articles
			b.ask("GET", "/api/v1/public/en/articles?before="+next, "", "").want(b, 200, "").decode(b, &page)
			for _, c := range page.Articles {
				if want := ids[len(ids)-1-seen]; c.ID != want {
					b.Errorf("number %d is %s, want %s", seen, c.ID, want)
				}
				seen++
			}
			if next = page.Next; next == "" {
				break
			}
		}
		if seen != 65 {
			b.Errorf("%d are listed", seen)
		}
		first := b.ask("GET", "/api/v1/public/en/articles", "", "").want(b, 200, "")
		if tag := first.header.Get("ETag"); tag == "" || b.ask("GET", "/api/v1/public/en/articles", "", "", "If-None-Match", tag).status != 304 {
			b.Errorf("it has the validator %q", tag)
		}
		if first.header.Get("Access-Control-Allow-Origin") != "*" || !strings.HasPrefix(first.header.Get("Cache-Control"), "public") {
			b.Errorf("%v", first.header)
		}
		b.ask("GET", "/api/v1/public/ru/articles/headline", "", "").want(b, 404, "edition.no_article")
		b.ask("GET", "/api/v1/public/de/articles", "", "").want(b, 404, "edition.no_edition")
		b.ask("GET", "/api/v1/public/en/articles?section=nothing", "", "").want(b, 404, "api.no_section")
		b.ask("GET", "/api/v1/public/en/articles?topic=nothing", "", "").want(b, 404, "edition.no_topic")
		b.ask("GET", "/api/v1/public/en/articles?topic=border&section=politics", "", "").want(b, 422, "api.one_filter")
	})
}

// Rights that end, end at once; what a token is held to holds on every way.
func TestRightsEndAtOnce(t *testing.T) {
	each(t, func(b *bed) {
		b.admin()
		id := b.story("baku", story.News, "")
		me, token := b.person("editor", people.Token{}, people.Grant{Role: people.Editor})
		_, reads := b.person("reads", people.Token{Scopes: []people.Scope{people.ScopeRead}}, people.Grant{Role: people.Editor})
		_, russian := b.person("russian", people.Token{Editions: []lang.Tag{"ru"}}, people.Grant{Role: people.Editor})
		text := "/api/v1/stories/" + id + "/texts/"
		const save = `{"base_rev":1,"headline":"New","blocks":[]}`
		b.ask("PUT", text+"en", reads, save).want(b, 403, "api.forbidden")
		b.ask("POST", text+"en/publish", reads, `{}`).want(b, 403, "api.forbidden")
		b.ask("GET", text+"en", russian, "").want(b, 403, "api.forbidden")
		b.ask("PUT", text+"en", russian, save).want(b, 403, "api.forbidden")
		b.ask("PUT", text+"ru", russian, save).want(b, 200, "")
		if got := b.ask("GET", "/api/v1/stories/"+id, russian, "").want(b, 200, ""); strings.Contains(got.body, `"lang":"en"`) {
			b.Error("a token held to ru is shown the text in en: " + got.body)
		}
		b.ask("PUT", text+"en", token, save).want(b, 200, "")
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return people.Take(ctx, tx, me, people.Grant{Role: people.Editor})
		})
		b.ask("GET", "/api/v1/stories/"+id, token, "").want(b, 404, "story.absent")
		b.write(func(ctx context.Context, tx *db.Tx) error { return people.Disable(ctx, tx, me) })
		b.ask("GET", "/api/v1/me", token, "").want(b, 401, "api.unauthorised")
	})
}
