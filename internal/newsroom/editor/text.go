package editor

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/presence"
	"masthead/internal/story"
)

// textNow is a text for the script: whole, or what changed since a revision.
type textNow struct {
	Rev        int               `json:"rev"`
	Whole      bool              `json:"whole"` // blocks are all there are, not only those that changed
	Headline   string            `json:"headline"`
	Standfirst string            `json:"standfirst"`
	Slug       string            `json:"slug"`
	Lead       *body.Picture     `json:"lead"`
	Blocks     []json.RawMessage `json:"blocks"`
	Order      []string          `json:"order"`
	Conflicts  []conflict        `json:"conflicts"`
	MadeFrom   lang.Tag          `json:"made_from,omitempty"`
	MadeRev    int               `json:"made_rev,omitempty"`
	At         newsroom.Moment   `json:"at"`
	By         newsroom.Who      `json:"by"`
}

// conflict is one that is open, as a person is asked about it.
type conflict struct {
	ID     string          `json:"id"`
	Block  string          `json:"block"`
	Kind   string          `json:"kind"`
	Mine   side            `json:"mine"`
	Theirs side            `json:"theirs"`
	Joined json.RawMessage `json:"joined,omitempty"` // what joining by hand begins with: a block, or a string of the head
}

// side is one of two texts. JSON is null where the side deleted the block.
type side struct {
	Who    newsroom.Who    `json:"who"`
	At     newsroom.Moment `json:"at"`
	Pieces []body.Piece    `json:"pieces"`
	JSON   json.RawMessage `json:"json"`
	Gone   bool            `json:"gone"`
}

func (p *Pages) text(r *newsroom.Request) (newsroom.Answer, error) {
	since, err := strconv.Atoi(r.FormValue("since"))
	if err != nil {
		since = -1
	}
	var out textNow
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		out, err = readText(r, tx, since)
		return err
	})
	return newsroom.JSON(out), err
}

// readText gives what changed since a revision; everything where that is not kept.
func readText(r *newsroom.Request, tx *db.Tx, since int) (textNow, error) {
	ctx := r.Context()
	t, err := newest(ctx, tx, r)
	if err != nil {
		return textNow{}, err
	}
	open, err := story.Conflicts(ctx, tx, r.Story.ID, r.Text)
	if err != nil {
		return textNow{}, err
	}
	names, err := namesOf(r, tx, open, t.SavedBy)
	if err != nil {
		return textNow{}, err
	}
	out := textNow{
		Rev: t.Rev, Whole: true, Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug, Lead: t.Lead, MadeFrom: t.MadeFrom, MadeRev: t.MadeRev,
		At: r.When(t.SavedAt), By: names.who(t.SavedBy), Blocks: []json.RawMessage{}, Order: []string{}, Conflicts: []conflict{},
	}
	for _, c := range open {
		out.Conflicts = append(out.Conflicts, showConflict(r, c, names))
	}
	blocks := t.Body.Blocks
	for _, b := range blocks {
		out.Order = append(out.Order, b.ID)
	}
	if since >= 0 && since <= t.Rev {
		switch old, err := oldBody(ctx, tx, r, since); {
		case err == nil:
			blocks, out.Whole = body.PatchOf(old, t.Body).Blocks, false
		case fault.KindOf(err) != fault.NotFound:
			return out, err
		}
	}
	for _, b := range blocks {
		raw, err := body.MarshalBlock(b)
		if err != nil {
			return out, err
		}
		out.Blocks = append(out.Blocks, raw)
	}
	return out, nil
}

func oldBody(ctx context.Context, tx *db.Tx, r *newsroom.Request, rev int) (body.Doc, error) {
	if rev == 0 {
		return body.Doc{}, nil
	}
	t, err := story.At(ctx, tx, r.Story.ID, r.Text, rev)
	return t.Body, err
}

// newest is the text, empty where it is not there yet.
func newest(ctx context.Context, tx *db.Tx, r *newsroom.Request) (story.Text, error) {
	t, err := story.Newest(ctx, tx, r.Story.ID, r.Text)
	if fault.KindOf(err) == fault.NotFound {
		return story.Text{Story: r.Story.ID, Lang: r.Text}, nil
	}
	return t, err
}

// names are people's names in the visitor's language; whoever writes under a pseudonym is
// told by it.
type names struct {
	r     *newsroom.Request
	by    map[string]people.Person
	shown map[string]string
}

func namesOf(r *newsroom.Request, tx *db.Tx, open []story.Conflict, more ...string) (names, error) {
	for _, c := range open {
		more = append(more, c.By, c.TheirsBy)
	}
	shown, err := people.MaskedAll(r.Context(), tx, r.Visit, r.Story.Authors(), more)
	if err != nil {
		return names{}, err
	}
	by, err := people.ByIDs(r.Context(), tx, slices.Collect(maps.Values(shown)))
	return names{r, by, shown}, err
}

func (n names) who(id string) newsroom.Who {
	name := n.r.Say("editor.program")
	if shown, ok := n.shown[id]; ok {
		id = shown
	}
	if p, ok := n.by[id]; ok {
		name = p.In(n.r.Visitor.Lang)
	}
	w := newsroom.PersonMark(id, name)
	w.Me = id == n.r.Person.ID && id != ""
	return w
}

func showConflict(r *newsroom.Request, c story.Conflict, n names) conflict {
	return conflict{
		ID: c.ID, Block: c.Block, Kind: c.Kind, Joined: raw(c.Mine),
		Mine:   side{n.who(c.By), r.When(c.At), pieces(c.Base, c.Mine), raw(c.Mine), c.Mine == ""},
		Theirs: side{n.who(c.TheirsBy), r.When(c.TheirsAt), pieces(c.Base, c.Theirs), raw(c.Theirs), c.Theirs == ""},
	}
}

func raw(s string) json.RawMessage {
	if s == "" {
		return json.RawMessage("null")
	}
	return json.RawMessage(s)
}

// pieces marks in one side's words what was not there before.
func pieces(base, now string) []body.Piece {
	return body.MarkNewText(wordsOf(base), wordsOf(now))
}

// wordsOf gives the words of a stored side: of a block, of a part of the head, of a picture.
func wordsOf(stored string) string {
	var text string
	if json.Unmarshal([]byte(stored), &text) == nil {
		return text
	}
	if b, err := body.DecodeBlock([]byte(stored)); err == nil && b.ID != "" {
		return body.Plain(b)
	}
	var p body.Picture
	if json.Unmarshal([]byte(stored), &p) == nil {
		return p.Alt + " " + p.Credit
	}
	return ""
}

// state is what changes on a text while it is open.
type state struct {
	Rev       int    `json:"rev"`
	Conflicts int    `json:"conflicts"`
	Talk      int64  `json:"talk"`  // grows with what is said about the text
	Pairs     int64  `json:"pairs"` // and with what changes in the text it was made from
	Here      []here `json:"here"`
}

// here is somebody who has the text open.
type here struct {
	Tab    string       `json:"tab"`
	Who    newsroom.Who `json:"who"`
	Block  string       `json:"block"`
	Writes bool         `json:"writes"`
}

// stateOf reads it, and what changed beside the text.
func (t *Streams) stateOf(ctx context.Context, tx *db.Tx, storyID string, l, told lang.Tag) (state, error) {
	s, err := stateOf(ctx, tx, storyID, l, told)
	if err == nil && t.Pairs != nil {
		s.Pairs, err = t.Pairs(ctx, tx, storyID, l)
	}
	return s, err
}

// stateOf reads what is known of the text alone. Names are those of a language of the desk, and of whoever writes under
// a pseudonym that, even to those who know her: the stream is read once for all in it.
func stateOf(ctx context.Context, tx *db.Tx, storyID string, l, told lang.Tag) (s state, err error) {
	s.Here = []here{}
	if s.Rev, s.Conflicts, err = story.NewestRev(ctx, tx, storyID, l); err != nil {
		return s, err
	}
	if s.Talk, err = comment.Changed(ctx, tx, storyID, l); err != nil {
		return s, err
	}
	list, err := presence.In(ctx, tx, storyID, l)
	if err != nil {
		return s, err
	}
	ids := make([]string, len(list))
	for i, h := range list {
		ids[i] = h.Person
	}
	if len(ids) == 0 {
		return s, nil
	}
	about, err := story.Find(ctx, tx, storyID)
	if err != nil {
		return s, err
	}
	shown, err := people.MaskedAll(ctx, tx, people.Visit{}, about.Authors(), ids)
	if err != nil {
		return s, err
	}
	by, err := people.ByIDs(ctx, tx, slices.Collect(maps.Values(shown)))
	for _, h := range list {
		h.Person = shown[h.Person]
		s.Here = append(s.Here, here{h.Tab, newsroom.PersonMark(h.Person, by[h.Person].In(told)), h.Block, h.Writes})
	}
	return s, err
}
