package home

import (
	"context"
	"embed"
	"net/http"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/readership"
)

//go:embed pages/*.html worker.js
var files embed.FS

// Item is something that waits for a person.
type Item struct {
	Name  string    // what it is and in which state, for putting it aside: "conflict:ID"
	Icon  string    // of the sprite
	Title string    // a headline, or what is asked
	Lang  lang.Tag  // of the title; empty for her own
	Why   string    // one line: what is asked of her, and why
	Due   time.Time // zero for no deadline
	Since time.Time // since when it waits; zero where a deadline says more
	Stops bool      // something cannot go on without her
	Path  string    // where it is done
	Act   string    // what the button says
}

// Source tells what waits for the visitor, n at most.
type Source func(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) ([]Item, error)

// Late is a story of her bureau that is late, with whom it waits for.
type Late struct {
	Title string
	Lang  lang.Tag
	Path  string
	Who   newsroom.Who
	Does  string // what she does: "checking"
	Due   time.Time
}

// Next is what goes out at a time.
type Next struct {
	At    time.Time
	Title string
	Lang  lang.Tag
	Path  string
	Marks []newsroom.Mark
	Holds int // gates that hold it
}

// Headlines finds what readers read: a headline for each, in its edition's language, and
// where in the desk it leads. What is not there is left out.
type Headlines func(ctx context.Context, tx *db.Tx, list []readership.Read) (map[readership.Read]Headline, error)

// Headline is a published text by its name.
type Headline struct{ Title, Path string }

// Pages are the pages of the place.
type Pages struct {
	DB      *db.DB
	Sources []Source
	Late    func(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) ([]Late, error) // nil where nobody knows of deadlines
	Next    func(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) ([]Next, error)
	Titles  Headlines
	Push    *fetch.Client // by which devices are checked
	Begins  bool          // whether there is a page where stories begin
	Mails   bool          // whether there is a mail server
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	return newsroom.Place{Name: "home", Pages: files, Routes: []newsroom.Route{
		newsroom.Get("/desk/{$}", newsroom.Signed, p.home),
		newsroom.Post("/desk/home/rest", newsroom.Signed, p.rest),
		newsroom.Get("/desk/notices/{$}", newsroom.Signed, p.notices),
		newsroom.Get("/desk/notices/{notice}", newsroom.Signed, p.open),
		newsroom.Post("/desk/notices/seen", newsroom.Signed, p.seen),
		newsroom.Post("/desk/notices/ways", newsroom.Signed, p.ways),
		newsroom.Post("/desk/notices/devices", newsroom.Signed, p.addDevice),
		newsroom.Post("/desk/notices/devices/remove", newsroom.Signed, p.removeDevice),
		newsroom.Get("/desk/worker.js", newsroom.Signed, p.worker),
	}, Rail: []newsroom.Rail{
		{Key: "work", Icon: "work", Path: "/desk/", Order: 0},
		{Key: "notices", Icon: "bell", Path: "/desk/notices/", Order: 90, Count: unseen},
	}}
}

func unseen(ctx context.Context, tx *db.Tx, v newsroom.Visitor) (int, error) {
	return notice.Count(ctx, tx, v.Person.ID)
}

// worker is the script that shows notices while no page of the desk is open.
func (p *Pages) worker(*newsroom.Request) (newsroom.Answer, error) {
	script, err := files.ReadFile("worker.js")
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Bytes("text/javascript; charset=utf-8", "", script).Status(http.StatusOK), nil
}
