package library

import (
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// onePage is the data of pages/one.html.
type onePage struct {
	item
	Media    media.Media
	Size     string // "4,000 × 3,000, JPEG, 2.4 MB"
	File     string
	FX, FY   int // focal point in hundredths
	Radius   int // of its mark, in the picture's pixels
	Crops    []crop
	Taken    string
	By       string
	MayEdit  bool
	MayDrop  bool
	Live     bool
	Name     newsroom.Field
	Rights   []newsroom.Field
	Editions []choice
	Texts    []text
	Users    []user
	Others   int // users that are not listed
	Like     []item
	History  []deed
}

// crop is a part of the picture as one use shows it.
type crop struct {
	Key        string
	X, Y, W, H int
	Width      int // of the box, for its form
	Height     int
}

type choice struct {
	Lang    lang.Tag
	Name    string
	Checked bool
}

// text is what is said of the picture in one language.
type text struct {
	Lang         lang.Tag
	Name         string
	Alt, Caption newsroom.Field
}

type user struct {
	Place, Title, Path string
	Lang               lang.Tag
}

type deed struct {
	When newsroom.Moment
	Who  string
	What string
}

const maxUsers = 30

func (p *Pages) one(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.pageOf(r, nil)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Show("one", page), nil
}

// pageOf reads a picture's page; what was sent and not taken stands in its fields.
func (p *Pages) pageOf(r *newsroom.Request, refused *fault.Fault) (page *onePage, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		m, err := p.seen(r, tx)
		if err != nil {
			return err
		}
		items, err := p.items(r, tx, []media.Media{m})
		if err != nil {
			return err
		}
		page = &onePage{
			item: items[0], Media: m, File: fileAt(m, 960), FX: m.FocalX / 10, FY: m.FocalY / 10, Radius: max(m.Width/40, 1), Crops: cropsOf(m),
			Taken: takenIn(m.TakenAt, r.Visitor.Lang), MayEdit: mayEdit(r.Visitor, m), Live: m.Public > 0,
		}
		page.MayDrop = page.MayEdit && m.Uses == 0
		page.Size = r.Say("library.size", "width", m.Width, "height", m.Height, "type", strings.ToUpper(strings.TrimPrefix(m.Type, "image/")), "mb", megabytes(m.Bytes, r.Visitor.Lang))
		if err := p.fields(r, tx, page); err != nil {
			return err
		}
		if err := p.around(r, tx, page); err != nil {
			return err
		}
		return nil
	})
	if err == nil && refused != nil {
		page.refill(r, refused)
	}
	return page, err
}

func megabytes(n int64, l lang.Tag) string {
	return lang.Decimal(math.Max(float64(n)/(1<<20), 0.1), 1, l)
}

// takenIn tells when a picture was taken, by the camera's own clock.
func takenIn(at string, l lang.Tag) string {
	if t, err := time.Parse("2006-01-02T15:04:05", at); err == nil {
		return lang.DateTime(t, l)
	}
	if t, err := time.Parse(time.DateOnly, at); err == nil {
		return lang.Date(t, l)
	}
	return ""
}

// cropsOf shows a picture as the readers' theme and shared links crop it.
func cropsOf(m media.Media) []crop {
	// The theme knows the middle and four sides (reader's focus).
	px, py := side(m.FocalX), side(m.FocalY)
	crops := []crop{
		boxed(m, "front", 300, 200, px, py), boxed(m, "article", 320, 180, px, py), boxed(m, "small", 200, 200, px, py),
	}
	// Shared links are cropped around the point itself.
	w, h := fitted(m, 488, 630)
	x := min(max(m.Width*m.FocalX/1000-w/2, 0), m.Width-w)
	y := min(max(m.Height*m.FocalY/1000-h/2, 0), m.Height-h)
	return append(crops, crop{Key: "shared", X: x, Y: y, W: w, H: h, Width: 488, Height: 630})
}

// side is where the theme puts a crop along one side, in hundredths.
func side(focal int) int {
	switch {
	case focal > 0 && focal < 350:
		return 18
	case focal > 650:
		return 82
	}
	return 50
}

// fitted is the largest part of a form.
func fitted(m media.Media, w, h int) (int, int) {
	if m.Width*h > m.Height*w {
		return max(m.Height*w/h, 1), m.Height
	}
	return m.Width, max(m.Width*h/w, 1)
}

func boxed(m media.Media, key string, w, h, px, py int) crop {
	cw, ch := fitted(m, w, h)
	return crop{Key: key, X: (m.Width - cw) * px / 100, Y: (m.Height - ch) * py / 100, W: cw, H: ch, Width: w, Height: h}
}

// fields fills in what can be written of a picture.
func (p *Pages) fields(r *newsroom.Request, tx *db.Tx, page *onePage) error {
	of, err := media.RightsOf(r.Context(), tx, page.ID)
	if err != nil {
		return err
	}
	said, err := media.TextsOf(r.Context(), tx, page.ID)
	if err != nil {
		return err
	}
	until := ""
	if !of.Until.IsZero() {
		until = of.Until.Add(-time.Second).In(r.Outlet.Location()).Format(time.DateOnly)
	}
	licences := []newsroom.Option{{Value: "", Label: r.Say("library.licence_none"), Chosen: of.Licence == ""}}
	for _, l := range media.Licences {
		licences = append(licences, newsroom.Option{Value: string(l), Label: r.Say("library.licence_" + string(l)), Chosen: of.Licence == l})
	}
	page.Name = newsroom.Field{Name: "name", Label: r.Say("library.name"), Value: page.Media.Name, Max: media.MaxLine}
	field := func(name, value, kind string, most int) newsroom.Field {
		f := newsroom.Field{Name: name, Label: r.Say("library.field_" + name), Value: value, Type: kind, Max: most}
		if kind == "area" {
			f.Rows = 2
		}
		return f
	}
	page.Rights = []newsroom.Field{
		field("credit", of.Credit, "", media.MaxLine), field("source", of.Source, "", media.MaxLine),
		{Name: "licence", Label: r.Say("library.field_licence"), Type: "select", Options: licences},
		field("copyright", of.Copyright, "", media.MaxLine), field("terms", of.Terms, "area", media.MaxWords),
		{Name: "until", Label: r.Say("library.field_until"), Type: "date", Value: until, Help: r.Say("library.until_help")},
		field("shown", of.Shown, "area", media.MaxWords), field("consent", of.Consent, "area", media.MaxWords),
	}
	for _, e := range r.Outlet.Editions {
		name := e.Lang.NameIn(r.Visitor.Lang)
		page.Editions = append(page.Editions, choice{e.Lang, name, slices.Contains(of.Editions, e.Lang)})
		s := said[e.Lang]
		page.Texts = append(page.Texts, text{
			Lang: e.Lang, Name: name,
			Alt:     newsroom.Field{Name: "alt_" + string(e.Lang), Label: r.Say("library.alt_in", "language", name), Value: s.Alt, Type: "area", Rows: 2, Lang: e.Lang, Max: media.MaxWords},
			Caption: newsroom.Field{Name: "caption_" + string(e.Lang), Label: r.Say("library.caption_in", "language", name), Value: s.Caption, Type: "area", Rows: 2, Lang: e.Lang, Max: media.MaxWords},
		})
	}
	return nil
}

// around gathers who uses a picture, what is like it, and what was done to it. Stories
// that she may not read are counted and not named.
func (p *Pages) around(r *newsroom.Request, tx *db.Tx, page *onePage) error {
	users, err := media.UsersOf(r.Context(), tx, page.ID, maxUsers)
	if err != nil {
		return err
	}
	for _, u := range users {
		title, path, err := p.Uses.Named(r.Context(), tx, r.Visitor, u)
		if err != nil {
			return err
		}
		if title == "" {
			continue
		}
		page.Users = append(page.Users, user{Place: string(u.Place), Title: title, Path: path, Lang: u.Lang})
	}
	page.Others = page.Media.Uses - len(page.Users)
	like, err := media.Like(r.Context(), tx, page.Media, r.Visitor.Reach(), 6)
	if err != nil {
		return err
	}
	if page.Like, err = p.items(r, tx, like); err != nil {
		return err
	}
	names, err := people.ByIDs(r.Context(), tx, []string{page.Media.AddedBy})
	if err != nil {
		return err
	}
	by := names[page.Media.AddedBy]
	page.By = by.In(r.Visitor.Lang)
	return p.history(r, tx, page)
}

func (p *Pages) history(r *newsroom.Request, tx *db.Tx, page *onePage) error {
	entries, err := audit.List(r.Context(), tx, audit.Filter{On: audit.Thing("media", page.ID), Limit: 20})
	if err != nil {
		return err
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.By)
	}
	names, err := people.ByIDs(r.Context(), tx, ids)
	if err != nil {
		return err
	}
	for _, e := range entries {
		d := deed{When: r.When(e.At), Who: names[e.By].In(r.Visitor.Lang), What: r.Say("library.deed_added")}
		if e.Deed == "picture.changed" {
			var fields []string
			for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
				fields = append(fields, fieldWord(r, name))
			}
			d.What = r.Say("library.deed_changed", "fields", strings.Join(fields, "; "))
		}
		page.History = append(page.History, d)
	}
	return nil
}

// fieldWord names a field of the audit in her language.
func fieldWord(r *newsroom.Request, name string) string {
	what, l, _ := strings.Cut(name, " ")
	language := lang.Tag(l).NameIn(r.Visitor.Lang)
	switch what {
	case "focal", "name", "editions":
		return r.Say("library." + what)
	case "alt", "caption":
		return r.Say("library."+what+"_in", "language", language)
	case "…":
		return what
	}
	return r.Say("library.field_" + what)
}

// refill puts what was sent back into the fields, with the reason beside the one that
// was not taken.
func (page *onePage) refill(r *newsroom.Request, refused *fault.Fault) {
	fill := func(f *newsroom.Field) {
		if f.Type != "select" {
			f.Value = r.PostFormValue(f.Name)
		}
		if f.Name == refused.Field {
			f.Error = r.Explain(refused)
		}
	}
	fill(&page.Name)
	for i := range page.Rights {
		fill(&page.Rights[i])
	}
	for i := range page.Texts {
		fill(&page.Texts[i].Alt)
		fill(&page.Texts[i].Caption)
	}
}

// save writes what was sent of a picture: all of it or nothing.
func (p *Pages) save(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		m, err := p.seen(r, tx)
		if err != nil {
			return err
		}
		if !mayEdit(r.Visitor, m) {
			return fault.New(fault.Forbidden, "newsroom.forbidden")
		}
		changed := map[string]string{}
		for _, step := range []func(*newsroom.Request, *db.Tx, media.Media, map[string]string) error{saveFocal, saveName, saveRights, saveTexts} {
			if err := step(r, tx, m, changed); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return note(r.Context(), tx, r, m, "picture.changed", fewer(changed))
	})
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid && !strings.Contains(r.Header.Get("Accept"), "application/json") {
		page, err := p.pageOf(r, f)
		if err != nil {
			return newsroom.Answer{}, err
		}
		return newsroom.Show("one", page).Status(http.StatusUnprocessableEntity), nil
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther("/desk/media/"+r.PathValue("media")+"/", "library.saved"), nil
}

// maxNoted is how many changes an entry of the audit holds.
const maxNoted = 20

// fewer keeps as many changes as an entry holds, and says how many there were.
func fewer(changed map[string]string) map[string]string {
	if len(changed) <= maxNoted {
		return changed
	}
	names := slices.Sorted(maps.Keys(changed))
	for _, name := range names[maxNoted-1:] {
		delete(changed, name)
	}
	changed["…"] = strconv.Itoa(len(names))
	return changed
}

// sent is a field of the form, if the form has it.
func sent(r *newsroom.Request, name string) (string, bool) {
	v, ok := r.PostForm[name]
	if !ok || len(v) == 0 {
		return "", false
	}
	return v[0], true
}

func saveFocal(r *newsroom.Request, tx *db.Tx, m media.Media, changed map[string]string) error {
	point := [2]int{m.FocalX, m.FocalY}
	for i, name := range []string{"focal_x", "focal_y"} {
		v, ok := sent(r, name)
		if !ok {
			return nil
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > 100 {
			return fault.New(fault.Invalid, "media.focal_outside").In("focal")
		}
		if n != point[i]/10 {
			point[i] = 10 * n
		}
	}
	if point == [2]int{m.FocalX, m.FocalY} {
		return nil
	}
	changed["focal"] = strconv.Itoa(point[0]/10) + ":" + strconv.Itoa(point[1]/10)
	return media.SetFocal(r.Context(), tx, m.ID, point[0], point[1])
}

func saveName(r *newsroom.Request, tx *db.Tx, m media.Media, changed map[string]string) error {
	name, ok := sent(r, "name")
	if !ok || name == m.Name {
		return nil
	}
	changed["name"] = name
	return media.SetName(r.Context(), tx, m.ID, name)
}

func saveRights(r *newsroom.Request, tx *db.Tx, m media.Media, changed map[string]string) error {
	if _, ok := sent(r, "credit"); !ok {
		return nil
	}
	before, err := media.RightsOf(r.Context(), tx, m.ID)
	if err != nil {
		return err
	}
	of := before
	licence := string(before.Licence)
	for _, f := range []struct {
		name string
		to   *string
	}{
		{"credit", &of.Credit}, {"source", &of.Source}, {"copyright", &of.Copyright}, {"terms", &of.Terms}, {"shown", &of.Shown}, {"consent", &of.Consent}, {"licence", &licence},
	} {
		// A browser sends lines with the ends of telegraphs.
		if v, ok := sent(r, f.name); ok && strings.ReplaceAll(v, "\r\n", "\n") != *f.to {
			*f.to = strings.ReplaceAll(v, "\r\n", "\n")
			changed[f.name] = *f.to
			if f.name == "shown" || f.name == "consent" {
				changed[f.name] = "…" // whom a picture shows is not for a memory that forgets nothing
			}
		}
	}
	of.Licence = media.Licence(licence)
	if of.Until, err = untilOf(r.PostFormValue("until"), r.Outlet.Location()); err != nil {
		return err
	}
	if !of.Until.Equal(before.Until) {
		changed["until"] = r.PostFormValue("until")
	}
	of.Editions = nil
	for _, l := range r.PostForm["edition"] {
		if _, ok := r.Outlet.Edition(lang.Tag(l)); ok {
			of.Editions = append(of.Editions, lang.Tag(l))
		}
	}
	if !slices.Equal(of.Editions, before.Editions) {
		changed["editions"] = strings.Join(r.PostForm["edition"], " ")
	}
	return media.SetRights(r.Context(), tx, m.ID, of)
}

// untilOf is the moment at which a day of the outlet's zone is over: the picture may be
// shown on the day itself.
func untilOf(day string, zone *time.Location) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(day), zone)
	if err != nil || t.Year() < 1900 || t.Year() > 3000 {
		return t, fault.New(fault.Invalid, "library.bad_day").In("until")
	}
	return t.AddDate(0, 0, 1), nil
}

func saveTexts(r *newsroom.Request, tx *db.Tx, m media.Media, changed map[string]string) error {
	said, err := media.TextsOf(r.Context(), tx, m.ID)
	if err != nil {
		return err
	}
	for _, e := range r.Outlet.Editions {
		alt, ok := sent(r, "alt_"+string(e.Lang))
		if !ok {
			continue
		}
		s := media.Said{Alt: strings.ReplaceAll(alt, "\r\n", "\n"), Caption: strings.ReplaceAll(r.PostFormValue("caption_"+string(e.Lang)), "\r\n", "\n")}
		if s == said[e.Lang] {
			continue
		}
		if s.Alt != said[e.Lang].Alt {
			changed["alt "+string(e.Lang)] = s.Alt
		}
		if s.Caption != said[e.Lang].Caption {
			changed["caption "+string(e.Lang)] = s.Caption
		}
		if err := media.SetText(r.Context(), tx, m.ID, e.Lang, s); err != nil {
			return err
		}
	}
	return nil
}

// remove takes a picture that nothing ever showed out of the library.
func (p *Pages) remove(r *newsroom.Request) (newsroom.Answer, error) {
	var m media.Media
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if m, err = p.seen(r, tx); err == nil && !mayEdit(r.Visitor, m) {
			err = fault.New(fault.Forbidden, "newsroom.forbidden")
		}
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	err = p.Library.Remove(r.Context(), m.ID, func(ctx context.Context, tx *db.Tx, m media.Media) error {
		return note(ctx, tx, r, m, "picture.removed", map[string]string{"name": m.Name, "hash": m.Hash})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther("/desk/media/", "library.removed", "name", short(m.Name)), nil
}
