package machine

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
)

// Term is a word of the source with how the house writes it in the other language.
type Term struct{ Source, Target string }

// Task is some pieces of one text to be translated, as HTML within a line.
type Task struct {
	From, To lang.Tag
	Pieces   []string
	Terms    []Term
}

// Engine translates pieces, each into one: as many come back, in their order.
type Engine interface {
	Translate(ctx context.Context, t Task) ([]string, error)
}

// The kinds of engine.
const (
	Libre  = "libretranslate"
	DeepL  = "deepl"
	OpenAI = "openai"
)

// Settings are what the operator chose. The zero Settings are off.
type Settings struct {
	Kind   string
	Host   string // as people are shown it
	Budget int64  // characters a month
	Price  float64
	Unit   string // currency of the price for a million characters; "" where none was said
	Engine Engine
}

// On says whether there is an engine.
func (s Settings) On() bool { return s.Engine != nil }

// DefaultBudget holds where the operator names none, in characters a month.
const DefaultBudget = 500_000

// Parse reads an engine's address: "libretranslate+http://127.0.0.1:5000?networks=127.0.0.0/8",
// "deepl+https://:KEY@api-free.deepl.com?budget=500000", "openai+https://:KEY@HOST/v1?model=NAME".
// The key stands where a password does. price=20+EUR is what a million characters cost;
// networks are private ones that may be reached, parted by commas. An empty address is off.
// Its errors never hold the key.
func Parse(address string) (Settings, error) {
	if address == "" {
		return Settings{}, nil
	}
	bad := errors.New("not an address like deepl+https://:KEY@api-free.deepl.com")
	kind, rest, ok := strings.Cut(address, "+")
	u, err := url.Parse(rest)
	if !ok || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Fragment != "" {
		return Settings{}, bad
	}
	key := ""
	if u.User != nil {
		key, _ = u.User.Password()
	}
	s := Settings{Kind: kind, Host: u.Host, Budget: DefaultBudget}
	allow, err := s.read(u.Query())
	if err != nil {
		return Settings{}, err
	}
	base := wire{base: u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/"), key: key, fetch: client(u, allow)}
	switch model := u.Query().Get("model"); {
	case kind == Libre:
		s.Engine = libre{base}
	case kind == DeepL && key != "":
		s.Engine = deepl{base}
	case kind == OpenAI && model != "":
		s.Engine = openai{base, model}
	case kind == DeepL:
		return Settings{}, errors.New("deepl needs a key")
	case kind == OpenAI:
		return Settings{}, errors.New("openai needs ?model=NAME")
	default:
		return Settings{}, bad
	}
	return s, nil
}

// read takes what stands behind the question mark.
func (s *Settings) read(q url.Values) (allow []netip.Prefix, err error) {
	for name := range q {
		value := q.Get(name)
		switch name {
		case "model":
		case "budget":
			if s.Budget, err = strconv.ParseInt(value, 10, 64); err != nil || s.Budget < 0 {
				return nil, errors.New("budget is no number of characters")
			}
		case "price":
			number, unit, _ := strings.Cut(value, " ")
			if s.Price, err = strconv.ParseFloat(number, 64); err != nil || s.Price < 0 || unit == "" {
				return nil, errors.New("price is not like 20 EUR")
			}
			s.Unit = unit
		case "networks":
			for _, one := range strings.Split(value, ",") {
				p, err := netip.ParsePrefix(strings.TrimSpace(one))
				if err != nil {
					return nil, errors.New("networks are not like 127.0.0.0/8")
				}
				allow = append(allow, p)
			}
		default:
			return nil, errors.New("unknown " + strconv.Quote(name))
		}
	}
	return allow, nil
}

// client reaches one engine: on its port alone, and in private networks only where the
// operator has said so.
func client(u *url.URL, allow []netip.Prefix) *fetch.Client {
	port := uint16(443)
	if u.Scheme == "http" {
		port = 80
	}
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		port = uint16(n)
	}
	return fetch.New(fetch.Options{Allow: allow, Ports: []uint16{port}, Redirects: -1, Total: 90 * time.Second, Bytes: 4 << 20})
}

// wire is the way to an engine.
type wire struct {
	base, key string
	fetch     *fetch.Client
}

func (w wire) post(ctx context.Context, path string, header http.Header, body []byte) ([]byte, error) {
	header.Set("Content-Type", "application/json")
	a, err := w.fetch.Do(ctx, fetch.Request{URL: w.base + path, Method: http.MethodPost, Header: header, Body: body, Accept: fetch.JSON})
	if err != nil {
		return nil, err
	}
	return a.Body, nil
}
