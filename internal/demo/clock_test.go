package demo_test

import (
	"path"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/demo"
)

// TestTimesAgreeWithTheTexts plants at several hours of a day in the outlet's zone:
// whatever the hour, nothing lies ahead, and what texts name by the clock has happened
// when they were published.
func TestTimesAgreeWithTheTexts(t *testing.T) {
	n := read(t)
	zone, err := time.LoadLocation(n.Zone)
	if err != nil {
		t.Fatal(err)
	}
	for _, hour := range []string{"00:05", "03:00", "05:20", "09:00", "14:00", "20:00", "23:50"} {
		t.Run(hour, func(t *testing.T) {
			now, err := time.ParseInLocation("2006-01-02 15:04", "2026-06-18 "+hour, zone)
			if err != nil {
				t.Fatal(err)
			}
			inOrder(t, n, now)
		})
	}
}

func inOrder(t *testing.T, n *demo.Newsroom, now time.Time) {
	published, updated := map[string]time.Time{}, map[string]time.Time{}
	fresh := 0
	for _, s := range n.Stories {
		p, u := s.Times(now)
		published[s.Key], updated[s.Key] = p, u
		if p.After(now) || u.After(now) || !u.IsZero() && u.Before(p) {
			t.Errorf("%s was published %s and updated %s", s.Key, p, u)
		}
		if now.Sub(p) < 4*time.Hour {
			fresh++
		}
	}
	if fresh < 3 {
		t.Errorf("%d stories are of the last hours", fresh)
	}
	clock := func(what string, at time.Time, want string) {
		t.Helper()
		if got := at.Format("15:04"); got != want {
			t.Errorf("%s at %s, want %s", what, got, want)
		}
	}
	clock("the wedding is told", published["wedding"], "08:40") // the shoe came in the morning
	clock("the live page opens", published["crossing"], "23:20")
	clock("the live page ends", updated["crossing"], "05:15") // its last entry is of 05:12
	if night := updated["crossing"].Sub(published["crossing"]); night != 5*time.Hour+55*time.Minute {
		t.Errorf("the live page ran for %s", night)
	}
	if ahead := published["crossing"].Sub(published["ferry"]); ahead < 36*time.Hour {
		t.Errorf("the timetable came out %s before the crossing", ahead)
	}
	if published["last-hour"].Before(published["first-train"]) {
		t.Error("the pictures of the first train came out before its news")
	}
	for _, d := range n.Dossiers {
		for _, e := range d.Events {
			at := n.At(e, now)
			if !at.Before(now) || e.Clock != 0 && at.After(published[e.Story]) && e.Story != "crossing" {
				t.Errorf("%s: %q is of %s", d.Topic, e.Says["en"], at)
			}
			switch e.Story {
			case "crossing":
				clock("the crossing ends", at, "04:56")
				if told := updated["crossing"].Sub(at); told != 19*time.Minute {
					t.Errorf("the crossing ended %s before the live page", told)
				}
			case "first-train":
				clock("the first train leaves", at, "19:16")
			case "wedding":
				if told := published["wedding"].Sub(at); told < 0 || told > 14*time.Hour {
					t.Errorf("the wedding was %s before its story", told)
				}
			}
		}
	}
}

// TestLeadsAreNotShownTwice holds a story's picture out of its body.
func TestLeadsAreNotShownTwice(t *testing.T) {
	n := read(t)
	for _, s := range n.Stories {
		for _, text := range s.Texts {
			doc, err := n.Doc(s, text, noon)
			if err != nil {
				t.Fatal(err)
			}
			eachPicture(doc.Blocks, func(p body.Picture) {
				if path.Base(p.Source) == s.Lead {
					t.Errorf("%s in %s shows %s again", s.Key, text.Lang, s.Lead)
				}
			})
		}
	}
}
