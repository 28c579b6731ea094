package settings

import (
	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/webhook"
)

// HooksPage lists who outside is told of what readers see.
type HooksPage struct {
	Hooks    []HookRow
	Events   []string
	Editions []Named
	Secret   string // of the webhook that was just made; it is shown once
}

// HookRow is a webhook as the list shows it, without its secret.
type HookRow struct {
	ID, Name, URL string
	Events        []string
	Editions      []lang.Tag
	Failing       newsroom.Moment
}

func (p *Pages) hooks(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.hooksPage(r)
	return newsroom.Show("webhooks", page), err
}

func (p *Pages) hooksPage(r *newsroom.Request) (page HooksPage, err error) {
	page = HooksPage{Events: webhook.Events, Editions: editions(r)}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := webhook.List(r.Context(), tx)
		page.Hooks = nil
		for _, w := range list {
			page.Hooks = append(page.Hooks, HookRow{w.ID, w.Name, w.URL, w.Events, w.Editions, r.When(w.Failing)})
		}
		return err
	})
	return page, err
}

func (p *Pages) addHook(r *newsroom.Request) (newsroom.Answer, error) {
	w := webhook.Webhook{Name: r.PostFormValue("name"), URL: r.PostFormValue("url"), Events: r.PostForm["event"]}
	if err := p.CheckHook(w.URL); err != nil {
		return newsroom.Answer{}, err
	}
	for _, l := range r.PostForm["edition"] {
		if _, ok := r.Outlet.Edition(lang.Tag(l)); !ok {
			return newsroom.Answer{}, fault.New(fault.Invalid, "edition.no_edition").In("edition").With("lang", l)
		}
		w.Editions = append(w.Editions, lang.Tag(l))
	}
	var secret string
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		var made webhook.Webhook
		if made, secret, err = webhook.Add(r.Context(), tx, w); err != nil {
			return err
		}
		return note(r, tx, "house.webhook_added", audit.Thing("webhook", made.ID), map[string]string{"name": made.Name, "url": made.URL})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.hooksPage(r)
	page.Secret = secret
	return newsroom.Show("webhooks", page), err
}

func (p *Pages) removeHook(r *newsroom.Request) (newsroom.Answer, error) {
	id := r.PathValue("hook")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := webhook.Remove(r.Context(), tx, id); err != nil {
			return err
		}
		return note(r, tx, "house.webhook_removed", audit.Thing("webhook", id), nil)
	})
	return newsroom.SeeOther(at+"webhooks/", "settings.part_removed"), err
}

// rotateHook gives a webhook a new secret, shown once.
func (p *Pages) rotateHook(r *newsroom.Request) (newsroom.Answer, error) {
	id, secret := r.PathValue("hook"), ""
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if secret, err = webhook.Rotate(r.Context(), tx, id); err != nil {
			return err
		}
		return note(r, tx, "house.webhook_secret_changed", audit.Thing("webhook", id), nil)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.hooksPage(r)
	page.Secret = secret
	return newsroom.Show("webhooks", page), err
}

// JobsPage lists work that failed for good.
type JobsPage struct {
	Jobs    []JobRow
	Backlog job.Backlog
	Mails   bool // whether there is a mail server
	May     bool
}

// JobRow is a job that failed for good. What it was about may hold what only its owner
// knows, so it is not shown.
type JobRow struct {
	ID, Kind, Failure string
	Attempts          int
	Ended             newsroom.Moment
}

const jobsOnPage = 100

func (p *Pages) jobs(r *newsroom.Request) (newsroom.Answer, error) {
	page := JobsPage{Mails: p.Mails, May: p.mayOutlet(r)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if page.Backlog, err = job.Count(r.Context(), tx); err != nil {
			return err
		}
		list, err := job.ListDead(r.Context(), tx, job.Dead{}, jobsOnPage)
		page.Jobs = nil
		for _, d := range list {
			page.Jobs = append(page.Jobs, JobRow{d.ID, d.Kind, d.Failure, d.Attempts, r.When(d.Ended)})
		}
		return err
	})
	return newsroom.Show("jobs", page), err
}

func (p *Pages) changeJob(r *newsroom.Request) (newsroom.Answer, error) {
	id, done := r.PathValue("job"), "settings.job_again"
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		deed := "house.job_sent_again"
		change := job.Retry
		if r.PostFormValue("how") == "drop" {
			deed, done, change = "house.job_dropped", "settings.job_dropped", job.Forget
		}
		if err := change(r.Context(), tx, id); err != nil {
			return err
		}
		return note(r, tx, deed, audit.Thing("job", id), nil)
	})
	return newsroom.SeeOther(at+"jobs/", done), err
}

// mayHooks says whether she may say who outside is told.
var mayHooks = newsroom.OnOutlet(people.ManageWebhooks)
