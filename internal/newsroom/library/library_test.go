package library_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/media"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/newsroom/library"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// photo is a JPEG of its own for each seed.
func photo(t testing.TB, seed int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for y := range 400 {
		for x := range 640 {
			cell := uint32(x/71*31+y/50*17+seed*101) * 2654435761
			m.Set(x, y, color.RGBA{uint8(cell >> 24), uint8(cell >> 16), uint8(seed), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type file struct {
	name string
	data []byte
}

// send uploads files as a browser does; a script asks for JSON.
func send(t testing.TB, b *desktest.Bed, c *desktest.Client, script bool, files ...file) (int, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, f := range files {
		part, err := w.CreateFormFile("file", f.name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write(f.data)
	}
	w.Close()
	r, err := http.NewRequest("POST", b.URL+"/desk/media/upload?text=en", &form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if script {
		r.Header.Set("Accept", "application/json")
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

type told struct {
	Media, Src, Thumb, Page, Error, Key string
	Width, Height                       int
	Already                             bool
	Like                                []struct{ Media string }
}

func bring(t testing.TB, b *desktest.Bed, c *desktest.Client, data []byte) told {
	t.Helper()
	status, text := send(t, b, c, true, file{"bridge.jpg", data})
	var out told
	if err := json.Unmarshal([]byte(text), &out); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, text)
	}
	return out
}

func has(t *testing.T, p desktest.Page, status int, words ...string) {
	t.Helper()
	if p.StatusCode != status {
		t.Fatalf("%s: %d, want %d: %.600s", p.Request.URL, p.StatusCode, status, p.Text)
	}
	for _, w := range words {
		if !strings.Contains(p.Text, w) {
			t.Errorf("%s lacks %q", p.Request.URL, w)
		}
	}
}

func TestBringing(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Reporter)
		first := bring(t, b, c, photo(t, 1))
		if first.Width != 640 || first.Height != 400 || first.Already || first.Src == "" || first.Page != "/desk/media/"+first.Media+"/" {
			t.Errorf("%+v", first)
		}
		if again := bring(t, b, c, photo(t, 1)); !again.Already || again.Media != first.Media {
			t.Errorf("%+v", again)
		}
		for path, want := range map[string]int{first.Src: 200, first.Thumb: 200, strings.Replace(first.Thumb, "320", "321", 1): 404} {
			if p := c.Ask(path); p.StatusCode != want {
				t.Errorf("%s: %d, want %d", path, p.StatusCode, want)
			} else if want == 200 && (p.Header.Get("Cache-Control") != "private, no-cache" || p.Header.Get("Content-Type") != "image/jpeg" || p.Header.Get("X-Content-Type-Options") != "nosniff") {
				t.Errorf("%s: %v", path, p.Header)
			}
		}
		// Many at once, without script: each has its outcome, and the good ones are here.
		status, text := send(t, b, c, false, file{"two.jpg", photo(t, 2)}, file{"page.jpg", []byte("<!doctype html><script>alert(1)</script>")},
			file{"cut.jpg", photo(t, 3)[:2000]}, file{"icon.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)}, file{"bridge.jpg", photo(t, 1)})
		for _, words := range []string{"two.jpg", "This is not a picture of a known kind", "it was cut on its way", "icon.svg", "It is here already"} {
			if !strings.Contains(text, words) {
				t.Errorf("%d: the page lacks %q", status, words)
			}
		}
		if status != http.StatusUnprocessableEntity || strings.Contains(text, "<script>alert") {
			t.Errorf("%d %.300s", status, text)
		}
		if status, text := send(t, b, c, true, file{"x.jpg", []byte("no picture")}); status != 422 || !strings.Contains(text, `"media.not_a_picture"`) {
			t.Errorf("%d %s", status, text)
		}
		if status, _ := send(t, b, c, false); status != 422 {
			t.Errorf("a form without a file: %d", status)
		}
		has(t, c.Ask("/desk/media/"), 200, "two.jpg", "2 pictures")
		has(t, c.Ask("/desk/media/?as=table&mine=1&q=two"), 200, "two.jpg")
		var found struct {
			Items []told
			Words map[string]any
		}
		p := c.Ask("/desk/media/find.json?q=two&words=1", "Accept", "application/json")
		if err := json.Unmarshal([]byte(p.Text), &found); err != nil || len(found.Items) != 1 || found.Words["library.pick"] != "Choose a picture" {
			t.Errorf("%v %s", err, p.Text)
		}
	})
}

// Every role with a picture of her own and of somebody else's, in her bureau and in the
// other: who sees its page, and who may write on it. Written by hand.
func TestWhoSeesAndEditsPictures(t *testing.T) {
	const table = `
                 here-other  there-other  own
administrator    edit        edit         edit
chief editor     edit        edit         edit
editor           edit        -            edit
reporter         see         -            edit
translator       see         -            edit
fact-checker     see         -            none
social editor    see         -            none
expert           -           -            edit
contributor      -           -            edit`
	b := desktest.Open(t)
	here := bring(t, b, b.AsPerson(b.PersonIn(people.Reporter, "tbilisi")), photo(t, 1)).Media
	if here == bring(t, b, b.AsPerson(b.PersonIn(people.Reporter, "baku")), photo(t, 1)).Media {
		t.Fatal("one bureau was told of the other's picture")
	}
	there := bring(t, b, b.AsPerson(b.PersonIn(people.Reporter, "baku")), photo(t, 1)).Media
	for i, line := range strings.Split(strings.Trim(table, "\n"), "\n")[1:] {
		role, cells := people.Role(strings.TrimSpace(line[:17])), strings.Fields(line[17:])
		// A person of the role who is not the reporter that brought the pictures.
		var p people.Person
		b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			if p, err = people.Add(ctx, tx, people.Person{Name: "Another " + string(role), Email: strings.ReplaceAll(string(role), " ", "-") + ".other@crossroads.example"}); err != nil {
				return err
			}
			bureau := "tbilisi"
			if role == people.Administrator || role == people.ChiefEditor {
				bureau = ""
			}
			return people.Give(ctx, tx, p.ID, role, bureau, "")
		})
		c := b.AsPerson(p)
		own := ""
		if status, text := send(t, b, c, true, file{"own.jpg", photo(t, 10+i)}); status == http.StatusCreated {
			var out told
			json.Unmarshal([]byte(text), &out)
			own = out.Media
		} else if cells[2] != "none" || status != http.StatusForbidden {
			t.Errorf("%s brings: %d %s", role, status, text)
		}
		for j, id := range []string{here, there, own} {
			if id == "" {
				continue
			}
			page := c.Ask("/desk/media/" + id + "/").StatusCode
			file := c.Ask("/desk/media/file/" + id + "/320.jpg").StatusCode
			save := c.Send("/desk/media/"+id+"/save", url.Values{"name": {"x"}}).StatusCode
			want := map[string][3]int{"edit": {200, 200, 303}, "see": {200, 200, 403}, "-": {404, 404, 404}}[cells[j]]
			if (role == people.FactChecker || role == people.SocialEditor) && want[2] == 404 {
				want[2] = 403 // refused before the picture is looked for
			}
			if got := [3]int{page, file, save}; got != want {
				t.Errorf("%s, picture %d: page, file, save %v, want %v", role, j, got, want)
			}
		}
	}
	if p := b.As("").Ask("/desk/media/file/" + here + "/320.jpg"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("nobody: %d", p.StatusCode)
	}
}

func TestWriting(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Editor)
		id := bring(t, b, c, photo(t, 1)).Media
		page := "/desk/media/" + id + "/"
		form := url.Values{
			"focal_x": {"20"}, "focal_y": {"80"}, "name": {"Bridge"}, "credit": {"Nino <b>X</b>"}, "source": {"Nino"}, "licence": {"agency"}, "copyright": {""}, "terms": {"one\r\ntwo"},
			"until": {"2026-11-30"}, "shown": {""}, "consent": {""}, "edition": {"ka", "en"},
			"alt_en": {"A bridge"}, "caption_en": {""}, "alt_ka": {"ხიდი"}, "caption_ka": {"ხიდი დილით"},
		}
		if p := c.Send(page+"save", form); p.StatusCode != http.StatusSeeOther || p.Header.Get("Location") != page {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		has(t, c.Ask(page), 200, "Nino &lt;b&gt;X&lt;/b&gt;", `value="2026-11-30"`, "ხიდი დილით", `name="focal_x" type="number" min="0" max="100" value="20"`, "Changed:")
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			r, err := media.RightsOf(ctx, tx, id)
			zone := b.Outlet.Profile().Location()
			if err != nil || !r.Until.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, zone)) || r.Terms != "one\ntwo" || len(r.Editions) != 2 {
				t.Errorf("%+v, %v", r, err)
			}
			return nil
		})
		for field, bad := range map[string][2]string{
			"until": {"30.11.2026", "This is no day"}, "focal_x": {"101", ""}, "licence": {"stolen", "not one of the licences"}, "credit": {strings.Repeat("x", 301), "longer than 300"},
		} {
			f := url.Values{}
			for k, v := range form {
				f[k] = v
			}
			f.Set(field, bad[0])
			f.Set("alt_en", "Typed and not lost")
			has(t, c.Send(page+"save", f), 422, "Typed and not lost", bad[1])
		}
		has(t, c.Ask(page), 200, "A bridge")
		if p := c.Send(page+"remove", nil); p.StatusCode != http.StatusSeeOther {
			t.Errorf("removing: %d %s", p.StatusCode, p.Text)
		}
		has(t, c.Ask(page), 404)
	})
}

// Case 40: a file is the readers' while something published shows it, and before and
// after that only the desk's; a look at what is not published has it all the same.
func TestFilesOfWhatIsNotPublished(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Editor)
		id := bring(t, b, c, photo(t, 1)).Media
		s := b.Story(story.Story{Bureau: "tbilisi"}, b.Person(people.Reporter))
		var m media.Media
		b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			if m, err = media.ByID(ctx, tx, id); err != nil {
				return err
			}
			_, err = story.SaveText(ctx, tx, story.Save{
				Story: s.ID, Lang: "en", Headline: "A bridge", Lead: &body.Picture{Media: id, Alt: "A bridge", Credit: "Nino"},
				Body: &body.Doc{Blocks: []body.Block{{ID: "0000000000000001", Type: body.Paragraph, Text: []body.Span{{Text: "It stands."}}}}},
			})
			return err
		})
		reader := b.As("")
		address := media.Address(m.Hash, 320, "jpg")
		is := func(want int, when string) {
			t.Helper()
			if got := reader.Ask(address).StatusCode; got != want {
				t.Errorf("%s: %d, want %d", when, got, want)
			}
		}
		is(404, "a draft's")
		look := c.Ask("/desk/preview/" + s.ID + "/en")
		has(t, look, 200, "/desk/preview/"+s.ID+"/en/media/"+m.Hash+"/")
		has(t, c.Ask("/desk/preview/"+s.ID+"/en"+address), 200)
		has(t, c.Ask("/desk/media/of/"+m.Hash+"/320.jpg"), 200)
		if p := b.As(people.Contributor).Ask("/desk/media/of/" + m.Hash + "/320.jpg"); p.StatusCode != 404 {
			t.Errorf("a contributor: %d", p.StatusCode)
		}
		other := bring(t, b, c, photo(t, 2)).Media
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			o, err := media.ByID(ctx, tx, other)
			has(t, c.Ask("/desk/preview/"+s.ID+"/en"+media.Address(o.Hash, 320, "jpg")), 404)
			return err
		})
		has(t, c.Ask("/desk/media/"+id+"/"), 200, "A bridge", "draft", "cannot fetch it")
		if _, err := b.Edition.Publish(t.Context(), edition.Order{Story: s.ID, Lang: "en", Lift: "a test"}); err != nil {
			t.Fatal(err)
		}
		is(200, "a copy's")
		has(t, c.Ask("/desk/media/"+id+"/"), 200, "published", "see it in something published")
		if err := b.Edition.Withdraw(t.Context(), s.ID, "en", "a test"); err != nil {
			t.Fatal(err)
		}
		b.Library.Recheck()
		is(404, "a withdrawn copy's")
		if p := c.Send("/desk/media/"+id+"/remove", nil); p.StatusCode != http.StatusConflict {
			t.Errorf("a text's picture is removed: %d", p.StatusCode)
		}
	})
}

func TestPortrait(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Reporter)
	id := bring(t, b, c, photo(t, 1)).Media
	me, other := b.Person(people.Reporter), b.Person(people.Editor)
	has(t, c.Ask("/desk/media/portrait"), 200, me.Name, id)
	if p := c.Send("/desk/media/portrait", url.Values{"media": {id}}); p.StatusCode != http.StatusSeeOther {
		t.Errorf("%d %s", p.StatusCode, p.Text)
	}
	if p := c.Send("/desk/media/portrait", url.Values{"media": {id}, "person": {other.ID}}); p.StatusCode != http.StatusForbidden {
		t.Errorf("another's portrait: %d", p.StatusCode)
	}
	if p := b.As(people.Contributor).Send("/desk/media/portrait", url.Values{"media": {id}}); p.StatusCode != http.StatusNotFound {
		t.Errorf("with a picture she may not see: %d", p.StatusCode)
	}
	if p := b.As(people.Administrator).Send("/desk/media/portrait", url.Values{"media": {id}, "person": {other.ID}}); p.StatusCode != http.StatusSeeOther {
		t.Errorf("by the administrator: %d", p.StatusCode)
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		found, err := people.ByIDs(ctx, tx, []string{me.ID, other.ID})
		if found[me.ID].Portrait != id || found[other.ID].Portrait != id {
			t.Errorf("%+v", found)
		}
		return err
	})
	if p := c.Send("/desk/media/"+id+"/remove", nil); p.StatusCode != http.StatusConflict {
		t.Errorf("a portrait is removed: %d", p.StatusCode)
	}
}

// Readers see a picture whose time is over: the editors of the story's bureau are told,
// once, and nobody else; a draft with it is no matter.
func TestEndedRightsAreTold(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Reporter)
		ended, fresh := bring(t, b, c, photo(t, 1)).Media, bring(t, b, c, photo(t, 2)).Media
		for i, id := range []string{ended, fresh, ended} {
			s := b.Story(story.Story{Bureau: "tbilisi"})
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				_, err := story.SaveText(ctx, tx, story.Save{
					Story: s.ID, Lang: "en", Headline: "A bridge " + string(rune('a'+i)), Lead: &body.Picture{Media: id, Alt: "x", Credit: "y"},
					Body: &body.Doc{Blocks: []body.Block{{ID: "0000000000000001", Type: body.Paragraph, Text: []body.Span{{Text: "It stands."}}}}},
				})
				return err
			})
			if i < 2 {
				if _, err := b.Edition.Publish(t.Context(), edition.Order{Story: s.ID, Lang: "en", Lift: "a test"}); err != nil {
					t.Fatal(err)
				}
			}
			// What an upgrade counts of a copy is what its publishing had counted.
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				count := func() int {
					users, err := media.UsersOf(ctx, tx, id, 9)
					if err != nil {
						t.Fatal(err)
					}
					return len(users)
				}
				before := count()
				if err := media.SetUses(ctx, tx, media.User{Place: media.InCopy, Owner: s.ID, Lang: "en"}, nil); err != nil {
					return err
				}
				err := edition.CountFiles(ctx, tx, s.ID, "en")
				if after := count(); after != before {
					t.Errorf("%d uses were counted, %d there are", after, before)
				}
				return err
			})
		}
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return media.SetRights(ctx, tx, ended, media.Rights{Until: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
		})
		w := &library.Watch{DB: b.DB, Library: b.Library, Zone: b.Outlet.Profile().Location, Log: slog.New(slog.DiscardHandler)}
		for range 2 {
			if err := w.Look(t.Context(), library.Daily{}); err != nil {
				t.Fatal(err)
			}
		}
		for role, want := range map[people.Role]int{people.Editor: 1, people.ChiefEditor: 1, people.Reporter: 0, people.Administrator: 0} {
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				list, err := notice.List(ctx, tx, b.Person(role).ID, "", 9)
				n := 0
				for _, one := range list {
					if one.Key == "library.told_ended" && one.Args["date"] == "2019-12-31" && one.Path == "/desk/media/"+ended+"/" {
						n++
					}
				}
				if n != want {
					t.Errorf("%s is told %d times, want %d: %+v", role, n, want, list)
				}
				return err
			})
		}
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			list, err := notice.List(ctx, tx, b.PersonIn(people.Editor, "baku").ID, "", 9)
			if len(list) != 0 {
				t.Errorf("the other bureau's editor is told %+v", list)
			}
			return err
		})
	})
}

// In a browser: files are chosen, the page tells of each, the focal point is moved by
// keys, and what is saved is what was seen.
func TestInABrowser(t *testing.T) {
	if _, err := os.Stat("/usr/bin/chromium"); err != nil {
		t.Skip("no chromium is installed")
	}
	b := desktest.Open(t)
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "Night train.jpg"), filepath.Join(dir, "page.jpg")
	os.WriteFile(good, photo(t, 1), 0o600)
	os.WriteFile(bad, []byte("<html>"), 0o600)
	tab, cancel := context.WithTimeout(b.Browser(people.Editor), time.Minute)
	defer cancel()
	do := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(tab, steps...); err != nil {
			t.Fatalf("%s: %v\n%s", what, err, b.Log)
		}
	}
	eval := func(js string) string {
		t.Helper()
		s, err := chromedp.Run(tab, chromedp.Evaluate[string](js))
		if err != nil {
			t.Fatalf("%s: %v", js, err)
		}
		return s
	}
	do("opening", chromedp.Navigate(b.URL+"/desk/media/"), chromedp.WaitVisible(chromedp.CSS("form.scripted")),
		chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{good, bad}, chromedp.NodeReady),
		chromedp.WaitVisible(chromedp.CSS("[data-outcomes] li:nth-child(2)")))
	if said := eval(`[...document.querySelectorAll("[data-outcomes] li")].map(l => l.textContent).join("|")`); !strings.Contains(said, "Night train.jpg") || !strings.Contains(said, "not a picture") {
		t.Errorf("told: %q", said)
	}
	do("opening the picture", chromedp.Click(chromedp.CSS("[data-outcomes] a")), chromedp.WaitVisible(chromedp.CSS("[data-handle]")), chromedp.Focus(chromedp.CSS("[data-handle]")))
	before := eval(`document.querySelector("[data-crop=shared]").getAttribute("viewBox")`)
	for range 3 {
		do("moving", chromedp.KeyEvent(kb.ArrowRight))
	}
	if at := eval(`document.querySelector("#f-focal_x").value + ":" + document.querySelector("#f-focal_y").value + " " + document.activeElement.getAttribute("aria-label")`); !strings.HasPrefix(at, "53:40 Focal point, 53 percent across, 40") {
		t.Errorf("at %q", at)
	}
	if after := eval(`document.querySelector("[data-crop=shared]").getAttribute("viewBox")`); after == before {
		t.Errorf("the crop stayed %q", after)
	}
	do("saving", chromedp.Click(chromedp.CSS(".bar .go")), chromedp.WaitVisible(chromedp.CSS(".toast")))
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		list, err := media.Find(ctx, tx, media.Query{Reach: media.Reach{All: true}, Limit: 5})
		if err != nil || len(list) != 1 || list[0].FocalX != 530 || list[0].FocalY != 400 {
			t.Errorf("%+v, %v", list, err)
		}
		return nil
	})
}
