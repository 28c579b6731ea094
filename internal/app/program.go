package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/blob"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/mail"
	catalogue "masthead/internal/kit/words"
	"masthead/internal/machine"
	"masthead/internal/media"
	"masthead/internal/media/picture"
	"masthead/internal/newsroom/editor"
	"masthead/internal/newsroom/publishing"
	"masthead/internal/newsroom/signin"
	"masthead/internal/notice"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/ping"
	"masthead/internal/readership"
	"masthead/internal/terms"
	"masthead/internal/topic"
	"masthead/internal/translation"
	"masthead/internal/webhook"
	"masthead/migrations"
	"masthead/words"
)

// Program is the newsroom without its faces: what every command works with.
type Program struct {
	Config   Config
	Log      *slog.Logger
	DB       *db.DB
	Words    *catalogue.Catalogue
	Outlet   *outlet.Outlets
	Library  *media.Library
	Edition  *edition.Publisher
	Shelf    *edition.Shelf
	Readings *readership.Board // what is read most
	Ping     *ping.Pinger
	Hooks    *webhook.Sender
	Streams  *editor.Streams // tell open pages of the desk what changes in their texts
	Door     *people.Door    // by which people come in to the desk
	House    *signin.House   // that signs people in for the outlet; nil for none
	Post     *notice.Postman // carries notices by mail and to devices
	Machine  *machine.Desk   // what drafts translations, if anything
	Style    *terms.House    // the house's style for words and names

	wake chan struct{} // told after every commit that readers will see
}

// Open opens the database, brings its tables up to date and builds every part. An
// outlet need not have been made yet.
func Open(ctx context.Context, c Config, log *slog.Logger) (*Program, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	said, err := catalogue.Load(words.Files, log)
	if err != nil {
		return nil, err
	}
	files, err := blob.Open(c.Media, os.Getenv)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.Database, nil)
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx, migrations.Files); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	p := &Program{
		Config: c, Log: log, DB: d, Words: said, Outlet: outlet.New(d),
		Library: &media.Library{DB: d, Files: files, Room: picture.NewDarkroom()}, Shelf: edition.NewShelf(d), wake: make(chan struct{}, 1), Style: &terms.House{},
	}
	p.join()
	p.Readings, p.Streams = p.board(), editor.NewStreams(d)
	p.Streams.Pairs = translation.Moved
	p.Door = &people.Door{DB: d, Hasher: people.NewHasher(people.UsualCost), Second: p.secondFactor}
	p.Hooks = &webhook.Sender{DB: d, Fetch: fetch.New(webhook.Options())}
	p.Post = &notice.Postman{DB: d, Fetch: fetch.New(notice.PushOptions()), Words: said, Outlet: p.Outlet.Profile, Address: p.DeskAddress, Link: people.LinkPath}
	if p.House, err = c.house(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if p.Post.Mail, err = mail.Parse(c.Mail, c.MailFrom); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	engine, err := machine.Parse(c.Machine)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	p.Machine = &machine.Desk{DB: d, Settings: engine, Terms: glossary(p.Style)}
	p.Ping = &ping.Pinger{Outlet: p.Outlet.Profile, Fetch: fetch.New(fetch.Options{}), Engines: ping.IndexNow}
	p.Edition = &edition.Publisher{
		DB: d, Outlet: p.Outlet, Topics: topicNames{}, Gates: slices.Concat(edition.Gates(), publishing.Gates(), translation.Gates(p.review), []edition.Gate{terms.Gate{House: p.Style}}), Disclaimers: p.Style.Disclaimers,
		Render: edition.Renderer{Words: renderWords(said), Formats: p.modernFormats()}, Wake: p.woken, Heard: p.heard, Held: p.stopped,
		Pairs: besidePairs,
	}
	return p, nil
}

// OpenOutlet is Open for a command that needs an outlet that was made. Where there is
// none it leaves no trace: a folder's name may have been mistyped.
func OpenOutlet(ctx context.Context, c Config, log *slog.Logger) (*Program, error) {
	if file, lite := strings.CutPrefix(c.Database, "sqlite:"); lite {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.NotFound, "outlet.not_made").Because(err)
		}
	}
	p, err := Open(ctx, c, log)
	if err != nil {
		return nil, err
	}
	if err := p.Outlet.Load(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Close closes the database and what pictures are made with.
func (p *Program) Close() error {
	p.Ping.Fetch.Close()
	p.Hooks.Fetch.Close()
	p.Post.Fetch.Close()
	if p.House != nil {
		p.House.Close()
	}
	return errors.Join(p.Library.Room.Close(context.Background()), p.DB.Close())
}

// secondFactor are the roles whose people need a second factor.
func (p *Program) secondFactor() (roles []people.Role) {
	if profile := p.Outlet.Profile(); profile != nil {
		for _, r := range profile.Outlet.Settings.SecondFactor {
			roles = append(roles, people.Role(r))
		}
	}
	return roles
}

// woken tells the follower of the change sequence to look at once.
func (p *Program) woken() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// modernFormats are the picture formats offered beside JPEG, best first.
func (p *Program) modernFormats() []string {
	list := p.Library.Extensions()[1:]
	slices.Reverse(list)
	return list
}

// topicNames joins editions, which ask, to topics, which know.
type topicNames struct{}

func (topicNames) NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) ([]edition.TopicAt, error) {
	names, found, err := topic.NamesIn(ctx, tx, ids, l)
	if err != nil {
		return nil, err
	}
	list := make([]edition.TopicAt, len(found))
	for i, one := range found {
		list[i] = edition.TopicAt{ID: one, Slug: names[i].Slug, Name: names[i].Name}
	}
	return list, nil
}

func (topicNames) Dossier(ctx context.Context, tx *db.Tx, id string, l lang.Tag) (d edition.Dossier, err error) {
	if d.Intro, err = topic.Intro(ctx, tx, id, l); err != nil {
		return d, err
	}
	actors, err := topic.Actors(ctx, tx, id)
	if err != nil {
		return d, err
	}
	for _, a := range actors {
		if n, ok := a[l]; ok {
			d.Actors = append(d.Actors, edition.Actor(n))
		}
	}
	events, err := topic.EventsIn(ctx, tx, id, l)
	for _, e := range events {
		told := edition.Event{ID: e.ID, At: e.At, Timed: e.Timed, Place: e.Place, Sentence: e.Sentences[l], Story: e.Story}
		for _, s := range e.Sources {
			told.Sources = append(told.Sources, edition.Source(s))
		}
		d.Events = append(d.Events, told)
	}
	return d, err
}

// renderWords gives bodies their words in each language.
func renderWords(c *catalogue.Catalogue) func(lang.Tag) body.RenderWords {
	made := map[lang.Tag]body.RenderWords{}
	for _, l := range c.Languages() {
		made[l] = bodyWords(c, l)
	}
	return func(l lang.Tag) body.RenderWords {
		if w, ok := made[l]; ok {
			return w
		}
		return made[lang.English]
	}
}

func bodyWords(c *catalogue.Catalogue, l lang.Tag) body.RenderWords {
	// {provider} and {n} are filled in by the renderer, so they go through as they are.
	say := func(key string) string { return c.Say(l, key, map[string]any{"provider": "{provider}", "n": "{n}"}) }
	return body.RenderWords{
		NothingLoaded: say("body.nothing_loaded"), Note: say("body.note"), BackToText: say("body.back_to_text"), OpenPicture: say("body.open_picture"),
		Embeds: map[body.EmbedKind]body.EmbedWords{
			body.PostEmbed:  {What: say("body.post"), Show: say("body.show_post")},
			body.VideoEmbed: {What: say("body.video"), Show: say("body.show_video")},
			body.SoundEmbed: {What: say("body.sound"), Show: say("body.show_sound")},
			body.MapEmbed:   {What: say("body.map"), Show: say("body.show_map")},
			body.ChartEmbed: {What: say("body.chart"), Show: say("body.show_chart")},
			body.PageEmbed:  {What: say("body.page"), Show: say("body.show_page")},
		},
	}
}
