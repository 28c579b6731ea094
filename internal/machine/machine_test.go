package machine_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/machine"
	"masthead/internal/story"
	"masthead/internal/translation"
)

const key = "s3cret-key"

// fakes answer as the vendors' documentation says. Each piece comes back in capitals of
// its kind: "[ru] " before it.
type fake struct {
	kind   string
	asked  []string // bodies
	status int      // in place of an answer
	answer string   // in place of an answer
	gone   []string // glossaries that were deleted
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	f.asked = append(f.asked, string(data))
	w.Header().Set("Content-Type", "application/json")
	if strings.Contains(r.URL.String(), key) {
		http.Error(w, "a key in an address", http.StatusTeapot)
		return
	}
	if f.status != 0 && !strings.Contains(r.URL.Path, "glossaries") {
		w.WriteHeader(f.status)
		io.WriteString(w, `{"error":"no"}`)
		return
	}
	if f.answer != "" {
		io.WriteString(w, f.answer)
		return
	}
	var ask map[string]any
	if json.Unmarshal(data, &ask) != nil && r.Method == http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch f.kind + " " + r.Method + " " + r.URL.Path {
	case "libretranslate POST /translate":
		if ask["api_key"] != key || ask["format"] != "html" || ask["source"] != "ka" || ask["target"] != "ru" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		reply(w, map[string]any{"translatedText": said(ask["q"])})
	case "deepl POST /v2/translate":
		if r.Header.Get("Authorization") != "DeepL-Auth-Key "+key || ask["tag_handling"] != "html" || ask["source_lang"] != "KA" || ask["target_lang"] != "RU" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		var list []map[string]string
		for _, s := range said(ask["text"]) {
			list = append(list, map[string]string{"detected_source_language": "KA", "text": s})
		}
		reply(w, map[string]any{"translations": list})
	case "deepl POST /v2/glossaries":
		reply(w, map[string]any{"glossary_id": "g-1", "ready": true})
	case "deepl DELETE /v2/glossaries/g-1":
		f.gone = append(f.gone, "g-1")
		w.WriteHeader(http.StatusNoContent)
	case "openai POST /v1/chat/completions":
		var chat struct {
			Model    string
			Messages []struct{ Role, Content string }
		}
		if json.Unmarshal(data, &chat) != nil || r.Header.Get("Authorization") != "Bearer "+key || chat.Model != "m1" || len(chat.Messages) != 2 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var given struct {
			Pieces []struct {
				N    int    `json:"n"`
				HTML string `json:"html"`
			}
		}
		if json.Unmarshal([]byte(chat.Messages[1].Content), &given) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for i := range given.Pieces {
			given.Pieces[i].HTML = "[ru] " + given.Pieces[i].HTML
		}
		var out []map[string]any
		for i := len(given.Pieces) - 1; i >= 0; i-- { // in whatever order
			out = append(out, map[string]any{"n": given.Pieces[i].N, "html": given.Pieces[i].HTML})
		}
		content, _ := json.Marshal(map[string]any{"pieces": out})
		reply(w, map[string]any{"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]string{"role": "assistant", "content": string(content)}}}})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func said(list any) (out []string) {
	all, _ := list.([]any)
	for _, s := range all {
		text, _ := s.(string)
		out = append(out, "[ru] "+text)
	}
	return out
}

func reply(w io.Writer, v any) { _ = json.NewEncoder(w).Encode(v) }

// engines gives every adapter, each to its fake, for the same exam.
func engines(t *testing.T, f func(t *testing.T, s machine.Settings, outside *fake)) {
	for _, kind := range []string{machine.Libre, machine.DeepL, machine.OpenAI} {
		t.Run(kind, func(t *testing.T) {
			outside := &fake{kind: kind}
			server := httptest.NewServer(outside)
			t.Cleanup(server.Close)
			path := ""
			if kind == machine.OpenAI {
				path = "/v1"
			}
			address := kind + "+" + strings.Replace(server.URL, "http://", "http://:"+key+"@", 1) + path + "?networks=127.0.0.0/8&budget=5000&price=20+EUR&model=m1"
			s, err := machine.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			f(t, s, outside)
		})
	}
}

func TestTheSameExamForAll(t *testing.T) {
	engines(t, func(t *testing.T, s machine.Settings, outside *fake) {
		task := machine.Task{From: "ka", To: "ru", Pieces: []string{"ერთი <strong>ორი</strong>", "სამი"}, Terms: []machine.Term{{Source: "ცხინვალი", Target: "Цхинвали"}}}
		got, err := s.Engine.Translate(t.Context(), task)
		if err != nil || len(got) != 2 || got[0] != "[ru] ერთი <strong>ორი</strong>" || got[1] != "[ru] სამი" {
			t.Fatalf("got %q, %v", got, err)
		}
		if all := strings.Join(outside.asked, "\n"); s.Kind != machine.Libre && !strings.Contains(all, "Цхинвали") {
			t.Errorf("the terms were not passed on: %s", all)
		}
		if s.Kind == machine.DeepL && len(outside.gone) != 1 {
			t.Error("the glossary was left behind")
		}
		if s.Unit != "EUR" || s.Price != 20 || s.Budget != 5000 || strings.Contains(s.Host, key) {
			t.Errorf("settings %+v", s.Host)
		}
		for status, kind := range map[int]fault.Kind{http.StatusInternalServerError: fault.Busy, http.StatusTooManyRequests: fault.Busy, http.StatusForbidden: fault.Invalid} {
			outside.status = status
			if _, err := s.Engine.Translate(t.Context(), task); fault.KindOf(err) != kind || strings.Contains(err.Error(), key) {
				t.Errorf("status %d: %v", status, err)
			}
		}
		outside.status = 0
		for _, answer := range []string{"{", "[]", `{"translatedText":["one"],"translations":[{"text":"one"}],"choices":[{"message":{"content":"{\"pieces\":[]}"}}]}`} {
			outside.answer = answer
			task.Terms = nil
			if _, err := s.Engine.Translate(t.Context(), task); err == nil || strings.Contains(err.Error(), key) {
				t.Errorf("%s: %v", answer, err)
			}
		}
	})
}

func TestPrivateNetworksAreAskedFor(t *testing.T) {
	outside := &fake{kind: machine.Libre}
	server := httptest.NewServer(outside)
	defer server.Close()
	s, err := machine.Parse("libretranslate+" + server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Engine.Translate(t.Context(), machine.Task{From: "ka", To: "ru", Pieces: []string{"x"}}); err == nil || len(outside.asked) > 0 {
		t.Errorf("a private address was reached without leave: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	if s, err := machine.Parse(""); err != nil || s.On() {
		t.Error("on without an address")
	}
	for _, bad := range []string{"deepl", "deepl+https://api.deepl.com", "deepl+ftp://:" + key + "@x", "openai+https://:" + key + "@x/v1", "other+https://x",
		"libretranslate+http://x?networks=home", "libretranslate+http://x?budget=many", "libretranslate+http://x?price=20", "deepl+https://:" + key + "@x?colour=red", "deepl+https://:" + key + "@%zz"} {
		if _, err := machine.Parse(bad); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// FuzzParse looks for addresses that break the reading, or errors that tell the key.
func FuzzParse(f *testing.F) {
	f.Add("deepl+https://:k@api-free.deepl.com?budget=1")
	f.Fuzz(func(t *testing.T, address string) { _, _ = machine.Parse(address) })
}

// echo is an engine in memory.
type echo func(machine.Task) ([]string, error)

func (e echo) Translate(_ context.Context, t machine.Task) ([]string, error) { return e(t) }

var noon = time.Date(2026, 6, 18, 12, 0, 0, 0, time.UTC)

// newsroom has a Georgian story, and a Russian text of it that is begun.
func newsroom(t *testing.T, f func(t *testing.T, d *db.DB, storyID string)) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		db.Hear(d, translation.Follow)
		var storyID string
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "ka"})
			if err != nil {
				return err
			}
			storyID = s.ID
			link := []body.Mark{{Type: body.Link, Href: "https://example.org/x"}}
			doc := body.Doc{Blocks: []body.Block{
				{ID: "aaaaaaaaaaaaaaaa", Type: body.Paragraph, Text: []body.Span{{Text: "მატარებელი "}, {Text: "დაბრუნდა", Marks: link}, {Text: "."}}},
				{ID: "bbbbbbbbbbbbbbbb", Type: body.Paragraph, Text: []body.Span{{Text: "ცხრა წლის შემდეგ."}}},
				{ID: "cccccccccccccccc", Type: body.List, Items: []body.Item{{ID: "dddddddddddddddd", Text: []body.Span{{Text: "ბილეთი"}}}, {ID: "eeeeeeeeeeeeeeee", Text: []body.Span{{Text: "ბუფეტი"}}}}},
			}}
			if _, err := story.SaveText(ctx, tx, story.Save{Story: storyID, Lang: "ka", OpID: "1", Headline: "ღამის მატარებელი", Body: &doc}); err != nil {
				return err
			}
			return translation.Begin(ctx, tx, translation.Beginning{Story: storyID, Lang: "ru", From: "ka", By: "p1"})
		})
		f(t, d, storyID)
	})
}

func write(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func newest(t *testing.T, d *db.DB, storyID string) (text story.Text, sheet translation.Sheet, orders []machine.Ordered, uses []machine.Use) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		if text, err = story.Newest(ctx, tx, storyID, "ru"); err != nil {
			return err
		}
		if sheet, err = translation.Read(ctx, tx, storyID, "ru"); err != nil {
			return err
		}
		if orders, err = machine.Orders(ctx, tx, 10); err != nil {
			return err
		}
		uses, err = machine.Uses(ctx, tx)
		return err
	})
	return text, sheet, orders, uses
}

func draftOf(orders []machine.Ordered) machine.Draft { return orders[0].Draft }

func TestWhatIsMissingIsDraftedAndMarked(t *testing.T) {
	newsroom(t, func(t *testing.T, d *db.DB, storyID string) {
		typed := false
		desk := &machine.Desk{DB: d, Settings: machine.Settings{Kind: "deepl", Budget: 1000, Engine: echo(func(task machine.Task) (out []string, err error) {
			if !typed { // while the engine works, a person writes the second paragraph
				typed = true
				write(t, d, func(ctx context.Context, tx *db.Tx) error {
					text, err := story.Newest(ctx, tx, storyID, "ru")
					if err != nil {
						return err
					}
					for i := range text.Body.Blocks {
						if text.Body.Blocks[i].ID == "bbbbbbbbbbbbbbbb" {
							text.Body.Blocks[i].Text = []body.Span{{Text: "Спустя девять лет."}}
						}
					}
					_, err = story.SaveText(ctx, tx, story.Save{Story: storyID, Lang: "ru", BaseRev: text.Rev, OpID: "2", By: "p1", Headline: text.Headline, Body: &text.Body, Draft: true, MadeFrom: text.MadeFrom, MadeRev: text.MadeRev})
					return err
				})
			}
			for _, p := range task.Pieces {
				out = append(out, strings.NewReplacer("მატარებელი", "Поезд <script>alert(1)</script><a href=\"https://evil.example/\">зло</a>", "დაბრუნდა", "вернулся").Replace(p))
			}
			return out, nil
		})}}
		n, err := desk.Order(t.Context(), storyID, "ru", "p1")
		if err != nil || n != 4 {
			t.Fatalf("ordered %d: %v", n, err)
		}
		if _, err := desk.Order(t.Context(), storyID, "ru", "p1"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("ordered twice: %v", err)
		}
		_, _, orders, _ := newest(t, d, storyID)
		if err := desk.Run(t.Context(), draftOf(orders)); err != nil {
			t.Fatal(err)
		}
		text, sheet, orders, uses := newest(t, d, storyID)
		all := body.PlainDoc(text.Body)
		if !strings.Contains(all, "вернулся") || !strings.Contains(all, "Спустя девять лет.") || strings.Contains(all, "ცხრა") || !strings.Contains(text.Headline, "ღამის") {
			t.Errorf("%q, %q", text.Headline, all)
		}
		if html := body.Render(text.Body, body.RenderOptions{Lang: "ru"}); strings.Contains(html, "evil") || strings.Contains(html, "<script") || !strings.Contains(html, "https://example.org/x") {
			t.Errorf("not only the source's marks: %s", html)
		}
		marked := 0
		for _, r := range sheet.Rows {
			if r.Machine == "deepl" && r.State == translation.Draft {
				marked++
			}
			if r.ID == "bbbbbbbbbbbbbbbb" && r.Machine != "" {
				t.Error("a person's words are marked as a machine's")
			}
		}
		if marked != 3 || orders[0].Blocks != 3 || orders[0].Fault != "" || len(uses) != 1 || uses[0].Characters == 0 || uses[0].Month != "2026-06" {
			t.Errorf("%d marked, orders %+v, uses %+v", marked, orders, uses)
		}
		if n, err := desk.Order(t.Context(), storyID, "ru", "p1"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("nothing is missing, and %d were ordered: %v", n, err)
		}
	})
}

func TestTheBudgetHoldsAndFailuresCostNothing(t *testing.T) {
	newsroom(t, func(t *testing.T, d *db.DB, storyID string) {
		desk := &machine.Desk{DB: d, Settings: machine.Settings{Kind: "deepl", Budget: 10, Engine: echo(func(machine.Task) ([]string, error) {
			return nil, fault.New(fault.Invalid, "fetch.refused_status")
		})}}
		if _, err := desk.Order(t.Context(), storyID, "ru", "p1"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("beyond the budget: %v", err)
		}
		desk.Settings.Budget = 1000
		if _, err := desk.Order(t.Context(), storyID, "ru", "p1"); err != nil {
			t.Fatal(err)
		}
		_, _, orders, _ := newest(t, d, storyID)
		if err := desk.Run(t.Context(), draftOf(orders)); err != nil {
			t.Errorf("what cannot be mended is tried again: %v", err)
		}
		_, _, orders, uses := newest(t, d, storyID)
		if orders[0].Fault != "fetch.refused_status" || orders[0].Ended.IsZero() || uses[0].Characters != 0 || uses[0].Failed != 1 {
			t.Errorf("orders %+v, uses %+v", orders, uses)
		}
		off := &machine.Desk{DB: d}
		if _, err := off.Order(t.Context(), storyID, "ru", "p1"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("off, and ordered: %v", err)
		}
	})
}
