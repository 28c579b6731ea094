package reader

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// correctionsShown is how many corrections a page of their list shows.
const correctionsShown = 30

// trusted is HTML that edition's renderer made, out of blocks that it cleaned.
func trusted(rendered string) template.HTML { return template.HTML(rendered) }

// policiesOf renders what an edition promises.
func (s *Site) policiesOf(e outlet.Edition) (policies []Policy) {
	for _, p := range e.Settings.Policies {
		policies = append(policies, Policy{p.Key, p.Title, trusted(s.HTML(p.Text, e.Lang))})
	}
	return policies
}

func (f *face) policyLinks() (links []Link) {
	for _, p := range f.policies {
		links = append(links, Link{p.Title, f.path("about/#" + p.Key)})
	}
	return links
}

// about serves the page that says who the outlet is, with all its policies.
func (s *Site) about(v *visit) error {
	p, f := v.press, v.face
	return s.serve(v, "about:"+string(f.lang), func(context.Context) (Answer, error) {
		out := AboutPage{
			Name: f.edition.Title, About: f.edition.Settings.About, Contact: f.profile.Outlet.Settings.Contact,
			Policies: f.policies, Staff: f.path("by/"), Mended: f.path("corrections/"),
		}
		for _, b := range f.profile.Bureaus {
			if place, ok := f.profile.Place(b.Place); ok {
				out.Bureaus = append(out.Bureaus, place.Name(f.lang))
			}
		}
		title := f.say("reader.about")
		meta, err := f.listMeta(list{name: title, path: "about/", about: out.About}, nil)
		if err != nil {
			return Answer{}, err
		}
		out.Frame = s.frame(p, f, f.plain("about/", title, meta))
		return f.answer("pages/about.html", out, edition.EditionTag(f.lang))
	})
}

// plain is a page that every edition has.
func (f *face) plain(path, title string, meta Meta) pageOf {
	return pageOf{title: title, path: path, meta: meta, found: f.everywhere(path), rail: f.everywhere(path)}
}

// staff serves the list of the people whose work readers meet.
func (s *Site) staff(v *visit) error {
	p, f := v.press, v.face
	return s.serve(v, "staff:"+string(f.lang), func(ctx context.Context) (Answer, error) {
		found, err := s.Shelf.Staff(ctx, f.lang)
		if err != nil {
			return Answer{}, err
		}
		title := f.say("reader.people")
		meta, err := f.listMeta(list{name: title, path: "by/"}, nil)
		if err != nil {
			return Answer{}, err
		}
		out := StaffPage{Groups: s.staffGroups(f, found)}
		out.Frame = s.frame(p, f, f.plain("by/", title, meta))
		return f.answer("pages/staff.html", out, edition.EditionTag(f.lang), edition.LatestTag(f.lang))
	})
}

// staffGroups parts people by where they are: the bureaus in their order, then other
// places, then those of whom no place is known.
func (s *Site) staffGroups(f *face, people []edition.PersonPage) (groups []StaffGroup) {
	lang.SortBy(people, f.lang, func(p edition.PersonPage) string { return p.Name })
	of := map[string][]StaffLine{}
	var places []string
	for _, b := range f.profile.Bureaus {
		places = append(places, b.Place)
	}
	for _, p := range people {
		line := StaffLine{Byline: f.byline(p.Byline), Title: p.Title, About: p.About}
		line.Face = s.face(p.Face)
		at := p.City
		if line.City == "" {
			at = ""
		} else if !slices.Contains(places, at) {
			places = append(places, at)
		}
		of[at] = append(of[at], line)
	}
	for _, key := range append(slices.Compact(places), "") {
		if len(of[key]) > 0 {
			groups = append(groups, StaffGroup{of[key][0].City, of[key]})
			delete(of, key)
		}
	}
	return groups
}

// corrections serves the list of what was corrected.
func (s *Site) corrections(v *visit) error {
	p, f := v.press, v.face
	before := v.r.URL.Query().Get("before")
	after, err := placeIn(before)
	if err != nil {
		return err
	}
	return s.serve(v, "corrections:"+string(f.lang)+"?"+before, func(ctx context.Context) (Answer, error) {
		found, next, err := s.Shelf.Corrections(ctx, f.lang, after, correctionsShown)
		if err != nil {
			return Answer{}, err
		}
		if len(found) == 0 && before != "" {
			return Answer{}, fault.New(fault.NotFound, "reader.not_found_title")
		}
		out := CorrectionsPage{Contact: f.profile.Outlet.Settings.Contact}
		now := s.Now()
		for _, c := range found {
			out.Entries = append(out.Entries, CorrectionEntry{f.correction(c.Correction, now), s.card(f, &c.Card, now, "")})
		}
		for i := range f.policies {
			if f.policies[i].Key == outlet.CorrectionsPolicy {
				out.Policy = &f.policies[i]
			}
		}
		if next != (edition.Cursor{}) {
			out.Older = f.path("corrections/") + "?before=" + next.String()
		}
		title := f.say("reader.corrections")
		meta, err := f.listMeta(list{name: title, path: "corrections/"}, nil)
		if err != nil {
			return Answer{}, err
		}
		of := f.plain("corrections/", title, meta)
		if before != "" {
			out.Newest = f.path("corrections/")
			of.path += "?before=" + before
			of.found = []page{{f.lang, f.front() + of.path}}
		}
		out.Frame = s.frame(p, f, of)
		return f.answer("pages/corrections.html", out, edition.CorrectionsTag(f.lang), edition.EditionTag(f.lang), edition.LatestTag(f.lang))
	})
}

// leadAway answers with a redirect to an address of the settings: what stands there is
// not ours. Without one there is no such page. An address that is this very page's
// would lead in a circle.
func (s *Site) leadAway(address func(outlet.EditionSettings) string) handler {
	return func(v *visit) error {
		to, err := url.Parse(webAddress(address(v.edition.Settings)))
		if err != nil || to.Host == "" || strings.EqualFold(to.Path, v.r.URL.Path) && v.hosts[hostName(to.Host)] {
			return fault.New(fault.NotFound, "reader.not_found_title")
		}
		h := v.w.Header()
		h.Set("Location", to.String())
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Length", "0")
		v.w.WriteHeader(http.StatusFound)
		return nil
	}
}
