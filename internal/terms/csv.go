package terms

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/topic"
)

// MaxFile bounds a file of terms, in bytes.
const MaxFile = 8 << 20

// tongues are the languages in which a file has explanations.
var tongues = []lang.Tag{lang.English, lang.Russian, lang.Azerbaijani, lang.Armenian, lang.Georgian}

// fields are the columns of a file in their order. Lists stand on lines within a cell.
var fields = []string{"key", "lang", "patterns", "unless", "severity", "in_quotes", "category", "suggestions", "wording", "required", "disclaimer",
	"why_en", "why_ru", "why_az", "why_hy", "why_ka", "wrong", "right", "source", "owner", "topic", "from", "until", "state"}

// WriteFile writes terms as CSV. topics gives the keys of topics by their ids. A cell
// that a spreadsheet would take for a formula gets an apostrophe before it, which
// ReadFile takes away again.
func WriteFile(w io.Writer, list []Term, topics map[string]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(fields); err != nil {
		return err
	}
	for _, t := range list {
		record := []string{t.Key, string(t.Lang), lines(t.Patterns), lines(t.Unless), string(t.Severity), yes(t.InQuotes), string(t.Category), lines(t.Suggestions),
			t.Wording, yes(t.Required), t.Disclaimer}
		for _, l := range tongues {
			record = append(record, t.Why[l])
		}
		state := active
		if t.Retired {
			state = retired
		}
		record = append(record, lines(t.Wrong), lines(t.Right), t.Source, t.Owner, topics[t.Topic], t.From, t.Until, state)
		for i := range record {
			record[i] = disarm(record[i])
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func lines(list []string) string { return strings.Join(list, "\n") }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// formula begins what a spreadsheet would reckon.
const formula = "=+-@\t\r"

func disarm(s string) string {
	if s != "" && (strings.Contains(formula, s[:1]) || s[0] == '\'' && len(s) > 1 && strings.Contains(formula+"'", s[1:2])) {
		return "'" + s
	}
	return s
}

func rearm(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.Contains(formula+"'", s[1:2]) {
		return s[1:]
	}
	return s
}

// Row is one line of a file, not yet weighed.
type Row struct {
	Line  int // of the file, from 1
	Cells map[string]string
	Err   error // what is wrong with the line as such
}

// ReadFile reads a file of terms: CSV with commas, semicolons or tabs, whose first line
// names the columns. What is no such file is Invalid; a bad line is told in its row.
func ReadFile(r io.Reader) ([]Row, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(raw) > MaxFile:
		return nil, fault.New(fault.Invalid, "terms.file_large").In("file").With("mb", MaxFile>>20)
	case !utf8.Valid(raw):
		return nil, fault.New(fault.Invalid, "terms.file_letters").In("file")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord, in.LazyQuotes, in.Comma = -1, false, comma(raw)
	head, err := in.Read()
	if err != nil {
		return nil, fault.New(fault.Invalid, "terms.file_head").In("file").Because(err)
	}
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(head[i]))
	}
	for _, name := range head {
		if name != "" && !slices.Contains(fields, name) {
			return nil, fault.New(fault.Invalid, "terms.file_column").In("file").With("column", name)
		}
	}
	if !slices.Contains(head, "key") || !slices.Contains(head, "lang") {
		return nil, fault.New(fault.Invalid, "terms.file_head").In("file")
	}
	return rows(in, head)
}

func rows(in *csv.Reader, head []string) (out []Row, err error) {
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if len(out) >= MaxTerms {
			return nil, fault.New(fault.Invalid, "terms.many").In("file").With("max", MaxTerms)
		}
		if err != nil {
			// A quotation mark that does not close takes the rest of the file along.
			row := Row{Err: fault.New(fault.Invalid, "terms.file_quotes").Because(err)}
			if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
				row.Line = bad.StartLine
			}
			return append(out, row), nil
		}
		line, _ := in.FieldPos(0)
		row := Row{Line: line, Cells: map[string]string{}}
		if len(record) > len(head) {
			row.Err = fault.New(fault.Invalid, "terms.file_cells")
		}
		for i, name := range head[:min(len(head), len(record))] {
			row.Cells[name] = rearm(record[i])
		}
		out = append(out, row)
	}
}

// comma is what parts the cells of a file's first line.
func comma(raw []byte) rune {
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// on puts a row's cells into a term; columns that the file does not have leave it as it is.
func (r Row) on(t Term, topics map[string]string) (Term, error) {
	set := func(name string, to *string) {
		if v, ok := r.Cells[name]; ok {
			*to = v
		}
	}
	list := func(name string, to *[]string) {
		if v, ok := r.Cells[name]; ok {
			*to = strings.Split(strings.ReplaceAll(v, "\r\n", "\n"), "\n")
		}
	}
	flag := func(name string, to *bool) error {
		v, ok := r.Cells[name]
		if !ok {
			return nil
		}
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "", "no", "0", "false":
			*to = false
		case "yes", "1", "true":
			*to = true
		default:
			return fault.New(fault.Invalid, "terms.file_yes").In(name).With("column", name)
		}
		return nil
	}
	severity, category := string(t.Severity), string(t.Category)
	for name, to := range map[string]*string{"severity": &severity, "category": &category, "wording": &t.Wording, "disclaimer": &t.Disclaimer,
		"source": &t.Source, "owner": &t.Owner, "from": &t.From, "until": &t.Until} {
		set(name, to)
	}
	t.Severity, t.Category = Severity(strings.TrimSpace(severity)), Category(strings.TrimSpace(category))
	for name, to := range map[string]*[]string{"patterns": &t.Patterns, "unless": &t.Unless, "suggestions": &t.Suggestions, "wrong": &t.Wrong, "right": &t.Right} {
		list(name, to)
	}
	if err := errors.Join(flag("in_quotes", &t.InQuotes), flag("required", &t.Required)); err != nil {
		return t, err
	}
	why := map[lang.Tag]string{}
	for l, s := range t.Why {
		why[l] = s
	}
	for _, l := range tongues {
		if v, ok := r.Cells["why_"+string(l)]; ok {
			why[l] = v
		}
	}
	t.Why = why
	if err := r.state(&t); err != nil {
		return t, err
	}
	return t, r.topic(&t, topics)
}

func (r Row) state(t *Term) error {
	switch strings.TrimSpace(r.Cells["state"]) {
	case "":
	case active:
		t.Retired = false
	case retired:
		t.Retired = true
	default:
		return fault.New(fault.Invalid, "terms.file_state").In("state")
	}
	return nil
}

func (r Row) topic(t *Term, topics map[string]string) error {
	key, ok := r.Cells["topic"]
	if key = strings.TrimSpace(key); !ok || key == "" {
		if ok {
			t.Topic = ""
		}
		return nil
	}
	id, known := topics[key]
	if !known {
		return fault.New(fault.Invalid, "terms.topic_unknown").In("topic").With("topic", key)
	}
	t.Topic = id
	return nil
}

// Report is what became of a file.
type Report struct {
	Added, Changed, Same int
	Bad                  []BadRow
	Kept                 []Kept // what was added or changed
}

// BadRow is a line that was not taken, and why.
type BadRow struct {
	Line int
	Key  string
	Err  error
}

// Kept is a term that was kept, and whether it is new.
type Kept struct {
	Term Term
	New  bool
}

// Import keeps the terms of a file, line by line: a bad line spoils no other, and one
// that says what is kept already changes nothing. may says in which languages whoever
// brings it keeps terms. Terms of the starting set are marked so.
func Import(ctx context.Context, tx *db.Tx, rows []Row, by string, starting bool, may func(lang.Tag) bool) (rep Report, err error) {
	topics, err := topicIDs(ctx, tx)
	if err != nil {
		return rep, err
	}
	for _, row := range rows {
		kept, state, err := importRow(ctx, tx, row, topics, by, starting, may)
		if _, told := fault.As(err); err != nil && !told {
			return rep, err
		}
		switch {
		case err != nil:
			rep.Bad = append(rep.Bad, BadRow{row.Line, row.Cells["key"], err})
		case state == "same":
			rep.Same++
		case state == "new":
			rep.Added++
		default:
			rep.Changed++
		}
		if err == nil && state != "same" {
			rep.Kept = append(rep.Kept, Kept{kept, state == "new"})
		}
	}
	return rep, nil
}

func importRow(ctx context.Context, tx *db.Tx, row Row, topics map[string]string, by string, starting bool, may func(lang.Tag) bool) (t Term, state string, err error) {
	if row.Err != nil {
		return t, "", row.Err
	}
	key, l := strings.TrimSpace(row.Cells["key"]), lang.Tag(strings.TrimSpace(row.Cells["lang"]))
	if !l.Valid() {
		return t, "", fault.New(fault.Invalid, "terms.lang_unknown").In("lang")
	}
	if !may(l) {
		return t, "", fault.New(fault.Forbidden, "terms.not_yours").With("lang", string(l))
	}
	t, there, err := ByKey(ctx, tx, key, l)
	if err != nil {
		return t, "", err
	}
	if !there {
		t = Term{Key: key, Lang: l, Severity: Note, Category: Other, Starting: starting}
	}
	was := t
	if t, err = row.on(t, topics); err != nil {
		return t, "", err
	}
	if there && !starting && !was.same(t.Tidy()) {
		t.Starting = false
	}
	t, changed, err := Save(ctx, tx, t, by)
	switch {
	case err != nil:
		return t, "", err
	case !changed:
		return t, "same", nil
	case there:
		return t, "changed", nil
	}
	return t, "new", nil
}

// topicIDs gives the ids of all topics by their keys.
func topicIDs(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	ids, after := map[string]string{}, ""
	for {
		list, err := topic.List(ctx, tx, after, 500)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			ids[t.Key] = t.ID
			after = t.Key
		}
		if len(list) < 500 {
			return ids, nil
		}
	}
}
