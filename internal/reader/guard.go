package reader

import (
	"fmt"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// Bounds of an address, in bytes. A longer path has never been linked to.
const (
	maxPath = 2048
	maxURI  = 8192
)

// securityHeaders stand on every answer. A page loads styles, faces, scripts and
// pictures from this site alone; what an article embeds is added to frame-src by the
// article. Nobody may frame the site but itself.
// The lists are shared by all answers: setting a header costs no memory.
var securityHeaders = map[string][]string{
	"Content-Security-Policy": {policy(nil)},
	"X-Content-Type-Options":  {"nosniff"},
}

// policy is the content security policy of a page that may show frames of the hosts.
func policy(frames []string) string {
	frame := "'none'"
	if len(frames) > 0 {
		frame = strings.Join(frames, " ")
	}
	return "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; frame-src " + frame
}

// guard stands before the mux: it sets what every answer has, and turns away what no
// page is asked with.
func (s *Site) guard(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range securityHeaders {
			w.Header()[name] = value
		}
		v := &visit{w: w, r: r}
		defer s.recovered(v)
		if err := s.admit(v); err != nil {
			s.show(v, err)
			return
		}
		if h := s.direct(v); h != nil {
			if err := h(v); err != nil {
				s.show(v, err)
			}
			return
		}
		// The mux would redirect what is near one of its patterns; which address
		// leads where is decided by elsewhere alone.
		if h, _ := mux.Handler(r); !isRoute(h) {
			s.show(v, s.elsewhere(v))
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// direct finds the handler of what is asked for most, articles and fronts, which are so
// spared the mux; nil for the rest.
func (s *Site) direct(v *visit) handler {
	if v.face == nil {
		return nil
	}
	if v.r.URL.Path == v.face.home {
		return s.front
	}
	if slug, ok := v.article(); ok {
		v.slug = slug
		return s.sectionOrArticle
	}
	return nil
}

// article takes the slug out of an address of the form /{lang}/{slug}/ whose slug is no
// word of the program's.
func (v *visit) article() (slug string, ok bool) {
	rest := v.r.URL.Path[1:]
	rest = rest[strings.IndexByte(rest, '/')+1:]
	slug, ok = strings.CutSuffix(rest, "/")
	return slug, ok && outlet.ValidSlug(slug) && !outlet.ReservedSlug(slug)
}

// recovered shows a defect as a page and writes where it was to the log.
func (s *Site) recovered(v *visit) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		s.show(v, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// admit checks host, method and the form of the address, and finds the edition.
func (s *Site) admit(v *visit) error {
	if err := s.find(v); err != nil {
		return err
	}
	r := v.r
	switch {
	case len(v.press.hosts) > 0 && !v.press.hosts[hostName(r.Host)]:
		return refusal(http.StatusMisdirectedRequest)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		v.w.Header().Set("Allow", "GET, HEAD")
		return refusal(http.StatusMethodNotAllowed)
	case len(r.URL.Path) > maxPath || len(r.RequestURI) > maxURI:
		return refusal(http.StatusRequestURITooLong)
	case !plainText(r.URL.Path) || r.URL.Path == "" || r.URL.Path[0] != '/':
		return refusal(http.StatusBadRequest)
	}
	return nil
}

// Answers says whether the site answers under a host name.
func (s *Site) Answers(host string) bool {
	p, err := s.ready()
	return err == nil && (len(p.hosts) == 0 || p.hosts[hostName(host)])
}

// find gives a visit the outlet and the edition that its address begins with.
func (s *Site) find(v *visit) (err error) {
	if v.press, err = s.ready(); err != nil {
		return err
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(v.r.URL.Path, "/"), "/")
	v.face = v.press.faces[lang.Tag(first)]
	return nil
}

// plainText says whether s is UTF-8 without control signs and without what some
// proxies take for a slash.
func plainText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' })
}

// elsewhere answers for addresses that are no page of the site: those from before
// Masthead, and those that lack only their last slash.
func (s *Site) elsewhere(v *visit) error {
	if err := s.old(v); err != nil {
		return err
	}
	if p := v.r.URL.Path; v.face != nil && !strings.HasSuffix(p, "/") && isPagePath(p) {
		return &redirect{p + "/", v.r.URL.RawQuery, http.StatusMovedPermanently}
	}
	return fault.New(fault.NotFound, "reader.not_found_title")
}

// isPagePath says whether p could be a page's but for its last slash: an edition,
// then at most two plain parts.
func isPagePath(p string) bool {
	parts := strings.Split(strings.Trim(p, "/"), "/")
	if len(parts) > 3 || path.Clean(p) != p {
		return false
	}
	for _, part := range parts[1:] {
		if !outlet.ValidSlug(part) {
			return false
		}
	}
	return true
}

// old leads an address from before Masthead to where it is now: a redirect if there is
// one, nil if there is none. Everything in the query but the text's number is kept.
func (s *Site) old(v *visit) error {
	address := edition.OldPath(v.r.URL.Path, v.r.URL.RawQuery)
	if address == "" {
		return nil
	}
	to, err := s.Shelf.Old(v.r.Context(), address)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	}
	query := v.r.URL.RawQuery
	if strings.HasPrefix(address, "/?") {
		rest := v.r.URL.Query()
		rest.Del("p")
		rest.Del("page_id")
		query = rest.Encode()
	}
	if to == v.r.URL.Path {
		return nil
	}
	return &redirect{to, query, http.StatusMovedPermanently}
}

// welcome leads from the bare address to the edition that the reader's browser asks
// for, or to the archive's text that the query names by number.
func (s *Site) welcome(v *visit) error {
	if err := s.old(v); err != nil {
		return err
	}
	v.w.Header().Set("Vary", "Accept-Language")
	l := preferred(v.r.Header.Get("Accept-Language"), v.profile)
	return &redirect{"/" + string(l) + "/", v.r.URL.RawQuery, http.StatusFound}
}

// maxAcceptLanguage is more than any browser sends, in bytes.
const maxAcceptLanguage = 1000

// preferred picks an edition by Accept-Language (RFC 9110, section 12.5.4). Only the
// language itself counts, never a relative: who reads Ukrainian did not ask for
// Russian.
func preferred(header string, p *outlet.Profile) lang.Tag {
	if len(header) > maxAcceptLanguage {
		header = ""
	}
	tags, _, _ := language.ParseAcceptLanguage(header)
	for _, t := range tags {
		if t.IsRoot() {
			continue
		}
		exact, err := lang.Parse(t.String())
		if err != nil {
			continue
		}
		for _, want := range []lang.Tag{exact, exact.Base()} {
			if _, ok := p.Edition(want); ok {
				return want
			}
		}
		for _, l := range p.Langs() {
			if l.Base() == exact.Base() {
				return l
			}
		}
	}
	return p.XDefault()
}
