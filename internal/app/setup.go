package app

import (
	"masthead/internal/newsroom/settings"
	"masthead/internal/reader"
)

// settings joins the settings to the doors by which commands change the same things.
func (p *Program) settings(site *reader.Site) *settings.Pages {
	return &settings.Pages{
		DB: p.DB, Desk: p.DeskAddress, Change: p.ChangeOutlet, Theme: site, AddTopic: addTopic, RenameTopic: renameTopic,
		HTML: p.Edition.Render.HTML, CheckHook: p.Hooks.Check, Say: p.Words.Say, Mails: p.Post.Mail.Takes(), Machine: p.Machine.Settings,
	}
}
