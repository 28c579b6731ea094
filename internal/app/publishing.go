package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// stopped tells of a planned publishing that gates held: who planned it, the story's
// authors, and the editors who could send it out.
func (p *Program) stopped(ctx context.Context, tx *db.Tx, s edition.Stopped) error {
	of, err := story.Find(ctx, tx, s.Story)
	if err != nil {
		return err
	}
	t, err := story.Newest(ctx, tx, s.Story, s.Lang)
	if err != nil {
		return err
	}
	holders, err := people.Holders(ctx, tx, people.Editor, people.ChiefEditor)
	if err != nil {
		return err
	}
	to := []string{s.By}
	for person, grants := range holders {
		if people.May(grants, people.Case{Deed: people.Publish, Bureau: of.Bureau, Lang: s.Lang}) {
			to = append(to, person)
		}
	}
	for _, c := range of.People {
		if c.Part == story.Author || c.Lang == s.Lang {
			to = append(to, c.Person)
		}
	}
	return notice.Tell(ctx, tx, notice.Notice{
		To: to, Kind: notice.Publishing, Key: "publishing.stopped", Args: map[string]string{"headline": t.Headline, "lang": string(s.Lang)},
		Story: s.Story, Lang: s.Lang, Path: "/desk/stories/" + s.Story + "/publish/?show=" + string(s.Lang), Urgent: true,
	})
}
