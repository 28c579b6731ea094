package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"masthead/internal/api"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

func lite(t testing.TB, rates api.Rates) *bed {
	fake := clock.NewFake(noon)
	return newBed(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), fake.Now), fake, rates)
}

func TestHostileBodies(t *testing.T) {
	b := lite(t, api.Rates{})
	token := b.admin()
	story := func(rest string) string { return `{"kind":"news","original":"en"` + rest + `}` }
	for name, c := range map[string]struct {
		sent   string
		status int
		code   string
	}{
		"nothing":            {" ", 400, "api.bad_json"},
		"a name twice":       {story(`,"kind":"news"`), 400, "api.bad_json"},
		"in another case":    {story(`,"Kind":"news"`), 400, "api.bad_json"},
		"by an escape":       {story(`,"k\u0069nd":"news"`), 400, "api.bad_json"},
		"not a number":       {story(`,"bureau":NaN`), 400, "api.bad_json"},
		"half a surrogate":   {story(`,"bureau":"\ud800"`), 400, "api.bad_json"},
		"the other half":     {story(`,"bureau":"\udc00x"`), 400, "api.bad_json"},
		"not UTF-8":          {story(",\"bureau\":\"\xff\""), 400, "api.bad_json"},
		"deep arrays":        {story(`,"topics":` + strings.Repeat("[", 100_000)), 400, "api.bad_json"},
		"deep objects":       {strings.Repeat(`{"a":`, 100_000), 400, "api.bad_json"},
		"closed too often":   {strings.Repeat("]", 1000), 400, "api.bad_json"},
		"many parts":         {story(`,"topics":[` + strings.Repeat(`1,`, 300_000) + `1]`), 400, "api.bad_json"},
		"two values":         {story("") + story(""), 400, "api.bad_json"},
		"a string":           {`"news"`, 422, "api.invalid"},
		"null":               {`null`, 422, "api.invalid"},
		"a long number":      {story(`,"bureau":` + strings.Repeat("9", 1_000_000)), 400, "api.invalid"},
		"too large":          {story(`,"bureau":"` + strings.Repeat("a", 2<<20) + `"`), 413, "api.too_large"},
		"an unknown field":   {story(`,"stage":"ready"`), 422, "api.invalid"},
		"an id of its own":   {story(`,"id":"01m84eb4bx9zkhnbgpjrg0gvdx"`), 422, "api.invalid"},
		"an unknown kind":    {`{"kind":"gossip","original":"en"}`, 422, "api.invalid"},
		"no edition":         {`{"kind":"news","original":"de"}`, 422, "edition.no_edition"},
		"an unknown bureau":  {story(`,"bureau":"' OR 1=1 --"`), 422, "outlet.no_bureau"},
		"an unknown place":   {story(`,"viewpoint":"mars"`), 422, "api.no_place"},
		"an unknown section": {story(`,"section":"mars"`), 422, "api.no_section"},
		"an unknown topic":   {story(`,"topics":["mars"]`), 422, "topic.absent"},
		"an unknown person":  {story(`,"bylines":["nobody@ford.example"]`), 422, "api.no_person"},
		"a NUL in a name":    {story(`,"bureau":"\u0000"`), 422, "outlet.no_bureau"},
		"a NUL in a byline":  {story(`,"bylines":["a\u0000"]`), 422, "api.no_person"},
		"a NUL in a topic":   {story(`,"topics":["a\u0000"]`), 422, "topic.absent"},
	} {
		begun := time.Now()
		got := b.ask("POST", "/api/v1/stories", token, c.sent)
		if got.status != c.status || got.field("code") != c.code {
			t.Errorf("%s: %d %.300s, want %d %s", name, got.status, got.body, c.status, c.code)
		}
		if c.code == "api.bad_json" && (strings.Contains(got.body, "{why}") || strings.Contains(got.body, "api.json")) {
			t.Errorf("%s: no reason in %s", name, got.body)
		}
		if len(got.body) > 4096 {
			t.Errorf("%s: answered with %d bytes", name, len(got.body))
		}
		if d := time.Since(begun); d > 5*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
	for kind, status := range map[string]int{"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data; boundary=x": 415, "application/json; charset=utf-8": 201} {
		if got := b.ask("POST", "/api/v1/stories", token, story(""), "Content-Type", kind); got.status != status {
			t.Errorf("%s: %d %s", kind, got.status, got.body)
		}
	}
}

func TestHostileAddresses(t *testing.T) {
	b := lite(t, api.Rates{})
	token := b.admin()
	for path, status := range map[string]int{
		"/api/":                        404,
		"/api/v1":                      404,
		"/api/v2/stories":              404,
		"/api/v1/stories/":             404,
		"/api//v1/stories":             404,
		"/api/v1/../v1/stories":        404,
		"/api/v1/stories%2f":           404,
		"/api/v1/stories;x=1":          404,
		"/API/v1/stories":              404,
		"/api/v1/stories.json":         404,
		"/api/v1/stories/..%2f..%2fme": 404,
		"/api/v1/stories/%00":          404,
		"/api/v1/stories/01m84eb4bx9zkhnbgpjrg0gvdx":                  404,
		"/api/v1/stories/" + strings.Repeat("a", 41):                  422,
		"/api/v1/stories?" + strings.Repeat("a", 5000):                414,
		"/api/v1/public/en/articles/%2e%2e":                           404,
		"/api/v1/public/EN/articles":                                  404,
		"/api/v1/public/en/articles/" + strings.Repeat("%d1%8f", 100): 404,
	} {
		if got := b.ask("GET", path, token, ""); got.status != status {
			t.Errorf("%s: %d %s, want %d", path, got.status, got.body, status)
		}
	}
	for _, c := range []struct{ method, path, allow string }{
		{"DELETE", "/api/v1/stories", "GET, HEAD, POST"}, {"OPTIONS", "/api/v1/public/en/articles", "GET, HEAD"}, {"TRACE", "/api/v1/me", "GET, HEAD"}, {"PATCH", "/api/openapi.json", "GET, HEAD"},
	} {
		got := b.ask(c.method, c.path, token, "", "X-HTTP-Method-Override", "GET")
		if got.status != 405 || got.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, allows %s", c.method, c.path, got.status, got.header.Get("Allow"))
		}
	}
	r := httptest.NewRequest("GET", "https://evil.example/api/v1/public/en/articles", nil)
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	if w.Code != 421 {
		t.Errorf("to another host it answers %d", w.Code)
	}
}

// A token counts in its header alone, and in no other form.
func TestTokensInOtherPlaces(t *testing.T) {
	b := lite(t, api.Rates{})
	token := b.admin()
	for _, c := range [][]string{
		{"/api/v1/me?access_token=" + token}, {"/api/v1/me?token=" + token}, {"/api/v1/me", "Cookie", "token=" + token}, {"/api/v1/me", "Authorization", token},
		{"/api/v1/me", "Authorization", "Basic " + token}, {"/api/v1/me", "Authorization", "Bearer"}, {"/api/v1/me", "Authorization", "Bearer  " + token},
		{"/api/v1/me", "X-Api-Key", token}, {"/api/v1/me", "Authorization", "Bearer " + token + "x"}, {"/api/v1/me", "Authorization", "Bearer " + token[:20] + strings.Repeat("a", len(token)-20)},
	} {
		got := b.ask("GET", c[0], "", "", c[1:]...)
		if got.status != 401 || got.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%v: %d", c, got.status)
		}
	}
	r := httptest.NewRequest("GET", "https://ford.example/api/v1/me", nil)
	r.Header["Authorization"] = []string{"Bearer " + token, "Bearer x"}
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	if w.Code != 401 {
		t.Errorf("with two headers: %d", w.Code)
	}
	b.ask("GET", "/api/v1/me", "", "", "Authorization", "bearer "+token).want(t, 200, "")
	if strings.Contains(b.log.String(), token) {
		t.Error("the log has the token")
	}
}

func TestRates(t *testing.T) {
	b := lite(t, api.Rates{Token: 5, Address: 3})
	token := b.admin()
	for i := range 5 {
		got := b.ask("GET", "/api/v1/me", token, "").want(t, 200, "")
		if want := fmt.Sprintf(`"token";r=%d;`, 4-i); !strings.HasPrefix(got.header.Get("RateLimit"), want) {
			t.Errorf("number %d is told %s", i, got.header.Get("RateLimit"))
		}
	}
	got := b.ask("GET", "/api/v1/me", token, "").want(t, 429, "api.too_many")
	if got.header.Get("Retry-After") == "" || got.header.Get("Retry-After") == "0" {
		t.Errorf("come again after %q", got.header.Get("Retry-After"))
	}
	for range 3 {
		b.ask("GET", "/api/v1/public/en/articles", "", "").want(t, 200, "")
	}
	b.ask("GET", "/api/v1/public/en/articles", "", "", "X-Forwarded-For", "8.8.8.8").want(t, 429, "api.too_many")
	b.ask("GET", "/api/v1/me", "mst_wrong", "").want(t, 429, "api.too_many")
	b.clock.Add(12 * time.Second) // a fifth of a minute: one token of five
	b.ask("GET", "/api/v1/me", token, "").want(t, 200, "")
	b.ask("GET", "/api/v1/me", token, "").want(t, 429, "")
}

func FuzzUnsound(f *testing.F) {
	for _, s := range []string{`{}`, `[1,"\ud83d\ude00"]`, `{"a":{"a":1},"A":2}`, `{"a":"\u0041"}`, `"\\u"`, `{"a":1,}`, `[`, `"`, `"\`, `{"\ud800":1}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		what := api.Unsound(data)
		if what != "" {
			return
		}
		var v any
		if !utf8.Valid(data) || json.Unmarshal(data, &v) != nil {
			t.Fatalf("taken, and no JSON: %q", data)
		}
		// What is taken means the same when it is written again.
		again, err := json.Marshal(v)
		if err != nil || api.Unsound(again) != "" {
			t.Fatalf("%q became %q, which is not taken: %s", data, again, api.Unsound(again))
		}
	})
}
