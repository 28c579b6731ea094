package signin

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/peer"
	"masthead/internal/newsroom"
	"masthead/internal/people"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// House signs people in for the outlet (OpenID Connect Core 1.0, the authorization code
// flow with PKCE). It is safe for concurrent use.
type House struct {
	Name string // how the button calls it

	issuer string
	client string // our name there
	secret string // never shown, never logged
	fetch  *fetch.Client
	mu     sync.Mutex
	known  *oidc.Provider
}

// NewHouse reads a house's address: its issuer with our name and secret there,
// "https://CLIENT:SECRET@accounts.example.org/newsroom". ?name= is how the button calls it,
// ?networks= lists networks of the outlet's own that may be reached although they are not
// public. Errors name neither our name nor the secret.
func NewHouse(address string) (*House, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User == nil || u.User.Username() == "" || u.Fragment != "" {
		return nil, errors.New("it is not like https://CLIENT:SECRET@accounts.example.org")
	}
	ip, _ := netip.ParseAddr(u.Hostname())
	if u.Scheme != "https" && !(u.Scheme == "http" && (ip.IsLoopback() || u.Hostname() == "localhost")) {
		return nil, errors.New("it needs https")
	}
	h := &House{client: u.User.Username(), Name: u.Query().Get("name")}
	h.secret, _ = u.User.Password()
	if h.Name == "" {
		h.Name = u.Hostname()
	}
	networks, err := peer.Parse(u.Query().Get("networks"))
	if err != nil {
		return nil, fmt.Errorf("networks: %w", err)
	}
	options := fetch.Options{Allow: networks, Ports: []uint16{443}, Total: 10 * time.Second, Bytes: 1 << 20}
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		options.Ports = append(options.Ports, uint16(n))
	}
	h.fetch = fetch.New(options)
	u.User, u.RawQuery = nil, ""
	h.issuer = u.String()
	return h, nil
}

// Close lets go of idle connections.
func (h *House) Close() { h.fetch.Close() }

// provider asks the house once how it works, and again if that failed.
func (h *House) provider(ctx context.Context) (*oidc.Provider, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known != nil {
		return h.known, nil
	}
	p, err := oidc.NewProvider(h.with(ctx), h.issuer)
	if err != nil {
		return nil, fault.New(fault.Busy, "signin.house_away").With("house", h.Name).Because(err)
	}
	h.known = p
	return p, nil
}

// with lets what goes out take the way that cannot be turned against the inside.
func (h *House) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Transport: guarded{h.fetch}})
}

// guarded is kit/fetch as a transport.
type guarded struct{ client *fetch.Client }

// RoundTrip sends a request. An answer that is no success is an error.
func (g guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, 64<<10)); err != nil {
			return nil, err
		}
	}
	a, err := g.client.Do(r.Context(), fetch.Request{URL: r.URL.String(), Method: r.Method, Header: r.Header, Body: body, Accept: fetch.JSON})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(a.Status), StatusCode: a.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.Body)), ContentLength: int64(len(a.Body)), Request: r,
	}, nil
}

func (h *House) config(p *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{ClientID: h.client, ClientSecret: h.secret, Endpoint: p.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// houseCeremony is the kind of the ceremony of a visit to the house.
const houseCeremony = "house"

// journey is what binds the way there and back to one browser.
type journey struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Next     string `json:"next"`
}

func random() string {
	raw := make([]byte, 32)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// toHouse sends a browser there.
func (p *Pages) toHouse(r *newsroom.Request) (newsroom.Answer, error) {
	if p.House == nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "newsroom.no_page")
	}
	provider, err := p.House.provider(r.Context())
	if err != nil {
		return newsroom.Answer{}, err
	}
	j := journey{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Next: next(r)}
	data, err := json.Marshal(j)
	if err != nil {
		return newsroom.Answer{}, err
	}
	var secret people.Secret
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		secret, err = people.BeginCeremony(r.Context(), tx, houseCeremony, "", string(data), from(r))
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	r.SetCookie(http.Cookie{Name: stepCookie, Value: secret.Text, MaxAge: 600})
	to := p.House.config(provider, p.back()).AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier))
	return newsroom.SeeOther(to, ""), nil
}

func (p *Pages) back() string { return strings.TrimRight(p.Address(), "/") + "/desk/oidc/back" }

// fromHouse takes a browser back. Only the one that was sent there is taken, once, and
// only with what the house said to it.
func (p *Pages) fromHouse(r *newsroom.Request) (newsroom.Answer, error) {
	if p.House == nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "newsroom.no_page")
	}
	c, err := r.Cookie(stepCookie)
	if err != nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "people.ceremony_over")
	}
	r.SetCookie(http.Cookie{Name: stepCookie, MaxAge: -1})
	var data string
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		_, data, err = people.EndCeremony(r.Context(), tx, houseCeremony, c.Value)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	var j journey
	if err := json.Unmarshal([]byte(data), &j); err != nil {
		return newsroom.Answer{}, err
	}
	q := r.URL.Query()
	if subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(j.State)) != 1 {
		return newsroom.Answer{}, fault.New(fault.NotFound, "people.ceremony_over")
	}
	who, err := p.House.ask(r.Context(), q, j, p.back())
	if err != nil {
		return newsroom.Answer{}, err
	}
	if err := p.leaveQuietly(r); err != nil {
		return newsroom.Answer{}, err
	}
	e, err := p.Door.ByIdentity(r.Context(), p.House.issuer, who.Subject, who.Email, from(r))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return come(r, e, newsroom.SafePath(j.Next)), nil
}

// identity is what the house says of somebody.
type identity struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified truth  `json:"email_verified"`
}

// truth is a boolean that some houses write as a string.
type truth bool

// UnmarshalJSON takes true and "true"; all else is not true.
func (t *truth) UnmarshalJSON(raw []byte) error {
	*t = truth(string(raw) == "true" || string(raw) == `"true"`)
	return nil
}

// ask changes the code for an ID token and checks it: signature, issuer, audience, expiry
// and nonce. An e-mail that the house has not verified is nobody's.
func (h *House) ask(ctx context.Context, q url.Values, j journey, back string) (who identity, err error) {
	refused := fault.New(fault.Forbidden, "signin.house_refused").With("house", h.Name)
	if q.Get("code") == "" || len(q.Get("code")) > 4096 {
		return who, refused
	}
	provider, err := h.provider(ctx)
	if err != nil {
		return who, err
	}
	token, err := h.config(provider, back).Exchange(h.with(ctx), q.Get("code"), oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return who, refused.Because(redacted(err))
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return who, refused.Because(errors.New("the house gave no ID token"))
	}
	checked, err := provider.Verifier(&oidc.Config{ClientID: h.client}).Verify(h.with(ctx), raw)
	if err != nil {
		return who, refused.Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(checked.Nonce), []byte(j.Nonce)) != 1 {
		return who, refused.Because(errors.New("the ID token was made for another visit"))
	}
	if err := checked.Claims(&who); err != nil {
		return who, refused.Because(err)
	}
	if !bool(who.Verified) || who.Subject == "" {
		return who, fault.New(fault.Forbidden, "signin.not_verified").With("house", h.Name)
	}
	return who, nil
}

// redacted keeps what the house answered, which could hold a token, out of the log.
func redacted(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		return errors.New("the house refused the code: " + answer.ErrorCode)
	}
	return err
}
