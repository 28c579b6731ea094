package translation

import (
	"context"
	"fmt"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/story"
)

// Tell is the job that tells translators that the source of their text has changed.
type Tell struct {
	Story string   `json:"story"`
	Lang  lang.Tag `json:"lang"`
}

// Kind is the job's stable name.
func (Tell) Kind() string { return "translation.tell" }

// pause is how long a change rests before people are told: who is still typing may take
// it back.
const pause = time.Minute

// tellLater has the translators of a text told that it is stale, unless they were.
func tellLater(ctx context.Context, tx *db.Tx, g *ledger) error {
	if !g.moved {
		return nil
	}
	yes, _, err := tellable(ctx, tx, g.story, g.lang)
	if err != nil || !yes {
		return err
	}
	return job.Put(ctx, tx, Tell{g.story, g.lang}, job.Once(g.story+" "+string(g.lang)), job.RunAt(g.now.Add(pause)))
}

// Workers is the question who works on a text, beside those whose words it has: whom it
// is assigned to.
type Workers func(ctx context.Context, tx *db.Tx, story string, l lang.Tag) ([]string, error)

// TellingTranslators does the job translation.tell: whose words the text has, who is
// named as its translator, and who works on it are told once that it is stale, and once
// more when that becomes urgent.
func TellingTranslators(d *db.DB, who Workers) func(context.Context, Tell) error {
	return func(ctx context.Context, j Tell) error {
		return d.Write(ctx, func(tx *db.Tx) error { return tellNow(ctx, tx, j, who) })
	}
}

func tellNow(ctx context.Context, tx *db.Tx, j Tell, who Workers) error {
	yes, urgent, err := tellable(ctx, tx, j.Story, j.Lang)
	if err != nil || !yes {
		return err
	}
	s, err := story.Find(ctx, tx, j.Story)
	if err != nil {
		return err
	}
	k, _, err := textOf(ctx, tx, j.Story, j.Lang)
	if err != nil {
		return err
	}
	source, err := story.Newest(ctx, tx, j.Story, k.Source)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	words, err := Translators(ctx, tx, j.Story, j.Lang)
	if err != nil {
		return err
	}
	to, err := who(ctx, tx, j.Story, j.Lang)
	if err != nil {
		return err
	}
	to = append(to, k.WorkedBy)
	for person := range words {
		to = append(to, person)
	}
	for _, c := range s.People {
		if c.Part == story.Translated && c.Lang == j.Lang {
			to = append(to, c.Person)
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if news, err := told(ctx, tx, j.Story, j.Lang, urgent, now); err != nil || !news {
		return err
	}
	key := "translation.told_stale"
	if urgent {
		key = "translation.told_urgent"
	}
	return notice.Tell(ctx, tx, notice.Notice{
		To: to, By: source.SavedBy, Kind: notice.Work, Key: key, Story: j.Story, Lang: j.Lang, Path: "/desk/bench/" + j.Story + "/" + string(j.Lang) + "/", Urgent: urgent,
		Args: map[string]string{"headline": source.Headline, "lang": string(j.Lang), "n": fmt.Sprint(k.Tally.Stale)},
	})
}
