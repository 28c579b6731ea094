package signin_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/newsroom/signin"
	"masthead/internal/people"
)

// issuer is a house written from the specifications: OpenID Connect Discovery 1.0, Core
// 1.0 (3.1.2, 3.1.3), RFC 6749 and RFC 7636. spoil changes what it says.
type issuer struct {
	*httptest.Server
	t     *testing.T
	key   *rsa.PrivateKey
	spoil func(header, claims map[string]any)

	mu    sync.Mutex
	codes map[string]url.Values // by code: what was asked at the authorization endpoint
}

const (
	clientID     = "desk"
	clientSecret = "a secret of the house"
)

func newIssuer(t *testing.T) *issuer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.json(w, map[string]any{"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		i.json(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
			"n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func (i *issuer) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// authorize is what the house does once somebody has signed in there: it checks what it
// was asked and gives the address that leads back.
func (i *issuer) authorize(to string) string {
	i.t.Helper()
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, i.URL+"/authorize?") {
		i.t.Fatalf("sent to %q, %v", to, err)
	}
	q := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": clientID, "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			i.t.Errorf("%s is %q", name, q.Get(name))
		}
	}
	if len(q.Get("state")) < 22 || len(q.Get("nonce")) < 22 || len(q.Get("code_challenge")) != 43 || !strings.Contains(" "+q.Get("scope")+" ", " openid ") || strings.Contains(to, "secret") {
		i.t.Errorf("asked with %v", q)
	}
	code := b64([]byte(q.Get("nonce")))
	i.mu.Lock()
	i.codes[code] = q
	i.mu.Unlock()
	return "/desk/oidc/back?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
}

// token changes a code, once, for whoever is the client and has the verifier.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	asked, known := i.codes[r.PostFormValue("code")]
	delete(i.codes, r.PostFormValue("code"))
	i.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || id != clientID || secret != clientSecret || r.PostFormValue("grant_type") != "authorization_code" ||
		r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") || b64(challenge[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		i.json(w, map[string]string{"error": "invalid_grant"})
		return
	}
	header := map[string]any{"alg": "RS256", "kid": "1", "typ": "JWT"}
	now := time.Now().Unix()
	claims := map[string]any{"iss": i.URL, "sub": "42", "aud": clientID, "iat": now, "exp": now + 300, "nonce": asked.Get("nonce"), "email": "Editor.Tbilisi@crossroads.example", "email_verified": true}
	if i.spoil != nil {
		i.spoil(header, claims)
	}
	i.json(w, map[string]any{"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": i.sign(header, claims)})
}

func (i *issuer) sign(header, claims map[string]any) string {
	h, _ := json.Marshal(header)
	c, _ := json.Marshal(claims)
	text := b64(h) + "." + b64(c)
	if header["alg"] == "none" {
		return text + "."
	}
	sum := sha256.Sum256([]byte(text))
	key := i.key
	if header["kid"] == "forged" {
		key, _ = rsa.GenerateKey(rand.Reader, 2048)
		header["kid"] = "1"
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		i.t.Error(err)
	}
	return text + "." + b64(signature)
}

// bedOf is a bed whose people sign in through the house.
func bedOf(t *testing.T, i *issuer) *desktest.Bed {
	address, err := url.Parse(i.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(clientID, clientSecret)
	address.RawQuery = url.Values{"name": {"The house"}, "networks": {"127.0.0.1"}}.Encode()
	return desktest.OpenWith(t, app.Config{OIDC: address.String()})
}

// Case 88, and that the way through works at all.
func TestTheOutletsOwnAccounts(t *testing.T) {
	i := newIssuer(t)
	b := bedOf(t, i)
	if p := stranger(b).Ask("/desk/sign-in?next=/desk/me/"); !strings.Contains(p.Text, "Come in through The house") || strings.Contains(p.Text, clientSecret) {
		t.Errorf("the page: %d", p.StatusCode)
	}
	c := stranger(b)
	back := i.authorize(c.Ask("/desk/oidc?next=/desk/me/").Header.Get("Location"))
	leads(t, "back", c.Ask(back, "Sec-Fetch-Site", "cross-site"), "/desk/me/")
	if p := c.Ask("/desk/me/"); !strings.Contains(p.Text, "Tbilisi editor") {
		t.Errorf("her account: %d", p.StatusCode)
	}
	refused := func(what string, p desktest.Page, status int) {
		t.Helper()
		if p.StatusCode != status || strings.Contains(p.Text, clientSecret) {
			t.Errorf("%s: %d, want %d", what, p.StatusCode, status)
		}
	}
	refused("the same way again", c.Ask(back), http.StatusNotFound)

	c = stranger(b)
	back = i.authorize(c.Ask("/desk/oidc").Header.Get("Location"))
	refused("in another browser", stranger(b).Ask(back), http.StatusNotFound)
	refused("with another state", c.Ask(back+"x"), http.StatusNotFound)
	refused("after that", c.Ask(back), http.StatusNotFound)

	c = stranger(b)
	c.Ask("/desk/oidc")
	refused("without a code", c.Ask("/desk/oidc/back?state=x&error=access_denied"), http.StatusNotFound)

	mine, theirs := stranger(b), stranger(b)
	my := i.authorize(mine.Ask("/desk/oidc").Header.Get("Location"))
	their := i.authorize(theirs.Ask("/desk/oidc").Header.Get("Location"))
	code := func(path string) string { u, _ := url.Parse(path); return u.Query().Get("code") }
	refused("with the code of another's way", mine.Ask(strings.Replace(my, url.QueryEscape(code(my)), url.QueryEscape(code(their)), 1)), http.StatusForbidden)

	for what, x := range map[string]struct {
		spoil  func(header, claims map[string]any)
		status int
	}{
		"an address not verified":    {func(_, c map[string]any) { c["email_verified"] = false }, http.StatusForbidden},
		"without a word of it":       {func(_, c map[string]any) { delete(c, "email_verified") }, http.StatusForbidden},
		"somebody we do not know":    {func(_, c map[string]any) { c["email"], c["sub"] = "nobody@crossroads.example", "7" }, http.StatusForbidden},
		"her address, somebody else": {func(_, c map[string]any) { c["sub"] = "43" }, http.StatusForbidden},
		"without an address":         {func(_, c map[string]any) { delete(c, "email"); c["sub"] = "8" }, http.StatusForbidden},
		"for another client":         {func(_, c map[string]any) { c["aud"] = "another" }, http.StatusForbidden},
		"of another house":           {func(_, c map[string]any) { c["iss"] = "https://evil.example" }, http.StatusForbidden},
		"too late":                   {func(_, c map[string]any) { c["exp"] = time.Now().Unix() - 3600 }, http.StatusForbidden},
		"for another visit":          {func(_, c map[string]any) { c["nonce"] = "x" }, http.StatusForbidden},
		"signed by nobody":           {func(h, _ map[string]any) { h["alg"] = "none" }, http.StatusForbidden},
		"signed by somebody else":    {func(h, _ map[string]any) { h["kid"] = "forged" }, http.StatusForbidden},
		"signed by our secret":       {func(h, _ map[string]any) { h["alg"] = "HS256" }, http.StatusForbidden},
		"verified, as a string":      {func(_, c map[string]any) { c["email_verified"] = "true" }, http.StatusSeeOther},
		"her new address":            {func(_, c map[string]any) { c["email"] = "new@crossroads.example" }, http.StatusSeeOther},
	} {
		i.spoil = x.spoil
		c := stranger(b)
		refused(what, c.Ask(i.authorize(c.Ask("/desk/oidc").Header.Get("Location"))), x.status)
		if in := c.Ask("/desk/me/").StatusCode == http.StatusOK; in != (x.status == http.StatusSeeOther) {
			t.Errorf("%s: signed in %v", what, in)
		}
	}
	i.spoil = nil
	if n := len(staff(b)); n != 19 {
		t.Errorf("the house made people: %d", n)
	}
	withApp(b, b.Person(people.Editor))
	c = stranger(b)
	leads(t, "with an app of her own", c.Ask(i.authorize(c.Ask("/desk/oidc").Header.Get("Location"))), "/desk/second?next=%2Fdesk%2F")
	if strings.Contains(b.Log.String(), clientSecret) {
		t.Error("the log has the secret")
	}
}

func staff(b *desktest.Bed) (list []people.Person) {
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) { list, err = people.Staff(ctx, tx); return err })
	return list
}

func TestAddressesOfHouses(t *testing.T) {
	for address, fine := range map[string]bool{
		"https://desk:hidden@accounts.example.org": true, "https://desk:hidden@accounts.example.org/realm?name=X&networks=10.0.0.0/8": true, "http://desk:hidden@localhost:8080": true,
		"https://desk@accounts.example.org":       true, // a public client
		"http://desk:hidden@accounts.example.org": false, "https://accounts.example.org": false, "": false, "accounts": false, "https://:hidden@accounts.example.org": false,
		"https://desk:hidden@accounts.example.org#x": false, "https://desk:hidden@accounts.example.org?networks=everywhere": false, "https://desk:hidden@accounts.example.org:port": false,
	} {
		h, err := signin.NewHouse(address)
		if (err == nil) != fine {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("the error tells the secret: %v", err)
		}
		if h != nil {
			h.Close()
		}
	}
}

func FuzzNewHouse(f *testing.F) {
	f.Add("https://desk:hidden@accounts.example.org/realm?name=X&networks=10.0.0.0/8")
	f.Fuzz(func(t *testing.T, address string) {
		if h, err := signin.NewHouse(address); err == nil {
			h.Close()
		}
	})
}
