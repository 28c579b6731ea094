package settings

import (
	"context"
	"maps"
	"slices"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
	"masthead/internal/people"
)

// Change changes what the outlet is made of, in one transaction that readers' pages
// follow. The function is given the outlet as the transaction reads it.
type Change func(ctx context.Context, change func(b *edition.Batch, now *outlet.Profile) error) error

// kindOf is how a setting is asked for; most are one line of text.
type kindOf uint8

const (
	aLine kindOf = iota
	aText        // several lines
	aSwitch
	aNumber
	aColour
	aRoleList
)

// group is some settings that belong together, in one form.
type group struct {
	Key  string
	Sets []setting
}

type setting struct {
	key     string
	kind    kindOf
	choices []string // values that can be chosen; "" is what is usual
}

// house are the outlet's settings but those of its look, which have a page of their own.
var house = []group{
	{"house", []setting{{key: "name"}, {key: "url"}, {key: "zone"}, {key: "hosts"}, {key: "x_default"}}},
	{"reach_us", []setting{{key: "contact"}, {key: "security"}}},
	{"pass_on", []setting{{key: "share"}, {key: "facebook_app"}, {key: "hub"}, {key: "indexnow"}, {key: "most_read_floor", kind: aNumber}}},
	{"machines", []setting{{key: "no_training", kind: aSwitch}, {key: "no_answers", kind: aSwitch}, {key: "no_visits", kind: aSwitch}}},
	{"translations", []setting{{key: "review", choices: []string{"", "anyone", "another"}}, {key: "original_changed", kind: aSwitch}}},
	{"door", []setting{{key: "second_factor", kind: aRoleList}}},
}

var look = group{"look", []setting{
	{key: "accent", kind: aColour}, {key: "accent_dark", kind: aColour}, {key: "paper", kind: aColour},
	{key: "headlines", choices: []string{"", "serif", "sans", "book"}}, {key: "texts", choices: []string{"", "serif", "sans"}}, {key: "mark", kind: aText},
}}

// ofEdition are an edition's own settings.
var ofEdition = []group{
	{"edition", []setting{{key: "title"}, {key: "tagline"}, {key: "about", kind: aText}, {key: "rights"}, {key: "share"}, {key: "contribute_url"}}},
	{"appeal", []setting{{key: "support_url"}, {key: "appeal_title"}, {key: "appeal_text", kind: aText}, {key: "appeal_button"}}},
	{"letter", []setting{{key: "letter_url"}, {key: "letter_title"}, {key: "letter_text", kind: aText}}},
}

// FormGroup is a group as a page shows it.
type FormGroup struct {
	Key    string
	Fields []newsroom.Field
	Roles  []Checked // of a list of roles
}

// Checked is one box of a list.
type Checked struct {
	Value string
	On    bool
}

// OutletPage shows settings in groups, each a form.
type OutletPage struct {
	Path    string // where the forms go
	Edition string // whose settings they are; empty for the outlet's
	Name    string
	Groups  []FormGroup
	May     bool
	Outside []Line // further pages
}

func groupsOf(r *newsroom.Request, groups []group, values map[string]string, l lang.Tag) (list []FormGroup) {
	for _, g := range groups {
		one := FormGroup{Key: g.Key}
		for _, s := range g.Sets {
			if s.kind == aRoleList {
				chosen := strings.Split(values[s.key], ",")
				for _, role := range people.Roles {
					one.Roles = append(one.Roles, Checked{string(role), slices.Contains(chosen, string(role))})
				}
				continue
			}
			one.Fields = append(one.Fields, field(r, s, values[s.key], l))
		}
		list = append(list, one)
	}
	return list
}

// field is a setting as a labelled field, with the sentence that explains it.
func field(r *newsroom.Request, s setting, value string, l lang.Tag) newsroom.Field {
	f := newsroom.Field{Name: s.key, Label: r.Say("settings.set_" + s.key), Help: r.Say("settings.help_" + s.key), Value: value, Max: 4000}
	switch {
	case s.kind == aSwitch:
		f.Type = "select"
		for _, v := range []string{"false", "true"} {
			f.Options = append(f.Options, newsroom.Option{Value: v, Label: r.Say("settings.switch_" + v), Chosen: v == value})
		}
	case s.choices != nil:
		f.Type = "select"
		for _, v := range s.choices {
			word := "settings.usual"
			if v != "" {
				word = "settings.type_" + v
			}
			f.Options = append(f.Options, newsroom.Option{Value: v, Label: r.Say(word), Chosen: v == value})
		}
	case s.kind == aText:
		f.Type, f.Rows, f.Lang = "area", 4, l
	default:
		f.Lang = l
	}
	return f
}

func valuesOf(list []outlet.Setting) map[string]string {
	values := map[string]string{}
	for _, s := range list {
		values[s.Key] = s.Value
	}
	return values
}

func (p *Pages) mayOutlet(r *newsroom.Request) bool {
	return r.May(people.Case{Deed: people.ManageOutlet})
}

func (p *Pages) outlet(r *newsroom.Request) (newsroom.Answer, error) {
	page := OutletPage{Path: at + "outlet/", May: p.mayOutlet(r), Groups: groupsOf(r, house, valuesOf(r.Outlet.Outlet.List()), "")}
	return newsroom.Show("outlet", page), nil
}

func (p *Pages) saveOutlet(r *newsroom.Request) (newsroom.Answer, error) {
	return p.save(r, "", house, at+"outlet/")
}

// save changes the settings that the form has and that differ, each with a line of the
// audit that says what it was.
func (p *Pages) save(r *newsroom.Request, l lang.Tag, groups []group, back string) (newsroom.Answer, error) {
	sent := sentIn(r, groups)
	changed := 0
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		changed = 0
		for _, key := range slices.Sorted(maps.Keys(sent)) {
			was, err := outlet.Change(r.Context(), b.Tx, now, l, key, sent[key])
			if err != nil {
				return err
			}
			if was == sent[key] {
				continue
			}
			changed++
			on := audit.Thing("outlet", key)
			if l != "" {
				on = audit.Thing("edition", string(l))
			}
			if err := note(r, b.Tx, "setting.changed", on, map[string]string{"setting": key, "was": was, "is": sent[key]}); err != nil {
				return err
			}
		}
		return nil
	})
	return newsroom.SeeOther(back, "settings.saved", "n", changed), err
}

// sentIn are the settings of the groups that the form has.
func sentIn(r *newsroom.Request, groups []group) map[string]string {
	sent := map[string]string{}
	for _, g := range groups {
		for _, s := range g.Sets {
			if values, there := r.PostForm[s.key]; there || s.kind == aRoleList && r.PostForm.Has("group_"+g.Key) {
				values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
				sent[s.key] = strings.TrimSpace(strings.ReplaceAll(strings.Join(values, ","), "\r\n", "\n"))
			}
		}
	}
	return sent
}

// EditionsPage lists the editions, and lets one be added.
type EditionsPage struct {
	Editions []EditionRow
	Tongues  []newsroom.Option // languages that have no edition yet
	May      bool
}

// EditionRow is an edition as the list shows it.
type EditionRow struct {
	Lang        lang.Tag
	Name, Title string
	Place       int
}

func (p *Pages) editions(r *newsroom.Request) (newsroom.Answer, error) {
	page := EditionsPage{May: p.mayOutlet(r)}
	for i, e := range r.Outlet.Editions {
		page.Editions = append(page.Editions, EditionRow{e.Lang, e.Lang.NameIn(r.Visitor.Lang), e.Title, i + 1})
	}
	for _, l := range lang.Reviewed() {
		if _, there := r.Outlet.Edition(l); !there {
			page.Tongues = append(page.Tongues, newsroom.Option{Value: string(l), Label: l.NameIn(r.Visitor.Lang)})
		}
	}
	return newsroom.Show("editions", page), nil
}

func (p *Pages) addEdition(r *newsroom.Request) (newsroom.Answer, error) {
	l := lang.Tag(r.PostFormValue("lang"))
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		if err := outlet.AddEdition(r.Context(), b.Tx, now, l, r.PostFormValue("title")); err != nil {
			return err
		}
		return note(r, b.Tx, "house.edition_added", audit.Thing("edition", string(l)), map[string]string{"title": r.PostFormValue("title")})
	})
	return newsroom.SeeOther(at+"editions/"+string(l)+"/", "settings.edition_added"), err
}

// orderEditions moves one edition a place up.
func (p *Pages) orderEditions(r *newsroom.Request) (newsroom.Answer, error) {
	up := lang.Tag(r.PostFormValue("up"))
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		order := now.Langs()
		i := slices.Index(order, up)
		if i <= 0 {
			return nil
		}
		order[i-1], order[i] = order[i], order[i-1]
		if err := outlet.OrderEditions(r.Context(), b.Tx, now, order); err != nil {
			return err
		}
		return note(r, b.Tx, "house.edition_moved", audit.Thing("edition", string(up)), map[string]string{"order": joined(order)})
	})
	return newsroom.SeeOther(at+"editions/", "settings.order_kept"), err
}

func joined[S ~string](list []S) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, " ")
}

func (p *Pages) edition(r *newsroom.Request) (newsroom.Answer, error) {
	e, ok := r.Outlet.Edition(r.Text)
	if !ok {
		return newsroom.Answer{}, noEdition(r.Text)
	}
	page := OutletPage{Path: at + "editions/" + string(e.Lang) + "/", Edition: string(e.Lang), Name: e.Lang.NameIn(r.Visitor.Lang), May: p.mayOutlet(r),
		Groups: groupsOf(r, ofEdition, valuesOf(e.List()), e.Lang), Outside: []Line{{"policies", "editions/" + string(e.Lang) + "/policies/"}}}
	return newsroom.Show("outlet", page), nil
}

func (p *Pages) saveEdition(r *newsroom.Request) (newsroom.Answer, error) {
	return p.save(r, r.Text, ofEdition, at+"editions/"+string(r.Text)+"/")
}

// noteIn is note for what happened in a batch.
func noteIn(r *newsroom.Request, tx *db.Tx, deed, noun, key string, detail map[string]string) error {
	return note(r, tx, deed, audit.Thing(noun, key), detail)
}
