package reader

import (
	"context"
	"encoding/json"
	"net/mail"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/mark"
	"masthead/internal/outlet"
)

// rootFile answers for the files that programs look for at the root of a site.
func (s *Site) rootFile(v *visit) error {
	name := v.r.PathValue("file")
	if name == "sw.js" {
		return s.serve(v, v.r.URL.Path, func(context.Context) (Answer, error) {
			a := s.theme.assets[name]
			return file(a.kind, []byte(a.body), time.Time{}, edition.OutletTag), nil
		})
	}
	if draw, ok := iconFiles[name]; ok {
		return s.serve(v, v.r.URL.Path, func(context.Context) (Answer, error) {
			m, err := mark.Read(v.press.icon.body)
			if err != nil {
				return Answer{}, fault.New(fault.NotFound, "reader.not_found_title").Because(err)
			}
			body, err := draw(m)
			kind := "image/png"
			if strings.HasSuffix(name, ".ico") {
				kind = "image/x-icon"
			}
			return file(kind, body, time.Time{}, edition.OutletTag), err
		})
	}
	if key := v.profile.Outlet.Settings.IndexNow; outlet.ValidKey(key) && name == key+".txt" {
		return s.serve(v, v.r.URL.Path, func(context.Context) (Answer, error) {
			return file("text/plain; charset=utf-8", []byte(key), time.Time{}, edition.OutletTag), nil
		})
	}
	return s.elsewhere(v)
}

// offlinePage serves the page that devices keep for times without a connection.
func (s *Site) offlinePage(v *visit) error {
	f := v.face
	return s.serve(v, v.r.URL.Path, func(context.Context) (Answer, error) {
		out := OfflinePage{s.frame(v.press, f, pageOf{title: f.say("reader.offline_title")})}
		out.NoIndex = true
		return f.answer("pages/offline.html", out, edition.OutletTag, edition.EditionTag(f.lang))
	})
}

// iconFiles are the mark as phones and old browsers ask for it. Phones cut the edges
// off: what they show for sure is a circle of 80 % of the side (W3C Manifest, "maskable").
var iconFiles = map[string]func(mark.Mark) ([]byte, error){
	"favicon.ico":          mark.Mark.ICO,
	"apple-touch-icon.png": func(m mark.Mark) ([]byte, error) { return m.PNG(180, 0.18) },
	"icon-144.png":         func(m mark.Mark) ([]byte, error) { return m.PNG(144, 1.0/12) },
	"icon-192.png":         func(m mark.Mark) ([]byte, error) { return m.PNG(192, 0.22) },
	"icon-512.png":         func(m mark.Mark) ([]byte, error) { return m.PNG(512, 0.22) },
}

// securityTerm is how long security.txt stands at least; it is made anew every month.
const securityTerm = 6 // months

// securityFile answers with security.txt (RFC 9116). An outlet without an address for
// reports has none.
func (s *Site) securityFile(v *visit) error {
	set := v.profile.Outlet.Settings
	contact := securityContact(set.Security)
	if contact == "" {
		contact = securityContact(set.Contact)
	}
	if contact == "" {
		return s.elsewhere(v)
	}
	now := s.Now().UTC()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return s.serve(v, v.r.URL.Path+"@"+month.Format("2006-01"), func(context.Context) (Answer, error) {
		var langs []string
		for _, l := range v.profile.Langs() {
			langs = append(langs, string(l))
		}
		var b strings.Builder
		robotsLines(&b, "Contact", []string{contact})
		robotsLines(&b, "Expires", []string{month.AddDate(0, securityTerm+1, 0).Format(time.RFC3339)})
		robotsLines(&b, "Preferred-Languages", []string{strings.Join(langs, ", ")})
		robotsLines(&b, "Canonical", []string{v.profile.Outlet.URL + "/.well-known/security.txt"})
		return file("text/plain; charset=utf-8", []byte(b.String()), time.Time{}, edition.OutletTag), nil
	})
}

// securityContact is an address as security.txt has it, "" for what is none.
func securityContact(address string) string {
	if u := webAddress(address); strings.HasPrefix(u, "https://") {
		return u
	}
	if a, err := mail.ParseAddress(address); err == nil && a.Name == "" && a.Address == address {
		return "mailto:" + address
	}
	return ""
}

// manifest is what a phone needs to keep the edition among its programs (W3C Web
// Application Manifest).
type manifest struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Short      string         `json:"short_name"`
	About      string         `json:"description,omitempty"`
	Lang       string         `json:"lang"`
	Dir        string         `json:"dir"`
	Start      string         `json:"start_url"`
	Scope      string         `json:"scope"`
	Display    string         `json:"display"`
	Theme      string         `json:"theme_color"`
	Background string         `json:"background_color"`
	Categories []string       `json:"categories"`
	Icons      []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// The colours of the phone's own bars around the site: the theme's rail and paper.
const (
	themeColour = "#111a21"
	paperColour = "#ffffff"
)

// manifestFile answers with the edition's manifest. The whole site is in its scope, for
// the rail leads from edition to edition.
func (s *Site) manifestFile(v *visit) error {
	return s.serve(v, v.r.URL.Path, func(context.Context) (Answer, error) {
		m := manifest{
			ID: v.path(""), Name: v.edition.Title, Short: v.edition.Title, About: v.about(), Lang: string(v.lang), Dir: v.lang.Dir(),
			Start: v.path(""), Scope: "/", Display: "minimal-ui", Theme: themeColour, Background: paperColour,
			Categories: []string{"news"},
			Icons:      []manifestIcon{{v.press.icon.address, "any", "image/svg+xml", ""}},
		}
		if _, err := mark.Read(v.press.icon.body); err == nil {
			for _, size := range []string{"192", "512"} {
				m.Icons = append(m.Icons, manifestIcon{"/icon-" + size + ".png", size + "x" + size, "image/png", "any maskable"})
			}
		}
		body, err := json.Marshal(m)
		return file("application/manifest+json", body, time.Time{}, edition.OutletTag, edition.EditionTag(v.lang)), err
	})
}
