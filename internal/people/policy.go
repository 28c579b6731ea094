package people

import (
	"slices"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Deed is something that a person does to a story, an edition or the outlet.
type Deed string

// The deeds that are not everybody's.
const (
	ReadStory       Deed = "read a story"       // a story with its texts, published or not
	CreateStory     Deed = "create a story"     //
	SaveOriginal    Deed = "save an original"   // a text that others are made from
	SaveTranslation Deed = "save a translation" // a text made from another
	Publish         Deed = "publish"            // now or at a time
	Withdraw        Deed = "withdraw"           //
	ArrangeFront    Deed = "arrange a front"    //
	ManageWebhooks  Deed = "manage webhooks"    // who outside is told of what is published
	ReadSettings    Deed = "read the settings"  // who works here and how the outlet is set up
	ReadAudit       Deed = "read the audit"     // what was done, by whom
	ManagePeople    Deed = "manage people"      // roles, tokens, disabling
	ManageOutlet    Deed = "manage the outlet"  // its settings and its editions'
	KnowPseudonyms  Deed = "know pseudonyms"    // who writes under which name
	SeeMedia        Deed = "see media"          // the pictures of a bureau, published or not
	AddMedia        Deed = "add media"          // bring a file to the library
	EditMedia       Deed = "edit media"         // say whose it is and what it shows, take it out
	Comment         Deed = "comment"            // on a story and its texts; suggest other words
	Assign          Deed = "assign"             // decide on pitches, give tasks and deadlines, hold back, promise an embargo
	MoveStage       Deed = "move a story"       // to any stage
	FileStory       Deed = "file a story"       // bring it as far as editing
	CheckStory      Deed = "check a story"      // tick its checklist; move it among editing, checking and ready
	KeepTerms       Deed = "keep the terms"     // add, change and retire the house's rules for words of an edition
	CleanMemory     Deed = "clean the memory"   // mend what translations are offered from; bring files in, give them out
)

// Deeds lists every deed.
var Deeds = []Deed{
	ReadStory,
	CreateStory,
	SaveOriginal,
	SaveTranslation,
	Publish,
	Withdraw,
	ArrangeFront,
	ManageWebhooks,
	ReadSettings,
	ReadAudit,
	ManagePeople,
	ManageOutlet,
	KnowPseudonyms,
	SeeMedia,
	AddMedia,
	EditMedia,
	Comment,
	Assign,
	MoveStage,
	FileStory,
	CheckStory,
	KeepTerms,
	CleanMemory,
}

// Roles lists every role, the mightiest first.
var Roles = []Role{Administrator, ChiefEditor, Editor, Reporter, Translator, FactChecker, SocialEditor, Expert, Contributor}

// ParseRole reads a role as docs/words.md writes it.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles, r) {
		return r, nil
	}
	return "", fault.New(fault.Invalid, "people.unknown_role").In("role").With("role", s)
}

// Grant is a role that a person has: in one bureau or, when empty, in every one; in
// one edition or in every one.
type Grant struct {
	Role   Role     `json:"role"`
	Bureau string   `json:"bureau,omitempty"`
	Lang   lang.Tag `json:"edition,omitempty"`
}

// Case is one deed on one thing. Bureau is the story's, empty for a story without one
// and for what is the whole outlet's. Lang is the edition that it happens in; empty for
// a story as a whole and for the whole outlet.
type Case struct {
	Deed   Deed
	Bureau string
	Lang   lang.Tag
	Own    bool // the story names her as an author; the picture was brought by her
}

// reach is on which stories a role allows a deed.
type reach uint8

const (
	none reach = iota
	own        // those that name her as an author
	every
)

// allowed is the whole policy: what each role may do where it holds.
var allowed = map[Deed]map[Role]reach{
	ReadStory: {
		Administrator: every, ChiefEditor: every, Editor: every, Reporter: every, Translator: every, FactChecker: every, SocialEditor: every,
		Expert: own, Contributor: own,
	},
	CreateStory:     {Administrator: every, ChiefEditor: every, Editor: every, Reporter: own, Expert: own, Contributor: own},
	SaveOriginal:    {Administrator: every, ChiefEditor: every, Editor: every, Reporter: own, Expert: own, Contributor: own},
	SaveTranslation: {Administrator: every, ChiefEditor: every, Editor: every, Translator: every, Reporter: own},
	Publish:         {Administrator: every, ChiefEditor: every, Editor: every},
	Withdraw:        {Administrator: every, ChiefEditor: every, Editor: every},
	ArrangeFront:    {Administrator: every, ChiefEditor: every, Editor: every},
	ManageWebhooks:  {Administrator: every},
	ReadSettings:    {Administrator: every, ChiefEditor: every},
	ReadAudit:       {Administrator: every, ChiefEditor: every},
	ManagePeople:    {Administrator: every},
	ManageOutlet:    {Administrator: every},
	KnowPseudonyms:  {ChiefEditor: every},
	SeeMedia: {
		Administrator: every, ChiefEditor: every, Editor: every, Reporter: every, Translator: every, FactChecker: every, SocialEditor: every,
		Expert: own, Contributor: own,
	},
	AddMedia:  {Administrator: every, ChiefEditor: every, Editor: every, Reporter: own, Translator: own, Expert: own, Contributor: own},
	EditMedia: {Administrator: every, ChiefEditor: every, Editor: every, Reporter: own, Translator: own, Expert: own, Contributor: own},
	Comment: {
		Administrator: every, ChiefEditor: every, Editor: every, Reporter: every, Translator: every, FactChecker: every, SocialEditor: every,
		Expert: own, Contributor: own,
	},
	Assign:      {Administrator: every, ChiefEditor: every, Editor: every},
	MoveStage:   {Administrator: every, ChiefEditor: every, Editor: every},
	FileStory:   {Administrator: every, ChiefEditor: every, Editor: every, Reporter: own, Expert: own, Contributor: own},
	CheckStory:  {Administrator: every, ChiefEditor: every, Editor: every, FactChecker: every},
	KeepTerms:   {Administrator: every, ChiefEditor: every, Editor: every},
	CleanMemory: {Administrator: every, ChiefEditor: every, Editor: every},
}

// outletWide are the deeds that concern every bureau and edition at once: a role that
// holds in some of them does not reach them.
var outletWide = []Deed{
	ManageWebhooks,
	ReadSettings,
	ReadAudit,
	ManagePeople,
	ManageOutlet,
	KnowPseudonyms,
}

// everyEdition are the deeds that are not bound to an edition: a translator reads what she
// translates from, and a picture has no language.
var everyEdition = []Deed{ReadStory, SeeMedia, AddMedia, EditMedia, Comment}

// everyBureau are the deeds on what is an edition's and no bureau's.
var everyBureau = []Deed{ArrangeFront, KeepTerms, CleanMemory}

// May says whether somebody with these roles may do it. It is the one place where that
// is decided, for the API and the desk alike.
func May(grants []Grant, c Case) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool {
		switch allowed[c.Deed][g.Role] {
		case every:
			return g.covers(c)
		case own:
			return c.Own && g.covers(c)
		}
		return false
	})
}

// covers says whether a role holds where the deed happens. An own story may lie in any
// bureau: its author does not lose it when the desk moves it. Reading is not bound to
// an edition, for a translator reads what she translates from.
func (g Grant) covers(c Case) bool {
	if slices.Contains(outletWide, c.Deed) {
		return g.Bureau == "" && g.Lang == ""
	}
	bureau := g.Bureau == "" || g.Bureau == c.Bureau || c.Own && c.Deed != CreateStory || slices.Contains(everyBureau, c.Deed)
	edition := g.Lang == "" || g.Lang == c.Lang || slices.Contains(everyEdition, c.Deed)
	return bureau && edition
}

// MayLift says whether somebody may lift a gate that these roles can lift, on a story
// of a bureau in an edition. An administrator may whatever anybody may, as she gives
// the roles; what nobody can lift must be mended.
func MayLift(grants []Grant, lifters []Role, bureau string, l lang.Tag) bool {
	return len(lifters) > 0 && slices.ContainsFunc(grants, func(g Grant) bool {
		return (g.Role == Administrator || slices.Contains(lifters, g.Role)) && g.covers(Case{Deed: Publish, Bureau: bureau, Lang: l})
	})
}

// Readable says which stories somebody may read, for lists: all, those of some
// bureaus, and always her own.
func Readable(grants []Grant) (all bool, bureaus []string) {
	for _, g := range grants {
		if allowed[ReadStory][g.Role] != every {
			continue
		}
		if g.Bureau == "" {
			return true, nil
		}
		if !slices.Contains(bureaus, g.Bureau) {
			bureaus = append(bureaus, g.Bureau)
		}
	}
	slices.Sort(bureaus)
	return false, bureaus
}
