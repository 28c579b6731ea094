package writing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/evanw/esbuild/pkg/api"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	catalogue "masthead/internal/kit/words"
	"masthead/internal/newsroom/writing"
	"masthead/words"
)

const root = "../../.."

// bundle builds the editor for tests.
var bundle = sync.OnceValues(func() (string, error) {
	entry, err := filepath.Abs(filepath.Join(root, "islands/editor/testbed.ts"))
	if err != nil {
		return "", err
	}
	result := api.Build(api.BuildOptions{EntryPoints: []string{entry}, AbsWorkingDir: filepath.Dir(entry), Bundle: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8, Outfile: "out.js"})
	if len(result.Errors) > 0 {
		return "", fmt.Errorf("%s (are the packages there? run `npm ci` in islands)", result.Errors[0].Text)
	}
	return string(result.OutputFiles[0].Contents), nil
})

// policy is the desk's: nothing that is pasted may run, load or be styled.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; " +
	"require-trusted-types-for 'script'; trusted-types desk ProseMirrorClipboard"

const sheet = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bed</title><link rel="stylesheet" href="/desk.css"><link rel="stylesheet" href="/editor.css"><script type="module" src="/bed.js"></script></head><body class="bed"><main><article class="sheet"><div id="mount"></div></article></main></body></html>`

// site serves the test page. It remembers whether something that was pasted ran.
func site(t *testing.T) string {
	t.Helper()
	js, err := bundle()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprint(w, sheet)
	})
	mux.HandleFunc("GET /bed.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		fmt.Fprint(w, js)
	})
	for _, css := range []string{"desk.css", "editor.css"} {
		mux.HandleFunc("GET /"+css, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFile(w, r, filepath.Join(root, "internal/newsroom/assets", css))
		})
	}
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	return web.URL
}

// bed is the test page in a tab.
type bed struct {
	*testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	requests []string
	faults   []string
	dialogs  int
}

func openBed(t *testing.T) *bed {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.WindowSize(1000, 900))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	b := &bed{T: t, ctx: ctx, url: site(t)}
	b.must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	b.ctx, cancel = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(cancel)
	b.must(chromedp.Listen(b.ctx, b.note))
	b.load()
	return b
}

// load opens the page anew.
func (b *bed) load() {
	b.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(b.url)))
	b.eval(`new Promise(done => { const look = () => window.bed ? done() : setTimeout(look, 5); look() })`)
}

func (b *bed) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.url) && !strings.HasPrefix(e.Request.URL, "about:") {
			b.requests = append(b.requests, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case *page.EventJavascriptDialogOpening:
		b.dialogs++
		go chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
}

// sound fails where the page threw, asked, or sent for something.
func (b *bed) sound() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults)+len(b.requests)+b.dialogs > 0 {
		b.Errorf("the page threw %q, asked for %q, opened %d dialogues", b.faults, b.requests, b.dialogs)
	}
	b.faults, b.requests, b.dialogs = nil, nil, 0
}

func (b *bed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// eval runs js, a promise or not, and throws its value away.
func (b *bed) eval(js string, args ...any) {
	b.Helper()
	ask[any](b, js, args...)
}

// ask gives the value of js, in which %s stands for arguments as JSON.
func ask[T any](b *bed, js string, args ...any) T {
	b.Helper()
	texts := make([]any, len(args))
	for i, a := range args {
		data, err := json.Marshal(a)
		b.must(err)
		texts[i] = string(data)
	}
	js = fmt.Sprintf(js, texts...)
	data, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(async () => JSON.stringify((await ("+js+")) ?? null))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%v in %.300s", err, js)
	}
	var v T
	b.must(json.Unmarshal([]byte(data), &v))
	return v
}

// open puts a text on the page.
func (b *bed) open(doc body.Doc, options string) {
	b.Helper()
	data, err := body.Marshal(doc)
	b.must(err)
	if options == "" {
		options = "{}"
	}
	b.eval("bed.open(%s, "+options+")", json.RawMessage(data))
}

// doc is the text as the editor gives it, as the server would take it.
func (b *bed) doc() body.Doc {
	b.Helper()
	raw := ask[json.RawMessage](b, "bed.editor.doc()")
	doc, err := body.Decode(raw)
	if err != nil {
		b.Fatalf("%v in %.2000s", err, raw)
	}
	if err := body.Check(body.Normalise(doc)); err != nil {
		b.Fatalf("%v in %.2000s", err, raw)
	}
	return doc
}

// keys are the names of keys that do not write.
var keys = map[string]struct {
	code    string
	virtual int64
	text    string
}{
	"Enter": {"Enter", 13, "\r"}, "Backspace": {"Backspace", 8, ""}, "Delete": {"Delete", 46, ""}, "Tab": {"Tab", 9, ""}, "Escape": {"Escape", 27, ""},
	"ArrowUp": {"ArrowUp", 38, ""}, "ArrowDown": {"ArrowDown", 40, ""}, "ArrowLeft": {"ArrowLeft", 37, ""}, "ArrowRight": {"ArrowRight", 39, ""},
	"F7": {"F7", 118, ""}, "F10": {"F10", 121, ""}, "Home": {"Home", 36, ""}, "End": {"End", 35, ""}, "PageUp": {"PageUp", 33, ""}, "PageDown": {"PageDown", 34, ""},
}

// press presses keys like "Ctrl+Shift+z", "Enter", "Alt+ArrowUp".
func (b *bed) press(names ...string) {
	b.Helper()
	for _, name := range names {
		p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown}
		parts := strings.Split(name, "+")
		for _, m := range parts[:len(parts)-1] {
			p.Modifiers |= map[string]int64{"Alt": 1, "Ctrl": 2, "Shift": 8}[m]
		}
		key := parts[len(parts)-1]
		if k, ok := keys[key]; ok {
			p.Key, p.Code, p.WindowsVirtualKeyCode, p.Text = key, k.code, k.virtual, k.text
		} else {
			b.letter(&p, key)
		}
		b.send(p)
	}
}

// letter is a key that writes; "и/KeyB" is one of another layout.
func (b *bed) letter(p *input.DispatchKeyEventParams, key string) {
	sign, code, ok := strings.Cut(key, "/")
	if !ok {
		code = "Key" + strings.ToUpper(sign)
		if sign >= "0" && sign <= "9" {
			code = "Digit" + sign
		}
	}
	p.Key, p.Code, p.WindowsVirtualKeyCode = sign, code, int64(code[len(code)-1])
	if p.Modifiers&^8 == 0 {
		p.Text = sign
	}
}

func (b *bed) send(p input.DispatchKeyEventParams) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
	b.must(err)
	p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
	_, err = chromedp.Call(b.ctx, input.DispatchKeyEvent, p)
	b.must(err)
}

// types writes text, key by key where the keyboard has the sign.
func (b *bed) types(text string) {
	b.Helper()
	for _, r := range text {
		if _, ok := kb.Keys[r]; ok {
			b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(string(r))))
			continue
		}
		_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: string(r)})
		b.must(err)
	}
}

// at puts the cursor into a block; an offset of -1 is its end.
func (b *bed) at(id string, offset int) {
	b.Helper()
	b.eval("bed.at(%s, %s)", full(id), offset)
}

// shape is the text drawn for people, with short ids; ids that are not the test's own
// are numbered in their order: "+1".
func (b *bed) shape() string {
	b.Helper()
	if wrong := ask[string](b, "bed.wrongIds()"); wrong != "" {
		b.Errorf("ids: %s\n%s", wrong, ask[string](b, "bed.shape()"))
	}
	return short(ask[string](b, "bed.shape()"))
}

// full makes a block's id of a letter; short undoes it.
func full(id string) string {
	if len(id) > 3 {
		return id
	}
	return id + strings.Repeat("0", 16-len(id))
}

func short(shape string) string {
	fresh := map[string]string{}
	lines := strings.Split(shape, "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		for j, w := range words {
			if len(w) != 16 || strings.Trim(w, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
				continue
			}
			if cut := strings.TrimRight(w, "0"); len(cut) <= 3 && cut != "" {
				words[j] = cut
				break
			}
			if fresh[w] == "" {
				fresh[w] = fmt.Sprintf("+%d", len(fresh)+1)
			}
			words[j] = fresh[w]
			break
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

func p(id, text string) body.Block {
	b := body.Block{ID: full(id), Type: body.Paragraph}
	if text != "" {
		b.Text = []body.Span{{Text: text}}
	}
	return b
}

func doc(blocks ...body.Block) body.Doc { return body.Doc{Blocks: blocks} }

func testdata(t *testing.T, parts ...string) string {
	t.Helper()
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: the texts of others are left out")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// speak puts the catalogue's sentences on the page as window.words.
func (b *bed) speak(tag lang.Tag) {
	b.Helper()
	c, err := catalogue.Load(words.Files, slog.New(slog.DiscardHandler))
	b.must(err)
	b.eval(`void Object.assign(window, {words: %s, sites: %s})`, writing.Words(c, tag), writing.Embeddable())
}
