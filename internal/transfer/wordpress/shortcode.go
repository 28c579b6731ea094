package wordpress

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// shortcode is one [name …] with what it encloses.
type shortcode struct {
	name  string
	args  map[string]string
	plain []string // arguments without a name
	inner string
	pair  bool // it has an end
}

// shortcodes resolves a text's shortcodes. Those without a rule leave what they enclose.
type shortcodes struct {
	rules   map[string]func(shortcode) string
	unknown map[string]bool
}

const (
	maxCodeDepth = 8
	maxCodeLen   = 10_000
	maxCodeNames = 200 // of which an end is looked for
)

// expand resolves the shortcodes of s and lists those it does not know, in their order.
func (c shortcodes) expand(s string) (string, []string) {
	if strings.IndexByte(s, '[') < 0 {
		return s, nil
	}
	var unknown []string
	out := c.walk(s, 0, func(name string) {
		for _, known := range unknown {
			if known == name {
				return
			}
		}
		if len(unknown) < 50 {
			unknown = append(unknown, name)
		}
	})
	return out, unknown
}

func (c shortcodes) walk(s string, depth int, miss func(string)) string {
	var b strings.Builder
	ends := map[string]int{} // where the last end of each name stands
	for at := 0; at < len(s); {
		i := strings.IndexAny(s[at:], "[<")
		if i < 0 {
			b.WriteString(s[at:])
			break
		}
		b.WriteString(s[at : at+i])
		at += i
		if s[at] == '<' {
			n := htmlTagLen(s[at:])
			b.WriteString(s[at : at+n])
			at += n
			continue
		}
		n := c.one(&b, s[at:], at, ends, s, depth, miss)
		at += n
	}
	return b.String()
}

// htmlTagLen is the length of the HTML tag that begins s, 1 if none does: shortcodes
// within attributes stay as they are.
func htmlTagLen(s string) int {
	if len(s) < 3 || !nameStart(s[1]) && s[1] != '/' && s[1] != '!' {
		return 1
	}
	if i := strings.IndexByte(s[:min(len(s), maxTagLen)], '>'); i > 0 {
		return i + 1
	}
	return 1
}

// one resolves what begins with "[" and gives how much of rest it used.
func (c shortcodes) one(b *strings.Builder, rest string, at int, ends map[string]int, whole string, depth int, miss func(string)) int {
	if strings.HasPrefix(rest, "[[") {
		if open := openCode.FindStringIndex(rest[1:]); open != nil {
			if end := strings.Index(rest[:min(len(rest), maxCodeLen)], "]]"); end > 0 {
				b.WriteString(rest[1 : end+1]) // [[name]] shows [name]
				return end + 2
			}
		}
	}
	sc, n, ok := parseCode(rest)
	if !ok {
		b.WriteByte('[')
		return 1
	}
	if sc.name[0] == '/' {
		if c.rules[sc.name[1:]] != nil || c.unknown[sc.name[1:]] {
			return n // an end without its beginning
		}
		b.WriteByte('[')
		return 1
	}
	if rest[n-2] != '/' {
		if inner, size, ok := enclosed(whole, at+n, sc.name, ends); ok {
			sc.inner, sc.pair = inner, true
			n += size
		}
	}
	rule := c.rules[sc.name]
	switch {
	case rule != nil:
		if sc.pair && depth < maxCodeDepth {
			sc.inner = c.walk(sc.inner, depth+1, miss)
		}
		b.WriteString(rule(sc))
	case sc.looksReal():
		miss(sc.name)
		if c.unknown != nil {
			c.unknown[sc.name] = true
		}
		if sc.pair && depth < maxCodeDepth {
			b.WriteString(c.walk(sc.inner, depth+1, miss))
		} else {
			b.WriteString(sc.inner)
		}
	default: // "[sic]", "[Reuters]"
		b.WriteByte('[')
		return 1
	}
	return n
}

// enclosed finds what stands between from and the end of name. Where the last end of
// each name stands is looked up once, so a text full of beginnings costs no more.
func enclosed(s string, from int, name string, ends map[string]int) (inner string, size int, ok bool) {
	end := "[/" + name + "]"
	last, known := ends[name]
	if !known {
		if len(ends) >= maxCodeNames {
			return "", 0, false
		}
		last = strings.LastIndex(s, end)
		ends[name] = last
	}
	if last < from {
		return "", 0, false
	}
	i := strings.Index(s[from:], end)
	return s[from : from+i], i + len(end), true
}

// looksReal tells a shortcode nobody here knows from a word in brackets.
func (sc shortcode) looksReal() bool {
	return sc.pair || len(sc.args) > 0 || strings.ContainsAny(sc.name, "_-")
}

var (
	openCode = regexp.MustCompile(`^\[/?[A-Za-z][A-Za-z0-9_-]{0,80}`)
	codeArg  = regexp.MustCompile(`([\w-]+)\s*=\s*(?:["“”″]([^"“”″]*)["“”″]|'([^']*)'|([^\s'"]+))|["“”″]([^"“”″]*)["“”″]|(\S+)`)
)

// parseCode reads [name arguments] or [/name] at the beginning of s.
func parseCode(s string) (sc shortcode, n int, ok bool) {
	open := openCode.FindStringIndex(s)
	if open == nil {
		return sc, 0, false
	}
	end := strings.IndexByte(s[:min(len(s), maxCodeLen)], ']')
	if end < open[1] {
		return sc, 0, false
	}
	sc.name = s[1:open[1]]
	rest := strings.TrimSuffix(s[open[1]:end], "/")
	if strings.IndexByte(rest, '[') >= 0 {
		return sc, 0, false
	}
	if rest == "" {
		return sc, end + 1, true
	}
	if c := rest[0]; c != ' ' && c != '\n' && c != '\t' && !strings.HasPrefix(rest, "\u00a0") && !strings.HasPrefix(rest, "&nbsp;") && c != '=' {
		return sc, 0, false
	}
	if strings.IndexByte(rest, '&') >= 0 {
		rest = html.UnescapeString(rest)
	}
	rest = strings.ReplaceAll(rest, "\u00a0", " ")
	sc.args = map[string]string{}
	for _, m := range codeArg.FindAllStringSubmatch(rest, 100) {
		switch {
		case m[1] != "":
			sc.args[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
		default:
			sc.plain = append(sc.plain, strings.TrimPrefix(m[5]+m[6], "="))
		}
	}
	return sc, end + 1, true
}

func (sc shortcode) arg(names ...string) string {
	for _, n := range names {
		if v := strings.TrimSpace(sc.args[n]); v != "" {
			return v
		}
	}
	return ""
}

// address finds the address that a shortcode shows: a named argument, one without a
// name, or what it encloses.
func (sc shortcode) address(names ...string) string {
	if v := sc.arg(names...); v != "" {
		return v
	}
	for _, v := range append(sc.plain, strings.TrimSpace(stripTags(sc.inner))) {
		if strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "//") {
			return v
		}
	}
	return ""
}
