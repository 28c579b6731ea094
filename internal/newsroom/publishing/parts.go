package publishing

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// names tells people's names, each read once; of whoever writes the story under a
// pseudonym that, to those who may not know her.
type names struct {
	ctx   context.Context
	tx    *db.Tx
	lang  lang.Tag
	to    people.Visit
	story story.Story
	read  map[string]string
}

// of is the name of a person; "" for the program.
func (n *names) of(id string) (string, error) {
	if name, ok := n.read[id]; ok || id == "" {
		return name, nil
	}
	shown, err := people.Masked(n.ctx, n.tx, n.to, n.story.Authors(), id)
	if err != nil {
		return "", err
	}
	found, err := people.ByIDs(n.ctx, n.tx, []string{shown})
	if err != nil {
		return "", err
	}
	if n.read == nil {
		n.read = map[string]string{}
	}
	n.read[id] = found[shown].In(n.lang)
	return n.read[id], nil
}

// sayAll says a sentence with its values.
func sayAll(r *newsroom.Request, key string, args map[string]any) string {
	pairs := make([]any, 0, 2*len(args))
	for name, v := range args {
		pairs = append(pairs, name, v)
	}
	return r.Say(key, pairs...)
}

// editorPath is where a text is written, at a block.
func editorPath(s story.Story, l lang.Tag, block string) string {
	path := "/desk/stories/" + s.ID + "/" + string(l) + "/"
	if block != "" {
		path += "#f-" + block
	}
	return path
}

// ofStory are the gates that are mended on the story's own page, not in a text.
var ofStory = []string{"viewpoint", "partner", "hold", "embargo", "keys", "checklist"}

// mendPath is where what a gate holds is mended.
func mendPath(s story.Story, l lang.Tag, gate string, blocks []string) string {
	if slices.Contains(ofStory, gate) {
		return "/desk/stories/" + s.ID + "/"
	}
	if gate == "terms" {
		return "/desk/stories/" + s.ID + "/" + string(l) + "/terms/"
	}
	if len(blocks) > 0 {
		return editorPath(s, l, blocks[0])
	}
	return editorPath(s, l, "")
}

// maxQuote is how much of a block's words name it, in runes.
const maxQuote = 40

// placeWords names a place of a text: a part of the head, or a block by its number and
// its first words.
func placeWords(r *newsroom.Request, t story.Text, block string) string {
	switch block {
	case "headline", "standfirst", "slug", "lead":
		return r.Say("publishing.part_" + block)
	}
	for i, b := range t.Body.Blocks {
		if !holds(b, block) {
			continue
		}
		words := strings.Join(strings.Fields(body.PlainDoc(body.Doc{Blocks: []body.Block{b}})), " ")
		if runes := []rune(words); len(runes) > maxQuote {
			words = strings.TrimSpace(string(runes[:maxQuote])) + "…"
		}
		if words == "" {
			return r.Say("publishing.block", "n", strconv.Itoa(i+1))
		}
		return r.Say("publishing.block_words", "n", strconv.Itoa(i+1), "words", words)
	}
	return r.Say("publishing.block_gone")
}

func holds(b body.Block, id string) bool {
	return b.ID == id || slices.ContainsFunc(b.Blocks, func(inner body.Block) bool { return holds(inner, id) })
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// link is a preview's link as the panel lists it.
type link struct {
	ID      string
	By      string
	Expires newsroom.Moment
}

func links(ctx context.Context, tx *db.Tx, r *newsroom.Request, l lang.Tag, known *names) (list []link, err error) {
	found, err := edition.Previews(ctx, tx, r.Story.ID, l)
	for _, one := range found {
		by, err := known.of(one.By)
		if err != nil {
			return nil, err
		}
		list = append(list, link{one.ID, by, r.When(one.Expires)})
	}
	return list, err
}
