package newsroom_test

import (
	"bytes"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

var forms = regexp.MustCompile(`(?s)<form [^>]*method="post"[^>]*>(.{0,100})`)

// Every form of a page that changes something says for whom the page was made, and a page
// that one person opened does nothing once somebody else is signed in.
func TestFormsNameTheirPerson(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"})
	chief, editor := b.Person(people.ChiefEditor), b.Person(people.Editor)
	at := "/desk/stories/" + s.ID + "/"
	for _, path := range []string{
		"/desk/", "/desk/calendar/", "/desk/stories/new", "/desk/stories/board", at, at + "en/", at + "publish/", at + "en/comments/", at + "en/suggestions/", at + "en/history/",
		"/desk/bench/" + s.ID + "/ka/", "/desk/terms/", "/desk/terms/new", "/desk/memory/files", "/desk/media/", "/desk/front/en/", "/desk/notices/", "/desk/me/",
		"/desk/settings/outlet/", "/desk/settings/policies/", "/desk/nowhere",
	} {
		p := b.AsPerson(chief).Ask(path)
		found := forms.FindAllStringSubmatch(p.Text, -1)
		if len(found) == 0 {
			t.Errorf("%s: %d, no form", path, p.StatusCode)
		}
		for _, f := range found {
			if !strings.HasPrefix(f[1], `<input type="hidden" name="as" value="`+chief.ID+`">`) {
				t.Errorf("%s: %s", path, f[0])
			}
		}
	}

	c := b.AsPerson(editor) // signed in where the chief editor's page is open
	p := c.Send("/desk/work/"+s.ID+"/facts", url.Values{"as": {chief.ID}, "kind": {"feature"}, "topics": {"the ferry"}})
	if p.StatusCode != http.StatusConflict || !strings.Contains(p.Text, ">the ferry</textarea>") || !strings.Contains(p.Text, "Somebody else is signed in") || strings.Contains(p.Text, ">"+chief.ID+"<") {
		t.Errorf("%d %s", p.StatusCode, p.Text)
	}
	if p := c.Send("/desk/sign-out", url.Values{"as": {chief.ID}}); p.StatusCode != http.StatusSeeOther {
		t.Errorf("going out: %d", p.StatusCode)
	}
}

// What scripts send, and files, are refused too, before anything of them is taken.
func TestScriptsAndFilesNameTheirPerson(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"})
	chief, editor := b.Person(people.ChiefEditor), b.Person(people.Editor)
	c := b.AsPerson(editor)
	at := "/desk/stories/" + s.ID + "/en/"
	script := []string{"Accept", "application/json", "Masthead-As", chief.ID}
	for _, path := range []string{"save", "here", "conflicts/01", "comments/new", "suggestions/new", "suggestions/01/take", "suggestions/01/leave", "terms/check", "terms/rule"} {
		if p := c.Send(at+path, nil, script...); p.StatusCode != http.StatusConflict || !strings.Contains(p.Text, `"key":"editor.another_person"`) {
			t.Errorf("%s: %d %s", path, p.StatusCode, p.Text)
		}
	}
	for _, path := range []string{"/desk/media/upload", "/desk/memory/import", "/desk/bench/" + s.ID + "/en/exchange/"} {
		for who, refused := range map[string]bool{chief.ID: true, editor.ID: false} {
			var form bytes.Buffer
			w := multipart.NewWriter(&form)
			if err := w.WriteField("as", who); err != nil {
				t.Fatal(err)
			}
			if file, err := w.CreateFormFile("file", "a.txt"); err != nil {
				t.Fatal(err)
			} else if _, err := file.Write([]byte("words")); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := http.NewRequest(http.MethodPost, b.URL+path, &form)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", w.FormDataContentType())
			answer, err := c.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if (answer.StatusCode == http.StatusConflict) != refused {
				t.Errorf("%s: %d", path, answer.StatusCode)
			}
		}
	}
}

// A script sends what changes something by the one function that names the person.
func TestScriptsSendByOneFunction(t *testing.T) {
	islands := os.DirFS("../../islands")
	sends := regexp.MustCompile(`method: *"POST"|sendBeacon|open\("POST"`)
	err := fs.WalkDir(islands, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && e.Name() == "node_modules":
			return fs.SkipDir
		case !strings.HasSuffix(name, ".ts") || name == "desk/send.ts":
			return nil
		}
		text, err := fs.ReadFile(islands, name)
		if found := sends.FindAll(text, -1); len(found) > 0 && !bytes.Contains(text, []byte(`"Masthead-As", owner()`)) {
			t.Errorf("islands/%s sends by itself: %q", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
