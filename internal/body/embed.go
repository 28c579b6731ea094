package body

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// EmbedKind is what stands at a provider's address, so that the button can name it.
type EmbedKind string

// The kinds of embed.
const (
	PostEmbed  EmbedKind = "post"
	VideoEmbed EmbedKind = "video"
	SoundEmbed EmbedKind = "sound"
	MapEmbed   EmbedKind = "map"
	ChartEmbed EmbedKind = "chart"
	PageEmbed  EmbedKind = "page"
)

// Provider is a site whose posts, films or charts may stand in a text.
type Provider struct {
	Key  string
	Name string // as its owners write it
	Kind EmbedKind
}

// embedRule recognises one shape of address of a provider.
type embedRule struct {
	provider string
	hosts    string // parted by spaces, without www., m. or mobile.; "*" is any
	keys     string // query keys that belong to the address, parted by spaces
	inner    string // a query key that holds the true address
	shape    string // expression for the path and, after "?", the keys in their order
	url      string // the address a person opens, from the groups of shape
	frame    string // the address for a frame, likewise; "" if there is none
}

type compiledRule struct {
	embedRule
	shape *regexp.Regexp
	keys  []string
}

var embedRules = sync.OnceValue(func() map[string][]compiledRule {
	byHost := map[string][]compiledRule{}
	for _, r := range embedTable {
		c := compiledRule{embedRule: r, keys: strings.Fields(r.keys)}
		if r.inner == "" {
			c.shape = regexp.MustCompile("^(?:" + r.shape + ")$")
		}
		for _, host := range strings.Fields(r.hosts) {
			byHost[host] = append(byHost[host], c)
		}
	}
	return byHost
})

// Providers lists the sites that may be embedded.
func Providers() []Provider { return providerTable }

// ProviderOf finds a provider by its key.
func ProviderOf(key string) (Provider, bool) {
	for _, p := range providerTable {
		if p.Key == key {
			return p, true
		}
	}
	return Provider{}, false
}

// MatchEmbed recognises an address of a known provider, as a person shares it or
// as a frame loads it, and gives the provider's key and the address a person
// would open. Matching that address again gives the same.
func MatchEmbed(address string) (provider, canonical string, ok bool) {
	m, ok := matchEmbed(address, 0)
	return m.provider, m.url, ok
}

// EmbedFrame is the address to load in a frame once the reader has asked, or "" if
// the provider offers none for this address.
func EmbedFrame(provider, address string) string {
	m, ok := matchEmbed(address, 0)
	if !ok || m.provider != provider {
		return ""
	}
	return m.frame
}

type embedMatch struct{ provider, url, frame string }

func matchEmbed(address string, depth int) (embedMatch, bool) {
	address, ok := CleanHref(address)
	if !ok || depth > 2 || !strings.HasPrefix(address, "http") {
		return embedMatch{}, false
	}
	u, err := url.Parse(address)
	if err != nil || u.Port() != "" {
		return embedMatch{}, false
	}
	host := strings.ToLower(u.Hostname())
	for _, prefix := range [...]string{"www.", "m.", "mobile."} {
		if bare, cut := strings.CutPrefix(host, prefix); cut {
			host = bare
			break
		}
	}
	byHost := embedRules()
	for _, rules := range [...][]compiledRule{byHost[host], byHost["*"]} {
		for i := range rules {
			if m, ok := rules[i].match(u, host, depth); ok {
				return m, true
			}
		}
	}
	return embedMatch{}, false
}

func (r *compiledRule) match(u *url.URL, host string, depth int) (embedMatch, bool) {
	query := u.Query()
	if r.inner != "" {
		inner := query.Get(r.inner)
		if strings.HasPrefix(inner, "/") {
			inner = "https://" + strings.Fields(r.hosts)[0] + inner
		}
		m, ok := matchEmbed(inner, depth+1)
		return m, ok && r.provider == m.provider
	}
	var target strings.Builder
	target.WriteString(u.EscapedPath())
	sep := byte('?')
	for _, k := range r.keys {
		if v := query.Get(k); v != "" {
			target.WriteByte(sep)
			target.WriteString(k + "=" + url.QueryEscape(v))
			sep = '&'
		}
	}
	at := r.shape.FindStringSubmatchIndex(target.String())
	if at == nil {
		return embedMatch{}, false
	}
	expand := func(template string) string {
		return string(r.shape.ExpandString(nil, strings.ReplaceAll(template, "{host}", host), target.String(), at))
	}
	m := embedMatch{provider: r.provider, url: expand(r.url), frame: expand(r.frame)}
	m.frame = strings.ReplaceAll(m.frame, "{url}", url.QueryEscape(m.url))
	return m, true
}
