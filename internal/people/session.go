package people

import (
	"time"

	"masthead/internal/kit/lang"
)

// Session is a person's stay at the desk with one browser.
type Session struct {
	ID      string
	Person  string
	Started time.Time
	Seen    time.Time // to SeenEvery
	Expires time.Time
	Device  string // what the browser says it is
	Address string // the network from which it was last used

	Whole  bool      // false until a second factor was shown: nothing but the door is open to it
	Strong bool      // a second factor was shown
	Renew  bool      // its secret is to be changed: she got a role meanwhile
	Proved time.Time // when she last showed who she is
}

// How long a session lasts: so long without a request, and so long at most.
const (
	SessionIdle = 14 * 24 * time.Hour
	SessionLife = 60 * 24 * time.Hour
	SeenEvery   = time.Minute // how exactly its last use is kept

	SessionHalf  = 10 * time.Minute // how long a second factor is waited for
	SessionFresh = 15 * time.Minute // after how long she shows again who she is, before what a stranger at her computer must not do
)

// maxDevice bounds what is kept of a browser's name, in runes.
const maxDevice = 200

// Stale says whether the session's last use is to be noted anew.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.Seen) >= SeenEvery }

// Fresh says whether she showed who she is lately.
func (s Session) Fresh(now time.Time) bool { return now.Sub(s.Proved) < SessionFresh }

// Visit is who is behind a session: all that a request to the desk needs to know.
type Visit struct {
	Session Session
	Person  Person
	Grants  []Grant
	Desk    Desk
	Pens    []string // ids of the pseudonyms that she writes under
}

// Desk is how the desk is set for a person.
type Desk struct {
	Lang    lang.Tag // the desk's language for her; empty for her browser's
	Bureau  string   // key of the bureau by whose time she works; empty for the outlet's
	Theme   string   // light or dark; empty for the device's
	Density string   // roomy; empty for dense
	Keys    bool     // single letters act
}
