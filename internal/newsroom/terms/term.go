package terms

import (
	"slices"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/terms"
	"masthead/internal/topic"
)

// termPage is the form of one term.
type termPage struct {
	row
	Is      bool // it is there; else it is being added
	Fields  []newsroom.Field
	Whys    []newsroom.Field
	Rest    []newsroom.Field
	Boxes   []box
	May     bool
	Family  []row // the same term in other languages
	Others  []langChoice
	By      newsroom.Who
	Changed newsroom.Moment
	Wrong   string
}

type box struct {
	Name, Label, Help string
	On                bool
}

func options(chosen string, pairs ...string) (list []newsroom.Option) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, newsroom.Option{Value: pairs[i], Label: pairs[i+1], Chosen: pairs[i] == chosen})
	}
	return list
}

func langField(r *newsroom.Request, chosen lang.Tag, any bool) newsroom.Field {
	f := newsroom.Field{Name: "lang", Label: r.Say("terms.field_lang"), Type: "select"}
	if any {
		f.Options = options(string(chosen), "", r.Say("terms.any"))
	}
	for _, l := range r.Outlet.Langs() {
		if any || mayKeep(r, l) {
			f.Options = append(f.Options, newsroom.Option{Value: string(l), Label: l.NameIn(r.Visitor.Lang), Chosen: l == chosen})
		}
	}
	if chosen != "" && !slices.Contains(r.Outlet.Langs(), chosen) && chosen.Valid() {
		f.Options = append(f.Options, newsroom.Option{Value: string(chosen), Label: chosen.NameIn(r.Visitor.Lang), Chosen: true})
	}
	return f
}

func severityField(r *newsroom.Request, chosen terms.Severity, any bool) newsroom.Field {
	f := newsroom.Field{Name: "severity", Label: r.Say("terms.field_severity"), Type: "select"}
	if any {
		f.Options = options(string(chosen), "", r.Say("terms.any"))
	}
	for _, s := range terms.Severities {
		f.Options = append(f.Options, newsroom.Option{Value: string(s), Label: severityWord(r, s), Chosen: s == chosen})
	}
	return f
}

func categoryField(r *newsroom.Request, chosen terms.Category, any bool) newsroom.Field {
	f := newsroom.Field{Name: "category", Label: r.Say("terms.field_category"), Type: "select"}
	if any {
		f.Options = options(string(chosen), "", r.Say("terms.any"))
	}
	for _, c := range terms.Categories {
		f.Options = append(f.Options, newsroom.Option{Value: string(c), Label: r.Say("terms.category_" + string(c)), Chosen: c == chosen})
	}
	return f
}

func (p *Pages) newTerm(r *newsroom.Request) (newsroom.Answer, error) {
	t := terms.Term{Key: r.FormValue("key"), Lang: lang.Tag(r.FormValue("lang")), Severity: terms.Ask, Category: terms.Other}
	if t.Lang == "" {
		t.Lang = r.Visitor.Lang
	}
	return p.show(r, t, nil)
}

func (p *Pages) term(r *newsroom.Request) (newsroom.Answer, error) {
	var t terms.Term
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { t, err = terms.Find(r.Context(), tx, r.PathValue("term")); return err })
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.show(r, t, nil)
}

// show gives the form of a term, with what is wrong with it.
func (p *Pages) show(r *newsroom.Request, t terms.Term, wrong error) (newsroom.Answer, error) {
	page := termPage{row: rowOf(r, t), Is: t.ID != "", May: t.ID == "" || mayKeep(r, t.Lang), Changed: r.When(t.ChangedAt)}
	var topicKey string
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		page.Family, page.Others = nil, nil
		if t.Topic != "" {
			if topicKey, err = topic.KeyOf(r.Context(), tx, t.Topic); err != nil {
				return err
			}
		}
		return page.family(r, tx, t)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page.fields(r, t, topicKey)
	status := 200
	if f, ok := fault.As(wrong); ok {
		status, page.Wrong = 422, r.Explain(f)
		for _, list := range [][]newsroom.Field{page.Fields, page.Whys, page.Rest} {
			for i := range list {
				if list[i].Name == f.Field || f.Field == "why" && list[i].Name == "why_"+string(r.Visitor.Lang) {
					list[i].Error = page.Wrong
				}
			}
		}
	}
	return newsroom.Show("term", page).Status(status), nil
}

// family finds the same term in other languages, and the languages that lack it.
func (page *termPage) family(r *newsroom.Request, tx *db.Tx, t terms.Term) error {
	if !page.Is {
		return nil
	}
	list, err := terms.Family(r.Context(), tx, t.Key)
	have := map[lang.Tag]bool{}
	for _, one := range list {
		have[one.Lang] = true
		if one.ID != t.ID {
			page.Family = append(page.Family, rowOf(r, one))
		}
	}
	for _, l := range r.Outlet.Langs() {
		if !have[l] && mayKeep(r, l) {
			page.Others = append(page.Others, langChoice{Lang: l, Name: l.NameIn(r.Visitor.Lang)})
		}
	}
	return err
}

func (page *termPage) fields(r *newsroom.Request, t terms.Term, topicKey string) {
	area := func(name string, list []string, rows int) newsroom.Field {
		return newsroom.Field{Name: name, Label: r.Say("terms.field_" + name), Help: r.Say("terms.help_" + name), Value: strings.Join(list, "\n"), Type: "area", Rows: rows, Lang: t.Lang}
	}
	text := func(name, value string, l lang.Tag, most int) newsroom.Field {
		return newsroom.Field{Name: name, Label: r.Say("terms.field_" + name), Help: r.Say("terms.help_" + name), Value: value, Lang: l, Max: most}
	}
	key, tongue := text("key", t.Key, "", terms.MaxKey), langField(r, t.Lang, false)
	key.Required = true
	page.Fields = []newsroom.Field{key, tongue, area("patterns", t.Patterns, 3), severityField(r, t.Severity, false), categoryField(r, t.Category, false),
		area("suggestions", t.Suggestions, 3), area("wrong", t.Wrong, 3), area("right", t.Right, 3), area("unless", t.Unless, 2)}
	for _, l := range []lang.Tag{"en", "ru", "az", "hy", "ka"} {
		page.Whys = append(page.Whys, newsroom.Field{Name: "why_" + string(l), Label: r.Say("terms.field_why", "lang", l.NameIn(r.Visitor.Lang)), Value: t.Why[l], Type: "area", Rows: 3, Max: terms.MaxWhy, Lang: l})
	}
	disclaimer := text("disclaimer", t.Disclaimer, t.Lang, terms.MaxDisclaimer)
	disclaimer.Type, disclaimer.Rows = "area", 2
	page.Rest = []newsroom.Field{text("wording", t.Wording, t.Lang, terms.MaxLine), disclaimer, text("source", t.Source, "", terms.MaxLine), text("owner", t.Owner, "", terms.MaxLine),
		text("topic", topicKey, "", 80), text("from", t.From, "", 10), text("until", t.Until, "", 10)}
	page.Rest[5].Type, page.Rest[6].Type = "date", "date"
	page.Boxes = []box{{"in_quotes", r.Say("terms.field_in_quotes"), r.Say("terms.help_in_quotes"), t.InQuotes}, {"required", r.Say("terms.field_required"), r.Say("terms.help_required"), t.Required}}
}

// sent reads the term of a form on what is kept of it.
func sent(r *newsroom.Request, tx *db.Tx, t terms.Term) (terms.Term, error) {
	list := func(name string) []string {
		return strings.Split(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"), "\n")
	}
	t.Key, t.Lang = r.PostFormValue("key"), lang.Tag(r.PostFormValue("lang"))
	t.Patterns, t.Unless, t.Suggestions, t.Wrong, t.Right = list("patterns"), list("unless"), list("suggestions"), list("wrong"), list("right")
	t.Severity, t.Category = terms.Severity(r.PostFormValue("severity")), terms.Category(r.PostFormValue("category"))
	t.Wording, t.Disclaimer, t.Source, t.Owner = r.PostFormValue("wording"), r.PostFormValue("disclaimer"), r.PostFormValue("source"), r.PostFormValue("owner")
	t.From, t.Until = r.PostFormValue("from"), r.PostFormValue("until")
	t.InQuotes, t.Required = r.PostFormValue("in_quotes") != "", r.PostFormValue("required") != ""
	why := map[lang.Tag]string{}
	for l, s := range t.Why {
		why[l] = s
	}
	for _, l := range []lang.Tag{"en", "ru", "az", "hy", "ka"} {
		why[l] = r.PostFormValue("why_" + string(l))
	}
	t.Why, t.Topic = why, ""
	if key := strings.TrimSpace(r.PostFormValue("topic")); key != "" {
		found, err := topic.Get(r.Context(), tx, key)
		if fault.KindOf(err) == fault.NotFound {
			err = fault.New(fault.Invalid, "terms.topic_unknown").In("topic").With("topic", key)
		}
		if err != nil {
			return t, err
		}
		t.Topic = found.ID
	}
	return t.Tidy(), nil
}

func (p *Pages) add(r *newsroom.Request) (newsroom.Answer, error) {
	return p.save(r, "", "house.term_added")
}

func (p *Pages) change(r *newsroom.Request) (newsroom.Answer, error) {
	return p.save(r, r.PathValue("term"), "house.term_changed")
}

// save keeps the term of a form. What was typed stays in it where the term is not kept.
func (p *Pages) save(r *newsroom.Request, id, deed string) (newsroom.Answer, error) {
	var t terms.Term
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		t = terms.Term{}
		if id != "" {
			if t, err = terms.Find(r.Context(), tx, id); err != nil {
				return err
			}
			if err := permit(r, t.Lang); err != nil {
				return err
			}
		}
		if t, err = sent(r, tx, t); err != nil {
			return err
		}
		if err := permit(r, t.Lang); err != nil {
			return err
		}
		t.Starting = false // whoever saves it has made it her own
		kept, changed, err := terms.Save(r.Context(), tx, t, r.Person.ID)
		if err != nil {
			return err
		}
		if t = kept; !changed {
			return nil
		}
		return note(r.Context(), tx, r, deed, t)
	})
	if kind := fault.KindOf(err); !script(r) && (kind == fault.Invalid || kind == fault.Conflict) {
		return p.show(r, t, err)
	}
	return newsroom.SeeOther(at+"term/"+t.ID+"/", "terms.saved", "key", t.Key), err
}

func (p *Pages) retire(r *newsroom.Request) (newsroom.Answer, error) {
	return p.setRetired(r, true, "house.term_retired", "terms.retired")
}

func (p *Pages) restore(r *newsroom.Request) (newsroom.Answer, error) {
	return p.setRetired(r, false, "house.term_restored", "terms.restored")
}

func (p *Pages) setRetired(r *newsroom.Request, retired bool, deed, said string) (newsroom.Answer, error) {
	var t terms.Term
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if t, err = terms.Find(r.Context(), tx, r.PathValue("term")); err != nil {
			return err
		}
		if err := permit(r, t.Lang); err != nil {
			return err
		}
		var changed bool
		if t, changed, err = terms.Retire(r.Context(), tx, t.ID, r.Person.ID, retired); err != nil || !changed {
			return err
		}
		return note(r.Context(), tx, r, deed, t)
	})
	return newsroom.SeeOther(at+"term/"+t.ID+"/", said, "key", t.Key), err
}

// topicKeys gives the keys of the topics that terms name, by their ids.
func topicKeys(r *newsroom.Request, tx *db.Tx, list []terms.Term) (map[string]string, error) {
	keys := map[string]string{}
	for _, t := range list {
		if _, known := keys[t.Topic]; known || t.Topic == "" {
			continue
		}
		key, err := topic.KeyOf(r.Context(), tx, t.Topic)
		if err != nil {
			return nil, err
		}
		keys[t.Topic] = key
	}
	return keys, nil
}
