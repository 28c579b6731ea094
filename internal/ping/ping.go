package ping

import (
	"context"
	"encoding/json"
	"net/url"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/job"
	"masthead/internal/outlet"
)

// IndexNow is where one search engine of several is told; it tells the others
// (indexnow.org).
const IndexNow = "https://api.indexnow.org/indexnow"

// Pinger puts and does the jobs.
type Pinger struct {
	Outlet  func() *outlet.Profile
	Fetch   *fetch.Client
	Engines string // IndexNow's address
}

// outlet is the outlet as it is now; a zero one while there is none.
func (p *Pinger) outlet() outlet.Outlet {
	if profile := p.Outlet(); profile != nil {
		return profile.Outlet
	}
	return outlet.Outlet{}
}

// Listens says whether the outlet has chosen anybody to be told.
func (p *Pinger) Listens(context.Context, *db.Tx) (bool, error) {
	o := p.outlet()
	return o.URL != "" && (o.Settings.Hub != "" || outlet.ValidKey(o.Settings.IndexNow)), nil
}

// ToHub is the job that tells the hub of feeds.
type ToHub struct {
	Hub   string   `json:"hub"`
	Feeds []string `json:"feeds"` // absolute
}

// Kind is the job's stable name.
func (ToHub) Kind() string { return "ping.hub" }

// ToEngines is the job that tells search engines of pages.
type ToEngines struct {
	Pages []string `json:"pages"` // absolute
}

// Kind is the job's stable name.
func (ToEngines) Kind() string { return "ping.indexnow" }

// feedFiles are the formats of a list's feed. Each is a topic of its own for a hub.
var feedFiles = []string{"feed.xml", "atom.xml", "feed.json"}

// Announce puts the jobs that follow a change. A quiet mend is told to hubs, for the
// feeds' words are others, but not to search engines.
func (p *Pinger) Announce(ctx context.Context, tx *db.Tx, a edition.Announced) error {
	o := p.outlet()
	if o.URL == "" {
		return nil
	}
	if o.Settings.Hub != "" {
		told := ToHub{Hub: o.Settings.Hub}
		for _, list := range a.Lists {
			for _, file := range feedFiles {
				told.Feeds = append(told.Feeds, o.URL+list+file)
			}
		}
		if err := job.Put(ctx, tx, told); err != nil {
			return err
		}
	}
	if outlet.ValidKey(o.Settings.IndexNow) && !a.Quiet {
		return job.Put(ctx, tx, ToEngines{[]string{o.URL + a.Path}})
	}
	return nil
}

// Hub does ToHub: WebSub leaves the form of the notice open, this is what hubs take
// (PubSubHubbub 0.4, section 7.1).
func (p *Pinger) Hub(ctx context.Context, j ToHub) error {
	form := url.Values{"hub.mode": {"publish"}, "hub.url": j.Feeds}
	return p.tell(ctx, j.Hub, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

// notice is what IndexNow takes.
type notice struct {
	Host  string   `json:"host"`
	Key   string   `json:"key"`
	File  string   `json:"keyLocation"`
	Pages []string `json:"urlList"`
}

// SearchEngines does ToEngines, with the key that the outlet has now.
func (p *Pinger) SearchEngines(ctx context.Context, j ToEngines) error {
	o := p.outlet()
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || !outlet.ValidKey(o.Settings.IndexNow) {
		return nil // it was switched off since
	}
	key := o.Settings.IndexNow
	body, err := json.Marshal(notice{base.Host, key, o.URL + "/" + key + ".txt", j.Pages})
	if err != nil {
		return job.GiveUp(err)
	}
	return p.tell(ctx, p.Engines, "application/json; charset=utf-8", body)
}

// tell posts a notice. What a refusal would not change by trying again is given up.
func (p *Pinger) tell(ctx context.Context, to, kind string, body []byte) error {
	_, err := p.Fetch.Do(ctx, fetch.Request{
		URL: to, Method: "POST", Body: body, Accept: fetch.AnyType,
		Header: map[string][]string{"Content-Type": {kind}},
	})
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Gone:
		return job.GiveUp(err)
	}
	return err
}
