package desk

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/people"
)

// View is a list that a person saved under a name.
type View struct{ ID, Name, Query string }

// MaxViews is how many lists a person may save.
const MaxViews = 30

// Views lists what a person saved, the oldest first.
func Views(ctx context.Context, tx *db.Tx, person string) (list []View, err error) {
	return views(ctx, tx, person)
}

// SaveView saves a list under a name.
func SaveView(ctx context.Context, tx *db.Tx, person, name, query string) (View, error) {
	name, query = line(name), Ask(query).String()
	if err := bounded("name", name, true, 60); err != nil {
		return View{}, err
	}
	had, err := views(ctx, tx, person)
	if err != nil {
		return View{}, err
	}
	if len(had) >= MaxViews {
		return View{}, fault.New(fault.Invalid, "desk.too_many_views").With("max", MaxViews)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{id.New(now), name, query}
	return v, insertView(ctx, tx, person, v, now)
}

// DropView forgets a list of a person's.
func DropView(ctx context.Context, tx *db.Tx, person, view string) error {
	return dropView(ctx, tx, person, view)
}

// NewFeed makes the secret of a person's calendar, in place of the one she had: whoever
// subscribed to that is cut off.
func NewFeed(ctx context.Context, tx *db.Tx, person string) (people.Secret, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return people.Secret{}, err
	}
	s := people.NewSecret()
	return s, putFeed(ctx, tx, person, s.Hash, now)
}

// EndFeed takes a person's calendar off the net.
func EndFeed(ctx context.Context, tx *db.Tx, person string) error { return dropFeed(ctx, tx, person) }

// HasFeed says whether a person's calendar can be subscribed to.
func HasFeed(ctx context.Context, tx *db.Tx, person string) (bool, error) {
	return hasFeed(ctx, tx, person)
}

// FeedHolder says whose calendar a secret opens. NotFound: nobody's, or she was disabled.
func FeedHolder(ctx context.Context, tx *db.Tx, secret string) (people.Person, error) {
	none := fault.New(fault.NotFound, "desk.no_feed")
	if len(secret) > 100 {
		return people.Person{}, none
	}
	person, err := feedHolder(ctx, tx, people.HashSecret(secret))
	if err != nil || person == "" {
		if err == nil {
			err = none
		}
		return people.Person{}, err
	}
	found, err := people.ByIDs(ctx, tx, []string{person})
	if p, ok := found[person]; err == nil && ok && !p.Disabled() {
		return p, nil
	}
	if err == nil {
		err = none
	}
	return people.Person{}, err
}
