package story

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// Changed is one change of what a story is.
type Changed struct {
	By     string // person
	At     time.Time
	Fields map[string]Was // by the names under which the API has them
}

// Was is one of a story's facts before and after a change, as it is kept; ids of lists
// are parted by spaces.
type Was struct {
	Was string `json:"was"`
	Is  string `json:"is"`
}

// Edit lets a person change what a story is (see Change) and keeps who did it and what
// it was. Whoever edits the same story meanwhile waits for the commit. An edit that
// changes nothing leaves no trace.
func Edit(ctx context.Context, tx *db.Tx, story, by string, change func(*Story) error) (Story, error) {
	n, err := tx.Exec(ctx, `UPDATE story SET updated_at = updated_at WHERE id = $1`, story)
	if err != nil {
		return Story{}, err
	}
	if n == 0 {
		return Story{}, fault.New(fault.NotFound, "story.absent")
	}
	before, err := Find(ctx, tx, story)
	if err != nil {
		return before, err
	}
	after := before
	after.Topics, after.People = slices.Clone(before.Topics), slices.Clone(before.People)
	if err := change(&after); err != nil {
		return before, err
	}
	fields := differences(before, after)
	if len(fields) == 0 {
		return before, nil
	}
	if err := Change(ctx, tx, after); err != nil {
		return before, err
	}
	if err := keepChange(ctx, tx, story, by, fields); err != nil {
		return before, err
	}
	if err := nameAtStage(ctx, tx, before, after, by); err != nil {
		return before, err
	}
	return Find(ctx, tx, story)
}

func keepChange(ctx context.Context, tx *db.Tx, story, by string, fields map[string]Was) error {
	raw, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO story_change (id, story_id, changed_by, changed_at, fields) VALUES ($1, $2, $3, $4, $5)`,
		id.New(now), story, by, db.Millis(now), string(raw))
	return err
}

func differences(before, after Story) map[string]Was {
	was, is := facts(before), facts(after)
	fields := map[string]Was{}
	for name := range was {
		if was[name] != is[name] {
			fields[name] = Was{was[name], is[name]}
		}
	}
	return fields
}

func facts(s Story) map[string]string {
	var people []string
	for _, c := range s.People {
		one := c.Person
		if c.Part != Author || c.Lang != "" {
			one += "/" + string(c.Part) + "/" + string(c.Lang)
		}
		people = append(people, one)
	}
	return map[string]string{
		"kind": string(s.Kind), "stage": string(s.Stage), "bureau": s.Bureau, "viewpoint": s.Viewpoint, "section": s.Section, "partner": s.Partner,
		"topics": strings.Join(s.Topics, " "), "bylines": strings.Join(people, " "),
	}
}

// Changes lists the n newest changes of what a story is, the newest first.
func Changes(ctx context.Context, tx *db.Tx, story string, n int) (list []Changed, err error) {
	err = tx.Rows(ctx, `SELECT changed_by, changed_at, fields FROM story_change WHERE story_id = $1 ORDER BY id DESC LIMIT $2`,
		[]any{story, n}, func(scan func(...any) error) error {
			var c Changed
			var at int64
			var fields string
			if err := scan(&c.By, &at, &fields); err != nil {
				return err
			}
			c.At = db.Time(at)
			list = append(list, c)
			return json.Unmarshal([]byte(fields), &list[len(list)-1].Fields)
		})
	return list, err
}
