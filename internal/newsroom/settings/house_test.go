package settings_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

// told is the newest line of the audit of a deed.
func told(b *desktest.Bed, deed string) (e audit.Entry) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		list, err := audit.List(ctx, tx, audit.Filter{Deed: deed, Limit: 1})
		if len(list) == 0 {
			b.Errorf("the audit does not tell of %s", deed)
			return err
		}
		e = list[0]
		return err
	})
	return e
}

func reload(b *desktest.Bed) {
	b.Helper()
	if err := b.Outlet.Load(context.Background()); err != nil {
		b.Fatal(err)
	}
}

func TestSettingsAreChangedAndWrittenDown(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		page := c.Ask(at + "outlet/")
		for _, want := range []string{`name="contact"`, `name="no_training"`, `name="second_factor"`, `name="share"`, "E-mail of the person who answers complaints"} {
			if !strings.Contains(page.Text, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if p := c.Send(at+"outlet/", url.Values{"contact": {"editor@crossroads.example"}, "no_training": {"true"}}); p.StatusCode != http.StatusSeeOther {
			t.Fatal(p.StatusCode, p.Text)
		}
		reload(b)
		if s := b.Outlet.Profile().Outlet; s.Settings.Contact != "editor@crossroads.example" || !s.Settings.NoTraining || s.Name != "Crossroads" {
			t.Errorf("%+v", s)
		}
		e := told(b, "setting.changed")
		if e.By != b.Person(people.Administrator).ID || e.On != "outlet:no_training" || e.Detail["was"] != "false" || e.Detail["is"] != "true" {
			t.Errorf("%+v", e)
		}
		// What one setting refuses leaves all as they were.
		if p := c.Send(at+"outlet/", url.Values{"contact": {"nobody"}, "name": {"Bridges"}}); p.StatusCode != http.StatusUnprocessableEntity {
			t.Error(p.StatusCode)
		}
		if p := c.Send(at+"outlet/", url.Values{"group_door": {"1"}, "second_factor": {"administrator", "editor"}}); p.StatusCode != http.StatusSeeOther {
			t.Error(p.StatusCode, p.Text)
		}
		reload(b)
		if s := b.Outlet.Profile().Outlet; s.Name != "Crossroads" || strings.Join(s.Settings.SecondFactor, " ") != "administrator editor" {
			t.Errorf("%+v", s)
		}
	})
}

func TestHostileSettings(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Administrator)
	for name, form := range map[string]url.Values{
		"script as address": {"url": {"javascript:alert(1)"}}, "controls": {"name": {"a\x00b"}}, "endless": {"name": {strings.Repeat("x", 5000)}},
		"no zone": {"zone": {"Moon/Base"}}, "no language": {"x_default": {"fr"}}, "no role of ours": {"most_read_floor": {"-1"}},
	} {
		if p := c.Send(at+"outlet/", form); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, p.StatusCode)
		}
	}
	if p := c.Send(at+"outlet/", url.Values{"name": {`<script>alert(1)</script>`}}); p.StatusCode != http.StatusSeeOther {
		t.Fatal(p.StatusCode)
	}
	reload(b)
	if p := c.Ask(at + "outlet/"); strings.Contains(p.Text, "<script>alert") {
		t.Error("a name runs")
	}
}

// The look is shown with settings that nobody keeps; a colour that cannot be read is refused.
func TestLook(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.ChiefEditor)
		p := c.Ask(at + "look/preview?accent=%230a5c4a&headlines=sans")
		if p.StatusCode != http.StatusOK || !strings.Contains(p.Text, "--accent:#0a5c4a") || !strings.Contains(p.Text, "--head:var(--sans)") {
			t.Fatalf("%d %.600s", p.StatusCode, p.Text)
		}
		policy := p.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "sandbox") || strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe-inline") || !strings.Contains(policy, "'sha256-") {
			t.Error(policy)
		}
		reload(b)
		if got := b.Outlet.Profile().Outlet.Settings.Accent; got != "" {
			t.Errorf("the preview kept %s", got)
		}
		if p := c.Ask(at + "look/?accent=%23ffff00"); !strings.Contains(p.Text, "contrast of 1.1") {
			t.Error("a page with a colour that cannot be read does not say so")
		}
		if p := c.Ask(at + "look/preview?accent=red%3B%7Dbody%7Bbackground:url(//evil.example)%7D"); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a colour that is none: %d", p.StatusCode)
		}
		if p := c.Send(at+"look/", url.Values{"accent": {"#0a5c4a"}}); p.StatusCode != http.StatusForbidden {
			t.Errorf("a chief editor changes the look: %d", p.StatusCode)
		}
		if p := b.As(people.Administrator).Send(at+"look/", url.Values{"accent": {"#0a5c4a"}, "headlines": {"sans"}}); p.StatusCode != http.StatusSeeOther {
			t.Errorf("%d %s", p.StatusCode, p.Text)
		}
		reload(b)
		if got := b.Outlet.Profile().Outlet.Settings; got.Accent != "#0a5c4a" || got.Headlines != "sans" {
			t.Errorf("%+v", got)
		}
	})
}

func TestEditions(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		if p := c.Send(at+"editions/", url.Values{"lang": {"tr"}, "title": {"Kavşak"}}); p.StatusCode != http.StatusSeeOther || p.Header.Get("Location") != at+"editions/tr/" {
			t.Fatal(p.StatusCode, p.Text)
		}
		for _, bad := range []url.Values{{"lang": {"tr"}, "title": {"Twice"}}, {"lang": {"../x"}, "title": {"x"}}, {"lang": {"uk"}}} {
			if p := c.Send(at+"editions/", bad); p.StatusCode < 400 || p.StatusCode >= 500 {
				t.Errorf("%v: %d", bad, p.StatusCode)
			}
		}
		if p := c.Send(at+"editions/order", url.Values{"up": {"ka"}}); p.StatusCode != http.StatusSeeOther {
			t.Error(p.StatusCode)
		}
		reload(b)
		if got := b.Outlet.Profile().Langs(); len(got) != 6 || got[0] != "ka" || got[1] != "en" || got[5] != "tr" {
			t.Errorf("%v", got)
		}
		if p := c.Send(at+"editions/tr/", url.Values{"tagline": {"Kafkasya"}, "share": {"telegram,copy"}}); p.StatusCode != http.StatusSeeOther {
			t.Error(p.StatusCode, p.Text)
		}
		reload(b)
		if e, _ := b.Outlet.Profile().Edition("tr"); e.Tagline != "Kafkasya" || len(e.Settings.Share) != 2 || e.Title != "Kavşak" {
			t.Errorf("%+v", e)
		}
		policies := at + "editions/tr/policies/"
		text := `<p onclick="x()">Biz <b>doğru</b> yazarız.</p><script>alert(1)</script>`
		if p := c.Send(policies, url.Values{"how": {"look"}, "key": {"principles"}, "title": {"İlkeler"}, "text": {text}}); p.StatusCode != http.StatusOK || strings.Contains(p.Text, "<script>alert") || strings.Contains(p.Text, "<p onclick") {
			t.Errorf("%d %s", p.StatusCode, p.Text)
		}
		if p := c.Send(policies, url.Values{"how": {"save"}, "key": {"principles"}, "title": {"İlkeler"}, "text": {text}}); p.StatusCode != http.StatusSeeOther {
			t.Error(p.StatusCode, p.Text)
		}
		reload(b)
		if e, _ := b.Outlet.Profile().Edition("tr"); len(e.Settings.Policies) != 1 || told(b, "policy.added").Detail["policy"] != "principles" {
			t.Errorf("%+v", e.Settings.Policies)
		}
		c.Send(policies, url.Values{"how": {"remove"}, "key": {"principles"}})
		reload(b)
		if e, _ := b.Outlet.Profile().Edition("tr"); len(e.Settings.Policies) != 0 {
			t.Error("the policy is still there")
		}
	})
}

func TestPartsOfTheHouse(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		send := func(want int, path string, form url.Values) {
			t.Helper()
			if p := c.Send(at+path, form); p.StatusCode != want {
				t.Errorf("%s %v: %d, want %d", path, form, p.StatusCode, want)
			}
			reload(b)
		}
		send(303, "sections/", url.Values{"how": {"add"}, "key": {"sport"}, "name_en": {"Sport"}, "name_ka": {"სპორტი"}})
		send(409, "sections/", url.Values{"how": {"add"}, "key": {"sport"}, "name_en": {"Again"}})
		send(422, "sections/", url.Values{"how": {"add"}, "key": {"Bad Key"}, "name_en": {"x"}})
		send(303, "sections/", url.Values{"how": {"change"}, "key": {"sport"}, "name_en": {"Games"}})
		if s, ok := b.Outlet.Profile().SectionByKey("sport"); !ok || s.Names["en"].Name != "Games" || told(b, "section.changed").Detail["was_en"] != "Sport" {
			t.Errorf("%+v", s)
		}
		send(303, "sections/", url.Values{"how": {"remove"}, "key": {"sport"}})
		send(303, "places/", url.Values{"how": {"add"}, "key": {"gyumri"}, "country": {"am"}, "name_en": {"Gyumri"}, "name_hy": {"Գյումրի"}})
		send(303, "places/", url.Values{"how": {"change"}, "key": {"gyumri"}, "country": {"AM"}, "name_en": {"Gyumri"}, "name_hy": {"Գյումրի"}, "name_ru": {"Гюмри"}})
		send(422, "places/", url.Values{"how": {"change"}, "key": {"gyumri"}, "country": {"Armenia"}, "name_en": {"Gyumri"}})
		send(404, "places/", url.Values{"how": {"change"}, "key": {"paris"}, "name_en": {"Paris"}})
		send(303, "bureaus/", url.Values{"how": {"add"}, "key": {"gyumri"}, "place": {"gyumri"}, "zone": {"Asia/Yerevan"}})
		send(422, "bureaus/", url.Values{"how": {"change"}, "key": {"gyumri"}, "place": {"gyumri"}, "zone": {"Asia/Nowhere"}})
		send(303, "bureaus/", url.Values{"how": {"change"}, "key": {"gyumri"}, "place": {"tbilisi"}, "zone": {"Asia/Tbilisi"}})
		if p := b.Outlet.Profile(); len(p.Bureaus) != 3 || p.Bureaus[2].Place != "tbilisi" {
			t.Errorf("%+v", p.Bureaus)
		}
		if pl, _ := b.Outlet.Profile().Place("gyumri"); pl.Names["ru"] != "Гюмри" || pl.Country != "AM" {
			t.Errorf("%+v", pl)
		}
		send(303, "partners/", url.Values{"how": {"add"}, "key": {"ford"}, "name": {"The Ford"}, "url": {"https://ford.example/"}, "note_en": {"From our partner."}})
		send(422, "partners/", url.Values{"how": {"change"}, "key": {"ford"}, "name": {"The Ford"}, "url": {"javascript:alert(1)"}})
		send(303, "partners/", url.Values{"how": {"change"}, "key": {"ford"}, "name": {"Ford"}, "url": {"https://ford.example/"}})
		if pa, _ := b.Outlet.Profile().Partner("ford"); pa.Name != "Ford" {
			t.Errorf("%+v", pa)
		}
		for _, page := range []string{"sections/", "places/", "bureaus/", "partners/", "editions/", "topics/", "jobs/", "webhooks/", "outlet/", "look/", "editions/en/", "editions/en/policies/"} {
			if p := c.Ask(at + page); p.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", page, p.StatusCode)
			}
		}
	})
}

func TestTopicsAndDossiers(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		send := func(want int, path string, form url.Values) {
			t.Helper()
			if p := c.Send(at+path, form); p.StatusCode != want {
				t.Errorf("%s %v: %d, want %d: %s", path, form, p.StatusCode, want, p.Text)
			}
		}
		send(303, "topics/", url.Values{"key": {"rivers"}, "name_en": {"Rivers"}})
		send(409, "topics/", url.Values{"key": {"rivers"}, "name_en": {"Rivers"}})
		send(303, "topics/rivers/names", url.Values{"name_en": {"Rivers and lakes"}, "name_ru": {"Реки"}})
		send(422, "topics/seas/names", url.Values{"name_en": {"Seas"}})
		send(303, "topics/rivers/dossier", url.Values{"intro_en": {"<p>Three rivers.</p>"}, "actors_en": {"The ministry: keeps the dams\nAnglers"}, "actors_ru": {"Министерство: держит плотины"}})
		send(303, "topics/rivers/events", url.Values{"day": {"2026-03-01"}, "place": {"tbilisi"}, "said_en": {"The dam was opened."}, "source": {"The ministry"}})
		send(422, "topics/rivers/events", url.Values{"day": {"yesterday"}, "said_en": {"x"}})
		page := c.Ask(at + "topics/rivers/").Text
		for _, want := range []string{"Rivers and lakes", "Three rivers.", "The ministry: keeps the dams", "Anglers", "Министерство: держит плотины", "The dam was opened."} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		_, rest, _ := strings.Cut(page, `name="event" value="`)
		event, _, _ := strings.Cut(rest, `"`)
		send(404, "topics/rivers/events/drop", url.Values{"event": {"00000000000000000000000000"}})
		send(303, "topics/rivers/events/drop", url.Values{"event": {event}})
		if strings.Contains(c.Ask(at+"topics/rivers/").Text, "The dam was opened.") {
			t.Error("the event is still there")
		}
		if told(b, "house.topic_event_dropped").Detail["en"] != "The dam was opened." {
			t.Error("the audit does not say which event")
		}
	})
}

func TestWebhooksShowTheirSecretOnce(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Administrator)
	form := url.Values{"name": {"Partner"}, "url": {"https://receiver.partner.net/x"}, "event": {"published"}, "edition": {"en"}}
	p := c.Send(at+"webhooks/", form)
	_, rest, found := strings.Cut(p.Text, `class="once">whsec_`)
	if p.StatusCode != http.StatusOK || !found {
		t.Fatal(p.StatusCode, p.Text)
	}
	secret, _, _ := strings.Cut(rest, "<")
	page := c.Ask(at + "webhooks/").Text
	if strings.Contains(page, secret) || !strings.Contains(page, "receiver.partner.net") {
		t.Error("the list")
	}
	for _, bad := range []string{"http://127.0.0.1/", "https://169.254.169.254/", "file:///etc/passwd", "https://localhost/"} {
		form.Set("url", bad)
		if p := c.Send(at+"webhooks/", form); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", bad, p.StatusCode)
		}
	}
	_, rest, _ = strings.Cut(page, `action="/desk/settings/webhooks/`)
	id, _, _ := strings.Cut(rest, "/")
	if p := c.Send(at+"webhooks/"+id+"/secret", nil); p.StatusCode != http.StatusOK || !strings.Contains(p.Text, `class="once">whsec_`) {
		t.Error(p.StatusCode)
	}
	if p := c.Send(at+"webhooks/"+id+"/remove", nil); p.StatusCode != http.StatusSeeOther || strings.Contains(c.Ask(at+"webhooks/").Text, "receiver.partner.net") {
		t.Error(p.StatusCode)
	}
}

func TestAPersonIsNamedInvitedAndLetInAgain(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		page := at + "people/" + b.Person(people.Expert).ID + "/"
		if p := c.Send(page+"names", url.Values{"name_hy": {"Անի"}, "title_hy": {"Փորձագետ"}}); p.StatusCode != http.StatusSeeOther {
			t.Fatal(p.StatusCode, p.Text)
		}
		if p := c.Ask(page); !strings.Contains(p.Text, "Փորձագետ") {
			t.Error("the page lacks her name")
		}
		if p := c.Send(page+"invite", nil); p.StatusCode != http.StatusConflict {
			t.Errorf("invited without a mail server: %d", p.StatusCode)
		}
		if p := c.Send(page+"email", url.Values{"email": {"x\r\nBcc: y@z.example"}}); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a hostile e-mail: %d", p.StatusCode)
		}
		c.Send(page+"disable", nil)
		if p := c.Send(page+"enable", nil); p.StatusCode != http.StatusSeeOther {
			t.Errorf("let in again: %d %s", p.StatusCode, p.Text)
		}
		told(b, "person.enabled")
	})
}

func TestChecklistsAndTwoKeys(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		if p := c.Ask(at + "kinds/"); !strings.Contains(p.Text, "! Two independent sources, or a document") {
			t.Errorf("%d: the usual checklist is not shown", p.StatusCode)
		}
		form := url.Values{"how": {"save"}, "items_en": {"! Ask the ferryman\nLook at the map"}, "items_ka": {"! ჰკითხეთ მებორნეს"}}
		if p := c.Send(at+"kinds/news", form); p.StatusCode != http.StatusSeeOther {
			t.Fatal(p.StatusCode, p.Text)
		}
		page := c.Ask(at + "kinds/").Text
		if !strings.Contains(page, "! Ask the ferryman\nLook at the map</textarea>") || !strings.Contains(page, "2 items, your own") {
			t.Error("the outlet's own checklist is not shown")
		}
		for kind, bad := range map[string]url.Values{"gossip": form, "news": {"items_en": {strings.Repeat("x\n", 31)}}} {
			if p := c.Send(at+"kinds/"+kind, bad); p.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", kind, p.StatusCode)
			}
		}
		if p := c.Send(at+"kinds/news", url.Values{"how": {"usual"}}); p.StatusCode != http.StatusSeeOther || strings.Contains(c.Ask(at+"kinds/").Text, "ferryman") {
			t.Error("the usual checklist did not come back")
		}
		c.Send(at+"topics/", url.Values{"key": {"rivers"}, "name_en": {"Rivers"}})
		if p := c.Send(at+"kinds/rules", url.Values{"kind": {"opinion"}, "topics": {"rivers"}}); p.StatusCode != http.StatusSeeOther {
			t.Fatal(p.StatusCode, p.Text)
		}
		page = c.Ask(at + "kinds/").Text
		if !strings.Contains(page, `value="opinion" checked`) || !strings.Contains(page, `value="rivers"`) {
			t.Error("the rules are not shown")
		}
		if p := c.Send(at+"kinds/rules", url.Values{"topics": {"seas"}}); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("an unknown topic: %d", p.StatusCode)
		}
	})
}
