package comment

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Mention is somebody whom an entry calls. Name is how it calls her, without the "@";
// Person may be a pseudonym.
type Mention struct {
	Person string `json:"person"`
	Name   string `json:"name"`
}

const maxMentions = 20 // of one entry

// Readers lists who may be mentioned beside a story: those who may read it.
func Readers(ctx context.Context, tx *db.Tx, s story.Story) ([]people.Reader, error) {
	return people.Readers(ctx, tx, s.Bureau, authors(s))
}

// mentioned finds whom a text calls: "@" and a whole name, in whatever case, or the first
// word of a name that nobody else's begins with.
func mentioned(text string, readers []people.Reader) (list []Mention) {
	for rest, before := text, rune(0); len(list) < maxMentions; {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			return list
		}
		if i > 0 {
			before = lastRune(rest[:i])
		}
		rest = rest[i+1:]
		if letter(before) { // an e-mail address
			before = '@'
			continue
		}
		before = '@'
		who, n := called(rest, readers)
		if n == 0 {
			continue
		}
		if !slices.ContainsFunc(list, func(m Mention) bool { return m.Person == who }) {
			list = append(list, Mention{who, rest[:n]})
		}
	}
	return list
}

// called finds who is called at the beginning of a text, and by how many bytes.
func called(text string, readers []people.Reader) (who string, n int) {
	for _, r := range readers {
		if k := begins(text, r.Name); k > n {
			who, n = r.ID, k
		}
	}
	if n > 0 {
		return who, n
	}
	fits := 0
	for _, r := range readers {
		first, _, _ := strings.Cut(r.Name, " ")
		if k := begins(text, first); k > 0 {
			who, n, fits = r.ID, k, fits+1
		}
	}
	if fits != 1 {
		return "", 0
	}
	return who, n
}

// begins says with how many bytes a text begins with a name and then ends the word.
func begins(text, name string) int {
	if name == "" {
		return 0
	}
	at, runes := 0, utf8.RuneCountInString(name)
	for range runes {
		if at >= len(text) {
			return 0
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if !strings.EqualFold(text[:at], name) || letter(firstRune(text[at:])) && at < len(text) {
		return 0
	}
	return at
}

// behind is whom to tell when somebody listed is called.
func behind(readers []people.Reader, shown string) string {
	for _, r := range readers {
		if r.ID == shown {
			return r.Person
		}
	}
	return shown
}

// readable says whether somebody may read the story still.
func readable(readers []people.Reader, person string) bool {
	return slices.ContainsFunc(readers, func(r people.Reader) bool { return r.Person == person })
}
