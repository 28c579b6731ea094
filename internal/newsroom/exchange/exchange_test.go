package exchange_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	place "masthead/internal/newsroom/exchange"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

const para = "aaaaaaaaaaaaaaaa"

// begun is the desk with a story whose Georgian translation is begun.
func begun(t *testing.T, b *desktest.Bed) (path, storyID string) {
	s := b.Story(story.Story{Bureau: "tbilisi"})
	by := b.Person(people.Editor).ID
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		doc := body.Doc{Blocks: []body.Block{{ID: para, Type: body.Paragraph, Text: []body.Span{{Text: "It is open."}}}}}
		if _, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", By: by, Headline: "Bridge opens", Body: &doc}); err != nil {
			return err
		}
		return translation.Begin(ctx, tx, translation.Beginning{Story: s.ID, Lang: "ka", From: "en", By: by})
	})
	return place.Path(s.ID, "ka"), s.ID
}

// send uploads a file as a browser does.
func send(t *testing.T, b *desktest.Bed, role people.Role, path, name string, file []byte, fields ...string) desktest.Page {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(file)
	w.Close()
	c := b.As(role)
	r, err := http.NewRequest(http.MethodPost, b.URL+path, &form)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{"Content-Type": w.FormDataContentType(), "Origin": b.URL, "Sec-Fetch-Site": "same-origin"} {
		r.Header.Set(k, v)
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var text bytes.Buffer
	text.ReadFrom(answer.Body)
	return desktest.Page{Response: answer, Text: text.String()}
}

// TestOutAndIn: each format is given as a file and comes back with what was written in it.
func TestOutAndIn(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		path, id := begun(t, b)
		page := b.As(people.Translator).Ask(path)
		if page.StatusCode != http.StatusOK {
			t.Fatal(page.StatusCode, page.Text)
		}
		for i, f := range exchange.Formats {
			if !strings.Contains(page.Text, path+string(f)) {
				t.Errorf("no link to %s", f)
			}
			out := b.As(people.Translator).Ask(path + string(f))
			if out.StatusCode != http.StatusOK || !strings.Contains(out.Header.Get("Content-Disposition"), `filename="bridge-opens.en-ka`+f.Ending()+`"`) {
				t.Fatalf("%s: %d %v", f, out.StatusCode, out.Header)
			}
			p, err := exchange.Read([]byte(out.Text))
			if err != nil {
				t.Fatal(err)
			}
			words := "გახსნილია " + strings.Repeat("!", i+1)
			for j, u := range p.Units {
				if u.ID == para {
					p.Units[j].Target, p.Units[j].State = []exchange.Piece{{Text: words}}, exchange.Translated
				}
			}
			file, err := exchange.Write(p, f, exchange.Labels{})
			if err != nil {
				t.Fatal(err)
			}
			tried := send(t, b, people.Translator, path, "x", file, "try", "1")
			if tried.StatusCode != http.StatusOK || !strings.Contains(tried.Text, "would come in") || strings.Contains(newest(b, id), words) {
				t.Errorf("%s: %d tried: %s", f, tried.StatusCode, tried.Text)
			}
			in := send(t, b, people.Translator, path, "x", file)
			if in.StatusCode != http.StatusOK || !strings.Contains(in.Text, "1 part came in.") || newest(b, id) != words {
				t.Errorf("%s: %d %q %s", f, in.StatusCode, newest(b, id), in.Text)
			}
		}
	})
}

func newest(b *desktest.Bed, id string) (words string) {
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		t, err := story.Newest(ctx, tx, id, "ka")
		words = body.PlainDoc(t.Body)
		return err
	})
	return words
}

// TestRefusals: what cannot be read is refused with the place, and who may not save may not bring in.
func TestRefusals(t *testing.T) {
	b := desktest.Open(t)
	path, _ := begun(t, b)
	for _, c := range []struct{ file, want string }{
		{"no file at all", "This is no XLIFF, DOCX or HTML file."},
		{`<?xml version="1.0"?>` + "\n" + `<!DOCTYPE x [<!ENTITY a "b">]><xliff/>`, "Line 2: the file declares a document type"},
		{"<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"en\">\n<file id=\"f1\"/></xliff>", "Line 2: &lt;file&gt; lacks &lt;unit&gt;."},
		{"PK\x03\x04 broken", "This is no Word document"},
		{"", "Choose a file."},
	} {
		if p := send(t, b, people.Translator, path, "x.xlf", []byte(c.file)); p.StatusCode != http.StatusUnprocessableEntity && p.StatusCode != http.StatusBadRequest || !strings.Contains(p.Text, c.want) {
			t.Errorf("%q: %d, without %q\n%s", c.file, p.StatusCode, c.want, p.Text)
		}
	}
	if p := send(t, b, people.FactChecker, path, "x.xlf", []byte("x")); p.StatusCode != http.StatusForbidden {
		t.Errorf("a fact-checker: %d", p.StatusCode)
	}
	if p := b.As(people.Translator).Ask(path + "pages"); p.StatusCode != http.StatusNotFound {
		t.Errorf("a format that is none: %d", p.StatusCode)
	}
	s := b.Story(story.Story{Bureau: "tbilisi"})
	if p := b.As(people.Translator).Ask(place.Path(s.ID, "hy")); p.StatusCode != http.StatusOK || !strings.Contains(p.Text, "not being translated yet") {
		t.Errorf("not begun: %d %s", p.StatusCode, p.Text)
	}
}
