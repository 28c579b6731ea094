package reader

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/mark"
	"masthead/internal/outlet"
)

// press is all that pages need of the outlet, made once for each state of it.
type press struct {
	source  *outlet.Profile // what Outlet gave
	profile *outlet.Profile // the same, with an address
	hosts   map[string]bool // host names under which it answers; empty for any
	faces   map[lang.Tag]*face
	colours asset // the outlet's own style sheet; no name without tokens of its own
	icon    asset // its small mark
}

// face is an edition with the parts that all its pages share.
type face struct {
	voice
	lang      lang.Tag
	home      string // "/en/"
	day       atomic.Pointer[day]
	pages     pageTemplates
	catalogue Words
	shell     shell
	policies  []Policy
}

// shell holds the parts that are the same on many pages.
type shell struct {
	top, frontTop, aid, foot template.HTML
	nav                      map[string]template.HTML // by the id of the current section, "" for none
	rail                     []RailEntry              // leading to the fronts
}

func (f *face) say(key string) string { return f.catalogue.Say(f.lang, key, nil) }

// makePress prepares the outlet as it is now.
func (s *Site) makePress(source *outlet.Profile) (*press, error) {
	if source == nil || len(source.Editions) == 0 {
		return nil, fault.New(fault.Busy, "reader.busy_title")
	}
	profile := *source
	if profile.Outlet.URL == "" {
		profile.Outlet.URL = strings.TrimRight(s.Address, "/")
	}
	p := &press{source: source, profile: &profile, hosts: hostsOf(source, s.Address), faces: map[lang.Tag]*face{}}
	p.colours, p.icon = tokensOf(source.Outlet.Settings), s.iconOf(source.Outlet.Settings)
	logo := ""
	if p.icon.body == source.Outlet.Settings.Mark {
		logo = p.icon.address
	}
	for _, e := range profile.Editions {
		f := &face{lang: e.Lang, home: "/" + string(e.Lang) + "/", catalogue: s.Words}
		f.voice = voice{profile: &profile, edition: e, words: f.voiceWords()}
		if s.easel != nil {
			f.voice.seal = sealOf(p.icon.body, profile.Outlet.Settings)
		}
		var err error
		if f.pages, err = s.theme.in(e.Lang); err != nil {
			return nil, err
		}
		f.policies = s.policiesOf(e)
		if err := f.makeShell(logo, s.Readings != nil); err != nil {
			return nil, err
		}
		p.faces[e.Lang] = f
	}
	return p, nil
}

// voiceWords are the sentences that feeds and head data need.
func (f *face) voiceWords() voiceWords {
	return voiceWords{
		kind: func(kind string) string { return f.kindName(kind) },
		viewpoint: func(place string) string {
			return f.catalogue.Say(f.lang, "reader.view_from", map[string]any{"place": place})
		},
		titled: func(place, headline string) string {
			return f.catalogue.Say(f.lang, "reader.view_titled", map[string]any{"place": place, "headline": headline})
		},
		labelled: func(kind, headline string) string {
			return f.catalogue.Say(f.lang, "reader.kind_titled", map[string]any{"kind": kind, "headline": headline})
		},
		wrong: func(wrong, right string) string {
			return f.catalogue.Say(f.lang, "reader.correction_told", map[string]any{"wrong": wrong, "right": right})
		},
		correction: func(at time.Time) string {
			return f.catalogue.Say(f.lang, "reader.correction_of", map[string]any{"date": lang.Date(at, f.lang)})
		},
	}
}

func (f *face) makeShell(logo string, counted bool) error {
	p, e := f.profile, f.edition
	f.shell.rail = f.rail(func(l lang.Tag) string { return "/" + string(l) + "/" })
	base := Shell{
		Lang: e.Lang, Edition: e.Title, Outlet: p.Outlet.Name, Logo: logo, Tagline: e.Tagline, Home: f.path(""),
		Latest: f.path("latest/"), Topics: f.path("topic/"), Feed: f.path("feed.xml"), Editions: f.shell.rail,
		Search: f.path("search"), AboutUs: f.path("about/"), Staff: f.path("by/"), Mended: f.path("corrections/"), Send: webAddress(e.Settings.ContributeURL),
		Policies: f.policyLinks(), About: e.Settings.About, Contact: p.Outlet.Settings.Contact, Rights: e.Settings.Rights,
		Sections: f.sections(""),
	}
	if counted {
		base.MostRead = f.path("most-read/")
	}
	if u := webAddress(e.Settings.SupportURL); u != "" {
		base.Appeal = &Appeal{u, e.Settings.AppealTitle, e.Settings.AppealText, e.Settings.AppealButton}
	}
	if u := webAddress(e.Settings.LetterURL); u != "" {
		base.Letter = &Letter{u, e.Settings.LetterTitle, e.Settings.LetterText}
	}
	front := base
	front.Front = true
	var faults [4]error
	f.shell.top, faults[0] = f.part("parts/top.html", base)
	f.shell.frontTop, faults[1] = f.part("parts/top.html", front)
	f.shell.aid, faults[2] = f.part("parts/aid.html", base)
	f.shell.foot, faults[3] = f.part("parts/foot.html", base)
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	f.shell.nav = map[string]template.HTML{}
	ids := []string{""}
	for _, s := range p.Sections {
		if s.Names[e.Lang].Slug != "" {
			ids = append(ids, s.ID)
		}
	}
	for _, id := range ids {
		base.Sections = f.sections(id)
		var err error
		if f.shell.nav[id], err = f.part("parts/nav.html", base); err != nil {
			return err
		}
	}
	return nil
}

// rail lists the editions, this one first; address gives "" for one that lacks the page.
func (f *face) rail(address func(lang.Tag) string) []RailEntry {
	rail := make([]RailEntry, 0, len(f.profile.Editions))
	add := func(l lang.Tag) {
		u := address(l)
		rail = append(rail, RailEntry{l, l.NativeName(), u, l == f.lang, u == "" && l != f.lang})
	}
	add(f.lang)
	for _, e := range f.profile.Editions {
		if e.Lang != f.lang {
			add(e.Lang)
		}
	}
	return rail
}

func (f *face) sections(current string) (list []NavEntry) {
	for _, s := range f.profile.Sections {
		if n := s.Names[f.lang]; n.Slug != "" {
			list = append(list, NavEntry{n.Name, f.path(n.Slug + "/"), s.ID == current})
		}
	}
	return list
}

// path is an address of the edition as links have it.
func (f *face) path(below string) string { return "/" + string(f.lang) + "/" + below }

func (f *face) part(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := f.pages.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

// webAddress gives an absolute web address, and "" for anything else.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return u.String()
}

// hostsOf are the host names that the outlet answers under; none means any. The node's
// own address is one of them, so that an operator can look before the name leads here.
func hostsOf(p *outlet.Profile, own string) map[string]bool {
	hosts := map[string]bool{}
	if u, err := url.Parse(p.Outlet.URL); err == nil && u.Hostname() != "" {
		hosts[strings.ToLower(u.Hostname())] = true
	}
	for _, h := range p.Outlet.Settings.Hosts {
		if h = hostName(h); h != "" {
			hosts[h] = true
		}
	}
	if u, err := url.Parse(own); err == nil && u.Hostname() != "" && len(hosts) > 0 {
		hosts[strings.ToLower(u.Hostname())], hosts["localhost"] = true, true
	}
	return hosts
}

// hostName is a Host header's name, without port and final dot, in lower case.
func hostName(host string) string {
	host = strings.ToLower(host)
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.Trim(host[i+1:], "0123456789") == "" && !strings.HasSuffix(host[:i], ":") {
		host = host[:i]
	}
	return strings.TrimSuffix(strings.Trim(host, "[]"), ".")
}

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// tokensOf is the style sheet that puts the outlet's own tokens in the place of the
// theme's: colours and type. The fill of buttons keeps white letters readable: on dark
// paper it is the colour of light paper. The theme's tokens stand in layers, so that
// these win whatever selects them.
func tokensOf(s outlet.Settings) asset {
	var sheet strings.Builder
	if colour.MatchString(s.Paper) {
		fmt.Fprintf(&sheet, "@media (prefers-color-scheme:light){:root{--paper:%[1]s;--wash:color-mix(in srgb,#111a21 5%%,%[1]s);--hair:color-mix(in srgb,#111a21 18%%,%[1]s)}}\n", s.Paper)
	}
	if colour.MatchString(s.Accent) {
		fmt.Fprintf(&sheet, ":root{--accent:%[1]s;--accent-fill:%[1]s}\n", s.Accent)
	}
	if dark := s.OnDark(); dark != "" {
		fmt.Fprintf(&sheet, "@media (prefers-color-scheme:dark){:root{--accent:%s;--foot-mark:%[1]s}}\n", dark)
		fmt.Fprintf(&sheet, ".foot,.strip{--foot-mark:%[1]s;--accent:%[1]s}\n", dark)
	}
	switch s.Headlines { // set on everything: so are the theme's own, for each language
	case "sans":
		sheet.WriteString("*{--head:var(--sans);--ht:-.015em}\n")
	case "book":
		sheet.WriteString("*{--head:var(--text)}\n")
	}
	if s.Texts == "sans" {
		sheet.WriteString("*{--text:var(--sans)}\n")
	}
	if sheet.Len() == 0 {
		return asset{}
	}
	return newAsset("outlet.css", sheet.String())
}

// themeAccent stands in the theme's mark where an outlet's own colour goes.
const themeAccent = "#a6173f"

func (s *Site) iconOf(set outlet.Settings) asset {
	if _, err := mark.Read(set.Mark); err == nil {
		return newAsset("icon.svg", set.Mark)
	}
	mark := s.theme.assets["mark.svg"].body
	if colour.MatchString(set.Accent) {
		mark = strings.ReplaceAll(mark, themeAccent, set.Accent)
	}
	return newAsset("icon.svg", mark)
}
