package stories

import (
	"context"
	"net/url"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// perColumn is how many stories a column of the board shows; the list has them all.
const perColumn = 20

// column is one stage on the board.
type column struct {
	Stage story.Stage
	Name  string
	Icon  string
	Rows  []row
	More  string // address of the list with all of them; empty where these are all
	Path  string
}

func (p *Pages) board(r *newsroom.Request) (newsroom.Answer, error) {
	asked := desk.Ask(r.FormValue("q")).With("stage", "")
	page := listPage{Query: asked.String(), Board: true, Begins: r.MaySomewhere(people.CreateStory)}
	err := p.read(r, func(ctx context.Context, tx *db.Tx) error {
		if err := p.around(ctx, tx, r, asked, &page); err != nil {
			return err
		}
		q, err := query(ctx, tx, r, asked)
		if err != nil {
			return err
		}
		yes := true
		if q.Moving == nil {
			q.Moving = &yes
		}
		for _, s := range desk.Stages {
			q.Stage = s
			found, next, err := desk.List(ctx, tx, q, "", perColumn)
			if err != nil {
				return err
			}
			c := column{Stage: s, Name: r.Say("stories.stage_" + string(s)), Icon: "s-" + string(s)}
			if next != "" {
				c.More = "/desk/stories/?" + url.Values{"q": {asked.With("stage", string(s)).String()}}.Encode()
			}
			if c.Rows, err = p.rows(ctx, tx, r, found); err != nil {
				return err
			}
			page.N += len(c.Rows)
			page.Columns = append(page.Columns, c)
		}
		return nil
	})
	return newsroom.Show("board", page), err
}
