package exchange_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/translation/exchange"
)

const head12 = `<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="masthead:01hzy/en@7/ka@3" source-language="en" target-language="ka" datatype="plaintext"><body>`
const foot12 = `</body></file></xliff>`
const head2 = `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="ka"><file id="f1" original="masthead:01hzy/en@7/ka@3">`
const foot2 = `</file></xliff>`

func unit12(id, inner string) string { return `<trans-unit id="` + id + `">` + inner + `</trans-unit>` }

func zipped(parts ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		w, _ := z.Create(parts[i])
		w.Write([]byte(parts[i+1]))
	}
	z.Close()
	return out.Bytes()
}

const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`

// TestRefused: each file is refused by a sentence of its own.
func TestRefused(t *testing.T) {
	laughs := `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`
	for name, c := range map[string]struct{ file, key string }{
		"laughs":              {`<?xml version="1.0"?>` + laughs + head12 + unit12("a", "<source>&b;</source>") + foot12, "exchange.document_type"},
		"external":            {`<!DOCTYPE x SYSTEM "file:///etc/passwd">` + head12 + foot12, "exchange.document_type"},
		"unknown entity":      {head12 + unit12("a", "<source>&secret;</source>") + foot12, "exchange.broken_xml"},
		"cut off":             {head12 + "<trans-unit id='a'>", "exchange.broken_xml"},
		"crossed":             {head12 + unit12("a", "<source><g id='1'></source></g>") + foot12, "exchange.broken_xml"},
		"attribute twice":     {head12 + `<trans-unit id="a" id="b"><source/></trans-unit>` + foot12, "exchange.broken_xml"},
		"prefix twice":        {`<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:a="n" xmlns:b="n" a:x="1" b:x="2" version="1.2"/>`, "exchange.broken_xml"},
		"no prefix":           {head12 + `<mh:thing/>` + foot12, "exchange.broken_xml"},
		"no space":            {`<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"version="1.2"/>`, "exchange.broken_xml"},
		"two roots":           {head12 + foot12 + "<more/>", "exchange.broken_xml"},
		"text behind":         {head12 + foot12 + "more", "exchange.broken_xml"},
		"declaration inside":  {head12 + `<?xml version="1.0"?>` + foot12, "exchange.broken_xml"},
		"declared xml prefix": {`<xliff xmlns:xml="urn:x" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>`, "exchange.broken_xml"},
		"other encoding":      {`<?xml version="1.0" encoding="KOI8-R"?>` + head12 + foot12, "exchange.broken_xml"},
		"not utf-8":           {head12 + unit12("a", "<source>\xff\xfe</source>") + foot12, "exchange.not_utf8"},
		"deep":                {head12 + unit12("a", "<source>"+strings.Repeat("<g id='1'>", 90)+strings.Repeat("</g>", 90)+"</source>") + foot12, "exchange.too_deep"},
		"many":                {head12 + strings.Repeat("<group/>", 650_000) + foot12, "exchange.too_many"},
		"many units":          {head12 + strings.Repeat("<trans-unit id='a'><source/></trans-unit>", 21_000) + foot12, "exchange.too_many"},
		"large":               {head12 + strings.Repeat(" ", exchange.MaxBytes) + foot12, "exchange.too_large"},
		"other version":       {strings.Replace(head12, `version="1.2"`, `version="1.3"`, 1) + foot12, "exchange.bad_value"},
		"no source":           {head12 + unit12("a", "<target>x</target>") + foot12, "exchange.missing_element"},
		"xliff 1.1":           {`<xliff xmlns="urn:oasis:names:tc:xliff:document:1.1" version="1.1"/>`, "exchange.unexpected_element"},
		"other xml":           {`<?xml version="1.0"?><rss/>`, "exchange.unexpected_element"},
		"html, no table":      {`<html><body><p>x</p></body></html>`, "exchange.no_table"},
		"html, deep":          {`<html>` + strings.Repeat("<div>", 5_000), "exchange.too_deep"},
		"html, many":          {`<html>` + strings.Repeat("<br>", 700_000), "exchange.too_many"},
		"plain":               {"hello", "exchange.unknown_file"},
		"broken zip":          {"PK\x03\x04nothing", "exchange.no_document"},
		"empty zip":           {string(zipped()), "exchange.no_document"},
		"no document":         {string(zipped("_rels/.rels", rels)), "exchange.no_document"},
		"leads out":           {string(zipped("../../etc/x", "", "_rels/.rels", rels)), "exchange.bad_part"},
		"backslash":           {string(zipped(`..\x`, "", "_rels/.rels", rels)), "exchange.bad_part"},
		"twice":               {string(zipped("_rels/.rels", rels, "_RELS/.rels", rels)), "exchange.bad_part"},
		"bomb":                {string(zipped("_rels/.rels", rels, "word/document.xml", "<x>"+strings.Repeat(" ", 64<<20)+"</x>")), "exchange.too_large"},
		"docx with a dtd":     {string(zipped("_rels/.rels", rels, "word/document.xml", laughs+"<x/>")), "exchange.document_type"},
		"docx of another":     {string(zipped("_rels/.rels", rels, "word/document.xml", "<x/>")), "exchange.unexpected_element"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := exchange.Read([]byte(c.file))
			if f, ok := fault.As(err); !ok || f.Key != c.key || f.Kind != fault.Invalid {
				t.Errorf("%v, want %s", err, c.key)
			}
		})
	}
}

// one reads the only unit of a file.
func one(t *testing.T, file string) (exchange.Parcel, exchange.Unit) {
	t.Helper()
	p, err := exchange.Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Units) != 1 {
		t.Fatalf("%d units", len(p.Units))
	}
	return p, p.Units[0]
}

// TestForeignTools: what other tools do to a file is understood or passed over.
func TestForeignTools(t *testing.T) {
	sdl := strings.Replace(head12, "<xliff ", `<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" sdl:version="1.0" `, 1)
	p, u := one(t, sdl+`<trans-unit id="a" sdl:locked="no"><source>One. Two.</source>
	  <seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source>
	  <target state="translated"><mrk mtype="seg" mid="1">ერთი.</mrk> <mrk mtype="seg" mid="2">ორი.</mrk></target>
	  <alt-trans match-quality="70"><target>another</target></alt-trans><sdl:seg-defs><sdl:seg id="1"/></sdl:seg-defs><note>By hand</note></trans-unit>`+foot12)
	if exchange.Words(u.Target) != "ერთი. ორი." || !u.Whole || u.State != exchange.Translated || p.Segmented != 1 || p.Extra < 3 || len(u.Notes) != 1 {
		t.Errorf("segments: %+v %+v", u, p)
	}
	if _, u = one(t, head12+unit12("a", `<source>One. Two.</source><seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source><target><mrk mtype="seg" mid="1">ერთი.</mrk></target>`)+foot12); u.Whole || u.State != exchange.Draft {
		t.Errorf("one segment of two: %+v", u)
	}
	if _, u = one(t, head12+unit12("a", "<source>a</source><target>\n      ერთი\n      ორი\n    </target>")+foot12); exchange.Words(u.Target) != "ერთი ორი" || u.State != exchange.Translated {
		t.Errorf("pretty-printed: %q", exchange.Words(u.Target))
	}
	if _, u = one(t, head2+`<unit id="a"><segment id="1" state="final"><source>One.</source><target order="3">ერთი.</target></segment><ignorable><source> </source></ignorable><segment id="2" state="translated"><source>Two.</source><target order="1">ორი.</target></segment></unit>`+foot2); exchange.Words(u.Target) != "ორი. ერთი." || u.State != exchange.Translated {
		t.Errorf("reordered: %q %s", exchange.Words(u.Target), u.State)
	}
	if _, u = one(t, head2+`<unit id="a"><segment><source>One.</source><target>ერთი.</target></segment><segment><source>Two.</source></segment></unit>`+foot2); u.Whole || u.State != exchange.Draft || exchange.Words(u.Target) != "ერთი." {
		t.Errorf("half: %+v", u)
	}
	wide := []byte{0xFF, 0xFE}
	for _, r := range `<?xml version="1.0" encoding="utf-16"?>` + head12 + unit12("a", "<source>a</source><target>b</target>") + foot12 {
		wide = append(wide, byte(r), byte(r>>8))
	}
	if _, u = one(t, string(wide)); exchange.Words(u.Target) != "b" {
		t.Errorf("UTF-16: %+v", u)
	}
}

// TestCodes: what becomes of inline codes that come back otherwise.
func TestCodes(t *testing.T) {
	row := exchange.Row{Source: []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Paragraph, Text: []body.Span{
		{Text: "a "}, {Text: "link", Marks: []body.Mark{{Type: body.Link, Href: "https://example.org/"}}}, {Note: []body.Span{{Text: "note"}}}, {Text: " b"},
	}}}}
	sent := row.Units()[0]
	for target, want := range map[string]struct {
		words    string
		link     bool
		note     bool
		troubles []exchange.Trouble
	}{
		`x <g id="1">y</g><x id="2"/>`: {"x y", true, true, nil},
		`<bpt id="9" rid="1">{</bpt>y<ept id="10" rid="1">}</ept><ph id="2">{n}</ph>`: {"y", true, true, nil},
		`x y`:                                    {"x y", false, false, []exchange.Trouble{exchange.CodeLost}},
		`<g id="1">y</g><x id="2"/><x id="2"/>`:  {"y", true, true, []exchange.Trouble{exchange.CodeDoubled}},
		`<g id="1">y</g><x id="2"/><x id="77"/>`: {"y", true, true, []exchange.Trouble{exchange.CodeForeign}},
		`<bx id="1"/>y<x id="2"/>`:               {"y", true, true, []exchange.Trouble{exchange.CodeUnpaired}},
	} {
		_, u := one(t, head12+unit12(sent.ID, "<source>s</source><target>"+target+"</target>")+foot12)
		pieces, troubles := exchange.Resolve(u.Target, sent.Source)
		filled := row.Fill(map[string][]exchange.Piece{sent.ID: pieces})
		troubles = append(troubles, filled.Troubles[sent.ID]...)
		got := filled.Blocks[0].Text
		link, note := false, false
		for _, s := range got {
			link = link || len(s.Marks) == 1 && s.Marks[0].Href == "https://example.org/"
			note = note || len(s.Note) == 1 && s.Note[0].Text == "note"
		}
		if body.PlainSpans(got) != want.words || link != want.link || note != want.note || len(troubles) != len(want.troubles) || len(troubles) == 1 && troubles[0] != want.troubles[0] {
			t.Errorf("%s: %+v, %v", target, got, troubles)
		}
	}
}

// TestTrackedChanges: what was put in counts, what was struck out does not.
func TestTrackedChanges(t *testing.T) {
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	cell := func(in string) string { return `<w:tc><w:p>` + in + `</w:p></w:tc>` }
	run := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	doc := `<w:document ` + w + `><w:body><w:tbl><w:tr>` + cell(run("Id")) + `</w:tr><w:tr>` + cell(run("aaaaaaaaaaaaaaaa")) + cell(run("s")) +
		cell(run("one ")+`<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>`+run("new")+`</w:ins><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org/"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`+run(" link")+`<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>`) +
		cell(run("Is it?")) + `</w:tr><w:tr>` + cell(run("what is this")) + cell("") + cell("") + `</w:tr></w:tbl></w:body></w:document>`
	p, u := one(t, string(zipped("_rels/.rels", rels, "word/document.xml", doc)))
	if exchange.Words(u.Target) != "one new link" || p.TrackedMade != 2 || len(u.Notes) != 1 || len(p.Stray) != 1 || !p.UnknownOrigin {
		t.Errorf("%q %+v", exchange.Words(u.Target), p)
	}
	if u.Target[1].Data != "https://example.org/" {
		t.Errorf("the field's link is gone: %+v", u.Target)
	}
}

func fuzz(f *testing.F, read func([]byte) (exchange.Parcel, error), seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := read(data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		for _, u := range p.Units {
			pieces, _ := exchange.Resolve(u.Target, u.Source)
			exchange.Hash(pieces)
			row := exchange.Row{Source: []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Paragraph, Text: []body.Span{{Text: "a"}}}}}
			for _, b := range row.Fill(map[string][]exchange.Piece{"aaaaaaaaaaaaaaaa": pieces}).Blocks {
				if err := body.Check(body.Normalise(body.Doc{Blocks: []body.Block{b}})); err != nil && fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
			}
		}
	})
}

// seed is a small parcel in a format.
func seed(f *testing.F, format exchange.Format) []byte {
	row := exchange.Row{Source: []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Quote, Text: []body.Span{{Text: "a"}, {Break: true}, {Text: "b", Marks: []body.Mark{{Type: body.Strong}}}, {Note: []body.Span{{Text: "n"}}}}, Cite: []body.Span{{Text: "c"}}}}}
	row.Target = row.Source
	file, err := exchange.Write(exchange.Parcel{Story: "01hzy", From: "en", To: "ka", Title: "T", Units: row.Units()}, format, labels)
	if err != nil {
		f.Fatal(err)
	}
	return file
}

func FuzzXLIFF12(f *testing.F) {
	fuzz(f, exchange.ReadXLIFF, seed(f, exchange.XLIFF12), []byte(head12+unit12("a", "<source>a<bx id='1'/></source><target>b<ex id='1'/></target>")+foot12))
}
func FuzzXLIFF21(f *testing.F) {
	fuzz(f, exchange.ReadXLIFF, seed(f, exchange.XLIFF21), []byte(head2+`<unit id="a"><segment><source><sc id="1"/>a</source></segment><segment><source>b<ec startRef="1"/></source></segment></unit>`+foot2))
}
func FuzzDOCX(f *testing.F) { fuzz(f, exchange.ReadDOCX, seed(f, exchange.DOCX)) }
func FuzzHTML(f *testing.F) { fuzz(f, exchange.ReadHTML, seed(f, exchange.HTML)) }
