package demo

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"

	"github.com/BurntSushi/toml"
)

//go:embed outlet.toml works.toml dossiers.toml policies stories pictures/*.jpg
var files embed.FS

// Names is one name in every language.
type Names map[lang.Tag]string

// Newsroom is everything that is planted.
type Newsroom struct {
	Name     string
	Zone     string // IANA time zone
	Contact  string // e-mail for complaints
	Credit   Names  // who drew the pictures
	Editions []Edition
	Places   []Place
	Bureaus  []Bureau
	Sections []Named
	Topics   []Named
	Titles   []Title
	People   []Person
	Partners []Partner
	Dossiers []Dossier `toml:"-"`
	Stories  []Story   `toml:"-"` // in order of their keys
	Works    []Work    `toml:"-"` // what no reader sees yet
}

// Edition is the outlet in one language.
type Edition struct {
	Lang         lang.Tag
	Title        string
	Tagline      string
	About        string
	AppealTitle  string `toml:"appeal_title"`
	AppealText   string `toml:"appeal_text"`
	AppealButton string `toml:"appeal_button"`
	LetterTitle  string `toml:"letter_title"`
	LetterText   string `toml:"letter_text"`
	Rights       string
	Policies     []outlet.Policy `toml:"-"`
}

// Place is somewhere that people and views speak from.
type Place struct {
	Key     string
	Country string
	Names   Names
}

// Bureau is a place with people and a time zone.
type Bureau struct{ Key, Place, Zone string }

// Named is a section or a topic.
type Named struct {
	Key   string
	Names Names
}

// Title is what readers call the people of a role.
type Title struct {
	Role  people.Role
	Names Names
}

// Person is one of the staff.
type Person struct {
	Key      string
	Portrait string // file name of a picture, or empty
	Place    string
	Role     people.Role
	Name     string // as she writes it herself
	Names    Names
	About    Names
}

// Partner is an outlet whose material stands here.
type Partner struct {
	Key, Name, URL string
	Notes          Names
}

// Story is one story with its texts.
type Story struct {
	Key       string `toml:"-"` // its folder's name
	Kind      story.Kind
	Original  lang.Tag
	Section   string // keys of what outlet.toml names
	Bureau    string
	Viewpoint string
	Partner   string
	Authors   []string
	Topics    []string
	OtherSide []string `toml:"other_side"` // keys of the stories that answer it
	Lead      string   // file name of the picture at its head
	Age       age      // how long before the planting it was published
	Updated   age      // how long before the planting it was updated; zero for never
	Readers   int      // of the last day, for the lists of the most read

	Clock        clock // the hour at which it was published; age then counts back from it
	UpdatedClock clock `toml:"updated_clock"` // the hour of its update

	Corrections []Correction
	Texts       []Text `toml:"-"` // the original first
}

// Correction is what was wrong in a story, as each language tells it.
type Correction struct {
	Age  age
	Says Names
}

// Text is a story in one language, as it stands in its file.
type Text struct {
	Lang        lang.Tag `toml:"-"`
	Headline    string
	Standfirst  string
	Translator  string // key of a person; empty for the original
	LeadAlt     string `toml:"lead_alt"`
	LeadCaption string `toml:"lead_caption"`
	HTML        string `toml:"-"`
}

// Slug is the text's address in its edition.
func (t Text) Slug() string { return lang.Slug(t.Headline, t.Lang) }

// age is a length of time written as "26h30m".
type age time.Duration

// UnmarshalText reads what time.ParseDuration does.
func (a *age) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*a = age(d)
	return err
}

// Read reads the newsroom from the program's own files. An error is a mistake in
// one of them, and names it.
func Read() (*Newsroom, error) {
	var n Newsroom
	raw, err := files.ReadFile("outlet.toml")
	if err != nil {
		return nil, err
	}
	if err := decode("outlet.toml", string(raw), &n); err != nil {
		return nil, err
	}
	if err := n.readWords(); err != nil {
		return nil, err
	}
	folders, err := files.ReadDir("stories")
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		s, err := readStory(folder.Name())
		if err != nil {
			return nil, err
		}
		n.Stories = append(n.Stories, s)
	}
	return &n, nil
}

// Email is the address by which a person of the demo comes in; nothing is ever sent there.
func (p Person) Email() string { return p.Key + "@crossroads.example" }

// Cast is one person of each role, in the order in which they are named.
func Cast() (cast []Person, err error) {
	n, err := Read()
	if err != nil {
		return nil, err
	}
	for _, p := range n.People {
		if !slices.ContainsFunc(cast, func(have Person) bool { return have.Role == p.Role }) {
			cast = append(cast, p)
		}
	}
	return cast, nil
}

// readWords reads what stands beside outlet.toml: the policies of each edition and the
// dossiers.
func (n *Newsroom) readWords() error {
	for i, e := range n.Editions {
		name := "policies/" + string(e.Lang) + ".toml"
		raw, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		var list struct{ Policies []outlet.Policy }
		if err := decode(name, string(raw), &list); err != nil {
			return err
		}
		n.Editions[i].Policies = list.Policies
	}
	raw, err := files.ReadFile("dossiers.toml")
	if err != nil {
		return err
	}
	var list struct{ Dossiers []Dossier }
	if err := decode("dossiers.toml", string(raw), &list); err != nil {
		return err
	}
	n.Dossiers = list.Dossiers
	if raw, err = files.ReadFile("works.toml"); err != nil {
		return err
	}
	var works struct{ Works []Work }
	if err := decode("works.toml", string(raw), &works); err != nil {
		return err
	}
	n.Works = works.Works
	return nil
}

// decode reads TOML and refuses keys that nobody knows: they are misspelt.
func decode(name, src string, into any) error {
	meta, err := toml.Decode(src, into)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("%s: unknown key %s", name, unknown[0])
	}
	return nil
}

func readStory(key string) (Story, error) {
	s := Story{Key: key}
	dir := path.Join("stories", key)
	entries, err := files.ReadDir(dir)
	if err != nil {
		return s, err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		raw, err := files.ReadFile(name)
		if err != nil {
			return s, err
		}
		if e.Name() == "story.toml" {
			if err := decode(name, string(raw), &s); err != nil {
				return s, err
			}
			continue
		}
		t, err := readText(name, string(raw))
		if err != nil {
			return s, err
		}
		s.Texts = append(s.Texts, t)
	}
	i := slices.IndexFunc(s.Texts, func(t Text) bool { return t.Lang == s.Original })
	if i < 0 {
		return s, fmt.Errorf("%s: no text in the original language %q", dir, s.Original)
	}
	s.Texts[0], s.Texts[i] = s.Texts[i], s.Texts[0]
	return s, nil
}

// fence parts the head of a text's file, which is TOML, from its body.
const fence = "+++\n"

func readText(name, src string) (t Text, err error) {
	if t.Lang, err = lang.Parse(strings.TrimSuffix(path.Base(name), ".html")); err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	head, html, ok := strings.Cut(strings.TrimPrefix(src, fence), fence)
	if !ok || !strings.HasPrefix(src, fence) {
		return t, fmt.Errorf("%s: the head does not stand between two lines of +++", name)
	}
	t.HTML = html
	return t, decode(name, head, &t)
}

// Doc reads a text's body. In it, "story:KEY" is the address of another story in the
// same language and "{day:N}" the day N days ago, where the day begins in the morning
// (see morning). In an interview a heading of the third level asks, and what follows it
// answers.
func (n *Newsroom) Doc(s Story, t Text, now time.Time) (body.Doc, error) {
	html, err := n.linked(t)
	if err != nil {
		return body.Doc{}, fmt.Errorf("stories/%s/%s.html: %w", s.Key, t.Lang, err)
	}
	doc, notes := body.FromHTML(dated(html, t.Lang, now.Add(-morning)), body.Options{Lang: string(t.Lang)})
	if len(notes) > 0 {
		return doc, fmt.Errorf("stories/%s/%s.html: %s: %s", s.Key, t.Lang, notes[0].Kind, notes[0].Detail)
	}
	if s.Kind == story.Interview {
		doc.Blocks = questions(doc.Blocks)
	}
	eachPicture(doc.Blocks, func(p *body.Picture) {
		if p.Credit == "" {
			p.Credit = n.Credit[t.Lang]
		}
	})
	return doc, nil
}

// linked puts addresses in the place of the keys of stories.
func (n *Newsroom) linked(t Text) (string, error) {
	var out strings.Builder
	rest := t.HTML
	for {
		before, after, ok := strings.Cut(rest, `href="story:`)
		out.WriteString(before)
		if !ok {
			return out.String(), nil
		}
		key, after, _ := strings.Cut(after, `"`)
		slug := n.slug(key, t.Lang)
		if slug == "" {
			return "", fmt.Errorf("no story %q in this language", key)
		}
		fmt.Fprintf(&out, `href="/%s/%s/"`, t.Lang, slug)
		rest = after
	}
}

func (n *Newsroom) slug(key string, l lang.Tag) string {
	for _, s := range n.Stories {
		for _, t := range s.Texts {
			if s.Key == key && t.Lang == l {
				return t.Slug()
			}
		}
	}
	return ""
}

// dated writes days in the text's language. No story looks back further than a month.
func dated(html string, l lang.Tag, now time.Time) string {
	for ago := range 31 {
		token := fmt.Sprintf("{day:%d}", ago)
		if strings.Contains(html, token) {
			html = strings.ReplaceAll(html, token, lang.DayMonth(now.AddDate(0, 0, -ago), l))
		}
	}
	return html
}

// questions makes a question with its answer of each heading of the third level.
func questions(blocks []body.Block) (out []body.Block) {
	asked := -1
	for _, b := range blocks {
		switch {
		case b.Type == body.Heading && b.Level == 3:
			asked = len(out)
			out = append(out, body.Block{ID: b.ID, Type: body.Question, Text: b.Text})
		case asked >= 0 && (b.Type == body.Paragraph || b.Type == body.Quote || b.Type == body.List):
			out[asked].Blocks = append(out[asked].Blocks, b)
		default:
			asked = -1
			out = append(out, b)
		}
	}
	return out
}

// eachPicture calls f for every picture of a body, those in boxes and answers too.
func eachPicture(blocks []body.Block, f func(*body.Picture)) {
	for i := range blocks {
		for j := range blocks[i].Pictures {
			f(&blocks[i].Pictures[j])
		}
		eachPicture(blocks[i].Blocks, f)
	}
}

// holds says where a person's role holds: editors and reporters work in the bureau of
// their place, translators into the language that they translate into.
func (n *Newsroom) holds(p Person) people.Grant {
	g := people.Grant{Role: p.Role}
	switch p.Role {
	case people.Editor, people.Reporter:
		if slices.ContainsFunc(n.Bureaus, func(b Bureau) bool { return b.Key == p.Place }) {
			g.Bureau = p.Place
		}
	case people.Translator:
		for _, s := range n.Stories {
			for _, t := range s.Texts {
				if t.Translator == p.Key {
					g.Lang = t.Lang
				}
			}
		}
	}
	return g
}
