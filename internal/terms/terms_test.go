package terms_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/terms"
)

var today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func why(s string) map[lang.Tag]string { return map[lang.Tag]string{"en": s} }

// erivan is a sound term in English.
func erivan() terms.Term {
	return terms.Term{
		ID: "1", Key: "yerevan", Lang: "en", Patterns: []string{"Erivan"}, Severity: terms.Ask, Category: terms.Toponym, Suggestions: []string{"Yerevan"},
		Wording: "Yerevan", Why: map[lang.Tag]string{"en": "An old spelling.", "ru": "Старое написание."}, Wrong: []string{"He left Erivan."}, Right: []string{"He left Yerevan."},
	}
}

func sheet(l lang.Tag, rulings []terms.Ruling, list ...terms.Term) *terms.Sheet {
	return terms.NewSheet(terms.NewBook(list), story.Story{ID: "s", Topics: []string{"t1"}}, l, rulings, today)
}

func TestCheckTellsWhatWhereAndWhy(t *testing.T) {
	s := sheet("en", nil, erivan())
	got := s.Check([]terms.Block{{ID: "a", Text: "Old 😀 Erivan."}, {ID: "b", Text: "“Erivan,” she said."}, {ID: "c", Text: "In Erivan", Quote: true}, {ID: "d", Text: "Yerevan"}}, "ru")
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	f := got[0]
	if f.Block != "a" || f.From != 7 || f.To != 13 || f.Words != "Erivan" || f.Severity != terms.Ask || f.Why != "Старое написание." || f.WhyLang != "ru" || !slices.Equal(f.Suggestions, []string{"Yerevan"}) {
		t.Errorf("%+v", f)
	}
	for _, q := range got[1:] {
		if q.Severity != terms.Note || !q.Quoted {
			t.Errorf("in a quotation: %+v", q)
		}
	}
}

func TestWhenATermIsAsked(t *testing.T) {
	text := []terms.Block{{ID: "a", Text: "To Erivan, “to Erivan”."}}
	for _, x := range []struct {
		name   string
		change func(*terms.Term)
		want   string // severities
	}{
		{"as it is", func(*terms.Term) {}, "ask note"},
		{"strict in quotations", func(t *terms.Term) { t.InQuotes = true }, "ask ask"},
		{"for translators", func(t *terms.Term) { t.Severity = terms.Name }, ""},
		{"stops", func(t *terms.Term) { t.Severity = terms.Stop }, "stop note"},
		{"retired", func(t *terms.Term) { t.Retired = true }, ""},
		{"not yet", func(t *terms.Term) { t.From = "2026-03-02" }, ""},
		{"from today", func(t *terms.Term) { t.From = "2026-03-01" }, "ask note"},
		{"until today", func(t *terms.Term) { t.Until = "2026-03-01" }, "ask note"},
		{"over", func(t *terms.Term) { t.Until = "2026-02-28" }, ""},
		{"its topic", func(t *terms.Term) { t.Topic = "t1" }, "ask note"},
		{"another topic", func(t *terms.Term) { t.Topic = "t2" }, ""},
		{"another language", func(t *terms.Term) { t.Lang = "ru" }, ""},
	} {
		one := erivan()
		x.change(&one)
		var got []string
		for _, f := range sheet("en", nil, one).Check(text, "en") {
			got = append(got, string(f.Severity))
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v, want %s", x.name, got, x.want)
		}
	}
}

func TestRulingsSilence(t *testing.T) {
	text := []terms.Block{{ID: "a", Text: "To Erivan."}}
	one := erivan()
	one.Disclaimer = "Names are no positions."
	for _, x := range []struct {
		ruling      terms.Ruling
		found, told int
	}{
		{terms.Ruling{}, 1, 1},
		{terms.Ruling{Lang: "en", Key: "yerevan", Decision: terms.Decided}, 0, 1},
		{terms.Ruling{Lang: "en", Key: "yerevan", Decision: terms.Ignored}, 0, 0},
		{terms.Ruling{Lang: "ru", Key: "yerevan", Decision: terms.Ignored}, 1, 1},
	} {
		s := sheet("en", []terms.Ruling{x.ruling}, one)
		if n, told := len(s.Check(text, "en")), len(s.Disclaimers(append(text, text...))); n != x.found || told != x.told {
			t.Errorf("%+v: %d findings, %d disclaimers", x.ruling, n, told)
		}
	}
}

func TestTheHeavierOfTwoStays(t *testing.T) {
	long, short := erivan(), erivan()
	long.ID, long.Key, long.Patterns, long.Severity = "2", "province", []string{"Erivan Province"}, terms.Note
	text := []terms.Block{{ID: "a", Text: "the Erivan Province"}}
	if got := sheet("en", nil, long, short).Check(text, "en"); len(got) != 2 {
		t.Errorf("a note hides what asks: %+v", got)
	}
	long.Severity = terms.Ask
	if got := sheet("en", nil, long, short).Check(text, "en"); len(got) != 1 || got[0].Rule != "2" {
		t.Errorf("the longer is not the one: %+v", got)
	}
}

func TestTermsForTranslators(t *testing.T) {
	source, target := erivan(), erivan()
	source.Required = true
	target.ID, target.Lang, target.Patterns, target.Suggestions, target.Wording = "2", "ru", []string{"Эриван|ь|и|ью"}, []string{"Ереван||а|у"}, "Ереван"
	target.Patterns = []string{"Эриван|ь|и|ью", "Ереван||а|у"}
	s := sheet("ru", nil, source, target)
	named := s.Of("From Erivan home", "en", "en")
	if len(named) != 1 || named[0].From != 5 || named[0].To != 11 || !slices.Equal(named[0].Wordings, []string{"Ереван"}) || !named[0].Required {
		t.Errorf("%+v", named)
	}
	for text, want := range map[string]int{"Из Еревана": 0, "Оттуда": 1, "ЕРЕВАН": 0} {
		if got := s.Missing("From Erivan home", "en", text, "ru"); len(got) != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	ruled := sheet("ru", []terms.Ruling{{Lang: "ru", Key: "yerevan", Decision: terms.Decided, Wording: "столица"}}, source, target)
	if got := ruled.Missing("From Erivan home", "en", "Оттуда", "ru"); len(got) != 0 {
		t.Errorf("a ruling does not answer: %+v", got)
	}
	if got := ruled.Of("Erivan", "en", "ru"); got[0].Wordings[0] != "столица" {
		t.Errorf("the story's own wording is not the first: %+v", got)
	}
	alone := sheet("ka", nil, source)
	if got := alone.Missing("Erivan", "en", "ქალაქი", "ka"); len(got) != 1 || len(got[0].Wordings) != 0 {
		t.Errorf("no term in the language: %+v", got)
	}
}

// What must not be kept, and the sentence that says why.
func TestRefused(t *testing.T) {
	for key, change := range map[string]func(*terms.Term){
		"terms.key_shape":          func(t *terms.Term) { t.Key = "Lake Sevan" },
		"terms.lang_unknown":       func(t *terms.Term) { t.Lang = "??" },
		"terms.severity_unknown":   func(t *terms.Term) { t.Severity = "shout" },
		"terms.category_unknown":   func(t *terms.Term) { t.Category = "x" },
		"terms.pattern_empty":      func(t *terms.Term) { t.Patterns = []string{" "} },
		"terms.pattern_both":       func(t *terms.Term) { t.Patterns = []string{"a*|b"} },
		"terms.pattern_sign":       func(t *terms.Term) { t.Unless = []string{"«a»"} },
		"terms.suggestion_endings": func(t *terms.Term) { t.Suggestions = []string{"a|b|c"} },
		"terms.no_why":             func(t *terms.Term) { t.Why = why(" ") },
		"terms.no_example":         func(t *terms.Term) { t.Wrong = nil },
		"terms.example_missed":     func(t *terms.Term) { t.Wrong = []string{"He left Yerevan."} },
		"terms.example_found":      func(t *terms.Term) { t.Right = []string{"He left Erivan."} },
		"terms.bad_day":            func(t *terms.Term) { t.From = "31.12.2026" },
		"terms.long":               func(t *terms.Term) { t.Owner = strings.Repeat("x", 301) },
	} {
		one := erivan()
		change(&one)
		err := one.Tidy().Check()
		if f, ok := fault.As(err); !ok || f.Key != key || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := erivan().Check(); err != nil {
		t.Error(err)
	}
}

func TestKeeping(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, d *db.DB) {
		house := &terms.House{}
		count := func() (n int) {
			must(t, d.Read(ctx, func(tx *db.Tx) error {
				s, err := house.On(ctx, tx, story.Story{ID: "s"}, "en")
				if err == nil {
					n = len(s.Check([]terms.Block{{Text: "Erivan"}}, "en"))
				}
				return err
			}))
			return n
		}
		var kept terms.Term
		one := erivan()
		one.ID = ""
		save := func(x terms.Term) (changed bool, err error) {
			err = d.Write(ctx, func(tx *db.Tx) (err error) { kept, changed, err = terms.Save(ctx, tx, x, "p"); return err })
			return changed, err
		}
		if n := count(); n != 0 {
			t.Fatalf("%d before", n)
		}
		changed, err := save(one)
		if must(t, err); !changed || count() != 1 {
			t.Fatal("it is not there")
		}
		if changed, err = save(kept); err != nil || changed {
			t.Errorf("the same again: %v %v", changed, err)
		}
		first := kept
		if _, err = save(one); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second of its key: %v", err)
		}
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			if _, err := terms.Rule(ctx, tx, terms.Ruling{Story: "s", Lang: "en", Key: "yerevan", Decision: terms.Decided, Reason: " "}, true); fault.KindOf(err) != fault.Invalid {
				t.Errorf("without a reason: %v", err)
			}
			_, err := terms.Rule(ctx, tx, terms.Ruling{Story: "s", Lang: "en", Key: "yerevan", Decision: terms.Decided, Reason: "A quotation’s title.", By: "p"}, false)
			return err
		}))
		if count() != 0 {
			t.Error("the ruling is not heard")
		}
		must(t, d.Write(ctx, func(tx *db.Tx) error { _, err := terms.Unrule(ctx, tx, "s", "en", "yerevan"); return err }))
		first.Severity = terms.Stop
		_, err = save(first)
		must(t, err)
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			_, err := terms.Rule(ctx, tx, terms.Ruling{Story: "s", Lang: "en", Key: "yerevan", Decision: terms.Ignored, Reason: "x"}, false)
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("a stop, by whoever may not publish: %v", err)
			}
			_, _, err = terms.Retire(ctx, tx, kept.ID, "p", true)
			return err
		}))
		if count() != 0 {
			t.Error("it is retired and asked")
		}
	})
}

func TestFiles(t *testing.T) {
	ctx := context.Background()
	every := func(lang.Tag) bool { return true }
	each(t, func(t *testing.T, d *db.DB) {
		read := func(text string) (rows []terms.Row) {
			rows, err := terms.ReadFile(strings.NewReader(text))
			must(t, err)
			return rows
		}
		bring := func(text string, may func(lang.Tag) bool) (rep terms.Report) {
			rows := read(text)
			must(t, d.Write(ctx, func(tx *db.Tx) (err error) { rep, err = terms.Import(ctx, tx, rows, "p", false, may); return err }))
			return rep
		}
		head := "key;lang;patterns;severity;category;why_en;wrong;wording\r\n"
		rep := bring("\ufeff"+head+
			"yerevan;en;Erivan;ask;toponym;Old.;He left Erivan.;'=Yerevan\r\n"+
			"broken;en;a|*;ask;toponym;Old.;x;\r\n"+
			"lost;en;Erivan;ask;toponym;Old.;He left Yerevan.;\r\n"+
			"yerevan;ru;Эривань;ask;toponym;Old.;Эривань.;\r\n", func(l lang.Tag) bool { return l == "en" })
		if rep.Added != 1 || len(rep.Bad) != 3 || rep.Bad[0].Line != 3 || rep.Bad[1].Line != 4 || fault.KindOf(rep.Bad[2].Err) != fault.Forbidden {
			t.Fatalf("%+v", rep)
		}
		var file bytes.Buffer
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			if _, err := terms.Begin(ctx, tx, everywhere(), "p"); err != nil {
				return err
			}
			list, err := terms.List(ctx, tx, terms.Filter{})
			if err != nil {
				return err
			}
			return terms.WriteFile(&file, list, nil)
		}))
		if !strings.Contains(file.String(), "'=Yerevan") {
			t.Error("a formula goes out")
		}
		again := bring(file.String(), every)
		if again.Added+again.Changed+len(again.Bad) != 0 || again.Same < 80 {
			t.Errorf("its own file again: %d added, %d changed, %d the same, %+v", again.Added, again.Changed, again.Same, again.Bad)
		}
		part := bring("key,lang,severity\nyerevan,en,note\n", every)
		if part.Changed != 1 {
			t.Errorf("one column: %+v", part)
		}
	})
	for key, text := range map[string]string{
		"terms.file_head": "a,b\n", "terms.file_column": "key,lang,colour\n", "terms.file_letters": "key,lang\n\xff\xfe", "terms.file_large": "key,lang\n" + strings.Repeat("x", terms.MaxFile),
	} {
		_, err := terms.ReadFile(strings.NewReader(text))
		if f, ok := fault.As(err); !ok || f.Key != key && key != "terms.file_head" {
			t.Errorf("%s: %v", key, err)
		}
	}
	rows, err := terms.ReadFile(strings.NewReader("key,lang\na,en\nb,\"en\nc,en\n"))
	if err != nil || len(rows) != 2 || rows[1].Err == nil || rows[1].Line != 3 {
		t.Errorf("an open quotation mark: %+v %v", rows, err)
	}
}

// FuzzReadFile: whatever is brought is read or refused, and what is read goes out so that
// it reads the same.
func FuzzReadFile(f *testing.F) {
	f.Add("key,lang,patterns\na,en,\"x\ny\"\n")
	f.Add("key;lang;wording\na;en;'=1+1\n")
	f.Add("key\tlang\tpatterns\na\ten\tb")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := terms.ReadFile(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.Err != nil {
				continue
			}
			term := terms.Term{Key: r.Cells["key"], Lang: "en", Wording: strings.ReplaceAll(r.Cells["wording"], "\r\n", "\n")}
			var out bytes.Buffer
			if err := terms.WriteFile(&out, []terms.Term{term}, nil); err != nil {
				t.Fatal(err)
			}
			back, err := terms.ReadFile(&out)
			if err != nil || len(back) != 1 || back[0].Cells["wording"] != term.Wording {
				t.Fatalf("%q came back as %+v, %v", term.Wording, back, err)
			}
		}
	})
}

// 5,000 rules of which many begin alike, over 1,000 words: at most 5 ms.
func BenchmarkFiveThousandRules(b *testing.B) {
	var list []terms.Term
	for i := range 5_000 {
		one := erivan()
		one.Lang, one.Key, one.ID = "ru", fmt.Sprintf("k%d", i), fmt.Sprint(i)
		one.Patterns = []string{fmt.Sprintf("кар%s|а|у|ом|е|", letters(i)), fmt.Sprintf("%sск|ий|ого войн|а|ы", letters(i*7+1))}
		one.Unless, one.Suggestions = []string{"никогда"}, nil
		list = append(list, one)
	}
	words := strings.Fields("В городе карабаса открыли новую школу после войны и говорят о карте которую нарисовали дети соседних деревень вчера вечером")
	var text strings.Builder
	for i := range 1_000 {
		text.WriteString(words[i%len(words)] + " ")
	}
	s := sheet("ru", nil, list...)
	blocks := []terms.Block{{ID: "a", Text: text.String()}}
	b.ReportAllocs()
	for b.Loop() {
		s.Check(blocks, "ru")
	}
}

func letters(n int) string {
	alphabet := []rune("абвгдежзиклмнопрст")
	out := []rune{}
	for range 4 {
		out = append(out, alphabet[n%len(alphabet)])
		n /= len(alphabet)
	}
	return string(out)
}
