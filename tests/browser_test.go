package tests_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is one browser for all tests. It can reach this machine alone: every other
// name leads nowhere, so that what a page asks for is seen but never sent.
type chromium struct {
	ctx     context.Context
	cancels []context.CancelFunc
	folder  string
}

func openBrowser() (*chromium, error) {
	folder, err := os.MkdirTemp("", "masthead-browser-")
	if err != nil {
		return nil, err
	}
	b := &chromium{folder: folder}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(folder),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(alloc)
	b.ctx, b.cancels = ctx, []context.CancelFunc{stop, cancel}
	// The first call's context owns the browser, so it has no time limit.
	return b, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

func (b *chromium) close() error {
	for _, cancel := range b.cancels {
		cancel()
	}
	return os.RemoveAll(b.folder)
}

// tab is one tab of the browser, with a record of what happened in it.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // addresses that were asked for
	faults   []string // errors in the console, exceptions, violations of the page's policy
	dialogs  []string
}

// openTab opens a tab that ends with the test. With chromedp.WithNewBrowserContext it has
// cookies and a store of its own.
func openTab(t *testing.T, options ...chromedp.ContextOption) *tab {
	t.Helper()
	b := common.browser.get(t, openBrowser)
	ctx, cancel := chromedp.NewContext(b.ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 20*time.Minute)
	t.Cleanup(cancel)
	v := &tab{T: t, ctx: ctx}
	if err := chromedp.Listen(ctx, v.note); err != nil {
		t.Fatal(err)
	}
	return v
}

// note records an event. It is called from within the browser's loop, so it may wait
// for nothing.
func (v *tab) note(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		v.requests = append(v.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		v.faults = append(v.faults, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			v.faults = append(v.faults, fmt.Sprintf("console.%s", e.Type))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			v.faults = append(v.faults, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *page.EventJavascriptDialogOpening:
		v.dialogs = append(v.dialogs, e.Message)
		go chromedp.Call(v.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
}

// inTabs looks at pages in two tabs beside each other.
func inTabs(t *testing.T, pages []sheet, look func(*tab, sheet)) {
	t.Helper()
	const tabs = 2
	t.Run("tabs", func(t *testing.T) {
		for i := range tabs {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				v := openTab(t)
				for n, p := range pages {
					if n%tabs == i {
						look(v, p)
					}
				}
			})
		}
	})
}

// forget empties the record.
func (v *tab) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests, v.faults, v.dialogs = nil, nil, nil
}

// asked gives what was asked for.
func (v *tab) asked() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.requests)
}

var ownFault = regexp.MustCompile(`the server responded with a status of (404|410|421|500|503)`)

// complaints gives the faults and dialogs. That a page which shows a fault of its own
// answers with that status is none.
func (v *tab) complaints() (list []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, f := range v.faults {
		if !ownFault.MatchString(f) {
			list = append(list, f)
		}
	}
	for _, d := range v.dialogs {
		list = append(list, "dialog: "+d)
	}
	return list
}

// foreign gives the addresses asked for that are on another host than the sites of these
// tests. What of them is another site's was asked for by the page that was just left.
func (v *tab) foreign() (list []string) {
	for _, r := range v.asked() {
		u, err := url.Parse(r)
		if err != nil || u.Scheme != "data" && u.Scheme != "about" && u.Hostname() != "127.0.0.1" {
			list = append(list, r)
		}
	}
	return list
}

func (v *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, actions...); err != nil {
		v.Fatal(err)
	}
}

// open goes to a page and waits until its faces and pictures are there.
func (v *tab) open(p place) {
	v.Helper()
	if err := chromedp.Do(v.ctx, chromedp.Navigate(p.url())); err != nil {
		v.Fatalf("%s: %v", p, err)
	}
	evaluate[bool](v, `document.fonts.ready.then(() => true)`)
}

// place is what has an address.
type place interface {
	url() string
	String() string
}

// window sets how wide the window is, and how high.
func (v *tab) window(width, height int64) {
	v.Helper()
	v.do(chromedp.EmulateViewport(width, height))
}

// media sets what the page is shown on ("screen" or "print") and the reader's wishes:
// "prefers-color-scheme", "dark".
func (v *tab) media(on string, wishes ...string) {
	v.Helper()
	m := emulation.SetEmulatedMediaParams{Media: on}
	for i := 0; i+1 < len(wishes); i += 2 {
		m.Features = append(m.Features, &emulation.MediaFeature{Name: wishes[i], Value: wishes[i+1]})
	}
	command(v, emulation.SetEmulatedMedia, m)
}

// command calls the browser's protocol.
func command[P, R any](v *tab, c cdp.Command[P, R], params P) R {
	v.Helper()
	r, err := chromedp.Call(v.ctx, c, params)
	if err != nil {
		v.Fatal(err)
	}
	return r
}

// evaluate gives the value of an expression in the page, once its promise is kept.
func evaluate[T any](v *tab, expression string) (value T) {
	v.Helper()
	raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil {
		v.Fatalf("%.80s: %v", expression, err)
	}
	return value
}

// until waits for an expression to become true.
func (v *tab) until(expression string) {
	v.Helper()
	for range 1200 {
		if ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	shows, _ := chromedp.Run(v.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	v.Fatalf("never came true: %s\n%.4000s\n%s", expression, shows, v.complaints())
}
