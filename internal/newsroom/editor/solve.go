package editor

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

// solve takes a person's choice: from the script, with what she joined as JSON, or from
// the page's own form, with it as a line of text.
func (p *Pages) solve(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	reach := r.Visitor.Reach()
	s := story.Solution{
		Reach: &reach,
		Story: r.Story.ID, Lang: r.Text, Conflict: r.PathValue("id"), By: r.Person.ID,
		Choice: story.Choice(r.PostFormValue("choice")), Joined: r.PostFormValue("joined"),
	}
	var done story.Saved
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		one := s
		if text := r.PostForm["joined_text"]; one.Choice == story.Joined && one.Joined == "" && len(text) == 1 {
			if one.Joined, err = joinedOf(r, tx, s.Conflict, text[0]); err != nil {
				return err
			}
		}
		done, err = story.Solve(r.Context(), tx, one)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	p.Streams.Wake(r.Story.ID, r.Text)
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return newsroom.JSON(struct {
			Rev       int `json:"rev"`
			Conflicts int `json:"conflicts"`
		}{done.Rev, len(done.Conflicts)}), nil
	}
	return newsroom.SeeOther(addressOf(r), "editor.solved"), nil
}

func addressOf(r *newsroom.Request) string {
	return fmt.Sprintf("/desk/stories/%s/%s/", url.PathEscape(r.Story.ID), url.PathEscape(string(r.Text)))
}

// joinedOf puts a line of text in the place of a block's words, or makes a part of the
// head of it.
func joinedOf(r *newsroom.Request, tx *db.Tx, id, text string) (string, error) {
	open, err := story.Conflicts(r.Context(), tx, r.Story.ID, r.Text)
	if err != nil {
		return "", err
	}
	for _, c := range open {
		if c.ID != id {
			continue
		}
		from := c.Mine
		if from == "" {
			from = c.Theirs
		}
		if b, err := body.DecodeBlock([]byte(from)); err == nil && b.ID == c.Block {
			b.Text = body.ParseInline(lines(text))
			raw, err := body.MarshalBlock(b)
			return string(raw), err
		}
		raw, err := json.Marshal(lines(text))
		return string(raw), err
	}
	return "", nil // Solve says that there is no such conflict, or that it is solved
}

// lines undoes what browsers make of line ends in a form.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
