package home

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/push"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/people"
)

// told is a notice as a page shows it.
type told struct {
	ID, Icon, Text string
	Path           string // by which it is opened and seen; empty where it leads nowhere
	When           newsroom.Moment
	New, Urgent    bool
}

var icons = map[notice.Kind]string{
	notice.Work: "s-assigned", notice.Talk: "say", notice.Publishing: "reach", notice.Media: "media", notice.House: "key",
}

func sayAll(ctx context.Context, tx *db.Tx, r *newsroom.Request, list []notice.Told) (all []told, err error) {
	var ids []string
	for _, t := range list {
		ids = append(ids, t.By)
	}
	slices.Sort(ids)
	who, err := people.ByIDs(ctx, tx, slices.Compact(ids))
	for _, t := range list {
		var pairs []any
		for name, v := range t.SaidIn(r.Visitor.Lang, who[t.By]) {
			pairs = append(pairs, name, v)
		}
		all = append(all, told{ID: t.ID, Icon: icons[t.Notice.Kind], Text: r.Say(t.Key, pairs...), Path: "/desk/notices/" + t.ID, When: r.When(t.Made), New: t.New(), Urgent: t.Urgent})
	}
	return all, err
}

// noticesPage is the page of notices.
type noticesPage struct {
	List    []told
	UpTo    string // the newest notice on it
	Unseen  int
	Next    string // where the list goes on; empty at its end
	Kinds   []kindRow
	Hours   notice.Hours
	From    []newsroom.Option
	To      []newsroom.Option
	Digest  string
	Zone    string
	Mails   bool
	Email   string
	Devices []deviceRow
	Key     string // with which a browser subscribes
}

type kindRow struct {
	Kind  notice.Kind
	Label string
	Mail  []newsroom.Option
	Push  bool
}

type deviceRow struct {
	ID, Name string
	Since    newsroom.Moment
}

const noticesOnPage = 50

func (p *Pages) notices(r *newsroom.Request) (newsroom.Answer, error) {
	key, err := notice.PublicKey(r.Context(), p.DB)
	if err != nil {
		return newsroom.Answer{}, err
	}
	v := noticesPage{Mails: p.Mails, Email: r.Person.Email, Key: key}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := notice.List(r.Context(), tx, r.Person.ID, r.FormValue("before"), noticesOnPage+1)
		if err != nil {
			return err
		}
		if len(list) > noticesOnPage {
			list = list[:noticesOnPage]
			v.Next = "?before=" + list[noticesOnPage-1].ID
		}
		if len(list) > 0 {
			v.UpTo = list[0].ID
		}
		if v.List, err = sayAll(r.Context(), tx, r, list); err != nil {
			return err
		}
		if v.Unseen, err = notice.Count(r.Context(), tx, r.Person.ID); err != nil {
			return err
		}
		return v.fillWays(r, tx)
	})
	return newsroom.Show("notices", v), err
}

func (v *noticesPage) fillWays(r *newsroom.Request, tx *db.Tx) error {
	choices, err := notice.Choices(r.Context(), tx, r.Person.ID)
	if err != nil {
		return err
	}
	ways := []struct {
		by    notice.ByMail
		label string
	}{{notice.Never, r.Say("home.mail_never")}, {notice.Digest, r.Say("home.mail_digest")}, {notice.Now, r.Say("home.mail_now")}}
	v.Kinds = nil
	for _, c := range choices {
		one := kindRow{Kind: c.Kind, Label: kindWord(r, c.Kind), Push: c.Push}
		for _, w := range ways {
			one.Mail = append(one.Mail, newsroom.Option{Value: string(w.by), Label: w.label, Chosen: w.by == c.Mail})
		}
		v.Kinds = append(v.Kinds, one)
	}
	if v.Hours, err = notice.HoursOf(r.Context(), tx, r.Person.ID); err != nil {
		return err
	}
	zone, err := notice.Zone(r.Context(), tx, r.Outlet, r.Person.ID)
	if err != nil {
		return err
	}
	v.Zone = zone.String()
	v.Digest, v.From, v.To = v.Hours.Written(), hours(v.Hours.QuietFrom), hours(v.Hours.QuietTo)
	devices, err := notice.Devices(r.Context(), tx, r.Person.ID)
	v.Devices = nil
	for _, d := range devices {
		v.Devices = append(v.Devices, deviceRow{d.ID, d.Name, r.When(d.Made)})
	}
	return err
}

func kindWord(r *newsroom.Request, k notice.Kind) string {
	switch k {
	case notice.Talk:
		return r.Say("home.kind_talk")
	case notice.Publishing:
		return r.Say("home.kind_publishing")
	case notice.Media:
		return r.Say("home.kind_media")
	case notice.House:
		return r.Say("home.kind_house")
	}
	return r.Say("home.kind_work")
}

func hours(chosen int) (list []newsroom.Option) {
	for h := range 24 {
		list = append(list, newsroom.Option{Value: strconv.Itoa(h), Label: strconv.Itoa(h) + ":00", Chosen: h == chosen})
	}
	return list
}

// open marks a notice as seen and leads where it leads. To follow a link is no act that
// anybody could be tricked into: a notice seen too early stays in the list.
func (p *Pages) open(r *newsroom.Request) (newsroom.Answer, error) {
	path := "/desk/notices/"
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		t, err := notice.Find(r.Context(), tx, r.Person.ID, r.PathValue("notice"))
		if err != nil {
			return err
		}
		if t.Path != "" {
			path = t.Path
		}
		return notice.See(r.Context(), tx, r.Person.ID, t.ID)
	})
	return newsroom.SeeOther(path, ""), err
}

func (p *Pages) seen(r *newsroom.Request) (newsroom.Answer, error) {
	n := 0
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		n, err = notice.SeeAll(r.Context(), tx, r.Person.ID, r.FormValue("up_to"))
		return err
	})
	return newsroom.SeeOther(newsroom.SafePath(r.FormValue("back")), "home.all_seen", "n", n), err
}

// ways keeps how and when she is told.
func (p *Pages) ways(r *newsroom.Request) (newsroom.Answer, error) {
	h := notice.Hours{Urgent: r.FormValue("urgent") != ""}
	var err error
	if h.Digest, err = notice.ParseHours(r.FormValue("digest")); err != nil {
		return newsroom.Answer{}, err
	}
	for field, to := range map[string]*int{"quiet_from": &h.QuietFrom, "quiet_to": &h.QuietTo} {
		if *to, err = strconv.Atoi(r.FormValue(field)); err != nil {
			return newsroom.Answer{}, fault.New(fault.Invalid, "notice.bad_choice").In(field)
		}
	}
	if r.FormValue("quiet") == "" {
		h.QuietTo = h.QuietFrom
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		for _, k := range notice.Kinds {
			c := notice.Choice{Kind: k, Mail: notice.ByMail(r.FormValue("mail_" + string(k))), Push: r.FormValue("push_"+string(k)) != ""}
			if err := notice.Choose(r.Context(), tx, r.Person.ID, c); err != nil {
				return err
			}
		}
		return notice.SetHours(r.Context(), tx, r.Person.ID, h)
	})
	return newsroom.SeeOther("/desk/notices/", "home.ways_kept"), err
}

// subscription is what a browser says of itself (Push API, PushSubscription.toJSON).
type subscription struct {
	Endpoint string
	Keys     struct{ Auth, P256dh string }
}

func (p *Pages) addDevice(r *newsroom.Request) (newsroom.Answer, error) {
	var s subscription
	if raw := r.FormValue("subscription"); len(raw) > 4000 || json.Unmarshal([]byte(raw), &s) != nil {
		return newsroom.Answer{}, fault.New(fault.Invalid, "push.bad_device")
	}
	d := push.Device{Endpoint: s.Endpoint, Auth: s.Keys.Auth, P256dh: s.Keys.P256dh}
	if err := d.Check(p.Push); err != nil {
		return newsroom.Answer{}, err
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return notice.AddDevice(r.Context(), tx, r.Person.ID, r.UserAgent(), d)
	})
	return newsroom.SeeOther("/desk/notices/#devices", "home.device_added"), err
}

func (p *Pages) removeDevice(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return notice.RemoveDevice(r.Context(), tx, r.Person.ID, r.FormValue("device"))
	})
	return newsroom.SeeOther("/desk/notices/#devices", "home.device_removed"), err
}
