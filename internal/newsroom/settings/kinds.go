package settings

import (
	"slices"
	"strings"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// KindsPage is what is checked before a story of each kind goes out, and which kinds and
// topics need two keys.
type KindsPage struct {
	Kinds  []KindForm
	Topics newsroom.Field
	May    bool
}

// KindForm is a kind with its checklist, a field for each edition.
type KindForm struct {
	Kind      story.Kind
	Items     int
	Own       bool // the outlet's own list, not the usual one
	Sensitive bool
	Fields    []newsroom.Field
}

func (p *Pages) kinds(r *newsroom.Request) (newsroom.Answer, error) {
	page := KindsPage{May: p.mayOutlet(r)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		rules, err := desk.FindRules(r.Context(), tx)
		if err != nil {
			return err
		}
		keys, err := topicKeys(r, tx, rules.Topics)
		if err != nil {
			return err
		}
		page.Topics = newsroom.Field{Name: "topics", Label: r.Say("settings.sensitive_topics"), Help: r.Say("settings.sensitive_topics_help"), Value: strings.Join(keys, ", "), Max: 4000}
		page.Kinds = nil
		for _, k := range story.Kinds {
			items, err := desk.Items(r.Context(), tx, k)
			if err != nil {
				return err
			}
			form := KindForm{Kind: k, Items: len(items), Sensitive: slices.Contains(rules.Kinds, k), Own: len(items) > 0 && items[0].Key == ""}
			for _, l := range r.Outlet.Langs() {
				form.Fields = append(form.Fields, newsroom.Field{Name: "items_" + string(l), Label: r.Say("settings.checklist_in", "edition", l.NameIn(r.Visitor.Lang)),
					Help: r.Say("settings.checklist_help"), Value: p.itemLines(items, l), Type: "area", Rows: 6, Max: 8000, Lang: l})
			}
			page.Kinds = append(page.Kinds, form)
		}
		return nil
	})
	return newsroom.Show("kinds", page), err
}

// itemLines writes a checklist one item on a line; "!" begins those that hold publishing.
func (p *Pages) itemLines(items []desk.Item, l lang.Tag) string {
	var lines []string
	for _, i := range items {
		text := i.Texts[l]
		if i.Key != "" {
			text = p.Say(l, i.Key, nil)
		}
		if i.Required {
			text = "! " + text
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// itemsIn reads such lines: those of one number in all editions are one item, which
// holds publishing if any of them says so.
func itemsIn(r *newsroom.Request) (items []desk.Item) {
	for _, l := range r.Outlet.Langs() {
		for i, line := range strings.Split(strings.ReplaceAll(r.PostFormValue("items_"+string(l)), "\r\n", "\n"), "\n") {
			text, required := strings.CutPrefix(strings.TrimSpace(line), "!")
			if text = strings.TrimSpace(text); text == "" || i > 100 {
				continue
			}
			for len(items) <= i {
				items = append(items, desk.Item{Texts: map[lang.Tag]string{}})
			}
			items[i].Texts[l], items[i].Required = text, items[i].Required || required
		}
	}
	return slices.DeleteFunc(items, func(i desk.Item) bool { return len(i.Texts) == 0 })
}

// saveChecklist gives a kind the outlet's own checklist, or brings back the usual one.
func (p *Pages) saveChecklist(r *newsroom.Request) (newsroom.Answer, error) {
	items := itemsIn(r)
	if r.PostFormValue("how") == "usual" {
		items = nil
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return desk.SetItems(r.Context(), tx, story.Kind(r.PathValue("kind")), items, r.Person.ID)
	})
	return newsroom.SeeOther(at+"kinds/", "settings.part_saved"), err
}

// saveRules says which kinds and topics need two keys.
func (p *Pages) saveRules(r *newsroom.Request) (newsroom.Answer, error) {
	var rules desk.Rules
	for _, k := range r.PostForm["kind"] {
		rules.Kinds = append(rules.Kinds, story.Kind(k))
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		rules.Topics = nil
		for _, key := range strings.FieldsFunc(r.PostFormValue("topics"), func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' }) {
			id, err := topic.Find(r.Context(), tx, key)
			if err != nil {
				return err
			}
			rules.Topics = append(rules.Topics, id)
		}
		return desk.SetRules(r.Context(), tx, rules, r.Person.ID)
	})
	return newsroom.SeeOther(at+"kinds/", "settings.part_saved"), err
}

func topicKeys(r *newsroom.Request, tx *db.Tx, ids []string) (keys []string, err error) {
	for _, id := range ids {
		key, err := topic.KeyOf(r.Context(), tx, id)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}
