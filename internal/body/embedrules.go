package body

import "strings"

// EmbedRule is one shape of address of a provider, for those who match addresses
// where this program does not run. Shape is an expression for the path and, after "?",
// the keys of the query in their order; URL is the address a person opens, from its
// groups ("${1}") and the host ("{host}"). With Inner, the true address is the value
// of that key of the query. See MatchEmbed, which does the same.
type EmbedRule struct {
	Provider string   `json:"provider"`
	Hosts    []string `json:"hosts"` // without www., m. or mobile.; "*" is any
	Keys     []string `json:"keys,omitempty"`
	Inner    string   `json:"inner,omitempty"`
	Shape    string   `json:"shape,omitempty"`
	URL      string   `json:"url,omitempty"`
}

// EmbedRules lists the shapes in the order in which they are tried.
func EmbedRules() []EmbedRule {
	rules := make([]EmbedRule, len(embedTable))
	for i, r := range embedTable {
		rules[i] = EmbedRule{
			Provider: r.provider, Hosts: strings.Fields(r.hosts), Keys: strings.Fields(r.keys), Inner: r.inner, Shape: r.shape, URL: r.url,
		}
	}
	return rules
}
