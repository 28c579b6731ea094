package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/writing"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// sheet is what the bench shows.
type sheet struct {
	Address     string // of the bench, and of the text's own page
	Text        string
	Story       story.Story
	Title       string // of the source
	From, To    side
	Begun       bool
	Original    bool // it is the original: there is nothing to translate
	May         bool
	Talks       bool
	Show        string // all, todo, stale, findings
	Rows        []row
	Count       counts
	Sources     []newsroom.Option // what it can be made from
	Targets     []newsroom.Option
	Chain       []link
	Task        *task
	Hand        *hand
	Files       []File
	Drafts      bool
	Asks        bool // the memory can be searched
	Help        *aid
	Q           string
	Hits        []Hit
	Op          string
	Words       string // for the script, as JSON
	Writing     string
	SourceRev   int
	TargetRev   int
	Limits      []limit
	Bars        []bar
	Keys        []key
	Checked     bool // somebody looks the translation over
	VisitorLang lang.Tag
}

// key is one of the bench's keys and what it does.
type key struct{ Key, Says string }

// keysOf lists the keys of the bench for its page of keys.
func keysOf(r *newsroom.Request) []key {
	return []key{
		{"j / k", r.Say("bench.key_block")}, {"e, Enter", r.Say("bench.key_write")}, {"Tab", r.Say("bench.key_next")}, {"Ctrl Enter", r.Say("bench.key_done")},
		{"r", r.Say("bench.still_right")}, {"a", r.Say("bench.accept")}, {"l", r.Say("bench.leave_out")}, {"n", r.Say("bench.ask_author")}, {"s", r.Say("bench.suggest")},
		{"Ctrl 1, 2, 3", r.Say("bench.key_take")}, {"Ctrl K, K", r.Say("bench.key_concordance")}, {"Alt C", r.Say("bench.key_copy")}, {"F7", r.Say("bench.key_finding")},
		{"Ctrl Alt T", r.Say("bench.key_mend")}, {"Esc", r.Say("bench.key_leave")},
	}
}

// bar is a part of the line that shows how far it has come, in hundredths.
type bar struct {
	Class       string
	From, Width int
}

// side is one of the two texts.
type side struct {
	Lang     lang.Tag
	Name     string
	Dir      string
	Rev      int
	Who      newsroom.Who
	At       newsroom.Moment
	Original bool
}

// counts are the rows by where they stand.
type counts struct {
	All, Read, Done, Todo, Stale, Findings, Out int
	Waits                                       int // to do, stale ones among them
}

// link is a text of the chain back to the one that was made from none, with what of it
// waits to be mended before it can be relied on.
type link struct {
	Lang   lang.Tag
	Name   string
	Path   string // of its bench; of the text where it was made from none
	Stale  int
	Urgent bool
}

// corrected is what readers were told of a mistake, in the language of one of the texts.
type corrected struct {
	Lang lang.Tag
	Runs []body.Run // from what was wrong to what is right
}

// task is what she, or somebody, was asked to do here.
type task struct {
	ID   string
	Who  newsroom.Who
	Due  newsroom.Moment
	Late bool
	Mine bool
}

// row is a block beside what it was made of.
type row struct {
	N         int
	Pair, ID  string
	State     translation.State
	Icon      string
	Tone      string // class of the state: ok, wait or none
	Sources   []source
	Kind      string // h for headings, hl and sf for the head
	HTML      template.HTML
	Has       bool // the translation has words
	Value     string
	Check     string
	Rows      int
	Editable  bool // in a field of a form
	Todo      bool
	Urgent    bool
	Mild      bool
	Why       []string // sentences
	Numbers   []string
	Machine   string
	Reason    string
	By        newsroom.Who
	Since     newsroom.Moment
	Offers    []offered
	Waits     []suggested
	Findings  []Finding
	Talk      int // open threads on the source's block
	Loose     bool
	Alone     bool       // the source has nothing for it, or no more
	Moved     bool       // its source has other words than it was made from
	Corrected *corrected // the correction that waits to be carried over, or nil
	May       bool
	Hidden    bool
	Page      *sheet
}

type source struct {
	ID    string
	HTML  template.HTML
	Runs  []body.Run // from the old words to the new; nil where they are the same
	Was   string
	Gone  bool
	Plain string
}

type offered struct {
	Kind  translation.OfferKind
	Other string
	Words string
}

type suggested struct {
	ID   string
	By   newsroom.Who
	Runs []body.Run
	Mine bool
}

// limit is how long a headline may be in one place, in signs.
type limit struct {
	Place string
	Max   int
}

// limits are careful estimates of what fronts, cards, letters and telephones show without
// cutting; nobody has measured them on the networks.
var limits = []limit{{"front", 70}, {"card", 60}, {"letter", 50}, {"push", 45}}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	s, err := p.sheet(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	words, err := json.Marshal(r.Words("editor"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	own, err := json.Marshal(r.Words("bench"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	given, err := json.Marshal(writing.For(p.Catalogue, r.Visitor.Lang))
	if err != nil {
		return newsroom.Answer{}, err
	}
	s.Keys = keysOf(r)
	s.Words, s.Writing = joined(words, own), string(given)
	return newsroom.Show("bench", s), nil
}

// joined puts two objects of JSON into one.
func joined(a, b []byte) string {
	if len(a) <= 2 {
		return string(b)
	}
	if len(b) <= 2 {
		return string(a)
	}
	return string(a[:len(a)-1]) + "," + string(b[1:])
}

// live gives the page's moving parts anew, for the script.
func (p *Pages) live(r *newsroom.Request) (newsroom.Answer, error) {
	s, err := p.sheet(r)
	return newsroom.Fragment("bench", "bench-live-part", s), err
}

func (p *Pages) sheet(r *newsroom.Request) (*sheet, error) {
	show := r.FormValue("show")
	if !slices.Contains([]string{"todo", "stale", "findings"}, show) {
		show = "all"
	}
	s := &sheet{
		Address: addressOf(r), Text: textAddress(r), Story: r.Story, May: maySave(r), Show: show, Op: "bench-" + id.NewBlock(), Limits: limits,
		Original: r.Text == r.Story.Original, Drafts: p.Draft != nil, Asks: p.Concordance != nil, Checked: p.Checks != nil, VisitorLang: r.Visitor.Lang, Q: r.FormValue("q"),
		Talks: r.May(r.Case(people.Comment, r.Story, r.Text)), To: side{Lang: r.Text, Name: r.Text.NameIn(r.Visitor.Lang), Dir: r.Text.Dir()},
	}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		fresh := *s
		err := p.fill(r, tx, &fresh)
		if err == nil {
			*s = fresh
		}
		return err
	})
	for i := range s.Rows {
		s.Rows[i].Page = s
	}
	return s, err
}

func (p *Pages) fill(r *newsroom.Request, tx *db.Tx, s *sheet) error {
	ctx := r.Context()
	if err := s.texts(r, tx); err != nil || s.Original {
		return err
	}
	sh, err := translation.Read(ctx, tx, r.Story.ID, r.Text)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	s.Begun, s.SourceRev, s.TargetRev = true, sh.SourceRev, sh.TargetRev
	if p.Files != nil {
		s.Files = p.Files(r.Story.ID, r.Text)
	}
	for i, l := range sh.Chain {
		k := link{Lang: l.Lang, Name: l.Lang.NameIn(r.Visitor.Lang), Stale: l.Tally.Stale, Urgent: l.Tally.Urgent > 0}
		k.Path = "/desk/bench/" + url.PathEscape(r.Story.ID) + "/" + url.PathEscape(string(l.Lang)) + "/"
		if i == len(sh.Chain)-1 {
			k.Path = "/desk/stories/" + url.PathEscape(r.Story.ID) + "/" + url.PathEscape(string(l.Lang)) + "/"
		}
		s.Chain = append(s.Chain, k)
	}
	from, err := story.Newest(ctx, tx, r.Story.ID, sh.Source)
	if err != nil {
		return err
	}
	to, err := story.Newest(ctx, tx, r.Story.ID, r.Text)
	if err != nil {
		return err
	}
	n, err := s.people(r, tx, sh, from, to)
	if err != nil {
		return err
	}
	s.Title = from.Headline
	s.From = side{sh.Source, sh.Source.NameIn(r.Visitor.Lang), sh.Source.Dir(), from.Rev, n.who(from.SavedBy), r.When(from.SavedAt), sh.Source == r.Story.Original}
	s.To.Rev, s.To.Who, s.To.At = to.Rev, n.who(to.SavedBy), r.When(to.SavedAt)
	if err := p.fillRows(r, tx, s, sh, n, from); err != nil {
		return err
	}
	if err := s.corrections(r, tx, sh); err != nil {
		return err
	}
	if err := s.suggestions(r, tx, n, to); err != nil {
		return err
	}
	if err := s.talk(r, tx, from); err != nil {
		return err
	}
	if err := p.fillWork(r, tx, s, n); err != nil {
		return err
	}
	s.count()
	s.bars()
	return p.fillHelp(r, tx, s, sh)
}

// texts lists what there is of the story.
func (s *sheet) texts(r *newsroom.Request, tx *db.Tx) error {
	heads, err := story.Heads(r.Context(), tx, r.Story.ID)
	if err != nil {
		return err
	}
	made := lang.Tag("")
	for _, h := range heads {
		if h.Lang == r.Text {
			made = h.MadeFrom
		}
		if h.Lang == r.Story.Original {
			s.Title = h.Headline
		}
	}
	for _, h := range heads {
		if h.Lang != r.Text {
			s.Sources = append(s.Sources, newsroom.Option{Value: string(h.Lang), Label: r.Say("bench.from_rev", "lang", h.Lang.NameIn(r.Visitor.Lang), "rev", h.Rev), Chosen: h.Lang == made || made == "" && h.Lang == r.Story.Original})
		}
	}
	for _, l := range r.Outlet.Langs() {
		if l == r.Story.Original {
			continue
		}
		s.Targets = append(s.Targets, newsroom.Option{Value: string(l), Label: l.NameIn(r.Visitor.Lang), Chosen: l == r.Text})
	}
	return nil
}

// names are people as the visitor may know them.
type names struct {
	r     *newsroom.Request
	shown map[string]string
	by    map[string]people.Person
}

func (s *sheet) people(r *newsroom.Request, tx *db.Tx, sh translation.Sheet, from, to story.Text) (names, error) {
	ids := []string{from.SavedBy, to.SavedBy}
	for _, one := range sh.Rows {
		ids = append(ids, one.Translator, one.Reviewer)
	}
	waits, err := comment.Suggestions(r.Context(), tx, r.Story.ID, r.Text)
	if err != nil {
		return names{}, err
	}
	for _, g := range waits {
		ids = append(ids, g.By)
	}
	tasks, err := desk.AssignmentsOf(r.Context(), tx, r.Story.ID)
	if err != nil {
		return names{}, err
	}
	for _, t := range tasks {
		ids = append(ids, t.Person)
	}
	return namesOf(r, tx, ids)
}

func namesOf(r *newsroom.Request, tx *db.Tx, ids []string) (names, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(one string) bool { return one == "" })
	shown, err := people.MaskedAll(r.Context(), tx, r.Visit, r.Story.Authors(), ids)
	if err != nil {
		return names{}, err
	}
	var all []string
	for _, one := range shown {
		all = append(all, one)
	}
	by, err := people.ByIDs(r.Context(), tx, all)
	return names{r, shown, by}, err
}

func (n names) who(person string) newsroom.Who {
	if person == "" {
		return newsroom.Who{}
	}
	shown := person
	if one, ok := n.shown[person]; ok {
		shown = one
	}
	w := newsroom.PersonMark(shown, n.by[shown].In(n.r.Visitor.Lang))
	w.Me = person == n.r.Person.ID
	return w
}

// icons of the states, and their tones.
var faces = map[translation.State][2]string{
	translation.Untranslated: {"ring", ""}, translation.Draft: {"dash", ""}, translation.Translated: {"half", ""}, translation.Reviewed: {"okc", "ok"},
	translation.Stale: {"warn", "wait"}, translation.Omitted: {"x", ""}, translation.Added: {"plus", ""}, translation.Wordless: {"ring", ""},
}

func (p *Pages) fillRows(r *newsroom.Request, tx *db.Tx, s *sheet, sh translation.Sheet, n names, from story.Text) error {
	found := map[string][]Finding{}
	if p.Checks != nil {
		var err error
		if found, err = p.Checks.Of(r.Context(), tx, blocksOf(r.Story, sh, from), r.Visitor.Lang, r.Say); err != nil {
			return err
		}
	}
	for i, one := range sh.Rows {
		s.Rows = append(s.Rows, s.row(r, i+1, one, n))
		v := &s.Rows[i]
		v.Findings = found[one.Pair]
		v.Hidden = s.Show == "todo" && !v.Todo || s.Show == "stale" && v.State != translation.Stale || s.Show == "findings" && len(v.Findings) == 0
	}
	return nil
}

func (s *sheet) row(r *newsroom.Request, number int, one translation.Row, n names) row {
	v := row{
		N: number, Pair: one.Pair, ID: one.ID, State: one.State, Icon: faces[one.State][0], Tone: faces[one.State][1], Machine: one.Machine, Reason: one.Reason,
		Since: r.When(one.Since), Urgent: one.State == translation.Stale && one.Weight == translation.Urgent, Mild: one.Weight == translation.Form, Loose: one.Loose,
		Todo: one.State == translation.Untranslated || one.State == translation.Draft || one.State == translation.Stale, May: s.May,
	}
	v.By = n.who(one.Translator)
	if one.State == translation.Reviewed {
		v.By = n.who(one.Reviewer)
	}
	for _, why := range one.Why {
		v.Why = append(v.Why, r.Say("bench.why_"+why))
	}
	for _, k := range one.Sources {
		v.Sources = append(v.Sources, sourceOf(k))
	}
	v.Alone = !slices.ContainsFunc(one.Sources, func(k translation.Source) bool { return !k.Gone })
	kind := one.Target
	if kind == nil && len(one.Sources) > 0 {
		kind = one.Sources[0].Block
	}
	switch {
	case one.ID == translation.Headline:
		v.Kind = "h"
	case kind != nil && kind.Type == body.Heading:
		v.Kind = "h"
	}
	if one.Target != nil {
		v.Has = strings.TrimSpace(body.Plain(*one.Target)) != ""
		v.Editable = one.Head() || editable(one.Target.Type)
		if v.HTML = htmlOf(*one.Target); v.Editable {
			v.Value = body.InlineHTML(one.Target.Text)
			if one.Head() {
				v.Value = body.PlainSpans(one.Target.Text)
			}
			v.Check, v.Rows = body.TextHash(*one.Target), min(12, 2+len([]rune(v.Value))/60)
		}
	}
	for _, o := range one.Offers {
		v.Offers = append(v.Offers, offered{Kind: o.Kind, Other: o.Other})
	}
	return v
}

func sourceOf(k translation.Source) source {
	v := source{ID: k.ID, Was: k.Was, Gone: k.Gone, Plain: k.Now}
	if k.Block != nil {
		v.HTML = htmlOf(*k.Block)
	}
	if k.Was != "" && k.Was != k.Now && k.Weight > translation.Nothing {
		v.Runs = body.CompareWords(k.Was, k.Now)
	}
	return v
}

// htmlOf shows a block's words: with their marks where it has one line of them.
func htmlOf(b body.Block) template.HTML {
	if editable(b.Type) {
		return template.HTML(body.InlineHTML(b.Text)) // which escapes
	}
	return template.HTML(template.HTMLEscapeString(body.Plain(b)))
}

// editable says which blocks a field of a form can hold.
func editable(t body.Type) bool {
	return t == body.Paragraph || t == body.Heading || t == body.Quote || t == body.PullQuote
}

// blocksOf are the rows that have a source or words, as others are asked about them.
func blocksOf(st story.Story, sh translation.Sheet, from story.Text) (list []Block) {
	hashes, place := make([]string, len(from.Body.Blocks)), map[string]int{}
	for i, b := range from.Body.Blocks {
		hashes[i], place[b.ID] = body.TextHash(b), i
	}
	for _, one := range sh.Rows {
		b := Block{Story: st, From: sh.Source, To: sh.Lang, Row: one}
		for _, k := range one.Sources {
			if k.Block != nil {
				b.Sources = append(b.Sources, *k.Block)
			}
		}
		if len(b.Sources) > 0 {
			if i, ok := place[b.Sources[0].ID]; ok && i > 0 {
				b.Before = hashes[i-1]
			}
			if i, ok := place[b.Sources[len(b.Sources)-1].ID]; ok && i+1 < len(hashes) {
				b.After = hashes[i+1]
			}
		}
		list = append(list, b)
	}
	return list
}

// corrections puts what was wrong, and what is right, to the blocks that wait for it: in
// the language of the nearest text that tells it.
func (s *sheet) corrections(r *newsroom.Request, tx *db.Tx, sh translation.Sheet) error {
	told := map[string]*corrected{}
	if slices.ContainsFunc(sh.Rows, func(one translation.Row) bool { return one.Correction != "" }) {
		langs := []lang.Tag{r.Text}
		for _, l := range sh.Chain {
			langs = append(langs, l.Lang)
		}
		for _, l := range append(langs, r.Outlet.Langs()...) {
			list, err := story.Corrections(r.Context(), tx, r.Story.ID, l)
			if err != nil {
				return err
			}
			for _, c := range list {
				if told[c.ID] == nil {
					told[c.ID] = &corrected{l, body.CompareWords(c.Wrong[l], c.Texts[l])}
				}
			}
		}
	}
	for i, one := range sh.Rows {
		s.Rows[i].Corrected = told[one.Correction]
		s.Rows[i].Moved = slices.ContainsFunc(one.Sources, func(k translation.Source) bool { return k.Weight >= translation.Words })
	}
	return nil
}

// suggestions puts those that wait under their blocks.
func (s *sheet) suggestions(r *newsroom.Request, tx *db.Tx, n names, to story.Text) error {
	waits, err := comment.Suggestions(r.Context(), tx, r.Story.ID, r.Text)
	if err != nil {
		return err
	}
	for _, g := range waits {
		i := slices.IndexFunc(s.Rows, func(v row) bool { return v.ID == g.Block && v.ID != "" })
		e := g.EffectOn(to)
		if i < 0 || e.Gone {
			continue
		}
		w := suggested{ID: g.ID, By: n.who(g.By), Mine: g.By == r.Person.ID}
		for _, part := range e.Difference.Parts {
			w.Runs = append(w.Runs, part.Runs...)
		}
		s.Rows[i].Waits = append(s.Rows[i].Waits, w)
	}
	return nil
}

// talk counts what is said about the source's blocks.
func (s *sheet) talk(r *newsroom.Request, tx *db.Tx, from story.Text) error {
	threads, err := comment.Threads(r.Context(), tx, from, false)
	for i := range s.Rows {
		for _, t := range threads {
			if slices.ContainsFunc(s.Rows[i].Sources, func(k source) bool { return k.ID == t.Anchor.Block }) {
				s.Rows[i].Talk++
			}
		}
	}
	return err
}

func (s *sheet) count() {
	for _, v := range s.Rows {
		if v.State == translation.Wordless {
			continue
		}
		s.Count.All++
		switch v.State {
		case translation.Reviewed:
			s.Count.Read++
		case translation.Translated, translation.Added:
			s.Count.Done++
		case translation.Omitted:
			s.Count.Out++
		case translation.Stale:
			s.Count.Stale++
			s.Count.Waits++
		default:
			s.Count.Todo++
			s.Count.Waits++
		}
		if len(v.Findings) > 0 {
			s.Count.Findings++
		}
	}
}

func (s *sheet) bars() {
	at := 0
	done := 0
	for _, one := range []struct {
		class string
		n     int
	}{{"read", s.Count.Read}, {"done", s.Count.Done + s.Count.Out}, {"stale", s.Count.Stale}, {"todo", s.Count.Todo}} {
		if done += one.n; one.n > 0 {
			end := 100 * done / s.Count.All
			s.Bars = append(s.Bars, bar{one.class, at, end - at})
			at = end
		}
	}
}

// find reads one row of a text, and what stands around it.
func find(ctx context.Context, tx *db.Tx, st story.Story, l lang.Tag, pair string) (Block, translation.Sheet, error) {
	sh, err := translation.Read(ctx, tx, st.ID, l)
	if err != nil {
		return Block{}, sh, err
	}
	from, err := story.Newest(ctx, tx, st.ID, sh.Source)
	if err != nil {
		return Block{}, sh, err
	}
	for _, b := range blocksOf(st, sh, from) {
		if b.Row.Pair == pair {
			return b, sh, nil
		}
	}
	return Block{}, sh, fault.New(fault.NotFound, "translation.pair_absent").With("pair", fmt.Sprintf("%.16s", pair))
}
