package settings

import (
	"html/template"
	"strconv"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
)

// PoliciesPage is what an edition promises and tells of itself.
type PoliciesPage struct {
	Lang, Name string
	Policies   []outlet.Policy
	Key        newsroom.Field
	Title      newsroom.Field
	Text       newsroom.Field
	Old        bool          // one that is there is being changed
	Shown      template.HTML // the text as readers would see it, as HTML blocks; empty unless asked for
	May        bool
}

func (p *Pages) policies(r *newsroom.Request) (newsroom.Answer, error) {
	e, ok := r.Outlet.Edition(r.Text)
	if !ok {
		return newsroom.Answer{}, noEdition(r.Text)
	}
	chosen, there := e.Settings.Policy(r.FormValue("key"))
	return newsroom.Show("policies", policiesPage(r, e, chosen, there, p.mayOutlet(r))), nil
}

func policiesPage(r *newsroom.Request, e outlet.Edition, chosen outlet.Policy, old, may bool) PoliciesPage {
	return PoliciesPage{
		Lang: string(e.Lang), Name: e.Lang.NameIn(r.Visitor.Lang), Policies: e.Settings.Policies, Old: old, May: may,
		Key:   newsroom.Field{Name: "key", Label: r.Say("settings.key"), Help: r.Say("settings.policy_key_help"), Value: chosen.Key, Required: true, Max: 80},
		Title: newsroom.Field{Name: "title", Label: r.Say("settings.policy_title"), Value: chosen.Title, Required: true, Max: 200, Lang: e.Lang},
		Text:  newsroom.Field{Name: "text", Label: r.Say("settings.policy_text"), Help: r.Say("settings.policy_text_help"), Value: chosen.Text, Type: "area", Rows: 16, Max: outlet.MaxPolicyText, Lang: e.Lang, Required: true},
	}
}

// savePolicy writes a policy, takes it away, or shows how it would look.
func (p *Pages) savePolicy(r *newsroom.Request) (newsroom.Answer, error) {
	one := outlet.Policy{Key: r.PostFormValue("key"), Title: r.PostFormValue("title"), Text: r.PostFormValue("text")}
	how := r.PostFormValue("how")
	if how == "look" {
		return p.lookPolicy(r, one)
	}
	done := "settings.part_saved"
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		e, ok := now.Edition(r.Text)
		if !ok {
			return noEdition(r.Text)
		}
		before, there := e.Settings.Policy(one.Key)
		deed, err := "policy.changed", error(nil)
		switch {
		case how == "remove":
			deed, done, err = "policy.removed", "settings.part_removed", e.Settings.DropPolicy(one.Key)
		case !there:
			deed, done, err = "policy.added", "settings.part_added", e.Settings.SetPolicy(one)
		default:
			err = e.Settings.SetPolicy(one)
		}
		if err != nil {
			return err
		}
		if err := outlet.SaveEdition(r.Context(), b.Tx, e); err != nil {
			return err
		}
		detail := map[string]string{"policy": one.Key, "title": one.Title, "was_title": before.Title, "was_text": before.Text, "bytes": strconv.Itoa(len(one.Text))}
		return noteIn(r, b.Tx, deed, "edition", string(r.Text), detail)
	})
	return newsroom.SeeOther(at+"editions/"+string(r.Text)+"/policies/", done), err
}

// lookPolicy shows the text as readers would see it, with what was typed still in the form.
func (p *Pages) lookPolicy(r *newsroom.Request, one outlet.Policy) (newsroom.Answer, error) {
	e, ok := r.Outlet.Edition(r.Text)
	if !ok {
		return newsroom.Answer{}, noEdition(r.Text)
	}
	if len(one.Text) > outlet.MaxPolicyText {
		return newsroom.Answer{}, fault.New(fault.Invalid, "outlet.policy_long").In("text").With("key", one.Key).With("max", outlet.MaxPolicyText)
	}
	_, old := e.Settings.Policy(one.Key)
	page := policiesPage(r, e, one, old, p.mayOutlet(r))
	page.Shown = template.HTML(p.HTML(one.Text, e.Lang)) // cleaned by the rules of bodies
	return newsroom.Show("policies", page), nil
}
