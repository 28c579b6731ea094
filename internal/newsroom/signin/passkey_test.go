package signin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// named gives the bed an address with a name, for which browsers make passkeys.
func named(b *desktest.Bed) {
	b.Helper()
	b.URL = strings.Replace(b.URL, "127.0.0.1", "localhost", 1)
	if err := b.SetOutlet(context.Background(), "", "url", b.URL); err != nil {
		b.Fatal(err)
	}
	if err := b.Outlet.Load(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// withKeys gives a browser an authenticator of its own.
func withKeys(b *desktest.Bed, ctx context.Context) {
	b.Helper()
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		b.Fatal(err)
	}
	_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, AutomaticPresenceSimulation: true, IsUserVerified: true, DefaultBackupEligibility: true, DefaultBackupState: true,
	}})
	if err != nil {
		b.Fatal(err)
	}
}

// do runs steps in the browser, within a bound.
func do(b *desktest.Bed, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	bounded, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(bounded, steps...); err != nil {
		page, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.querySelector("[role=alert]")?.textContent ?? "")`))
		b.Fatalf("%s: %v\n%s\n%s", what, err, page, b.Log)
	}
}

// A passkey is made in the account, by Chromium's own authenticator, and opens the desk
// by itself, with both steps in one.
func TestPasskeys(t *testing.T) {
	b := desktest.Open(t)
	named(b)
	who := b.Person(people.Editor)
	if err := b.SetOutlet(t.Context(), "", "second_factor", "editor"); err != nil {
		t.Fatal(err)
	}
	if err := b.Outlet.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := b.AsPerson(who)
	ctx := b.Browser(people.Editor)
	withKeys(b, ctx)
	do(b, ctx, "making a passkey", chromedp.Navigate(b.URL+"/desk/me/"),
		chromedp.WaitVisible(`[data-passkey-new]`), // her role asks for one: she was led to the second step
		chromedp.SendKeys(`[data-passkey-new] [name=name]`, "Laptop"),
		chromedp.Click(`[data-passkey-new] button`),
		chromedp.WaitVisible(`#sessions`))
	list, err := chromedp.Run(ctx, chromedp.Text(`#passkeys .ses`))
	if err != nil || !strings.Contains(list, "Laptop") || !strings.Contains(list, "more than one place") {
		t.Errorf("the account shows %q, %v", list, err)
	}
	if p := other.Ask("/desk/me/"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("her other session lives: %d", p.StatusCode)
	}
	do(b, ctx, "going out and in", chromedp.Click(`form[action="/desk/sign-out"] button`), chromedp.WaitVisible(`[data-passkey=enter]`),
		chromedp.Click(`[data-passkey=enter]`), chromedp.WaitVisible(`.rail`))
	do(b, ctx, "her account", chromedp.Navigate(b.URL+"/desk/me/"), chromedp.WaitVisible(`#passkeys .ses`))
	if list, err := chromedp.Run(ctx, chromedp.Text(`#passkeys .ses`)); err != nil || !strings.Contains(list, "last used") {
		t.Errorf("the account shows %q, %v", list, err)
	}

	// It is the second step of nobody else.
	password(b, b.Person(people.Reporter))
	withApp(b, b.Person(people.Reporter))
	do(b, ctx, "somebody else", chromedp.Navigate(b.URL+"/desk/me/"), chromedp.Click(`form[action="/desk/sign-out"] button`), chromedp.WaitVisible(`[name=email]`),
		chromedp.SendKeys(`[name=email]`, b.Person(people.Reporter).Email), chromedp.SendKeys(`[name=password]`, good),
		chromedp.Click(`form[action="/desk/sign-in"] button:not([type=button])`), chromedp.WaitVisible(`[name=code]`))
	refused, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async () => {
		const post = async (path, body) => (await fetch(path, {method: "POST", headers: {"Content-Type": "application/json", Accept: "application/json"}, body: JSON.stringify(body)})).json();
		const asked = await post("/desk/passkey/ask", {});
		const credential = await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
		const first = await post("/desk/passkey/enter", {credential});
		const again = await post("/desk/passkey/enter", {credential});
		return first.key + " " + again.key;
	})()`, chromedp.EvalAwaitPromise))
	if err != nil || refused != "people.bad_passkey people.ceremony_over" {
		t.Errorf("for somebody else's second step it is told %q, %v", refused, err)
	}

	// Of somebody who is shut out it opens nothing.
	b.Write(func(ctx context.Context, tx *db.Tx) error { return people.Disable(ctx, tx, who.ID) })
	do(b, ctx, "shut out", chromedp.Click(`form[action="/desk/sign-out"] button`), chromedp.WaitVisible(`[data-passkey=enter]`),
		chromedp.Click(`[data-passkey=enter]`), chromedp.WaitVisible(`[data-told]`))
	if told, err := chromedp.Run(ctx, chromedp.Text(`[data-told]`)); err != nil || !strings.Contains(told, "does not open the desk") {
		t.Errorf("told %q, %v", told, err)
	}
}

// Whoever signs in again in a window of its own is told of in the other one, and the
// window closes.
func TestSignedInIsTold(t *testing.T) {
	b := desktest.Open(t)
	password(b, b.Person(people.Editor))
	ctx := b.Browser("")
	do(b, ctx, "the page that waits", chromedp.Navigate(b.URL+"/desk/forgot"))
	told, err := chromedp.Run(ctx, chromedp.Evaluate[string](`new Promise((told) => {
		new BroadcastChannel("masthead-desk").addEventListener("message", (e) => told(String(e.data)));
		const page = window.open("/desk/sign-in?in=window", "_blank");
		page.addEventListener("load", () => {
			page.document.querySelector("[name=email]").value = "`+b.Person(people.Editor).Email+`";
			page.document.querySelector("[name=password]").value = "`+good+`";
			page.document.querySelector("form").requestSubmit();
		});
	})`, chromedp.EvalAwaitPromise))
	if err != nil || told != "signed-in" {
		t.Errorf("told %q, %v\n%s", told, err, b.Log)
	}
}
