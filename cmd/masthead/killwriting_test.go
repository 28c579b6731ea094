package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// writingKills is how often the server is killed while somebody writes.
const writingKills = 12

// countSavings lets the page count its savings, those begun and those without an answer,
// and lets a test hold an answer back that has arrived, until it loses it.
const countSavings = `(() => {
	const real = window.fetch
	window.begun = 0, window.unanswered = 0, window.hold = window.held = false
	window.fetch = async (to, how) => {
		if (!String(to).endsWith("/save")) return real(to, how)
		window.begun++
		try {
			const r = await real(to, how)
			if (window.hold) {
				window.held = true
				await new Promise((go) => { window.lose = go })
				throw new TypeError("the answer was lost")
			}
			return r
		} catch (e) {
			window.unanswered++
			throw e
		}
	}
})()`

// Somebody writes in a browser while the server is killed again and again, often in the
// midst of a saving: what was acknowledged is there after each kill, and in the end every
// word stands in the text once, in its place.
func TestWritingWhileTheServerIsKilled(t *testing.T) {
	w := newWriter(t)
	acknowledged := 0
	for kill := range writingKills {
		w.types(6 + rand.IntN(6))
		switch kill % 3 {
		case 0: // at rest
			w.until("saved", w.saved)
		case 1: // in the midst of a saving
			was := w.number("window.begun")
			w.until("a saving begins", func() bool { return w.number("window.begun") > was })
			time.Sleep(rand.N(60 * time.Millisecond)) // how far it comes
		default: // the saving arrives, its answer does not, and she types on
			w.text("window.hold = true")
			w.until("an answer on its way", func() bool { return w.text("window.held") == "true" })
			w.types(5)
		}
		told := 0
		if w.saved() {
			told = len(w.words)
		}
		w.server.Process.Kill()
		w.server.Wait()
		if got := w.kept(); told > len(got) || !slices.Equal(got, w.words[:len(got)]) {
			t.Fatalf("kill %d: %d words were saved, the text is %v", kill, told, got)
		}
		acknowledged += told
		w.types(3)
		w.text("window.hold = window.held = false, window.lose?.()")
		w.starts()
	}
	w.until("everything is saved", func() bool { return w.saved() && w.text("document.querySelectorAll('.ProseMirror p').length") != "" })
	if got := w.kept(); !slices.Equal(got, w.words) {
		t.Errorf("the text is\n%v\nwant\n%v", got, w.words)
	}
	shown := strings.Fields(w.text(`[...document.querySelectorAll(".ProseMirror > p")].map((p) => p.textContent).join(" ")`))
	if !slices.Equal(shown, w.words) {
		t.Errorf("the page shows\n%v\nwant\n%v", shown, w.words)
	}
	t.Logf("%d kills; %d words, each once; %d savings begun, %d without an answer; what the page called saved was there each time (%d words)",
		writingKills, len(w.words), w.number("window.begun"), w.number("window.unanswered"), acknowledged)
}

// writer is somebody at a page of a server that is a process of its own.
type writer struct {
	*place
	ctx     context.Context
	address string
	story   string
	server  *exec.Cmd
	words   []string // that were typed
}

func newWriter(t *testing.T) *writer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{place: newPlace(t, db.SQLite, "en"), address: listener.Addr().String()}
	listener.Close()
	secret := w.plants()
	w.starts()
	t.Cleanup(func() { w.server.Process.Kill(); w.server.Wait() })
	exec, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))...)
	t.Cleanup(stop)
	browser, end := chromedp.NewContext(exec)
	t.Cleanup(end)
	w.ctx = browser
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	if _, err := chromedp.Call(browser, network.SetCookie, network.SetCookieParams{Name: newsroom.SessionCookie, Value: secret, URL: "http://" + w.address, Path: "/desk/", HTTPOnly: new(true)}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(browser, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: countSavings}); err != nil {
		t.Fatal(err)
	}
	w.do(chromedp.Navigate("http://" + w.address + "/desk/stories/" + w.story + "/en/"))
	w.until("the editor", func() bool { return w.text(`!!document.querySelector(".writing.ready .ProseMirror")`) == "true" })
	w.do(chromedp.Focus(".ProseMirror"))
	return w
}

// plants makes a story, and an editor whose session's secret it gives.
func (w *writer) plants() (secret string) {
	w.Helper()
	w.inside(func(ctx context.Context, tx *db.Tx) error {
		p, err := people.Add(ctx, tx, people.Person{Name: "Editor", Email: "editor@crossroads.example"})
		if err != nil {
			return err
		}
		if err := people.Give(ctx, tx, p.ID, people.Editor, "", ""); err != nil {
			return err
		}
		s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
		if err != nil {
			return err
		}
		w.story = s.ID
		_, key, err := people.StartSession(ctx, tx, p.ID, "test", "127.0.0.1")
		secret = key.Text
		return err
	})
	return secret
}

// inside does something in the database by the program's own parts.
func (w *writer) inside(f func(ctx context.Context, tx *db.Tx) error) {
	w.Helper()
	program := w.open()
	defer program.Close()
	if err := program.DB.Write(w.Context(), func(tx *db.Tx) error { return f(w.Context(), tx) }); err != nil {
		w.Fatal(err)
	}
}

// starts starts the server and waits until it answers.
func (w *writer) starts() {
	w.Helper()
	w.server = w.process("masthead", "serve", "--listen", w.address)
	var out noted
	w.server.Stdout = &out
	if err := w.server.Start(); err != nil {
		w.Fatal(err)
	}
	out.wait(w.T, "http://", "/")
}

// kept is every word that the newest revision has.
func (w *writer) kept() (words []string) {
	w.Helper()
	w.inside(func(ctx context.Context, tx *db.Tx) error {
		texts, err := story.Texts(ctx, tx, w.story)
		if err != nil || len(texts) == 0 {
			return err
		}
		t, err := story.Newest(ctx, tx, w.story, "en")
		words = strings.Fields(body.PlainDoc(t.Body))
		return err
	})
	return words
}

// types types numbered words, and now and then a new paragraph.
func (w *writer) types(n int) {
	w.Helper()
	for range n {
		word := fmt.Sprintf("word%d", len(w.words))
		w.words = append(w.words, word)
		w.do(chromedp.KeyEvent(word + " "))
		if len(w.words)%7 == 0 {
			for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
				if _, err := chromedp.Call(w.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}); err != nil {
					w.Fatal(err)
				}
			}
		}
	}
}

func (w *writer) saved() bool {
	return w.text(`document.querySelector("[data-status]").dataset.state`) == "saved"
}

func (w *writer) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.Fatal(err)
	}
}

func (w *writer) text(js string) string {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string](`String(`+js+`)`))
	if err != nil {
		w.Fatalf("%s: %v", js, err)
	}
	return out
}

func (w *writer) number(js string) (n int) {
	w.Helper()
	if _, err := fmt.Sscan(w.text(js), &n); err != nil {
		w.Fatal(err)
	}
	return n
}

// until waits for what has to come.
func (w *writer) until(what string, holds func() bool) {
	w.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatalf("%s: never; the page says %q", what, w.text(`document.querySelector("[data-status]")?.textContent`))
		}
	}
}
