package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation/exchange"
)

// fileAt is where a translation is as a file.
func fileAt(id string, l string) string { return "/api/v1/stories/" + id + "/texts/" + l + "/file" }

// translating is a story whose Russian text is being translated.
func (b *bed) translating() string {
	b.Helper()
	id := b.story("baku", story.News, "")
	b.begun(id, "ru")
	return id
}

// say gives the headline other words.
func say(words string) func(*exchange.Unit) {
	return func(u *exchange.Unit) {
		if u.ID == "headline" {
			u.Target, u.State = []exchange.Piece{{Text: words}}, exchange.Translated
		}
	}
}

func (b *bed) newest(id string) (t story.Text) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) { t, err = story.Newest(ctx, tx, id, "ru"); return err })
	return t
}

// Every format goes out and comes back; looking alone saves nothing, a key makes it once,
// and the audit has both ways.
func TestATranslationAsAFile(t *testing.T) {
	each(t, func(b *bed) {
		token, id := b.admin(), b.translating()
		for i, f := range exchange.Formats {
			out := b.ask("GET", fileAt(id, "ru")+"?format="+string(f), token, "").want(t, 200, "")
			if out.header.Get("Content-Type") != f.Type() || out.header.Get("Content-Disposition") != `attachment; filename="headline.en-ru`+f.Ending()+`"` {
				t.Errorf("%s: %v", f, out.header)
			}
			if _, err := exchange.Read([]byte(out.body)); err != nil {
				t.Errorf("%s: %v", f, err)
			}
			words := fmt.Sprintf("Заголовок %d", i)
			sent := b.file(id, "ru", f, say(words))
			rev := b.newest(id).Rev
			tried := b.ask("POST", fileAt(id, "ru")+"?try=true", token, sent, "Content-Type", f.Type()).want(t, 200, "")
			if !strings.Contains(tried.body, `"tried":true`) || !strings.Contains(tried.body, `"came":1`) || b.newest(id).Rev != rev {
				t.Errorf("%s tried: revision %d, then %d: %s", f, rev, b.newest(id).Rev, tried.body)
			}
			for range 2 {
				in := b.ask("POST", fileAt(id, "ru"), token, sent, "Content-Type", "application/octet-stream", "Idempotency-Key", words).want(t, 200, "")
				if !strings.Contains(in.body, fmt.Sprintf(`"rev":%d`, rev+1)) || !strings.Contains(in.body, `"outcome":"came"`) || !strings.Contains(in.body, `"tried":false`) {
					t.Errorf("%s: %s", f, in.body)
				}
			}
			if got := b.newest(id); got.Headline != words || got.Rev != rev+1 {
				t.Errorf("%s: %q at %d", f, got.Headline, got.Rev)
			}
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for deed, want := range map[string]int{"parcel.sent": len(exchange.Formats), "parcel.brought": len(exchange.Formats)} {
				list, err := audit.List(ctx, tx, audit.Filter{Deed: deed})
				if err != nil || len(list) != want || list[0].By == "" || list[0].Bureau != "baku" || !strings.HasPrefix(list[0].From, "mst_") {
					t.Errorf("%s: %+v, %v", deed, list, err)
				}
			}
			return nil
		})
	})
}

// A token that is held to an edition sees no other's words by way of a file.
func TestAFileShowsItsSource(t *testing.T) {
	each(t, func(b *bed) {
		id := b.translating()
		_, narrow := b.person("narrow", people.Token{Editions: []lang.Tag{"ru"}}, people.Grant{Role: people.Translator})
		_, both := b.person("both", people.Token{Editions: []lang.Tag{"ru", "en"}}, people.Grant{Role: people.Translator})
		sent := b.file(id, "ru", exchange.XLIFF12, say("Мост"))
		b.ask("GET", fileAt(id, "ru"), narrow, "").want(t, 403, "api.forbidden")
		b.ask("POST", fileAt(id, "ru"), narrow, sent).want(t, 403, "api.forbidden")
		b.ask("GET", fileAt(id, "ru"), both, "").want(t, 200, "")
		b.ask("POST", fileAt(id, "ru"), both, sent).want(t, 200, "")
		b.ask("GET", fileAt(id, "en"), both, "").want(t, 404, "translation.not_paired")
		b.ask("GET", fileAt(id, "ru")+"?format=pages", both, "").want(t, 422, "api.invalid")
	})
}

// packed is an archive with one part.
func packed(name string, part io.Reader) string {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, _ := w.Create(name)
	io.Copy(f, part)
	w.Close()
	return out.String()
}

type zeros int64

func (z *zeros) Read(p []byte) (int, error) {
	if *z <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), int64(*z))
	clear(p[:n])
	*z -= zeros(n)
	return int(n), nil
}

// Whatever is sent as a file, the answer says what is wrong and where, and the text is as
// it was.
func TestHostileFiles(t *testing.T) {
	each(t, func(b *bed) {
		token, id := b.admin(), b.translating()
		other := b.translating()
		bomb := zeros(200 << 20)
		sound := b.file(id, "ru", exchange.XLIFF21, say("Мост"))
		rev := b.newest(id).Rev
		for name, c := range map[string]struct {
			sent, code, says string
			status           int
		}{
			"nothing":             {"\n", "exchange.unknown_file", "", 422},
			"an empty file":       {"", "exchange.no_file", "", 422},
			"no file of any kind": {"%PDF-1.7", "exchange.unknown_file", "", 422},
			"broken":              {strings.Replace(sound, "</unit>", "</unti>", 1), "exchange.broken_xml", "Line ", 422},
			"cut off":             {sound[:len(sound)/2], "exchange.broken_xml", "Line ", 422},
			"entities":            {"<!DOCTYPE xliff [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<xliff>&a;</xliff>", "exchange.document_type", "Line 1", 422},
			"deep":                {"<xliff>" + strings.Repeat("\n<a>", 100_000), "exchange.too_deep", "Line ", 422},
			"many":                {"<xliff>" + strings.Repeat("<a/>", 700_000), "exchange.too_many", "Line ", 422},
			"other encoding":      {"<?xml version=\"1.0\" encoding=\"windows-1251\"?><xliff>\xcc</xliff>", "exchange.not_utf8", "", 422},
			"of another story":    {b.file(other, "ru", exchange.XLIFF12, nil), "exchange.other_story", "", 422},
			"another language":    {strings.ReplaceAll(sound, `trgLang="ru"`, `trgLang="hy"`), "exchange.other_target", "hy", 422},
			"another source":      {strings.ReplaceAll(strings.ReplaceAll(sound, `srcLang="en"`, `srcLang="ka"`), "/en@", "/ka@"), "exchange.other_source", "ka", 422},
			"an id twice":         {twice(sound), "exchange.repeated_id", "Line ", 422},
			"a bomb":              {packed("word/document.xml", &bomb), "", "", 422},
			"an archive of ours":  {packed("../../etc/passwd", strings.NewReader("x")), "", "", 422},
			"too large":           {sound + strings.Repeat(" ", exchange.MaxBytes), "exchange.too_large", "16 MB", 413},
		} {
			got := b.ask("POST", fileAt(id, "ru"), token, c.sent)
			if name == "an empty file" {
				got = b.ask("POST", fileAt(id, "ru"), token, "")
			}
			if got.status != c.status || c.code != "" && got.field("code") != c.code || !strings.Contains(got.field("detail"), c.says) {
				t.Errorf("%s: %d %.500s", name, got.status, got.body)
			}
			if c.status == http.StatusUnprocessableEntity && !strings.Contains(got.body, `"body.file"`) {
				t.Errorf("%s: it is not said that it lies in the file: %s", name, got.body)
			}
			if len(got.body) > 4096 {
				t.Errorf("%s: answered with %d bytes", name, len(got.body))
			}
		}
		if got := b.newest(id); got.Rev != rev {
			t.Errorf("a refused file was half taken: revision %d, then %d", rev, got.Rev)
		}
		b.ask("POST", fileAt(id, "ru"), token, sound).want(t, 200, "")
	})
}

// twice repeats the file's first unit.
func twice(file string) string {
	from := strings.Index(file, "<unit ")
	to := strings.Index(file, "</unit>") + len("</unit>")
	return file[:to] + "\n" + file[from:to] + file[to:]
}
