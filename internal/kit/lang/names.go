package lang

import (
	"golang.org/x/text/language/display"
)

// NativeName is how the language calls itself, as an edition switcher shows it:
// "Azərbaycanca", "ქართული". A tag without a known name is shown as it is.
func (t Tag) NativeName() string {
	if p := reviewed[t]; p != nil {
		return p.native
	}
	if name := display.Self.Name(t.xtext()); name != "" && t.Valid() {
		return name
	}
	return string(t)
}

// NameIn is what a language calls the language t, in the nominative, in the form
// that stands inside a sentence: "Azerbaijani", "азербайджанский",
// "Azərbaycan dili". Names without a table come from CLDR, and from English where
// CLDR has none in that language.
func (t Tag) NameIn(in Tag) string {
	if name, ok := reviewedName(t, in); ok {
		return name.plain
	}
	if !t.Valid() {
		return string(t)
	}
	for _, l := range [...]Tag{in, English} {
		if namer := display.Tags(l.xtext()); namer != nil {
			if name := namer.Name(t.xtext()); name != "" {
				return name
			}
		}
	}
	return string(t)
}

// FromIn is the phrase that follows "translated" in the language in: "from
// Azerbaijani", "с азербайджанского", "Azərbaycan dilindən", "აზერბაიჯანულიდან".
// It reports false when the pair has no reviewed form; the caller then writes a
// sentence that takes NameIn.
func (t Tag) FromIn(in Tag) (string, bool) {
	name, ok := reviewedName(t, in)
	return name.from, ok
}

func reviewedName(t, in Tag) (name, bool) {
	source, _ := known(t)
	if source == "" {
		source = t
	}
	reader, _ := known(in)
	n, ok := names[reader][source]
	if !ok && reader == English && t.Valid() {
		if plain := display.English.Tags().Name(t.xtext()); plain != "" {
			return name{plain, "from " + plain}, true
		}
	}
	return n, ok
}

// name is a language's name in another language: plain, and after "translated".
type name struct{ plain, from string }

// names[in][of]. Beside the nine there are the languages news of the region is
// most often translated from.
var names = map[Tag]map[Tag]name{
	English: {
		"en": {"English", "from English"}, "ru": {"Russian", "from Russian"},
		"az": {"Azerbaijani", "from Azerbaijani"}, "hy": {"Armenian", "from Armenian"},
		"ka": {"Georgian", "from Georgian"}, "uk": {"Ukrainian", "from Ukrainian"},
		"tr": {"Turkish", "from Turkish"}, "fa": {"Persian", "from Persian"},
		"ar": {"Arabic", "from Arabic"}, "de": {"German", "from German"},
		"fr": {"French", "from French"}, "es": {"Spanish", "from Spanish"},
	},
	Russian: {
		"en": {"английский", "с английского"}, "ru": {"русский", "с русского"},
		"az": {"азербайджанский", "с азербайджанского"}, "hy": {"армянский", "с армянского"},
		"ka": {"грузинский", "с грузинского"}, "uk": {"украинский", "с украинского"},
		"tr": {"турецкий", "с турецкого"}, "fa": {"персидский", "с персидского"},
		"ar": {"арабский", "с арабского"}, "de": {"немецкий", "с немецкого"},
		"fr": {"французский", "с французского"}, "es": {"испанский", "с испанского"},
	},
	Ukrainian: {
		"en": {"англійська", "з англійської"}, "ru": {"російська", "з російської"},
		"az": {"азербайджанська", "з азербайджанської"}, "hy": {"вірменська", "з вірменської"},
		"ka": {"грузинська", "з грузинської"}, "uk": {"українська", "з української"},
		"tr": {"турецька", "з турецької"}, "fa": {"перська", "з перської"},
		"ar": {"арабська", "з арабської"}, "de": {"німецька", "з німецької"},
		"fr": {"французька", "з французької"}, "es": {"іспанська", "з іспанської"},
	},
	Azerbaijani: {
		"en": {"ingilis dili", "ingilis dilindən"}, "ru": {"rus dili", "rus dilindən"},
		"az": {"Azərbaycan dili", "Azərbaycan dilindən"}, "hy": {"erməni dili", "erməni dilindən"},
		"ka": {"gürcü dili", "gürcü dilindən"}, "uk": {"Ukrayna dili", "Ukrayna dilindən"},
		"tr": {"türk dili", "türk dilindən"}, "fa": {"fars dili", "fars dilindən"},
		"ar": {"ərəb dili", "ərəb dilindən"}, "de": {"alman dili", "alman dilindən"},
		"fr": {"fransız dili", "fransız dilindən"}, "es": {"ispan dili", "ispan dilindən"},
	},
	Armenian: {
		"en": {"անգլերեն", "անգլերենից"}, "ru": {"ռուսերեն", "ռուսերենից"},
		"az": {"ադրբեջաներեն", "ադրբեջաներենից"}, "hy": {"հայերեն", "հայերենից"},
		"ka": {"վրացերեն", "վրացերենից"}, "uk": {"ուկրաիներեն", "ուկրաիներենից"},
		"tr": {"թուրքերեն", "թուրքերենից"}, "fa": {"պարսկերեն", "պարսկերենից"},
		"ar": {"արաբերեն", "արաբերենից"}, "de": {"գերմաներեն", "գերմաներենից"},
		"fr": {"ֆրանսերեն", "ֆրանսերենից"}, "es": {"իսպաներեն", "իսպաներենից"},
	},
	Georgian: {
		"en": {"ინგლისური", "ინგლისურიდან"}, "ru": {"რუსული", "რუსულიდან"},
		"az": {"აზერბაიჯანული", "აზერბაიჯანულიდან"}, "hy": {"სომხური", "სომხურიდან"},
		"ka": {"ქართული", "ქართულიდან"}, "uk": {"უკრაინული", "უკრაინულიდან"},
		"tr": {"თურქული", "თურქულიდან"}, "fa": {"სპარსული", "სპარსულიდან"},
		"ar": {"არაბული", "არაბულიდან"}, "de": {"გერმანული", "გერმანულიდან"},
		"fr": {"ფრანგული", "ფრანგულიდან"}, "es": {"ესპანური", "ესპანურიდან"},
	},
	Turkish: {
		"en": {"İngilizce", "İngilizceden"}, "ru": {"Rusça", "Rusçadan"},
		"az": {"Azerbaycanca", "Azerbaycancadan"}, "hy": {"Ermenice", "Ermeniceden"},
		"ka": {"Gürcüce", "Gürcüceden"}, "uk": {"Ukraynaca", "Ukraynacadan"},
		"tr": {"Türkçe", "Türkçeden"}, "fa": {"Farsça", "Farsçadan"},
		"ar": {"Arapça", "Arapçadan"}, "de": {"Almanca", "Almancadan"},
		"fr": {"Fransızca", "Fransızcadan"}, "es": {"İspanyolca", "İspanyolcadan"},
	},
	Persian: {
		"en": {"انگلیسی", "از انگلیسی"}, "ru": {"روسی", "از روسی"},
		"az": {"ترکی آذربایجانی", "از ترکی آذربایجانی"}, "hy": {"ارمنی", "از ارمنی"},
		"ka": {"گرجی", "از گرجی"}, "uk": {"اوکراینی", "از اوکراینی"},
		"tr": {"ترکی استانبولی", "از ترکی استانبولی"}, "fa": {"فارسی", "از فارسی"},
		"ar": {"عربی", "از عربی"}, "de": {"آلمانی", "از آلمانی"},
		"fr": {"فرانسوی", "از فرانسوی"}, "es": {"اسپانیایی", "از اسپانیایی"},
	},
	Arabic: {
		"en": {"الإنجليزية", "عن الإنجليزية"}, "ru": {"الروسية", "عن الروسية"},
		"az": {"الأذربيجانية", "عن الأذربيجانية"}, "hy": {"الأرمنية", "عن الأرمنية"},
		"ka": {"الجورجية", "عن الجورجية"}, "uk": {"الأوكرانية", "عن الأوكرانية"},
		"tr": {"التركية", "عن التركية"}, "fa": {"الفارسية", "عن الفارسية"},
		"ar": {"العربية", "عن العربية"}, "de": {"الألمانية", "عن الألمانية"},
		"fr": {"الفرنسية", "عن الفرنسية"}, "es": {"الإسبانية", "عن الإسبانية"},
	},
}
