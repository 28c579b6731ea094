package outlet

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Outlet is what is true of the organisation in every language.
type Outlet struct {
	Name     string
	URL      string // where readers find it, "https://news.example", without a slash at the end
	Zone     string // IANA time zone
	Settings Settings
}

// Settings are the outlet's own choices. The zero value is a working choice.
type Settings struct {
	Accent        string   `json:"accent,omitempty"`          // #rrggbb on light paper; the theme's own when empty
	AccentDark    string   `json:"accent_dark,omitempty"`     // the same on dark paper
	Hosts         []string `json:"hosts,omitempty"`           // host names beside URL's under which it answers
	Contact       string   `json:"contact,omitempty"`         // e-mail of the person who answers complaints
	XDefault      string   `json:"x_default,omitempty"`       // edition for readers of no listed language; the first when empty
	MostReadFloor int      `json:"most_read_floor,omitempty"` // readers without whom a text is on no list of the most read; 20 when zero
	Security      string   `json:"security,omitempty"`        // e-mail or https address for reports of security holes; Contact when empty
	Hub           string   `json:"hub,omitempty"`             // address of a WebSub hub that is told of every change; none when empty
	Share         []string `json:"share,omitempty"`           // ways to pass an article on, the first ones first; what is usual in each language when empty
	FacebookApp   string   `json:"facebook_app,omitempty"`    // number of the outlet's app at Facebook, for Messenger on computers
	IndexNow      string   `json:"indexnow,omitempty"`        // key under which search engines are told of every change (indexnow.org); none when empty
	Paper         string   `json:"paper,omitempty"`           // #rrggbb of the page by day; white when empty
	Headlines     string   `json:"headlines,omitempty"`       // type of headlines: "serif" (the theme's own faces), "sans" or "book" (what the device has); serif when empty
	Texts         string   `json:"texts,omitempty"`           // type of articles: "serif" or "sans"; serif when empty
	Mark          string   `json:"mark,omitempty"`            // the logo as a small SVG of filled shapes; the theme's own when empty
	SecondFactor  []string `json:"second_factor,omitempty"`   // roles whose people sign in with a second factor; nobody has to when empty
	Review        string   `json:"review,omitempty"`          // who reads a translation before it goes out: "anyone", or "another" than who made it; nobody has to when empty

	// Three requests to the programs of AI companies, in robots.txt. Whether they are
	// heeded is the companies' choice; search engines and previews of links are never
	// meant. Nothing is asked unless they are set.
	NoTraining bool `json:"no_training,omitempty"` // do not gather texts to train models with
	NoAnswers  bool `json:"no_answers,omitempty"`  // do not index texts for search that answers in place of linking
	NoVisits   bool `json:"no_visits,omitempty"`   // do not fetch a page when a person asks an assistant about it

	OriginalChanged bool `json:"original_changed,omitempty"` // tell readers of a translation that the text it was made from has changed since
}

// Edition is the outlet in one language.
type Edition struct {
	Lang     lang.Tag
	Title    string
	Tagline  string
	Position int
	Settings EditionSettings
}

// EditionSettings are an edition's own words and addresses.
type EditionSettings struct {
	About        string   `json:"about,omitempty"`       // one paragraph for search engines and the footer
	SupportURL   string   `json:"support_url,omitempty"` // where the appeal leads; no appeal without it
	AppealTitle  string   `json:"appeal_title,omitempty"`
	AppealText   string   `json:"appeal_text,omitempty"`
	AppealButton string   `json:"appeal_button,omitempty"`
	LetterURL    string   `json:"letter_url,omitempty"` // where readers subscribe to the letter; not shown without it
	LetterTitle  string   `json:"letter_title,omitempty"`
	LetterText   string   `json:"letter_text,omitempty"`
	Share        []string `json:"share,omitempty"`  // the edition's own choice of ways to pass an article on
	Rights       string   `json:"rights,omitempty"` // last line of the footer

	ContributeURL string   `json:"contribute_url,omitempty"` // where readers can send material; not shown without it
	Policies      []Policy `json:"policies,omitempty"`       // on the page "about", in order
}

// Policy is what the outlet promises or tells of itself, in one edition. It stands on
// /LANG/about/ under the anchor of its key and in the footer.
type Policy struct {
	Key   string `json:"key"`   // "principles", "corrections", "ethics": ValidSlug, the same in all editions
	Title string `json:"title"` // "How we correct mistakes"
	Text  string `json:"text"`  // HTML: paragraphs, headings, lists, links; shown cleaned
}

// CorrectionsPolicy is the key of the policy that the page of corrections shows too.
const CorrectionsPolicy = "corrections"

// Bounds of policies. More is refused, never cut.
const (
	MaxPolicies   = 40
	MaxPolicyText = 64 << 10 // bytes
	maxTitle      = 200      // runes
)

// Policy finds a policy by its key.
func (s EditionSettings) Policy(key string) (Policy, bool) {
	i := slices.IndexFunc(s.Policies, func(p Policy) bool { return p.Key == key })
	if i < 0 {
		return Policy{}, false
	}
	return s.Policies[i], true
}

func (s EditionSettings) check() error {
	if len(s.Policies) > MaxPolicies {
		return fault.New(fault.Invalid, "outlet.many_policies").In("policies").With("max", MaxPolicies)
	}
	seen := map[string]bool{}
	for _, p := range s.Policies {
		switch {
		case !ValidSlug(p.Key) || seen[p.Key]:
			return fault.New(fault.Invalid, "outlet.bad_policy_key").In("policies").With("key", fmt.Sprintf("%.100s", p.Key))
		case strings.TrimSpace(p.Title) == "" || utf8.RuneCountInString(p.Title) > maxTitle:
			return fault.New(fault.Invalid, "outlet.bad_policy_title").In("policies").With("key", p.Key).With("max", maxTitle)
		case len(p.Text) > MaxPolicyText:
			return fault.New(fault.Invalid, "outlet.policy_long").In("policies").With("key", p.Key).With("max", MaxPolicyText)
		}
		seen[p.Key] = true
	}
	return nil
}

// Place is somewhere a story, a person or a view speaks from.
type Place struct {
	Key     string
	Country string              // ISO 3166-1 alpha-2, or empty
	Names   map[lang.Tag]string // in each language
}

// Name is the place's name in a language, else in English, else its key.
func (p Place) Name(l lang.Tag) string {
	for _, try := range []lang.Tag{l, "en"} {
		if n := p.Names[try]; n != "" {
			return n
		}
	}
	return p.Key
}

// Bureau is a place with people and a time zone.
type Bureau struct {
	Key   string
	Place string
	Zone  string
}

// Section is a fixed part of the editions. An edition without a name for it does
// not have it.
type Section struct {
	ID    string
	Key   string
	Names map[lang.Tag]SectionName
}

// SectionName is a section in one edition.
type SectionName struct{ Slug, Name string }

// Partner is an outlet or a centre that supplies or republishes material.
type Partner struct {
	Key, Name, URL string
	Notes          map[lang.Tag]string // the disclaimer beside its material
}

// Profile is the whole outlet at one moment. It is shared and never changed.
type Profile struct {
	Outlet   Outlet
	Editions []Edition // in the order in which readers see them
	Bureaus  []Bureau
	Sections []Section // in the order in which readers see them

	location *time.Location
	places   map[string]Place
	partners map[string]Partner
	editions map[lang.Tag]int
	sections map[string]int // by id
	slugs    map[lang.Tag]map[string]int
}

// Edition finds an edition by its language.
func (p *Profile) Edition(l lang.Tag) (Edition, bool) {
	i, ok := p.editions[l]
	if !ok {
		return Edition{}, false
	}
	return p.Editions[i], true
}

// Langs lists the editions' languages in order.
func (p *Profile) Langs() []lang.Tag {
	langs := make([]lang.Tag, len(p.Editions))
	for i, e := range p.Editions {
		langs[i] = e.Lang
	}
	return langs
}

// Section finds a section by id.
func (p *Profile) Section(id string) (Section, bool) {
	i, ok := p.sections[id]
	if !ok {
		return Section{}, false
	}
	return p.Sections[i], true
}

// SectionBySlug finds a section by its slug in an edition.
func (p *Profile) SectionBySlug(l lang.Tag, slug string) (Section, bool) {
	i, ok := p.slugs[l][slug]
	if !ok {
		return Section{}, false
	}
	return p.Sections[i], true
}

// Place finds a place by key.
func (p *Profile) Place(key string) (Place, bool) { pl, ok := p.places[key]; return pl, ok }

// HasBureau says whether there is a bureau with the key.
func (p *Profile) HasBureau(key string) bool {
	return slices.ContainsFunc(p.Bureaus, func(b Bureau) bool { return b.Key == key })
}

// Partner finds a partner by key.
func (p *Profile) Partner(key string) (Partner, bool) { pa, ok := p.partners[key]; return pa, ok }

// Location is the outlet's time zone.
func (p *Profile) Location() *time.Location { return p.location }

// XDefault is the edition for readers of no listed language.
func (p *Profile) XDefault() lang.Tag {
	if _, ok := p.editions[lang.Tag(p.Outlet.Settings.XDefault)]; ok {
		return lang.Tag(p.Outlet.Settings.XDefault)
	}
	if len(p.Editions) > 0 {
		return p.Editions[0].Lang
	}
	return "en"
}

// index makes the look-ups of a profile that was just read.
func (p *Profile) index() error {
	var err error
	if p.location, err = location(p.Outlet.Zone); err != nil {
		return err
	}
	p.editions, p.sections, p.slugs = map[lang.Tag]int{}, map[string]int{}, map[lang.Tag]map[string]int{}
	for i, e := range p.Editions {
		p.editions[e.Lang] = i
	}
	for i, s := range p.Sections {
		p.sections[s.ID] = i
		for l, n := range s.Names {
			if p.slugs[l] == nil {
				p.slugs[l] = map[string]int{}
			}
			p.slugs[l][n.Slug] = i
		}
	}
	return nil
}

// location finds a time zone by its IANA name; the machine's own ("Local") is none.
func location(zone string) (*time.Location, error) {
	at, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return nil, fault.New(fault.Invalid, "outlet.unknown_zone").In("zone").With("zone", zone).Because(err)
	}
	return at, nil
}

// reservedSlugs cannot name an article or a section: they are addresses of the
// program (architecture §7). "feed" and "desk" stay free for what comes.
var reservedSlugs = []string{
	"about", "api", "atom", "by", "contribute", "corrections", "desk", "feed", "healthz", "latest", "letters", "media",
	"metrics", "most-read", "oembed", "readyz", "robots", "search", "sitemap", "sitemap-news", "support", "topic",
}

// ReservedSlug says whether the program keeps a slug for itself.
func ReservedSlug(slug string) bool { return slices.Contains(reservedSlugs, slug) }

// ValidSlug says whether s can stand in an address: lower-case ASCII letters and
// digits, joined by single hyphens, 100 signs at most.
func ValidSlug(s string) bool {
	if s == "" || len(s) > 100 || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") || strings.Contains(s, "--") {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// ValidKey says whether key can be an IndexNow key: 8 to 128 ASCII letters, digits and
// hyphens (indexnow.org).
func ValidKey(key string) bool {
	return len(key) >= 8 && len(key) <= 128 && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	})
}
