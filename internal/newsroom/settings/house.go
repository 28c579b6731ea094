package settings

import (
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
)

// HousePage is a list of parts of the outlet (sections, places, bureaus, partners) with
// forms by which one is changed or added.
type HousePage struct {
	Kind  string // sections, places, bureaus, partners
	Parts []Part
	New   Part
	May   bool
}

// Part is one of them, as a form.
type Part struct {
	Key    string
	Title  string
	Fields []newsroom.Field
	Remove bool // it can be taken away
}

// named makes a field for each edition. What is written there stands in its language.
func named(r *newsroom.Request, prefix string, have func(lang.Tag) string, area bool) (list []newsroom.Field) {
	for _, l := range r.Outlet.Langs() {
		f := newsroom.Field{Name: prefix + "_" + string(l), Label: r.Say("settings.in_edition", "edition", l.NameIn(r.Visitor.Lang)), Value: have(l), Lang: l, Max: outlet.MaxName}
		if area {
			f.Type, f.Rows, f.Max = "area", 2, outlet.MaxNote
		}
		list = append(list, f)
	}
	return list
}

// namesIn reads such fields; empty ones are left out.
func namesIn(r *newsroom.Request, prefix string) map[lang.Tag]string {
	names := map[lang.Tag]string{}
	for _, l := range r.Outlet.Langs() {
		if v := strings.TrimSpace(r.PostFormValue(prefix + "_" + string(l))); v != "" {
			names[l] = v
		}
	}
	return names
}

func none(lang.Tag) string { return "" }

func keyField(r *newsroom.Request) newsroom.Field {
	return newsroom.Field{Name: "key", Label: r.Say("settings.key"), Help: r.Say("settings.key_help"), Required: true, Max: 80}
}

func (p *Pages) sections(r *newsroom.Request) (newsroom.Answer, error) {
	page := HousePage{Kind: "sections", May: p.mayOutlet(r), New: Part{Fields: append([]newsroom.Field{keyField(r)}, named(r, "name", none, false)...)}}
	for _, s := range r.Outlet.Sections {
		title := s.Key
		for _, l := range []lang.Tag{"en", r.Visitor.Lang} {
			if n := s.Names[l].Name; n != "" {
				title = n
			}
		}
		page.Parts = append(page.Parts, Part{Key: s.Key, Title: title, Remove: true, Fields: named(r, "name", func(l lang.Tag) string { return s.Names[l].Name }, false)})
	}
	return newsroom.Show("house", page), nil
}

func (p *Pages) saveSection(r *newsroom.Request) (newsroom.Answer, error) {
	key, names := r.PostFormValue("key"), namesIn(r, "name")
	how, done := r.PostFormValue("how"), "settings.part_saved"
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) (err error) {
		detail := spoken(names)
		switch how {
		case "add":
			slugs := map[lang.Tag]outlet.SectionName{}
			for l, n := range names {
				slugs[l] = outlet.SectionName{Name: n}
			}
			done, err = "settings.part_added", b.AddSection(r.Context(), now, key, slugs)
		case "remove":
			done, detail, err = "settings.part_removed", nil, b.RemoveSection(r.Context(), now, key)
		default:
			if s, there := now.SectionByKey(key); there {
				for l, n := range s.Names {
					detail["was_"+string(l)] = n.Name
				}
			}
			err = b.RenameSection(r.Context(), now, key, names)
		}
		if err != nil {
			return err
		}
		return noteIn(r, b.Tx, "section."+deedOf(how), "section", key, detail)
	})
	return newsroom.SeeOther(at+"sections/", done), err
}

// deedOf is how the audit calls what a form does.
func deedOf(how string) string {
	switch how {
	case "add":
		return "added"
	case "remove":
		return "removed"
	}
	return "changed"
}

func spoken(names map[lang.Tag]string) map[string]string {
	detail := map[string]string{}
	for l, n := range names {
		detail[string(l)] = n
	}
	return detail
}

func (p *Pages) places(r *newsroom.Request) (newsroom.Answer, error) {
	country := func(value string) newsroom.Field {
		return newsroom.Field{Name: "country", Label: r.Say("settings.country"), Help: r.Say("settings.country_help"), Value: value, Max: 2}
	}
	page := HousePage{Kind: "places", May: p.mayOutlet(r), New: Part{Fields: append([]newsroom.Field{keyField(r), country("")}, named(r, "name", none, false)...)}}
	for _, pl := range r.Outlet.Places() {
		page.Parts = append(page.Parts, Part{Key: pl.Key, Title: pl.Name(r.Visitor.Lang),
			Fields: append([]newsroom.Field{country(pl.Country)}, named(r, "name", func(l lang.Tag) string { return pl.Names[l] }, false)...)})
	}
	return newsroom.Show("house", page), nil
}

func (p *Pages) savePlace(r *newsroom.Request) (newsroom.Answer, error) {
	pl := outlet.Place{Key: r.PostFormValue("key"), Country: strings.ToUpper(strings.TrimSpace(r.PostFormValue("country"))), Names: namesIn(r, "name")}
	return p.savePart(r, "places", "place", pl.Key, func(b *edition.Batch, now *outlet.Profile, add bool) (map[string]string, error) {
		detail := spoken(pl.Names)
		detail["country"] = pl.Country
		if add {
			return detail, outlet.AddPlace(r.Context(), b.Tx, now, pl)
		}
		before, _ := now.Place(pl.Key)
		for l, n := range before.Names {
			detail["was_"+string(l)] = n
		}
		return detail, outlet.ChangePlace(r.Context(), b.Tx, now, pl)
	})
}

// savePart adds or changes a part, with a line of the audit.
func (p *Pages) savePart(r *newsroom.Request, path, noun, key string, change func(b *edition.Batch, now *outlet.Profile, add bool) (map[string]string, error)) (newsroom.Answer, error) {
	how, done := r.PostFormValue("how"), "settings.part_saved"
	if how == "add" {
		done = "settings.part_added"
	}
	err := p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		detail, err := change(b, now, how == "add")
		if err != nil {
			return err
		}
		return noteIn(r, b.Tx, noun+"."+deedOf(how), noun, key, detail)
	})
	return newsroom.SeeOther(at+path+"/", done), err
}

func (p *Pages) bureauList(r *newsroom.Request) (newsroom.Answer, error) {
	fields := func(b outlet.Bureau) []newsroom.Field {
		place := newsroom.Field{Name: "place", Label: r.Say("settings.place"), Help: r.Say("settings.place_help"), Type: "select"}
		for _, pl := range r.Outlet.Places() {
			place.Options = append(place.Options, newsroom.Option{Value: pl.Key, Label: pl.Name(r.Visitor.Lang), Chosen: pl.Key == b.Place})
		}
		zone := newsroom.Field{Name: "zone", Label: r.Say("settings.set_zone"), Help: r.Say("settings.bureau_zone_help"), Value: b.Zone, Max: 60}
		return []newsroom.Field{place, zone}
	}
	page := HousePage{Kind: "bureaus", May: p.mayOutlet(r), New: Part{Fields: append([]newsroom.Field{keyField(r)}, fields(outlet.Bureau{Zone: r.Outlet.Outlet.Zone})...)}}
	for i, b := range r.Outlet.Bureaus {
		page.Parts = append(page.Parts, Part{Key: b.Key, Title: bureaus(r)[i].Name, Fields: fields(b)})
	}
	return newsroom.Show("house", page), nil
}

func (p *Pages) saveBureau(r *newsroom.Request) (newsroom.Answer, error) {
	one := outlet.Bureau{Key: r.PostFormValue("key"), Place: r.PostFormValue("place"), Zone: strings.TrimSpace(r.PostFormValue("zone"))}
	return p.savePart(r, "bureaus", "bureau", one.Key, func(b *edition.Batch, now *outlet.Profile, add bool) (map[string]string, error) {
		detail := map[string]string{"place": one.Place, "zone": one.Zone}
		if add {
			return detail, outlet.AddBureau(r.Context(), b.Tx, now, one)
		}
		for _, was := range now.Bureaus {
			if was.Key == one.Key {
				detail["was_place"], detail["was_zone"] = was.Place, was.Zone
			}
		}
		return detail, outlet.ChangeBureau(r.Context(), b.Tx, now, one)
	})
}

func (p *Pages) partners(r *newsroom.Request) (newsroom.Answer, error) {
	fields := func(pa outlet.Partner) []newsroom.Field {
		return append([]newsroom.Field{
			{Name: "name", Label: r.Say("settings.partner_name"), Help: r.Say("settings.partner_name_help"), Value: pa.Name, Required: true, Max: outlet.MaxName},
			{Name: "url", Label: r.Say("settings.partner_url"), Help: r.Say("settings.partner_url_help"), Value: pa.URL, Max: 2000},
		}, named(r, "note", func(l lang.Tag) string { return pa.Notes[l] }, true)...)
	}
	page := HousePage{Kind: "partners", May: p.mayOutlet(r), New: Part{Fields: append([]newsroom.Field{keyField(r)}, fields(outlet.Partner{})...)}}
	for _, pa := range r.Outlet.Partners() {
		page.Parts = append(page.Parts, Part{Key: pa.Key, Title: pa.Name, Fields: fields(pa)})
	}
	return newsroom.Show("house", page), nil
}

func (p *Pages) savePartner(r *newsroom.Request) (newsroom.Answer, error) {
	one := outlet.Partner{Key: r.PostFormValue("key"), Name: r.PostFormValue("name"), URL: strings.TrimSpace(r.PostFormValue("url")), Notes: namesIn(r, "note")}
	return p.savePart(r, "partners", "partner", one.Key, func(b *edition.Batch, now *outlet.Profile, add bool) (map[string]string, error) {
		detail := map[string]string{"name": one.Name, "url": one.URL}
		if add {
			return detail, outlet.AddPartner(r.Context(), b.Tx, now, one)
		}
		before, _ := now.Partner(one.Key)
		detail["was_name"], detail["was_url"] = before.Name, before.URL
		return detail, outlet.ChangePartner(r.Context(), b.Tx, now, one)
	})
}
