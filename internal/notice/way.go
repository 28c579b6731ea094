package notice

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/kit/fault"
)

// ByMail is how notices of a kind come by mail.
type ByMail string

// The ways by mail.
const (
	Never  ByMail = "never"
	Digest ByMail = "digest" // gathered, at chosen hours; what is urgent at once
	Now    ByMail = "now"
)

// Choice is how a person is told of a kind, besides on the desk.
type Choice struct {
	Kind Kind
	Mail ByMail
	Push bool // on her devices
}

// Hours say when a person is told, in hours of her bureau's day.
type Hours struct {
	QuietFrom, QuietTo int   // the same for no quiet hours
	Urgent             bool  // what is urgent does not wait for their end
	Digest             []int // when gathered notices go out
}

// UsualHours hold for who chose none.
func UsualHours() Hours { return Hours{QuietFrom: 22, QuietTo: 7, Digest: []int{9, 17}} }

// usualChoice holds for a kind of which she chose nothing.
func usualChoice(k Kind) Choice { return Choice{Kind: k, Mail: Digest, Push: true} }

// maxDigests is how many hours of a day gathered notices can go out at.
const maxDigests = 6

// check refuses hours that no day has.
func (h Hours) check() error {
	wrong := func(hour int) bool { return hour < 0 || hour > 23 }
	if wrong(h.QuietFrom) || wrong(h.QuietTo) || slices.ContainsFunc(h.Digest, wrong) || len(h.Digest) == 0 || len(h.Digest) > maxDigests {
		return fault.New(fault.Invalid, "notice.bad_hours").In("digest").With("max", maxDigests)
	}
	return nil
}

// ParseHours reads hours of a day as a person writes them: "9, 17".
func ParseHours(s string) (list []int, err error) {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		f = strings.TrimSuffix(f, ":00")
		n, err := strconv.Atoi(f)
		if err != nil || n < 0 || n > 23 || len(list) >= maxDigests {
			return nil, fault.New(fault.Invalid, "notice.bad_hours").In("digest").With("max", maxDigests)
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// Written is the digest's hours as ParseHours reads them.
func (h Hours) Written() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(h.Digest), " ", ", "), "[]")
}

// quietUntil says until when it is quiet at a moment; the zero time if it is not. An
// hour that a change of the clocks leaves out is the one after it.
func (h Hours) quietUntil(at time.Time, zone *time.Location) time.Time {
	if h.QuietFrom == h.QuietTo {
		return time.Time{}
	}
	local := at.In(zone)
	hour, over := local.Hour(), h.QuietFrom > h.QuietTo
	within := hour >= h.QuietFrom && hour < h.QuietTo
	if over {
		within = hour >= h.QuietFrom || hour < h.QuietTo
	}
	if !within {
		return time.Time{}
	}
	day := local.Day()
	if over && hour >= h.QuietFrom {
		day++
	}
	return time.Date(local.Year(), local.Month(), day, h.QuietTo, 0, 0, 0, zone)
}

// nextDigest is when gathered notices go out next after a moment.
func (h Hours) nextDigest(at time.Time, zone *time.Location) time.Time {
	local := at.In(zone)
	for day := local.Day(); ; day++ {
		for _, hour := range h.Digest {
			if next := time.Date(local.Year(), local.Month(), day, hour, 0, 0, 0, zone); next.After(at) {
				return next
			}
		}
	}
}
