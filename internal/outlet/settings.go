package outlet

import (
	"fmt"
	"net/mail"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/mark"
)

// Setting is one choice of an outlet or an edition, as a command shows it.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// maxSetting bounds a setting, in runes.
const maxSetting = 4_000

// List lists every setting of the outlet with its present value; lists are written
// with commas.
func (o *Outlet) List() []Setting {
	return append([]Setting{{"name", o.Name}, {"url", o.URL}, {"zone", o.Zone}}, listed(&o.Settings)...)
}

// Set changes one of the outlet's settings. An empty value takes it back to what is
// usual.
func (o *Outlet) Set(key, value string) error {
	value, err := clean(key, value)
	if err != nil {
		return err
	}
	switch key {
	case "name":
		o.Name = value
	case "url":
		o.URL = strings.TrimRight(value, "/")
	case "zone":
		o.Zone = value
	default:
		if err := set(&o.Settings, key, value); err != nil {
			return err
		}
	}
	if key == "accent" || key == "accent_dark" || key == "paper" {
		return readable(o.Settings, key, value)
	}
	return nil
}

// List lists every setting of the edition with its present value.
func (e *Edition) List() []Setting {
	return append([]Setting{{"title", e.Title}, {"tagline", e.Tagline}}, listed(&e.Settings)...)
}

// Set changes one of the edition's settings.
func (e *Edition) Set(key, value string) error {
	value, err := clean(key, value)
	if err != nil {
		return err
	}
	switch key {
	case "title":
		e.Title = value
	case "tagline":
		e.Tagline = value
	default:
		return set(&e.Settings, key, value)
	}
	return nil
}

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// clean bounds a value and refuses what the key cannot be.
func clean(key, value string) (string, error) {
	value = strings.TrimSpace(value)
	wrong := func(why *fault.Fault) error {
		return fault.New(fault.Invalid, "outlet.bad_setting").In(key).With("key", key).With("value", value).With("why", why)
	}
	if utf8.RuneCountInString(value) > maxSetting || !utf8.ValidString(value) {
		value = ""
		return "", wrong(reason("outlet.why_long"))
	}
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return "", wrong(reason("outlet.why_signs"))
	}
	if value == "" {
		return value, nil
	}
	switch {
	case (strings.HasPrefix(key, "accent") || key == "paper") && !colour.MatchString(value):
		return "", wrong(reason("outlet.why_colour"))
	case key == "headlines" && !slices.Contains([]string{"serif", "sans", "book"}, value):
		return "", wrong(reason("outlet.why_headlines"))
	case key == "texts" && !slices.Contains([]string{"serif", "sans"}, value):
		return "", wrong(reason("outlet.why_texts"))
	case key == "review" && !slices.Contains([]string{"anyone", "another"}, value):
		return "", wrong(reason("outlet.why_review"))
	case key == "mark":
		if _, err := mark.Read(value); err != nil {
			return "", wrong(reason("outlet.why_mark").With("found", err))
		}
	case key == "url" && !webAddress(value, false), strings.HasSuffix(key, "_url") && !webAddress(value, true):
		return "", wrong(reason("outlet.why_address"))
	case key == "hub" && !webAddress(value, true):
		return "", wrong(reason("outlet.why_hub"))
	case key == "indexnow" && !ValidKey(value):
		return "", wrong(reason("outlet.why_indexnow"))
	case key == "security" && strings.HasPrefix(value, "https://") && webAddress(value, true):
	case key == "contact" || key == "security":
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return "", wrong(reason("outlet.why_email"))
		}
	case key == "share":
		for way := range strings.SplitSeq(value, ",") {
			if !ShareWay(strings.TrimSpace(way)) {
				return "", wrong(reason("outlet.why_share").With("known", strings.Join(shareWays, ",")))
			}
		}
	case key == "second_factor":
		for role := range strings.SplitSeq(value, ",") {
			if !slices.Contains(Roles, strings.TrimSpace(role)) {
				return "", wrong(reason("outlet.why_roles").With("known", strings.Join(Roles, ",")))
			}
		}
	case key == "facebook_app" && strings.Trim(value, "0123456789") != "":
		return "", wrong(reason("outlet.why_app"))
	case key == "x_default" && !lang.Tag(value).Valid():
		return "", wrong(reason("outlet.why_language"))
	}
	return value, nil
}

// Roles are the names of people's roles (docs/words.md), for settings that choose among
// them. A test holds them to those of the package people, which stands beside this one.
var Roles = []string{"administrator", "chief editor", "editor", "reporter", "translator", "fact-checker", "social editor", "expert", "contributor"}

// reason is why a setting is refused; it is said within the sentence that refuses it.
func reason(key string) *fault.Fault { return fault.New(fault.Invalid, key) }

// webAddress says whether s is an http or https address, without a path unless one may
// be there.
func webAddress(s string, path bool) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil &&
		(path || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "")
}

// listed gives the fields of a struct of settings by the names they are stored under.
func listed(settings any) (list []Setting) {
	v := reflect.ValueOf(settings).Elem()
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if parse, ok := v.Field(i).Interface().([]string); ok {
			list = append(list, Setting{key, strings.Join(parse, ",")})
			continue
		}
		if simple(v.Field(i).Kind()) {
			list = append(list, Setting{key, fmt.Sprint(v.Field(i).Interface())})
		}
	}
	return list
}

func simple(k reflect.Kind) bool {
	return k == reflect.String || k == reflect.Bool || k == reflect.Int
}

// set writes one field of a struct of settings. The structs hold words, lists of words,
// numbers and switches; what is of another shape has a command of its own.
func set(settings any, key, value string) error {
	v := reflect.ValueOf(settings).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name != key || name == "" {
			continue
		}
		return assign(v.Field(i), key, value)
	}
	var known []string
	for _, s := range listed(settings) {
		known = append(known, s.Key)
	}
	return fault.New(fault.Invalid, "outlet.unknown_setting").With("key", key).With("known", strings.Join(known, ", "))
}

func assign(field reflect.Value, key, value string) error {
	wrong := func(why *fault.Fault) error {
		return fault.New(fault.Invalid, "outlet.bad_setting").In(key).With("key", key).With("value", value).With("why", why)
	}
	switch {
	case field.Type() == reflect.TypeFor[[]string]():
		parts := slices.DeleteFunc(strings.Split(value, ","), func(s string) bool { return strings.TrimSpace(s) == "" })
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		field.Set(reflect.ValueOf(parts))
	case field.Kind() == reflect.String:
		field.SetString(value)
	case field.Kind() == reflect.Bool:
		on, err := strconv.ParseBool(value)
		if value != "" && err != nil {
			return wrong(reason("outlet.why_switch"))
		}
		field.SetBool(on)
	case field.Kind() == reflect.Int:
		n, err := strconv.Atoi(value)
		if value != "" && err != nil {
			return wrong(reason("outlet.why_number"))
		}
		if n < 0 { // every number here counts something
			return wrong(reason("outlet.why_negative"))
		}
		field.SetInt(int64(n))
	default:
		return wrong(reason("outlet.why_list"))
	}
	return nil
}
