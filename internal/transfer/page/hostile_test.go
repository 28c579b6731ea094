package page_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer/page"
)

const shortPage = `<html lang="ru"><head><title>Мост рухнул утром | Горные новости</title></head><body>
<nav><a href="/">Главная</a> <a href="/n">Новости</a></nav>
<article><h1>Мост рухнул утром</h1><p>Мост через реку под Зугдиди рухнул рано утром, когда на нем не было ни людей, ни машин.</p>
<p>Жители соседних сел говорят, что просили о ремонте много лет, но денег на него никогда не было.</p></article>
<footer>© 2026 Горные новости. Все права защищены</footer></body></html>`

// read reads one page and fails if the input vanished.
func read(t testing.TB, data []byte) (page.Article, error) {
	t.Helper()
	got, problems := page.Reader{}.Read(context.Background(), []page.Input{{Name: "page", Data: data}})
	if len(got)+len(problems) != 1 {
		t.Fatalf("%d articles and %d problems from one input", len(got), len(problems))
	}
	if len(problems) == 1 {
		return page.Article{}, problems[0].Err
	}
	return got[0], nil
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, key string
		data      []byte
	}{
		{"empty", "transfer.page_empty", nil},
		{"spaces", "transfer.page_empty", []byte(" \n\t\n")},
		{"a picture", "transfer.page_binary", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 100)...)},
		{"too large", "transfer.page_too_large", bytes.Repeat([]byte("a "), page.MaxBytes)},
		{"too many elements", "transfer.page_too_large", []byte("<html>" + strings.Repeat("<p>a", page.MaxNodes+1) + "</html>")},
		{"too many lines", "transfer.page_too_large", bytes.Repeat([]byte("a\n"), page.MaxLines+1)},
		{"menus only", "transfer.page_without_article", []byte("Home\nNews\nAbout us\nFacebook Twitter\n© 2026 Mountain News")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.data)
			f, ok := fault.As(err)
			if !ok || f.Key != c.key || f.Kind != fault.Invalid {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func TestCharacterSets(t *testing.T) {
	cp1251, err := charmap.Windows1251.NewEncoder().String(shortPage)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(shortPage)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"utf-8": shortPage, "utf-8 with mark": "\ufeff" + shortPage, "utf-16": utf16,
		"windows-1251 unsaid": cp1251,
		"windows-1251 said":   strings.Replace(cp1251, "<head>", `<head><meta charset="windows-1251">`, 1),
		"utf-8 cut in a sign": shortPage[:strings.Index(shortPage, "не было.")+1] + "</p>",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := read(t, []byte(data))
			if err != nil {
				t.Fatal(err)
			}
			if a.Headline != "Мост рухнул утром" || a.Lang != "ru" {
				t.Errorf("headline %q, language %q", a.Headline, a.Lang)
			}
			if len(a.Blocks) == 0 || !strings.HasPrefix(a.Blocks[0].Text, "Мост через реку под Зугдиди рухнул") {
				t.Errorf("blocks %+v", a.Blocks)
			}
		})
	}
}

func TestPageSavedAsOneFile(t *testing.T) {
	data := "From: <Saved by Blink>\r\nSubject: page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n" +
		"------b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		"<html><body><h1>Bridge collapses</h1><p>The bridge over the river collapsed early in the morning, =\r\nwhen nobody was on it, the police said.</p></body></html>\r\n------b--\r\n"
	a, err := read(t, []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	want := "The bridge over the river collapsed early in the morning, when nobody was on it, the police said."
	if a.Headline != "Bridge collapses" || len(a.Blocks) != 1 || a.Blocks[0].Text != want {
		t.Errorf("got %q, %+v", a.Headline, a.Blocks)
	}
}

func TestNothingActiveComesOut(t *testing.T) {
	a, err := read(t, []byte(`<html><body><article><h1>Bridge collapses near Zugdidi</h1>
<p onclick="x()">The bridge <a href="javascript:alert(1)">over</a> the river <a href=" data:text/html,x">collapsed</a> early in the morning, when <script>alert(1)</script>nobody was on it.</p>
<p>The police <b onmouseover=x>said</b> that <img src=x onerror=alert(1)> the road <a href="https://ok.example/?a=1&amp;b=%22%3E">stays</a> closed &lt;script&gt; until the end of the month, at least.</p>
<iframe src="javascript:alert(1)"></iframe><svg onload=alert(1)></svg><style>p{}</style><object data="vbscript:x"></object></article></body></html>`))
	if err != nil {
		t.Fatal(err)
	}
	low := strings.ToLower(a.BodyHTML)
	for _, bad := range []string{"<script", "javascript:", "onclick", "onerror", "onmouse", "onload", "data:", "<style", "<svg", "vbscript"} {
		if strings.Contains(low, bad) {
			t.Errorf("%s came out in %s", bad, a.BodyHTML)
		}
	}
	if !strings.Contains(a.BodyHTML, `<a href="https://ok.example/?a=1&amp;b=%22%3E">stays</a>`) || !strings.Contains(a.BodyHTML, "&lt;script&gt;") {
		t.Errorf("sound mark-up is lost: %s", a.BodyHTML)
	}
}

func TestDeepNesting(t *testing.T) {
	words := "The bridge over the river collapsed early in the morning, when nobody was on it. "
	for name, data := range map[string]string{
		"elements": "<html><body>" + strings.Repeat("<div>", 20_000) + "<p>" + strings.Repeat(words, 5) + "</p></body></html>",
		"inline":   "<html><body><p>" + strings.Repeat("<b>", 20_000) + strings.Repeat(words, 5) + "</p></body></html>",
		"lists":    "<html><body>" + strings.Repeat("<ul><li>", 5_000) + strings.Repeat(words, 5) + "</body></html>",
		"tables":   "<html><body>" + strings.Repeat("<table><tr><td>", 5_000) + strings.Repeat(words, 5) + "</body></html>",
		"linked data": `<html><script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 5_000) + "</script><body><p>" +
			strings.Repeat(words, 5) + "</p></body></html>",
	} {
		t.Run(name, func(t *testing.T) {
			a, err := read(t, []byte(data))
			if err != nil {
				t.Fatal(err)
			}
			if text := bodyText(a); !strings.Contains(text, "collapsed early in the morning") {
				t.Errorf("the text is lost: %.200q", text)
			}
		})
	}
}

func TestManyLines(t *testing.T) {
	const n = page.MaxLines / 4
	for name, line := range map[string]string{
		"titles": "Bridge collapses near Zugdidi\n", "entries": "• Why the price of bread went up\n", "lists": "Read also\nBridge collapses near Zugdidi\n",
		"ends":  "Comments\nThe bridge over the river collapsed early in the morning, when nobody was on it.\n",
		"dates": "18 June 2026\n", "prose": "The bridge over the river collapsed early in the morning, when nobody was on it.\n",
		"distinct": "",
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for i := range n {
				if line == "" {
					fmt.Fprintf(&b, "Bridge number %d collapses near the town %d\nMost read\nThe bridge %d over the river %d collapsed.\n", i, i*7, i*3, i*5)
					continue
				}
				b.WriteString(line)
			}
			read(t, []byte(b.String())) // an article or a refusal, but an end
		})
	}
}

func TestOneBadPageDoesNotSpoilTheOthers(t *testing.T) {
	got, problems := page.Reader{}.Read(t.Context(), []page.Input{
		{Name: "good", Data: []byte(shortPage)}, {Name: "bad", Data: []byte{0, 1, 2}}, {Name: "also good", Data: []byte(strings.ReplaceAll(shortPage, "рухнул", "обрушился"))},
	})
	if len(got) != 2 || len(problems) != 1 || problems[0].Name != "bad" {
		t.Fatalf("%d articles, problems %v", len(got), problems)
	}
	if got[0].Source != "good" || got[1].Headline != "Мост обрушился утром" {
		t.Errorf("got %q and %q", got[0].Source, got[1].Headline)
	}
}

func TestStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, problems := page.Reader{}.Read(ctx, []page.Input{{Name: "a", Data: []byte(shortPage)}})
	if len(got) != 0 || len(problems) != 1 {
		t.Errorf("%d articles, %v", len(got), problems)
	}
}

// sound checks what must hold of any article, whatever was read.
func sound(t *testing.T, a page.Article) {
	for _, b := range a.Blocks {
		if !utf8.ValidString(b.Text) || !utf8.ValidString(b.HTML) {
			t.Errorf("broken text in %q", b.Text)
		}
		low := strings.ToLower(b.HTML)
		if strings.Contains(low, "<script") || strings.Contains(low, "href=\"javascript:") {
			t.Errorf("active mark-up: %q", b.HTML)
		}
	}
	if y := a.Date.Year(); !a.Date.Equal(time.Time{}) && (y < 1989 || y > 2101) {
		t.Errorf("date %v", a.Date)
	}
	if a.Score < 0 || a.Score > 1 {
		t.Errorf("score %v", a.Score)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range saved {
		f.Add(s.text)
	}
	f.Add("- \n* \n1. \n# \n[a](b)\n![]()\n> q\n" + strings.Repeat("x ", 60))
	f.Add("date 2026-01-01 \nBy \nАвтор:\n۲۸ خرداد ۱۴۰۵\n99.99.9999\n31 февраля 2026")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := read(t, []byte(s)); err == nil {
			sound(t, a)
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add(shortPage)
	f.Add(`<html><script type="application/ld+json">{"@type":"NewsArticle","headline":["a"],"author":{"name":"b"},"datePublished":"2026-06-18"}</script><p>x</p>`)
	f.Add(`<table><tr><td>a<td>b<tr><th>c</table><ul><li><ul><li>d</ul></ul><figure><img src=a><figcaption>e</figure><pre>f</pre>`)
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := read(t, []byte("<html>"+s)); err == nil {
			sound(t, a)
		}
	})
}
