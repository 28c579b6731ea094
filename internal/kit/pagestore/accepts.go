package pagestore

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"
)

// accepts remembers what common Accept-Encoding lines mean: browsers send a handful.
type accepts struct {
	known atomic.Pointer[map[string]quality] // never changed, only replaced
	mu    sync.Mutex
}

// The bounds of what is remembered; strange lines are read anew each time.
const (
	maxRemembered     = 64
	maxRememberedLine = 64
)

// of reads the lines of a request.
func (a *accepts) of(lines []string) quality {
	if len(lines) != 1 || len(lines[0]) > maxRememberedLine {
		return parseAccept(lines)
	}
	known := a.known.Load()
	if known != nil {
		if q, ok := (*known)[lines[0]]; ok {
			return q
		}
	}
	q := parseAccept(lines)
	if known == nil || len(*known) < maxRemembered {
		a.remember(lines[0], q)
	}
	return q
}

func (a *accepts) remember(line string, q quality) {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := map[string]quality{}
	if known := a.known.Load(); known != nil {
		next = maps.Clone(*known)
	}
	if len(next) < maxRemembered {
		next[strings.Clone(line)] = q // the line is a part of the whole request
		a.known.Store(&next)
	}
}
