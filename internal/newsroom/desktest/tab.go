package desktest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to come to what a test waits for.
const patience = 60 * time.Second

// Tab is one open page of a browser. A script that fails in it fails the test.
type Tab struct {
	testing.TB
	Ctx context.Context
	bed *Bed
}

// Tab takes the page of a browser; it shows nothing yet.
func (b *Bed) Tab(browser context.Context) *Tab {
	b.Helper()
	p := &Tab{b.TB, browser, b}
	b.must(chromedp.Listen(browser, func(ev any) {
		e, ok := ev.(*runtime.EventExceptionThrown)
		if !ok {
			return
		}
		why := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			why += ": " + x.Description
		}
		b.Errorf("the page's script failed: %s", why)
	}))
	return p
}

// Open goes to a page of the desk.
func (p *Tab) Open(path string) {
	p.Helper()
	p.Do(chromedp.Navigate(p.bed.URL + path))
}

// Do takes steps one after the other.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// Eval gives the value of an expression as JavaScript writes it.
func (p *Tab) Eval(js string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string](`String(`+js+`)`))
	if err != nil {
		p.Fatalf("%s: %v", js, err)
	}
	return out
}

// Waits until an expression holds; a page that never comes there fails.
func (p *Tab) Waits(what, js string) {
	p.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if p.Eval(js) == "true" {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%s: never; the page shows\n%s", what, p.Eval(`document.body.innerText`))
		}
	}
}

// Front brings a tab before the others of its browser: keys reach no other.
func (p *Tab) Front() {
	p.Helper()
	call(p, browserpage.BringToFront, cdp.Empty{})
	p.Waits("in front", `document.visibilityState === "visible"`)
}

// Types presses the keys that write a text.
func (p *Tab) Types(text string) {
	p.Helper()
	p.Do(chromedp.KeyEvent(text))
}

// Inserts writes a text at once, as a keyboard of another script does.
func (p *Tab) Inserts(text string) {
	p.Helper()
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

// Modifiers of Press.
const (
	Alt     = 1
	Control = 2
	Shift   = 8
)

// Press presses one key, which writes nothing by itself: what the page makes of it happens.
func (p *Tab) Press(key, code string, modifiers int) {
	p.Helper()
	of := map[string]int64{"Enter": 13, "Home": 36, "End": 35}[key]
	if of == 0 {
		of = int64(strings.ToUpper(key)[0])
	}
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, Modifiers: int64(modifiers), WindowsVirtualKeyCode: of})
	}
}

// Line takes the line to the server away or gives it back.
func (p *Tab) Line(up bool) {
	p.Helper()
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1}}})
	call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1})
}

func call[P, R any](p *Tab, c cdp.Command[P, R], params P) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, c, params); err != nil {
		p.Fatal(err)
	}
}
