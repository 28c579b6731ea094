package notice

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// Kind is what a notice is about: by kinds a person chooses how she is told.
type Kind string

// The kinds.
const (
	Work       Kind = "work"       // pitches, assignments, deadlines
	Talk       Kind = "talk"       // comments, mentions, suggestions, conflicts
	Publishing Kind = "publishing" // gates, second keys, what went out or could not
	Media      Kind = "media"      // pictures whose rights end
	House      Kind = "house"      // sign-in, roles, settings
)

// Kinds lists every kind, in the order in which they are shown.
var Kinds = []Kind{Work, Talk, Publishing, Media, House}

// Notice is one thing to tell, to one or several people.
type Notice struct {
	To     []string          // whom, by id; those who were disabled are left out, and whoever did it
	By     string            // who did it, by id; empty for nobody
	Kind   Kind              // Work where empty
	Key    string            // its sentence in the words catalogue: "desk.assigned_to_you"
	Args   map[string]string // what fills its places; "who" is filled with By's name where it is not given
	Story  string            // the story it is about, or empty
	Lang   lang.Tag          // the text's language, or empty
	Path   string            // where in the desk it leads, "/desk/…"; empty for nowhere
	Urgent bool              // does not wait for a digest
	Once   string            // she is not told twice under this key while it is kept; empty: always told
}

// The bounds of what is kept. Longer values are cut, for a long headline must not undo
// the act that is told of.
const (
	maxTo    = 500
	maxArgs  = 12
	maxValue = 300 // runes
	maxOnce  = 200
	maxPath  = 500
)

// Kept is how long notices are kept, seen or not.
const Kept = 90 * 24 * time.Hour

var keyShape = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)

// Tell tells of an act in its own transaction. An error is a defect of the caller's, or
// the database's.
func Tell(ctx context.Context, tx *db.Tx, n Notice) error {
	if n.Kind == "" {
		n.Kind = Work
	}
	if err := n.check(); err != nil {
		return err
	}
	n.Args = bounded(n.Args)
	to := slices.Clone(n.To)
	slices.Sort(to)
	for _, person := range slices.Compact(to) {
		if person == "" || person == n.By {
			continue
		}
		if err := tell(ctx, tx, n, person); err != nil {
			return err
		}
	}
	return nil
}

// check finds what only a mistake in the program can bring.
func (n Notice) check() error {
	switch {
	case !keyShape.MatchString(n.Key):
		return fmt.Errorf("notice: %q is not the key of a sentence", n.Key)
	case !slices.Contains(Kinds, n.Kind):
		return fmt.Errorf("notice: there is no kind %q", n.Kind)
	case !ValidPath(n.Path):
		return fmt.Errorf("notice: %q is no place in the desk", n.Path)
	case len(n.Once) > maxOnce:
		return fmt.Errorf("notice: a key of %d bytes", len(n.Once))
	case len(n.To) > maxTo || len(n.Args) > maxArgs:
		return fmt.Errorf("notice: %d people, %d values", len(n.To), len(n.Args))
	}
	return nil
}

// ValidPath says whether a path is empty or leads into the desk and nowhere else.
func ValidPath(path string) bool {
	if path == "" {
		return true
	}
	return strings.HasPrefix(path, "/desk/") && len(path) <= maxPath && utf8.ValidString(path) &&
		!strings.Contains(path, "//") && !strings.ContainsFunc(path, func(r rune) bool { return unicode.IsControl(r) || r == '\\' || r == ' ' })
}

// bounded cuts values to what is kept, on one line.
func bounded(args map[string]string) map[string]string {
	out := make(map[string]string, len(args))
	for name, v := range args {
		out[name] = oneLine(v)
	}
	return out
}

func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return unicode.IsControl(r) || r == ' ' }), " ")
	if utf8.RuneCountInString(s) <= maxValue {
		return s
	}
	return string([]rune(s)[:maxValue-1]) + "…"
}

// Told is a notice as one person has it.
type Told struct {
	ID     string
	Person string
	Notice
	Made, Seen time.Time // Seen is zero until she has seen it
}

// New says whether she has not seen it.
func (t Told) New() bool { return t.Seen.IsZero() }

// Said are the values for the sentence: whole numbers as numbers, so that the language's
// plural forms are found.
func (t Told) Said() map[string]any {
	out := make(map[string]any, len(t.Args))
	for name, v := range t.Args {
		out[name] = v
		if name == "n" {
			var n int
			if _, err := fmt.Sscanf(v, "%d", &n); err == nil {
				out[name] = n
			}
		}
	}
	return out
}

// SaidIn are the values for the sentence in a language: who did it by her name there,
// where the notice names By herself and no pseudonym, and languages by their names.
func (t Told) SaidIn(l lang.Tag, by people.Person) map[string]any {
	out := t.Said()
	if by.ID != "" && by.ID == t.By && t.Args["who"] == oneLine(by.Name) {
		out["who"] = oneLine(by.In(l))
	}
	if code := t.Args["lang"]; code != "" {
		out["lang"] = lang.Tag(code).NameIn(l)
	}
	return out
}

// Prune is the job that takes away notices that were kept long enough.
type Prune struct{}

// Kind is the job's stable name.
func (Prune) Kind() string { return "notice.prune" }

// pruneEvery is how often old notices are looked for.
const pruneEvery = 24 * time.Hour

// Begin puts the first job that prunes; a program that starts calls it.
func Begin(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error { return job.Put(ctx, tx, Prune{}, job.Once("all")) })
}
