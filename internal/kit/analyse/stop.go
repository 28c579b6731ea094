package analyse

import "masthead/internal/kit/lang"

// Stop says whether a stem is one of the language's very common words, which tell
// nothing of what a text is about. It is false for languages without a list.
func Stop(l lang.Tag, stem string) bool { return stops[l.Base()][stem] }

var stops = map[lang.Tag]map[string]bool{
	lang.English:     set("the a an of and or in on at to for with by from is are was were be it its this that as"),
	lang.Russian:     set("и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по от из о об для это"),
	lang.Armenian:    set("եվ է են ու որ այս այդ մեջ հետ մի իր համար"),
	lang.Georgian:    set("და რომ არ ეს არის იყ თუ მაგრამ ამ იმ"),
	lang.Azerbaijani: set("və bu da də ilə üçün ki o bir"),
}
