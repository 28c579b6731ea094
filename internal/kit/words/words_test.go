package words_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/words"
)

func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

const english = `
[reader]
plain   = "Most read"
by      = "By {name} from {place}"
results = { one = "{n} result in {place}", other = "{n} results in {place}" }
only    = "Only here"
[kind]
fact-check = "Fact-check"
[fault]
other = "It is our fault."
not_found = "It is not there."
[story]
long = "At most {n} signs."
`

const russian = `
[reader]
plain   = "Самое читаемое"
by      = "{name}, {place}"
[reader.results]
one   = "{n} результат, {place}"
few   = "{n} результата, {place}"
many  = "{n} результатов, {place}"
other = "{n} результата, {place}"
[fault]
not_found = "Этого нет."
`

func load(t *testing.T) (*words.Catalogue, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c, err := words.Load(folder(map[string]string{"en.toml": english, "ru.toml": russian}), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return c, &log
}

func TestSay(t *testing.T) {
	c, log := load(t)
	place := func(n any) map[string]any { return map[string]any{"n": n, "place": "Баку"} }
	cases := []struct {
		tag  lang.Tag
		key  string
		args map[string]any
		want string
	}{
		{"en", "reader.plain", nil, "Most read"},
		{"ru", "reader.plain", nil, "Самое читаемое"},
		{"ru-BY", "reader.plain", nil, "Самое читаемое"},
		{"uk", "reader.plain", nil, "Most read"}, // never Russian
		{"ru", "reader.only", nil, "Only here"},
		{"en", "kind.fact-check", nil, "Fact-check"},
		{"en", "reader.by", map[string]any{"name": "A {place} B", "place": lang.Tag("ka")}, "By A {place} B from ka"},
		{"ru", "reader.results", place(1), "1 результат, Баку"},
		{"ru", "reader.results", place(int64(22)), "22 результата, Баку"},
		{"ru", "reader.results", place(11), "11 результатов, Баку"},
		{"ru", "reader.results", place(12345), "12\u00a0345 результатов, Баку"},
		{"en", "reader.results", place(1), "1 result in Баку"},
		{"en", "reader.results", place(0), "0 results in Баку"},
		{"hy", "reader.results", place(0), "0 results in Баку"}, // English words, English plural: Armenian has "one" for 0
		{"en", "reader.results", place("many"), "many results in Баку"},
		{"en", "reader.by", map[string]any{"name": "A"}, "By A from {place}"},
		{"en", "reader.absent", nil, "reader.absent"},
		{"", "reader.plain", nil, "Most read"},
	}
	for _, x := range cases {
		if got := c.Say(x.tag, x.key, x.args); got != x.want {
			t.Errorf("%s %s %v: %q, want %q", x.tag, x.key, x.args, got, x.want)
		}
	}
	if got := c.In("ru").Say("reader.results", "place", "Баку", "n", 3); got != "3 результата, Баку" {
		t.Errorf("in pairs: %q", got)
	}
	c.Say("ru", "reader.absent", nil)
	if n := strings.Count(log.String(), "reader.absent"); n != 1 {
		t.Errorf("a missing sentence is logged %d times:\n%s", n, log)
	}
	if !strings.Contains(log.String(), "{place}") {
		t.Error("a place without a value is not logged")
	}
}

func TestExplain(t *testing.T) {
	c, _ := load(t)
	secret := errors.New("dial tcp 10.0.0.1")
	cases := []struct {
		err  error
		want string
	}{
		{secret, "It is our fault."},
		{fmt.Errorf("deeper: %w", fault.New(fault.Invalid, "story.long").With("n", 1200).Because(secret)), "At most 1,200 signs."},
		{fault.New(fault.NotFound, "story.unwritten").Because(secret), "It is not there."},
		{nil, "It is our fault."},
	}
	for _, x := range cases {
		if got := c.Explain("en", x.err); got != x.want {
			t.Errorf("%v: %q, want %q", x.err, got, x.want)
		}
	}
	if got := c.In("ru").Explain(fault.New(fault.NotFound, "story.unwritten")); got != "Этого нет." {
		t.Errorf("in Russian: %q", got)
	}
}

func TestLoadRefuses(t *testing.T) {
	cases := map[string]struct {
		file, text, want string
	}{
		"no English":          {"ru.toml", "[a]\nb = \"c\"", "en.toml is missing"},
		"bad TOML":            {"en.toml", "[a", "en.toml"},
		"no language":         {"reader.toml", "", "not the name of a language"},
		"not canonical":       {"ru-Cyrl.toml", "", "not the name of a language"},
		"a key at the top":    {"en.toml", `a = "b"`, "not a table"},
		"a table's name":      {"en.toml", "[\"A b\"]\nc = \"d\"", "not a table"},
		"a number":            {"en.toml", "[a]\nb = 3", "neither text"},
		"a list":              {"en.toml", "[a]\nb = [\"x\"]", "neither text"},
		"a key's name":        {"en.toml", "[a]\nB = \"x\"", "not the name"},
		"empty":               {"en.toml", "[a]\nb = \" \"", "is empty"},
		"open brace":          {"en.toml", "[a]\nb = \"x {y\"", "no {place}"},
		"closing brace":       {"en.toml", "[a]\nb = \"x} y\"", "no {place}"},
		"bad place":           {"en.toml", "[a]\nb = \"x {Y}\"", "no {place}"},
		"empty place":         {"en.toml", "[a]\nb = \"x {}\"", "no {place}"},
		"twelve places":       {"en.toml", "[a]\nb = \"" + strings.Repeat("{x}", 13) + "\"", "more than"},
		"missing form":        {"en.toml", "[a]\nb = { other = \"{n}\" }", `lacks the form "one"`},
		"unused form":         {"en.toml", "[a]\nb = { one = \"{n}\", few = \"{n}\", other = \"{n}\" }", "does not use"},
		"form without number": {"en.toml", "[a]\nb = { one = \"1\", other = \"many\" }", "no {n}"},
		"other places":        {"en.toml", "[a]\nb = { one = \"{n} {x}\", other = \"{n} {y}\" }", "other places"},
		"nested form":         {"en.toml", "[a]\nb = { one = { x = \"y\" }, other = \"{n}\" }", "not text"},
		"not in English":      {"ka.toml", "[x]\ny = \"z\"", "not in English"},
		"place not there":     {"ka.toml", "[reader]\nby = \"{name}\"", "has the places"},
		"plain here":          {"ka.toml", "[reader]\nresults = \"{n} {place}\"", "in one language only"},
		"too large":           {"en.toml", "# " + strings.Repeat("x", 1<<20), "larger"},
	}
	for name, x := range cases {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{x.file: x.text}
			if x.file == "ka.toml" {
				files["en.toml"] = english
			}
			_, err := words.Load(folder(files), slog.Default())
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v, want %q in it", err, x.want)
			}
		})
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	_, err := words.Load(folder(map[string]string{"en.toml": "[a]\nb = 1\nc = 2"}), slog.Default())
	if err == nil || !strings.Contains(err.Error(), "a.b") || !strings.Contains(err.Error(), "a.c") {
		t.Errorf("got %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(english)
	f.Add(russian)
	f.Add("[a]\nb = \"{{x}}\"")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := words.Load(folder(map[string]string{"en.toml": text}), slog.New(slog.DiscardHandler))
		if err != nil {
			return
		}
		for _, key := range c.Keys("en") {
			if c.Say("en", key, map[string]any{"n": 2}) == "" {
				t.Errorf("%s says nothing", key)
			}
		}
	})
}

func BenchmarkSay(b *testing.B) {
	c, err := words.Load(folder(map[string]string{"en.toml": english}), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	v := c.In("en")
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v.Say("reader.plain")
		}
	})
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v.Say("reader.results", "n", 5, "place", "Baku")
		}
	})
}
