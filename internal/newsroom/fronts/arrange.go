package fronts

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/newsroom"
)

// change carries out one act on an arrangement that is not live, and shows it.
func (p *Pages) change(r *newsroom.Request) (newsroom.Answer, error) {
	d, err := decodeDraft(r.PostFormValue("draft"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	now, err := p.now(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	act, of, _ := strings.Cut(r.PostFormValue("act"), ":")
	switch act {
	case "put": // put:SLOT:STORY, or with the address of a story
		slot, story, _ := strings.Cut(of, ":")
		if story == "" {
			if story, err = p.find(r, r.PostFormValue("story")); err != nil {
				return newsroom.Answer{}, err
			}
		}
		err = d.put(edition.Slot(slot), story, now.Add(pinLife).Truncate(time.Minute))
	case "drop":
		d.drop(of)
	case "up":
		d.move(of, -1)
	case "down":
		d.move(of, 1)
	case "until":
		err = d.until(r, of, now)
	case "breaking":
		err = p.setBreaking(r, &d, now)
	case "calm":
		d.Breaking = nil
	default:
		err = fault.New(fault.Invalid, "newsroom.form")
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	to, err := address(r.Text, d, r.PostFormValue("at"))
	return newsroom.SeeOther(to, ""), err
}

func (p *Pages) now(r *newsroom.Request) (now time.Time, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error { now, err = tx.Now(r.Context()); return err })
	return now, err
}

// until gives a pin another end.
func (d *draft) until(r *newsroom.Request, story string, now time.Time) error {
	end, err := ending(r, r.PostFormValue("until-"+story), now, pinLife)
	if err != nil {
		return err
	}
	if i := d.index(story); i >= 0 {
		d.Pins = slices.Clone(d.Pins)
		d.Pins[i].Until = end
	}
	return nil
}

// ending reads an end as people write it; without one there is a usual one, and none is
// further than two months away.
func ending(r *newsroom.Request, text string, now time.Time, usual time.Duration) (time.Time, error) {
	if strings.TrimSpace(text) == "" {
		return now.Add(usual).Truncate(time.Minute), nil
	}
	end, err := desk.ReadMoment(text, now.In(r.Zone), r.Visitor.Lang)
	if err == nil && (!end.After(now) || end.Sub(now) > maxLife) {
		err = fault.New(fault.Invalid, "fronts.bad_end").In("until")
	}
	return end, err
}

// find reads what names a story: its id, its slug, or its address.
func (p *Pages) find(r *newsroom.Request, text string) (string, error) {
	text = strings.TrimSpace(text)
	if id.Valid(text) {
		return text, nil
	}
	if u, err := url.Parse(text); err == nil && len(text) < 2000 {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		found, err := p.Shelf.Article(r.Context(), r.Text, parts[len(parts)-1])
		if err == nil && found.MovedTo != "" {
			found, err = p.Shelf.Article(r.Context(), r.Text, found.MovedTo)
		}
		if err == nil && found.Copy != nil {
			return found.Copy.Story, nil
		}
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
	}
	return "", fault.New(fault.Invalid, "fronts.no_story").In("story").With("story", text)
}

func (p *Pages) setBreaking(r *newsroom.Request, d *draft, now time.Time) error {
	k := &edition.Breaking{Text: strings.Join(strings.Fields(r.PostFormValue("text")), " ")}
	if to := strings.TrimSpace(r.PostFormValue("to")); strings.HasPrefix(to, "https://") && p.foreign(r, to) {
		k.URL = to
	} else if to != "" {
		story, err := p.find(r, to)
		if err != nil {
			return err
		}
		k.Story = story
	}
	var err error
	k.Until, err = ending(r, r.PostFormValue("breaking-until"), now, breakingLife)
	d.Breaking = k
	return err
}

// foreign says whether an address is of another site.
func (p *Pages) foreign(r *newsroom.Request, text string) bool {
	u, err := url.Parse(text)
	own, _ := url.Parse(r.Outlet.Outlet.URL)
	return err == nil && (own == nil || u.Host != own.Host) && u.Host != r.Host
}

// live makes an arrangement the one that readers see. Where somebody else did so in the
// meantime nothing is written: both are shown.
func (p *Pages) live(r *newsroom.Request) (newsroom.Answer, error) {
	d, err := decodeDraft(r.PostFormValue("draft"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	now, err := p.now(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	d.ends(now)
	standing, _ := d.front().At(now) // what has ended meanwhile is left out
	err = p.Edition.Write(r.Context(), func(b *edition.Batch) error {
		rev, err := b.ArrangeFront(r.Context(), r.Text, standing, r.Person.ID)
		if err != nil {
			return err
		}
		return note(r.Context(), b.Tx, r, "front.arranged", map[string]string{"rev": strconv.Itoa(rev)})
	})
	if f, ok := fault.As(err); ok && f.Key == "edition.front_changed" {
		return p.showPage(r, d, true)
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther("/desk/front/"+string(r.Text)+"/", "fronts.live_done"), nil
}
