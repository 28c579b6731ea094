package api

import (
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"masthead/internal/kit/clock"
)

// Rate is how many requests are answered in a minute; as many may come at once.
type Rate int

// Rates are the bounds on how often this node is asked.
type Rates struct {
	Token   Rate // by one token
	Address Rate // without a token, by one address
}

// usual fills in what was left open.
func (r Rates) usual() Rates {
	if r.Token == 0 {
		r.Token = 600
	}
	if r.Address == 0 {
		r.Address = 300
	}
	return r
}

// maxBuckets bounds how many askers are remembered. Beyond it the full ones go, and if
// all are at work, all are forgotten: being lenient for a moment is no harm.
const maxBuckets = 50_000

// rates counts askers, each by a bucket that fills evenly.
type rates struct {
	rate Rate
	now  clock.Clock

	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is how much is left, and when that was true.
type bucket struct {
	left float64
	at   time.Time
}

func newRates(r Rate, now clock.Clock) *rates {
	return &rates{rate: r, now: now, buckets: map[string]bucket{}}
}

// take counts one request of an asker, and says in the answer's header how many are
// left (RateLimit header fields for HTTP, draft 10). Beyond them it is a 429.
func (r *rates) take(w http.ResponseWriter, policy, asker string) error {
	left, wait := r.count(asker)
	perSecond := float64(r.rate) / 60
	reset := int(math.Ceil((float64(r.rate) - math.Max(left, 0)) / perSecond))
	w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;w=60`, policy, r.rate))
	w.Header().Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, policy, int(math.Max(left, 0)), reset))
	if left >= 0 {
		return nil
	}
	retryAfter(w, wait)
	return refuse(http.StatusTooManyRequests, "api.too_many")
}

// count takes one out of the asker's bucket; below zero there was none, and wait says
// until when.
func (r *rates) count(asker string) (left float64, wait time.Duration) {
	now := r.now()
	perSecond := float64(r.rate) / 60
	r.mu.Lock()
	defer r.mu.Unlock()
	b, known := r.buckets[asker]
	if !known {
		if len(r.buckets) >= maxBuckets {
			r.forget(now)
		}
		b = bucket{float64(r.rate), now}
	}
	b.left = math.Min(float64(r.rate), b.left+math.Max(0, now.Sub(b.at).Seconds())*perSecond)
	b.at = now
	if b.left < 1 {
		r.buckets[asker] = b
		return -1, time.Duration((1 - b.left) / perSecond * float64(time.Second))
	}
	b.left--
	r.buckets[asker] = b
	return b.left, 0
}

func (r *rates) forget(now time.Time) {
	for asker, b := range r.buckets {
		if now.Sub(b.at) > time.Minute {
			delete(r.buckets, asker)
		}
	}
	if len(r.buckets) >= maxBuckets {
		clear(r.buckets)
	}
}
