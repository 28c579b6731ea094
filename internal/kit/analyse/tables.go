package analyse

import (
	"strings"

	"masthead/internal/kit/lang"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// hyphenated are the endings that a language sets off by a hyphen from numbers,
// abbreviations and foreign names.
var hyphenated = map[lang.Tag]map[string]bool{
	lang.Georgian:    set("ში ზე ს ის ით თან დან გან ად მა მ ი ია ის კენ ამდე მდე ისთვის თვის იანი იან ელი წლის ე ისა სა"),
	lang.Armenian:    set("ի ին ը ն ում ից ով ական ականներ ականների ականներին ներ ներն ներում ներից րդ ի՞ն յան ամյա եր երի երին երը ինը"),
	lang.Russian:     set("го й я е ю ый ий ая ое ые ых ого ому ым ом ой м х ми му ти и ю а у ем ы ов ам ами ах"),
	lang.Ukrainian:   set("го й я е а ий ій им ому ого их ми му ти ї і ю у ом ем и ів ам ами ах"),
	lang.Azerbaijani: set("ci cı cu cü nci ncı ncu ncü də da dən dan in ın un ün nin nın nun nün i ı u ü ni nı nu nü ə a yə ya dək dir dır dur dür lik lıq luq lük"),
}

// apostrophed are the endings that follow an apostrophe.
var apostrophed = map[lang.Tag]map[string]bool{
	lang.English:     set("s"),
	lang.Turkish:     set("a e ı i u ü ya ye yı yi yu yü da de ta te dan den tan ten ın in un ün nın nin nun nün la le yla yle daki deki taki teki ki lı li lu lü dır dir dur dür tır tir tur tür na ne nı ni nu nü nda nde ndan nden sı si su sü ca ce ça çe lar ler ların lerin lara lere ları leri larda lerde lardan lerden nci ncı ncu ncü inci ıncı uncu üncü ydı ydi ydu ydü tı ti tu tü dı di du dü mı mi mu mü"),
	lang.Azerbaijani: set("a ə ya yə ı i u ü nı ni nu nü da də dan dən ın in un ün nın nin nun nün la lə dakı dəki lı li lu lü dır dir dur dür lar lər ların lərin lara lərə ları ləri larda lərdə lardan lərdən sı si su sü ci cı cu cü"),
}
