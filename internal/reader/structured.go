package reader

import (
	"cmp"
	"encoding/json"
	"html/template"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/story"
)

// Meta is what a page tells programs that link to it or index it: Open Graph
// (ogp.me), Twitter cards, directives for search engines, and schema.org data.
type Meta struct {
	Properties []MetaTag   // <meta property= content=>
	Names      []MetaTag   // <meta name= content=>
	Data       template.JS // JSON-LD; stands in <script type="application/ld+json">
}

// MetaTag is the name and the content of one meta element.
type MetaTag struct{ Name, Content string }

func (m *Meta) property(name, content string) {
	if content != "" {
		m.Properties = append(m.Properties, MetaTag{name, content})
	}
}

func (m *Meta) name(name, content string) {
	if content != "" {
		m.Names = append(m.Names, MetaTag{name, content})
	}
}

// articleMeta describes an article. Siblings are all its live copies.
func (v voice) articleMeta(c edition.Copy, siblings []edition.Sibling) (Meta, error) {
	out := outward(c)
	title := v.titleOf(out)
	m := v.pageMeta("article", title, out.Teaser(), v.article(c.Lang, c.Slug))
	m.describe(searchText(c))
	for _, s := range v.known(siblings) {
		if s.Lang != c.Lang {
			m.property("og:locale:alternate", s.Lang.OGLocale())
		}
	}
	m.picture(v.shared(out, title))
	m.property("article:published_time", v.moment(c.Published))
	if c.Updated.After(c.Published) {
		m.property("article:modified_time", v.moment(c.Updated))
	}
	for _, b := range c.Bylines {
		m.property("article:author", v.person(b))
		m.name("author", b.Name)
	}
	if s, ok := v.profile.Section(c.Section); ok {
		m.property("article:section", s.Names[c.Lang].Name)
	}
	for _, t := range c.Topics {
		m.property("article:tag", t.Name)
	}
	a := v.newsArticle(c, siblings)
	a.live(c)
	return m.with(a, v.articleCrumbs(c.Card))
}

// frontMeta describes the edition's front.
func (v voice) frontMeta() (Meta, error) {
	e := v.edition
	m := v.pageMeta("website", e.Title, v.about(), v.front())
	for _, l := range v.profile.Langs() {
		if l != e.Lang {
			m.property("og:locale:alternate", l.OGLocale())
		}
	}
	m.picture(v.sharedEmblem())
	return m.with(ldSite{
		Type: "WebSite", ID: v.front() + "#website", URL: v.front(), Name: e.Title, About: v.about(),
		Lang: string(e.Lang), Publisher: v.publisher(),
		Search: ldSearch{"SearchAction", ldEntry{"EntryPoint", v.front() + "search?q={search_term_string}"}, "required name=search_term_string"},
	})
}

// aboutPath is where an edition says who the outlet is.
const aboutPath = "about/"

// listMeta describes the page of a section or topic, which begins with cards.
func (v voice) listMeta(l list, cards []edition.Card) (Meta, error) {
	address := v.front() + l.path
	m := v.pageMeta("website", l.name, l.about, address)
	m.picture(v.sharedEmblem())
	items := ldList{Type: "ItemList"}
	for i, c := range cards[:min(len(cards), feedItems)] {
		items.Items = append(items.Items, ldItem{Type: "ListItem", Position: i + 1, URL: v.article(c.Lang, c.Slug)})
	}
	page := ldPage{
		Type: "CollectionPage", URL: address, Name: l.name, About: l.about, Lang: string(v.edition.Lang),
		Publisher: v.publisher(),
	}
	if len(items.Items) > 0 {
		page.Entity = items
	}
	if l.path == aboutPath {
		page.Type = "AboutPage"
	}
	return m.with(page, v.crumbs(crumb{l.name, address}))
}

// personMeta describes a person's page.
func (v voice) personMeta(p edition.PersonPage) (Meta, error) {
	address := v.person(p.Byline)
	m := v.pageMeta("profile", p.Name, p.About, address)
	m.picture(v.sharedEmblem())
	page := ldPage{
		Type: "ProfilePage", URL: address, Name: p.Name, Lang: string(v.edition.Lang), Publisher: v.publisher(),
		Entity: ldPerson{Type: "Person", ID: address + "#person", Name: p.Name, URL: address, About: p.About},
	}
	return m.with(page, v.crumbs(crumb{p.Name, address}))
}

func (v voice) pageMeta(kind, title, about, address string) Meta {
	var m Meta
	m.property("og:type", kind)
	m.property("og:title", title)
	m.property("og:description", cmp.Or(about, v.about(), v.profile.Outlet.Name))
	m.property("og:url", address)
	m.property("og:site_name", v.edition.Title)
	m.property("og:locale", v.edition.Lang.OGLocale())
	m.name("description", about)
	m.name("robots", "max-image-preview:large")
	return m
}

// titleOf is an article's title where nothing else tells its kind: an opinion says the
// place that it speaks from, other kinds but plain news their name.
func (v voice) titleOf(c edition.Card) string {
	kind := story.Kind(c.Kind)
	if kind == story.Opinion {
		if place, ok := v.profile.Place(c.Viewpoint); ok {
			return v.words.titled(place.Name(c.Lang), c.Headline)
		}
	}
	name := v.words.kind(c.Kind)
	if kind == story.News || kind == story.RoundUp || strings.HasPrefix(strings.ToLower(c.Headline), strings.ToLower(name)) {
		return c.Headline
	}
	return v.words.labelled(name, c.Headline)
}

// describe puts another description in the place of the one for search engines.
func (m *Meta) describe(text string) {
	for i := range m.Names {
		if m.Names[i].Name == "description" && text != "" {
			m.Names[i].Content = text
		}
	}
}

func (m *Meta) picture(r rendition, ok bool) {
	if !ok {
		m.name("twitter:card", "summary")
		return
	}
	m.property("og:image", r.url)
	m.property("og:image:type", r.mime)
	m.property("og:image:width", digits(r.width))
	m.property("og:image:height", digits(r.height))
	m.property("og:image:alt", r.alt)
	m.name("twitter:card", "summary_large_image")
	m.name("twitter:image:alt", r.alt) // X does not look at Open Graph's
}

// with adds schema.org data. It is safe inside a script element: encoding/json writes
// <, >, & and the line ends U+2028 and U+2029 as escapes. A browser runs no such
// element, so a page's script-src does not concern it (HTML, section 4.12.1, "data block").
func (m Meta) with(graph ...any) (Meta, error) {
	data, err := json.Marshal(struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}{"https://schema.org", graph})
	m.Data = template.JS(data)
	return m, err
}

// articleTypes are the schema.org types of kinds that have one of their own. A live
// page becomes a LiveBlogPosting by its entries (ldArticle.live). A fact-check would be
// a ClaimReview only with the claim and the verdict, which copies do not tell; material
// of partners is nobody's advertisement.
var articleTypes = map[string]string{
	string(story.Analysis):  "AnalysisNewsArticle",
	string(story.Opinion):   "OpinionNewsArticle",
	string(story.Explainer): "BackgroundNewsArticle",
	string(story.Appeal):    "Article",
}

func articleType(kind string) string {
	if t := articleTypes[kind]; t != "" {
		return t
	}
	return "NewsArticle"
}

// The types below are the parts of schema.org that pages use (schema.org/NewsArticle,
// and Google's "Article structured data").
type (
	ldArticle struct {
		Type         string         `json:"@type"`
		ID           string         `json:"@id"`
		URL          string         `json:"url"`
		Page         string         `json:"mainEntityOfPage"`
		Headline     string         `json:"headline"`
		About        string         `json:"description,omitempty"`
		Lang         string         `json:"inLanguage"`
		Published    string         `json:"datePublished"`
		Modified     string         `json:"dateModified"`
		Authors      []any          `json:"author"`
		Translators  []any          `json:"translator,omitempty"`
		Publisher    ldOrganisation `json:"publisher"`
		Source       *ldRef         `json:"sourceOrganization,omitempty"`
		Images       []ldImage      `json:"image,omitempty"`
		Section      string         `json:"articleSection,omitempty"`
		Keywords     []string       `json:"keywords,omitempty"`
		Dateline     string         `json:"dateline,omitempty"`
		Words        int            `json:"wordCount,omitempty"`
		Free         bool           `json:"isAccessibleForFree"`
		Original     *ldWork        `json:"translationOfWork,omitempty"`
		Translations []ldWork       `json:"workTranslation,omitempty"`
		Corrections  []ldCorrection `json:"correction,omitempty"`
		Made         *ldPlace       `json:"locationCreated,omitempty"`

		CoverageStart string     `json:"coverageStartTime,omitempty"`
		CoverageEnd   string     `json:"coverageEndTime,omitempty"`
		Updates       []ldUpdate `json:"liveBlogUpdate,omitempty"`
	}
	ldPlace struct {
		Type    string     `json:"@type"`
		Name    string     `json:"name"`
		Address *ldAddress `json:"address,omitempty"`
	}
	ldAddress struct {
		Type    string `json:"@type"`
		Country string `json:"addressCountry"`
	}
	ldWork struct {
		Type     string `json:"@type"`
		ID       string `json:"@id,omitempty"`
		URL      string `json:"url,omitempty"`
		Headline string `json:"headline,omitempty"`
		Lang     string `json:"inLanguage"`
	}
	ldPerson struct {
		Type  string `json:"@type"`
		ID    string `json:"@id,omitempty"`
		Name  string `json:"name"`
		URL   string `json:"url,omitempty"`
		About string `json:"description,omitempty"`
	}
	ldOrganisation struct {
		Type string  `json:"@type"`
		ID   string  `json:"@id"`
		Name string  `json:"name"`
		URL  string  `json:"url"`
		Logo ldImage `json:"logo"`

		Principles   string `json:"publishingPrinciples,omitempty"`
		Corrections  string `json:"correctionsPolicy,omitempty"`
		Ethics       string `json:"ethicsPolicy,omitempty"`
		Verification string `json:"verificationFactCheckingPolicy,omitempty"`
		Sources      string `json:"unnamedSourcesPolicy,omitempty"`
		Bylines      string `json:"noBylinesPolicy,omitempty"`
		Feedback     string `json:"actionableFeedbackPolicy,omitempty"`
		Mission      string `json:"missionCoveragePrioritiesPolicy,omitempty"`
		Diversity    string `json:"diversityPolicy,omitempty"`
		Staffing     string `json:"diversityStaffingReport,omitempty"`
		Ownership    string `json:"ownershipFundingInfo,omitempty"`
		Masthead     string `json:"masthead,omitempty"`
	}
	ldRef struct {
		Type string `json:"@type"`
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	}
	ldImage struct {
		Type    string `json:"@type"`
		URL     string `json:"url"`
		Width   string `json:"width"` // a Distance: "1280 px"
		Height  string `json:"height"`
		Caption string `json:"caption,omitempty"`
		Credit  string `json:"creditText,omitempty"`
	}
	ldCorrection struct {
		Type string `json:"@type"`
		Date string `json:"datePublished"`
		Text string `json:"text"`
	}
	ldSite struct {
		Type      string         `json:"@type"`
		ID        string         `json:"@id"`
		URL       string         `json:"url"`
		Name      string         `json:"name"`
		About     string         `json:"description,omitempty"`
		Lang      string         `json:"inLanguage"`
		Publisher ldOrganisation `json:"publisher"`
		Search    ldSearch       `json:"potentialAction"`
	}
	ldSearch struct {
		Type   string  `json:"@type"`
		Target ldEntry `json:"target"`
		Input  string  `json:"query-input"`
	}
	ldEntry struct {
		Type     string `json:"@type"`
		Template string `json:"urlTemplate"`
	}
	ldPage struct {
		Type      string         `json:"@type"`
		URL       string         `json:"url"`
		Name      string         `json:"name"`
		About     string         `json:"description,omitempty"`
		Lang      string         `json:"inLanguage"`
		Publisher ldOrganisation `json:"publisher"`
		Entity    any            `json:"mainEntity,omitempty"`
	}
	ldList struct {
		Type  string   `json:"@type"`
		Items []ldItem `json:"itemListElement"`
	}
	ldItem struct {
		Type     string `json:"@type"`
		Position int    `json:"position"`
		Name     string `json:"name,omitempty"`
		URL      string `json:"url,omitempty"`  // of a list
		Item     string `json:"item,omitempty"` // of breadcrumbs
	}
)

func (v voice) newsArticle(c edition.Copy, siblings []edition.Sibling) ldArticle {
	address := v.article(c.Lang, c.Slug)
	a := ldArticle{
		Type: articleType(c.Kind), ID: address + "#article", URL: address, Page: address,
		Headline: c.Headline, About: searchText(c), Lang: string(c.Lang),
		Published: v.moment(c.Published), Modified: v.moment(c.Updated),
		Authors: v.people(c.Bylines), Translators: v.people(c.Translators), Publisher: v.publisher(),
		Images: v.images(c.Picture), Dateline: v.dateline(c.Bylines), Words: c.Words, Free: true,
	}
	if !strings.HasSuffix(a.Type, "NewsArticle") { // no other type has it
		a.Dateline = ""
	}
	if len(a.Authors) == 0 {
		a.Authors = []any{v.publisher()}
	}
	if p, ok := v.profile.Partner(c.Partner); ok {
		a.Source = &ldRef{"Organization", p.Name, p.URL}
	}
	if place, ok := v.profile.Place(c.Viewpoint); ok {
		a.Made = &ldPlace{Type: "Place", Name: place.Name(c.Lang)}
		if place.Country != "" {
			a.Made.Address = &ldAddress{"PostalAddress", place.Country}
		}
	}
	if s, ok := v.profile.Section(c.Section); ok {
		a.Section = s.Names[c.Lang].Name
	}
	for _, t := range c.Topics {
		a.Keywords = append(a.Keywords, t.Name)
	}
	for _, k := range c.Corrections {
		a.Corrections = append(a.Corrections, ldCorrection{"CorrectionComment", v.moment(k.At), v.told(k)})
	}
	a.Original, a.Translations = v.translations(c, siblings)
	return a
}

// translations tells an original of its translations, and a translation of the text
// it was made from, whether that is published or not.
func (v voice) translations(c edition.Copy, siblings []edition.Sibling) (original *ldWork, made []ldWork) {
	kind := articleType(c.Kind)
	if c.Original != "" {
		original = &ldWork{Type: kind, Lang: string(c.Original)}
	}
	for _, s := range v.known(siblings) {
		if s.Lang == c.Lang || c.Original != "" && s.Lang != c.Original {
			continue
		}
		address := v.article(s.Lang, s.Slug)
		w := ldWork{kind, address + "#article", address, s.Headline, string(s.Lang)}
		if s.Lang == c.Original {
			original = &w
			continue
		}
		made = append(made, w)
	}
	return original, made
}

func (v voice) people(bylines []edition.Byline) (people []any) {
	for _, b := range bylines {
		p := ldPerson{Type: "Person", Name: b.Name, URL: v.person(b)}
		if p.URL != "" {
			p.ID = p.URL + "#person"
		}
		people = append(people, p)
	}
	return people
}

// publisher is the outlet, with the address of each policy that the edition publishes.
func (v voice) publisher() ldOrganisation {
	home := v.base() + "/"
	policy := func(key string) string {
		if _, ok := v.edition.Settings.Policy(key); !ok {
			return ""
		}
		return v.front() + "about/#" + key
	}
	return ldOrganisation{
		Type: "NewsMediaOrganization", ID: home + "#publisher", Name: v.profile.Outlet.Name, URL: home,
		Logo:       ldImage{Type: "ImageObject", URL: home + "icon-512.png", Width: "512 px", Height: "512 px"},
		Principles: policy("principles"), Corrections: policy("corrections"), Ethics: policy("ethics"),
		Verification: policy("verification"), Sources: policy("sources"), Bylines: policy("bylines"),
		Feedback: policy("feedback"), Mission: policy("mission"), Diversity: policy("diversity"),
		Staffing: policy("staffing"), Ownership: policy("ownership"), Masthead: policy("masthead"),
	}
}

// imageWidths are the sizes told to search engines: they want 1,200 pixels and take
// smaller ones for lists.
var imageWidths = []int{shareWidth, 640}

func (v voice) images(p *edition.Picture) (images []ldImage) {
	last := 0
	for _, width := range imageWidths {
		r, ok := v.rendition(p, width)
		if !ok || r.width == last {
			continue
		}
		last = r.width
		images = append(images, ldImage{"ImageObject", r.url, digits(r.width) + " px", digits(r.height) + " px", p.Caption, p.Credit})
	}
	return images
}

// dateline is the city that the first of the authors with one works from.
func (v voice) dateline(bylines []edition.Byline) string {
	for _, b := range bylines {
		if place, ok := v.profile.Place(b.City); ok {
			return place.Name(v.edition.Lang)
		}
	}
	return ""
}

// crumb is one step from the front to a page.
type crumb struct{ name, url string }

func (v voice) articleCrumbs(c edition.Card) ldList {
	var path []crumb
	if s, ok := v.profile.Section(c.Section); ok && s.Names[c.Lang].Slug != "" {
		n := s.Names[c.Lang]
		path = append(path, crumb{n.Name, v.front() + n.Slug + "/"})
	}
	return v.crumbs(append(path, crumb{c.Headline, v.article(c.Lang, c.Slug)})...)
}

func (v voice) crumbs(path ...crumb) ldList {
	list := ldList{Type: "BreadcrumbList"}
	for i, c := range append([]crumb{{v.edition.Title, v.front()}}, path...) {
		list.Items = append(list.Items, ldItem{Type: "ListItem", Position: i + 1, Name: c.name, Item: c.url})
	}
	return list
}

// moment is a time with the outlet's own zone, as search engines ask for.
func (v voice) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.profile.Location()).Format(time.RFC3339)
}
