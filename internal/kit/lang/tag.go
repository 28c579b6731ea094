package lang

import (
	"strings"

	"golang.org/x/text/language"

	"masthead/internal/kit/fault"
)

// Tag is a language as BCP 47 writes it, in canonical form: "en", "az",
// "az-Cyrl", "pt-BR", "zh-Hant". Parse makes one from what strangers send; the
// constants and tags read back from storage may be used as they are.
type Tag string

// The languages with reviewed tables.
const (
	English     Tag = "en"
	Russian     Tag = "ru"
	Azerbaijani Tag = "az"
	Armenian    Tag = "hy"
	Georgian    Tag = "ka"
	Ukrainian   Tag = "uk"
	Turkish     Tag = "tr"
	Persian     Tag = "fa"
	Arabic      Tag = "ar"
)

// maxTag is longer than any tag in use; RFC 5646 section 4.4.1 asks for 35.
const maxTag = 35

// Reviewed lists the languages with reviewed tables, in no order of merit.
func Reviewed() []Tag {
	return []Tag{English, Russian, Azerbaijani, Armenian, Georgian, Ukrainian, Turkish, Persian, Arabic}
}

// Parse reads a BCP 47 tag of at most 35 bytes and gives its canonical form:
// lower-case language, Title-case script, upper-case region; deprecated codes
// replaced ("iw" is "he"); a script that goes without saying left out ("ru-Cyrl"
// is "ru", "az-Latn" is "az"). "_" is taken for "-".
//
// Tags that name no language (und, mul, zxx, mis), private tags and extensions
// ("ka-u-ca-gregory") are refused with an Invalid fault: an edition has an
// address and a name, and those have neither.
func Parse(s string) (Tag, error) {
	refuse := func(err error) (Tag, error) {
		shown := s[:min(len(s), maxTag)]
		return "", fault.New(fault.Invalid, "lang.bad_tag").With("tag", shown).Because(err)
	}
	if len(s) == 0 || len(s) > maxTag {
		return refuse(nil)
	}
	t, err := language.Parse(s)
	if err != nil {
		return refuse(err)
	}
	if len(t.Extensions()) > 0 || t.IsRoot() {
		return refuse(nil)
	}
	base, script, region := t.Raw()
	switch base.String() {
	case "und", "mul", "zxx", "mis":
		return refuse(nil)
	}
	if p := reviewed[Tag(base.String())]; p != nil && p.script == script.String() {
		if t, err = language.Compose(base, region, t.Variants()); err != nil {
			return refuse(err)
		}
	}
	return Tag(t.String()), nil
}

// Valid says whether t is a tag in canonical form.
func (t Tag) Valid() bool {
	p, err := Parse(string(t))
	return err == nil && p == t
}

// Base is the language without script, region and variant: "pt" of "pt-BR".
func (t Tag) Base() Tag {
	if i := strings.IndexByte(string(t), '-'); i >= 0 {
		return t[:i]
	}
	return t
}

// profile is what the tables say about a reviewed language.
type profile struct {
	tag    language.Tag // for golang.org/x/text, parsed once
	script string       // ISO 15924
	og     string       // language_TERRITORY, as the Open Graph protocol wants it
	native string
}

var reviewed = map[Tag]*profile{
	English:     {language.English, "Latn", "en_US", "English"},
	Russian:     {language.Russian, "Cyrl", "ru_RU", "Русский"},
	Azerbaijani: {language.Azerbaijani, "Latn", "az_AZ", "Azərbaycanca"},
	Armenian:    {language.Armenian, "Armn", "hy_AM", "Հայերեն"},
	Georgian:    {language.Georgian, "Geor", "ka_GE", "ქართული"},
	Ukrainian:   {language.Ukrainian, "Cyrl", "uk_UA", "Українська"},
	Turkish:     {language.Turkish, "Latn", "tr_TR", "Türkçe"},
	Persian:     {language.Persian, "Arab", "fa_IR", "فارسی"},
	Arabic:      {language.Arabic, "Arab", "ar_AR", "العربية"},
}

// known gives the reviewed language whose tables fit t: same language, same
// script. "en-GB" has English's; "az-Cyrl" has none, for Latin words would be
// wrong in it.
func known(t Tag) (Tag, *profile) {
	if p := reviewed[t]; p != nil {
		return t, p
	}
	base := t.Base()
	p := reviewed[base]
	if p == nil || base == t {
		return "", nil
	}
	if sub := string(t[len(base)+1:]); len(sub) >= 4 && (len(sub) == 4 || sub[4] == '-') && sub[:4] != p.script && sub[0] > '9' {
		return "", nil
	}
	return base, p
}

// xtext is t for golang.org/x/text.
func (t Tag) xtext() language.Tag {
	if p := reviewed[t]; p != nil {
		return p.tag
	}
	return language.Make(string(t[:min(len(t), maxTag)]))
}

// Script is the ISO 15924 code of the writing: "Latn", "Cyrl", "Armn", "Geor",
// "Arab". It is "Zzzz" for a tag that is none.
func (t Tag) Script() string {
	if _, p := known(t); p != nil {
		return p.script
	}
	x := t.xtext()
	if x.IsRoot() {
		return "Zzzz"
	}
	s, _ := x.Script()
	return s.String()
}

// rtlScripts are the scripts in use that run from right to left (Unicode 16,
// Bidi_Class R and AL).
var rtlScripts = map[string]bool{
	"Arab": true, "Aran": true, "Hebr": true, "Syrc": true, "Thaa": true,
	"Nkoo": true, "Adlm": true, "Rohg": true, "Samr": true, "Mand": true, "Yezi": true,
}

// Dir is "rtl" or "ltr", for the HTML attribute dir.
func (t Tag) Dir() string {
	if rtlScripts[t.Script()] {
		return "rtl"
	}
	return "ltr"
}

// OGLocale is the og:locale value: "az_AZ". For a language without a table it is
// made of the language and its likeliest country; it is empty for a tag that is none.
func (t Tag) OGLocale() string {
	if p := reviewed[t]; p != nil {
		return p.og
	}
	x := t.xtext()
	if x.IsRoot() {
		return ""
	}
	base, _ := x.Base()
	region, _ := x.Region()
	return base.String() + "_" + region.String()
}
