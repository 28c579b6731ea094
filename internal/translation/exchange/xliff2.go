package exchange

// The names of XLIFF 2.0 and 2.1 (OASIS, 2014 and 2018). Both have one namespace.
const (
	xliff2     = "urn:oasis:names:tc:xliff:document:2.0"
	fsModule   = "urn:oasis:names:tc:xliff:fs:2.0"
	slrModule  = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
	mdaModule  = "urn:oasis:names:tc:xliff:metadata:2.0"
	glsModule  = "urn:oasis:names:tc:xliff:glossary:2.0"
	mtcModule  = "urn:oasis:names:tc:xliff:matches:2.0"
	resModule  = "urn:oasis:names:tc:xliff:resourcedata:2.0"
	ctrModule  = "urn:oasis:names:tc:xliff:changetracking:2.0"
	valModule  = "urn:oasis:names:tc:xliff:validation:2.0"
	itsmModule = "urn:oasis:names:tc:xliff:itsm:2.1"
	its        = "http://www.w3.org/2005/11/its"
)

// slot is a place in the order of an element's children.
type slot struct {
	names string // of core elements, between spaces; "*" for elements of others
	min   int
	many  bool
}

// rule is what an element of the core may hold.
type rule struct {
	needs   string // attributes that must be there, between spaces
	may     string // and that may
	open    bool   // attributes of others may stand on it
	modules bool   // attributes of the format style and size restriction modules may
	slots   []slot
	mixed   bool // text and inline elements, in place of slots
	text    bool // text alone
}

const inline = " cp ph pc sc ec mrk sm em "

// core are the elements of section 4.2, with the order of their children.
var core = map[string]rule{
	"xliff": {needs: "version srcLang", may: "trgLang", open: true, slots: []slot{{" file ", 1, true}}},
	"file": {needs: "id", may: "canResegment original translate srcDir trgDir", open: true,
		slots: []slot{{" skeleton ", 0, false}, {"*", 0, true}, {" notes ", 0, false}, {" unit group ", 1, true}}},
	"skeleton": {may: "href", open: false, slots: nil},
	"group": {needs: "id", may: "name canResegment translate srcDir trgDir type", open: true,
		slots: []slot{{"*", 0, true}, {" notes ", 0, false}, {" unit group ", 0, true}}},
	"unit": {needs: "id", may: "name canResegment translate srcDir trgDir type", open: true,
		slots: []slot{{"*", 0, true}, {" notes ", 0, false}, {" originalData ", 0, false}, {" segment ignorable ", 1, true}}},
	"segment":      {may: "id canResegment state subState", slots: []slot{{" source ", 1, false}, {" target ", 0, false}}},
	"ignorable":    {may: "id", slots: []slot{{" source ", 1, false}, {" target ", 0, false}}},
	"notes":        {slots: []slot{{" note ", 1, true}}},
	"note":         {may: "id appliesTo category priority", open: true, text: true},
	"originalData": {slots: []slot{{" data ", 1, true}}},
	"data":         {needs: "id", may: "dir"},
	"source":       {mixed: true},
	"target":       {may: "order", mixed: true},
	"cp":           {needs: "hex", slots: []slot{}},
	"ph":           {needs: "id", may: "canCopy canDelete canReorder copyOf disp equiv dataRef subFlows subType type", modules: true, slots: []slot{}},
	"pc": {needs: "id", modules: true, mixed: true,
		may: "canCopy canDelete canOverlap canReorder copyOf dispEnd dispStart equivEnd equivStart dataRefEnd dataRefStart subFlowsEnd subFlowsStart subType type dir"},
	"sc":  {needs: "id", may: "canCopy canDelete canOverlap canReorder copyOf dataRef dir disp equiv isolated subFlows subType type", modules: true, slots: []slot{}},
	"ec":  {may: "id canCopy canDelete canOverlap canReorder copyOf dataRef dir disp equiv isolated startRef subFlows subType type", modules: true, slots: []slot{}},
	"mrk": {needs: "id", may: "translate type ref value", open: true, mixed: true},
	"sm":  {needs: "id", may: "translate type ref value", open: true, slots: []slot{}},
	"em":  {needs: "startRef", slots: []slot{}},
}

// values are the attributes of the core whose values are a list.
var values = map[string]string{
	"canResegment": " yes no ", "translate": " yes no ", "srcDir": " ltr rtl auto ", "trgDir": " ltr rtl auto ", "dir": " ltr rtl auto ",
	"state": " initial translated reviewed final ", "appliesTo": " source target ", "priority": " 1 2 3 4 5 6 7 8 9 10 ",
	"canCopy": " yes no ", "canDelete": " yes no ", "canOverlap": " yes no ", "canReorder": " yes no firstNo ", "isolated": " yes no ",
}

// codeTypes are the values of type on an inline code; markTypes those on a marker.
const (
	codeTypes = " fmt ui quote link image other "
	markTypes = " generic comment term "
)

// moduleElements are the elements of the modules (section 5).
var moduleElements = map[string]string{
	mtcModule: " matches match ", glsModule: " glossary glossEntry term translation definition ",
	fsModule: " ", slrModule: " profiles normalization data ", mdaModule: " metadata metaGroup meta ",
	resModule: " resourceData resourceItem resourceItemRef source target reference ", ctrModule: " changeTrack revisions revision item ",
	valModule: " validation rule ", itsmModule: " ",
}

// moduleAttributes are the attributes of the modules that stand on elements of the core.
var moduleAttributes = map[string]string{
	fsModule: " fs subFs ", slrModule: " storageRestriction sizeRestriction equivStorage sizeInfo sizeInfoRef ",
	mtcModule: " ", glsModule: " ", mdaModule: " ", resModule: " ", ctrModule: " ", valModule: " ",
}

// fsNames are the elements of HTML that the format style module knows (section 5.5.4.1).
const fsNames = " a abbr acronym address applet area b base basefont bdo big blockquote body br button caption center cite code col colgroup" +
	" dd del dfn dir div dl dt em fieldset font form frame frameset h1 h2 h3 h4 h5 h6 head hr html i iframe img input ins isindex kbd label legend" +
	" li link map menu meta noframes noscript object ol optgroup option p param pre q s samp script select small span strike strong style sub sup" +
	" table tbody td textarea tfoot th thead title tr tt u ul var nid ruby rb rt rp "
