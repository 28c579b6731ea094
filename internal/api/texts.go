package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Text is a story in one language, with its blocks as they are kept.
type Text struct {
	Story      string            `json:"story"`
	Lang       string            `json:"lang"`
	Rev        int               `json:"rev" doc:"Send it back as base_rev."`
	Headline   string            `json:"headline"`
	Standfirst string            `json:"standfirst"`
	Slug       string            `json:"slug,omitempty"`
	Lead       json.RawMessage   `json:"lead,omitempty" doc:"The picture at the head."`
	Blocks     []json.RawMessage `json:"blocks"`
	MadeFrom   *MadeFrom         `json:"made_from,omitempty"`
	Elsewhere  *Elsewhere        `json:"elsewhere,omitempty"`
	Conflicts  []Conflict        `json:"conflicts,omitempty" doc:"Those that nobody decided yet."`
	Saved      time.Time         `json:"saved"`
}

// MadeFrom says what a translation was made from.
type MadeFrom struct {
	Lang string `json:"lang" maxLength:"35" doc:"Language of the text that it was translated from."`
	Rev  int    `json:"rev" minimum:"1" doc:"The revision of that text."`
}

// Elsewhere is what stands for a text where it is not read. What is empty is made of
// its headline and standfirst.
type Elsewhere struct {
	SearchTitle  string `json:"search_title,omitempty" maxLength:"200" doc:"Among a search's results."`
	SearchText   string `json:"search_text,omitempty" maxLength:"600"`
	ShareTitle   string `json:"share_title,omitempty" maxLength:"200" doc:"On networks where its link is shared."`
	ShareText    string `json:"share_text,omitempty" maxLength:"600"`
	SharePicture string `json:"share_picture,omitempty" maxLength:"40" doc:"Id of a picture of the library."`
}

// TextPath names a text.
type TextPath struct {
	StoryPath
	Lang string `path:"lang" maxLength:"35" doc:"Language of the text, an edition's."`
}

type savedText struct {
	TextPath
	Keyed
	Body struct {
		BaseRev    int        `json:"base_rev" minimum:"0" doc:"The revision it was read at; 0 for a text that was not there."`
		Headline   string     `json:"headline" maxLength:"500"`
		Standfirst string     `json:"standfirst,omitempty" maxLength:"2000"`
		Slug       string     `json:"slug,omitempty" maxLength:"500" doc:"Left out, one is made of the headline when it is published."`
		Lead       *leadInput `json:"lead,omitempty" doc:"The picture at the head."`
		Blocks     []block    `json:"blocks" maxItems:"5000"`
		MadeFrom   *MadeFrom  `json:"made_from,omitempty" doc:"For a translation: what it was made from."`
		Elsewhere  *Elsewhere `json:"elsewhere,omitempty" doc:"Left out, it stays as it is."`
		Solved     []string   `json:"solved,omitempty" maxItems:"100" doc:"Ids of open conflicts that this saving decides: what stands in the text after it is meant. An open conflict holds publishing."`
	}
}

// leadInput is a picture of the library.
type leadInput struct {
	Media  string `json:"media" maxLength:"40" doc:"Id of a picture of the library."`
	Alt    string `json:"alt,omitempty" maxLength:"2000"`
	Credit string `json:"credit,omitempty" maxLength:"1000"`
}

// Saved is what became of a saving.
type Saved struct {
	Rev       int        `json:"rev" doc:"The revision that holds what was saved."`
	Changed   bool       `json:"changed" doc:"False when nothing was new."`
	Merged    bool       `json:"merged" doc:"The revision holds more than what was sent: read it anew before the next saving."`
	Blocks    []string   `json:"blocks" doc:"Ids of the blocks, in order. Send them back with the blocks, so that they stay the same blocks."`
	Conflicts []Conflict `json:"conflicts" doc:"What could not be merged: theirs stands in the text, mine is kept beside it."`
}

// Conflict is one place that two people changed differently.
type Conflict struct {
	ID     string          `json:"id"`
	Block  string          `json:"block" doc:"Id of a block, or headline, standfirst, slug, lead."`
	Kind   string          `json:"kind"`
	Base   json.RawMessage `json:"base,omitempty"`
	Mine   json.RawMessage `json:"mine,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
}

type (
	textAnswer  struct{ Body Text }
	savedAnswer struct{ Body Saved }
)

// texts are the operations on a story's texts.
func (a *API) texts() {
	register(a, huma.Operation{
		OperationID: "get-text", Method: http.MethodGet, Path: "/api/v1/stories/{id}/texts/{lang}", Tags: []string{"stories"},
		Summary: "Read a text with its blocks",
	}, a.getText)
	register(a, huma.Operation{
		OperationID: "save-text", Method: http.MethodPut, Path: "/api/v1/stories/{id}/texts/{lang}", Tags: []string{"stories"},
		Summary: "Save a text, merging what others saved since base_rev",
	}, a.saveText)
}

func (a *API) getText(ctx context.Context, in *TextPath) (*textAnswer, error) {
	out := &textAnswer{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := readable(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if err := allow(ctx, s, people.ReadStory, lang.Tag(in.Lang)); err != nil {
			return err
		}
		t, err := story.Newest(ctx, tx, in.ID, lang.Tag(in.Lang))
		if err != nil {
			return err
		}
		if t.Rev == 0 {
			return fault.New(fault.NotFound, "story.text_absent").With("lang", in.Lang)
		}
		if out.Body, err = showText(t); err != nil {
			return err
		}
		open, err := story.Conflicts(ctx, tx, in.ID, lang.Tag(in.Lang))
		out.Body.Conflicts = showConflicts(open)
		return err
	})
	return out, err
}

func showText(t story.Text) (Text, error) {
	out := Text{
		Story: t.Story, Lang: string(t.Lang), Rev: t.Rev, Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug,
		Blocks: []json.RawMessage{}, Saved: t.SavedAt,
	}
	if t.MadeFrom != "" {
		out.MadeFrom = &MadeFrom{string(t.MadeFrom), t.MadeRev}
	}
	if t.Lead != nil {
		raw, err := json.Marshal(t.Lead)
		if err != nil {
			return out, err
		}
		out.Lead = raw
	}
	if t.Elsewhere != (story.Elsewhere{}) {
		e := Elsewhere(t.Elsewhere)
		out.Elsewhere = &e
	}
	for _, b := range t.Body.Blocks {
		raw, err := body.MarshalBlock(b)
		if err != nil {
			return out, err
		}
		out.Blocks = append(out.Blocks, raw)
	}
	return out, nil
}

func (a *API) saveText(ctx context.Context, in *savedText) (*savedAnswer, error) {
	doc, err := bodyOf(in.Body.Blocks, in.Lang)
	if err != nil {
		return nil, err
	}
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Saved, error) {
		s, err := readable(ctx, b.Tx, in.ID)
		if err != nil {
			return Saved{}, err
		}
		l := lang.Tag(in.Lang)
		if _, ok := b.Profile().Edition(l); !ok {
			return Saved{}, fault.New(fault.Invalid, "edition.no_edition").With("lang", in.Lang)
		}
		deed := people.SaveTranslation
		if l == s.Original {
			deed = people.SaveOriginal
		}
		if err := allow(ctx, s, deed, l); err != nil {
			return Saved{}, err
		}
		save, err := in.saving(ctx, b.Tx, s, doc)
		if err != nil {
			return Saved{}, err
		}
		all, bureaus := people.Readable(who(ctx).Grants)
		save.Reach = &media.Reach{Person: who(ctx).Person.ID, All: all, Bureaus: bureaus}
		saved, err := story.SaveText(ctx, b.Tx, save)
		if err != nil {
			return Saved{}, err
		}
		return showSaved(saved), story.Decide(ctx, b.Tx, s.ID, l, in.Body.Solved)
	})
	return &savedAnswer{out}, err
}

// saving is what was sent, as the newsroom saves it.
func (in *savedText) saving(ctx context.Context, tx *db.Tx, s story.Story, doc body.Doc) (story.Save, error) {
	save := story.Save{
		Story: s.ID, Lang: lang.Tag(in.Lang), BaseRev: in.Body.BaseRev, By: who(ctx).Person.ID,
		Headline: in.Body.Headline, Standfirst: in.Body.Standfirst, Slug: in.Body.Slug, Body: &doc,
	}
	if lead := in.Body.Lead; lead != nil {
		save.Lead = &body.Picture{Media: lead.Media, Alt: lead.Alt, Credit: lead.Credit}
	}
	if e := in.Body.Elsewhere; e != nil {
		kept := story.Elsewhere(*e)
		save.Elsewhere = &kept
	}
	from := in.Body.MadeFrom
	if from == nil {
		return save, nil
	}
	save.MadeFrom, save.MadeRev = lang.Tag(from.Lang), from.Rev
	if save.MadeFrom == save.Lang || save.Lang == s.Original {
		return save, fault.New(fault.Invalid, "api.not_translated").In("made_from")
	}
	if _, err := story.At(ctx, tx, s.ID, save.MadeFrom, save.MadeRev); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = fault.New(fault.Invalid, "story.unknown_revision").In("made_from").With("rev", from.Rev)
		}
		return save, err
	}
	return save, nil
}

func showSaved(s story.Saved) Saved {
	out := Saved{Rev: s.Rev, Changed: s.Changed, Merged: s.Merged, Blocks: []string{}, Conflicts: showConflicts(s.Conflicts)}
	for _, b := range s.Body.Blocks {
		out.Blocks = append(out.Blocks, b.ID)
	}
	return out
}

func showConflicts(open []story.Conflict) []Conflict {
	out := make([]Conflict, len(open))
	for i, c := range open {
		out[i] = Conflict{c.ID, c.Block, c.Kind, json.RawMessage(c.Base), json.RawMessage(c.Mine), json.RawMessage(c.Theirs)}
	}
	return out
}
