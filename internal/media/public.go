package media

import (
	"context"
	"sync"
	"time"

	"masthead/internal/kit/db"
)

// recheckAfter is for how long a node trusts that readers may fetch a file. What is taken
// back is gone within it on every node, also on one that did not hear of it.
const recheckAfter = 5 * time.Second

// maxKnown bounds how many files a node remembers, at some 150 bytes each.
const maxKnown = 50_000

// known is which files readers may fetch, and when the database last said so.
type known struct {
	mu sync.RWMutex
	at map[string]time.Time // by hash
}

func (k *known) when(hash string) time.Time {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.at[hash]
}

func (k *known) set(hash string, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at == nil || len(k.at) >= maxKnown && k.at[hash].IsZero() {
		k.at = map[string]time.Time{} // asking anew costs a look-up each
	}
	k.at[hash] = at
}

func (k *known) forget(hash string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.at, hash)
}

// Recheck makes every file be asked for anew: something was withdrawn. What was known
// stays known for the case that the database cannot be asked.
func (l *Library) Recheck() {
	l.known.mu.Lock()
	defer l.known.mu.Unlock()
	for hash := range l.known.at {
		l.known.at[hash] = time.Unix(1, 0)
	}
}

// IsPublic says whether readers may fetch the files of a hash: whether a copy, or a page
// of a person, shows it. While the database is away, what was public stays so.
func (l *Library) IsPublic(ctx context.Context, hash string) (bool, error) {
	if !validHash(hash) {
		return false, nil
	}
	before, now := l.known.when(hash), l.now()
	if age := now.Sub(before); age >= 0 && age < recheckAfter {
		return true, nil
	}
	answer, err, _ := l.asking.Do(hash, func() (any, error) {
		var public bool
		ctx := context.WithoutCancel(ctx) // others may wait for the answer when the one who asked first is gone
		err := l.DB.Read(ctx, func(tx *db.Tx) (err error) { public, err = isPublic(ctx, tx, hash); return err })
		return public, err
	})
	if err != nil {
		if !before.IsZero() {
			return true, nil
		}
		return false, err
	}
	public := answer.(bool)
	if public {
		l.known.set(hash, now)
	} else {
		l.known.forget(hash)
	}
	return public, nil
}

func (l *Library) now() time.Time {
	if l.Clock != nil {
		return l.Clock()
	}
	return time.Now()
}
