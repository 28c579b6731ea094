package tmx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/memory/tmx"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// read gives all units of a file, and the fault that ended it.
func read(r io.Reader) (h tmx.Header, units []*tmx.Unit, err error) {
	t, err := tmx.NewReader(r)
	if err != nil {
		return h, nil, err
	}
	for {
		u, err := t.Next()
		if errors.Is(err, io.EOF) {
			return t.Header, units, nil
		}
		if err != nil {
			return t.Header, units, err
		}
		units = append(units, u)
	}
}

func file(body string) string {
	return `<?xml version="1.0"?><tmx version="1.4"><header creationtool="Other" srclang="en"/><body>` + body + `</body></tmx>`
}

func unit(seg string) string {
	return `<tu><tuv xml:lang="en"><seg>` + seg + `</seg></tuv><tuv xml:lang="ka"><seg>x</seg></tuv></tu>`
}

func TestSegments(t *testing.T) {
	for seg, want := range map[string]string{
		"Plain words.":                       "Plain words.",
		"Two\n   lines":                      "Two lines",
		"A &lt;b> &amp; a &#x10D0;&#xA;line": "A <b> & a ა line",
		"<![CDATA[a < b]]>":                  "a < b",
		`<bpt i="1">&lt;b></bpt>Bold<ept i="1">&lt;/b></ept> word`: "Bold word",
		`<hi>High<hi>er</hi></hi> up`:                              "Higher up",
		`one<ph>&lt;br/></ph>two`:                                  "one two",
		`one <ph>&lt;img alt="<sub>a picture</sub>"></ph>, two`:    "one , two",
		`un<it pos="begin">&lt;i></it>til`:                         "until",
		`<ut>{\f1}</ut>old<!-- a remark --> code`:                  "old code",
		`<bpt i="1">a<sub>deep<bpt i="2">er</bpt></sub></bpt>end`:  "end",
	} {
		_, units, err := read(strings.NewReader(file(unit(seg))))
		if err != nil || len(units) != 1 || len(units[0].Variants) != 2 || units[0].Variants[0].Text != want {
			t.Errorf("%s: %+v, %v; want %q", seg, units, err, want)
		}
	}
}

func TestUnit(t *testing.T) {
	_, units, err := read(strings.NewReader(file("\n" + `<tu tuid="7" srclang="fr" creationid="ann" changeid="bob" creationdate="20200101T000000Z" changedate="20210203T040506Z">
		<note>said</note><prop type="domain"> law </prop>
		<tuv xml:lang="en-US"><prop type="inner">no</prop><seg>a</seg></tuv><tuv lang="fr"><seg>b</seg></tuv><tuv xml:lang="de"/></tu>`)))
	want := &tmx.Unit{Line: 2, ID: "7", Source: "fr", By: "bob", At: time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC), Props: []tmx.Prop{{Type: "domain", Text: "law"}},
		Variants: []tmx.Variant{{Lang: "en-US", Text: "a"}, {Lang: "fr", Text: "b"}, {Lang: "de"}}}
	if err != nil || len(units) != 1 || !reflect.DeepEqual(units[0], want) {
		t.Errorf("%+v, %v", units, err)
	}
}

func TestFaultsTellThePlace(t *testing.T) {
	for name, c := range map[string]struct {
		text, key string
		line      int
	}{
		"empty":               {"", "memory.tmx_other", 1},
		"not XML":             {"Dear colleagues,\n", "memory.tmx_other", 2},
		"other XML":           {"<xliff/>", "memory.tmx_other", 1},
		"cut":                 {"<tmx>\n<header/><body>\n<tu><tuv", "memory.tmx_broken", 3},
		"ends too early":      {"<tmx>\n<header/><body>\n<tu>", "memory.tmx_broken", 3},
		"wrong end":           {file("\n<tu></tuv>"), "memory.tmx_broken", 2},
		"broken behind it":    {file("") + "\n<", "memory.tmx_broken", 2},
		"unknown entity":      {file(unit("\n&bomb;")), "memory.tmx_broken", 2},
		"entities":            {"<!DOCTYPE tmx [\n<!ENTITY a 'aaaa'>\n]>" + file(unit("&a;")), "memory.tmx_entities", 3},
		"outer entity":        {`<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://127.0.0.1:1/"> %a;]>` + file(""), "memory.tmx_entities", 1},
		"deep":                {file(unit(strings.Repeat("<hi>", 100) + strings.Repeat("</hi>", 100))), "memory.tmx_deep", 1},
		"deep without end":    {"<tmx><header/><body>" + strings.Repeat("<tu>", 1_000_000), "memory.tmx_deep", 1},
		"large":               {file(unit(strings.Repeat("x", tmx.MaxElement+10))), "memory.tmx_large", 1},
		"large name":          {"<tmx " + strings.Repeat("y", 3*tmx.MaxElement), "memory.tmx_large", 1},
		"no such encoding":    {`<?xml version="1.0" encoding="ebcdic-99"?><tmx/>`, "memory.tmx_encoding", 1},
		"control characters":  {file(unit("\x01")), "memory.tmx_broken", 1},
		"bytes that are none": {file(unit("\xff\xfe")), "memory.tmx_broken", 1},
	} {
		_, _, err := read(strings.NewReader(c.text))
		f, ok := fault.As(err)
		if !ok || f.Key != c.key || f.Args["line"] != c.line || f.Kind != fault.Invalid {
			t.Errorf("%s: %v, want %s in line %d", name, err, c.key, c.line)
		}
	}
}

func TestEncodings(t *testing.T) {
	text := `<?xml version="1.0" encoding="%s"?>` + "\n" + file(unit("Grüße é"))[len(`<?xml version="1.0"?>`):]
	latin, err := charmap.ISO8859_1.NewEncoder().String(fmt.Sprintf(text, "iso-8859-1"))
	if err != nil {
		t.Fatal(err)
	}
	wide := func(e unicode.Endianness) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(fmt.Sprintf(text, "utf-16"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, s := range map[string]string{
		"UTF-8": fmt.Sprintf(text, "utf-8"), "UTF-8 with a mark": "\ufeff" + fmt.Sprintf(text, "UTF-8"), "Latin 1": latin,
		"UTF-16, little": wide(unicode.LittleEndian), "UTF-16, big": wide(unicode.BigEndian),
	} {
		_, units, err := read(strings.NewReader(s))
		if err != nil || len(units) != 1 || units[0].Variants[0].Text != "Grüße é" {
			t.Errorf("%s: %+v, %v", name, units, err)
		}
	}
}

func TestWrittenIsRead(t *testing.T) {
	want := []*tmx.Unit{
		{ID: "1", Source: "en", By: `a"<&`, At: time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC), Props: []tmx.Prop{{Type: "x-a", Text: "1 < 2"}},
			Variants: []tmx.Variant{{Lang: "en", Text: " two\n lines\t]]> "}, {Lang: "hy", Text: "«Ո՞վ»։"}}},
		{Source: "ka", Variants: []tmx.Variant{{Lang: "ka", Text: "ა"}, {Lang: "pt-BR", Text: "&amp;"}}},
	}
	var out bytes.Buffer
	w := tmx.NewWriter(&out)
	for _, u := range want {
		if err := w.Write(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	h, got, err := read(&out)
	for _, u := range got {
		u.Line = 0
	}
	if err != nil || h.Tool != tmx.OwnTool || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\n%+v, %v", h, got, err)
	}
}

func TestRealFiles(t *testing.T) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: no real files to read")
	}
	for name, want := range map[string]struct {
		units, codes int
		first, lang  string
	}{
		"ImportTest2C.tmx": {1, 12, "Click to start.", "en-us"},
		"sample.tmx":       {7, 0, "From Paul, called to be an apostle of Christ Jesus by the will of God, and from Sosthenes, our brother,", "EN-GB"},
	} {
		f, err := os.Open(filepath.Join(dir, "xliff", "tmx", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		_, units, err := read(f)
		if err != nil || len(units) != want.units {
			t.Errorf("%s: %d units, %v", name, len(units), err)
			continue
		}
		if u := units[0]; u.Codes != want.codes || u.Variants[0].Text != want.first || u.Variants[0].Lang != want.lang {
			t.Errorf("%s: %+v", name, u)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{"", file(unit("a <hi>b</hi>")), file(`<tu srclang="*all*"/>`), "<!DOCTYPE tmx [<!ENTITY a '&a;'>]>" + file("&a;"), "\xff\xfe<\x00t\x00", `<?xml version="1.0" encoding="shift_jis"?><tmx>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, units, err := read(bytes.NewReader(data))
		if _, ok := fault.As(err); err != nil && !ok {
			t.Errorf("%v is no fault", err)
		}
		var out bytes.Buffer
		w := tmx.NewWriter(&out)
		for _, u := range units {
			u.Line, u.Codes = 0, 0
			if err := w.Write(u); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		_, again, err := read(&out)
		if err != nil || len(again) != len(units) {
			t.Fatalf("what was read and written cannot be read: %v\n%s", err, out.Bytes())
		}
	})
}
