package body_test

import (
	"testing"

	"masthead/internal/body"
)

func TestReadAndShow(t *testing.T) {
	doc, notes := body.FromHTML(`<h2>Title</h2><p>Hello <b>bold <i>both</i></b> <a href="https://a.example/?utm_source=x&b=1">link</a>.</p>
<ul><li>one<ul><li>two</li></ul></li></ul><figure><img src="/a.jpg" alt="A"><figcaption>Cap <small>Photo: B</small></figcaption></figure>
<p>https://youtu.be/abcdefghijk</p><blockquote><p>Q1</p><p>Q2</p><cite>Who</cite></blockquote><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
<p>Ref<sup><a href="#fn1" id="fnref1">1</a></sup></p><ol><li id="fn1">Body <a href="#fnref1">↩</a></li></ol>`, body.Options{})
	t.Log(notes)
	if err := body.Check(doc); err != nil {
		t.Fatal(err)
	}
	data, err := body.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(data))
	if _, err := body.Unmarshal(data); err != nil {
		t.Fatal(err)
	}
	t.Log(body.Render(doc, body.RenderOptions{}))
}
