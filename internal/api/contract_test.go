package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"masthead/internal/api"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// contract is the API's own document, read by a JSON Schema validator that is not ours:
// the schemas of OpenAPI 3.1 are JSON Schema 2020-12.
type contract struct {
	doc     map[string]any
	schemas *jsonschema.Compiler
}

func (b *bed) contract() *contract {
	b.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(b.ask("GET", "/api/openapi.json", "", "").body))
	if err != nil {
		b.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("mem:///openapi.json", doc); err != nil {
		b.Fatal(err)
	}
	return &contract{doc.(map[string]any), c}
}

// answer says how an answer breaks what the contract says of the operation.
func (c *contract) answer(method, path string, got answer) error {
	for pattern, item := range c.doc["paths"].(map[string]any) {
		op, ok := item.(map[string]any)[strings.ToLower(method)].(map[string]any)
		if !ok || !fits(pattern, path) {
			continue
		}
		responses := op["responses"].(map[string]any)
		status := strconv.Itoa(got.status)
		if responses[status] == nil {
			if got.status < 400 {
				return fmt.Errorf("%s is not in the contract", status)
			}
			status = "default"
		}
		content, _ := responses[status].(map[string]any)["content"].(map[string]any)
		if content == nil && got.body == "" {
			return nil
		}
		kind := got.header.Get("Content-Type")
		if content[kind] == nil {
			return fmt.Errorf("%s is not in the contract", kind)
		}
		at := []string{"paths", pattern, strings.ToLower(method), "responses", status, "content", kind, "schema"}
		escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
		for i := range at {
			at[i] = escape.Replace(at[i])
		}
		schema, err := c.schemas.Compile("mem:///openapi.json#/" + strings.Join(at, "/"))
		if err != nil {
			return err
		}
		body, err := jsonschema.UnmarshalJSON(strings.NewReader(got.body))
		if err != nil {
			return err
		}
		return schema.Validate(body)
	}
	return errors.New("no operation fits")
}

// fits says whether a path is one of a pattern's.
func fits(pattern, path string) bool {
	path, _, _ = strings.Cut(path, "?")
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

func TestContractDocument(t *testing.T) {
	fake := clock.NewFake(noon)
	b := newBed(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), fake.Now), fake, api.Rates{})
	var doc map[string]any
	if err := json.Unmarshal([]byte(b.ask("GET", "/api/openapi.json", "", "").body), &doc); err != nil || doc["openapi"] != "3.1.0" {
		t.Errorf("it is %v, %v", doc["openapi"], err)
	}
	text := b.ask("GET", "/api/openapi.json", "", "").body
	for _, foreign := range []string{"ErrorModel", "$schema", "ford.example", "unpkg"} {
		if strings.Contains(text, foreign) {
			t.Errorf("the contract has %s", foreign)
		}
	}
}

// Every answer of a whole way through the API is what the contract says.
func TestAnswersKeepTheContract(t *testing.T) {
	fake := clock.NewFake(noon)
	b := newBed(t, dbtest.Open(t, dbtest.Address(t, db.SQLite), fake.Now), fake, api.Rates{})
	token, contract := b.admin(), b.contract()
	seen := 0
	ask := func(method, path, sent string) answer {
		t.Helper()
		got := b.ask(method, path, token, sent)
		if err := contract.answer(method, path, got); err != nil {
			t.Errorf("%s %s: %d: %v", method, path, got.status, err)
		}
		seen++
		return got
	}
	b.somebody()
	id := ask("POST", "/api/v1/stories", `{"kind":"opinion","bureau":"baku","original":"en","section":"politics","topics":["border"],"bylines":["somebody"]}`).want(t, 201, "").field("id")
	story := "/api/v1/stories/" + id
	ask("PUT", story+"/texts/en", `{"base_rev":0,"headline":"H","blocks":[{"type":"paragraph","text":"x"},{"type":"list","html":"<ul><li>a</li></ul>"},{"type":"quote","text":[{"t":"y"}]}]}`).want(t, 200, "")
	ask("PUT", story+"/texts/ru", `{"base_rev":0,"headline":"Р","blocks":[],"made_from":{"lang":"en","rev":1}}`).want(t, 200, "")
	ask("PUT", story+"/texts/en", `{"base_rev":1,"headline":"I","blocks":[]}`)
	ask("PUT", story+"/texts/en", `{"base_rev":1,"headline":"J","blocks":[]}`).want(t, 200, "")
	var open struct{ Conflicts []struct{ ID string } }
	ask("GET", story+"/texts/en", "").want(t, 200, "").decode(t, &open)
	ask("PUT", story+"/texts/en", `{"base_rev":2,"headline":"I","elsewhere":{"search_title":"S","share_text":"T"},"blocks":[],"solved":["`+open.Conflicts[0].ID+`"]}`).want(t, 200, "")
	ask("GET", story+"/texts/en", "").want(t, 200, "")
	ask("GET", story+"/texts/ru", "").want(t, 200, "")
	ask("POST", story+"/texts/en/publish", `{}`).want(t, 409, "")
	ask("POST", story+"/texts/en/publish", `{"overrides":[{"gate":"text","reason":"r"},{"gate":"viewpoint","reason":"r"}]}`).want(t, 200, "")
	ask("POST", story+"/texts/ru/publish", `{"at":"2030-01-01T00:00:00Z","overrides":[{"gate":"text","reason":"r"},{"gate":"viewpoint","reason":"r"}]}`).want(t, 200, "")
	ask("GET", story, "").want(t, 200, "")
	ask("PATCH", story, `{"kind":"analysis","viewpoint":"baku","topics":[]}`).want(t, 200, "")
	ask("PATCH", story, `{"section":"mars"}`).want(t, 422, "")
	ask("GET", story+"/changes", "").want(t, 200, "")
	ask("GET", "/api/v1/stories?limit=1", "").want(t, 200, "")
	ask("GET", "/api/v1/stories?before=x", "").want(t, 422, "")
	ask("POST", "/api/v1/stories", `{"kind":"x"}`).want(t, 422, "")
	for _, path := range []string{"articles", "articles?section=politics", "articles/i", "most-read", "articles/none", "search?q=i", "search?q=zzz&from=2026-01-01&kind=news,opinion", "search", "search?q=i&topic=none"} {
		ask("GET", "/api/v1/public/en/"+path, "")
	}
	ask("PUT", "/api/v1/fronts/en", `{"rev":0,"pins":[{"slot":"lead","story":"`+id+`","until":"2030-01-01T00:00:00Z"}],"breaking":{"text":"Now","url":"/en/"}}`).want(t, 200, "")
	astray := ask("PUT", "/api/v1/fronts/en", `{"rev":1,"pins":[{"slot":"lead","story":"`+id+`"},{"slot":"second","story":"01m84eb4bx9zkhnbgpjrg0gvdx"}]}`).want(t, 422, "edition.front_no_story")
	if !strings.Contains(astray.body, `"body.pins[1].story"`) {
		t.Errorf("a pin of nothing: %s", astray.body)
	}
	ask("GET", "/api/v1/fronts/en", "").want(t, 200, "")
	ask("GET", "/api/v1/fronts/ru", "").want(t, 200, "")
	ask("GET", "/api/v1/me", "").want(t, 200, "")
	ask("GET", "/api/v1/outlet", "").want(t, 200, "")
	hook := ask("POST", "/api/v1/webhooks", `{"name":"n","url":"https://other.net/"}`).want(t, 201, "").field("id")
	ask("GET", "/api/v1/webhooks", "").want(t, 200, "")
	ask("POST", "/api/v1/webhooks/"+hook+"/secret", "").want(t, 200, "")
	ask("DELETE", "/api/v1/webhooks/"+hook, "").want(t, 204, "")
	hook, delivery := b.hook()
	ask("GET", "/api/v1/webhooks/"+hook+"/deliveries", "").want(t, 200, "")
	ask("POST", "/api/v1/webhooks/"+hook+"/deliveries/"+delivery+"/again", "").want(t, 200, "")
	ask("POST", story+"/texts/en/withdraw", `{"reason":"r"}`).want(t, 200, "")
	b.store.Erase("story:" + id)
	ask("GET", "/api/v1/public/en/articles/i", "").want(t, 410, "")
	for _, wrong := range []string{`{"id":1}`, `{}`, `[]`, `{"id":"x","name":"n","roles":[],"token":"t","scopes":null,"editions":[]}`} {
		if contract.answer("GET", "/api/v1/me", answer{200, map[string][]string{"Content-Type": {"application/json"}}, wrong}) == nil {
			t.Errorf("the check lets %s pass", wrong)
		}
	}
	if seen < 25 {
		t.Errorf("only %d answers were held to it", seen)
	}
}
