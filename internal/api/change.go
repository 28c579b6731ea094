package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/people"
	"masthead/internal/story"
)

type storyPatch struct {
	StoryPath
	Keyed
	Body struct {
		Kind      string   `json:"kind,omitempty" enum:"news,analysis,opinion,interview,explainer,fact-check,round-up,live,photo,video,partner,appeal"`
		Viewpoint *string  `json:"viewpoint,omitempty" doc:"Key of the place an opinion speaks from; empty takes it away." maxLength:"100"`
		Section   *string  `json:"section,omitempty" doc:"Key, id, or slug of a section; empty takes it away." maxLength:"100"`
		Partner   *string  `json:"partner,omitempty" doc:"Key of a partner; empty takes it away." maxLength:"100"`
		Topics    []string `json:"topics,omitempty" maxItems:"20" doc:"Keys or ids, the main one first: all that it is to have."`
		Bylines   []string `json:"bylines,omitempty" maxItems:"50" doc:"Who wrote it: ids, slugs or e-mails of people, all of them."`
	}
}

// Change is one change of what a story is.
type Change struct {
	By     string               `json:"by" doc:"Id of the person."`
	Name   string               `json:"name"`
	At     time.Time            `json:"at"`
	Fields map[string]story.Was `json:"fields" doc:"What changed, as it is kept: keys, and ids parted by spaces."`
}

type changesAnswer struct {
	Body struct {
		Changes []Change `json:"changes"`
	}
}

// changesShown is how many changes of a story are listed.
const changesShown = 100

// changes are the operations on what a story is.
func (a *API) changes() {
	register(a, huma.Operation{
		OperationID: "change-story", Method: http.MethodPatch, Path: "/api/v1/stories/{id}", Tags: []string{"stories"},
		Summary: "Change what a story is", Description: "What is left out stays. Readers see it when a text is published next.",
	}, a.changeStory)
	register(a, huma.Operation{
		OperationID: "list-changes", Method: http.MethodGet, Path: "/api/v1/stories/{id}/changes", Tags: []string{"stories"},
		Summary: "List who changed what a story is, the newest first",
	}, a.listChanges)
}

func (a *API) changeStory(ctx context.Context, in *storyPatch) (*storyAnswer, error) {
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Story, error) {
		if _, err := readable(ctx, b.Tx, in.ID); err != nil {
			return Story{}, err
		}
		s, err := desk.ChangeFacts(ctx, b.Tx, in.ID, who(ctx).Person.ID, who(ctx).Grants, func(s *story.Story) error {
			if err := allow(ctx, *s, people.SaveOriginal, s.Original); err != nil {
				return err
			}
			if err := in.onto(ctx, b, s); err != nil {
				return err
			}
			// Nobody writes herself out of what she may change only as its author.
			return allow(ctx, *s, people.SaveOriginal, s.Original)
		})
		if err != nil {
			return Story{}, err
		}
		return a.show(ctx, b.Tx, s, b.Profile())
	})
	return &storyAnswer{Body: out}, err
}

// onto puts what was sent on a story.
func (in *storyPatch) onto(ctx context.Context, b *edition.Batch, s *story.Story) (err error) {
	p := b.Profile()
	if in.Body.Kind != "" {
		s.Kind = story.Kind(in.Body.Kind)
	}
	if in.Body.Viewpoint != nil {
		s.Viewpoint = *in.Body.Viewpoint
	}
	if in.Body.Partner != nil {
		s.Partner = *in.Body.Partner
	}
	if err := inOutlet(p, *s); err != nil {
		return err
	}
	if in.Body.Section != nil {
		if s.Section, err = sectionOf(p, *in.Body.Section); err != nil {
			return err
		}
	}
	if in.Body.Topics != nil {
		if s.Topics, err = topicsOf(ctx, b.Tx, in.Body.Topics); err != nil {
			return err
		}
	}
	if in.Body.Bylines == nil {
		return nil
	}
	authors, err := authorsOf(ctx, b.Tx, in.Body.Bylines)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(s.People, func(c story.Credit) bool { return c.Part == story.Author && c.Lang == "" })
	s.People = append(authors, others...)
	return nil
}

func (a *API) listChanges(ctx context.Context, in *StoryPath) (*changesAnswer, error) {
	out := &changesAnswer{}
	out.Body.Changes = []Change{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := readable(ctx, tx, in.ID); err != nil {
			return err
		}
		list, err := story.Changes(ctx, tx, in.ID, changesShown)
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, c := range list {
			ids[i] = c.By
		}
		names, err := people.ByIDs(ctx, tx, ids)
		for _, c := range list {
			out.Body.Changes = append(out.Body.Changes, Change{c.By, names[c.By].Name, c.At, c.Fields})
		}
		return err
	})
	return out, err
}
