package demo_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/demo"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
)

var (
	langs = []lang.Tag{"en", "ru", "az", "hy", "ka"}
	noon  = time.Date(2026, 6, 18, 12, 0, 0, 0, time.UTC)
)

func read(t *testing.T) *demo.Newsroom {
	t.Helper()
	n, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// eachText calls f with every text of every story, and its body.
func eachText(t *testing.T, f func(t *testing.T, s demo.Story, text demo.Text, doc body.Doc)) {
	n := read(t)
	for _, s := range n.Stories {
		for _, text := range s.Texts {
			t.Run(s.Key+"/"+string(text.Lang), func(t *testing.T) {
				doc, err := n.Doc(s, text, noon)
				if err != nil {
					t.Fatal(err)
				}
				f(t, s, text, doc)
			})
		}
	}
}

func TestTextsHoldTogether(t *testing.T) {
	eachText(t, func(t *testing.T, s demo.Story, text demo.Text, doc body.Doc) {
		if err := body.Check(doc); err != nil {
			t.Error(err)
		}
		if !slices.Contains(langs, text.Lang) {
			t.Errorf("there is no edition in %q", text.Lang)
		}
		if text.Headline == "" || text.Standfirst == "" {
			t.Error("it has no headline or no standfirst")
		}
		if led := s.Lead != ""; led != (text.LeadAlt != "") || led != (text.LeadCaption != "") {
			t.Errorf("lead %q, its words %q and %q", s.Lead, text.LeadAlt, text.LeadCaption)
		}
		if (text.Translator == "") != (text.Lang == s.Original) {
			t.Errorf("translator %q; the original is in %q", text.Translator, s.Original)
		}
		if slug := text.Slug(); !outlet.ValidSlug(slug) || outlet.ReservedSlug(slug) {
			t.Errorf("the headline makes the address %q", slug)
		}
		eachPicture(doc.Blocks, func(p body.Picture) {
			if p.Alt == "" || len(p.Caption) == 0 || p.Credit == "" {
				t.Errorf("%s: a picture without its words: %+v", p.Source, p)
			}
		})
		if plain := body.PlainDoc(doc); strings.ContainsAny(plain, "{}") {
			t.Error("a place for a date was not filled")
		}
	})
}

func eachPicture(blocks []body.Block, f func(body.Picture)) {
	for _, b := range blocks {
		for _, p := range b.Pictures {
			f(p)
		}
		eachPicture(b.Blocks, f)
	}
}

func TestTranslationsKeepStep(t *testing.T) {
	n := read(t)
	for _, s := range n.Stories {
		want := ""
		for _, text := range s.Texts { // the original comes first
			doc, err := n.Doc(s, text, noon)
			if err != nil {
				t.Fatal(err)
			}
			got := shape(doc.Blocks)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s in %s:\n%s\nthe original:\n%s", s.Key, text.Lang, got, want)
			}
		}
	}
}

// shape is what translations have in common: types, and how many parts and notes.
func shape(blocks []body.Block) string {
	var out strings.Builder
	for _, b := range blocks {
		fmt.Fprintf(&out, "%s %d/%t items %d rows %d pictures %d notes %d links %d", b.Type, b.Level, b.Ordered, len(b.Items), len(b.Rows), len(b.Pictures),
			countSpans(b, func(s body.Span) bool { return s.Note != nil }), countSpans(b, func(s body.Span) bool { return marked(s, body.Link) }))
		if b.Embed != nil {
			out.WriteString(" " + b.Embed.URL)
		}
		if len(b.Blocks) > 0 {
			out.WriteString(" (" + shape(b.Blocks) + ")")
		}
		out.WriteString("\n")
	}
	return out.String()
}

func marked(s body.Span, m body.MarkType) bool {
	return slices.ContainsFunc(s.Marks, func(have body.Mark) bool { return have.Type == m })
}

// spansOf lists every run of inline content in a block but those of its blocks.
func spansOf(b body.Block) [][]body.Span {
	list := [][]body.Span{b.Text, b.Cite}
	for _, p := range b.Pictures {
		list = append(list, p.Caption)
	}
	for _, row := range b.Rows {
		for _, c := range row {
			list = append(list, c.Text)
		}
	}
	var items func([]body.Item)
	items = func(l []body.Item) {
		for _, it := range l {
			list = append(list, it.Text)
			items(it.Items)
		}
	}
	items(b.Items)
	for _, spans := range slices.Clone(list) {
		for _, s := range spans {
			if s.Note != nil {
				list = append(list, s.Note)
			}
		}
	}
	return list
}

func countSpans(b body.Block, is func(body.Span) bool) (n int) {
	for _, spans := range spansOf(b) {
		for _, s := range spans {
			if is(s) {
				n++
			}
		}
	}
	return n
}

func TestEveryBlockAndMarkIsUsed(t *testing.T) {
	n := read(t)
	types, marks := map[body.Type]bool{}, map[body.MarkType]bool{}
	footnotes := 0
	var walk func([]body.Block)
	walk = func(blocks []body.Block) {
		for _, b := range blocks {
			types[b.Type] = true
			footnotes += countSpans(b, func(s body.Span) bool {
				for _, m := range s.Marks {
					marks[m.Type] = true
				}
				return s.Note != nil
			})
			walk(b.Blocks)
		}
	}
	kinds := map[story.Kind]bool{}
	for _, s := range n.Stories {
		kinds[s.Kind] = true
		doc, err := n.Doc(s, s.Texts[0], noon)
		if err != nil {
			t.Fatal(err)
		}
		walk(doc.Blocks)
	}
	for _, want := range body.Types {
		if want != body.HTML && !types[want] { // an HTML block is for what no other can hold
			t.Errorf("no story has a block %q", want)
		}
	}
	for _, want := range []body.MarkType{body.Link, body.Lang, body.Strong, body.Em} {
		if !marks[want] {
			t.Errorf("no story has the mark %q", want)
		}
	}
	for _, want := range story.Kinds {
		if !kinds[want] {
			t.Errorf("no story is of kind %q", want)
		}
	}
	if footnotes == 0 {
		t.Error("no story has a footnote")
	}
}

func TestTheWholeNewsroom(t *testing.T) {
	n := read(t)
	complete, partial := 0, 0
	for _, s := range n.Stories {
		if len(s.Texts) == len(langs) {
			complete++
		} else {
			partial++
		}
	}
	if len(n.Stories) < 30 || complete < 20 || partial == 0 {
		t.Errorf("%d stories, %d of them in every language and %d not", len(n.Stories), complete, partial)
	}
	roles := map[people.Role]bool{}
	for _, p := range n.People {
		roles[p.Role] = true
	}
	for _, want := range []people.Role{people.Administrator, people.ChiefEditor, people.Editor, people.Reporter, people.Translator, people.FactChecker, people.SocialEditor, people.Expert, people.Contributor} {
		if !roles[want] {
			t.Errorf("nobody is %q", want)
		}
	}
}

// TestTranslationsAreWhole finds a translation that was cut short: its text is not
// much shorter or longer than English says it. The bounds are wide enough for what
// the languages do of themselves.
func TestTranslationsAreWhole(t *testing.T) {
	n := read(t)
	long := func(s demo.Story, text demo.Text) float64 {
		doc, err := n.Doc(s, text, noon)
		if err != nil {
			t.Fatal(err)
		}
		return float64(utf8.RuneCountInString(body.PlainDoc(doc)))
	}
	for _, s := range n.Stories {
		i := slices.IndexFunc(s.Texts, func(text demo.Text) bool { return text.Lang == "en" })
		english := long(s, s.Texts[i])
		for _, text := range s.Texts {
			if ratio := long(s, text) / english; ratio < 0.7 || ratio > 1.3 {
				t.Errorf("%s in %s is %.2f as long as in English", s.Key, text.Lang, ratio)
			}
		}
	}
}

func TestNamesInEveryLanguage(t *testing.T) {
	n := read(t)
	want := slices.Sorted(slices.Values(langs))
	check := func(what string, names demo.Names) {
		t.Helper()
		if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, want) {
			t.Errorf("%s has its name in %v", what, got)
		}
		for l, name := range names {
			if strings.TrimSpace(name) == "" {
				t.Errorf("%s has an empty name in %s", what, l)
			}
			if wrong := strangers(name, l); wrong != "" {
				t.Errorf("%s in %s: %q has letters of another script: %s", what, l, name, wrong)
			}
		}
	}
	check("the credit", n.Credit)
	for _, p := range n.Places {
		check("place "+p.Key, p.Names)
	}
	for _, s := range n.Sections {
		check("section "+s.Key, s.Names)
	}
	for _, s := range n.Topics {
		check("topic "+s.Key, s.Names)
	}
	for _, p := range n.People {
		check("person "+p.Key, p.Names)
		check("what is said of "+p.Key, p.About)
	}
	for _, p := range n.Partners {
		check("the note of "+p.Key, withoutLatin(p.Notes, "The Crossroads"))
	}
	var editions []lang.Tag
	for _, e := range n.Editions {
		editions = append(editions, e.Lang)
		for what, words := range map[string]string{"title": e.Title, "tagline": e.Tagline, "about": e.About, "rights": e.Rights, "appeal title": e.AppealTitle, "appeal text": e.AppealText, "appeal button": e.AppealButton} {
			if words == "" {
				t.Errorf("edition %s has no %s", e.Lang, what)
			}
			if wrong := strangers(strings.ReplaceAll(words, "Masthead", ""), e.Lang); wrong != "" {
				t.Errorf("edition %s: its %s has letters of another script: %s", e.Lang, what, wrong)
			}
		}
	}
	if !slices.Equal(editions, langs) {
		t.Errorf("editions %v", editions)
	}
}

// TestWordsAroundTheStories reads titles, policies, dossiers and corrections as
// strictly as the stories.
func TestWordsAroundTheStories(t *testing.T) {
	n := read(t)
	say := func(what string, l lang.Tag, words string) {
		t.Helper()
		words = strings.ReplaceAll(words, "Masthead", "")
		if strings.TrimSpace(words) == "" {
			t.Errorf("%s in %s says nothing", what, l)
		}
		if wrong := strangers(words, l); wrong != "" {
			t.Errorf("%s in %s has letters of another script: %s", what, l, wrong)
		}
		if wrong := wrongMarks[l].FindAllString(words, -1); wrong != nil {
			t.Errorf("%s in %s has marks that the language does not have: %q", what, l, wrong)
		}
	}
	each := func(what string, names demo.Names) {
		t.Helper()
		for _, l := range langs {
			say(what, l, names[l])
		}
	}
	for _, title := range n.Titles {
		each("the title of "+string(title.Role), title.Names)
	}
	for _, e := range n.Editions {
		if len(e.Policies) != 8 {
			t.Errorf("%s has %d policies", e.Lang, len(e.Policies))
		}
		for i, p := range e.Policies {
			if p.Key != n.Editions[0].Policies[i].Key {
				t.Errorf("%s has the policy %q where others have another", e.Lang, p.Key)
			}
			doc, notes := body.FromHTML(p.Text, body.Options{Lang: string(e.Lang)})
			if len(notes) > 0 {
				t.Errorf("policy %s in %s: %+v", p.Key, e.Lang, notes)
			}
			say("policy "+p.Key, e.Lang, p.Title+"\n"+body.PlainDoc(doc))
		}
	}
	for _, d := range n.Dossiers {
		each("the introduction of "+d.Topic, d.Intro)
		for _, a := range d.Actors {
			each("an actor of "+d.Topic, a.Names)
			each("an actor of "+d.Topic, a.Lines)
		}
		for _, e := range d.Events {
			each("an event of "+d.Topic, e.Says)
		}
	}
	for _, s := range n.Stories {
		for _, c := range s.Corrections {
			each("the correction of "+s.Key, c.Says)
		}
	}
}

func withoutLatin(names demo.Names, words string) demo.Names {
	out := demo.Names{}
	for l, name := range names {
		out[l] = strings.ReplaceAll(name, words, "")
	}
	return out
}

var scripts = map[lang.Tag]*unicode.RangeTable{"en": unicode.Latin, "az": unicode.Latin, "ru": unicode.Cyrillic, "hy": unicode.Armenian, "ka": unicode.Georgian}

// strangers lists the letters that are of another script than the language's.
func strangers(text string, l lang.Tag) (wrong string) {
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.Is(scripts[l], r) {
			wrong += string(r)
		}
	}
	return wrong
}

// owned is the text that is in the text's own language: all but what is marked as
// being in another.
func owned(text demo.Text, doc body.Doc) string {
	parts := []string{text.Headline, text.Standfirst, text.LeadAlt, text.LeadCaption}
	var walk func([]body.Block)
	walk = func(blocks []body.Block) {
		for _, b := range blocks {
			for _, spans := range spansOf(b) {
				line := ""
				for _, s := range spans {
					if !marked(s, body.Lang) {
						line += s.Text
					}
				}
				parts = append(parts, line)
			}
			for _, p := range b.Pictures {
				parts = append(parts, p.Alt, p.Credit)
			}
			if b.Embed != nil {
				parts = append(parts, b.Embed.Title)
			}
			walk(b.Blocks)
		}
	}
	walk(doc.Blocks)
	return strings.Join(parts, "\n")
}

// wrongMarks are what each language's typography does not have. Armenian ends a
// sentence with ։, and puts ՞ and ՛ in the word, so that : ? and ! are foreign to it;
// a colon between digits is a time of day.
var wrongMarks = map[lang.Tag]*regexp.Regexp{
	"en": regexp.MustCompile(`[«»„"']| - |--`),
	"ru": regexp.MustCompile(`[”"']|(?:^|[^\p{L}])“| - |--`), // „…“ within «…»
	"az": regexp.MustCompile(`[«»„"']| - |--`),
	"hy": regexp.MustCompile(`[“”„"'?!;]|[^0-9]:|:[^0-9]| - |--`),
	"ka": regexp.MustCompile(`[«»”"']| - |--`),
}

func TestTextsAreInTheirLanguage(t *testing.T) {
	eachText(t, func(t *testing.T, _ demo.Story, text demo.Text, doc body.Doc) {
		words := owned(text, doc)
		if wrong := strangers(words, text.Lang); wrong != "" {
			t.Errorf("letters of another script: %s", wrong)
		}
		if found, _ := lang.Detect(words); found != text.Lang {
			t.Errorf("it reads like %q", found)
		}
		if wrong := wrongMarks[text.Lang].FindAllString(words, -1); wrong != nil {
			t.Errorf("marks that the language does not have: %q", wrong)
		}
	})
}

func TestAddressesDoNotCollide(t *testing.T) {
	n := read(t)
	taken := map[string]string{}
	claim := func(l lang.Tag, slug, who string) {
		key := string(l) + "/" + slug
		if other := taken[key]; other != "" {
			t.Errorf("%s stands for %s and %s", key, other, who)
		}
		taken[key] = who
	}
	for _, s := range n.Sections {
		for l, name := range s.Names {
			claim(l, lang.Slug(name, l), "section "+s.Key)
		}
	}
	for _, s := range n.Stories {
		for _, text := range s.Texts {
			claim(text.Lang, text.Slug(), "story "+s.Key)
		}
	}
}
