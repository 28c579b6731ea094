package editor_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// page is one open page without a browser: it sends what the script would send.
type page struct {
	b      *desktest.Bed
	c      *desktest.Client
	path   string
	person string
	rev    int
	base   map[string]json.RawMessage
	order  []string
	n      int
}

type answer struct {
	Rev       int               `json:"rev"`
	Changed   bool              `json:"changed"`
	Merged    bool              `json:"merged"`
	Blocks    []json.RawMessage `json:"blocks"`
	Conflicts int               `json:"conflicts"`
}

type textAnswer struct {
	Rev       int               `json:"rev"`
	Whole     bool              `json:"whole"`
	Headline  string            `json:"headline"`
	Blocks    []json.RawMessage `json:"blocks"`
	Order     []string          `json:"order"`
	Conflicts []struct {
		ID    string `json:"id"`
		Block string `json:"block"`
		Mine  struct {
			Who  newsroom.Who    `json:"who"`
			JSON json.RawMessage `json:"json"`
		} `json:"mine"`
		Theirs struct {
			Who newsroom.Who `json:"who"`
		} `json:"theirs"`
	} `json:"conflicts"`
}

func opens(b *desktest.Bed, p people.Person, path string) *page {
	b.Helper()
	out := &page{b: b, c: b.AsPerson(p), path: path, person: p.ID}
	out.reads()
	return out
}

func (p *page) reads() (t textAnswer) {
	p.b.Helper()
	told := p.c.Ask(p.path+"text", "Accept", "application/json")
	if told.StatusCode != http.StatusOK || json.Unmarshal([]byte(told.Text), &t) != nil {
		p.b.Fatalf("reading: %d %s", told.StatusCode, told.Text)
	}
	p.rev, p.order, p.base = t.Rev, t.Order, map[string]json.RawMessage{}
	for i, raw := range t.Blocks {
		p.base[t.Order[i]] = raw
	}
	return t
}

func (p *page) request(blocks string, more string) string {
	p.n++
	return fmt.Sprintf(`{"op_id":"%s-%d","person":"%s","base_rev":%d,"blocks":[%s]%s}`, p.person, p.n, p.person, p.rev, blocks, more)
}

func (p *page) sends(request string) (a answer, told desktest.Page) {
	p.b.Helper()
	told = p.c.SendJSON(p.path+"save", request)
	if told.StatusCode == http.StatusOK {
		if err := json.Unmarshal([]byte(told.Text), &a); err != nil {
			p.b.Fatal(err)
		}
	}
	return a, told
}

func block(id, words string) string {
	return fmt.Sprintf(`{"id":"%s","type":"paragraph","text":[{"t":"%s"}]}`, bid(id), words)
}

func (p *page) changes(id, words string) string {
	return fmt.Sprintf(`{"id":"%s","base":%s,"json":%s}`, bid(id), p.base[bid(id)], block(id, words))
}

func TestSaving(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s, path := written(b, para("a", "Alpha one"), para("b", "Beta two"))
		anna, leyla := opens(b, b.Person(people.Editor), path), opens(b, b.Person(people.ChiefEditor), path)
		request := anna.request(anna.changes("a", "Alpha one more"), "")
		first, told := anna.sends(request)
		if told.StatusCode != http.StatusOK || first.Rev != 2 || !first.Changed || first.Merged || len(first.Blocks) != 0 {
			t.Fatalf("%d %+v %s", told.StatusCode, first, told.Text)
		}
		if again, _ := anna.sends(request); again.Rev != 2 || again.Merged || again.Conflicts != 0 {
			t.Errorf("sent again: %+v", again)
		}
		second, _ := leyla.sends(leyla.request(leyla.changes("a", "So Alpha one"), ""))
		if second.Rev != 3 || !second.Merged || len(second.Blocks) != 1 || !strings.Contains(string(second.Blocks[0]), "So Alpha one more") {
			t.Errorf("%+v %s", second, second.Blocks)
		}
		third, _ := leyla.sends(leyla.request(leyla.changes("b", "Beta leyla"), ""))
		fourth, _ := anna.sends(anna.request(anna.changes("b", "Beta anna"), ""))
		if third.Conflicts != 0 || fourth.Conflicts != 1 || fourth.Rev != 5 {
			t.Errorf("%+v, %+v", third, fourth)
		}
		open := leyla.reads().Conflicts
		if len(open) != 1 || open[0].Block != bid("b") || open[0].Mine.Who.ID != anna.person || open[0].Theirs.Who.ID != leyla.person || open[0].Theirs.Who.Initials == "" {
			t.Fatalf("%+v", open)
		}
		since := leyla.c.Ask(path+"text?since=4", "Accept", "application/json")
		var now textAnswer
		if err := json.Unmarshal([]byte(since.Text), &now); err != nil || now.Whole || len(now.Blocks) != 0 || len(now.Order) != 2 {
			t.Errorf("since 4: %s", since.Text)
		}

		// Another story's page does not reach the conflict; its own does, once.
		_, other := written(b, para("a", "Another"))
		if told := leyla.c.Send(other+"conflicts/"+open[0].ID, url.Values{"choice": {"mine"}}, "Accept", "application/json"); told.StatusCode != http.StatusNotFound {
			t.Errorf("through another story: %d %s", told.StatusCode, told.Text)
		}
		if told := leyla.c.Send(path+"conflicts/"+open[0].ID, url.Values{"choice": {"joined"}, "joined": {block("b", "Beta of both")}}, "Accept", "application/json"); told.StatusCode != http.StatusOK {
			t.Errorf("solving: %d %s", told.StatusCode, told.Text)
		}
		if told := leyla.c.Send(path+"conflicts/"+open[0].ID, url.Values{"choice": {"mine"}}, "Accept", "application/json"); told.StatusCode != http.StatusConflict {
			t.Errorf("solving in another way: %d %s", told.StatusCode, told.Text)
		}
		text, left := newest(b, s)
		if lines(text.Body) != "So Alpha one more\nBeta of both" || len(left) != 0 {
			t.Errorf("%q with %d conflicts", lines(text.Body), len(left))
		}
	})
}

func TestWhatIsNotASavingIsRefused(t *testing.T) {
	b := desktest.Open(t)
	_, path := written(b, para("a", "Alpha"))
	p := opens(b, b.Person(people.Editor), path)
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	many := strings.Repeat(block("b", "x")+",", 50_000)
	for name, tt := range map[string]struct {
		request string
		status  int
		key     string
	}{
		"nothing":              {``, 422, "editor.bad_json"},
		"deep":                 {deep, 422, "editor.bad_json"},
		"a key twice":          {p.request("", `,"base_rev":2`), 422, "editor.bad_json"},
		"a key in capitals":    {p.request("", `,"Base_Rev":2`), 422, "editor.bad_json"},
		"NaN":                  {p.request("", `,"rev":NaN`), 422, "editor.bad_json"},
		"half a surrogate":     {p.request(block("a", `\ud800`), ""), 422, "editor.bad_json"},
		"broken UTF-8":         {p.request(block("a", "\xff"), ""), 422, "editor.bad_json"},
		"a role":               {p.request("", `,"role":"administrator"`), 422, "editor.bad_json"},
		"saved by":             {p.request("", `,"saved_by":"somebody"`), 422, "editor.bad_json"},
		"a stage":              {p.request("", `,"head":{"stage":{"was":"","is":"ready"}}`), 422, "editor.bad_json"},
		"an unknown field":     {p.request(fmt.Sprintf(`{"id":"%s","json":{"id":"%s","type":"paragraph","onclick":"x"}}`, bid("c"), bid("c")), ""), 422, "body.unknown_key"},
		"an unknown type":      {p.request(fmt.Sprintf(`{"id":"%s","json":{"id":"%s","type":"script"}}`, bid("c"), bid("c")), ""), 422, "body.unknown_type"},
		"50,000 nodes":         {p.request(strings.TrimSuffix(many, ","), ""), 422, "editor.bad_json"},
		"another person":       {strings.Replace(p.request("", ""), `"person":"`+p.person, `"person":"01someone`, 1), 409, "editor.another_person"},
		"nobody":               {`{"op_id":"x","base_rev":1}`, 422, "editor.bad_json"},
		"a revision to come":   {strings.Replace(p.request("", ""), `"base_rev":1`, `"base_rev":7`, 1), 422, "story.unknown_revision"},
		"made from itself":     {p.request("", `,"made_from":{"lang":"en","rev":1}`), 422, "editor.not_translated"},
		"too large":            {p.request("", `,"order":["`+strings.Repeat("a", 9<<20)+`"]`), 413, "newsroom.too_large"},
		"a long block":         {p.request(fmt.Sprintf(`{"id":"%s","json":%s}`, bid("c"), block("c", strings.Repeat("a", 100_001))), ""), 422, "body.block_too_long"},
		"an order with nobody": {p.request("", fmt.Sprintf(`,"order":["%s","%s"]`, bid("a"), bid("z"))), 422, "body.bad_order"},
	} {
		told := p.c.SendJSON(path+"save", tt.request)
		var why newsroom.Told
		if err := json.Unmarshal([]byte(told.Text), &why); err != nil || told.StatusCode != tt.status || why.Key != tt.key || why.Error == "" {
			t.Errorf("%s: %d %q, want %d %s", name, told.StatusCode, told.Text, tt.status, tt.key)
		}
	}
	if now := p.reads(); now.Rev != 1 || len(now.Blocks) != 1 {
		t.Errorf("something was saved: %+v", now)
	}
}

func TestSavingNeedsTheRightOfTheText(t *testing.T) {
	b := desktest.Open(t)
	_, path := written(b, para("a", "Alpha"))
	translator := b.Person(people.Translator)
	original := opens(b, translator, path)
	if _, told := original.sends(original.request(original.changes("a", "x"), "")); told.StatusCode != http.StatusForbidden {
		t.Errorf("a translator saves an original: %d %s", told.StatusCode, told.Text)
	}
	translation := opens(b, translator, strings.Replace(path, "/en/", "/ka/", 1))
	made := fmt.Sprintf(`{"id":"%s","json":%s}`, bid("k"), block("k", "ალფა"))
	a, told := translation.sends(translation.request(made, fmt.Sprintf(`,"order":["%s"],"made_from":{"lang":"en","rev":1}`, bid("k"))))
	if told.StatusCode != http.StatusOK || a.Rev != 1 {
		t.Errorf("a translator saves a translation: %d %s", told.StatusCode, told.Text)
	}
}

// Ten people write in one story at once, each with a page of her own, and send again
// whatever was not answered. No word is lost.
func TestTenInOneStory(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		const rounds = 12
		var blocks []body.Block
		for i := range 8 {
			blocks = append(blocks, para(string(rune('a'+i)), "Some words that stand here"))
		}
		s, path := written(b, blocks...)
		var writers sync.WaitGroup
		var mu sync.Mutex
		var words []string
		for w := range 10 {
			role := []people.Role{people.Editor, people.ChiefEditor, people.Administrator}[w%3]
			p := opens(b, b.Person(role), path)
			p.n = w * 1000
			writers.Go(func() {
				for r := range rounds {
					word := fmt.Sprintf("w%dr%d", w, r)
					id := string(rune('a' + (w+r)%8))
					var request string
					switch r % 3 {
					case 0: // a word more where others write
						var old body.Block
						json.Unmarshal(p.base[bid(id)], &old)
						request = p.request(p.changes(id, body.Plain(old)+" "+word), "")
					case 1: // a paragraph more
						fresh := fmt.Sprintf("%016d", w*100+r)
						order, _ := json.Marshal(append(append([]string(nil), p.order...), fresh))
						was, _ := json.Marshal(p.order)
						request = p.request(fmt.Sprintf(`{"id":"%s","json":{"id":"%s","type":"paragraph","text":[{"t":"%s"}]}}`, fresh, fresh, word),
							fmt.Sprintf(`,"order":%s,"order_was":%s`, order, was))
					default: // other words in place of those that stand there
						request = p.request(p.changes(id, word), "")
					}
					for range 1 + r%2 { // every other answer is lost on the way
						if _, told := p.sends(request); told.StatusCode != http.StatusOK {
							t.Errorf("%s: %d %s", word, told.StatusCode, told.Text)
						}
					}
					mu.Lock()
					words = append(words, word)
					mu.Unlock()
					if r%4 == 3 {
						p.reads()
					}
				}
			})
		}
		writers.Wait()
		text, _ := newest(b, s)
		kept := body.PlainDoc(text.Body)
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			for rev := text.Rev; rev > 0; rev-- { // a word that was replaced stands in a revision
				old, err := story.At(ctx, tx, s.ID, "en", rev)
				if err != nil {
					return err
				}
				kept += "\n" + body.PlainDoc(old.Body)
			}
			open, err := story.Conflicts(ctx, tx, s.ID, "en")
			for _, c := range open {
				kept += "\n" + c.Mine
			}
			return err
		})
		for _, w := range words {
			if !strings.Contains(kept, w) {
				t.Errorf("%s is lost", w)
			}
		}
		if err := body.Check(text.Body); err != nil {
			t.Error(err)
		}
	})
}

func TestTheFormWithoutScript(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha <one>"), para("b", "Beta"))
	c := b.As(people.Editor)
	shown := c.Ask(path)
	if shown.StatusCode != http.StatusOK || !strings.Contains(shown.Text, "Alpha &amp;lt;one&amp;gt;") {
		t.Fatalf("%d %s", shown.StatusCode, shown.Text)
	}
	form := formOf(shown.Text)
	form.Set("b-"+bid("b"), "Beta <strong>strong</strong>")
	form.Set("headline", "Two bridges")
	form.Set("new", "Gamma\r\n\r\nDelta")
	for range 2 { // the button was pressed twice
		if done := c.Send(path, form); done.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d %s", done.StatusCode, done.Text)
		}
	}
	text, _ := newest(b, s)
	if lines(text.Body) != "Alpha <one>\nBeta strong\nGamma\nDelta" || text.Headline != "Two bridges" || text.Rev != 2 || text.Body.Blocks[1].Text[1].Marks[0].Type != body.Strong {
		t.Errorf("revision %d %q: %q", text.Rev, text.Headline, lines(text.Body))
	}
	// A page that was open all the while: other words in the same place are kept on both sides.
	form.Set("op", "another")
	form.Del("new")
	form.Set("b-"+bid("b"), "Beta of an old page")
	form.Set("headline", form.Get("headline_was"))
	c.Send(path, form)
	text, open := newest(b, s)
	if len(open) != 1 || lines(text.Body) != "Alpha <one>\nBeta strong\nGamma\nDelta" || text.Headline != "Two bridges" {
		t.Fatalf("%q, %d conflicts", lines(text.Body), len(open))
	}
	again := c.Ask(path)
	if !strings.Contains(again.Text, `action="`+path+`conflicts/`+open[0].ID) || !strings.Contains(again.Text, "old page") {
		t.Error("the page does not show the conflict")
	}
	if done := c.Send(path+"conflicts/"+open[0].ID, url.Values{"choice": {"joined"}, "joined_text": {"Beta <em>of both</em>"}}); done.StatusCode != http.StatusSeeOther {
		t.Errorf("%d %s", done.StatusCode, done.Text)
	}
	if text, open := newest(b, s); len(open) != 0 || body.Plain(text.Body.Blocks[1]) != "Beta of both" {
		t.Errorf("%q, %d conflicts", lines(text.Body), len(open))
	}
}

// formOf reads the page's form as a browser would send it.
func formOf(page string) url.Values {
	form := url.Values{}
	_, page, _ = strings.Cut(page, `<form class="plain"`)
	page, _, _ = strings.Cut(page, "</form>")
	attr := func(tag, name string) string {
		_, after, _ := strings.Cut(tag, " "+name+`="`)
		value, _, _ := strings.Cut(after, `"`)
		return unescape(value)
	}
	for _, part := range strings.Split(page, "<input")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		form.Set(attr(tag, "name"), attr(tag, "value"))
	}
	for _, part := range strings.Split(page, "<textarea")[1:] {
		tag, rest, _ := strings.Cut(part, ">")
		value, _, _ := strings.Cut(rest, "</textarea>")
		form.Set(attr(tag, "name"), unescape(value))
	}
	return form
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(s)
}

// The stream tells of savings and of people, and ends with the session.
func TestTheStreamEndsWithTheSession(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		_, path := written(b, para("a", "Alpha"))
		p := opens(b, b.Person(people.Editor), path)
		r, err := http.NewRequest(http.MethodGet, b.URL+path+"events", nil)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := p.c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer stream.Body.Close()
		in := bufio.NewScanner(stream.Body)
		until := func(what string) string {
			t.Helper()
			for in.Scan() {
				if strings.Contains(in.Text(), what) {
					return in.Text()
				}
			}
			t.Fatalf("the stream ended without %s: %v", what, in.Err())
			return ""
		}
		until(`"rev":1`)
		p.sends(p.request(p.changes("a", "Alpha more"), ""))
		until(`"rev":2`)
		other, her := b.As(people.Reporter), b.Person(people.Reporter)
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return people.SetName(ctx, tx, her.ID, "en", people.Name{Name: "Nino in English"})
		})
		other.Send(path+"here", url.Values{"tab": {"t1"}, "block": {bid("a")}, "typed": {"1"}}, "Accept", "application/json")
		if line := until(`"writes":true`); !strings.Contains(line, "Nino in English") {
			t.Error(line)
		}
		other.Send(path+"here", url.Values{"tab": {"t1"}, "gone": {"1"}}, "Accept", "application/json")
		until(`"here":[]`)
		b.Write(func(ctx context.Context, tx *db.Tx) error { return people.EndSessions(ctx, tx, p.person, "") })
		until("event: end")
		if line := until("data:"); line != `data: "session"` {
			t.Error(line)
		}
		for in.Scan() {
		}
	})
}

// What a thousand paragraphs and a hundred thousand words cost is measured by bench; here
// they are saved whole.
func TestLargeTextsAreSaved(t *testing.T) {
	b := desktest.Open(t)
	for name, size := range map[string][2]int{"5,000 blocks": {5000, 5}, "100,000 words": {1000, 100}} {
		var blocks []body.Block
		for i := range size[0] {
			blocks = append(blocks, body.Block{ID: fmt.Sprintf("%016d", i), Type: body.Paragraph, Text: []body.Span{{Text: strings.TrimSpace(strings.Repeat("words ", size[1]))}}})
		}
		s, path := written(b, blocks...)
		p := opens(b, b.Person(people.Editor), path)
		old := p.base[blocks[7].ID]
		a, told := p.sends(p.request(fmt.Sprintf(`{"id":"%s","base":%s,"json":{"id":"%s","type":"paragraph","text":[{"t":"other words"}]}}`, blocks[7].ID, old, blocks[7].ID), ""))
		if told.StatusCode != http.StatusOK || a.Rev != 2 {
			t.Errorf("%s: %d %s", name, told.StatusCode, told.Text)
		}
		if text, _ := newest(b, s); len(text.Body.Blocks) != size[0] || body.Plain(text.Body.Blocks[7]) != "other words" {
			t.Errorf("%s: not as it was saved", name)
		}
		if shown := p.c.Ask(path); shown.StatusCode != http.StatusOK {
			t.Errorf("%s: the page is %d", name, shown.StatusCode)
		}
	}
}
