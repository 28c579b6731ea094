package ninjs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
	"masthead/internal/transfer/ninjs"
)

type result struct {
	records  []transfer.Record
	problems []transfer.Problem
	left     map[string]int
}

func read(t testing.TB, path string) (result, error) {
	t.Helper()
	r, err := ninjs.Open(path)
	if err != nil {
		return result{}, err
	}
	var res result
	err = r.Read(t.Context(),
		func(rec transfer.Record) error { res.records = append(res.records, rec); return nil },
		func(p transfer.Problem) { res.problems = append(res.problems, p) }, func(int64) {})
	res.left = r.Left()
	return res, err
}

func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "items.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// examples says of each of IPTC's examples how many records it gives, and the code
// of the first problem.
var examples = map[string]struct {
	records int
	code    string
}{
	"1.4/businesswire-newsml-20130515006361.json": {1, ""},
	"1.4/businesswire-newsml-20130605006126.json": {1, ""},
	"1.4/businesswire-newsml-20130612006110.json": {1, ""},
	"1.4/businesswire-newsml-20130731006140.json": {1, "association"},
	"1.4/ninjs-1-4-examples.json":                 {0, "not_a_text"},
	"1.4/ninjsExComplex1.json":                    {1, ""},
	"1.4/ninjsExComplex2.json":                    {1, ""},
	"1.4/ninjsExMediumText1.json":                 {1, ""},
	"1.4/ninjsExSimplePhoto1.json":                {0, "not_a_text"},
	"1.4/ninjsExSimpleText1.json":                 {1, ""},
	"2.1/SIPA_image_2.json":                       {1, "usage_terms"},
	"2.1/ap_audio.json":                           {0, "not_a_text"},
	"2.1/ap_image.json":                           {0, "not_a_text"},
	"2.1/ap_video.json":                           {0, "not_a_text"},
	"2.1/businesswire-newsml-20130605006126.json": {1, ""},
	"2.1/businesswire-newsml-20130731006140.json": {1, "association"},
	"2.1/dpa_text.json":                           {1, ""},
	"2.1/imageEncodedRights.json":                 {0, "not_a_text"},
	"2.1/imageLinkedRights.json":                  {0, "not_a_text"},
	"2.1/ninjsExSimpleText_2.json":                {1, ""},
	"2.1/ntb_text.json":                           {1, "description_as_body"},
	"2.1/schema-extension/extension-example.json": {1, ""},
	"2.1/schema-extension/extension-schema.json":  {-1, ""},
	"2.1/tt_text_image_2.json":                    {1, ""},
	"3.0/20231004-UEFA-ChampionLeague.json":       {0, "not_a_text"},
	"3.0/20231005-65-addb-event.json":             {0, "not_a_text"},
	"3.0/20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf.json": {1, ""},
	"3.0/20231016-addb-example-press-conference.json":                                                         {1, "no_date"},
	"3.0/SIPA_image_3.json":                              {1, "usage_terms"},
	"3.0/ap_audio.json":                                  {0, "not_a_text"},
	"3.0/ap_image.json":                                  {0, "not_a_text"},
	"3.0/ap_video.json":                                  {0, "not_a_text"},
	"3.0/businesswire-newsml-20130605006126.json":        {1, ""},
	"3.0/businesswire-newsml-20130731006140.json":        {1, "association"},
	"3.0/collection/20231016-event-timeline-sample.json": {0, "not_a_text"},
	"3.0/dpa_text.json":                                  {1, ""},
	"3.0/imageEncodedRights.json":                        {0, "not_a_text"},
	"3.0/imageLinkedRights.json":                         {0, "not_a_text"},
	"3.0/ninjsExSimpleText_3.json":                       {1, ""},
	"3.0/ntb_text.json":                                  {1, "description_as_body"},
	"3.0/simpleEvent.json":                               {0, "not_a_text"},
	"3.0/tt_event_pressconference_3.0.json":              {1, "event"},
	"3.0/tt_text_image_3.json":                           {1, ""},
}

func TestExamples(t *testing.T) {
	root := os.Getenv("MASTHEAD_TESTDATA")
	if root == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	root = filepath.Join(root, "ninjs", "examples")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		want, ok := examples[filepath.ToSlash(name)]
		if !ok {
			t.Errorf("%s is not in the table", name)
			return nil
		}
		seen++
		res, err := read(t, path)
		if want.records < 0 {
			if f, ok := fault.As(err); !ok || f.Key != "transfer.not_ninjs" {
				t.Errorf("%s: %v, want transfer.not_ninjs", name, err)
			}
			return nil
		}
		all := res.problems
		for _, r := range res.records {
			all = append(all, r.Problems...)
			if r.Headline == "" || r.HTML == "" {
				t.Errorf("%s: a record without headline or text: %+v", name, r)
			}
		}
		code := ""
		if len(all) > 0 {
			code = all[0].Code
		}
		if err != nil || len(res.records) != want.records || code != want.code {
			t.Errorf("%s: %v, %d records, %q; want %d, %q", name, err, len(res.records), code, want.records, want.code)
		}
		return nil
	})
	if err != nil || seen != len(examples) {
		t.Errorf("%v, %d of %d examples seen", err, seen, len(examples))
	}
}

func TestComplex(t *testing.T) {
	src := `{"uri":"urn:x:1","type":"composite","versioncreated":"2024-05-02T10:00:00+04:00","firstcreated":"2024-05-01T10:00:00Z",
	"headline":"A <b>headline</b>","byline":"By Ana B.","located":"Baku, Azerbaijan","language":"az","description_text":"In short.","ednote":"CANARY do not print",
	"body_text":"plain","body_html":"<html><head><title>x</title></head><body><article><h1>A headline</h1><p>One.</p></article></body></html>",
	"subject":[{"name":"Politics","scheme":"iptc","code":"11"},{"code":"12"},{"name":"Politics","scheme":"iptc","code":"11"}],
	"genre":[{"name":"Analysis"}],
	"associations":{"b":{"type":"picture","renditions":{"s":{"href":"https://x.example/s.jpg","width":100,"mimetype":"image/jpeg"},"l":{"href":"https://x.example/l.jpg","width":900}},"description_text":"Cap","byline":"Ph"},
	"mainpic":{"type":"picture","renditions":{"o":{"href":"https://x.example/main.jpg"},"bad":{"href":"javascript:alert(1)","width":9999}}},
	"editor_0":{"type":"picture","renditions":{"o":{"href":"https://x.example/inline.jpg"}}},"v":{"type":"video","headline":"Film"}}}`
	res, err := read(t, write(t, src))
	if err != nil || len(res.records) != 1 {
		t.Fatal(err, res.problems)
	}
	r := res.records[0]
	want := `<article><p>One.</p></article>` + "\n" + `<figure><img src="https://x.example/l.jpg" alt=""><figcaption>Cap Ph</figcaption></figure>`
	if r.HTML != want || r.Headline != "A headline" || r.Standfirst != "In short." || r.City != "Baku" || r.Kind != "analysis" ||
		len(r.Topics) != 1 || r.Bylines[0].Name != "Ana B." || r.Lead == nil || r.Lead.URL != "https://x.example/main.jpg" {
		t.Errorf("%+v", r)
	}
	if r.Date.Format("2006-01-02T15:04Z07:00") != "2024-05-01T10:00Z" || r.Updated.Format("15:04") != "06:00" {
		t.Errorf("dates %v %v", r.Date, r.Updated)
	}
	if strings.Contains(fmt.Sprintf("%+v", res), "CANARY") || len(r.Sensitive) != 1 {
		t.Errorf("the note to editors: %+v", r)
	}
}

func TestStates(t *testing.T) {
	for src, want := range map[string]string{
		`"pubstatus":"usable"`:                 "published",
		`"pubStatus":"withheld"`:               "not_usable",
		`"pubstatus":"canceled"`:               "not_usable",
		`"embargoed":"2024-06-01T00:00:00Z"`:   "future",
		`"embargoed":"2024-01-01T00:00:00Z"`:   "published",
		`"embargoedReason":"until the speech"`: "draft",
		`"embargoed":"9999-01-01T00:00:00Z"`:   "draft",
		`"type":"picture","body_text":null`:    "not_a_text",
	} {
		res, err := read(t, write(t, `{"uri":"u","headline":"h","versioncreated":"2024-05-01T00:00:00Z","body_text":"words",`+src+`}`))
		if err != nil {
			t.Fatal(src, err)
		}
		got := ""
		if len(res.records) > 0 {
			got = string(res.records[0].State)
		} else if len(res.problems) > 0 {
			got = res.problems[0].Code
		}
		if got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}

func TestShapesOfFiles(t *testing.T) {
	one := `{"uri":"a","type":"text","headline":"A","body_text":"x"}`
	two := `{"uri":"b","type":"text","headline":"B","body_text":"y\n\nz\nz"}`
	for name, src := range map[string]string{
		"list": "[" + one + "," + two + "]", "lines": one + "\n" + two + "\n", "items": `{"items":[` + one + "," + two + "]}",
		"superdesk": `{"_items":[` + one + "," + two + `],"_meta":{}}`, "mark": "\xef\xbb\xbf " + one + two,
	} {
		res, err := read(t, write(t, src))
		if err != nil || len(res.records) != 2 || res.records[1].HTML != "<p>y</p>\n<p>z<br>z</p>" {
			t.Errorf("%s: %v %+v", name, err, res.records)
		}
	}
	res, err := read(t, write(t, "["+one+","+two[:20]))
	if err != nil || len(res.records) != 1 || len(res.problems) != 1 || res.problems[0].Code != "truncated" {
		t.Errorf("cut off: %v %v", err, res)
	}
}

func TestRefused(t *testing.T) {
	for name, src := range map[string]string{
		"empty": "", "text": "hello", "number": "1", "object": `{"a":1}`, "deep": strings.Repeat(`[`, 50_000), "nested": `{"uri":"x","a":` + strings.Repeat(`{"a":`, 50_000),
	} {
		res, err := read(t, write(t, src))
		if f, ok := fault.As(err); !ok || f.Key != "transfer.not_ninjs" {
			t.Errorf("%s: %v %v, want transfer.not_ninjs", name, err, res)
		}
	}
	if _, err := ninjs.Open(filepath.Join(t.TempDir(), "none")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("missing file: %v", err)
	}
}

func TestStopsWithTheCaller(t *testing.T) {
	r, err := ninjs.Open(write(t, `[{"uri":"a","type":"text"},{"uri":"b","type":"text"}]`))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	n := 0
	err = r.Read(t.Context(), func(transfer.Record) error { n++; return full }, func(transfer.Problem) {}, func(int64) {})
	if !errors.Is(err, full) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
}

func FuzzNinjs(f *testing.F) {
	f.Add(`{"uri":"a","type":"text","headlines":[{"value":"h"}],"bodies":[{"contentType":"text/html","value":"<body><h1>h</h1><p>x"}],"associations":[{"renditions":[{"href":"a.jpg"}]}]}`)
	f.Add(`[{"uri":"a","body_nitf":"<nitf><body><body.content><hl2>x</hl2><block>y</block></body.content></body></nitf>"}]`)
	f.Add(`{"items":[{"uri":"a","body_text":"a\n\nb","subject":{"x":{"name":"n"}}}]}`)
	f.Fuzz(func(t *testing.T, src string) {
		res, err := read(t, write(t, src))
		if err != nil && len(res.records) > 0 {
			t.Errorf("refused after %d records", len(res.records))
		}
		for _, r := range res.records {
			if r.Key == "" || strings.ContainsAny(r.Headline, "\n\r\x00") {
				t.Errorf("record %q %q", r.Key, r.Headline)
			}
		}
	})
}
