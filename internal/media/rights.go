package media

import (
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Licence is by what right a picture is shown.
type Licence string

// The licences. The empty one says that nobody has said.
const (
	Ours     Licence = "ours"     // made by the newsroom's own people
	Agency   Licence = "agency"   // bought, or by a subscription
	Free     Licence = "free"     // free to use with credit: Creative Commons and its like
	Public   Licence = "public"   // nobody's any more, or given to all
	Courtesy Licence = "courtesy" // with the owner's leave: a press office, a family's album, a reader
	Quoted   Licence = "quoted"   // shown to report on itself: a screenshot, a poster
)

// Licences lists them as people choose among them.
var Licences = []Licence{Ours, Agency, Free, Public, Courtesy, Quoted}

// Rights is what is known of the right to show a picture.
type Rights struct {
	Credit    string // as readers see it
	Source    string // whom the newsroom has it from
	Copyright string
	Licence   Licence
	Terms     string     // what was agreed, in words
	Until     time.Time  // the moment from which it may not be shown; zero for never
	Editions  []lang.Tag // where it may be shown; none for everywhere
	Shown     string     // the people in it
	Consent   string     // what they agreed to
}

// Over says whether the time for which it may be shown is over.
func (r Rights) Over(at time.Time) bool { return !r.Until.IsZero() && !r.Until.After(at) }

// AllowedIn says whether it may be shown in an edition.
func (r Rights) AllowedIn(l lang.Tag) bool {
	return len(r.Editions) == 0 || slices.Contains(r.Editions, l)
}

// Bounds of what is said of a picture, in characters.
const (
	MaxLine  = 300   // a name, a credit, a source
	MaxWords = 2_000 // an alt text, a caption, terms
)

// clean takes the edges off and checks the bounds.
func (r Rights) clean() (Rights, error) {
	for _, f := range []struct {
		name string
		of   *string
		most int
	}{
		{"credit", &r.Credit, MaxLine}, {"source", &r.Source, MaxLine}, {"copyright", &r.Copyright, MaxLine},
		{"terms", &r.Terms, MaxWords}, {"shown", &r.Shown, MaxWords}, {"consent", &r.Consent, MaxWords},
	} {
		var err error
		if *f.of, err = bounded(f.name, *f.of, f.most); err != nil {
			return r, err
		}
	}
	if r.Licence != "" && !slices.Contains(Licences, r.Licence) {
		return r, fault.New(fault.Invalid, "media.no_licence").In("licence")
	}
	return r, nil
}

// bounded is what somebody wrote without what stands around it and without signs that
// nobody sees; more than most characters are refused.
func bounded(field, s string, most int) (string, error) {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == '�' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
	if len([]rune(s)) > most {
		return "", fault.New(fault.Invalid, "media.words_too_long").In(field).With("limit", most)
	}
	return s, nil
}

// joinTags and splitTags write languages as a column keeps them.
func joinTags(tags []lang.Tag) string {
	if len(tags) == 0 {
		return ""
	}
	var b strings.Builder
	for _, t := range tags {
		b.WriteByte(' ')
		b.WriteString(string(t))
	}
	return b.String() + " "
}

func splitTags(s string) (tags []lang.Tag) {
	for _, f := range strings.Fields(s) {
		tags = append(tags, lang.Tag(f))
	}
	return tags
}
