package demo

import "time"

// clock is an hour of the day in the outlet's zone, written as "08:40". The zero clock
// is none: midnight itself cannot be said.
type clock time.Duration

// UnmarshalText reads hours and minutes.
func (c *clock) UnmarshalText(text []byte) error {
	t, err := time.Parse("15:04", string(text))
	*c = clock(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	return err
}

// settled is how long ago the newest hour of a clock is at least, so that what a
// text tells of it has had time to happen.
const settled = 10 * time.Minute

// morning is when the newsroom's day begins for what counts back in days: by then the
// night's crossing and the morning's wedding stand under it.
const morning = 8*time.Hour + 50*time.Minute

// last is the latest moment at which the clock of t's zone showed c, not after t.
func (c clock) last(t time.Time) time.Time {
	at := func(day int) time.Time {
		return time.Date(t.Year(), t.Month(), day, 0, int(time.Duration(c).Minutes()), 0, 0, t.Location())
	}
	if today := at(t.Day()); !today.After(t) {
		return today
	}
	return at(t.Day() - 1)
}

// Times says when a story planted at now was published, and when it was updated: zero
// for never. now is in the outlet's zone. A story whose text names hours has clocks,
// and its age counts back from them; all others only have ages.
func (s Story) Times(now time.Time) (published, updated time.Time) {
	before := now.Add(-settled - time.Duration(s.Age))
	switch {
	case s.UpdatedClock != 0:
		updated = s.UpdatedClock.last(before)
		before = updated
	case s.Updated != 0:
		updated = now.Add(-time.Duration(s.Updated))
	}
	if s.Clock == 0 {
		return now.Add(-time.Duration(s.Age)), updated
	}
	return s.Clock.last(before), updated
}

// At says when an event happened. One with a clock happened at the last such hour
// before its story's last word, so that no dossier runs ahead of what tells it.
func (n *Newsroom) At(e Event, now time.Time) time.Time {
	for _, s := range n.Stories {
		if e.Clock != 0 && s.Key == e.Story {
			published, updated := s.Times(now)
			if updated.IsZero() {
				updated = published
			}
			return e.Clock.last(updated)
		}
	}
	return now.Add(-time.Duration(e.Age))
}
