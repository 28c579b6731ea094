package talk

import (
	"html/template"
	"strconv"
	"strings"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
)

// maxShown bounds the blocks on one page of comments.
const maxShown = 200

// commentsPage is the text with what is said about it.
type commentsPage struct {
	head
	Blocks  []blockView
	Around  []threadView // on the head
	Lost    []threadView // whose block is gone
	Whole   []threadView
	Notes   []threadView
	All     bool // settled ones too
	From    int  // number of the first block shown, from 0
	Before  string
	After   string
	List    []threadView // all of them in turn, for the panel
	Readers []string     // who can be called
}

type blockView struct {
	N       int
	ID      string
	Heading bool
	HTML    template.HTML // of body.InlineHTML, which escapes
	Threads []threadView
}

type threadView struct {
	Page       *head
	ID         string
	Note       bool
	Block      string
	N          int // number of the block; 0 where it has none
	Quote      string
	Start      int
	State      comment.State
	Suggestion string
	Open       bool
	By         newsroom.Who
	Entries    []entryView
}

type entryView struct {
	ID      string
	Kind    comment.EntryKind
	By      newsroom.Who
	At      newsroom.Moment
	Pieces  []piece
	Said    string
	Edited  newsroom.Moment
	Earlier []earlierView
	Mine    bool // she may edit it still
}

type earlierView struct {
	Until newsroom.Moment
	Said  string
}

// piece is a stretch of what was said; Call is somebody's name who is called.
type piece struct {
	Text string
	Call bool
}

func (p *Pages) comments(r *newsroom.Request) (newsroom.Answer, error) {
	c := &commentsPage{All: r.FormValue("settled") == "1"}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		*c = commentsPage{All: c.All}
		if c.head, err = p.head(r, tx, "comments"); err != nil {
			return err
		}
		return c.fill(r, tx)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if r.FormValue("panel") == "1" {
		return newsroom.Fragment("comments", "comments-panel", c), nil
	}
	return newsroom.Show("comments", c), nil
}

func (c *commentsPage) fill(r *newsroom.Request, tx *db.Tx) error {
	found, err := comment.Threads(r.Context(), tx, c.Text, c.All)
	if err != nil {
		return err
	}
	notes, err := comment.Notes(r.Context(), tx, r.Story.ID, c.All)
	if err != nil {
		return err
	}
	readers, err := comment.Readers(r.Context(), tx, r.Story)
	if err != nil {
		return err
	}
	for _, one := range readers {
		c.Readers = append(c.Readers, one.Name)
	}
	c.From, _ = strconv.Atoi(r.FormValue("from"))
	c.From = max(0, min(c.From, len(c.Text.Body.Blocks)-1))
	numbers := c.showBlocks()
	n := namesFor(r, tx)
	for _, s := range found {
		v, err := n.thread(r, &c.head, s.Thread)
		if err != nil {
			return err
		}
		v.State, v.Block, v.N, v.Start = s.Place.State, s.Place.Block, numbers[s.Place.Block], s.Place.Start
		c.put(v)
	}
	for _, one := range notes {
		v, err := n.thread(r, &c.head, one)
		if err != nil {
			return err
		}
		v.Note, v.State = true, comment.Found
		c.Notes = append(c.Notes, v)
	}
	return nil
}

// showBlocks shows a stretch of the text, and numbers all of it.
func (c *commentsPage) showBlocks() map[string]int {
	numbers := map[string]int{}
	blocks := c.Text.Body.Blocks
	for i := range blocks {
		numbers[blocks[i].ID] = i + 1
	}
	end := min(len(blocks), c.From+maxShown)
	for i := c.From; i < end; i++ {
		b := &blocks[i]
		html := template.HTML(body.InlineHTML(b.Text))
		if b.Type != body.Paragraph && b.Type != body.Heading {
			html = template.HTML(strings.ReplaceAll(template.HTMLEscapeString(body.Plain(*b)), "\n", "<br>"))
		}
		c.Blocks = append(c.Blocks, blockView{N: i + 1, ID: b.ID, Heading: b.Type == body.Heading, HTML: html})
	}
	settled := ""
	if c.All {
		settled = "1"
	}
	if c.From > 0 {
		c.Before = query("from", strconv.Itoa(max(0, c.From-maxShown)), "settled", settled)
	}
	if end < len(blocks) {
		c.After = query("from", strconv.Itoa(end), "settled", settled)
	}
	return numbers
}

// put puts a thread to its block, or beside the text.
func (c *commentsPage) put(v threadView) {
	c.List = append(c.List, v)
	switch {
	case v.State == comment.Gone:
		c.Lost = append(c.Lost, v)
	case v.Block == comment.Headline || v.Block == comment.Standfirst:
		c.Around = append(c.Around, v)
	case v.Block == "":
		c.Whole = append(c.Whole, v)
	case v.N > c.From && v.N <= c.From+len(c.Blocks):
		b := &c.Blocks[v.N-1-c.From]
		b.Threads = append(b.Threads, v)
	}
}

func (n *names) thread(r *newsroom.Request, page *head, t comment.Thread) (threadView, error) {
	v := threadView{Page: page, ID: t.ID, Block: t.Anchor.Block, Quote: t.Anchor.Quote, Suggestion: t.Suggestion, Open: t.Open()}
	var err error
	if v.By, err = n.who(t.By); err != nil {
		return v, err
	}
	for _, e := range t.Entries {
		one := entryView{ID: e.ID, Kind: e.Kind, At: r.When(e.At), Edited: r.When(e.Edited), Said: e.Said, Pieces: pieces(e.Said, e.Mentions),
			Mine: page.MayTalk && e.Kind == comment.Said && e.By == r.Person.ID && t.Open() && r.Now().Sub(e.At) < comment.EditLife}
		if one.By, err = n.who(e.By); err != nil {
			return v, err
		}
		for _, was := range e.Earlier {
			one.Earlier = append(one.Earlier, earlierView{r.When(was.Until), was.Said})
		}
		v.Entries = append(v.Entries, one)
	}
	return v, nil
}

// pieces parts what was said at the names that it calls.
func pieces(said string, mentions []comment.Mention) (list []piece) {
	for said != "" {
		at, end := len(said), len(said)
		for _, m := range mentions {
			if i := strings.Index(said, "@"+m.Name); i >= 0 && i < at {
				at, end = i, i+1+len(m.Name)
			}
		}
		if at > 0 {
			list = append(list, piece{Text: said[:at]})
		}
		if at < end {
			list = append(list, piece{said[at:end], true})
		}
		said = said[end:]
	}
	return list
}

// of is the language under which something is kept: none for a note to the desk.
func of(r *newsroom.Request) lang.Tag {
	if r.FormValue("note") == "1" {
		return ""
	}
	return r.Text
}

func (p *Pages) say(r *newsroom.Request) (newsroom.Answer, error) {
	start, _ := strconv.Atoi(r.FormValue("start"))
	return p.put(r, comment.Saying{
		Anchor: comment.Anchor{Block: r.FormValue("block"), Quote: strings.ReplaceAll(r.FormValue("quote"), "\r\n", "\n"), Start: max(0, start)},
		Answer: r.FormValue("suggestion"), OpID: r.FormValue("op"),
	})
}

func (p *Pages) reply(r *newsroom.Request) (newsroom.Answer, error) {
	return p.put(r, comment.Saying{Thread: r.PathValue("thread"), OpID: r.FormValue("op")})
}

func (p *Pages) put(r *newsroom.Request, s comment.Saying) (newsroom.Answer, error) {
	s.Story, s.Lang, s.Said, s.By = r.Story, of(r), r.FormValue("said"), r.Person.ID
	return p.act(r, "talk.done_said", func(tx *db.Tx) (comment.Thread, error) { return comment.Say(r.Context(), tx, s) })
}

func (p *Pages) settle(r *newsroom.Request) (newsroom.Answer, error) {
	return p.act(r, "talk.done_settled", func(tx *db.Tx) (comment.Thread, error) {
		return comment.Settle(r.Context(), tx, r.Story, of(r), r.PathValue("thread"), r.Person.ID, true)
	})
}

func (p *Pages) reopen(r *newsroom.Request) (newsroom.Answer, error) {
	return p.act(r, "talk.done_reopened", func(tx *db.Tx) (comment.Thread, error) {
		return comment.Settle(r.Context(), tx, r.Story, of(r), r.PathValue("thread"), r.Person.ID, false)
	})
}

func (p *Pages) edit(r *newsroom.Request) (newsroom.Answer, error) {
	return p.act(r, "talk.done_edited", func(tx *db.Tx) (comment.Thread, error) {
		return comment.Edit(r.Context(), tx, r.Story, of(r), r.FormValue("entry"), r.Person.ID, r.FormValue("said"))
	})
}

// act does something to a thread and leads back to it.
func (p *Pages) act(r *newsroom.Request, key string, f func(tx *db.Tx) (comment.Thread, error)) (newsroom.Answer, error) {
	var t comment.Thread
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) { t, err = f(tx); return err })
	if err != nil {
		return newsroom.Answer{}, err
	}
	settled := ""
	if !t.Open() {
		settled = "1"
	}
	return done(r, map[string]any{"thread": t.ID, "open": t.Open()}, addressOf(r)+"comments/"+query("settled", settled)+"#"+t.ID, key), nil
}
