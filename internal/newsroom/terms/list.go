package terms

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/terms"
)

// perPage is how many terms a list shows at a time.
const perPage = 100

// listPage is the table of terms.
type listPage struct {
	Words    newsroom.Field
	Filters  []newsroom.Field
	Filtered bool
	Rows     []row
	Next     string
	Export   string
	Keeps    bool
	Nothing  bool // the outlet has no terms: the starting set is offered
	Langs    []langChoice
}

// langChoice is a language of the starting set.
type langChoice struct {
	Lang   lang.Tag
	Name   string
	Chosen bool
}

// row is a term as the table shows it.
type row struct {
	terms.Term
	Path     string
	LangName string
	Why      string
	WhyLang  lang.Tag
	Icon     string // of its severity
	Tint     string
	Said     string // its severity in words
	About    string // its category
	Ended    bool   // its time is over, or has not come
}

func rowOf(r *newsroom.Request, t terms.Term) row {
	why, in := t.WhyIn(r.Visitor.Lang)
	day := r.Now().In(r.Zone).Format(terms.Day)
	one := row{
		Term: t, Path: at + "term/" + t.ID + "/", LangName: t.Lang.NameIn(r.Visitor.Lang), Why: why, WhyLang: in,
		Said: severityWord(r, t.Severity), About: r.Say("terms.category_" + string(t.Category)),
		Ended: t.From > day || t.Until != "" && t.Until < day,
	}
	one.Icon, one.Tint = severityMark(t.Severity)
	return one
}

func severityWord(r *newsroom.Request, s terms.Severity) string {
	return r.Say("terms.severity_" + string(s))
}

func severityMark(s terms.Severity) (icon, tint string) {
	switch s {
	case terms.Stop:
		return "stop", "stop"
	case terms.Ask:
		return "ask", "wait"
	case terms.Note:
		return "note", ""
	}
	return "globe", ""
}

// asked reads the filter of an address.
func asked(r *newsroom.Request) (terms.Filter, url.Values) {
	f := terms.Filter{
		Lang: lang.Tag(r.FormValue("lang")), Severity: terms.Severity(r.FormValue("severity")), Category: terms.Category(r.FormValue("category")),
		State: r.FormValue("state"), Words: strings.TrimSpace(r.FormValue("q")),
	}
	if utf8.RuneCountInString(f.Words) > 200 {
		f.Words = string([]rune(f.Words)[:200])
	}
	v := url.Values{}
	for name, value := range map[string]string{"lang": string(f.Lang), "severity": string(f.Severity), "category": string(f.Category), "state": f.State, "q": f.Words} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if f.State == "" {
		f.State = "active"
	} else if f.State == "all" {
		f.State = ""
	}
	key, l, _ := strings.Cut(r.FormValue("after"), " ")
	f.After = terms.Place{Key: key, Lang: lang.Tag(l)}
	return f, v
}

func (p *Pages) list(r *newsroom.Request) (newsroom.Answer, error) {
	f, query := asked(r)
	page := listPage{Filtered: len(query) > 0, Keeps: r.MaySomewhere(people.KeepTerms), Export: at + "file?" + query.Encode()}
	page.Words = newsroom.Field{Name: "q", Label: r.Say("terms.find"), Value: f.Words, Type: "search", Max: 200}
	page.Filters = []newsroom.Field{
		langField(r, f.Lang, true), severityField(r, f.Severity, true), categoryField(r, f.Category, true),
		{Name: "state", Label: r.Say("terms.field_state"), Type: "select", Options: options(r.FormValue("state"), "", r.Say("terms.state_active"), "retired", r.Say("terms.state_retired"), "all", r.Say("terms.state_all"))},
	}
	f.N = perPage + 1
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		n, err := terms.Count(r.Context(), tx)
		if err != nil {
			return err
		}
		page.Nothing = n == 0
		list, err := terms.List(r.Context(), tx, f)
		page.Rows, page.Next = nil, ""
		if len(list) > perPage {
			list = list[:perPage]
			last := list[perPage-1]
			query.Set("after", last.Key+" "+string(last.Lang))
			page.Next = "?" + query.Encode()
		}
		for _, t := range list {
			page.Rows = append(page.Rows, rowOf(r, t))
		}
		return err
	})
	for _, l := range terms.StartingLangs() {
		if mayKeep(r, l) {
			page.Langs = append(page.Langs, langChoice{l, l.NameIn(r.Visitor.Lang), hasEdition(r, l)})
		}
	}
	return newsroom.Show("list", page), err
}

func hasEdition(r *newsroom.Request, l lang.Tag) bool {
	_, ok := r.Outlet.Edition(l)
	return ok
}

// export gives the terms of the filter as a file.
func (p *Pages) export(r *newsroom.Request) (newsroom.Answer, error) {
	f, _ := asked(r)
	if r.FormValue("state") == "" {
		f.State = "" // a file is for keeping: it has those that were retired too
	}
	var file bytes.Buffer
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		file.Reset()
		list, err := terms.List(r.Context(), tx, f)
		if err != nil {
			return err
		}
		topics, err := topicKeys(r, tx, list)
		if err != nil {
			return err
		}
		return terms.WriteFile(&file, list, topics)
	})
	return newsroom.Bytes("text/csv; charset=utf-8", "terms.csv", file.Bytes()), err
}

// importPage is the form that takes a file, and what became of the last one.
type importPage struct {
	Done   bool
	Report terms.Report
	Bad    []badLine
	Wrong  string
	Langs  []langChoice
}

type badLine struct {
	Line     int
	Key, Why string
}

func (p *Pages) importForm(*newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("import", importPage{}), nil
}

func (p *Pages) importFile(r *newsroom.Request) (newsroom.Answer, error) {
	rows, err := readRows(r)
	if f, told := fault.As(err); told && !script(r) {
		return newsroom.Show("import", importPage{Wrong: r.Explain(f)}).Status(422), nil
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	page := importPage{Done: true}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		page.Report, err = terms.Import(r.Context(), tx, rows, r.Person.ID, false, func(l lang.Tag) bool { return mayKeep(r, l) })
		if err != nil {
			return err
		}
		return noteAll(r, tx, page.Report)
	})
	for _, bad := range page.Report.Bad {
		page.Bad = append(page.Bad, badLine{bad.Line, bad.Key, r.Explain(bad.Err)})
	}
	return newsroom.Show("import", page), err
}

func noteAll(r *newsroom.Request, tx *db.Tx, rep terms.Report) error {
	for _, k := range rep.Kept {
		deed := "house.term_changed"
		if k.New {
			deed = "house.term_added"
		}
		if err := note(r.Context(), tx, r, deed, k.Term); err != nil {
			return err
		}
	}
	return nil
}

// readRows reads the file of a form, or what was pasted into its field.
func readRows(r *newsroom.Request) ([]terms.Row, error) {
	file, head, err := r.FormFile("file")
	if err == nil && head.Size > 0 {
		defer file.Close()
		return terms.ReadFile(file)
	}
	if pasted := r.PostFormValue("pasted"); strings.TrimSpace(pasted) != "" {
		return terms.ReadFile(strings.NewReader(pasted))
	}
	return nil, fault.New(fault.Invalid, "terms.file_none").In("file")
}

// begin takes the starting set over, in the languages that she chose.
func (p *Pages) begin(r *newsroom.Request) (newsroom.Answer, error) {
	langs := map[lang.Tag]bool{}
	for _, s := range r.PostForm["lang"] {
		if l := lang.Tag(s); mayKeep(r, l) {
			langs[l] = true
		}
	}
	if len(langs) == 0 {
		return newsroom.Answer{}, fault.New(fault.Invalid, "terms.lang_unknown").In("lang")
	}
	n := 0
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		rep, err := terms.Begin(r.Context(), tx, langs, r.Person.ID)
		if err != nil {
			return err
		}
		n = rep.Added
		return noteAll(r, tx, rep)
	})
	return newsroom.SeeOther(at, "terms.begun", "n", n), err
}
