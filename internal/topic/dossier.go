package topic

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Event is something that happened: when, where, one sentence, and who says so.
type Event struct {
	ID        string
	Topic     string
	At        time.Time // midnight in UTC where only the day is known
	Timed     bool      // the hour is known
	Place     string    // key of a place, or empty
	Story     string    // id of the story that tells it, or empty
	Sentences map[lang.Tag]string
	Sources   []Source
}

// Source is who says so.
type Source struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"` // https or http, or empty
}

// Actor is a person or an organisation of a topic, in each language.
type Actor map[lang.Tag]ActorLine

// ActorLine is an actor's name, and what is said of it in one line.
type ActorLine struct {
	Name string `json:"name"`
	Line string `json:"line,omitempty"`
}

// Bounds of a dossier. More is refused, never cut.
const (
	MaxIntro    = 20_000 // bytes
	MaxActors   = 40
	MaxSentence = 600 // runes
	MaxSources  = 10
	maxName     = 300 // runes
)

func (e Event) clean() (Event, error) {
	if e.At.IsZero() {
		return e, fault.New(fault.Invalid, "topic.event_undated").In("at")
	}
	e.At = e.At.Truncate(time.Millisecond)
	if !e.Timed {
		y, m, d := e.At.Date()
		e.At = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	said := make(map[lang.Tag]string, len(e.Sentences))
	for l, s := range e.Sentences {
		if s = line(s); s == "" {
			continue
		}
		if !l.Valid() || utf8.RuneCountInString(s) > MaxSentence {
			return e, fault.New(fault.Invalid, "topic.bad_sentence").In("sentence").With("max", MaxSentence)
		}
		said[l] = s
	}
	if len(said) == 0 {
		return e, fault.New(fault.Invalid, "topic.sentence_missing").In("sentence")
	}
	if e.Sentences = said; len(e.Sources) > MaxSources {
		return e, fault.New(fault.Invalid, "topic.bad_source").In("sources")
	}
	sources := make([]Source, len(e.Sources))
	for i, s := range e.Sources {
		u, err := url.Parse(s.URL)
		web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(s.URL) <= 2000
		if s.Name = line(s.Name); s.Name == "" || utf8.RuneCountInString(s.Name) > maxName || s.URL != "" && !web {
			return e, fault.New(fault.Invalid, "topic.bad_source").In("sources")
		}
		sources[i] = s
	}
	e.Sources = sources
	return e, nil
}

func (a Actor) clean() (Actor, error) {
	out := make(Actor, len(a))
	for l, n := range a {
		n.Name, n.Line = line(n.Name), line(n.Line)
		if !l.Valid() || n.Name == "" || utf8.RuneCountInString(n.Name) > maxName || utf8.RuneCountInString(n.Line) > MaxSentence {
			return nil, fault.New(fault.Invalid, "topic.bad_actor").In("actors")
		}
		out[l] = n
	}
	return out, nil
}

// line gives words as they stand in one line.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
