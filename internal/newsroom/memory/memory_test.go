package memory_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/memory"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

func keep(b *desktest.Bed, list ...memory.Approved) {
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		for i, a := range list {
			a.State, a.Block = memory.Reviewed, fmt.Sprint("b", i)
			if a.Story == "" {
				a.Story = "s"
			}
			if err := memory.Keep(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func list(b *desktest.Bed) (found []memory.Segment) {
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = memory.List(ctx, tx, memory.Filter{A: "en", B: "ka", Limit: 100})
		return err
	})
	return found
}

func TestCleaningUp(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		editor := b.As(people.Editor)
		if page := editor.Ask("/desk/memory/"); page.StatusCode != 200 || !strings.Contains(page.Text, "The memory is empty.") {
			t.Fatalf("an empty memory: %d", page.StatusCode)
		}
		keep(b,
			memory.Approved{From: "en", To: "ka", Source: "The bridge is closed.", Target: "ხიდი დაკეტილია.", By: b.Person(people.Translator).ID},
			memory.Approved{From: "ka", To: "en", Source: "წვიმს.", Target: "It rains <hard>."},
			memory.Approved{From: "en", To: "ru", Source: "The bridge is open.", Target: "Мост открыт."},
		)
		page := editor.Ask("/desk/memory/?pair=en%2Cka")
		for _, want := range []string{"The bridge is closed.", "ხიდი დაკეტილია.", "It rains &lt;hard&gt;.", "2 segments"} {
			if !strings.Contains(page.Text, want) {
				t.Errorf("the list lacks %q", want)
			}
		}
		if strings.Contains(page.Text, "Мост") {
			t.Error("the list has what is between other languages")
		}
		if page := editor.Ask("/desk/memory/?pair=en%2Cka&side=en&q=bridges"); !strings.Contains(page.Text, "The bridge is closed.") || strings.Contains(page.Text, "It rains") {
			t.Error("words are not found")
		}
		if page := editor.Ask("/desk/memory/?state=machine"); !strings.Contains(page.Text, "Nothing was found.") {
			t.Error("a filter lets all through")
		}

		one := list(b)[1]
		at := "/desk/memory/" + one.ID + "/"
		if page := editor.Ask(at); page.StatusCode != 200 || !strings.Contains(page.Text, b.Person(people.Translator).Name) {
			t.Errorf("the segment's page: %d", page.StatusCode)
		}
		form := func(target string) url.Values {
			return url.Values{"source": {one.Source}, "target": {target}, "domain": {"roads"}, "state": {"translated"}, "penalty": {"5"}, "was_source": {one.Source}, "was_target": {one.Target}}
		}
		if page := editor.Send(at+"save", form("ხიდი ჩაკეტილია.")); page.StatusCode != http.StatusSeeOther {
			t.Errorf("mending: %d %s", page.StatusCode, page.Text)
		}
		if page := editor.Send(at+"save", form("სხვა")); page.StatusCode != http.StatusConflict {
			t.Errorf("mending over another's mending: %d", page.StatusCode)
		}
		if got := list(b)[1]; got.Target != "ხიდი ჩაკეტილია." || got.Domain != "roads" || got.Penalty != 5 || got.State != memory.Translated || got.ID != one.ID {
			t.Errorf("after it: %+v", got)
		}

		chosen := url.Values{"segment": {one.ID}, "penalty": {"20"}, "do": {"penalise"}, "back": {"pair=en%2Cka"}}
		if page := editor.Send("/desk/memory/change", chosen); page.StatusCode != http.StatusSeeOther || page.Header.Get("Location") != "/desk/memory/?pair=en%2Cka" {
			t.Errorf("penalising: %d to %s", page.StatusCode, page.Header.Get("Location"))
		}
		if got := list(b)[1]; got.Penalty != 20 {
			t.Errorf("penalised by %d", got.Penalty)
		}
		chosen.Set("penalty", "51")
		if page := editor.Send("/desk/memory/change", chosen); page.StatusCode != http.StatusUnprocessableEntity && page.StatusCode != http.StatusBadRequest {
			t.Errorf("too large a penalty: %d", page.StatusCode)
		}
		chosen.Set("do", "delete")
		if page := editor.Send("/desk/memory/change", chosen); page.StatusCode != http.StatusSeeOther {
			t.Errorf("deleting: %d", page.StatusCode)
		}
		if got := list(b); len(got) != 1 || got[0].ID == one.ID {
			t.Errorf("after it: %+v", got)
		}
		if page := editor.Ask(at); page.StatusCode != http.StatusNotFound {
			t.Errorf("a deleted segment's page: %d", page.StatusCode)
		}
	})
}

// upload sends a file as the form does.
func upload(b *desktest.Bed, c *desktest.Client, pair, name, text string) (int, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("pair", pair)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.Fatal(err)
	}
	part.Write([]byte(text))
	w.Close()
	req, err := http.NewRequest("POST", b.URL+"/desk/memory/import", &body)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", b.URL)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := c.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	var got bytes.Buffer
	got.ReadFrom(answer.Body)
	return answer.StatusCode, got.String()
}

func TestFilesComeAndGo(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		editor := b.As(people.Editor)
		const good = `<tmx version="1.4"><header creationtool="x" srclang="en"/><body>
<tu><tuv xml:lang="en-US"><seg>The <hi>road</hi> is long.</seg></tuv><tuv xml:lang="ka"><seg>გზა გრძელია.</seg></tuv><tuv xml:lang="de"><seg>Die Straße ist lang.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>`
		status, page := upload(b, editor, "en,ka", "roads.tmx", good+`</body></tmx>`)
		if status != 200 || !strings.Contains(page, "roads.tmx: 1 new, 0 renewed, 0 were here already.") || !strings.Contains(page, "It is in one language only.") || !strings.Contains(page, "1 in other languages") {
			t.Errorf("a file: %d\n%s", status, page)
		}
		if status, page := upload(b, editor, "en,ka", "roads.tmx", good+"\n<tu>"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "broken in line 4") || !strings.Contains(page, "1 were here already") {
			t.Errorf("a broken file: %d\n%s", status, page)
		}
		if status, page := upload(b, editor, "en,ka", "bomb.tmx", `<!DOCTYPE tmx [<!ENTITY a "b">]>`+good); status != http.StatusUnprocessableEntity || !strings.Contains(page, "entities") {
			t.Errorf("a file with entities: %d", status)
		}
		got := editor.Ask("/desk/memory/translations.tmx?pair=en%2Cka")
		if got.StatusCode != 200 || !strings.Contains(got.Text, "<seg>The road is long.</seg>") || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the export: %d %s", got.StatusCode, got.Text)
		}
		if page := editor.Ask("/desk/memory/files"); page.StatusCode != 200 || !strings.Contains(page.Text, "/desk/memory/translations.tmx?pair=en") {
			t.Errorf("the page of files: %d", page.StatusCode)
		}
		if page := editor.Ask("/desk/memory/?pair=en%2Cka&origin=roads.tmx"); !strings.Contains(page.Text, "Delete all from roads.tmx") {
			t.Error("what a file brought cannot be deleted")
		}
		if page := editor.Send("/desk/memory/origin", url.Values{"pair": {"en,ka"}, "origin": {"roads.tmx"}}); page.StatusCode != http.StatusSeeOther || len(list(b)) != 0 {
			t.Errorf("deleting what a file brought: %d, %d are left", page.StatusCode, len(list(b)))
		}
	})
}

// A role that holds in one edition reaches the pairs with its language.
func TestOnlyOwnEditions(t *testing.T) {
	b := desktest.Open(t)
	var ann people.Person
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		if ann, err = people.Add(ctx, tx, people.Person{Name: "Ann Editor", Email: "ann@desk.example"}); err != nil {
			return err
		}
		return people.Give(ctx, tx, ann.ID, people.Editor, "", "ka")
	})
	keep(b,
		memory.Approved{From: "en", To: "ka", Source: "The bridge is closed.", Target: "ხიდი დაკეტილია."},
		memory.Approved{From: "en", To: "ru", Source: "The bridge is open.", Target: "Мост открыт."},
	)
	c := b.AsPerson(ann)
	if page := c.Ask("/desk/memory/?pair=en%2Cru"); page.StatusCode != 200 || strings.Contains(page.Text, "Мост") || !strings.Contains(page.Text, "ხიდი") {
		t.Errorf("the list: %d", page.StatusCode)
	}
	var ru memory.Segment
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		found, err := memory.List(ctx, tx, memory.Filter{A: "en", B: "ru", Limit: 1})
		ru = found[0]
		return err
	})
	for path, form := range map[string]url.Values{
		"/desk/memory/change":             {"segment": {ru.ID}, "do": {"delete"}},
		"/desk/memory/origin":             {"pair": {"en,ru"}, "origin": {"x"}},
		"/desk/memory/" + ru.ID + "/save": {"source": {"a"}, "target": {"b"}, "state": {"reviewed"}, "penalty": {"0"}},
	} {
		if page := c.Send(path, form); page.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", path, page.StatusCode)
		}
	}
	for _, path := range []string{"/desk/memory/" + ru.ID + "/", "/desk/memory/translations.tmx", "/desk/memory/translations.tmx?pair=en%2Cru"} {
		if page := c.Ask(path); page.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", path, page.StatusCode)
		}
	}
	if status, _ := upload(b, c, "", "all.tmx", "<tmx/>"); status != http.StatusForbidden {
		t.Errorf("a file in all languages: %d", status)
	}
}
