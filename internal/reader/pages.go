package reader

import (
	"html/template"

	"masthead/internal/kit/lang"
)

// The types below are the contract with themes: what each page's template is given.
// Strings are plain text unless their type says otherwise; addresses are paths of
// this site unless said to be absolute; an empty field or list is a part that the
// page does not have.

// Frame is what every page has around its own part.
type Frame struct {
	Lang       lang.Tag
	Dir        string // "ltr" or "rtl"
	Edition    string // the edition's title
	Title      string // of the document
	Canonical  string // absolute; empty on error pages
	Alternates []Alternate
	Feeds      []FeedLink
	Meta       Meta
	NoIndex    bool
	Beside     bool   // two texts stand beside each other, which needs a style sheet more
	Colours    string // address of the outlet's own style sheet
	Icon       string // address of the outlet's small mark
	Home       string // address of the edition's front
	Rail       []RailEntry
	Today      string // the date, on pages that are made anew each day

	// Parts that are the same on many pages, made once by the theme's parts of the
	// same names, out of a Shell.
	Top, Nav, Aid, Foot template.HTML
}

// Alternate is the same page in another language; Lang may be "x-default". URL is absolute.
type Alternate struct{ Lang, URL string }

// FeedLink is a feed of what the page lists.
type FeedLink struct{ Type, Title, URL string }

// RailEntry is one edition in the language rail. It leads to this page in that
// edition; Missing says that the edition does not have it, and URL is empty.
type RailEntry struct {
	Lang    lang.Tag
	Name    string // in its own language
	URL     string
	Current bool
	Missing bool
}

// Shell is what the parts top, nav, aid and foot are made of.
type Shell struct {
	Lang     lang.Tag
	Edition  string
	Outlet   string
	Logo     string // address of the outlet's own mark; empty for the theme's
	Tagline  string
	Home     string
	Front    bool // for the front, whose title is the heading of the page
	Sections []NavEntry
	Latest   string
	MostRead string // "" where readings are not counted
	Topics   string
	Feed     string
	Search   string
	Editions []RailEntry
	Appeal   *Appeal
	Letter   *Letter
	About    string
	AboutUs  string // address of the page about the outlet
	Staff    string // address of the list of people
	Mended   string // address of the list of corrections
	Send     string // where readers can send material, absolute
	Policies []Link
	Contact  string // e-mail address
	Rights   string
}

// NavEntry is a section in the navigation.
type NavEntry struct {
	Name, URL string
	Current   bool
}

// Appeal asks for support. URL is absolute.
type Appeal struct{ URL, Title, Text, Button string }

// Letter asks readers to subscribe. URL is absolute.
type Letter struct{ URL, Title, Text string }

// Link is words that lead somewhere, or only words if URL is empty.
type Link struct{ Name, URL string }

// When is a moment in the outlet's time zone.
type When struct {
	Machine string // RFC 3339, for the datetime attribute
	Full    string // "17 June 2026, 08:30"
	Date    string // "17 June 2026"
	Short   string // the clock today, day and month this year, else month and year
	Clock   string // "08:30"
	Old     bool   // Short is longer than the others: it has a year
}

// Picture is a picture in all its sizes. The theme says how wide it stands.
type Picture struct {
	Sources       []Source // formats beside JPEG, the best first
	Src           string
	Srcset        template.Srcset
	Width, Height int // of the original, in pixels
	Alt           string
	Caption       string
	Credit        string
	Focus         string // classes that say which part must stay visible: "fx-l fy-t"
}

// Source is a picture in one format.
type Source struct {
	Type   string
	Srcset template.Srcset
}

// Card is a story in a list.
type Card struct {
	URL      string
	Headline string
	Stand    string
	Tone     string // colour of the kind: news, analysis, opinion, live, round-up, fact-check
	Kicker   []Link // kind, section, topic: at most two
	Label    string // the shortest word on it, for rows: viewpoint, kind or section
	View     string // "A view from Baku"; only opinions have it
	By       string // an opinion's authors
	Meta     string // other authors, and where they are
	Picture  *Picture
	Face     *Picture // an opinion's author
	Self     bool     // the text that the page itself shows
	When     When
}

// Pair is opinions that answer each other: two, or a few more.
type Pair struct {
	Question string // what they speak of; may be empty
	Cards    []Card
}

// Event is something that happened.
type Event struct {
	Machine string // "2026-06-18", or a moment where the hour is known
	Date    string
	Clock   string // where the hour is known
	Place   string
	Text    string
	URL     string // of the text that tells it
	Current bool   // that text is the page's own
	Sources []Link // who says so; URLs are absolute
}

// Timeline is a topic's events.
type Timeline struct {
	Name, URL string // the topic
	Events    []Event
}

// Week is the round-up of the last days, newest first.
type Week struct {
	URL  string // of the newest round-up
	Days []WeekDay
}

// WeekDay is the events of one day.
type WeekDay struct {
	Machine, Day, Weekday string
	Events                []Event
}

// Band is a row of cards under a heading.
type Band struct {
	Title string
	Note  string
	URL   string // of the whole list
	Cards []Card
}

// Stream is a list by days, newest first, and its neighbours. Where most days have
// a single card it is parted by months instead.
type Stream struct {
	Days    []Day
	Monthly bool
	Older   string // address of the next page
	Newest  string // address of the first page, on later ones
}

// Day is the cards of one day or month.
type Day struct {
	Title   string
	Machine string // "2026-06-18", "2026-06"
	Cards   []Card
}

// FrontPage is an edition's first page (pages/front.html).
type FrontPage struct {
	Frame
	Tagline   string
	Breaking  *Link
	Lead      *Card
	MoreOn    []Card // more of what the lead is about
	Second    []Card // beside the lead, four at most
	River     []Card // the newest of the rest
	Opinion   *Band
	Pair      *Pair // of the opinions, one question from two places; it stands before Opinion's cards
	Week      *Week
	Sections  []Band
	Pictures  *Band
	Explained *Band
	MostRead  *Band
	All       string // address of the list of everything
}

// ArticlePage is a published text (pages/article.html).
type ArticlePage struct {
	Frame
	Kind        string
	Tone        string
	Kicker      []Link
	Headline    string
	Stand       string
	View        string // viewpoint; only opinions have it
	Opinion     bool
	By          string // an opinion's authors, who stand before its headline
	Bylines     []Byline
	Published   When
	Updated     *When
	Translation *Translation
	Share       []ShareLink // what stands in the row
	ShareMore   []ShareLink // what stands behind "more"
	Picture     *Picture
	Body        template.HTML
	Opening     bool // the body begins with a paragraph long enough for an initial
	Corrections []Correction
	Disclaimers []string // what it tells because of its words
	Partner     *Partner
	Topics      []Link
	Live        bool      // it is being added to
	Others      []Card    // the texts that answer it
	Pair        *Pair     // it and those
	Dossier     *Timeline // the main topic's newest events, oldest first
	Mended      string    // address of the list of corrections
	More        *Band     // of the same topic or section
	Latest      *Band
	MostRead    *Band
	Reading     string // names the page when it is read: the script sends it to /reading, the image to /reading.gif?
	Address     string // the page's address as people write it, for print
}

// Byline is a person who wrote or translated a text.
type Byline struct {
	Name, URL, City string
	Face            *Picture
}

// Translation says what language a text was made from, and by whom.
type Translation struct {
	Sentence string // "Translated from Azerbaijani by Tom Ashgrove"
	Lang     lang.Tag
	URL      string // of the original, if it is published
	Changed  string // that the original has changed since, where the outlet tells of it
	Beside   string // the page on which both stand beside each other, if that is known
}

// ShareLink passes the article on. Icon names a symbol of icons.svg. Act is empty for
// plain links and says what the script does with others: "copy", "print", "share" (what
// the reader's device has); the last two do nothing without it and are shown by it.
type ShareLink struct {
	Name, Icon string
	URL        template.URL
	Act        string
	App        bool // opens an app, which only phones are sure to have
}

// Correction says what was wrong and when that was put right.
type Correction struct {
	When When
	Text string
	ID   string // of its place on the article's page; the mark at the block leads there
}

// Partner is who a text was published with. URL is absolute.
type Partner struct{ Name, URL, Note string }

// SectionPage is a section (pages/section.html). Lead and Second stand on its first page only.
type SectionPage struct {
	Frame
	Stream
	Name   string
	Lead   *Card
	Second []Card
	Latest *Band // of the whole edition
}

// ListPage is the list of everything (pages/list.html).
type ListPage struct {
	Frame
	Stream
	Name   string
	Topics []TopicLine // those with the newest articles
}

// TopicPage is a topic (pages/topic.html). All but the stream stands on its first page only.
type TopicPage struct {
	Frame
	Stream
	Name   string
	Intro  template.HTML
	Actors []Actor
	Events []Event // newest first
	Pairs  []Pair
	Views  *Band // opinions that nothing answers
	Lead   *Card
	Second []Card
	Latest *Band
}

// Actor is a person or an organisation of a topic.
type Actor struct{ Name, Line string }

// TopicsPage is the list of topics (pages/topics.html).
type TopicsPage struct {
	Frame
	First  []Band // the topics with the newest articles, with those
	Topics []TopicLine
}

// TopicLine is a topic and when it last had an article.
type TopicLine struct {
	Link
	Newest When
}

// PersonPage is a person and what she wrote (pages/person.html).
type PersonPage struct {
	Frame
	Stream
	Name   string
	Title  string // what she is: "Chief editor"
	Face   *Picture
	City   string
	About  string
	Latest *Band
}

// StaffPage is the list of the people whose work readers meet (pages/staff.html).
type StaffPage struct {
	Frame
	Groups []StaffGroup
}

// StaffGroup is the people of one place.
type StaffGroup struct {
	Place  string // may be empty
	People []StaffLine
}

// StaffLine is one of them.
type StaffLine struct {
	Byline
	Title, About string
}

// CorrectionsPage lists what was corrected (pages/corrections.html), newest first.
type CorrectionsPage struct {
	Frame
	Entries []CorrectionEntry
	Policy  *Policy // how mistakes are corrected
	Contact string  // e-mail address
	Older   string  // address of the next page
	Newest  string  // address of the first page, on later ones
}

// CorrectionEntry is a correction and the text that it stands on.
type CorrectionEntry struct {
	Correction
	Card Card
}

// AboutPage says who the outlet is and what it promises (pages/about.html).
type AboutPage struct {
	Frame
	Name     string // the outlet's
	About    string
	Contact  string
	Bureaus  []string
	Policies []Policy
	Staff    string // address of the list of people
	Mended   string // address of the list of corrections
}

// Policy is one of the outlet's promises. Key is its anchor.
type Policy struct {
	Key, Title string
	Text       template.HTML
}

// OfflinePage is what the script sw.js shows where there is no connection
// (pages/offline.html). It puts a list of what the reader's device keeps in the place
// of what the element with the id "kept" holds, a div, whose data-forget names the link
// that removes all of it.
type OfflinePage struct{ Frame }

// ErrorPage says that something cannot be shown (pages/error.html).
type ErrorPage struct {
	Frame
	Status    int
	Heading   string
	Text      string
	Reason    string // why a text was withdrawn, as a sentence
	Reference string // number under which the log tells more
	Search    string // address of the search
	Mended    string // address of the list of corrections, for what was withdrawn
	Latest    *Band
	MostRead  *Band
}

// MostReadPage is what an edition's readers read most (pages/most-read.html). Either
// list is empty where too little was read.
type MostReadPage struct {
	Frame
	Name  string
	Day   []Card // the last 24 hours, of which the latest count most
	Week  []Card
	Floor int // readers that a text needs to be on a list
}

// SearchPage is the search of an edition (pages/search.html); parts/found.html, made of
// the same, is what the script puts into it while a reader types.
type SearchPage struct {
	Frame
	Action  string   // where its forms lead
	Query   string   // what was typed
	Topic   string   // slug of the topic that is searched in
	Tally   string   // "12 results"; empty when they were not counted
	Notes   []string // what was not done as it was asked
	None    string   // that nothing was found
	Hits    []FoundCard
	Filters SearchFilters
	More    string // address of the next page
	First   string // address of the first page, on later ones
	Latest  string
	Topics  string
}

// FoundCard is a story that was found: its headline and an extract in pieces.
type FoundCard struct {
	Card
	Title   []Piece
	Extract []Piece
}

// Piece is a part of a text; Found says that it is a word that was asked for.
type Piece struct {
	Text  string
	Found bool
}

// SearchFilters are what a search can be narrowed to. On are those that are set, each
// leading to the search without it. From and To are dates as date fields have them.
type SearchFilters struct {
	Kinds    []Choice
	Sections []Choice
	From, To string
	On       []Link
}

// Choice is one of several that a form offers.
type Choice struct {
	Value, Name string
	On          bool
}
