package settings

import (
	"context"
	"slices"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
	"masthead/internal/topic"
)

// NameTopic adds a topic, or names one anew, for readers too.
type NameTopic func(ctx context.Context, b *edition.Batch, now *outlet.Profile, key string, names map[lang.Tag]topic.Name) error

// TopicsPage lists running subjects.
type TopicsPage struct {
	Topics []Named
	Next   string // where the list goes on; empty at its end
	New    []newsroom.Field
	May    bool
}

const topicsOnPage = 200

func (p *Pages) topics(r *newsroom.Request) (newsroom.Answer, error) {
	page := TopicsPage{May: p.mayOutlet(r), New: append([]newsroom.Field{keyField(r)}, named(r, "name", none, false)...)}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := topic.List(r.Context(), tx, r.FormValue("after"), topicsOnPage)
		page.Topics = nil
		for _, t := range list {
			page.Topics = append(page.Topics, Named{t.Key, topicName(t, r.Visitor.Lang)})
		}
		if len(list) == topicsOnPage {
			page.Next = list[len(list)-1].Key
		}
		return err
	})
	return newsroom.Show("topics", page), err
}

func topicName(t topic.Topic, l lang.Tag) string {
	for _, try := range []lang.Tag{l, "en"} {
		if n := t.Names[try].Name; n != "" {
			return n
		}
	}
	return t.Key
}

func (p *Pages) addTopic(r *newsroom.Request) (newsroom.Answer, error) {
	key := r.PostFormValue("key")
	err := p.nameTopic(r, p.AddTopic, key, "house.topic_added")
	return newsroom.SeeOther(at+"topics/"+key+"/", "settings.part_added"), err
}

func (p *Pages) renameTopic(r *newsroom.Request) (newsroom.Answer, error) {
	key := r.PathValue("topic")
	err := p.nameTopic(r, p.RenameTopic, key, "house.topic_renamed")
	return newsroom.SeeOther(at+"topics/"+key+"/", "settings.part_saved"), err
}

func (p *Pages) nameTopic(r *newsroom.Request, change NameTopic, key, deed string) error {
	said := namesIn(r, "name")
	names := map[lang.Tag]topic.Name{}
	for l, n := range said {
		names[l] = topic.Name{Name: n}
	}
	return p.Change(r.Context(), func(b *edition.Batch, now *outlet.Profile) error {
		if err := change(r.Context(), b, now, key, names); err != nil {
			return err
		}
		return noteIn(r, b.Tx, deed, "topic", key, spoken(said))
	})
}

// TopicPage is one topic with its dossier.
type TopicPage struct {
	Key, Name string
	Names     []newsroom.Field
	Dossier   []DossierFields
	Events    []EventRow
	Places    []newsroom.Option
	Sentences []newsroom.Field
	May       bool
}

// DossierFields are the dossier's introduction and actors in one edition.
type DossierFields struct{ Intro, Actors newsroom.Field }

// EventRow is an event as the list shows it.
type EventRow struct{ ID, Day, Sentence string }

func (p *Pages) topic(r *newsroom.Request) (newsroom.Answer, error) {
	page := TopicPage{Key: r.PathValue("topic"), May: p.mayOutlet(r), Places: []newsroom.Option{{Label: r.Say("settings.no_place")}}}
	for _, pl := range r.Outlet.Places() {
		page.Places = append(page.Places, newsroom.Option{Value: pl.Key, Label: pl.Name(r.Visitor.Lang)})
	}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		t, err := topic.Get(r.Context(), tx, page.Key)
		if err != nil {
			return err
		}
		page.Name = topicName(t, r.Visitor.Lang)
		page.Names = named(r, "name", func(l lang.Tag) string { return t.Names[l].Name }, false)
		page.Sentences = named(r, "said", none, true)
		return page.fill(r, tx, t.ID)
	})
	return newsroom.Show("topic", page), err
}

func (page *TopicPage) fill(r *newsroom.Request, tx *db.Tx, id string) error {
	actors, err := topic.Actors(r.Context(), tx, id)
	if err != nil {
		return err
	}
	page.Dossier, page.Events = nil, nil
	seen := map[string]bool{}
	for _, l := range r.Outlet.Langs() {
		intro, err := topic.Intro(r.Context(), tx, id, l)
		if err != nil {
			return err
		}
		name := l.NameIn(r.Visitor.Lang)
		page.Dossier = append(page.Dossier, DossierFields{
			newsroom.Field{Name: "intro_" + string(l), Label: r.Say("settings.intro_in", "edition", name), Help: r.Say("settings.policy_text_help"), Value: intro, Type: "area", Rows: 6, Max: topic.MaxIntro, Lang: l},
			newsroom.Field{Name: "actors_" + string(l), Label: r.Say("settings.actors_in", "edition", name), Help: r.Say("settings.actors_help"), Value: actorLines(actors, l), Type: "area", Rows: 4, Max: 20_000, Lang: l},
		})
		events, err := topic.EventsIn(r.Context(), tx, id, l)
		if err != nil {
			return err
		}
		for _, e := range events {
			if !seen[e.ID] {
				seen[e.ID] = true
				page.Events = append(page.Events, EventRow{e.ID, lang.Date(e.At, r.Visitor.Lang), e.Sentences[l]})
			}
		}
	}
	return nil
}

// actorLines writes actors one on a line, "Name: what is said of her".
func actorLines(actors []topic.Actor, l lang.Tag) string {
	var lines []string
	for _, a := range actors {
		line := a[l].Name
		if a[l].Line != "" {
			line += ": " + a[l].Line
		}
		lines = append(lines, line)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// actorsIn reads them: the lines of one number in all editions are one actor.
func actorsIn(r *newsroom.Request) (actors []topic.Actor) {
	for _, l := range r.Outlet.Langs() {
		for i, line := range strings.Split(strings.ReplaceAll(r.PostFormValue("actors_"+string(l)), "\r\n", "\n"), "\n") {
			name, said, _ := strings.Cut(line, ":")
			if i > topic.MaxActors || strings.TrimSpace(name) == "" {
				continue
			}
			for len(actors) <= i {
				actors = append(actors, topic.Actor{})
			}
			actors[i][l] = topic.ActorLine{Name: strings.TrimSpace(name), Line: strings.TrimSpace(said)}
		}
	}
	return slices.DeleteFunc(actors, func(a topic.Actor) bool { return len(a) == 0 })
}

// inTopic changes a topic's dossier and shows it to readers.
func (p *Pages) inTopic(r *newsroom.Request, deed string, change func(b *edition.Batch, id string) (map[string]string, error)) (newsroom.Answer, error) {
	key := r.PathValue("topic")
	err := p.Change(r.Context(), func(b *edition.Batch, _ *outlet.Profile) error {
		t, err := topic.Get(r.Context(), b.Tx, key)
		if err != nil {
			return err
		}
		detail, err := change(b, t.ID)
		if err != nil {
			return err
		}
		if err := b.PublishTopic(r.Context(), t.ID); err != nil {
			return err
		}
		return noteIn(r, b.Tx, deed, "topic", key, detail)
	})
	return newsroom.SeeOther(at+"topics/"+key+"/", "settings.part_saved"), err
}

func (p *Pages) saveDossier(r *newsroom.Request) (newsroom.Answer, error) {
	return p.inTopic(r, "house.topic_dossier_changed", func(b *edition.Batch, id string) (map[string]string, error) {
		detail := map[string]string{}
		for _, l := range r.Outlet.Langs() {
			was, err := topic.Intro(r.Context(), b.Tx, id, l)
			if err != nil {
				return nil, err
			}
			is := strings.TrimSpace(r.PostFormValue("intro_" + string(l)))
			if is == was {
				continue
			}
			detail["was_"+string(l)] = was
			if err := topic.SetIntro(r.Context(), b.Tx, id, l, is); err != nil {
				return nil, err
			}
		}
		return detail, topic.SetActors(r.Context(), b.Tx, id, actorsIn(r))
	})
}

func (p *Pages) addEvent(r *newsroom.Request) (newsroom.Answer, error) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(r.PostFormValue("day")))
	if err != nil {
		return newsroom.Answer{}, fault.New(fault.Invalid, "topic.event_undated").In("at").Because(err)
	}
	e := topic.Event{At: day, Place: r.PostFormValue("place"), Sentences: namesIn(r, "said")}
	if name := strings.TrimSpace(r.PostFormValue("source")); name != "" {
		e.Sources = []topic.Source{{Name: name, URL: strings.TrimSpace(r.PostFormValue("source_url"))}}
	}
	return p.inTopic(r, "house.topic_event_added", func(b *edition.Batch, id string) (map[string]string, error) {
		e.Topic = id
		_, err := topic.SaveEvent(r.Context(), b.Tx, e)
		return spoken(e.Sentences), err
	})
}

func (p *Pages) dropEvent(r *newsroom.Request) (newsroom.Answer, error) {
	return p.inTopic(r, "house.topic_event_dropped", func(b *edition.Batch, id string) (map[string]string, error) {
		event := r.PostFormValue("event")
		for _, l := range r.Outlet.Langs() {
			events, err := topic.EventsIn(r.Context(), b.Tx, id, l)
			if err != nil {
				return nil, err
			}
			for _, e := range events {
				if e.ID == event {
					return spoken(e.Sentences), topic.DropEvent(r.Context(), b.Tx, event)
				}
			}
		}
		return nil, fault.New(fault.NotFound, "topic.absent").With("key", event)
	})
}
